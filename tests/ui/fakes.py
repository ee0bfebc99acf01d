"""The app's world in memory: a run as scripted as a test wants it, plans, sessions, settings."""

from __future__ import annotations

import asyncio
import math
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime

from textual.pilot import Pilot

from cadencecoach.core.events import Input, LinkState
from cadencecoach.core.plan import Plan, Stage, StageKind, ramp
from cadencecoach.core.units import Frame, Frames, Spm, frames
from cadencecoach.core.view import (
    BeatView,
    ChartPoint,
    CueView,
    RungView,
    RunView,
    SensorView,
)
from cadencecoach.errors import CadencecoachError, SoundError
from cadencecoach.ui.app import CadenceCoachApp
from cadencecoach.ui.driver import (
    Parts,
    Preferences,
    RungResult,
    SessionDetail,
    SessionRow,
)


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


def plan_of(name: str, title: str, start: int, top: int, step: int = 5) -> Plan:
    """A 40-minute ramp with 5-minute rungs."""
    stages = ramp(Spm(start), Spm(top), step, frames(300), frames(2400), frames(300), frames(300))
    return Plan(name, title, stages, cue_every=frames(300))


PLANS = (
    plan_of("ramp", "Ramp 160 → 175", 160, 175),
    Plan("steady", "Steady 165", (Stage(StageKind.HOLD, frames(1800), Spm(165)),), frames(300)),
    Plan(
        "free",
        "Baseline [bold]no[/bold] \x1b[31mbeat",
        (Stage(StageKind.BASELINE, frames(600)),),
        None,
    ),
)

ROW = SessionRow(
    id=7,
    started=datetime(2026, 11, 21, 7, 12, tzinfo=UTC),
    title="Ramp 160 → 175",
    source="footpod",
    state="finished",
    running=frames(2400),
    cadence_spm=164.2,
    in_band_percent=84.0,
    pain=(3, 2),
)

DETAIL = SessionDetail(
    row=ROW,
    chart=chart_of(0, 2399),
    rungs=(
        RungResult(Spm(160), frames(300), frames(600), 159.1, 91.0),
        RungResult(Spm(165), frames(600), frames(900), 163.4, 84.0),
        RungResult(Spm(170), frames(900), frames(1200), None, None),
    ),
    cues=tuple(
        CueView(
            frames(300 * n),
            "posture" if n % 2 else "up",
            "Is my spine neutral? Are my shoulders relaxed?",
            spoken=n != 3,
            why="" if n != 3 else "muted",
            answers=(("neutral", True), ("relaxed", None if n == 5 else False)) if n % 2 else (),
            before_spm=161.0,
            after_spm=163.0,
        )
        for n in range(1, 8)
    ),
)


class ListedPlans:
    """Plans in memory."""

    def __init__(self, *plans: Plan) -> None:
        self.plans = plans or PLANS
        self.name = self.plans[0].name

    def all(self) -> Sequence[Plan]:
        return self.plans

    def chosen(self) -> Plan:
        return next(plan for plan in self.plans if plan.name == self.name)

    def choose(self, name: str) -> None:
        self.name = name


class RememberedSessions:
    """Sessions in memory."""

    def __init__(self, *rows: SessionRow, error: CadencecoachError | None = None) -> None:
        self.listed = rows
        self.error = error
        self.broken: list[SessionRow] = []
        self.kept: list[int] = []
        self.discarded: list[int] = []

    def rows(self) -> Sequence[SessionRow]:
        if self.error is not None:
            raise self.error
        return self.listed

    def latest(self) -> SessionRow | None:
        rows = self.rows()
        return rows[0] if rows else None

    def load(self, session: int) -> SessionDetail:
        if self.error is not None:
            raise self.error
        return replace(DETAIL, row=replace(ROW, id=session))

    def interrupted(self) -> Sequence[SessionRow]:
        return tuple(self.broken)

    def keep(self, session: int) -> None:
        self.kept.append(session)
        self.broken.pop(0)

    def discard(self, session: int) -> None:
        self.discarded.append(session)
        self.broken.pop(0)


class RememberedPreferences:
    """Settings in memory."""

    voices = ("af_heart",)

    def __init__(self, *, first_start: bool = False) -> None:
        self.first_start = first_start
        self.kept = Preferences()
        self.heard: list[str] = []
        self.error: CadencecoachError | None = None

    @property
    def clicks(self) -> Sequence[str]:
        if isinstance(self.error, SoundError):
            raise self.error
        return ("click", "wood", "rim", "beep")

    def load(self) -> Preferences:
        return self.kept

    def save(self, preferences: Preferences) -> None:
        if self.error is not None:
            raise self.error
        self.kept = preferences
        self.first_start = False

    def hear_click(self, preferences: Preferences) -> None:
        if self.error is not None:
            raise self.error
        self.heard.append(f"click {preferences.click}")

    def hear_voice(self, preferences: Preferences) -> None:
        self.heard.append(f"voice {preferences.voice}")


def app_of(
    driver: ScriptedDriver | None = None,
    *,
    review: RememberedSessions | None = None,
    preferences: RememberedPreferences | None = None,
    plans: ListedPlans | None = None,
    run_now: bool = False,
) -> CadenceCoachApp:
    """The app with everything in memory; `run_now` begins with the run of `driver`."""
    driver = driver or ScriptedDriver(VIEW)
    parts = Parts(
        new_run=lambda _plan: driver,
        plans=plans or ListedPlans(),
        review=review or RememberedSessions(ROW),
        preferences=preferences or RememberedPreferences(),
    )
    return CadenceCoachApp(parts, run_now=PLANS[0] if run_now else None)


async def settled(pilot: Pilot[None]) -> None:
    """Until all that was asked of the log has been read and painted."""
    await pilot.pause()
    reading = [worker for worker in pilot.app.workers if worker.group == "reading"]
    if reading:
        await pilot.app.workers.wait_for_complete(reading)
    await pilot.pause()


def seen(pilot: Pilot[None]) -> list[str]:
    """The lines of the terminal."""
    return [strip.text for strip in pilot.app.screen._compositor.render_strips()]
