"""Values as plain JSON and back, by their types alone."""

from __future__ import annotations

import json
from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cadencecoach.core.diary.diary import RunFigures
from cadencecoach.core.diary.pain import Pain, Quality, Side
from cadencecoach.core.outcome.run_from_summary import MeasuredRun
from cadencecoach.core.values.records import BadRecord, from_record, to_record
from cadencecoach.core.values.units import Spm

known = st.floats(0, 1e6) | st.none()
pains = st.builds(
    Pain,
    st.integers(0, 10),
    st.none() | st.sampled_from(Side),
    st.none() | st.sampled_from(Quality),
)


@given(
    st.builds(
        MeasuredRun,
        st.floats(0, 1e6),
        st.floats(0, 1e6),
        st.none() | st.integers(100, 240).map(Spm),
        known,
        known,
        known,
        st.lists(st.tuples(st.floats(0, 1e6), st.integers(0, 10))).map(tuple),
        st.lists(pains).map(tuple),
        st.booleans(),
        st.builds(RunFigures, st.floats(0, 1e3), st.floats(0, 1e3), known, known, known, known),
    )
)
def test_what_is_kept_of_a_run_comes_back(run: MeasuredRun) -> None:
    assert from_record(MeasuredRun, json.loads(json.dumps(to_record(run)))) == run


@dataclass(frozen=True, slots=True)
class Row:
    pair: tuple[float, int]


@pytest.mark.parametrize("pair", [[], [1.0], [1.0, 2, 3], [1.0, "2"], [1.0, 2.5], 3, None, "ab"])
def test_a_row_of_another_length_or_type_is_refused(pair: object) -> None:
    assert from_record(Row, {"pair": [1, 2]}) == Row((1.0, 2))
    with pytest.raises(BadRecord):
        from_record(Row, {"pair": pair})
