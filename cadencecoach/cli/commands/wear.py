"""`wear`: a run without a screen, from start to end by buttons, words and voice."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from cadencecoach.app.home import Home
from cadencecoach.cli.options import Audio, Footpod, Speed
from cadencecoach.cli.text.gate import tell_gate

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cadencecoach.app.run.recorded_run import RecordedRun
    from cadencecoach.cli.event_lines import LineWriter
    from cadencecoach.core.events import Event
    from cadencecoach.core.programme.gates import Verdict


def wear(
    plan: str | None = None,
    /,
    *,
    footpod: Footpod = None,
    audio: Audio = None,
    speed: Speed = "1",
    unit: bool = False,
) -> None:
    """Run without a screen: it waits for sound, asks for your back, runs, and says the sum.

    Press once for as usual, no, or begin; twice for worse, or yes. Lines on the standard input do
    the same.

    Parameters
    ----------
    plan
        As in `run`; left out, what today asks for, else the one in the settings.
    unit
        Print a systemd user unit that starts it, and do nothing else.
    """
    from cadencecoach.app.wear.unit import unit_text

    if unit:
        print(unit_text(), end="")
        return
    from cadencecoach.app.run.new_run import check_speed, speed_from
    from cadencecoach.app.wear.worn_run import WornRun
    from cadencecoach.cli.command_lines import CommandLines
    from cadencecoach.cli.event_lines import event_record
    from cadencecoach.cli.headless import in_lines, stopped_by_signals, stored_or_raise, tell_run
    from cadencecoach.config.settings import typed_over
    from cadencecoach.core.events import CuePlaced
    from cadencecoach.core.values.units import Frames

    home = Home.here()
    settings = typed_over(home.settings(), {"audio": audio, "footpod": footpod})
    times = speed_from(speed)
    check_speed(settings.audio, times)
    ran: RecordedRun | None = None
    spoken = False

    async def play(lines: LineWriter) -> int | None:
        async def play_run(run: RecordedRun, verdict: Verdict) -> int | None:
            nonlocal ran
            tell_gate(verdict)
            stored = await tell_run(run, lines, home.database)
            ran = run
            return stored

        def tell(events: Sequence[Event]) -> None:
            nonlocal spoken
            if not spoken and any(isinstance(event, CuePlaced) for event in events):
                spoken = True
                typed.start()  # not before, as what was written waits to be asked for
            for event in events:
                lines.write(event_record(event, Frames(0)))

        worn = WornRun(home, plan, settings, speed=times)
        typed = CommandLines(sys.stdin, worn.take_line)
        try:
            with stopped_by_signals(worn.stop):
                return await worn.run(play_run, tell)
        finally:
            typed.close()

    stored = in_lines(play)
    if ran is not None:
        stored_or_raise(ran, stored)
