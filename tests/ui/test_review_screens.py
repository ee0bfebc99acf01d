"""The review under the pilot: finding, pages of a session, telling of it, deleting with a way back."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import asynccontextmanager
from dataclasses import replace
from threading import Event

import pytest
from textual.events import Paste
from textual.pilot import Pilot

from cadencecoach.app.views import SessionContext, SessionDetail
from cadencecoach.core.diary.backs import Back
from cadencecoach.core.diary.diary import RunNote
from cadencecoach.core.values.text import plain
from cadencecoach.core.values.units import Spm, frames
from cadencecoach.errors import ConfigError, StoreBusy, StoreError
from cadencecoach.ui.ink import cells, line_text
from cadencecoach.ui.lines.chart import AXIS, Chart
from cadencecoach.ui.lines.session import session_heading, session_row
from cadencecoach.ui.lines.session_figures import Sheet, beside_lines, figure_lines, wide_lines
from cadencecoach.ui.lines.speed import SpeedLine, speed_lines
from cadencecoach.ui.screens.review import ReviewScreen
from cadencecoach.ui.screens.run_note import TellingScreen
from cadencecoach.ui.screens.session import SessionScreen
from cadencecoach.ui.screens.today import TodayScreen
from tests.adapters.recorded import NASTY
from tests.ui.fakes import (
    DETAIL,
    ROW,
    TOLD,
    RememberedSessions,
    app_of,
    arrived,
    chart_of,
    seen,
    settled,
)


@pytest.fixture(autouse=True)
def utc(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("TZ", "UTC")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


def several() -> RememberedSessions:
    """Sessions 9 to 5: by footpod, simulated, by watch, without, interrupted."""
    sources = ("footpod", "simulated", "watch", "none", "footpod")
    rows = [replace(ROW, id=9 - n, source=source) for n, source in enumerate(sources)]
    rows[-1] = replace(rows[-1], state="interrupted")
    review = RememberedSessions(*rows)
    review.weeks = {9: 3, 8: 3, 7: 2}
    review.notes = {7: RunNote(note="Windy by the river"), 6: RunNote(note="windy hill")}
    return review


@asynccontextmanager
async def at_review(review: RememberedSessions, *keys: str, size: tuple[int, int] = (80, 24)):
    async with app_of(review=review).run_test(size=size) as pilot:
        await settled(pilot)
        for key in ("v", *keys):
            await pilot.press(key)
            if key in {"v", "enter"}:
                await settled(pilot)
        await settled(pilot)
        yield pilot


def head(pilot: Pilot[None]) -> str:
    return seen(pilot)[0].strip()


def listed(pilot: Pilot[None]) -> int:
    return sum("2026-11-21" in line for line in seen(pilot))


async def test_the_list_narrows_as_one_types_and_hostile_words_do_nothing_else() -> None:
    review = several()
    review.notes[8] = RunNote(note=plain(" ".join(NASTY)))
    async with at_review(review, "slash", "h", "i", "l") as pilot:
        assert (head(pilot), listed(pilot)) == ("Sessions  1 of 5   / hil▏", 1)
        for typed, count in (
            ("week 3", 2),
            ("week 2 windy", 1),
            ("windy", 2),
            ("WINDY river", 1),
            ("footpod", 2),
            *((text, 1) for text in NASTY if len(text) < 200),
        ):
            await pilot.press("ctrl+u")
            pilot.app.screen.post_message(Paste(typed))
            await settled(pilot)
            assert listed(pilot) == count, typed
            assert f"{count} of 5" in head(pilot)
            assert all(line.isprintable() for line in seen(pilot))


async def test_what_is_looked_for_stays_in_sight_until_esc_which_leaves_only_then() -> None:
    async with at_review(several(), "slash", *"hill", "enter") as pilot:
        assert head(pilot) == "Sessions  1 of 5   / hill"
        await pilot.press("enter")
        await arrived(pilot, SessionScreen)
        await pilot.press("escape")
        await arrived(pilot, ReviewScreen)
        assert head(pilot) == "Sessions  1 of 5   / hill"
        await pilot.press("slash", "s", "x", "z", "d")
        await settled(pilot)
        assert "/ hillsxzd▏" in head(pilot)
        assert any("Nothing fits" in line for line in seen(pilot))
        await pilot.press("escape")
        await settled(pilot)
        assert (head(pilot), listed(pilot)) == ("Sessions  4 of 5", 5)
        await pilot.press("escape")
        await arrived(pilot, TodayScreen)


async def test_the_chosen_row_stays_chosen_while_others_go() -> None:
    async with at_review(several(), "down", "down", "slash", *"win") as pilot:
        assert sum("▸" in line and "watch" in line for line in seen(pilot)) == 1


@pytest.mark.parametrize(
    ("speeds", "words"),
    [
        ((None, None), "no footpod was heard in this session"),
        ((), "no footpod was heard in this session"),
        ((None, 0.0), "speed was heard, and no cadence that could be read"),
    ],
)
async def test_a_footpod_that_gave_no_cadence_was_heard_all_the_same(
    speeds: tuple[float | None, ...], words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    blank = replace(DETAIL, chart=(), speeds=speeds)
    monkeypatch.setattr(RememberedSessions, "load", lambda _self, _session: blank)
    async with at_review(several(), "enter") as pilot:
        await arrived(pilot, SessionScreen)
        await settled(pilot)
        assert any(words in line for line in seen(pilot))


async def test_what_is_not_known_of_a_run_that_goes_on_is_not_known_yet(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    row = replace(ROW, state="running", cadence_spm=None, in_band_percent=None, pain=())
    begun = SessionDetail(row, (), (), ())
    monkeypatch.setattr(RememberedSessions, "load", lambda _self, _session: begun)
    async with at_review(several(), "enter") as pilot:
        await arrived(pilot, SessionScreen)
        await settled(pilot)
        for words in (
            "no cadence yet",
            "no cadence was heard yet",
            "m/s │none yet",
            "targets  none yet",
            "no cue was due yet",
        ):
            assert any(words in line for line in seen(pilot)), words
        await pilot.press("right")
        await settled(pilot)
        for words in (
            "cadence       none yet",
            "speed         none yet",
            "by thirds     no beat yet",
            "in the run    none yet",
        ):
            assert any(words in line for line in seen(pilot)), words


@pytest.mark.parametrize("width", [76, 90, 116])
def test_a_row_never_cuts_its_marks(width: int) -> None:
    heading = line_text(session_heading(width))
    for state in ("finished", "interrupted", "running"):
        for source, mark in (
            ("footpod", ""),
            ("simulated", "simulated"),
            ("watch", "watch"),
            ("replay", "replay"),
        ):
            row = replace(ROW, state=state, source=source, title="A plan of a very long name " * 3)
            line = line_text(session_row(row, width))
            assert cells(session_row(row, width)) <= width
            assert mark in line
            assert state in line or state == "finished"
            if state == "finished" or not mark or width > 76:
                assert line.index("84 %") + 4 == heading.index("on target") + 9
    for title in ("Steady 170, up to 163", "Ramp 158 →…, up to 163", "Your own caden…  watch"):
        source = "watch" if "watch" in title else "footpod"
        row = replace(
            ROW,
            title=title.replace("caden…  watch", "cadence").replace("…", " 165"),
            source=source,
        )
        assert title in line_text(session_row(row, 78))


async def test_the_list_says_how_the_back_was_before_and_after_each_run() -> None:
    review = several()
    review.told_of_backs = {9: Back(2, 3, 10), 8: Back(), 7: Back(None, 10), 6: Back(1), 5: Back()}
    async with at_review(review) as pilot:
        heading, *rows = seen(pilot)[2:8]
        column = heading.index("before>after")
        said = [line[column:].rstrip() for line in rows]
        assert said == ["2>3 run 10", "-", "->10", "1>-", "-"]
        assert "spm" in heading
    async with at_review(review, size=(120, 36)) as pilot:
        heading, row, *_ = seen(pilot)[2:8]
        end = heading.index("steps a minute") + len("steps a minute")
        assert row[:end].endswith("  164")
        assert row.rstrip().endswith("2>3 run 10")


@pytest.mark.parametrize("width", [76, 78])
def test_what_was_told_of_the_back_fits_beside_the_longest_title(width: int) -> None:
    row = replace(ROW, title="A plan of a very long name " * 3, running=frames(35_999))
    assert line_text(session_row(row, width, Back(10, 10, 10))).endswith("10>10 run 10")


async def test_sessions_are_deleted_and_come_back_in_order() -> None:
    review = several()
    async with at_review(review, "down", "x") as pilot:
        assert any("Session 8 is deleted. z brings it back" in line for line in seen(pilot))
        await pilot.press("x")
        await settled(pilot)
        await pilot.press("x")
        await settled(pilot)
        assert (review.discarded, listed(pilot)) == ([8, 7, 6], 2)
        await pilot.press("z")
        await settled(pilot)
        text = "\n".join(seen(pilot))
        assert "Session 6 is back. Session 7 is deleted. z brings it back" in text
        for _ in range(3):
            await pilot.press("z")
            await settled(pilot)
        assert (review.kept, listed(pilot)) == ([6, 7, 8], 5)
        assert head(pilot) == "Sessions  2 of 5"


async def test_a_list_that_is_long_in_coming_says_so() -> None:
    review = several()
    waiting, read = Event(), review.rows
    async with app_of(review=review).run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        review.rows = lambda: (waiting.wait(300), read())[1]  # type: ignore[method-assign]
        await pilot.press("v")
        await pilot.pause()
        before = head(pilot)
        waiting.set()
        await settled(pilot)
        assert (before, head(pilot)) == ("Sessions  are being read", "Sessions  1 of 5")


async def test_what_was_purged_meanwhile_keeps_no_other_from_coming_back() -> None:
    review = several()
    async with at_review(review, "x", "x") as pilot:
        review.refusal = StoreBusy("another program is writing", hint="again")
        await pilot.press("z")
        review.refusal = StoreError("there is no session 8", hint="`sessions`")
        await pilot.press("z")
        await settled(pilot)
        assert any("there is no session 8" in line for line in seen(pilot))
        review.refusal = None
        await pilot.press("z")
        await settled(pilot)
        assert (review.kept, listed(pilot)) == ([9], 4)


async def test_what_may_not_be_changed_is_told_and_changes_nothing() -> None:
    review = several()
    review.refusal = StoreBusy("sessions.db: it is read only", hint="give it back")
    async with at_review(review, "x") as pilot:
        assert any("it is read only  give it back" in line for line in seen(pilot))
        assert listed(pilot) == 5
        review.refusal = ConfigError("session 9 was run by a simulated runner", hint="yours only")
        await pilot.press("d")
        await settled(pilot)
        assert any("by a simulated runner  yours only" in line for line in seen(pilot))
        await pilot.press("enter")
        await arrived(pilot, SessionScreen)
        await pilot.press("x", "d")
        await settled(pilot)
        assert isinstance(pilot.app.screen, SessionScreen)
        assert any("by a simulated runner  yours only" in line for line in seen(pilot))


async def test_a_session_deleted_on_its_page_can_come_back_there_and_in_the_list() -> None:
    review = several()
    async with at_review(review, "enter", "x") as pilot:
        assert any("Session 9 is deleted. z brings it back" in line for line in seen(pilot))
        assert seen(pilot)[-1].split() == ["z", "bring", "it", "back", "Esc", "back", "?", "help"]
        await pilot.press("z", "x", "x", "escape")
        await arrived(pilot, ReviewScreen)
        assert (review.discarded, review.kept, listed(pilot)) == ([9, 9], [9], 4)
        await pilot.press("z")
        await settled(pilot)
        assert (review.kept, listed(pilot)) == ([9, 9], 5)
        await settled(pilot)
        await pilot.press("slash", "r")
        await settled(pilot)
        assert listed(pilot) == 5


async def test_a_session_turns_its_pages_both_ways() -> None:
    async with at_review(RememberedSessions(ROW), "enter", "right") as pilot:
        text = "\n".join(seen(pilot))
        for told in (
            "164 steps a minute   ±1.8 within 10 s   97 % heard",
            "2.61 m/s   6:23 a km",
            "by thirds     first 91 %   second 84 %   last not judged",
            "3 at 12:00   2 at 25:00",
            "minute 13",
            "next morning  1 of 10",
            "4 of 10",
            "grass   in Blue",
            "6.24 km   by the footpod",
            "left knee",
            "windy on the way back",
        ):
            assert told in text
        await pilot.press("tab")
        await settled(pilot)
        text = "\n".join(seen(pilot))
        assert "Tue 3 Nov 2026 07:05" in text
        assert "the same route in week 1" in text
        assert "cadence       a minute       158         164          +6" in text
        assert "next morning                   -           1" in text
        await pilot.press("right")
        await settled(pilot)
        assert any("▸ 5:00 posture" in line for line in seen(pilot))
        await pilot.press("down")
        await settled(pilot)
        assert any("▸ 10:00" in line for line in seen(pilot)), "its keys work again"
        assert any("m/s │" in line for line in seen(pilot))


@pytest.mark.parametrize("width", [56, 60, 76])
def test_what_is_too_long_for_a_line_of_the_figures_goes_on_in_the_next(width: int) -> None:
    pains = tuple((frames(60 * minute), 2) for minute in range(10, 20))
    long = replace(DETAIL, thirds=(None, 100.0, None), pain=pains)
    lines = [line_text(line) for line in figure_lines(Sheet(long, None), width, 30)]
    assert not any("…" in line or len(line) > width for line in lines)
    said = " ".join(" ".join(lines).split())
    for words in ("±1.8 within 10 s 97 % heard", "second 100 % last not judged", "2 at 19:00"):
        assert words in said
    goes_on = [line for line in lines if line.startswith(" ")]
    assert all(line.startswith(" " * 14 + line.strip()[0]) for line in goes_on)
    assert goes_on


def test_figures_say_what_is_not_known_and_whose_run_it_is() -> None:
    bare = replace(DETAIL, speed_mps=None, variability_spm=None, thirds=(), pain=(), speeds=())
    bare = replace(bare, row=replace(ROW, source="simulated", cadence_spm=None))
    lines = [
        line_text(line) for line in figure_lines(Sheet(bare, SessionContext(None, None)), 76, 18)
    ]
    assert "by thirds     there was no beat" in lines
    assert "in the run    none was noted" in lines
    assert lines[-1] == "a simulated runner: there is no back and nothing to tell"
    short = replace(DETAIL, thirds=(None, None, None))
    lines = [line_text(line) for line in figure_lines(Sheet(short, None), 76, 18)]
    assert "by thirds     too short to be judged" in lines
    reading = [line_text(line) for line in figure_lines(Sheet(DETAIL, None), 76, 18)]
    assert "what you told is being read" in reading
    untold = replace(TOLD.run, run=replace(TOLD.run.run, note=RunNote(), distance_m=None))
    lines = [
        line_text(line)
        for line in figure_lines(Sheet(DETAIL, SessionContext(untold, None)), 76, 18)
    ]
    assert lines[-6:] == [
        "effort        not told",
        "ran on        not told",
        "route         not told",
        "distance      not told",
        "also hurt     nothing told",
        "note          not told",
    ]


@pytest.mark.parametrize("size", [(76, 18), (36, 8), (116, 30)])
@pytest.mark.parametrize("text", ["", *NASTY])
def test_both_sheets_keep_to_their_place_whatever_was_told(
    text: str, size: tuple[int, int]
) -> None:
    note = RunNote(4, None, text, text, text, text, text)
    told = replace(TOLD, run=replace(TOLD.run, run=replace(TOLD.run.run, note=note)))
    for draw in (figure_lines, beside_lines, wide_lines):
        lines = draw(Sheet(DETAIL, told), *size)
        assert 0 < len(lines) <= size[1]
        assert all(cells(line) <= size[0] for line in lines)


def test_with_room_the_early_run_stands_next_to_the_figures() -> None:
    wide = [line_text(line) for line in wide_lines(Sheet(DETAIL, TOLD), 118, 30)]
    narrow = [line_text(line) for line in figure_lines(Sheet(DETAIL, TOLD), 57, 30)]
    other = [line_text(line) for line in beside_lines(Sheet(DETAIL, TOLD), 57, 30)]
    for line, left in zip(wide, narrow, strict=True):
        assert line.startswith(left)
    for line, right in zip(wide, other, strict=False):
        assert line[61:] == right
    assert wide_lines(Sheet(DETAIL, TOLD), 100, 30) == figure_lines(Sheet(DETAIL, TOLD), 100, 30)


def test_on_a_small_screen_no_figure_of_two_runs_is_cut() -> None:
    wide, narrow = (
        [
            line_text(line).replace("a minute", "spm").split()
            for line in beside_lines(Sheet(DETAIL, TOLD), width, 30)
        ]
        for width in (76, 36)
    )
    at = wide.index(["then", "this", "run", "change"])
    assert narrow[at] == ["then", "now", "change"]
    assert narrow[at + 1 : at + 9] == wide[at + 1 : at + 9]


def test_nothing_to_compare_with_says_why() -> None:
    alone = Sheet(DETAIL, SessionContext(TOLD.run, None))
    assert line_text(beside_lines(alone, 76, 9)[0]) == "There is nothing to compare with yet."
    replayed = replace(DETAIL, row=replace(ROW, source="replay"))
    assert "a recording" in line_text(
        beside_lines(Sheet(replayed, SessionContext(None, None)), 76, 9)[0]
    )


def test_speed_stands_below_its_column_of_the_chart_and_a_gap_is_blank() -> None:
    chart = Chart(chart_of(0, 2399), None, ())
    rising = SpeedLine([second / 1000 for second in range(2400)], chart)
    (line,) = speed_lines(rising, 78, 1)
    text = line_text(line)
    assert text.startswith(" m/s │")
    bars = text[AXIS:]
    assert (bars[0], bars[66]) == ("▁", "█")
    assert list(bars.rstrip()) == sorted(bars.rstrip())
    gap = SpeedLine([None if 1000 <= second < 1400 else 2.5 for second in range(2400)], chart)
    cut = line_text(speed_lines(gap, 78, 1)[0])[AXIS:]
    assert cut[30:38] == " " * 8
    assert len(set(cut.replace(" ", ""))) == 1
    assert line_text(speed_lines(SpeedLine((), chart), 78, 1)[0]) == " m/s │none was measured"


async def test_a_run_is_told_of_row_by_row_and_kept_at_once() -> None:
    review = RememberedSessions(ROW)
    review.notes = {7: RunNote(held=True, shoes="Old pair")}
    async with at_review(review, "d") as pilot:
        assert isinstance(pilot.app.screen, TellingScreen)
        assert any("◂ Old pair ▸" in line for line in seen(pilot))
        await pilot.press("4", "down", "right", "down", "right", "down", *"6,2", "down", "h")
        await pilot.press("down", "k", "l", "backspace", "down")
        pilot.app.screen.post_message(Paste("hot\nand \x1b[31mdry"))
        await settled(pilot)
        assert any("note        hot and dry▏" in line for line in seen(pilot))
        await pilot.press("enter")
        await arrived(pilot, ReviewScreen)
    assert review.notes[7] == RunNote(4, True, "k", "grass", "Blue", "h", "hot and dry", 6200.0)


async def test_what_was_told_can_be_taken_back_or_left_as_it_was() -> None:
    review = RememberedSessions(ROW)
    before = review.notes[7] = RunNote(2, None, "", "grass", "Blue", "", "x", 5000.0)
    async with at_review(review, "enter", "d", "1", "0") as pilot:
        assert any("◂ 10 of 10 ▸" in line for line in seen(pilot))
        await pilot.press("escape")
        assert any("Esc once more leaves it as it was" in line for line in seen(pilot))
        await pilot.press("escape")
        await arrived(pilot, SessionScreen)
        assert review.notes[7] == before
        await pilot.press("d", "t", "right", "down", "left", "down", "left", "down", "ctrl+u")
        await pilot.press("end", "ctrl+u", "enter")
        await arrived(pilot, SessionScreen)
    assert review.notes[7] == RunNote()


async def test_what_cannot_be_kept_is_told_and_stays_to_be_mended() -> None:
    review = RememberedSessions(ROW)
    before = review.notes[7]
    async with at_review(review, "d", "down", "down", "down") as pilot:
        await pilot.press("ctrl+u", "f", "enter")
        await settled(pilot)
        assert isinstance(pilot.app.screen, TellingScreen)
        assert any("a distance is km, up to 200" in line for line in seen(pilot))
        review.refusal = StoreBusy("sessions.db: it is read only", hint="give it back")
        await pilot.press("ctrl+u", "5", "enter")
        await settled(pilot)
        assert isinstance(pilot.app.screen, TellingScreen)
        assert any("it is read only  give it back" in line for line in seen(pilot))
    assert review.notes[7] == before


async def test_a_deleted_run_says_which_own_cadence_stands_and_offers_to_take_back_its_own() -> (
    None
):
    review = several()
    review.set_spm[8] = Spm(163)
    async with at_review(review, "x") as pilot:
        assert any(
            "Your own cadence is 158 steps a minute, of Mon 2 Nov." in line for line in seen(pilot)
        )
        await pilot.press("y", "x")
        await settled(pilot)
        text = "\n".join(seen(pilot))
        assert "Session 8 is deleted. z brings it back" in text
        assert "It set your own cadence, 163, which stands. Take that back, too? y" in text
        await pilot.press("y")
        await settled(pilot)
        assert any("No own cadence is known now." in line for line in seen(pilot))
        assert review.set_spm == {}


async def test_an_interrupted_run_that_set_the_own_cadence_is_asked_about_on_today() -> None:
    review = RememberedSessions(ROW)
    review.broken.append(replace(ROW, id=9, state="interrupted"))
    review.set_spm[9] = Spm(163)
    async with app_of(review=review).run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await pilot.press("x")
        await settled(pilot)
        assert any("Take that back, too? y" in line for line in seen(pilot))
        await pilot.press("y")
        await settled(pilot)
        assert any("No own cadence is known now." in line for line in seen(pilot))
