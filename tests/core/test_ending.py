"""The end of the weeks: then and now where both are known, and nothing claimed where not."""

from cadencecoach.core.trends.ending import NOT_SHOWN, ending_words
from cadencecoach.core.trends.trends import trends
from cadencecoach.core.values.calendar import Day
from tests.core.diaries import START, Life


def test_pain_and_cadence_are_held_against_week_1() -> None:
    life = Life()
    for day in range(28):
        life.rate(day, 4 if day < 7 else 1)
        if day % 3 == 0:
            life.run(day, 160 if day < 7 else 165)
    said = ending_words(trends(life.diary, {}, Day(START + 28)), 4)
    assert said[0] == "Pain, week 4 against week 1: better: 4.0 then, 1.0 now."
    assert said[1] == "Cadence: 165 steps a minute in week 1, 165 in week 4."
    assert said[2] == "Done: 10 runs, 5:00:00 in all, the quickest beat 165."
    assert said[-1] == NOT_SHOWN


def test_what_was_not_told_is_not_made_up() -> None:
    life = Life()
    said = ending_words(trends(life.diary, {}, Day(START + 30)), 4)
    assert "no verdict" in said[0]
    assert "too little was measured" in said[1]
    assert "0 runs" in said[2]
    assert ending_words(trends(Life().diary, {}, Day(START)), 0)
