"""The diary and its runs in memory: what `DiaryStore` does with a file, for lives by the thousand."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Self, TypeVar

from cadencecoach.core.diary.diary import Diary, DiaryChange, Run
from cadencecoach.core.diary.entries import Entry
from cadencecoach.core.outcome.baseline import MeasuredCadence

E = TypeVar("E", bound=Entry)


@dataclass
class MemoryDiary:
    """Stands in for `DiaryStore`; `opened` is what is put in the place of the class."""

    diary: Diary = field(default_factory=Diary)
    measured: dict[str, MeasuredCadence] = field(default_factory=dict)

    def opened(self, _path: Path) -> Self:
        return self

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *raised: object) -> None:
        """Nothing is to be let go of."""

    def read(self) -> Diary:
        return self.diary

    def change(self, make: Callable[[Diary], DiaryChange]) -> Diary:
        self.diary = self.diary.changed(make(self.diary))
        return self.diary

    def only(self, *kinds: type[Entry]) -> Diary:
        return Diary(tuple(one for one in self.diary.entries if isinstance(one, kinds)))

    def newest(self, kind: type[E]) -> E | None:
        return self.diary.last(kind)

    def baseline(self, session: str) -> MeasuredCadence | None:
        return self.measured.get(session)

    def by_file_alone(self, _session: str) -> bool:
        return False

    def add_run(self, run: Run, measured: MeasuredCadence | None) -> None:
        self.diary = replace(self.diary, runs=(*self.diary.runs, run))
        if measured is not None:
            self.measured[run.session] = measured

    def discard(self, session: str) -> None:
        kept = tuple(run for run in self.diary.runs if run.session != session)
        gone = tuple(run for run in self.diary.runs if run.session == session)
        self.diary = replace(self.diary, runs=kept, deleted=(*self.diary.deleted, *gone))
