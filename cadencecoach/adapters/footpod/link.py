"""The footpod as a source of cadence that is paired once and never needs looking after.

One task owns the link for the whole run and is the only one that scans or connects. What is known
to go wrong shaped it (BlueZ 5.66 and bleak 3.1, seen): a client that is not closed after a loss
doubles every notification of the next one, and one that failed to connect may claim to be connected
for ever, so each attempt has a client of its own and always leaves its block; a link can be up and
dead, so silence counts as loss; letting go of a live link takes 2-3 s, so nobody waits for it.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

from cadencecoach.adapters.footpod.bluez import known_here, trust
from cadencecoach.adapters.footpod.facts import Facts, place, read_facts, tells_gait
from cadencecoach.adapters.footpod.known import KnownPod
from cadencecoach.adapters.footpod.link_waits import PACE, LinkWaits
from cadencecoach.adapters.footpod.scanning import Sighting, WantedPod, find, uuid_of
from cadencecoach.adapters.footpod.trouble import Host, explain, quiet_libraries
from cadencecoach.core.events import LinkChanged, LinkState, PayloadReceived
from cadencecoach.core.sensor import rsc
from cadencecoach.core.sensor.step_convention import Convention
from cadencecoach.core.values.units import Frame
from cadencecoach.errors import BluetoothUnavailable, CadencecoachError
from cadencecoach.ports import Clock, Heard

if TYPE_CHECKING:
    from bleak import BleakClient


_DOUBLED_NS: Final = 50_000_000
"""The same bytes again this soon are one notification delivered twice: BlueZ sends a value once for
each program of this computer that listens to it."""

_TRIES_ONCE_MET: Final = 4
"""Each waits for an advertisement for 10 s (product choice: a minute between scans)."""

_NOTHING: Final = Facts()

_MOST_WAITING: Final = 512
"""Payloads kept between two polls: 50 s of ten a second, and no more whatever a footpod sends."""


class FootpodSource:
    """A CadenceSource over Bluetooth LE; nothing that goes wrong with the link leaves it."""

    name: str

    def __init__(
        self,
        wanted: WantedPod,
        clock: Clock,
        frame_at: Callable[[int], Frame],
        *,
        known: Sequence[KnownPod] = (),
        met: Callable[[KnownPod], None] | None = None,
        pace: LinkWaits = PACE,
    ) -> None:
        """Look for nothing yet; `frame_at` turns monotonic nanoseconds into the session's frame.

        `known` are the runner's own: each comes with its own setting, and is offered again where its
        name appears under a new address. `met` hears, in a worker thread, of each footpod that was connected: it may write files.
        """
        import bleak  # noqa: F401, PLC0415 -- loaded before the run, not on the loop in it

        quiet_libraries()
        self.name = wanted.label
        self._wanted = wanted
        self._clock = clock
        self._frame_at = frame_at
        self._known = {pod.address: pod for pod in known}
        self._met = met
        self._pace = pace
        self._host = Host.here()
        self._news: deque[PayloadReceived | LinkChanged] = deque()
        self._wake: Callable[[], None] = _nobody
        self._owner: asyncio.Task[None] | None = None
        self._closing = False
        self._silence: asyncio.Timeout | None = None
        self._patience_s = pace.silent_s
        self._told: tuple[LinkState, str, Facts] | None = None
        self._connected_before = False
        self._met_address = ""
        self._latest: tuple[int, bytes] | None = None
        self._last_at = Frame(0)

    async def open(self, wake: Callable[[], None]) -> None:
        """Begin looking for the footpod; `wake` is called on the loop with each piece of news."""
        self._wake = wake
        self._owner = asyncio.create_task(self._own(), name="footpod")

    def poll(
        self,
        now: Frame,
        heard: Heard,  # noqa: ARG002 -- the port of sources that listen
    ) -> Sequence[PayloadReceived | LinkChanged]:
        """What arrived since the last poll, in order; frames never go back nor beyond `now`."""
        news: list[PayloadReceived | LinkChanged] = []
        while self._news:
            one = self._news.popleft()
            self._last_at = max(self._last_at, Frame(min(one.at, now)))
            news.append(_moved(one, self._last_at))
        return news

    async def close(self) -> None:
        """Let go of the link, for at most 3 s; what takes longer goes on without anyone waiting."""
        if self._owner is None:
            return
        # The word counts, too: an error of bleak while it lets go may swallow the cancellation.
        self._closing = True
        self._owner.cancel()
        await asyncio.wait({self._owner}, timeout=self._pace.close_s)
        self._wake = _nobody

    # --- the owner of the link -----------------------------------------------------------------

    async def _own(self) -> None:
        """Find, connect, stay, and again, until the session ends."""
        self._tell(LinkState.SEARCHING, f"looking for {self._wanted.label}")
        last: Sighting | None = None
        failures = unavailable = unseen = 0
        ask_held = True
        while not self._closing:
            target = None
            try:
                target = last or (
                    await self._recall() if ask_held and unseen < self._tries else None
                )
                if target is None:
                    unseen = 0
                    target = await self._search(ask_held=ask_held)
                if target is not None:
                    unseen += 1
                    at_once = await self._hold(target)
                    last = replace(target, held=False)
                    failures, unavailable, unseen, ask_held = 0, 0, 0, True
                    if at_once:
                        continue
                else:
                    failures, unavailable, ask_held = failures + 1, 0, True
            except Exception as exc:  # noqa: BLE001 -- law 7; bleak raises what it likes
                # The handle of a footpod may be stale: BlueZ is asked whether it still knows it. Its
                # word that it is connected may be wrong too: next comes a scan then.
                last, ask_held = None, not (target is not None and target.held)
                trouble = explain(exc, self._host)
                if isinstance(trouble, BluetoothUnavailable):
                    failures, unavailable = 0, unavailable + 1
                    self._tell(LinkState.OFF, f"{trouble.message}: {trouble.in_app}")
                else:
                    failures, unavailable = failures + 1, 0
                    self._tell(self._away(), f"{trouble.message}: {trouble.in_app}")
            waits = self._pace.unavailable_s if unavailable else self._pace.again_s
            await asyncio.sleep(waits[min(max(failures, unavailable, 1), len(waits)) - 1])

    @property
    def _tries(self) -> int:
        """Connects without a scan before the next one: scans disturb earphones on the same radio."""
        return _TRIES_ONCE_MET if self._connected_before else 1

    async def _recall(self) -> Sighting | None:
        """The footpod as BlueZ still knows it, where only one can be meant.

        What is wrong with Bluetooth is for the search to find out.
        """
        with contextlib.suppress(Exception):
            known = await known_here(self._wanted.addresses)
            met = [one for one in known if one.address == self._met_address] or known
            return met[0] if len(met) == 1 else None
        return None

    async def _search(self, *, ask_held: bool) -> Sighting | None:
        pace = self._pace
        scan_s = pace.scan_s / 2 if self._connected_before else pace.scan_s
        found = await find(self._wanted, scan_s, pace.same_name_s, held=ask_held)
        if found.sighting is not None:
            return found.sighting
        alike = self._wanted.alike(found.seen)
        moved = self._wanted.under_new_address(found.seen)
        if moved is not None:
            self._tell(
                self._away(),
                f"{moved.name} is on the air under a new address, {moved.address}: pair it again",
            )
        elif alike > 1:
            self._tell(
                self._away(),
                f"{alike} footpods are called {self._wanted.label}: choose one by its address",
            )
        else:
            self._tell(self._away(), f"{self._wanted.label} is not on the air: move it to wake it")
        return None

    async def _hold(self, target: Sighting) -> bool:
        """Connect and stay until the link is gone or silent; the client is closed in any case.

        True when it worked and the footpod ended it: BlueZ can connect again at once then (seen),
        and a link that never worked must not be tried without a pause.
        """
        from bleak import BleakClient  # noqa: PLC0415 -- loaded in the constructor

        gone = asyncio.Event()
        closed = worked = told = False
        early: list[bytes] = []

        def notified(_characteristic: Any, data: bytearray) -> None:
            nonlocal worked
            if not closed:
                worked = True
                if told:
                    self._received(bytes(data))
                elif len(early) < _MOST_WAITING:
                    early.append(bytes(data))

        try:
            async with BleakClient(
                target.device, lambda _client: gone.set(), timeout=self._pace.connect_s
            ) as client:
                await client.start_notify(uuid_of(rsc.MEASUREMENT), notified)
                # Whose readings they are is told before the first of them.
                self._connected(target, _NOTHING)
                told = True
                for data in early:
                    self._received(data)
                silent = await self._stay(client, target, gone)
                closed = True
                # Told before the block is left: letting go of a live link takes seconds.
                self._tell(
                    LinkState.LOST,
                    f"{target.name} sends nothing, connecting again"
                    if silent
                    else f"{target.name} is out of reach, connecting again",
                )
        finally:
            closed = True
        return worked and not silent

    async def _stay(self, client: BleakClient, target: Sighting, gone: asyncio.Event) -> bool:
        """Wait for the end of a link; True if it is up but silent."""
        try:
            async with asyncio.timeout(self._patience_s) as self._silence:
                await self._introduce(client, target)
                await gone.wait()
        except TimeoutError:
            self._patience_s = min(2 * self._patience_s, self._pace.silent_most_s)
            return True
        finally:
            self._silence = None
        return False

    async def _introduce(self, client: BleakClient, target: Sighting) -> None:
        """Read what the footpod says about itself, tell it, and have it remembered."""
        facts = await read_facts(client, self._pace.read_s)
        if facts != _NOTHING:
            self._connected(target, facts)
        if target.address in self._known:
            with contextlib.suppress(Exception):  # it is remembered a little less well then
                await trust(target.device)
        if self._met is not None:
            pod = met_pod(target, facts, self._clock.utc_now())
            with contextlib.suppress(CadencecoachError, OSError):
                await asyncio.to_thread(self._met, pod)

    # --- news ----------------------------------------------------------------------------------

    def _received(self, data: bytes) -> None:
        """Runs in bleak's callback, on the loop: stamp, keep, wake, nothing else."""
        now_ns = self._clock.monotonic_ns()
        if self._silence is not None and not self._silence.expired():
            self._patience_s = self._pace.silent_s
            self._silence.reschedule(asyncio.get_running_loop().time() + self._patience_s)
        before, self._latest = self._latest, (now_ns, data)
        if before is not None and before[1] == data and now_ns - before[0] < _DOUBLED_NS:
            return
        if len(self._news) < _MOST_WAITING:
            self._news.append(PayloadReceived(self._frame_at(now_ns), data[: rsc.LONGEST + 1]))
        self._wake()

    def _connected(self, target: Sighting, facts: Facts) -> None:
        self.name = target.name
        self._connected_before = True
        self._met_address = target.address
        held = "taken over, it was already connected to this computer" if target.held else ""
        where = "" if facts.location is None else place(facts.location)
        detail = ", ".join(filter(None, (where, held)))
        self._tell(LinkState.CONNECTED, detail, target, facts)

    def _away(self) -> LinkState:
        """The word for a footpod that is not there: lost once it was met."""
        return LinkState.LOST if self._connected_before else LinkState.SEARCHING

    def _tell(
        self, state: LinkState, detail: str, target: Sighting | None = None, facts: Facts = _NOTHING
    ) -> None:
        told = (state, detail, facts)
        if told == self._told:
            return
        self._told = told
        at = self._frame_at(self._clock.monotonic_ns())
        change = LinkChanged(at, state, detail)
        if target is not None:
            kept = self._known.get(target.address)
            features = facts.features
            if features is None and kept is not None:
                features = kept.features
            change = replace(
                change,
                name=target.name,
                battery_percent=facts.battery_percent,
                pod=target.address,
                counts=(Convention.AUTO if kept is None else kept.convention).value,
                tells_gait=tells_gait(features),
            )
        self._news.append(change)
        self._wake()


def met_pod(target: Sighting, facts: Facts, when: datetime) -> KnownPod:
    """A footpod as it is to be remembered."""
    return KnownPod(
        address=target.address,
        name=target.name,
        last_seen=when,
        battery_percent=facts.battery_percent,
        location="" if facts.location is None else place(facts.location),
        features=facts.features,
    )


def _moved(one: PayloadReceived | LinkChanged, at: Frame) -> PayloadReceived | LinkChanged:
    return one if one.at == at else replace(one, at=at)


def _nobody() -> None:
    """There is nobody to wake."""
