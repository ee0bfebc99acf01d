"""What a runner tells and what follows: the log opened, the check-in, the own cadence, today.

Reading writes nothing. What a rating means is decided in `core/programme`.
"""
