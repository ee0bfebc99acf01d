"""Where plans, settings and pages are that come with the product; apart, as finding them needs no parser."""

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
    for folder in _folders("configs"):
        if (folder / SETTINGS_FILE).is_file():
            return folder
    raise ConfigError(
        "the plans of CadenceCoach are not installed", hint="install CadenceCoach again"
    )


def page(name: str) -> str:
    """Where a page of docs/ is on this machine, for a hint to name; its name alone if it is gone."""
    return next((str(one / name) for one in _folders("docs") if (one / name).is_file()), name)


def _folders(name: str) -> tuple[Path, Path]:
    """Where a folder is: in the wheel, and at the root of the checkout."""
    package = Path(__file__).resolve().parents[1]
    return (package / "_data" / name, package.parent / name)
