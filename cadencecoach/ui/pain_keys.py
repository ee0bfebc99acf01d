"""A word more on a pain while running: a side, sharp, limping; one key each, and never needed."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from cadencecoach.core.events import PainNoted

MOST: Final = 2
"""Words after the level; a runner is not to type."""

PATIENCE_S: Final = 4.0
"""For a word more; then what was told is noted (product choice: a runner needs some seconds for a key)."""

_SIDES: Final = {"l": "left", "r": "right", "c": "centre", "b": "both"}


def with_word(pain: PainNoted, key: str) -> PainNoted | None:
    """The rating with one word more; None where the key is none, or was told already."""
    if key in _SIDES and not pain.side:
        return replace(pain, side=_SIDES[key])
    if key == "s" and not pain.sharp:
        return replace(pain, sharp=True)
    if key == "g" and not pain.limping:
        return replace(pain, limping=True)
    return None


def words_more(pain: PainNoted) -> str:
    """What was told so far, and the keys of what may be added."""
    told = [f"Pain {pain.level}", pain.side, "sharp" * pain.sharp, "limping" * pain.limping]
    keys = ("" if pain.side else "l left r right c centre b both", "" if pain.sharp else "s sharp")
    more = (*keys, "" if pain.limping else "g limping", "Enter")
    return "   ".join((", ".join(filter(None, told)), *filter(None, more)))


def complete(pain: PainNoted) -> bool:
    """Whether as many words were told as are waited for."""
    return bool(pain.side) + pain.sharp + pain.limping >= MOST
