"""A recorded session turned into facts: second by second, cues and what followed, the summary.

A log comes in, numbers and the session document go out. Sessions side by side are in `trends`.
"""
