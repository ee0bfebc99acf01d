"""The coach: once a second it sees what the runner does and decides what to say and to click.

It is a value and a function. Every number has its source in docs/coach.md. What is said
is said seldom, names how far off the runner is, and never asks for shorter strides.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from cadencecoach.core.plan.click_gate import OUT_S, ClickGate, faded, needed
from cadencecoach.core.plan.plan import ClickMode
from cadencecoach.core.run.pace_guard import PaceGuard
from cadencecoach.core.run.rung_hold import RungHold
from cadencecoach.core.sensor.adherence import BandState
from cadencecoach.core.sensor.live import Freshness, LiveCadence
from cadencecoach.core.values.units import Spm

GRACE_S: Final = 20
"""Out of band for so long before a word, and so long after a needed click came back (RunnerUp)."""

SPACING_S: Final = ((0.10, 30), (0.05, 60), (0.0, 180))
"""From one word on the cadence to the next, by how far off as a share (RunningCadence)."""

UNHEEDED_S: Final = 300
"""Words that changed nothing come half as often each time, down to this (product choice: a word that
changed nothing is no better louder)."""

ANY_WORD_S: Final = 30
"""From any word of the coach to the next (product choice: the spacing of RunningCadence where it is
closest)."""

ON_A_BEAT_S: Final = 2
"""A word waits so long for its beat at most; added to every spacing, so that it holds as heard."""

PRAISE_HELD_S: Final = 60
PRAISE_EVERY_S: Final = 300
"""Praise needs a word or a click that helped before it, a minute in band, and is rare (product choice:
praise for nothing is noise)."""

PACE_EVERY_S: Final = 180
"""From one word on the pace to the next, for the first two (product choice: slowing down takes a minute or
two)."""

LOST_EVERY_S: Final = 300
"""A footpod that comes and goes is told lost at most so often (product choice: nothing can be done about it
in mid-run)."""

MOST_TOLD: Final = 30
"""Numbers said go up to thirty below or above; further off is "far"."""

_NEVER: Final = -10_000
_NO_PACE: Final = PaceGuard()
_NEW_RUNG: Final = RungHold()


@dataclass(frozen=True, slots=True)
class CoachSettings:
    """What the coach is told before the run."""

    quiet: bool = False
    """Posture and safety only."""

    click_share: float = 1.0
    """Of the time with a beat, where the plan fades the click."""

    seed: int = 0
    """Where in each block the faded click sounds."""

    baseline_speed_mps: float | None = None
    """Of the baseline run; None is measured in this run's warm-up, where there is one."""


@dataclass(frozen=True, slots=True)
class Say:
    """A word that the coach wants said now."""

    name: str
    sounds: tuple[str, ...]
    reason: str


@dataclass(frozen=True, slots=True)
class CoachedSecond:
    """What one second of running time showed."""

    target: Spm | None
    live: LiveCadence
    verdict: BandState | None
    """None where there is no target."""

    may_speak: bool = True
    """Nobody else speaks, has just spoken or is about to, and the target stays a while."""


@dataclass(frozen=True, slots=True)
class Coach:
    """All that the next second needs of the earlier ones."""

    settings: CoachSettings
    click: ClickMode
    second_s: int = 0
    target: Spm | None = None
    target_s: int = 0
    """Seconds at the present target."""

    in_s: int = 0
    out_s: int = 0
    """Seconds on end in band, out of band."""

    blind_s: int = 0
    """Seconds on end without a cadence to judge."""

    spoke_s: int = _NEVER
    corrected_s: int = _NEVER
    praised_s: int = _NEVER
    paced_s: int = _NEVER
    lost_s: int = _NEVER
    """When each was last said."""

    unheeded: int = 0
    """Words below (negative) or above on end that have not brought the runner back."""

    paces: int = 0
    praises: int = 0
    owes_praise: bool = False
    lost: bool = False
    """The runner was told that the footpod is lost, and not yet that it is back."""

    told_quiet: bool = False
    """The runner knows that the click goes silent on purpose."""

    pace: PaceGuard = _NO_PACE

    sounding: bool = True
    gated_s: int = 0
    """Seconds since the gate last moved."""

    rung: RungHold = _NEW_RUNG
    """Of the present target."""

    @classmethod
    def start(cls, settings: CoachSettings, click: ClickMode) -> Coach:
        """The coach before the first second."""
        pace = PaceGuard(settings.baseline_speed_mps)
        return cls(settings, click, pace=pace, sounding=click is not ClickMode.NEVER)

    def second(self, now: CoachedSecond) -> tuple[Coach, tuple[Say | ClickGate, ...]]:
        """The coach after one more second of running time, and what it wants."""
        return self._counted(now).decided(now)

    def decided(self, now: CoachedSecond) -> tuple[Coach, tuple[Say | ClickGate, ...]]:
        """Move the gate if it must, then say the one word that is due."""
        gate = self._wanted_click()
        if gate is None or gate.sounding == self.sounding:
            return self.with_word(now, ())
        moved = replace(
            self,
            sounding=gate.sounding,
            gated_s=0,
            owes_praise=self.owes_praise or (gate.sounding and self.out_s >= OUT_S),
        )
        return moved.with_word(now, (gate,))

    def with_word(
        self, now: CoachedSecond, wants: tuple[ClickGate, ...]
    ) -> tuple[Coach, tuple[Say | ClickGate, ...]]:
        """Add the word that is due to what is wanted already."""
        said = self._word(now)
        if said is None:
            return self, wants
        coach, word = said
        return replace(coach, spoke_s=self.second_s), (*wants, word)

    def extended(self) -> Coach:
        """After the rung was given another minute."""
        return replace(self, rung=self.rung.extended())

    @property
    def leaves_room(self) -> bool:
        """Whether its last word is so long ago that somebody else may say one of its kind."""
        return self._since(self.spoke_s, ANY_WORD_S)

    def gave_way(self) -> Coach:
        """Somebody said one, in the second that is not counted yet."""
        return replace(self, spoke_s=self.second_s + 1)

    def fresh_start(self) -> Coach:
        """After a pause: what was on end is not any more."""
        return replace(self, in_s=0, out_s=0, blind_s=0, pace=replace(self.pace, fast_s=0))

    # --- counting ------------------------------------------------------------------------------

    def _counted(self, now: CoachedSecond) -> Coach:
        same = now.target == self.target
        inside = now.verdict is BandState.IN_BAND
        outside = now.verdict in (BandState.OVER, BandState.UNDER)
        blind = now.verdict in (None, BandState.NOT_COVERED)
        in_s = self.in_s + 1 if inside and same else int(inside)
        rung = self.rung if same else _NEW_RUNG
        return replace(
            self,
            second_s=self.second_s + 1,
            target=now.target,
            target_s=self.target_s + 1 if same else 0,
            in_s=in_s,
            out_s=self.out_s + 1 if outside and same else int(outside),
            blind_s=self.blind_s + 1 if blind else 0,
            unheeded=self.unheeded if same and in_s < PRAISE_HELD_S else 0,
            owes_praise=self.owes_praise and same,
            pace=self._paced(now),
            gated_s=self.gated_s + 1,
            rung=rung.second(now.verdict),
        )

    def _paced(self, now: CoachedSecond) -> PaceGuard:
        if now.target is not None:
            return self.pace.second(now.live)
        no_beat_so_far = self.target is None and self.target_s == self.second_s
        return self.pace.warming_up(now.live) if no_beat_so_far else self.pace

    # --- words ---------------------------------------------------------------------------------

    def _word(self, now: CoachedSecond) -> tuple[Coach, Say] | None:
        """The one word that is due: only beside a beat, never too soon, and none in a test."""
        if (
            self.settings.quiet
            or self.click is ClickMode.NEVER
            or not now.may_speak
            or self.target is None
            or not self._since(self.spoke_s, ANY_WORD_S)
        ):
            return None
        return (
            self._sensor(now)
            or self._going_quiet()
            or self._correct(now.live, self.target)
            or self._pace()
            or self._praise()
        )

    def _since(self, then_s: int, spacing_s: int) -> bool:
        return self.second_s - then_s >= spacing_s + ON_A_BEAT_S

    def _sensor(self, now: CoachedSecond) -> tuple[Coach, Say] | None:
        state = now.live.state
        if self.lost and state is Freshness.FRESH:
            return replace(self, lost=False), Say("sensor back", ("sensor.back",), "data again")
        if not self.lost and state is Freshness.LOST and self._since(self.lost_s, LOST_EVERY_S):
            word = Say("sensor lost", ("sensor.lost",), "no data for 10 s")
            return replace(self, lost=True, lost_s=self.second_s), word
        return None

    def _going_quiet(self) -> tuple[Coach, Say] | None:
        if self.told_quiet or self.sounding:
            return None
        if self.gated_s >= ANY_WORD_S:
            return None
        word = Say("quiet", ("stage.quiet",), "the first silence of the click")
        return replace(self, told_quiet=True), word

    def _correct(self, live: LiveCadence, target: Spm) -> tuple[Coach, Say] | None:
        cadence = live.cadence_spm
        if self.out_s < GRACE_S or cadence is None:
            return None
        off = cadence - target
        way = -1 if off < 0 else 1
        if live.direction == -way:
            return None  # coming back already
        if self.click is ClickMode.WHEN_NEEDED and self.gated_s < GRACE_S:
            return None  # the click has just come back and speaks for itself
        unheeded = max(0, self.unheeded * way)
        if not self._since(self.corrected_s, _spacing_s(abs(off) / target, unheeded)):
            return None
        side, what = ("below", "coach.quick") if way < 0 else ("above", "coach.easeoff")
        number = max(1, round(abs(off)))
        told = number if number <= MOST_TOLD else "more"
        word = Say(
            side, (f"coach.{side}.{told}", what), f"{number} {side} {target} for {self.out_s} s"
        )
        after = replace(
            self, corrected_s=self.second_s, unheeded=(unheeded + 1) * way, owes_praise=True
        )
        return after, word

    def _pace(self) -> tuple[Coach, Say] | None:
        spacing_s = PACE_EVERY_S if self.paces < 2 else UNHEEDED_S
        if not self.pace.too_fast or not self._since(self.paced_s, spacing_s):
            return None
        word = Say(
            "pace", ("coach.pace",), f"over 5 % faster than at ease for {self.pace.fast_s} s"
        )
        return replace(self, paced_s=self.second_s, paces=self.paces + 1), word

    def _praise(self) -> tuple[Coach, Say] | None:
        due = (
            self.owes_praise
            and self.in_s >= PRAISE_HELD_S
            and self._since(self.praised_s, PRAISE_EVERY_S)
        )
        if not due:
            return None
        sound = f"coach.praise.{self.praises % 3 + 1}"
        after = replace(self, praised_s=self.second_s, praises=self.praises + 1, owes_praise=False)
        return after, Say("praise", (sound,), f"in band for {self.in_s} s")

    # --- the click -----------------------------------------------------------------------------

    def _wanted_click(self) -> ClickGate | None:
        if self.target is None:
            return None
        match self.click:
            case ClickMode.ALWAYS:
                return None
            case ClickMode.NEVER:
                return ClickGate(sounding=False, reason="test without the click")
            case ClickMode.FADED:
                return faded(self.settings.click_share, self.settings.seed, self.target_s)
            case ClickMode.WHEN_NEEDED:
                return needed(
                    target_s=self.target_s,
                    blind_s=self.blind_s,
                    out_s=self.out_s,
                    in_s=self.in_s,
                    gated_s=self.gated_s,
                )


def _spacing_s(share: float, unheeded: int) -> int:
    """From one word on the cadence to the next, after `unheeded` of its kind changed nothing."""
    base_s = next(s for least, s in SPACING_S if share >= least)
    return min(base_s << min(max(0, unheeded - 1), 4), UNHEEDED_S)
