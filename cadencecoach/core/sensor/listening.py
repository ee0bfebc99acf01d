"""What a footpod's news mean for the live cadence, the same in the run and in what is made of its log."""

from __future__ import annotations

from dataclasses import replace

from cadencecoach.core.events import LinkChanged, LinkState, PayloadReceived
from cadencecoach.core.sensor import rsc
from cadencecoach.core.sensor.step_convention import Convention
from cadencecoach.core.sensor.tracker import CadenceTracker


def after_payload(tracker: CadenceTracker, payload: PayloadReceived) -> CadenceTracker:
    """With one more payload. Raises MalformedPayload."""
    return tracker.take(payload.at, rsc.decode_measurement(payload.data))


def after_link(tracker: CadenceTracker, change: LinkChanged) -> CadenceTracker:
    """A footpod that connects comes with its own setting; another one than before starts anew."""
    if change.state is not LinkState.CONNECTED or not change.pod:
        return tracker
    if change.pod != tracker.pod:
        known = {each.value for each in Convention}
        convention = Convention(change.counts) if change.counts in known else Convention.AUTO
        return CadenceTracker.start(convention, pod=change.pod, tells_gait=change.tells_gait)
    if change.tells_gait is None:
        return tracker
    return replace(tracker, habits=replace(tracker.habits, tells_gait=change.tells_gait))
