"""`trial`: the runner's own trial of the beat, begun, given up, and what it came to."""

from __future__ import annotations

from typing import Any, Final

from cyclopts import App

from cadencecoach.app.diary.logbook import open_logbook
from cadencecoach.app.diary.trial import start_trial, stop_trial
from cadencecoach.app.home import Home
from cadencecoach.cli.json_line import print_json
from cadencecoach.cli.options import AsJson
from cadencecoach.cli.text.tables import print_table
from cadencecoach.core.diary.own_trial import TRIAL_WEEKS, OwnTrial, own_trial
from cadencecoach.core.trends.trial_sentences import (
    ONE_LOG,
    drawn_before,
    trial_sentence,
    week_cells,
)
from cadencecoach.core.values.calendar import iso, short

SCHEMA: Final = 1
"""Of the document made here."""

app = App(name="trial")


@app.default
def show(*, as_json: AsJson = False) -> None:
    """Say where your own trial stands, and what it came to when it is over."""
    with open_logbook(Home.here()) as book:
        trial = own_trial(book.diary, book.day)
    if as_json:
        print_json(trial_document(trial))
    elif trial is None:
        print(
            "No trial yet: `cadencecoach trial start` begins one, after the weeks of a programme."
        )
    else:
        _print(trial)


@app.command
def start() -> None:
    """Begin: six weeks, with and without the beat, in an order drawn by lot."""
    with open_logbook(Home.here()) as book:
        start_trial(book)
        trial = own_trial(book.diary, book.day)
    print(
        f"{TRIAL_WEEKS} weeks; rate your back on the morning after each run. "
        "The gate before a run holds as ever."
    )
    if trial is not None:
        print(f"This week: {trial.weeks[-1].arm.value}.")


@app.command
def stop() -> None:
    """Give it up: what was run stays, and nothing is said of it."""
    with open_logbook(Home.here()) as book:
        stop_trial(book)
    print("Given up.")


def trial_document(trial: OwnTrial | None) -> dict[str, Any]:
    """The newest trial as one JSON document; what is not known, or not told yet, is null."""
    result = None if trial is None else trial.result
    return {
        "schema": SCHEMA,
        "started": None if trial is None else iso(trial.started),
        "over": trial is not None and trial.over,
        "begun_before": 0 if trial is None else trial.before,
        "weeks": [
            {
                "week": week.number,
                "first": iso(week.first),
                "beat": week.arm.name == "WITH",
                "runs": week.runs,
                "mornings": list(week.mornings),
            }
            for week in (() if trial is None else trial.weeks)
        ],
        "result": None
        if result is None
        else {
            "says": result.finding.name.lower(),
            "with_beat": result.with_beat,
            "without": result.without,
            "difference": result.difference,
            "low": result.low,
            "high": result.high,
        },
    }


def _print(trial: OwnTrial) -> None:
    print(trial_sentence(trial))
    if trial.before:
        print(drawn_before(trial))
    rows = [(f"{week.number}, {short(week.first)}", *week_cells(week)) for week in trial.weeks]
    print_table((("week", "run", "mornings", "pain"), *rows), right=(2, 3))
    print(ONE_LOG)
