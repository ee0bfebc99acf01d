"""Everything that can be wrong, as one tree, so that every edge speaks the same way to people.

CadencecoachError(message, *, hint)                                 exit code
 + ConfigError            settings or plan file, with file and key   2
 + PlanError              impossible ramp, bad stage                 2
 + SoundError             missing, changed or unreadable sound       3
 |  + SpeechError         no engine can speak, or it failed          3
 + AudioError             sound output                               4
 |  + DeviceNotFound      no device, or none that opens
 |  + DeviceLost          the device went away
 |  + LibraryMissing      the Python package for it is not installed
 + FootpodError           Bluetooth and footpods                     5
 |  + BluetoothUnavailable  with a reason
 |  + FootpodNotFound
 + StoreError             the session database                       6
 |  + SchemaTooNew        written by a newer version
 |  + StoreBusy           locked, full or read-only
 + ExportError            files written for others                   7
 + FileRefused            a file of another program                  7
 |  + KnownRun            of a run that is a session already
 |  + NotARun             of another sport, or no activity
 |  + UnitsUnclear        steps or strides

What happens during a run is an event, not one of these: the click goes on.
"""

from __future__ import annotations

import enum
from collections.abc import Iterable


class CadencecoachError(Exception):
    """Something a person can act on: one line of what happened, one of what to do."""

    exit_code = 1

    def __init__(self, message: str, *, hint: str, in_app: str = "") -> None:
        super().__init__(message)
        self.message = message
        """One line: what happened."""
        self.hint = hint
        """One line: what to do."""
        self.in_app = in_app or hint
        """One line: what to do with keys, where the hint names an option."""


class ConfigError(CadencecoachError):
    """A settings or plan file, or an option, that cannot be used; lists every fault found."""

    exit_code = 2

    def __init__(
        self, message: str, *, hint: str, in_app: str = "", faults: tuple[str, ...] = ()
    ) -> None:
        super().__init__(message, hint=hint, in_app=in_app)
        self.faults = faults
        """One line for each fault: file, key and what is expected."""


class PlanError(CadencecoachError, ValueError):
    """A plan that no runner could run: impossible ramp, empty stage, too long."""

    exit_code = 2


class SoundError(CadencecoachError):
    """A sound that is missing, changed or unreadable."""

    exit_code = 3


class SpeechError(SoundError):
    """No engine can speak this text here."""


class AudioError(CadencecoachError):
    """Sound output that cannot be had."""

    exit_code = 4


class DeviceNotFound(AudioError):
    """No sound device, or none that opens."""


class DeviceLost(AudioError):
    """The sound device went away."""


class LibraryMissing(AudioError):
    """The package that drives the sound device is not installed."""


class FootpodError(CadencecoachError):
    """Bluetooth or a footpod that cannot be used."""

    exit_code = 5


class BluetoothReason(enum.Enum):
    """Why there is no Bluetooth, each with its own way out."""

    NO_ADAPTER = "no adapter"
    POWERED_OFF = "powered off"
    NO_SERVICE = "no service"
    NO_PERMISSION = "no permission"
    CONTAINER = "container"
    UNKNOWN = "unknown"


class BluetoothUnavailable(FootpodError):
    """There is no Bluetooth to use, and the reason says what to do about it."""

    def __init__(
        self, message: str, *, hint: str, reason: BluetoothReason, in_app: str = ""
    ) -> None:
        super().__init__(message, hint=hint, in_app=in_app)
        self.reason = reason


class FootpodNotFound(FootpodError):
    """The footpod asked for is not on the air."""


class StoreError(CadencecoachError):
    """The session database cannot be used."""

    exit_code = 6


class SchemaTooNew(StoreError):
    """The database was written by a newer CadenceCoach."""


class StoreBusy(StoreError):
    """The database is locked, its disk full or its folder read-only."""


class StoreLocked(StoreBusy):
    """Another program writes into the database just now: it is worth trying again."""


class ExportError(CadencecoachError):
    """A file for others that could not be written."""

    exit_code = 7


class FileRefused(CadencecoachError):
    """A file of another program that cannot be used; nothing of it was taken."""

    exit_code = 7


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """``; did you mean X?`` for the nearest known word, or nothing."""
    import difflib  # noqa: PLC0415 - only where something is wrong

    near = difflib.get_close_matches(word.casefold(), list(known), n=1, cutoff=0.6)
    return f"; did you mean {near[0]}?" if near else ""


class NotARun(FileRefused):
    """A whole file of something else: another sport, or no activity at all."""


class KnownRun(FileRefused):
    """A file of a run that is a session already."""

    def __init__(self, message: str, *, hint: str, session: int, in_app: str = "") -> None:
        super().__init__(message, hint=hint, in_app=in_app)
        self.session = session


class UnitsUnclear(FileRefused):
    """A file whose numbers may be steps or strides; the runner's word settles it."""
