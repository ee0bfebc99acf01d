"""A look at the runner's own form: which faults two videos show, and a few words."""

from __future__ import annotations

from collections.abc import Collection

from cadencecoach.core.diary.diary import Act, DiaryChange
from cadencecoach.core.diary.entries import AssessmentMade
from cadencecoach.core.diary.typed_note import LONGEST_WORDS
from cadencecoach.core.programme.assessment import FAULTS
from cadencecoach.core.values.text import quoted, written
from cadencecoach.errors import ConfigError, did_you_mean


def record_assessment(
    faults: Collection[str],
    side_video: str = "",
    rear_video: str = "",
    notes: str = "",
    analysis: str = "",
) -> Act:
    """Faults that were seen; none is a finding, too. Raises ConfigError."""
    for name in faults:
        if name not in FAULTS:
            raise ConfigError(
                f"there is no fault {quoted(name)}{did_you_mean(name, FAULTS)}",
                hint=f"choose of: {', '.join(FAULTS)}",
            )
    words = tuple(written(text) for text in (side_video, rear_video, notes, analysis))
    if any(len(text) > LONGEST_WORDS for text in words):
        raise ConfigError(f"more than {LONGEST_WORDS} characters", hint="say it shorter")
    seen = tuple(name for name in FAULTS if name in faults)
    return lambda _, now: DiaryChange((AssessmentMade(now, seen, *words),))
