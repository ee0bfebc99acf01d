"""Runs that a watch saw, taken in: beside a session without a footpod, or as runs of their own."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Final

from cadencecoach.adapters.clock import utc_of
from cadencecoach.adapters.imports.watch_run import (
    WatchFile,
    WatchRun,
    open_watch_file,
    watch_run,
)
from cadencecoach.adapters.store.importing import add_session, fill_sessions, imported_before
from cadencecoach.adapters.store.sqlite import Store
from cadencecoach.app.review.watch_match import (
    can_be_filled,
    one_after_another,
    overlap_s,
    refuse_own_cadence,
    refuse_same,
    refuse_twin,
    same,
    span,
)
from cadencecoach.core.diary.entries import BaselineSet
from cadencecoach.core.outcome.imported import ImportedRun, pauses_of, placed, with_stands
from cadencecoach.core.outcome.session_facts import SessionFacts
from cadencecoach.core.plan.plan import LONGEST, Plan, Stage, StageKind
from cadencecoach.core.sensor.step_convention import Convention
from cadencecoach.core.values.text import plain
from cadencecoach.core.values.units import SAMPLE_RATE, Frame, Frames, frames
from cadencecoach.errors import FileRefused, KnownRun, NotARun

if TYPE_CHECKING:
    from cadencecoach.app.home import Home

SAID_FROM_S: Final = 20.0
"""Two starts further apart are told: the clocks differ, or one began later
(product choice: a cue is judged by the 30 s around it)."""

MOST_FILES: Final = 10_000
"""Of a folder; more are no watch (product choice: one keeps some hundred runs)."""

_PLAIN: Final = ("watch", "Run from a watch")
BASELINE: Final = ("baseline", "Baseline from a watch")
"""Plan and title of sessions that a watch alone saw: their clock is the watch's own."""

_RUNS: Final = (".fit", ".tcx", ".fit.gz", ".tcx.gz", ".zip")


@dataclass(frozen=True, slots=True)
class ImportWishes:
    """What the runner says of a file."""

    into: str | None = None
    """The session to fill; None is the one that was run at that time."""

    counts: Convention = Convention.AUTO
    """What the watch counts; AUTO asks its numbers."""

    offset_s: float | None = None
    """How far this computer's clock is ahead of the watch's; None is not known."""


@dataclass(frozen=True, slots=True)
class TakenIn:
    """A run that was taken in."""

    run: WatchRun
    facts: SessionFacts
    """Of its session, as it is now."""

    readings: int
    """How many lie within the session."""

    filled: bool
    """Whether the session was run here; else the watch alone saw it."""

    begins_s: float = 0.0
    """How much later than the session the file begins."""

    baseline: BaselineSet | None = None
    """What was written for the ladder to stand on."""

    lacking: str = ""
    """Why it is no baseline, where one was asked for."""

    more: tuple[TakenIn, ...] = ()
    """The other sessions that the file spans, each with its part."""

    asked: BaselineSet | None = None
    """What the ladder may stand on once the runner has answered `lacking`; None where nothing may."""


@dataclass(frozen=True, slots=True)
class FolderItem:
    """What became of one file of a folder."""

    name: str
    taken: TakenIn | None = None
    refused: FileRefused | None = None
    known: int | None = None
    """The session that it is in already."""


def take_in(home: Home, path: Path, wishes: ImportWishes) -> TakenIn:
    """Take a run in: into the session that had no footpod, else as a run of its own.

    A file that is in a session already goes there again where `wishes` says something of it.
    Raises FileRefused, UnitsUnclear where the runner must say what it counts, and StoreError.
    """
    file = open_watch_file(path)
    with Store(home.database) as store:
        store.recover()
        return _take_in(home, store, file, wishes, store.sessions())


def take_in_folder(home: Home, folder: Path, wishes: ImportWishes) -> Iterator[FolderItem]:
    """Every new run file of a folder and those below it, one after another.

    Raises FileRefused where there is no such folder or no such file in it, and StoreError.
    """
    paths = _files_in(folder)
    with Store(home.database) as store:
        store.recover()
        sessions = list(store.sessions())
        for path in paths:
            try:
                file = open_watch_file(path)
                refuse_known(home, store, file)
                taken = _take_in(home, store, file, wishes, sessions)
            except KnownRun as exc:
                yield FolderItem(path.name, known=exc.session)
                continue
            except FileRefused as exc:
                yield FolderItem(path.name, refused=exc)
                continue
            changed = [one.facts for one in (taken, *taken.more)]
            sessions = [one for one in sessions if one.id not in {new.id for new in changed}]
            sessions += changed
            yield FolderItem(path.name, taken=taken)


def of_no_run(item: FolderItem) -> bool:
    """Whether a file of a folder is something else: a ride, the watch's settings, a night's sleep."""
    return isinstance(item.refused, NotARun)


def _take_in(
    home: Home,
    store: Store,
    file: WatchFile,
    wishes: ImportWishes,
    sessions: Sequence[SessionFacts],
) -> TakenIn:
    known = imported_before(home.database, file.sha256)
    if wishes == ImportWishes():
        refuse_known(home, store, file)
    run = watch_run(file, home.clock.utc_now(), wishes.counts, wishes.offset_s or 0.0)
    if known:
        return _again(home, store, run, wishes, [store.find(str(one)) for one in known])
    if wishes.into is not None:
        facts = store.find(wishes.into, own=True)
        refuse_own_cadence(facts)
        return _fill(home, store, run, wishes, [facts])
    fitting = [facts for facts in sessions if can_be_filled(facts) and same(run, facts)]
    if one_after_another(fitting):
        return _fill(home, store, run, wishes, fitting)
    if fitting:
        raise FileRefused(
            f"{run.file} was refused: {len(fitting)} sessions without a footpod fit {span(run)}",
            hint="name the session with --into",
            in_app="v on Today lists them; `cadencecoach import` fills the one you name",
        )
    refuse_same(run, sessions)
    if wishes.offset_s is None:
        refuse_twin(run, sessions)
    return add_run(home, store, run, wishes, _plain_plan(run))


def _fill(
    home: Home, store: Store, run: WatchRun, wishes: ImportWishes, sessions: Sequence[SessionFacts]
) -> TakenIn:
    """Give each session its part of the file."""
    parts = sorted(sessions, key=lambda one: utc_of(one.started_at))
    begins_s = run.run.start_s - utc_of(parts[0].started_at).timestamp()
    filled = {facts.id: _part(run, wishes, facts, begins_s) for facts in parts}
    for number, (session, part) in enumerate(filled.items(), start=1):
        if number > 1:
            filled[session] = replace(part, sha256=f"{part.sha256}/{number}")
    fill_sessions(home.database, filled, home.clock.utc_now())
    first, *more = (
        TakenIn(
            run,
            store.find(str(facts.id)),
            len(filled[facts.id].readings),
            filled=_kind(facts) != _PLAIN,
            begins_s=begins_s,
        )
        for facts in parts
    )
    return replace(first, more=tuple(more))


def _part(run: WatchRun, wishes: ImportWishes, facts: SessionFacts, begins_s: float) -> ImportedRun:
    """What of a file lies within a session; the file begins so much later than the first it fills."""
    part = _imported(run, wishes, utc_of(facts.started_at), facts.reached, begins_s)
    if overlap_s(run, facts) <= 0 or not part.readings:
        raise FileRefused(
            f"{run.file} was refused: it is of {span(run)}, not of session {facts.id}",
            hint="compare the two clocks (`cadencecoach sessions`); --offset tells how far"
            " this computer's is ahead, in seconds",
            in_app="compare the two clocks (v on Today has this one's); if one was wrong,"
            " `cadencecoach import` takes it with how far",
        )
    if facts.alignment is not None:
        return replace(part, alignment=facts.alignment, clocks_agree=facts.alignment.sure)
    if _kind(facts) == _PLAIN:
        return part
    heard = with_stands(part.readings, run.run, utc_of(facts.started_at).timestamp(), facts.reached)
    return replace(part, readings=heard)


def _again(
    home: Home,
    store: Store,
    run: WatchRun,
    wishes: ImportWishes,
    parts: Sequence[SessionFacts],
) -> TakenIn:
    """The same file once more, by what the runner says of it now."""
    ids = {facts.id for facts in parts}
    elsewhere = wishes.into is not None and store.find(wishes.into, own=True).id not in ids
    for facts in parts:
        placed_by_it = _kind(facts) == _PLAIN or facts.alignment is not None
        by_its_clock = placed_by_it and wishes.offset_s is not None
        if elsewhere or by_its_clock or facts.discarded or _kind(facts) == BASELINE:
            raise _known_run(run.file, facts)
    return _fill(home, store, run, wishes, parts)


def add_run(home: Home, store: Store, run: WatchRun, wishes: ImportWishes, plan: Plan) -> TakenIn:
    """Keep it as a session of its own; `plan` says what it is kept as."""
    log = pauses_of(run.run)
    imported = _imported(run, wishes, run.started, log[-1].at, 0.0)
    number = add_session(home.database, plan, log, run.started, imported, home.clock.utc_now())
    return TakenIn(run, store.find(str(number)), len(imported.readings), filled=False)


def refuse_known(home: Home, store: Store, file: WatchFile) -> None:
    """Refuse a file that is in a session already."""
    known = imported_before(home.database, file.sha256)
    if known:
        raise _known_run(file.name, store.find(str(known[0])))


def _known_run(name: str, facts: SessionFacts) -> KnownRun:
    anew = {_PLAIN: "; --counts takes it anew", BASELINE: ""}.get(
        _kind(facts), "; --offset or --counts takes it anew"
    )
    if facts.alignment is not None:  # its beats lie where the sound began
        gone = f"`cadencecoach discard {facts.id}` and `cadencecoach sessions purge`"
        anew = f"; after {gone} it can come home anew"
    return KnownRun(
        f"{name} was imported before: it is in session {facts.id}",
        hint=f"you deleted it; `cadencecoach keep {facts.id}` brings it back"
        if facts.discarded
        else f"`cadencecoach show {facts.id}` shows it" + anew,
        in_app="you removed it" if facts.discarded else "v on Today shows it",
        session=facts.id,
    )


def _kind(facts: SessionFacts) -> tuple[str, str]:
    return facts.plan, facts.title


def _imported(
    run: WatchRun, wishes: ImportWishes, start: datetime, reached: Frame, begins_s: float
) -> ImportedRun:
    """What lies within a session; where in it is known where the runner said so, or both began at once."""
    start_s = start.timestamp()
    line = run.run.distance
    return ImportedRun(
        run.file,
        run.sha256,
        run.device,
        (run.started - timedelta(seconds=run.offset_s))
        .isoformat(timespec="seconds")
        .replace("+00:00", "Z"),
        placed(run.run, start_s, reached),
        None if line is None else line.between(start_s, start_s + reached / SAMPLE_RATE),
        run.offset_s,
        wishes.offset_s is not None or abs(begins_s) <= SAID_FROM_S,
    )


def _plain_plan(run: WatchRun) -> Plan:
    """Without a beat, and without a stage that measures: the ladder stays where it is."""
    stages = (Stage(StageKind.HOLD, length_of(run)),)
    return Plan(*_PLAIN, stages, None, theme=False)


def length_of(run: WatchRun) -> Frames:
    """How long was run, by the watch's timer. Raises FileRefused."""
    length = frames(run.run.running_s)
    if length > LONGEST:
        raise FileRefused(
            f"{run.file} was refused: it is longer than 6 hours",
            hint="note it by hand: cadencecoach activity",
            in_app="note it by hand: d on Today",
        )
    return length


def _files_in(folder: Path) -> list[Path]:
    """The run files in a folder and those below, in the order of their names; hidden ones are none.

    Raises FileRefused.
    """
    if not folder.is_dir():
        raise FileRefused(
            f"{plain(str(folder))} is not a folder",
            hint="name where the watch is mounted, or its ACTIVITY folder",
        )
    found = [
        Path(where, name)
        for where, _, names in os.walk(folder)
        for name in names
        if name.lower().endswith(_RUNS) and not name.startswith(".")
    ]
    if not found:
        raise FileRefused(
            f"no .fit, .tcx, .gz or .zip file is in {plain(str(folder))}",
            hint="name the folder in which the watch keeps its runs, often GARMIN/ACTIVITY",
        )
    if len(found) > MOST_FILES:
        raise FileRefused(
            f"{len(found):,} files are in {plain(str(folder))}",
            hint="name the folder of the watch alone",
        )
    return sorted(found)
