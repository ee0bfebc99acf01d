"""Words with words below them: plans, settings, own cues, footpods; as `commands`, one level down."""

# ruff: noqa: PLC0415 -- each command loads what it needs and no more (budgets of docs/laws.md)

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Annotated, Any, Final

from cyclopts import App, Parameter, Token

from cadencecoach.core.values.text import plain

FLAG: Final = Parameter(negative="")
"""An option that is there or not; there is no --no- form of it."""

_DIGITS: Final = re.compile(r"-?[0-9]{1,9}")


def _whole(_kind: Any, tokens: Sequence[Token]) -> int:
    word = tokens[0].value
    if _DIGITS.fullmatch(word) is None:
        raise ValueError(f"{plain(word)[:20]!r} is no whole number")
    return int(word)


WHOLE: Final = Parameter(converter=_whole)
"""A whole number: the library would make a pain of 4.6 a 5 without a word."""

plans = App(name="plans", help="List the plans, or draw one.")
settings = App(name="settings", help="Show the settings, or change one.")
cue = App(name="cue", help="Your own cues, spoken in every run.")
footpod = App(name="footpod", help="Find footpods, and remember yours.")


@plans.default
def list_plans() -> None:
    """List the plans, each with its ladder and length."""
    from cadencecoach.cli.commands.plans import list_plans as print_plans

    print_plans()


@plans.command(name="show")
def show_plan(name: str, /) -> None:
    """Draw one plan, stage by stage.

    Parameters
    ----------
    name
        A name from `cadencecoach plans`, or a path.
    """
    from cadencecoach.cli.commands.plans import show_plan as print_plan

    print_plan(name)


@settings.default
def show_settings() -> None:
    """Show every setting and where it comes from."""
    from cadencecoach.cli.commands.settings import show_settings as print_settings

    print_settings()


@settings.command(name="set")
def set_setting(key: str, value: Annotated[str, Parameter(allow_leading_hyphen=True)], /) -> None:
    """Save one setting.

    Parameters
    ----------
    key
        As `cadencecoach settings` shows it.
    value
        Checked before it is saved; "none" forgets a cadence.
    """
    from cadencecoach.cli.commands.settings import set_setting as save

    save(key, value)


@settings.command(name="path")
def settings_path() -> None:
    """Say which file holds your settings."""
    from cadencecoach.cli.commands.settings import print_path

    print_path()


@cue.command(name="add")
def add_cue(text: str, /, *, wav: str | None = None) -> None:
    """Add a cue of your own, spoken by a voice on this machine or in a recording.

    Parameters
    ----------
    text
        What it says; one that begins with a dash goes after `--`.
    wav
        A recording of it, up to 15 s.
    """
    from cadencecoach.cli.commands.cue import add_cue as add

    add(text, wav)


@cue.command(name="list")
def list_cues() -> None:
    """List your own cues."""
    from cadencecoach.cli.commands.cue import list_cues as print_cues

    print_cues()


@cue.command(name="remove")
def remove_cue(cue_id: Annotated[str, Parameter(name="ID")], /) -> None:
    """Remove one of your own cues.

    Parameters
    ----------
    cue_id
        From `cadencecoach cue list`, or its words.
    """
    from cadencecoach.cli.commands.cue import remove_cue as remove

    remove(cue_id)


@footpod.command(name="scan")
def scan_footpods(
    *, look: Annotated[bool, FLAG] = False, json: Annotated[bool, FLAG] = False
) -> None:
    """List the footpods on the air.

    Parameters
    ----------
    look
        Connect to each for its battery, its place and what it sends.
    json
        One document.
    """
    from cadencecoach.cli.commands.footpod import scan_footpods as scan
    from cadencecoach.cli.interrupts import ctrl_c_raises

    ctrl_c_raises()
    scan(look=look, as_json=json)


@footpod.command(name="pair")
def pair_footpod(name: str, /, *, convention: str | None = None) -> None:
    """Find a footpod and remember it as yours.

    Parameters
    ----------
    name
        Its name or address.
    convention
        What it counts: steps, strides, or auto.
    """
    from cadencecoach.cli.commands.footpod import pair_footpod as pair
    from cadencecoach.cli.interrupts import ctrl_c_raises

    ctrl_c_raises()
    pair(name, convention=convention)


@footpod.command(name="list")
def list_footpods(*, json: Annotated[bool, FLAG] = False) -> None:
    """List your footpods.

    Parameters
    ----------
    json
        One document.
    """
    from cadencecoach.cli.commands.footpod import list_footpods as print_footpods

    print_footpods(as_json=json)


@footpod.command(name="forget")
def forget_footpod(name: str, /) -> None:
    """Forget one of your footpods.

    Parameters
    ----------
    name
        Its name or address.
    """
    from cadencecoach.cli.commands.footpod import forget_footpod as forget

    forget(name)


@footpod.command(name="watch")
def watch_footpod(name: str | None = None, /, *, json: Annotated[bool, FLAG] = False) -> None:
    """Print what a footpod sends, a line a second, until Ctrl-C.

    Parameters
    ----------
    name
        Its name or address; left out, any of yours.
    json
        One object a line.
    """
    from cadencecoach.cli.commands.footpod import watch_footpod as watch
    from cadencecoach.cli.interrupts import ctrl_c_raises

    ctrl_c_raises()
    watch(name, as_json=json)
