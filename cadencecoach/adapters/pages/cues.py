"""What was said and answered and what followed it: cue by cue of a run, or each cue over many."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from cadencecoach.adapters.pages.markup import Markup, element, table, words
from cadencecoach.adapters.pages.wording import UNKNOWN
from cadencecoach.core.outcome.cue_outcomes import CueOutcome
from cadencecoach.core.trends.cue_effects import CueEffect
from cadencecoach.core.trends.sentences import NOT_CAUSED, change_words
from cadencecoach.core.values.units import clock

_MOST_CUES: Final = 12
"""On paper; the ranked ones come first."""


def cues_of_run(cues: Sequence[CueOutcome]) -> Markup:
    """Each cue of one run with its answers."""
    heading = element("h2", "Cues and answers")
    if not cues:
        return element("section", heading, element("p", "No cue was due."))
    rows = [
        [
            clock(cue.running),
            words(cue.text if cue.spoken else f"not said: {cue.text}"),
            words(cue.reason),
            words(", ".join(f"{asked} {'yes' if yes else 'no'}" for asked, yes in cue.answers)),
            _moved(cue),
        ]
        for cue in cues
    ]
    return element(
        "section",
        heading,
        table(
            "Cadence: mean of the 30 s before a cue, and of 30 to 60 s after it began",
            ("At", "Words", "Why", "Answered", "Cadence"),
            rows,
            numbers=range(4, 5),
        ),
    )


def _moved(cue: CueOutcome) -> str:
    effect = cue.effect
    if effect is None:
        return ""
    if effect.before_spm is None or effect.after_spm is None:
        return UNKNOWN
    return f"{effect.before_spm:.0f} → {effect.after_spm:.0f}"


def cues_of_runs(cues: Sequence[CueEffect]) -> Markup:
    """Each cue over the newest runs, and whether it moves the runner."""
    heading = element("h2", "Cues and answers")
    if not cues:
        return element("section", heading, element("p", "No cue was said."))
    return element(
        "section",
        heading,
        table(
            "Cadence 30 to 60 s after a cue against the 30 s before; 95 % interval over the means of "
            f"runs. {NOT_CAUSED}",
            ("Cue", "Said", "Yes / no", "Change, spm", "What the runs say"),
            (
                [
                    words(cue.text or cue.name),
                    str(cue.spoken),
                    f"{cue.yes} / {cue.no}" if cue.yes + cue.no else "",
                    change_words(cue),
                    words(cue.says.value + (f": {cue.missing}" if cue.missing else "")),
                ]
                for cue in cues[:_MOST_CUES]
            ),
            numbers=range(1, 4),
        ),
    )
