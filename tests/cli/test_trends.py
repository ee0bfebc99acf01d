"""`trends` says the same as text and as a document, from an empty log and from a year of runs."""

from __future__ import annotations

import json
from dataclasses import replace

from cadencecoach.cli.commands.trends import trends_lines
from cadencecoach.core.trends.document import SCHEMA, trends_document
from cadencecoach.core.values.calendar import iso
from tests.cli.conftest import Run
from tests.core.eightweeks import EVIL, eight_weeks_lived

FOUND = eight_weeks_lived().found


def test_nothing_recorded_is_a_line_and_an_empty_document(command: Run) -> None:
    said = command("trends")
    assert (said.code, said.err) == (0, "")
    assert said.out == "Nothing was recorded yet. The first run, or rating, shows here.\n"
    (document,) = command("trends", "--json").records
    assert document["schema"] == SCHEMA
    assert document["weeks"] == document["runs"] == document["cues"] == []
    assert document["missing"] == ["Nothing was recorded yet."]


def test_the_text_has_the_verdict_each_week_the_cues_and_what_is_missing() -> None:
    text = "\n".join(trends_lines(FOUND))
    assert text.startswith("Pain, week 8 against week 1: better: 4.7 then, 1.8 now.\nA change is ")
    for line in (
        "   8  Mon 26 Oct     3  112    87   -  160     170     165       91 %   16 %     1.5",
        "   8  1.7 (3 of 3)  2.5 (2 of 3)  1.3 (3 of 3)  1.8 (6 of 7)  better",
        "1  Is my spine neutral? Are my shoul…    96  165/27  +1.4 (+1.2 to +1.7)  moves you as it asks",
        "too few to tell: 0 of 10 cues and 0 of 5 runs",
        "Adherence: 8 runs with a beat had too little footpod data to judge.",
        "2 sessions that nobody ran are left out.",
    ):
        assert line in text, line


def test_of_many_weeks_the_text_has_the_first_and_the_newest() -> None:
    weeks = tuple(replace(FOUND.weeks[0], number=number) for number in range(1, 41))
    lines = trends_lines(replace(FOUND, weeks=weeks))
    heads = [line.split()[0] for line in lines if "Mon 7 Sep" in line]
    assert heads == ["1", *map(str, range(30, 41))]


def test_no_words_from_outside_act_in_a_terminal() -> None:
    text = "\n".join(trends_lines(eight_weeks_lived(EVIL + "x" * 10_000).found))
    assert not {"\x1b", "\x00", "\u202e"} & set(text)
    assert max(map(len, text.splitlines())) < 140


def test_the_document_says_what_was_found() -> None:
    document = json.loads(json.dumps(trends_document(FOUND), allow_nan=False))
    assert document["since"] == iso(FOUND.since)
    assert document["programme"] is True
    newest = document["weeks"][-1]
    assert newest["week"] == 8
    assert newest["pain"] == {"mean": 1.83, "known": 6, "of": 7}
    assert newest["against_first"]["change"] == "better"
    assert document["weeks"][0]["against_first"] is None
    assert document["weeks"][0]["in_band_percent"] == {"mean": None, "known": 0, "of": 0}
    assert {one["day"]: one["pain"] for one in document["days"]} == {
        iso(day): level for day, level in FOUND.levels.items()
    }
    assert len(document["runs"]) == len(FOUND.runs)
    assert [cue["says"] for cue in document["cues"]] == ["helps", "unclear", "too_few"]
    assert document["left_out"] == 2
