"""Every document of `--json` and every line of events, written one way: one line, and no NaN in it.

A number that is none (NaN, an infinity) is not known, so it is null; `core.values.figures` has rounded
what was measured.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping
from typing import Any


def json_line(document: Mapping[str, Any]) -> str:
    """A document on one line, without its end."""
    try:
        return _dumped(document)
    except ValueError:
        return _dumped(_known(document))


def print_json(document: Mapping[str, Any]) -> None:
    """Print one document."""
    print(json_line(document))


def print_json_list(
    document: Mapping[str, Any], name: str, items: Iterable[Mapping[str, Any]]
) -> None:
    """Print one document with a list as its last field, an item at a time: there may be years of it."""
    print(f'{json_line(document)[:-1]},"{name}":[', end="")
    for number, item in enumerate(items):
        print(f"{',' if number else ''}{json_line(item)}", end="")
    print("]}")


def _dumped(document: Any) -> str:
    return json.dumps(document, separators=(",", ":"), allow_nan=False)


def _known(value: Any) -> Any:
    """A value with null where a number is none."""
    match value:
        case float() if not math.isfinite(value):
            return None
        case dict():
            return {name: _known(one) for name, one in value.items()}
        case list() | tuple():
            return [_known(one) for one in value]
        case _:
            return value
