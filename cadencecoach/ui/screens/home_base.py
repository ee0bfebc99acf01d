"""The ways from home to every screen that needs nothing but the runner's own records."""

from __future__ import annotations

from collections.abc import Callable

from textual.screen import Screen

from cadencecoach.app.ports import Parts
from cadencecoach.core.diary.entries import Sport
from cadencecoach.core.programme import desk
from cadencecoach.errors import CadencecoachError
from cadencecoach.ui.ink import EMPTY, Ink, Line, Span
from cadencecoach.ui.run_flow import check_in, desk_break
from cadencecoach.ui.screens.about import AboutScreen
from cadencecoach.ui.screens.activity import ActivityScreen
from cadencecoach.ui.screens.assessment import AssessmentScreen
from cadencecoach.ui.screens.baseline import BaselineScreen
from cadencecoach.ui.screens.calendar import CalendarScreen
from cadencecoach.ui.screens.causes import CausesScreen
from cadencecoach.ui.screens.footpod import FootpodScreen
from cadencecoach.ui.screens.review import ReviewScreen
from cadencecoach.ui.screens.routine import RoutinesScreen
from cadencecoach.ui.screens.settings import SettingsScreen
from cadencecoach.ui.screens.shoes import ShoesScreen
from cadencecoach.ui.screens.take_back import TakesBack


class Doors(TakesBack[None]):
    """Opens each screen, or says why it cannot be shown; which key does is the home screen's."""

    def __init__(self, parts: Parts) -> None:
        super().__init__(parts.review)
        self._parts = parts

    def open_screen(self, make: Callable[[], Screen[None]]) -> None:
        """A screen, or why it cannot be shown."""
        try:
            screen = make()
        except CadencecoachError as exc:
            self.tell(exc)
        else:
            self.app.push_screen(screen)

    def action_calendar(self) -> None:
        """The programme day by day."""
        self.say(EMPTY)
        self.open_screen(lambda: CalendarScreen(self._parts.journal))

    def action_routines(self) -> None:
        """All exercises."""
        self.open_screen(lambda: RoutinesScreen(self._parts.journal))

    def action_assessment(self) -> None:
        """The own form."""
        self.open_screen(lambda: AssessmentScreen(self._parts.journal))

    def action_activity(self, sport: Sport = Sport.SWIM) -> None:
        """What is done beside the runs, with one of it chosen."""
        self.open_screen(lambda: ActivityScreen(self._parts.journal, sport))

    def action_causes(self) -> None:
        """What may load the back."""
        self.open_screen(lambda: CausesScreen(self._parts.journal))

    def action_shoes(self) -> None:
        """The shoes."""
        self.open_screen(lambda: ShoesScreen(self._parts.journal))

    def action_about(self) -> None:
        """What is known, and what is not."""
        self.open_screen(lambda: AboutScreen(self._parts.about()))

    def action_review(self) -> None:
        """See the sessions."""
        self.open_screen(lambda: ReviewScreen(self._parts.review))

    def action_settings(self) -> None:
        """Change the settings."""
        self.open_screen(lambda: SettingsScreen(self._parts.preferences))

    def action_footpod(self) -> None:
        """Pair a footpod, or choose another source."""
        self.open_screen(lambda: FootpodScreen(self._parts.footpods))

    def action_baseline(self) -> None:
        """The runner's own cadence."""
        self.open_screen(lambda: BaselineScreen(self._parts))

    def action_check_in(self) -> None:
        """How is the back?"""
        self.say(EMPTY)
        self.work(check_in(self, self._parts))

    def remind(self) -> None:
        """Somebody has sat for long."""
        play: Line = (Span("u", Ink.TARGET), Span("  plays the desk routine"))
        self.say((Span(f"{desk.WORDS}  ", Ink.STRONG), *play))

    def action_desk(self) -> None:
        """Two minutes away from the chair."""
        self.work(desk_break(self, self._parts))
