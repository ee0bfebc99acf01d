"""An outing that comes home on a terminal: which one it is, what came of it, and the kitchen table."""

# ruff: noqa: PLC0415 -- what opens the log is loaded when a file was named

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Final

from cadencecoach.cli.terminal import attended
from cadencecoach.core.values.text import plain
from cadencecoach.core.values.units import clock, frames
from cadencecoach.errors import FileRefused, UnitsUnclear

if TYPE_CHECKING:
    from cadencecoach.app.home import Home
    from cadencecoach.app.review.outing_import import BroughtHome
    from cadencecoach.app.review.watch_import import ImportWishes

NO_OUTING: Final = "none"
"""The word for a file that was no outing."""


def recognised(home: Home, path: Path) -> str | None:
    """The outing that a file is, as asked for on a terminal; None where it is none.

    Raises FileRefused where nobody can be asked and the ladder of one is in the file.
    """
    from cadencecoach.app.review.outing_import import candidates

    try:
        found = candidates(home, path)
    except UnitsUnclear:  # the import itself asks for them
        return None
    for one in found:
        if not attended():
            if not one.fits:
                continue
            raise FileRefused(
                f"{plain(path.name)} looks like outing {one.outing.id}, {plain(one.outing.title)}",
                hint=f"if it is: --as {one.outing.id}; if it is another run: --as {NO_OUTING}",
            )
        seen = ", its steps are in the file" if one.fits else ""
        asked = f"Is it outing {one.outing.id}, {plain(one.outing.title)}{seen}?"
        with suppress(EOFError):
            if input(f"{asked} y or Enter: ").strip().casefold() in {"y", "yes"}:
                return str(one.outing.id)
    return None


def bring_home_by_word(
    home: Home, path: Path, wanted: str, wishes: ImportWishes, *, lap: bool
) -> None:
    """Bring one home, say what came of it, and ask what would have been asked on the way."""
    from cadencecoach.app.review.outing_import import bring_home

    taken = bring_home(home, path, wanted, counts=wishes.counts, offset_s=wishes.offset_s, lap=lap)
    _tell(taken)
    if attended():
        _kitchen_table(home, taken)
        from cadencecoach.app.diary.journal import JournalOfHome
        from cadencecoach.cli.prompt import interview_at_prompt

        interview_at_prompt(JournalOfHome(home))


def _tell(taken: BroughtHome) -> None:
    from cadencecoach.app.review.session_log import start_words
    from cadencecoach.core.outing.alignment import How, alignment_words

    facts, alignment = taken.facts, taken.alignment
    print(f"Session {facts.id}: {plain(facts.title)}, {start_words(facts)}")
    print(f"{taken.readings} readings of {taken.run.file}. {alignment_words(alignment)}")
    if alignment.how is How.CLOCK:
        print("--offset tells it, or --lap where you pressed one at the first word.")
    for start_s, end_s in taken.watch_pauses_s:
        stood = any(abs(start_s - at_s) < 1 for at_s, _ in alignment.stood_s)
        print(
            f"The watch stood still for {clock(frames(end_s - start_s))} at"
            f" {clock(frames(start_s))} of its file; the sound {'too' if stood else 'went on'}."
        )
    if not alignment.sure:
        print("What each cue changed is left out: it is not known well enough when it was heard.")


def _kitchen_table(home: Home, taken: BroughtHome) -> None:
    """The questions of the posture checks, one after another; Enter skips, the end of input ends."""
    from cadencecoach.app.review.outing_import import answer_afterwards, open_checks

    checks = open_checks(home, taken.facts.id)
    if not checks:
        return
    print("\nHow was it at the posture checks? y or n to each, Enter skips.")
    answers: list[tuple[int, str, bool]] = []
    with suppress(EOFError, KeyboardInterrupt):
        for check in checks:
            for question in check.questions:
                word = input(f"  at {clock(check.at)}, {question}? ").strip().casefold()
                if word[:1] in ("y", "n"):
                    answers.append((check.number, question, word[:1] == "y"))
    if answers:
        answer_afterwards(home, taken.facts.id, answers)
