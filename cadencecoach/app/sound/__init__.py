"""A few seconds of sound outside of a run: what they are, and how they are played."""
