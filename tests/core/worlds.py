"""Small worlds for tests of the core: a plan, a book of sounds, a bank, and inputs at random."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from hypothesis import strategies as st

from cadencecoach.core import events as ev
from cadencecoach.core.plan.plan import Plan, Stage, StageKind, ramp
from cadencecoach.core.run.setup import CueSound, Setup
from cadencecoach.core.score.click_sound import ClickStyle, Sides, click_sound
from cadencecoach.core.score.earcons import Earcon
from cadencecoach.core.score.mixer import Bank, Score, compose
from cadencecoach.core.score.timeline import lay_out
from cadencecoach.core.sensor.rsc import Measurement, encode_measurement
from cadencecoach.core.values.units import Frame, Frames, Spm, frames

SPOKEN = {
    "posture.check": 3.1,
    "stage.warmup": 2.4,
    "stage.beat": 3.3,
    "stage.up": 0.9,
    "stage.down": 0.9,
    "stage.hold": 1.1,
    "stage.cooldown": 2.0,
    "stage.done": 1.4,
    "stage.paused": 0.6,
    "stage.stillpaused": 1.6,
    "stage.resumed": 0.5,
    "pain.noted": 1.2,
    "safety.stop": 2.5,
    "safety.walk": 2.5,
    **{earcon.value: 0.2 for earcon in Earcon},
    "safety.seekcare": 2.5,
    "where.you": 0.4,
    "where.unheard": 1.5,
    "time.left.less": 1.2,
    "time.left.1": 1.2,
    "time.left.2": 1.2,
    "sensor.lost": 1.9,
    "sensor.back": 1.0,
    "theme.F3": 1.9,
    "stage.walk": 0.7,
    "stage.run": 0.6,
    "stage.easy": 1.6,
    "count.3": 0.6,
    "count.2": 0.6,
    "count.1": 0.6,
    **{f"number.{n}": 1.6 for n in range(100, 241)},
    "stage.frozen": 1.5,
}

BOOK = {sound: CueSound(f"<{sound}>", frames(length)) for sound, length in SPOKEN.items()}


def bank() -> Bank:
    """Noise of the right length under every id, the same each time."""
    rng = np.random.default_rng(7)
    clips = {
        sound: rng.integers(-9000, 9000, cue.length, dtype=np.int16)
        for sound, cue in BOOK.items()
        if not sound.startswith("number.")
    }
    number = rng.integers(-9000, 9000, frames(1.6), dtype=np.int16)
    clips |= {f"number.{n}": number for n in range(100, 241)}
    for variant in ("plain", "accent", "left", "right"):
        clips[click_sound("wood", variant)] = rng.integers(-11000, 11000, 1900, dtype=np.int16)
    return Bank(clips)


BANK = bank()


def short_plan(cue_every_s: float = 30) -> Plan:
    """Two minutes with everything in it."""
    stages = ramp(Spm(160), Spm(170), 5, frames(20), frames(100), frames(15), frames(10))
    return Plan("short", "Short", stages, frames(cue_every_s), theme=True)


def setup(plan: Plan | None = None, style: ClickStyle | None = None) -> Setup:
    """A setup around a plan."""
    return Setup(plan or short_plan(), style or ClickStyle("wood"), BOOK, -3.0, ("theme.F3",))


def steady(target: int = 170, length_s: float = 60) -> Plan:
    """One stage at one target."""
    return Plan("steady", "Steady", (Stage(StageKind.HOLD, frames(length_s), Spm(target)),), None)


def scored(
    plan: Plan, style: ClickStyle, volume_db: float, edits: Sequence[ev.Edit], bank: Bank
) -> Score:
    """The score of a plan laid out with its edits."""
    return compose(lay_out(plan, edits), plan.click, style, volume_db, edits, bank)


click_styles = st.builds(
    ClickStyle,
    st.just("wood"),
    st.sampled_from((1, 2)),
    st.sampled_from(Sides),
    st.sampled_from((0.0, 6.0, 12.0, 24.0)),
)

payloads = st.one_of(
    st.binary(max_size=12),
    st.builds(
        lambda cadence, running: encode_measurement(Measurement(2.8, cadence, running)),
        st.integers(0, 255),
        st.booleans(),
    ),
)


@st.composite
def inputs(draw: st.DrawFn, until_s: float = 120, most: int = 12) -> list[ev.Input]:
    """Inputs in the order of their frames."""
    kinds = st.one_of(
        st.just(ev.PausePressed),
        st.just(ev.PauseAsked),
        st.just(ev.GoOnAsked),
        st.just(ev.WhereAsked),
        st.just(ev.SkipPressed),
        st.just(ev.MutePressed),
        st.just(ev.CueAsked),
        st.builds(lambda n: lambda at: ev.Nudged(at, n), st.sampled_from((-5, -1, 1, 5))),
        st.builds(lambda n: lambda at: ev.TargetMoved(at, n), st.sampled_from((-5, -1, 1, 5))),
        st.builds(lambda v: lambda at: ev.VolumeSet(at, v), st.sampled_from((-12.0, 0.0, 3.0))),
        st.builds(lambda y: lambda at: ev.Answer(at, y), st.booleans()),
        st.builds(lambda n: lambda at: ev.PainNoted(at, n), st.integers(0, 10)),
        st.builds(lambda d: lambda at: ev.PayloadReceived(at, d), payloads),
        st.builds(lambda s: lambda at: ev.LinkChanged(at, s), st.sampled_from(ev.LinkState)),
    )
    happened = draw(st.lists(st.tuples(st.integers(0, frames(until_s)), kinds), max_size=most))
    return [make(Frame(at)) for at, make in sorted(happened, key=lambda one: one[0])]


def at(seconds: float) -> Frame:
    """A frame by its second."""
    return Frame(frames(seconds))


def lengths(seconds: float) -> Frames:
    """A length by its seconds."""
    return frames(seconds)
