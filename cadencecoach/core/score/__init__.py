"""From a plan and its edits to beats and samples: the timeline, the mixer, and how a click sounds.

Everything is an exact number of frames, so that the same score gives the same samples. Why
something is said or edited is decided in `run`.
"""
