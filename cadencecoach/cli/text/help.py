"""The help of a command as plain lines, and that of all commands, of which the manual is made."""

from __future__ import annotations

import io
import textwrap
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from cyclopts import App
    from cyclopts.help import HelpEntry, HelpPanel
    from rich.console import Console, ConsoleOptions

_OFF: Final = "False"
"""The default of an option that is there or not: everybody knows it."""

_INDENT: Final = "  "
_HANGING: Final = "      "


class PlainHelp:
    """Panels, usage and description for cyclopts, in lines that end where the terminal does."""

    def __call__(self, console: Console, options: ConsoleOptions, panel: HelpPanel) -> None:  # noqa: ARG002 - the library names it
        """Print commands, arguments or options, each with its words."""
        if not panel.entries:
            return
        _print(console, f"{panel.title}:")
        for entry in panel.entries:
            labels, words = ", ".join(entry.display_labels_with_metavar), " ".join(_parts(entry))
            _print(console, _filled(console, f"{labels}: {words}" if words else labels))
        _print(console)

    def render_usage(self, console: Console, options: ConsoleOptions, usage: Any) -> None:  # noqa: ARG002
        """Print what is typed."""
        _print(console, f"Usage: {_plain(usage).removeprefix('Usage: ')}")
        _print(console)

    def render_description(self, console: Console, options: ConsoleOptions, text: Any) -> None:  # noqa: ARG002
        """Print what the command does."""
        if words := _plain(text):
            _print(console, textwrap.fill(words, console.width))
            _print(console)


def pages(width: int) -> Iterator[tuple[tuple[str, ...], str]]:
    """The help of the program and of every command of it, by the words that are typed."""
    from cadencecoach.cli.command_line import app  # noqa: PLC0415 - it uses this module

    yield from _pages(app, (), width)


def _pages(group: App, words: tuple[str, ...], width: int) -> Iterator[tuple[tuple[str, ...], str]]:
    from rich.console import Console  # noqa: PLC0415 - only where help is printed

    from cadencecoach.cli.command_line import app  # noqa: PLC0415 - it uses this module

    out = io.StringIO()
    app.help_print([*words], console=Console(file=out, width=width, color_system=None))
    yield words, out.getvalue()
    for name in group:
        if not name.startswith("-"):
            yield from _pages(group[name], (*words, name), width)


def _parts(entry: HelpEntry) -> Iterator[str]:
    yield _plain(entry.description)
    if entry.choices:
        yield f"[{', '.join(entry.choices)}]"
    if entry.default and entry.default not in (_OFF, '""'):
        yield f"[default: {entry.default}]"
    if entry.required:
        yield "[required]"


def _plain(text: Any) -> str:
    """The words of what cyclopts hands over, which may be a string or something to be drawn."""
    if text is None or isinstance(text, str):
        return " ".join((text or "").split())
    from rich.console import Console  # noqa: PLC0415 - only where help is printed

    out = io.StringIO()
    Console(file=out, width=10_000, color_system=None).print(text, soft_wrap=True)
    return " ".join(out.getvalue().split())


def _filled(console: Console, text: str) -> str:
    return textwrap.fill(
        text,
        console.width,
        initial_indent=_INDENT,
        subsequent_indent=_HANGING,
        break_long_words=False,
        break_on_hyphens=False,
    )


def _print(console: Console, text: str = "") -> None:
    # Not by the console's own way, which ends the program with 1 where nobody reads on.
    console.file.write(f"{text}\n")
