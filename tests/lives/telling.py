"""What a runner tells: the programme, the back, a cadence, an exercise; by the app or by a command."""

from __future__ import annotations

import io
import random
from contextlib import redirect_stderr, redirect_stdout
from typing import Any, Final

from cadencecoach.app.diary.activities import note_activity, take_back_activity
from cadencecoach.app.diary.baselines import note_typed
from cadencecoach.app.diary.check_in import Interview, interview
from cadencecoach.app.diary.journal import JournalOfHome
from cadencecoach.app.diary.logbook import open_logbook
from cadencecoach.app.diary.programme import pause_programme, resume_programme, start_programme
from cadencecoach.app.diary.questions import Ask, Question
from cadencecoach.app.diary.ratings import CheckIn
from cadencecoach.app.exercise.routine_log import log_routine
from cadencecoach.cli.command_line import obey
from cadencecoach.core.diary.entries import CeilingSet, Done, Sport
from cadencecoach.core.diary.pain import Pain, Quality, RedFlag, Side, When
from cadencecoach.core.values.units import Spm
from cadencecoach.errors import CadencecoachError
from tests.lives.life import Life

COMMANDS: Final = 0.5
"""Of what is told, so much goes through the command line, where there are files."""


def by_command(life: Life, *words: str) -> str | None:
    """The same as a shell would do it; None in a life without files, which no command can read."""
    if life.memory is not None:
        return None
    with redirect_stdout(io.StringIO()), redirect_stderr(io.StringIO()):
        try:
            obey(words)
        except CadencecoachError as refused:
            return f"{' '.join(words)}: refused: {refused.message}"
    return " ".join(words)


def start(life: Life, _: random.Random) -> str:
    with open_logbook(life.home) as book:
        return start_programme(book).title


def pause(life: Life, chance: random.Random) -> str:
    if chance.random() < COMMANDS and (said := by_command(life, "programme", "pause")):
        return said
    with open_logbook(life.home) as book:
        return str(pause_programme(book))


def resume(life: Life, chance: random.Random) -> str:
    if chance.random() < COMMANDS and (said := by_command(life, "programme", "resume")):
        return said
    with open_logbook(life.home) as book:
        return str(resume_programme(book))


def check_in(life: Life, chance: random.Random) -> str:
    return _asked(life, interview(JournalOfHome(life.home).day()), chance)


def before_run(life: Life, chance: random.Random) -> str:
    return _asked(life, interview(JournalOfHome(life.home).day(), before_run=True), chance)


def _asked(life: Life, now: Interview, chance: random.Random) -> str:
    answered: set[tuple[Ask, When]] = set()
    while (question := now.question) is not None:
        answer = None if chance.random() < life.runner.forgets else _answer(life, question, chance)
        if answer is None:
            now = now.skip()
        else:
            answered.add((question.ask, question.when))
            now = now.answer(answer)
    told = now.told()
    if not told:
        return "nothing told"
    JournalOfHome(life.home).do(told.act)
    life.answered = now.before_run, answered
    return now.words()


def _answer(life: Life, question: Question, chance: random.Random) -> Any:
    match question.ask:
        case Ask.FLAGS:
            return (chance.choice(list(RedFlag)),) if chance.random() < 0.01 else ()
        case Ask.LEVEL:
            return _level(life, chance)
        case Ask.EFFORT:
            return chance.choice((3, 4, 5, 6, 7, 9))
        case Ask.QUALITY:
            likely = (Quality.ACHE, Quality.STIFF, Quality.ACHE, Quality.STIFF)
            return (
                chance.choice((*likely, Quality.SHARP, Quality.RADIATING))
                if life.level > 4
                else likely[0]
            )
        case Ask.LIMPING:
            return life.level > 6 and chance.random() < 0.3
        case Ask.SIDE:
            return chance.choice(list(Side))
        case Ask.PROVIDER | Ask.HELD | Ask.SAME:
            return chance.random() < 0.6
        case Ask.SURFACE:
            return chance.choice(question.choices).value
        case Ask.WORDS:
            return ("park", "5.2", "", "windy")
        case Ask.WHERE:
            return ("low",)
    return None


def _level(life: Life, chance: random.Random) -> int:
    lie = chance.choice((-4, 4)) if chance.random() < life.runner.lies else 0
    return max(0, min(10, round(life.level + chance.gauss(0, 0.5)) + lie))


def rate(life: Life, chance: random.Random) -> str:
    quality = chance.choice((None, None, None, *Quality))
    level = _level(life, chance)
    more = () if quality is None else ("--quality", quality.value)
    if chance.random() < COMMANDS and (said := by_command(life, "pain", str(level), *more)):
        return said
    return _tell(life, CheckIn(pain={When.NOW: Pain(level, None, quality)}))


def sign(life: Life, chance: random.Random) -> str:
    flag = chance.choice(list(RedFlag))
    if chance.random() < COMMANDS and (
        said := by_command(life, "check-in", "--red-flags", flag.value)
    ):
        return said
    return _tell(life, CheckIn(flags=(flag,)))


def seen(life: Life, _: random.Random) -> str:
    return _tell(life, CheckIn(acknowledged=True))


def note(life: Life, chance: random.Random) -> str:
    return _tell(life, CheckIn(run={"effort": chance.randint(0, 10), "surface": "grass"}))


def _tell(life: Life, told: CheckIn) -> str:
    with open_logbook(life.home) as book:
        book.do(told.act)
    return ""


def cadence(life: Life, chance: random.Random) -> str:
    lied = chance.random() < life.runner.lies
    spm = chance.randint(100, 230) if lied else round(life.runner.own_spm + chance.gauss(0, 1.5))
    anyway = lied or chance.random() < 0.3
    life.honest &= not lied
    words = ("settings", "set", "cadence_spm", str(spm), *(("--anyway",) if anyway else ()))
    if chance.random() < COMMANDS and (said := by_command(life, *words)):
        return said
    note_typed(life.home, Spm(spm), anyway=anyway)
    return f"{spm}{' anyway' if anyway else ''}"


def ceiling(life: Life, chance: random.Random) -> str:
    spm = chance.randint(150, 240)
    with open_logbook(life.home) as book:
        book.write(CeilingSet(book.now, spm))
    return str(spm)


def activity(life: Life, chance: random.Random) -> str:
    act = note_activity(
        chance.choice([Sport.SWIM, Sport.WALK]), chance.randint(10, 90), chance.randint(0, 10)
    )
    with open_logbook(life.home) as book:
        book.do(act)
    return ""


def slip(life: Life, chance: random.Random) -> str:
    if chance.random() < COMMANDS and (said := by_command(life, "activity", "undo")):
        return said
    with open_logbook(life.home) as book:
        book.do(take_back_activity)
    return ""


def routine(life: Life, chance: random.Random) -> str:
    act = log_routine(
        chance.choice(("core-activation", "mobility", "warm-up")), chance.choice(list(Done))
    )
    with open_logbook(life.home) as book:
        book.do(act)
    return ""
