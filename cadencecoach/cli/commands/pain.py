"""`pain`: one rating of the back as it is now, or how it has been."""

from __future__ import annotations

from typing import Final

from cadencecoach.app.diary.logbook import Logbook, open_logbook
from cadencecoach.app.diary.ratings import CheckIn
from cadencecoach.app.home import Home
from cadencecoach.app.review.run_notes import chosen, typed_line, zero_to_ten
from cadencecoach.cli.commands.programme import SCHEMA
from cadencecoach.cli.json_line import print_json
from cadencecoach.cli.options import NO_PAIN_OPTIONS, AsJson, Level, PainOptions
from cadencecoach.cli.text.tables import print_table
from cadencecoach.core.diary.pain import WORST, Pain, Quality, Side, When, trend_line
from cadencecoach.core.programme.referral import flags_asked, provider_reasons
from cadencecoach.core.trends.pain_by import after_by, length, surface, target, weeks
from cadencecoach.core.values.calendar import WEEK, Day, iso, short
from cadencecoach.core.values.text import many, plain
from cadencecoach.errors import ConfigError

HINT: Final = "`cadencecoach check-in --help` lists the answers"


def pain(
    level: Level = None,
    /,
    *,
    typed: PainOptions = NO_PAIN_OPTIONS,
    as_json: AsJson = False,
) -> None:
    """Note how your back is now, or show how it has been.

    Parameters
    ----------
    level
        0-10; left out, the last days are shown.
    """
    if level is None and typed != NO_PAIN_OPTIONS:
        raise ConfigError("LEVEL is missing", hint="`cadencecoach pain --help` shows how")
    with open_logbook(Home.here()) as book:
        if level is not None:
            book.do(CheckIn(pain={When.NOW: pain_from(level, typed)}).act)
        days = book.diary.levels()
        trend, provider = trend_line(days, book.day), provider_reasons(book.diary, book.day)
        if as_json:
            document = {
                "schema": SCHEMA,
                "pain": [{"date": iso(day), "highest": days[day]} for day in sorted(days)],
                "trend": trend,
                "provider": list(provider),
            }
            print_json(document)
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
        (
            f"{short(week.first)} to {short(Day(week.first + WEEK - 1))}",
            f"{week.mean:.1f}",
            f"{many(week.rated, 'day')} rated",
        )
        for week in weeks(book.diary, book.day)
        if week.mean is not None
    ]
    for title, group in (("on", surface), ("at", target), ("", length)):
        rows += [
            (f"after runs {title} {name}".replace("  ", " "), f"{mean:.1f}", f"{count} rated")
            for name, (mean, count) in after_by(book.diary, group).items()
        ]
    if rows:
        print("Mean pain of seven days each, the last ending today; and after runs:")
        print_table([(plain(row[0]), *row[1:]) for row in rows])


def pain_from(level: int, typed: PainOptions) -> Pain:
    """A level with what was said of it. Raises ConfigError."""
    sides = {side.value: side for side in Side}
    qualities = {quality.value: quality for quality in Quality}
    return Pain(
        zero_to_ten("pain", level, hint=HINT),
        None if typed.side is None else chosen("side", typed.side, sides),
        None if typed.quality is None else chosen("quality", typed.quality, qualities),
        "" if typed.where is None else typed_line("where", typed.where, hint=HINT),
        typed.limping,
    )
