"""A log read again by another convention: the payloads stay, what they mean is derived anew."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import replace

from cadencecoach.core.events import (
    CadenceMissing,
    ConventionDecided,
    Event,
    LinkChanged,
    PayloadReceived,
    ReadingTaken,
)
from cadencecoach.core.sensor.gait import Gait
from cadencecoach.core.sensor.listening import after_link, after_payload
from cadencecoach.core.sensor.rsc import MalformedPayload
from cadencecoach.core.sensor.step_convention import Convention
from cadencecoach.core.sensor.tracker import CadenceTracker


def reread(events: Sequence[Event], convention: Convention) -> Iterator[Event]:
    """The events with every reading as steps or strides a minute of its own payload.

    What was decided about the convention in the run is left out: it was the wrong guess. So is that
    no cadence came of it, where the convention was to blame.
    """
    tracker = CadenceTracker.start(convention)
    for event in events:
        if isinstance(event, PayloadReceived):
            with suppress(MalformedPayload):  # the log has its PayloadRefused
                tracker = after_payload(tracker, event)
        elif isinstance(event, LinkChanged):
            told = replace(event, counts=convention.value) if event.counts else event
            tracker = after_link(tracker, told)
            yield told
            continue
        elif isinstance(event, ConventionDecided) or (
            isinstance(event, CadenceMissing) and event.mendable
        ):
            continue
        elif isinstance(event, ReadingTaken):
            live = tracker.at(event.at)
            moving = live.gait in (Gait.RUNNING, Gait.WALKING)
            yield replace(event, cadence_spm=live.instant_spm, moving=moving)
            continue
        yield event
