"""A run as lines of JSON, for whoever listens: written aside, so that no reader can hold up the beat."""

from __future__ import annotations

import dataclasses
import enum
import os
import threading
import typing
from queue import SimpleQueue
from typing import Any, Final

from cadencecoach.core.events import Event
from cadencecoach.core.values.figures import in_seconds
from cadencecoach.core.values.json_text import json_line
from cadencecoach.core.values.units import Frame, Frames

_FIELDS: Final[dict[type[Event], tuple[tuple[str, bool], ...]]] = {}

_LAST_LINES_S: Final = 5.0
"""How long a slow reader may hold up the end of the program."""


class LineWriter:
    """Writes lines to a file descriptor from a thread of its own; a lost reader is no error."""

    def __init__(self, descriptor: int | None) -> None:
        """None: there was never a reader."""
        self._descriptor = descriptor
        self._waiting: SimpleQueue[bytes | None] = SimpleQueue()
        self._thread = threading.Thread(target=self._work, name="lines", daemon=True)
        self._thread.start()

    def write(self, record: dict[str, Any]) -> None:
        """Write one record as a line, soon; never blocks, never raises."""
        self._waiting.put(json_line(record).encode() + b"\n")

    def close(self) -> None:
        """Wait, but not for long, until everything is written."""
        self._waiting.put(None)
        self._thread.join(_LAST_LINES_S)

    def _work(self) -> None:
        gone = self._descriptor is None
        while (line := self._waiting.get()) is not None:
            while line and not gone:
                assert self._descriptor is not None
                try:
                    line = line[os.write(self._descriptor, line) :]
                except OSError:  # a closed pipe, a terminal that is gone, a full disk
                    gone = True


def event_record(event: Event, running: Frames) -> dict[str, Any]:
    """An event for people's programs: its name, `at_s`, `running_s`, then its own fields.

    Frames become seconds (`*_s`), bytes become hex (`*_hex`).
    """
    record: dict[str, Any] = {
        "event": event_name(type(event)),
        "at_s": in_seconds(event.at),
        "running_s": in_seconds(running),
    }
    for name, is_time in _fields(type(event)):
        value = getattr(event, name)
        if is_time:
            record[f"{name}_s"] = None if value is None else in_seconds(value)
        elif isinstance(value, bytes):
            record[f"{name}_hex"] = value.hex()
        elif isinstance(value, enum.Enum):
            record[name] = value.value
        else:
            record[name] = value
    return record


def event_name(kind: type[Event]) -> str:
    """`CuePlaced` as `cue_placed`."""
    return "".join(f"_{c.lower()}" if c.isupper() else c for c in kind.__name__).lstrip("_")


def _fields(kind: type[Event]) -> tuple[tuple[str, bool], ...]:
    """The fields of an event but `at`, and whether each counts frames."""
    if kind not in _FIELDS:
        hints = typing.get_type_hints(kind)
        _FIELDS[kind] = tuple(
            (field.name, _counts_frames(hints[field.name]))
            for field in dataclasses.fields(kind)
            if field.name != "at"
        )
    return _FIELDS[kind]


def _counts_frames(hint: Any) -> bool:
    return bool({Frame, Frames} & {hint, *typing.get_args(hint)})
