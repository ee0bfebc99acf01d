"""What a runner tells of the back and of a run: entries and the run's note, written down together."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from cadencecoach.core.diary.diary import Diary, DiaryChange, Run
from cadencecoach.core.diary.entries import (
    Entry,
    PainRated,
    ProviderAsked,
    RedFlagsAcknowledged,
    RedFlagsAnswered,
)
from cadencecoach.core.diary.pain import Pain, RedFlag, When
from cadencecoach.core.programme.calendar_days import morning_to_ask
from cadencecoach.core.values.calendar import Day, Moment
from cadencecoach.errors import ConfigError

_ORDER = (When.MORNING, When.BEFORE, When.NOW, When.AFTER)


@dataclass(frozen=True, slots=True)
class CheckIn:
    """What was told at once, by a screen, a prompt or options; None and empty are not told."""

    flags: tuple[RedFlag, ...] | None = None
    """Warning signs that were ticked; empty is the answer that there is none."""

    acknowledged: bool = False
    """A clinician has looked at the warning signs."""

    seen: bool | None = None
    """Whether somebody has looked at pain that lasts; None was not asked."""

    pain: Mapping[When, Pain] = field(default_factory=dict)
    run: Mapping[str, Any] = field(default_factory=dict)
    """Of the last run, by the fields of a RunNote."""

    def __bool__(self) -> bool:
        """Whether anything was told."""
        told = (self.flags, self.seen)
        return any(one is not None for one in told) or bool(
            self.acknowledged or self.pain or self.run
        )

    def act(self, diary: Diary, now: Moment) -> DiaryChange:
        """It as a change of the diary. Raises ConfigError where it is about a run and there is none."""
        entries: list[Entry] = []
        if self.flags is not None:
            entries.append(RedFlagsAnswered(now, self.flags))
        if self.acknowledged:
            entries.append(RedFlagsAcknowledged(now))
        if self.seen is not None:
            entries.append(ProviderAsked(now, self.seen))
        entries += [
            self._rating(diary, now, when, self.pain[when]) for when in _ORDER if when in self.pain
        ]
        if not self.run:
            return DiaryChange(tuple(entries))
        last = last_run(diary, now.day)
        return DiaryChange(tuple(entries), (last.session, replace(last.note, **self.run)))

    @staticmethod
    def _rating(diary: Diary, now: Moment, when: When, pain: Pain) -> PainRated:
        if when is When.AFTER:
            return PainRated(now, when, pain, last_run(diary, now.day).session)
        if when is When.MORNING:
            # The morning that is still asked for, else this one.
            return PainRated(now, when, pain, about=morning_to_ask(diary, now.day) or now.day)
        return PainRated(now, when, pain)


def last_run(diary: Diary, today: Day) -> Run:
    """The run there is to tell about. Raises ConfigError.

    One that a clock set wrong has put into days to come is not it, while there is another.
    """
    if not diary.runs:
        raise ConfigError(
            "there is no run to tell about",
            hint="simulated runs do not count; `cadencecoach sessions` lists all",
            in_app="simulated runs do not count; v on Today lists all",
        )
    # A start that was broken off is not what a runner comes home from.
    past = tuple(run for run in diary.by_date if run.day <= today)
    return (past or diary.by_date or diary.runs)[-1]
