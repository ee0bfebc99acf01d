"""The questions of the check-in: what each is about, its keys, and which of a run are still open."""

from __future__ import annotations

import enum
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from cadencecoach.app.text_row import TextRow
from cadencecoach.core.diary.diary import Run
from cadencecoach.core.diary.pain import (
    ASKED_FLAGS,
    ASKED_ONCE,
    FLAG_WORDS,
    PERSISTENT_DAYS,
    Quality,
    Side,
    When,
)
from cadencecoach.core.diary.typed_note import LONGEST_KM, SURFACES, metres_typed


class Ask(enum.Enum):
    """What a question is about."""

    FLAGS = "warning signs"
    ONCE = "once"
    PROVIDER = "looked at"
    LEVEL = "pain"
    SAME = "the same"
    SIDE = "side"
    QUALITY = "like"
    WHERE = "where"
    LIMPING = "limping"
    EFFORT = "effort"
    HELD = "held the beat"
    SURFACE = "surface"
    SHOES = "shoes"
    WORDS = "words"


@dataclass(frozen=True, slots=True)
class Option:
    """An answer and its key."""

    key: str
    words: str
    value: Any


@dataclass(frozen=True, slots=True)
class Question:
    """One question; Enter alone leaves it unknown."""

    ask: Ask
    text: str
    choices: tuple[Option, ...]
    when: When = When.NOW
    many: bool = False
    """Whether several may be chosen; then Enter alone means none."""

    lines: tuple[str, ...] = ()
    """To be read with it."""

    rows: tuple[TextRow, ...] = ()
    """To be typed into, one below the other; then the answer is their words."""


LEVELS: Final = tuple(Option("t" if n == 10 else str(n), str(n), n) for n in range(11))
YES: Final = (Option("y", "yes", True), Option("n", "no", False))


FLAGS: Final = Question(
    Ask.FLAGS,
    "Do you have any of these now?",
    tuple(Option(str(n), FLAG_WORDS[flag], flag) for n, flag in enumerate(ASKED_FLAGS, 1)),
    many=True,
)
ONCE: Final = Question(
    Ask.ONCE,
    "Tell a doctor or a physical therapist before you begin, if any of these is true:",
    (),
    lines=ASKED_ONCE,
)
PROVIDER: Final = Question(
    Ask.PROVIDER,
    f"Your back has hurt for {PERSISTENT_DAYS} days or more. Has a doctor or a physical therapist "
    "looked at it?",
    YES,
)
_SIDES: Final = (
    Option("l", "left", Side.LEFT),
    Option("r", "right", Side.RIGHT),
    Option("c", "centre", Side.CENTRE),
    Option("b", "both", Side.BOTH),
)
_QUALITIES: Final = (
    Option("a", "ache", Quality.ACHE),
    Option("s", "stiff", Quality.STIFF),
    Option("h", "sharp", Quality.SHARP),
    Option("d", "down the leg", Quality.RADIATING),
)
_EFFORT: Final = Question(Ask.EFFORT, "How hard was it?", LEVELS, When.AFTER)
_HELD: Final = Question(Ask.HELD, "Did you hold the beat?", YES, When.AFTER)
_SURFACE: Final = Question(
    Ask.SURFACE,
    "What did you run on?",
    tuple(Option(str(n), name, name) for n, name in enumerate(SURFACES, 1)),
    When.AFTER,
)


def questions_of_pain(when: When) -> tuple[Question, ...]:
    """What a pain is like, a question each; the last one, where, is to be typed."""
    row = TextRow("", "", "low, above the hip, into the buttock …")
    return (
        Question(Ask.SIDE, "Which side?", _SIDES, when),
        Question(Ask.QUALITY, "What is it like?", _QUALITIES, when),
        Question(Ask.LIMPING, "Are you limping?", YES, when),
        Question(Ask.WHERE, "Where, in your words?", (), when, rows=(row,)),
    )


def words_of_run(run: Run, routes: Sequence[str]) -> Question:
    """What there is to say of a run in words; what was said before stands in the rows."""
    note, measured = run.note, run.distance_m
    typed = "" if note.distance_m is None else f"{note.distance_m / 1000:g}"
    heard = "km" if measured is None else f"{measured / 1000:.1f} km measured"
    rows = (
        TextRow("route     ", note.route, f"→ {routes[0]}" if routes else "where you ran"),
        TextRow("distance  ", typed, heard, 10),
        TextRow("also hurt ", note.niggle, "knees, ankles? anything else that hurts"),
        TextRow("note      ", note.note, "how it felt"),
    )
    return Question(Ask.WORDS, "A word on the run?", (), When.AFTER, rows=rows)


def said_in_words(run: Run) -> bool:
    """Whether anything of that was said."""
    note = run.note
    return bool(note.route or note.niggle or note.note) or note.distance_m is not None


def open_of_run(run: Run, shoes: Sequence[str]) -> list[Question]:
    """What may be told of a run by a key, and was not told yet."""
    asked, note = [] if run.note.effort is not None else [_EFFORT], run.note
    if not run.coverage_percent and run.top_spm is not None and note.held is None:
        asked.append(_HELD)
    if not note.surface:
        asked.append(_SURFACE)
    if shoes and not note.shoes:
        pairs = tuple(Option(str(n), pair, pair) for n, pair in enumerate(shoes[:9], 1))
        asked.append(Question(Ask.SHOES, "In which shoes?", pairs, When.AFTER))
    return asked


def fault_of(question: Question, words: Sequence[str]) -> str:
    """What is wrong with the words typed in answer to a question; empty where nothing is."""
    if question.ask is not Ask.WORDS or not words[1] or metres_typed(words[1]) is not None:
        return ""
    return f"a distance is kilometres, up to {LONGEST_KM:.0f}: 5 or 5.2"
