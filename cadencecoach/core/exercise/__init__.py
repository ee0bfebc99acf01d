"""A routine of exercises: its steps, and the words and counts at which they are played.

No cadence and no footpod here; the routines themselves are files in `configs/routines`.
"""
