"""The check-in as a value: what to ask next, with which keys, and what was told so far.

The screen and the prompt of a terminal both ask it; `ratings` makes entries of what was told.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, Final

from cadencecoach.app.diary.questions import (
    FLAGS,
    LEVELS,
    ONCE,
    PROVIDER,
    YES,
    Ask,
    Question,
    open_of_run,
    questions_of_pain,
    said_in_words,
    words_of_run,
)
from cadencecoach.app.diary.ratings import CheckIn
from cadencecoach.app.views import DayView
from cadencecoach.core.diary.described import Described, tells
from cadencecoach.core.diary.diary import Run
from cadencecoach.core.diary.pain import Pain, RedFlag, When
from cadencecoach.core.diary.typed_note import metres_typed
from cadencecoach.core.values.calendar import short
from cadencecoach.core.values.text import many, plain

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
        return replace(self, waiting=(FLAGS, *self.waiting))

    def answer(self, value: Any) -> Interview:
        """This is the answer."""
        rest = replace(self, waiting=self.waiting[1:])
        return rest.answer_to(self.waiting[0], value)

    def answer_to(self, question: Question, value: Any) -> Interview:
        """With what follows from it: pain above 0 is asked about; after a sign nothing more is."""
        if question.ask is Ask.FLAGS and value:
            return replace(self, waiting=(), answers=(*self.answers, (question, value)))
        more: tuple[Question, ...] = ()
        known = self._known(question.when)
        if question.ask is Ask.SAME and value and known is not None:
            return self._as_known(known, question.when)
        if question.ask is Ask.LEVEL and value > 0 and known is not None:
            text = f"Is it the same as {known.words}?"
            more = (Question(Ask.SAME, text, YES, question.when),)
        elif question.ask is Ask.SAME or (question.ask is Ask.LEVEL and value > 0):
            more = self._of_pain(question.when)
        answers = self.answers if question.ask is Ask.SAME else (*self.answers, (question, value))
        return replace(self, waiting=(*more, *self.waiting), answers=answers)

    def _of_pain(self, when: When) -> tuple[Question, ...]:
        """Before a run nothing is to be typed."""
        asked = questions_of_pain(when)
        return asked[:-1] if self.before_run else asked

    def _known(self, when: When) -> Described | None:
        """What another pain was last told to be like, in this check-in or earlier today."""
        here = [
            Described(question.when, pain)
            for question, level in self.answers
            if question.ask is Ask.LEVEL and question.when is not when
            if tells(pain := self._pain(question.when, level))
        ]
        return here[-1] if here else None if self.view is None else self.view.described

    def _as_known(self, known: Described, when: When) -> Interview:
        """A pain is like one that is known: nothing more is asked about it."""
        pain, (side, quality, limping, *where) = known.pain, self._of_pain(when)
        told: list[tuple[Question, Any]] = [(limping, pain.limping)]
        told += [] if pain.side is None else [(side, pain.side)]
        told += [] if pain.quality is None else [(quality, pain.quality)]
        told += [(one, (pain.where,)) for one in where if pain.where]
        return replace(self, answers=(*self.answers, *told))

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
        """The one that is told about."""
        return None if self.view is None else self.view.today.ask_after or self.view.today.ran

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
                    words if question.choices is not YES else f"{question.ask.value}: {words}"
                )
        return " · ".join(parts)


def interview(view: DayView, *, before_run: bool = False) -> Interview:
    """What to ask today: warning signs once, a morning, a run of today, else how the back is now."""
    today = view.today
    asked: list[Question] = [FLAGS, ONCE] if today.ask_flags else []
    if today.ask_provider and not before_run:
        asked.append(PROVIDER)
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
        asked.append(Question(Ask.LEVEL, text, LEVELS, When.AFTER))
        asked += open_of_run(run, view.shoes)
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
        if today.ran is not None and not before_run:  # what was left out after it
            asked += open_of_run(today.ran, view.shoes)
            if not said_in_words(today.ran):
                asked.append(words_of_run(today.ran, view.routes))
    return Interview(tuple(asked), (), view, before_run)


def after_run(view: DayView, level: int | None) -> Interview:
    """What else there is to tell of a run, once its level is written down or was passed."""
    whole = interview(view)
    asked = next(one for one in whole.waiting if one.ask is Ask.LEVEL and one.when is When.AFTER)
    rest = replace(whole, waiting=tuple(one for one in whole.waiting if one is not asked))
    if level is None:
        return rest
    return replace(rest.answer_to(asked, level), kept=Pain(level))
