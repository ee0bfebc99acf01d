"""A document as text, written one way wherever a program reads it: one line of ASCII, and no NaN in it.

A number that is none (NaN, an infinity) is not known, so it is null; `figures` has rounded what was
measured.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from typing import Any


def json_line(document: Mapping[str, Any]) -> str:
    """A document on one line, without its end."""
    try:
        return _dumped(document)
    except ValueError:
        return _dumped(_known(document))


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
