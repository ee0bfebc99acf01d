"""What a runner knows or suspects to load the back, and what it chooses: exercises, cues, load words.

It is no diagnosis and decides nothing about a run: a tick puts exercises in front and gives a
theme to be spoken. Overuse is answered by less load and never by more exercises.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from cadencecoach.core.diary.diary import Diary
from cadencecoach.core.diary.entries import AssessmentMade, CausesTicked, Entry
from cadencecoach.core.diary.known import known_of, known_once
from cadencecoach.core.diary.load import safe_minutes
from cadencecoach.core.programme.assessment import FAULTS, chosen_themes
from cadencecoach.core.programme.programme import Item, ItemKind, Programme, Week
from cadencecoach.core.values.calendar import Day, short

NO_DIAGNOSIS: Final = "No diagnosis: what you tick only chooses exercises and cues."

_ARTICLES: Final = "S1:5-11, S2:7-12, S4:22-31, S0:9-16"
"""Which name these causes, taken together."""

GENTLE: Final = frozenset({"core-activation", "hip-flexors", "mobility", "foam-rolling"})
"""Routines that may come in any week (product choice: they ask for no build-up)."""


@dataclass(frozen=True, slots=True)
class Cause:
    """One cause, and what a tick chooses."""

    words: str
    shows: str
    """How it may be noticed, in our words; no test."""

    mine: str
    """In "for ...", beside an exercise."""

    source: str
    routines: tuple[str, ...] = ()
    """Names on the shelf, the first one first (product choice: those the articles name for it, easiest first)."""

    themes: tuple[str, ...] = ()
    """Sound ids of form themes (docs/sources.md)."""

    load: str = ""
    """What it says of the load, where exercises are no answer."""

    fault: str = ""
    """The fault of a video that is the same thing; empty where none is."""


OVERUSE: Final = "overuse"

CAUSES: Final[Mapping[str, Cause]] = {
    "weak-core": Cause(
        "Weak core",
        "A plank sags or shakes early; late in a run you sway or slump.",
        "your core",
        _ARTICLES,
        ("core-activation", "clams-and-bugs", "maintenance"),
        ("theme.F5", "theme.F14"),
    ),
    "weak-glutes": Cause(
        "Weak glutes",
        "On one leg the hip sinks; a bridge is felt in the back or the thighs instead.",
        "your glutes",
        _ARTICLES,
        ("glute-raise", "clams-and-bugs", "leg-strength"),
        ("theme.F10", "theme.F4"),
    ),
    "hip-flexors": Cause(
        "Tight hip flexors (psoas)",
        "The front of the hip pulls when the leg goes back, most of all after sitting.",
        "your tight hip flexors",
        _ARTICLES,
        ("hip-flexors", "mobility", "lunges"),
        ("theme.F2", "theme.F10"),
    ),
    "hamstrings": Cause(
        "Tight hamstrings",
        "Bending forward with straight knees pulls at the back of the thighs early.",
        "your tight hamstrings",
        _ARTICLES,
        ("after-run",),
        ("theme.C10",),
    ),
    "overstride": Cause(
        FAULTS["overstride"].words,
        "The foot lands well ahead of you, heel first, and it is loud.",
        "your stride",
        _ARTICLES,
        (),
        ("theme.F4", "theme.C7"),
        fault="overstride",
    ),
    "over-extension": Cause(
        FAULTS["arched"].words,
        "The lower back hollows as you run, more so downhill or when you are tired.",
        "your arched back",
        _ARTICLES,
        ("core-activation", "hip-flexors"),
        ("theme.F5", "theme.F14"),
        fault="arched",
    ),
    "stiff-thorax": Cause(
        "Stiff upper back",
        "Looking behind you, the neck or the hips do the turning; the shoulders are round.",
        "your stiff upper back",
        _ARTICLES,
        ("mobility", "foam-rolling", "lunges"),
        ("theme.F6", "theme.F9"),
    ),
    OVERUSE: Cause(
        "Overuse: too much, too soon",
        "More minutes, more hills or fewer rest days than some weeks ago.",
        "",
        _ARTICLES,
        load="Overuse asks for less load, not for exercises: a rest day between runs, no sudden long one.",
    ),
    "sitting": Cause(
        "A lot of sitting",
        "Most of the day is on a chair, and the first minutes of a run are stiff.",
        "all that sitting",
        "S1:78, S2:22",
        ("desk", "hip-flexors", "glute-raise"),
        ("theme.F2", "theme.F12"),
    ),
}
"""By the name that is typed and kept; exercises come in this order."""


@dataclass(frozen=True, slots=True)
class Applies:
    """What applies to a runner, and who says so."""

    names: tuple[str, ...] = ()
    """By the newest word of runner or video, in the order of the table."""

    told: frozenset[str] = frozenset()
    """What the runner's last answer has."""

    asked: bool = False
    """Whether the runner ever answered; "none applies" is an answer."""

    shown: frozenset[str] = frozenset()
    """What the newest video shows."""

    filmed: Day | None = None
    """Its day; None where there is none."""

    def whence(self, name: str) -> str:
        """What the video says of a cause that it can show; empty where that adds nothing."""
        if self.filmed is None or not CAUSES[name].fault:
            return ""
        if name in self.shown:
            return f"seen in your video of {short(self.filmed)}"
        return f"not seen in your video of {short(self.filmed)}" if name in self.told else ""


@known_of(CausesTicked, AssessmentMade)
def applies(told: Sequence[Entry]) -> Applies:
    """The runner's last answer, and what a video showed since; an answer that is newer stands alone."""
    answer = next((one for one in reversed(told) if isinstance(one, CausesTicked)), None)
    made = next((one for one in reversed(told) if isinstance(one, AssessmentMade)), None)
    ticks = frozenset(() if answer is None else answer.causes) & CAUSES.keys()
    if made is None:
        return Applies(_in_order(ticks), ticks, answer is not None)
    shown = frozenset(name for name, one in CAUSES.items() if one.fault in made.faults)
    names = ticks | shown if told[-1] is made else ticks
    return Applies(_in_order(names), ticks, answer is not None, shown, made.at.day)


def _in_order(names: Collection[str]) -> tuple[str, ...]:
    return tuple(name for name in CAUSES if name in names)


def ticked(diary: Diary) -> tuple[str, ...]:
    """What applies, in the order of the table; empty where nothing does, or nobody was asked."""
    return applies(diary).names


@known_once
def _ticked_marks(diary: Diary) -> Mapping[str, str]:
    return routine_marks(ticked(diary))


SAID_SO: Final = "you said that it applies to you"


def told_too(one: Applies) -> frozenset[str]:
    """The faults of a video that the runner's last answer has, as causes."""
    return frozenset(CAUSES[name].fault for name in one.told) - {""}


def routine_marks(names: Sequence[str]) -> Mapping[str, str]:
    """The routines that ticks choose, the first ones first, each with "for ..."."""
    found: dict[str, str] = {}
    chosen = [CAUSES[name] for name in names]
    longest = max((len(one.routines) for one in chosen), default=0)
    for turn in range(longest):
        for one in chosen:
            if turn < len(one.routines):
                found.setdefault(one.routines[turn], f"for {one.mine}")
    return found


def chosen_first(names: Sequence[str], marks: Mapping[str, str]) -> tuple[str, ...]:
    """The names of routines, those with a mark in front."""
    return (*(name for name in marks if name in names), *(one for one in names if one not in marks))


def form_themes(diary: Diary) -> tuple[str, ...]:
    """The form themes of the runs: what a video showed first, then what was ticked; may be empty."""
    more = (theme for name in ticked(diary) for theme in CAUSES[name].themes)
    return tuple(dict.fromkeys((*chosen_themes(diary), *more)))


def mark_of(item: Item, diary: Diary, today: Day) -> str:
    """Why an item of a day is this runner's: "for your tight hip flexors"; empty without a tick."""
    if item.kind is not ItemKind.RUN:
        return _ticked_marks(diary).get(item.routine, "")
    if OVERUSE not in ticked(diary):
        return ""
    most = safe_minutes(diary, today)
    return "easy on the load" if most is None else f"easy on the load: up to {most:.0f} min"


def offered(programme: Programme, week: Week, diary: Diary) -> Item | None:
    """A gentle item of another week that ticks choose and this week lacks; one, and optional."""
    here = {item.routine for item in week.items}
    for routine in _ticked_marks(diary):
        if routine in GENTLE and routine not in here:
            for item in (item for one in programme.weeks for item in one.items):
                if item.routine == routine:
                    return replace(item, optional=True)
    return None
