"""The pure core: what a session and a programme are, worked out from values alone.

Inputs and entries come in, states, scores, numbers and verdicts go out. No clock, loop, thread,
log, device, file or database is imported below here; the rooms import one way (pyproject.toml).
"""
