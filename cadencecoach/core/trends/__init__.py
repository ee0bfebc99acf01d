"""Sessions side by side: weeks, cues, pain, search, and what else belongs around one session.

Facts of many sessions come in, rows and sentences go out. Nothing here decides about a run.
"""
