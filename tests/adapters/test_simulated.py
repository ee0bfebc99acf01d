"""The simulated runner: only frames move it, it sends real bytes, and each character shows."""

from __future__ import annotations

import statistics
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cadencecoach.adapters.simulated import CHARACTERS, Character, SimulatedRunner
from cadencecoach.core.events import LinkChanged, LinkState, PayloadReceived
from cadencecoach.core.sensor.gait import Gait
from cadencecoach.core.sensor.rsc import Measurement, decode_measurement
from cadencecoach.core.sensor.step_convention import Convention
from cadencecoach.core.sensor.tracker import CadenceTracker
from cadencecoach.core.values.units import SAMPLE_RATE, Frame, Spm
from cadencecoach.ports import CadenceSource, Heard

SILENCE = Heard(None, click=False)


def at_s(second: float) -> Frame:
    return Frame(round(second * SAMPLE_RATE))


def beat(target: int) -> Heard:
    return Heard(Spm(target), click=True)


def polled(
    source: SimulatedRunner, *stretches: tuple[float, Heard]
) -> list[PayloadReceived | LinkChanged]:
    """What came of hearing each `heard` until its second."""
    return [news for until_s, heard in stretches for news in source.poll(at_s(until_s), heard)]


def sent(
    news: list[PayloadReceived | LinkChanged], from_s: float = 0, to_s: float = 1e9
) -> list[Measurement]:
    return [
        decode_measurement(item.data)
        for item in news
        if isinstance(item, PayloadReceived) and at_s(from_s) <= item.at < at_s(to_s)
    ]


def mean_spm(news: list[PayloadReceived | LinkChanged], from_s: float, to_s: float) -> float:
    return statistics.fmean(reading.cadence_per_min for reading in sent(news, from_s, to_s))


def steady(**changes: object) -> Character:
    """A character without chance, but for the noise of a reading."""
    return Character("steady", lock_fails=0.0, lapse_every_s=1e9, **changes)  # type: ignore[arg-type]


@settings(deadline=None, max_examples=40)
@given(
    st.integers(0, 2**32),
    st.sampled_from(sorted(CHARACTERS)),
    st.lists(
        st.tuples(
            st.integers(1, 120 * SAMPLE_RATE),
            st.sampled_from([SILENCE, beat(160), beat(175), Heard(Spm(165), click=False)]),
        ),
        min_size=1,
        max_size=4,
    ),
    st.data(),
)
def test_any_chunking_of_the_same_history_gives_the_same_bytes(
    seed: int, who: str, history: list[tuple[int, Heard]], data: st.DataObject
) -> None:
    whole, chunked = (SimulatedRunner(seed, CHARACTERS[who]) for _ in range(2))
    expected: list[PayloadReceived | LinkChanged] = []
    got: list[PayloadReceived | LinkChanged] = []
    now = 0
    for length, heard in history:
        cuts = data.draw(st.lists(st.integers(0, length), max_size=8))
        for cut in sorted(cuts):
            got += chunked.poll(Frame(now + cut), heard)
        now += length
        got += chunked.poll(Frame(now), heard)
        expected += whole.poll(Frame(now), heard)
    assert got == expected
    assert all(earlier.at <= later.at for earlier, later in pairwise(got))
    assert all(item.at <= now for item in got)


def test_a_poll_never_tells_the_future_nor_the_past_twice() -> None:
    runner = SimulatedRunner(1)
    at_once = runner.poll(Frame(0), SILENCE)
    assert [item.at for item in at_once] == [0, 0], "what is due now is told now"
    first = [*at_once, *runner.poll(at_s(2), SILENCE)]
    first += runner.poll(at_s(5.5), SILENCE)
    assert [type(item) for item in first] == [LinkChanged] + [PayloadReceived] * 6
    assert runner.poll(at_s(5.5), SILENCE) == []
    assert runner.poll(at_s(3), SILENCE) == []


def test_seeds_differ_and_repeat() -> None:
    runs = [polled(SimulatedRunner(seed), (60, beat(165))) for seed in (1, 1, 2)]
    assert runs[0] == runs[1] != runs[2]


def test_one_reading_a_second_with_the_jitter_of_a_radio() -> None:
    news = polled(SimulatedRunner(1), (600.5, SILENCE))
    frames = [item.at for item in news if isinstance(item, PayloadReceived)]
    off = [frame - second * SAMPLE_RATE for second, frame in enumerate(frames)]
    assert len(frames) == 601
    assert 0 < max(map(abs, off)) <= SAMPLE_RATE // 50


def test_without_a_beat_it_runs_its_own_cadence() -> None:
    assert mean_spm(polled(SimulatedRunner(1), (300, SILENCE)), 0, 300) == pytest.approx(158, abs=1)


def test_follows_the_beat_after_some_seconds_and_speeds_up_with_it() -> None:
    news = polled(SimulatedRunner(1, steady()), (60, SILENCE), (180, beat(170)))
    assert mean_spm(news, 60, 64) < 166
    assert mean_spm(news, 100, 180) == pytest.approx(169.3, abs=0.7)
    before = statistics.fmean(reading.speed_mps for reading in sent(news, 20, 60))
    after = statistics.fmean(reading.speed_mps for reading in sent(news, 100, 180))
    assert 1.02 < after / before < 1.07


def test_a_silent_click_is_remembered_for_a_while_and_no_target_is_not() -> None:
    heard = (120.0, beat(170))
    kept = polled(SimulatedRunner(1, steady()), heard, (180, Heard(Spm(170), click=False)))
    gone = polled(SimulatedRunner(1, steady()), heard, (180, SILENCE))
    assert mean_spm(kept, 150, 180) > 165
    assert mean_spm(gone, 160, 180) == pytest.approx(158, abs=1.5)


def test_the_default_runner_lapses_now_and_then() -> None:
    news = polled(SimulatedRunner(1), (1800, beat(172)))
    readings = [reading.cadence_per_min for reading in sent(news)]
    minutes = [statistics.fmean(readings[i : i + 20]) for i in range(60, len(readings), 20)]
    assert min(minutes) < 166
    assert statistics.median(minutes) == pytest.approx(171, abs=1.5)


def test_lagging_drifting_and_overshooting_end_where_they_should() -> None:
    lags, drifts, overshoots = (
        polled(SimulatedRunner(1, CHARACTERS[who]), (1800, beat(170)))
        for who in ("lags", "drifts", "overshoots")
    )
    assert mean_spm(lags, 0, 1800) < 165
    assert mean_spm(drifts, 60, 240) - mean_spm(drifts, 1600, 1800) > 6
    assert mean_spm(overshoots, 60, 1800) > 175


def test_stops_and_walks_are_what_the_readings_say() -> None:
    stops = polled(SimulatedRunner(1, CHARACTERS["stops"]), (300, beat(165)))
    assert all(
        (reading.cadence_per_min, reading.running, reading.speed_mps) == (0, False, 0)
        for reading in sent(stops, 240.5, 269.5)
    )
    assert all(reading.running for reading in sent(stops, 270.5, 300))
    walks = polled(SimulatedRunner(1, CHARACTERS["walks"]), (400, beat(165)))
    tracker = CadenceTracker.start(Convention.STEPS)
    for item in walks:
        if isinstance(item, PayloadReceived) and item.at < at_s(330):
            tracker = tracker.take(item.at, decode_measurement(item.data))
    live = tracker.at(at_s(330))
    assert (live.gait, live.cadence_spm) == (Gait.WALKING, None)
    assert mean_spm(walks, 300.5, 359.5) == pytest.approx(112, abs=2)


def test_losing_the_pod_is_told_and_nothing_is_sent_meanwhile() -> None:
    news = polled(SimulatedRunner(1, CHARACTERS["loses-pod"]), (300, SILENCE))
    changes = [item for item in news if isinstance(item, LinkChanged)]
    assert [(change.state, round(change.at / SAMPLE_RATE)) for change in changes] == [
        (LinkState.CONNECTED, 0),
        (LinkState.LOST, 180),
        (LinkState.CONNECTED, 210),
    ]
    assert changes[0].name == "Simulated runner"
    assert sent(news, 179.5, 209.5) == []
    assert len(sent(news, 209.5, 300)) >= 90


def test_a_strides_pod_sends_half_and_is_recognised() -> None:
    news = polled(SimulatedRunner(1, CHARACTERS["strides"]), (60, SILENCE))
    assert mean_spm(news, 0, 60) == pytest.approx(79, abs=0.5)
    tracker = CadenceTracker.start(Convention.AUTO)
    for item in news:
        if isinstance(item, PayloadReceived):
            tracker = tracker.take(item.at, decode_measurement(item.data))
    assert tracker.convention is Convention.STRIDES


def test_stride_length_fits_speed_and_cadence() -> None:
    for reading in sent(polled(SimulatedRunner(1), (30, SILENCE))):
        assert reading.stride_length_m is not None
        strides_per_s = reading.speed_mps / reading.stride_length_m
        assert strides_per_s * 120 == pytest.approx(reading.cadence_per_min, abs=1.5)


async def test_it_is_a_cadence_source_that_ends_when_closed() -> None:
    source: CadenceSource = SimulatedRunner(1)
    await source.open(lambda: None)
    assert source.poll(at_s(2), SILENCE)
    await source.close()
    assert list(source.poll(at_s(10), SILENCE)) == []
