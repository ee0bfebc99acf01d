"""A TOML file in, its tables out: read whole, refused where it is no plain file, too large or too deep.

Apart from what checks the tables, since that loads pydantic and the app's first frame does not wait for it.
"""

from __future__ import annotations

import re
import stat
import tomllib
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from cadencecoach.core.values.text import plain
from cadencecoach.errors import ConfigError

MAX_BYTES: Final = 64 * 1024
"""A plan or settings file is far smaller; more is a mistake."""

_MOST_DOTS: Final = 40
"""In a line of a file, outside of texts: each could be a table in a table, and thousands of them
take minutes to read. The deepest key of ours has two."""

_TEXT_OR_COMMENT: Final = re.compile(r""""(?:\\.|[^"\\\n])*"|'[^'\n]*'|#[^\n]*""")

_PLACE: Final = re.compile(r" \(at line (\d+), column (\d+)\)$")


def read_toml(path: Path) -> Mapping[str, Any]:
    """The tables of a TOML file.

    Raises ConfigError when it is missing, no plain file, larger than 64 KB, not UTF-8, or broken,
    then with line and column.
    """
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            raise ConfigError(f"{shown(path)} is not a file", hint="name a TOML file")
        with path.open("rb") as file:
            raw = file.read(MAX_BYTES + 1)
    except (OSError, ValueError) as exc:
        reason = getattr(exc, "strerror", None) or "it has no valid name"
        raise ConfigError(
            f"{shown(path)} cannot be read: {reason}", hint="look at its name and rights"
        ) from exc
    if len(raw) > MAX_BYTES:
        raise ConfigError(
            f"{shown(path)} is larger than 64 KB", hint="name a plan or settings file"
        )
    try:
        # Notepad puts a byte order mark in front, which TOML does not know.
        return _tables(raw.decode("utf-8-sig"))
    except UnicodeDecodeError as exc:
        line = raw.count(b"\n", 0, exc.start) + 1
        raise ConfigError(
            f"{shown(path)}: line {line}: not text in UTF-8", hint="save it as UTF-8"
        ) from exc
    except (tomllib.TOMLDecodeError, RecursionError, ValueError) as exc:
        raise ConfigError(f"{shown(path)}: {_broken(exc)}", hint="mend the TOML there") from exc


@lru_cache(maxsize=32)
def _tables(text: str) -> Mapping[str, Any]:
    """Each look at Today reads the same files, and most of reading one is taking its text apart."""
    _refuse_depth(text)
    return tomllib.loads(text)


def shown(path: Path) -> str:
    """A path fit for one line on a terminal."""
    return plain(str(path))


def _refuse_depth(text: str) -> None:
    for number, line in enumerate(text.split("\n"), start=1):
        if line.count(".") > _MOST_DOTS and _TEXT_OR_COMMENT.sub("", line).count(".") > _MOST_DOTS:
            raise ValueError(f"nested too deep (at line {number}, column 1)")


def _broken(exc: Exception) -> str:
    if isinstance(exc, RecursionError):
        return "nested too deep"
    text = plain(str(exc))
    place = _PLACE.search(text)
    if place is None:
        return text
    return f"line {place[1]}, column {place[2]}: {text[: place.start()]}"
