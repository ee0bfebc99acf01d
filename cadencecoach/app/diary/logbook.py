"""The diary and the programme of this runner, opened for one command or one screen.

Here the clock is read, and what follows from the records is written down; everything else asks.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from cadencecoach.adapters.clock import local_moment
from cadencecoach.adapters.store.diary import DiaryStore
from cadencecoach.config.programmes import ProgrammeShelf
from cadencecoach.config.routines import RoutineShelf
from cadencecoach.core.diary.diary import Diary, RunNote
from cadencecoach.core.diary.entries import (
    BaselineSet,
    CeilingSet,
    Entry,
    RedFlagsAcknowledged,
    RedFlagsAnswered,
)
from cadencecoach.core.diary.pain import RedFlag
from cadencecoach.core.plan.ladder import Ladder
from cadencecoach.core.plan.plan import Plan
from cadencecoach.core.programme.gates import Verdict, before_run, open_flags
from cadencecoach.core.programme.programme import (
    Programme,
    ceiling_after,
    ladder_of,
    programme_name,
    standing,
)
from cadencecoach.core.programme.steps import due, unlocked
from cadencecoach.core.programme.today import Today, today
from cadencecoach.core.values.calendar import Day, Moment
from cadencecoach.core.values.units import Spm
from cadencecoach.errors import ConfigError, StoreBusy, StoreError

if TYPE_CHECKING:
    from cadencecoach.app.home import Home


def local_now(home: Home) -> Moment:
    """This moment by the runner's own clock."""
    return local_moment(home.clock.utc_now())


def write_typed(home: Home, cadence: Spm) -> None:
    """Note a cadence that was typed in the settings. Raises StoreError."""
    with DiaryStore(home.database) as store:
        store.append(BaselineSet(local_now(home), cadence))


def ladder_here(home: Home, diary: Diary) -> Ladder | None:
    """The ladder on the newest baseline, or on the cadence in a settings file edited by hand.

    Raises ConfigError.
    """
    typed = home.settings().cadence_spm
    found = ladder_of(diary)
    if found is not None or typed is None:
        return found
    return Ladder(Spm(typed), ceiling_after(diary.last(CeilingSet)))


@dataclass(slots=True)
class Logbook:
    """The diary as it stands; `write` brings it up to date. Methods raise StoreError.

    Pain and warning signs can be written down whatever has become of the programme's file.
    """

    home: Home
    store: DiaryStore
    now: Moment
    diary: Diary

    @property
    def programme(self) -> Programme | None:
        """The one that was started last. Raises ConfigError where its file is gone or broken."""
        name = programme_name(self.diary)
        if name is None:
            return None
        if name not in self.programmes.names():
            raise ConfigError(
                f"the programme {name!r} that you started is not there any more",
                hint="put its file back, or start another: cadencecoach programme start",
            )
        return self.programmes.programme(name)

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
        self.diary = self.store.read()

    def settle(self) -> None:
        """Write down the step that is due; to be called once the runner has told all there is.

        In a log that can only be read it holds for now, and is decided again the next time.
        """
        ladder, programme = ladder_of(self.diary), self.programme
        if programme is None or ladder is None:
            return
        step = due(self.diary, programme, ladder, self.now)
        if step is None:
            return
        try:
            self.write(step)
        except StoreBusy:
            self.diary = replace(self.diary, entries=(*self.diary.entries, step))

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
        rung = None if programme_name(self.diary) is None else unlocked(self.diary)
        return before_run(self.diary, plan, ladder_here(self.home, self.diary), rung, self.day)

    def _measured(self) -> BaselineSet | None:
        """The baseline of the newest run, where it measured one that is not written down yet."""
        if not self.diary.runs or self.diary.runs[-1].top_spm is not None:
            return None
        session = self.diary.runs[-1].session
        if any(one.session == session for one in self.diary.of(BaselineSet)):
            return None
        stands, programme = standing(self.diary, self.day), self.programme
        beat = programme is not None and stands is not None and programme.week(stands.week).beat
        if beat and ladder_of(self.diary) is not None:
            return None  # in later weeks an easy run must not lift the whole ladder
        from cadencecoach.adapters.store.sqlite import Store  # noqa: PLC0415 - reads a whole log

        with Store(self.home.database) as log:
            found = log.baseline(log.load(log.find(session).id))
        return None if found is None else found.entry(self.now, session)


def signs_alone(home: Home) -> tuple[RedFlag, ...]:
    """Warning signs that wait to be looked at, where the rest of the diary cannot be read."""
    try:
        with DiaryStore(home.database) as store:
            return open_flags(store.only(RedFlagsAnswered, RedFlagsAcknowledged))
    except StoreError:
        return ()


@contextmanager
def open_logbook(home: Home) -> Iterator[Logbook]:
    """The logbook of this runner. Raises StoreError."""
    with DiaryStore(home.database) as store:
        book = Logbook(home, store, local_now(home), store.read())
        # A log that can only be read, or a programme whose file is broken: the rest still works.
        with suppress(StoreBusy, ConfigError):
            book.measure()
        yield book
