"""What the runner says may load the back, in the place of the last answer."""

from __future__ import annotations

from collections.abc import Collection

from cadencecoach.core.diary.diary import Act, DiaryChange
from cadencecoach.core.diary.entries import CausesTicked
from cadencecoach.core.programme.causes import CAUSES
from cadencecoach.core.values.text import quoted
from cadencecoach.errors import ConfigError, did_you_mean


def tick_causes(names: Collection[str]) -> Act:
    """These apply, and no others; none is an answer, too. Raises ConfigError."""
    for name in names:
        if name not in CAUSES:
            raise ConfigError(
                f"there is no cause {quoted(name)}{did_you_mean(name, CAUSES)}",
                hint=f"choose of: {', '.join(CAUSES)}",
            )
    ticked = tuple(name for name in CAUSES if name in names)
    return lambda _, now: DiaryChange((CausesTicked(now, ticked),))
