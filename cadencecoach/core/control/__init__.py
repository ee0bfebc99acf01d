"""What a runner can ask of a run, apart from how it is asked: words on a line, presses of buttons.

Lines and presses come in, commands (`events`) go out. What a command does is decided in `run`.
"""
