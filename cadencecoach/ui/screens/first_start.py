"""What is set at the very first start; everything else has a default."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual import on

from cadencecoach.app.ports import PreferenceStore
from cadencecoach.ui.ink import Ink, Line, Span
from cadencecoach.ui.screens.settings import SettingsScreen
from cadencecoach.ui.setting_rows import CADENCE, SIDES, VOLUME, Setting, click_setting
from cadencecoach.ui.widgets.row_list import RowList


class HearScreen(SettingsScreen):
    """How loud and how the click sounds, heard before the first run; Enter goes on."""

    HEADING: ClassVar[Line] = (Span("● ", Ink.TARGET), Span("Hear it", Ink.STRONG))
    INTRO: ClassVar[Line] = (
        Span("Put the earphones in. ", Ink.PLAIN),
        Span("space plays the click, and again the voice.", Ink.DIM),
    )
    KEYS: ClassVar[tuple[tuple[str, str], ...]] = (
        ("space", "hear click, then voice"),
        ("←/→", "change"),
        ("Enter", "go on"),
    )

    @staticmethod
    def offered(store: PreferenceStore) -> Sequence[Setting]:
        """What ears differ in."""
        return (VOLUME, click_setting(store.clicks), SIDES)

    @on(RowList.Taken)
    def _done(self) -> None:
        self.action_back()


class KnownCadenceScreen(HearScreen):
    """The own cadence of a runner who knows it."""

    HEADING: ClassVar[Line] = (Span("● ", Ink.TARGET), Span("Your own cadence", Ink.STRONG))
    INTRO: ClassVar[Line] = (
        Span("Steps a minute, both feet, when you run easily: ", Ink.PLAIN),
        Span("type three digits.", Ink.DIM),
    )
    KEYS: ClassVar[tuple[tuple[str, str], ...]] = (
        ("digits", "type it"),
        ("←/→", "change"),
        ("Enter", "go on"),
    )

    @staticmethod
    def offered(_store: PreferenceStore) -> Sequence[Setting]:
        """One row."""
        return (CADENCE,)
