"""What a runner may set, each heard and seen as it is changed, kept when the screen is left."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from functools import partial
from typing import ClassVar, Final

from textual import on
from textual.binding import Binding, BindingType
from textual.events import Key
from textual.message import Message
from textual.widget import Widget

from cadencecoach.app.ports import PreferenceStore
from cadencecoach.app.views import Preferences
from cadencecoach.core.values.units import Spm
from cadencecoach.errors import CadencecoachError
from cadencecoach.ui.ink import EMPTY, Ink, Line, Span
from cadencecoach.ui.screens.page import Page, one_line
from cadencecoach.ui.setting_rows import Setting, all_settings, setting_row
from cadencecoach.ui.widgets.paper import Paper
from cadencecoach.ui.widgets.row_list import RowList

_OWN: Final = "Your own, with no beat in your ears?   y  it is, and my cap moves   n  no"


class SettingsScreen(Page[None]):
    """A row for each setting; left and right change it."""

    class Heard(Message):
        """The sound began, or why not."""

        def __init__(self, error: CadencecoachError | None) -> None:
            super().__init__()
            self.error = error

    HEADING: ClassVar[Line] = (Span("Settings", Ink.STRONG),)
    INTRO: ClassVar[Line] = (Span("They hold from the next run on.", Ink.DIM),)
    KEYS: ClassVar[tuple[tuple[str, str], ...]] = (
        ("↑/↓", "choose"),
        ("←/→", "change"),
        ("space", "hear click, then voice"),
        ("Esc", "keep and leave"),
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left", "turn(-1)", "The value before"),
        Binding("right", "turn(1)", "The next value"),
        Binding("space", "hear", "Hear the click; again, the voice"),
    ]

    def __init__(self, store: PreferenceStore) -> None:
        super().__init__()
        self._store = store
        self._preferences = Preferences()
        self._clicked = False
        """Whether the click was heard last."""
        self._before: Spm | None = None
        """The own cadence as it was when the screen was opened."""
        self._settings = self.offered(store)
        self._digits = ""
        self._refused = False
        self._asking = False
        """Whether a doubtful cadence is asked about."""
        self._intro: Paper[Line] = Paper(one_line, widget_id="intro")
        self._list = RowList(self._row, widget_id="settings")

    @staticmethod
    def offered(store: PreferenceStore) -> Sequence[Setting]:
        """The settings of this screen."""
        return all_settings(store.clicks, store.voices)

    def body(self) -> Iterable[Widget]:
        """What it is about, and the rows."""
        return (self._intro, self._list)

    def on_mount(self) -> None:
        """Show what is in force."""
        self.head.show(self.HEADING)
        self._intro.show(self.INTRO)
        try:
            self._preferences = self._store.load()
            self._before = self._preferences.cadence_spm
        except CadencecoachError as exc:
            self.tell(exc)
        self._list.show(len(self._settings))
        self._list.focus()

    def _row(self, index: int, width: int) -> Line:
        return setting_row(self._settings[index], self._preferences, width)

    def _change(self, preferences: Preferences) -> None:
        self._refused = self._asking = False
        if preferences.theme != self._preferences.theme:
            self.app.theme = preferences.theme
        self._preferences = preferences
        self._list.refresh()

    def on_key(self, event: Key) -> None:
        """Three digits are a number, where one can be typed; y or n where something is asked."""
        if self._asking and event.key in {"y", "n"}:
            event.stop()
            self._save(sure=event.key == "y")
            return
        setting = self._settings[self._list.cursor]
        if setting.typed is None or not (event.character or "").isdecimal():
            self._digits = ""
            return
        self._digits = (self._digits + (event.character or ""))[-3:]
        if len(self._digits) == 3:
            self._change(setting.typed(self._preferences, int(self._digits)))
            self._digits = ""
            event.stop()

    def action_turn(self, by: int) -> None:
        """The next value of the chosen setting."""
        self._change(self._settings[self._list.cursor].turn(self._preferences, by))

    def action_hear(self) -> None:
        """Hear the click as it is set, and the next time the voice, in turn."""
        store = self._store
        self._hear(store.hear_voice if self._clicked else store.hear_click)
        self._clicked = not self._clicked

    def _hear(self, play: Callable[[Preferences], None]) -> None:
        # In a thread: a sound server that hangs holds up whoever opens it for seconds.
        self.say((Span("opening the sound …", Ink.DIM),))
        asked = partial(self._play, play, self._preferences)
        self.run_worker(asked, group="sound", thread=True)

    def _play(self, play: Callable[[Preferences], None], preferences: Preferences) -> None:
        error = None
        try:
            play(preferences)
        except CadencecoachError as exc:
            error = exc
        self.post_message(self.Heard(error))

    @on(Heard)
    def _heard(self, event: Heard) -> None:
        if event.error is None:
            self.say(EMPTY)
        else:
            self.tell(event.error)

    def action_back(self) -> None:
        """Keep the settings and leave, once a doubtful cadence was asked about.

        Stay where they cannot be kept, and say why.
        """
        if self._asking:
            self._save(sure=False)
            return
        if self._refused and not self.acting:
            self.dismiss(None)
            return
        self._refused = True  # then once more leaves
        kept = self._preferences
        self.do(lambda: self._store.doubt(kept), self._ask)

    def _ask(self, doubt: str) -> None:
        if not doubt:
            self._save(sure=True)
            return
        self._asking = True
        self.say((Span("! ", Ink.WARN), Span(doubt), Span(f"  {_OWN}", Ink.STRONG)))

    def _save(self, *, sure: bool) -> None:
        """Keep all of them; the cadence as it was where the runner is not sure of it."""
        self._asking = False
        kept = self._preferences if sure else replace(self._preferences, cadence_spm=self._before)
        self.do(lambda: self._store.save(kept, sure=sure), self.dismiss)
