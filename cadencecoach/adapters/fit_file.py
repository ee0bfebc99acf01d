"""FIT as bytes, both ways, so that what is written for watches and read from them shares one codec.

Own code where there are libraries, for two reasons that were measured (docs/exports.md): they need
1.4 ms to write a record and 2.1 ms to read one, and a hostile file must not cost minutes. Layouts
are those of Garmin's "FIT Protocol"; what a message means stands with who writes or reads it.
"""

from __future__ import annotations

import enum
import struct
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Final

LARGEST_BYTES: Final = 16 * 1024 * 1024
"""Product choice: three hours of a watch with every sensor take about 2 MB."""

MOST_MESSAGES: Final = 200_000
"""Product choice: a day of one a second, twice."""

LONGEST_TEXT: Final = 254
"""Bytes of UTF-8 in one text field: its size is one byte, and a zero ends it."""

EPOCH_S: Final = 631_065_600
"""1989-12-31T00:00:00Z in Unix time: FIT's zero."""

FIRST_STAMP: Final = 0x1000_0000
"""Of an absolute time (July 1998): smaller ones count from when a device was switched on."""

LAST_STAMP: Final = 0xFFFF_FFFE
"""In 2126."""

Value = int | float | str | tuple[int | float, ...] | None
"""None is FIT's "invalid" value: not known."""


class MalformedFit(ValueError):
    """Bytes that are no FIT file; the text is the reason."""


class Base(enum.Enum):
    """FIT's base types: number in the file, code of `struct`, and the value that means unknown."""

    ENUM = (0x00, "B", 0xFF)
    SINT8 = (0x01, "b", 0x7F)
    UINT8 = (0x02, "B", 0xFF)
    SINT16 = (0x83, "h", 0x7FFF)
    UINT16 = (0x84, "H", 0xFFFF)
    SINT32 = (0x85, "i", 0x7FFFFFFF)
    UINT32 = (0x86, "I", 0xFFFFFFFF)
    STRING = (0x07, "s", 0)
    FLOAT32 = (0x88, "f", None)
    FLOAT64 = (0x89, "d", None)
    UINT8Z = (0x0A, "B", 0)
    UINT16Z = (0x8B, "H", 0)
    UINT32Z = (0x8C, "I", 0)
    BYTE = (0x0D, "B", 0xFF)
    SINT64 = (0x8E, "q", 0x7FFFFFFFFFFFFFFF)
    UINT64 = (0x8F, "Q", 0xFFFFFFFFFFFFFFFF)
    UINT64Z = (0x90, "Q", 0)

    @property
    def number(self) -> int:
        """As a definition names it."""
        return int(self.value[0])

    @property
    def width(self) -> int:
        """Bytes of one value."""
        return struct.calcsize(self.value[1])


_BASES: Final = {base.number: base for base in Base}


@dataclass(frozen=True, slots=True)
class FitField:
    """One field of a message: its number in the profile, and how it is written."""

    number: int
    base: Base
    size: int = 0
    """Bytes; 0 is one value."""

    developer: bool = False
    """A field of ours, described in the file itself, of developer data index 0."""

    @property
    def bytes(self) -> int:
        """How many it takes."""
        return self.size or self.base.width


@dataclass(frozen=True, slots=True)
class Layout:
    """A message's number in the profile and its fields in order, the developer's own last."""

    message: int
    fields: tuple[FitField, ...]


@dataclass(frozen=True, slots=True)
class Message:
    """One data message as read; fields that say "unknown" are left out."""

    number: int
    fields: Mapping[int, Value]


@dataclass(slots=True)
class FitWriter:
    """A FIT file in the making."""

    _body: bytearray = field(default_factory=bytearray)
    _locals: dict[Layout, int] = field(default_factory=dict)

    def add(self, layout: Layout, *values: Value | bytes) -> None:
        """Append a message, its values in the order of the layout's fields.

        Numbers are as stored: scaled already. A text too long for its field is cut between two
        characters. Raises ValueError for a number its field cannot hold.
        """
        if layout not in self._locals:
            if len(self._locals) == 16:  # all that there are: they are given anew
                self._locals.clear()
            self._locals[layout] = len(self._locals)
            self._body += _definition(layout, self._locals[layout])
        self._body.append(self._locals[layout])
        for one, value in zip(layout.fields, values, strict=True):
            self._body += _encoded(one, value)

    def finish(self) -> bytes:
        """The whole file, with header and both checksums."""
        # Protocol 2.0, since it has developer fields; the profile's version is of no consequence.
        head = struct.pack("<BBHI4s", 14, 0x20, 2100, len(self._body), b".FIT")
        head += struct.pack("<H", crc(head))
        return head + bytes(self._body) + struct.pack("<H", crc(self._body, crc(head)))


def crc(data: bytes | bytearray | memoryview, start: int = 0) -> int:
    """FIT's checksum: CRC-16 with polynomial 0x8005, reflected."""
    value = start
    for byte in data:
        value = value >> 8 ^ _CRC[(value ^ byte) & 0xFF]
    return value


def read_messages(data: bytes, wanted: Mapping[int, frozenset[int]]) -> Iterator[Message]:
    """The messages of the wanted numbers with their wanted fields and their time, in order.

    The file's checksum is judged before the first; of several files in a row the first whole one is
    read. Raises MalformedFit where there is none.
    """
    body = _checked_body(data)
    known: dict[int, _Known] = {}
    clock: int | None = None
    at, count = 0, 0
    while at < len(body):
        count += 1
        if count > MOST_MESSAGES:
            raise MalformedFit(f"more than {MOST_MESSAGES:,} messages")
        head = body[at]
        at += 1
        if not head & _COMPRESSED and head & _DEFINES:
            at, known[head & 0x0F] = _read_definition(body, at, bool(head & _DEVELOPER), wanted)
            continue
        kind = known.get(head >> 5 & 0x03 if head & _COMPRESSED else head & 0x0F)
        if kind is None:
            raise MalformedFit(f"message {count} has no definition")
        if at + kind.size > len(body):
            raise MalformedFit("it ends in the middle of a message")
        fields = _read_fields(body, at, kind)
        at += kind.size
        stamp = fields.get(_TIMESTAMP)
        if isinstance(stamp, int):
            clock = stamp
        elif head & _COMPRESSED and clock is not None:
            # Five bits of a time that never goes back.
            clock += (head & 0x1F) - clock & 0x1F
            fields[_TIMESTAMP] = clock
        if kind.message in wanted:
            yield Message(kind.message, fields)


def fit_time(moment: datetime) -> int:
    """An aware moment in FIT's whole seconds, rounded down."""
    return int(moment.timestamp()) - EPOCH_S


def moment_of(stamp: int) -> datetime:
    """FIT's seconds as a moment in UTC."""
    return datetime.fromtimestamp(stamp + EPOCH_S, UTC)


_TIMESTAMP: Final = 253
_COMPRESSED, _DEFINES, _DEVELOPER = 0x80, 0x40, 0x20
"""Bits of a message's first byte."""


@dataclass(frozen=True, slots=True)
class _Picked:
    """A field that was asked for."""

    number: int
    offset: int
    size: int
    reader: struct.Struct | None
    """None is a text."""

    unknown: object


@dataclass(frozen=True, slots=True)
class _Known:
    """A definition as read: how long its messages are, and where in them is what was asked for."""

    message: int
    size: int
    picked: tuple[_Picked, ...]


def _definition(layout: Layout, local: int) -> bytes:
    own = [one for one in layout.fields if not one.developer]
    theirs = [one for one in layout.fields if one.developer]
    assert list(layout.fields) == own + theirs
    head = 0x40 | (0x20 if theirs else 0) | local
    parts = [struct.pack("<BBBHB", head, 0, 0, layout.message, len(own))]
    parts += [struct.pack("<BBB", one.number, one.bytes, one.base.number) for one in own]
    if theirs:
        parts.append(struct.pack("<B", len(theirs)))
        parts += [struct.pack("<BBB", one.number, one.bytes, 0) for one in theirs]
    return b"".join(parts)


def _encoded(one: FitField, value: Value | bytes) -> bytes:
    if one.base is Base.STRING:
        assert isinstance(value, str | None)
        return cut_utf8(value or "", one.bytes - 1).ljust(one.bytes, b"\0")
    if isinstance(value, bytes):
        assert len(value) == one.bytes
        return value
    _, code, unknown = one.base.value
    try:
        return struct.pack(f"<{code}", unknown if value is None else value)
    except struct.error as exc:
        raise ValueError(f"{value} does not fit field {one.number}") from exc


def cut_utf8(text: str, room: int) -> bytes:
    """As much of a text as fits into so many bytes of UTF-8, cut between two characters."""
    return text.encode("utf-8", "replace")[:room].decode("utf-8", "ignore").encode()


def _checked_body(data: bytes) -> memoryview:
    """The messages of the first whole file: watches append to what they wrote, cables add blanks."""
    at, whole = 0, memoryview(data)
    while True:
        head = whole[at:]
        if len(head) < 14 or head[0] not in (12, 14) or bytes(head[8:12]) != b".FIT":
            raise MalformedFit(
                "its checksum is wrong: it was damaged on the way" if at else "it is no FIT file"
            )
        end = head[0] + struct.unpack_from("<I", head, 4)[0]
        if len(head) < end + 2:
            raise MalformedFit("it is only a part of a file")
        if crc(head[:end]) == struct.unpack_from("<H", head, end)[0]:
            return head[head[0] : end]
        at += end + 2


def _read_definition(
    body: memoryview, at: int, developer: bool, wanted: Mapping[int, frozenset[int]]
) -> tuple[int, _Known]:
    """A definition, and where the next message begins."""
    try:
        _, big_endian, count = struct.unpack_from("<BB2xB", body, at)
        order = ">" if big_endian else "<"
        message: int = struct.unpack_from(f"{order}H", body, at + 2)[0]
        at += 5
        picked: dict[int, _Picked] = {}
        size = 0
        asked = wanted.get(message, frozenset()) | {_TIMESTAMP}
        for _ in range(count):
            number, width, base = struct.unpack_from("<BBB", body, at)
            at += 3
            # A type of a later version, or a size that is no multiple of it, is passed over.
            kind = _BASES.get(base)
            if number in asked and kind is not None and width and not width % kind.width:
                picked[number] = _picked(number, size, width, kind, order)
            size += width
        if developer:
            # Their types stand elsewhere in the file, and nothing here asks for them.
            for _ in range(struct.unpack_from("<B", body, at)[0]):
                size += struct.unpack_from("<xBx", body, at + 1)[0]
                at += 3
            at += 1
    except struct.error as exc:
        raise MalformedFit("it ends in the middle of a definition") from exc
    return at, _Known(message, size, tuple(picked.values()))


def _picked(number: int, offset: int, size: int, base: Base, order: str) -> _Picked:
    _, code, unknown = base.value
    many = size // base.width
    reader = None if base is Base.STRING else struct.Struct(f"{order}{many}{code}")
    return _Picked(number, offset, size, reader, unknown)


def _read_fields(body: memoryview, at: int, kind: _Known) -> dict[int, Value]:
    found: dict[int, Value] = {}
    for one in kind.picked:
        if one.reader is None:
            raw = bytes(body[at + one.offset : at + one.offset + one.size])
            text = raw.partition(b"\0")[0].decode("utf-8", "replace")
            if text:
                found[one.number] = text
            continue
        values: tuple[int | float, ...] = one.reader.unpack_from(body, at + one.offset)
        value = values[0]
        if len(values) > 1:
            found[one.number] = values
        elif value != one.unknown and value == value:  # noqa: PLR0124 - NaN
            found[one.number] = value
    return found


def _crc_table() -> tuple[int, ...]:
    table = []
    for byte in range(256):
        value = byte
        for _ in range(8):
            value = value >> 1 ^ 0xA001 if value & 1 else value >> 1
        table.append(value)
    return tuple(table)


_CRC: Final = _crc_table()
