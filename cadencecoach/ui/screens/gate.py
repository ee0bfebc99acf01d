"""Between a wish to run and a run: a warning sign that blocks it, and what the gate says of the plan."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import chain
from typing import ClassVar, Final

from textual.events import Key
from textual.widget import Widget

from cadencecoach.app.diary.ports import Journal
from cadencecoach.app.diary.ratings import CheckIn
from cadencecoach.core.diary.pain import FLAG_WORDS, SEEK_CARE, RedFlag
from cadencecoach.core.programme.gates import Go, Verdict
from cadencecoach.ui.ink import EMPTY, Ground, Ink, Line, Span, bullet, wrapped
from cadencecoach.ui.screens.page import Page
from cadencecoach.ui.widgets.paper import Paper

_NOT_HERE: Final = (
    "A clinic or an emergency line is the right place now; this program is not. "
    "No run begins until you have been seen."
)


def _care_lines(flags: tuple[RedFlag, ...], width: int, height: int) -> list[Line]:
    seek, then = wrapped(SEEK_CARE, width, 3, Ink.ALARM), wrapped(_NOT_HERE, width, 5)
    signs = [_sign_lines(flag, width) for flag in flags]
    lines = [*seek, EMPTY, (Span("You ticked:"),), *chain(*signs), EMPTY, *then]
    if len(lines) <= height:
        return lines
    # What to do goes before what was ticked a moment ago, of which none is cut in two.
    lines = [*seek, *then]
    for number, sign in enumerate(signs, 1):
        if len(lines) + len(sign) + (number < len(signs)) > height:
            return [*lines, (Span(f"! and {len(signs) - number + 1} more", Ink.ALARM),)][:height]
        lines += sign
    return lines


def _sign_lines(flag: RedFlag, width: int) -> list[Line]:
    said = wrapped(FLAG_WORDS[flag], max(1, width - 2), 3, Ink.STRONG)
    return [(Span("  " if n else "! ", Ink.ALARM), *line) for n, line in enumerate(said)]


class RedFlagScreen(Page[bool]):
    """Blocks the way to a run; gives back whether the runner says to have been seen."""

    KEYS: ClassVar = (("y", "a clinician has seen it"), ("Esc", "no run"))

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
        seen = CheckIn(acknowledged=True)
        self.do(lambda: self._journal.do(seen.act), lambda _: self.dismiss(True))

    def action_back(self) -> None:
        """No run."""
        self.dismiss(False)


def _gate_lines(verdict: Verdict, width: int, height: int) -> list[Line]:
    lines: list[Line] = [*wrapped(verdict.reason, width, 4, Ink.STRONG), EMPTY]
    for text in verdict.warnings:
        lines += bullet(text, width, 3)
    if verdict.go is Go.NO:
        lines += [EMPTY] * bool(lines[-1]) + [(Span("If you run all the same:", Ink.DIM),)]
    for text in verdict.changes:
        lines += bullet(text, width, 3)
    if len(lines) > height:
        lines = [line for line in lines if line]
    return lines[:height]


class GateScreen(Page[bool]):
    """Says what the gate says, every word of it; gives back whether the runner runs."""

    def __init__(self, verdict: Verdict) -> None:
        super().__init__()
        self._verdict = verdict
        self._sheet = Paper(_gate_lines, widget_id="question", ground=Ground.PANEL)

    @property
    def shown_keys(self) -> tuple[tuple[str, str], ...]:
        """To overrule takes another key than to agree."""
        if self._verdict.go is Go.NO:
            return (("Esc", "no run now"), ("!", "run anyway, noted"))
        return (("Enter", "run it so"), ("Esc", "no run now"))

    def body(self) -> Iterable[Widget]:
        """One sheet."""
        return (self._sheet,)

    def on_mount(self) -> None:
        """Say it."""
        words = {Go.NO: "No run now", Go.MODIFIED: "A gentler run", Go.GO: "Before you run"}
        word = words[self._verdict.go]
        self.head.show((Span("! ", Ink.WARN), Span(word, Ink.STRONG)))
        self._sheet.show(self._verdict)

    def on_key(self, event: Key) -> None:
        """Enter runs it so; a ! overrules a no."""
        if event.key == ("exclamation_mark" if self._verdict.go is Go.NO else "enter"):
            event.stop()
            self.dismiss(True)

    def action_back(self) -> None:
        """No run."""
        self.dismiss(False)
