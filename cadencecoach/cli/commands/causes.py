"""`causes`: what the runner knows or suspects to load the back, and what that chooses."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from cyclopts import App

from cadencecoach.app.diary.causes import tick_causes
from cadencecoach.app.diary.logbook import open_logbook
from cadencecoach.app.home import Home
from cadencecoach.cli.json_line import print_json
from cadencecoach.cli.options import AsJson
from cadencecoach.cli.text.tables import print_table, table_lines
from cadencecoach.core.diary.load import safe_minutes
from cadencecoach.core.programme.causes import (
    CAUSES,
    NO_DIAGNOSIS,
    applies,
    form_themes,
    routine_marks,
    ticked,
)
from cadencecoach.core.values.calendar import iso

SCHEMA: Final = 2
"""Of the document made here."""


app = App(name="causes")


@app.command(name="list")
@app.default
def list_causes(*, as_json: AsJson = False) -> None:
    """List what may apply, what you ticked, and what that chooses."""
    with open_logbook(Home.here()) as book:
        found, themes = applies(book.diary), form_themes(book.diary)
        most = safe_minutes(book.diary, book.day)
    names = found.names
    if as_json:
        document = {
            "schema": SCHEMA,
            "no_diagnosis": NO_DIAGNOSIS,
            "ticked": list(names),
            "routines": list(routine_marks(names)),
            "themes": list(themes),
            "causes": [
                {
                    "name": name,
                    "words": one.words,
                    "shows": one.shows,
                    "source": one.source,
                    "ticked": name in names,
                    "seen_in_video": iso(found.filmed)
                    if found.filmed is not None and name in found.shown
                    else None,
                    "routines": list(one.routines),
                    "themes": list(one.themes),
                    "load": one.load or None,
                }
                for name, one in CAUSES.items()
            ],
        }
        print_json(document)
        return
    print(f"What applies to you? {NO_DIAGNOSIS}\n")
    rows = [("✔" if name in names else "○", name, one.shows) for name, one in CAUSES.items()]
    print_table(rows)
    whence = [
        f"{one.words}: {said}." for name, one in CAUSES.items() if (said := found.whence(name))
    ]
    if whence:
        print("\n" + "\n".join(whence))
    if names:
        print(f"\n{_chosen(names, most)}")
    print("\nAs you see it: cadencecoach causes record hip-flexors sitting")


@app.command
def record(*names: str) -> None:
    """Write down what applies, in the place of your last answer; nothing is an answer too.

    Parameters
    ----------
    names
        From `cadencecoach causes`.
    """
    act = tick_causes(names)
    with open_logbook(Home.here()) as book:
        book.do(act)
        now, most = ticked(book.diary), safe_minutes(book.diary, book.day)
    words = ", ".join(CAUSES[name].words.lower() for name in now)
    print(f"Noted: {words or 'none of them'}. {NO_DIAGNOSIS}")
    if now:
        print(_chosen(now, most))


def _chosen(names: Sequence[str], most_min: float | None) -> str:
    """What the ticks lead to."""
    lines = []
    routines = routine_marks(names)
    if routines:
        rows = [(f"  {name}", mark) for name, mark in routines.items()]
        lines += [
            "Exercises, the first ones first (cadencecoach routine play NAME):",
            *table_lines(rows),
        ]
    for load in (CAUSES[name].load for name in names if CAUSES[name].load):
        most = "" if most_min is None else f" Up to {most_min:.0f} minutes are safer for now."
        lines.append(f"{load}{most}")
    return "\n".join(lines)
