"""Many sessions as a Parquet data set, a file a month, for whoever asks across runs and runners."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Iterator
from importlib import import_module
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self

from cadencecoach.adapters.export.recorded import Recorded
from cadencecoach.adapters.export.tables import CUES, SECONDS, Row, cue_rows, second_rows
from cadencecoach.adapters.export.text import harmless
from cadencecoach.adapters.installed import how_to_install
from cadencecoach.adapters.whole_file import whole_file
from cadencecoach.errors import ExportError

_HEAD: Final = (("session", str), ("started_at", str), ("plan", str), ("simulated", bool))
_TABLES: Final = (("seconds", SECONDS, second_rows), ("cues", CUES, cue_rows))


class ParquetSet:
    """A data set being written: sessions in the order of their start, one month at a time.

    Use as a context. A month's files appear when the next one begins, and the last at the end;
    memory holds one session. Raises ExportError, also without pyarrow.
    """

    def __init__(self, folder: Path, *, force: bool) -> None:
        self._folder = folder
        self._force = force
        self._month = ""
        self._open: contextlib.ExitStack | None = None
        self._writers: list[Any] = []
        self._arrow = _pyarrow()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._open is not None:
            self._open.__exit__(kind, error, trace)

    def add(self, session: Recorded) -> None:
        """Append one session to the files of its month, in UTC."""
        month = f"{session.started:%Y-%m}"
        if month != self._month:
            if self._open is not None:
                self._open.close()
            self._begin(month)
        head: Row = (
            session.facts.uuid,
            session.facts.started_at,
            harmless(session.facts.plan),
            not session.real,
        )
        for writer, (_, columns, rows) in zip(self._writers, _TABLES, strict=True):
            made = ((*head, *row) for row in rows(session))
            writer.write_table(self._table((*_HEAD, *columns), made))

    def _begin(self, month: str) -> None:
        parquet = import_module("pyarrow.parquet")
        self._month, self._writers = month, []
        self._open = contextlib.ExitStack()
        for name, columns, _ in _TABLES:
            folder = self._folder / name / f"month={month}"
            with _told(folder):
                folder.mkdir(parents=True, exist_ok=True)
            part = self._open.enter_context(
                whole_file(folder / "sessions.parquet", force=self._force)
            )
            writer = parquet.ParquetWriter(part, self._schema((*_HEAD, *columns)))
            # Closed before its file gets its name: what is entered last is left first.
            self._open.callback(writer.close)
            self._writers.append(writer)

    def _schema(self, columns: tuple[tuple[str, type], ...]) -> Any:
        pa = self._arrow
        kinds = {int: pa.int32(), float: pa.float64(), str: pa.string(), bool: pa.bool_()}
        return pa.schema([(name, kinds[kind]) for name, kind in columns])

    def _table(self, columns: tuple[tuple[str, type], ...], rows: Iterable[Row]) -> Any:
        turned = list(zip(*rows, strict=True)) or [()] * len(columns)
        return self._arrow.Table.from_arrays(
            [
                self._arrow.array(values, one.type)
                for values, one in zip(turned, self._schema(columns), strict=True)
            ],
            schema=self._schema(columns),
        )


def month_files(folder: Path, months: Iterable[str]) -> list[Path]:
    """The files that some months would be written to."""
    return [
        folder / name / f"month={month}" / "sessions.parquet"
        for name, _, _ in _TABLES
        for month in months
    ]


@contextlib.contextmanager
def _told(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as exc:
        raise ExportError(
            f"{path} cannot be made: {exc.strerror or exc}", hint="look at the disk and folder"
        ) from exc


def _pyarrow() -> Any:
    try:
        return import_module("pyarrow")
    except ImportError as exc:
        raise ExportError(
            "Parquet needs the package pyarrow, which is not installed",
            hint=how_to_install("pyarrow"),
        ) from exc
