"""What befalls log, clock and place: a run is deleted, the clock is set, another zone."""

from __future__ import annotations

import random

from cadencecoach.app.diary.baselines import after_discard, take_back
from cadencecoach.app.diary.logbook import open_logbook
from cadencecoach.app.review import session_log
from tests.lives.life import Life, stand_in
from tests.lives.script import DAY_S


def discard(life: Life, chance: random.Random) -> str:
    with open_logbook(life.home) as book:
        if not book.diary.runs:
            return "no run"
        session = book.diary.runs[-1].session
    if life.memory is None:
        session_log.discard(life.home.database, session)
    else:
        life.memory.discard(session)
    with open_logbook(life.home) as book:
        if after_discard(book, session).set_spm is not None and chance.random() < 0.7:
            take_back(book, session)
    return session[:8]


def clock_set(life: Life, chance: random.Random) -> str:
    life.clock.wrong_s = chance.choice((0, 0, -3 * DAY_S, -7200, 3600, 40 * DAY_S))
    return f"{life.clock.wrong_s / 3600:+g} h"


def travel(life: Life, _: random.Random) -> str:
    life.zone = life.runner.away if life.zone == life.runner.home else life.runner.home
    stand_in(life.zone)
    return life.zone
