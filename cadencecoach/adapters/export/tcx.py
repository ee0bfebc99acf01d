"""A session as TCX, for what reads no FIT: a trackpoint each second, a lap for each target.

Running cadence stands in Garmin's ActivityExtension v2 and counts one foot: 170 steps a minute are
85. It has whole numbers only; FIT keeps the half of 171.
"""

from __future__ import annotations

import statistics
from datetime import timedelta
from itertools import groupby
from typing import Final
from xml.etree.ElementTree import Element, SubElement, tostring

from cadencecoach import __version__
from cadencecoach.adapters.clock import utc_text
from cadencecoach.adapters.export.fit import product_name
from cadencecoach.adapters.export.recorded import ExportedSecond, Lap, Recorded, cadences, not_real
from cadencecoach.adapters.export.text import harmless
from cadencecoach.core.values.units import SAMPLE_RATE, strides

_DATABASE: Final = "http://www.garmin.com/xmlschemas/TrainingCenterDatabase/v2"
_EXTENSION: Final = "http://www.garmin.com/xmlschemas/ActivityExtension/v2"
_INSTANCE: Final = "http://www.w3.org/2001/XMLSchema-instance"
# Names of namespaces, not places: nothing is ever fetched.

_EXTENDED: Final = {"xmlns": _EXTENSION}
"""Declared where it is used: some readers look for TPX by its bare name."""


def tcx_activity(session: Recorded) -> bytes:
    """The whole file, in memory: about 300 bytes a second of the session."""
    root = Element(
        "TrainingCenterDatabase",
        {"xmlns": _DATABASE, "xmlns:xsi": _INSTANCE},
    )
    activity = SubElement(
        SubElement(root, "Activities"),
        "Activity",
        {"Sport": "Running" if session.real else "Other"},
    )
    _put(activity, "Id", utc_text(session.started))
    for lap in session.laps:
        _lap(activity, session, lap)
    _put(activity, "Notes", _notes(session))
    creator = SubElement(activity, "Creator", {"xsi:type": "Device_t"})
    _put(creator, "Name", product_name(session))
    _put(creator, "UnitId", "0")
    _put(creator, "ProductID", "0")
    version = SubElement(creator, "Version")
    major, minor = __version__.split(".")[:2]
    _put(version, "VersionMajor", major)
    _put(version, "VersionMinor", minor)
    whole: bytes = tostring(root, encoding="utf-8", xml_declaration=True)
    return whole


def _lap(activity: Element, session: Recorded, lap: Lap) -> None:
    seconds = session.within(lap)
    speeds = [second.speed_mps for second in seconds if second.speed_mps is not None]
    heard = cadences(seconds)
    element = SubElement(activity, "Lap", {"StartTime": utc_text(session.moment(lap.start_s))})
    _put(element, "TotalTimeSeconds", f"{len(seconds)}")
    _put(element, "DistanceMeters", f"{session.distance_in(lap) or 0:.2f}")
    if speeds:
        _put(element, "MaximumSpeed", f"{max(speeds):.3f}")
    _put(element, "Calories", "0")
    _put(element, "Intensity", "Active")
    _put(element, "TriggerMethod", "Manual")
    everything = session.seconds[lap.start_s : lap.end_s]
    for paused, stretch in groupby(everything, key=lambda second: second.paused):
        told = [second for second in stretch if second.measured]
        if not paused and told:  # a track has a point at least
            track = SubElement(element, "Track")
            for second in told:
                _point(track, session, second)
    _put(element, "Notes", _lap_notes(session, lap))
    if speeds or heard:
        extension = SubElement(SubElement(element, "Extensions"), "LX", _EXTENDED)
        if speeds:
            _put(extension, "AvgSpeed", f"{statistics.fmean(speeds):.3f}")
        if heard:
            _put(extension, "AvgRunCadence", _one_foot(statistics.fmean(heard)))
            _put(extension, "MaxRunCadence", _one_foot(max(heard)))


def _point(track: Element, session: Recorded, second: ExportedSecond) -> None:
    point = SubElement(track, "Trackpoint")
    _put(point, "Time", utc_text(session.moment(second.at_s)))
    if second.distance_m is not None:
        _put(point, "DistanceMeters", f"{second.distance_m:.2f}")
    if second.speed_mps is None and second.cadence_spm is None:
        return
    extension = SubElement(SubElement(point, "Extensions"), "TPX", _EXTENDED)
    if second.speed_mps is not None:
        _put(extension, "Speed", f"{second.speed_mps:.3f}")
    if second.cadence_spm is not None:
        _put(extension, "RunCadence", _one_foot(second.cadence_spm))


def _one_foot(cadence_spm: float) -> str:
    return str(round(strides(cadence_spm)))


def _lap_notes(session: Recorded, lap: Lap) -> str:
    """The target, and the cues that began in the lap, each with its time."""
    target = "no beat" if lap.target_spm is None else f"target {lap.target_spm} spm"
    lines = [f"{lap.kind.value}: {target}"]
    lines += [
        f"{timedelta(seconds=cue.at // SAMPLE_RATE)} {cue.kind.value}: {harmless(cue.text)}"
        for cue in session.spoken
        if lap.start_s <= cue.at / SAMPLE_RATE < lap.end_s
    ]
    return "\n".join(lines)


def _notes(session: Recorded) -> str:
    said = not_real(session)
    lines = [] if said is None else [f"{said}: nobody ran this."]
    lines.append(harmless(session.facts.title))
    lines += [f"{heading}: {harmless(text)}" for heading, text in session.lines()]
    return "\n".join(lines)


def _put(parent: Element, name: str, text: str) -> None:
    SubElement(parent, name).text = text
