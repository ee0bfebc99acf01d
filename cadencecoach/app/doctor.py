"""Everything a run needs, tried: what works, what does not, and what to do."""

from __future__ import annotations

import asyncio
import importlib.util
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from dataclasses import dataclass
from typing import Final

from cadencecoach.adapters.audio import open_audio
from cadencecoach.adapters.footpod.known import KnownPods
from cadencecoach.adapters.sounds import SoundLibrary
from cadencecoach.adapters.speech.engines import choose
from cadencecoach.adapters.store.connection import connect_to_read, translated_errors
from cadencecoach.app.home import Home, check_sounds
from cadencecoach.app.run.new_run import click_style
from cadencecoach.app.sound.previews import CLICKS, clicks_as_set
from cadencecoach.config.settings import Settings, load_settings
from cadencecoach.config.shipped import SETTINGS_FILE
from cadencecoach.core.control.presses import MediaKey
from cadencecoach.core.values.text import many
from cadencecoach.core.values.units import Frame
from cadencecoach.errors import (
    AudioError,
    CadencecoachError,
    ConfigError,
    DeviceLost,
    FootpodError,
    SoundError,
    StoreBusy,
    StoreError,
)
from cadencecoach.ports import AudioState, Clock

_LEAST_FREE: Final = 100_000_000
"""Bytes: a hundred sessions of an hour."""

_SMALLEST: Final = (40, 12)
"""Columns and lines that the run screen needs."""

LISTEN_S: Final = 3.0
"""A footpod that is awake advertises about every second (docs/bluetooth.md)."""

_DOORS_S: Final = 3.0
"""A bus answers in milliseconds; one that hangs is not waited for."""

_PRESS_S: Final = 8.0
"""Time to find the button."""

_PLAYS_WITHIN_S: Final = 8.0
"""Two seconds of clicks and all that a slow device needs to begin."""


@dataclass(frozen=True, slots=True)
class Examined:
    """What came of trying one thing."""

    area: str
    works: bool
    found: str
    advice: str = ""
    exit_code: int = 0
    """Of a run that fails over it; 0 where a run can be made all the same."""


def findings(
    *,
    terminal: bool,
    heard: Callable[[str], bool] | None,
    tell: Callable[[str], None] | None = None,
) -> Iterator[Examined]:
    """Try one thing after the other; what came of each.

    `heard` asks the runner whether the test click was, `tell` asks for a press of a button; None:
    nobody can be asked. Without a `terminal` there is no window to look at.
    """
    try:
        home = Home.here()
    except CadencecoachError as exc:
        yield _fault("folders", exc)
        return
    try:
        settings = home.settings()
    except ConfigError as exc:
        yield _fault("settings", exc)
        shipped = home.shipped / SETTINGS_FILE
        settings = load_settings(shipped, shipped)  # what else works can be told with these
    else:
        yield Examined("settings", works=True, found=str(home.settings_path))
    yield from _plans(home, settings)
    yield _known_footpods(home)
    yield bluetooth()
    yield buttons(home, settings, tell)
    try:
        library = home.sounds()
    except SoundError as exc:
        yield _fault("sounds", exc)
    else:
        yield _sounds(library, settings)
        yield _sound_output(home, settings, library, heard=heard)
    one_earbud = click_style(settings).with_one_earbud
    if one_earbud:
        yield Examined("earphones", True, one_earbud)
    yield _voice()
    yield _log(home)
    yield _room(home)
    yield _window() if terminal else Examined("terminal", True, "none: runs are headless here")


def _plans(home: Home, settings: Settings) -> Iterator[Examined]:
    shelved = home.shelf().all(settings)
    broken = [one for one in shelved if one.fault is not None]
    try:
        home.shelf().plan(settings.plan, settings)
    except CadencecoachError as exc:
        yield _fault("plan", exc)
    for one in broken:
        if one.fault is not None and one.name != settings.plan:
            yield _fault("plan", one.fault, exit_code=0)
    if not broken:
        yield Examined("plans", works=True, found=", ".join(one.name for one in shelved))


def _known_footpods(home: Home) -> Examined:
    try:
        pods = KnownPods(home.config).here()
    except CadencecoachError as exc:
        return _fault("footpods", exc)
    names = ", ".join(pod.name for pod in pods)
    return Examined("footpods", works=True, found=names or "none paired")


def bluetooth() -> Examined:
    """Whether this computer can listen for footpods, and which are on the air; no run needs it."""
    from cadencecoach.adapters.footpod.meeting import (  # noqa: PLC0415 - loads bleak
        pods_around,
        sharing_radio,
    )

    try:
        seen = asyncio.run(pods_around(LISTEN_S))
    except FootpodError as exc:
        return _fault("bluetooth", exc, exit_code=0)
    names = ", ".join(one.name for one in seen)
    found = f"on the air: {names or 'none; a footpod wakes when moved'}"
    shared = ", ".join(asyncio.run(sharing_radio()))
    if shared:
        found += (
            f"; one radio carries footpods and {shared}: where the sound stutters while a footpod is "
            "looked for, an adapter of its own for one of them helps"
        )
    return Examined("bluetooth", True, found)


def buttons(home: Home, settings: Settings, tell: Callable[[str], None] | None) -> Examined:
    """Which doors for buttons are open, and with `tell` whether a press comes in; no run needs it."""
    if settings.buttons == "off":
        return Examined("buttons", True, "off in your settings")
    if importlib.util.find_spec("dbus_fast") is None:
        return Examined("buttons", True, "none: only Linux hands them on")
    return asyncio.run(_press(home.clock, tell))


async def _press(clock: Clock, tell: Callable[[str], None] | None) -> Examined:
    from cadencecoach.adapters.buttons.doors import ButtonDoors  # noqa: PLC0415 - loads dbus-fast

    doors, came = ButtonDoors(clock), asyncio.get_running_loop().create_future()

    def press(key: MediaKey, address: str) -> None:
        if not came.done():
            came.set_result(f"{key.value} came in" + (address and f" from {address}"))

    doors.open(press)
    try:
        await doors.tried(_DOORS_S)
        found = "; ".join(door.said for door in doors.doors if door.said)
        if not any(door.is_open for door in doors.doors):
            return Examined("buttons", False, found, "keys and words do all that buttons do")
        if tell is None:
            return Examined("buttons", True, found)
        tell(f"Press a button of your earphones, or a media key, within {_PRESS_S:.0f} s.")
        with suppress(TimeoutError):
            return Examined("buttons", True, f"{await asyncio.wait_for(came, _PRESS_S)}; {found}")
        advice = "another player may have the keys: close it, or connect the earphones anew"
        return Examined("buttons", False, f"no press came in; {found}", advice)
    finally:
        await doors.close()


def _sounds(library: SoundLibrary, settings: Settings) -> Examined:
    faults = library.check()
    if faults:
        more = f", and {len(faults) - 1} more" if len(faults) > 1 else ""
        return Examined(
            "sounds", False, f"{faults[0].message}{more}", faults[0].hint, SoundError.exit_code
        )
    try:
        check_sounds(settings, library)
    except ConfigError as exc:
        return _fault("sounds", exc)
    own = len(library.ids(kind="user"))
    return Examined("sounds", True, f"{len(library.ids())} read and compared, {own} of them yours")


def _sound_output(
    home: Home, settings: Settings, library: SoundLibrary, *, heard: Callable[[str], bool] | None
) -> Examined:
    if settings.audio == "null" or settings.audio.startswith("file:"):
        return Examined("sound", True, f"audio = {settings.audio}: no device is asked for")
    try:
        score, _ = clicks_as_set(settings, library)
        out = open_audio(settings.audio, clock=home.clock, log_dir=home.logs)
        out.start(score)
        try:
            asyncio.run(asyncio.wait_for(out.reach(Frame(CLICKS)), _PLAYS_WITHIN_S))
            lost = [one.detail for one in out.notices() if one.state is AudioState.LOST]
        finally:
            out.close()
        if lost:
            raise DeviceLost(lost[0], hint="choose the device in your system's sound settings")
    except TimeoutError:
        advice = "choose another device, or another --audio"
        return Examined("sound", False, "the device takes no sound", advice, AudioError.exit_code)
    except CadencecoachError as exc:
        return _fault("sound", exc)
    played = f"two seconds of clicks through {out.name}"
    if heard is not None and not heard(f"{played}: did you hear them? [y/n] "):
        advice = "turn it up, and choose the device in your system's sound settings"
        return Examined("sound", False, f"{played}, not heard", advice, AudioError.exit_code)
    return Examined("sound", True, f"{played}{', heard' if heard is not None else ''}")


def _voice() -> Examined:
    try:
        return Examined("voice", True, f"{choose().name} would speak cues of your own")
    except SoundError as exc:
        return _fault("voice", exc, exit_code=0)


def _log(home: Home) -> Examined:
    """The session log: opened, every page checked, and something written beside it."""
    try:
        with (
            translated_errors(home.database),
            closing(connect_to_read(home.database)) as connection,
        ):
            (verdict,) = connection.execute("PRAGMA quick_check(1)").fetchone()
            (count,) = connection.execute("SELECT count(*) FROM sessions").fetchone()
        if verdict != "ok":
            raise StoreError(
                f"{home.database} is damaged: {verdict}",
                hint="put a backup in its place, or move it away and start anew",
            )
        try:
            with tempfile.TemporaryFile(dir=home.data) as trial:
                trial.write(b"0" * 4096)
                trial.flush()
        except OSError as exc:
            raise StoreBusy(
                f"{home.data} cannot be written: {exc.strerror}",
                hint="make room, or make the folder yours to write",
            ) from exc
    except CadencecoachError as exc:
        return _fault("storage", exc)
    return Examined("storage", True, f"{many(count, 'session')} in {home.database}")


def _room(home: Home) -> Examined:
    there = next(folder for folder in (home.data, *home.data.parents) if folder.is_dir())
    free = shutil.disk_usage(there).free
    found = f"{free / 1e9:.1f} GB free"
    if free < _LEAST_FREE:
        return Examined("room", False, found, "make room: an hour's run takes about 1 MB")
    return Examined("room", True, found)


def _window() -> Examined:
    columns, lines = os.get_terminal_size()
    found = f"{columns} columns, {lines} lines"
    if columns < _SMALLEST[0] or lines < _SMALLEST[1]:
        return Examined("terminal", False, found, "make the window at least 40 by 12")
    return Examined("terminal", True, found)


def _fault(area: str, exc: CadencecoachError, *, exit_code: int | None = None) -> Examined:
    faults = exc.faults if isinstance(exc, ConfigError) else ()
    code = exc.exit_code if exit_code is None else exit_code
    return Examined(area, False, "; ".join(faults) or exc.message, exc.hint, code)
