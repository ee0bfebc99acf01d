"""The four lengths of time by which a session is kept ahead of the ear."""

from __future__ import annotations

from typing import Final

from cadencecoach.core.values.units import frames

LEAD: Final = frames(0.3)
"""No edit lies nearer to what may already have been heard (law 4)."""

LOOK: Final = frames(0.2)
"""How often the engine looks round."""

HORIZON: Final = frames(2.0)
"""How far ahead of its onset a cue is placed: lead, a look and two steps of 100 spm fit in."""

RENDERED: Final = frames(2.5)
"""No output has more than this ready: of a machine that stood still for longer, the rest was silent."""
