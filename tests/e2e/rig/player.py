"""Plays a steady beat through one of the outputs and tells, as JSON lines, what became of it.

player.py OUTPUT SECONDS SPM [--stall-at S] [--settle-at S] [--faster-at S] [--log DIR]
"""

from __future__ import annotations

import argparse
import asyncio
import ctypes
import json
import resource
import sys
import tempfile
from pathlib import Path

from cadencecoach.adapters.audio import open_audio
from cadencecoach.adapters.clock import SystemClock
from cadencecoach.adapters.sounds import SoundLibrary
from cadencecoach.core.events import TargetsShifted
from cadencecoach.core.plan.plan import Plan, Stage, StageKind
from cadencecoach.core.score.click_sound import ClickStyle, click_sound
from cadencecoach.core.score.mixer import Bank, Score, compose
from cadencecoach.core.score.timeline import lay_out
from cadencecoach.core.values.units import SAMPLE_RATE, Frame, Spm, frames
from cadencecoach.errors import AudioError


def steady(spm: int, seconds: float, faster_at: Frame | None = None) -> Score:
    """A score of one target from frame 0 on, five steps faster from a frame on."""
    click = SoundLibrary.open().click("click")
    clips = {click_sound("click", v): getattr(click, v)
             for v in ("plain", "accent", "left", "right")}  # fmt: skip
    plan = Plan("rig", "Rig", (Stage(StageKind.HOLD, frames(seconds), Spm(spm)),), None)
    edits = () if faster_at is None else (TargetsShifted(faster_at, 5, "test"),)
    timeline = lay_out(plan, edits)
    return compose(timeline, plan.click, ClickStyle("click"), -6.0, edits, Bank(clips))


def stall(seconds: float) -> None:
    """Hold Python's lock, as a long sort or a slow repaint would."""
    ctypes.PyDLL(None).usleep(round(seconds * 1e6))


async def play(args: argparse.Namespace) -> None:
    clock = SystemClock()
    with tempfile.TemporaryDirectory() as folder:
        out = open_audio(args.output, clock=clock, log_dir=args.log or Path(folder))
        out.start(steady(args.spm, args.seconds))
        todo = {"stall": args.stall_at, "settle": args.settle_at, "faster": args.faster_at}
        try:
            for tick in range(round(args.seconds * 10)):
                await out.reach(Frame(tick * SAMPLE_RATE // 10))
                for notice in out.notices():
                    tell(notice=notice.state.value, at=notice.at, detail=notice.detail)
                for what, when in todo.items():
                    if when is not None and tick == round(when * 10):
                        if what == "stall":
                            stall(1.5)
                        elif what == "settle":
                            out.pause_began()
                        else:
                            begin = Frame(out.position() + frames(0.3))
                            out.publish(steady(args.spm, args.seconds, begin), begin)
                            tell(faster_from=begin)
                if tick % 10 == 0:
                    # Either side of the position, so that a stall in between is seen.
                    before, at, after = clock.monotonic_ns(), out.position(), clock.monotonic_ns()
                    tell(position=at, before_ns=before, after_ns=after)
        finally:
            out.close()
    used = resource.getrusage(resource.RUSAGE_SELF)
    helpers = resource.getrusage(resource.RUSAGE_CHILDREN)
    tell(
        ended=True,
        cpu_s=used.ru_utime + used.ru_stime,
        child_cpu_s=helpers.ru_utime + helpers.ru_stime,
        peak_kb=used.ru_maxrss,
    )


def tell(**facts: object) -> None:
    sys.stdout.write(json.dumps(facts) + "\n")
    sys.stdout.flush()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("output")
    parser.add_argument("seconds", type=float)
    parser.add_argument("spm", type=int)
    for option in ("--stall-at", "--settle-at", "--faster-at"):
        parser.add_argument(option, type=float)
    parser.add_argument("--log", type=Path)
    try:
        asyncio.run(play(parser.parse_args()))
    except AudioError as exc:
        sys.stderr.write(f"{exc.message}: {exc.hint}\n")
        return exc.exit_code
    return 0


if __name__ == "__main__":
    sys.exit(main())
