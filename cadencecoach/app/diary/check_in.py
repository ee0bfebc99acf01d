"""The check-in as a value: what to ask next, with which keys, and what was told so far.

The screen and the prompt of a terminal both ask it; `ratings` makes entries of what was told.
"""

from __future__ import annotations

import enum
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from cadencecoach.app.diary.ratings import CheckIn
from cadencecoach.app.text_row import TextRow
from cadencecoach.app.views import DayView
from cadencecoach.core.diary.diary import LONGEST_KM, SURFACES, Run, metres_typed
from cadencecoach.core.diary.pain import (
    ASKED_FLAGS,
    ASKED_ONCE,
    FLAG_WORDS,
    PERSISTENT_DAYS,
    Pain,
    Quality,
    RedFlag,
    Side,
    When,
)
from cadencecoach.core.values.calendar import short
from cadencecoach.core.values.text import many, plain


class Ask(enum.Enum):
    """What a question is about."""

    FLAGS = "warning signs"
    ONCE = "once"
    PROVIDER = "looked at"
    LEVEL = "pain"
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
_YES: Final = (Option("y", "yes", True), Option("n", "no", False))
_WHERE: Final = TextRow("", "", "low, above the hip, into the buttock …")
_FLAGS: Final = Question(
    Ask.FLAGS,
    "Do you have any of these now?",
    tuple(Option(str(n), FLAG_WORDS[flag], flag) for n, flag in enumerate(ASKED_FLAGS, 1)),
    many=True,
)
_ONCE: Final = Question(
    Ask.ONCE,
    "Tell a doctor or a physical therapist before you begin, if any of these is true:",
    (),
    lines=ASKED_ONCE,
)
_PROVIDER: Final = Question(
    Ask.PROVIDER,
    f"Your back has hurt for {PERSISTENT_DAYS} days or more. Has a doctor or a physical therapist "
    "looked at it?",
    _YES,
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
_HELD: Final = Question(Ask.HELD, "Did you hold the beat?", _YES, When.AFTER)
_SURFACE: Final = Question(
    Ask.SURFACE,
    "What did you run on?",
    tuple(Option(str(n), name, name) for n, name in enumerate(SURFACES, 1)),
    When.AFTER,
)


_FIELDS: Final = {
    Ask.EFFORT: "effort",
    Ask.HELD: "held",
    Ask.SURFACE: "surface",
    Ask.SHOES: "shoes",
}
"""What a question fills of a run's note."""


@dataclass(frozen=True, slots=True)
class Interview:
    """Questions still to be asked, and the answers so far."""

    waiting: tuple[Question, ...]
    answers: tuple[tuple[Question, Any], ...] = ()
    view: DayView | None = None
    before_run: bool = False
    """Then nothing is to be typed."""

    kept: Pain | None = None
    """A rating after the run that is written down already."""

    @property
    def question(self) -> Question | None:
        """The one to be asked now; None at the end."""
        return self.waiting[0] if self.waiting else None

    def skip(self) -> Interview:
        """The answer stays unknown; of several that may be chosen, none is, and nobody has looked."""
        question = self.waiting[0]
        rest = replace(self, waiting=self.waiting[1:])
        if question.ask is Ask.PROVIDER:
            return rest.answer_to(question, False)
        return rest.answer_to(question, ()) if question.many else rest

    def with_signs(self) -> Interview:
        """Warning signs are asked first: a runner has one to tell, whatever was said before."""
        return replace(self, waiting=(_FLAGS, *self.waiting))

    def answer(self, value: Any) -> Interview:
        """This is the answer."""
        rest = replace(self, waiting=self.waiting[1:])
        return rest.answer_to(self.waiting[0], value)

    def answer_to(self, question: Question, value: Any) -> Interview:
        """With what follows from it: pain above 0 is asked about; after a sign nothing more is."""
        if question.ask is Ask.FLAGS and value:
            return replace(self, waiting=(), answers=(*self.answers, (question, value)))
        more: tuple[Question, ...] = ()
        if question.ask is Ask.LEVEL and value > 0:
            when = question.when
            more = (
                Question(Ask.SIDE, "Which side?", _SIDES, when),
                Question(Ask.QUALITY, "What is it like?", _QUALITIES, when),
                Question(Ask.LIMPING, "Are you limping?", _YES, when),
            )
            if not self.before_run:
                more += (Question(Ask.WHERE, "Where, in your words?", (), when, rows=(_WHERE,)),)
        return replace(
            self, waiting=(*more, *self.waiting), answers=(*self.answers, (question, value))
        )

    def told(self) -> CheckIn:
        """What is to be written down."""
        asked = {question.ask: value for question, value in self.answers}
        levels = {
            question.when: level for question, level in self.answers if question.ask is Ask.LEVEL
        }
        return CheckIn(
            self.flags() if Ask.FLAGS in asked else None,
            pain={
                when: pain
                for when, level in levels.items()
                if (pain := self._pain(when, level)) != self.kept or when is not When.AFTER
            },
            run=self._of_run() if self._run is not None else {},
            seen=asked.get(Ask.PROVIDER),
        )

    def _pain(self, when: When, level: int) -> Pain:
        said = {question.ask: value for question, value in self.answers if question.when is when}
        (where,) = said.get(Ask.WHERE, ("",))
        return Pain(
            level, said.get(Ask.SIDE), said.get(Ask.QUALITY), where, said.get(Ask.LIMPING, False)
        )

    @property
    def _run(self) -> Run | None:
        return None if self.view is None else self.view.today.ask_after

    def _of_run(self) -> dict[str, Any]:
        """What was told of the run, by the fields of its note."""
        found: dict[str, Any] = {
            _FIELDS[question.ask]: value
            for question, value in self.answers
            if question.ask in _FIELDS
        }
        for question, value in self.answers:
            if question.ask is Ask.WORDS:
                route, distance, niggle, words = value
                found |= {"route": route, "niggle": niggle, "note": words}
                found["distance_m"] = metres_typed(distance)
        return found

    def flags(self) -> tuple[RedFlag, ...]:
        """The warning signs that were ticked."""
        return next((value for question, value in self.answers if question.ask is Ask.FLAGS), ())

    def words(self) -> str:
        """What was told so far, in a line."""
        parts = []
        for question, value in self.answers:
            if question.ask is Ask.FLAGS:
                parts.append(many(len(value), "warning sign") if value else "no warning signs")
            elif question.ask is Ask.PROVIDER:
                parts.append("looked at" if value else "not looked at")
            elif question.ask is Ask.LEVEL:
                parts.append(f"{question.when.value} {value}")
            elif question.ask is Ask.EFFORT:
                parts.append(f"effort {value}")
            elif question.rows:
                parts += [plain(words) for words in value if words]
            else:
                words = next((c.words for c in question.choices if c.value == value), "")
                parts.append(
                    words if question.choices is not _YES else f"{question.ask.value}: {words}"
                )
        return " · ".join(parts)


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


def fault_of(question: Question, words: Sequence[str]) -> str:
    """What is wrong with the words typed in answer to a question; empty where nothing is."""
    if question.ask is not Ask.WORDS or not words[1] or metres_typed(words[1]) is not None:
        return ""
    return f"a distance is kilometres, up to {LONGEST_KM:.0f}: 5 or 5.2"


def interview(view: DayView, *, before_run: bool = False) -> Interview:
    """What to ask today: warning signs once, a morning, a run of today, else how the back is now."""
    today = view.today
    asked: list[Question] = [_FLAGS, _ONCE] if today.ask_flags else []
    if today.ask_provider and not before_run:
        asked.append(_PROVIDER)
    if today.ask_morning is not None:
        text = f"Your back on the morning of {short(today.ask_morning)}?"
        if today.ask_morning == today.day:
            text = "Your back this morning?"
        asked.append(Question(Ask.LEVEL, text, LEVELS, When.MORNING))
        if today.ask_morning == today.day and not before_run and today.ask_after is None:
            return Interview(tuple(asked), (), view)
    run = today.ask_after
    if run is not None and not before_run:
        text = "Your back after the run?"
        if run.marked:
            text = (
                f"You marked pain in your run of {short(run.day)}. How much was it after the run?"
            )
        asked += [Question(Ask.LEVEL, text, LEVELS, When.AFTER), _EFFORT]
        if not run.coverage_percent and run.top_spm is not None:
            asked.append(_HELD)
        asked.append(_SURFACE)
        if view.shoes:
            pairs = tuple(Option(str(n), pair, pair) for n, pair in enumerate(view.shoes[:9], 1))
            asked.append(Question(Ask.SHOES, "In which shoes?", pairs, When.AFTER))
        asked.append(words_of_run(run, view.routes))
    else:
        asked.append(
            Question(
                Ask.LEVEL,
                "Your back now, before the run?" if before_run else "Your back now?",
                LEVELS,
                When.BEFORE,
            )
        )
    return Interview(tuple(asked), (), view, before_run)


def after_run(view: DayView, level: int | None) -> Interview:
    """What else there is to tell of a run, once its level is written down or was passed."""
    whole = interview(view)
    asked = next(one for one in whole.waiting if one.ask is Ask.LEVEL and one.when is When.AFTER)
    rest = replace(whole, waiting=tuple(one for one in whole.waiting if one is not asked))
    if level is None:
        return rest
    return replace(rest.answer_to(asked, level), kept=Pain(level))
