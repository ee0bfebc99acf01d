"""Which function does an act of a kind."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from tests.lives import away, machine, running, telling, trouble
from tests.lives.life import Does
from tests.lives.script import Kind

ACTS: Final[Mapping[Kind, Does]] = {
    Kind.START: telling.start,
    Kind.PAUSE: telling.pause,
    Kind.RESUME: telling.resume,
    Kind.CHECK_IN: telling.check_in,
    Kind.BEFORE_RUN: telling.before_run,
    Kind.RUN: running.run,
    Kind.RATE: telling.rate,
    Kind.SIGN: telling.sign,
    Kind.SEEN: telling.seen,
    Kind.CADENCE: telling.cadence,
    Kind.CEILING: telling.ceiling,
    Kind.ACTIVITY: telling.activity,
    Kind.SLIP: telling.slip,
    Kind.ROUTINE: telling.routine,
    Kind.NOTE: telling.note,
    Kind.DISCARD: machine.discard,
    Kind.CLOCK: machine.clock_set,
    Kind.TRAVEL: machine.travel,
    Kind.TAKE_ALONG: away.take,
    Kind.BRING_HOME: away.bring,
    Kind.WATCH: away.watch,
    Kind.BESIDE: trouble.beside,
    Kind.FULL: trouble.full,
}
