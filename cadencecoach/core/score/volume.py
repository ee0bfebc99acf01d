"""How loud a run may be: the one limit of every key, word, button and setting."""

from __future__ import annotations

from typing import Final

QUIETEST_DB: Final = -40.0
LOUDEST_DB: Final = 0.0
"""As the sounds were made; above it they would be cut off at the ceiling (measured: +6 dB flattened
12,639 frames of one plan)."""

STEP_DB: Final = 2.0
"""A key or a word makes so much difference (product choice: heard, and 20 of them are all there is)."""


def within(volume_db: float) -> float:
    """The volume nearest to one that was asked for."""
    return min(max(volume_db, QUIETEST_DB), LOUDEST_DB)
