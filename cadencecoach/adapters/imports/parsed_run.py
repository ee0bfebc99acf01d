"""What a reader found in a file; both make the same of theirs."""

from __future__ import annotations

from dataclasses import dataclass

from cadencecoach.core.watch.records import FileRecords


@dataclass(frozen=True, slots=True)
class ParsedRun:
    """The device and what it recorded, as they stand in the file."""

    device: str
    """What it is called; empty where the file does not say."""

    file: FileRecords
