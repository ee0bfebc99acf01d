"""The plan of a run: stages and targets, the ladder of cadences behind it, and when a beat is heard.

Frames and steps a minute come in, plans and limits go out. How a beat sounds is in `score`.
"""
