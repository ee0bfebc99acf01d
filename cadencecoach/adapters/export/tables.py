"""A session as rows: one a second, and one for each thing that happened; CSV and Parquet share them."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

from cadencecoach.adapters.clock import utc_text
from cadencecoach.adapters.export.recorded import ExportedSecond, Recorded
from cadencecoach.adapters.export.text import cell, harmless
from cadencecoach.core.outcome.cue_outcomes import CueOutcome
from cadencecoach.core.values.figures import figure, in_seconds

Cell = str | int | float | bool | None
Row = tuple[Cell, ...]

SECONDS: Final = (
    ("at_s", int),
    ("time_utc", str),
    ("running_s", float),
    ("paused", bool),
    ("target_spm", int),
    ("band_low_spm", float),
    ("band_high_spm", float),
    ("cadence_spm", float),
    ("smooth_spm", float),
    ("band", str),
    ("speed_mps", float),
    ("distance_m", float),
    ("source", str),
)
"""Names and types of the columns; docs/exports.md says what each is."""

CUES: Final = (
    ("at_s", float),
    ("time_utc", str),
    ("running_s", float),
    ("kind", str),
    ("id", str),
    ("text", str),
    ("spoken", bool),
    ("reason", str),
    ("answers", str),
    ("before_spm", float),
    ("after_spm", float),
    ("coverage_percent", float),
    ("source", str),
)


def second_rows(session: Recorded) -> Iterator[Row]:
    """The rows of SECONDS."""
    for second in session.seconds:
        yield _second(session, second)


def cue_rows(session: Recorded) -> Iterator[Row]:
    """The rows of CUES: every cue, then pain by the runner's rating, then the runner's words."""
    for cue in session.summary.cues:
        yield _cue(session, cue)
    source = session.facts.source.value
    empty = (None,) * 6
    for pain in session.summary.pain:
        at_s = in_seconds(pain.at)
        when = (at_s, utc_text(session.moment(at_s)), in_seconds(pain.running))
        yield (*when, "pain", "pain", str(pain.level), *empty, source)
    for heading, text in session.lines():
        yield (None, None, None, "note", heading, harmless(text), *empty, source)


def write_csv(
    path: Path,
    columns: tuple[tuple[str, type], ...],
    rows: Callable[[Recorded], Iterator[Row]],
    session: Recorded,
) -> None:
    """Write rows under their header, in UTF-8; an unknown cell is empty. Raises OSError."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(name for name, _ in columns)
        for row in rows(session):
            writer.writerow(map(_cell, row))


def _second(session: Recorded, second: ExportedSecond) -> Row:
    return (
        second.at_s,
        utc_text(session.moment(second.at_s)),
        figure(second.running_s, 3),
        second.paused,
        second.target_spm,
        figure(second.low_spm),
        figure(second.high_spm),
        figure(second.cadence_spm),
        figure(second.smooth_spm),
        None if second.band is None else second.band.value,
        figure(second.speed_mps, 3),
        figure(second.distance_m),
        session.facts.source.value,
    )


def _cue(session: Recorded, cue: CueOutcome) -> Row:
    effect = cue.effect
    answers = "; ".join(f"{question}: {'yes' if yes else 'no'}" for question, yes in cue.answers)
    return (
        in_seconds(cue.at),
        utc_text(session.moment(in_seconds(cue.at))),
        in_seconds(cue.running),
        cue.kind.value,
        harmless(cue.name),
        harmless(cue.text),
        cue.spoken,
        harmless(cue.reason),
        harmless(answers),
        None if effect is None else figure(effect.before_spm),
        None if effect is None else figure(effect.after_spm),
        None if effect is None else figure(effect.coverage_percent),
        session.facts.source.value,
    )


def _cell(value: Cell) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case str():
            return cell(value)
    return str(value)
