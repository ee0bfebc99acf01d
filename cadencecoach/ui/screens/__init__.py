"""Screens, one question of the runner each."""
