"""One session as a page: what was asked, what the footpod heard, what was said and answered."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from cadencecoach.adapters.pages.back import back_in_run
from cadencecoach.adapters.pages.course import course_of_run, held_in_run
from cadencecoach.adapters.pages.cues import cues_of_run
from cadencecoach.adapters.pages.decisions import decided_on_run
from cadencecoach.adapters.pages.markup import Child, Markup, bullets, element, facts, isolated
from cadencecoach.adapters.pages.page_frame import sheet
from cadencecoach.adapters.pages.wording import date, kmh, percent, spm
from cadencecoach.core.diary.diary import Diary
from cadencecoach.core.outcome.session_facts import Nobody, SessionFacts, SessionState, Source
from cadencecoach.core.outcome.speed import mean_speed
from cadencecoach.core.outcome.summary import Summary
from cadencecoach.core.trends.sentences import NOT_CAUSED
from cadencecoach.core.trends.trends import RunTrend
from cadencecoach.core.values.calendar import Moment
from cadencecoach.core.values.units import clock

_NOBODY: Final = {
    Nobody.SIMULATED: "A simulated runner: nobody ran this.",
    Nobody.REPLAY: "A replayed recording: nobody ran this then.",
    Nobody.SPED_UP: "Faster than the clock: nobody ran this.",
}
_SOURCES: Final = {
    Source.NONE: "none",
    Source.FOOTPOD: "a footpod",
    Source.SIMULATED: "a simulated runner",
    Source.REPLAY: "a recording",
    Source.WATCH: "a watch, beside the sound file",
}


@dataclass(frozen=True, slots=True)
class SessionPage:
    """All that the page is made of."""

    session: SessionFacts
    summary: Summary
    speeds: Sequence[float | None]
    """In m/s, one a second of running time; empty where none was measured."""

    at: Moment
    """Its start."""

    told: RunTrend | None
    """What the diary has of it; None for a run that nobody ran."""

    diary: Diary
    ahead: tuple[str, ...] = ()
    """What comes after it, a sentence each."""


def session_page(page: SessionPage) -> str:
    """The page of one session; of a run that nobody ran it has no pain but that of the run screen."""
    session, summary, told = page.session, page.summary, page.told
    nobody = None if session.nobody is None else _NOBODY[session.nobody]
    cut = session.state is not SessionState.FINISHED
    on = date(page.at.day)
    return sheet(
        f"{session.title}, {on}",
        element(
            "header",
            element("h1", session.title),
            element("p", f"{on}, {page.at.clock} · session {session.id}"),
            None if nobody is None else element("p", element("strong", nobody), class_="told"),
            element("p", "It did not come to its end: what was logged is here.", class_="told")
            if cut
            else None,
        ),
        _glance(page),
        course_of_run(summary, page.speeds),
        held_in_run(summary),
        back_in_run(summary, told, page.diary),
        cues_of_run(summary.cues),
        None if told is None else decided_on_run(page.diary, told.run),
        _ahead(page.ahead),
        _notes(session, told),
        element(
            "footer",
            element(
                "p",
                "Made by CadenceCoach, a metronome that listens. It is not a medical device. "
                f"{NOT_CAUSED}",
            ),
        ),
    )


def _glance(page: SessionPage) -> Markup:
    session, summary, told = page.session, page.summary, page.told
    metres = None if told is None else told.run.metres
    total = summary.total
    trust = total.confidence
    variability = summary.variability_spm
    in_band = percent(total.percent_in_band)
    if trust is not None and total.percent_in_band is not None:
        in_band += f" (confidence {trust.value})"
    heard_from: Child = _SOURCES[session.source]
    if session.imported is not None:
        heard_from = isolated(f"a watch, file {session.imported}")
    return facts(
        (
            ("Running time", clock(summary.running)),
            ("Distance", None if metres is None else f"{metres / 1000:.2f} km"),
            ("Mean speed", kmh(mean_speed(page.speeds)) if page.speeds else None),
            ("Mean cadence", spm(summary.cadence_spm)),
            ("On target", in_band if summary.rungs else "no beat in this run"),
            ("Heard by the sensor", percent(summary.coverage_percent)),
            (
                "Variability",
                None if variability is None else f"{variability:.1f} steps a minute within 10 s",
            ),
            (
                "Beat with its click",
                None if summary.click_percent is None else percent(summary.click_percent),
            ),
            ("Cadence from", heard_from),
        )
    )


def _ahead(sentences: Sequence[str]) -> Markup:
    if not sentences:
        return Markup()
    return element("section", element("h2", "What next"), bullets(map(isolated, sentences)))


def _notes(session: SessionFacts, told: RunTrend | None) -> Markup:
    note = None if told is None else told.run.note
    pairs: list[tuple[str, Child]] = [("Session", isolated(session.note))]
    if note is not None:
        pairs += [
            ("Effort", None if note.effort is None else f"{note.effort}/10"),
            ("Surface", isolated(note.surface)),
            ("Shoes", isolated(note.shoes)),
            ("Route", isolated(note.route)),
            ("Also hurt", isolated(note.niggle)),
            ("Note", isolated(note.note)),
        ]
    if not any(text for _, text in pairs):
        return Markup()
    return element("section", element("h2", "In the runner's words"), facts(pairs))
