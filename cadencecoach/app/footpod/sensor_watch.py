"""What a source of cadence says, second by second, for people and programs who only want to look."""

from __future__ import annotations

from typing import Any

from cadencecoach.core.events import LinkChanged, LinkState, PayloadReceived
from cadencecoach.core.sensor import rsc
from cadencecoach.core.sensor.listening import after_link
from cadencecoach.core.sensor.live import Freshness, LiveCadence
from cadencecoach.core.sensor.step_convention import Convention
from cadencecoach.core.sensor.tracker import CadenceTracker
from cadencecoach.core.values.units import Frame
from cadencecoach.ports import CadenceSource, Heard

_NOTHING_HEARD = Heard(None, False)


class Watch:
    """The newest picture of one source."""

    def __init__(self, source: CadenceSource, convention: Convention) -> None:
        self._source = source
        self._tracker = CadenceTracker.start(convention)
        self._live = self._tracker.at(Frame(0))
        self._link = LinkChanged(Frame(0), LinkState.SEARCHING)
        self._battery_percent: int | None = None
        self._newest: PayloadReceived | None = None
        self._refused = 0

    @property
    def link(self) -> LinkChanged:
        """The link's newest word."""
        return self._link

    @property
    def live(self) -> LiveCadence:
        """The cadence as of the last `take`."""
        return self._live

    def take(
        self, now: Frame, heard: Heard = _NOTHING_HEARD
    ) -> list[tuple[Frame, rsc.Measurement]]:
        """Take in what arrived up to `now`, and give back what of it was a measurement.

        `heard` is what a runner hears meanwhile.
        """
        taken: list[tuple[Frame, rsc.Measurement]] = []
        self._newest = None
        for news in self._source.poll(now, heard):
            match news:
                case LinkChanged():
                    self._link = news
                    self._tracker = after_link(self._tracker, news)
                    if news.battery_percent is not None:
                        self._battery_percent = news.battery_percent
                case PayloadReceived(at, data):
                    self._newest = news
                    try:
                        measurement = rsc.decode_measurement(data)
                    except rsc.MalformedPayload:
                        self._refused += 1
                    else:
                        self._tracker = self._tracker.take(at, measurement)
                        taken.append((at, measurement))
        self._live = self._tracker.at(now)
        return taken

    def line(self) -> str:
        """For a person: the cadence, or why there is none."""
        live = self._live
        battery = "" if self._battery_percent is None else f"  battery {self._battery_percent} %"
        if live.state is not Freshness.FRESH:
            age = "" if live.age_s is None else f"no data for {live.age_s:.0f} s  "
            return f"  -  {age}{self.word.value}  {self._link.detail}".rstrip()
        spm = live.instant_spm
        cadence = "  -" if spm is None else f"{spm:3.0f}"
        speed = "" if live.speed_mps is None else f"  {live.speed_mps * 3.6:4.1f} km/h"
        return f"{cadence} steps a minute{speed}  {live.gait.value}  {live.why}{battery}".rstrip()

    def record(self) -> dict[str, Any]:
        """For a program."""
        live, newest = self._live, self._newest
        return {
            "name": self._source.name,
            "state": self.word.value,
            "detail": self._link.detail,
            "battery_percent": self._battery_percent,
            "cadence_spm": live.instant_spm,
            "speed_mps": live.speed_mps,
            "gait": live.gait.value,
            "convention": live.convention.value,
            "age_s": live.age_s,
            "raw_hex": None if newest is None else newest.data.hex(),
            "refused": self._refused,
        }

    @property
    def word(self) -> LinkState:
        """Data speaks louder than the link (choice: silent and lost)."""
        link = self._link.state
        if self._live.state is Freshness.FRESH:
            return LinkState.CONNECTED
        silent = self._live.state is Freshness.SILENT and link is LinkState.CONNECTED
        return LinkState.SILENT if silent else link
