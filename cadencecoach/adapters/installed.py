"""How one more package is had by the very Python that runs this program, however it was installed."""

from __future__ import annotations

import shlex
import sys
from pathlib import Path


def how_to_install(*packages: str) -> str:
    """The command line that installs `packages`, which must be names that an index knows."""
    prefix = Path(sys.prefix)
    if (prefix / "pipx_metadata.json").is_file():
        return shlex.join(["pipx", "inject", "cadencecoach", *packages])
    if (prefix / "uv-receipt.toml").is_file():  # such an environment has no pip
        return shlex.join(["uv", "pip", "install", "--python", sys.executable, *packages])
    return shlex.join([sys.executable, "-m", "pip", "install", *packages])
