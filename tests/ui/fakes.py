"""The app's world in memory: a run as scripted as a test wants it, plans, sessions, settings."""

from __future__ import annotations

import asyncio
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType
from typing import Any

from textual.pilot import Pilot
from textual.screen import Screen

from cadencecoach.app.about import about_lines
from cadencecoach.app.diary.trial import goes_on
from cadencecoach.app.ports import Parts
from cadencecoach.app.review.outing_import import BroughtHome, OpenCheck
from cadencecoach.app.review.what_next import what_next
from cadencecoach.app.run.gate import overrule
from cadencecoach.app.run.taken_along import TakenAlong, Wishes
from cadencecoach.app.views import (
    ANY_POD,
    AfterDiscard,
    DayView,
    EarlyRun,
    Editable,
    Footing,
    FoundBaseline,
    NextPod,
    PodLive,
    PodRow,
    Preferences,
    RungResult,
    SessionContext,
    SessionDetail,
    SessionRow,
)
from cadencecoach.config.programmes import DEFAULT, FIRST_RUNS, ProgrammeShelf
from cadencecoach.config.routines import RoutineShelf
from cadencecoach.config.shipped import find_configs
from cadencecoach.core.diary.backs import Back
from cadencecoach.core.diary.described import described
from cadencecoach.core.diary.diary import Act, Diary, DiaryChange, Run, RunNote
from cadencecoach.core.diary.entries import (
    AssessmentMade,
    BaselineSet,
    Done,
    Entry,
    PainRated,
    ProgrammePaused,
    ProgrammeResumed,
    ProgrammeStarted,
    RedFlagsAnswered,
    RoutineDone,
    Step,
    StepDecided,
    TrialStarted,
    TrialStopped,
    Way,
)
from cadencecoach.core.diary.load import Shoes, shoes
from cadencecoach.core.diary.own_trial import own_trial
from cadencecoach.core.diary.pain import Pain, RedFlag, When, course
from cadencecoach.core.events import Input, LinkState
from cadencecoach.core.exercise.routine import Routine
from cadencecoach.core.outcome.baseline import MeasuredCadence
from cadencecoach.core.outing.facts import Outing
from cadencecoach.core.plan.ladder import CEILING, Ladder, Limited
from cadencecoach.core.plan.plan import Plan, Stage, StageKind, ramp
from cadencecoach.core.programme.calendar_days import CalendarDay, absence, gone_on, history
from cadencecoach.core.programme.causes import Applies, applies
from cadencecoach.core.programme.gates import Go, Verdict, before_run
from cadencecoach.core.programme.own_cadence import ladder_of
from cadencecoach.core.programme.programme import Programme, programme_name
from cadencecoach.core.programme.referral import open_flags
from cadencecoach.core.programme.steps import unlocked
from cadencecoach.core.programme.today import today
from cadencecoach.core.run.view import (
    BeatView,
    ChartPoint,
    CueView,
    RungView,
    RunView,
    SensorView,
)
from cadencecoach.core.sensor.adherence import BandState
from cadencecoach.core.sensor.calibration import Calibrated
from cadencecoach.core.sensor.gait import Gait
from cadencecoach.core.sensor.live import Freshness, LiveCadence
from cadencecoach.core.sensor.step_convention import Convention
from cadencecoach.core.trends import trends as tr
from cadencecoach.core.trends.comparison import Figures
from cadencecoach.core.trends.ending import ending_words
from cadencecoach.core.trends.search import Findable, folded
from cadencecoach.core.trends.trends import RunTrend
from cadencecoach.core.values.calendar import Day, Moment
from cadencecoach.core.values.units import Frame, Frames, MeasuredSpm, Spm, frames
from cadencecoach.errors import CadencecoachError, ConfigError, SoundError
from cadencecoach.routine_session import RoutineView
from cadencecoach.ui.app import CadenceCoachApp
from cadencecoach.ui.screens.today import TodayScreen


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
            ChartPoint(
                frames(second), cadence, None, Spm(target), target - 5, target + 5, second == 640
            )
        )
    return tuple(points)


VIEW = RunView(
    frame=Frame(761 * 48_000),
    title="Ramp 160 → 175",
    state="target 2 of 4",
    running=frames(761),
    total=frames(2400),
    stage_left=frames(139),
    target_spm=Spm(165),
    beat=BeatView(number=2092, at=Frame(760 * 48_000), interval=Frames(17454), audible=True),
    live_spm=163.2,
    off_target=-2,
    band=BandState.IN_BAND,
    trend=-1,
    in_band_percent=84.2,
    covered=frames(680),
    sensor=SensorView(LinkState.CONNECTED, "RunPod", 0.4, 78, ""),
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
    band=None,
    trend=0,
    in_band_percent=None,
    covered=Frames(0),
    sensor=SensorView(LinkState.OFF, "", None, None, ""),
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

    @property
    def can_go_on(self) -> bool:
        """As in the newest view."""
        return bool(self.views) and self.views[-1].paused

    marked: Sequence[Frames] = ()
    not_stored = "this run was not stored"

    @property
    def muted(self) -> bool:
        """As in the newest view."""
        return bool(self.views) and self.views[-1].muted


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
    at=Moment(1795245120),
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
    speeds=tuple(
        None if 630 <= second < 650 else 2.6 + 0.25 * math.sin(second / 90)
        for second in range(2400)
    ),
    speed_mps=2.61,
    variability_spm=1.8,
    coverage_percent=97.0,
    click_percent=72.0,
    thirds=(91.0, 84.0, None),
    pain=((frames(720), 3), (frames(1500), 2)),
)


class ListedPlans:
    """Plans in memory."""

    def __init__(self, *plans: Plan) -> None:
        self.plans = plans or PLANS
        self.name = self.plans[0].name

    notes: tuple[str, ...] = ()
    """Told of the chosen plan."""

    def all(self) -> Sequence[Limited]:
        return [Limited(plan, self.notes if plan.name == self.name else ()) for plan in self.plans]

    def chosen(self) -> Limited:
        return next(one for one in self.all() if one.plan.name == self.name)

    def choose(self, name: str) -> None:
        self.name = name


TOLD = SessionContext(
    RunTrend(
        Run(
            "0123",
            Moment(1_795_245_120),
            40.0,
            "Ramp 160 → 175",
            2400.0,
            175,
            84.0,
            97.0,
            164.2,
            ((720.0, 3), (1500.0, 2)),
            6240.0,
            RunNote(4, None, "left knee", "grass", "Blue", "River loop", "windy on the way back"),
        ),
        before=2,
        after=2,
        morning=1,
        course=course(2, ((720.0, 3), (1500.0, 2))),
    ),
    EarlyRun(
        replace(ROW, id=2, at=Moment(1793689500)),
        "the same route in week 1",
        Figures(158.4, 71.0, 2.4, 2.52, 4, 5, 4, None),
    ),
)
"""What stands around the session of the pictures."""


STANDING = "Your own cadence is 158 steps a minute, of Mon 2 Nov."


class RememberedSessions:
    """Sessions in memory; those that are deleted are kept aside."""

    def __init__(self, *rows: SessionRow, error: CadencecoachError | None = None) -> None:
        self.listed = rows
        self.error = error
        self.refusal: CadencecoachError | None = None
        """Why nothing may be changed."""
        self.around = TOLD
        self.notes: dict[int, RunNote] = {7: TOLD.run.run.note}
        self.weeks: dict[int, int] = {}
        self.gone: set[int] = set()
        self.broken: list[SessionRow] = []
        self.kept: list[int] = []
        self.discarded: list[int] = []
        self.set_spm: dict[int, Spm] = {}
        """The own cadence that a session set, while it stands."""

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

    def context(self, session: int) -> SessionContext:
        return self.around

    told_of_backs: Mapping[int, Back] = MappingProxyType({})

    def known(self) -> tuple[Mapping[int, Findable], Mapping[int, Back]]:
        findable = {
            row.id: Findable(
                self.weeks.get(row.id),
                ("ramp", folded(row.title)),
                row.source,
                folded(f"{row.title}\n{row.source}\n{self.notes.get(row.id, RunNote()).note}"),
            )
            for row in self.rows()
            if row.id not in self.gone
        }
        return findable, self.told_of_backs

    def note(self, session: int) -> Editable:
        self._check()
        return Editable(self.notes.get(session, RunNote()), ("Blue", "Red"))

    def write_note(self, session: int, note: RunNote, _known: RunNote) -> None:
        self._check()
        self.notes[session] = note

    def interrupted(self) -> Sequence[SessionRow]:
        return tuple(self.broken)

    def keep(self, session: int) -> None:
        self._check()
        self.kept.append(session)
        self.gone.discard(session)
        self.broken[:1] = []

    def discard(self, session: int) -> AfterDiscard:
        self._check()
        self.discarded.append(session)
        self.gone.add(session)
        self.broken[:1] = []
        return AfterDiscard(STANDING, self.set_spm.get(session))

    def take_back(self, session: int) -> str:
        self._check()
        del self.set_spm[session]
        return "No own cadence is known now."

    def _check(self) -> None:
        if self.refusal is not None:
            raise self.refusal


class RememberedPreferences:
    """Settings in memory."""

    voices = ("af_heart",)

    def __init__(self, *, first_start: bool = False) -> None:
        self.first_start = first_start
        self.kept = Preferences()
        self.doubtful = ""
        self.heard: list[str] = []
        self.error: CadencecoachError | None = None

    @property
    def clicks(self) -> Sequence[str]:
        if isinstance(self.error, SoundError):
            raise self.error
        return ("click", "wood", "rim", "beep")

    @property
    def theme(self) -> str:
        return self.kept.theme

    def load(self) -> Preferences:
        return self.kept

    def doubt(self, preferences: Preferences) -> str:
        return self.doubtful if preferences.cadence_spm != self.kept.cadence_spm else ""

    def save(self, preferences: Preferences, *, sure: bool = False) -> None:
        if self.error is not None:
            raise self.error
        assert sure or not self.doubt(preferences), "a doubtful cadence is asked about"
        self.kept = preferences
        self.first_start = False

    def hear_click(self, preferences: Preferences) -> None:
        if self.error is not None:
            raise self.error
        self.heard.append(f"click {preferences.click}")

    def hear_voice(self, preferences: Preferences) -> None:
        self.heard.append(f"voice {preferences.voice}")


POD = PodRow("AA:BB", "RunPod", -52, True, 87, "in shoe", True, Convention.AUTO)
STRANGER = PodRow("CC:DD", "Gym [b]pod[/b]", -88, True, None, "", False, Convention.AUTO)


def sending(raw: int, *, beat_left_s: int | None = None) -> PodLive:
    """A pod that counts one foot, at a run."""
    live = LiveCadence(
        Freshness.FRESH,
        Gait.RUNNING,
        Convention.STRIDES,
        "strides: the footpod sends 82 a minute at a run",
        instant_spm=MeasuredSpm(2.0 * raw),
    )
    sent = tuple(raw + (n % 5) * 4 for n in range(20))
    beat = None if beat_left_s is None else Spm(162)
    return PodLive(
        "RunPod",
        LinkState.CONNECTED,
        "battery 87 %, in shoe",
        live,
        raw,
        (*sent, raw),
        beat,
        beat_left_s or 0,
    )


class FootpodsInMemory:
    """Pods in memory; what is asked of the air lasts until it is cancelled, or `settle` ends it."""

    def __init__(self, *rows: PodRow) -> None:
        self.listed = list(rows)
        self.choice = ANY_POD
        self.trouble: CadencecoachError | None = None
        self.asked: list[str] = []
        self.next_pod = NextPod("RunPod")
        self.outcome: Calibrated | CadencecoachError = Calibrated(
            Convention.STRIDES, 81, "strides: it sent 81 a minute to a beat of 162"
        )
        self.settle = asyncio.Event()
        self.on_rows: Callable[[Sequence[PodRow]], None] | None = None

    async def listen(
        self,
        on_rows: Callable[[Sequence[PodRow]], None],
        on_trouble: Callable[[CadencecoachError | None], None],
    ) -> None:
        self.asked.append("look")
        self.on_rows = on_rows
        on_trouble(self.trouble)
        on_rows(tuple(self.listed))
        await asyncio.Event().wait()

    async def watch(self, address: str, on_live: Callable[[PodLive], None]) -> None:
        self.asked.append(f"watch {address}")
        on_live(sending(82))
        await asyncio.Event().wait()

    async def calibrate(self, address: str, on_live: Callable[[PodLive], None]) -> Calibrated:
        self.asked.append(f"calibrate {address}")
        on_live(sending(82, beat_left_s=14))
        await self.settle.wait()
        if isinstance(self.outcome, CadencecoachError):
            raise self.outcome
        return self.outcome

    def rows(self) -> Sequence[PodRow]:
        return tuple(self.listed)

    def _change(self, address: str, **changes: object) -> None:
        self.listed = [
            replace(row, **changes) if row.address == address else row for row in self.listed
        ]

    def pair(self, address: str) -> None:
        if isinstance(self.trouble, ConfigError):
            raise self.trouble
        self._change(address, known=True)

    def count_as(self, address: str, convention: Convention) -> None:
        self._change(address, convention=convention)

    def forget(self, address: str) -> None:
        self._change(address, known=False)

    def choose(self, source: str) -> None:
        self.choice = source

    def next_run(self) -> NextPod:
        return self.next_pod


MORNING = Moment(1_795_000_000)


class BaselinesInMemory:
    """Baselines in memory."""

    def __init__(self, *cadences: int) -> None:
        self.kept: list[tuple[FoundBaseline, str, str]] = []
        self.listed = [
            BaselineSet(Moment(MORNING.utc_s + n * 10 * 86_400), cadence, way=Way.COUNT)
            for n, cadence in enumerate(cadences)
        ]
        self.ceiling = CEILING
        self.unlocked = 1
        self.beeps: list[bool] = []
        self.error: CadencecoachError | None = None
        self.result: FoundBaseline | CadencecoachError = FoundBaseline(
            Spm(161),
            Way.RUN,
            2.1,
            MeasuredCadence(MeasuredSpm(161.2), 2.1, 2.7, 300.0, 94.0),
            session=7,
        )

    def footing(self) -> Footing:
        if self.error is not None:
            raise self.error
        if not self.listed:
            return Footing()
        newest = Spm(self.listed[-1].cadence_spm)
        return Footing(tuple(self.listed), Ladder(newest, self.ceiling), self.unlocked)

    def run(self) -> Plan:
        if self.error is not None:
            raise self.error
        return PLANS[2]

    def measured(self, session: int) -> FoundBaseline:
        if isinstance(self.result, CadencecoachError):
            raise self.result
        return self.result

    doubts: str = ""

    def doubt(self, cadence: Spm) -> str:
        return self.doubts

    def keep(self, found: FoundBaseline, surface: str, note: str, *, sure: bool) -> None:
        if self.error is not None:
            raise self.error
        assert sure is bool(self.doubts)
        self.kept.append((found, surface, note))
        at = Moment(MORNING.utc_s + 60 * 86_400)
        self.listed.append(
            BaselineSet(
                at,
                found.cadence_spm,
                way=found.way,
                within_spm=found.within_spm,
                surface=surface,
                note=note,
            )
        )

    def set_ceiling(self, ceiling: Spm) -> None:
        self.ceiling = ceiling

    def beep_count(self, *, on: bool) -> None:
        self.beeps.append(on)


NOW = Moment(1_795_075_200)
"""Thursday 19 November 2026, 08:00 UTC."""


def day_before(days: int, hour: int = 8) -> Moment:
    """So many days before NOW."""
    return Moment(NOW.utc_s - days * 86_400 + (hour - 8) * 3600)


class RoutineInMemory:
    """Shows the views it is given; ends when it is stopped."""

    def __init__(self, *views: RoutineView) -> None:
        self.views = views
        self.pressed: list[str] = []
        self._over = asyncio.Event()
        self.error: CadencecoachError | None = None
        self.kept = False

    async def run(self, on_view: Callable[[RoutineView], None]) -> Done:
        if self.error is not None:
            raise self.error
        for view in self.views:
            on_view(view)
        await self._over.wait()
        self.kept = True
        return Done.PART

    def pause(self) -> None:
        self.pressed.append("pause")

    def skip(self) -> None:
        self.pressed.append("skip")

    def again(self) -> None:
        self.pressed.append("again")

    def stop(self) -> None:
        self.pressed.append("stop")
        self._over.set()


class JournalInMemory:
    """The real core on a diary in memory; NOW is its only moment."""

    def __init__(self, *entries: Entry, runs: Sequence[Run] = ()) -> None:
        self.diary = Diary(tuple(entries), tuple(runs))
        self.shelf = ProgrammeShelf(find_configs(), Path("nowhere"))
        self.routine_shelf = RoutineShelf(find_configs(), Path("nowhere"))
        self.notes: list[tuple[str, RunNote]] = []
        self.error: CadencecoachError | None = None
        self.played = RoutineInMemory()
        self.found: tr.Trends | None = None

    def _check(self) -> None:
        if self.error is not None:
            raise self.error

    @property
    def _programme(self) -> Programme | None:
        name = programme_name(self.diary)
        return None if name is None else self.shelf.programme(name)

    def day(self) -> DayView:
        self._check()
        view = today(self.diary, self._programme, NOW.day, NOW)
        keeps = self._programme is not None or any(self.diary.ratings())
        return DayView(
            view,
            keeps and self.diary.now(NOW.day) is None,
            open_flags(self.diary),
            tuple(shoes(self.diary)),
            self.diary.routes(),
            described(self.diary, NOW.day),
        )

    def do(self, act: Act) -> None:
        self._check()
        change = act(self.diary, NOW)
        self.diary = self.diary.changed(change)
        if change.note is not None:
            self.notes.append(change.note)

    def _write(self, make: Callable[[Moment], Entry]) -> None:
        self.do(lambda _, now: DiaryChange((make(now),)))

    def what_next(self, run: Run) -> Sequence[str]:
        return what_next(self.diary, run, self.day().today)

    def overrule(self, verdict: Verdict) -> None:
        self.do(overrule(verdict))

    nobody = False
    """Whether the runner is simulated."""

    def verdict(self, plan: Plan, *, leaves: bool = False) -> Verdict:
        if self.nobody and not leaves:
            return Verdict(Go.GO, "", plan)
        if self.error is not None:
            asks = f"{self.error.message}: nobody asks for your back"
            return Verdict(Go.GO, "", plan, warnings=(asks,))
        rung = None if self._programme is None else unlocked(self.diary)
        said = before_run(self.diary, plan, ladder_of(self.diary), rung, NOW.day, self._programme)
        return replace(said, changes=(*said.changes, *self.changes))

    changes: tuple[str, ...] = ()
    """What the gate says of a plan beside its own words."""

    def signs_alone(self) -> Sequence[RedFlag]:
        return open_flags(self.diary)

    def start_programme(self, *, runs_already: bool = True) -> None:
        name = DEFAULT if runs_already else FIRST_RUNS
        self._write(lambda at: ProgrammeStarted(at, name))

    def ending(self) -> Sequence[str]:
        programme = self._programme
        return ending_words(self.trends(), 0 if programme is None else len(programme.weeks))

    def trial_goes_on(self) -> bool:
        return goes_on(own_trial(self.diary, NOW.day))

    def start_trial(self) -> None:
        self._write(TrialStarted)

    def stop_trial(self) -> None:
        self._write(TrialStopped)

    def make_page(self) -> Path:
        self.pages += 1
        return Path("/pages/programme.html")

    pages = 0

    def pause_programme(self) -> None:
        self._write(ProgrammePaused)

    def resume_programme(self, *, by_calendar: bool = False) -> None:
        programme = self._programme
        gone = None if programme is None else absence(self.diary, programme, NOW.day)
        if gone is None or by_calendar:
            self._write(ProgrammeResumed)
        else:
            self._write(lambda at: gone_on(gone, at))

    def calendar(self) -> Sequence[CalendarDay]:
        self._check()
        return history(self.diary, Day(NOW.day - 20), NOW.day)

    def trends(self) -> tr.Trends:
        self._check()
        return self.found or tr.trends(self.diary, {}, NOW.day)

    def assessments(self) -> Sequence[AssessmentMade]:
        return tuple(self.diary.of(AssessmentMade))

    def causes(self) -> Applies:
        return applies(self.diary)

    def shoes(self) -> Mapping[str, Shoes]:
        return shoes(self.diary)

    def routines(self) -> Sequence[Routine]:
        return [self.routine_shelf.routine(name) for name in self.routine_shelf.names()]

    def routine(self, name: str) -> Routine:
        self._check()
        return self.routine_shelf.routine(name)

    def player(self, _routine: Routine) -> RoutineInMemory:
        self._check()
        return self.played


class DeskInMemory:
    """A reminder whose clock a test sets."""

    def __init__(self, every_s: int = 0) -> None:
        self.every = every_s
        self.at_s = 1e9
        self.ago_s: float | None = None
        self.error: CadencecoachError | None = None
        self.chimes = 0

    def every_s(self) -> int:
        return self.every

    def now_s(self) -> float:
        return self.at_s

    def moved_ago_s(self) -> float | None:
        return self.ago_s

    def chime(self) -> None:
        self.chimes += 1
        if self.error is not None:
            raise self.error


class OutingsInMemory:
    """What was taken along, and what was done with it, a line each."""

    def __init__(self, *out: Outing, asked: bool = True, files: Sequence[Path] = ()) -> None:
        self.out = list(out)
        self.asked = asked
        self.found = files
        self.done: list[str] = []
        self.wishes: Wishes | None = None
        self.open: list[OpenCheck] = []
        self.answers: Sequence[tuple[int, str, bool]] = ()
        self.home: BroughtHome | CadencecoachError | None = None

    def waiting(self) -> Sequence[Outing]:
        return tuple(self.out)

    def to_ask(self) -> Outing | None:
        if self.asked or not self.out:
            return None
        self.asked = True
        return self.out[0]

    def folder(self) -> Path:
        return Path("/music")

    def take_along(
        self, verdict: Verdict, wishes: Wishes, on_share: Callable[[float], None]
    ) -> TakenAlong:
        on_share(0.5)
        self.wishes = wishes
        self.done.append("taken along")
        return TakenAlong(verdict, verdict.plan.length, (wishes.place,), 7)

    def files(self) -> Sequence[Path]:
        return self.found

    def bring_home(self, outing: Outing, path: Path) -> BroughtHome:
        if isinstance(self.home, CadencecoachError):
            raise self.home
        assert self.home is not None
        self.done.append(f"{outing.id} home by {path}")
        self.out.remove(outing)
        return self.home

    def ran(self, outing: Outing) -> int:
        self.done.append(f"{outing.id} ran")
        self.out.remove(outing)
        return 1

    def drop(self, outing: Outing) -> None:
        self.done.append(f"{outing.id} dropped")
        self.out.remove(outing)

    def checks(self, _session: int) -> Sequence[OpenCheck]:
        return self.open

    def answer(self, _session: int, answers: Sequence[tuple[int, str, bool]]) -> None:
        self.answers = answers


def in_week_two(*more: Entry, runs: Sequence[Run] = ()) -> JournalInMemory:
    """A runner on the ninth day, with a baseline, an answered list of warning signs, some pain."""
    return JournalInMemory(
        ProgrammeStarted(day_before(8), DEFAULT),
        RedFlagsAnswered(day_before(8), ()),
        BaselineSet(day_before(7), 158, way=Way.RUN),
        AssessmentMade(day_before(6), ("overstride", "arched")),
        *(PainRated(day_before(n), When.BEFORE, Pain(level)) for n, level in ((8, 4), (5, 3))),
        RoutineDone(day_before(1), "core-activation", Done.ALL, 10.0),
        StepDecided(day_before(1), Step.UP, 1, "Calm since Monday: up to level 1.", "first", None),
        *more,
        runs=runs,
    )


def run_of_day(days_before: int, session: str = "0123", **more: Any) -> Run:
    """A run at 163 so many days before NOW, at seven."""
    return Run(session, day_before(days_before, 7), 25.0, "Cadence 163", 1500.0, 163, **more)


def app_of(
    driver: ScriptedDriver | None = None,
    *,
    review: RememberedSessions | None = None,
    preferences: RememberedPreferences | None = None,
    plans: ListedPlans | None = None,
    footpods: FootpodsInMemory | None = None,
    baselines: BaselinesInMemory | None = None,
    journal: JournalInMemory | None = None,
    desk: DeskInMemory | None = None,
    outings: OutingsInMemory | None = None,
    run_now: bool = False,
) -> CadenceCoachApp:
    """The app with everything in memory; `run_now` begins with the run of `driver`."""
    driver = driver or ScriptedDriver(VIEW)
    parts = Parts(
        new_run=lambda _plan: driver,
        plans=plans or ListedPlans(),
        review=review or RememberedSessions(ROW),
        preferences=preferences or RememberedPreferences(),
        footpods=footpods or FootpodsInMemory(POD),
        baselines=baselines or BaselinesInMemory(158, 160),
        journal=journal or JournalInMemory(),
        about=about_lines,
        desk=desk or DeskInMemory(),
        outings=outings or OutingsInMemory(),
    )
    return CadenceCoachApp(parts, run_now=Verdict(Go.GO, "", PLANS[0]) if run_now else None)


async def arrived(pilot: Pilot[None], screen: type[Screen[Any]]) -> None:
    """Until a screen of this kind is on top and painted; what leads to it may use threads."""
    for _ in range(200):
        await settled(pilot)
        if isinstance(pilot.app.screen, screen):
            return
    raise AssertionError(f"{pilot.app.screen} instead of {screen.__name__}")


async def settled(pilot: Pilot[None]) -> None:
    """Until all that was asked of the log has been read and painted."""
    await pilot.pause()
    reading = [
        worker
        for worker in pilot.app.workers
        if worker.group in {"reading", "offering", "measuring", "sound", "acting", "signs"}
    ]
    if reading:
        await pilot.app.workers.wait_for_complete(reading)
    await pilot.pause()


async def led_on(pilot: Pilot[None]) -> None:
    """The same, and until what was begun on Today is over or has asked something."""
    for _ in range(1000):
        await settled(pilot)
        begun = [one for one in pilot.app.workers if one.group == "running"]
        if not isinstance(pilot.app.screen, TodayScreen) or all(one.is_finished for one in begun):
            await settled(pilot)  # what ended last may have begun to read anew
            return
    raise AssertionError("what was begun on Today leads nowhere")


def seen(pilot: Pilot[None]) -> list[str]:
    """The lines of the terminal."""
    return [strip.text for strip in pilot.app.screen._compositor.render_strips()]
