"""The lines of a run as text: every state in words, nothing in colour alone."""

from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cadencecoach.adapters.audio.silent import NullOut
from cadencecoach.adapters.clock import SystemClock
from cadencecoach.adapters.simulated import CHARACTERS, SimulatedRunner
from cadencecoach.core import events
from cadencecoach.core.events import LinkState
from cadencecoach.core.plan.plan import ClickMode, StageKind
from cadencecoach.core.run.view import BeatView, RungView, RunView, SensorView
from cadencecoach.core.sensor.adherence import BandState
from cadencecoach.core.values.units import Frame, Frames, Spm
from cadencecoach.session import Session
from cadencecoach.ui.ink import cells, line_text
from cadencecoach.ui.lines import run
from cadencecoach.ui.lines.chart import Chart, chart_lines
from cadencecoach.ui.lines.ladder import plan_lines, plan_words
from cadencecoach.ui.lines.page import keys_lines, too_small_lines
from cadencecoach.ui.screens.run import read_off
from cadencecoach.ui.widgets.pulse import lit_foot, pulse_line
from tests.core.worlds import BANK, setup
from tests.ui.fakes import PLANS, UNHEARD, VIEW, plan_of

DEAF = SensorView(LinkState.OFF, "", None, None, "")
POD = SensorView(LinkState.CONNECTED, "RunPod", 0.4, 78, "")
AWAITED = SensorView(LinkState.SEARCHING, "RunPod", None, None, "")


def text(lines) -> str:
    return "\n".join(line_text(line) for line in lines)


def test_the_head_says_where_in_the_run():
    line = text(run.head_lines(VIEW, 78, 1))
    assert line.startswith("● Ramp 160 → 175  target 2 of 4")
    assert "12:41 of 40:00" in line
    assert line.count("━") == round(761 / 2400 * (line.count("━") + line.count("─")))


def test_a_narrow_head_keeps_state_and_time():
    assert text(run.head_lines(VIEW, 38, 1)) == "● target 2 of 4         12:41 of 40:00"


def test_no_data_is_dashes_and_never_zero():
    for lines in (run.you_lines(UNHEARD, 24, 7), run.band_lines(UNHEARD, 24, 7)):
        assert "0" not in text(lines)
        assert "██████  ██████" in text(lines)
    assert "no footpod" in text(run.you_lines(UNHEARD, 24, 7))


@pytest.mark.parametrize(
    ("band", "off", "said"),
    [
        (BandState.IN_BAND, -2, "▼ 2 on target"),
        (BandState.OVER, 7, "▲ 7 too quick"),
        (BandState.UNDER, -9, "▼ 9 too slow"),
    ],
)
def test_off_target_in_words(band: BandState, off: int, said: str):
    assert said in line_text(run.off_target(replace(VIEW, band=band, off_target=off), 30))


@pytest.mark.parametrize(
    ("sensor", "said"),
    [
        (POD, "RunPod connected  battery 78 %"),
        (replace(POD, battery_percent=9), "battery 9 %, low"),
        (replace(POD, state=LinkState.SILENT, age_s=5.2), "RunPod silent, no data for 5 s"),
        (replace(POD, state=LinkState.LOST), "RunPod lost, looking for it"),
        (replace(POD, state=LinkState.SEARCHING), "RunPod searching"),
        (SensorView(LinkState.OFF, "", None, None, ""), "no footpod"),
    ],
)
def test_every_state_of_the_footpod_has_its_words(sensor: SensorView, said: str):
    assert said in line_text(run.sensor_line(sensor))


def test_sound_lost_muted_and_silent_are_said():
    assert "NO SOUND  unplugged" in line_text(
        run.sound_line(replace(VIEW, audio_note="unplugged", muted=True), 60)
    )
    assert "MUTED" in line_text(run.sound_line(replace(VIEW, muted=True), 60))
    line = line_text(
        run.sound_line(replace(VIEW, click_note="in band", volume_db=-4.0, pain=3), 60)
    )
    assert line == "click silent  on target   volume -4 dB   pain 3"


def test_an_open_question_shows_its_keys():
    line = line_text(run.notice_line(replace(VIEW, open_question="Is my spine neutral?"), 60))
    assert line == "? Is my spine neutral?   y yes  n no"
    narrow = line_text(run.notice_line(replace(VIEW, open_question="x" * 90), 38))
    assert narrow.endswith("y yes  n no")


def test_the_ladder_differs_in_shape_not_only_in_colour():
    line = text(run.stair_lines(VIEW, 78, 1))
    assert line == "ramp   160 ━━━━━━━━━ 165 ━━━━●──── 170 ───────── 175    170 in 2:19"


@given(st.integers(1, 30), st.integers(0, 29), st.integers(8, 120))
def test_any_ladder_shows_the_rung_in_work(rungs: int, here: int, width: int):
    here = min(here, rungs - 1)
    ladder = tuple(
        RungView(Spm(100 + 4 * i), 1.0 if i < here else 0.5 if i == here else 0.0, i == here)
        for i in range(rungs)
    )
    line = line_text(run.ladder_line(ladder, width))
    assert str(100 + 4 * here) in line
    assert "●" in line


def test_cues_count_down_and_show_what_they_changed():
    following, last = (line_text(line) for line in run.cue_lines(VIEW, 78, 2))
    assert following == "next   posture check in 2:19"
    assert last == "last   10:00 posture  ✔ neutral  ✔ relaxed   161 → 164  +3"


def test_a_cue_that_was_not_spoken_says_why():
    assert VIEW.last_cue is not None
    cue = replace(
        VIEW.last_cue, spoken=False, why="muted", answers=(("neutral", False), ("relaxed", None))
    )
    line = line_text(run.cue_line(cue))
    assert "not spoken: muted  ✘ neutral  · relaxed" in line


def test_paused_is_said_in_the_biggest_words():
    big = text(run.paused_lines(VIEW, 78, 10))
    assert big.count("█") > 100
    assert "space runs on" in big
    assert "P A U S E D" in text(run.paused_lines(VIEW, 20, 4))


@given(st.integers(1, 80), st.integers(1, 30))
def test_too_small_is_one_line_that_fits_where_anything_does(width: int, height: int):
    lines = too_small_lines((width, height), width, height)
    assert len(lines) == 1
    assert "40x12" in text(lines)
    assert cells(lines[0]) <= max(width, 5)


@given(st.integers(20, 200), st.integers(1, 20))
def test_every_line_stays_in_its_place(width: int, height: int):
    for draw in (
        run.head_lines,
        run.status_lines,
        run.stair_lines,
        run.cue_lines,
        run.off_lines,
        run.paused_lines,
    ):
        assert all(cells(line) <= width for line in draw(VIEW, width, height))


BEAT = BeatView(number=7, at=Frame(1000), interval=Frames(20_000), audible=True)


def test_a_foot_is_lit_from_the_moment_it_is_heard():
    assert lit_foot(BEAT, Frame(999)) == (None, 1)
    assert lit_foot(BEAT, Frame(1000)) == (1, 9000)
    assert lit_foot(BEAT, Frame(10_000)) == (None, 11_000)
    assert lit_foot(BEAT, Frame(21_000)) == (0, 9000)
    assert lit_foot(None, Frame(0))[0] is None
    assert lit_foot(replace(BEAT, audible=False), Frame(1000))[0] is None


@given(st.integers(0, 10_000_000), st.integers(12_000, 28_800))
def test_the_wake_up_is_the_moment_of_the_change(ear: int, interval: int):
    beat = replace(BEAT, interval=Frames(interval))
    foot, left = lit_foot(beat, Frame(ear))
    assert left > 0
    assert lit_foot(beat, Frame(ear + left - 1))[0] == foot
    assert lit_foot(beat, Frame(ear + left))[0] != foot


def test_the_lit_foot_is_filled():
    assert line_text(pulse_line(0, sounding=True)) == "● L   ○ R"
    assert line_text(pulse_line(1, sounding=True)) == "○ L   ● R"
    assert line_text(pulse_line(None, sounding=False)) == "○ ○  no click"


def test_a_plan_shows_its_stairs_before_it_is_run():
    lines = [line_text(line) for line in plan_lines(PLANS[0], 72, 12)]
    places = [
        next(y for y, line in enumerate(lines) if spm in line) for spm in ("175", "165", "160")
    ]
    assert places == sorted(places)
    assert lines[-1].count("?") == 7
    assert "warm-up" in lines[-3]
    assert line_text(plan_words(PLANS[0])) == (
        "40:00 · 160 → 175 a minute · +5 a level · posture check every 5:00"
    )


def test_a_plan_of_two_targets_is_told_whole_at_80_columns():
    two = plan_of("two", "Two", 163, 168, 5)
    words = line_text(plan_words(replace(two, click=ClickMode.FADED)))
    assert words == "40:00 · 163 → 168 a minute · posture check every 5:00 · click faded"
    assert len(words) <= 76


@given(st.integers(100, 239), st.integers(100, 240), st.integers(0, 120), st.integers(0, 40))
def test_any_ladder_fits_any_box(start: int, top: int, width: int, height: int):
    if abs(top - start) > 25:
        top = start + 25 if top > start else start - 25
    lines = plan_lines(plan_of("x", "x", start, max(100, min(240, top)), 5), width, height)
    assert len(lines) <= height
    assert all(cells(line) <= width for line in lines)


BASELINE = replace(
    VIEW, state="baseline", target_spm=None, beat=None, off_target=None, band=None, rungs=(),
    in_band_percent=None,
)  # fmt: skip


@pytest.mark.parametrize(
    ("view", "shown"),
    [
        (VIEW, {"target-panel", "you", "band"}),
        (BASELINE, {"you", "left"}),
        (replace(BASELINE, state="warm-up", rungs=VIEW.rungs), {"you", "left"}),
        (replace(VIEW, sensor=DEAF, live_spm=None), {"target-panel", "left"}),
        (replace(BASELINE, sensor=DEAF, live_spm=None), {"left"}),
        (replace(VIEW, sensor=AWAITED, live_spm=None), {"target-panel", "left"}),
        (replace(BASELINE, sensor=AWAITED, live_spm=None), {"left"}),
        (replace(VIEW, live_spm=None), {"target-panel", "you", "band"}),
    ],
)
def test_what_is_not_there_has_no_panel_and_no_dashes(view: RunView, shown: set[str]):
    assert {"target-panel", "you", "band", "left"} - run.hidden(view) == shown
    drawn = text(run.small_lines(view, 38, 6))
    assert ("YOU" in drawn) == ("you" in shown)
    assert ("TARGET" in drawn) == ("target-panel" in shown)


def test_a_baseline_says_how_to_run_and_how_long():
    lines = text(run.left_lines(BASELINE, 40, 8)).splitlines()
    assert lines[0] == "LEFT OF MEASURING"
    assert lines[-1] == "run as you always do"
    assert text(run.stair_lines(BASELINE, 78, 1)) == "now    run as you always do"


def test_the_time_left_says_of_what():
    stages = [stage.value for stage in StageKind if stage not in (StageKind.RUNG, StageKind.HOLD)]
    for state in stages:
        labels = {
            text(
                lines(replace(BASELINE, state=state, sensor=DEAF, live_spm=None), 36, 8)
            ).splitlines()[0]
            for lines in (run.left_lines, run.small_lines)
        }
        assert len(labels) == 1
        assert "THIS" not in labels.pop()
    assert text(run.left_lines(replace(BASELINE, state="paused"), 40, 8)).startswith(
        "LEFT OF THIS PART"
    )


def test_a_warm_up_promises_a_beat_only_where_one_comes():
    before = replace(BASELINE, state="warm-up", rungs=VIEW.rungs)
    assert text(run.left_lines(before, 40, 8)).endswith("run easy; the beat comes later")
    alone = replace(BASELINE, state="warm-up")
    assert text(run.left_lines(alone, 40, 8)).endswith("run easy")
    assert text(run.stair_lines(alone, 78, 1)) == "now    run easy"


def test_a_kept_target_is_told_in_plain_words():
    assert VIEW.last_cue is not None
    assert "target kept" in line_text(run.cue_line(replace(VIEW.last_cue, name="frozen")))


def test_no_cue_is_no_line():
    assert run.cue_lines(replace(VIEW, next_cue="", last_cue=None), 78, 2) == [(), ()]


def test_why_nothing_is_heard_is_never_cut():
    why = "there is no Bluetooth inside a container: run CadenceCoach outside of it, or choose none"
    lines = chart_lines(Chart((), 2, ("RunPod: searching", why)), 50, 9)
    assert set(why.split()) <= set(text(lines).split())


def test_the_digits_are_a_third_of_a_big_screen():
    assert len(run.you_lines(VIEW, 84, 22)) == 1 + 20 + 1
    assert all(cells(line) <= 84 for line in run.you_lines(VIEW, 84, 22))


def test_a_narrow_last_line_keeps_the_first_key_and_the_ways_out():
    keys = (("Enter", "take it"), ("↑/↓", "choose"), ("Esc", "not now"), ("?", "help"))
    assert text(keys_lines(keys, 48, 1)) == "Enter take it  ↑/↓ choose  Esc not now  ? help"
    assert text(keys_lines(keys, 38, 1)) == "Enter take it  Esc not now  ? help"
    assert text(keys_lines(keys, 30, 1)) == "Enter take it  Esc not now"
    assert text(keys_lines(keys, 20, 1)) == "Enter take it"
    assert text(keys_lines(keys, 5, 1)) == ""


class Unkept:
    """A log that keeps nothing."""

    def append(self, _events: object) -> None: ...

    def reached(self, _at: Frame) -> None: ...


BARS = str.maketrans("━─●", "   ")
DRAWN = (
    run.head_lines,
    run.target_lines,
    run.you_lines,
    run.band_lines,
    run.left_lines,
    run.status_lines,
    run.small_lines,
    run.off_lines,
    run.stair_lines,
    run.cue_lines,
)


def painted(view: RunView) -> tuple[object, ...]:
    """All that a screen says of a view, but for how far its bars are."""
    return (
        run.hidden(view),
        text([run.notice_line(view, 80)]),
        *(text(draw(view, 80, 6)).translate(BARS) for draw in DRAWN),
        view.chart,
        view.paused,
        view.beat and (view.beat.interval, view.beat.audible),
    )


@pytest.mark.parametrize("character", ["follows", "loses-pod", "walks"])
async def test_what_reads_the_same_is_painted_the_same(character: str):
    pressed = {
        300: lambda at: events.Nudged(at, 5),
        340: events.PausePressed,
        400: events.PausePressed,
        500: events.MutePressed,
        540: events.MutePressed,
        600: lambda at: events.PainNoted(at, 3),
        700: events.CueAsked,
        760: lambda at: events.Answer(at, True),
    }
    views: list[RunView] = []
    runner = SimulatedRunner(1, CHARACTERS[character])
    session = Session(setup(), BANK, NullOut(SystemClock(), None), runner, Unkept())

    def see(view: RunView) -> None:
        views.append(view)
        if len(views) in pressed:
            session.command(pressed.pop(len(views)))

    await session.run(see)
    assert not pressed
    alike = 0
    for one, other in pairwise(views):
        if read_off(one) == read_off(other):
            alike += 1
            assert painted(one) == painted(other)
    assert alike > len(views) / 2
