"""The short sounds as shipped: quick, soft, and apart from one another and from every click."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest

from cadencecoach.adapters.sounds import RATE_HZ, SoundLibrary
from cadencecoach.core.score.earcons import Earcon
from tools.earcons import EARCONS, earcon

LIBRARY = SoundLibrary.open()


def test_each_sound_that_the_engine_knows_is_shipped_as_its_tool_makes_it() -> None:
    assert {one.value for one in Earcon} == {f"earcon.{name}" for name in EARCONS}
    assert set(LIBRARY.ids(kind="earcon")) == {one.value for one in Earcon}
    for name, (_, notes) in EARCONS.items():
        made, shipped = earcon(notes), LIBRARY.clip(f"earcon.{name}")
        assert len(made) == len(shipped)
        assert np.abs(made.astype(int) - shipped).max() <= 1  # another numpy may round differently


@pytest.mark.parametrize("one", Earcon)
def test_it_is_short_soft_and_heard_at_once(one: Earcon) -> None:
    clip = LIBRARY.clip(one.value).astype(float) / 32768
    assert len(clip) <= 0.25 * RATE_HZ
    assert np.abs(clip).max() <= 10 ** (-20.9 / 20)
    assert abs(clip[0]) < 0.001
    assert abs(clip[-1]) < 0.001
    assert np.flatnonzero(np.abs(clip) > np.abs(clip).max() / 4)[0] < 0.01 * RATE_HZ


def shape(name: str) -> tuple[int, int, bool, bool]:
    """How many notes, which way they go, whether a tick, whether high: no two alike."""
    notes = EARCONS[name][1]
    way = np.sign(notes[-1].to_hz - notes[0].hz)
    return len(notes), int(way), notes[0].length_s < 0.05, notes[0].hz > 800


def test_no_two_are_alike_in_shape() -> None:
    for one, other in combinations(EARCONS, 2):
        assert shape(one) != shape(other)
