"""Where the plans and settings are that come with the product; apart, as finding them needs no parser."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from cadencecoach.errors import ConfigError

SETTINGS_FILE: Final = "settings.toml"
"""The name of the settings, shipped and the runner's own."""


def find_configs() -> Path:
    """The folder of the shipped plans and settings: in the wheel, else at the root of the checkout.

    Raises ConfigError when there is neither.
    """
    package = Path(__file__).resolve().parents[1]
    for folder in (package / "_data" / "configs", package.parent / "configs"):
        if (folder / SETTINGS_FILE).is_file():
            return folder
    raise ConfigError(
        "the plans of CadenceCoach are not installed", hint="install CadenceCoach again"
    )
