"""The tests' own way to hear a program out."""

from __future__ import annotations

import subprocess
import sys

from tests.processes import rest

TALKS = "import sys; sys.stderr.write('e' * 100_000); sys.stdout.write('one\\ntwo\\n'); input()"


def test_a_line_that_came_with_another_is_not_lost() -> None:
    with subprocess.Popen(
        [sys.executable, "-c", TALKS],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    ) as talks:  # fmt: skip
        assert talks.stderr is not None
        assert talks.stderr.read(1) == "e"
        out, err = rest(talks)
    assert out == "one\ntwo\n"
    assert err.startswith("e" * 99_999)
