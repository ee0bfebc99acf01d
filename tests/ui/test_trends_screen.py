"""Trends under the pilot: a page at a time on a small terminal, all at once on a large one."""

from cadencecoach.errors import StoreError
from cadencecoach.ui.screens.trends import TrendsScreen
from tests.core.eightweeks import EVIL, eight_weeks_lived
from tests.ui.fakes import JournalInMemory, app_of, arrived, seen, settled

SMALL, LARGE = (80, 24), (120, 40)


def lived(words: str = "low on the left") -> JournalInMemory:
    journal = JournalInMemory()
    journal.found = eight_weeks_lived(words).found
    return journal


async def texts_at(
    size: tuple[int, int], *keys: str, journal: JournalInMemory | None = None
) -> list[str]:
    """The screen as it opens, and after each key."""
    texts = []
    async with app_of(journal=journal or lived()).run_test(size=size) as pilot:
        await settled(pilot)
        for pressed in ("t", *keys):
            await pilot.press(*pressed.split(","))
            await settled(pilot)
            texts.append("\n".join(seen(pilot)))
    return texts


async def test_left_and_right_turn_the_pages_and_up_and_down_choose():
    weeks, missing, again, back, fifth, first, cues, chosen = await texts_at(
        SMALL, "left", "right", "right", "up,up,up", "home", "right", "down"
    )
    assert again == weeks
    for part in (
        "Pain, week 8 against week 1: better: 4.7 then, 1.8 now.",
        "A change is 2 points or 30 %, in the mean of at least 2 rated days a week.",
        "▸   8 26 Oct      3   112    87   160     170       91 %   16 %     1.5",
        "pain             4.7         1.8    ▇▇▇▆▅▅▄▃",
        "on target          -        91 %    ·▅▆▆▆▆▆▆",
    ):
        assert part in weeks, part
    assert "▸   8 26 Oct      1.7    2.5      1.3       1.8     better  6 of 7" in back
    assert "highest pain of a day   ▁ 0   · not rated   ▴ a run" in back
    assert "▸  1 Is my spine neutral?" in cues
    assert " +1.4   helps" in cues
    assert "too few: 0 of 10 cues and 0 of 5 runs" in cues
    assert "What followed a cue need not have been caused by it." in cues
    assert "“Run tall.”" in chosen
    assert "no clear change: -0.3 (-0.7 to +0.1) steps a minute" in chosen
    assert "Pain after: told of 21 of 24 runs; the others are unknown." in missing
    assert "2 sessions that nobody ran are left" in missing
    assert "week 5 against week 1: about the same" in fifth
    assert "this is week 1" in first


async def test_a_large_terminal_shows_all_at_once_and_words_from_outside_as_words():
    (text,) = await texts_at(LARGE, journal=lived(EVIL + "x" * 300))
    for part in (
        "Pain, week 8 against week 1: better",
        "▸   8 26 Oct      3   112    87   160     170       91 %   16 %     1.5     1.7    2.5",
        "  1 7 Sep       3    60     0   160       -          -      -     2.2     4.7",
        "week 1      week 8    weeks 1 to 8",
        "highest pain of a day   ▁ 0   · not rated   ▴ a run",
        "+1.4 (+1.2 to +1.7)       moves you as it asks",
        "Adherence: 8 runs with a beat had too little footpod data to judge.",
        "<script>alert(1)</script>",
    ):
        assert part in text, part
    assert not {"\x1b", "\x00", "\u202e"} & set(text)


async def test_a_small_terminal_still_says_the_verdict():
    (text,) = await texts_at((40, 12))
    assert "4.7 then, 1.8 now." in text
    assert "26 Oct" in text


async def test_nothing_recorded_says_so_whatever_is_pressed():
    for text in await texts_at(SMALL, "right", "right", "down", journal=JournalInMemory()):
        assert "Nothing was recorded yet. The first run, or rating, shows here." in text


async def test_one_week_has_no_verdict():
    journal = JournalInMemory()
    journal.start_programme()
    week, _, cues = await texts_at(SMALL, "right", "right", journal=journal)
    assert "Pain: this is week 1, which later weeks are compared with." in week
    assert "No cue was said in the newest runs." in cues


async def test_a_log_that_cannot_be_read_is_told_in_a_line():
    journal = lived()
    async with app_of(journal=journal).run_test(size=SMALL) as pilot:
        await settled(pilot)
        journal.error = StoreError("the log is locked", hint="close the other program")
        await pilot.press("t")
        await settled(pilot)
        assert "✘ the log is locked  close the other program" in "\n".join(seen(pilot))


async def test_it_is_reached_from_the_review_too():
    async with app_of(journal=lived()).run_test(size=SMALL) as pilot:
        await settled(pilot)
        await pilot.press("v")
        await settled(pilot)
        await pilot.press("t")
        await arrived(pilot, TrendsScreen)
        await pilot.press("escape")
        await settled(pilot)
        assert "Sessions" in seen(pilot)[0]
