"""Cadence without a footpod: tapped step by step, or counted for half a minute."""

from __future__ import annotations

import asyncio
import math
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import ClassVar, Final

from textual import on
from textual.binding import Binding, BindingType
from textual.events import Click, Key
from textual.message import Message
from textual.timer import Timer
from textual.widget import Widget

from cadencecoach.app.diary.ports import Baselines
from cadencecoach.app.views import FoundBaseline
from cadencecoach.core.diary.entries import Way
from cadencecoach.core.sensor.tapping import COUNT_S, LOCK_TAPS, Each, Estimate, Taps, counted
from cadencecoach.core.values.units import Spm
from cadencecoach.errors import CadencecoachError
from cadencecoach.ui.ink import EMPTY, Ground, Ink, Line, Span, fitted
from cadencecoach.ui.lines.run import bar, digit_lines
from cadencecoach.ui.screens.page import Page
from cadencecoach.ui.widgets.paper import Paper

_NOBODY: Final = "nobody runs so: is it each step, or one foot only?  ← or → changes it"


def _found(estimate: Estimate | None, way: Way) -> FoundBaseline | None:
    if estimate is None or not estimate.plausible or math.isinf(estimate.within_spm):
        return None
    return FoundBaseline(Spm(round(estimate.cadence_spm)), way, estimate.within_spm)


def _each_line(each: Each) -> Line:
    word = "each step, left and right" if each is Each.STEP else "one foot only, every second step"
    return (Span(word), Span("   ← or → changes it", Ink.DIM))


def tap_lines(taps: Taps, width: int, height: int) -> list[Line]:
    """The cadence tapped so far, how sure it is, and how many taps are still to come."""
    estimate = taps.estimate
    number = "---" if estimate is None else f"{min(999, estimate.cadence_spm):.0f}"
    ink = Ink.DIM if estimate is None else Ink.GOOD if taps.locked else Ink.YOU
    digits = digit_lines("STEPS A MINUTE", number, "", ink, width, max(4, height - 4))
    done = len(taps.times_s)
    if estimate is None or math.isinf(estimate.within_spm):
        sure: Line = (Span("press space at each step", Ink.STRONG),)
    elif not estimate.plausible:
        sure = (Span("! ", Ink.WARN), Span(_NOBODY))
    elif taps.locked:
        sure = (
            Span(f"✔ sure to ±{max(1.0, estimate.within_spm):.0f}", Ink.GOOD),
            Span("   Enter takes it, x begins anew", Ink.DIM),
        )
    else:
        more = "" if done < LOCK_TAPS else "   uneven so far: tap on"
        sure = (Span(f"±{estimate.within_spm:.0f}", Ink.STRONG), Span(more, Ink.DIM))
    progress: Line = (
        *bar(done / LOCK_TAPS, min(24, width // 2)),
        Span(f"  {done} of {LOCK_TAPS} taps", Ink.DIM),
    )
    lines = (*digits, EMPTY, sure, progress, _each_line(taps.each))
    return [fitted(line, width) for line in lines][:height]


class TapScreen(Page[FoundBaseline | None]):
    """Space or a click at each step; the moment is the terminal's, not the painter's."""

    KEYS: ClassVar = (
        ("space", "tap"),
        ("←/→", "one foot"),
        ("x", "anew"),
        ("Enter", "take it"),
        ("Esc", "back"),
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left,right", "each", "Each step, or one foot only"),
        Binding("x", "anew", "Remove the taps: begin anew"),
        Binding("enter", "take", "Take it"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._taps = Taps()
        self._paper = Paper(tap_lines, widget_id="own", ground=Ground.PANEL)

    def body(self) -> Iterable[Widget]:
        """One sheet."""
        return (self._paper,)

    def on_mount(self) -> None:
        """Nothing is tapped yet."""
        self.head.show((Span("Tap tempo", Ink.STRONG), Span("  run easily, and tap", Ink.DIM)))
        self._show(self._taps)

    def _show(self, taps: Taps) -> None:
        self._taps = taps
        self._paper.show(taps)

    def on_key(self, event: Key) -> None:
        """A tap."""
        if event.key == "space":
            event.stop()
            self._show(self._taps.tap(event.time))

    def on_click(self, event: Click) -> None:
        """A tap, too."""
        self._show(self._taps.tap(event.time))

    def action_each(self) -> None:
        """Each step, or one foot only; what was tapped stands."""
        each = Each.SECOND_STEP if self._taps.each is Each.STEP else Each.STEP
        self._show(replace(self._taps, each=each))

    def action_anew(self) -> None:
        """Forget what was tapped."""
        self._show(Taps(self._taps.each))

    def action_take(self) -> None:
        """Give it back once it is locked; before that, say what is missing."""
        if self._taps.locked:
            self.dismiss(_found(self._taps.estimate, Way.TAPS))
        else:
            self.say((Span("! ", Ink.WARN), Span(f"tap {LOCK_TAPS} even steps first")))


@dataclass(frozen=True, slots=True)
class CountState:
    """Where a count stands."""

    each: Each = Each.STEP
    left_s: int | None = None
    """None before the start, 0 once it is over."""

    typed: str = ""
    beep: bool = True

    @property
    def estimate(self) -> Estimate | None:
        """What was typed, as a cadence."""
        return counted(int(self.typed), self.each) if self.typed else None


def count_lines(seen: CountState, width: int, height: int) -> list[Line]:
    """The seconds left, then the count as it is typed."""
    room = max(4, height - 4)
    whole = round(COUNT_S)
    beep: Line = (
        Span(f"beep {'on' if seen.beep else 'off'}"),
        Span("   m changes it", Ink.DIM),
    )
    if seen.left_s:
        digits = digit_lines("SECONDS LEFT", f"{seen.left_s:3d}", "", Ink.TARGET, width, room)
        what = "each step, left and right" if seen.each is Each.STEP else "one foot only"
        told: Line = (Span(f"count {what}", Ink.STRONG),)
    elif seen.left_s is None and not seen.typed:
        digits = digit_lines("SECONDS", f"{whole:3d}", "", Ink.DIM, width, room)
        told = (Span(f"run easily; space starts {whole} seconds", Ink.STRONG),)
    else:
        label = "STEPS COUNTED" if seen.each is Each.STEP else "COUNTED, ONE FOOT"
        digits = digit_lines(label, seen.typed or "---", "", Ink.YOU, width, room)
        estimate = seen.estimate
        if estimate is None:
            told = (Span("type how many you counted", Ink.STRONG),)
        elif estimate.plausible:
            told = (
                Span(f"{seen.typed} in {whole} s are ", Ink.DIM),
                Span(f"{estimate.cadence_spm:.0f} steps a minute", Ink.GOOD),
                Span(f" ±{estimate.within_spm:.0f}, both feet   Enter takes it", Ink.DIM),
            )
        else:
            told = (
                Span("! ", Ink.WARN),
                Span(f"{estimate.cadence_spm:.0f} steps a minute: {_NOBODY}"),
            )
    lines = (*digits, EMPTY, told, _each_line(seen.each), beep)
    return [fitted(line, width) for line in lines][:height]


class CountScreen(Page[FoundBaseline | None]):
    """Half a minute by the clock and by two beeps; then the count is typed."""

    class Failed(Message):
        """Why there was no beep."""

        def __init__(self, error: CadencecoachError) -> None:
            super().__init__()
            self.error = error

    KEYS: ClassVar = (
        ("space", "start"),
        ("digits", "the count"),
        ("←/→", "one foot"),
        ("m", "mute"),
        ("Enter", "take it"),
        ("Esc", "back"),
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("space", "start", "Start, or start anew"),
        Binding("left,right", "each", "Each step, or one foot only"),
        Binding("m", "beep", "Mute, or sound back: the two beeps"),
        Binding("enter", "take", "Take it"),
    ]

    def __init__(self, baselines: Baselines) -> None:
        super().__init__()
        self._baselines = baselines
        self._counting = CountState()
        self._timer: Timer | None = None
        self._sound = asyncio.Lock()
        self._paper = Paper(count_lines, widget_id="own", ground=Ground.PANEL)

    def body(self) -> Iterable[Widget]:
        """One sheet."""
        return (self._paper,)

    def on_mount(self) -> None:
        """Nothing is counted yet."""
        self.head.show((Span("Count", Ink.STRONG), Span("  steps in 30 seconds", Ink.DIM)))
        self._show(self._counting)

    def _show(self, counting: CountState) -> None:
        self._counting = counting
        self._paper.show(counting)

    def action_start(self) -> None:
        """The half minute begins."""
        self._stop()
        self._show(replace(self._counting, left_s=round(COUNT_S), typed=""))
        self._timer = self.set_interval(1.0, self.second)
        if self._counting.beep:
            self._beeps(on=True)

    def second(self) -> None:
        """One second less."""
        left_s = max(0, (self._counting.left_s or 0) - 1)
        self._show(replace(self._counting, left_s=left_s))
        if not left_s:
            self._stop()

    def _stop(self) -> None:
        if self._timer is not None:
            self._timer.stop()
            self._timer = None

    def _beeps(self, *, on: bool) -> None:
        # The app's, since the last word is said when this screen has gone already.
        self.app.run_worker(self._play(on=on), group="count")

    async def _play(self, *, on: bool) -> None:
        """One after the other: an "off" that overtook its "on" would leave the beep sounding."""
        async with self._sound:
            try:
                await asyncio.to_thread(self._baselines.beep_count, on=on)
            except CadencecoachError as exc:
                self.post_message(self.Failed(exc))

    @on(Failed)
    def _failed(self, event: Failed) -> None:
        self.tell(event.error)

    def on_key(self, event: Key) -> None:
        """Digits are the count; typing ends the half minute."""
        digit = event.character or ""
        if event.key == "backspace":
            typed = self._counting.typed[:-1]
        elif digit.isascii() and digit.isdecimal():
            typed = (self._counting.typed + digit)[-3:]
        else:
            return
        event.stop()
        self._stop()
        if self._counting.left_s and self._counting.beep:
            self._beeps(on=False)
        self._show(replace(self._counting, left_s=0, typed=typed))

    def action_each(self) -> None:
        """Each step, or one foot only."""
        each = Each.SECOND_STEP if self._counting.each is Each.STEP else Each.STEP
        self._show(replace(self._counting, each=each))

    def action_beep(self) -> None:
        """With or without a beep."""
        self._show(replace(self._counting, beep=not self._counting.beep))
        if not self._counting.beep and self._counting.left_s:
            self._beeps(on=False)

    def action_take(self) -> None:
        """Give back what was typed, if somebody can run so."""
        found = _found(self._counting.estimate, Way.COUNT)
        if found is not None:
            self.dismiss(found)

    def action_back(self) -> None:
        """Leave, in silence."""
        if self._counting.left_s:
            self._beeps(on=False)
        self.dismiss(None)
