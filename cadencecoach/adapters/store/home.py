"""Where a runner's data and settings live, private to the runner; nobody else decides a path."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final

from cadencecoach.adapters.whole_file import make_folder
from cadencecoach.errors import StoreBusy

HOME_VARIABLE: Final = "CADENCECOACH_HOME"
"""Names one directory for everything, for a second runner or a test."""

PRIVATE_FILE: Final = 0o600


def data_home() -> Path:
    """The directory of the session log; whoever writes into it makes it."""
    if (chosen := _chosen_home()) is not None:
        return chosen
    import platformdirs  # noqa: PLC0415 -- not needed where a home is named

    return platformdirs.user_data_path("cadencecoach", appauthor=False)


def config_home() -> Path:
    """The directory of the settings file; whoever writes into it makes it."""
    if (chosen := _chosen_home()) is not None:
        return chosen / "config"
    import platformdirs  # noqa: PLC0415 -- not needed where a home is named

    return platformdirs.user_config_path("cadencecoach", appauthor=False)


def database_path() -> Path:
    """The file of the session log; it need not exist yet."""
    return data_home() / "sessions.db"


def _chosen_home() -> Path | None:
    named = os.environ.get(HOME_VARIABLE, "")
    return Path(named).expanduser().absolute() if named else None


def make_home(directory: Path) -> None:
    """Make a directory of the home where it is missing. Raises StoreBusy."""
    # A directory that was there before keeps its rights: it may be shared on purpose, and what
    # is written into it is 0600 anyway.
    try:
        make_folder(directory)
    except OSError as exc:
        raise StoreBusy(
            f"cannot make the directory {directory}: {exc.strerror}",
            hint=f"make it yourself, or set {HOME_VARIABLE} to a directory you can write to",
        ) from exc
