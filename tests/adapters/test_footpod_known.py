"""The file of known footpods: private, whole, and never trusted."""

from __future__ import annotations

import json
import os
import stat
import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cadencecoach.adapters.footpod import open_footpod
from cadencecoach.adapters.footpod.known import FILE_NAME, KnownPod, KnownPods
from cadencecoach.adapters.footpod.naming import LONGEST_NAME, clean_name, same_name
from cadencecoach.core.sensor.rsc import Feature
from cadencecoach.core.sensor.step_convention import Convention
from cadencecoach.core.values.text import width
from cadencecoach.core.values.units import Frame
from cadencecoach.errors import ConfigError, FootpodNotFound, StoreBusy
from tests.adapters.bus.listening import HandClock

MINE = KnownPod("F0:F1:F2:F3:F4:F5", "LabPod")
SEEN = datetime(2026, 11, 22, 7, 0, tzinfo=UTC)


@pytest.fixture
def pods(tmp_path: Path) -> KnownPods:
    return KnownPods(tmp_path)


def test_none_without_a_file(pods: KnownPods):
    assert pods.all() == ()
    assert pods.named("LabPod") is None


def test_remembered_whole_private_and_latest_first(pods: KnownPods):
    late = KnownPod(
        "C0:00:00:00:00:01", "Läufer 2", Convention.STRIDES, SEEN, 55, "in shoe", sys.platform
    )
    pods.remember(MINE)
    pods.remember(late)
    assert pods.all() == (late, MINE)
    assert stat.S_IMODE(pods.path.stat().st_mode) == 0o600
    assert [one.name for one in pods.path.parent.iterdir()] == [FILE_NAME]


def test_one_address_is_one_pod(pods: KnownPods):
    pods.remember(MINE)
    pods.remember(KnownPod(MINE.address, "renamed"))
    assert [one.name for one in pods.all()] == ["renamed"]


def test_found_by_address_and_by_name_in_any_case(pods: KnownPods):
    pods.remember(MINE)
    assert pods.named("f0:f1:f2:f3:f4:f5") == pods.named(" labpod ".strip()) == MINE


def test_two_of_one_name_need_an_address(pods: KnownPods):
    pods.remember(MINE)
    pods.remember(KnownPod("C0:00:00:00:00:01", "labpod"))
    with pytest.raises(FootpodNotFound, match="2 known footpods"):
        pods.named("LabPod")
    assert pods.forget(MINE.address) == MINE


def test_an_address_of_another_platform_is_not_used(pods: KnownPods):
    pods.remember(KnownPod("5C1F8B2E-9D77-4B5C-8C61-0F7E3B3A2D11", "Mac's", platform="darwin"))
    assert [one.platform for one in pods.all()] == ["darwin"]
    assert (pods.here() == ()) is (sys.platform != "darwin")


def test_meeting_a_known_pod_keeps_what_was_set(pods: KnownPods):
    pods.remember(KnownPod(MINE.address, "LabPod", Convention.STRIDES))
    pods.saw(KnownPod(MINE.address, "LabPod", last_seen=SEEN, battery_percent=40))
    assert pods.all() == (
        KnownPod(MINE.address, "LabPod", Convention.STRIDES, SEEN, battery_percent=40),
    )


def test_meeting_a_stranger_makes_no_friend(pods: KnownPods):
    pods.saw(MINE)
    assert pods.all() == ()
    assert not pods.path.exists()


def test_forgetting(pods: KnownPods):
    pods.remember(MINE)
    assert pods.forget("labpod") == MINE
    assert pods.all() == ()
    with pytest.raises(FootpodNotFound):
        pods.forget("labpod")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "null",
        "{",
        "\xff",
        '{"schema": 2, "footpods": []}',
        '{"schema": 1}',
        '{"schema": 1, "footpods": {}}',
        '{"schema": 1, "footpods": [1]}',
        '{"schema": 1, "footpods": [{"address": "x y", "platform": "linux"}]}',
        '{"schema": 1, "footpods": [{"address": 1, "platform": "linux"}]}',
        '{"schema": 1, "footpods": [{"address": "AA", "platform": "linux", "convention": "x"}]}',
        '{"schema": 1, "footpods": [{"address": "AA", "platform": "linux", "last_seen": "x"}]}',
        '{"schema": 1, "footpods": [{"address": "A", "platform": "x", "last_seen": "2026-11-22"}]}',
        '{"schema": 1, "footpods": [{"address": "A", "platform": "x", "battery_percent": 101}]}',
        (
            '{"schema": 1, "footpods": [{"address": "A", "platform": "x",'
            ' "last_seen": "9999-12-31T23:59:59+00:00"}]}'
        ),
        (
            '{"schema": 1, "footpods": [{"address": "A", "platform": "x",'
            ' "last_seen": "0001-01-01T00:00:00+14:00"}]}'
        ),
        '{"schema": 1, "footpods": ' + "[" * 100_000,
        " " * 300_000,
    ],
)
def test_a_broken_file_is_one_line_and_what_to_do(pods: KnownPods, text: str):
    pods.path.write_text(text, encoding="latin-1")
    for call in (pods.all, lambda: pods.remember(MINE), lambda: pods.forget("x")):
        with pytest.raises(ConfigError) as told:
            call()
        assert str(pods.path) in told.value.message
        assert "pair" in told.value.hint
    assert pods.path.read_text(encoding="latin-1") == text, "never overwritten"


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes here")
def test_a_pipe_in_the_place_of_the_file_holds_nobody_up(pods: KnownPods):
    os.mkfifo(pods.path)
    for call in (pods.all, lambda: pods.remember(MINE), lambda: pods.forget("x")):
        with pytest.raises(ConfigError, match="is no file"):
            call()


def test_names_in_the_file_are_not_trusted(pods: KnownPods):
    record = {"address": "aa:bb", "platform": sys.platform, "name": "\x1b]0;owned\x07[red]Pod"}
    pods.path.write_text(json.dumps({"schema": 1, "footpods": [record]}))
    assert pods.all() == (KnownPod("AA:BB", "(red)Pod"),)


def test_any_zone_is_read_as_utc(pods: KnownPods):
    zone = timezone(timedelta(hours=5))
    pods.remember(KnownPod("AA", "x", last_seen=SEEN.astimezone(zone)))
    assert pods.all()[0].last_seen == SEEN
    assert pods.all()[0].last_seen.tzinfo is UTC


def test_a_directory_that_cannot_be_written(tmp_path: Path):
    (tmp_path / "file").touch()
    with pytest.raises(StoreBusy, match="cannot write"):
        KnownPods(tmp_path / "file").remember(MINE)


def test_a_directory_in_its_place(pods: KnownPods):
    pods.path.mkdir()
    with pytest.raises(ConfigError):
        pods.all()


def test_a_run_takes_what_was_asked_for_or_a_known_pod_and_nothing_else(pods: KnownPods):
    clock = HandClock()

    def choose(asked: str | None):
        source, convention = open_footpod(asked, pods, clock, lambda _ns: Frame(0))
        return source._wanted, convention

    with pytest.raises(FootpodNotFound, match="no footpod is known"):
        choose(None)
    assert choose("Stranger")[0].name == "Stranger"
    pods.remember(KnownPod(MINE.address, "LabPod", Convention.STRIDES))
    wanted, convention = choose(None)
    assert (wanted.addresses, wanted.name, convention) == (
        frozenset({MINE.address}),
        "",
        Convention.STRIDES,
    )
    assert choose("labpod") == choose(None), "a known name means its address"
    pods.remember(KnownPod("AA", "Other"))
    wanted, convention = choose(None)
    assert (wanted.addresses, convention) == (
        frozenset({MINE.address, "AA"}),
        Convention.AUTO,
    )


@settings(
    max_examples=50, suppress_health_check=[HealthCheck.too_slow]
)  # the first text builds a table of Unicode
@given(st.text(max_size=200))
def test_cleaned_names_do_nothing(raw: str):
    name = clean_name(raw)
    assert name == "" or name.isprintable()
    assert not set(name) & set("[]\\\x1b\u202e\u2066")
    assert width(name) <= LONGEST_NAME
    assert clean_name(name) == name
    assert same_name(raw, name) is (name != "")


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        ("RunPod", "RunPod"),
        ("  Run \n Pod ", "Run Pod"),
        ("\x1b[2J\x1b[31mred", "red"),
        ("[bold]Pod[/]", "(bold)Pod(/)"),
        ("a\u202eb\u2066c\u200b", "abc"),
        ("Z" + "\u0301" * 30, "\u0179\u0301\u0301"),
        ("x" * 99, "x" * 31 + "…"),
        ("\x00\x07", ""),
        ("Läufer 走", "Läufer 走"),
    ],
)
def test_names_are_shown_as_they_can_be(raw: str, shown: str):
    assert clean_name(raw) == shown


def test_features_are_kept_and_those_of_later_versions_left_out(pods: KnownPods):
    able = replace(MINE, features=Feature.DISTANCE | Feature.RUNNING_STATUS)
    pods.remember(able)
    assert pods.all() == (able,)
    told = json.loads(pods.path.read_text("utf-8"))
    told["footpods"][0]["features"].append("flight")
    pods.path.write_text(json.dumps(told), "utf-8")
    assert pods.all() == (able,)


def test_meeting_it_without_its_features_forgets_none(pods: KnownPods):
    able = replace(MINE, features=Feature.RUNNING_STATUS)
    pods.remember(able)
    pods.saw(replace(MINE, last_seen=SEEN))
    (kept,) = pods.all()
    assert (kept.features, kept.last_seen) == (Feature.RUNNING_STATUS, SEEN)


def test_only_a_lone_pod_of_that_name_that_is_gone_is_replaced(pods: KnownPods):
    old = KnownPod("C0:00:00:00:00:01", "Twin", Convention.STRIDES)
    new = KnownPod("C0:00:00:00:00:02", "twin")
    pods.remember(old)
    assert pods.moved_from(new, ()) == old
    assert pods.moved_from(new, (old.address,)) is None
    assert pods.moved_from(old, ()) is None
    pods.remember(KnownPod("C0:00:00:00:00:03", "Twin"))
    assert pods.moved_from(new, ()) is None, "which of the two?"
    pods.forget("C0:00:00:00:00:03")
    pods.replace(old, new)
    assert pods.all() == (new,)


@pytest.mark.parametrize("year", ["9999", "0001"])
def test_a_time_that_no_clock_shows_is_a_broken_file(pods: KnownPods, year: str):
    pods.remember(replace(MINE, last_seen=SEEN))
    pods.path.write_text(pods.path.read_text().replace("2026-", f"{year}-"))
    with pytest.raises(ConfigError, match="not a list of footpods"):
        pods.all()


@pytest.mark.skipif(sys.platform == "win32", reason="no such files")
def test_a_pipe_is_no_file_and_is_not_waited_for(pods: KnownPods):
    os.mkfifo(pods.path)
    with pytest.raises(ConfigError, match="is no file"):
        pods.all()
