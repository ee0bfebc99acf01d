"""Opens the doors and keeps them open: a bus that dies or stalls is a door opened anew, never an error.

dbus-fast takes a bus that does not read for a moment for dead, for good; so a connection is watched
and made again. BlueZ says "ok" to every player and gives all keys to the one registered first:
being registered is not having the keys.
"""

from __future__ import annotations

import asyncio
import importlib.util
import logging
import os
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from typing import TYPE_CHECKING, Any, Final

from cadencecoach.core.control.presses import MediaKey

if TYPE_CHECKING:
    from dbus_fast.aio import MessageBus
    from dbus_fast.message import Message

    from cadencecoach.adapters.buttons.player import Player
    from cadencecoach.ports import Clock, NowPlaying

_PLAYERS: Final = "org.mpris.MediaPlayer2."
NAME: Final = f"{_PLAYERS}cadencecoach"
_WAITS_S: Final = (1.0, 2.0, 5.0, 10.0, 30.0)
"""Before a door is tried again; the last one is the one from then on."""

_MEDIA: Final = "org.bluez.Media1"
_REMOTE: Final = "org.bluez.MediaControl1"
_DEVICE: Final = "org.bluez.Device1"
_BUS: Final = "org.freedesktop.DBus"
_OBJECTS: Final = "org.freedesktop.DBus.ObjectManager"
_PROPERTIES: Final = "org.freedesktop.DBus.Properties"
_MATCHES: Final = (
    f"type='signal',sender='org.bluez',interface='{_OBJECTS}',member='InterfacesAdded'",
    f"type='signal',sender='org.bluez',interface='{_PROPERTIES}',arg0='{_REMOTE}'",
)

OnKey = Callable[[MediaKey, str], None]
"""A key, and the address of the earphones where it is known."""


class BusDoor:
    """One connection to one bus. `said` is one line on how it is, for a person."""

    name = ""
    bus_type = ""

    def __init__(self, on_key: OnKey, clock: Clock) -> None:
        self.said = ""
        self.is_open = False
        self._on_key = on_key
        self._clock = clock
        self._player: Player | None = None
        self._now: NowPlaying | None = None

    async def stay_open(self, wait: Callable[[float], Awaitable[None]] = asyncio.sleep) -> None:
        """Open, and open anew whenever the bus is lost, until cancelled."""
        tries = 0
        while True:
            try:
                async with self._bus_to() as bus:
                    await self.take_place(bus)
                    self.is_open, tries = True, 0
                    if self._player is not None and self._now is not None:
                        self._player.show(self._now)  # told while the door was being opened
                    with suppress(EOFError, OSError):
                        await bus.wait_for_disconnect()  # type: ignore[no-untyped-call]
                self.said = f"the {self.name} was lost"
            except Exception as exc:  # noqa: BLE001 -- no bus, no rights, garbage: a run needs none
                self.said = f"no {self.name}: {str(exc) or type(exc).__name__}"
            await wait(_WAITS_S[min(tries, len(_WAITS_S) - 1)])
            tries += 1

    @asynccontextmanager
    async def _bus_to(self) -> AsyncIterator[MessageBus]:
        from dbus_fast import BusType  # noqa: PLC0415 - Linux alone
        from dbus_fast.aio import MessageBus  # noqa: PLC0415

        bus = MessageBus(bus_type=BusType[self.bus_type])
        try:
            yield await bus.connect()
        finally:
            self.is_open = False
            bus.disconnect()

    async def take_place(self, bus: MessageBus) -> None:
        """Put the player on the bus. Raises whatever a bus may raise."""
        raise NotImplementedError

    def show(self, now: NowPlaying) -> None:
        """Tell what plays."""
        self._now = now
        if self._player is not None and self.is_open:
            self._player.show(now)

    def _new_player(self, bus: MessageBus, address: Callable[[], str]) -> Player:
        from cadencecoach.adapters.buttons.player import Player  # noqa: PLC0415 - Linux alone

        self._player = Player(lambda key: self._on_key(key, address()), self._clock, bus.send)
        if self._now is not None:
            self._player.show(self._now)
        return self._player


class MediaKeys(BusDoor):
    """The session bus: media keys of a desktop, playerctl, KDE Connect on a phone."""

    name = "session bus"
    bus_type = "SESSION"

    async def take_place(self, bus: MessageBus) -> None:
        """Take the name of a player; a second copy of the program takes one of its own."""
        from dbus_fast import NameFlag, RequestNameReply  # noqa: PLC0415

        from cadencecoach.adapters.buttons.player import PATH, Root  # noqa: PLC0415

        bus.export(PATH, Root())
        bus.export(PATH, self._new_player(bus, lambda: ""))
        # The first copy of the program has the name, the others wait for it under one of their own.
        name = NAME
        if await bus.request_name(name) is not RequestNameReply.PRIMARY_OWNER:
            name = f"{NAME}.instance{os.getpid()}"
            await bus.request_name(name, NameFlag.DO_NOT_QUEUE)
        others = ", ".join(await self._others(bus))
        self.said = f"media keys reach {name}" + (others and f"; or they go to {others}")

    async def _others(self, bus: MessageBus) -> list[str]:
        """The other players that are open: a desktop gives its keys to one of them."""
        from dbus_fast.message import Message  # noqa: PLC0415

        asked = Message(_BUS, "/org/freedesktop/DBus", _BUS, "ListNames")
        reply = await bus.call(asked)
        names = reply.body[0] if reply is not None and reply.body else []
        players = (name for name in names if name.startswith(_PLAYERS))
        return sorted(name[len(_PLAYERS) :] for name in players if not name.startswith(NAME))


class EarphoneButtons(BusDoor):
    """The system bus: BlueZ hands on the buttons of Bluetooth earphones (AVRCP)."""

    name = "system bus"
    bus_type = "SYSTEM"

    def __init__(self, on_key: OnKey, clock: Clock) -> None:
        super().__init__(on_key, clock)
        self._bus: MessageBus | None = None
        self._address = ""
        self._tasks: set[asyncio.Task[None]] = set()

    async def take_place(self, bus: MessageBus) -> None:
        """Register with every adapter there is; those that come later are met by `_hear`."""
        from cadencecoach.adapters.buttons.player import PATH  # noqa: PLC0415

        self._bus = bus
        bus.export(PATH, self._new_player(bus, lambda: self._address))
        bus.add_message_handler(self._hear)
        for rule in _MATCHES:
            await self._call(_BUS, "/org/freedesktop/DBus", _BUS, "AddMatch", "s", rule)
        self.said = "no Bluetooth adapter yet"
        await self._register(await self._objects())

    def _hear(self, message: Message) -> None:
        """BlueZ was started, an adapter was plugged in, or earphones came or went."""
        added = message.member == "InterfacesAdded" and len(message.body) == 2
        if added and _MEDIA in message.body[1]:
            self._aside(self._register({message.body[0]: message.body[1]}))
        elif added or message.member == "PropertiesChanged":
            self._aside(self._look_who())

    def _aside(self, work: Any) -> None:
        task = asyncio.ensure_future(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _register(self, objects: dict[str, dict[str, Any]]) -> None:
        from cadencecoach.adapters.buttons.player import PATH  # noqa: PLC0415

        assert self._player is not None
        for path, interfaces in objects.items():
            if _MEDIA in interfaces:
                player = self._player.as_bluez_takes_it()
                answer = await self._call(
                    "org.bluez", path, _MEDIA, "RegisterPlayer", "oa{sv}", PATH, player
                )
                adapter = path.rpartition("/")[2]
                self.said = (
                    f"BlueZ knows the player ({adapter}); it gives the keys to the first one it met"
                    if answer is not None
                    else f"BlueZ refuses the player ({adapter})"
                )
        self._who(await self._objects())

    async def _look_who(self) -> None:
        self._who(await self._objects())

    def _who(self, objects: dict[str, dict[str, Any]]) -> None:
        """Which earphones may press; more than one at a time is nobody in particular."""
        here = [
            interfaces[_DEVICE]["Address"].value
            for interfaces in objects.values()
            if _REMOTE in interfaces
            and interfaces[_REMOTE]["Connected"].value
            and _DEVICE in interfaces
        ]
        self._address = here[0] if len(here) == 1 else ""

    async def _objects(self) -> dict[str, dict[str, Any]]:
        answer = await self._call("org.bluez", "/", _OBJECTS, "GetManagedObjects")
        return answer[0] if answer else {}

    async def _call(
        self, to: str, path: str, interface: str, member: str, signature: str = "", *body: Any
    ) -> list[Any] | None:
        """The body of the answer; None for an error, and where the bus is lost."""
        from dbus_fast.constants import MessageType  # noqa: PLC0415
        from dbus_fast.message import Message  # noqa: PLC0415

        assert self._bus is not None
        message = Message(to, path, interface, member, signature=signature, body=list(body))
        try:
            reply = await self._bus.call(message)
        except (OSError, EOFError):
            return None
        if reply is None or reply.message_type is MessageType.ERROR:
            return None
        return reply.body


class ButtonDoors:
    """Both doors of one run, open by themselves from `open` to `close`."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self.doors: Sequence[BusDoor] = ()
        self._tasks: list[asyncio.Task[None]] = []

    def open(self, on_key: OnKey) -> None:
        """Begin to listen, in the background; nothing is raised, and nothing waits."""
        if importlib.util.find_spec("dbus_fast") is None:
            return  # neither macOS nor Windows has D-Bus
        # A handler of its own, so that nothing is written over a screen.
        logging.getLogger("dbus_fast").addHandler(logging.NullHandler())
        self.doors = (MediaKeys(on_key, self._clock), EarphoneButtons(on_key, self._clock))
        self._tasks = [asyncio.ensure_future(door.stay_open()) for door in self.doors]

    def show(self, now: NowPlaying) -> None:
        """Tell what plays: at a stage and at a pause, never each second."""
        for door in self.doors:
            door.show(now)

    async def tried(self, within_s: float) -> None:
        """Wait until it is known of every door whether it opens, but no longer than that."""
        for wait_s in (within_s / 60,) * 60:
            if all(door.said for door in self.doors):
                return
            await asyncio.sleep(wait_s)

    async def close(self) -> None:
        """Shut the doors."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self._tasks = []
