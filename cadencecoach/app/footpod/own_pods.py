"""The runner's own footpods: one made it, told what it counts, forgotten, and all of them listed."""

from __future__ import annotations

import sys
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from cadencecoach.adapters.footpod.known import KnownPod, KnownPods, pod_record
from cadencecoach.core.sensor.step_convention import Convention

if TYPE_CHECKING:
    from cadencecoach.app.home import Home


@dataclass(frozen=True, slots=True)
class OwnPod:
    """A footpod that is remembered."""

    name: str
    counts: str
    battery_percent: int | None
    location: str
    last_seen: str
    """In UTC; empty is never."""

    address: str
    elsewhere: str
    """The system that knows it by this address; empty is this one."""


def own_pods(home: Home) -> Sequence[OwnPod]:
    """The known footpods, the last seen first. Raises ConfigError."""
    return [
        OwnPod(
            pod.name,
            pod.convention.value,
            pod.battery_percent,
            pod.location,
            "" if pod.last_seen is None else f"{pod.last_seen:%Y-%m-%d %H:%M} UTC",
            pod.address,
            "" if pod.platform == sys.platform else pod.platform,
        )
        for pod in KnownPods(home.config).all()
    ]


def pod_documents(home: Home) -> Sequence[Mapping[str, Any]]:
    """The known footpods as parts of a document. Raises ConfigError."""
    return [pod_record(pod) for pod in KnownPods(home.config).all()]


def make_own(
    home: Home,
    met: KnownPod,
    on_air: Callable[[], Collection[str]],
    convention: Convention | None = None,
) -> tuple[KnownPod, KnownPod | None]:
    """Make a footpod the runner's own: it as it is remembered, and the one whose place it takes.

    It takes the place of the only one of its name, unless that is `on_air`, which is asked only
    where there is one. What it counts stays as it was set, unless `convention` says it anew. Raises
    ConfigError and StoreBusy.
    """
    pods = KnownPods(home.config)
    before, moved = pods.named(met.address), None
    if pods.moved_from(met, ()) is not None:
        before = moved = pods.moved_from(met, on_air())
    kept = Convention.AUTO if before is None else before.convention
    pod = replace(met, convention=convention or kept)
    if moved is None:
        pods.remember(pod)
    else:
        pods.replace(moved, pod)
    return pod, moved


def count_as(home: Home, address: str, convention: Convention) -> None:
    """Set what a known pod counts; nothing where it is not known. Raises ConfigError and StoreBusy."""
    pods = KnownPods(home.config)
    for pod in pods.here():
        if pod.address == address:
            pods.remember(replace(pod, convention=convention))


def forget_pod(home: Home, asked: str) -> KnownPod:
    """Forget a footpod by name or address; the one it was.

    Raises FootpodNotFound, ConfigError and StoreBusy.
    """
    return KnownPods(home.config).forget(asked)
