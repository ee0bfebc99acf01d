"""The runner's own cadence: three ways to find it, its trend, and the ladder that stands on it."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.widget import Widget

from cadencecoach.app.ports import Parts
from cadencecoach.app.views import Footing, FoundBaseline
from cadencecoach.core.plan.ladder import CEILING, HIP_NOTE, RAISED_CEILING
from cadencecoach.core.values.units import Spm
from cadencecoach.errors import CadencecoachError
from cadencecoach.ui.ink import Ground, Ink, Line, Span, fitted, wrapped
from cadencecoach.ui.lines.baseline import footing_lines
from cadencecoach.ui.run_flow import run_through
from cadencecoach.ui.screens.count_cadence import CountScreen, TapScreen
from cadencecoach.ui.screens.keep_baseline import KeepScreen
from cadencecoach.ui.screens.page import Page
from cadencecoach.ui.widgets.paper import Paper

_WAYS = (
    ("1", "run", "ten minutes with a footpod and without a beat; five are measured"),
    ("2", "tap it", "a key at each step, about ten steps"),
    ("3", "count it", "steps in 30 seconds"),
)


def _ways(_seen: bool, width: int, height: int) -> list[Line]:
    return [
        fitted(
            (Span(f"{key}  ", Ink.TARGET), Span(f"{word:<10}", Ink.STRONG), Span(what, Ink.DIM)),
            width,
        )
        for key, word, what in _WAYS
    ][:height]


class BaselineScreen(Page[None]):
    """Reads the footing anew each time it is seen."""

    KEYS: ClassVar = (
        ("1", "run"),
        ("2", "tap"),
        ("3", "count"),
        ("4", "ceiling"),
        ("Esc", "back"),
        ("?", "help"),
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("1", "run", "Measure it in a run without a beat"),
        Binding("2", "tap", "Tap it"),
        Binding("3", "count", "Count it for 30 seconds"),
        Binding("4", "ceiling", "Raise or lower the ceiling of the ladder"),
    ]

    def __init__(self, parts: Parts) -> None:
        super().__init__()
        self._parts = parts
        self._baselines = parts.baselines
        self._footing = Footing()
        self._asked = False
        self._ways: Paper[bool] = Paper(_ways, widget_id="ways")
        self._stand = Paper(footing_lines, widget_id="footing", ground=Ground.PANEL)
        self._note: Paper[str] = Paper(
            lambda text, width, height: wrapped(text, width, height, Ink.STRONG), widget_id="words"
        )

    def body(self) -> Iterable[Widget]:
        """The ways, the ladder, and what is asked."""
        return (self._ways, self._stand, self._note)

    def on_mount(self) -> None:
        """Say what it is about."""
        self.head.show((Span("Baseline", Ink.STRONG), Span("  your own easy cadence", Ink.DIM)))
        self._ways.show(True)

    def on_screen_resume(self) -> None:
        """Read again what may have changed."""
        self._read_footing()

    def _read_footing(self) -> None:
        self.read(self._baselines.footing, self._show)

    def _show(self, footing: Footing) -> None:
        self._footing = footing
        self._stand.show(footing)

    def _ask(self, text: str) -> None:
        self._asked = bool(text)
        self.set_class(self._asked, "-asked")
        self._note.show(text)

    # --- three ways ----------------------------------------------------------------------------

    def action_run(self) -> None:
        """Measure it in a run."""
        self.work(self._run())

    async def _run(self) -> None:
        try:
            plan = await asyncio.to_thread(self._baselines.run)
        except CadencecoachError as exc:
            self.tell(exc)
            return
        session = await run_through(self, self._parts, plan)
        if session is None:
            return
        try:
            found = await asyncio.to_thread(self._baselines.measured, session)
        except CadencecoachError as exc:
            self.tell(exc)
        else:
            self._offer(found)

    def action_tap(self) -> None:
        """Tap it."""
        self.app.push_screen(TapScreen(), self._offer)

    def action_count(self) -> None:
        """Count it."""
        self.app.push_screen(CountScreen(self._baselines), self._offer)

    def _offer(self, found: FoundBaseline | None) -> None:
        if found is not None:
            self.app.push_screen(KeepScreen(self._baselines, found), self._after_keeping)

    def _after_keeping(self, kept: bool | None) -> None:
        if kept:
            self.say(
                (Span("✔ ", Ink.GOOD), Span("Kept. Your plans stand on it from the next run on."))
            )

    # --- the ceiling ---------------------------------------------------------------------------

    def check_action(self, action: str, _parameters: tuple[object, ...]) -> bool | None:
        """A ceiling needs a ladder below it."""
        return action != "ceiling" or self._footing.ladder is not None

    def action_ceiling(self) -> None:
        """Raise it after the note was read, or lower it again."""
        ladder = self._footing.ladder
        if ladder is None:
            return
        if ladder.ceiling_spm >= RAISED_CEILING:
            self._set_ceiling(CEILING)
        elif self._asked:
            self._set_ceiling(RAISED_CEILING)
        else:
            self._ask(f"{HIP_NOTE} 4 again raises the ceiling to {RAISED_CEILING}, Esc leaves it.")

    def _set_ceiling(self, ceiling: Spm) -> None:
        self._ask("")
        self.do(lambda: self._baselines.set_ceiling(ceiling), lambda _: self._read_footing())

    def action_back(self) -> None:
        """Leave the question, or the screen."""
        if self._asked:
            self._ask("")
        else:
            self.dismiss(None)
