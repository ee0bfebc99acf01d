"""`check-in` and the questions it asks: few keys on a terminal, or all of it by options.

An answer that is not given stays unknown; Return alone skips a question.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Final, TypeVar

from cadencecoach.cli.home import Home
from cadencecoach.cli.logbook import Logbook, open_logbook
from cadencecoach.cli.programme import SCHEMA, today_document, today_lines
from cadencecoach.cli.runnotes import (
    NoteTyped,
    chosen,
    pairs_in_use,
    told,
    words,
    zero_to_ten,
)
from cadencecoach.core import entries as en
from cadencecoach.core.days import Day, short
from cadencecoach.core.diary import Run, RunNote
from cadencecoach.core.gates import flags_asked, open_flags, provider_reasons
from cadencecoach.core.pain import (
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
    trend_line,
)
from cadencecoach.core.painhistory import after_by, length, surface, target, weeks
from cadencecoach.core.plaintext import aligned, plain
from cadencecoach.core.programme import ladder_of
from cadencecoach.core.today import morning_to_ask, run_to_ask
from cadencecoach.errors import ConfigError

T = TypeVar("T")

_HINT: Final = "`cadencecoach check-in --help` lists the answers"
_NONE: Final = "none"


@dataclass(frozen=True, slots=True)
class Typed:
    """What was typed as options; None was not."""

    before: int | None = None
    after: int | None = None
    morning: int | None = None
    side: str | None = None
    quality: str | None = None
    where: str | None = None
    limping: bool = False
    red_flags: str | None = None
    acknowledge: bool = False
    effort: int | None = None
    held: str | None = None
    niggle: str | None = None
    surface: str | None = None
    shoes: str | None = None
    route: str | None = None
    note: str | None = None
    distance_km: float | None = None


_NOTHING: Final = Typed()


def check_in(typed: Typed, *, terminal: bool, as_json: bool) -> None:
    """Write down what the runner tells, and say what it means for today.

    Raises ConfigError where nothing was told and nobody can be asked, and StoreError.
    """
    if typed == _NOTHING and not terminal:
        raise ConfigError("there is nothing to write down", hint=_HINT)
    with open_logbook(Home.here()) as book:
        if typed == _NOTHING:
            _ask_all(book)
        else:
            book.write(*_entries(book, typed), note=_note(book, typed))
        if open_flags(book.diary) and not as_json:
            print(f"! {SEEK_CARE}")
            print("Once you have been seen: cadencecoach check-in --acknowledge")
        book.settle()
        view, ladder = book.today(), ladder_of(book.diary)
        if as_json:
            document = today_document(view, ladder)
            print(json.dumps(document, separators=(",", ":"), allow_nan=False))
            return
        print("\n".join(today_lines(view, ladder)))


def rate(
    level: int | None,
    side: str | None,
    quality: str | None,
    where: str | None,
    *,
    limping: bool,
    as_json: bool,
) -> None:
    """Write down how the back is now; without a level, show how it has been.

    Raises ConfigError and StoreError.
    """
    with open_logbook(Home.here()) as book:
        if level is not None:
            pain = _pain(level, Typed(side=side, quality=quality, where=where, limping=limping))
            book.write(en.PainRated(book.now, When.NOW, pain))
        days = book.diary.levels()
        trend, provider = trend_line(days, book.day), provider_reasons(book.diary, book.day)
        if as_json:
            document = {
                "schema": SCHEMA,
                "pain": [{"date": _iso(day), "highest": days[day]} for day in sorted(days)],
                "trend": trend,
                "provider": list(provider),
            }
            print(json.dumps(document, separators=(",", ":"), allow_nan=False))
            return
        if level is not None:
            print(f"Noted: {level} of {WORST}.")
        print(f"{trend}  last 14 days, · is unknown")
        if level is None:
            _print_history(book)
        for line in provider:
            print(f"! {plain(line)}")
        if level is not None and not flags_asked(book.diary):
            print("Any warning sign? cadencecoach check-in --red-flags none|…")


def _print_history(book: Logbook) -> None:
    rows = [
        (f"week of {short(week.first)}", f"{week.mean:.1f}", f"{week.rated} days rated")
        for week in weeks(book.diary, book.day)
        if week.mean is not None
    ]
    for title, group in (("on", surface), ("at", target), ("", length)):
        rows += [
            (f"after runs {title} {name}".replace("  ", " "), f"{mean:.1f}", f"{count} rated")
            for name, (mean, count) in after_by(book.diary, group).items()
        ]
    if rows:
        print("\n".join(aligned([(plain(row[0]), *row[1:]) for row in rows])))


# --- by options ----------------------------------------------------------------------------------


def _entries(book: Logbook, typed: Typed) -> list[en.Entry]:
    told: list[en.Entry] = []
    if typed.red_flags is not None:
        told.append(en.RedFlagsAnswered(book.now, _flags(typed.red_flags)))
    if typed.acknowledge:
        told.append(en.RedFlagsAcknowledged(book.now))
    if typed.morning is not None:
        told.append(_morning(book, _pain(typed.morning, typed)))
    if typed.before is not None:
        told.append(en.PainRated(book.now, When.BEFORE, _pain(typed.before, typed)))
    if typed.after is not None:
        run = _last_run(book)
        told.append(en.PainRated(book.now, When.AFTER, _pain(typed.after, typed), run.session))
    pain_words = typed.side or typed.quality or typed.where or typed.limping
    if pain_words and typed.before is None and typed.after is None and typed.morning is None:
        raise ConfigError("side, quality and where go with a level", hint=_HINT)
    return told


def _morning(book: Logbook, pain: Pain) -> en.PainRated:
    asked = morning_to_ask(book.diary, book.day)
    return en.PainRated(book.now, When.MORNING, pain, about=asked or book.day)


def _note(book: Logbook, typed: Typed) -> tuple[str, RunNote] | None:
    run_told = NoteTyped(
        typed.effort,
        typed.niggle,
        typed.surface,
        typed.shoes,
        typed.route,
        typed.note,
        typed.distance_km,
    )
    fields = told(run_told, pairs_in_use(book.diary), hint=_HINT)
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
    return (book.diary.counted or book.diary.runs)[-1]


def _pain(level: int, typed: Typed) -> Pain:
    sides = {side.value: side for side in Side}
    qualities = {quality.value: quality for quality in Quality}
    return Pain(
        zero_to_ten("pain", level, hint=_HINT),
        None if typed.side is None else chosen("side", typed.side, sides),
        None if typed.quality is None else chosen("quality", typed.quality, qualities),
        "" if typed.where is None else words("where", typed.where, hint=_HINT),
        typed.limping,
    )


def _flags(text: str) -> tuple[RedFlag, ...]:
    if text == _NONE:
        return ()
    known = {flag.value: flag for flag in RedFlag}
    return tuple(
        dict.fromkeys(chosen("warning sign", word.strip(), known) for word in text.split(","))
    )


def _iso(day: Day) -> str:
    from cadencecoach.core.days import iso  # noqa: PLC0415 - only for --json

    return iso(day)


# --- on a terminal -------------------------------------------------------------------------------


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
            book.write(_morning(book, pain))
    if run is not None:
        _ask_after(book, run)
    else:
        pain = _ask_pain("Your back now, 0-10")
        if pain is not None:
            book.write(en.PainRated(book.now, When.BEFORE, pain))
    print()


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
    side = _asked("Side: l left, r right, c centre, b both", _first_of(Side))
    quality = _asked("Like: a ache, s stiff, h sharp, r down the leg", _quality)
    if quality is Quality.RADIATING:
        print(f"! {SEE_PROVIDER}")
    limping = level > 0 and bool(_asked("Limping? y or Return", _yes))
    return Pain(level, side, quality, "", limping)


def _asked(question: str, read: Callable[[str], T | None]) -> T | None:
    """The answer to a question; None when it was skipped. Asks again what makes no sense."""
    while True:
        try:
            text = input(f"{question}: " if question else "> ").strip().lower()
        except EOFError:
            print()
            return None
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


def _first_of(kinds: type[Side]) -> Callable[[str], Side | None]:
    members: Sequence[Side] = tuple(kinds)
    return lambda text: next((one for one in members if one.value.startswith(text)), None)


def _quality(text: str) -> Quality | None:
    keys = {"a": Quality.ACHE, "s": Quality.STIFF, "h": Quality.SHARP, "r": Quality.RADIATING}
    named = {quality.value: quality for quality in Quality}
    return keys.get(text) or named.get(text)
