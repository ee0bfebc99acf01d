"""Ten cadence sessions of one simulated runner at speed max: the click fades, the rung grows.

    python -m benchmarks.coach_block

The runner's keeping of a cadence without its click grows by a quarter from session to session: that
learning is an assumption of this simulation, not a finding.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from benchmarks.measuring import Line
from cadencecoach.adapters.audio.silent import NullOut
from cadencecoach.adapters.clock import SystemClock
from cadencecoach.adapters.simulated import FOLLOWS, Character, SimulatedRunner
from cadencecoach.adapters.sounds import SoundLibrary
from cadencecoach.app.run.new_run import make_bank, make_setup
from cadencecoach.config.settings import load_settings
from cadencecoach.config.shipped import find_configs
from cadencecoach.core.events import ClickGated, CueKind, CuePlaced, Event
from cadencecoach.core.plan.ladder import Ladder
from cadencecoach.core.programme.programme import Week, programme_run
from cadencecoach.core.programme.step_rules import GOOD_PERCENT, GOOD_SESSIONS
from cadencecoach.core.run.coach import CoachSettings
from cadencecoach.core.run.state import State
from cadencecoach.core.values.units import SAMPLE_RATE, Frame, Spm, clock, frames
from cadencecoach.session import Session

SESSIONS: Final = 10
BASELINE: Final = Spm(158)
LEARNS: Final = 1.25
_WEEK: Final = Week("Block", "cadence", 3, beat=True, posture_checks=True, items=())


@dataclass(frozen=True, slots=True)
class Row:
    """One session of the block."""

    session: int
    length_s: float
    rung: int
    target: Spm
    planned_share: float
    clicked_share: float
    """Of the seconds with a beat, those with the click open."""

    in_band_percent: float
    words: int


class _NoLog:
    def append(self, events: Sequence[Event]) -> None:
        """Nobody reads it."""

    def reached(self, at: Frame) -> None:
        """Nobody asks."""


def block(seed: int = 1) -> Iterator[Row]:
    """The sessions one after the other; two good ones on a rung unlock the next (choice: two good runs)."""
    library, ladder = SoundLibrary.open(), Ladder(BASELINE)
    configs = find_configs()
    settings = load_settings(configs / "settings.toml", configs / "nobody" / "settings.toml")
    rung, good = 1, 0
    for session in range(1, SESSIONS + 1):
        asked = programme_run(
            _WEEK, ladder, rung, session=session, calm=session - 1, cue_every=frames(300)
        )
        told = CoachSettings(click_share=asked.click_share, seed=session)
        setup = replace(make_setup(asked.plan, settings, library, finished=session), coach=told)
        runner = SimulatedRunner(seed + session, _practised(session))
        out = NullOut(SystemClock(), None)
        state = asyncio.run(Session(setup, make_bank(library, setup), out, runner, _NoLog()).run())
        row = _row(session, rung, asked.click_share, state)
        yield row
        good = good + 1 if row.in_band_percent >= GOOD_PERCENT else 0
        if good == GOOD_SESSIONS and rung < ladder.aim_rung:
            rung, good = rung + 1, 0


def _practised(session: int) -> Character:
    return replace(FOLLOWS, own_spm=BASELINE, keeps_s=FOLLOWS.keeps_s * LEARNS ** (session - 1))


def _row(session: int, rung: int, share: float, state: State) -> Row:
    gates = [(0, True)] + [(e.at, e.sounding) for e in state.edits if isinstance(e, ClickGated)]
    with_beat = clicked = 0
    for span in state.timeline.spans:
        for at in range(span.start, min(span.end, state.timeline.end), SAMPLE_RATE):
            if span.target_spm is not None:
                with_beat += 1
                clicked += [sounding for begin, sounding in gates if begin <= at][-1]
    target = state.setup.plan.targets[-1]
    tally = state.adherence.rung(target)
    words = [e for e in state.edits if isinstance(e, CuePlaced) and e.kind is CueKind.COACH]
    return Row(
        session,
        state.timeline.end / SAMPLE_RATE,
        rung,
        target,
        share,
        clicked / max(1, with_beat),
        tally.percent_in_band or 0.0,
        len(words),
    )


def lines() -> Iterator[Line]:
    """One line for `python -m benchmarks`."""
    begun = time.monotonic()
    rows = list(block())
    took_s = time.monotonic() - begun
    yield Line(
        f"ten-session fading block, {sum(row.length_s for row in rows) / 3600:.1f} h of running",
        "< 20 s",
        f"{took_s:.1f} s",
        took_s < 20,
        "python -m benchmarks.coach_block",
    )


def main() -> None:
    begun = time.monotonic()
    print("session  length  rung  target                 planned click  heard  in band  words")
    ladder = Ladder(BASELINE)
    for row in block():
        print(
            f"{row.session:>7}  {clock(frames(row.length_s)):>6}  {row.rung:>4}  "
            f"{ladder.words(row.target):<22} {row.planned_share:>13.0%}  "
            f"{row.clicked_share:>5.0%}  {row.in_band_percent:>5.0f} %  {row.words:>5}",
            flush=True,
        )
    print(f"\nin {time.monotonic() - begun:.1f} s")


if __name__ == "__main__":
    main()
