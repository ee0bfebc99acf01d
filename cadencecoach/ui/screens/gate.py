"""Between a wish to run and a run: a warning sign that blocks it, and what the gate says of the plan."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from textual.events import Key
from textual.widget import Widget

from cadencecoach.app.diary.ports import Journal
from cadencecoach.app.diary.ratings import CheckIn
from cadencecoach.core.diary.pain import FLAG_WORDS, SEEK_CARE, RedFlag
from cadencecoach.core.programme.gates import Go, Verdict
from cadencecoach.ui.ink import EMPTY, Ground, Ink, Line, Span, bullet, fitted, wrapped
from cadencecoach.ui.screens.page import Page
from cadencecoach.ui.widgets.paper import Paper


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
            return (("Esc", "no run now"), ("!", "run anyway, it is written down"))
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
