"""When a plan asks: on its grid, and not when it is about to end."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from cadencecoach.core.events import CueKind
from cadencecoach.core.plan.plan import QUIET_END, Plan, plan_from
from cadencecoach.core.plan.posture_checks import check_times, checks_and_themes
from cadencecoach.core.values.records import to_record
from cadencecoach.core.values.units import Frames, frames
from tests.core.worlds import steady


def plan_of(length_s: int, every_s: int) -> Plan:
    stages = steady(170, length_s).stages
    return Plan("p", "P", stages, Frames(frames(every_s)))


@given(st.integers(1, 4000), st.integers(30, 700))
def test_a_check_is_on_the_grid_and_leaves_time_to_be_answered(length_s: int, every_s: int) -> None:
    plan = plan_of(length_s, every_s)
    checks = list(check_times(plan))
    assert checks == [
        frames(at)
        for at in range(every_s, length_s, every_s)
        if frames(at) <= plan.length - QUIET_END
    ]
    slots = checks_and_themes(plan, Frames(0), plan.length)
    assert [at for at, kind in slots if kind is CueKind.POSTURE] == checks


def test_a_log_of_an_earlier_version_asked_up_to_the_end() -> None:
    record = to_record(plan_of(65, 60))
    del record["quiet_end"]
    assert list(check_times(plan_from(record))) == [frames(60)]
    assert list(check_times(plan_of(65, 60))) == []
