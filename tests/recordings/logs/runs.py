"""The runs that are recorded, and what the runner and the world do in each."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from cadencecoach.adapters.simulated import CHARACTERS, Break, BreakKind, Character
from cadencecoach.core import events as ev
from cadencecoach.core.outcome.session_facts import Source
from cadencecoach.core.run.coach import CoachSettings
from cadencecoach.core.values.units import Frame

RAMP = """
minutes = 1.75
warm_up = "10 s"
cool_down = "10 s"
cue_every = "30 s"
[ramp]
start = 160
top = 170
hold = "25 s"
"""

ONE_TARGET = """
minutes = {minutes}
warm_up = "5 s"
cool_down = "5 s"
cue_every = {cue_every}
click = "{click}"
[ramp]
start = 165
top = 165
hold = "1:20"
"""

LISTENING = """
minutes = 4
warm_up = "5 s"
cool_down = "5 s"
cue_every = "off"
advance = "adherence"
[ramp]
start = 160
top = 170
hold = "1:10"
"""

Keys = Mapping[float, Callable[[Frame], ev.Input]]
"""What happens beside the footpod, by the second of session time."""

FOLLOWS = CHARACTERS["follows"]
OUT_OF_BREATH = replace(CHARACTERS["drifts"], beat_fatigue_spm_per_min=-12.0)
STAYS_BEHIND = replace(CHARACTERS["lags"], reach=0.2, lapse_every_s=1e9)
FINDS_IT_LATE = replace(FOLLOWS, lock_fails=1.0, lapse_every_s=1e9)
LEAVES_ITS_POD = replace(FOLLOWS, breaks=(Break(BreakKind.POD_LOST, 45, 20),))


@dataclass(frozen=True)
class Wanted:
    """A run with what no command line gives it: keys, a runner, what the diary says."""

    plan: str
    keys: Keys = field(default_factory=dict)
    who: Character = FOLLOWS
    source: Source = Source.SIMULATED
    settings: Mapping[str, object] = field(default_factory=dict)
    coach: CoachSettings = field(default_factory=CoachSettings)
    pain_before: int | None = None
    stalls: bool = False
    """Whether the machine stands still twice."""


RUNS = {
    "paused": Wanted(
        RAMP,
        {
            33: ev.PausePressed,
            50: ev.PausePressed,
            70.2: ev.PausePressed,
            70.6: ev.PausePressed,
            80: lambda at: ev.Answer(at, yes=True),
        },
    ),
    "nudged": Wanted(
        RAMP,
        {
            14: lambda at: ev.Nudged(at, 5),
            31: lambda at: ev.Nudged(at, -1),
            31.3: lambda at: ev.Nudged(at, -1),
            38: ev.CueAsked,
            46: lambda at: ev.Answer(at, yes=True),
            47: lambda at: ev.Answer(at, yes=False),
            52: lambda at: ev.VolumeSet(at, -9.0),
            57: ev.MutePressed,
            80: ev.MutePressed,
            75: ev.FreezeAsked,
            85: ev.SkipPressed,
            97: ev.FinishAsked,
        },
        settings={"every": "second step", "sides": "ears", "click": "wood", "volume_db": -3.0},
    ),
    "pain-stop": Wanted(
        RAMP,
        {
            40: lambda at: ev.PainNoted(at, 2, "left"),
            75: lambda at: ev.PainNoted(at, 6, "left", sharp=True),
        },
        source=Source.FOOTPOD,
        pain_before=1,
    ),
    "pain-overruled": Wanted(
        RAMP,
        {
            50: lambda at: ev.PainNoted(at, 6, "both"),
            58: ev.PausePressed,
            90: lambda at: ev.PainNoted(at, 3),
        },
        source=Source.FOOTPOD,
        pain_before=3,
    ),
    "pod-lost": Wanted(
        ONE_TARGET.format(minutes=2, cue_every='"off"', click="always"),
        who=LEAVES_ITS_POD,
        source=Source.FOOTPOD,
    ),
    "fading": Wanted(
        ONE_TARGET.format(minutes=2.5, cue_every='"60 s"', click="faded"),
        source=Source.FOOTPOD,
        coach=CoachSettings(click_share=0.5, seed=3, baseline_speed_mps=2.5),
    ),
    "when-needed": Wanted(
        ONE_TARGET.format(minutes=2.5, cue_every='"60 s"', click="when needed"), who=OUT_OF_BREATH
    ),
    "words": Wanted(
        ONE_TARGET.format(minutes=3, cue_every='"off"', click="always"), who=FINDS_IT_LATE
    ),
    "listening": Wanted(LISTENING, who=STAYS_BEHIND),
    "stalled": Wanted(
        RAMP,
        {
            60: lambda at: ev.AudioChanged(at, playing=False, detail="the earphones are gone"),
            64: lambda at: ev.AudioChanged(at, playing=True),
            66: lambda at: ev.Noted(at, "the log cannot be written"),
        },
        stalls=True,
    ),
}
