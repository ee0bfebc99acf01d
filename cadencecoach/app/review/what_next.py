"""What comes after a run, in sentences: for the newest what is asked for, for an older what followed."""

from __future__ import annotations

from collections.abc import Iterator

from cadencecoach.core.diary.diary import Diary, Run
from cadencecoach.core.diary.entries import BaselineSet, StepDecided
from cadencecoach.core.programme.gates import Go
from cadencecoach.core.programme.pain_memory import held_pain
from cadencecoach.core.programme.programme import standing
from cadencecoach.core.programme.today import Today
from cadencecoach.core.values.calendar import short
from cadencecoach.core.values.units import clock


def what_next(diary: Diary, run: Run, today: Today) -> tuple[str, ...]:
    """The sentences for one run of the runner's own, of a diary that holds it."""
    ran = diary.by_date
    place = next((at for at, one in enumerate(ran) if one.session == run.session), None)
    if place is None:
        return ("It is shorter than five minutes and counts as no run of the programme.",)
    if place + 1 < len(ran):
        after = ran[place + 1]
        return (f"The next run was on {short(after.day)}: {after.title or 'untitled'}.",)
    return tuple(_asked(diary, run, today))


def _asked(diary: Diary, run: Run, today: Today) -> Iterator[str]:
    """What the newest run found, and what today asks for after it."""
    own = next((one for one in diary.of(BaselineSet) if one.session == run.session), None)
    if own is not None:
        yield f"It measured your own cadence: {own.cadence_spm} steps a minute."
    decided = diary.last(StepDecided)
    if decided is not None and decided.session == run.session:
        yield decided.reason
    held = held_pain(diary, today.day)
    if held is not None:
        yield f"The gentler way until a rating of 3 or less is told: on {short(held.day)} {held.words}."
    if diary.after(run) is None:
        yield "How the back was after it is not told yet."
    if diary.morning(run) is None and (today.day <= run.day or today.ask_morning is not None):
        yield "How the back is on the morning after it is still to be told."
    if today.gate is not None and today.gate.go is Go.NO:
        yield today.gate.reason
    if today.next_run is not None and today.run is not None:
        coming = standing(diary, today.next_run)
        plan = today.run.plan if today.gate is None else today.gate.plan  # as Today shows it
        what = f"{plan.title}, {clock(plan.length)}"
        if coming is not None and coming.week != today.week:
            what = f"in week {coming.week}"  # its runs are others
        yield f"Next run: {short(today.next_run)}, {what}."
