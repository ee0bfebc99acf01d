"""A log read again by another convention: the payloads stay, what they mean is derived anew."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import replace

from cadencecoach.core.events import ConventionDecided, Event, PayloadReceived, ReadingTaken
from cadencecoach.core.sensor.rsc import MalformedPayload, decode_measurement
from cadencecoach.core.sensor.step_convention import Convention
from cadencecoach.core.sensor.tracker import CadenceTracker, Gait


def reread(events: Sequence[Event], convention: Convention) -> Iterator[Event]:
    """The events with every reading as steps or strides a minute of its own payload.

    What was decided about the convention in the run is left out: it was the wrong guess.
    """
    tracker = CadenceTracker.start(convention)
    for event in events:
        if isinstance(event, PayloadReceived):
            with suppress(MalformedPayload):  # the log has its PayloadRefused
                tracker = tracker.take(event.at, decode_measurement(event.data))
        elif isinstance(event, ConventionDecided):
            continue
        elif isinstance(event, ReadingTaken):
            live = tracker.at(event.at)
            moving = live.gait in (Gait.RUNNING, Gait.WALKING)
            yield replace(event, cadence_spm=live.instant_spm, moving=moving)
            continue
        yield event
