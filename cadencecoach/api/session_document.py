"""The JSON document of a session (`show --json`, `export --format json`) as a value.

docs/format.md describes every field; here are those that other programs ask for. A field that this
version does not know is passed over, since new ones may come without a new schema.
"""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, TypeVar

from cadencecoach.core.outcome.session_head import SCHEMA
from cadencecoach.core.values.records import BadRecord, from_record
from cadencecoach.errors import FileRefused

LARGEST_BYTES: Final = 32 * 1024 * 1024
"""A session of 90 minutes takes about 1 MB."""

_HINT: Final = "use what `cadencecoach show ID --json` prints"
_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class DocumentRung:
    """A stretch at one target; times are session time."""

    target_spm: int
    start_s: float
    end_s: float
    cadence_spm: float | None
    in_band_percent: float | None


@dataclass(frozen=True, slots=True)
class DocumentCue:
    """A cue that was spoken, or was due and was not."""

    at_s: float
    id: str
    kind: str
    text: str
    spoken: bool
    reason: str
    before_spm: float | None
    """Mean cadence in the 30 s before it."""

    after_spm: float | None
    """And from 30 to 60 s after it began."""


@dataclass(frozen=True, slots=True)
class DocumentReading:
    """One message of the footpod."""

    at_s: float
    raw_hex: str
    """Its bytes as received; `decode_measurement(bytes.fromhex(...))` reads them."""

    cadence_spm: float | None
    """What it means in steps a minute of both feet; None while that is not known."""

    speed_mps: float | None


@dataclass(frozen=True, slots=True)
class SessionDocument:
    """One recorded session; what is not known is None, never 0."""

    uuid: str
    started_at: str
    """ISO 8601, UTC."""

    plan: str
    source: str
    """none, footpod, simulated, replay or watch."""

    state: str
    """finished, running or interrupted."""

    duration_s: float
    """Running time."""

    cadence_spm: float | None
    coverage_percent: float | None
    rungs: tuple[DocumentRung, ...] = ()
    cues: tuple[DocumentCue, ...] = ()
    readings: tuple[DocumentReading, ...] = ()


def read_session(document: Path | str | Mapping[str, Any]) -> SessionDocument:
    """Read a session from a file, by its path, or from a document that is parsed already.

    Raises FileRefused where it is no session document, or one of a newer schema.
    """
    found = document if isinstance(document, Mapping) else _parsed(Path(document))
    schema = found.get("schema")
    if type(schema) is not int:
        raise FileRefused("this is no session document: it names no schema", hint=_HINT)
    if schema > SCHEMA:
        raise FileRefused(
            f"this session document has schema {schema}, and {SCHEMA} is known here",
            hint="install a newer CadenceCoach",
        )
    try:
        return _value(
            SessionDocument,
            found,
            rungs=_values(DocumentRung, found, "rungs"),
            cues=_values(DocumentCue, found, "cues"),
            readings=_values(DocumentReading, found, "readings"),
        )
    except (BadRecord, TypeError) as exc:
        raise FileRefused(f"this is no session document: {exc}", hint=_HINT) from exc


def _parsed(path: Path) -> Mapping[str, Any]:
    try:
        with path.open("rb") as file:
            data = file.read(LARGEST_BYTES + 1)
        found = None if len(data) > LARGEST_BYTES else json.loads(data)
    except OSError as exc:
        raise FileRefused(f"{path} cannot be read: {exc.strerror}", hint=_HINT) from exc
    except (ValueError, RecursionError) as exc:
        raise FileRefused(f"{path} is not JSON", hint=_HINT) from exc
    if not isinstance(found, dict):
        raise FileRefused(f"{path} is no session document", hint=_HINT)
    return found


def _values(kind: type[_T], document: Mapping[str, Any], key: str) -> tuple[_T, ...]:
    found = document.get(key, [])
    if not isinstance(found, list):
        raise TypeError(f"{key} is no list")
    return tuple(_each(kind, found, key))


def _each(kind: type[_T], found: Iterable[Any], key: str) -> Iterable[_T]:
    for one in found:
        if not isinstance(one, Mapping):
            raise TypeError(f"one of {key} is no object")
        yield _value(kind, one)


def _value(kind: type[_T], record: Mapping[str, Any], **known: Any) -> _T:
    """The value with those of the record's fields that it has."""
    names = {field.name for field in dataclasses.fields(kind)} - known.keys()  # type: ignore[arg-type]
    fields = {name: value for name, value in record.items() if name in names}
    return from_record(kind, fields, **known)
