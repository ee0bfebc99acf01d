"""The Baseline screen's port: baselines in the diary, runs in the log, the cadence in the settings."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from cadencecoach.app.diary.logbook import Logbook, open_logbook
from cadencecoach.app.views import AfterDiscard, Footing, FoundBaseline
from cadencecoach.core.diary.diary import Diary, DiaryChange
from cadencecoach.core.diary.entries import BaselineSet, BaselineTakenBack, CeilingSet, Way
from cadencecoach.core.plan.ladder import Ladder
from cadencecoach.core.plan.plan import Plan
from cadencecoach.core.programme.own_cadence import own_cadence
from cadencecoach.core.programme.programme import programme_name
from cadencecoach.core.programme.steps import unlocked
from cadencecoach.core.sensor.tapping import COUNT_S
from cadencecoach.core.values.calendar import Moment, short
from cadencecoach.core.values.units import Spm, frames
from cadencecoach.errors import ConfigError, FootpodNotFound, StoreError

if TYPE_CHECKING:
    from cadencecoach.app.footpod.footpods import FootpodsHere
    from cadencecoach.app.home import Home
    from cadencecoach.app.sound.preview_player import Hearing

PLAN = "baseline"


def unlocked_now(diary: Diary, ladder: Ladder) -> int:
    """The rung the programme has unlocked; without one the runner decides, below the cap."""
    return ladder.top_rung if programme_name(diary) is None else unlocked(diary)


def footing_of(home: Home) -> Footing:
    """Every baseline and the ladder on the newest. Raises StoreError and ConfigError."""
    with open_logbook(home) as book:
        diary, now, ladder = book.diary, book.now, book.ladder
    if ladder is None:
        return Footing()
    typed = (BaselineSet(now, ladder.baseline_spm),)
    return Footing(_once_a_run(diary) or typed, ladder, unlocked_now(diary, ladder))


def doubt_of(home: Home, cadence: Spm) -> str:
    """What to ask before a cadence is kept; empty where nothing is. Raises StoreError."""
    with open_logbook(home) as book:
        return own_cadence(book.diary).doubt(cadence)


def asked_about(diary: Diary, baseline: BaselineSet, *, anyway: bool) -> BaselineSet:
    """A baseline as it is written down: `anyway` is the runner's word where something is doubtful.

    Raises ConfigError with what is doubtful, without that word.
    """
    doubt = own_cadence(diary).doubt(baseline.cadence_spm)
    if doubt and not anyway:
        raise ConfigError(
            doubt,
            hint="if it is your own cadence without a beat: --anyway; your cap moves with it",
            in_app="if it is your own cadence without a beat, keep it; your cap moves with it",
        )
    return replace(baseline, confirmed=bool(doubt))


def note_typed(home: Home, cadence: Spm, *, anyway: bool = False) -> None:
    """Note a cadence that is typed in the settings; to be called before it is saved there.

    Raises StoreError, and ConfigError as `asked_about`.
    """
    with open_logbook(home) as book:
        book.do(
            lambda diary, now: DiaryChange(
                (asked_about(diary, BaselineSet(now, cadence), anyway=anyway),)
            )
        )


def standing_words(book: Logbook) -> str:
    """Which own cadence stands now, in a sentence."""
    newest = own_cadence(book.diary).newest
    if newest is None:
        return "No own cadence is known now."
    return f"Your own cadence is {newest.cadence_spm} steps a minute, of {short(newest.at.day)}."


def still_standing(home: Home) -> str:
    """The same, where the diary knows one: no settings file forgets it. Raises StoreError."""
    with open_logbook(home) as book:
        return "" if own_cadence(book.diary).newest is None else standing_words(book)


def after_discard(book: Logbook, session: str) -> AfterDiscard:
    """What stands without a run, by the uuid of its session."""
    newest = own_cadence(book.diary).newest
    by_it = newest is not None and newest.session == session
    return AfterDiscard(
        standing_words(book), Spm(newest.cadence_spm) if newest is not None and by_it else None
    )


def take_back(book: Logbook, session: str) -> str:
    """Take back the baseline that a run set; which one stands now. Raises StoreError."""
    book.do(lambda _, now: DiaryChange((BaselineTakenBack(now, session),)))
    return standing_words(book)


class BaselinesInDiary:
    """A `ports.Baselines`; each call opens the log anew, so any thread may call."""

    def __init__(self, home: Home, hearing: Hearing, pods: FootpodsHere) -> None:
        self._home = home
        self._hearing = hearing
        self._pods = pods

    def footing(self) -> Footing:
        """Every baseline and the ladder on the newest. Raises StoreError and ConfigError."""
        return footing_of(self._home)

    def run(self) -> Plan:
        """The run that measures. Raises ConfigError, and FootpodNotFound where nothing can."""
        pod = self._pods.next_run()
        if pod.deaf:
            raise FootpodNotFound(
                f"a run cannot measure your cadence: {pod.words}",
                hint="choose one with f on Today, or tap or count it here",
            )
        return self._home.shelf().plan(PLAN, self._home.settings())

    def measured(self, session: int) -> FoundBaseline:
        """What such a run came to. Raises StoreError, also where it measured too little."""
        from cadencecoach.adapters.store.sqlite import Store  # noqa: PLC0415 - only after a run

        with Store(self._home.database) as store:
            found = store.baseline(store.load(session))
        if found is None or found.baseline_spm is None:
            why = "its plan measures none" if found is None else found.lacking
            raise StoreError(
                f"no baseline from this run: {why}",
                hint="run it to its end with the footpod awake, or tap or count it",
            )
        return FoundBaseline(found.baseline_spm, Way.RUN, found.spread_spm, found, session)

    def doubt(self, cadence: Spm) -> str:
        """What to ask before a cadence is kept; empty where nothing is. Raises StoreError."""
        return doubt_of(self._home, cadence)

    def keep(self, found: FoundBaseline, surface: str, note: str, *, sure: bool) -> None:
        """Keep it, in the diary and as the cadence of the settings; `sure` where it was asked about.

        Raises StoreError and ConfigError.
        """
        measured, session = found.measured, self._uuid(found.session)

        def act(diary: Diary, now: Moment) -> DiaryChange:
            baseline = BaselineSet(
                now,
                found.cadence_spm,
                session,
                found.way,
                found.within_spm,
                None if measured is None else measured.coverage_percent,
                None if measured is None else measured.speed_mps,
                surface,
                note,
            )
            return DiaryChange((asked_about(diary, baseline, anyway=sure),))

        with open_logbook(self._home) as book:
            book.do(act)
        self._home.change_settings({"cadence_spm": found.cadence_spm})

    def _uuid(self, session: int | None) -> str | None:
        if session is None:
            return None
        from cadencecoach.adapters.store.sqlite import Store  # noqa: PLC0415 - only after a run

        with Store(self._home.database) as store:
            return store.find(str(session)).uuid

    def set_ceiling(self, ceiling: Spm) -> None:
        """Move the soft ceiling of the ladder. Raises StoreError."""
        with open_logbook(self._home) as book:
            book.write(CeilingSet(book.now, ceiling))

    def beep_count(self, *, on: bool) -> None:
        """Beep now and once the count is over, or stop that. Raises AudioError and SoundError."""
        if not on:
            self._hearing.stop()
            return
        from cadencecoach.app.sound.previews import two_beeps  # noqa: PLC0415 - loads numpy

        settings = self._home.settings()
        score, length = two_beeps(frames(COUNT_S), settings, self._home.sounds())
        self._hearing.play(score, length, settings.audio)


def _once_a_run(diary: Diary) -> tuple[BaselineSet, ...]:
    """The baselines, of those that one run gave only the newest: it has the runner's conditions."""
    found: list[BaselineSet] = []
    for one in diary.of(BaselineSet):
        if one.session is not None:
            found = [other for other in found if other.session != one.session]
        found.append(one)
    return tuple(found)
