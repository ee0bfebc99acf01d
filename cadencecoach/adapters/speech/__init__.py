"""Voices made on this machine, apart because each engine has its own traps and none is a must."""
