"""Where a footpod is found, told from its neighbours, paired, and asked what its number counts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import ClassVar, Final

from textual import on
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.widget import Widget

from cadencecoach.app.footpod.ports import Footpods
from cadencecoach.app.views import ANY_POD, NO_POD, SIMULATED, PodLive, PodRow
from cadencecoach.core.sensor.calibration import Calibrated
from cadencecoach.core.sensor.step_convention import Convention
from cadencecoach.errors import CadencecoachError
from cadencecoach.ui.ink import EMPTY, Ground, Ink, Line, Span
from cadencecoach.ui.lines.footpod import air_lines, counts_words, pod_row, source_row
from cadencecoach.ui.screens.page import Page
from cadencecoach.ui.widgets.paper import Paper
from cadencecoach.ui.widgets.row_list import RowList

_OTHERS: Final = (
    (ANY_POD, "any of yours", "whichever is on the air"),
    (SIMULATED, "a simulated runner", "to try everything without a pod"),
    (NO_POD, "no footpod", "the beat alone"),
)
_COUNTS: Final = tuple(Convention)


class FootpodScreen(Page[None]):
    """Listens to the air while it is open; watching one pod stops the listening, and back."""

    class Seen(Message):
        """The rows as they are now."""

        def __init__(self, rows: Sequence[PodRow]) -> None:
            super().__init__()
            self.rows = rows

        def can_replace(self, message: Message) -> bool:
            """Only the newest matters."""
            return isinstance(message, FootpodScreen.Seen)

    class Told(Message):
        """A Bluetooth fault, or None once it has passed."""

        def __init__(self, error: CadencecoachError | None) -> None:
            super().__init__()
            self.error = error

    class Heard(Message):
        """What the watched pod sends now."""

        def __init__(self, live: PodLive) -> None:
            super().__init__()
            self.live = live

        def can_replace(self, message: Message) -> bool:
            """Only the newest matters."""
            return isinstance(message, FootpodScreen.Heard)

    class Calibration(Message):
        """What a run with the beat came to."""

        def __init__(self, found: Calibrated | CadencecoachError) -> None:
            super().__init__()
            self.found = found

    KEYS: ClassVar = (
        ("Enter", "take it"),
        ("space", "watch it"),
        ("→", "counts"),
        (",", "check it"),
        ("x", "remove"),
        ("Esc", "back"),
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("space", "watch", "Watch the chosen one: shake it"),
        Binding("right", "counts", "What it counts: auto, steps, strides"),
        Binding("comma", "calibrate", "Check what it counts: run with the beat for 20 s"),
        Binding("x", "forget", "Remove the chosen one: it is forgotten"),
    ]

    def __init__(self, footpods: Footpods) -> None:
        super().__init__()
        self._footpods = footpods
        self._rows: Sequence[PodRow] = ()
        self._choice = ANY_POD
        self._watched: str | None = None
        self._fault: CadencecoachError | None = None
        self._chosen_by_hand = False
        self._list = RowList(self._row, widget_id="pods")
        self._live = Paper(air_lines, widget_id="pod-live", ground=Ground.PANEL)

    def body(self) -> Iterable[Widget]:
        """The rows, and the one that is watched."""
        return (self._list, self._live)

    def on_mount(self) -> None:
        """Begin to listen."""
        self._reread()
        self._list.focus()
        self._listen()

    def _listen(self) -> None:
        self._watched = None
        self.set_class(False, "-watching")
        self._title()
        self._live.show((None, self._fault))
        self.run_worker(
            self._footpods.listen(
                lambda rows: self._send(self.Seen(rows)), lambda error: self._send(self.Told(error))
            ),
            group="air",
            exclusive=True,
        )

    def _send(self, message: Message) -> None:
        self.post_message(message)

    def _title(self) -> None:
        doing = "  looking around …" if self._watched is None else "  space goes on looking"
        self.head.show((Span("Footpod", Ink.STRONG), Span(doing, Ink.DIM)))

    # --- rows ----------------------------------------------------------------------------------

    def _row(self, index: int, width: int) -> Line:
        if index < len(self._rows):
            row = self._rows[index]
            return pod_row(row, width, next_run=self._taken(row))
        key, name, about = _OTHERS[index - len(self._rows)]
        return source_row(name, about, width, next_run=key == self._choice)

    def _taken(self, row: PodRow) -> bool:
        return row.known and self._choice.casefold() in (
            row.address.casefold(),
            row.name.casefold(),
        )

    @property
    def _address(self) -> str:
        """What the chosen row stands for."""
        at = self._list.cursor
        return self._rows[at].address if at < len(self._rows) else _OTHERS[at - len(self._rows)][0]

    @property
    def _pod(self) -> PodRow | None:
        at = self._list.cursor
        return self._rows[at] if at < len(self._rows) else None

    def _reread(self) -> None:
        try:
            self._choice = self._footpods.choice
            self._show(self._footpods.rows())
        except CadencecoachError as exc:
            self.tell(exc)

    def _show(self, rows: Sequence[PodRow]) -> None:
        """New rows; the row the runner went to stays the chosen one, else it is the first."""
        chosen = self._address if self._chosen_by_hand else ""
        self._rows = rows
        keys = [row.address for row in rows] + [key for key, _, _ in _OTHERS]
        taken = next((n for n, row in enumerate(rows) if self._taken(row)), 0)
        if not rows and self._choice in keys:
            taken = keys.index(self._choice)
        self._list.show(len(keys), keys.index(chosen) if chosen in keys else taken)

    @on(RowList.Moved)
    def _moved(self) -> None:
        self._chosen_by_hand = True

    @on(Seen)
    def _seen(self, event: Seen) -> None:
        self._show(event.rows)

    @on(Told)
    def _told(self, event: Told) -> None:
        self._fault = event.error
        if self._watched is None:
            self._live.show((None, event.error))

    # --- taking one ----------------------------------------------------------------------------

    @on(RowList.Taken)
    def _take(self) -> None:
        pod = self._pod
        if pod is None:
            name = _OTHERS[self._list.cursor - len(self._rows)][1]
            self._try(lambda: self._footpods.choose(self._address), f"The next run takes {name}.")
            return
        address, new = pod.address, not pod.known

        def take() -> None:
            if new:
                self._footpods.pair(address)
            others = [row for row in self._footpods.rows() if row.known and row.address != address]
            self._footpods.choose(address if others else ANY_POD)

        paired = "Paired" if new else "Taken"
        self._try(take, f"{paired}: the next run listens to {pod.name}.")

    def _try(self, what: Callable[[], None], said: str) -> None:
        try:
            what()
        except CadencecoachError as exc:
            self.tell(exc)
            return
        self._reread()
        self.say((Span("✔ ", Ink.GOOD), Span(said)))

    def action_counts(self) -> None:
        """The next of auto, steps, strides, for a pod that is known."""
        pod = self._own_pod()
        if pod is not None:
            turned = _COUNTS[(_COUNTS.index(pod.convention) + 1) % len(_COUNTS)]
            words = (
                "what it counts is found out in the run"
                if turned is Convention.AUTO
                else f"it counts {counts_words(turned)}, as you set it"
            )
            address = pod.address
            self._try(lambda: self._footpods.count_as(address, turned), f"{pod.name}: {words}.")

    def action_forget(self) -> None:
        """Forget a pod; pairing it again takes one key."""
        pod = self._own_pod()
        if pod is None:
            return
        address = pod.address
        taken = self._taken(pod)

        def forget() -> None:
            self._footpods.forget(address)
            if taken:
                self._footpods.choose(ANY_POD)

        self._try(forget, f"Forgot {pod.name}.")

    def _own_pod(self) -> PodRow | None:
        """The chosen pod, if it is the runner's; says so where it is not."""
        pod = self._pod
        if pod is None or not pod.known:
            said = "choose a footpod of yours" if pod is None else "Enter pairs it first"
            self.say((Span("! ", Ink.WARN), Span(said)))
            return None
        return pod

    # --- watching one --------------------------------------------------------------------------

    def action_watch(self) -> None:
        """Connect to the chosen one and show what it sends; again, and the listening goes on."""
        address = self._address
        if self._watched == address or address in (ANY_POD, NO_POD):
            self._listen()
            return
        self._begin(address)
        self.run_worker(
            self._footpods.watch(address, lambda live: self._send(self.Heard(live))),
            group="air",
            exclusive=True,
        )

    def _begin(self, address: str) -> None:
        self._watched = address
        self.set_class(True, "-watching")
        self.say(EMPTY)
        self._title()

    def action_calibrate(self) -> None:
        """Run with the beat for 20 s: steps or strides, for good."""
        address = self._address
        if address in (ANY_POD, NO_POD):
            self.say((Span("! ", Ink.WARN), Span("choose a footpod first")))
            return
        self._begin(address)
        self.say(
            (Span("? ", Ink.TARGET), Span("Begin to run; the beat comes, run with it for 20 s."))
        )
        self.run_worker(self._calibrate(address), group="air", exclusive=True)

    async def _calibrate(self, address: str) -> None:
        try:
            found: Calibrated | CadencecoachError = await self._footpods.calibrate(
                address, lambda live: self._send(self.Heard(live))
            )
        except CadencecoachError as exc:
            found = exc
        self._send(self.Calibration(found))

    @on(Calibration)
    def _calibrated(self, event: Calibration) -> None:
        found = event.found
        self._listen()
        if isinstance(found, CadencecoachError):
            self.tell(found)
        elif found.convention is None:
            self.say((Span("! ", Ink.WARN), Span(f"Not settled: {found.reason}.")))
        else:
            kept = any(row.address == self._address and row.known for row in self._rows)
            end = "; kept for good." if kept else "."
            self._reread()
            self.say((Span("✔ ", Ink.GOOD), Span(f"{found.reason}{end}")))

    @on(Heard)
    def _heard(self, event: Heard) -> None:
        if self._watched is not None:
            self._live.show((event.live, None))
