"""A phone as a second screen of one run: it shows the run, and its buttons are commands."""

from __future__ import annotations

from importlib.util import find_spec
from typing import TYPE_CHECKING, Final

from cadencecoach.adapters.installed import how_to_install
from cadencecoach.core.control.words import FROM_A_PHONE, command_from
from cadencecoach.core.events import Door
from cadencecoach.core.run.state import State
from cadencecoach.core.run.view_of_state import view
from cadencecoach.core.sensor.adherence import BandState
from cadencecoach.core.values.figures import whole_number
from cadencecoach.core.values.units import Frame, clock
from cadencecoach.errors import ConfigError
from cadencecoach.ports import RunShown

if TYPE_CHECKING:
    from cadencecoach.ports import SecondScreen
    from cadencecoach.session import Session

_OVERHEARD: Final = (
    "Not encrypted: whoever listens on this network can read target, cadence, time",
    "and the key of this page, and with it press its buttons while your phone is",
    "not connected. None of them ends a run. Use a network that is yours.",
)


def run_shown(state: State, at: Frame) -> RunShown:
    """What a second screen shows at one frame."""
    now = view(state, at)
    band = "" if now.band in {None, BandState.NOT_COVERED} else now.band.value
    if now.band in {BandState.OVER, BandState.UNDER} and now.off_target is not None:
        band = f"{abs(now.off_target)} {band}"
    return RunShown(
        now.state,
        now.target_spm,
        whole_number(now.live_spm),
        band,
        clock(now.running),
        clock(now.total),
        state.can_go_on,
        now.muted,
    )


class PhoneScreen:
    """The phone of one run, from `open` to `close`."""

    def __init__(self, screen: SecondScreen) -> None:
        self._screen = screen
        self._session: Session | None = None
        self._told: RunShown | None = None

    def open(self, session: Session) -> None:
        """Begin to show and to listen."""
        self._session = session
        self._screen.open(self._obey)

    def show(self, at: Frame) -> None:
        """Tell what changed since the last time."""
        assert self._session is not None
        shown = run_shown(self._session.state, at)
        if shown != self._told:
            self._told = shown
            self._screen.show(shown)

    async def close(self) -> None:
        """The run is over."""
        await self._screen.close()

    def _obey(self, word: str) -> None:
        command = command_from(word, Door.PHONE)
        assert self._session is not None
        assert command is not None
        self._session.command(command.heard_at)


def phone_screen() -> tuple[PhoneScreen, str]:
    """A page on this machine's private address, and how a phone gets there, for a terminal.

    Raises ConfigError where there is no such address, or a package is missing.
    """
    if find_spec("websockets") is None or find_spec("segno") is None:
        raise ConfigError(
            "--phone needs the packages websockets and segno, which are not installed",
            hint=how_to_install("segno", "websockets"),
        )
    from cadencecoach.adapters.phone.private_address import private_address  # noqa: PLC0415
    from cadencecoach.adapters.phone.qr_code import qr_code  # noqa: PLC0415
    from cadencecoach.adapters.phone.server import PhoneServer  # noqa: PLC0415

    address = private_address()
    if address is None:
        raise ConfigError(
            "--phone found no private address of this computer to serve a page on",
            hint="join the phone's network, by Wi-Fi or the phone's hotspot, or leave out --phone",
        )
    try:
        server = PhoneServer(address, FROM_A_PHONE)
    except OSError as exc:
        raise ConfigError(
            f"--phone cannot serve a page on {address}: {exc.strerror or exc}",
            hint="`cadencecoach run` without --phone needs no network",
        ) from exc
    return PhoneScreen(server), "\n".join(
        (qr_code(server.link).rstrip("\n"), server.link, *_OVERHEARD)
    )
