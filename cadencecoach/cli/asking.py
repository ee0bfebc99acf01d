"""The questions of a check-in on a terminal, few keys each.

An answer that is not given stays unknown; Return alone skips a question, and the end of the input
all that are left.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from typing import TypeVar

from cadencecoach.app.diary.logbook import Logbook
from cadencecoach.core.diary import entries as en
from cadencecoach.core.diary.diary import Run
from cadencecoach.core.diary.pain import (
    ASKED_ONCE,
    FLAG_WORDS,
    SEE_PROVIDER,
    SEEK_CARE,
    WORST,
    Pain,
    Quality,
    RedFlag,
    Side,
    When,
)
from cadencecoach.core.programme.referral import flags_asked, open_flags
from cadencecoach.core.programme.today import morning_to_ask, run_to_ask
from cadencecoach.core.values.calendar import short

T = TypeVar("T")


class _NobodyAnswers(Exception):
    """The input is at its end."""


def ask_all(book: Logbook) -> None:
    """Ask what is not known yet, and write each answer down at once. Raises StoreError."""
    with suppress(_NobodyAnswers):
        _ask_all(book)
    print()


def _ask_all(book: Logbook) -> None:
    if not flags_asked(book.diary):
        book.write(en.RedFlagsAnswered(book.now, _ask_flags()))
        print("Tell a doctor or a physical therapist before you begin, if any of these is true:")
        for line in ASKED_ONCE:
            print(f"  {line}")
    if open_flags(book.diary):
        print(f"\n! {SEEK_CARE}")
        if _asked("Has a clinician looked at it since? y or Return", _yes):
            book.write(en.RedFlagsAcknowledged(book.now))
    morning, run = morning_to_ask(book.diary, book.day), run_to_ask(book.diary, book.day)
    if morning is not None:
        pain = _ask_pain(f"Your back on the morning of {short(morning)}, 0-10")
        if pain is not None:
            book.write(morning_rating(book, pain))
    if run is not None:
        _ask_after(book, run)
    else:
        pain = _ask_pain("Your back now, 0-10")
        if pain is not None:
            book.write(en.PainRated(book.now, When.BEFORE, pain))


def morning_rating(book: Logbook, pain: Pain) -> en.PainRated:
    """A rating of the morning that is still asked for, else of this one."""
    asked = morning_to_ask(book.diary, book.day)
    return en.PainRated(book.now, When.MORNING, pain, about=asked or book.day)


def _ask_flags() -> tuple[RedFlag, ...]:
    print("Do you have any of these now? Type their numbers, or Return for none.")
    for number, flag in enumerate(RedFlag, 1):
        print(f"  {number}  {FLAG_WORDS[flag]}")

    def numbers(text: str) -> tuple[RedFlag, ...] | None:
        digits = text.replace(",", " ").split() if " " in text or "," in text else list(text)
        known = {str(number): flag for number, flag in enumerate(RedFlag, 1)}
        return tuple(known[digit] for digit in digits) if set(digits) <= set(known) else None

    return _asked("", numbers) or ()


def _ask_after(book: Logbook, run: Run) -> None:
    pain = _ask_pain("Your back after the run, 0-10")
    if pain is not None:
        book.write(en.PainRated(book.now, When.AFTER, pain, run.session))
    note = run.note
    with suppress(_NobodyAnswers):
        effort = _asked("How hard was it, 0-10", _digit)
        if effort is not None:
            note = replace(note, effort=effort)
        if not run.coverage_percent and run.top_spm is not None:
            held = _asked("Did you hold the beat? y or n", _yes)
            note = note if held is None else replace(note, held=held)
    if note != run.note:
        book.write(note=(run.session, note))


def _ask_pain(question: str) -> Pain | None:
    level = _asked(question, _digit)
    if level is None or level == 0:
        return None if level is None else Pain(0)
    pain = Pain(level)
    with suppress(_NobodyAnswers):
        pain = replace(pain, side=_asked("Side: l left, r right, c centre, b both", _side))
        quality = _asked("Like: a ache, s stiff, h sharp, r down the leg", _quality)
        pain = replace(pain, quality=quality)
        if quality is Quality.RADIATING:
            print(f"! {SEE_PROVIDER}")
        pain = replace(pain, limping=bool(_asked("Limping? y or Return", _yes)))
    return pain


def _asked(question: str, read: Callable[[str], T | None]) -> T | None:
    """The answer to a question; None when it was skipped. Asks again what makes no sense.

    Raises _NobodyAnswers.
    """
    while True:
        try:
            text = input(f"{question}: " if question else "> ").strip().lower()
        except EOFError:
            raise _NobodyAnswers from None
        if not text:
            return None
        answer = read(text)
        if answer is not None:
            return answer
        print("Not understood; Return skips.")


def _digit(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and int(text[:3]) <= WORST else None


def _yes(text: str) -> bool | None:
    return {"y": True, "yes": True, "n": False, "no": False}.get(text)


def _side(text: str) -> Side | None:
    return next((one for one in Side if one.value.startswith(text)), None)


def _quality(text: str) -> Quality | None:
    keys = {"a": Quality.ACHE, "s": Quality.STIFF, "h": Quality.SHARP, "r": Quality.RADIATING}
    named = {quality.value: quality for quality in Quality}
    return keys.get(text) or named.get(text)
