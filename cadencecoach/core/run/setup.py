"""All that is fixed before a session starts; with the log of its inputs it is the whole session."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from cadencecoach.core.plan.plan import Plan, plan_from
from cadencecoach.core.run.coach import CoachSettings
from cadencecoach.core.score.click_sound import ClickStyle
from cadencecoach.core.sensor.step_convention import Convention
from cadencecoach.core.values.records import from_record, to_record
from cadencecoach.core.values.units import Frames

_AS_USUAL: Final = CoachSettings()
_KEYS: Final = {"click_style": "look"}
"""Fields that stand in records by another name, as they always have."""


@dataclass(frozen=True, slots=True)
class CueSound:
    """What a sound says and how long its file is."""

    text: str
    length: Frames


@dataclass(frozen=True, slots=True)
class Setup:
    """A plan, how it sounds, and what can be said."""

    plan: Plan
    click_style: ClickStyle
    book: Mapping[str, CueSound] = field(repr=False)
    """Every sound a cue may use, by id."""

    volume_db: float = 0.0
    themes: tuple[str, ...] = ()
    """Sound ids woven in between the checks, in turn: this run's theme and the runner's own."""

    convention: Convention = Convention.AUTO
    """As set for the footpod."""

    coach: CoachSettings = _AS_USUAL
    pain_before: int | None = None
    """The back as rated before the run; None is unknown."""

    long_pause_told: bool = False
    """Whether a long pause is told, once: for a run without a screen."""

    unsaid_once_overruled: bool = True
    """Whether the word of a stop that is overruled before it begins is not said either."""

    missing_in_turn: bool = True
    """Whether the word that no cadence is heard keeps its distance from the coach's, and speaks of a
    beat only where there is one."""


def setup_record(setup: Setup) -> dict[str, Any]:
    """A setup as plain JSON values."""
    record = {_KEYS.get(name, name): value for name, value in to_record(setup).items()}
    record["book"] = {key: [sound.text, sound.length] for key, sound in setup.book.items()}
    return record


def setup_from(record: Mapping[str, Any]) -> Setup:
    """The setup back from its record. Raises KeyError, TypeError or ValueError on a wrong one."""
    return Setup(
        plan_from(record["plan"]),
        from_record(ClickStyle, record[_KEYS["click_style"]]),
        {key: CueSound(text, Frames(length)) for key, (text, length) in record["book"].items()},
        record["volume_db"],
        tuple(record["themes"]),
        Convention(record.get("convention_at_run", record["convention"])),
        from_record(CoachSettings, record["coach"]),
        record["pain_before"],
        record.get("long_pause_told", False),  # earlier versions told none
        record.get("unsaid_once_overruled", False),  # they said it, though the run went on
        record.get("missing_in_turn", False),  # they said it whoever spoke, in the same words
    )
