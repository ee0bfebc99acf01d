"""The commands that read the log, as plain text or JSON, with nothing loaded that a list can spare.

They print to stdout and raise CadencecoachError. Times in text are running time, as a runner counts
them; documents also have session time.
"""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

from cadencecoach.adapters.store.home import database_path
from cadencecoach.adapters.store.sqlite import Store
from cadencecoach.core.plaintext import aligned, cut, plain, width
from cadencecoach.core.sessionfacts import SessionFacts, SessionState, Source
from cadencecoach.core.units import SAMPLE_RATE, clock
from cadencecoach.errors import ConfigError, StoreBusy, StoreError

if TYPE_CHECKING:
    from cadencecoach.core.adherence import Tally
    from cadencecoach.core.cueoutcomes import CueOutcome
    from cadencecoach.core.summary import Summary

# Imported late: only what reads a whole log needs them, and a list has 250 ms from the shell on.

_NOTHING: Final = "-"
_LEAST_TEXT: Final = 20
"""Cells that the words of a cue keep, however narrow the terminal."""


def list_sessions(*, as_json: bool = False, simulated: bool = False) -> None:
    """Print all sessions, newest first, and what they add up to.

    Simulated runs are listed and marked; they count in the sum only with `simulated`.
    """
    with Store(database_path()) as store:
        with suppress(StoreBusy):  # a log that can only be read is listed as it is
            store.recover()
        sessions = store.sessions()
        if as_json:
            _print_list_document(store, sessions)
            return
    if not sessions:
        print("No session yet: `cadencecoach run` makes one.")
        return
    title = ("ID", "started", "plan", "state", "time", "cadence", "in band", "heard", "cues", "")
    rows = [title, *map(_line, sessions)]
    print("\n".join(aligned(rows, right=frozenset((0, 4, 5, 6, 7, 8)))))
    print()
    print(_sum(sessions, simulated=simulated))
    for facts in sessions:
        if facts.state is SessionState.INTERRUPTED and not facts.kept:
            print(
                f"Session {facts.id} was interrupted: `cadencecoach keep {facts.id}`"
                f" or `cadencecoach discard {facts.id}`."
            )


def show(reference: str = "last", *, as_json: bool = False) -> None:
    """Print one session: what it came to, its rungs, pain and pauses."""
    with Store(database_path()) as store:
        session = store.load(store.find(reference).id)
        summary = store.summary(session)
    if as_json:
        from cadencecoach.core.sessiondoc import session_document  # noqa: PLC0415 -- see above

        _print_json(session_document(session.facts, summary, session.events))
        return
    print(_title(session.facts))
    print()
    print("\n".join(_facts(session.facts, summary)))
    if summary.rungs:
        print()
        print("\n".join(_rungs(summary)))


def cues(reference: str = "last", *, as_json: bool = False) -> None:
    """Print the cue log of one session, with what was answered and what each cue changed."""
    with Store(database_path()) as store:
        session = store.load(store.find(reference).id)
        summary = store.summary(session)
    if as_json:
        from cadencecoach.core.sessiondoc import cues_document  # noqa: PLC0415 -- see above

        _print_json(cues_document(session.facts, summary))
        return
    print(_title(session.facts))
    print()
    if not summary.cues:
        print("No cue was due.")
        return
    print("\n".join(_cue_lines(summary.cues)))
    print()
    print("spm: mean of the 30 s before a cue, and of 30-60 s after it began.")


def keep(reference: str) -> None:
    """Keep an interrupted session, or bring back a discarded one."""
    with Store(database_path()) as store:
        facts = store.find(reference)
        store.keep(facts.id)
    print(f"Session {facts.id} is kept.")


def discard(reference: str) -> None:
    """Take a session out of every list and statistic."""
    with Store(database_path()) as store:
        facts = store.find(reference)
        store.discard(facts.id)
    print(f"Session {facts.id} is discarded; `cadencecoach keep {facts.id}` brings it back.")


def _print_json(document: dict[str, Any]) -> None:
    print(json.dumps(document, separators=(",", ":"), allow_nan=False))


def _print_list_document(store: Store, sessions: Sequence[SessionFacts]) -> None:
    from cadencecoach.core.sessiondoc import head, list_document, outcome  # noqa: PLC0415

    kept = store.outcomes()
    documents: list[dict[str, Any]] = []
    for facts in sessions:
        came = kept.get(facts.id)
        if came is None:
            try:
                came = outcome(store.summary(store.load(facts.id)))
            except StoreError as exc:
                came = {"error": exc.message}
        documents.append({**head(facts), **came})
    _print_json(list_document(documents))


def _line(facts: SessionFacts) -> tuple[str, ...]:
    said = facts.headline
    heard = said is not None and (facts.source is not Source.NONE or facts.imported is not None)
    return (
        str(facts.id),
        _local(facts.started_at),
        plain(facts.plan),
        facts.state.value,
        clock(facts.reached if said is None else round(said.running_s * SAMPLE_RATE)),
        _spm(said.cadence_spm if said else None),
        _percent(said.in_band_percent if said else None),
        _percent(said.coverage_percent if heard and said else None),
        str(said.cues_spoken) if said else _NOTHING,
        _mark(facts),
    )


def _sum(sessions: Sequence[SessionFacts], *, simulated: bool) -> str:
    counted = [facts for facts in sessions if simulated or facts.source is not Source.SIMULATED]
    running_s = sum(facts.headline.running_s for facts in counted if facts.headline)
    line = f"{_count(len(counted), 'session')}, {clock(round(running_s * SAMPLE_RATE))} running"
    left_out = len(sessions) - len(counted)
    return f"{line}; {left_out} simulated not counted" if left_out else line


def _title(facts: SessionFacts) -> str:
    parts = (
        f"Session {facts.id}",
        plain(facts.plan),
        _local(facts.started_at),
        facts.state.value,
        "discarded" if facts.discarded else _mark(facts),
    )
    return "  ".join(part for part in parts if part)


def _facts(facts: SessionFacts, summary: Summary) -> list[str]:
    rows = [("running", clock(summary.running))]
    if summary.pauses:
        paused = clock(sum(end - start for start, end in summary.pauses))
        rows.append(("paused", f"{paused} in {_count(len(summary.pauses), 'pause')}"))
    if facts.imported is not None:
        rows.append(("imported", f"cadence by a watch, from {plain(facts.imported)}"))
    if facts.source is Source.NONE and facts.imported is None:
        rows.append(("cadence", "no footpod"))
    else:
        rows.append(("cadence", f"{_spm(summary.cadence_spm, places=1)} spm on average"))
        rows.append(("heard", f"{_percent(summary.coverage_percent)} of the running time"))
        rows.append(("in band", _held(summary.total)))
    if summary.pain:
        levels = (f"{pain.level} at {clock(pain.running)}" for pain in summary.pain)
        rows.append(("pain", ", ".join(levels)))
    spoken = sum(cue.spoken for cue in summary.cues)
    rows.append(("cues", f"{spoken} spoken, {len(summary.cues) - spoken} not"))
    if facts.note:
        rows.append(("note", plain(facts.note)))
    return aligned(rows)


def _held(tally: Tally) -> str:
    if tally.percent_in_band is None:
        return _NOTHING
    confidence = "" if tally.confidence is None else f"; confidence {tally.confidence.value}"
    return (
        f"{_percent(tally.percent_in_band)} (over {_percent(tally.percent_over)},"
        f" under {_percent(tally.percent_under)}{confidence})"
    )


def _rungs(summary: Summary) -> list[str]:
    rows: list[tuple[str, ...]] = [("target", "from", "to", "cadence", "in band", "heard")]
    rows += [
        (
            str(rung.target_spm),
            clock(rung.running_start),
            clock(rung.running_end),
            _spm(rung.cadence_spm, places=1),
            _percent(rung.tally.percent_in_band),
            _percent(rung.tally.coverage_percent),
        )
        for rung in summary.rungs
    ]
    return aligned(rows, right=frozenset(range(6)))


def _cue_lines(outcomes: Sequence[CueOutcome]) -> list[str]:
    rows: list[tuple[str, ...]] = [("time", "kind", "text", "spoken", "answers", "spm")]
    rows += [
        (
            clock(cue.running),
            cue.kind.value,
            plain(cue.text),
            "yes" if cue.spoken else f"no: {plain(cue.reason)}",
            ", ".join(f"{plain(word)} {'yes' if yes else 'no'}" for word, yes in cue.answers),
            _effect(cue),
        )
        for cue in outcomes
    ]
    if sys.stdout.isatty():
        rest = max(width("  ".join((*row[:2], *row[3:]))) for row in rows) + 8
        room = max(_LEAST_TEXT, shutil.get_terminal_size().columns - rest)
        rows = [(*row[:2], cut(row[2], room), *row[3:]) for row in rows]
    return aligned(rows, right=frozenset((0,)))


def _effect(cue: CueOutcome) -> str:
    effect = cue.effect
    if effect is None or (effect.before_spm is None and effect.after_spm is None):
        return ""
    line = f"{_spm(effect.before_spm)} → {_spm(effect.after_spm)}"
    if effect.before_spm is not None and effect.after_spm is not None:
        line += f"  {effect.after_spm - effect.before_spm:+.1f}"
        # Less than this is a low confidence (DOMAIN 5b).
        if effect.coverage_percent < 80:
            line += f"  ({effect.coverage_percent:.0f} % heard)"
    return line


def _mark(facts: SessionFacts) -> str:
    if facts.imported is not None:
        return "imported"
    return "" if facts.source in (Source.NONE, Source.FOOTPOD) else facts.source.value


def _local(started_at: str) -> str:
    return datetime.fromisoformat(started_at).astimezone().strftime("%Y-%m-%d %H:%M")


def _spm(value: float | None, places: int = 0) -> str:
    return _NOTHING if value is None else f"{value:.{places}f}"


def _percent(value: float | None) -> str:
    return _NOTHING if value is None else f"{value:.0f} %"


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


def fix_cadence(reference: str, convention: str) -> None:
    """Say how the footpod of a session counted. Raises ConfigError and StoreError."""
    from cadencecoach.config.reading import did_you_mean  # noqa: PLC0415 - only where it is wrong
    from cadencecoach.core.convention import Convention  # noqa: PLC0415 - a list does not need it

    known = [each.value for each in Convention]
    if convention not in known:
        raise ConfigError(
            f"a footpod does not count {plain(convention)[:40]!r}{did_you_mean(convention, known)}",
            hint="say steps or strides; auto goes back to what was decided in the run",
        )
    with Store(database_path()) as store:
        facts = store.find(reference)
        store.fix_cadence(facts.id, Convention(convention))
        summary = store.summary(store.load(facts.id))
    mean = "-" if summary.cadence_spm is None else f"{summary.cadence_spm:.0f} spm"
    print(f"Session {facts.id} now counts {convention}: {mean} on average.")
