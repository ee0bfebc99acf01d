"""An outing that comes home: its watch's file becomes a session like any other, by the same engine."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from cadencecoach import __version__
from cadencecoach.adapters.imports.watch_run import WatchRun, open_watch_file, watch_run
from cadencecoach.adapters.store.importing import add_events, add_outing_session, imported_before
from cadencecoach.adapters.store.outings import OutingStore
from cadencecoach.adapters.store.sqlite import Store
from cadencecoach.app.review.watch_import import refuse_known
from cadencecoach.app.review.watch_match import refuse_same, same
from cadencecoach.app.run.outings import refuse_home, setup_of, still_out
from cadencecoach.core.events import CueKind, CuePlaced, QuestionAnswered
from cadencecoach.core.outcome.imported import ImportedRun, placed
from cadencecoach.core.outcome.session_facts import SessionFacts
from cadencecoach.core.outing.alignment import Alignment, How, told
from cadencecoach.core.outing.alignment_fit import align
from cadencecoach.core.outing.facts import Outing
from cadencecoach.core.outing.session import came_home
from cadencecoach.core.run.cues import QUESTIONS
from cadencecoach.core.run.engine import undisturbed
from cadencecoach.core.run.setup import Setup, setup_record
from cadencecoach.core.sensor.step_convention import Convention
from cadencecoach.core.values.units import SAMPLE_RATE, Frames, clock, frames
from cadencecoach.errors import FileRefused, StoreError

if TYPE_CHECKING:
    from cadencecoach.app.home import Home

_SHARE: Final = 0.5
"""Of a plan that a file must last to be taken for it (product choice: half a run is still that run)."""

_CLOCKS_S: Final = 86_400
"""A file that began so long before the outing was made is another run, whatever the clocks say."""


@dataclass(frozen=True, slots=True)
class BroughtHome:
    """An outing that became a session."""

    run: WatchRun
    facts: SessionFacts
    alignment: Alignment
    readings: int
    watch_pauses_s: tuple[tuple[float, float], ...]
    """Where the watch stood still, in seconds of the file."""

    @property
    def began(self) -> datetime:
        """When the sound did."""
        return datetime.fromtimestamp(self.run.run.start_s + self.alignment.offset_s, UTC)


@dataclass(frozen=True, slots=True)
class OutingCandidate:
    """An outing that a file may be."""

    outing: Outing
    fits: bool
    """Whether its ladder is in the cadence."""


@dataclass(frozen=True, slots=True)
class OpenCheck:
    """A posture check that was spoken, with the questions nobody has answered."""

    number: int
    at: Frames
    """Running time."""

    questions: tuple[str, ...]


def candidates(home: Home, path: Path) -> tuple[OutingCandidate, ...]:
    """The outings that are out and that a file may be, by time and length, the newest first.

    Empty where the file is known, or a session fits it. Raises FileRefused, UnitsUnclear and
    StoreError.
    """
    waiting = still_out(home)
    if not waiting:
        return ()
    file = open_watch_file(path)
    if imported_before(home.database, file.sha256):
        return ()
    run = watch_run(file, home.clock.utc_now())
    with Store(home.database) as log:
        if any(same(run, facts) for facts in log.sessions()):
            return ()
    found: list[OutingCandidate] = []
    with OutingStore(home.database) as store:
        for one in waiting:
            plan = setup_of(one, store.header(one.id)).plan
            long_enough = run.run.end_s - run.run.start_s >= _SHARE * plan.length / SAMPLE_RATE
            if long_enough and run.run.start_s >= one.made.utc_s - _CLOCKS_S:
                found.append(OutingCandidate(one, align(plan, run.run).how is How.FITTED))
    return tuple(sorted(found, key=lambda one: not one.fits))


def bring_home(
    home: Home,
    path: Path,
    wanted: str,
    *,
    counts: Convention = Convention.AUTO,
    offset_s: float | None = None,
    lap: bool = False,
) -> BroughtHome:
    """Make the session that an outing became: `last`, its number, or a plan that was run without one.

    `offset_s` tells how long after the file's first record the sound began; with `lap` the first lap
    that was pressed by hand does: at the first word. Raises FileRefused, UnitsUnclear, ConfigError,
    PlanError and StoreError.
    """
    now = home.clock.utc_now()
    file = open_watch_file(path)
    with Store(home.database) as store:
        store.recover()
        refuse_known(home, store, file)
        run = watch_run(file, now, counts)
        refuse_same(run, store.sessions())
    outing, header = _outing(home, wanted)
    setup = setup_of(outing, header) if outing is not None else _setup_of_plan(home, wanted)
    if outing is None:
        header = {**setup_record(setup), "version": __version__}
    if lap:
        offset_s = _by_lap(run, setup)
    alignment = align(setup.plan, run.run) if offset_s is None else told(offset_s)
    _refuse_beside(run, setup, alignment)
    ran = came_home(setup, run.run, alignment)
    started = datetime.fromtimestamp(ran.started_s, UTC)
    line = run.run.distance
    imported = ImportedRun(
        run.file,
        run.sha256,
        run.device,
        (run.started - timedelta(seconds=run.offset_s))
        .isoformat(timespec="seconds")
        .replace("+00:00", "Z"),
        placed(run.run, ran.started_s, ran.reached),
        None
        if line is None
        else line.between(ran.started_s, ran.started_s + ran.reached / SAMPLE_RATE),
        clocks_agree=alignment.sure,
        alignment=alignment,
    )
    number = add_outing_session(
        home.database,
        header,
        ran.events,
        started,
        imported,
        now,
        None if outing is None else outing.id,
    )
    with Store(home.database) as store:
        facts = store.find(str(number))
    pauses = tuple((s - run.run.start_s, e - run.run.start_s) for s, e in run.run.pauses)
    return BroughtHome(run, facts, alignment, len(imported.readings), pauses)


def _by_lap(run: WatchRun, setup: Setup) -> float:
    """Where the sound began, by a lap pressed at its first word, in seconds of the file."""
    if not run.run.laps_s:
        raise FileRefused(
            f"{run.file} has no lap that was pressed by hand",
            hint="leave out --lap: the steps in the cadence tell, too",
            in_app="the steps in the cadence tell, too",
        )
    decided = undisturbed(setup)[1]
    first_word = next((one.at for one in decided if isinstance(one, CuePlaced)), 0)
    return run.run.laps_s[0] - run.run.start_s - first_word / SAMPLE_RATE


def _refuse_beside(run: WatchRun, setup: Setup, alignment: Alignment) -> None:
    """Refuse a sound that began after the watch's file ended, or was over before it began."""
    lasts_s = run.run.end_s - run.run.start_s
    if -setup.plan.length / SAMPLE_RATE < alignment.offset_s < lasts_s:
        return
    way = "before" if alignment.offset_s < 0 else "after"
    began = clock(frames(abs(alignment.offset_s)))
    raise FileRefused(
        f"{run.file} lasts {clock(frames(lasts_s))}: nothing of a sound that began {began} {way}"
        " it is in it",
        hint="--offset is in seconds after the first record of the watch",
        in_app="choose the file of that run",
    )


def open_checks(home: Home, session: int) -> tuple[OpenCheck, ...]:
    """The posture checks of a session that are not answered in full. Raises StoreError."""
    with Store(home.database) as store:
        summary = store.summary(store.load(session))
    return tuple(
        OpenCheck(
            cue.number,
            cue.running,
            tuple(one for one in QUESTIONS if one not in dict(cue.answers)),
        )
        for cue in summary.cues
        if cue.number is not None
        and cue.kind is CueKind.POSTURE
        and cue.spoken
        and len(cue.answers) < len(QUESTIONS)
    )


def answer_afterwards(home: Home, session: int, answers: Sequence[tuple[int, str, bool]]) -> None:
    """Keep what is told at the kitchen table: check, question, yes or no. Raises StoreError."""
    with Store(home.database) as store:
        reached = store.find(str(session)).reached
    told_then = [
        QuestionAnswered(reached, number, question, yes) for number, question, yes in answers
    ]
    add_events(home.database, session, told_then)


def _outing(home: Home, wanted: str) -> tuple[Outing | None, dict[str, Any]]:
    """The outing that is meant, and what its session needs; None where a plan is named."""
    with OutingStore(home.database) as store:
        try:
            found = store.find(wanted)
        except StoreError:
            if wanted == "last" or wanted.isdecimal():
                raise
            return None, {}
        refuse_home(found)
        return found, store.header(found.id)


def _setup_of_plan(home: Home, wanted: str) -> Setup:
    """What was in the ear of a run by a plan that nobody noted."""
    from cadencecoach.app.run.new_run import make_setup  # noqa: PLC0415 - sounds, for a plan alone
    from cadencecoach.app.run.wanted import wanted_plan  # noqa: PLC0415

    settings = home.settings()
    return make_setup(wanted_plan(home, wanted, settings), settings, home.sounds(), finished=0)
