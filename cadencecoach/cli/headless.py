"""A run without a screen: a line of JSON for each event, ended by a signal or by its plan.

SIGINT and SIGTERM ask the session to finish: the log is closed, the summary written, the exit code
is 0, since what was asked was done. A second one ends it at once, with 130. A lost terminal
(SIGHUP) and a lost reader of stdout change nothing. A line on the standard input is a command.
"""

from __future__ import annotations

import asyncio
import signal
import sys
from collections.abc import Callable, Coroutine, Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import Any, Final, TypeVar

from cadencecoach import __version__
from cadencecoach.adapters.clock import utc_text
from cadencecoach.app.review.session_log import one_session
from cadencecoach.app.run.recorded_run import RecordedRun
from cadencecoach.cli.command_lines import CommandLines
from cadencecoach.cli.event_lines import LineWriter, event_record
from cadencecoach.core.control.words import command_from
from cadencecoach.core.events import Door, Event, FinishAsked
from cadencecoach.core.outcome.document import outcome
from cadencecoach.core.outcome.session_head import SCHEMA, head
from cadencecoach.core.values.figures import in_seconds
from cadencecoach.core.values.units import clock
from cadencecoach.errors import StoreBusy, StoreError

_RATE_IT: Final = "`cadencecoach check-in` asks how much it was"
_MAKE_ROOM: Final = "`cadencecoach doctor` says what is wrong with the storage"

T = TypeVar("T")


def run_headless(run: RecordedRun, database: Path) -> None:
    """Play the run to its end, telling everything on stdout.

    Raises AudioError at its start, after its end StoreBusy if it could not be stored, and
    AudioError if its sound file could not be written.
    """

    async def play(lines: LineWriter) -> int | None:
        typed = CommandLines(sys.stdin, partial(_take, run))
        stop = partial(run.command, partial(FinishAsked, door=Door.SIGNAL))
        with stopped_by_signals(stop):
            try:
                # Not before it has begun, as a run that has not begun takes no command.
                return await tell_run(run, lines, database, on_begin=typed.start)
            finally:
                typed.close()

    stored_or_raise(run, in_lines(play))


def in_lines(work: Callable[[LineWriter], Coroutine[Any, Any, T]]) -> T:
    """Do something that tells all of it in lines on stdout, deaf to the terminal."""
    lines = LineWriter(None if sys.stdout is None else sys.stdout.fileno())
    try:
        with _deaf_to_the_terminal():
            try:
                return asyncio.run(work(lines))
            except asyncio.CancelledError:
                raise KeyboardInterrupt from None  # the second signal
    finally:
        lines.close()


async def tell_run(
    run: RecordedRun,
    lines: LineWriter,
    database: Path,
    *,
    on_begin: Callable[[], None] | None = None,
) -> int | None:
    """Play a run and tell it, from its first line to its summary; the id of the stored session."""
    began = False

    def tell(events: Sequence[Event]) -> None:
        nonlocal began
        if not began:
            began = True
            lines.write(_session(run))
            if on_begin is not None:
                on_begin()
        for event in events:
            lines.write(event_record(event, run.running_at(event.at)))

    stored = await run.run(on_events=tell)
    lines.write(await asyncio.to_thread(_summary, stored, database))
    if run.marked and sys.stderr is not None:
        times = ", ".join(map(clock, run.marked))
        print(f"cadencecoach: you marked pain at {times}: {_RATE_IT}", file=sys.stderr)
    return stored


def stored_or_raise(run: RecordedRun, stored: int | None) -> None:
    """Raise StoreBusy for a run that was not stored whole, AudioError for a file that was not written."""
    if stored is None:
        raise StoreBusy(f"{run.not_stored}: the log could not be written", hint=_MAKE_ROOM)
    run.refuse_lost_file()


def _take(run: RecordedRun, line: str) -> None:
    command = command_from(line, Door.STANDARD_INPUT)
    if command is not None:
        run.command(command.heard_at)


class _Stop:
    """The first signal asks, the next one does not."""

    def __init__(self, ask: Callable[[], None], insist: Callable[[], object]) -> None:
        self._ask = ask
        self._insist = insist
        self._asked = False

    def __call__(self) -> None:
        if self._asked:
            self._insist()
        else:
            self._asked = True
            self._ask()


@contextmanager
def stopped_by_signals(ask: Callable[[], None]) -> Iterator[None]:
    """The first signal asks, the next one ends the task that this is called in."""
    task, loop = asyncio.current_task(), asyncio.get_running_loop()
    assert task is not None
    stop = _Stop(ask, task.cancel)
    signals = (signal.SIGINT, signal.SIGTERM)
    before = {each: signal.getsignal(each) for each in signals}
    for each in signals:
        try:
            loop.add_signal_handler(each, stop)
        except NotImplementedError:  # Windows
            signal.signal(each, lambda *_: loop.call_soon_threadsafe(stop))
    try:
        yield
    finally:
        for each, handler in before.items():
            with suppress(NotImplementedError):
                loop.remove_signal_handler(each)
            signal.signal(each, handler)


@contextmanager
def _deaf_to_the_terminal() -> Iterator[None]:
    """Neither its loss nor a read from it in the background stops the run."""
    names = ("SIGHUP", "SIGTTIN")  # none of them on Windows
    ignored = [getattr(signal, name) for name in names if hasattr(signal, name)]
    before = [(each, signal.signal(each, signal.SIG_IGN)) for each in ignored]
    try:
        yield
    finally:
        for each, handler in before:
            signal.signal(each, handler)


def _session(run: RecordedRun) -> dict[str, Any]:
    assert run.started_at is not None
    plan = run.setup.plan
    return {
        "event": "session",
        "schema": SCHEMA,
        "version": __version__,
        "started_at": utc_text(run.started_at),
        "plan": plan.name,
        "title": plan.title,
        "duration_s": in_seconds(plan.length),
        "targets_spm": list(plan.targets),
        "source": run.kind.value,
        "audio": run.out_name,
    }


def _summary(stored: int | None, database: Path) -> dict[str, Any]:
    """The last line: what the stored log comes to, or why it is not known."""
    record: dict[str, Any] = {"event": "summary", "schema": SCHEMA}
    if stored is None:
        return {**record, "id": None, "error": "the log could not be written"}
    try:
        session, summary = one_session(database, str(stored))
    except StoreError as exc:
        return {**record, "id": stored, "error": exc.message}
    return {**record, **head(session.facts), **outcome(summary)}
