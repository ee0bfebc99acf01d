"""`programme`: what today asks for, and the few decisions over a programme."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any, Final

from cyclopts import App, Parameter

from cadencecoach.app.diary.logbook import open_logbook
from cadencecoach.app.diary.programme import (
    START,
    calendar_of,
    pause_programme,
    resume_programme,
    start_programme,
)
from cadencecoach.app.diary.trial import goes_on
from cadencecoach.app.home import Home
from cadencecoach.cli.commands.activity import activity_document
from cadencecoach.cli.json_line import print_json
from cadencecoach.cli.options import AsJson, Spm
from cadencecoach.cli.text.tables import table_lines
from cadencecoach.cli.text.today import today_lines
from cadencecoach.core.diary import entries as en
from cadencecoach.core.diary.activities import words_of
from cadencecoach.core.diary.own_trial import own_trial
from cadencecoach.core.plan.ladder import Ladder
from cadencecoach.core.programme.calendar_days import CalendarDay, run_words
from cadencecoach.core.programme.causes import applies
from cadencecoach.core.programme.own_cadence import ladder_of
from cadencecoach.core.programme.today import Today
from cadencecoach.core.values.calendar import Day, iso, iso_moment, short
from cadencecoach.core.values.figures import figure
from cadencecoach.core.values.text import plain
from cadencecoach.errors import ConfigError

SCHEMA: Final = 1
"""Of the documents made here."""


app = App(name="programme")


@app.command
def start(
    name: str | None = None,
    /,
    *,
    baseline: Annotated[Spm, Parameter(show_default="measured in the first week")] = None,
    anyway: bool = False,
) -> None:
    """Begin a programme, or begin it again.

    Parameters
    ----------
    name
        Left out, the four weeks for the back.
    baseline
        Your own easy cadence, both feet.
    anyway
        Take it although it is doubtful; your cap moves with it.
    """
    with open_logbook(Home.here()) as book:
        trial = goes_on(own_trial(book.diary, book.day))
        programme = start_programme(book, name, baseline, anyway=anyway)
        print(f"{plain(programme.title)} begins today, {short(book.day)}.")
        print(plain(programme.week(1).theme))
        if trial:
            print("Your own trial is given up with it; what was run stays.")
        if book.today().ask_flags:
            print("First, a few questions: cadencecoach check-in")
        if not applies(book.diary).asked:
            print("If you like, say what may load your back: cadencecoach causes")


@app.command
@app.default
def status(*, as_json: AsJson = False) -> None:
    """Say what today asks for."""
    with open_logbook(Home.here()) as book:
        view = book.today()
        if as_json:
            print_json(today_document(view, ladder_of(book.diary)))
        else:
            print("\n".join(today_lines(view, ladder_of(book.diary))))


@app.command
def pause() -> None:
    """Let the programme wait."""
    with open_logbook(Home.here()) as book:
        paused = pause_programme(book)
    if paused:
        print("Paused. It goes on where you are now: cadencecoach programme resume")
    else:
        print("The programme is paused already.")


@app.command
def resume(*, by_calendar: bool = False) -> None:
    """Let the programme go on where it was left, after a pause or days away.

    Parameters
    ----------
    by_calendar
        The days away without a pause count all the same.
    """
    with open_logbook(Home.here()) as book:
        if not resume_programme(book, by_calendar=by_calendar):
            print("The programme is not paused.")
            return
        view = book.today()
    print(f"On we go: week {view.week}. {plain(view.theme)}")


@app.command
def calendar(*, as_json: AsJson = False) -> None:
    """Show the programme day by day."""
    with open_logbook(Home.here()) as book:
        if book.programme is None:
            raise ConfigError("no programme was started", hint=START)
        days = calendar_of(book)
    if as_json:
        print_json({"schema": SCHEMA, "days": [_day_document(one) for one in days]})
    else:
        print("\n".join(calendar_lines(days)))


def today_document(view: Today, ladder: Ladder | None) -> dict[str, Any]:
    """Today as one JSON document."""
    step, gate = view.last_step, view.gate
    return {
        "schema": SCHEMA,
        "date": iso(view.day),
        "programme": view.programme or None,
        "week": view.week or None,
        "weeks": view.of_weeks or None,
        "theme": view.theme or None,
        "paused": view.paused,
        "why": view.why,
        "run_today": view.run_today,
        "next_run": None if view.next_run is None else iso(view.next_run),
        "rung": view.rung,
        "target_spm": None if ladder is None else ladder.target(view.rung),
        "baseline_spm": None if ladder is None else ladder.baseline_spm,
        "items": [
            {
                "kind": one.item.kind.value,
                "title": one.item.title,
                "routine": one.item.routine or None,
                "optional": one.item.optional,
                "state": one.state.value,
                "done": one.done,
                "of": one.of,
                "when": one.words or None,
                "why": one.item.why or None,
                "mark": one.mark or None,
            }
            for one in view.items
        ],
        "gate": None
        if gate is None
        else {
            "go": gate.go.value,
            "reason": gate.reason,
            "changes": list(gate.changes),
            "warnings": list(gate.warnings),
            "overridable": gate.overridable,
        },
        "last_step": None if step is None else step_document(step),
        "provider": list(view.provider),
        "ask": {
            "red_flags": view.ask_flags,
            "morning": None if view.ask_morning is None else iso(view.ask_morning),
            "after": None if view.ask_after is None else view.ask_after.session,
        },
        "activities": [activity_document(one) for one in view.activities],
        "rest_day": view.rest or None,
        "pain_trend": view.trend,
        "since_first_week": None
        if view.since_first_week is None
        else {
            "change": view.since_first_week.change.value,
            "first": view.since_first_week.before,
            "now": view.since_first_week.after,
            "words": view.since_first_week.words,
        },
        "notes": list(view.notes),
    }


def step_document(step: en.StepDecided) -> dict[str, Any]:
    """A decision over the ladder as JSON."""
    return {
        "at": iso_moment(step.at),
        "step": step.step.value,
        "rung": step.rung,
        "rule": step.rule,
        "reason": step.reason,
        "session": step.session,
    }


def calendar_lines(days: Sequence[CalendarDay]) -> list[str]:
    """A calendar as lines, a day each: what was done, how the back was, what was decided."""
    rows: list[tuple[str, ...]] = [("week", "day", "runs", "pain", "also", "decided")]
    for one in days:
        runs = ", ".join(map(run_words, one.runs))
        pain = " ".join(f"{when.value} {level}" for when, level in one.told)
        routines = [done.routine for done in one.routines]
        also = ", ".join((*routines, *map(words_of, one.activities)))
        week = "paused" if one.paused else str(one.week)
        rows.append((week, short(one.day), runs, pain, plain(also), plain("; ".join(one.decided))))
    return table_lines(rows)


def _day_document(one: CalendarDay) -> dict[str, Any]:
    return {
        "date": iso(Day(one.day)),
        "week": one.week,
        "paused": one.paused,
        "runs": [
            {
                "session": run.session,
                "minutes": figure(run.minutes),
                "target_spm": run.top_spm,
                "counts": run.counts,
            }
            for run in one.runs
        ],
        "pain": [{"when": when.value, "level": level} for when, level in one.pain],
        "routines": [{"routine": done.routine, "done": done.how.value} for done in one.routines],
        "activities": [activity_document(done) for done in one.activities],
        "steps": [step_document(step) for step in one.steps],
        "overrode": [{"at": iso_moment(no.at), "reason": no.reason} for no in one.overrode],
    }
