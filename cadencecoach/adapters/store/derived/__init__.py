"""What follows from the log and the diary and is kept beside them, so that lists need not read years.

Everything here can be made anew at any time; what a runner told, and what was recorded, is never here.
"""
