"""Each event by its name in the log, which is that of its class, and back from its record there."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from cadencecoach.core.events import decisions, edits, inputs
from cadencecoach.core.events.event import Event
from cadencecoach.core.values.records import BadRecord, from_record

BY_NAME: Final[Mapping[str, type[Event]]] = {
    name: kind
    for module in (inputs, edits, decisions)
    for name, kind in vars(module).items()
    if isinstance(kind, type)
    and issubclass(kind, Event)
    and kind.__module__ == module.__name__
    and kind not in (inputs.Input, inputs.Command, edits.Edit)
}


class UnknownEvent(ValueError):
    """A record that is no event of this version."""


def event_from(name: str, record: Mapping[str, Any]) -> Event:
    """The event back from its name and record. Raises UnknownEvent."""
    kind = BY_NAME.get(name)
    if kind is None:
        raise UnknownEvent(name)
    try:
        return from_record(kind, record)
    except BadRecord as exc:
        raise UnknownEvent(str(exc)) from exc
