"""The footpods of this runner: a stranger's is never taken by itself, so which are known is kept.

One private JSON file in the settings directory, written whole and renamed into place. An address
means nothing on another computer (macOS gives each pod a UUID of its own), so it stands with the
platform that gave it.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import MAXYEAR, MINYEAR, UTC, datetime
from functools import reduce
from operator import or_
from pathlib import Path
from typing import Any, Final

from cadencecoach.adapters.footpod.naming import clean_name, same_name
from cadencecoach.adapters.whole_file import make_folder, only_writer, read_whole, write_whole
from cadencecoach.core.sensor.rsc import Feature
from cadencecoach.core.sensor.step_convention import Convention
from cadencecoach.errors import ConfigError, FootpodNotFound, StoreBusy

FILE_NAME: Final = "footpods.json"
SCHEMA: Final = 1
LARGEST_BYTES: Final = 256 * 1024
_ADDRESS: Final = re.compile(r"[0-9A-F]([0-9A-F:-]{0,62}[0-9A-F])?", re.IGNORECASE)
"""12 digits with colons, or a UUID."""


@dataclass(frozen=True, slots=True)
class KnownPod:
    """A footpod this runner has chosen."""

    address: str
    """Bluetooth address, or on macOS the UUID this Mac gave it; upper case."""

    name: str
    """As advertised, cleaned; the address where it has none."""

    convention: Convention = Convention.AUTO
    """What its number counts."""

    last_seen: datetime | None = None
    """When it was last connected, aware, in UTC."""

    battery_percent: int | None = None
    """As read at that time."""

    location: str = ""
    """Where it said it sits at that time: "in shoe"."""

    platform: str = sys.platform
    """The platform the address belongs to, as `sys.platform`."""

    features: Feature | None = None
    """What it said at that time it can do."""


class KnownPods:
    """The file of known pods; each call reads or rewrites it whole."""

    def __init__(self, directory: Path) -> None:
        self.path = directory / FILE_NAME

    def all(self) -> tuple[KnownPod, ...]:
        """Every known pod, the most recently seen first. Raises ConfigError for a broken file."""
        try:
            raw = read_whole(self.path, LARGEST_BYTES)
        except (FileNotFoundError, NotADirectoryError):
            return ()
        except OSError as exc:
            raise self._broken(exc.strerror or "cannot be read") from exc
        if len(raw) > LARGEST_BYTES:
            raise self._broken("larger than 256 KB")
        try:
            document = json.loads(raw)
            pods = [_pod(entry) for entry in _entries(document)]
        except (ValueError, TypeError, KeyError, RecursionError) as exc:
            raise self._broken("not a list of footpods") from exc
        never = datetime.min.replace(tzinfo=UTC)
        return tuple(sorted(pods, key=lambda pod: pod.last_seen or never, reverse=True))

    def here(self) -> tuple[KnownPod, ...]:
        """The known pods whose addresses this platform gave."""
        return tuple(pod for pod in self.all() if pod.platform == sys.platform)

    def named(self, asked: str) -> KnownPod | None:
        """The pod of this platform with this address, else the only one with this name.

        Raises FootpodNotFound when several have it.
        """
        pods = self.here()
        for pod in pods:
            if pod.address == asked.upper():
                return pod
        alike = [pod for pod in pods if same_name(pod.name, asked)]
        if len(alike) > 1:
            raise FootpodNotFound(
                f"{len(alike)} known footpods are called {clean_name(asked)}",
                hint="name it by its address: cadencecoach footpod list",
                in_app="choose one of them: f on Today",
            )
        return alike[0] if alike else None

    def remember(self, pod: KnownPod) -> None:
        """Keep a pod, instead of what was kept under its address. Raises ConfigError, StoreBusy."""
        with self._change() as pods:
            pods[:] = [pod, *(other for other in pods if _key(other) != _key(pod))]

    def moved_from(self, pod: KnownPod, on_air: Collection[str]) -> KnownPod | None:
        """The known pod of this name whose address is gone, where `pod` seems to be it again.

        None where it is known by its own address, where several bear the name, and where the other
        is on the air beside it. Raises ConfigError.
        """
        pods = self.here()
        alike = [other for other in pods if same_name(other.name, pod.name)]
        if any(_key(other) == _key(pod) for other in pods) or len(alike) != 1:
            return None
        return None if alike[0].address in on_air else alike[0]

    def replace(self, old: KnownPod, new: KnownPod) -> None:
        """Keep `new` in the place of `old`. Raises ConfigError, StoreBusy."""
        gone = (_key(old), _key(new))
        with self._change() as pods:
            pods[:] = [new, *(other for other in pods if _key(other) not in gone)]

    def saw(self, pod: KnownPod) -> None:
        """Note when and how a known pod was met; what was set for it stays as set.

        One that is not known stays unknown. Raises ConfigError, StoreBusy.
        """
        with self._change() as pods:
            for at, kept in enumerate(pods):
                if _key(kept) == _key(pod):
                    features = kept.features if pod.features is None else pod.features
                    pods[at] = replace(pod, convention=kept.convention, features=features)

    def forget(self, asked: str) -> KnownPod:
        """Drop a pod by name or address. Raises FootpodNotFound, ConfigError, StoreBusy."""
        pod = self.named(asked)
        if pod is None:
            raise FootpodNotFound(
                f"no known footpod is called {clean_name(asked) or 'that'}",
                hint="see cadencecoach footpod list",
                in_app="f on Today shows them",
            )
        with self._change() as pods:
            pods[:] = [other for other in pods if _key(other) != _key(pod)]
        return pod

    @contextmanager
    def _change(self) -> Iterator[list[KnownPod]]:
        """All pods in a list to be changed, which is then written, where it differs."""
        try:
            make_folder(self.path.parent)
            with only_writer(self.path.parent):
                before = self.all()
                pods = list(before)
                yield pods
                if tuple(pods) == before:
                    return
                document = {"schema": SCHEMA, "footpods": [pod_record(pod) for pod in pods]}
                text = json.dumps(document, indent=2, ensure_ascii=False) + "\n"
                write_whole(self.path, text.encode())
        except OSError as exc:
            raise StoreBusy(
                f"cannot write {self.path}: {exc.strerror}",
                hint="make room, or make the directory writable",
            ) from exc

    def _broken(self, why: str) -> ConfigError:
        return ConfigError(
            f"{self.path}: {why}", hint="mend or delete it, and pair the footpod again"
        )


def _key(pod: KnownPod) -> tuple[str, str]:
    return pod.platform, pod.address


def pod_record(pod: KnownPod) -> dict[str, Any]:
    """A pod as plain JSON values, for the file and for `--json`."""
    return {
        "platform": pod.platform,
        "address": pod.address,
        "name": pod.name,
        "convention": pod.convention.value,
        "last_seen": pod.last_seen and pod.last_seen.isoformat(timespec="seconds"),
        "battery_percent": pod.battery_percent,
        "location": pod.location,
        "features": None
        if pod.features is None
        else [str(feature.name).lower() for feature in Feature if feature in pod.features],
    }


def _entries(document: Any) -> list[Any]:
    if document["schema"] != SCHEMA or not isinstance(document["footpods"], list):
        raise ValueError("another schema")
    return document["footpods"]


def _pod(record: Any) -> KnownPod:
    address, platform = record["address"], record["platform"]
    if not isinstance(address, str) or not isinstance(platform, str):
        raise TypeError("an address is text")
    if not _ADDRESS.fullmatch(address):
        raise ValueError("no address")
    battery = record.get("battery_percent")
    if battery is not None and (type(battery) is not int or not 0 <= battery <= 100):
        raise ValueError("no percentage")
    seen = record.get("last_seen")
    last_seen = None if seen is None else datetime.fromisoformat(seen)
    if last_seen is not None and last_seen.tzinfo is None:
        raise ValueError("a time without its zone")
    if last_seen is not None and not MINYEAR < last_seen.year < MAXYEAR:
        raise ValueError("a time that no clock shows")
    features = record.get("features")
    return KnownPod(
        address=address.upper(),
        name=clean_name(str(record.get("name", ""))) or address.upper(),
        convention=Convention(record.get("convention", "auto")),
        last_seen=last_seen and last_seen.astimezone(UTC),
        battery_percent=battery,
        location=clean_name(str(record.get("location", ""))),
        features=None if features is None else _features(features),
        platform=clean_name(platform),
    )


def _features(names: Any) -> Feature:
    known = {str(feature.name).lower(): feature for feature in Feature}
    return reduce(or_, (known[name] for name in names if name in known), Feature(0))
