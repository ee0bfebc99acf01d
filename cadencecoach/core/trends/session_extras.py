"""What stands around a session as fields of its document; docs/format.md describes every one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from cadencecoach.core.diary.diary import RunNote
from cadencecoach.core.outcome.session_facts import SessionFacts
from cadencecoach.core.outcome.session_head import head
from cadencecoach.core.values.figures import figure
from cadencecoach.core.values.records import to_record

if TYPE_CHECKING:
    from cadencecoach.core.trends.comparison import Figures
    from cadencecoach.core.trends.trends import RunTrend

_HEAD: Final = ("id", "uuid", "started_at", "plan", "title")


def told_document(week: int | None, note: RunNote | None) -> dict[str, Any]:
    """The fields that a list has, too; where nothing was told there is no note."""
    return {"week": week, "run_note": None if note in (None, RunNote()) else to_record(note)}


def around_document(
    week: int | None,
    told: RunTrend | None,
    now: Figures,
    compared: tuple[SessionFacts, str, Figures] | None,
) -> dict[str, Any]:
    """What was told of a session, its speed, and the early run beside it with the reason."""
    return {
        **told_document(week, None if told is None else told.run.note),
        "speed_mps": figure(now.speed_mps),
        "back": None
        if told is None
        else {
            "before": told.before,
            "after": told.after,
            "next_morning": told.morning,
            "onset_min": told.course.onset_min,
        },
        "compared_with": None
        if compared is None
        else {
            **{key: value for key, value in head(compared[0]).items() if key in _HEAD},
            "why": compared[1],
            "then": _figures(compared[2]),
            "now": _figures(now),
        },
    }


def _figures(figures: Figures) -> dict[str, float | None]:
    return {name: figure(value) for name, value in to_record(figures).items()}
