"""`footpod`: which are on the air, which are known, and what one sends right now."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated, Any, Final

from cyclopts import App, Parameter

from cadencecoach.app.home import Home
from cadencecoach.cli.interrupts import ctrl_c_raises
from cadencecoach.cli.json_line import print_json
from cadencecoach.cli.options import AsJson, OneOf
from cadencecoach.cli.text.tables import print_table

if TYPE_CHECKING:
    from cadencecoach.app.footpod.on_air import PodOnAir
    from cadencecoach.app.footpod.own_pods import OwnPod
    from cadencecoach.app.footpod.sensor_watch import Watch

SCHEMA: Final = 1
"""Of the documents made here."""

app = App(name="footpod")


@app.command(name="scan")
def scan_footpods(*, look: bool = False, as_json: AsJson = False) -> None:
    """List the footpods on the air.

    Parameters
    ----------
    look
        Connect to each for its battery, its place and what it sends.
    """
    from cadencecoach.app.footpod.on_air import scan

    ctrl_c_raises()
    seen = scan(Home.here(), visit_each=look, on_word=lambda line: print(line, file=sys.stderr))
    if as_json:
        print_json({"schema": SCHEMA, "footpods": list(map(_document, seen))})
    elif not seen:
        print("no footpod on the air; move yours to wake it, and bring it near")
    else:
        rows: list[tuple[str, ...]] = [
            ("name", "signal", "battery", "sits", "sends", "", "address")
        ]
        rows += map(_row, seen)
        print_table(rows, right=(2, 4))


@app.command(name="pair")
def pair_footpod(
    name: str, /, *, convention: Annotated[OneOf, Parameter(show_default="found out")] = None
) -> None:
    """Find a footpod and remember it as yours.

    Parameters
    ----------
    name
        Its name or address.
    convention
        What it counts: steps, strides, or auto.
    """
    from cadencecoach.app.footpod.on_air import pair

    ctrl_c_raises()
    pod = pair(Home.here(), name, convention)
    sends = (
        "it sent nothing yet: some wait for the first steps"
        if pod.raw_per_min is None
        else f"sends {pod.raw_per_min} a minute now"
    )
    print(f"paired {pod.name} ({pod.address})")
    for line in (*pod.facts, sends, f"counts {pod.counts}"):
        print(f"  {line}")


@app.command(name="list")
def list_footpods(*, as_json: AsJson = False) -> None:
    """List your footpods."""
    from cadencecoach.app.footpod.own_pods import own_pods, pod_documents

    home = Home.here()
    if as_json:
        print_json({"schema": SCHEMA, "footpods": pod_documents(home)})
        return
    pods = own_pods(home)
    if not pods:
        print("no footpod is known; pair one: cadencecoach footpod scan, then footpod pair NAME")
        return
    rows: list[tuple[str, ...]] = [("name", "counts", "battery", "sits", "last seen", "address")]
    rows += map(_own_row, pods)
    print_table(rows, right=(2,))


@app.command(name="forget")
def forget_footpod(name: str, /) -> None:
    """Forget one of your footpods.

    Parameters
    ----------
    name
        Its name or address.
    """
    from cadencecoach.app.footpod.own_pods import forget_pod

    pod = forget_pod(Home.here(), name)
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
    from cadencecoach.app.footpod.on_air import watch

    def tell(at: str, picture: Watch) -> None:
        if as_json:
            print_json({"schema": SCHEMA, "at": at, **picture.record()})
        else:
            print(picture.line())
        sys.stdout.flush()

    ctrl_c_raises()
    watch(Home.here(), name, tell)


def _row(one: PodOnAir) -> tuple[str, ...]:
    return (
        one.name,
        _signal(one.rssi_dbm),
        "" if one.battery_percent is None else f"{one.battery_percent} %",
        one.location,
        "" if one.raw_per_min is None else f"{one.raw_per_min}/min",
        "known" if one.known else "new",
        one.address,
    )


def _document(one: PodOnAir) -> dict[str, Any]:
    return {
        "name": one.name,
        "address": one.address,
        "rssi_dbm": one.rssi_dbm,
        "known": one.known,
        "battery_percent": one.battery_percent,
        "location": one.location,
        "raw_per_min": one.raw_per_min,
    }


def _own_row(pod: OwnPod) -> tuple[str, ...]:
    return (
        pod.name,
        pod.counts,
        "" if pod.battery_percent is None else f"{pod.battery_percent} %",
        pod.location,
        pod.last_seen or "never",
        f"{pod.address} (on {pod.elsewhere})" if pod.elsewhere else pod.address,
    )


def _signal(rssi_dbm: int | None) -> str:
    """Strength for the eye and as a number; a pod held close reads above -60 dBm."""
    if rssi_dbm is None:
        return "?"
    steps = sum(rssi_dbm >= limit for limit in (-90, -75, -60))
    return f"{'▂▄▆'[:steps]:3} {rssi_dbm} dBm"
