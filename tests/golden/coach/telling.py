"""One run of a scripted runner told as a table that a coach could review: what was said and done.

Lengths of speech are made from the number of words, so that a new voice changes no table.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path

import numpy as np

from cadencecoach.adapters.audio.silent import NullOut
from cadencecoach.adapters.clock import SystemClock
from cadencecoach.adapters.simulated import CHARACTERS, SimulatedRunner
from cadencecoach.core import events as ev
from cadencecoach.core.plan.plan import Advance, ClickMode, Plan, ramp
from cadencecoach.core.run.setup import CueSound, Setup
from cadencecoach.core.run.state import State
from cadencecoach.core.score.click_sound import ClickStyle, click_sound
from cadencecoach.core.score.mixer import Bank
from cadencecoach.core.values.units import Frame, Spm, clock, frames
from cadencecoach.session import Session

TEXTS = Path(__file__).resolve().parents[3] / "tools" / "cues.toml"

_HEAD = f"{'time':>6}  {'target':>6}  {'heard':>5}  what"


class KeptLog:
    """A log in memory."""

    def __init__(self) -> None:
        self.events: list[ev.Event] = []

    def append(self, events: Sequence[ev.Event]) -> None:
        self.events += events

    def reached(self, at: Frame) -> None:
        pass


@cache
def book() -> dict[str, CueSound]:
    """Every sentence there is, with digits where the voice says words."""
    texts: dict[str, str] = {}
    with TEXTS.open("rb") as file:
        tables = tomllib.load(file)
    for cue in tables["cue"]:
        texts[cue["id"]] = cue["text"]
    for series in tables["series"]:
        numbers = series.get("numbers") or range(series["first"], series["last"] + 1)
        for n in numbers:
            texts[series["id"].format(n=n)] = series["text"].format(n=n, words=n)
    return {
        sound: CueSound(text, frames(0.3 + 0.3 * len(text.split())))
        for sound, text in texts.items()
    }


@cache
def silent_bank() -> Bank:
    """Nothing to hear, of the right lengths."""
    silence = np.zeros(frames(30), np.int16)
    clips = {sound: silence[: cue.length] for sound, cue in book().items()}
    clips |= {click_sound("wood", v): silence[:1900] for v in ("plain", "accent", "left", "right")}
    return Bank(clips)


def twenty_minutes(click: ClickMode, advance: Advance) -> Plan:
    """Three minutes easy, three rungs of three minutes, a hold, two minutes easy."""
    stages = ramp(Spm(160), Spm(170), 5, frames(180), frames(1200), frames(180), frames(120))
    return Plan("scripted", "Scripted", stages, frames(300), theme=True, click=click,
                advance=advance)  # fmt: skip


def setup_of(plan: Plan) -> Setup:
    """What a run of a plan is told."""
    return Setup(plan, ClickStyle("wood"), book(), 0.0, ("theme.F3",))


async def run(setup: Setup, character: str, seed: int = 1) -> tuple[State, list[ev.Event]]:
    """A whole run at speed max: its last state and everything that was logged."""
    log = KeptLog()
    out = NullOut(SystemClock(), None)
    runner = SimulatedRunner(seed, CHARACTERS[character])
    return await Session(setup, silent_bank(), out, runner, log).run(), log.events


def told(character: str, state: State, events: Sequence[ev.Event]) -> str:
    """The table of a run."""
    plan = state.setup.plan
    lines = [
        f"{character}: {CHARACTERS[character].about}",
        f"click {plan.click.value}, advance by {plan.advance.value}",
        "",
        _HEAD,
        *_rows(state, events),
        "",
        *_totals(state, events),
    ]
    return "\n".join(line.rstrip() for line in lines) + "\n"


def _rows(state: State, events: Sequence[ev.Event]) -> Iterator[str]:
    heard = {point.running // 48_000: point.cadence_spm for point in state.chart}
    rows: list[tuple[Frame, str]] = []
    cut = {e.number: e for e in events if isinstance(e, ev.CueCut)}
    for event in events:
        what = _what(event, cut)
        if what:
            rows.append((event.at, what))
    for at, what in sorted(rows, key=lambda row: row[0]):
        running = state.timeline.running_at(at)
        cadence = heard.get(running // 48_000)
        target = state.timeline.span_at(at).target_spm
        yield (
            f"{clock(running):>6}  {target or '-':>6}  "
            f"{'-' if cadence is None else round(cadence):>5}  {what}"
        )


def _what(event: ev.Event, cut: dict[int, ev.CueCut]) -> str:
    match event:
        case ev.CuePlaced():
            if event.number in cut and cut[event.number].at <= event.at:
                return ""
            return f'{event.kind.value:<8}"{event.text}"  ({event.reason})'
        case ev.CueDropped():
            return f'not said "{event.text}"  ({event.reason})'
        case ev.ClickGated():
            return f"click {'on' if event.sounding else 'off'}  ({event.reason})"
        case ev.StageExtended():
            return f"extend  by {clock(event.by)}  ({event.reason})"
        case ev.LadderFrozen():
            return f"stay    at {event.target_spm}  ({event.reason})"
        case ev.CoachDecided():
            return f"{event.decision}  ({event.reason})"
        case ev.SensorState():
            return f"sensor  {event.state.value}"
        case ev.ConventionDecided():
            return f"sensor  {event.why}"
    return ""


def _totals(state: State, events: Sequence[ev.Event]) -> Iterator[str]:
    words = [e for e in events if isinstance(e, ev.CuePlaced) and e.kind is ev.CueKind.COACH]
    with_beat = [point for point in state.chart if point.target_spm is not None]
    clicked = sum(
        sounding(events, state.timeline.frame_of(point.running) or Frame(0)) for point in with_beat
    )
    for rung in state.adherence.rungs:
        percent = rung.tally.percent_in_band
        coverage = rung.tally.coverage_percent
        yield (
            f"{rung.target}: in band {_whole(percent)}, over {rung.tally.over_s} s, "
            f"under {rung.tally.under_s} s, heard {_whole(coverage)}"
        )
    yield f"click in {100 * clicked / max(1, len(with_beat)):.0f} % of the time with a beat"
    yield f"words of the coach: {len(words)}"


def sounding(events: Sequence[ev.Event], at: Frame) -> bool:
    """Whether the click sounds at a frame by the log alone."""
    gates = [e for e in events if isinstance(e, ev.ClickGated) and e.at <= at]
    return gates[-1].sounding if gates else True


def _whole(percent: float | None) -> str:
    return "-" if percent is None else f"{percent:.0f} %"
