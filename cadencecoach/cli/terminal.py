"""Whether somebody sits at the terminal, to be asked or to watch a bar; apart, as many commands ask."""

from __future__ import annotations

import sys
from typing import Final

_CELLS: Final = 32


def attended() -> bool:
    """Whether somebody sees a screen and can press keys."""
    return all(stream is not None and stream.isatty() for stream in (sys.stdin, sys.stdout))


def show_share(share: float) -> None:
    """Draw on stderr how much is done, 0 to 1, over what was drawn before; nothing unwatched."""
    if sys.stderr is None or not sys.stderr.isatty():
        return
    done = round(share * _CELLS)
    bar = f"{'━' * done}{'─' * (_CELLS - done)}"
    print(f"\r{bar} {share:4.0%}", end="\n" if share >= 1 else "", file=sys.stderr, flush=True)
