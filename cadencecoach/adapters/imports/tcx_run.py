"""Reads the run out of a TCX file with a bare parser: no document type, so no entity can grow.

Elements are known by their names alone, since programs disagree on the namespaces.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Final
from xml.parsers import expat

from cadencecoach.adapters.imports.parsed_run import ParsedRun, Point

DEEPEST: Final = 40
"""Elements inside each other (product choice: TCX has ten)."""

LONGEST_TEXT: Final = 200
"""Characters of a value that is asked for (product choice: a time or a number has 30)."""

MOST_POINTS: Final = 200_000
"""Product choice: two a second for a day, and some."""

_ASKED: Final = frozenset({"Time", "RunCadence", "Cadence", "Speed", "Name"})


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
        parser.Parse(data, True)
    except expat.ExpatError as exc:
        raise MalformedTcx(
            f"it is no FIT file and no whole XML: {expat.ErrorString(exc.code)}"
        ) from exc
    except LookupError as exc:  # expat asks Python for an encoding that it does not know itself
        raise MalformedTcx("it is in an encoding that nobody knows") from exc
    if not reader.activities:
        raise MalformedTcx("it holds no activity")
    running = {"Running": True, "Biking": False}.get(reader.sport)
    return ParsedRun(reader.device, running, tuple(reader.points))


@dataclass(slots=True)
class _Reader:
    """Follows the parser through the file."""

    sport: str = ""
    device: str = ""
    activities: int = 0
    points: list[Point] = field(default_factory=list)
    _path: list[str] = field(default_factory=list)
    _words: list[str] = field(default_factory=list)
    _length: int = 0
    _values: dict[str, str] = field(default_factory=dict)
    """Of the trackpoint that is being read."""

    def begin(self, name: str, attributes: dict[str, str]) -> None:
        local = name.rpartition(" ")[2]
        if not self._path and local != "TrainingCenterDatabase":
            raise MalformedTcx("it is XML, but no TCX")
        self._path.append(local)
        if len(self._path) > DEEPEST:
            raise MalformedTcx("its elements are nested too deep")
        if local == "Activity":
            self.activities += 1
            if self.activities > 1:
                raise MalformedTcx("it holds more than one activity: export them one by one")
            self.sport = attributes.get("Sport", "")
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
        if local == "Trackpoint":
            self._point()
        elif "Trackpoint" in self._path:
            if local in _ASKED:
                self._values[local] = value
        elif local == "Name" and self._path[-1:] == ["Creator"]:
            self.device = value

    def doctype(self, *_: object) -> None:
        raise MalformedTcx("it declares a document type, which no watch does")

    def _point(self) -> None:
        if len(self.points) >= MOST_POINTS:
            raise MalformedTcx(f"more than {MOST_POINTS:,} trackpoints")
        cadence = self._values.get("RunCadence", self._values.get("Cadence"))
        self.points.append(
            Point(
                _moment(self._values.get("Time", "")),
                _number(cadence),
                _number(self._values.get("Speed")),
            )
        )


def _moment(text: str) -> datetime:
    try:
        found = datetime.fromisoformat(text)
        # Without a zone it is UTC: the format knows no other.
        return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)
    except (ValueError, OverflowError) as exc:
        raise MalformedTcx(f"{text[:40]!r} is no time") from exc


def _number(text: str | None) -> float | None:
    if text is None:
        return None
    try:
        return float(text)
    except ValueError as exc:
        raise MalformedTcx(f"{text[:40]!r} is no number") from exc
