"""What is said once a run is deleted: which own cadence stands, and how to take back what it set."""

from __future__ import annotations

from typing import ClassVar, Generic, TypeVar

from textual.binding import Binding, BindingType

from cadencecoach.app.review.ports import ReviewData
from cadencecoach.app.views import AfterDiscard
from cadencecoach.ui.ink import Line, Span
from cadencecoach.ui.screens.page import Page

Outcome = TypeVar("Outcome")


class TakesBack(Page[Outcome], Generic[Outcome]):
    """A screen on which runs are deleted."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "y", "take_back", "Answer yes: take back the own cadence that a deleted run set, too"
        ),
    ]

    def __init__(self, review: ReviewData) -> None:
        super().__init__()
        self._review = review
        self._set_by: int | None = None
        """The deleted session whose own cadence may be taken back; None where there is none."""

    def say_deleted(self, line: Line, session: int, after: AfterDiscard | None) -> None:
        """Tell of a deleted session, and which own cadence stands; None is not known."""
        self._set_by = None if after is None or after.set_spm is None else session
        self.say(line if after is None else (*line, Span(deleted_words(after))))

    def action_take_back(self) -> None:
        """Take back the own cadence that the deleted run set."""
        session, self._set_by = self._set_by, None
        if session is not None:
            self.do(lambda: self._review.take_back(session), self._took_back)

    def _took_back(self, standing: str) -> None:
        self.say((Span(standing),))
        self.on_screen_resume()  # what is shown may follow from it


def deleted_words(after: AfterDiscard) -> str:
    """Which own cadence stands, and the question where the run set it."""
    if after.set_spm is None:
        return after.standing
    return f"It set your own cadence, {after.set_spm}, which stands. Take that back, too? y"
