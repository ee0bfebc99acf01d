"""`show`: one session, what it came to and what stands around it.

Times in text are running time, as a runner counts them; the document also has session time.
"""

from __future__ import annotations

from typing import Annotated

from cyclopts import Parameter

from cadencecoach.app.home import Home
from cadencecoach.app.review.run_notes import note_rows
from cadencecoach.app.review.session_context import Around, context_document, session_in_context
from cadencecoach.app.review.session_log import one_session, start_words
from cadencecoach.cli.json_line import print_json
from cadencecoach.cli.options import AsJson, SessionName
from cadencecoach.cli.text.session import title
from cadencecoach.cli.text.tables import NOTHING, number, percent, table_lines
from cadencecoach.core.outcome.document import session_document
from cadencecoach.core.outcome.session_facts import Nobody, SessionFacts, SessionState, Source
from cadencecoach.core.outcome.summary import Summary
from cadencecoach.core.sensor.adherence import Tally
from cadencecoach.core.trends.comparison import Figures
from cadencecoach.core.trends.trends import RunTrend
from cadencecoach.core.values.text import many, plain
from cadencecoach.core.values.units import clock


def show(
    session: SessionName = "last",
    /,
    *,
    as_json: Annotated[AsJson, Parameter(help="One document, with every reading.")] = False,
) -> None:
    """Show one session: what it came to."""
    database = Home.here().database
    shown = session_in_context(database, session)
    facts, summary, found, now = shown.facts, shown.outline.summary, shown.around, shown.figures
    if as_json:
        stored, whole = one_session(database, facts.uuid)
        print_json(
            session_document(facts, whole, stored.events) | context_document(database, shown)
        )
        return
    print(title(facts))
    print()
    print("\n".join(_facts(facts, summary, now.speed_mps, found.told)))
    if summary.rungs:
        print()
        print("\n".join(_rungs(summary)))
    if found.told is not None:
        print()
        print("\n".join(_beside(found, now)))


def _facts(
    facts: SessionFacts, summary: Summary, speed_mps: float | None, told: RunTrend | None
) -> list[str]:
    rows = [("running", clock(summary.running))]
    if facts.nobody is Nobody.SPED_UP:
        rows.append(("sped up", "faster than the clock: nobody ran it, and it counts for nothing"))
    if summary.pauses:
        paused = clock(sum(end - start for start, end in summary.pauses))
        rows.append(("paused", f"{paused} in {many(len(summary.pauses), 'pause')}"))
    if facts.imported is not None:
        rows.append(("watch", f"its cadence, from the file {plain(facts.imported)}"))
    if facts.source is Source.NONE and facts.imported is None:
        rows.append(("cadence", "no footpod"))
    else:
        mean = f"{number(summary.cadence_spm, places=1)} steps a minute on average"
        unheard = summary.cadence_spm is None and facts.state is SessionState.RUNNING
        rows.append(("cadence", "none yet" if unheard else mean))
        if summary.missing is not None:
            rows.append(("missing", summary.missing.reason))
            if summary.missing.mendable:
                mend = f"cadencecoach sessions fix-cadence {facts.id} steps|strides"
                rows.append(("", f"put right: {mend}"))
        rows.append(("heard", f"{percent(summary.coverage_percent)} of the running time"))
        if summary.variability_spm is not None:
            rows.append(("varies", f"by {summary.variability_spm:.1f} steps a minute within 10 s"))
        rows.append(("on target", _held(summary.total)))
        if summary.rungs:
            thirds = ", ".join(percent(third.percent_in_band) for third in summary.thirds)
            rows.append(("by third", thirds))
    if speed_mps is not None:
        pace_s = round(1000 / speed_mps)
        rows.append(("speed", f"{speed_mps:.2f} m/s, {pace_s // 60}:{pace_s % 60:02} a km"))
    if summary.pain:
        levels = (f"{pain.level} at {clock(pain.running)}" for pain in summary.pain)
        rows.append(("pain", ", ".join(levels)))
    if told is not None:
        rows += _back(told)
    spoken = sum(cue.spoken for cue in summary.cues)
    rows.append(("cues", f"{spoken} spoken, {len(summary.cues) - spoken} not"))
    if facts.note:
        rows.append(("note", plain(facts.note)))
    if told is not None:
        rows += note_rows(told.run.note)
    return table_lines(rows)


def _back(told: RunTrend) -> list[tuple[str, str]]:
    """What was told of the back around the run; nothing told is no row."""
    levels = (("before", told.before), ("after", told.after), ("next morning", told.morning))
    known = [f"{when} {level}" for when, level in levels if level is not None]
    if told.course.onset_min is not None:
        known.append(f"first rose in minute {told.course.onset_min}")
    return [("back", ", ".join(known))] if known else []


def _beside(found: Around, now: Figures) -> list[str]:
    other = found.compared
    if other is None:
        return ["There is nothing to compare with yet."]
    then = other.figures
    began = start_words(other.facts)
    rows = [("", "then", "now")]
    rows += [
        (name, number(before, places), number(after, places))
        for name, before, after, places in (
            ("cadence, steps a minute", then.cadence_spm, now.cadence_spm, 1),
            ("on target, %", then.in_band_percent, now.in_band_percent, 0),
            ("variability, steps a minute", then.variability_spm, now.variability_spm, 1),
            ("speed, m/s", then.speed_mps, now.speed_mps, 2),
            ("pain before", then.pain_before, now.pain_before, 0),
            ("pain in the run", then.pain_during, now.pain_during, 0),
            ("pain after", then.pain_after, now.pain_after, 0),
            ("pain next morning", then.pain_morning, now.pain_morning, 0),
        )
        if before is not None or after is not None
    ]
    head = f"Beside session {other.facts.id}, {plain(other.facts.title)}, {began}: {other.why}"
    return [head, *table_lines(rows, right=(1, 2))]


def _held(tally: Tally) -> str:
    if tally.percent_in_band is None:
        return NOTHING
    confidence = "" if tally.confidence is None else f"; confidence {tally.confidence.value}"
    return (
        f"{percent(tally.percent_in_band)} (over {percent(tally.percent_over)},"
        f" under {percent(tally.percent_under)}{confidence})"
    )


def _rungs(summary: Summary) -> list[str]:
    rows: list[tuple[str, ...]] = [("target", "from", "to", "cadence", "on target", "heard")]
    rows += [
        (
            str(rung.target_spm),
            clock(rung.running_start),
            clock(rung.running_end),
            number(rung.cadence_spm, places=1),
            percent(rung.tally.percent_in_band),
            percent(rung.tally.coverage_percent),
        )
        for rung in summary.rungs
    ]
    return table_lines(rows, right=range(6))
