"""Prints the documents of `--json`, each on one line."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from cadencecoach.core.values.json_text import json_line


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
