"""One session, all of them, or a plan for a watch, as files for other programs.

What a format needs is loaded when it is asked for.
"""

# ruff: noqa: PLC0415 -- see the docstring

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from cadencecoach.adapters.clock import utc_of
from cadencecoach.adapters.export.recorded import Recorded
from cadencecoach.adapters.store.diary import DiaryStore
from cadencecoach.adapters.store.sqlite import Store
from cadencecoach.adapters.whole_file import refuse_taken, whole_file
from cadencecoach.app.home import Home
from cadencecoach.app.review.session_log import refuse_recorded
from cadencecoach.app.run.gate import pass_gate
from cadencecoach.app.run.wanted import wanted_plan
from cadencecoach.core.outcome.session_facts import SessionFacts, SessionState
from cadencecoach.core.programme.gates import Verdict
from cadencecoach.core.values.text import plain, quoted
from cadencecoach.core.values.units import SAMPLE_RATE
from cadencecoach.errors import ConfigError, ExportError, StoreBusy, StoreError, did_you_mean

ONE: Final = ("fit", "tcx", "csv", "json")
"""Formats of a session in a file of its own."""

SET: Final = "parquet"
"""The format of all sessions together."""

_NO_NAME: Final = re.compile(r"[^A-Za-z0-9-]+")


def export_session(
    home: Home, reference: str, form: str | None, path: Path, *, force: bool
) -> tuple[Path, ...]:
    """Write one session; a CSV gets its cues beside it, as NAME.cues.csv. The files made.

    Raises ConfigError, StoreError and ExportError.
    """
    chosen = _chosen(form or path.suffix.lower().removeprefix("."), ONE)
    with Store(home.database) as store, DiaryStore(home.database) as diary:
        session = _recorded(store, diary, store.find(reference))
    return _write(session, chosen, path, force=force)


@dataclass(frozen=True, slots=True)
class Exported:
    """What came of a whole log."""

    written: int
    faults: tuple[str, ...]
    """One line for each session that could not be read."""

    @property
    def of(self) -> int:
        """How many sessions there were to write."""
        return self.written + len(self.faults)


def export_all(
    home: Home,
    form: str,
    target: Path,
    *,
    force: bool,
    on_share: Callable[[float], None],
) -> Exported:
    """Write every session into a folder, one after the other; `on_share` is told how much is done.

    Sessions that cannot be read are named, and the others written; those still being recorded are
    left out. Raises ConfigError, StoreError and ExportError.
    """
    chosen = _chosen(form, (*ONE, SET))
    with Store(home.database) as store, DiaryStore(home.database) as diary:
        with suppress(StoreBusy):  # a log that can only be read is exported as it is
            store.recover()
        every = store.sessions()
        found = [facts for facts in every if facts.state is not SessionState.RUNNING]
        # By their start, since a month of the data set is written in one go.
        found.sort(key=lambda facts: (facts.started_at, facts.id))
        if not found:
            if every:
                refuse_recorded(every[0], "export")
            raise ExportError("there is no session yet", hint="`cadencecoach run` makes one")
        _refuse_all_taken(target, found, chosen, force=force)
        _make(target)

        def load(facts: SessionFacts) -> Recorded:
            session = _recorded(store, diary, facts)
            if chosen == "fit":
                from cadencecoach.adapters.export.fit import refuse_untimely

                refuse_untimely(session)
            return session

        if chosen == SET:
            from cadencecoach.adapters.export.parquet import ParquetSet

            with ParquetSet(target, force=force) as whole:
                faults = _each(found, load, whole.add, on_share)
        else:

            def put(session: Recorded) -> None:
                _write(session, chosen, target / file_name(session.facts, chosen), force=force)

            faults = _each(found, load, put, on_share)
    return Exported(len(found) - len(faults), tuple(faults))


def export_workout(
    home: Home, wanted: str, path: Path, *, force: bool, anyway: bool = False
) -> Verdict:
    """Write a plan, or a rung of the runner's own ladder, as a FIT workout; what the gate said.

    Raises ConfigError, PlanError, StoreError and ExportError.
    """
    from cadencecoach.adapters.export.workout import fit_workout

    if path.suffix.lower() != ".fit":
        raise ConfigError(
            f"a workout is a FIT file, and {plain(str(path))[:60]} does not end in .fit",
            hint="give --out NAME.fit",
        )
    refuse_taken(path, force=force)  # before anything is written down
    verdict = pass_gate(home, wanted_plan(home, wanted, home.settings()), anyway=anyway)
    _put(path, fit_workout(verdict.plan, home.clock.utc_now()), force=force)
    return verdict


def file_name(facts: SessionFacts, form: str) -> str:
    """A name that sorts by time and says what it is: 20260801T051200Z-1-ramp-simulated.fit."""
    plan = _NO_NAME.sub("-", facts.plan)[:40].strip("-")
    mark = "" if facts.nobody is None else facts.nobody.value
    parts = (f"{utc_of(facts.started_at):%Y%m%dT%H%M%SZ}", str(facts.id), plan, mark)
    return f"{'-'.join(part for part in parts if part)}.{form}"


def _chosen(form: str, known: Sequence[str]) -> str:
    if form not in known:
        raise ConfigError(
            f"{quoted(form, 20)} is no format{did_you_mean(form, known)}",
            hint=f"give --format, one of: {', '.join(known)}",
        )
    return form


def _recorded(store: Store, diary: DiaryStore, facts: SessionFacts) -> Recorded:
    refuse_recorded(facts, "export")
    session = store.load(facts.id)
    summary = store.summary(session)
    if summary.elapsed < SAMPLE_RATE:
        raise ExportError(
            f"session {facts.id} lasted less than a second", hint="there is nothing to export"
        )
    note = diary.note(facts.uuid)
    return Recorded(session.facts, summary, session.events, session.imported, note)


def _write(session: Recorded, form: str, path: Path, *, force: bool) -> tuple[Path, ...]:
    """Write a session in one of the formats of ONE; the files made."""
    match form:
        case "fit":
            from cadencecoach.adapters.export.fit import fit_activity

            _put(path, fit_activity(session), force=force)
        case "tcx":
            from cadencecoach.adapters.export.tcx import tcx_activity

            _put(path, tcx_activity(session), force=force)
        case "json":
            from cadencecoach.adapters.export.document import json_document

            _put(path, json_document(session), force=force)
        case "csv":
            return _write_csv(session, path, force=force)
    return (path,)


def _write_csv(session: Recorded, path: Path, *, force: bool) -> tuple[Path, ...]:
    from cadencecoach.adapters.export import tables

    beside = _cues_beside(path)
    # Both are written before either has its name.
    with whole_file(beside, force=force) as cues, whole_file(path, force=force) as seconds:
        tables.write_csv(cues, tables.CUES, tables.cue_rows, session)
        tables.write_csv(seconds, tables.SECONDS, tables.second_rows, session)
    return (path, beside)


def _cues_beside(path: Path) -> Path:
    return path.with_name(f"{path.name.removesuffix(path.suffix)}.cues.csv")


def _put(path: Path, data: bytes, *, force: bool) -> None:
    with whole_file(path, force=force) as part:
        part.write_bytes(data)


def _each(
    found: Sequence[SessionFacts],
    load: Callable[[SessionFacts], Recorded],
    write: Callable[[Recorded], object],
    on_share: Callable[[float], None],
) -> list[str]:
    """Load and write one session after the other; those that cannot be loaded, a line each."""
    faults: list[str] = []
    for number, facts in enumerate(found, start=1):
        try:
            session = load(facts)
        except (StoreError, ExportError) as exc:
            faults.append(f"session {facts.id}: {exc.message}")
        else:
            write(session)
        on_share(number / len(found))
    return faults


def _refuse_all_taken(
    folder: Path, found: Sequence[SessionFacts], form: str, *, force: bool
) -> None:
    """Raise ExportError before anything is written where any of the files is there already."""
    if form == SET:
        from cadencecoach.adapters.export.parquet import month_files

        months = dict.fromkeys(facts.started_at[:7] for facts in found)
        paths = month_files(folder, months)
    else:
        paths = [folder / file_name(facts, form) for facts in found]
        if form == "csv":
            paths += [_cues_beside(path) for path in paths]
    for path in paths:
        refuse_taken(path, force=force)


def _make(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as exc:
        raise ExportError(
            f"{folder} cannot be made: {exc.strerror or exc}", hint="give another folder"
        ) from exc
