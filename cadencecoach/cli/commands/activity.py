"""`activity`: what is done beside the runs, noted in one line and taken back in one word."""

from __future__ import annotations

from typing import Annotated, Any, Final

from cyclopts import App, Parameter

from cadencecoach.app.diary.activities import (
    EXAMPLE,
    note_activity,
    sport_named,
    take_back_activity,
)
from cadencecoach.app.diary.logbook import open_logbook
from cadencecoach.app.home import Home
from cadencecoach.cli.json_line import print_json
from cadencecoach.cli.options import AsJson, Level, Minutes, Note
from cadencecoach.cli.text.tables import print_table
from cadencecoach.core.diary.activities import (
    activities,
    name_of,
    slip,
    words_of,
)
from cadencecoach.core.diary.entries import ActivityDone
from cadencecoach.core.diary.load import WeekLoad, week_load
from cadencecoach.core.values.calendar import iso, iso_moment, short
from cadencecoach.core.values.figures import figure
from cadencecoach.core.values.text import many, plain
from cadencecoach.errors import ConfigError

SCHEMA: Final = 1
"""Of the document made here."""

_NEWEST: Final = 20
"""Lines of the list; the document has all."""


app = App(name="activity")


@app.default
def log(
    sport: str | None = None,
    minutes: Minutes = None,
    /,
    *,
    effort: Level = None,
    what: Annotated[str, Parameter(metavar="TEXT", show_default="that sport's own")] = "",
    note: Note = "",
    as_json: Annotated[AsJson, Parameter(help="The list as one document.")] = False,
) -> None:
    """Note what you did beside the runs; with no word, list it.

    Parameters
    ----------
    sport
        swim, cycle, yoga, walk, pilates, strength or other.
    minutes
        How long it was.
    effort
        How hard it was, 0-10.
    what
        Your word for another sport.
    """
    if sport is None and (effort is not None or what or note):
        raise ConfigError("SPORT is missing", hint="`cadencecoach activity --help` shows how")
    if sport is None:
        list_activities(as_json=as_json)
    else:
        _log(sport, minutes, effort, what, note)


def _log(sport: str, minutes: float | None, effort: int | None, what: str, note: str) -> None:
    """Write down that something else was done. Raises ConfigError and StoreError."""
    act = note_activity(sport_named(sport), minutes, effort, what, note)
    with open_logbook(Home.here()) as book:
        book.do(act)
        done = activities(book.diary)[-1]
        load = week_load(book.diary, book.day)
    print(f"Noted: {words_of(done)}. {_load_words(load)}.")


@app.command(name="list")
def list_activities(*, as_json: AsJson = False) -> None:
    """List what you did."""
    with open_logbook(Home.here()) as book:
        done = activities(book.diary)
        load = week_load(book.diary, book.day)
    if as_json:
        document = {
            "schema": SCHEMA,
            "activities": [activity_document(one) for one in done],
            "last_7_days": {"times": load.others, "minutes": figure(load.other_minutes)},
        }
        print_json(document)
        return
    if not done:
        print(f"Nothing yet. {EXAMPLE[0].upper()}{EXAMPLE[1:]}")
        return
    rows = [
        (
            short(one.at.day),
            plain(name_of(one)),
            f"{one.minutes:.0f} min",
            "" if one.effort is None else f"effort {one.effort}",
            plain(one.note),
        )
        for one in done[-_NEWEST:]
    ]
    if len(done) > _NEWEST:
        print(f"The newest {_NEWEST} of {len(done)}:")
    print_table(rows, right=(2,))
    print(f"\n{_load_words(load)}.")


@app.command
def undo() -> None:
    """Take back the newest one of today."""
    with open_logbook(Home.here()) as book:
        newest = slip(book.diary, book.day)
        book.do(take_back_activity)
    assert newest is not None
    print(f"Taken back: {plain(words_of(newest))}.")


def activity_document(one: ActivityDone) -> dict[str, Any]:
    """An activity as JSON."""
    return {
        "at": iso_moment(one.at),
        "date": iso(one.at.day),
        "sport": one.sport.value,
        "name": one.name or None,
        "minutes": figure(one.minutes),
        "effort": one.effort,
        "note": one.note or None,
    }


def _load_words(load: WeekLoad) -> str:
    """The last seven days in a sentence, running apart."""
    times = "once" if load.others == 1 else f"{load.others} times"
    words = f"Last 7 days: {times}, {load.other_minutes:.0f} min"
    if not load.runs:
        return words
    runs = many(load.runs, "run")
    return f"{words}, beside {runs}, {load.minutes:.0f} min"
