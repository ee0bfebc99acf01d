"""The face of a media player on D-Bus (MPRIS 2.2): what plays now, and the keys that come in.

Whoever calls may be a phone across the room: no method ends, skips or deletes anything. Types are
exact, since BlueZ refuses the whole player for one that is not.
"""

# ruff: noqa: D102, N802 -- names and meanings are those of org.mpris.MediaPlayer2
# No `from __future__ import annotations`: dbus-fast reads the annotations as they stand.

import asyncio
from collections.abc import Callable
from contextlib import suppress
from typing import Annotated, Any, Final

from dbus_fast import Message, PropertyAccess, Variant
from dbus_fast.annotations import (
    DBusBool,
    DBusDict,
    DBusDouble,
    DBusInt64,
    DBusObjectPath,
    DBusSignature,
    DBusStr,
)
from dbus_fast.service import ServiceInterface, dbus_method, dbus_property

from cadencecoach.core.control.presses import MediaKey
from cadencecoach.ports import Clock, NowPlaying, Playback

PATH: Final = "/org/mpris/MediaPlayer2"
IDENTITY: Final = "CadenceCoach"
_TRACK: Final = "/cadencecoach/stage"
_READ: Final = PropertyAccess.READ
_Texts = Annotated[list[str], DBusSignature("as")]


class Root(ServiceInterface):
    """Who plays. There is no window to raise, and nobody quits a run from afar."""

    def __init__(self) -> None:
        super().__init__("org.mpris.MediaPlayer2")

    @dbus_method()
    def Raise(self) -> None: ...

    @dbus_method()
    def Quit(self) -> None: ...

    @dbus_property(_READ)
    def CanQuit(self) -> DBusBool:
        return False

    @dbus_property(_READ)
    def CanRaise(self) -> DBusBool:
        return False

    @dbus_property(_READ)
    def HasTrackList(self) -> DBusBool:
        return False

    @dbus_property(_READ)
    def Identity(self) -> DBusStr:
        return IDENTITY

    @dbus_property(_READ)
    def SupportedUriSchemes(self) -> _Texts:
        return []

    @dbus_property(_READ)
    def SupportedMimeTypes(self) -> _Texts:
        return []


def _looked_at(sent: asyncio.Future[Any]) -> None:
    if not sent.cancelled():
        sent.exception()


class Player(ServiceInterface):
    """What plays, and the keys; each key goes to `on_key`."""

    def __init__(
        self,
        on_key: Callable[[MediaKey], None],
        clock: Clock,
        send: Callable[[Message], asyncio.Future[Any]],
    ) -> None:
        super().__init__("org.mpris.MediaPlayer2.Player")
        self._send = send
        self._on_key = on_key
        self._clock = clock
        self._now = NowPlaying(Playback.STOPPED, "", 0.0, 0.0)
        self._shown_ns = clock.monotonic_ns()

    def show(self, now: NowPlaying) -> None:
        """Tell what plays now; what has not changed is not told again."""
        before, self._now, self._shown_ns = self._now, now, self._clock.monotonic_ns()
        changed: dict[str, Variant] = {}
        if before.playback is not now.playback:
            changed["PlaybackStatus"] = Variant("s", now.playback.value)
        if (before.title, before.length_s) != (now.title, now.length_s):
            changed["Metadata"] = Variant("a{sv}", self._metadata())
        if changed:
            self._tell(changed)

    def _tell(self, changed: dict[str, Variant]) -> None:
        """A bus that is dying raises, now or later; the door opens anew by itself.

        Not by emit_properties_changed, whose failure is told by asyncio over the screen.
        """
        signal = Message.new_signal(
            PATH, "org.freedesktop.DBus.Properties", "PropertiesChanged", "sa{sv}as",
            [self.name, changed, []],
        )  # fmt: skip
        with suppress(OSError, EOFError):
            self._send(signal).add_done_callback(_looked_at)

    def as_bluez_takes_it(self) -> dict[str, Variant]:
        """The properties that BlueZ wants when a player is registered."""
        return {
            "PlaybackStatus": Variant("s", self._now.playback.value),
            "Metadata": Variant("a{sv}", self._metadata()),
            "Position": Variant("x", self._position_us()),
            "Identity": Variant("s", IDENTITY),
            "CanPlay": Variant("b", True),
            "CanPause": Variant("b", True),
            "CanGoNext": Variant("b", True),
            "CanGoPrevious": Variant("b", True),
            "CanControl": Variant("b", True),
        }

    def _position_us(self) -> int:
        position_s = self._now.position_s
        if self._now.playback is Playback.PLAYING:
            position_s += (self._clock.monotonic_ns() - self._shown_ns) / 1e9
        return round(min(position_s, self._now.length_s) * 1e6)

    def _metadata(self) -> dict[str, Variant]:
        return {
            "mpris:trackid": Variant("o", _TRACK),
            "mpris:length": Variant("x", round(self._now.length_s * 1e6)),
            "xesam:title": Variant("s", self._now.title),
            "xesam:artist": Variant("as", [IDENTITY]),
        }

    # --- keys -------------------------------------------------------------------------------------

    @dbus_method()
    def Play(self) -> None:
        self._on_key(MediaKey.PLAY)

    @dbus_method()
    def Pause(self) -> None:
        self._on_key(MediaKey.PAUSE)

    @dbus_method()
    def PlayPause(self) -> None:
        self._on_key(MediaKey.PLAY_PAUSE)

    @dbus_method()
    def Stop(self) -> None:
        self._on_key(MediaKey.STOP)

    @dbus_method()
    def Next(self) -> None:
        self._on_key(MediaKey.NEXT)

    @dbus_method()
    def Previous(self) -> None:
        self._on_key(MediaKey.PREVIOUS)

    @dbus_method()
    def Seek(self, _offset_us: DBusInt64) -> None: ...

    @dbus_method()
    def SetPosition(self, _track: DBusObjectPath, _position_us: DBusInt64) -> None: ...

    @dbus_method()
    def OpenUri(self, _uri: DBusStr) -> None: ...

    # --- properties -------------------------------------------------------------------------------

    @dbus_property(_READ)
    def PlaybackStatus(self) -> DBusStr:
        return self._now.playback.value

    @dbus_property(_READ)
    def Metadata(self) -> DBusDict:
        return self._metadata()

    @dbus_property(_READ)
    def Position(self) -> DBusInt64:
        return self._position_us()

    @dbus_property(_READ)
    def Rate(self) -> DBusDouble:
        return 1.0

    @dbus_property(_READ)
    def MinimumRate(self) -> DBusDouble:
        return 1.0

    @dbus_property(_READ)
    def MaximumRate(self) -> DBusDouble:
        return 1.0

    @dbus_property(_READ)
    def Volume(self) -> DBusDouble:
        return 1.0

    @dbus_property(_READ)
    def CanGoNext(self) -> DBusBool:
        return True

    @dbus_property(_READ)
    def CanGoPrevious(self) -> DBusBool:
        return True

    @dbus_property(_READ)
    def CanPlay(self) -> DBusBool:
        return True

    @dbus_property(_READ)
    def CanPause(self) -> DBusBool:
        return True

    @dbus_property(_READ)
    def CanSeek(self) -> DBusBool:
        return False

    @dbus_property(_READ)
    def CanControl(self) -> DBusBool:
        return True
