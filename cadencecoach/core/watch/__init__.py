"""What a watch's file says, understood: time, running, cadence, speed and distance.

In come the records and timer events of a file, as they stand there; out go readings in steps a
minute, each with how long it holds, the stretches in which the timer ran, and the distance. Files,
formats and clocks of computers do not belong here, nor what becomes of a session.
"""
