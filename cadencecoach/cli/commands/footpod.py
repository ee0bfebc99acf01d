"""`footpod`: which are on the air, which are known, and what one sends right now."""

from __future__ import annotations

import asyncio
import sys
from dataclasses import replace
from typing import Annotated, Any, Final

from cyclopts import App, Parameter

from cadencecoach.adapters.audio.pace import FrameClock
from cadencecoach.adapters.clock import utc_text
from cadencecoach.adapters.footpod import open_footpod
from cadencecoach.adapters.footpod.facts import place
from cadencecoach.adapters.footpod.known import KnownPod, KnownPods, pod_record
from cadencecoach.adapters.footpod.meeting import Visit, look_around, look_for, visit
from cadencecoach.adapters.footpod.naming import clean_name
from cadencecoach.adapters.footpod.scanning import Sighting
from cadencecoach.adapters.footpod.source import met_pod
from cadencecoach.app.footpod.sensor_watch import Watch
from cadencecoach.app.home import Home
from cadencecoach.cli.interrupts import ctrl_c_raises
from cadencecoach.cli.json_line import print_json
from cadencecoach.cli.options import AsJson
from cadencecoach.core.sensor.step_convention import Convention
from cadencecoach.core.values.text import aligned
from cadencecoach.errors import ConfigError, FootpodError

SCHEMA: Final = 1
SCAN_S: Final = 8.0
"""A footpod advertises at least once a second when it is awake; some only after a few steps."""

LINE_EVERY_S: Final = 1.0

LISTEN_S: Final = 3.0
"""For a cadence to arrive at 1 Hz, with time for a shake."""


app = App(name="footpod")


@app.command(name="scan")
def scan_footpods(*, look: bool = False, as_json: AsJson = False) -> None:
    """List the footpods on the air.

    Parameters
    ----------
    look
        Connect to each for its battery, its place and what it sends.
    """
    ctrl_c_raises()
    home = Home.here()
    known = {pod.address: pod for pod in KnownPods(home.config).here()}
    seen, visits = asyncio.run(_scan(look=look))
    if as_json:
        pods = [_sighting_record(one, known, visits.get(one.address)) for one in seen]
        print_json({"schema": SCHEMA, "footpods": pods})
    elif not seen:
        print("no footpod on the air; move yours to wake it, and bring it near")
    else:
        rows: list[tuple[str, ...]] = [
            ("name", "signal", "battery", "sits", "sends", "", "address")
        ]
        rows += [_sighting_row(one, known, visits.get(one.address)) for one in seen]
        print("\n".join(aligned(rows, right=frozenset((2, 4)))))


@app.command(name="pair")
def pair_footpod(name: str, /, *, convention: str | None = None) -> None:
    """Find a footpod and remember it as yours.

    Parameters
    ----------
    name
        Its name or address.
    convention
        What it counts: steps, strides, or auto.
    """
    ctrl_c_raises()
    chosen = None if convention is None else _convention(convention)
    home = Home.here()
    pods = KnownPods(home.config)
    pods.all()  # a broken file is told before anything is asked of the air
    sighting, met = asyncio.run(_pair(name))
    before = pods.named(sighting.address)
    pod = replace(
        met_pod(sighting, met.facts, home.clock.utc_now()),
        convention=chosen or (before.convention if before else Convention.AUTO),
    )
    pods.remember(pod)
    print(f"paired {pod.name} ({pod.address})")
    for line in filter(None, (met.facts.line(), _sending(met), f"counts {pod.convention.value}")):
        print(f"  {line}")


@app.command(name="list")
def list_footpods(*, as_json: AsJson = False) -> None:
    """List your footpods."""
    pods = KnownPods(Home.here().config).all()
    if as_json:
        print_json({"schema": SCHEMA, "footpods": [pod_record(pod) for pod in pods]})
    elif not pods:
        print("no footpod is known; pair one: cadencecoach footpod scan, then footpod pair NAME")
    else:
        rows: list[tuple[str, ...]] = [
            ("name", "counts", "battery", "sits", "last seen", "address")
        ]
        rows += [_pod_row(pod) for pod in pods]
        print("\n".join(aligned(rows, right=frozenset((2,)))))


@app.command(name="forget")
def forget_footpod(name: str, /) -> None:
    """Forget one of your footpods.

    Parameters
    ----------
    name
        Its name or address.
    """
    pod = KnownPods(Home.here().config).forget(name)
    print(f"forgot {pod.name} ({pod.address})")


@app.command(name="watch")
def watch_footpod(
    name: str | None = None,
    /,
    *,
    as_json: Annotated[AsJson, Parameter(help="One object a line.")] = False,
) -> None:
    """Print what a footpod sends, a line a second, until Ctrl-C.

    Parameters
    ----------
    name
        Its name or address; left out, any of yours.
    """
    ctrl_c_raises()
    home = Home.here()
    clock = home.clock
    elapsed = FrameClock(clock)
    elapsed.begin()
    source, convention = open_footpod(name, KnownPods(home.config), clock, elapsed.frame_at)
    watch = Watch(source, convention)

    async def lines() -> None:
        await source.open(lambda: None)
        try:
            while True:
                await asyncio.sleep(LINE_EVERY_S)
                watch.take(elapsed.position())
                if as_json:
                    at = utc_text(clock.utc_now())
                    print_json({"schema": SCHEMA, "at": at, **watch.record()})
                    sys.stdout.flush()
                else:
                    print(watch.line(), flush=True)
        finally:
            await source.close()

    asyncio.run(lines())


async def _scan(*, look: bool) -> tuple[tuple[Sighting, ...], dict[str, Visit]]:
    seen = await look_around(SCAN_S)
    visits: dict[str, Visit] = {}
    for one in seen if look else ():
        print(f"looking at {one.name} …", file=sys.stderr)
        try:
            visits[one.address] = await visit(one, LISTEN_S)
        except FootpodError as exc:
            print(f"  {exc.message}", file=sys.stderr)
    return seen, visits


async def _pair(asked: str) -> tuple[Sighting, Visit]:
    sighting = await look_for(asked)
    return sighting, await visit(sighting, LISTEN_S)


def _convention(text: str) -> Convention:
    try:
        return Convention(text)
    except ValueError:
        raise ConfigError(
            f"a footpod cannot count {clean_name(text)}", hint="steps, strides, or auto"
        ) from None


def _sighting_row(one: Sighting, known: dict[str, KnownPod], met: Visit | None) -> tuple[str, ...]:
    pod = known.get(one.address)
    battery, sits = _described(pod, met)
    return (
        one.name,
        _signal(one.rssi_dbm),
        "" if battery is None else f"{battery} %",
        sits,
        "" if met is None or met.measurement is None else f"{met.measurement.cadence_per_min}/min",
        "known" if pod else "new",
        one.address,
    )


def _sighting_record(
    one: Sighting, known: dict[str, KnownPod], met: Visit | None
) -> dict[str, Any]:
    pod = known.get(one.address)
    battery, sits = _described(pod, met)
    return {
        "name": one.name,
        "address": one.address,
        "rssi_dbm": one.rssi_dbm,
        "known": pod is not None,
        "battery_percent": battery,
        "location": sits,
        "raw_per_min": met.measurement.cadence_per_min if met and met.measurement else None,
    }


def _described(pod: KnownPod | None, met: Visit | None) -> tuple[int | None, str]:
    """Battery and place: as just read, else as remembered."""
    if met is not None:
        where = met.facts.location
        return met.facts.battery_percent, "" if where is None else place(where)
    return (None, "") if pod is None else (pod.battery_percent, pod.location)


def _pod_row(pod: KnownPod) -> tuple[str, ...]:
    foreign = "" if pod.platform == sys.platform else f" (on {pod.platform})"
    return (
        pod.name,
        pod.convention.value,
        "" if pod.battery_percent is None else f"{pod.battery_percent} %",
        pod.location,
        "never" if pod.last_seen is None else f"{pod.last_seen:%Y-%m-%d %H:%M} UTC",
        f"{pod.address}{foreign}",
    )


def _sending(met: Visit) -> str:
    if met.measurement is None:
        return "it sent nothing yet: some wait for the first steps"
    return f"sends {met.measurement.cadence_per_min} a minute now"


def _signal(rssi_dbm: int | None) -> str:
    """Strength for the eye and as a number; a pod held close reads above -60 dBm."""
    if rssi_dbm is None:
        return "?"
    steps = sum(rssi_dbm >= limit for limit in (-90, -75, -60))
    return f"{'▂▄▆'[:steps]:3} {rssi_dbm} dBm"
