"""Records a run of every kind and writes the home and its truth: `python -m tests.recordings.logs.make NAME`.

NAME.db is a backup of the home, NAME.json what every session comes to by the code that recorded it.
Neither is made again: a runner still has such logs. `first` was made by the code of 37e6214, before
the core was parted into rooms.
"""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
import tempfile
import wave
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np

from cadencecoach.adapters.audio import open_audio
from cadencecoach.adapters.clock import SystemClock
from cadencecoach.adapters.simulated import CHARACTERS, SimulatedRunner
from cadencecoach.adapters.store.home import HOME_VARIABLE
from cadencecoach.adapters.store.sqlite import Store, StoredSession
from cadencecoach.app.home import Home
from cadencecoach.app.run.new_run import make_bank, make_setup
from cadencecoach.app.run.recorded_run import RecordedRun
from cadencecoach.config.settings import typed_over
from cadencecoach.core.events import PayloadReceived
from cadencecoach.core.run.view import RunView
from cadencecoach.core.values.units import SAMPLE_RATE, Frame, Spm
from cadencecoach.ports import Clock, Heard
from tests.adapters.watch_files import Row, fit, tcx
from tests.recordings.logs.runs import ONE_TARGET, RAMP, RUNS, Wanted
from tests.recordings.logs.truth import as_logged, in_lines, of_home, replayed, samples
from tests.test_session import StallingOut


class ThatDay(SystemClock):
    """The machine's clock, on a day of our choice."""

    def __init__(self, now: datetime) -> None:
        super().__init__()
        self._now = now

    def utc_now(self) -> datetime:
        return self._now


def record(wanted: Wanted, clock: Clock, work: Path, name: str) -> None:
    """Run it as the app does, with its keys, into the home and into NAME.wav."""
    home = replace(Home.here(), clock=clock)
    plan_file = work / f"{name}.toml"
    plan_file.write_text(wanted.plan, encoding="utf-8")
    settings = typed_over(home.settings(), {**wanted.settings, "audio": f"file:{work / name}.wav"})
    plan = home.shelf().plan(str(plan_file), settings)
    library = home.sounds()
    setup = make_setup(plan, settings, library, finished=0)
    setup = replace(setup, coach=wanted.coach, pain_before=wanted.pain_before)
    out = open_audio(settings.audio, speed=None, clock=clock, log_dir=home.logs)
    run = RecordedRun(
        setup,
        make_bank(library, setup),
        StallingOut() if wanted.stalls else out,
        SimulatedRunner(character=wanted.who),
        wanted.source,
        home.database,
        clock,
    )
    waiting = sorted(wanted.keys.items())

    def press(now: RunView) -> None:
        while waiting and waiting[0][0] * SAMPLE_RATE <= now.frame:
            run.command(waiting.pop(0)[1])

    asyncio.run(run.run(press))
    assert not waiting, name


def by_a_recording(work: Path) -> str:
    """A run by a pod that counts strides, some of whose payloads are none."""
    heard = Heard(Spm(165), click=True)
    sent = SimulatedRunner(7, CHARACTERS["strides"]).poll(Frame(125 * SAMPLE_RATE), heard)
    payloads = [item for item in sent if isinstance(item, PayloadReceived)]
    rows = [(round(item.at / SAMPLE_RATE, 3), item.data.hex()) for item in payloads]
    rows[40:40] = [(rows[39][0], "ff"), (rows[39][0], "")]
    text = "at_s,raw_hex\n" + "".join(f"{at_s},{raw_hex}\n" for at_s, raw_hex in rows)
    (work / "pod.csv").write_text(text, encoding="ascii")
    (work / "strides.toml").write_text(RAMP, encoding="utf-8")
    command(*RUN, str(work / "strides.toml"), "--footpod", f"replay:{work / 'pod.csv'}",
            "--audio", f"file:{work / 'strides.wav'}")  # fmt: skip
    return "strides"


def by_a_watch(work: Path) -> str:
    """A run without a footpod, filled from a watch that was started with it."""
    plan = ONE_TARGET.format(minutes=2, cue_every='"60 s"', click="never")
    (work / "watch.toml").write_text(plan, encoding="utf-8")
    command(*RUN, str(work / "watch.toml"), "--footpod", "none",
            "--audio", f"file:{work / 'watch.wav'}")  # fmt: skip
    with Store(Home.here().database) as store:
        facts = store.find("last")
    rows: list[Row] = [
        (second, 80.5 + second // 40, (2_700 + second % 7) / 1000) for second in range(1, 120)
    ]
    begun = datetime.fromisoformat(facts.started_at)
    (work / "run.fit").write_bytes(fit(rows, device="A watch", started=begun))
    command("import", str(work / "run.fit"), "--into", str(facts.id))
    return "watch"


def baseline(work: Path) -> str:
    """A run that only a watch saw, as TCX."""
    rows: list[Row] = [(second, 81 + second % 2, 2.7) for second in range(150)]
    (work / "easy.tcx").write_bytes(tcx(rows))
    command("import", "--baseline", str(work / "easy.tcx"))
    return "baseline"


def interrupted(work: Path) -> str:
    """A run whose process is killed after a minute."""
    (work / "interrupted.toml").write_text(RAMP, encoding="utf-8")
    words = ["run", str(work / "interrupted.toml"), "--headless", "--speed", "15", "--audio", "null",
             "--footpod", "simulated"]  # fmt: skip
    with subprocess.Popen([*PROGRAM, *words], stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        for line in process.stdout:
            if json.loads(line).get("at_s", 0) > 60:
                process.kill()
                break
    return "interrupted"


def prove(session: StoredSession, played: Path) -> None:
    """That what was recorded replays to what was decided and, in our sounds, to what was heard."""
    state, outputs, _ = replayed(session)
    assert as_logged(outputs) == as_logged(session.events), session.facts
    if not played.exists():
        return
    heard = samples(state, make_bank(Home.here().sounds(), state.setup), session.facts.reached)
    with wave.open(str(played), "rb") as file:
        assert file.getnframes() == session.facts.reached
        for block in heard:
            was = np.frombuffer(file.readframes(len(block)), "<i2").reshape(-1, 2)
            assert np.array_equal(was, block), played


PROGRAM = (sys.executable, "-m", "cadencecoach")
RUN = ("run", "--headless", "--speed", "max")


def command(*words: str) -> str:
    """What a command line prints."""
    return subprocess.run(
        [*PROGRAM, *words], check=True, stdout=subprocess.PIPE, encoding="utf-8"
    ).stdout


def main() -> None:
    """Record all of it in a home of its own."""
    target = Path(__file__).with_name(f"{sys.argv[1]}.db")
    if target.exists():
        sys.exit(f"{target} is there already")
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        os.environ[HOME_VARIABLE] = str(work / "home")
        os.environ["TZ"] = "UTC"
        command(*RUN, "demo", "--footpod", "simulated", "--audio", f"file:{work / 'plain.wav'}")
        for days, (name, wanted) in enumerate(RUNS.items()):
            day = datetime(2026, 11, 1, 6, 12, 30, 250_000, tzinfo=UTC) + timedelta(days)
            record(wanted, ThatDay(day), work, name)
        names = ["plain", *RUNS, by_a_recording(work), by_a_watch(work), interrupted(work)]
        with Store(Home.here().database) as store:
            for number, name in enumerate(names, 1):
                prove(store.load(number), work / f"{name}.wav")
        names.append(baseline(work))
        command("sessions", "fix-cadence", str(names.index("strides") + 1), "steps")
        command("sessions", "note", str(names.index("pod-lost") + 1), "--effort", "4",
                "--surface", "grass", "--route", "By the river")  # fmt: skip
        command("backup", str(target))
        truth = of_home(Home.here().database, command, work / "exports")
        target.with_suffix(".json").write_text(in_lines(truth) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
