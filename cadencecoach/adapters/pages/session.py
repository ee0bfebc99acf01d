"""One session as a page: what was asked, what the footpod heard, what was said and answered."""

from __future__ import annotations

import statistics
from collections.abc import Iterator, Sequence
from typing import Final

from cadencecoach.adapters.pages.charts import cadence_chart
from cadencecoach.adapters.pages.markup import (
    Child,
    Markup,
    element,
    facts,
    table,
    words,
)
from cadencecoach.adapters.pages.sheet import sheet
from cadencecoach.core.adherence import Tally
from cadencecoach.core.cueoutcomes import CueOutcome
from cadencecoach.core.days import Moment, iso, short
from cadencecoach.core.sessionfacts import SessionFacts, SessionState, Source
from cadencecoach.core.summary import Summary
from cadencecoach.core.trends import RunTrend
from cadencecoach.core.units import clock
from cadencecoach.core.view import ChartPoint

UNKNOWN: Final = "unknown"

_MINUTE: Final = 60
"""Points of a chart; it has one a second."""

_NOBODY: Final = {
    Source.SIMULATED: "A simulated runner: nobody ran this.",
    Source.REPLAY: "A replayed recording: nobody ran this then.",
}
_SOURCES: Final = {Source.NONE: "none", Source.FOOTPOD: "footpod"}


def session_page(session: SessionFacts, summary: Summary, at: Moment, told: RunTrend | None) -> str:
    """The page of a session that began `at`; `told` is what the diary has around it.

    Without `told`, as of a run that nobody ran, the page has no pain but that of the run screen.
    """
    title = f"{session.title}, {short(at.day)} {iso(at.day)[:4]}"
    nobody = _NOBODY.get(session.source)
    cut = session.state is not SessionState.FINISHED
    return sheet(
        title,
        element(
            "header",
            element("h1", session.title),
            element("p", f"{short(at.day)} {iso(at.day)[:4]}, {at.clock} · session {session.id}"),
            None if nobody is None else element("p", element("strong", nobody), class_="told"),
            element("p", "It did not come to its end: what was logged is here.", class_="told")
            if cut
            else None,
        ),
        _glance(session, summary, told),
        _cadence(summary),
        _rungs(summary),
        _pain(summary, told),
        _cues(summary.cues),
        _notes(session, told),
        element(
            "footer",
            element(
                "p",
                "Made by CadenceCoach, a metronome that listens. It is not a medical device. What "
                "followed a cue need not have been caused by it.",
            ),
        ),
    )


def spm(value: float | None) -> str:
    """A cadence; what is not known says so."""
    return UNKNOWN if value is None else f"{value:.0f} spm"


def percent(value: float | None) -> str:
    """A share; what is not known says so."""
    return UNKNOWN if value is None else f"{value:.0f} %"


def level(value: int | None) -> str:
    """A rating; what was not told says so, and is not 0."""
    return UNKNOWN if value is None else f"{value}/10"


def _glance(session: SessionFacts, summary: Summary, told: RunTrend | None) -> Markup:
    metres = None if told is None else told.run.metres
    total = summary.total
    trust = total.confidence
    variability = summary.variability_spm
    in_band = percent(total.percent_in_band)
    if trust is not None and total.percent_in_band is not None:
        in_band += f" (confidence {trust.value})"
    return facts(
        (
            ("Running time", clock(summary.running)),
            ("Distance", "" if metres is None else f"{metres / 1000:.2f} km"),
            ("Mean cadence", spm(summary.cadence_spm)),
            ("In the band", in_band if summary.rungs else "no beat in this run"),
            ("Heard by the sensor", percent(summary.coverage_percent)),
            ("Variability", "" if variability is None else f"{variability:.1f} spm within 10 s"),
            (
                "Beat with its click",
                "" if summary.click_percent is None else percent(summary.click_percent),
            ),
            ("Cadence from", _SOURCES.get(session.source, session.source.value)),
        )
    )


def _cadence(summary: Summary) -> Markup:
    heading = element("h2", "Cadence")
    if not summary.chart:
        return element("section", heading, element("p", "The session was shorter than a second."))
    says = (
        f"Cadence over {clock(summary.running)} of running: mean {spm(summary.cadence_spm)}, "
        f"{percent(summary.total.percent_in_band)} in the band. The table below has the numbers."
    )
    return element(
        "section",
        heading,
        element(
            "figure",
            cadence_chart(summary, says),
            element(
                "figcaption",
                "Line: cadence, mean of 10 s; where it breaks off, nothing was heard. Dashed: the "
                "target. Shaded: its band. Triangles: cues.",
            ),
        ),
        element(
            "details",
            element("summary", "The chart as a table, minute by minute"),
            table(
                "Cadence, minute by minute",
                ("Minute", "Target", "Cadence", "In band", "Heard"),
                _minutes(summary.chart),
            ),
        ),
    )


def _minutes(chart: Sequence[ChartPoint]) -> Iterator[list[Child]]:
    for number, first in enumerate(range(0, len(chart), _MINUTE), 1):
        seconds = chart[first : first + _MINUTE]
        targets = sorted({one.target_spm for one in seconds if one.target_spm is not None})
        heard = [one for one in seconds if one.cadence_spm is not None]
        mean = statistics.fmean(one.cadence_spm or 0.0 for one in heard) if heard else None
        judged = [_in_band(one) for one in heard if one.target_spm is not None]
        yield [
            str(number),
            " to ".join(str(target) for target in targets) or "none",
            UNKNOWN if mean is None else f"{mean:.0f}",
            percent(100 * sum(judged) / len(judged) if judged else None),
            f"{len(heard)} of {len(seconds)} s",
        ]


def _in_band(point: ChartPoint) -> bool:
    low, cadence, high = point.low_spm, point.cadence_spm, point.high_spm
    return low is not None and cadence is not None and high is not None and low <= cadence <= high


def _rungs(summary: Summary) -> Markup:
    if not summary.rungs:
        return Markup()
    parts = [
        (f"{rung.target_spm} spm", f"{clock(rung.running_start)} to {clock(rung.running_end)}",
         spm(rung.cadence_spm), rung.tally)
        for rung in summary.rungs
    ]  # fmt: skip
    names = ("First third", "Second third", "Last third")
    parts += [
        (name, "of the beat", "", third) for name, third in zip(names, summary.thirds, strict=True)
    ]
    return element(
        "section",
        element("h2", "How the beat was held"),
        table(
            "By target and by third; the first minute at a target is not judged",
            ("Target", "When", "Cadence", "In band", "Over", "Under", "Heard"),
            ([name, when, cadence, *_tally(tally)] for name, when, cadence, tally in parts),
            numbers=range(2, 7),
        ),
    )


def _tally(tally: Tally) -> list[str]:
    if not tally.judged_s:
        return ["not judged", "", "", percent(tally.coverage_percent)]
    shares = (
        tally.percent_in_band,
        tally.percent_over,
        tally.percent_under,
        tally.coverage_percent,
    )
    return [percent(share) for share in shares]


def _pain(summary: Summary, told: RunTrend | None) -> Markup:
    during = ", ".join(f"{one.level}/10 at {clock(one.running)}" for one in summary.pain)
    course = None if told is None else told.course
    onset = None if course is None else course.onset_min
    pairs: list[tuple[str, Child]] = []
    if told is not None:
        pairs.append(("Before", level(told.before)))
    pairs.append(("During", during or "none noted"))
    if onset is not None:
        pairs.append(("First rose in", f"minute {onset}"))
    if course is not None and course.per_10_min is not None:
        pairs.append(("Changed by", f"{course.per_10_min:+.1f} every 10 minutes"))
    if told is not None:
        pairs += [("After", level(told.after)), ("Next morning", level(told.morning))]
    return element("section", element("h2", "The back"), facts(pairs))


def _cues(cues: Sequence[CueOutcome]) -> Markup:
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


def _notes(session: SessionFacts, told: RunTrend | None) -> Markup:
    note = None if told is None else told.run.note
    pairs: list[tuple[str, Child]] = [("Session", words(session.note))]
    if note is not None:
        pairs += [
            ("Effort", None if note.effort is None else f"{note.effort}/10"),
            ("Surface", words(note.surface)),
            ("Shoes", words(note.shoes)),
            ("Route", words(note.route)),
            ("Also hurt", words(note.niggle)),
            ("Note", words(note.note)),
        ]
    if not any(text for _, text in pairs):
        return Markup()
    return element("section", element("h2", "In the runner's words"), facts(pairs))
