"""What was learnt of earphones, by their address: whether they ever sent Pause.

From those that do, Play while the run goes on is an echo (a bud put back), from others it is a
press. The file can be deleted: it is learnt again with the first press.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Final

from cadencecoach.adapters.whole_file import make_folder, read_whole, write_whole

_ADDRESS: Final = re.compile(r"[0-9A-F]{2}(:[0-9A-F]{2}){5}", re.ASCII)
_MOST: Final = 100
"""Nobody has more earphones."""

_MOST_BYTES: Final = 16 * 1024
"""A hundred addresses take two; of a longer file the rest is left out, and then it is no list."""


class KnownEarphones:
    """The file of one runner; nothing is raised, as a run can do without it."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / "earphones.json"

    def that_pause(self) -> frozenset[str]:
        """Addresses of earphones that ever sent Pause."""
        try:
            kept = json.loads(read_whole(self._path, _MOST_BYTES))["that_pause"]
            return frozenset(filter(_ADDRESS.fullmatch, kept[:_MOST]))
        except (OSError, ValueError, TypeError, KeyError, RecursionError):
            return frozenset()

    def keep(self, that_pause: frozenset[str]) -> None:
        """Remember these, where something is new and the disk takes it."""
        addresses = sorted(filter(_ADDRESS.fullmatch, that_pause))
        if set(addresses) == self.that_pause():
            return
        text = json.dumps({"schema": 1, "that_pause": addresses[:_MOST]})
        try:
            make_folder(self._path.parent)
            write_whole(self._path, f"{text}\n".encode())
        except OSError:
            return
