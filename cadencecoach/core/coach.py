"""The coach: once a second it sees what the runner does and decides what to say and to click.

It is a value and a function. Every number is a default with its source in DOMAIN section 5b;
what is said is said seldom, names how far off the runner is, and never asks for shorter strides.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from statistics import median
from typing import Final

from cadencecoach.core.adherence import Verdict
from cadencecoach.core.cadence import Freshness, Gait, LiveCadence
from cadencecoach.core.plan import ClickMode
from cadencecoach.core.units import Spm

GRACE_S: Final = 20
"""Out of band for so long before a word (RunnerUp)."""

SPACING_S: Final = ((0.10, 30), (0.05, 60), (0.0, 180))
"""From one word on the cadence to the next, by how far off as a share (RunningCadence)."""

ANY_WORD_S: Final = 30
"""From any word of the coach to the next (product choice)."""

PRAISE_HELD_S: Final = 60
PRAISE_EVERY_S: Final = 300
"""Praise needs a correction before it, a minute in band, and is rare (product choice)."""

FASTER: Final = 0.05
FASTER_S: Final = 60
PACE_EVERY_S: Final = 180
"""Speed above the baseline's before the coach asks to ease the pace (Nijs 2023; product choice)."""

OUT_S: Final = 15
STAYS_S: Final = 30
"""A click that is needed comes back after 15 s out of band and stays 30 s (RunningCadence #1)."""

SETTLED_S: Final = 10
"""In band for so long before a needed click goes (product choice)."""

BLIND_S: Final = 10
"""Without data the click cannot know, so it sounds (product choice)."""

BLOCK_S: Final = 60
"""A faded click is on for its share of each block (product choice)."""

HELD_OVER_S: Final = 120
HELD_SHARE: Final = 0.70
COVERED_SHARE: Final = 0.50
"""A rung was held when 70 % of its last 2 minutes were in band, half of them heard (DOMAIN 5b)."""

EXTEND_S: Final = 60
EXTEND_MOST_S: Final = 300
"""A rung that was not held is extended by a minute, five times at most (product choice)."""

FADED_SHARES: Final = (1.0, 1.0, 1.0, 1.0, 0.75, 0.5, 0.25, 0.1)
"""Of the time with a beat, by cadence session: the last four fade (PMC7699362; shares are ours)."""

MOST_TOLD: Final = 30
"""Numbers said go up to thirty below or above."""


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
class Gate:
    """The click is to sound, or to be silent in phase."""

    sounding: bool
    reason: str


@dataclass(frozen=True, slots=True)
class Second:
    """What one second of running time showed."""

    target: Spm | None
    live: LiveCadence
    verdict: Verdict | None
    """None where there is no target."""


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

    spoke_s: int = -10_000
    corrected_s: int = -10_000
    praised_s: int = -10_000
    paced_s: int = -10_000
    praises: int = 0
    owes_praise: bool = False
    fast_s: int = 0
    easy_mps: tuple[float, ...] = ()
    """Speeds of the warm-up, at most two minutes."""

    sounding: bool = True
    gated_s: int = 0
    """Seconds since the gate last moved."""

    recent: tuple[Verdict, ...] = ()
    """Of the present target, at most two minutes."""

    extended_s: int = 0
    """How long the present rung has been extended."""

    @property
    def held(self) -> float | None:
        """Share in band of the last two minutes' judged seconds; None when too few were heard."""
        judged = [v for v in self.recent if v in _JUDGED]
        if len(self.recent) < HELD_OVER_S or len(judged) < COVERED_SHARE * HELD_OVER_S:
            return None
        return judged.count(Verdict.IN_BAND) / len(judged)

    @property
    def hears(self) -> bool:
        """Whether a runner was heard at all in the last two minutes."""
        return any(v is not Verdict.NOT_COVERED for v in self.recent)

    def second(self, now: Second) -> tuple[Coach, tuple[Say | Gate, ...]]:
        """The coach after one more second of running time, and what it wants."""
        return self._counted(now).decided(now)

    def extended(self) -> Coach:
        """After the rung was given another minute."""
        return replace(self, extended_s=self.extended_s + EXTEND_S)

    def fresh_start(self) -> Coach:
        """After a pause: what was on end is not any more."""
        return replace(self, in_s=0, out_s=0, blind_s=0, fast_s=0)

    def decided(self, now: Second) -> tuple[Coach, tuple[Say | Gate, ...]]:
        """Decide on what has been counted."""
        coach = self
        wants: list[Gate] = []
        gate = self._gate()
        if gate is not None:
            coach = replace(self, sounding=gate.sounding, gated_s=0)
            wants.append(gate)
        return coach.with_word(now, tuple(wants))

    def with_word(
        self, now: Second, wants: tuple[Gate, ...]
    ) -> tuple[Coach, tuple[Say | Gate, ...]]:
        """Add a word to what is wanted already, if one is due."""
        if self.settings.quiet or self.second_s - self.spoke_s < ANY_WORD_S:
            return self, wants
        said = self._correct(now) or self._pace() or self._praise()
        if said is None:
            return self, wants
        coach, word = said
        return coach, (*wants, word)

    # --- counting ------------------------------------------------------------------------------

    def _counted(self, now: Second) -> Coach:
        same = now.target == self.target
        inside = now.verdict is Verdict.IN_BAND
        outside = now.verdict in (Verdict.OVER, Verdict.UNDER)
        blind = now.verdict in (None, Verdict.NOT_COVERED)
        recent = (*(self.recent if same else ()), now.verdict) if now.verdict else ()
        return replace(
            self,
            second_s=self.second_s + 1,
            target=now.target,
            target_s=self.target_s + 1 if same else 0,
            in_s=self.in_s + 1 if inside and same else int(inside),
            out_s=self.out_s + 1 if outside and same else int(outside),
            blind_s=self.blind_s + 1 if blind else 0,
            owes_praise=self.owes_praise and same,
            fast_s=self.fast_s + 1 if self._fast(now) else 0,
            easy_mps=self._easy(now),
            gated_s=self.gated_s + 1,
            recent=tuple(verdict for verdict in recent[-HELD_OVER_S:] if verdict),
            extended_s=self.extended_s if same else 0,
        )

    def _easy(self, now: Second) -> tuple[float, ...]:
        speed = now.live.speed_mps
        if now.target is not None or not speed or now.live.gait is not Gait.RUNNING:
            return self.easy_mps
        return self.easy_mps if self.target is not None else (*self.easy_mps[-119:], speed)

    def _fast(self, now: Second) -> bool:
        easy = self.settings.baseline_speed_mps
        if easy is None and len(self.easy_mps) >= FASTER_S:
            easy = median(self.easy_mps)
        speed = now.live.speed_mps
        fresh = now.live.state is Freshness.FRESH
        return bool(
            easy and speed and fresh and now.target is not None and speed > easy * (1 + FASTER)
        )

    # --- words ---------------------------------------------------------------------------------

    def _correct(self, now: Second) -> tuple[Coach, Say] | None:
        cadence = now.live.cadence_spm
        if self.out_s < GRACE_S or self.target is None or cadence is None:
            return None
        off = cadence - self.target
        share = abs(off) / self.target
        spacing = next(s for least, s in SPACING_S if share >= least)
        if self.second_s - self.corrected_s < spacing:
            return None
        number = min(max(1, round(abs(off))), MOST_TOLD)
        below = off < 0
        sounds = (
            (f"coach.below.{number}", "coach.quick")
            if below
            else (f"coach.above.{number}", "coach.easeoff")
        )
        word = Say(
            "below" if below else "above",
            sounds,
            f"{number} {'below' if below else 'above'} {self.target} for {self.out_s} s",
        )
        after = replace(
            self, spoke_s=self.second_s, corrected_s=self.second_s, owes_praise=True
        )  # fmt: skip
        return after, word

    def _pace(self) -> tuple[Coach, Say] | None:
        if self.fast_s < FASTER_S or self.second_s - self.paced_s < PACE_EVERY_S:
            return None
        word = Say("pace", ("coach.pace",), f"over 5 % faster than at ease for {self.fast_s} s")
        return replace(self, spoke_s=self.second_s, paced_s=self.second_s), word

    def _praise(self) -> tuple[Coach, Say] | None:
        due = (
            self.owes_praise
            and self.in_s >= PRAISE_HELD_S
            and self.second_s - self.praised_s >= PRAISE_EVERY_S
        )
        if not due:
            return None
        word = Say(
            "praise", (f"coach.praise.{self.praises % 3 + 1}",), f"in band for {self.in_s} s"
        )
        after = replace(
            self,
            spoke_s=self.second_s,
            praised_s=self.second_s,
            praises=self.praises + 1,
            owes_praise=False,
        )
        return after, word

    # --- the click -----------------------------------------------------------------------------

    def _gate(self) -> Gate | None:
        wanted = self._wanted_click()
        return wanted if wanted is not None and wanted.sounding != self.sounding else None

    def _wanted_click(self) -> Gate | None:
        if self.target is None:
            return None
        match self.click:
            case ClickMode.ALWAYS:
                return None
            case ClickMode.NEVER:
                return Gate(sounding=False, reason="test without the click")
            case ClickMode.FADED:
                share = f"{self.settings.click_share * 100:.0f} % click today"
                return Gate(sounding=self._in_block(), reason=share)
        return self._needed_click()

    def _needed_click(self) -> Gate | None:
        if self.target_s < STAYS_S:
            return Gate(sounding=True, reason="a new target")
        if self.blind_s >= BLIND_S:
            return Gate(sounding=True, reason="no cadence is heard")
        if self.out_s >= OUT_S:
            return Gate(sounding=True, reason=f"out of band for {OUT_S} s")
        if self.gated_s >= STAYS_S and self.in_s >= SETTLED_S:
            return Gate(sounding=False, reason="in band, no click needed")
        return None

    def _in_block(self) -> bool:
        """The first block of a target begins with the click; later ones have it somewhere."""
        on_s = round(BLOCK_S * self.settings.click_share)
        block, at_s = divmod(self.target_s, BLOCK_S)
        room = BLOCK_S - on_s
        mixed = (self.settings.seed * 1_103_515_245 + block * 2_654_435_761 + 12_345) >> 4
        starts_s = 0 if block == 0 else mixed % (room + 1)
        return starts_s <= at_s < starts_s + on_s


_JUDGED: Final = (Verdict.IN_BAND, Verdict.OVER, Verdict.UNDER)
