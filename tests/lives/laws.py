"""What holds after every act, whoever lives: written from the entries, not with the rules' own code.

Where a law needs to know what was told, it reads the raw entries in the order they were written.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise

from cadencecoach.adapters.store.sqlite import Store
from cadencecoach.app.diary.check_in import interview
from cadencecoach.app.diary.journal import JournalOfHome
from cadencecoach.app.diary.logbook import Logbook, open_logbook
from cadencecoach.app.diary.questions import Ask, open_of_run
from cadencecoach.cli.commands.programme import today_document
from cadencecoach.core.diary import entries as en
from cadencecoach.core.diary.diary import Diary, Run
from cadencecoach.core.diary.pain import Pain, Quality, RedFlag, When
from cadencecoach.core.diary.pain_during_run import During, during
from cadencecoach.core.plan.plan import Plan, Stage, StageKind
from cadencecoach.core.programme.calendar_days import morning_to_ask, run_to_ask
from cadencecoach.core.programme.gates import Go, Verdict
from cadencecoach.core.programme.own_cadence import own_cadence
from cadencecoach.core.programme.referral import flags_asked, lasts
from cadencecoach.core.programme.steps import unlocked
from cadencecoach.core.programme.today import Today
from cadencecoach.core.values.calendar import Day
from cadencecoach.core.values.units import Spm, frames
from tests.lives.life import Life
from tests.lives.played_run import laws_of_a_run
from tests.lives.script import Act, Kind

CALM = 3
NO_RUN = 6
CEILING, RAISED = 180, 190
HALF_DAY_S = 12 * 3600
MOVES = frozenset((Kind.START, Kind.RUN, Kind.RATE, Kind.CADENCE, Kind.CEILING, Kind.DISCARD))
TODAY_EVERY = 4
DOORS_EVERY = 16
ONCE = {
    (Ask.FLAGS, When.NOW),
    (Ask.PROVIDER, When.NOW),
    (Ask.LEVEL, When.MORNING),
    (Ask.LEVEL, When.AFTER),
    (Ask.EFFORT, When.AFTER),
    (Ask.HELD, When.AFTER),
    (Ask.SURFACE, When.AFTER),
}
"""What is asked once."""

FOLLOWS = frozenset((en.StepDecided, en.BaselineSet))
"""What is seen before it is written down."""

FAST = Plan("fast", "Fast", (Stage(StageKind.RUNG, frames(1200), Spm(220)),), None)


def check(life: Life, act: Act, before: Diary) -> Diary:
    """Every law after an act; the diary as it stands. Raises AssertionError.

    Today is looked at after what can move a target, and else after one act in `TODAY_EVERY`; the doors
    are compared after one in `DOORS_EVERY`. In a whole life both are after every act.
    """
    with open_logbook(life.home) as book:
        _log_is_whole(before, book, act)
        looks = life.memory is None or act.kind in MOVES or act.seed % TODAY_EVERY == 0
        _not_asked_again(life, book, looks=looks)
        view = book.today() if looks else None
        verdict = book.verdict(FAST)
        _no_target_above(life, book, view, verdict)
        _gate_is_closed(book, verdict)
        if act.kind in (Kind.RUN, Kind.TAKE_ALONG):
            _gate_was_open(life, before, book.diary)
        _steps_have_reasons(before, book.diary)
        if life.memory is None or act.seed % DOORS_EVERY == 0:
            _every_door_says(life, book, book.today())
        if life.played is not None:
            laws_of_a_run(life.played)
            _log_is_kept(life, book.diary)
        return book.diary


# --- the log -------------------------------------------------------------------------------------


def _log_is_whole(before: Diary, book: Logbook, act: Act) -> None:
    kept = book.store.read().entries
    assert book.diary.entries[: len(kept)] == kept, (
        "what is seen is what is written, and what is due"
    )
    if kept[: len(before.entries)] != before.entries:
        told = [one for one in before.entries if type(one) not in FOLLOWS]
        still = [one for one in kept if type(one) not in FOLLOWS]
        assert still[: len(told)] == told, "nothing that was told is edited or lost"
    if act.kind is not Kind.DISCARD:
        names = [run.session for run in book.diary.runs]
        assert names[: len(before.runs)] == [run.session for run in before.runs], "no run is lost"


def _log_is_kept(life: Life, diary: Diary) -> None:
    """What was played is what the file has, and the diary says the same figures."""
    assert life.played is not None
    run, summary = diary.runs[-1], life.played.summary
    with Store(life.home.database) as store:
        stored = store.load(store.find(run.session).id)
        facts = stored.facts
        assert stored.events == life.played.log, "the log is whole"
    assert abs(run.minutes * 60 - summary.running / 48_000) < 1e-6
    assert facts.headline is not None
    assert abs(facts.headline.running_s - run.minutes * 60) <= 0.1, "a list is rounded"
    assert run.cadence_spm == summary.cadence_spm
    assert (facts.headline.cadence_spm is None) == (run.cadence_spm is None)
    assert abs((facts.headline.cadence_spm or 0) - (run.cadence_spm or 0)) <= 0.1
    assert [level for _, level in run.pain] == [one.level for one in summary.pain]
    assert run.top_spm is None or run.top_spm <= (life.played.setup.plan.cap_spm or 0)


def _not_asked_again(life: Life, book: Logbook, *, looks: bool) -> None:
    """No question is asked that the interview of this act answered."""
    if life.answered is None:
        return
    before_run, answered = life.answered
    asked = _open_questions(book.diary, book.day, before_run=before_run)
    if looks:
        day = JournalOfHome(life.home).day()
        asked |= {(one.ask, one.when) for one in interview(day, before_run=before_run).waiting}
    again = asked & answered & ONCE
    assert not again, f"asked twice: {again}"


def _open_questions(diary: Diary, day: Day, *, before_run: bool) -> set[tuple[Ask, When]]:
    """What nobody has answered yet, of all that is asked once."""
    run = None if before_run else run_to_ask(diary, day)
    asked = set() if run is None else {(one.ask, one.when) for one in open_of_run(run, ())}
    holds = {
        (Ask.FLAGS, When.NOW): not flags_asked(diary),
        (Ask.PROVIDER, When.NOW): not before_run and lasts(diary, day),
        (Ask.LEVEL, When.MORNING): morning_to_ask(diary, day) is not None,
        (Ask.LEVEL, When.AFTER): run is not None,
    }
    return asked | {question for question, true in holds.items() if true}


def _every_door_says(life: Life, book: Logbook, view: Today) -> None:
    """The screen's view and the command's document have the numbers of the logbook."""
    assert JournalOfHome(life.home).day().today == view, "the screen says what the logbook says"
    if view.run is not None:
        assert book.verdict(view.run.plan) == view.gate, "the gate says what today says"
    said, gate = today_document(view, book.ladder), view.gate
    assert (said["gate"] or {}).get("go") == (None if gate is None else gate.go.value)
    assert said["rung"] == view.rung == unlocked(book.diary)
    if book.ladder is not None:
        assert said["target_spm"] == book.ladder.target(view.rung) <= book.ladder.cap_spm


# --- how far and whether -------------------------------------------------------------------------


def _no_target_above(life: Life, book: Logbook, view: Today | None, fast: Verdict) -> None:
    diary = book.diary
    told = [one for one in diary.entries if isinstance(one, en.CeilingSet)]
    ceiling = min(told[-1].ceiling_spm, RAISED) if told else CEILING
    taken_back = {one.session for one in diary.entries if isinstance(one, en.BaselineTakenBack)}
    trusted = [
        one.cadence_spm
        for one in diary.entries
        if isinstance(one, en.BaselineSet)
        and one.session not in taken_back
        and (one.confirmed or 140 <= one.cadence_spm <= 190)
    ]
    for verdict in (fast, *(() if view is None or view.gate is None else (view.gate,))):
        top = max(verdict.plan.targets, default=Spm(0))
        assert verdict.plan.cap_spm is not None
        assert top <= verdict.plan.cap_spm <= ceiling, f"{top} is above the ceiling {ceiling}"
        if trusted:
            assert verdict.plan.cap_spm <= max(trusted) * 1.10, (
                f"{verdict.plan.name}: cap above +10 %"
            )
        first = own_cadence(diary).first_spm
        if first is not None:
            assert top <= first * 1.10, f"{top} is more than 10 % above {first}"
        if trusted and life.honest:
            most = life.runner.own_spm * 1.10 * 1.05
            assert top <= most, f"{top} for an honest runner at {life.runner.own_spm}"


def _gate_is_closed(book: Logbook, verdict: Verdict) -> None:
    diary, today = book.diary, book.day
    if _open_signs(diary.entries):
        assert (verdict.go, verdict.overridable) == (Go.NO, False), "a warning sign is open"
        return
    last = _last_told(diary.entries, today)
    if last is not None and _bad(last.pain) and not _ran_since(diary, last):
        assert verdict.go is Go.NO, f"the back was told to be at {last.pain.level} today"
    if last is None and verdict.go is Go.GO:
        told: list[en.PainRated] = []
        least_s = math.inf
        for one in reversed([*diary.of(en.PainRated)]):
            # What is of a later hour than what was told after it had a clock that was wrong.
            if one.at.utc_s <= least_s:
                told.append(one)
            least_s = min(least_s, one.at.utc_s)
        # Of two that were told in one breath, the later word.
        newest = max(told, key=lambda one: (one.about or one.at.day, one.at.utc_s), default=None)
        assert newest is None or not _bad(newest.pain), "unknown opens no door"


def _gate_was_open(life: Life, before: Diary, after: Diary) -> None:
    new = after.runs[len(before.runs) :]
    if life.gate is None:
        assert not new, "no run through a closed gate"
        return
    assert life.gate.go is not Go.NO or life.gate.overridable
    assert not _open_signs(before.entries), "no run while a warning sign is open"
    if life.gate.go is Go.NO:
        overrode = [*after.of(en.Overrode)]
        assert len(overrode) > len([*before.of(en.Overrode)]), (
            "who runs against advice is written down"
        )


def _open_signs(entries: Sequence[en.Entry]) -> set[RedFlag]:
    found: set[RedFlag] = set()
    for one in entries:
        if isinstance(one, en.RedFlagsAcknowledged):
            found = set()
        elif isinstance(one, en.RedFlagsAnswered):
            found |= set(one.flags)
    return found


def _last_told(entries: Sequence[en.Entry], day: Day) -> en.PainRated | None:
    told = [
        one
        for one in entries
        if isinstance(one, en.PainRated)
        and one.when is not When.AFTER
        and (one.about or one.at.day) == day
    ]
    return told[-1] if told else None


def _ran_since(diary: Diary, rating: en.PainRated) -> bool:
    """Whether a run of the same day may have told of the back since, also one that was discarded."""
    day = rating.about or rating.at.day
    after = (
        isinstance(one, en.PainRated)
        and one.when is When.AFTER
        and one.at.day == day
        and one.at.utc_s >= rating.at.utc_s
        for one in diary.entries
    )
    return any(run.day == day for run in (*diary.runs, *diary.deleted)) or any(after)


def _bad(pain: Pain) -> bool:
    return pain.level >= NO_RUN or pain.limping or pain.quality is Quality.SHARP


# --- why the ladder moved ------------------------------------------------------------------------


def _steps_have_reasons(before: Diary, after: Diary) -> None:
    seen = [*before.of(en.StepDecided)]
    if [*after.of(en.StepDecided)] == seen:
        return
    steps = [(n, one) for n, one in enumerate(after.entries) if isinstance(one, en.StepDecided)]
    # A run that is discarded now gave its reason, too.
    runs = max(after.runs, before.runs, key=len)
    for n, step in steps:
        if step in seen:
            continue
        known = Diary(after.entries[:n], runs)
        assert step.reason, "a step has a reason"
        if step.step is en.Step.UP:
            _is_earned(known, step)
        elif step.step is en.Step.BACK:
            assert any(_calls_for_back(known, run) for run in runs) or _hard(known), (
                f"no rating calls for a step back: {step.reason}"
            )
    ups = [step.at.day for _, step in steps if step.step is en.Step.UP]
    assert all(later - earlier >= 7 for earlier, later in pairwise(ups)), "a rung a week at most"


def _is_earned(known: Diary, step: en.StepDecided) -> None:
    assert not _open_signs(known.entries), "no rung while a warning sign is open"
    last = _last_told(known.entries, step.at.day)
    after = [
        one
        for one in known.entries
        if isinstance(one, en.PainRated) and one.when is When.AFTER and one.at.day == step.at.day
    ]
    in_a_run = [
        level
        for run in known.runs
        if run.day == step.at.day
        and (last is None or run.at.utc_s >= last.at.utc_s)
        and run.at.utc_s < step.at.utc_s
        for _, level in run.pain
    ]
    assert last is not None or after or in_a_run, "no rung on a back that was not rated today"
    if in_a_run and not after:
        assert in_a_run[-1] <= CALM, f"a rung at {in_a_run[-1]} while running"
    elif last is not None and not after:
        assert last.pain.level <= CALM, f"a rung at {last.pain.level}"
        assert not _bad(last.pain), "a rung on sharp pain or a limp"
    if step.rule != "two good runs":
        assert step.rung == 1, f"{step.rule} is the first rung"
        return
    changed = [
        one.at.utc_s
        for one in known.entries
        if isinstance(one, en.StepDecided) and one.step is not en.Step.HOLD
    ]
    good = [run for run in known.runs if _is_good(known, run) and run.at.utc_s >= changed[-1]]
    assert len(good) >= 2, f"{len(good)} good runs since the rung before"


def _is_good(diary: Diary, run: Run) -> bool:
    before, after, morning = _before(diary, run), _after(diary, run), _morning(diary, run)
    if run.top_spm is None or before is None or after is None or morning is None:
        return False
    heard = run.coverage_percent or 0
    held = run.in_band_percent if heard >= 80 else None
    if not heard and run.note.held:
        held = 100.0
    calm = after <= CALM and after < before + 2 and morning < before + 2
    whole = run.of_min is None or run.minutes >= min(10, run.of_min / 2) or run.stopped or run.pain
    return calm and held is not None and held >= 70 and not run.stopped and bool(whole)


def _calls_for_back(diary: Diary, run: Run) -> bool:
    before, after, morning = _before(diary, run), _after(diary, run), _morning(diary, run)
    bad = any(
        during(level, before).do is During.STOP for _, level in run.pain
    ) or any(
        during(pain.level, before, sharp=pain.quality is Quality.SHARP, limping=pain.limping).do is During.STOP
        for pain in run.felt
    )  # fmt: skip
    rose = [one for one in (after, morning) if one is not None and before is not None]
    return run.stopped or bad or any(one >= (before or 0) + 2 for one in rose)


def _hard(diary: Diary) -> bool:
    return sum(run.note.effort is not None and run.note.effort >= 7 for run in diary.runs) >= 2


def _before(diary: Diary, run: Run) -> int | None:
    told = [
        one.pain.level
        for one in diary.entries
        if isinstance(one, en.PainRated)
        and 0 <= run.at.utc_s - one.at.utc_s <= HALF_DAY_S
        and (
            one.when in (When.BEFORE, When.NOW)
            or (one.when is When.MORNING and (one.about or one.at.day) == run.at.day)
        )
    ]
    return told[-1] if told else None


def _after(diary: Diary, run: Run) -> int | None:
    told = [
        one.pain.level
        for one in diary.entries
        if isinstance(one, en.PainRated) and one.when is When.AFTER and one.session == run.session
    ]
    return max(told, default=None)


def _morning(diary: Diary, run: Run) -> int | None:
    told = [
        one.pain.level
        for one in diary.entries
        if isinstance(one, en.PainRated)
        and one.when is When.MORNING
        and (one.about or one.at.day) == run.at.day + 1
    ]
    return max(told, default=None)
