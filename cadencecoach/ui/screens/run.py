"""The only screen that is read while moving: three numbers, one chart, few words, single keys."""

from __future__ import annotations

import asyncio
import enum
from dataclasses import dataclass, replace
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.events import Key, Resize
from textual.message import Message
from textual.reactive import reactive
from textual.screen import Screen
from textual.timer import Timer

from cadencecoach.app.run.ports import RunDriver
from cadencecoach.core.control.words import command_from
from cadencecoach.core.events import Door, PainNoted
from cadencecoach.core.run.view import ChartPoint, RunView
from cadencecoach.core.values.units import SAMPLE_RATE, Frame, Frames
from cadencecoach.errors import CadencecoachError
from cadencecoach.ui.ink import EMPTY, Ground, Ink, Line, Span, fitted
from cadencecoach.ui.lines import run
from cadencecoach.ui.lines.chart import Chart, chart_lines
from cadencecoach.ui.lines.page import keys_lines, too_small_lines
from cadencecoach.ui.pain_keys import PATIENCE_S, complete, with_word, words_more
from cadencecoach.ui.run_room import Room, keys_for, room_for
from cadencecoach.ui.widgets.paper import Paper
from cadencecoach.ui.widgets.pulse import Pulse

CHART_SECONDS_PER_DOT = 2
"""Five minutes on 80 columns: a rung and what came before it."""


class Asking(enum.Enum):
    """What the next key answers: the question at length, and for a small screen."""

    NOTHING = ("",)
    PAIN = (
        "Pain in the back now?   0 none … 9, t = 10   Esc leaves it",
        "Pain now?  0-9, t = 10  Esc leaves",
    )
    MORE = ("a word more on the pain",)
    FINISH = (
        "Finish this run here?   q or Enter finishes   Esc runs on",
        "Finish here?  q yes  Esc runs on",
    )


@dataclass(frozen=True, slots=True)
class RunEnd:
    """How a run screen was left."""

    session: int | None
    """Id of the stored session, if one was."""

    error: CadencecoachError | None = None
    """Why the run could not begin."""


def read_off(view: RunView) -> RunView:
    """What a runner can read off a view: two of which that is the same need not both be painted.

    Times are read in whole seconds. Bars move with them, and the pulse by itself from beat to beat.
    """
    left, age_s, spm = view.next_cue_in, view.sensor.age_s, view.live_spm
    beat, percent = view.beat, view.in_band_percent
    return replace(
        view,
        frame=Frame(0),
        running=_whole(view.running),
        stage_left=_whole(view.stage_left),
        covered=_whole(view.covered),
        next_cue_in=None if left is None else Frames(-_whole(Frames(-left))),
        live_spm=None if spm is None else float(round(spm)),
        in_band_percent=None if percent is None else float(round(percent)),
        sensor=replace(view.sensor, age_s=None if age_s is None else float(int(age_s))),
        rungs=tuple(replace(one, share_done=float(one.share_done >= 1)) for one in view.rungs),
        beat=None if beat is None else replace(beat, number=0, at=Frame(0)),
    )


def _whole(length: Frames) -> Frames:
    return Frames(length // SAMPLE_RATE * SAMPLE_RATE)


class RunScreen(Screen[RunEnd]):
    """Paints the views of one driver and sends it what the runner presses."""

    class Arrived(Message):
        """A newer view; one that was not painted yet is out of date."""

        def __init__(self, view: RunView) -> None:
            super().__init__()
            self.view = view

        def can_replace(self, message: Message) -> bool:
            """Only the newest view matters."""
            return isinstance(message, RunScreen.Arrived)

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("space", "pause", "Pause, or run on"),
        Binding("plus,equals_sign", "ask('+1')", "Target up by 1"),
        Binding("minus,underscore", "ask('-1')", "Target down by 1"),
        Binding("up,right_square_bracket", "ask('+5')", "Target up by 5"),
        Binding("down,left_square_bracket", "ask('-5')", "Target down by 5"),
        Binding("tab", "ask('skip')", "On to the next stage"),
        Binding("k", "ask('stay here')", "Keep this target: it works best"),
        Binding("comma", "ask('check')", "Posture check now"),
        Binding("full_stop", "ask('where am I')", "Say where I am"),
        Binding("y", "ask('yes')", "Answer yes"),
        Binding("n", "ask('no')", "Answer no"),
        Binding("p", "pain", "Note pain"),
        Binding("m", "mute", "Mute, or sound back"),
        Binding("left", "ask('volume -')", "Quieter"),
        Binding("right", "ask('volume +')", "Louder"),
        Binding("q", "finish", "End the run"),
        *(Binding(str(level), f"level({level})", show=False) for level in range(10)),
        Binding("t", "level(10)", show=False),
        Binding("enter", "confirm", show=False),
        Binding("escape", "leave_question", show=False),
    ]

    view: reactive[RunView | None] = reactive(None, repaint=False, always_update=True)

    def __init__(self, driver: RunDriver) -> None:
        super().__init__()
        self.going: asyncio.Task[int | None] | None = None
        """The session, once it has begun: it outlives a screen that fails."""
        self._driver = driver
        self._asking = Asking.NOTHING
        self._pain: PainNoted | None = None
        self._patience: Timer | None = None
        self._read: RunView | None = None
        """What was to be read off the newest view."""
        self._charted: tuple[tuple[ChartPoint, ...], tuple[str, ...]] | None = None
        self._room = Room.NORMAL
        self._head = Paper(run.head_lines, widget_id="head")
        self._notice = Paper(self._notice_lines, widget_id="notice")
        self._target = Paper(run.target_lines, widget_id="target", ground=Ground.PANEL)
        self._pulse = Pulse(driver.ear_frame, widget_id="pulse", ground=Ground.PANEL)
        self._you = Paper(run.you_lines, widget_id="you", ground=Ground.PANEL)
        self._band = Paper(run.band_lines, widget_id="band", ground=Ground.PANEL)
        self._left = Paper(run.left_lines, widget_id="left", ground=Ground.PANEL)
        self._status = Paper(run.status_lines, widget_id="status")
        self._chart = Paper(chart_lines, widget_id="chart", ground=Ground.PANEL)
        self._paused = Paper(run.paused_lines, widget_id="paused", ground=Ground.PANEL)
        self._small = Paper(run.small_lines, widget_id="small")
        self._small_pulse = Pulse(driver.ear_frame, widget_id="small-pulse", ground=Ground.PAGE)
        self._off = Paper(run.off_lines, widget_id="off")
        self._stair = Paper(run.stair_lines, widget_id="stair")
        self._cues = Paper(run.cue_lines, widget_id="cues")
        self._keys = Paper(keys_lines, widget_id="keys")
        self._too_small = Paper(too_small_lines, widget_id="too-small")
        self._viewed = (
            self._head,
            self._notice,
            self._target,
            self._you,
            self._band,
            self._left,
            self._status,
            self._paused,
            self._small,
            self._off,
            self._stair,
            self._cues,
        )

    def compose(self) -> ComposeResult:
        """From the top: where in the run, what matters, three numbers, chart, ramp, cues, keys."""
        yield self._head
        yield self._notice
        with Horizontal(id="panels"):
            with Vertical(id="target-panel"):
                yield self._target
                yield self._pulse
            yield self._you
            yield self._band
            yield self._left
        yield self._small
        with Horizontal(id="small-row"):
            yield self._small_pulse
            yield self._off
        yield self._status
        yield self._chart
        yield self._paused
        yield self._stair
        yield self._cues
        yield self._keys
        yield self._too_small

    def on_mount(self) -> None:
        """Start the session; the screen is over when it is, but it is not over with the screen."""
        self.going = asyncio.create_task(self._driver.run(self._on_view))
        self.run_worker(self._run(self.going), exclusive=True)

    async def _run(self, going: asyncio.Task[int | None]) -> None:
        try:
            session = await asyncio.shield(going)
        except CadencecoachError as exc:
            self.dismiss(RunEnd(None, exc))
        else:
            self.dismiss(RunEnd(session))

    async def end(self) -> None:
        """End the session as its key does, whatever became of the screen; wait until it is kept."""
        self._note_pain()
        self._command("finish")
        if self.going is not None:
            await asyncio.wait({self.going})

    def _on_view(self, view: RunView) -> None:
        read = read_off(view)
        if read != self._read:
            self._read = read
            self.post_message(self.Arrived(view))

    @on(Arrived)
    def _take(self, event: Arrived) -> None:
        self.view = event.view

    def watch_view(self, view: RunView | None) -> None:
        """Paint what changed."""
        if view is None:
            return
        self._keys.show(keys_for(self._room, view))
        self.set_class(view.paused, "-paused")
        without = run.hidden(view)
        for panel in self.query_one("#panels").children:
            panel.display = panel.id not in without
        for paper in self._viewed:
            paper.show(view)
        small = self._room is Room.SMALL
        self._pulse.show(None if small else view.beat)
        self._small_pulse.show(view.beat if small else None)
        charted = (view.chart[-1:], run.unheard(view.sensor, beat=bool(view.rungs)))
        if charted != self._charted:
            self._charted = charted
            self._chart.show(Chart(view.chart, CHART_SECONDS_PER_DOT, charted[1]))

    def on_resize(self, event: Resize) -> None:
        """Choose the layout that this terminal has room for."""
        self._room = room_for(*event.size)
        for room in Room:
            self.set_class(room is self._room, room.value)
        self._keys.show(keys_for(self._room, self.view))
        self._too_small.show((event.size.width, event.size.height))
        self.watch_view(self.view)

    def _notice_lines(self, view: RunView, width: int, _height: int) -> list[Line]:
        if self._asking is not Asking.NOTHING:
            texts = self._asking.value if self._pain is None else words_more(self._pain)
            text = next((one for one in texts if len(one) + 2 <= width), texts[-1])
            return [fitted((Span("? ", Ink.TARGET), Span(text, Ink.STRONG)), width)]
        sound = EMPTY
        if self._room is Room.SMALL and (view.muted or view.audio_note):
            sound = run.sound_line(view, width)
        return [sound or run.notice_line(view, width)]

    def _question(self, asking: Asking) -> None:
        self._asking = asking
        if self.view is not None:
            self._notice.show(self.view)

    def action_ask(self, words: str) -> None:
        """Do what the words of a command say."""
        self._note_pain()
        self._question(Asking.NOTHING)
        self._command(words)

    def _command(self, words: str) -> None:
        command = command_from(words, Door.KEYS)
        assert command is not None
        self._driver.command(command.heard_at)

    def action_pause(self) -> None:
        """Pause, or run on."""
        self.action_ask("go on" if self._driver.can_go_on else "pause")

    def action_mute(self) -> None:
        """Silence, or bring back."""
        self.action_ask("sound" if self._driver.muted else "mute")

    def action_pain(self) -> None:
        """Ask for a level; the next digit is it."""
        self._question(Asking.PAIN)

    def action_level(self, level: int) -> None:
        """A digit, where one was asked for."""
        if self._asking is not Asking.PAIN:
            return
        self._pain = PainNoted(Frame(0), level, door=Door.KEYS)
        if level:
            self._question(Asking.MORE)
            self._patience = self.set_timer(PATIENCE_S, self._noted)
        else:
            self._noted()

    def _noted(self) -> None:
        self._note_pain()
        self._question(Asking.NOTHING)

    def _note_pain(self) -> None:
        """Send the rating that waits for a word more."""
        pain, self._pain = self._pain, None
        if self._patience is not None:
            self._patience.stop()
            self._patience = None
        if pain is not None:
            self._driver.command(pain.heard_at)

    def on_key(self, event: Key) -> None:
        """A word more on a pain; any other key does as ever."""
        pain = self._pain
        if pain is None:
            return
        more = with_word(pain, event.character or "")
        if more is None and event.key not in {"enter", "escape"}:
            return
        event.stop()
        self._pain = more or pain
        if more is None or complete(more):
            self._noted()
        else:
            self._question(Asking.MORE)

    def action_finish(self) -> None:
        """Ask once; asked again, finish."""
        if self._asking is Asking.FINISH:
            self.action_ask("finish")
        else:
            self._question(Asking.FINISH)

    def action_confirm(self) -> None:
        """Yes to the question whether to finish."""
        if self._asking is Asking.FINISH:
            self.action_ask("finish")

    def action_leave_question(self) -> None:
        """Leave what was asked; a level that was told is noted."""
        self._note_pain()
        self._question(Asking.NOTHING)
