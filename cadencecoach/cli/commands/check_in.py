"""`check-in`: all that a runner tells, by options, or by the questions of `asking`."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from typing import Final

from cadencecoach.app.diary.logbook import Logbook, open_logbook
from cadencecoach.app.home import Home
from cadencecoach.app.review.run_notes import NoteTyped, chosen, pairs_in_use, told
from cadencecoach.cli.asking import ask_all, morning_rating
from cadencecoach.cli.commands.pain import HINT, NO_WORDS, PainTyped, pain_from
from cadencecoach.cli.commands.programme import today_document, today_lines
from cadencecoach.core.diary import entries as en
from cadencecoach.core.diary.diary import Run, RunNote
from cadencecoach.core.diary.pain import SEEK_CARE, RedFlag, When
from cadencecoach.core.programme.gates import open_flags
from cadencecoach.core.programme.programme import ladder_of
from cadencecoach.errors import ConfigError

_NONE: Final = "none"
_NO_NOTE: Final = NoteTyped()


@dataclass(frozen=True, slots=True)
class Typed:
    """What was typed as options; None was not."""

    before: int | None = None
    after: int | None = None
    morning: int | None = None
    pain: PainTyped = NO_WORDS
    red_flags: str | None = None
    acknowledge: bool = False
    held: str | None = None
    run: NoteTyped = _NO_NOTE


_NOTHING: Final = Typed()


def check_in(typed: Typed, *, terminal: bool, as_json: bool) -> None:
    """Write down what the runner tells, and say what it means for today.

    Raises ConfigError where nothing was told and nobody can be asked, and StoreError.
    """
    if typed == _NOTHING and not terminal:
        raise ConfigError("there is nothing to write down", hint=HINT)
    with open_logbook(Home.here()) as book:
        if typed == _NOTHING:
            ask_all(book)
        else:
            book.write(*_entries(book, typed), note=_note(book, typed))
        if open_flags(book.diary) and not as_json:
            print(f"! {SEEK_CARE}")
            print("Once you have been seen: cadencecoach check-in --acknowledge")
        view, ladder = book.today(), ladder_of(book.diary)
        if as_json:
            document = today_document(view, ladder)
            print(json.dumps(document, separators=(",", ":"), allow_nan=False))
            return
        print("\n".join(today_lines(view, ladder)))


def _entries(book: Logbook, typed: Typed) -> list[en.Entry]:
    told: list[en.Entry] = []
    if typed.red_flags is not None:
        told.append(en.RedFlagsAnswered(book.now, _flags(typed.red_flags)))
    if typed.acknowledge:
        told.append(en.RedFlagsAcknowledged(book.now))
    if typed.morning is not None:
        told.append(morning_rating(book, pain_from(typed.morning, typed.pain)))
    if typed.before is not None:
        told.append(en.PainRated(book.now, When.BEFORE, pain_from(typed.before, typed.pain)))
    if typed.after is not None:
        run = _last_run(book)
        told.append(
            en.PainRated(book.now, When.AFTER, pain_from(typed.after, typed.pain), run.session)
        )
    levels = (typed.before, typed.after, typed.morning)
    if typed.pain != NO_WORDS and all(level is None for level in levels):
        raise ConfigError("side, quality and where go with a level", hint=HINT)
    return told


def _note(book: Logbook, typed: Typed) -> tuple[str, RunNote] | None:
    fields = told(typed.run, pairs_in_use(book.diary), hint=HINT)
    if typed.held is not None:
        fields["held"] = chosen("held", typed.held, {"yes": True, "no": False})
    if not fields:
        return None
    run = _last_run(book)
    return run.session, replace(run.note, **fields)


def _last_run(book: Logbook) -> Run:
    if not book.diary.runs:
        raise ConfigError(
            "there is no run to tell about", hint="simulated runs do not count; see `sessions`"
        )
    # A start that was broken off is not what a runner comes home from.
    return (book.diary.by_date or book.diary.runs)[-1]


def _flags(text: str) -> tuple[RedFlag, ...]:
    if text == _NONE:
        return ()
    known = {flag.value: flag for flag in RedFlag}
    return tuple(
        dict.fromkeys(chosen("warning sign", word.strip(), known) for word in text.split(","))
    )
