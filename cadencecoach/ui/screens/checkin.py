"""How the back is, asked one question at a time: a key each, and Enter where it is not known."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from textual.events import Key
from textual.widget import Widget

from cadencecoach.core.entries import RedFlagsAcknowledged
from cadencecoach.core.gates import Go, Verdict
from cadencecoach.core.pain import FLAG_WORDS, SEEK_CARE, RedFlag
from cadencecoach.errors import CadencecoachError
from cadencecoach.ui.ink import EMPTY, Ground, Ink, Line, Span, fitted, wrapped
from cadencecoach.ui.interview import LEVELS, Interview, Question, interview
from cadencecoach.ui.journaldriver import DayView, Journal
from cadencecoach.ui.screens.page import Page
from cadencecoach.ui.widgets.paper import Paper

_Asked = tuple[Question, tuple[str, ...]]
"""A question, and the keys of what was ticked."""


def question_lines(seen: _Asked, width: int, height: int) -> list[Line]:
    """A question and its answers, a key before each."""
    question, ticked = seen
    lines = [*wrapped(question.text, width, 3, Ink.STRONG), EMPTY]
    if question.choices is LEVELS:
        scale: list[Span] = []
        for choice in LEVELS:
            scale += [Span(choice.key, Ink.TARGET), Span("=10" if choice.key == "t" else "   ")]
        lines += [tuple(scale), EMPTY, (Span("0 none at all    t the worst there is", Ink.DIM),)]
    for choice in question.choices if question.choices is not LEVELS else ():
        mark = ""
        if question.many:
            mark = "✔ " if choice.key in ticked else "○ "
        ink = Ink.STRONG if choice.key in ticked else Ink.PLAIN
        lines.append((Span(f"{choice.key}  ", Ink.TARGET), Span(f"{mark}{choice.words}", ink)))
    lines += [line for text in question.lines for line in wrapped(f"· {text}", width, 2)]
    if len(lines) > height:
        lines = [line for line in lines if line]
    return [fitted(line, width) for line in lines][:height]


class CheckInScreen(Page[Interview]):
    """Gives back the interview once it is written down; Esc keeps what was told up to there."""

    KEYS: ClassVar = (("Enter", "not known, go on"), ("⌫", "back"), ("Esc", "that is all"))

    def __init__(self, journal: Journal, view: DayView, *, before_run: bool = False) -> None:
        super().__init__()
        self._journal = journal
        self._asked = [interview(view, before_run=before_run)]
        self._ticked: tuple[str, ...] = ()
        self._sheet = Paper(question_lines, widget_id="question", ground=Ground.PANEL)
        self._so_far: Paper[str] = Paper(
            lambda text, width, height: wrapped(text, width, height, Ink.DIM), widget_id="so-far"
        )

    @property
    def shown_keys(self) -> tuple[tuple[str, str], ...]:
        """Enter means none where several may be ticked."""
        question = self._asked[-1].question
        if question is not None and not question.choices:
            return (("Enter", "go on"), *self.KEYS[1:])
        if question is not None and question.many:
            return (("Enter", "none, or those ticked"), *self.KEYS[1:])
        return self.KEYS

    def body(self) -> Iterable[Widget]:
        """The question, and what was told so far."""
        return (self._sheet, self._so_far)

    def on_mount(self) -> None:
        """Ask the first."""
        self.head.show((Span("Check-in", Ink.STRONG), Span("  a key answers", Ink.DIM)))
        self._ask()

    def _ask(self) -> None:
        self._ticked = ()
        now = self._asked[-1]
        if now.question is None:
            self._keep()
            return
        self._paint()
        self._so_far.show(now.words())
        self.keys.show(self.shown_keys)

    def _paint(self) -> None:
        question = self._asked[-1].question
        if question is not None:
            self._sheet.show((question, self._ticked))

    def _keep(self) -> None:
        """Write down what was told."""
        now = self._asked[-1]
        entries, note = now.entries(), now.note()
        try:
            if entries:
                self._journal.write(*entries)
            if note is not None:
                self._journal.note(*note)
        except CadencecoachError as exc:
            self.tell(exc)
            return
        self.dismiss(now)

    def on_key(self, event: Key) -> None:
        """An answer, a tick, no answer, or the question before."""
        now = self._asked[-1]
        question = now.question
        if question is None:
            return
        if event.key == "backspace":
            if len(self._asked) > 1:
                self._asked.pop()
                self._ask()
        elif event.key == "enter":
            chosen = tuple(c.value for c in question.choices if c.key in self._ticked)
            self._asked.append(now.answer(chosen) if question.many else now.skip())
            self._ask()
        else:
            choice = next((c for c in question.choices if c.key == event.character), None)
            if choice is None:
                return
            if question.many:
                keys = set(self._ticked) ^ {choice.key}
                self._ticked = tuple(sorted(keys))
                self._paint()
            else:
                self._asked.append(now.answer(choice.value))
                self._ask()
        event.stop()

    def action_back(self) -> None:
        """That is all: what was told is kept."""
        self._keep()


def _care_lines(flags: tuple[RedFlag, ...], width: int, height: int) -> list[Line]:
    lines: list[Line] = [*wrapped(SEEK_CARE, width, 3, Ink.ALARM), EMPTY]
    lines.append((Span("You ticked:"),))
    lines += [(Span("! ", Ink.ALARM), Span(FLAG_WORDS[flag], Ink.STRONG)) for flag in flags]
    lines.append(EMPTY)
    lines += wrapped(
        "A clinic or an emergency line is the right place now; this program is not. "
        "No run begins until you have been seen.",
        width,
        4,
    )
    return [fitted(line, width) for line in lines][:height]


class RedFlagScreen(Page[bool]):
    """Blocks the way to a run; gives back whether the runner says to have been seen."""

    KEYS: ClassVar = (("y", "a clinician has looked at it since"), ("Esc", "back, no run"))

    def __init__(self, journal: Journal, flags: tuple[RedFlag, ...]) -> None:
        super().__init__()
        self._journal = journal
        self._flags = flags
        self._sheet = Paper(_care_lines, widget_id="question", ground=Ground.PANEL)

    def body(self) -> Iterable[Widget]:
        """One sheet."""
        return (self._sheet,)

    def on_mount(self) -> None:
        """Say it."""
        self.head.show((Span("✘ ", Ink.ALARM), Span("Seek care now", Ink.ALARM)))
        self._sheet.show(self._flags)

    def on_key(self, event: Key) -> None:
        """Only a y leads on."""
        if event.key != "y":
            return
        event.stop()
        try:
            self._journal.write(RedFlagsAcknowledged)
        except CadencecoachError as exc:
            self.tell(exc)
        else:
            self.dismiss(True)

    def action_back(self) -> None:
        """No run."""
        self.dismiss(False)


def _gate_lines(verdict: Verdict, width: int, height: int) -> list[Line]:
    lines: list[Line] = [*wrapped(verdict.reason, width, 4, Ink.STRONG), EMPTY]
    for text in (*verdict.warnings, *verdict.changes):
        lines += wrapped(f"· {text}", width, 3)
    return lines[:height]


class GateScreen(Page[bool]):
    """Says why not to run; gives back whether the runner runs all the same."""

    KEYS: ClassVar = (("Esc", "no run now"), ("o", "run anyway, it is written down"))

    def __init__(self, verdict: Verdict) -> None:
        super().__init__()
        self._verdict = verdict
        self._sheet = Paper(_gate_lines, widget_id="question", ground=Ground.PANEL)

    def body(self) -> Iterable[Widget]:
        """One sheet."""
        return (self._sheet,)

    def on_mount(self) -> None:
        """Say it."""
        word = "No run now" if self._verdict.go is Go.NO else "A gentler run"
        self.head.show((Span("! ", Ink.WARN), Span(word, Ink.STRONG)))
        self._sheet.show(self._verdict)

    def on_key(self, event: Key) -> None:
        """An o overrules."""
        if event.key == "o":
            event.stop()
            self.dismiss(True)

    def action_back(self) -> None:
        """No run."""
        self.dismiss(False)
