"""HTML out of values: whatever is not markup already is text and is escaped, so none can be forgotten."""

from __future__ import annotations

import html
from collections.abc import Iterable, Sequence
from typing import Final

from cadencecoach.adapters.export.text import harmless

_LONG: Final = 120
"""Characters of HTML from which on words take a whole line: ten thousand in a column are ten pages."""

_VOID: Final = frozenset(("meta", "br"))

_ALL: Final = range(1, 99)
"""Every column but the first."""


class Markup(str):
    """HTML that stands as it is; only this module and the charts make any."""

    __slots__ = ()


Child = str | None
"""Markup as it is, other text escaped, None nothing."""


def element(name: str, /, *children: Child, **attributes: str | None) -> Markup:
    """An element; `class_` is class, `aria_label` aria-label, and None no attribute."""
    said = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{text(value)}"'
        for key, value in attributes.items()
        if value is not None
    )
    if name in _VOID:
        return Markup(f"<{name}{said}>")
    return Markup(f"<{name}{said}>{join(children)}</{name}>")


def join(children: Iterable[Child]) -> Markup:
    """Parts one after the other."""
    return Markup("".join(text(child) for child in children if child is not None))


def text(value: str) -> Markup:
    """Text, escaped and without characters that no page may hold; markup as it is."""
    if isinstance(value, Markup):
        return value
    return Markup(html.escape(harmless(value)))


def isolated(value: str) -> Markup:
    """Words of a person: in their own direction, each of their lines a line; nothing of nothing."""
    if not value.strip():
        return Markup()
    lines = harmless(value).split("\n")
    parts: list[Child] = []
    for line in lines:
        parts += [element("br"), line] if parts else [line]
    return element("bdi", *parts)


def table(
    caption: str,
    head: Sequence[str],
    rows: Iterable[Sequence[Child]],
    *,
    numbers: range = _ALL,
    newest: bool = False,
) -> Markup:
    """A table whose first column names its rows; the columns in `numbers` are set right.

    It scrolls in its own box where it is too wide, also with the keys. Of a `newest` table paper has the
    first row and the last ones.
    """

    def cell(name: str, index: int, child: Child, scope: str | None) -> Markup:
        right = "n" if index in numbers else None
        return element(name, child, scope=scope, class_=right)

    body = [
        element(
            "tr",
            *(
                cell("td" if index else "th", index, child, None if index else "row")
                for index, child in enumerate(row)
            ),
        )
        for row in rows
    ]
    titles = (cell("th", index, title, "col") for index, title in enumerate(head))
    whole = element(
        "table",
        element("caption", caption),
        element("thead", element("tr", *titles)),
        element("tbody", *body),
    )
    return element(
        "div",
        whole,
        class_="wide newest" if newest else "wide",
        role="region",
        aria_label=caption,
        tabindex="0",
    )


def facts(pairs: Iterable[tuple[str, Child]]) -> Markup:
    """Names and what they come to; those that come to nothing are left out."""
    return element(
        "dl",
        *(
            element(
                "div",
                element("dt", name),
                element("dd", child),
                class_="long" if len(child) > _LONG else None,
            )
            for name, child in pairs
            if child
        ),
    )


def folded(summary: str, *children: Child) -> Markup:
    """What is read by who asks for it; paper leaves it out."""
    return element("details", element("summary", summary), *children)


def bullets(items: Iterable[Child]) -> Markup:
    """A list; nothing where it is empty."""
    found = [element("li", item) for item in items]
    return element("ul", *found) if found else Markup()
