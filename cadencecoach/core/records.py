"""Frozen values as plain JSON and back, by their types alone, so that no record has a codec of its own."""

from __future__ import annotations

import dataclasses
import enum
import functools
import types
import typing
from collections.abc import Mapping
from typing import Any, TypeVar, cast

T = TypeVar("T")


class BadRecord(ValueError):
    """A record that is no value of the type it should be."""


def to_record(value: Any) -> dict[str, Any]:
    """A dataclass as plain JSON values."""
    return {field.name: _plain(getattr(value, field.name)) for field in dataclasses.fields(value)}


def from_record(kind: type[T], record: Mapping[str, Any]) -> T:
    """The dataclass back from its record; fields with a default may be missing. Raises BadRecord."""
    hints = _hints(cast("Any", kind))
    try:
        return kind(**{key: _rich(hints[key], value) for key, value in record.items()})
    except (KeyError, TypeError, ValueError) as exc:
        raise BadRecord(f"{kind.__name__}: {exc}") from exc


@functools.cache
def _hints(kind: Any) -> dict[str, Any]:
    return typing.get_type_hints(kind)


def _plain(value: Any) -> Any:
    if isinstance(value, enum.Enum):
        return value.value
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    return to_record(value) if dataclasses.is_dataclass(value) else value


def _rich(hint: Any, value: Any) -> Any:
    hint = getattr(hint, "__supertype__", hint)
    if typing.get_origin(hint) in (types.UnionType, typing.Union):  # the latter of NewType | None
        if value is None:
            return None
        return _rich(next(arm for arm in typing.get_args(hint) if arm is not type(None)), value)
    if typing.get_origin(hint) is tuple:
        if not isinstance(value, list):
            raise TypeError(f"{value!r} is no list")
        return tuple(_rich(typing.get_args(hint)[0], item) for item in value)
    if isinstance(hint, type) and issubclass(hint, enum.Enum):
        return hint(value)
    if dataclasses.is_dataclass(hint) and isinstance(hint, type):
        return from_record(hint, value)
    if hint is float and type(value) is int:
        return float(value)
    if type(value) is not hint:
        raise TypeError(f"{value!r} is no {hint.__name__}")
    return value
