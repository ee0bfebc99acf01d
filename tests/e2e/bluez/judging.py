"""What every scenario in the guest needs: a plan, a row of the table, and the beats of a stored run."""

from __future__ import annotations

import json
import os
from itertools import pairwise
from pathlib import Path

from cadencecoach.adapters.store.sqlite import Store
from cadencecoach.core.events import Edit
from cadencecoach.core.run.setup import setup_from
from cadencecoach.core.score.timeline import lay_out
from cadencecoach.core.values.units import SAMPLE_RATE

TARGET_SPM = 170

PLAN = """
minutes = {minutes}
warm_up = "2 s"
cool_down = "2 s"
cue_every = "off"
click = "always"
advance = "time"
[ramp]
start = {target}
top = {target}
hold = "{hold_s} s"
"""


def plan(home: Path, minutes: float) -> Path:
    """One steady target, so that each beat can be said beforehand."""
    path = home / f"run-{minutes}.toml"
    path.write_text(PLAN.format(minutes=minutes, target=TARGET_SPM, hold_s=round(60 * minutes) - 4))
    return path


def row(fault: str, promised: str, seen: str, recovered_s: float | None = None) -> None:
    """One row of the table; the last column is from the fault's end to data again."""
    record = {"fault": fault, "promised": promised, "seen": seen, "recovered_s": recovered_s}
    with Path(os.environ["RESULTS"]).open("a") as file:
        file.write(json.dumps(record) + "\n")


def beats_of_last(home: Path) -> list[int]:
    """The frames of the beats of the newest session, which is finished."""
    with Store(home / "sessions.db") as store:
        stored = store.load(store.find("last").id)
    assert stored.facts.state.value == "finished"
    edits = [event for event in stored.events if isinstance(event, Edit)]
    timeline = lay_out(setup_from(stored.header).plan, edits)
    return [beat.at for beat in timeline.beats(0, stored.facts.reached)]


def uneven(beats: list[int]) -> int:
    """How many beats do not follow the one before by the interval of the target."""
    frames, per_minute = 60 * SAMPLE_RATE, TARGET_SPM
    return sum(
        abs((after - before) * per_minute - frames) >= per_minute
        for before, after in pairwise(beats)
    )
