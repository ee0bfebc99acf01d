"""The keys of the screen below and the words of the program, laid over it until a key is pressed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from textual.app import ComposeResult
from textual.binding import Binding
from textual.events import Click, Key
from textual.screen import ModalScreen

from cadencecoach.ui.ink import EMPTY, Ground, Ink, Line, Span, fitted, wrapped
from cadencecoach.ui.widgets.paper import Paper

_NAMES = {
    "plus": "+",
    "equals_sign": "=",
    "minus": "-",
    "underscore": "_",
    "up": "↑",
    "down": "↓",
    "left": "←",
    "right": "→",
    "left_square_bracket": "[",
    "right_square_bracket": "]",
    "question_mark": "?",
    "slash": "/",
    "comma": ",",
    "full_stop": ".",
    "tab": "Tab",
    "shift+tab": "⇧Tab",
    "enter": "Enter",
    "escape": "Esc",
    "pageup": "PgUp",
    "pagedown": "PgDn",
    "home": "Home",
    "end": "End",
    "ctrl+p": "Ctrl-P",
}

WORDS = (
    ("cadence", "your steps in a minute, left and right counted; spm for short"),
    ("own cadence", "what you run at when you run easy, without a beat"),
    ("level", "5 steps a minute more than the one before; level 0 is your own cadence"),
    ("target", "the cadence that the beat asks for now"),
    ("on target", "your cadence is near the target, at most a few steps off"),
    ("the beat", "a click for each step; you step on it"),
    ("level held", "on target for 70 % of the time that could be judged"),
    ("aim", "the level to stay at: about 7.5 % over your own cadence"),
    ("cap", "no target lies over it: 10 % over your own cadence"),
    ("footpod", "a small sensor on a shoe that counts your steps"),
    ("heard", "the footpod said something; what was not heard is not known"),
    ("posture check", "a question on how you run, asked aloud; y or n answers"),
    ("check-in", "you tell how your back is: 0 is no pain, 10 the worst"),
    ("warning sign", "something a doctor must look at before you run"),
    ("gentler run", "shorter and easier, for a sore day"),
)
"""What the screens call things, for somebody who meets them for the first time."""


def key_words(keys: str) -> str:
    """Keys as printed on a keyboard."""
    return " ".join(_NAMES.get(key, key) for key in keys.split(","))


@dataclass(frozen=True, slots=True)
class HelpPage:
    """What the keys do, and which page of it all is looked at."""

    keys: Sequence[tuple[str, str]]
    page: int = 0


def help_pages(keys: Sequence[tuple[str, str]], width: int, height: int) -> list[list[Line]]:
    """The keys and the words over as many pages as they need; no line of them is cut."""
    rows = max(1, height - 3)
    pages: list[list[Line]] = []
    for title, entries in (("Keys", keys), ("Words", WORDS)):
        lines: list[Line] = []
        for name, means in entries:
            entry = _entry(name, means, width)
            if len(lines) + len(entry) > rows and lines:
                pages.append([(Span(title, Ink.STRONG),), *lines])
                lines = []
            lines += entry
        pages.append([(Span(title, Ink.STRONG),), *lines])
    return pages


def _entry(name: str, means: str, width: int) -> list[Line]:
    room = max(len(name) + 1, min(15, width // 4))
    said = wrapped(means, max(8, width - room), 9)
    return [
        (Span(f"{'' if n else name:<{room}}", Ink.TARGET), *line) for n, line in enumerate(said)
    ]


def help_lines(seen: HelpPage, width: int, height: int) -> list[Line]:
    """One page, and the way to the others."""
    pages = help_pages(seen.keys, width, height)
    page = seen.page % len(pages)
    lines = [fitted(line, width) for line in pages[page][: height - 2]]
    end: Line = (
        Span("←/→", Ink.TARGET),
        Span(f" page {page + 1} of {len(pages)}   others go back", Ink.DIM),
    )
    return [*lines, *([EMPTY] * (height - 1 - len(lines))), fitted(end, width)]


class HelpScreen(ModalScreen[None]):
    """Shows the bindings it is given, and after them the words; gone with any key that turns no page."""

    def __init__(self, bindings: Sequence[Binding]) -> None:
        super().__init__()
        self._paper: Paper[HelpPage] = Paper(help_lines, widget_id="help", ground=Ground.PANEL)
        self._seen = HelpPage(
            tuple((key_words(binding.key), binding.description) for binding in bindings)
        )

    def compose(self) -> ComposeResult:
        """One sheet."""
        yield self._paper

    def on_mount(self) -> None:
        """Show the keys."""
        self._paper.show(self._seen)

    def on_key(self, event: Key) -> None:
        """To another page; any other key goes back, and does nothing else."""
        event.stop()
        event.prevent_default()
        by = {"left": -1, "right": 1}.get(event.key)
        if by is None:
            self._leave()
            return
        self._seen = replace(self._seen, page=self._seen.page + by)
        self._paper.show(self._seen)

    def on_click(self, _event: Click) -> None:
        """So does a click."""
        self._leave()

    def _leave(self) -> None:
        if self.is_active:  # the second of two quick keys would take the screen below away
            self.dismiss(None)
