"""What a runner may type of a run: the ground, words, and a distance like "5", "5.2" or "5,2 km"."""

from __future__ import annotations

import re
from typing import Final

SURFACES: Final = ("grass", "dirt", "track", "treadmill", "asphalt", "concrete")
"""Soft ones first; where to run when the back is sore (S1:83, S0:74)."""

LONGEST_WORDS: Final = 200
"""Characters of a route, or of what else hurt."""

LONGEST_NOTE: Final = 10_000
"""Characters."""

LONGEST_KM: Final = 200.0
"""A typed distance above it is a slip of the finger."""

_KM: Final = re.compile(r"([0-9]{1,3}(?:[.,][0-9]{1,3})?) ?(?:km)?")


def metres_typed(km: str) -> float | None:
    """What was typed, in metres; None where it is no run's distance."""
    found = _KM.fullmatch(km.strip())
    metres = 0.0 if found is None else float(found[1].replace(",", ".")) * 1000
    return metres if 0 < metres <= LONGEST_KM * 1000 else None
