"""`assessment`: what was seen in a video of the own form, now and in week 1."""

from __future__ import annotations

from typing import Annotated, Final

from cyclopts import App, Parameter

from cadencecoach.app.diary.assessment import record_assessment
from cadencecoach.app.diary.logbook import open_logbook
from cadencecoach.app.home import Home
from cadencecoach.cli.options import UNTOLD, Note
from cadencecoach.cli.text.tables import print_table
from cadencecoach.core.diary.entries import AssessmentMade
from cadencecoach.core.programme.assessment import FAULTS, compare_form, first_and_last
from cadencecoach.core.programme.causes import SAID_SO, applies, told_too
from cadencecoach.core.values.calendar import short
from cadencecoach.core.values.text import plain
from cadencecoach.errors import ConfigError

_WORDS: Final = {
    "notes": "notes",
    "analysis": "gait analysis",
    "side_video": "video from the side",
    "rear_video": "video from the rear",
}
"""What stands beside the faults, by the field that keeps it."""


app = App(name="assessment")


@app.default
def list_faults() -> None:
    """Say what to look for."""
    print("Film yourself from the side and from the rear, then look for these:")
    rows = [(name, fault.description) for name, fault in FAULTS.items()]
    print_table(rows)
    with open_logbook(Home.here()) as book:
        told = told_too(applies(book.diary))
    if told:
        print()
    for name in told:
        print(f"{FAULTS[name].words}: {SAID_SO}.")
    print("\nAs you saw it: cadencecoach assessment record overstride arched")


@app.command
def record(
    *faults: str,
    side_video: Annotated[str, Parameter(metavar="FILE", show_default=UNTOLD)] = "",
    rear_video: Annotated[str, Parameter(metavar="FILE", show_default=UNTOLD)] = "",
    note: Annotated[Note, Parameter(name=("--note", "--notes"))] = "",
    analysis: Annotated[str, Parameter(metavar="TEXT", show_default=UNTOLD)] = "",
) -> None:
    """Write down what you saw; nothing is a finding too.

    Parameters
    ----------
    faults
        Names from `cadencecoach assessment`.
    side_video
        Where the video from the side is.
    rear_video
        Where the video from the rear is.
    analysis
        What a professional's gait analysis found.
    """
    act = record_assessment(faults, side_video, rear_video, note, analysis)
    with open_logbook(Home.here()) as book:
        book.do(act)
    seen = ", ".join(FAULTS[name].words.lower() for name in dict.fromkeys(faults))
    print(f"Noted: {seen or 'nothing to work on'}.")


@app.command
def compare() -> None:
    """Show the first and the newest side by side."""
    with open_logbook(Home.here()) as book:
        made = first_and_last(tuple(book.diary.of(AssessmentMade)))
    if made is None:
        raise ConfigError(
            "two assessments are needed to compare",
            hint="`cadencecoach assessment` says what to look for",
        )
    compared = compare_form(*made)
    rows = [("", short(compared.first), short(compared.last), "")]
    rows += [
        (one.fault.words, _mark(seen=one.before), _mark(seen=one.now), one.words)
        for one in compared.faults
    ]
    print_table(rows)
    for field, words in _WORDS.items():
        for when, one in zip(("then", "now"), made, strict=True):
            if text := getattr(one, field):
                print(f"{words}, {when}: {plain(text)}")


def _mark(*, seen: bool) -> str:
    return "seen" if seen else "-"
