"""Speed stands beside the chart: one value a second of running, pauses left out, silence unknown."""

from __future__ import annotations

import pytest

from cadencecoach.core import events as ev
from cadencecoach.core.outcome.speed import mean_speed, speed_line
from cadencecoach.core.outcome.summary import summarise
from cadencecoach.core.run.engine import begin, step
from cadencecoach.core.sensor.rsc import Measurement, encode_measurement
from cadencecoach.core.values.units import Frame, frames
from tests.core.worlds import at, setup, steady


def run_with(speeds: dict[int, float | None], *pressed: ev.Input) -> tuple[float | None, ...]:
    """A minute at 170 with a reading just before some seconds of session time."""
    world = setup(steady(170, 60))
    state = begin(world)
    log: list[ev.Event] = []
    inputs: list[ev.Input] = list(pressed)
    for second, speed in speeds.items():
        payload = encode_measurement(Measurement(speed or 0.0, 85, running=True))
        inputs.append(ev.PayloadReceived(Frame(at(second) - 4_800), payload))
    inputs += [ev.Tick(at(second / 2)) for second in range(1, 260)]
    for one in sorted(inputs, key=lambda event: event.at):
        state, decided = step(state, one)
        log += [one, *decided]
    return speed_line(summarise(world.plan, log, Frame(frames(120))))


def test_each_second_has_the_newest_speed_of_the_last_three() -> None:
    line = run_with({5: 2.0, 6: 2.5, 20: 3.0})
    assert len(line) == 60
    assert line[3:10] == (None, 2.0, 2.5, 2.5, 2.5, None, None)
    assert line[18:23] == (None, 3.0, 3.0, 3.0, None)


@pytest.mark.parametrize("length_s", [1, 10, 30])
def test_a_pause_moves_nothing(length_s: int) -> None:
    still = run_with({second: second / 10 for second in range(1, 61)})
    paused = run_with(
        {
            **{second: second / 10 for second in range(1, 21)},
            **{second + length_s: second / 10 for second in range(21, 61)},
        },
        ev.PausePressed(at(20.2)),
        ev.PausePressed(at(20.2 + length_s)),
    )
    assert len(paused) == 60
    assert paused[:19] == still[:19]
    # A mean over 10 s begins anew; where a pause ends follows the beat, so a second may have the
    # reading beside it.
    pairs = zip(paused[32:], still[32:], strict=True)
    assert all(abs((one or 0) - (other or 0)) <= 0.11 for one, other in pairs)


def test_a_footpod_without_speed_has_no_line_and_standing_is_no_speed() -> None:
    assert set(run_with({5: None, 6: None})) <= {None, 0.0}
    assert mean_speed(()) is None
    assert mean_speed((None, 0.0)) is None
    assert mean_speed((None, 0.0, 2.0, 3.0)) == 2.5
