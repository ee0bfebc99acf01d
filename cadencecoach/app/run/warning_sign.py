"""A warning sign that was told while running is kept in the diary the moment it was told."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cadencecoach.app.diary.logbook import open_logbook
from cadencecoach.app.diary.ratings import CheckIn
from cadencecoach.core.diary.pain import RedFlag
from cadencecoach.errors import CadencecoachError

if TYPE_CHECKING:
    from cadencecoach.app.home import Home


def keep_sign(home: Home) -> str:
    """Write it down; one line where the log does not take it, else nothing."""
    try:
        with open_logbook(home) as book:
            book.do(CheckIn(flags=(RedFlag.IN_A_RUN,)).act)
    except CadencecoachError as exc:
        return f"the warning sign is not written down: {exc.message}; tell it at the check-in"
    return ""
