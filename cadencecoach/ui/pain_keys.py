"""A word more on a pain while running: a side, sharp, limping; one key each, and never needed.

A side and sharp have the keys of the check-in, where s is stiff.
"""

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
    if key == "h" and not pain.sharp:
        return replace(pain, sharp=True)
    if key == "g" and not pain.limping:
        return replace(pain, limping=True)
    return None


def words_more(pain: PainNoted) -> tuple[str, str]:
    """What was told so far, and the keys of what may be added: at length, and for a small screen."""
    told = [f"Pain {pain.level}", pain.side, "sharp" * pain.sharp, "limping" * pain.limping]
    so_far = ", ".join(filter(None, told))
    side, sharp, limping = not pain.side, not pain.sharp, not pain.limping
    long = ("l left r right c centre b both" * side, "h sharp" * sharp, "g limping" * limping)
    short = ("lrcb side" * side, "h sharp" * sharp, "g limp" * limping)
    return (
        "   ".join(filter(None, (so_far, *long, "Enter"))),
        "  ".join(filter(None, (so_far, *short))),
    )


def complete(pain: PainNoted) -> bool:
    """Whether as many words were told as are waited for."""
    return bool(pain.side) + pain.sharp + pain.limping >= MOST
