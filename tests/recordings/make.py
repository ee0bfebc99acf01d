"""Writes the recordings beside it; run it after a deliberate change of the simulated runner.

Ten minutes each, of a runner who hears nothing for two minutes and then 160, 165 and 170 spm.
"""

from __future__ import annotations

import json
from pathlib import Path

from cadencecoach.adapters.simulated import CHARACTERS, SimulatedRunner
from cadencecoach.core.events import PayloadReceived
from cadencecoach.core.values.units import SAMPLE_RATE, Frame, Spm
from cadencecoach.ports import Heard

FILES = {"follows.json": "follows", "strides.csv": "strides", "loses-pod.json": "loses-pod"}
SEED = 7
HEARD_UNTIL_S = (
    (120, Heard(None, click=False)),
    (300, Heard(Spm(160), click=True)),
    (480, Heard(Spm(165), click=True)),
    (600, Heard(Spm(170), click=True)),
)


def recorded(who: str) -> list[PayloadReceived]:
    """What that character's pod sends in the ten minutes."""
    runner = SimulatedRunner(SEED, CHARACTERS[who])
    return [
        item
        for until_s, heard in HEARD_UNTIL_S
        for item in runner.poll(Frame(until_s * SAMPLE_RATE), heard)
        if isinstance(item, PayloadReceived)
    ]


def main() -> None:
    """Write each file in the form its ending names, times to the millisecond."""
    for file, who in FILES.items():
        rows = [(round(item.at / SAMPLE_RATE, 3), item.data.hex()) for item in recorded(who)]
        if file.endswith(".csv"):
            text = "at_s,raw_hex\n" + "".join(f"{at_s},{raw_hex}\n" for at_s, raw_hex in rows)
        else:
            readings = [json.dumps({"at_s": at_s, "raw_hex": raw_hex}) for at_s, raw_hex in rows]
            text = '{"schema": 1, "source": "Simulated runner", "readings": [\n'
            text += ",\n".join(readings) + "\n]}\n"
        (Path(__file__).parent / file).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
