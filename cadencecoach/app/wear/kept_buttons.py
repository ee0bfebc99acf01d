"""The doors for buttons, kept open from the dialogue through the run to the sum.

Opened anew in between they would come after other players, and BlueZ gives the keys to the first.
"""

from __future__ import annotations

from collections.abc import Callable

from cadencecoach.core.control.presses import MediaKey
from cadencecoach.ports import Buttons, NowPlaying

_OnKey = Callable[[MediaKey, str], None]


class KeptButtons:
    """A `ports.Buttons` that may be opened and closed again and again; `shut` really closes."""

    def __init__(self, buttons: Buttons | None) -> None:
        """None: there are no buttons."""
        self._buttons = buttons
        self._on_key: _OnKey | None = None
        self._opened = False

    def open(self, on_key: _OnKey) -> None:
        """From here on keys go to this one."""
        self._on_key = on_key
        if self._buttons is not None and not self._opened:
            self._opened = True
            self._buttons.open(self._press)

    def show(self, now: NowPlaying) -> None:
        """Tell what plays."""
        if self._buttons is not None:
            self._buttons.show(now)

    async def close(self) -> None:
        """Keys go to nobody, and the doors stay open."""
        self._on_key = None

    async def shut(self) -> None:
        """Listen no more."""
        if self._buttons is not None and self._opened:
            await self._buttons.close()

    def _press(self, key: MediaKey, address: str) -> None:
        if self._on_key is not None:
            self._on_key(key, address)
