"""`check-in`: all that a runner tells, by options, or by the questions of the interview."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from cyclopts import Parameter

from cadencecoach.app.diary.journal import JournalOfHome
from cadencecoach.app.diary.logbook import open_logbook
from cadencecoach.app.diary.ratings import CheckIn
from cadencecoach.app.home import Home
from cadencecoach.app.review.run_notes import chosen, note_fields, pairs_in_use
from cadencecoach.cli.commands.pain import HINT, pain_from
from cadencecoach.cli.commands.programme import today_document
from cadencecoach.cli.json_line import print_json
from cadencecoach.cli.options import (
    NO_NOTE_OPTIONS,
    NO_PAIN_OPTIONS,
    AsJson,
    Level,
    NoteOptions,
    OneOf,
    PainOptions,
    YesOrNo,
)
from cadencecoach.cli.prompt import interview_at_prompt
from cadencecoach.cli.terminal import attended
from cadencecoach.cli.text.today import today_lines
from cadencecoach.core.diary.pain import ASKED_FLAGS, SEEK_CARE, RedFlag, When
from cadencecoach.core.programme.own_cadence import ladder_of
from cadencecoach.core.programme.referral import open_flags
from cadencecoach.errors import ConfigError

_NONE: Final = "none"


@Parameter(name="*")
@dataclass(frozen=True, slots=True, kw_only=True)
class CheckInOptions:
    """What a runner tells."""

    before: Level = None
    """Pain now, before a run, 0-10."""

    after: Level = None
    """Pain after the last run, 0-10."""

    morning: Level = None
    """Pain on the morning after the last run, 0-10."""

    pain: PainOptions = NO_PAIN_OPTIONS

    red_flags: OneOf = None
    """none, or some of numbness,tingling,saddle,bladder,weakness,both-legs."""

    acknowledge: bool = False
    """A clinician has looked at the warning signs."""

    seen: YesOrNo = None
    """Whether somebody has looked at pain that lasts, yes or no."""

    held: YesOrNo = None
    """Whether you held the beat, yes or no; for runs without a footpod."""

    run: NoteOptions = NO_NOTE_OPTIONS


_NOTHING: Final = CheckInOptions()


def check_in(*, typed: CheckInOptions = _NOTHING, as_json: AsJson = False) -> None:
    """Tell how your back is: by questions, or by options."""
    if typed == _NOTHING and (as_json or not attended()):
        raise ConfigError("there is nothing to write down", hint=HINT)
    home = Home.here()
    if typed == _NOTHING:
        interview_at_prompt(JournalOfHome(home))
    with open_logbook(home) as book:
        if typed != _NOTHING:
            book.do(_told(typed, pairs_in_use(book.diary)).act)
        if open_flags(book.diary) and not as_json:
            print(f"! {SEEK_CARE}")
            print("Once you have been seen: cadencecoach check-in --acknowledge")
        view, ladder = book.today(), ladder_of(book.diary)
    if as_json:
        print_json(today_document(view, ladder))
    else:
        print("\n".join(today_lines(view, ladder)))


def _told(typed: CheckInOptions, pairs: Iterable[str]) -> CheckIn:
    """What was typed. Raises ConfigError where it makes no sense."""
    levels = {
        When.MORNING: typed.morning,
        When.BEFORE: typed.before,
        When.AFTER: typed.after,
    }
    if typed.pain != NO_PAIN_OPTIONS and all(level is None for level in levels.values()):
        raise ConfigError("side, quality and where go with a level", hint=HINT)
    fields = note_fields(typed.run.typed(), pairs, hint=HINT)
    if typed.held is not None:
        fields["held"] = chosen("held", typed.held, {"yes": True, "no": False})
    return CheckIn(
        None if typed.red_flags is None else _flags(typed.red_flags),
        typed.acknowledge,
        None if typed.seen is None else chosen("seen", typed.seen, {"yes": True, "no": False}),
        {when: pain_from(level, typed.pain) for when, level in levels.items() if level is not None},
        fields,
    )


def _flags(text: str) -> tuple[RedFlag, ...]:
    if text == _NONE:
        return ()
    known = {flag.value: flag for flag in ASKED_FLAGS}
    return tuple(
        dict.fromkeys(chosen("warning sign", word.strip(), known) for word in text.split(","))
    )
