"""Plays lives, finds the act after which a law is broken, and leaves acts out while it still is."""

from __future__ import annotations

import shutil
import tempfile
import traceback
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from cadencecoach.core.diary.diary import Diary
from tests.lives.acts import ACTS
from tests.lives.laws import check
from tests.lives.life import Life, begun
from tests.lives.runner import runner
from tests.lives.script import Act, script

WHOLE_EVERY: Final = 20
"""Each so many-th seed has files, an engine and a footpod; the others are kept in memory."""

Tell = Callable[[Life, Act, str], None]


@dataclass(frozen=True)
class Broken:
    """A law that did not hold."""

    seed: int
    acts: tuple[Act, ...]
    """Up to the one after which it was seen."""

    why: str


def is_whole(seed: int) -> bool:
    """Whether the life of a seed has files."""
    return seed % WHOLE_EVERY == 0


def acts_of(seed: int) -> tuple[Act, ...]:
    """What a life holds."""
    return script(seed, runner(seed), whole=is_whole(seed))


def played(
    seed: int, acts: Sequence[Act], tell: Tell = lambda _life, _act, _said: None
) -> Broken | None:
    """A life from its first act to its last, or to the first after which a law does not hold."""
    shm = Path("/dev/shm")  # a disk that need not be waited for
    folder = Path(tempfile.mkdtemp(prefix="life-", dir=shm if shm.is_dir() else None))
    try:
        with begun(seed, folder, whole=is_whole(seed)) as life:
            diary = Diary()
            for n, act in enumerate(acts):
                try:
                    said = life.do(act, ACTS[act.kind])
                    tell(life, act, said)
                    diary = check(life, act, diary)
                except Exception as exc:  # noqa: BLE001 - whatever it is, its seed is told
                    where = traceback.extract_tb(exc.__traceback__)[-1]
                    why = f"{type(exc).__name__} in {where.name}: {str(exc) or where.line}"
                    return Broken(seed, tuple(acts[: n + 1]), why)
    finally:
        shutil.rmtree(folder)
    return None


def shrunk(broken: Broken) -> Broken:
    """The same fault with as few acts as may be: halves are left out, then quarters, then single ones."""
    size = len(broken.acts) // 2
    while size:
        start = 0
        while start < len(broken.acts):
            fewer = broken.acts[:start] + broken.acts[start + size :]
            found = played(broken.seed, fewer)
            if found is not None and _kind(found) == _kind(broken):
                broken = found
            else:
                start += size
        size //= 2
    return broken


def _kind(broken: Broken) -> str:
    """What a fault is whatever its numbers."""
    return "".join(letter for letter in broken.why if not letter.isdigit())
