"""`doctor`: tries everything a run needs, and says what works, what does not, and what to do."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, Any, Final

from cyclopts import Parameter

from cadencecoach.cli.interrupts import ctrl_c_raises
from cadencecoach.cli.json_line import print_json
from cadencecoach.cli.options import AsJson
from cadencecoach.cli.terminal import attended
from cadencecoach.core.values.text import plain

if TYPE_CHECKING:
    from cadencecoach.app.doctor import Examined

SCHEMA: Final = 1
"""Of the document made here."""


def doctor(
    *, as_json: Annotated[AsJson, Parameter(help="One document; asks nothing.")] = False
) -> None:
    """Try everything a run needs: what works, what does not, what to do."""
    sys.exit(examine(as_json=as_json, terminal=attended()))


def examine(*, as_json: bool, terminal: bool) -> int:
    """Try everything and print it; the exit code of the first thing no run can begin without.

    On a terminal, the runner is asked whether the test click was heard; not for JSON.
    """
    from cadencecoach.app.doctor import findings

    ctrl_c_raises()
    found: list[Examined] = []
    asked = terminal and not as_json
    for finding in findings(
        terminal=terminal, heard=_yes if asked else None, tell=print if asked else None
    ):
        found.append(finding)
        if not as_json:
            print("\n".join(_lines(finding)), flush=True)
    code = next((one.exit_code for one in found if not one.works and one.exit_code), 0)
    if as_json:
        print_json(_document(found, code))
    else:
        print(f"\nA run {'can begin' if code == 0 else 'cannot begin before that is mended'}.")
    return code


def _yes(question: str) -> bool:
    try:
        return input(question).strip().casefold().startswith("y")
    except EOFError:
        return False


def _lines(finding: Examined) -> list[str]:
    mark = "ok " if finding.works else "NOT"
    lines = [f"{finding.area:<9} {mark}  {plain(finding.found)}"]
    if finding.advice and not finding.works:
        lines.append(f"{'':<9}      → {plain(finding.advice)}")
    return lines


def _document(findings: Sequence[Examined], code: int) -> dict[str, Any]:
    return {
        "schema": SCHEMA,
        "can_run": code == 0,
        "exit_code": code,
        "checks": [
            {
                "area": one.area,
                "works": one.works,
                "found": plain(one.found),
                "advice": one.advice or None,
            }
            for one in findings
        ],
    }
