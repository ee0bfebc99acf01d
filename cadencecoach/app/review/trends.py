"""The trends of this runner: the diary and the cues of every run, read together."""

from __future__ import annotations

from cadencecoach.adapters.store.cue_history import cues_heard
from cadencecoach.app.diary.logbook import Logbook
from cadencecoach.core.trends.trends import Trends, trends


def trends_of(book: Logbook) -> Trends:
    """The trends up to today. Raises StoreError."""
    heard = cues_heard(book.home.database)
    return trends(book.diary, heard.cues, book.day, heard.left_out)
