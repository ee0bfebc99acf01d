"""One session as it goes: setup, state, the engine's step, the coach, the cues, and the view of it.

Inputs with their frame come in, the next state and events go out. What a finished session was is
worked out in `outcome`.
"""
