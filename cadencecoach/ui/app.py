"""The app: puts the screens together from what it is given and owns nothing but their colours.

What the screens are made of takes several times as long to load as Textual and a first frame, so it
is loaded behind that frame.
"""

# ruff: noqa: PLC0415 -- see the docstring

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import TYPE_CHECKING, ClassVar, Final

from rich.console import RenderableType
from textual.app import App, SystemCommand
from textual.binding import Binding, BindingType
from textual.command import CommandPalette
from textual.events import Resize
from textual.screen import Screen

from cadencecoach.errors import CadencecoachError
from cadencecoach.ui.screens.help import HelpScreen, key_words
from cadencecoach.ui.screens.opening import OpeningScreen
from cadencecoach.ui.themes import DARK, PALETTES, palette_of, textual_theme

if TYPE_CHECKING:
    from cadencecoach.app.exercise.desk_watch import DeskWatch
    from cadencecoach.app.ports import Parts
    from cadencecoach.core.programme.gates import Verdict
    from cadencecoach.ui.screens.routine import PlayScreen
    from cadencecoach.ui.screens.run import RunScreen
    from cadencecoach.ui.screens.today import TodayScreen

_PALETTE_ROWS: Final = 10
"""Below this the list of the palette may have no row at all."""


class CadenceCoachApp(App[None]):
    """Today at the bottom, everything else above it."""

    CSS_PATH = "cadencecoach.tcss"
    TITLE = "CadenceCoach"
    ENABLE_COMMAND_PALETTE = True
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("question_mark,f1", "help", "This help"),
        Binding("ctrl+q,ctrl+c", "leave", "Quit", show=False, priority=True),
    ]

    def __init__(
        self,
        parts: Parts | Callable[[], Parts],
        *,
        theme: str = DARK.name,
        run_now: Verdict | None = None,
    ) -> None:
        """`parts` may be what loads them: it is called in a thread, behind a first frame in `theme`.

        `run_now` is a gate that was passed: the app begins with that run.
        """
        super().__init__()
        self.fault: Exception | None = None
        """What ended the screen, if nobody left it."""
        self.left_running: RunScreen | None = None
        """A run that has lost its screen and goes on."""
        self._given = parts
        self._parts: Parts
        self._desk: DeskWatch
        self._run_now = run_now
        for name in PALETTES:
            self.register_theme(textual_theme(palette_of(name, self.console.color_system)))
        # Set before anything is drawn: to have it watched would read all styles a second time.
        self.set_reactive(App.theme, theme if theme in PALETTES else DARK.name)
        self.stylesheet.set_variables(self.get_css_variables())

    async def on_mount(self) -> None:
        """Today, or first the questions of the first start, or at once a run."""
        if callable(self._given):
            opening = OpeningScreen()
            self.push_screen(opening)
            self.run_worker(self._load(opening, self._given))
        else:
            self._begin(self._given)

    async def _load(self, opening: OpeningScreen, load: Callable[[], Parts]) -> None:
        shown = asyncio.Event()
        opening.call_after_refresh(shown.set)
        await shown.wait()
        parts = await asyncio.to_thread(_loaded, load)
        self._begin(parts)
        for key in opening.typed:
            self.post_message(key)

    def _begin(self, parts: Parts) -> None:
        from cadencecoach.app.exercise.desk_watch import DeskWatch
        from cadencecoach.core.programme.desk import TICK_EVERY_S
        from cadencecoach.ui.screens.today import TodayScreen

        self._parts = parts
        self._desk = DeskWatch(parts.desk)
        self.set_interval(TICK_EVERY_S, self.tick_at_desk)
        preferences = parts.preferences
        today = TodayScreen(parts)
        if isinstance(self.screen, OpeningScreen):
            self.switch_screen(today)
        else:
            self.push_screen(today)
        try:
            wanted = preferences.theme
        except CadencecoachError as exc:
            today.tell(exc)
        else:
            self.theme = wanted if wanted in PALETTES else DARK.name
        if self._run_now is not None:
            today.run_passed(self._run_now)
        elif preferences.first_start:
            today.welcome()

    def tick_at_desk(self) -> None:
        """Count the time at the desk; on the home screen say when it is enough."""
        from cadencecoach.ui.screens.routine import PlayScreen
        from cadencecoach.ui.screens.run import RunScreen
        from cadencecoach.ui.screens.today import TodayScreen

        moving = any(isinstance(one, RunScreen | PlayScreen) for one in self.screen_stack)
        if self._desk.tick(moving=moving) and isinstance(self.screen, TodayScreen):
            self.run_worker(self._remind(self.screen), group="desk", exclusive=True)

    async def _remind(self, today: TodayScreen) -> None:
        if await self._desk.remind() and self.screen is today:
            today.remind()

    def get_system_commands(self, screen: Screen[object]) -> Iterable[SystemCommand]:
        """What the screen can do, and the colours."""
        for binding in _described(screen):
            yield SystemCommand(
                binding.description,
                key_words(binding.key),
                partial(screen.run_action, binding.action),
            )
        for name in PALETTES:
            title = f"Colours: {name.replace('-', ' ')}"
            yield SystemCommand(
                title, "until the app is left", partial(setattr, self, "theme", name)
            )

    def action_help(self) -> None:
        """The keys of this screen."""
        self.push_screen(HelpScreen(tuple(_described(self.screen))))

    def action_trends(self) -> None:
        """Week against week."""
        from cadencecoach.ui.screens.trends import TrendsScreen

        self.push_screen(TrendsScreen(self._parts.journal))

    def action_leave(self) -> None:
        """Quit; from a run only when asked twice, as with its own key."""
        run = self._run_screen()
        if run is None:
            self.run_worker(self.hang_up())
        else:
            run.action_finish()

    def action_command_palette(self) -> None:
        """All that can be done, in words: not in a run, whose keys are single ones."""
        if self._run_screen() is None and self.size.height >= _PALETTE_ROWS:
            super().action_command_palette()

    def on_resize(self, event: Resize) -> None:
        """Close the palette where its list has no row left: Textual's own keys fail there."""
        if event.size.height < _PALETTE_ROWS and isinstance(self.screen, CommandPalette):
            self.pop_screen()

    async def hang_up(self) -> None:
        """End a run or a routine as its key does, and when it is kept, leave: the window is gone."""
        played = self.left_running or self._run_screen() or self._routine_screen()
        if played is not None:
            await played.end()
        self.exit()

    def panic(self, *_renderables: RenderableType) -> None:
        """End the screen, and never a run along with it; what failed is told by who opened the app."""
        self.fault = self.fault or self._exception
        self.left_running = self.left_running or self._run_screen()
        self._close_messages_no_wait()

    def _fatal_error(self) -> None:
        self.panic()  # without Textual's pages of Python

    def _run_screen(self) -> RunScreen | None:
        if isinstance(self.screen, OpeningScreen):
            return None
        from cadencecoach.ui.screens.run import RunScreen

        return next((s for s in self.screen_stack if isinstance(s, RunScreen)), None)

    def _routine_screen(self) -> PlayScreen | None:
        if isinstance(self.screen, OpeningScreen):
            return None
        from cadencecoach.ui.screens.routine import PlayScreen

        return next((s for s in self.screen_stack if isinstance(s, PlayScreen)), None)


def _loaded(load: Callable[[], Parts]) -> Parts:
    """What it loads, and the screen that shows it."""
    from cadencecoach.ui.screens import today  # noqa: F401

    return load()


def _described(screen: Screen[object]) -> Iterator[Binding]:
    """The bindings a screen and its focused widget explain, each action once, if it can be done."""
    seen: set[str] = set()
    for node in (screen, screen.focused):
        if node is None:
            continue
        for cls in type(node).__mro__:
            for binding in vars(cls).get("BINDINGS", ()):
                if (
                    isinstance(binding, Binding)
                    and binding.show
                    and binding.description
                    and binding.action not in seen
                    and node.check_action(binding.action.partition("(")[0], ()) is not False
                ):
                    seen.add(binding.action)
                    yield binding
