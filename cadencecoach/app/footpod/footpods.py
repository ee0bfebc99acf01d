"""The Footpod screen's port: the air through bleak, the file of known pods, the setting, a beat."""

from __future__ import annotations

import asyncio
import contextlib
import importlib
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from cadencecoach.adapters.audio.pace import FrameClock
from cadencecoach.adapters.footpod.known import KnownPod, KnownPods
from cadencecoach.app.footpod.own_pods import count_as, forget_pod, make_own
from cadencecoach.app.footpod.sensor_watch import Watch
from cadencecoach.app.home import Home
from cadencecoach.app.sound.preview_player import Hearing
from cadencecoach.app.views import ANY_POD, NO_POD, SIMULATED, NextPod, PodLive, PodRow
from cadencecoach.core.sensor.calibration import BEAT, Calibrated, Reading, beat_for, compare
from cadencecoach.core.sensor.rsc import Measurement
from cadencecoach.core.sensor.step_convention import Convention
from cadencecoach.core.values.units import SAMPLE_RATE, Frame, Frames, Spm, seconds
from cadencecoach.errors import CadencecoachError, FootpodError, FootpodNotFound
from cadencecoach.ports import CadenceSource, Heard

if TYPE_CHECKING:
    from cadencecoach.adapters.footpod.scanning import Sighting

ROUND_S: Final = 8.0
"""Of listening; a pod not heard in a whole round is off the air."""

AGAIN_S: Final = 3.0
"""After a Bluetooth fault."""

POLL_S: Final = 0.25
"""Between two polls of what a watched pod sent."""

WAIT: Final = Frames(30 * SAMPLE_RATE)
"""For the first steps, before a calibration gives up."""

_SHOWN: Final = 40
"""Numbers that are kept to show whether they move."""

_SILENCE: Final = Heard(None, click=False)


class FootpodsHere:
    """A `ports.Footpods` on this machine; `sleep` is how it waits."""

    def __init__(
        self,
        home: Home,
        hearing: Hearing,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._home = home
        self._hearing = hearing
        self._sleep = sleep
        self._pods = KnownPods(home.config)
        self._seen: dict[str, Sighting] = {}
        self._order: list[str] = []
        self._met: dict[str, KnownPod] = {}

    # --- the air -------------------------------------------------------------------------------

    async def listen(
        self,
        on_rows: Callable[[Sequence[PodRow]], None],
        on_trouble: Callable[[CadencecoachError | None], None],
    ) -> None:
        """Listen until cancelled; each Bluetooth fault is told in words, and tried again."""
        await asyncio.to_thread(importlib.import_module, "bleak")
        from cadencecoach.adapters.footpod.scanning import held_here, scan  # noqa: PLC0415
        from cadencecoach.adapters.footpod.trouble import (  # noqa: PLC0415
            Host,
            explain,
            quiet_libraries,
        )

        quiet_libraries()
        while True:
            try:
                held = await held_here()

                def saw(sightings: tuple[Sighting, ...], held: tuple[Sighting, ...] = held) -> None:
                    self._saw((*held, *sightings), gone=False)
                    self._tell(on_rows, on_trouble)

                saw(())
                heard = await scan(ROUND_S, saw)
                self._saw((*held, *heard), gone=True)
                on_trouble(None)
                self._tell(on_rows, on_trouble)
            except Exception as exc:  # noqa: BLE001 - bleak raises what it likes
                on_trouble(explain(exc, Host.here()))
                await self._sleep(AGAIN_S)

    def _saw(self, sightings: Sequence[Sighting], *, gone: bool) -> None:
        """Take in who is there; with `gone`, whoever is not among them has left."""
        found = {one.address: one for one in sightings}
        self._seen = found if gone else {**self._seen, **found}
        self._order += [address for address in found if address not in self._order]

    def _tell(
        self,
        on_rows: Callable[[Sequence[PodRow]], None],
        on_trouble: Callable[[CadencecoachError | None], None],
    ) -> None:
        try:
            on_rows(self.rows())
        except CadencecoachError as exc:
            on_trouble(exc)

    # --- one pod -------------------------------------------------------------------------------

    async def watch(self, address: str, on_live: Callable[[PodLive], None]) -> None:
        """Connect and tell what it sends, until cancelled."""
        async with self._listening(address) as ear:
            while True:
                ear.take()
                on_live(ear.shown())
                await self._sleep(POLL_S)

    async def calibrate(self, address: str, on_live: Callable[[PodLive], None]) -> Calibrated:
        """Play the beat for 20 s and compare; what that settles is kept for a known pod.

        Raises FootpodError, AudioError, SoundError, ConfigError and StoreBusy.
        """
        settings = self._home.settings()
        library = await asyncio.to_thread(self._home.sounds)
        known = None if settings.cadence_spm is None else Spm(settings.cadence_spm)
        async with self._listening(address) as ear:
            while not ear.sent or not ear.sent[-1]:
                if ear.now() > WAIT:
                    raise FootpodError(
                        f"{ear.shown().name} sends no cadence: {ear.shown().detail or 'silent'}",
                        hint="run a few steps, and try again",
                    )
                ear.take()
                on_live(ear.shown())
                await self._sleep(POLL_S)
            from cadencecoach.app.sound.previews import beat_of  # noqa: PLC0415 - loads numpy

            beat = beat_for(known, ear.sent[-1])
            score, length = beat_of(beat, BEAT, settings, library)
            await asyncio.to_thread(self._hearing.play, score, length, settings.audio)
            start = ear.now()
            readings: list[Reading] = []
            try:
                while (since := ear.now() - start) < BEAT:
                    readings += [
                        Reading(Frames(at - start), measurement)
                        for at, measurement in ear.take(Heard(beat, click=True))
                    ]
                    left_s = round(seconds(Frames(BEAT - since)))
                    on_live(replace(ear.shown(), beat_spm=beat, beat_left_s=left_s))
                    await self._sleep(POLL_S)
            finally:
                self._hearing.stop()
        found = compare(readings, beat)
        if found.convention is not None:
            self.count_as(address, found.convention)
        return found

    @contextlib.asynccontextmanager
    async def _listening(self, address: str) -> AsyncIterator[_Ear]:
        elapsed = FrameClock(self._home.clock)
        elapsed.begin()
        source, convention = await asyncio.to_thread(self._source, address, elapsed.frame_at)
        ear = _Ear(source, convention, elapsed.position)
        await source.open(lambda: None)
        try:
            yield ear
        finally:
            await source.close()

    def _source(
        self, address: str, frame_at: Callable[[int], Frame]
    ) -> tuple[CadenceSource, Convention]:
        if address == SIMULATED:
            from cadencecoach.adapters.simulated import SimulatedRunner  # noqa: PLC0415

            return SimulatedRunner(), Convention.AUTO
        from cadencecoach.adapters.footpod.link import FootpodSource  # noqa: PLC0415
        from cadencecoach.adapters.footpod.scanning import WantedPod  # noqa: PLC0415

        pod = self._known(address)
        sighting = self._seen.get(address)
        label = pod.name if pod else sighting.name if sighting else address
        source = FootpodSource(
            WantedPod(label, frozenset({address})),
            self._home.clock,
            frame_at,
            known=() if pod is None else (pod,),
            met=self._meet,
        )
        return source, Convention.AUTO if pod is None else pod.convention

    def _meet(self, pod: KnownPod) -> None:
        """Called in a worker thread once the pod has said what it says of itself."""
        self._met[pod.address] = pod
        self._pods.saw(pod)

    # --- the runner's own ----------------------------------------------------------------------

    def rows(self) -> Sequence[PodRow]:
        """The runner's own, the last seen first, then strangers in the order they came."""
        known = {pod.address: pod for pod in self._pods.here()}
        # Meeting one makes it the last seen: its row must not jump under the runner's hand.
        self._order += [address for address in known if address not in self._order]
        order = sorted(self._order, key=lambda address: address not in known)
        shown = [address for address in order if address in known or address in self._seen]
        names = [self._name(address, known.get(address)) for address in shown]
        twice = {name for name in names if names.count(name) > 1}
        return [self._row(address, known.get(address), twice) for address in shown]

    def _name(self, address: str, pod: KnownPod | None) -> str:
        sighting = self._seen.get(address)
        return sighting.name if sighting else pod.name if pod else address

    def _row(self, address: str, pod: KnownPod | None, twice: Collection[str]) -> PodRow:
        """The end of the address tells pods of one name apart."""
        sighting = self._seen.get(address)
        told = self._met.get(address) or pod
        name = self._name(address, pod)
        return PodRow(
            address,
            name if name not in twice else f"{name} {address[-5:]}",
            None if sighting is None else sighting.rssi_dbm,
            sighting is not None,
            None if told is None else told.battery_percent,
            "" if told is None else told.location,
            pod is not None,
            Convention.AUTO if pod is None else pod.convention,
        )

    def pair(self, address: str) -> None:
        """Remember a pod that was seen. Raises FootpodNotFound, ConfigError and StoreBusy."""
        sighting = self._seen.get(address)
        if sighting is None:
            raise FootpodNotFound("it has left the air", hint="move it to wake it, and wait")
        seen = KnownPod(address, sighting.name, last_seen=self._home.clock.utc_now())
        make_own(self._home, self._met.get(address) or seen, lambda: self._seen)

    def count_as(self, address: str, convention: Convention) -> None:
        """Set what a known pod counts. Raises ConfigError and StoreBusy."""
        count_as(self._home, address, convention)

    def forget(self, address: str) -> None:
        """Forget a known pod. Raises FootpodNotFound, ConfigError and StoreBusy."""
        forget_pod(self._home, address)

    def _known(self, address: str) -> KnownPod | None:
        return next((pod for pod in self._pods.here() if pod.address == address), None)

    # --- the next run --------------------------------------------------------------------------

    @property
    def choice(self) -> str:
        """What the setting says. Raises ConfigError."""
        return self._home.settings().footpod

    def choose(self, source: str) -> None:
        """Make this what runs listen to from now on. Raises ConfigError."""
        self._home.change_settings({"footpod": source})

    def next_run(self) -> NextPod:
        """What the next run will listen to, and a battery that may not last. Raises ConfigError."""
        from cadencecoach.adapters.footpod.facts import LOW_BATTERY_PERCENT  # noqa: PLC0415

        choice = self.choice
        if choice == NO_POD:
            return NextPod("no footpod", deaf=True)
        if choice.partition(":")[0] in (SIMULATED, "replay"):
            return NextPod("a simulated runner" if choice.startswith(SIMULATED) else "a recording")
        pods = self._pods.here()
        named = None if choice == ANY_POD else self._pods.named(choice)
        if named is not None:
            pods = (named,)
        elif choice != ANY_POD:
            return NextPod(choice)
        if not pods:
            return NextPod("no footpod yet", deaf=True)
        low = [
            f"The battery of {pod.name} was at {pod.battery_percent} %: change it before you run."
            for pod in pods
            if pod.battery_percent is not None and pod.battery_percent < LOW_BATTERY_PERCENT
        ]
        words = pods[0].name if len(pods) == 1 else "any of your footpods"
        return NextPod(words, low[0] if low else "")


class _Ear:
    """One source, listened to outside of a run."""

    def __init__(
        self, source: CadenceSource, convention: Convention, now: Callable[[], Frame]
    ) -> None:
        self.now = now
        self.sent: deque[int] = deque(maxlen=_SHOWN)
        self._source = source
        self._watch = Watch(source, convention)

    def take(self, heard: Heard = _SILENCE) -> list[tuple[Frame, Measurement]]:
        """What was measured since the last look."""
        taken = self._watch.take(self.now(), heard)
        self.sent.extend(measurement.cadence_per_min for _, measurement in taken)
        return taken

    def shown(self) -> PodLive:
        """As the screen shows it."""
        return PodLive(
            self._source.name,
            self._watch.word,
            self._watch.link.detail,
            self._watch.live,
            self.sent[-1] if self.sent else None,
            tuple(self.sent),
        )
