"""A bar on stderr for what takes a while; nothing where nobody watches."""

from __future__ import annotations

import sys
from typing import Final

_CELLS: Final = 32


def show_share(share: float) -> None:
    """Draw how much is done, 0 to 1, over what was drawn before."""
    if sys.stderr is None or not sys.stderr.isatty():
        return
    done = round(share * _CELLS)
    bar = f"{'━' * done}{'─' * (_CELLS - done)}"
    print(f"\r{bar} {share:4.0%}", end="\n" if share >= 1 else "", file=sys.stderr, flush=True)
