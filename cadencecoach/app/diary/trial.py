"""The runner's own trial: begun once the weeks are over, and given up."""

from __future__ import annotations

from cadencecoach.app.diary.logbook import Logbook
from cadencecoach.core.diary.diary import Diary, DiaryChange
from cadencecoach.core.diary.entries import TrialStarted, TrialStopped
from cadencecoach.core.diary.own_trial import OwnTrial, own_trial
from cadencecoach.core.programme.programme import standing
from cadencecoach.core.values.calendar import Moment
from cadencecoach.errors import ConfigError


def start_trial(book: Logbook) -> None:
    """Draw the order of the weeks and begin today. Raises ConfigError and StoreError."""
    programme = book.programme

    def start(diary: Diary, now: Moment) -> DiaryChange:
        stands = standing(diary, now.day)
        if programme is None or stands is None or stands.week <= len(programme.weeks):
            raise ConfigError(
                "your own trial begins after the weeks of a programme",
                hint="`cadencecoach programme` says where you are",
                in_app="g on Today says where you are",
            )
        if stands.paused:
            raise ConfigError(
                "the programme is paused",
                hint="`cadencecoach programme resume` goes on",
                in_app="g on Today, then space",
            )
        if goes_on(own_trial(diary, now.day)):
            raise ConfigError(
                "a trial is going on",
                hint="`cadencecoach trial stop` gives it up for good",
                in_app="go on with it, or give it up",
            )
        return DiaryChange((TrialStarted(now),))

    book.do(start)


def stop_trial(book: Logbook) -> None:
    """Give up the trial that goes on. Raises ConfigError where there is none, and StoreError."""

    def stop(diary: Diary, now: Moment) -> DiaryChange:
        if not goes_on(own_trial(diary, now.day)):
            raise ConfigError(
                "no trial is going on",
                hint="`cadencecoach trial start` begins one",
                in_app="begin one",
            )
        return DiaryChange((TrialStopped(now),))

    book.do(stop)


def goes_on(trial: OwnTrial | None) -> bool:
    """Whether there is a trial that is not over."""
    return trial is not None and not trial.over
