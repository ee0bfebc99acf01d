"""`cues`: the cue log of one session, with what was answered and what each cue changed."""

from __future__ import annotations

from collections.abc import Sequence

from cadencecoach.app.home import Home
from cadencecoach.app.review.session_log import one_outline
from cadencecoach.cli.json_line import print_json
from cadencecoach.cli.options import AsJson, SessionName
from cadencecoach.cli.text.session import title
from cadencecoach.cli.text.tables import number, table_lines
from cadencecoach.core.outcome.cue_outcomes import CueOutcome
from cadencecoach.core.outcome.document import cues_document
from cadencecoach.core.run.view import reason_words
from cadencecoach.core.values.text import plain
from cadencecoach.core.values.units import clock


def cues(session: SessionName = "last", /, *, as_json: AsJson = False) -> None:
    """Show the cue log of one session: what was said, answered, and what it changed."""
    facts, outline = one_outline(Home.here().database, session)
    summary = outline.summary
    if as_json:
        print_json(cues_document(facts, summary))
        return
    print(title(facts))
    print()
    if not summary.cues:
        print("No cue was due.")
        return
    print("\n".join(_cue_lines(summary.cues)))
    print()
    print("Steps a minute are the mean of the 30 s before a cue, and of 30-60 s after it began.")


def _cue_lines(outcomes: Sequence[CueOutcome]) -> list[str]:
    rows: list[tuple[str, ...]] = [("time", "kind", "text", "spoken", "answers", "steps a minute")]
    rows += [
        (
            clock(cue.running),
            cue.kind.value,
            plain(cue.text),
            "yes" if cue.spoken else f"no: {plain(reason_words(cue.reason))}",
            ", ".join(f"{plain(word)} {'yes' if yes else 'no'}" for word, yes in cue.answers),
            _effect(cue),
        )
        for cue in outcomes
    ]
    return table_lines(rows, right=(0,))


def _effect(cue: CueOutcome) -> str:
    effect = cue.effect
    if effect is None or (effect.before_spm is None and effect.after_spm is None):
        return ""
    line = f"{number(effect.before_spm)} → {number(effect.after_spm)}"
    if effect.before_spm is not None and effect.after_spm is not None:
        line += f"  {effect.after_spm - effect.before_spm:+.1f}"
        # Less than this is a low confidence (choice: coverage).
        if effect.coverage_percent < 80:
            line += f"  ({effect.coverage_percent:.0f} % heard)"
    return line
