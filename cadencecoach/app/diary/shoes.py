"""Pairs of shoes: taken into use, and retired."""

from __future__ import annotations

from typing import Final

from cadencecoach.core.diary.diary import Act, Diary, DiaryChange
from cadencecoach.core.diary.entries import ShoesAdded, ShoesRetired
from cadencecoach.core.diary.load import SHOES_LIMIT_KM, shoes
from cadencecoach.core.values.calendar import Moment
from cadencecoach.core.values.text import plain, quoted
from cadencecoach.errors import ConfigError

LONGEST_NAME: Final = 40

_MOST_KM: Final = 10_000


def add_shoes(name: str, km: float = 0.0, limit_km: float | None = None) -> Act:
    """A pair, with what it had run before. Raises ConfigError."""
    words = plain(name).strip()
    limit_km = SHOES_LIMIT_KM if limit_km is None else limit_km
    if not words or len(words) > LONGEST_NAME:
        raise ConfigError(f"a name of shoes has 1 to {LONGEST_NAME} characters", hint='like "Blue"')
    if not 0 <= km <= _MOST_KM or not 0 < limit_km <= _MOST_KM:
        raise ConfigError(
            f"km lie between 0 and {_MOST_KM}", hint="--km 120 --limit 640", in_app="like: Blue 120"
        )

    def add(diary: Diary, now: Moment) -> DiaryChange:
        pair = shoes(diary).get(words)
        if pair is not None and not pair.retired:
            raise ConfigError(
                f"there are shoes {quoted(words)} already", hint="give them another name"
            )
        return DiaryChange((ShoesAdded(now, words, float(km), float(limit_km)),))

    return add


def retire_shoes(name: str) -> Act:
    """A pair is not worn any more."""
    words = plain(name).strip()

    def retire(diary: Diary, now: Moment) -> DiaryChange:
        """Raises ConfigError where there is no such pair in use."""
        pair = shoes(diary).get(words)
        if pair is None or pair.retired:
            raise ConfigError(
                f"there are no shoes {quoted(words)} in use",
                hint="`cadencecoach shoes`",
                in_app="h on Today shows them",
            )
        return DiaryChange((ShoesRetired(now, pair.name),))

    return retire
