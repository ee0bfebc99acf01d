"""Whole lives: a seed makes a runner, a footpod, a diary and a calendar, and eight weeks are played.

    .venv/bin/python -m tests.lives --seeds 1000    plays them; the seeds that break a law, shrunk
    .venv/bin/python -m tests.lives --seed 17       plays one again and prints its diary

Nothing here decides: what a runner does goes through the acts of `app`, as commands and screens do
it. A life is kept in memory and its runs are drawn from what the runner does; each twentieth is
*whole*: a real home with files, every run through the engine, second by second, with the bytes of
its footpod, and the command line asked beside the screens.
"""
