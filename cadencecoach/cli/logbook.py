"""The diary and the programme of this runner, opened for one command or one screen.

Here the clock is read, and what follows from the records is written down; everything else asks.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cadencecoach.adapters.store.diary import DiaryStore
from cadencecoach.adapters.store.writer import local_offset_s
from cadencecoach.config.programmes import ProgrammeShelf
from cadencecoach.config.routines import RoutineShelf
from cadencecoach.core.days import Day, Moment
from cadencecoach.core.diary import Diary, RunNote
from cadencecoach.core.entries import BaselineSet, Entry
from cadencecoach.core.gates import Verdict, before_run
from cadencecoach.core.plan import Plan
from cadencecoach.core.programme import Programme, ladder_of, programme_name, standing
from cadencecoach.core.steps import due, unlocked
from cadencecoach.core.today import Today, today
from cadencecoach.errors import ConfigError, StoreBusy

if TYPE_CHECKING:
    from cadencecoach.cli.home import Home


def local_now(home: Home) -> Moment:
    """This moment by the runner's own clock."""
    now = home.clock.utc_now()
    return Moment(int(now.timestamp()), local_offset_s(now))


@dataclass(slots=True)
class Logbook:
    """The diary as it stands; `write` brings it up to date. Methods raise StoreError."""

    home: Home
    store: DiaryStore
    now: Moment
    diary: Diary
    programme: Programme | None
    """The one that was started last."""

    @property
    def day(self) -> Day:
        """The runner's local date."""
        return self.now.day

    @property
    def programmes(self) -> ProgrammeShelf:
        """All programmes there are."""
        return ProgrammeShelf(self.home.shipped, self.home.plans)

    @property
    def routines(self) -> RoutineShelf:
        """All routines there are."""
        return RoutineShelf(self.home.shipped, self.home.plans)

    def write(self, *entries: Entry, note: tuple[str, RunNote] | None = None) -> None:
        """Write entries down, and what the runner says of a run (by its session's uuid)."""
        if entries:
            self.store.append(*entries)
        if note is not None:
            self.store.write_note(*note)
        self._read()

    def settle(self) -> None:
        """Write down the step that is due; to be called once the runner has told all there is."""
        ladder = ladder_of(self.diary)
        if self.programme is None or ladder is None:
            return
        step = due(self.diary, self.programme, ladder, self.now)
        if step is not None:
            self.write(step)

    def measure(self) -> None:
        """Write down the cadence that the newest run has measured, if it has."""
        baseline = self._measured()
        if baseline is not None:
            self.write(baseline)

    def today(self) -> Today:
        """What today asks for."""
        return today(self.diary, self.programme, self.day, self.now)

    def verdict(self, plan: Plan) -> Verdict:
        """What the gate says of a run today, and how the plan changes."""
        rung = None if self.programme is None else unlocked(self.diary)
        return before_run(self.diary, plan, ladder_of(self.diary), rung, self.day)

    def _read(self) -> None:
        self.diary = self.store.read()
        name = programme_name(self.diary)
        self.programme = _programme(self.programmes, name, self.programme)

    def _measured(self) -> BaselineSet | None:
        """The baseline of the newest run, where it measured one that is not written down yet."""
        if not self.diary.runs or self.diary.runs[-1].top_spm is not None:
            return None
        stands = standing(self.diary, self.day)
        # Later on an easy run must not lift the whole ladder.
        beat = (
            self.programme is not None
            and stands is not None
            and self.programme.week(stands.week).beat
        )
        if beat and ladder_of(self.diary) is not None:
            return None
        session = self.diary.runs[-1].session
        if any(one.session == session for one in self.diary.of(BaselineSet)):
            return None
        from cadencecoach.adapters.store.sqlite import Store  # noqa: PLC0415 - reads a whole log
        from cadencecoach.adapters.store.summaries import plan_of  # noqa: PLC0415
        from cadencecoach.core.baseline import measured  # noqa: PLC0415

        with Store(self.home.database) as log:
            stored = log.load(log.find(session).id)
            found = measured(plan_of(stored.header, stored.facts.id), log.summary(stored).chart)
        return None if found is None else BaselineSet(self.now, found, session)


@contextmanager
def open_logbook(home: Home) -> Iterator[Logbook]:
    """The logbook of this runner. Raises ConfigError and StoreError."""
    with DiaryStore(home.database) as store:
        diary = store.read()
        shelf = ProgrammeShelf(home.shipped, home.plans)
        programme = _programme(shelf, programme_name(diary), None)
        book = Logbook(home, store, local_now(home), diary, programme)
        with suppress(StoreBusy):  # a log that can only be read is read as it is
            book.measure()
        yield book


def _programme(
    shelf: ProgrammeShelf, name: str | None, known: Programme | None
) -> Programme | None:
    if name is None or (known is not None and known.name == name):
        return known
    if name not in shelf.names():
        raise ConfigError(
            f"the programme {name!r} that you started is not there any more",
            hint="put its file back, or start another: cadencecoach programme start",
        )
    return shelf.programme(name)
