"""What was decided and why, by the rules and by the runner; apart since every kind of entry is named."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import groupby
from typing import Final

from cadencecoach.adapters.pages.markup import Child, Markup, element, folded, isolated
from cadencecoach.core.diary import entries as en
from cadencecoach.core.diary.diary import Diary, Run
from cadencecoach.core.diary.pain import FLAG_WORDS
from cadencecoach.core.programme.assessment import FAULTS, Fault
from cadencecoach.core.programme.causes import CAUSES, Cause
from cadencecoach.core.values.calendar import Day, short

_MOST_LINES: Final = 10
"""Shown unasked; more would need a third sheet, and the newest say most."""


def decided_in_weeks(diary: Diary, since: Day, today: Day) -> Markup:
    """All of some weeks, oldest first; what was said several times on end is said once."""
    turns = [
        (entry.at.day, said)
        for entry in diary.entries
        if since <= entry.at.day <= today and (said := _said(entry))
    ]
    turns.sort(key=lambda turn: turn[0])
    lines = [
        element("li", element("strong", f"{when}: "), isolated(said))
        for when, said in _on_end(turns)
    ]
    heading = element("h2", "What was decided, and why")
    if not lines:
        return element("section", heading, element("p", "Nothing was decided yet."))
    earlier, newest = lines[:-_MOST_LINES], lines[-_MOST_LINES:]
    return element(
        "section",
        heading,
        element("ul", *newest),
        folded(f"{len(earlier)} more, from before", element("ul", *earlier)) if earlier else None,
    )


def decided_on_run(diary: Diary, run: Run) -> Markup:
    """What was decided after one run, and whether it was run against advice; nothing of nothing."""
    entries: list[en.Entry] = list(diary.overrode(run))
    entries += [
        one
        for one in diary.entries
        if isinstance(one, en.StepDecided | en.BaselineSet) and one.session == run.session
    ]
    lines: list[Child] = [element("li", isolated(said)) for one in entries if (said := _said(one))]
    if not lines:
        return Markup()
    return element("section", element("h2", "What was decided, and why"), element("ul", *lines))


def _said(entry: en.Entry) -> str:
    """A decision as a line; empty for an entry that is none."""
    match entry:
        case en.StepDecided():
            return f"{entry.step.value} (level {entry.rung}): {entry.reason}"
        case en.BaselineSet():
            return f"own cadence {entry.cadence_spm} steps a minute, by {entry.way.value}"
        case en.BaselineTakenBack():
            return "the own cadence of a run that was discarded was taken back"
        case en.RedFlagsAnswered() if entry.flags:
            told = ", ".join(FLAG_WORDS[flag] for flag in entry.flags)
            return f"ticked a warning sign: {told}"
        case en.RedFlagsAcknowledged():
            return "said that a clinician has looked at the warning signs"
        case en.ProviderAsked():
            seen = "somebody has" if entry.seen else "nobody has yet"
            return f"asked whether a doctor or physical therapist has looked at the back: {seen}"
        case en.Overrode():
            return f"ran although advised against it: {entry.reason}"
        case en.ProgrammePaused():
            return "paused"
        case en.ProgrammeResumed():
            return "resumed"
        case en.CeilingSet():
            return f"ceiling set to {entry.ceiling_spm} steps a minute by the runner"
        case en.TrialStarted():
            return "began a trial of the beat on the own back"
        case en.TrialStopped():
            return "gave up the trial"
        case en.AssessmentMade():
            seen = _ticked(entry.faults, FAULTS) or "nothing"
            found = f"; a professional found: {entry.analysis}" if entry.analysis.strip() else ""
            return f"looked at a video of the own form and saw: {seen}{found}"
        case en.CausesTicked():
            told = _ticked(entry.causes, CAUSES) or "none"
            return f"ticked, in the runner's own view, what may load the back: {told}"
    return ""


def _on_end(turns: Iterable[tuple[Day, str]]) -> list[tuple[str, str]]:
    """What was said several times on end, once, with its first and last day."""
    found: list[tuple[str, str]] = []
    for said, same in groupby(turns, key=lambda turn: turn[1]):
        days = [day for day, _ in same]
        when = short(days[0])
        if len(days) > 1:
            when += f" to {short(days[-1])}, {len(days)} times"
        found.append((when, said))
    return found


def _ticked(names: Iterable[str], known: Mapping[str, Fault | Cause]) -> str:
    """What was ticked, in the words it was ticked by; a name that is not known any more as it is."""
    return ", ".join(known[one].words.lower() if one in known else one for one in names)
