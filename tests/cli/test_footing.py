"""Baselines and footpods of the app on the real diary, settings and simulated runner."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from cadencecoach.adapters.footpod.known import KnownPod, KnownPods
from cadencecoach.adapters.store.diary import DiaryStore
from cadencecoach.app.diary.baselines import BaselinesInDiary, footing_of
from cadencecoach.app.diary.logbook import local_now, open_logbook
from cadencecoach.app.footpod.footpods import FootpodsHere
from cadencecoach.app.home import Home
from cadencecoach.app.plans import PlansOnShelf
from cadencecoach.app.preferences import PreferencesInFile
from cadencecoach.app.review.review import ReviewFromStore
from cadencecoach.app.sound.preview_player import Hearing
from cadencecoach.app.views import NO_POD, SIMULATED, FoundBaseline, PodLive, PodRow, Preferences
from cadencecoach.core.diary.entries import BaselineSet, CeilingSet, ProgrammeStarted, Way
from cadencecoach.core.sensor.step_convention import Convention
from cadencecoach.core.values.units import Spm
from cadencecoach.errors import ConfigError, FootpodError, FootpodNotFound, StoreError
from tests.cli.conftest import Run

COUNTED = FoundBaseline(Spm(158), Way.COUNT, 2.0)


@pytest.fixture
def home(own_home: Path) -> Home:
    here = Home.here()
    here.change_settings({"audio": "null"})
    return here


class Jumping:
    """A clock that moves only when somebody sleeps, and then at once."""

    def __init__(self) -> None:
        self.now_ns = 0

    def utc_now(self) -> datetime:
        return datetime(2026, 11, 21, 7, 0, tzinfo=UTC)

    def monotonic_ns(self) -> int:
        return self.now_ns

    async def sleep(self, seconds: float) -> None:
        self.now_ns += round(seconds * 1e9)
        await asyncio.sleep(0)


@pytest.fixture
def pods(home: Home) -> FootpodsHere:
    return FootpodsHere(home, Hearing(home))


@pytest.fixture
def baselines(home: Home, pods: FootpodsHere) -> BaselinesInDiary:
    return BaselinesInDiary(home, Hearing(home), pods)


def test_a_kept_baseline_is_the_cadence_of_settings_plans_and_ladder(
    home: Home, baselines: BaselinesInDiary
) -> None:
    assert baselines.footing().ladder is None
    baselines.keep(COUNTED, "grass", "flat", sure=False)
    footing = baselines.footing()
    (one,) = footing.baselines
    assert (one.cadence_spm, one.way, one.surface, one.note) == (158, Way.COUNT, "grass", "flat")
    assert footing.ladder is not None
    assert (footing.ladder.baseline_spm, footing.unlocked) == (158, 3)
    assert home.settings().cadence_spm == 158
    assert max(PlansOnShelf(home).chosen().plan.targets) == 173
    offers = PlansOnShelf(home).all()
    assert all(max(one.plan.targets, default=0) <= 173 for one in offers)
    (cut,) = (one for one in offers if one.plan.name == "demo")
    assert cut.plan.title.endswith("up to 173")
    assert "+15, +9.5 %" in cut.notes[0]


def test_a_programme_unlocks_its_own_rungs(home: Home, baselines: BaselinesInDiary) -> None:
    baselines.keep(COUNTED, "", "", sure=False)
    with DiaryStore(home.database) as store:
        store.append(ProgrammeStarted(local_now(home), "four-week-back"))
    assert baselines.footing().unlocked == 0
    assert max(PlansOnShelf(home).chosen().plan.targets) == 158


def test_without_a_baseline_plans_are_as_written(home: Home) -> None:
    offered = {one.plan.name: one for one in PlansOnShelf(home).all()}
    assert offered["ramp"].notes == ()
    assert max(offered["ramp"].plan.targets) == 175
    assert PlansOnShelf(home).chosen().plan.targets == ()  # nobody unknown begins with a beat


def test_a_cadence_typed_in_the_settings_is_a_baseline(home: Home) -> None:
    store = PreferencesInFile(home, Hearing(home))
    store.save(replace(Preferences(), cadence_spm=Spm(151)))
    (one,) = footing_of(home).baselines
    assert (one.cadence_spm, one.way) == (151, Way.TYPED)
    store.save(replace(store.load(), volume_db=-6.0))
    assert len(footing_of(home).baselines) == 1


def test_a_cadence_in_the_settings_alone_is_one_too(home: Home) -> None:
    home.change_settings({"cadence_spm": 155})
    with DiaryStore(home.database) as store:
        store.append(CeilingSet(local_now(home), 190))
    footing = footing_of(home)
    assert footing.ladder is not None
    assert (footing.ladder.baseline_spm, footing.ladder.ceiling_spm) == (155, 190)


def test_the_ceiling_is_raised_in_the_diary(home: Home, baselines: BaselinesInDiary) -> None:
    baselines.keep(replace(COUNTED, cadence_spm=Spm(168)), "", "", sure=True)
    baselines.set_ceiling(Spm(190))
    assert max(home.shelf().plan("ramp", home.settings()).targets) == 183
    ladder = baselines.footing().ladder
    assert ladder is not None
    assert ladder.ceiling_spm == 190


def test_a_baseline_run_is_measured_kept_and_told_once(
    command: Run, home: Home, baselines: BaselinesInDiary
) -> None:
    command(
        "run", "baseline", "--headless", "--audio", "null", "--speed", "max",
        "--footpod", "simulated",
    )  # fmt: skip
    row = ReviewFromStore(home.database).latest()
    assert row is not None
    found = baselines.measured(row.id)
    assert found.way is Way.RUN
    assert abs(found.cadence_spm - 158) <= 2
    assert found.measured is not None
    assert found.measured.lacking == ""
    baselines.keep(found, "track", "", sure=False)
    baselines.keep(found, "dirt", "", sure=False)
    (one,) = baselines.footing().baselines
    assert one.surface == "dirt"
    assert one.speed_mps is not None
    assert one.session is not None


def test_a_run_that_measured_nothing_says_so(
    command: Run, home: Home, baselines: BaselinesInDiary
) -> None:
    command("run", "demo", "--headless", "--audio", "null", "--speed", "max", "--footpod", "none")
    row = ReviewFromStore(home.database).latest()
    assert row is not None
    with pytest.raises(StoreError, match="no baseline from this run"):
        baselines.measured(row.id)


def test_a_baseline_run_needs_something_to_listen_to(
    home: Home, pods: FootpodsHere, baselines: BaselinesInDiary
) -> None:
    with pytest.raises(FootpodNotFound, match="no footpod yet"):
        baselines.run()
    pods.choose(SIMULATED)
    assert baselines.run().name == "baseline"
    pods.choose(NO_POD)
    with pytest.raises(FootpodNotFound):
        baselines.run()


def test_the_count_beeps_and_stops(baselines: BaselinesInDiary) -> None:
    baselines.beep_count(on=True)
    baselines.beep_count(on=False)
    assert baselines.footing().ladder is None


def test_known_pods_are_listed_turned_forgotten_and_warned_of(
    home: Home, pods: FootpodsHere
) -> None:
    KnownPods(home.config).remember(KnownPod("AA:BB:CC:DD:EE:01", "RunPod", battery_percent=9))
    (row,) = pods.rows()
    assert row == PodRow("AA:BB:CC:DD:EE:01", "RunPod", None, False, 9, "", True, Convention.AUTO)
    told = pods.next_run()
    assert told.words == "RunPod"
    assert told.warning == "The battery of RunPod was at 9 %: change it before you run."
    pods.choose("aa:bb:cc:dd:ee:01")
    assert pods.next_run() == told
    pods.count_as(row.address, Convention.STRIDES)
    assert pods.rows()[0].convention is Convention.STRIDES
    pods.forget(row.address)
    assert pods.rows() == []
    assert pods.next_run().words == "aa:bb:cc:dd:ee:01"
    with pytest.raises(FootpodNotFound):
        pods.pair(row.address)


@pytest.mark.parametrize(
    ("setting", "words", "deaf"),
    [
        ("none", "no footpod", True),
        ("auto", "no footpod yet", True),
        ("simulated:strides", "a simulated runner", False),
        ("replay:x.csv", "a recording", False),
    ],
)
def test_what_the_next_run_listens_to(
    pods: FootpodsHere, setting: str, words: str, deaf: bool
) -> None:
    pods.choose(setting)
    told = pods.next_run()
    assert (told.words, told.deaf, told.warning) == (words, deaf, "")


async def test_the_simulated_runner_runs_with_the_beat(home: Home) -> None:
    clock = Jumping()
    here = replace(home, clock=clock)
    here.change_settings({"cadence_spm": 162})
    pods = FootpodsHere(here, Hearing(here), clock.sleep)
    told: list[PodLive] = []
    found = await pods.calibrate(SIMULATED, told.append)
    assert found.convention is Convention.STEPS
    assert [live.beat_left_s for live in told if live.beat_spm == 162][:2] == [20, 20]
    assert pods.rows() == []


async def test_what_a_source_sends_is_told_until_it_is_left(home: Home) -> None:
    clock = Jumping()
    pods = FootpodsHere(replace(home, clock=clock), Hearing(home), clock.sleep)
    told: list[PodLive] = []
    heard = asyncio.Event()

    def tell(live: PodLive) -> None:
        told.append(live)
        if live.live.cadence_spm is not None:
            heard.set()

    watching = asyncio.create_task(pods.watch(SIMULATED, tell))
    await heard.wait()
    watching.cancel()
    await asyncio.wait({watching})
    assert watching.cancelled()
    assert told[-1].raw_per_min == told[-1].sent[-1]
    assert told[-1].live.convention is Convention.STEPS


async def test_a_pod_that_sends_nothing_ends_the_calibration(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = Jumping()

    class Mute:
        name = "Mute pod"

        async def open(self, wake: object) -> None: ...

        def poll(self, now: object, heard: object) -> tuple[()]:
            return ()

        async def close(self) -> None: ...

    pods = FootpodsHere(replace(home, clock=clock), Hearing(home), clock.sleep)
    monkeypatch.setattr(pods, "_source", lambda *_: (Mute(), Convention.AUTO))
    with pytest.raises(FootpodError, match="Mute pod sends no cadence"):
        await pods.calibrate("AA:BB:CC:DD:EE:01", lambda _live: None)


def test_a_baseline_written_before_ways_were_kept_is_read(home: Home) -> None:
    with DiaryStore(home.database) as store:
        store.append(BaselineSet(local_now(home), 157))
    (one,) = footing_of(home).baselines
    assert (one.way, one.within_spm) == (Way.TYPED, None)


def test_a_log_that_is_not_there_yet_may_be_opened_by_several_at_once(tmp_path: Path) -> None:
    """The screens read in threads; the first start makes the file under all of them."""
    for number in range(25):
        path = tmp_path / f"{number}.db"
        with ThreadPoolExecutor(4) as threads:
            for opened in [threads.submit(lambda p=path: DiaryStore(p).close()) for _ in range(4)]:
                opened.result()
    assert len(list(tmp_path.glob("*.db"))) == 25


@pytest.mark.parametrize("by_hand", [False, True])
def test_a_run_by_the_command_line_keeps_to_the_cap_of_a_typed_cadence(
    command: Run, home: Home, by_hand: bool
) -> None:
    if by_hand:
        home.change_settings({"cadence_spm": 160})
    else:
        assert command("settings", "set", "cadence_spm", "160").code == 0
        assert footing_of(home).baselines[-1].cadence_spm == 160
    done = command("run", "steady", "--start", "200", "--minutes", "20", "--headless", "--audio",
                   "null", "--speed", "max", "--footpod", "none")  # fmt: skip
    assert "this run goes up to 175 steps a minute (+15, +9.4 %)" in done.err
    assert '"targets_spm":[175]' in done.out


# --- what is asked about --------------------------------------------------------------------------


@pytest.mark.parametrize(
    "words",
    [
        ("settings", "set", "cadence_spm", "166"),
        ("programme", "start", "--baseline", "166"),
        ("settings", "set", "cadence_spm", "235"),
        ("programme", "start", "--baseline", "118"),
    ],
    ids=" ".join,
)
def test_a_doubtful_cadence_is_asked_about_and_never_set_by_itself(
    command: Run, words: tuple[str, ...]
) -> None:
    assert command("programme", "start", "--baseline", "155").code == 0
    said = command(*words)
    assert said.code == 2
    asked = "Was there a beat in your ears?" if "166" in words else "nobody's easy running"
    assert asked in said.err
    assert "--anyway" in said.err
    with open_logbook(Home.here()) as book:
        assert book.ladder is not None
        assert (book.ladder.baseline_spm, book.ladder.cap_spm) == (155, 170)
    assert command(*words, "--anyway").code == 0
    with open_logbook(Home.here()) as book:
        assert book.ladder is not None
        assert str(book.ladder.baseline_spm) in words
        assert book.ladder.cap_spm <= 180


def test_the_app_asks_before_it_keeps_a_doubtful_cadence(
    home: Home, baselines: BaselinesInDiary
) -> None:
    baselines.keep(COUNTED, "", "", sure=False)
    high = replace(COUNTED, cadence_spm=Spm(164))
    assert "Was there a beat in your ears?" in baselines.doubt(Spm(164))
    with pytest.raises(ConfigError):
        baselines.keep(high, "", "", sure=False)
    assert home.settings().cadence_spm == 158
    baselines.keep(high, "", "", sure=True)
    assert home.settings().cadence_spm == 164


def test_plans_stand_on_the_cadence_that_was_measured_last_whoever_wrote_it(
    command: Run, home: Home
) -> None:
    assert command("settings", "set", "cadence_spm", "150").code == 0
    with DiaryStore(home.database) as store:
        store.append(BaselineSet(local_now(home), 154, None, Way.RUN))
    assert home.shelf().plan("ramp", home.settings()).targets[0] == 154
    home.change_settings({"cadence_spm": None})
    assert home.shelf().plan("ramp", home.settings()).targets[0] == 154
