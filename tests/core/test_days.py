"""Local dates are those of a calendar, whatever the zone and the hour."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cadencecoach.core.values.calendar import (
    Day,
    Moment,
    day_from,
    iso,
    iso_moment,
    iso_week,
    short,
    weekday,
)

EPOCH = date(1970, 1, 1)


@given(st.dates())
def test_a_day_is_the_date_the_standard_library_knows(date_: date) -> None:
    day = Day((date_ - EPOCH).days)
    assert iso(day) == date_.isoformat()
    assert day_from(date_.isoformat()) == day
    assert weekday(day) == date_.weekday()
    assert iso_week(day) == date_.isocalendar().week
    assert short(day) == f"{date_:%a} {date_.day} {date_:%b}"


@given(st.datetimes(timezones=st.just(UTC)), st.integers(-50_400, 50_400))
def test_a_moment_knows_its_local_date_and_hour(when: datetime, offset_s: int) -> None:
    try:
        local = when.astimezone(timezone(timedelta(seconds=offset_s)))
    except OverflowError:
        return
    moment = Moment(int(when.replace(microsecond=0).timestamp()), offset_s)
    assert iso(moment.day) == local.date().isoformat()
    assert moment.clock == f"{local:%H:%M}"
    assert iso_moment(moment) == when.replace(microsecond=0).isoformat().replace("+00:00", "Z")


@pytest.mark.parametrize("text", ["2026-02-30", "2026-13-01", "2026-9-1", "0000-01-01", "", "x"])
def test_what_is_no_date_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="date"):
        day_from(text)


def test_the_night_the_clocks_go_back_has_one_date_and_25_hours() -> None:
    zone = ZoneInfo("Europe/Berlin")
    first = datetime(2026, 10, 25, 0, 30, tzinfo=zone)
    last = datetime(2026, 10, 25, 23, 30, tzinfo=zone)
    moments = [
        Moment(int(one.timestamp()), int(one.utcoffset().total_seconds()))  # type: ignore[union-attr]
        for one in (first, last)
    ]
    assert moments[1].utc_s - moments[0].utc_s == 24 * 3600
    assert {iso(one.day) for one in moments} == {"2026-10-25"}
