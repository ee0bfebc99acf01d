"""The values that acts give to whoever shows them: a day, a session, a baseline, a footpod."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from cadencecoach.core.diary.described import Described
from cadencecoach.core.diary.diary import RunNote
from cadencecoach.core.diary.entries import BaselineSet, Way
from cadencecoach.core.diary.pain import RedFlag
from cadencecoach.core.events import LinkState
from cadencecoach.core.outcome.baseline import MeasuredCadence
from cadencecoach.core.outcome.session_facts import SessionState
from cadencecoach.core.plan.ladder import Ladder
from cadencecoach.core.programme.today import Today
from cadencecoach.core.run.view import ChartPoint, CueView
from cadencecoach.core.score.click_sound import Sides
from cadencecoach.core.sensor.live import LiveCadence
from cadencecoach.core.sensor.step_convention import Convention
from cadencecoach.core.trends.comparison import Figures
from cadencecoach.core.trends.trends import RunTrend
from cadencecoach.core.values.calendar import Moment
from cadencecoach.core.values.units import Frames, Spm, frames

_FIVE_MINUTES: Final = frames(5 * 60)


@dataclass(frozen=True, slots=True)
class Preferences:
    """What a runner may set, and what is asked at the first start."""

    cadence_spm: Spm | None = None
    """The runner's own easy cadence; None is not known yet."""

    volume_db: float = 0.0
    click: str = "click"
    voice: str = "af_heart"
    duck_db: float = 12.0
    """How far the click goes down under speech."""

    cue_every: Frames | None = _FIVE_MINUTES
    """None asks no questions."""

    every_second_step: bool = False
    sides: Sides = Sides.OFF
    quiet: bool = False
    """Only posture checks and safety are spoken."""

    desk_every_min: int = 0
    """Minutes at the desk to a reminder; 0 is none."""

    theme: str = "dark"


@dataclass(frozen=True, slots=True)
class DayView:
    """All that the screens know of today."""

    today: Today
    ask_before: bool
    """Whether to ask for a rating before a run."""

    flags: tuple[RedFlag, ...] = ()
    """Warning signs that were ticked and not acknowledged."""

    shoes: tuple[str, ...] = ()
    """Pairs in use, by name."""

    routes: tuple[str, ...] = ()
    """Where the runner ran before, the newest first."""

    described: Described | None = None
    """What a pain of today was last told to be like."""


@dataclass(frozen=True, slots=True)
class FoundBaseline:
    """A cadence that may become the baseline."""

    cadence_spm: Spm
    way: Way
    within_spm: float | None = None
    measured: MeasuredCadence | None = None
    session: int | None = None
    """Id of the stored session it was measured in."""


@dataclass(frozen=True, slots=True)
class Footing:
    """What the runner's ladder stands on."""

    baselines: Sequence[BaselineSet] = ()
    """Oldest first."""

    ladder: Ladder | None = None
    """None until there is a baseline."""

    unlocked: int = 0
    """The highest rung that may be run."""


ANY_POD: Final = "auto"


SIMULATED: Final = "simulated"


NO_POD: Final = "none"
"""What the next run may listen to beside one pod by its address."""


@dataclass(frozen=True, slots=True)
class PodRow:
    """A footpod on the air, or one that is known."""

    address: str
    name: str
    """Cleaned."""

    rssi_dbm: int | None
    """None is not measured."""

    on_air: bool
    battery_percent: int | None
    location: str
    """Where it says it sits: "in shoe"; empty is not known."""

    known: bool
    convention: Convention
    """As set for it."""


@dataclass(frozen=True, slots=True)
class PodLive:
    """What one source of cadence sends now."""

    name: str
    state: LinkState
    detail: str
    """One line."""

    live: LiveCadence
    raw_per_min: int | None
    """The newest number as sent; None before the first."""

    sent: tuple[int, ...]
    """The last numbers as sent, oldest first."""

    beat_spm: Spm | None = None
    """The beat that plays to calibrate it; None while none does."""

    beat_left_s: int = 0


@dataclass(frozen=True, slots=True)
class NextPod:
    """What the next run will listen to."""

    words: str
    warning: str = ""
    """One line to be read before the run; empty where all is well."""

    deaf: bool = False
    """Whether nothing will be heard of the runner's cadence."""


@dataclass(frozen=True, slots=True)
class SessionRow:
    """A session in a line of a list."""

    id: int
    at: Moment
    """Its start, by the clock of the place where it was run."""

    title: str
    source: str
    """One of `core.finding.SOURCES`."""

    state: str
    """finished, interrupted, running."""

    running: Frames
    cadence_spm: float | None
    """Mean over what was heard; None where nothing was."""

    in_band_percent: float | None
    pain: tuple[int, ...]
    """Levels noted, in order."""

    @property
    def goes_on(self) -> bool:
        """Whether it is still being recorded: what is not known of it is not known yet."""
        return self.state == SessionState.RUNNING.value


@dataclass(frozen=True, slots=True)
class AfterDiscard:
    """What stands once a run was taken out of every list."""

    standing: str
    """Which own cadence, in a sentence; empty where the diary cannot tell."""

    set_spm: Spm | None = None
    """The own cadence that the run set, while that stands; None where it set none."""


@dataclass(frozen=True, slots=True)
class RungResult:
    """What came of one rung."""

    target_spm: Spm
    start: Frames
    end: Frames
    """Both in running time."""

    cadence_spm: float | None
    in_band_percent: float | None


@dataclass(frozen=True, slots=True)
class SessionDetail:
    """One session as its screen shows it."""

    row: SessionRow
    chart: tuple[ChartPoint, ...]
    """The whole session, one a second of running time, oldest first."""

    rungs: tuple[RungResult, ...]
    cues: tuple[CueView, ...]
    speeds: tuple[float | None, ...] = ()
    """In m/s, beside the points of the chart; empty where none was heard."""

    speed_mps: float | None = None
    """The mean in motion."""

    variability_spm: float | None = None
    coverage_percent: float | None = None
    """Of the running time, heard; None without a footpod."""

    click_percent: float | None = None
    thirds: tuple[float | None, ...] = ()
    """In band, of each third of the time with a beat; empty without a beat."""

    pain: tuple[tuple[Frames, int], ...] = ()
    """Ratings in the run: running time, level."""


@dataclass(frozen=True, slots=True)
class EarlyRun:
    """The run of the beginning that a run is held against."""

    row: SessionRow
    why: str
    """As in "the same route in week 1"."""

    figures: Figures


@dataclass(frozen=True, slots=True)
class SessionContext:
    """What stands around a session: what the runner told, and the run to compare it with."""

    run: RunTrend | None
    """None where it is nobody's run, or is not over yet."""

    beside: EarlyRun | None


@dataclass(frozen=True, slots=True)
class Editable:
    """What a runner said of a run and may say anew."""

    note: RunNote
    shoes: tuple[str, ...]
    """The pairs in use, by name."""
