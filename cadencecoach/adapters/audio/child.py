"""How the helpers that run in a process of their own are started: same Python, little imported."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import cadencecoach


def command(module: str, *arguments: str) -> list[str]:
    """Return the command line of a module of this package."""
    # -P: a file called miniaudio.py in the current folder is not the library.
    return [sys.executable, "-P", "-m", f"{__package__}.{module}", *arguments]


def environment() -> dict[str, str]:
    """Return this process's environment, with this very package to be found in it."""
    root = Path(cadencecoach.__file__).resolve().parent.parent
    path = os.environ.get("PYTHONPATH")
    return {**os.environ, "PYTHONPATH": f"{root}{os.pathsep}{path}" if path else str(root)}
