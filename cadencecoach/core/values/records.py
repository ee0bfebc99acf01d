"""Frozen values as plain JSON and back, by their types alone, so that no record has a codec of its own."""

from __future__ import annotations

import dataclasses
import enum
import functools
import types
import typing
from collections.abc import Callable, Mapping
from typing import Any, TypeVar, cast

T = TypeVar("T")
_Reader = Callable[[Any], Any]


class BadRecord(ValueError):
    """A record that is no value of the type it should be."""


def to_record(value: Any) -> dict[str, Any]:
    """A dataclass as plain JSON values."""
    return {field.name: _plain(getattr(value, field.name)) for field in dataclasses.fields(value)}


def from_record(kind: type[T], record: Mapping[str, Any], **known: Any) -> T:
    """The dataclass back from its record; fields with a default may be missing. Raises BadRecord.

    `known` are fields that are values already, and not in the record.
    """
    fields = fields_from(kind, record)
    try:
        return kind(**known, **fields)
    except (TypeError, ValueError) as exc:
        raise BadRecord(f"{kind.__name__}: {exc}") from exc


def fields_from(kind: type[T], record: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of a dataclass back from its record, by their names. Raises BadRecord."""
    readers = _readers(cast("Any", kind))
    try:
        return {key: readers[key](value) for key, value in record.items()}
    except (KeyError, TypeError, ValueError) as exc:
        raise BadRecord(f"{kind.__name__}: {exc}") from exc


@functools.cache
def _readers(kind: Any) -> Mapping[str, _Reader]:
    return {key: _reader(hint) for key, hint in typing.get_type_hints(kind).items()}


def _plain(value: Any) -> Any:
    if isinstance(value, enum.Enum):
        return value.value
    if isinstance(value, bytes):
        return value.hex()
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    return to_record(value) if dataclasses.is_dataclass(value) else value


@functools.cache
def _reader(hint: Any) -> _Reader:
    """What reads a value of one type; made once, since a diary of years has thousands of each."""
    hint = getattr(hint, "__supertype__", hint)
    if typing.get_origin(hint) in (types.UnionType, typing.Union):  # the latter of NewType | None
        arm = _reader(next(arm for arm in typing.get_args(hint) if arm is not type(None)))
        return lambda value: None if value is None else arm(value)
    if typing.get_origin(hint) is tuple:
        readers = tuple(_reader(arg) for arg in typing.get_args(hint) if arg is not ...)
        if ... in typing.get_args(hint):
            return lambda value: tuple(map(readers[0], _only(list, value)))
        return lambda value: tuple(
            read(item) for read, item in zip(readers, _only(list, value), strict=True)
        )
    if isinstance(hint, type) and issubclass(hint, enum.Enum):
        # Three times as fast as calling the class.
        return {member.value: member for member in hint}.__getitem__
    if dataclasses.is_dataclass(hint) and isinstance(hint, type):
        return lambda value: from_record(hint, value)
    if hint is bytes:
        return bytes.fromhex
    if hint is float:
        return lambda value: float(value) if type(value) is int else _only(float, value)
    return lambda value: value if type(value) is hint else _only(hint, value)


def _only(kind: type, value: Any) -> Any:
    if type(value) is not kind:
        raise TypeError(f"{value!r} is no {kind.__name__}")
    return value
