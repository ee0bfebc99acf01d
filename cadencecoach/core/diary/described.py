"""What a pain of a day was last told to be like, so that it is asked once and not at each rating."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from cadencecoach.core.diary.diary import Diary
from cadencecoach.core.diary.pain import Pain, When
from cadencecoach.core.values.calendar import Day

_WHEN_WORDS: Final = {
    When.BEFORE: "earlier today",
    When.DURING: "while running",
    When.AFTER: "after the run",
    When.MORNING: "that morning",
    When.NOW: "earlier today",
}
_LIKE: Final = {"radiating": "down the leg"}


@dataclass(frozen=True, slots=True)
class Described:
    """A pain of which more than a level was told, and when."""

    when: When
    pain: Pain

    @property
    def words(self) -> str:
        """When, and what it was like then: "earlier today: left, ache, not limping"."""
        pain = self.pain
        told = [] if pain.side is None else [pain.side.value]
        if pain.quality is not None:
            told.append(_LIKE.get(pain.quality.value, pain.quality.value))
        told.append("limping" if pain.limping else "not limping")
        return f"{_WHEN_WORDS[self.when]}: {', '.join(told)}"


def tells(pain: Pain) -> bool:
    """Whether there is a pain, with a side, a kind or a limp; "not limping" alone may not have been asked."""
    more = pain.side is not None or pain.quality is not None or pain.limping
    return pain.level > 0 and more


def described(diary: Diary, day: Day) -> Described | None:
    """The newest pain of a day that tells more than a level, in a run or outside; None is not known."""
    told = [(one.at.utc_s, one.when, one.pain) for one in diary.ratings() if one.day == day]
    told += [
        (run.at.utc_s, When.DURING, pain)
        for run in diary.runs
        if run.day == day
        for pain in run.felt
    ]
    newest = sorted((one for one in told if tells(one[2])), key=lambda one: one[0])
    return Described(*newest[-1][1:]) if newest else None
