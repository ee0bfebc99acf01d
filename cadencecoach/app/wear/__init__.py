"""A run without a screen, from waiting for sound to its sum: the dialogue played, kept and judged.

What is said is decided in `core/wear`; the run in between is that of `app/run`, past the same gate.
"""
