"""Today as lines of text: what `programme today` prints, and `check-in` after its entries."""

from __future__ import annotations

from typing import Final

from cadencecoach.app.diary.programme import START
from cadencecoach.cli.text.tables import table_lines
from cadencecoach.core.diary.activities import words_of
from cadencecoach.core.plan.ladder import Ladder
from cadencecoach.core.programme.calendar_days import after_words
from cadencecoach.core.programme.gates import Go
from cadencecoach.core.programme.today import Today
from cadencecoach.core.programme.today_items import ItemState, TodayItem
from cadencecoach.core.values.calendar import short
from cadencecoach.core.values.text import plain

_MARKS: Final = {ItemState.OPEN: "○", ItemState.DONE: "✔", ItemState.LATER: "·"}


def today_lines(view: Today, ladder: Ladder | None) -> list[str]:
    """Today as lines of text."""
    if not view.programme:
        return [f"No programme yet: {START}.", *_care(view), *_asks(view), f"pain  {view.trend}"]
    week = f"week {view.week}{f' of {view.of_weeks}' if view.week <= view.of_weeks else ''}"
    lines = [f"{plain(view.programme)}, {week}  {short(view.day)}", plain(view.theme), ""]
    lines += [plain(view.why), *([view.rest] if view.rest else []), *_care(view), *_asks(view), ""]
    rows = [
        (_MARKS[one.state], _title(one), one.count_words, plain(one.words), plain(one.mark))
        for one in view.items
    ]
    lines += table_lines(rows) if rows else []
    lines += ["", *table_lines(_facts(view, ladder))]
    lines += [plain(note) for note in view.notes]
    return lines


def _title(one: TodayItem) -> str:
    return f"{plain(one.item.title)}{' (if you like)' if one.item.optional else ''}"


def _care(view: Today) -> list[str]:
    return [f"! {plain(line)}" for line in view.provider]


def _asks(view: Today) -> list[str]:
    asks: list[str] = []
    if view.away is not None:
        where = f"Go on in week {view.away.week}, where you left off? cadencecoach programme resume"
        asks.append(f"{where}  (or resume --by-calendar)")
    if view.ask_morning is not None:
        asks.append(f"How was the morning of {short(view.ask_morning)}? cadencecoach check-in")
    if view.ask_after is not None:
        asked = after_words(view.ask_after)
        asks.append(f"{asked[0].upper()}{asked[1:]} cadencecoach check-in --after LEVEL")
    return asks


def _facts(view: Today, ladder: Ladder | None) -> list[tuple[str, ...]]:
    rows: list[tuple[str, ...]] = []
    if ladder is None:
        rows.append(("level", "your own cadence is measured in the first easy run"))
    else:
        rows.append(("level", f"{view.rung}: {ladder.words(ladder.target(view.rung))}"))
    if view.last_step is not None:
        step = view.last_step
        rows.append(("last step", f"{step.step.value}, {short(step.at.day)}: {step.reason}"))
    if view.next_run is not None:
        when = "today" if view.next_run == view.day else short(view.next_run)
        rows.append(("next run", when))
    if view.activities:
        rows.append(("also", plain(", ".join(map(words_of, view.activities)))))
    if view.gate is not None:
        said = view.gate.go.value
        if view.gate.reason != view.why:
            said += f": {plain(view.gate.reason)}"
        rows.append(("gate", said))
        rows += [("", plain(line)) for line in view.gate.changes if view.gate.go is Go.MODIFIED]
    rows.append(("pain", f"{view.trend}  last 14 days, · is unknown"))
    if view.since_first_week is not None:
        rows.append(("week 1", plain(view.since_first_week.words)))
    return rows
