"""Every act of `app/` is held to the law of acts, or there is one door to it and a reason why."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Final

from tests.app import test_acts, test_acts_of_outings
from tests.app.acts import ACTS
from tests.app.finding_acts import Code

APP: Final = "cadencecoach.app."
FOUND_OUT: Final = {"cadencecoach.adapters.store.sqlite.Store.recover"}
"""Who asks after a run that was cut off writes down that it was: nobody told that."""

PENS: Final = {
    "diary.logbook.Logbook.do",
    "diary.logbook.Logbook.write",
    "diary.logbook.Logbook.apply_due",
    "diary.journal.JournalOfHome.do",
    "home.Home.change_settings",
}
"""What any act may write with."""

A_RUN_BEGINS: Final = "test_a_run_that_begins_writes_the_same_through_either_door"
BROUGHT_HOME: Final = "test_a_run_brought_home_is_the_same_session_through_either_door"
MEASURED: Final = (
    "test_a_cadence_that_a_run_measured_is_written_the_same_with_the_next_act_or_when_it_is_kept"
)
TAKEN_ALONG: Final = "test_a_run_taken_along_is_noted_the_same_through_either_door"

BOTH_DOORS: Final = {
    "diary.activities.note_activity": "a swim",
    "diary.activities.take_back_activity": "a slip",
    "diary.assessment.record_assessment": "form",
    "diary.baselines.BaselinesInDiary.keep": MEASURED,
    "diary.baselines.note_typed": "a cadence typed",
    "diary.baselines.take_back": "deleted with the own cadence it set",
    "diary.causes.tick_causes": "causes",
    "diary.programme.pause_programme": "pause",
    "diary.programme.resume_programme": "resume",
    "diary.programme.start_programme": "start the programme",
    "diary.ratings.CheckIn.act": "a rating",
    "diary.shoes.add_shoes": "shoes",
    "diary.shoes.retire_shoes": "shoes retired",
    "diary.trial.start_trial": "a trial",
    "diary.trial.stop_trial": "a trial given up",
    "diary.journal.JournalOfHome.overrule": A_RUN_BEGINS,
    "exercise.routine_log.log_routine": "a routine ticked",
    "footpod.footpods.FootpodsHere.choose": "a footpod chosen",
    "footpod.own_pods.count_as": "what a footpod counts",
    "footpod.own_pods.forget_pod": "a footpod forgotten",
    "footpod.own_pods.make_own": "a footpod paired",
    "plans.PlansOnShelf.choose": "a plan chosen",
    "preferences.PreferencesInFile.save": "a cadence typed",
    "review.outing_import.answer_afterwards": BROUGHT_HOME,
    "review.outing_import.bring_home": BROUGHT_HOME,
    "review.run_notes.write": "of a run, later",
    "review.session_log.discard": "deleted",
    "review.session_log.keep": "brought back",
    "run.gate.overrule": A_RUN_BEGINS,
    "run.gate.pass_gate": A_RUN_BEGINS,
    "run.gate.write_due": A_RUN_BEGINS,
    "run.outings.drop": "an outing that nobody ran",
    "run.outings.ran": "an outing without a watch",
    "run.rendered_run.write_along": TAKEN_ALONG,
}
"""Each with its case of the law, or with a test of its own."""

ONE_DOOR: Final = {
    "backup.restore": "a command: nothing may have the log open while it is put aside",
    "diary.baselines.BaselinesInDiary.set_ceiling": "the screen: a note on the hips is read before",
    "exercise.routine_player.PlayedRoutine.run": "each door plays by it, and logs by `log_routine`",
    "footpod.footpods.FootpodsHere.calibrate": "the screen: somebody runs with the beat, and looks",
    "footpod.footpods.FootpodsHere.watch": "a link that is held: what the pod says is noted",
    "footpod.on_air.watch": "a link that is held: what the pod says is noted",
    "review.session_log.fix_cadence": "a command: `show` names it where a session counts oddly",
    "review.session_log.purge": "a command: nothing brings back what one key would remove",
    "review.watch_baseline.keep_asked": "a command: the app imports no file that is no outing",
    "review.watch_baseline.take_in_baseline": "a command, likewise",
    "review.watch_import.add_run": "a command, likewise",
    "review.watch_import.take_in": "a command, likewise",
    "review.watch_import.take_in_folder": "a command, likewise",
    "run.new_run.cadence_source": "a link that is held: what the pod says is noted",
    "run.outings.next_to_ask_about": "the app asks about one, as it is opened",
    "run.outings.to_ask_about": "a command asks about all, after a sound was made",
    "run.presses.PressedRun.close": "every door's run: earphones that pressed are known again",
    "run.warning_sign.keep_sign": "every door's run: the session calls it, whoever said the word",
    "sound.own_cues.add_cue": "a command: a voice is installed and a file is named there",
    "sound.own_cues.remove_cue": "a command, where they are listed and added",
    "wear.before.BeforeRun.keep": "a run without a screen: a third door to `CheckIn.act`",
}
"""Each with where it is, and why there alone."""


def acts() -> Iterator[str]:
    code = Code(FOUND_OUT)
    writers = code.writers()
    pens = {f"{APP}{name}" for name in PENS}
    for name, one in code.functions.items():
        if not name.startswith(APP) or not one.public or name in pens:
            continue
        gives = one.node.returns
        if (isinstance(gives, ast.Name) and gives.id in {"Act", "DiaryChange"}) or any(
            called in pens or not called.startswith(APP)
            for called in code.called_directly(name) & writers
        ):
            yield name.removeprefix(APP)


def test_every_act_is_held_to_the_law_or_says_why_there_is_one_door() -> None:
    found = set(acts())
    assert found - {*BOTH_DOORS, *ONE_DOOR} == set(), "acts that stand in neither list"
    assert {*BOTH_DOORS, *ONE_DOOR} - found == set(), "there are no such acts"
    assert not BOTH_DOORS.keys() & ONE_DOOR.keys()
    assert all(ONE_DOOR.values())
    laws = {name for module in (test_acts, test_acts_of_outings) for name in vars(module)}
    assert set(BOTH_DOORS.values()) <= {*ACTS, *laws}
