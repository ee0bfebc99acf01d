"""Views and a driver for tests: a run as scripted as a test wants it."""

from __future__ import annotations

import asyncio
import math
from collections.abc import Callable
from dataclasses import replace

from cadencecoach.core.events import Input, LinkState
from cadencecoach.core.units import Frame, Frames, Spm, frames
from cadencecoach.core.view import (
    BeatView,
    ChartPoint,
    CueView,
    RungView,
    RunView,
    SensorView,
)
from cadencecoach.errors import CadencecoachError


def chart_of(first_s: int, last_s: int) -> tuple[ChartPoint, ...]:
    """160, from 10:00 on 165; a wavering runner, a gap, a cue at 10:40."""
    points = []
    for second in range(first_s, last_s + 1):
        target = 160 if second < 600 else 165
        cadence: float | None = (
            target - 2.5 + 3 * math.sin(second / 23) + 1.2 * math.sin(second / 7)
        )
        if 630 <= second < 650:
            cadence = None
        points.append(
            ChartPoint(frames(second), cadence, Spm(target), target - 5, target + 5, second == 640)
        )
    return tuple(points)


VIEW = RunView(
    frame=Frame(761 * 48_000),
    title="Ramp 160 → 175",
    state="rung 2 of 4",
    running=frames(761),
    total=frames(2400),
    target_spm=Spm(165),
    next_target_spm=Spm(170),
    beat=BeatView(number=2092, at=Frame(760 * 48_000), interval=Frames(17454), audible=True),
    live_spm=163.2,
    off_target=-2,
    band="in",
    trend=-1,
    in_band_percent=84.2,
    covered=frames(680),
    sensor=SensorView(LinkState.CONNECTED, "RunPod", 0.4, 78, 3, ""),
    rungs=(
        RungView(Spm(160), 1.0, current=False),
        RungView(Spm(165), 0.55, current=True),
        RungView(Spm(170), 0.0, current=False),
        RungView(Spm(175), 0.0, current=False),
    ),
    ramp_note="170 in 2:19",
    click_note="",
    next_cue="posture check",
    next_cue_in=frames(139),
    last_cue=CueView(
        frames(600),
        "posture",
        "Is my spine neutral? Are my shoulders relaxed?",
        spoken=True,
        why="",
        answers=(("neutral", True), ("relaxed", True)),
        before_spm=161.0,
        after_spm=164.0,
    ),
    open_question=None,
    chart=chart_of(420, 761),
    paused=False,
    muted=False,
    volume_db=0.0,
    audio_note="",
    pain=None,
    notice="",
    finished=False,
)
"""The run of the pictures."""

UNHEARD = replace(
    VIEW,
    live_spm=None,
    off_target=None,
    band="",
    trend=0,
    in_band_percent=None,
    covered=Frames(0),
    sensor=SensorView(LinkState.OFF, "", None, None, None, ""),
    chart=tuple(replace(point, cadence_spm=None) for point in VIEW.chart),
    last_cue=replace(VIEW.last_cue, before_spm=None, after_spm=None) if VIEW.last_cue else None,
)
"""The same run without a footpod."""


class ScriptedDriver:
    """Shows the views it is given and keeps what was pressed."""

    def __init__(self, *views: RunView, error: CadencecoachError | None = None) -> None:
        self.views = views
        self.error = error
        self.ear = Frame(0)
        self.pressed: list[Input] = []
        self.session: int | None = 7
        self._over = asyncio.Event()
        self._on_view: Callable[[RunView], None] | None = None

    async def run(self, on_view: Callable[[RunView], None]) -> int | None:
        """All views at once; the run lasts until `end`."""
        if self.error is not None:
            raise self.error
        self._on_view = on_view
        for view in self.views:
            on_view(view)
        await self._over.wait()
        return self.session

    def show(self, view: RunView) -> None:
        """One more view."""
        assert self._on_view is not None
        self._on_view(view)

    def end(self) -> None:
        """The session is over."""
        self._over.set()

    def command(self, make: Callable[[Frame], Input]) -> None:
        """Kept, at frame 0."""
        self.pressed.append(make(Frame(0)))

    def ear_frame(self) -> Frame:
        """As the test set it."""
        return self.ear
