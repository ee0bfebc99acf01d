"""`check-in`: all that a runner tells, by options, or by the questions of `asking`."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from cyclopts import Parameter

from cadencecoach.app.diary.logbook import Logbook, open_logbook
from cadencecoach.app.home import Home
from cadencecoach.app.review.run_notes import chosen, pairs_in_use, told
from cadencecoach.cli.asking import ask_all, morning_rating
from cadencecoach.cli.commands.pain import HINT, pain_from
from cadencecoach.cli.commands.programme import today_document, today_lines
from cadencecoach.cli.json_line import print_json
from cadencecoach.cli.options import (
    NO_NOTE_OPTIONS,
    NO_PAIN_OPTIONS,
    AsJson,
    NoteOptions,
    PainOptions,
    WholeNumber,
)
from cadencecoach.cli.terminal import attended
from cadencecoach.core.diary import entries as en
from cadencecoach.core.diary.diary import Run, RunNote
from cadencecoach.core.diary.pain import SEEK_CARE, RedFlag, When
from cadencecoach.core.programme.own_cadence import ladder_of
from cadencecoach.core.programme.referral import open_flags
from cadencecoach.errors import ConfigError

_NONE: Final = "none"


@Parameter(name="*")
@dataclass(frozen=True, slots=True, kw_only=True)
class CheckInOptions:
    """What a runner tells."""

    before: WholeNumber = None
    """Pain now, before a run, 0-10."""

    after: WholeNumber = None
    """Pain after the last run, 0-10."""

    morning: WholeNumber = None
    """Pain on the morning after the last run, 0-10."""

    pain: PainOptions = NO_PAIN_OPTIONS

    red_flags: str | None = None
    """none, or some of numbness,tingling,saddle,bladder,weakness,both-legs."""

    acknowledge: bool = False
    """A clinician has looked at the warning signs."""

    held: str | None = None
    """Whether you held the beat, yes or no; for runs without a footpod."""

    run: NoteOptions = NO_NOTE_OPTIONS


_NOTHING: Final = CheckInOptions()


def check_in(*, typed: CheckInOptions = _NOTHING, as_json: AsJson = False) -> None:
    """Tell how your back is: by questions, or by options."""
    if typed == _NOTHING and (as_json or not attended()):
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
            print_json(document)
            return
        print("\n".join(today_lines(view, ladder)))


def _entries(book: Logbook, typed: CheckInOptions) -> list[en.Entry]:
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
    if typed.pain != NO_PAIN_OPTIONS and all(level is None for level in levels):
        raise ConfigError("side, quality and where go with a level", hint=HINT)
    return told


def _note(book: Logbook, typed: CheckInOptions) -> tuple[str, RunNote] | None:
    fields = told(typed.run.typed(), pairs_in_use(book.diary), hint=HINT)
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
