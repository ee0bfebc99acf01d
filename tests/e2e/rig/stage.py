"""Puts a player, a sink and its recording together, with or without a busy machine around them."""

from __future__ import annotations

import contextlib
import json
import os
import queue
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests.e2e.rig.sink import Sink

_ROOT = Path(__file__).resolve().parents[3]


class Player:
    """player.py in a process of its own, heard line by line."""

    def __init__(self, sink: Sink, *arguments: str) -> None:
        env = {
            **sink.env,
            "PYTHONPATH": os.pathsep.join((str(_ROOT), os.environ.get("PYTHONPATH", ""))),
        }
        self._process = subprocess.Popen(
            [sys.executable, str(Path(__file__).with_name("player.py")), *arguments],
            env=env, cwd=sink.folder, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        )  # fmt: skip
        self.pid = self._process.pid
        self.facts: list[dict[str, Any]] = []
        self.errors = ""
        self._news: queue.SimpleQueue[dict[str, Any] | None] = queue.SimpleQueue()
        self._threads = [
            threading.Thread(target=self._hear, daemon=True),
            threading.Thread(target=self._hear_errors, daemon=True),
        ]
        for thread in self._threads:
            thread.start()

    def _hear(self) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            fact = json.loads(line)
            self.facts.append(fact)
            self._news.put(fact)
        self._news.put(None)

    def _hear_errors(self) -> None:
        assert self._process.stderr is not None
        self.errors = self._process.stderr.read()

    def wait_for(self, key: str, value: object = None, *, limit_s: float = 30) -> dict[str, Any]:
        """The next fact that has `key`, with this value if one is given."""
        until_s = time.monotonic() + limit_s
        while True:
            try:
                fact = self._news.get(timeout=max(0.0, until_s - time.monotonic()))
            except queue.Empty:
                raise AssertionError(f"no {key} {value or ''} in {limit_s} s") from None
            if fact is None:
                raise AssertionError(f"the player ended: {self.errors}")
            if key in fact and value in (None, fact[key]):
                return fact

    def wait(self) -> int:
        """Its exit code, once it has ended by itself."""
        code = self._process.wait(120)
        self.end()
        return code

    def end(self) -> None:
        """Stop it if it still plays."""
        if self._process.poll() is None:
            self._process.kill()
            self._process.wait()
        for thread in self._threads:
            thread.join()
        for stream in (self._process.stdout, self._process.stderr):
            assert stream is not None
            stream.close()

    def told(self, key: str) -> list[Any]:
        """All values of `key` so far."""
        return [fact[key] for fact in self.facts if key in fact]

    def frame_0_ns(self, at_ns: int) -> int:
        """Monotonic nanoseconds of frame 0 by the position told nearest to a moment.

        A device that stands still lets the session's frames wait, and frame 0 moves.
        """
        told = [fact for fact in self.facts if fact.get("position")]
        nearest = min(told, key=lambda fact: abs(int(fact["before_ns"]) - at_ns))
        at = (nearest["before_ns"] + nearest["after_ns"]) // 2
        return int(at - nearest["position"] * 1_000_000_000 // 48_000)


@contextlib.contextmanager
def playing(sink: Sink, *arguments: str) -> Iterator[Player]:
    """A player that is gone afterwards."""
    player = Player(sink, *arguments)
    try:
        yield player
    finally:
        player.end()


@contextlib.contextmanager
def burning() -> Iterator[None]:
    """One core kept busy by a process of its own."""
    burner = subprocess.Popen([sys.executable, "-c", "while True: pass"])
    try:
        yield
    finally:
        burner.kill()
        burner.wait()
