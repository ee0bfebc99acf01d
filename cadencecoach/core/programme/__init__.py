"""The weeks around the runs: the programme, its gates, the steps of the ladder, and what today asks.

The diary and finished runs come in, verdicts and proposals go out, each threshold with its source.
"""
