"""The diary and the programme of this runner, opened for one command or one screen.

Here the clock is read, and what follows from the records is worked out; everything else asks.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from cadencecoach.adapters.clock import local_moment
from cadencecoach.adapters.store.diary import DiaryStore
from cadencecoach.core.diary.diary import Act, Diary, DiaryChange, RunNote
from cadencecoach.core.diary.entries import (
    BaselineSet,
    BaselineTakenBack,
    CeilingSet,
    Entry,
    ProgrammeStarted,
    RedFlagsAcknowledged,
    RedFlagsAnswered,
)
from cadencecoach.core.diary.pain import RedFlag
from cadencecoach.core.plan.ladder import Ladder
from cadencecoach.core.plan.plan import Plan
from cadencecoach.core.programme.gates import Verdict, before_run
from cadencecoach.core.programme.own_cadence import ladder_of, own_cadence
from cadencecoach.core.programme.programme import Programme, programme_name, standing_on
from cadencecoach.core.programme.referral import open_flags
from cadencecoach.core.programme.steps import due, unlocked
from cadencecoach.core.programme.today import Today, today
from cadencecoach.core.values.calendar import Day, Moment
from cadencecoach.core.values.text import quoted
from cadencecoach.errors import ConfigError, StoreBusy, StoreError

if TYPE_CHECKING:
    from cadencecoach.app.home import Home


def local_now(home: Home) -> Moment:
    """This moment by the runner's own clock."""
    return local_moment(home.clock.utc_now())


@dataclass(slots=True)
class Logbook:
    """The diary as it stands, with what follows from it; `do` writes. Methods raise StoreError.

    A step that is due and a baseline that was measured are in `diary` from the opening on, so every
    view says the same, whoever looks first; they are written down with the next act.
    Pain and warning signs can be written down whatever has become of the programme's file.
    """

    home: Home
    store: DiaryStore
    now: Moment
    diary: Diary
    waiting: bool = False
    """Whether something in `diary` is not written down yet."""

    measured: BaselineSet | None = None
    """What the newest run measured, while that is not written down."""

    question: str = ""
    """What speaks against what the newest run measured, and how to keep it all the same."""

    opened: Programme | None = None
    """The programme, once its file was read."""

    @property
    def programme(self) -> Programme | None:
        """The one that was started last. Raises ConfigError where its file is gone or broken."""
        return self._programme_of(self.diary)

    def _programme_of(self, diary: Diary) -> Programme | None:
        name = programme_name(diary)
        if name is None:
            return None
        if self.opened is not None and self.opened.name == name:
            return self.opened
        programmes = self.home.programmes()
        if name not in programmes.names():
            raise ConfigError(
                f"the programme {quoted(name)} that you started is not there any more",
                hint="put its file back, or start another: cadencecoach programme start",
                in_app="put its file back",
            )
        self.opened = programmes.programme(name)
        return self.opened

    @property
    def day(self) -> Day:
        """The runner's local date."""
        return self.now.day

    @property
    def keeps_diary(self) -> bool:
        """Whether this runner ever told of a back: nobody else is asked for one before a run.

        Raises ConfigError as `programme`.
        """
        return self.programme is not None or any(self.diary.ratings())

    def do(self, act: Act) -> None:
        """Write down an act, and with it what followed before it and what follows from it.

        All of it or nothing, on the diary as it stands now. Raises what the act raises to refuse.
        """
        self.diary = self.store.change(lambda diary: self._whole(diary, act))
        self.waiting, self.measured = False, None

    def write(self, *entries: Entry, note: tuple[str, RunNote] | None = None) -> None:
        """Write entries down, and what the runner says of a run (by its session's uuid)."""
        self.do(lambda _diary, _now: DiaryChange(entries, note))

    def apply_due(self) -> None:
        """Write down what follows from the records, as a run is about to begin.

        In a log that can only be read it holds all the same, and is decided again the next time.
        """
        if self.waiting:
            with suppress(StoreBusy):
                self.write()

    @property
    def ladder(self) -> Ladder | None:
        """The ladder on the runner's own cadence; None until one is known. Raises ConfigError."""
        return ladder_of(self._with_typed(self.diary))

    def _with_typed(self, diary: Diary) -> Diary:
        """The diary with the cadence of a settings file edited by hand, where it has none.

        A programme takes that cadence as it is started, and none that is edited in later.
        """
        if programme_name(diary) is not None or own_cadence(diary).newest is not None:
            return diary
        typed = self.home.settings().cadence_spm
        if typed is None:
            return diary
        return replace(diary, entries=(BaselineSet(self.now, typed), *diary.entries))

    def today(self) -> Today:
        """What today asks for."""
        view = today(self.diary, self.programme, self.day, self.now)
        return replace(view, notes=(self.question, *view.notes)) if self.question else view

    def verdict(self, plan: Plan) -> Verdict:
        """What the gate says of a run today, and how the plan changes."""
        diary, programme = self._with_typed(self.diary), None
        with suppress(ConfigError):  # its file is broken: pain and limits hold all the same
            programme = self.programme
        rung = None if programme_name(diary) is None else unlocked(diary)
        return before_run(diary, plan, ladder_of(diary), rung, self.day, programme)

    def work_out(self) -> None:
        """Take in what follows from the diary as it was read."""
        stored = self.diary
        # A log of the run that cannot be read, or a programme whose file is broken: the rest works.
        with suppress(StoreBusy, ConfigError):
            self.measured = self._measured(stored)
        self.diary = stored.changed(self._whole(stored, lambda _diary, _now: DiaryChange()))
        self.waiting = len(self.diary.entries) > len(stored.entries)

    def _whole(self, diary: Diary, act: Act) -> DiaryChange:
        """What was measured before an act, the act, and the step that is due after it."""
        measured = () if self.measured is None or _has(diary, self.measured) else (self.measured,)
        change = act(diary.changed(DiaryChange(measured)), self.now)
        if any(_same_run(one, self.measured) for one in change.entries):
            measured = ()  # the act says more of it
        whole = DiaryChange((*measured, *change.entries), change.note)
        step = self._step(diary.changed(whole))
        return replace(whole, entries=(*whole.entries, *step)) if step else whole

    def _step(self, diary: Diary) -> tuple[Entry, ...]:
        """The step of the ladder that is due; none while the programme's file is broken."""
        with suppress(ConfigError):
            ladder, programme = ladder_of(diary), self._programme_of(diary)
            if programme is not None and ladder is not None:
                step = due(diary, programme, ladder, self.now)
                return () if step is None else (step,)
        return ()

    def _measured(self, diary: Diary) -> BaselineSet | None:
        """The baseline of the newest run, where it measured one that is not written down yet."""
        if not diary.runs or diary.runs[-1].top_spm is not None:
            return None
        session = diary.runs[-1].session
        if any(one.session == session for one in diary.of(BaselineSet)):
            return None
        ran = diary.runs[-1].day
        stands, programme = standing_on(diary, ran), self._programme_of(diary)
        beat = programme is not None and stands is not None and programme.week(stands.week).beat
        if beat and ladder_of(diary) is not None:
            return None  # in later weeks an easy run must not lift the whole ladder
        found = self.store.baseline(session)
        entry = None if found is None else found.entry(self.now, session)
        if entry is None:
            return None
        own, by_file = own_cadence(diary), self.store.by_file_alone(session)
        doubt = own.doubt_of_file(entry, ran) if by_file else own.doubt(entry.cadence_spm)
        if not doubt:
            return entry
        keep = f"set your easy cadence to {entry.cadence_spm} in the settings"
        self.question = f"{doubt} If it is your own without one, {keep}."
        return None


def _has(diary: Diary, measured: BaselineSet) -> bool:
    return any(_same_run(one, measured) for one in diary.of(BaselineSet))


def _same_run(entry: Entry, measured: BaselineSet | None) -> bool:
    return (
        measured is not None
        and isinstance(entry, BaselineSet)
        and entry.session == measured.session
    )


def signs_alone(home: Home) -> tuple[RedFlag, ...]:
    """Warning signs that wait to be looked at, where the rest of the diary cannot be read."""
    try:
        with DiaryStore(home.database) as store:
            return open_flags(store.only(RedFlagsAnswered, RedFlagsAcknowledged))
    except StoreError:
        return ()


def limits_alone(home: Home) -> Diary:
    """What was told of how far to go, quickly; empty where it cannot be read."""
    try:
        with DiaryStore(home.database) as store:
            return store.only(BaselineSet, BaselineTakenBack, CeilingSet, ProgrammeStarted)
    except StoreError:
        return Diary()


@contextmanager
def open_logbook(home: Home) -> Iterator[Logbook]:
    """The logbook of this runner; opening it writes nothing into the diary. Raises StoreError."""
    with DiaryStore(home.database) as store:
        book = Logbook(home, store, local_now(home), store.read())
        book.work_out()
        yield book
