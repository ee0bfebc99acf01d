"""What is known before a run without a screen, what is told there, and what the gate says of it.

What the log does not take counts all the same: the gate is asked with it on top of the diary.
"""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from cadencecoach.app.diary.logbook import Logbook, local_now, open_logbook
from cadencecoach.app.diary.ratings import CheckIn
from cadencecoach.app.run.gate import is_nobody, verdict_of
from cadencecoach.app.run.wanted import plan_of_today, wanted_plan
from cadencecoach.core.diary.diary import Diary
from cadencecoach.core.diary.entries import PainRated
from cadencecoach.core.diary.pain import FORGETS_DAYS, SEEK_CARE, Pain, RedFlag, When
from cadencecoach.core.plan.plan import Plan
from cadencecoach.core.programme.gates import Go, Verdict, before_run
from cadencecoach.core.programme.referral import open_flags
from cadencecoach.core.values.units import Frame
from cadencecoach.core.wear.sentences import gate_words, ready
from cadencecoach.core.wear.topics import Beforehand, Judged
from cadencecoach.errors import CadencecoachError, ConfigError, StoreError

if TYPE_CHECKING:
    from cadencecoach.app.home import Home
    from cadencecoach.config.settings import Settings


class BeforeRun:
    """A `talk.Keeper` for one runner and one wish; any thread may call."""

    def __init__(self, home: Home, wanted: str | None, settings: Settings) -> None:
        """`wanted` as in `wanted_plan`; None is what today asks for, else the plan in the settings."""
        self._home = home
        self._wanted = wanted
        self._settings = settings
        self._nobody = is_nobody(settings)
        self._unkept: list[CheckIn] = []

    def known(self, *, pod: bool) -> Beforehand:
        """What is to be asked; nothing where no log can be opened, or nobody has a back."""
        with suppress(StoreError, ConfigError):
            if not self._nobody:
                return self._known(pod=pod)
        return Beforehand(pod=pod)

    def _known(self, *, pod: bool) -> Beforehand:
        with open_logbook(self._home) as book:
            if open_flags(book.diary) or not book.keeps_diary:
                return Beforehand(pod=pod)  # the gate is shut, or the back is nobody's business
            newest = book.diary.last(PainRated)
            known = newest is not None and 0 <= book.day - newest.day <= FORGETS_DAYS
            last = newest.pain if known and newest is not None else None
            unrated = book.diary.now(book.day) is None
            return Beforehand(book.today().ask_flags, unrated, last, pod=pod)

    def keep(self, told: tuple[RedFlag, ...] | Pain) -> str:
        """Write down what was told; one line where the log does not take it, else nothing."""
        one = CheckIn(pain={When.BEFORE: told}) if isinstance(told, Pain) else CheckIn(flags=told)
        try:
            with open_logbook(self._home) as book:
                book.do(one.act)
        except CadencecoachError as exc:
            self._unkept.append(one)
            return f"not written down: {exc.message}; tell it at the check-in"
        return ""

    def judge(self, at: Frame, of: int) -> Judged:
        """The gate's answer, with its words. Raises CadencecoachError where no plan is to be had."""
        verdict = self.verdict()
        said = gate_words(verdict, run_day=self._is_run_day(), unrated=self._unrated())
        return Judged(at, verdict.go is not Go.NO, said, ready(verdict.plan), of)

    def verdict(self) -> Verdict:
        """What the gate says now of what is wanted. Raises CadencecoachError."""
        plan = self.plan()
        if self._nobody or not self._unkept:
            try:
                return verdict_of(self._home, plan, nobody=self._nobody)
            except ConfigError:  # a sign waits in a log of which nothing else can be read
                return Verdict(Go.NO, SEEK_CARE, plan, overridable=False)
        try:
            with open_logbook(self._home) as book:
                self._add_unkept(book)
                return book.verdict(plan)
        except StoreError:
            now, diary = local_now(self._home), Diary()
            for one in self._unkept:
                diary = diary.changed(one.act(diary, now))
            return before_run(diary, plan, None, None, now.day)

    def plan(self) -> Plan:
        """What is to be run, before the gate. Raises CadencecoachError."""
        if self._wanted is None:
            return plan_of_today(self._home, self._settings)
        return wanted_plan(self._home, self._wanted, self._settings)

    def _add_unkept(self, book: Logbook) -> None:
        for one in self._unkept:
            book.diary = book.diary.changed(one.act(book.diary, book.now))

    def _is_run_day(self) -> bool:
        with suppress(StoreError, ConfigError), open_logbook(self._home) as book:
            today = book.today()
            return self._nobody or today.next_run in (None, today.day)
        return True

    def _unrated(self) -> bool:
        """Whether a runner who keeps a diary did not tell today's back."""
        if self._nobody or any(one.pain for one in self._unkept):
            return False
        with suppress(StoreError, ConfigError), open_logbook(self._home) as book:
            return book.keeps_diary and book.diary.now(book.day) is None
        return False
