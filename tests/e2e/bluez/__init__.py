"""The footpod against a real kernel and a real BlueZ, in a guest that needs no hardware."""
