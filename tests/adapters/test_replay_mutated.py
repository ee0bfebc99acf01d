"""Spoilt recordings, a thousand by night: each is refused in a sentence, or runs to its end."""

from __future__ import annotations

import json
import random
from pathlib import Path

import pytest
from hypothesis import settings

from cadencecoach.adapters.replay import ReplaySource
from cadencecoach.core import events as ev
from cadencecoach.core.outcome.document import session_document
from cadencecoach.core.outcome.session_facts import SessionFacts, SessionState, Source
from cadencecoach.core.outcome.summary import summarise
from cadencecoach.core.run.engine import begin, step
from cadencecoach.core.run.setup import Setup
from cadencecoach.core.score.click_sound import ClickStyle
from cadencecoach.core.values.units import Frame, frames
from cadencecoach.errors import FootpodError
from cadencecoach.ports import Heard
from tests.core.pods import SAID, halved, in_bursts, run, sent, stand, steady, walk

PLAN = steady(165, 1.5)
STREAMS = (
    sent(run(165, 60), stand(10), walk(110, 20, 1.4), distance=True),
    halved(sent(run(164, 90), strides=True), 5),
    in_bursts(sent(run(165, 90)), 4),
)
SPOILS = min(1_000, 3 * settings.default.max_examples)
AT_ONCE = 100
"""Spoilt files to a test, so that the processes share them."""


def spoilt(chance: random.Random) -> bytes:
    """A recording as text, with bytes of the file or of its payloads changed."""
    stream = list(chance.choice(STREAMS))
    for _ in range(chance.randint(0, 12)):
        place = chance.randrange(len(stream))
        at_s, data = stream[place]
        match chance.randrange(5):
            case 0:
                stream[place] = (at_s, chance.randbytes(chance.randrange(12)))
            case 1:
                changed = bytearray(data)
                changed[chance.randrange(len(changed))] ^= 1 << chance.randrange(8)
                stream[place] = (at_s, bytes(changed))
            case 2:
                stream[place:] = [
                    (later + chance.random() * 40, raw) for later, raw in stream[place:]
                ]
                stream.sort()
            case 3:
                stream[place : place + chance.randrange(30)] = [(at_s, data)]
            case _:
                stream[place:place] = [(at_s, data)] * chance.randrange(200)
    if chance.random() < 0.7:
        text = "at_s,raw_hex\n" + "".join(f"{at_s:.4f},{data.hex()}\n" for at_s, data in stream)
    else:
        readings = [{"at_s": round(at_s, 4), "raw_hex": data.hex()} for at_s, data in stream]
        text = json.dumps({"schema": 1, "readings": readings})
    file = bytearray(text.encode())
    if chance.random() < 0.5:
        for _ in range(chance.randint(1, 4)):
            place = chance.randrange(len(file))
            match chance.randrange(3):
                case 0:
                    file[place] = chance.randrange(256)
                case 1:
                    del file[place : place + chance.randrange(1, 200)]
                case _:
                    file[place:place] = chance.randbytes(chance.randrange(8))
    return bytes(file)


@pytest.mark.parametrize("first", range(0, SPOILS, AT_ONCE))
def test_a_spoilt_recording_is_refused_or_runs(first: int, tmp_path: Path) -> None:
    refused: list[tuple[Path, FootpodError]] = []
    for seed in range(first, first + AT_ONCE):
        path = tmp_path / f"{seed}.recording"
        path.write_bytes(spoilt(random.Random(seed)))
        try:
            source = ReplaySource.open_file(path)
        except FootpodError as exc:
            refused.append((path, exc))
        else:
            runs(source, seed)
    assert all(str(path) in exc.message and exc.hint for path, exc in refused)
    assert AT_ONCE // 20 < len(refused) < AT_ONCE * 3 // 4


def runs(source: ReplaySource, seed: int) -> None:
    state = begin(Setup(PLAN, ClickStyle("wood"), SAID))
    log: list[ev.Event] = []
    end = Frame(PLAN.length + frames(5))
    for news in (*source.poll(end, Heard(None, click=False)), ev.Tick(end)):
        state, decided = step(state, news)
        log += [*(() if isinstance(news, ev.Tick) else (news,)), *decided]
    summary = summarise(PLAN, log, end)
    assert summary.cadence_spm is None or 100 <= summary.cadence_spm <= 240, seed
    assert all(one is None or 0 <= one <= 15 for one in (s.speed_mps for s in summary.seconds))
    facts = SessionFacts(
        1, "abc", "2026-08-01T05:12:00Z", "spoilt", "Spoilt", Source.REPLAY, SessionState.FINISHED,
        end, "", True, False, None,
    )  # fmt: skip
    assert session_document(facts, summary, log)["readings"] is not None
