"""A recorded stream of payloads as a source, so that any run can be run again through the same path.

Two files are understood: the JSON document of a session (`export --format json`, `show --json`),
of which only `readings[].at_s` and `.raw_hex` are read, and a CSV with the header `at_s,raw_hex`.
Bytes that are no measurement are passed on as they are: judging them is the decoder's affair.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Final

from cadencecoach.core.events import LinkChanged, LinkState, PayloadReceived
from cadencecoach.core.sensor.pod_habits import LOST_AFTER
from cadencecoach.core.sensor.rsc import LONGEST
from cadencecoach.core.values.units import Frame, frames
from cadencecoach.errors import FootpodError
from cadencecoach.ports import Heard

CSV_HEADER: Final = "at_s,raw_hex"
LARGEST_BYTES: Final = 32 * 1024 * 1024
"""A 90-minute session document takes about 1 MB."""

LATEST_S: Final = 24 * 3600.0
"""No recording is longer than a day."""

MOST_READINGS: Final = 200_000
"""Two a second over a whole day, and more."""

_HINT: Final = f"use a session exported as JSON, or a CSV with the header {CSV_HEADER}"
_LONGEST_NAME: Final = 40


class ReplaySource:
    """A CadenceSource that sends what a file holds, at the frames the file says."""

    name: str

    def __init__(self, name: str, payloads: Sequence[PayloadReceived]) -> None:
        """Line up payloads, in order of time; `open_file` reads them from a file."""
        self.name = name
        self.length = payloads[-1].at if payloads else Frame(0)
        """The frame of the last payload."""
        self._news = tuple(_with_gaps(name, payloads))
        self._next = 0

    @classmethod
    def open_file(cls, path: Path) -> ReplaySource:
        """Read a recording whole. Raises FootpodError naming file and line, or reading."""
        return cls(f"Replay of {_clean(path.name)}", read_recording(path))

    async def open(self, wake: Callable[[], None]) -> None:
        """There is nothing to find: news is due with the frames, never between them."""

    async def close(self) -> None:
        """Send nothing any more."""
        self._next = len(self._news)

    def poll(
        self,
        now: Frame,
        heard: Heard,  # noqa: ARG002 -- the port of sources that listen
    ) -> Sequence[PayloadReceived | LinkChanged]:
        """What the recording holds since the last poll; what is heard changes nothing."""
        first = self._next
        while self._next < len(self._news) and self._news[self._next].at <= now:
            self._next += 1
        return self._news[first : self._next]


def read_recording(path: Path) -> tuple[PayloadReceived, ...]:
    """The payloads of a JSON session document or a CSV, told apart by the first character.

    Raises FootpodError when the file cannot be read, is larger than 32 MB, holds no reading or more than 200,000, or
    has one out of order, later than a day, or not in hex.
    """
    text = _text(path)
    read = _from_json if text.lstrip().startswith("{") else _from_csv
    payloads = tuple(islice(read(path, text), MOST_READINGS + 1))
    if len(payloads) > MOST_READINGS:
        raise FootpodError(
            f"{_shown(path)} holds more than {MOST_READINGS:,} readings", hint="cut the recording"
        )
    if not payloads:
        raise FootpodError(f"{_shown(path)} holds no readings", hint=_HINT)
    return payloads


def _text(path: Path) -> str:
    try:
        if not path.is_file():
            raise FootpodError(
                f"{_shown(path)} is not a file", hint="name the recording after replay:"
            )
        with path.open("rb") as file:
            data = file.read(LARGEST_BYTES + 1)
    except (OSError, ValueError) as exc:
        reason = getattr(exc, "strerror", None) or "it has no valid name"
        raise FootpodError(
            f"{_shown(path)} cannot be read: {reason}", hint="name another recording"
        ) from exc
    if len(data) > LARGEST_BYTES:
        raise FootpodError(f"{_shown(path)} is larger than 32 MB", hint=_HINT)
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as exc:
        raise FootpodError(f"{_shown(path)} is not text in UTF-8", hint=_HINT) from exc


def _from_json(path: Path, text: str) -> Iterator[PayloadReceived]:
    try:
        document = json.loads(text)
    except json.JSONDecodeError as exc:
        raise FootpodError(
            f"{_shown(path)} line {exc.lineno}: not JSON: {exc.msg}", hint=_HINT
        ) from exc
    except (ValueError, RecursionError) as exc:
        raise FootpodError(f"{_shown(path)} is not a session document", hint=_HINT) from exc
    readings = document.get("readings") if isinstance(document, dict) else None
    if not isinstance(readings, list):
        raise FootpodError(f"{_shown(path)} has no list named readings", hint=_HINT)
    earlier_s = 0.0
    for number, reading in enumerate(readings, start=1):
        place = f"{_shown(path)} reading {number}"
        if not isinstance(reading, dict):
            raise FootpodError(f"{place} is not an object", hint=_HINT)
        at_s, raw_hex = reading.get("at_s"), reading.get("raw_hex")
        if isinstance(at_s, bool) or not isinstance(at_s, int | float):
            raise FootpodError(f"{place}: at_s is not a number", hint=_HINT)
        if not isinstance(raw_hex, str):
            raise FootpodError(f"{place}: raw_hex is not text", hint=_HINT)
        earlier_s = _time(place, at_s, earlier_s)
        yield _payload(place, earlier_s, raw_hex)


def _from_csv(path: Path, text: str) -> Iterator[PayloadReceived]:
    lines = text.splitlines()
    if not lines or lines[0].strip() != CSV_HEADER:
        raise FootpodError(f"{_shown(path)} line 1: expected {CSV_HEADER}", hint=_HINT)
    earlier_s = 0.0
    for number, line in enumerate(lines[1:], start=2):
        if not line.strip():
            continue
        place = f"{_shown(path)} line {number}"
        at_text, comma, raw_hex = line.partition(",")
        try:
            at_s = float(at_text)
        except ValueError:
            comma = ""
        if not comma:
            raise FootpodError(f"{place}: expected seconds, a comma and hex", hint=_HINT)
        earlier_s = _time(place, at_s, earlier_s)
        yield _payload(place, earlier_s, raw_hex.strip())


def _time(place: str, at_s: float, earlier_s: float) -> float:
    if not 0 <= at_s <= LATEST_S:
        raise FootpodError(f"{place}: the time is not within a day", hint=_HINT)
    if at_s < earlier_s:
        raise FootpodError(
            f"{place}: the time goes back", hint="sort the recording by time, earliest first"
        )
    return float(at_s)


def _payload(place: str, at_s: float, raw_hex: str) -> PayloadReceived:
    try:
        data = bytes.fromhex(raw_hex) if len(raw_hex) <= 2 * LONGEST else None
    except ValueError:
        data = None
    if data is None:
        raise FootpodError(
            f"{place}: the payload is not hex of at most {LONGEST} bytes", hint=_HINT
        )
    return PayloadReceived(Frame(frames(at_s)), data)


def _with_gaps(
    name: str, payloads: Sequence[PayloadReceived]
) -> Iterator[PayloadReceived | LinkChanged]:
    """The payloads, and the link as it must have been: lost after 10 s without any."""
    earlier: Frame | None = None
    for payload in payloads:
        if earlier is not None and payload.at - earlier > LOST_AFTER:
            yield LinkChanged(Frame(earlier + LOST_AFTER), LinkState.LOST, "as recorded")
            earlier = None
        if earlier is None:
            yield LinkChanged(payload.at, LinkState.CONNECTED, "as recorded", name=name)
        yield payload
        earlier = payload.at
    if earlier is not None:
        yield LinkChanged(Frame(earlier + LOST_AFTER), LinkState.LOST, "the recording is over")


def _clean(name: str) -> str:
    """A name from outside, safe to show: no control characters, cut to 40."""
    shown = "".join(char for char in name if char.isprintable())
    return shown if len(shown) <= _LONGEST_NAME else shown[: _LONGEST_NAME - 1] + "…"


def _shown(path: Path) -> str:
    return "".join(char if char.isprintable() else "?" for char in str(path))
