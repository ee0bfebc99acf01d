"""Footpods over Bluetooth LE, apart so that whoever does not run with one never loads bleak."""

from __future__ import annotations

from collections.abc import Callable

from cadencecoach.adapters.footpod.known import KnownPods
from cadencecoach.adapters.footpod.link import FootpodSource
from cadencecoach.adapters.footpod.scanning import WantedPod
from cadencecoach.core.sensor.step_convention import Convention
from cadencecoach.core.values.units import Frame
from cadencecoach.errors import FootpodNotFound
from cadencecoach.ports import Clock


def open_footpod(
    asked: str | None, pods: KnownPods, clock: Clock, frame_at: Callable[[int], Frame]
) -> tuple[FootpodSource, Convention]:
    """The source for `--footpod NAME|ADDRESS`, or for any known pod, and what its number counts.

    A stranger's pod is only taken when it is asked for. Raises FootpodNotFound when nothing is
    asked for and none is known, ConfigError when the file of known pods is broken.
    """
    pod = pods.named(asked) if asked else None
    known = pods.here() if not asked else (pod,) if pod else ()
    if not asked and not known:
        raise FootpodNotFound(
            "no footpod is known",
            hint="pair one: cadencecoach footpod scan, then footpod pair NAME",
            in_app="pair one: f on Today",
        )
    wanted = WantedPod.known(known) if known else WantedPod.asked(asked or "")
    convention = known[0].convention if len(known) == 1 else Convention.AUTO
    return FootpodSource(wanted, clock, frame_at, known=pods.here(), met=pods.saw), convention
