"""A stored session as the JSON document others read; docs/format.md describes every field.

Times within a session are session time, `*_at_s` or `at_s`, pauses included, since that is what a
sensor's or a sound file's clock shows; `running_s` beside them is the time a runner counts.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from cadencecoach.core.events import Event, PayloadReceived, ReadingTaken
from cadencecoach.core.outcome.cue_outcomes import CueOutcome
from cadencecoach.core.outcome.session_facts import SessionFacts
from cadencecoach.core.outcome.session_head import SCHEMA, head
from cadencecoach.core.outcome.summary import Summary
from cadencecoach.core.sensor.adherence import Tally
from cadencecoach.core.values.figures import figure, in_seconds


def outcome(summary: Summary) -> dict[str, Any]:
    """The fields that come of a summary; everything of a document but its head and readings."""
    return {
        "duration_s": in_seconds(summary.running),
        "elapsed_s": in_seconds(summary.elapsed),
        "cadence_spm": figure(summary.cadence_spm),
        "coverage_percent": figure(summary.coverage_percent),
        "adherence": {
            **_tally(summary.total),
            "thirds": [_tally(third) for third in summary.thirds],
        },
        "rungs": [
            {
                "target_spm": rung.target_spm,
                "start_s": in_seconds(rung.start),
                "end_s": in_seconds(rung.end),
                "running_start_s": in_seconds(rung.running_start),
                "running_end_s": in_seconds(rung.running_end),
                "cadence_spm": figure(rung.cadence_spm),
                **_tally(rung.tally),
            }
            for rung in summary.rungs
        ],
        "cues": [_cue(cue) for cue in summary.cues],
        "pain": [
            {
                "at_s": in_seconds(pain.at),
                "running_s": in_seconds(pain.running),
                "level": pain.level,
                "side": pain.side or None,
                "sharp": pain.sharp,
                "limping": pain.limping,
            }
            for pain in summary.pain
        ],
        "pauses": [
            {"start_s": in_seconds(start), "end_s": in_seconds(end)}
            for start, end in summary.pauses
        ],
        "payloads_refused": summary.refused,
        "cadence_missing": None if summary.missing is None else summary.missing.reason,
        "click_percent": figure(summary.click_percent),
        "variability_spm": figure(summary.variability_spm),
    }


def session_document(
    facts: SessionFacts, summary: Summary, events: Sequence[Event]
) -> dict[str, Any]:
    """The whole session: what `show --json` prints and `export --format json` writes."""
    return {
        "schema": SCHEMA,
        **head(facts),
        **outcome(summary),
        "readings": _readings(events),
    }


def cues_document(facts: SessionFacts, summary: Summary) -> dict[str, Any]:
    """The cue log alone: what `cues --json` prints."""
    return {"schema": SCHEMA, **head(facts), "cues": [_cue(cue) for cue in summary.cues]}


def _cue(cue: CueOutcome) -> dict[str, Any]:
    effect = cue.effect
    return {
        "at_s": in_seconds(cue.at),
        "running_s": in_seconds(cue.running),
        "id": cue.name,
        "number": cue.number,
        "kind": cue.kind.value,
        "text": cue.text,
        "spoken": cue.spoken,
        "reason": cue.reason,
        "answers": [{"question": question, "yes": yes} for question, yes in cue.answers],
        "answered_afterwards": cue.answered_afterwards,
        "before_spm": None if effect is None else figure(effect.before_spm),
        "after_spm": None if effect is None else figure(effect.after_spm),
        "coverage_percent": None if effect is None else figure(effect.coverage_percent),
    }


def _readings(events: Sequence[Event]) -> list[dict[str, Any]]:
    readings: list[dict[str, Any]] = []
    for event in events:
        if isinstance(event, PayloadReceived):
            readings.append(
                {
                    "at_s": in_seconds(event.at),
                    "cadence_spm": None,
                    "speed_mps": None,
                    "moving": None,
                    "raw_hex": event.data.hex(),
                }
            )
        elif isinstance(event, ReadingTaken) and readings:
            readings[-1] |= {
                "cadence_spm": figure(event.cadence_spm),
                "speed_mps": figure(event.speed_mps),
                "moving": event.moving,
            }
    return readings


def _tally(tally: Tally) -> dict[str, Any]:
    confidence = tally.confidence
    return {
        "in_band_percent": figure(tally.percent_in_band),
        "over_percent": figure(tally.percent_over),
        "under_percent": figure(tally.percent_under),
        "judged_s": tally.judged_s,
        "judged_coverage_percent": figure(tally.coverage_percent),
        "confidence": None if confidence is None else confidence.value,
    }
