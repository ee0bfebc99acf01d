"""Every document and event line: one line, one way of writing, and no number that is none."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterator
from contextlib import redirect_stdout
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

import cadencecoach
from cadencecoach.cli.json_line import print_json_list
from cadencecoach.core.values.json_text import json_line

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


def test_what_is_no_number_is_unknown() -> None:
    document = {"schema": 1, "a": float("nan"), "b": [1.5, float("inf"), {"c": -float("inf")}]}
    assert json_line(document) == '{"schema":1,"a":null,"b":[1.5,null,{"c":null}]}'


@given(st.dictionaries(st.text(), VALUES, max_size=3))
def test_any_document_is_one_line_of_json(document: dict[str, object]) -> None:
    line = json_line(document)
    assert line.isascii()
    assert "\n" not in line
    assert set(json.loads(line, parse_constant=lambda word: 1 / 0)) == set(document)


@given(st.lists(st.dictionaries(st.text(), VALUES, max_size=3), max_size=4))
def test_a_list_is_printed_as_it_is_read_and_is_the_same_document(items: list[dict]) -> None:
    printed = io.StringIO()

    def read() -> Iterator[dict]:
        for number, item in enumerate(items):
            written = printed.getvalue()
            assert all(json_line(earlier) in written for earlier in items[:number])
            yield item

    with redirect_stdout(printed):
        print_json_list({"schema": 1}, "sessions", read())
    assert printed.getvalue() == json_line({"schema": 1, "sessions": items}) + "\n"


def test_what_a_program_reads_is_written_in_one_place() -> None:
    package = Path(cadencecoach.__file__).parent
    writers = [
        file.relative_to(package).as_posix()
        for room in ("cli", "api", "app", "core", "adapters/export")
        for file in (package / room).rglob("*.py")
        if re.search(r"\bjson\.dump|^from json\b", file.read_text("utf-8"), re.MULTILINE)
    ]
    assert writers == ["core/values/json_text.py"]
