"""A look at one's own form from the side and the rear, and what it changes: the themes of the runs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from cadencecoach.core.diary.diary import Diary
from cadencecoach.core.diary.entries import AssessmentMade
from cadencecoach.core.values.calendar import Day


@dataclass(frozen=True, slots=True)
class Fault:
    """Something to look for in a video (S1:14-23)."""

    words: str
    description: str
    """What it looks like, and from where."""

    themes: tuple[str, ...]
    """Sound ids of the form themes that answer it (docs/sources.md, Form themes)."""


FAULTS: Final[Mapping[str, Fault]] = {
    "overstride": Fault(
        "Long strides",
        "Side: the foot lands well in front of the hips, on the heel, with a straight knee.",
        ("theme.F4", "theme.C7", "theme.F13", "theme.F11"),
    ),
    "rounded": Fault(
        "Rounded back",
        "Side: shoulders forward, chest closed, the lower back bent.",
        ("theme.F12", "theme.F2", "theme.F7"),
    ),
    "arched": Fault(
        "Arched lower back",
        "Side: a hollow lower back, ribs and belly forward.",
        ("theme.F5", "theme.F2", "theme.F14"),
    ),
    "lean": Fault(
        "Lean from the waist",
        "Side: the body bends at the hips instead of leaning from the ankles.",
        ("theme.F3", "theme.F12"),
    ),
    "rotation": Fault(
        "Twist of the trunk",
        "Rear: the shoulders swing round, and the arms cross in front.",
        ("theme.F6", "theme.F9", "theme.F8"),
    ),
    "pelvic-drop": Fault(
        "Pelvic drop",
        "Rear: one hip sinks while the other foot is on the ground.",
        ("theme.F10", "theme.F14"),
    ),
}
"""By the name that is typed and kept."""


@dataclass(frozen=True, slots=True)
class Seen:
    """One fault then and now."""

    fault: Fault
    before: bool
    now: bool

    @property
    def words(self) -> str:
        """What became of it."""
        if self.before == self.now:
            return "seen both times" if self.now else "not seen"
        return "new" if self.now else "gone"


@dataclass(frozen=True, slots=True)
class FormComparison:
    """Two assessments side by side, fault by fault."""

    first: Day
    last: Day
    faults: tuple[Seen, ...]


def first_and_last(
    assessments: Sequence[AssessmentMade],
) -> tuple[AssessmentMade, AssessmentMade] | None:
    """The first and the newest assessment; None with fewer than two."""
    return (assessments[0], assessments[-1]) if len(assessments) > 1 else None


def compare_form(first: AssessmentMade, last: AssessmentMade) -> FormComparison:
    """Every fault then and now."""
    seen = tuple(
        Seen(fault, name in first.faults, name in last.faults) for name, fault in FAULTS.items()
    )
    return FormComparison(first.at.day, last.at.day, seen)


def chosen_themes(diary: Diary) -> tuple[str, ...]:
    """The form themes that the newest assessment asks for, in turn for each fault; may be empty."""
    made = diary.last(AssessmentMade)
    if made is None:
        return ()
    lists = [FAULTS[name].themes for name in made.faults if name in FAULTS]
    longest = max(map(len, lists), default=0)
    ordered = (themes[turn] for turn in range(longest) for themes in lists if turn < len(themes))
    return tuple(dict.fromkeys(ordered))
