"""Plans and settings: every fault at once, nothing from a file trusted, and a fixed order of who wins."""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from cadencecoach.config.lengths import OFF, length, length_or_off, length_text
from cadencecoach.config.plans import PlanFile, make_plan, own_ends, plan_options, read_plan
from cadencecoach.config.reading import checked
from cadencecoach.config.settings import (
    Settings,
    changed_text,
    load_settings,
    plain_values,
    setting_from,
    too_loud,
    typed_over,
)
from cadencecoach.config.shelf import Shelf, typed_ladder
from cadencecoach.config.shipped import find_configs
from cadencecoach.config.toml_file import read_toml
from cadencecoach.core.plan.ladder import Ladder
from cadencecoach.core.plan.plan import BIGGEST_STEP, Plan, StageKind
from cadencecoach.core.values.units import FASTEST, SLOWEST, Spm, clock, frames
from cadencecoach.errors import CadencecoachError, ConfigError, PlanError

T = TypeVar("T")

CONFIGS = find_configs()
SHIPPED_PLANS = (
    "ramp",
    "steady",
    "drill-30",
    "baseline",
    "demo",
    "fading",
    "listening-ramp",
    "no-metronome",
    "run-walk",
    "when-needed",
)
SHIPPED = CONFIGS / "settings.toml"
NOWHERE = Path("nowhere")
SETTINGS = load_settings(SHIPPED, NOWHERE)
GOOD = """
minutes = 20
warm_up = "2:00"
[ramp]
start = 160
top = 165
"""
RUNG = '[[stage]]\nkind = "rung"\nlength = "60 s"\ntarget = 160\n'


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    return Shelf(CONFIGS, tmp_path / "plans")


@pytest.fixture
def plan_of(tmp_path: Path) -> Callable[..., Plan]:
    """Make a plan of a file's text and of typed options."""

    def make(text: str, **typed: Any) -> Plan:
        path = tmp_path / "mine.toml"
        path.write_text(text)
        return make_plan(
            read_plan(path), path, cue_every=SETTINGS.cue_every, typed=plan_options(typed)
        )

    return make


def told(make: Callable[[], object]) -> ConfigError:
    with pytest.raises(ConfigError) as caught:
        make()
    assert "\n" not in caught.value.message + caught.value.hint + "".join(caught.value.faults)
    return caught.value


def attempt(make: Callable[[], T]) -> tuple[T | None, CadencecoachError | None]:
    """What was made, or the error that a person would read."""
    try:
        return make(), None
    except CadencecoachError as exc:
        return None, exc


# --- what ships -----------------------------------------------------------------------------------


def test_the_default_plan_is_the_ramp_the_issue_asks_for(shelf: Shelf) -> None:
    plan = shelf.plan(SETTINGS.plan, SETTINGS)
    assert [(s.kind, s.target_spm, clock(s.length)) for s in plan.stages] == [
        (StageKind.WARM_UP, None, "5:00"),
        *((StageKind.RUNG, target, "5:00") for target in (160, 165, 170, 175)),
        (StageKind.HOLD, 175, "10:00"),
        (StageKind.COOL_DOWN, None, "5:00"),
    ]
    assert (plan.name, plan.title) == ("ramp", "Ramp 160 → 175")
    assert plan.cue_every == frames(300)
    assert plan.theme


def test_every_shipped_plan_can_be_run_and_clicks_no_longer_than_half_an_hour(shelf: Shelf) -> None:
    shelved = shelf.all(SETTINGS)
    assert tuple(one.name for one in shelved) == SHIPPED_PLANS
    for one in shelved:
        assert one.fault is None
        assert one.plan is not None
        assert one.description
        beat = sum(s.length for s in one.plan.stages if s.target_spm is not None)
        assert beat <= frames(30 * 60)
    lengths = {one.name: clock(one.plan.length) for one in shelved if one.plan is not None}
    assert lengths["drill-30"] == "30:00"
    assert lengths["demo"] == "3:00"


def test_the_shipped_settings_are_whole_and_give_a_source_for_each() -> None:
    lines = [line for line in SHIPPED.read_text().splitlines() if " = " in line]
    assert {line.lstrip("# ").split(" = ")[0] for line in lines} == set(Settings.model_fields)
    assert all("#" in line for line in lines)
    assert SETTINGS.cadence_spm is None


# --- one bad file, every fault --------------------------------------------------------------------


def test_every_fault_is_told_at_once_with_file_key_and_what_was_meant(tmp_path: Path) -> None:
    path = tmp_path / "bad.toml"
    path.write_text(
        'name = "X y"\nminuts = 40\ncue_every = 3.5\ntheme = "yes"\nclick = "allways"\n'
        'title = "a\\u001b[31m"\n[ramp]\nstart = "160"\ntopp = 1\ntop = 1000\nstep = true\n'
        'hold = "5 miles"\n[[stage]]\nkind = "rng"\nlenght = 3\n'
    )
    error = told(lambda: read_plan(path))
    assert error.exit_code == 2
    faults = dict(fault.removeprefix(f"{path}: ").split(": ", 1) for fault in error.faults)
    assert set(faults) == {
        "name", "minuts", "cue_every", "theme", "click", "title", "ramp.start", "ramp.topp",
        "ramp.top", "ramp.step", "ramp.hold", "stage[1].kind", "stage[1].length",
        "stage[1].lenght",
    }  # fmt: skip
    assert faults["minuts"] == "there is no such key; did you mean minutes?"
    assert faults["ramp.topp"].endswith("did you mean top?")
    assert faults["stage[1].lenght"].endswith("did you mean length?")
    assert faults["click"].endswith("did you mean always?")
    assert faults["ramp.start"] == "expected a whole number, found '160'"
    assert faults["ramp.step"] == "expected a whole number, found true"
    assert faults["ramp.top"] == "must be at most 240, found 1000"
    assert faults["theme"] == "expected true or false, found 'yes'"
    assert faults["stage[1].length"] == "is missing"


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (b"minutes = 40\ntitle = \nx", "line 2, column 9"),
        (b"a = [1,\n", "end of document"),
        (b"a = 1\na = 2\n", "line 2"),
        (b'title = "\xff"', "line 1: not text in UTF-8"),
        (b"x = " + b"[" * 5000, "nested too deep"),
        (b"x = " + b"9" * 5000, "integer string"),
        (b"#" * 70_000, "larger than 64 KB"),
        (b"\x00", "line 1, column 1"),
    ],
)
def test_a_broken_file_is_one_line_that_says_where(tmp_path: Path, raw: bytes, said: str) -> None:
    path = tmp_path / "bad.toml"
    path.write_bytes(raw)
    error = told(lambda: read_plan(path))
    assert said in error.message
    assert str(path) in error.message


def test_what_is_no_file_is_not_opened(tmp_path: Path) -> None:
    assert "is not a file" in told(lambda: read_toml(tmp_path)).message
    assert "cannot be read" in told(lambda: read_toml(tmp_path / "none.toml")).message
    assert "no valid name" in told(lambda: read_toml(Path("a\0b"))).message
    if hasattr(os, "mkfifo"):
        os.mkfifo(tmp_path / "pipe.toml")
        assert "is not a file" in told(lambda: read_toml(tmp_path / "pipe.toml")).message


def test_a_file_from_a_windows_editor_is_read(tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_bytes(b"\xef\xbb\xbf" + GOOD.replace("\n", "\r\n").encode())
    assert read_plan(path).minutes == 20


_VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=20)
    | st.sampled_from(["5:00", "off", "0:00", "99:59", "rung", "always", 160, 165, 40]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["start", "top", "step", "hold", "down", "own", "kind", "length", "x"]),
            inner,
            max_size=5,
        )
    ),
    max_leaves=12,
)
_KEYS = (
    "name", "title", "minutes", "warm_up", "cool_down", "ramp", "stage", "cue_every", "click",
    "advance", "theme", "description", "q",
)  # fmt: skip


@given(st.dictionaries(st.sampled_from(_KEYS), _VALUES, max_size=6))
@example({"minutes": 40, "ramp": {"start": 160, "top": 165, "hold": 10**30}})
@example({"minutes": float("nan"), "ramp": {"start": 160, "top": 165}})
def test_no_table_however_wrong_is_more_than_a_config_or_plan_error(table: dict[str, Any]) -> None:
    path = Path("mine.toml")

    def make() -> Plan:
        return make_plan(checked(PlanFile, table, path, hint="h"), path, cue_every=frames(300))

    plan, error = attempt(make)
    assert plan is None or plan.length > 0
    assert error is None or (error.exit_code == 2 and error.message.isprintable())


@given(st.binary(max_size=200))
def test_no_bytes_are_more_than_a_config_error(
    tmp_path_factory: pytest.TempPathFactory, raw: bytes
) -> None:
    path = tmp_path_factory.getbasetemp() / "any.toml"
    path.write_bytes(raw)
    found, error = attempt(lambda: read_toml(path))
    assert isinstance(found, dict) or (error is not None and error.message.isprintable())


# --- ramps ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("minutes = 20", "neither"),
        (GOOD + '[[stage]]\nkind = "rung"\nlength = "60 s"\n', "both"),
        ("[ramp]\nstart = 160\ntop = 165\n", "minutes is missing"),
        ('minutes = 3\n[[stage]]\nkind = "rung"\nlength = "60 s"\n', "minutes: goes with a [ramp]"),
        (GOOD.replace('"2:00"', '"0:00"'), "0:01 and 6:00:00"),
        (GOOD.replace("minutes = 20", "minutes = 361"), "at most 360"),
        (GOOD.replace("minutes = 20", "minutes = 0"), "at least 0.5"),
    ],
)
def test_a_plan_of_the_wrong_shape_says_which(
    plan_of: Callable[..., Plan], text: str, said: str
) -> None:
    assert said in told(lambda: plan_of(text)).message


@pytest.mark.parametrize(
    ("text", "typed", "said"),
    [
        (GOOD, {"start": 170}, "the top, 165 steps a minute, lies below the start, 170"),
        (GOOD, {"top": 240}, "needs"),
        (GOOD, {"minutes": 5}, "needs 12:00, and the plan has 5:00"),
        (GOOD, {"cue_every": "0:10"}, "posture checks every 0:10"),
        (GOOD.replace("top = 165", "top = 155"), {}, "lies below the start"),
        (GOOD + "down = true\n", {}, "downward from 160 up to 165"),
        (RUNG, {"top": 165}, "--top goes with"),
        (RUNG + RUNG.replace("160", "181"), {}, "a step from 160 to 181 steps a minute"),
        ('[[stage]]\nkind = "rung"\nlength = "6:00:00"\n' * 2, {}, "a plan of 12:00:00"),
    ],
)
def test_an_impossible_ramp_is_one_line_and_advice(
    plan_of: Callable[..., Plan], text: str, typed: dict[str, Any], said: str
) -> None:
    with pytest.raises(PlanError) as caught:
        plan_of(text, **typed)
    assert said in caught.value.message
    assert caught.value.hint
    assert ("mine.toml" in caught.value.message) == (not typed)


def test_a_ramp_goes_down_only_on_purpose(plan_of: Callable[..., Plan]) -> None:
    plan = plan_of(GOOD.replace("start = 160", "start = 175\ndown = true"))
    assert plan.targets == (175, 170, 165)


def test_every_wrong_option_is_told_at_once() -> None:
    typed = {"start": 1, "top": 500, "step": 0, "hold": "x", "minutes": -1, "cue_every": "of"}
    error = told(lambda: plan_options(typed))
    assert {fault.split(":")[0] for fault in error.faults} == {
        "--start", "--top", "--step", "--hold", "--minutes", "--cue-every",
    }  # fmt: skip


@given(
    start=st.integers(SLOWEST, FASTEST),
    height=st.integers(0, 60),
    step=st.integers(1, BIGGEST_STEP),
    hold=st.integers(1, 600),
    minutes=st.integers(1, 360),
)
def test_what_was_typed_is_what_is_run(
    start: int, height: int, step: int, hold: int, minutes: int
) -> None:
    top = min(start + height, FASTEST)
    path = CONFIGS / "ramp.toml"
    typed = {"start": start, "top": top, "step": step, "hold": f"{hold} s", "minutes": minutes}
    plan, error = attempt(
        lambda: make_plan(
            read_plan(path), path, cue_every=OFF, own=Ladder(Spm(150)), typed=plan_options(typed)
        )
    )
    if plan is None:
        assert error is not None
        assert "needs" in error.message
        return
    assert plan.targets[0] == start
    assert plan.targets[-1] == top
    assert plan.length == frames(minutes * 60)
    assert plan.cue_every is None
    steps = [b - a for a, b in zip(plan.targets, plan.targets[1:], strict=False)]
    assert all(0 < one <= step for one in steps)


def test_a_steady_plan_that_is_too_short_speaks_of_no_ladder(shelf: Shelf) -> None:
    typed = plan_options(
        {"start": 200, "minutes": 12, "hold": "5:00", "warm_up": "5:00", "cool_down": "5:00"}
    )
    _, error = attempt(lambda: shelf.plan("steady", SETTINGS, typed))
    assert error is not None
    assert error.message == (
        "5:00 at 200 steps a minute with warm-up and cool-down needs 15:00, and the plan has 12:00"
    )
    assert "ladder" not in f"{error.message} {error.hint}"


def test_a_short_run_fits_its_parts_to_the_time_and_says_so(shelf: Shelf) -> None:
    def parts(plan: str, **typed: Any) -> list[str]:
        made = shelf.plan(plan, SETTINGS, plan_options(typed))
        assert made.length == frames(typed["minutes"] * 60)
        return [made.title, *(clock(stage.length) for stage in made.stages)]

    assert parts("ramp", minutes=20) == [
        "Ramp 160 → 175, 3:20 each", "3:20", "3:20", "3:20", "3:20", "3:20", "3:20",
    ]  # fmt: skip
    assert parts("steady", minutes=10) == ["Steady 170, 3:20 each", "3:20", "3:20", "3:20"]
    assert parts("steady", minutes=30) == ["Steady 170", "5:00", "5:00", "15:00", "5:00"]
    assert parts("steady", minutes=10, warm_up="4:00")[1:] == ["4:00", "3:00", "3:00"]
    assert parts("ramp", minutes=35, cool_down="10:00")[1:] == [
        "5:00", "5:00", "5:00", "5:00", "5:00", "10:00",
    ]  # fmt: skip
    with pytest.raises(PlanError, match="needs 30:00, and the plan has 5:00"):
        parts("ramp", minutes=5)


def test_running_and_walking_in_turn_is_five_lines(plan_of: Callable[..., Plan]) -> None:
    text = 'warm_up = "5:00"\n[[repeat]]\ntimes = 8\nrun = "2:00"\nwalk = "1:00"\ntarget = 160\n'
    turn = [(StageKind.RUNG, 160, "2:00"), (StageKind.WALK, None, "1:00")]

    def parts(**typed: Any) -> list[tuple[StageKind, int | None, str]]:
        stages = plan_of(text, **typed).stages
        return [(stage.kind, stage.target_spm, clock(stage.length)) for stage in stages]

    assert parts() == [(StageKind.WARM_UP, None, "5:00"), *turn * 8]
    assert parts(minutes=15) == [(StageKind.WARM_UP, None, "5:00"), *turn * 3]
    assert parts(start=165, cool_down="1:00")[-3:] == [
        (StageKind.RUNG, 165, "2:00"), (StageKind.WALK, None, "1:00"),
        (StageKind.COOL_DOWN, None, "1:00"),
    ]  # fmt: skip
    with pytest.raises(PlanError, match="--hold goes with a ramp"):
        plan_of(text, hold="1:00")
    with pytest.raises(PlanError, match="one turn with warm-up and cool-down needs 8:00"):
        plan_of(text, minutes=7)
    with pytest.raises(ConfigError, match="more than one"):
        plan_of(text + RUNG)
    with pytest.raises(PlanError, match="a walk with a target"):
        plan_of(RUNG.replace("rung", "walk"))


@pytest.mark.parametrize(("ceiling", "top"), [(180, 180), (182, 182), (190, 184)])
def test_a_raised_ceiling_lifts_the_ramp_of_the_own_cadence(ceiling: int, top: int) -> None:
    mine = typed_over(SETTINGS, {"cadence_spm": 169})
    shelf = Shelf(CONFIGS, CONFIGS / "none", lambda typed: typed_ladder(typed, Spm(ceiling)))
    assert max(shelf.plan("ramp", mine).targets) == top


def test_a_steady_plan_stays_steady(shelf: Shelf) -> None:
    plan = shelf.plan("steady", SETTINGS, plan_options({"start": 164}))
    assert plan.targets == (164,)
    assert plan.title == "Steady 164"


@given(st.integers(SLOWEST, FASTEST), st.integers(0, 100), st.integers(150, 190))
def test_a_ladder_from_the_own_cadence_climbs_at_most_ten_percent(
    own: int, height: int, ceiling: int
) -> None:
    start, top = own_ends(Ladder(Spm(own), Spm(ceiling)), height)
    assert start == own
    assert own <= top <= own * 1.1
    assert top <= max(own, ceiling)
    if own >= 170:
        assert top == own


def test_the_own_cadence_moves_the_ramp_and_typing_beats_it(shelf: Shelf) -> None:
    mine = typed_over(SETTINGS, {"cadence_spm": 152})
    assert shelf.plan("ramp", mine).targets == (152, 157, 162, 167)
    assert shelf.plan("ramp", mine, plan_options({"start": 160})).targets == (160, 165, 167)
    assert shelf.plan("demo", mine).targets == (160, 165, 170, 175)


def test_the_plan_beats_the_setting_and_typing_beats_the_plan(shelf: Shelf) -> None:
    slow = typed_over(SETTINGS, {"cue_every": "10:00"})
    assert shelf.plan("ramp", slow).cue_every == frames(600)
    assert shelf.plan("demo", slow).cue_every == frames(60)
    assert shelf.plan("demo", slow, plan_options({"cue_every": "2:00"})).cue_every == frames(120)
    assert shelf.plan("demo", slow, plan_options({"cue_every": "off"})).cue_every is None


# --- lengths --------------------------------------------------------------------------------------


@given(st.integers(1, 6 * 3600))
def test_a_length_is_read_as_it_is_written(whole_s: int) -> None:
    assert length(length_text(frames(whole_s))) == length(f"{whole_s} s") == frames(whole_s)
    assert length(f"{-(-whole_s // 60)} min") == frames(-(-whole_s // 60) * 60)
    assert length_or_off("off") is OFF
    assert length_text(OFF) == "off"


@given(st.integers(0, 999_999), st.booleans())
@example(0, True)
@example(360, False)
@example(361, True)
@example(21_601, False)
def test_a_number_without_a_unit_is_asked_back_with_lengths_alone(bare: int, typed: bool) -> None:
    with pytest.raises(ValueError, match="no unit") as refused:
        length(str(bare) if typed else bare)
    offered = re.findall(r'"([^"]+)"', str(refused.value))
    assert [length(one) for one in offered] == [
        frames(bare * each_s) for each_s in (60, 1) if 1 <= bare * each_s <= 6 * 3600
    ]
    assert offered or "between 0:01 and 6:00:00" in str(refused.value)


@given(st.text() | st.integers() | st.floats() | st.booleans() | st.none())
def test_nothing_else_is_a_length(given_: object) -> None:
    try:
        found = length(given_)
    except ValueError:
        return
    assert frames(1) <= found <= frames(6 * 3600)
    assert not isinstance(given_, bool)


# --- the shelf ------------------------------------------------------------------------------------


@given(st.text(max_size=40))
@example("..")
@example("../settings")
@example("settings")
@example("ramp\n")
@example("RAMP")
def test_a_name_never_leaves_the_folders(name: str) -> None:
    assume(not name.endswith(".toml") and "/" not in name and "\\" not in name)
    shelf = Shelf(CONFIGS, CONFIGS / "none")
    path, error = attempt(lambda: shelf.path(name))
    assert error is None or error.message.isprintable()
    if path is not None:
        assert path.parent == CONFIGS
        assert path.stem in SHIPPED_PLANS


def test_a_name_nearly_right_is_told(shelf: Shelf) -> None:
    assert told(lambda: shelf.path("rmap")).message == "there is no plan 'rmap'; did you mean ramp?"


def test_the_own_plan_of_a_name_wins_and_a_broken_one_hides_no_other(tmp_path: Path) -> None:
    own = tmp_path / "plans"
    own.mkdir()
    (own / "ramp.toml").write_text(GOOD)
    (own / "hills.toml").write_text("minutes = 1\n")
    (own / "settings.toml").write_text("")
    (own / "a b.toml").write_text(GOOD)
    shelf = Shelf(CONFIGS, own)
    assert set(shelf.names()) == {*SHIPPED_PLANS, "hills"}
    assert shelf.names()[:3] == SHIPPED_PLANS[:3]
    assert shelf.plan("ramp", SETTINGS).targets == (160, 165)
    by_name = {one.name: one for one in shelf.all(SETTINGS)}
    assert by_name["ramp"].own
    assert by_name["hills"].plan is None
    assert by_name["hills"].fault is not None
    assert by_name["demo"].plan is not None
    assert shelf.plan(str(own / "a b.toml"), SETTINGS).name == "a b"


# --- settings -------------------------------------------------------------------------------------


def test_the_own_file_beats_the_shipped_and_faults_name_it(tmp_path: Path) -> None:
    own = tmp_path / "settings.toml"
    own.write_text('volume_db = -6\nsides = "ears"\n')
    settings = load_settings(SHIPPED, own)
    assert (settings.volume_db, settings.sides, settings.click) == (-6.0, "ears", "click")
    own.write_text('volume = 3\nsides = "eras"\nduck_db = "x"\ncadence_spm = 20\n')
    error = told(lambda: load_settings(SHIPPED, own))
    assert len(error.faults) == 4
    assert all(str(own) in fault for fault in error.faults)
    assert any("did you mean volume_db?" in fault for fault in error.faults)
    assert any("did you mean ears?" in fault for fault in error.faults)


_TYPED = st.fixed_dictionaries(
    {
        "audio": st.none() | st.sampled_from(["null", "auto", "file:x.wav"]),
        "footpod": st.none() | st.sampled_from(["none", "simulated"]),
        "volume_db": st.none() | st.floats(-40, 0),
        "cadence_spm": st.none() | st.integers(100, 240),
    }
)


def test_a_file_that_asks_for_more_than_the_loudest_counts_as_the_loudest(tmp_path: Path) -> None:
    own = tmp_path / "settings.toml"
    own.write_text("volume_db = 3 # loud\n")
    assert load_settings(SHIPPED, own).volume_db == 0.0
    assert too_loud(own) == "volume_db = 3 in your settings counts as 0, which is the loudest"
    own.write_text(changed_text(SHIPPED, own, {"click": "wood"}))
    assert own.read_text() == 'volume_db = 3 # loud\nclick = "wood"\n'
    with pytest.raises(ConfigError):
        changed_text(SHIPPED, own, {"volume_db": 1.0})
    own.write_text(changed_text(SHIPPED, own, {"volume_db": -1.0}))
    assert too_loud(own) == ""


@given(mine=_TYPED, typed=_TYPED)
def test_what_was_typed_beats_the_file_and_what_was_not_changes_nothing(
    mine: dict[str, Any], typed: dict[str, Any]
) -> None:
    before = typed_over(SETTINGS, mine)
    after = typed_over(before, typed)
    for name in Settings.model_fields:
        expected = typed.get(name)
        assert getattr(after, name) == (getattr(before, name) if expected is None else expected)


def test_a_change_leaves_comments_and_all_else(tmp_path: Path) -> None:
    own = tmp_path / "settings.toml"
    own.write_text('# mine\nvolume_db = -6 # loud here\n\nsides = "ears"')
    own.write_text(changed_text(SHIPPED, own, {"volume_db": -9.5, "click": "wood"}))
    assert own.read_text() == (
        '# mine\nvolume_db = -9.5 # loud here\n\nsides = "ears"\nclick = "wood"\n'
    )
    own.write_text(changed_text(SHIPPED, own, {"sides": None}))
    assert own.read_text() == '# mine\nvolume_db = -9.5 # loud here\n\nclick = "wood"\n'


_CHANGES = st.fixed_dictionaries(
    {},
    optional={
        "plan": st.text(min_size=1, max_size=20).filter(str.isprintable).map(str.strip),
        "footpod": st.sampled_from(['a "b" # c', "x = 1", "\\", "simulated", "'''"]),
        "volume_db": st.floats(-40, 0),
        "cadence_spm": st.none() | st.integers(100, 240),
        "cue_every": st.sampled_from(["5:00", "off", "1:30:00"]),
    },
)


@given(st.lists(_CHANGES, max_size=4), st.sampled_from(["", '"plan" = """\nx\n"""', "# c\n"]))
def test_settings_are_read_back_as_they_were_set(
    tmp_path_factory: pytest.TempPathFactory, changes: list[dict[str, Any]], text: str
) -> None:
    own = tmp_path_factory.getbasetemp() / "own-settings.toml"
    own.write_text(text.replace("\nx\n", "x"), encoding="utf-8")
    expected = tomllib.loads(own.read_text(encoding="utf-8"))
    for change in changes:
        assume("" not in change.values())
        try:
            fresh = changed_text(SHIPPED, own, change)
        except ConfigError:
            continue
        own.write_text(fresh, encoding="utf-8")
        expected = {k: v for k, v in {**expected, **change}.items() if v is not None}
    assert tomllib.loads(own.read_text(encoding="utf-8")) == expected


def test_a_setting_is_typed_as_its_kind() -> None:
    assert setting_from("volume_db", "-3") == -3.0
    assert setting_from("cadence_spm", "158") == 158
    assert setting_from("cadence_spm", "none") is None
    assert setting_from("footpod", "none") == "none"
    assert setting_from("volume_db", "loud") == "loud"
    assert "did you mean volume_db?" in told(lambda: setting_from("volum_db", "1")).message


def test_plain_values_make_the_same_settings_again() -> None:
    assert Settings.model_validate(plain_values(SETTINGS)) == SETTINGS


@pytest.mark.parametrize(
    "text",
    [
        "a" + ".a" * 20_000 + " = 1",
        "[" + "a." * 20_000 + "a]",
        "x = {" + "a." * 20_000 + "a = 1}",
        '"a"' + ' . "a"' * 9_000 + " = 1",
        "x = " + "[" * 20_000,
    ],
)
def test_a_file_nested_without_end_is_refused_at_once(tmp_path: Path, text: str) -> None:
    path = tmp_path / "plan.toml"
    path.write_text(text)
    assert "nested too deep" in told(lambda: read_toml(path)).message


def test_texts_and_comments_may_have_as_many_dots_as_they_like(tmp_path: Path) -> None:
    path = tmp_path / "plan.toml"
    dots = "." * 150
    path.write_text(f"# {dots}\nx = \"{dots}\"\ny = '{dots}' # {dots}\n")
    assert read_toml(path) == {"x": dots, "y": dots}
