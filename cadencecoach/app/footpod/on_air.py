"""Footpods asked for once: who is on the air, one made the runner's own, what one sends each second."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from cadencecoach.adapters.audio.pace import FrameClock
from cadencecoach.adapters.clock import utc_text
from cadencecoach.adapters.footpod import open_footpod
from cadencecoach.adapters.footpod.facts import place, sends_words
from cadencecoach.adapters.footpod.known import KnownPod, KnownPods
from cadencecoach.adapters.footpod.link import met_pod
from cadencecoach.adapters.footpod.meeting import Visit, pod_around, pods_around, ready, visit
from cadencecoach.adapters.footpod.naming import clean_name
from cadencecoach.adapters.footpod.scanning import Sighting
from cadencecoach.app.footpod.own_pods import make_own
from cadencecoach.app.footpod.sensor_watch import Watch
from cadencecoach.app.home import Home
from cadencecoach.core.sensor.step_convention import Convention
from cadencecoach.errors import ConfigError, FootpodError

SCAN_S: Final = 8.0
"""A footpod advertises at least once a second when it is awake; some only after a few steps."""

LINE_EVERY_S: Final = 1.0

SAME_NAME_S: Final = 3.0
"""For another pod of the same name to show itself."""

LISTEN_S: Final = 3.0
"""For a cadence to arrive at 1 Hz, with time for a shake."""


@dataclass(frozen=True, slots=True)
class PodOnAir:
    """A footpod that was heard."""

    name: str
    address: str
    rssi_dbm: int | None
    known: bool
    battery_percent: int | None
    """As just read, else as remembered; None is unknown."""

    location: str
    """Where it sits; empty is unknown."""

    raw_per_min: int | None
    """What it sends, uncounted; None where nobody asked, or it sent nothing."""


@dataclass(frozen=True, slots=True)
class PairedPod:
    """A footpod that was made the runner's own."""

    name: str
    address: str
    facts: tuple[str, ...]
    """What it says of itself, and what it replaces, a line each."""

    raw_per_min: int | None
    """What it sends; None: nothing yet."""

    counts: str


def scan(home: Home, *, visit_each: bool, on_word: Callable[[str], None]) -> tuple[PodOnAir, ...]:
    """The footpods on the air; with `visit_each`, each is connected to for what it says and sends.

    `on_word` is told what goes on meanwhile. Raises BluetoothUnavailable and FootpodError.
    """
    known = {pod.address: pod for pod in KnownPods(home.config).here()}

    async def listen() -> tuple[PodOnAir, ...]:
        seen = await pods_around(SCAN_S)
        visits: dict[str, Visit] = {}
        for one in seen if visit_each else ():
            on_word(f"looking at {one.name} …")
            try:
                visits[one.address] = await visit(one, LISTEN_S)
            except FootpodError as exc:
                on_word(f"  {exc.message}")
        return tuple(_on_air(one, known.get(one.address), visits.get(one.address)) for one in seen)

    return asyncio.run(listen())


def _on_air(one: Sighting, pod: KnownPod | None, met: Visit | None) -> PodOnAir:
    battery, sits = (None, "") if pod is None else (pod.battery_percent, pod.location)
    if met is not None:
        where = met.facts.location
        battery, sits = met.facts.battery_percent, "" if where is None else place(where)
    return PodOnAir(one.name, one.address, one.rssi_dbm, pod is not None, battery, sits, _sent(met))


def _sent(met: Visit | None) -> int | None:
    return None if met is None or met.measurement is None else met.measurement.cadence_per_min


def pair(home: Home, asked: str, convention: str | None) -> PairedPod:
    """Find, visit and remember a footpod by name or address.

    `convention` says what it counts; None leaves it as set, or to be found out. Raises
    FootpodNotFound, BluetoothUnavailable, FootpodError, ConfigError and StoreBusy.
    """
    chosen = None if convention is None else _convention(convention)
    KnownPods(home.config).all()  # a broken file is told before anything is asked of the air

    async def meet() -> tuple[Sighting, Visit]:
        sighting = await pod_around(asked)
        return sighting, await visit(sighting, LISTEN_S)

    sighting, met = asyncio.run(meet())
    pod, moved = make_own(
        home,
        met_pod(sighting, met.facts, home.clock.utc_now()),
        lambda: {one.address for one in asyncio.run(pods_around(SAME_NAME_S))},
        chosen,
    )
    features = met.facts.features
    facts = (
        "" if moved is None else f"in the place of {moved.address}, which is not on the air",
        met.facts.line(),
        "" if features is None else f"sends {sends_words(features)}",
    )
    return PairedPod(
        pod.name, pod.address, tuple(filter(None, facts)), _sent(met), pod.convention.value
    )


def _convention(text: str) -> Convention:
    try:
        return Convention(text)
    except ValueError:
        raise ConfigError(
            f"a footpod cannot count {clean_name(text)}", hint="steps, strides, or auto"
        ) from None


def watch(home: Home, asked: str | None, on_second: Callable[[str, Watch], None]) -> None:
    """Listen to a footpod until interrupted; `on_second` is told the time in UTC and the picture.

    `asked` is a name or an address; None takes any known one. Raises FootpodNotFound, ConfigError
    and BluetoothUnavailable at the start; what goes wrong later is in the picture.
    """
    clock = home.clock
    elapsed = FrameClock(clock)
    elapsed.begin()
    source, convention = open_footpod(asked, KnownPods(home.config), clock, elapsed.frame_at)
    picture = Watch(source, convention)

    async def listen() -> None:
        await ready()
        await source.open(lambda: None)
        try:
            while True:
                await asyncio.sleep(LINE_EVERY_S)
                picture.take(elapsed.position())
                on_second(utc_text(clock.utc_now()), picture)
        finally:
            await source.close()

    asyncio.run(listen())
