"""Each setting as a row: its words, and the next value either way; no screen in sight."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Final, TypeVar

from cadencecoach.app.views import Preferences
from cadencecoach.core.programme.desk import MOST_MIN, OFF, USUAL_MIN
from cadencecoach.core.score.click_sound import Sides
from cadencecoach.core.values.units import FASTEST, SLOWEST, Frames, Spm, clock, frames
from cadencecoach.ui.ink import Ink, Line, Span, cells, fitted
from cadencecoach.ui.themes import PALETTES

Value = TypeVar("Value")

FIRST_GUESS = Spm(160)
"""Where the search for the own cadence begins: near most easy runners, still to be changed."""

_INTERVALS: tuple[Frames | None, ...] = (None, *(frames(60 * m) for m in (2, 3, 4, 5, 6, 8, 10)))
_VOLUMES_DB = tuple(float(-db) for db in range(40, -1, -2))
_DUCKS_DB = (18.0, 12.0, 6.0, 0.0)
_DESKS_MIN = (OFF, 20, 30, 45, USUAL_MIN, 90, 120, MOST_MIN)
_SIDES = {
    Sides.OFF: "both sound alike",
    Sides.TONES: "two tones",
    Sides.EARS: "left ear, right ear: wear both",
}


@dataclass(frozen=True, slots=True)
class Setting:
    """One thing that may be set."""

    label: str
    words: Callable[[Preferences], str]
    turn: Callable[[Preferences, int], Preferences]
    """The preferences with the next (+1) or the previous (-1) value."""

    typed: Callable[[Preferences, int], Preferences] | None = None
    """The preferences with a number typed in; None where no number can be typed."""


def _next(values: Sequence[Value], now: Value, by: int) -> Value:
    """The neighbour in a row of values, stopping at its ends."""
    at = values.index(now) if now in values else 0
    return values[max(0, min(len(values) - 1, at + by))]


_VOICES: Final = {"af_heart": "Heart"}
"""The voices that come with the product, by the names their makers call them."""


def _around(values: Sequence[Value], now: Value, by: int) -> Value:
    """The neighbour in a ring of values."""
    return values[((values.index(now) if now in values else 0) + by) % len(values)]


def _cadence_words(preferences: Preferences) -> str:
    known = preferences.cadence_spm
    return "not known yet" if known is None else f"{known} steps a minute"


def _turn_cadence(preferences: Preferences, by: int) -> Preferences:
    known = preferences.cadence_spm
    if known is None:
        return replace(preferences, cadence_spm=FIRST_GUESS if by > 0 else None)
    wanted = known + by
    if wanted < SLOWEST:
        return replace(preferences, cadence_spm=None)
    return replace(preferences, cadence_spm=Spm(min(wanted, FASTEST)))


def _type_cadence(preferences: Preferences, number: int) -> Preferences:
    wanted = Spm(number) if SLOWEST <= number <= FASTEST else None
    return replace(preferences, cadence_spm=wanted)


CADENCE = Setting("your easy cadence", _cadence_words, _turn_cadence, _type_cadence)
SIDES = Setting(
    "left and right",
    lambda p: _SIDES[p.sides],
    lambda p, by: replace(p, sides=_around(tuple(_SIDES), p.sides, by)),
)
VOLUME = Setting(
    "volume",
    lambda p: "full" if p.volume_db == 0 else f"{p.volume_db:.0f} dB",
    lambda p, by: replace(p, volume_db=_next(_VOLUMES_DB, _nearest_volume(p.volume_db), by)),
)


def _nearest_volume(volume_db: float) -> float:
    return min(_VOLUMES_DB, key=lambda step: abs(step - volume_db))


def _nearest_desk(preferences: Preferences) -> int:
    return min(_DESKS_MIN, key=lambda step: abs(step - preferences.desk_every_min))


def click_setting(clicks: Sequence[str]) -> Setting:
    """Which click sounds."""
    return Setting(
        "click", lambda p: p.click, lambda p, by: replace(p, click=_around(clicks, p.click, by))
    )


def all_settings(clicks: Sequence[str], voices: Sequence[str]) -> tuple[Setting, ...]:
    """Every setting in the order of the screen."""
    return (
        CADENCE,
        VOLUME,
        click_setting(clicks),
        SIDES,
        Setting(
            "the click falls on",
            lambda p: "every second step" if p.every_second_step else "every step",
            lambda p, _: replace(p, every_second_step=not p.every_second_step),
        ),
        Setting(
            "voice",
            lambda p: _VOICES.get(p.voice, p.voice),
            lambda p, by: replace(p, voice=_around(voices, p.voice, by)),
        ),
        Setting(
            "the voice says",
            lambda p: "posture and safety only" if p.quiet else "all a coach says",
            lambda p, _: replace(p, quiet=not p.quiet),
        ),
        Setting(
            "click under the voice",
            lambda p: f"{p.duck_db:.0f} dB down" if p.duck_db else "as loud as ever",
            lambda p, by: replace(p, duck_db=_next(_DUCKS_DB, p.duck_db, by)),
        ),
        Setting(
            "posture check",
            lambda p: "never" if p.cue_every is None else f"every {clock(p.cue_every)}",
            lambda p, by: replace(p, cue_every=_next(_INTERVALS, p.cue_every, by)),
        ),
        Setting(
            "at the desk",
            lambda p: (
                f"stand up every {p.desk_every_min} min" if p.desk_every_min else "no reminder"
            ),
            lambda p, by: replace(p, desk_every_min=_next(_DESKS_MIN, _nearest_desk(p), by)),
        ),
        Setting(
            "colours",
            lambda p: p.theme.replace("-", " "),
            lambda p, by: replace(p, theme=_around(tuple(PALETTES), p.theme, by)),
        ),
    )


def setting_row(setting: Setting, preferences: Preferences, width: int) -> Line:
    """A setting and its value between two arrows; where both have no room the label is cut."""
    value: Line = (
        Span("◂ ", Ink.RULE),
        Span(setting.words(preferences), Ink.STRONG),
        Span(" ▸", Ink.RULE),
    )
    room = max(8, min(24, width - cells(value)))
    label = fitted((Span(setting.label, Ink.DIM),), room - 1)
    return (*label, Span(" " * (room - cells(label))), *value)
