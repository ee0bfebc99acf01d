"""The few decisions over a programme: started, paused, resumed; and its days so far."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from cadencecoach.app.diary.baselines import asked_about
from cadencecoach.app.diary.logbook import Logbook
from cadencecoach.app.diary.trial import goes_on
from cadencecoach.core.diary.diary import Diary, DiaryChange
from cadencecoach.core.diary.entries import (
    BaselineSet,
    Entry,
    ProgrammePaused,
    ProgrammeResumed,
    ProgrammeStarted,
    TrialStopped,
)
from cadencecoach.core.diary.own_trial import own_trial
from cadencecoach.core.programme.calendar_days import CalendarDay, absence, gone_on, history
from cadencecoach.core.programme.own_cadence import ladder_of
from cadencecoach.core.programme.programme import standing
from cadencecoach.core.values.calendar import Day, Moment
from cadencecoach.errors import ConfigError

if TYPE_CHECKING:
    from cadencecoach.core.programme.programme import Programme

START: Final = "`cadencecoach programme start` begins the four weeks"

LOOK_BACK: Final = 28
"""Days of the calendar where no programme was started."""


def start_programme(
    book: Logbook,
    name: str | None = None,
    baseline_spm: int | None = None,
    *,
    anyway: bool = False,
) -> Programme:
    """Begin a programme, the four weeks where none is named, from week 1.

    A baseline that is typed here is the newest one; the cadence of the settings is one only where
    there is none yet, so that it replaces nothing that was measured. `anyway` is the runner's word
    for a doubtful one. A trial that goes on is given up: its weeks are of a programme that is over.
    Raises ConfigError and StoreError.
    """
    from cadencecoach.config.programmes import DEFAULT  # noqa: PLC0415 - loads pydantic

    known = book.home.settings().cadence_spm
    programme = book.home.programmes().programme(name or DEFAULT)

    def start(diary: Diary, now: Moment) -> DiaryChange:
        trial: list[Entry] = [TrialStopped(now)] if goes_on(own_trial(diary, now.day)) else []
        entries: list[Entry] = [*trial, ProgrammeStarted(now, programme.name)]
        if baseline_spm is not None:
            entries.append(asked_about(diary, BaselineSet(now, baseline_spm), anyway=anyway))
        elif known is not None and ladder_of(diary) is None:
            entries.append(BaselineSet(now, known))
        return DiaryChange(tuple(entries))

    book.do(start)
    return programme


def pause_programme(book: Logbook) -> bool:
    """Let the programme wait from today on; False where it does already.

    Raises ConfigError where none was started, and StoreError.
    """
    if _paused(book.diary, book.day):
        return False
    book.do(lambda _, now: DiaryChange((ProgrammePaused(now),)))
    return True


def resume_programme(book: Logbook, *, by_calendar: bool = False) -> bool:
    """Let the programme go on where it was left; False where it neither waits nor went on alone.

    Days away without a pause do not count, or all of them do, `by_calendar`, as the runner says; a
    pause counts for none. Raises as above.
    """
    if _paused(book.diary, book.day):
        book.do(lambda _, now: DiaryChange((ProgrammeResumed(now),)))
        return True
    programme = book.programme
    gone = None if programme is None else absence(book.diary, programme, book.day)
    if gone is None:
        return False
    book.do(
        lambda _, now: DiaryChange((ProgrammeResumed(now) if by_calendar else gone_on(gone, now),))
    )
    return True


def calendar_of(book: Logbook) -> Sequence[CalendarDay]:
    """Each day since a programme began first, oldest first; without one the last four weeks."""
    started = [one.at.day for one in book.diary.of(ProgrammeStarted)]
    return history(book.diary, min(started, default=Day(book.day - LOOK_BACK + 1)), book.day)


def _paused(diary: Diary, day: Day) -> bool:
    stands = standing(diary, day)
    if stands is None:
        raise ConfigError("no programme was started", hint=START, in_app="g on Today, then space")
    return stands.paused
