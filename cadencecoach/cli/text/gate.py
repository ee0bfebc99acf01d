"""What a gate said before a run, or before a beat left the house, on a terminal."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from cadencecoach.core.values.text import plain

if TYPE_CHECKING:
    from cadencecoach.core.programme.gates import Verdict


def tell_gate(verdict: Verdict) -> None:
    """Print what was changed and what to think of, a line each, on stderr."""
    for line in (*verdict.changes, *verdict.warnings):
        print(f"cadencecoach: {plain(line)}", file=sys.stderr)
