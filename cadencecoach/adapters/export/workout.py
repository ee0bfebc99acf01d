"""A plan as a FIT workout, so that a watch without us asks for the same cadences at the same times."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from cadencecoach.adapters.export.fit import DEVELOPMENT, FILE_ID, SERIAL
from cadencecoach.adapters.export.text import harmless
from cadencecoach.adapters.fit_file import Base, FitField, FitWriter, Layout, fit_time
from cadencecoach.core.plan.plan import Plan, Stage, StageKind
from cadencecoach.core.sensor.adherence import band
from cadencecoach.core.values.units import SAMPLE_RATE, strides

_WORKOUT: Final = Layout(
    26, (FitField(4, Base.ENUM), FitField(6, Base.UINT16), FitField(8, Base.STRING, 40))
)
"""sport, num_valid_steps, wkt_name"""

_STEP: Final = Layout(
    27,
    (
        FitField(254, Base.UINT16),
        FitField(0, Base.STRING, 24),
        FitField(1, Base.ENUM),
        FitField(2, Base.UINT32),
        FitField(3, Base.ENUM),
        FitField(4, Base.UINT32),
        FitField(5, Base.UINT32),
        FitField(6, Base.UINT32),
        FitField(7, Base.ENUM),
        FitField(8, Base.STRING, 48),
    ),
)
"""wkt_step_name, duration_type, duration_value (1/1000 s), target_type, target_value,
custom_target_value_low and _high, intensity, notes"""

_FILE_OF_WORKOUT: Final = 5
_RUNNING: Final = 1
_BY_TIME: Final = 0
_CADENCE, _NO_TARGET = 3, 2
_INTENSITY: Final = {StageKind.WALK: 1, StageKind.WARM_UP: 2, StageKind.COOL_DOWN: 3}


def fit_workout(plan: Plan, made: datetime) -> bytes:
    """The stages of a plan as steps, each with the band of its target.

    The profile gives a cadence target in rpm, and a turn of a runner is a stride: 165 spm with its
    band of 160 to 170 becomes 80 to 85.
    """
    writer = FitWriter()
    title = harmless(plan.title)
    writer.add(FILE_ID, _FILE_OF_WORKOUT, DEVELOPMENT, 0, SERIAL, fit_time(made), "CadenceCoach")
    writer.add(_WORKOUT, _RUNNING, len(plan.stages), title)
    for index, stage in enumerate(plan.stages):
        writer.add(_STEP, index, *_step(stage))
    return writer.finish()


def _step(stage: Stage) -> tuple[int | str | None, ...]:
    length_ms = round(stage.length * 1000 / SAMPLE_RATE)
    intensity = _INTENSITY.get(stage.kind, 0)
    name = stage.kind.value
    if stage.target_spm is None:
        return (name, _BY_TIME, length_ms, _NO_TARGET, 0, None, None, intensity, "no beat")
    around = band(stage.target_spm)
    return (
        f"{stage.target_spm} spm",
        _BY_TIME,
        length_ms,
        _CADENCE,
        0,
        round(strides(around.low_spm)),
        round(strides(around.high_spm)),
        intensity,
        f"{name}: {around.low_spm:.0f} to {around.high_spm:.0f} steps a minute",
    )
