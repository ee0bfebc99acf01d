"""What an engine is given to say, apart because cue text comes from outside and engines obey it.

Engines obey markup (`<volume level='5000'>`, `[[phonemes]]`) and control characters, and go on
for minutes. So a text is made plain here once, and numbers become words, which some engines cannot.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from cadencecoach.errors import SpeechError

MAX_CHARACTERS: Final = 200
"""About 12 s of speech: more is no cue."""

# fmt: off
_ONES: Final = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
    "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen",
    "nineteen",
)
_TENS: Final = (
    "", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety",
)
# fmt: on
_UNITS: Final = {
    "%": "percent",
    "bpm": "beats per minute",
    "km": "kilometres",
    "km/h": "kilometres per hour",
    "m": "metres",
    "min": "minutes",
    "s": "seconds",
    "spm": "steps per minute",
}
_ONE_OF: Final = {many: many.replace("s ", " ", 1).removesuffix("s") for many in _UNITS.values()}
"""Said after "one"."""

_NUMBER: Final = re.compile(
    r"(?<!\w)(?P<clock>\d{1,2}:[0-5]\d)(?!\w)"
    r"|(?P<number>\d+(?:\.\d+)?)(?:\s?(?P<unit>%|(?:km/h|bpm|spm|km|min|m|s)\b))?(?!\w)"
)


def clean(text: str) -> str:
    """Return `text` as one plain line: no control characters, no markup, single spaces.

    Raises SpeechError when nothing that can be said is left, or more than 200 characters.
    """
    plain = "".join(
        " " if unicodedata.category(char)[0] in "ZC" or char in "<>[]" else char
        for char in unicodedata.normalize("NFC", text[: 10 * MAX_CHARACTERS])
    )
    plain = " ".join(plain.split())
    if not any(char.isalnum() for char in plain):
        raise SpeechError("there is nothing to say in it", hint="write a few words")
    if len(plain) > MAX_CHARACTERS:
        raise SpeechError(
            f"a cue has at most {MAX_CHARACTERS} characters", hint="say it in one short sentence"
        )
    return plain


def speakable(text: str) -> str:
    """The text, if the voices here know its letters: they speak English. Raises SpeechError."""
    strange = [
        word
        for word in text.split()
        if any(char.isalpha() and "LATIN" not in unicodedata.name(char, "") for char in word)
    ]
    if strange:
        raise SpeechError(
            f"no voice here can say {strange[0][:40]!r}: they read English letters",
            hint="record it yourself and give it with --wav FILE",
        )
    return text


def spoken(text: str) -> str:
    """What an engine is given: one plain line, numbers and units in words. Raises SpeechError."""
    return spell_out(clean(text))


def spell_out(text: str) -> str:
    """Return `text` with numbers, times of a clock and their units in English words.

    Digits of other scripts, and numbers of a million or more, are read digit by digit.
    """
    return _NUMBER.sub(_spoken, text)


def number_words(number: int) -> str:
    """Return an English cardinal, 0 to 999,999: `one hundred and sixty-five`."""
    if number < 20:
        return _ONES[number]
    if number < 100:
        ten, one = divmod(number, 10)
        return _TENS[ten] + (f"-{_ONES[one]}" if one else "")
    big, name = (1000, "thousand") if number >= 1000 else (100, "hundred")
    count, rest = divmod(number, big)
    words = f"{number_words(count)} {name}"
    if not rest:
        return words
    return f"{words} and {number_words(rest)}" if rest < 100 else f"{words} {number_words(rest)}"


def _spoken(found: re.Match[str]) -> str:
    if clock := found["clock"]:
        hours, minutes = (int(part) for part in clock.split(":"))
        joint = "oh " if 0 < minutes < 10 else ""
        return f"{number_words(hours)} {joint}{number_words(minutes) if minutes else 'sharp'}"
    whole, _, fraction = found["number"].partition(".")
    said = number_words(int(whole)) if len(whole) <= 6 else _digits(whole)
    if fraction:
        said += f" point {_digits(fraction)}"
    unit = _UNITS.get(found["unit"] or "", "")
    if found["number"] == "1":
        unit = _ONE_OF.get(unit, unit)
    return f"{said} {unit}" if unit else said


def _digits(number: str) -> str:
    return " ".join(_ONES[int(digit)] for digit in number)
