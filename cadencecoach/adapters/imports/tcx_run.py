"""Reads the run out of a TCX file with a bare parser: no document type, so no entity can grow.

Elements are known by their names alone, since programs disagree on the namespaces.
"""

from __future__ import annotations

import codecs
import math
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Final
from xml.parsers import expat

from cadencecoach.adapters.imports.parsed_run import ParsedRun
from cadencecoach.core.watch.records import FileRecords, TimerTurn, WatchRecord

DEEPEST: Final = 40
"""Elements inside each other; TCX has ten (product choice: others may wrap it)."""

LONGEST_TEXT: Final = 200
"""Characters of a value that is asked for (product choice: a time has 30)."""

MOST_POINTS: Final = 200_000
"""In one file (product choice: two a second for a day, and some)."""

_ASKED: Final = frozenset(
    {"Time", "RunCadence", "Cadence", "Speed", "DistanceMeters", "Name", "TriggerMethod"}
)
_BLANKS: Final = b" \t\r\n"
_MARK: Final = codecs.BOM_UTF8
_ZONES: Final = re.compile(r"[Zz]{2,}$")
_RUNS: Final = {"running": True, "biking": False}


class MalformedTcx(ValueError):
    """Text that is no TCX file; the message is the reason."""


def read(data: bytes) -> ParsedRun:
    """What the file tells. Raises MalformedTcx with the reason."""
    reader = _Reader()
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartElementHandler = reader.begin
    parser.EndElementHandler = reader.end
    parser.CharacterDataHandler = reader.text
    parser.StartDoctypeDeclHandler = reader.doctype
    try:
        parser.Parse(data.removeprefix(_MARK).lstrip(_BLANKS), True)
    except expat.ExpatError as exc:
        raise MalformedTcx(
            f"it is no FIT file and no whole XML: damaged in line {exc.lineno}"
        ) from exc
    except LookupError as exc:  # expat asks Python for an encoding that it does not know itself
        raise MalformedTcx("it is in an encoding that nobody knows") from exc
    activity = _the_run(reader.activities)
    return ParsedRun(
        activity.device,
        FileRecords(
            tuple(activity.points),
            tuple(activity.turns),
            running=_RUNS.get(activity.sport.lower()),
            broken=activity.broken,
            laps_s=tuple(activity.laps_s),
        ),
    )


@dataclass(slots=True)
class _Activity:
    """What one activity of the file says."""

    sport: str
    device: str = ""
    points: list[WatchRecord] = field(default_factory=list)
    turns: list[TimerTurn] = field(default_factory=list)
    laps_s: list[float] = field(default_factory=list)
    broken: int = 0


@dataclass(slots=True)
class _Reader:
    """Follows the parser through the file."""

    activities: list[_Activity] = field(default_factory=list)
    _points: int = 0
    _tracks: int = 0
    """Of the lap that is being read: between two of them the timer stood still."""

    _stopped: bool = False
    _path: list[str] = field(default_factory=list)
    _words: list[str] = field(default_factory=list)
    _length: int = 0
    _values: dict[str, str] = field(default_factory=dict)
    """Of the trackpoint that is being read."""

    def begin(self, name: str, attributes: dict[str, str]) -> None:
        local = name.rpartition(" ")[2]
        if not self._path and local != "TrainingCenterDatabase":
            raise MalformedTcx(
                "it is GPX, which says no running cadence in one way"
                if local == "gpx"
                else "it is XML, but no TCX"
            )
        self._path.append(local)
        if len(self._path) > DEEPEST:
            raise MalformedTcx("its elements are nested too deep")
        if local == "Activity":
            self.activities.append(_Activity(attributes.get("Sport", "")))
        elif local == "Lap":
            self._tracks, self._stopped = 0, False
        elif local == "Track":
            self._tracks += 1
            self._stopped = self._tracks > 1
        elif local == "Trackpoint":
            self._values.clear()
        self._words.clear()
        self._length = 0

    def text(self, words: str) -> None:
        if self._path[-1] in _ASKED and self._length <= LONGEST_TEXT:
            self._words.append(words[: LONGEST_TEXT + 1])
            self._length += len(words)

    def end(self, _: str) -> None:
        local = self._path.pop()
        value = "".join(self._words).strip()
        self._words.clear()
        if not self.activities:
            return
        if local == "Trackpoint":
            self._point(self.activities[-1])
        elif "Trackpoint" in self._path:
            if local in _ASKED:
                self._values[local] = value
        elif local == "TriggerMethod" and value == "Manual" and self.activities[-1].points:
            # A lap ends with its last point; how it ended is told behind them.
            self.activities[-1].laps_s.append(self.activities[-1].points[-1].at_s)
        elif local == "Name" and self._path[-1:] == ["Creator"]:
            self.activities[-1].device = value

    def doctype(self, *_: object) -> None:
        raise MalformedTcx("it declares a document type, which no watch does")

    def _point(self, activity: _Activity) -> None:
        self._points += 1
        if self._points > MOST_POINTS:
            raise MalformedTcx(f"more than {MOST_POINTS:,} trackpoints")
        at_s = _unix_s(self._values.get("Time", ""))
        if at_s is None:
            activity.broken += 1
            return
        cadence = self._values.get("RunCadence", self._values.get("Cadence"))
        texts = (cadence, self._values.get("Speed"), self._values.get("DistanceMeters"))
        numbers = [None if text is None else _number(text) for text in texts]
        activity.broken += any(
            text is not None and number is None for text, number in zip(texts, numbers, strict=True)
        )
        if self._stopped and activity.points:
            activity.turns += [
                TimerTurn(activity.points[-1].at_s, goes_on=False),
                TimerTurn(at_s, goes_on=True),
            ]
        self._stopped = False
        activity.points.append(WatchRecord(at_s, *numbers))


def _the_run(activities: Sequence[_Activity]) -> _Activity:
    """The run of the file; of several sports, the only one that is a run. Raises MalformedTcx."""
    if not activities:
        raise MalformedTcx("it holds no activity")
    activities = [one for one in activities if one.points] or activities[:1]
    if len(activities) == 1:
        return activities[0]
    runs = [one for one in activities if _RUNS.get(one.sport.lower())]
    if len(runs) == 1:
        return runs[0]
    raise MalformedTcx("it holds more than one activity: export them one by one")


def _unix_s(text: str) -> float | None:
    """A time of the file; without a zone it is UTC, for the format knows no other."""
    try:
        found = datetime.fromisoformat(_ZONES.sub("Z", text))
        return (found.replace(tzinfo=UTC) if found.tzinfo is None else found).timestamp()
    except (ValueError, OverflowError):
        return None


def _number(text: str) -> float | None:
    try:
        found = float(text)
    except ValueError:
        return None
    return found if math.isfinite(found) else None
