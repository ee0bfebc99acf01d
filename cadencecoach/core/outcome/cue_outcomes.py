"""What became of each cue of a session: spoken or why not, its answers, the cadence around it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from cadencecoach.core.events import (
    CueCut,
    CueDropped,
    CueKind,
    CuePlaced,
    Event,
    QuestionAnswered,
)
from cadencecoach.core.outcome.as_run import AsRun
from cadencecoach.core.outcome.seconds import Second, instants_spm, mean_spm
from cadencecoach.core.run.cues import EFFECT_S
from cadencecoach.core.values.units import SAMPLE_RATE, Frame, Frames


@dataclass(frozen=True, slots=True)
class Effect:
    """Cadence around a cue; that one followed the other does not say that it caused it."""

    before_spm: float | None
    """Mean of the 30 s before the cue; None where no running was heard in them."""

    after_spm: float | None
    """Mean of 30-60 s after it began."""

    coverage_percent: float
    """Of the less well covered of the two."""


@dataclass(frozen=True, slots=True)
class CueOutcome:
    """A cue that was spoken, or why it was not, and what came of it."""

    at: Frame
    """Its onset; when it was due, where it was not spoken."""

    running: Frames
    number: int | None
    """As in the log; None for one that was never placed."""

    kind: CueKind
    name: str
    text: str
    spoken: bool
    reason: str
    """Why it was said, or why not, or what cut it short."""

    answers: tuple[tuple[str, bool], ...]
    """One-word question, and yes or no; those that were answered."""

    effect: Effect | None
    """None for a cue that was not spoken."""

    answered_afterwards: bool = False
    """Whether an answer was given after the run."""


def cue_outcomes(
    run: AsRun, events: Sequence[Event], seconds: Sequence[Second]
) -> tuple[CueOutcome, ...]:
    """Every cue of a log in the order of its onset; `seconds` are those of the whole session."""
    cuts = {event.number: event for event in events if isinstance(event, CueCut)}
    answers: dict[int, list[tuple[str, bool]]] = {}
    afterwards: set[int] = set()
    last_named: dict[str, int] = {}
    for index, event in enumerate(events):
        if isinstance(event, QuestionAnswered):
            answers.setdefault(event.number, []).append((event.question, event.yes))
            if event.at >= run.end:
                afterwards.add(event.number)
        elif isinstance(event, CuePlaced | CueDropped):
            last_named[event.name] = index
    outcomes: list[CueOutcome] = []
    for index, event in enumerate(events):
        match event:
            case CueDropped():
                spoken, reason, at, number = False, event.reason, event.due, None
            case CuePlaced():
                at, number = event.at, event.number
                cut = cuts.get(number)
                spoken, reason = _came(event, cut, run.end)
                # One taken back for a change of the beat comes again under another number.
                if not spoken and cut is not None and last_named[event.name] > index:
                    continue
            case _:
                continue
        running = run.timeline.running_at(at)
        outcomes.append(
            CueOutcome(
                at,
                running,
                number,
                event.kind,
                event.name,
                event.text,
                spoken,
                reason,
                () if number is None else tuple(answers.get(number, ())),
                _effect(seconds, running // SAMPLE_RATE) if spoken else None,
                number in afterwards,
            )
        )
    return tuple(sorted(outcomes, key=lambda cue: cue.at))


def _came(cue: CuePlaced, cut: CueCut | None, end: Frame) -> tuple[bool, str]:
    if cut is not None and cut.at <= cue.at:
        return False, cut.reason
    if cue.at >= end:
        return False, "the session ended first"
    if cut is not None:
        return True, f"{cue.reason}; cut short: {cut.reason}"
    return True, cue.reason


def _effect(seconds: Sequence[Second], second: int) -> Effect:
    before = seconds[max(0, second - EFFECT_S) : second]
    after = seconds[second + EFFECT_S : second + 2 * EFFECT_S]
    covered = min(len(instants_spm(before)), len(instants_spm(after)))
    return Effect(mean_spm(before), mean_spm(after), 100 * covered / EFFECT_S)
