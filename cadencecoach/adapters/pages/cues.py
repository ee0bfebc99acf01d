"""What was said and answered and what followed it: cue by cue of a run, or each cue over many."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from cadencecoach.adapters.pages.markup import Child, Markup, element, folded, isolated, table
from cadencecoach.adapters.pages.wording import UNKNOWN
from cadencecoach.core.outcome.cue_outcomes import CueOutcome
from cadencecoach.core.run.view import reason_words
from cadencecoach.core.trends.cue_effects import LEAST_SPM, CueEffect
from cadencecoach.core.trends.sentences import NOT_CAUSED, change_words
from cadencecoach.core.values.units import clock

_MOST_CUES: Final = 12
"""Shown unasked; the ranked ones come first."""


def cues_of_run(cues: Sequence[CueOutcome]) -> Markup:
    """Each cue of one run with its answers."""
    heading = element("h2", "Cues and answers")
    if not cues:
        return element("section", heading, element("p", "No cue was due."))
    rows = [
        [
            clock(cue.running),
            isolated(cue.text if cue.spoken else f"not said: {cue.text}"),
            isolated(reason_words(cue.reason)),
            isolated(", ".join(f"{asked} {'yes' if yes else 'no'}" for asked, yes in cue.answers)),
            _moved(cue),
        ]
        for cue in cues
    ]
    if len(rows) <= _MOST_CUES:
        return element("section", heading, _cue_table(rows))
    said = sum(cue.spoken for cue in cues)
    asked = [row for cue, row in zip(cues, rows, strict=True) if cue.answers][:_MOST_CUES]
    return element(
        "section",
        heading,
        element(
            "p",
            f"{said} of {len(cues)} cues were said; those that were answered:"
            if asked
            else f"{said} of {len(cues)} cues were said; none was answered.",
        ),
        _cue_table(asked) if asked else None,
        folded(f"All {len(cues)} cues", _cue_table(rows, "All cues. ")),
    )


def _cue_table(rows: Sequence[Sequence[Child]], which: str = "") -> Markup:
    return table(
        f"{which}Cadence: mean of the 30 s before a cue, and of 30 to 60 s after it began",
        ("At", "Words", "Why", "Answered", "Cadence"),
        rows,
        numbers=range(4, 5),
    )


def _moved(cue: CueOutcome) -> str:
    effect = cue.effect
    if effect is None:
        return ""
    if effect.before_spm is None or effect.after_spm is None:
        return UNKNOWN
    if abs(effect.after_spm - effect.before_spm) < LEAST_SPM:
        return f"{effect.before_spm:.0f}, as before"
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
            ("Cue", "Said", "Yes / no", "Change, a minute", "What the runs say"),
            (
                [
                    isolated(cue.text or cue.name),
                    str(cue.spoken),
                    f"{cue.yes} / {cue.no}" if cue.yes + cue.no else "",
                    change_words(cue),
                    isolated(cue.says.value + (f": {cue.missing}" if cue.missing else "")),
                ]
                for cue in cues[:_MOST_CUES]
            ),
            numbers=range(1, 4),
        ),
    )
