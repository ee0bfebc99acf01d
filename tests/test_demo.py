"""The demo shows everything: it clicks at once, and says how much was on target."""

from __future__ import annotations

from pathlib import Path

import pytest

from cadencecoach.adapters.store.home import HOME_VARIABLE
from cadencecoach.app.home import Home
from cadencecoach.core.run.engine import begin, step
from cadencecoach.core.run.view_of_state import view
from cadencecoach.core.sensor.adherence import BandState
from cadencecoach.core.values.units import SAMPLE_RATE, Frame
from cadencecoach.ui.ink import line_text
from cadencecoach.ui.lines.run import you_lines
from tests.core.worlds import setup
from tests.recordings.schema.make import simulated_log


def test_the_demo_clicks_at_once_and_shows_a_value_on_target(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(HOME_VARIABLE, str(tmp_path))
    home = Home.here()
    world = setup(home.shelf().plan("demo", home.settings()))
    state = begin(world)
    assert next(iter(state.timeline.beats(Frame(0), Frame(SAMPLE_RATE)))).at == 0
    shown: list[tuple[float, float | None, BandState | None]] = []
    said = ""
    for happened, *_ in simulated_log(world, ()):
        state, _ = step(state, happened)  # type: ignore[arg-type] - each batch begins with an input
        seen = view(state, Frame(happened.at))
        shown.append((happened.at / SAMPLE_RATE, seen.in_band_percent, seen.band))
        said += "\n".join(map(line_text, you_lines(seen, 24, 7)))
    first = next(at_s for at_s, percent, _ in shown if percent is not None)
    assert first <= 20
    assert BandState.IN_BAND in {band for _, _, band in shown}
    assert "on target" in said
    last = [percent for _, percent, _ in shown if percent is not None][-1]
    assert last >= 50
