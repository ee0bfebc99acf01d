"""The programme as a page that a runner hands to a physiotherapist: facts, and what they cannot say."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from cadencecoach.adapters.pages.back import back_in_weeks
from cadencecoach.adapters.pages.cues import cues_of_runs
from cadencecoach.adapters.pages.decisions import decided_in_weeks
from cadencecoach.adapters.pages.dose import dose_in_weeks
from cadencecoach.adapters.pages.load import load_of
from cadencecoach.adapters.pages.markup import Markup, bullets, element, facts
from cadencecoach.adapters.pages.page_frame import sheet
from cadencecoach.adapters.pages.trial import trial_in_weeks
from cadencecoach.adapters.pages.wording import date, known
from cadencecoach.core.diary.diary import Diary
from cadencecoach.core.diary.entries import (
    ProviderAsked,
    RedFlagsAcknowledged,
    RedFlagsAnswered,
)
from cadencecoach.core.diary.pain import FLAG_WORDS
from cadencecoach.core.plan.ladder import Ladder
from cadencecoach.core.programme.referral import Concern, concerns
from cadencecoach.core.trends.sentences import left_out_words, verdict_words
from cadencecoach.core.trends.trends import Trends
from cadencecoach.core.values.calendar import Day

_MOST_WEEKS: Final = 12
"""On paper; the first, which the others are held against, and the newest."""

_EVIDENCE: Final = (
    "No trial of a change of cadence for low back pain was found. Runners who practise alone with "
    "a watch and a footpod raise it by 8.6 % in six weeks (Baumgartner 2019); 5-10 % more at the "
    "same speed lowers the load on knee and hip (Heiderscheit 2011). Months later it comes back "
    "when recalled, not by itself (Van den Berghe 2024). Whether it eases a back is not known, and "
    "a change on this page does not show that cadence was its cause."
)
_TO_YOU: Final = (
    "To you, who look after this runner's back: what the runner rated and a footpod measured, "
    "pain first, then what was run, decided and done besides, and what all this cannot say."
)
_CONCERNS: Final = {
    Concern.DOWN_THE_LEG: "Pain down the leg was told lately, and nobody has looked at it since.",
    Concern.RISES: "Pain after the run rose three runs on end.",
    Concern.LASTS: "Pain has lasted two weeks or more.",
}
"""For a clinician; a warning sign stands there with its date and what was ticked."""
_NOT: Final = (
    "Written by the runner and a footpod, not by a clinician. CadenceCoach is a metronome with a "
    "diary and not a medical device: nothing here is a diagnosis or names a treatment. Pain is the "
    "runner's own rating, 0 to 10. What was not told is unknown and counts nowhere."
)


@dataclass(frozen=True, slots=True)
class ProgrammePage:
    """All that the page is made of."""

    title: str
    """Of the programme; empty without one."""

    of_weeks: int
    today: Day
    diary: Diary
    found: Trends
    ladder: Ladder | None
    rung: int
    """Unlocked now."""


def programme_page(page: ProgrammePage) -> str:
    """The whole summary up to today."""
    found, diary, today = page.found, page.diary, page.today
    title = page.title or "Runs so far"
    weeks = found.weeks
    if len(weeks) > _MOST_WEEKS:
        weeks = (weeks[0], *weeks[1 - _MOST_WEEKS :])
    first = found.weeks[-_MOST_WEEKS:][0].first if found.weeks else found.since
    return sheet(
        f"{title}: for the physiotherapist, up to {date(today)}",
        element(
            "header",
            element("h1", f"{title}: for the physiotherapist"),
            element("p", f"{date(found.since)} to {date(today)} · {_week(page)}"),
            element("p", verdict_words(found), class_="lead"),
            element("p", _TO_YOU),
            *(element("p", reason, class_="told") for reason in _care(page)),
        ),
        _glance(page),
        back_in_weeks(found, weeks, diary, first, today),
        dose_in_weeks(weeks),
        cues_of_runs(found.cues),
        decided_in_weeks(diary, found.since, today),
        load_of(diary, found, weeks, today),
        trial_in_weeks(diary, today),
        element(
            "section",
            element("h2", "What this cannot say"),
            element("p", _EVIDENCE),
            bullets(found.missing),
        ),
        element(
            "footer",
            element("p", _NOT),
            element("p", left_out_words(found.left_out)),
        ),
    )


def _week(page: ProgrammePage) -> str:
    week = len(page.found.weeks)
    if not page.of_weeks:
        return f"week {week}"
    return f"week {week}" + (
        f" of {page.of_weeks}" if week <= page.of_weeks else f", {page.of_weeks} were planned"
    )


def _care(page: ProgrammePage) -> Iterator[str]:
    """What a clinician wants to see first."""
    for concern in concerns(page.diary, page.today):
        if concern in _CONCERNS:
            yield _CONCERNS[concern]
    entries = page.diary.entries
    for index, told in enumerate(entries):
        if isinstance(told, RedFlagsAnswered) and told.flags:
            ticked = ", ".join(FLAG_WORDS[flag] for flag in told.flags)
            later = (one for one in entries[index:] if isinstance(one, RedFlagsAcknowledged))
            looked = next(later, None)
            seen = "Nobody is known to have looked at it"
            if looked is not None:
                seen = f"Seen by a clinician, as the runner said on {date(looked.at.day)}"
            yield f"Warning signs ticked on {date(told.at.day)}: {ticked}. {seen}."
        elif isinstance(told, ProviderAsked) and told.seen:
            yield f"Seen by a clinician for the pain, as the runner said on {date(told.at.day)}."


def _glance(page: ProgrammePage) -> Markup:
    found, ladder = page.found, page.ladder
    minutes = sum(week.minutes for week in found.weeks)
    beat = sum(week.beat_min for week in found.weeks)
    kms = [week.km for week in found.weeks if week.km is not None]
    whole = found.whole_weeks[-1] if len(found.whole_weeks) > 1 else None
    now = None if ladder is None else ladder.words(ladder.target(page.rung))
    baseline = None if ladder is None else f"{ladder.baseline_spm} steps a minute"
    return facts(
        (
            ("Runs", str(sum(week.runs for week in found.weeks))),
            ("Running time", f"{minutes:.0f} min, {beat:.0f} of it with a beat"),
            ("Distance known", f"{sum(kms):.1f} km" if kms else None),
            ("Own cadence", baseline or "not measured yet"),
            ("Target now", now),
            ("Pain in week 1", known(found.weeks[0].pain, "days") if found.weeks else None),
            (
                "Pain in the last whole week",
                None if whole is None else f"{known(whole.pain, 'days')}, week {whole.number}",
            ),
        )
    )
