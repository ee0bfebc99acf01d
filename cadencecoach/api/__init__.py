"""The public face for other programs: a few functions, typed, and kept as they are within a version.

Bytes of a footpod go in and out, the document of a session is read, a plan becomes samples, an
engine is stepped. It knows no runner: no log, no diary, no settings of theirs, no gate, and it opens
neither a device nor a radio. Importing it is light; what a function needs is loaded when it is
called. docs/api.md shows each of them; anything else in this package may change at any time.
"""

from cadencecoach.api.practice import begin, load_plan, render, setup_for, step
from cadencecoach.api.session_document import (
    DocumentCue,
    DocumentReading,
    DocumentRung,
    SessionDocument,
    read_session,
)
from cadencecoach.core import events
from cadencecoach.core.plan.plan import Plan, Stage, StageKind
from cadencecoach.core.run.setup import Setup
from cadencecoach.core.run.state import State
from cadencecoach.core.run.view import RunView
from cadencecoach.core.run.view_of_state import view
from cadencecoach.core.sensor.rsc import (
    MalformedPayload,
    Measurement,
    decode_measurement,
    encode_measurement,
)
from cadencecoach.core.values.units import SAMPLE_RATE, Frame, Frames, Spm, frames
from cadencecoach.errors import CadencecoachError

__all__ = [
    "SAMPLE_RATE",
    "CadencecoachError",
    "DocumentCue",
    "DocumentReading",
    "DocumentRung",
    "Frame",
    "Frames",
    "MalformedPayload",
    "Measurement",
    "Plan",
    "RunView",
    "SessionDocument",
    "Setup",
    "Spm",
    "Stage",
    "StageKind",
    "State",
    "begin",
    "decode_measurement",
    "encode_measurement",
    "events",
    "frames",
    "load_plan",
    "read_session",
    "render",
    "setup_for",
    "step",
    "view",
]
