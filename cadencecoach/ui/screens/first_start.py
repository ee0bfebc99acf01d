"""The few questions of the very first start; everything else has a default."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual import on

from cadencecoach.app.ports import PreferenceStore
from cadencecoach.ui.ink import Ink, Line, Span
from cadencecoach.ui.screens.settings import SettingsScreen
from cadencecoach.ui.setting_rows import CADENCE, SIDES, VOLUME, Setting, click_setting
from cadencecoach.ui.widgets.row_list import RowList


class FirstStartScreen(SettingsScreen):
    """Cadence, sides, volume and click; Enter goes on to Today."""

    HEADING: ClassVar[Line] = (
        Span("● ", Ink.TARGET),
        Span("Welcome to CadenceCoach", Ink.STRONG),
    )
    INTRO: ClassVar[Line] = (
        Span("Four things, then the first run. ", Ink.PLAIN),
        Span("Put the earphones in and press h and w.", Ink.DIM),
    )
    KEYS: ClassVar = (
        ("↑/↓", "choose"),
        ("←/→", "change"),
        ("h", "hear the click"),
        ("w", "hear the words"),
        ("Enter", "done"),
    )

    @staticmethod
    def offered(store: PreferenceStore) -> Sequence[Setting]:
        """What cannot be guessed."""
        return (CADENCE, SIDES, VOLUME, click_setting(store.clicks))

    @on(RowList.Taken)
    def _done(self) -> None:
        self.action_back()
