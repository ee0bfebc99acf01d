"""A page holds all it needs, hides nothing it does not know, and no words from outside act in it."""

from __future__ import annotations

import hashlib
import re
from base64 import b64encode
from dataclasses import replace
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cadencecoach.adapters.pages.charts import COLOURS, places_of
from cadencecoach.adapters.pages.decisions import decided_in_weeks
from cadencecoach.adapters.pages.markup import element, facts, isolated, table
from cadencecoach.adapters.pages.programme import programme_page
from cadencecoach.adapters.pages.session import SessionPage, session_page
from cadencecoach.core.diary.diary import Diary
from cadencecoach.core.diary.entries import (
    AssessmentMade,
    CausesTicked,
    Done,
    Overrode,
    PainRated,
    ProviderAsked,
    RedFlagsAcknowledged,
    RedFlagsAnswered,
    RoutineDone,
    TrialStarted,
)
from cadencecoach.core.diary.pain import Pain, Quality, RedFlag, Side, When
from cadencecoach.core.outcome.session_facts import SessionState, Source
from cadencecoach.core.outcome.summary import PainLevel, summarise
from cadencecoach.core.trends.trends import run_trend
from cadencecoach.core.values.calendar import Day
from cadencecoach.core.values.units import Frame, frames
from tests.adapters.page_worlds import eight_weeks, page_of, run_alone, run_told
from tests.core.diaries import START, Life, at
from tests.core.eightweeks import EVIL
from tests.core.worlds import short_plan

VOID = {"meta", "br"}
LONG = "x" * 10_000
KEPT = "שלום עולם مرحبا"


class Page(HTMLParser):
    """A page as a browser takes it: the elements, their text, and every open one closed."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.said = ""
        self._open: list[str] = []
        self.feed(page)
        self.close()
        assert self._open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self._open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag

    def handle_data(self, data: str) -> None:
        if "style" not in self._open:
            self.said += data

    def tags(self) -> set[str]:
        return {tag for tag, _ in self.elements}

    def of(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.elements if name == tag]


@pytest.fixture(scope="module")
def ran() -> SessionPage:
    return run_alone()


def said_of(page: SessionPage, **more: object) -> str:
    return Page(session_page(replace(page, session=page.session._replace(**more)))).said


def pages(words: str, ran: SessionPage) -> dict[str, str]:
    return {
        "session": session_page(run_told(ran, words)),
        "programme": programme_page(replace(eight_weeks(words), title=words)),
    }


@pytest.fixture(scope="module")
def tame(ran: SessionPage) -> dict[str, str]:
    return pages("low on the left", ran)


@pytest.fixture(scope="module")
def wild(ran: SessionPage) -> dict[str, str]:
    return pages(EVIL + LONG, ran)


WHICH = pytest.mark.parametrize("which", ["session", "programme"])


@WHICH
def test_words_from_outside_make_no_element_and_stay_whole(
    which: str, tame: dict[str, str], wild: dict[str, str]
) -> None:
    page = Page(wild[which])
    assert page.tags() == Page(tame[which]).tags()
    assert "script" not in page.tags()
    assert KEPT in page.said
    assert LONG in page.said
    assert "<script>alert(1)</script>" in page.said
    assert "&amp; " in page.said
    for unwanted in ("\x1b", "\x00", "\u202e", "\ud800"):
        assert unwanted not in page.said
    wild[which].encode("utf-8")


@WHICH
def test_nothing_in_a_page_asks_for_anything(which: str, tame: dict[str, str]) -> None:
    page = Page(tame[which])
    for _, attributes in page.elements:
        assert not {name for name in attributes if name.startswith("on")}
        assert not {"src", "srcset", "action", "data", "poster"} & set(attributes)
        assert (attributes.get("href") or "#").startswith("#")
        assert "url(" not in re.sub(r"url\(#\w+\)", "", str(attributes))
    assert "://" not in tame[which]
    assert "@import" not in tame[which]


@WHICH
def test_the_policy_allows_the_style_of_the_page_alone(which: str, tame: dict[str, str]) -> None:
    (policy,) = [
        meta["content"]
        for meta in Page(tame[which]).of("meta")
        if meta.get("http-equiv") == "Content-Security-Policy"
    ]
    (look,) = re.findall(r"<style>(.*?)</style>", tame[which], re.DOTALL)
    digest = b64encode(hashlib.sha256(look.encode()).digest()).decode()
    assert policy is not None
    assert policy.startswith("default-src 'none'; ")
    assert f"style-src-elem 'sha256-{digest}'" in policy


@WHICH
def test_a_page_can_be_heard(which: str, tame: dict[str, str]) -> None:
    page = Page(tame[which])
    assert page.of("html") == [{"lang": "en"}]
    order = [tag for tag, _ in page.elements if tag in ("h1", "h2", "figure", "table")]
    assert order.count("h1") == 1
    assert order[0] == "h1"
    drawings = page.of("svg")
    assert len(drawings) == 2 * order.count("figure")
    assert all(one["role"] == "img" and one["aria-label"] for one in drawings)
    # Behind each chart a table, before the next chart.
    parts = " ".join(order).split("figure")[1:]
    assert parts
    assert all("table" in part for part in parts)
    assert all(head.get("scope") in ("col", "row") for head in page.of("th"))
    ids = [one["id"] for _, one in page.elements if one.get("id")]
    assert len(ids) == len(set(ids))


@WHICH
def test_the_same_records_make_the_same_page(
    which: str, tame: dict[str, str], ran: SessionPage
) -> None:
    assert pages("low on the left", ran)[which] == tame[which]


def _luminance(colour: str) -> float:
    shares = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in shares]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("name", ["ink", "quiet", "cadence", "beat", "pain"])
@pytest.mark.parametrize("which", [0, 1])
def test_what_is_drawn_stands_out_from_the_paper(name: str, which: int) -> None:
    light, dark = sorted(_luminance(COLOURS[key][which]) for key in (name, "paper"))[::-1]
    assert (light + 0.05) / (dark + 0.05) >= 4.5  # WCAG 2.2, 1.4.3


def test_pain_that_was_not_told_is_unknown(ran: SessionPage) -> None:
    life = Life()
    told = run_trend(life.diary, life.run(0))
    summary = replace(ran.summary, pain=())
    said = Page(session_page(replace(ran, summary=summary, told=told))).said
    assert "Beforeunknown" in said
    assert "Afterunknown" in said
    assert "Next morningunknown" in said
    assert "0/10" not in said


def test_the_course_of_pain_is_told_with_onset_and_slope(ran: SessionPage) -> None:
    life = Life()
    run = life.run(0, before=2, pain=((600.0, 2), (1200.0, 4)))
    said = Page(session_page(replace(ran, told=run_trend(life.diary, run), diary=life.diary))).said
    assert "First rose inminute 21" in said
    assert "Changed by+1.0 every 10 minutes" in said


def test_the_page_of_a_run_has_what_was_told_and_decided_around_it(ran: SessionPage) -> None:
    said = Page(session_page(run_told(ran, "low on the left"))).said
    for wanted in (
        "Before3/10",
        "After4/10",
        "Next morning2/10",
        "First rose inminute 2",
        "Sideleft 2, unknown 1",
        "Kindache 2, unknown 1",
        "Where, in the runner's wordslow on the left",
        "ran although advised against it: low on the left",
        "hold (level 1): low on the left",
        "Cadence froma watch, file low on the left",
        "First third",
    ):
        assert wanted in said, wanted


def test_a_level_after_a_run_that_gets_its_side_later_counts_once() -> None:
    life = Life()
    run = life.run(0)
    sided = Pain(3, Side.LEFT, Quality.ACHE)
    for hour, pain in ((9.0, Pain(3)), (9.1, sided)):
        life.write(PainRated(at(0, hour), When.AFTER, pain, run.session))
    life.rate(1, 2, When.MORNING)
    assert life.diary.around(run) == (sided, Pain(2))
    said = Page(programme_page(page_of(life.diary, Day(START + 1)))).said
    assert "Sideleft 1, unknown 1" in said


def test_what_was_told_beside_a_level_is_not_gone_where_the_level_is_told_again() -> None:
    life = Life()
    run = life.run(0)
    sharp = Pain(3, Side.LEFT, Quality.SHARP, limping=True)
    for hour, pain in ((9.0, Pain(3)), (9.1, sharp), (9.2, Pain(3))):
        life.write(PainRated(at(0, hour), When.AFTER, pain, run.session))
    assert life.diary.around(run) == (sharp, Pain(3))


def test_speed_is_shown_where_it_was_measured(ran: SessionPage) -> None:
    assert any(ran.speeds)
    fast = session_page(replace(ran, speeds=(2.5,) * len(ran.speeds)))
    assert "Mean speed</dt><dd>9.0 km/h" in fast
    assert fast.count(">9.0 km/h<") == 1 + -(-len(ran.speeds) // 60)
    assert "Below it speed, mean 9.0 km/h." in fast
    none = Page(session_page(replace(ran, speeds=()))).said
    assert "km/h" not in none
    assert "speed" not in none.lower()


def test_a_cue_answered_with_no_is_hollow(ran: SessionPage) -> None:
    hollow = "fill: var(--paper); stroke: var(--beat)"
    assert any(not yes for cue in ran.summary.cues for _, yes in cue.answers)
    assert hollow in session_page(ran)
    agreed = tuple(replace(cue, answers=()) for cue in ran.summary.cues)
    assert hollow not in session_page(replace(ran, summary=replace(ran.summary, cues=agreed)))


def test_a_run_that_nobody_ran_says_so(ran: SessionPage) -> None:
    assert "A simulated runner: nobody ran this." in said_of(ran, source=Source.SIMULATED)
    assert "A replayed recording" in said_of(ran, source=Source.REPLAY)
    assert "nobody" not in said_of(ran)


def test_a_session_that_was_cut_off_says_so(ran: SessionPage) -> None:
    assert "did not come to its end" in said_of(ran, state=SessionState.INTERRUPTED)


def test_a_session_of_no_length_is_a_page_too(ran: SessionPage) -> None:
    nothing = replace(ran, summary=summarise(short_plan(), [], Frame(0)), speeds=())
    assert "shorter than a second" in said_of(nothing)


def test_the_minutes_of_the_table_are_those_of_the_run(ran: SessionPage) -> None:
    page = session_page(ran)
    behind, cues = re.findall(r"<details>(.*?)</details>", page, re.DOTALL)
    assert cues.count("<tbody>") == 1
    heard = [int(one) for one in re.findall(r"(\d+) of \d+ s<", behind)]
    assert sum(heard) == sum(point.cadence_spm is not None for point in ran.summary.chart)
    assert behind.count('scope="row"') == -(-len(ran.summary.chart) // 60)


def test_the_programme_says_what_a_physiotherapist_asks_for() -> None:
    said = Page(programme_page(eight_weeks())).said
    for wanted in (
        "No trial of a change of cadence for low back pain was found.",
        "not a medical device",
        "Sideleft ",
        "in 6 of 24 rated runs, in minute 26",
        "step up (level 1)",
        "ran although advised against it: Your back is at 6",
        "2 sessions that nobody ran are left out",
        "saw: overstriding, pelvic drop; a professional found: low on the left, near the pelvis",
        "Pain, week 8 against week 1: better: 4.7 then, 1.8 now",
        "moves you as it asks",
        "swim 1x, 40 min",
        "low on the left, near the pelvis 1x, 55 min",
        "too few to tell: 0 of 10 cues and 0 of 5 runs",
    ):
        assert wanted in said, wanted


def test_what_a_runner_ticked_is_said_to_be_the_runners_view() -> None:
    seen = AssessmentMade(at(0), ("overstride", "arched", "of before"))
    diary = Diary((seen, CausesTicked(at(0), ("sitting", EVIL)), CausesTicked(at(1), ())))
    said = Page(decided_in_weeks(diary, at(0).day, at(1).day)).said
    told = "ticked, in the runner's own view, what may load the back: a lot of sitting, <script>"
    assert told in said
    assert "what may load the back: none" in said
    assert "saw: long strides, arched lower back, of before" in said


def test_no_verdict_from_one_week_and_none_from_nothing() -> None:
    life = Life()
    life.rate(0, 5)
    said = Page(programme_page(page_of(life.diary, Day(START + 3)))).said
    assert "Pain: this is week 1, which later weeks are compared with." in said
    assert "There is one week so far, and nothing to hold it against." in said
    assert "better" not in said
    empty = Page(programme_page(page_of(Diary(), Day(START)))).said
    assert "Nothing was recorded yet." in empty


def test_a_later_week_that_was_hardly_rated_has_no_verdict() -> None:
    life = Life()
    for number in (0, 1, 2, 9):
        life.rate(number, 5)
    said = Page(programme_page(page_of(life.diary, Day(START + 13)))).said
    assert "no verdict, not enough ratings in the later week" in said
    assert "too few ratings" in said


def test_warning_signs_come_first() -> None:
    life = Life()
    life.write(RedFlagsAnswered(at(1), (RedFlag.SADDLE,)))
    page = programme_page(page_of(life.diary, Day(START + 3)))
    assert "Warning signs ticked on Tue 8 Sep 2026: numbness between the legs" in page
    assert page.index("Warning signs") < page.index("<h2>")


def test_the_first_sentence_is_of_the_last_whole_week() -> None:
    life = Life()
    for number, level in ((0, 6), (1, 6), (7, 2), (8, 2), (14, 9), (15, 9)):
        life.rate(number, level)
    for today, begins in (
        (9, "week 1 is the only whole week"),
        (13, "week 2 against week 1: better"),
        (16, "week 2 against week 1: better"),
        (20, "week 3 against week 1: worse"),
    ):
        said = Page(programme_page(page_of(life.diary, Day(START + today)))).said
        assert f"Pain{':' if 'only' in begins else ','} {begins}" in said, today


def test_a_stop_has_its_minute_and_sharp_and_limping_their_days() -> None:
    life = Life()
    life.rate(2, 7, quality=Quality.SHARP)
    life.rate(3, 5, limping=True)
    life.run(5, minutes=11.6)
    stopped = replace(life.diary.runs[-1], stopped=True)
    life.diary = replace(life.diary, runs=(stopped,))
    said = Page(programme_page(page_of(life.diary, Day(START + 6)))).said
    assert "Runs stopped by pain1 of 1: Sat 12 Sep in minute 12" in said
    assert "Sharp paintold on 1 day: Wed 9 Sep" in said
    assert "Limpingtold on 1 day: Thu 10 Sep" in said


def test_pain_in_a_run_is_told_with_all_that_was_said_of_it(ran: SessionPage) -> None:
    life = Life()
    told = run_trend(life.diary, replace(life.run(0), stopped=True))
    felt = PainLevel(Frame(0), frames(725), 6, "left", sharp=True, limping=True)
    summary = replace(ran.summary, pain=(felt,), running=frames(740))
    said = Page(session_page(replace(ran, summary=summary, told=told))).said
    assert "During6/10 at 12:05, sharp, limping" in said
    assert "Stopped by painat 12:20" in said


def test_who_has_looked_at_it_stands_with_its_date() -> None:
    life = Life()
    life.write(RedFlagsAnswered(at(1), (RedFlag.SADDLE,)))
    page = page_of(life.diary, Day(START + 3))
    assert "Nobody is known to have looked at it." in programme_page(page)
    life.write(RedFlagsAcknowledged(at(2)), ProviderAsked(at(3), seen=True))
    page = page_of(life.diary, Day(START + 3))
    said = programme_page(page)
    assert "Seen by a clinician, as the runner said on Wed 9 Sep 2026." in said
    assert "Seen by a clinician for the pain, as the runner said on Thu 10 Sep 2026." in said
    assert "Nobody is known" not in said


def test_exercises_stand_by_week() -> None:
    life = Life()
    for number, how in ((0, Done.ALL), (1, Done.PART), (2, Done.SKIPPED), (8, Done.ALL)):
        life.write(RoutineDone(at(number), "core-activation", how))
    said = programme_page(page_of(life.diary, Day(START + 20)))
    rows = re.findall(
        r'<th scope="row">([^<]*)</th><td>(.*?)</td>', said.partition("Exercises by")[2]
    )
    assert [(week, re.sub("<.*?>", "", done)) for week, done in rows] == [
        ("1, 7 Sep", "core activation 2x"), ("2, 14 Sep", "core activation 1x"),
        ("3, 21 Sep", "none told"),
    ]  # fmt: skip


def test_what_comes_next_stands_on_the_page_of_a_run(ran: SessionPage) -> None:
    said = Page(session_page(replace(ran, ahead=("Next run: Tue 8 Sep.", EVIL)))).said
    assert "What nextNext run: Tue 8 Sep." in said
    assert "What next" not in Page(session_page(ran)).said


def test_a_trial_stands_as_one_persons_log_and_says_nothing_before_its_end() -> None:
    life = Life()
    empty = Page(programme_page(page_of(life.diary, Day(START + 40)))).said
    assert "own trial" not in empty
    life.write(TrialStarted(at(35)))
    for day in range(0, 42, 2):
        life.run(35 + day, 165, morning=2)
    on_the_way = Page(programme_page(page_of(life.diary, Day(START + 60)))).said
    assert "The runner's own trial of the beat" in on_the_way
    assert "Week 4 of 6" in on_the_way
    assert "95 % interval -" not in on_the_way
    over = Page(programme_page(page_of(life.diary, Day(START + 80)))).said
    assert (
        "The difference is +0.0 points (95 % interval -0.5 to +0.5): no clear difference." in over
    )
    assert "One person's log and no study" in over
    assert "began a trial of the beat on the own back" in over


def test_long_lists_are_folded_and_nothing_of_them_is_lost() -> None:
    life = Life()
    for number in range(40):
        life.write(Overrode(at(number), f"reason {number}"))
    page = decided_in_weeks(life.diary, Day(START), Day(START + 40))
    shown, _, folded = page.partition("<details>")
    assert shown.count("<li>") == 10
    assert all(f"reason {number}</bdi>" in page for number in range(40))
    assert "reason 0<" in folded


def test_many_weeks_keep_the_first_and_the_newest() -> None:
    life = Life()
    life.rate(0, 5)
    page = page_of(life.diary, Day(START + 7 * 40))
    said = Page(programme_page(page)).said
    assert "1, 7 Sep" in said
    assert "\N{BLACK CIRCLE}" not in said
    assert len(re.findall(r"\d+, \d+ [A-Z][a-z]{2}(?! \d)", said)) == 3 * 12
    assert "41, " in said


@given(st.text(), st.text())
def test_text_is_text_wherever_it_stands(one: str, two: str) -> None:
    made = table(one, (two, one), [[one, isolated(two)]])
    page = Page(element("p", one, title=two) + made)
    assert [tag for tag, _ in page.elements if tag != "br" and tag != "bdi"] == [
        "p", "div", "table", "caption", "thead", "tr", "th", "th", "tbody", "tr", "th", "td",
    ]  # fmt: skip


def test_long_words_take_a_whole_line_and_not_pages_of_a_column() -> None:
    assert 'class="long"' in facts([("Note", isolated("x" * 200))])
    assert "class" not in facts([("Note", isolated("low on the left")), ("Pain", "4/10")])


def test_weeks_of_years_stand_side_by_side_with_a_gap_for_those_left_out() -> None:
    assert places_of([1, 2, 3]) == [1, 2, 3]
    assert places_of([1, 1419, 1420]) == [1, 3, 4]
    assert places_of([]) == []
