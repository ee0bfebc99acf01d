"""`settings`: what is in force, where it comes from, and one change at a time."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from cyclopts import App, Parameter

from cadencecoach.app.home import Home, check_sounds
from cadencecoach.cli.interrupts import ctrl_c_raises
from cadencecoach.cli.text.tables import print_table
from cadencecoach.core.values.text import plain
from cadencecoach.core.values.units import Spm

app = App(name="settings")


@app.default
def show_settings() -> None:
    """Show every setting and where it comes from."""
    from cadencecoach.config.settings import NOT_SET, Settings, plain_values
    from cadencecoach.config.toml_file import read_toml

    home = Home.here()
    settings = home.settings()
    own = read_toml(home.settings_path) if home.settings_path.exists() else {}
    values = plain_values(settings)
    rows = [
        (key, plain(str(values.get(key, NOT_SET))), "yours" if key in own else "")
        for key in Settings.model_fields
    ]
    print_table(rows)
    print(f"\nYours are kept in {_shown(home.settings_path)}")


@app.command(name="set")
def set_setting(
    key: str,
    text: Annotated[str, Parameter(name="VALUE", allow_leading_hyphen=True)],
    /,
    *,
    anyway: bool = False,
) -> None:
    """Save one setting.

    Parameters
    ----------
    key
        As `cadencecoach settings` shows it.
    text
        Checked before it is saved; "none" takes a cadence out of the file.
    anyway
        Take an own cadence although it is doubtful; your cap moves with it.
    """
    from cadencecoach.config.settings import NOT_SET, plain_values, setting_from

    home = Home.here()
    value = setting_from(key, text)
    if key in {"click", "voice"}:
        check_sounds(home.settings().model_copy(update={key: value}), home.sounds())
    if key == "plan":
        home.shelf().plan(text, home.settings())
        path = home.shelf().path(text)
        value = text if text in home.shelf().names() else str(path.absolute())
    ctrl_c_raises()
    if key == "cadence_spm" and value is not None:
        from cadencecoach.app.diary.baselines import note_typed

        note_typed(home, Spm(value), anyway=anyway)
    home.change_settings({key: value})
    print(f"{key} = {plain(str(plain_values(home.settings()).get(key, NOT_SET)))}")
    if key == "cadence_spm" and value is None:
        from cadencecoach.app.diary.baselines import still_standing

        stands = still_standing(home)
        if stands:
            print(f"{stands}\nIt stays in the diary until another one takes its place.")
    if key in {"sides", "every"}:
        from cadencecoach.app.run.new_run import click_style

        one_earbud = click_style(home.settings()).with_one_earbud
        if one_earbud:
            print(one_earbud)


@app.command(name="path")
def print_path() -> None:
    """Say which file holds your settings."""
    print(_shown(Home.here().settings_path))


def _shown(path: Path) -> str:
    return plain(str(path))
