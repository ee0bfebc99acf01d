"""A runner made of numbers, so that everything can be tried without a footpod, in tests and by users.

It sends real measurement bytes once a second and hears what a runner would hear. Only frames move
it: the same seed and the same history of what was heard give the same bytes, however it is polled.
"""

from __future__ import annotations

import enum
import math
import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from cadencecoach.core.events import LinkChanged, LinkState, PayloadReceived
from cadencecoach.core.sensor.rsc import Measurement, encode_measurement
from cadencecoach.core.values.units import SAMPLE_RATE, Frame, Spm
from cadencecoach.ports import Heard

_JITTER: Final = SAMPLE_RATE // 50
"""Notifications leave a real pod on a connection interval, not on the second: +-20 ms."""

_WALK_SPM: Final = 112.0
_WALK_MPS: Final = 1.5
_SPEED_FOLLOWS: Final = 0.6
"""Share of a change of cadence that goes into speed instead of into shorter steps: outdoors the
beat changes speed too (Nijs 2023; how much: choice: simulated runner)."""

_BATTERY_PERCENT: Final = 90


class BreakKind(enum.Enum):
    """What can come between a runner and the beat."""

    STANDING = "standing"
    WALKING = "walking"
    POD_LOST = "pod lost"


@dataclass(frozen=True, slots=True)
class Break:
    """Something that happens at `every_s`, at twice that, and so on, for `lasts_s`."""

    kind: BreakKind
    every_s: int
    lasts_s: int


@dataclass(frozen=True, slots=True)
class Character:
    """How a simulated runner answers to the beat; the defaults are a willing, tiring beginner."""

    about: str
    """One line for a person choosing."""

    own_spm: float = 158.0
    """Cadence when nothing is asked."""

    own_speed_mps: float = 2.7
    """Speed at that cadence."""

    lag_s: float = 8.0
    """Time constant of moving to a new cadence."""

    noise_spm: float = 1.5
    """Standard deviation from one reading to the next."""

    reach: float = 0.95
    """Share of the way from own cadence to the target that is made: outdoors people land short
    (Musgjerd 2021)."""

    over_spm: float = 0.0
    """How far past the beat."""

    fatigue_spm_per_min: float = -0.05
    """Drift of the own cadence."""

    beat_fatigue_spm_per_min: float = 0.0
    """Drift against the beat, by time with a click."""

    keeps_s: float = 180.0
    """Time constant of forgetting a target while its click is silent."""

    lock_fails: float = 0.15
    """Chance of not finding a new beat at first."""

    lapse_every_s: float = 240.0
    """Mean time between lapses back towards the own cadence; each lasts 10-40 s."""

    strides: bool = False
    """The pod counts one foot."""

    breaks: tuple[Break, ...] = ()


FOLLOWS: Final = Character("follows the beat after a few seconds, with a lapse now and then")

CHARACTERS: Final[Mapping[str, Character]] = MappingProxyType(
    {
        "follows": FOLLOWS,
        "lags": Character("takes most of a minute and gets half way", lag_s=40.0, reach=0.5),
        "drifts": Character(
            "tires: falls off the beat minute by minute", beat_fatigue_spm_per_min=-0.4
        ),
        "overshoots": Character("runs past every beat", over_spm=9.0, lapse_every_s=900.0),
        "stops": Character(
            "stands at a light for 30 s every four minutes",
            breaks=(Break(BreakKind.STANDING, 240, 30),),
        ),
        "walks": Character(
            "walks for a minute every five", breaks=(Break(BreakKind.WALKING, 300, 60),)
        ),
        "loses-pod": Character(
            "loses the pod for 30 s every three minutes",
            breaks=(Break(BreakKind.POD_LOST, 180, 30),),
        ),
        "strides": Character("follows, with a pod that counts strides", strides=True),
    }
)


class SimulatedRunner:
    """A CadenceSource that runs by itself, at 1 Hz, from session frame 0 on."""

    name: str = "Simulated runner"

    def __init__(self, seed: int = 1, character: Character = FOLLOWS) -> None:
        """Stand at frame 0, connected; nothing has been drawn from `seed` but the first jitter."""
        self._character = character
        self._chance = random.Random(seed)  # noqa: S311 -- chance of legs, not of keys
        self._open = True
        self._second = 0
        self._due = Frame(0)
        self._link: LinkState | None = None
        self._cadence_spm = character.own_spm
        self._aim: Spm | None = None
        self._pull = 0.0
        self._lapse_left_s = 0.0
        self._clicked_s = 0
        self._distance_m = 0.0

    async def open(self, wake: Callable[[], None]) -> None:
        """There is nothing to find: news is due with the frames, never between them."""

    async def close(self) -> None:
        """Send nothing any more."""
        self._open = False

    def poll(self, now: Frame, heard: Heard) -> Sequence[PayloadReceived | LinkChanged]:
        """What the pod sent since the last poll; `heard` is what was heard in that time."""
        news: list[PayloadReceived | LinkChanged] = []
        while self._open and self._due <= now:
            self._one_second(heard, news)
        return news

    def _one_second(self, heard: Heard, news: list[PayloadReceived | LinkChanged]) -> None:
        at, chance = self._due, self._chance
        # Each second draws the same number of times, so that what is heard early in a run does
        # not shuffle the chances of all that follows.
        noise, speed_noise = chance.gauss(0.0, 1.0), chance.gauss(0.0, 1.0)
        lapse_draw, lapse_s, lock_draw = (
            chance.random(),
            chance.uniform(10.0, 40.0),
            chance.random(),
        )
        now_on = self._break_now()
        self._follow(heard, lapse_draw, lapse_s, lock_draw)
        if now_on in (BreakKind.STANDING, BreakKind.WALKING):
            self._cadence_spm = self._character.own_spm - 10
        measurement = self._measure(now_on, noise, speed_noise)
        link = LinkState.LOST if now_on is BreakKind.POD_LOST else LinkState.CONNECTED
        if link is not self._link:
            self._link = link
            news.append(self._link_change(at, link))
        if link is LinkState.CONNECTED:
            news.append(PayloadReceived(at, encode_measurement(measurement)))
        self._second += 1
        self._due = Frame(self._second * SAMPLE_RATE + chance.randint(-_JITTER, _JITTER))

    def _follow(self, heard: Heard, lapse_draw: float, lapse_s: float, lock_draw: float) -> None:
        """Move one second nearer to where this runner wants to be."""
        who = self._character
        if self._lapse_left_s > 0:
            self._lapse_left_s -= 1
        elif lapse_draw < 1 / who.lapse_every_s:
            self._lapse_left_s = lapse_s
        if heard.target_spm is not None and heard.target_spm != self._aim:
            self._aim = heard.target_spm
            if lock_draw < who.lock_fails:
                self._lapse_left_s = max(self._lapse_left_s, lapse_s)
        if heard.target_spm is not None and heard.click and self._lapse_left_s <= 0:
            self._pull = 1.0
            self._clicked_s += 1
        else:
            kept = heard.target_spm is not None and self._lapse_left_s <= 0
            self._pull *= math.exp(-1 / (who.keeps_s if kept else 10.0))
        want = own = who.own_spm + who.fatigue_spm_per_min * self._second / 60
        if self._aim is not None:
            beyond = who.over_spm + who.beat_fatigue_spm_per_min * self._clicked_s / 60
            want += self._pull * (who.reach * (self._aim - own) + beyond)
        self._cadence_spm += (want - self._cadence_spm) * (1 - math.exp(-1 / who.lag_s))

    def _measure(self, now_on: BreakKind | None, noise: float, speed_noise: float) -> Measurement:
        who = self._character
        spread = who.noise_spm * noise
        if now_on is BreakKind.STANDING:
            spm = speed_mps = 0.0
        elif now_on is BreakKind.WALKING:
            spm, speed_mps = _WALK_SPM + spread, _WALK_MPS + 0.05 * speed_noise
        else:
            spm = self._cadence_spm + spread
            change = self._cadence_spm / who.own_spm - 1
            speed_mps = who.own_speed_mps * (1 + _SPEED_FOLLOWS * change) + 0.03 * speed_noise
        spm, speed_mps = max(0.0, spm), max(0.0, speed_mps)
        self._distance_m += speed_mps
        return Measurement(
            speed_mps=speed_mps,
            cadence_per_min=min(255, round(spm / 2 if who.strides else spm)),
            running=now_on not in (BreakKind.STANDING, BreakKind.WALKING),
            stride_length_m=speed_mps * 120 / spm if spm > 0 else 0.0,
            distance_m=self._distance_m,
        )

    def _break_now(self) -> BreakKind | None:
        for pause in self._character.breaks:
            if self._second >= pause.every_s and self._second % pause.every_s < pause.lasts_s:
                return pause.kind
        return None

    def _link_change(self, at: Frame, link: LinkState) -> LinkChanged:
        if link is LinkState.LOST:
            return LinkChanged(at, link, detail="the simulated footpod went out of range")
        return LinkChanged(at, link, name=self.name, battery_percent=_BATTERY_PERCENT)
