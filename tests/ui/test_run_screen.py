"""The run screen under the pilot: what is painted, what is sent, at every size and colour."""

from dataclasses import replace

import pytest
from textual.command import CommandPalette
from textual.geometry import Region
from textual.pilot import Pilot

from cadencecoach.core import events
from cadencecoach.core.events import LinkState
from cadencecoach.core.run.view import RunView
from cadencecoach.core.values.units import Frame, Spm, frames
from cadencecoach.errors import DeviceNotFound
from cadencecoach.ui.app import CadenceCoachApp
from cadencecoach.ui.ink import Ground, Ink, cells, line_text
from cadencecoach.ui.lines.digits import blocks, size_for
from cadencecoach.ui.run_room import KEYS as ALL_KEYS
from cadencecoach.ui.run_room import SMALL_KEYS, Room, keys_for, room_for
from cadencecoach.ui.screens.help import HelpPage, HelpScreen, help_lines
from cadencecoach.ui.screens.run import RunScreen
from cadencecoach.ui.screens.session import SessionScreen
from cadencecoach.ui.screens.today import TodayScreen
from cadencecoach.ui.themes import PALETTES
from cadencecoach.ui.widgets.paper import Paper
from cadencecoach.ui.widgets.pulse import Pulse
from tests.ui.fakes import (
    UNHEARD,
    VIEW,
    RememberedPreferences,
    ScriptedDriver,
    app_of,
    arrived,
    seen,
    settled,
)

AT = Frame(0)
KEYS = events.Door.KEYS
PAUSED = replace(VIEW, paused=True, state="paused", beat=None)


def running(driver: ScriptedDriver) -> CadenceCoachApp:
    return app_of(driver, run_now=True)


def screen_of(pilot: Pilot[None]) -> RunScreen:
    assert isinstance(pilot.app.screen, RunScreen)
    return pilot.app.screen


async def text_at(size: tuple[int, int], view: RunView = VIEW, *keys: str) -> str:
    app = running(ScriptedDriver(view))
    async with app.run_test(size=size) as pilot:
        await settled(pilot)
        await pilot.press(*keys)
        await settled(pilot)
        return "\n".join(seen(pilot))


@pytest.mark.parametrize(
    ("size", "room"),
    [
        ((80, 24), Room.NORMAL),
        ((120, 40), Room.LARGE),
        ((200, 60), Room.HUGE),
        ((40, 12), Room.SMALL),
        ((20, 5), Room.TINY),
        ((200, 12), Room.SMALL),
        ((40, 60), Room.SMALL),
        ((39, 60), Room.TINY),
    ],
)
def test_each_size_has_its_layout(size: tuple[int, int], room: Room):
    assert room_for(*size) is room


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (200, 60)])
async def test_everything_is_there_where_there_is_room(size: tuple[int, int]):
    text = await text_at(size)
    for said in (
        "Ramp 160 → 175  target 2 of 4",
        "12:41 of 40:00",
        "TARGET",
        "YOU",
        "ON TARGET",
        "▼ 2 on target",
        "of 11:20 heard",
        "RunPod",
        "170 in 2:19",
        "posture check in 2:19",
        "✔ neutral  ✔ relaxed   161 → 164  +3",
        "space pause",
        "q finish",
    ):
        assert said in text


async def test_bigger_screens_have_bigger_digits():
    heights = []
    for width, height in ((80, 24), (120, 40), (200, 60)):
        text = await text_at((width, height))
        heights.append(sum("█" in line for line in text.splitlines()))
    assert heights == sorted(set(heights))


async def test_at_80x24_the_target_stands_in_blocks():
    text = await text_at((80, 24))
    for row in blocks("165", size_for(3, 23, 5)):
        assert row in text


async def test_40x12_shows_target_you_and_where_in_the_run():
    text = await text_at((40, 12))
    assert "target 2 of 4" in text
    assert "12:41 of 40:00" in text
    size = size_for(3, 17, 5)
    for target, you in zip(blocks("165", size), blocks("163", size), strict=True):
        assert any(target in line and you in line for line in text.splitlines())


async def test_smaller_says_so_in_one_line():
    lines = [line for line in (await text_at((20, 5))).splitlines() if line.strip()]
    assert [line.strip() for line in lines] == ["needs 40x12"]
    lines = [line for line in (await text_at((70, 8))).splitlines() if line.strip()]
    assert len(lines) == 1
    assert "70x8" in lines[0]


async def test_keys_still_work_where_nothing_can_be_shown():
    driver = ScriptedDriver(VIEW)
    async with running(driver).run_test(size=(20, 5)) as pilot:
        await settled(pilot)
        await pilot.press("space")
        assert driver.pressed == [events.PauseAsked(AT, door=KEYS)]


@pytest.mark.parametrize("theme", ["dark", "light", "high-contrast"])
async def test_each_theme_paints_the_same_words_in_its_own_colours(
    theme: str, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("COLORTERM", "truecolor")
    app = running(ScriptedDriver(VIEW))
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        before = seen(pilot)
        app.theme = theme
        await settled(pilot)
        assert seen(pilot) == before
        svg = app.export_screenshot()
        palette = PALETTES[theme]
        inks = (Ink.TARGET, Ink.YOU, Ink.GOOD, Ink.WARN, Ink.DIM, Ink.RULE)
        grounds = (Ground.PAGE, Ground.PANEL, Ground.BAND)
        colours = {palette.inks[ink] for ink in inks} | {palette.grounds[g] for g in grounds}
        assert {colour for colour in colours if colour not in svg} == set()


async def test_without_a_footpod_the_screen_is_honest():
    text = await text_at((80, 24), UNHEARD)
    assert "no footpod, so nothing is measured" in text
    assert "leave this run, then f" in text
    assert "LEFT OF THIS TARGET" in text
    assert "---" not in text
    assert not any("\u2800" <= char <= "\u28ff" for char in text)


@pytest.mark.parametrize("size", [(80, 24), (40, 12), (200, 60)])
async def test_paused_cannot_be_missed(size: tuple[int, int]):
    text = await text_at(size, PAUSED)
    assert "❚❚" in text
    assert "paused" in text
    assert "space runs on" in text
    wide = {80: 78, 40: 38, 200: 198}[size[0]]
    assert any(blocks("PAUSED", s)[0] in text for s in {size_for(6, wide, h) for h in range(3, 40)})


@pytest.mark.parametrize("size", [(80, 24), (40, 12)])
async def test_muted_and_lost_sound_are_words_at_every_size(size: tuple[int, int]):
    assert "MUTED" in await text_at(size, replace(VIEW, muted=True))
    assert "NO SOUND" in await text_at(size, replace(VIEW, audio_note="earphones off"))


async def test_a_lost_sensor_is_a_word():
    lost = replace(VIEW, sensor=replace(VIEW.sensor, state=LinkState.LOST))
    assert "RunPod lost, looking for it" in await text_at((80, 24), lost)


async def test_each_key_sends_its_command():
    driver = ScriptedDriver(VIEW)
    async with running(driver).run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        for keys, sent in (
            (["space"], events.PauseAsked(AT, door=KEYS)),
            (["plus"], events.TargetMoved(AT, 1, door=KEYS)),
            (["equals_sign"], events.TargetMoved(AT, 1, door=KEYS)),
            (["minus"], events.TargetMoved(AT, -1, door=KEYS)),
            (["underscore"], events.TargetMoved(AT, -1, door=KEYS)),
            (["up"], events.TargetMoved(AT, 5, door=KEYS)),
            (["right_square_bracket"], events.TargetMoved(AT, 5, door=KEYS)),
            (["down"], events.TargetMoved(AT, -5, door=KEYS)),
            (["left_square_bracket"], events.TargetMoved(AT, -5, door=KEYS)),
            (["tab"], events.SkipPressed(AT, door=KEYS)),
            (["k"], events.FreezeAsked(AT, door=KEYS)),
            (["comma"], events.CueAsked(AT, door=KEYS)),
            (["full_stop"], events.WhereAsked(AT, door=KEYS)),
            (["y"], events.Answer(AT, yes=True, door=KEYS)),
            (["n"], events.Answer(AT, yes=False, door=KEYS)),
            (["m"], events.MuteAsked(AT, door=KEYS)),
            (["left"], events.VolumeMoved(AT, -2.0, door=KEYS)),
            (["right"], events.VolumeMoved(AT, 2.0, door=KEYS)),
            (["p", "0"], events.PainNoted(AT, 0, door=KEYS)),
            (["p", "9", "enter"], events.PainNoted(AT, 9, door=KEYS)),
            (["p", "t", "escape"], events.PainNoted(AT, 10, door=KEYS)),
            (["p", "4", "l", "enter"], events.PainNoted(AT, 4, "left", door=KEYS)),
            (["p", "4", "r", "h"], events.PainNoted(AT, 4, "right", sharp=True, door=KEYS)),
            (["p", "4", "g", "b"], events.PainNoted(AT, 4, "both", limping=True, door=KEYS)),
            (["q", "q"], events.FinishAsked(AT, door=KEYS)),
            (["q", "enter"], events.FinishAsked(AT, door=KEYS)),
            (["ctrl+c", "ctrl+c"], events.FinishAsked(AT, door=KEYS)),
            (["ctrl+q", "q"], events.FinishAsked(AT, door=KEYS)),
        ):
            driver.pressed.clear()
            await pilot.press(*keys)
            assert driver.pressed == [sent], keys


async def test_a_pain_is_noted_whatever_comes_next():
    driver = ScriptedDriver(VIEW)
    async with running(driver).run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await pilot.press("p", "5")
        assert driver.pressed == []
        assert any("Pain 5   l left r right" in line for line in seen(pilot))
        await pilot.press("space")
        assert driver.pressed == [
            events.PainNoted(AT, 5, door=KEYS),
            events.PauseAsked(AT, door=KEYS),
        ]
        driver.pressed.clear()
        await pilot.press("p", "5", "l")
        assert any("? Pain 5, left   h sharp   g limping   Enter" in line for line in seen(pilot))
        await pilot.press("comma")
        assert driver.pressed == [
            events.PainNoted(AT, 5, "left", door=KEYS),
            events.CueAsked(AT, door=KEYS),
        ]
        driver.pressed.clear()
        await pilot.press("p", "5")
        screen = pilot.app.screen
        assert isinstance(screen, RunScreen)
        screen._noted()  # as its timer does
        assert driver.pressed == [events.PainNoted(AT, 5, door=KEYS)]
        await pilot.press("l")
        assert len(driver.pressed) == 1


async def test_what_was_only_asked_is_not_done():
    driver = ScriptedDriver(VIEW)
    async with running(driver).run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        for keys in (["3"], ["t"], ["enter"], ["q", "escape", "enter"], ["p", "escape", "3"]):
            await pilot.press(*keys)
            assert driver.pressed == [], keys
        for keys in (["p"], ["q"]):
            await pilot.press(*keys)
            assert driver.pressed == [], keys


async def test_another_key_leaves_the_question_and_does_its_own():
    driver = ScriptedDriver(VIEW)
    async with running(driver).run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await pilot.press("q", "space", "q")
        assert driver.pressed == [events.PauseAsked(AT, door=KEYS)]


async def test_the_question_before_the_end_is_on_the_screen():
    assert "Finish this run here?" in await text_at((80, 24), VIEW, "q")
    assert "Pain in the back now?" in await text_at((80, 24), VIEW, "p")
    assert "Finish here?" in await text_at((40, 12), VIEW, "q")


async def test_only_the_newest_view_is_painted():
    older, newer = replace(VIEW, title="older"), replace(VIEW, title="newer")
    assert RunScreen.Arrived(older).can_replace(RunScreen.Arrived(newer))
    text = await text_at((80, 24), newer)
    assert "newer" in text


async def test_a_view_repaints_only_the_lines_that_differ():
    driver = ScriptedDriver(VIEW)
    async with running(driver).run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        painted: list[tuple[str | None, tuple[Region, ...]]] = []
        for paper in screen_of(pilot).query(Paper):

            def note(*regions: Region, name: str | None = paper.id) -> None:
                painted.append((name, regions))

            paper.refresh = note
        driver.show(replace(VIEW, next_cue_in=frames(138)))
        await settled(pilot)
        assert painted == [("cues", (Region(0, 0, 78, 1),))]


async def test_the_pulse_lights_with_the_ear():
    assert VIEW.beat is not None
    driver = ScriptedDriver(VIEW)
    driver.ear = VIEW.beat.at
    async with running(driver).run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        pulse = screen_of(pilot).query_one("#pulse", Pulse)
        assert line_text(pulse.line) == "● L   ○ R"
        driver.show(replace(VIEW, beat=None))
        await settled(pilot)
        assert line_text(pulse.line) == "○ ○  no click"


async def test_hostile_names_are_only_text():
    nasty = replace(
        VIEW,
        title="[b]x[/b]\x1b[2J",
        sensor=replace(VIEW.sensor, name="\x1b]0;owned\x07P[@click]od"),
    )
    text = await text_at((80, 24), nasty)
    assert "[b]x[/b]" in text
    assert "P[@click]od" in text
    assert "\x1b" not in text


async def test_a_finished_run_opens_as_a_session():
    driver = ScriptedDriver(VIEW)
    async with running(driver).run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        driver.end()
        await settled(pilot)
        await settled(pilot)
        assert isinstance(pilot.app.screen, SessionScreen)
        await pilot.press("escape")
        assert isinstance(pilot.app.screen, TodayScreen)


async def test_a_run_that_cannot_begin_says_why_and_what_to_do():
    driver = ScriptedDriver(error=DeviceNotFound("no sound device", hint="plug in earphones"))
    async with running(driver).run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        assert isinstance(pilot.app.screen, TodayScreen)
        assert any("no sound device  plug in earphones" in line for line in seen(pilot))


async def test_help_lists_the_keys_and_the_run_goes_on_below():
    driver = ScriptedDriver(VIEW)
    async with running(driver).run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await pilot.press("question_mark")
        text = "\n".join(seen(pilot))
        assert "Pause, or run on" in text
        assert "Target up by 5" in text
        driver.show(replace(VIEW, title="meanwhile"))
        await pilot.press("space")
        await settled(pilot)
        assert driver.pressed == []
        assert "meanwhile" in seen(pilot)[0]


async def test_the_palette_knows_our_commands_and_no_others():
    app = app_of(preferences=RememberedPreferences())
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        titles = [command.title for command in app.get_system_commands(pilot.app.screen)]
        assert "Review" in " ".join(titles)
        assert "Colours: high contrast" in titles
        assert "Screenshot" not in titles
        await pilot.press("ctrl+p")
        await settled(pilot)
        assert isinstance(pilot.app.screen, CommandPalette)
        await pilot.resize_terminal(80, 4)
        await pilot.press("pageup", "pagedown")
        await settled(pilot)
        assert isinstance(pilot.app.screen, TodayScreen)


@pytest.mark.parametrize("rows", [1, 2, 3, 4])
async def test_the_palette_needs_rows_for_its_list(rows: int):
    async with app_of().run_test(size=(80, rows)) as pilot:
        await settled(pilot)
        await pilot.press("ctrl+p", "pageup", "pagedown", "escape")
        await settled(pilot)


async def test_a_run_has_no_palette():
    driver = ScriptedDriver(VIEW)
    async with running(driver).run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await pilot.press("ctrl+p")
        await settled(pilot)
        assert isinstance(pilot.app.screen, RunScreen)
        await pilot.press("question_mark", "ctrl+p")
        await settled(pilot)
        assert not CommandPalette.is_open(pilot.app)


@pytest.mark.parametrize("size", [(1, 1), (9, 3), (12, 4), (25, 10), (40, 12), (47, 6), (48, 6)])
async def test_help_opens_in_any_terminal_and_no_line_is_too_long(size: tuple[int, int]):
    async with running(ScriptedDriver(VIEW)).run_test(size=size) as pilot:
        await settled(pilot)
        await pilot.press("question_mark")
        await settled(pilot)
        assert isinstance(pilot.app.screen, HelpScreen)
        await pilot.press("escape")
        assert isinstance(pilot.app.screen, RunScreen)
    keys = [("space", "Pause, or run on"), ("+ =", "Target up by 1")] * 8
    assert all(cells(line) <= size[0] for line in help_lines(HelpPage(keys), *size))


async def test_a_screen_that_fails_leaves_its_run_going(monkeypatch: pytest.MonkeyPatch):
    def broken(*_: object) -> None:
        raise KeyError(0)

    monkeypatch.setattr("cadencecoach.ui.screens.help.help_lines", broken)
    driver = ScriptedDriver(VIEW)
    app = running(driver)

    async def asked_for_help() -> None:
        async with app.run_test(size=(80, 24)) as pilot:
            await settled(pilot)
            await pilot.press("question_mark")
            await settled(pilot)

    with pytest.raises(KeyError):
        await asked_for_help()
    assert isinstance(app.fault, KeyError)
    assert app.left_running is not None
    assert app.left_running.going is not None
    assert not app.left_running.going.done()
    driver.end()
    assert await app.left_running.going == driver.session


async def test_what_is_asked_on_a_small_screen_names_all_its_keys():
    assert "Pain now?  0-9, t = 10  Esc leaves" in await text_at((40, 12), VIEW, "p")
    told = await text_at((40, 12), VIEW, "p", "4")
    assert "Pain 4  lrcb side  h sharp  g limp" in told
    assert "Finish here?  q yes  Esc runs on" in await text_at((40, 12), VIEW, "q")


def test_only_keys_that_do_something_are_named():
    def named(target: Spm | None, *, ladder: bool) -> set[str]:
        view = replace(VIEW, target_spm=target, rungs=VIEW.rungs if ladder else ())
        return {key for key, _ in keys_for(Room.NORMAL, view)}

    assert VIEW.rungs
    whole = {key for key, _ in ALL_KEYS}
    assert named(Spm(165), ladder=True) == whole
    assert named(None, ladder=True) == whole - {"k"}, "before the beat + moves what is to come"
    assert named(None, ladder=False) == whole - {"k", "+/-", "↑/↓"}
    assert keys_for(Room.SMALL, VIEW) is SMALL_KEYS


async def test_a_run_that_measures_names_no_key_of_a_target():
    measuring = replace(VIEW, target_spm=None, rungs=())
    async with app_of(ScriptedDriver(measuring), run_now=True).run_test(size=(120, 40)) as pilot:
        await arrived(pilot, RunScreen)
        await pilot.pause()
        text = "\n".join(seen(pilot))
        assert "finish" in text
        assert "target" not in text.rpartition("space")[2]
