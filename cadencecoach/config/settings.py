"""The runner's settings: what they may be, which of three places wins, and how their file is written.

The shipped file holds every default, the runner's own what was changed, and what is typed on the
command line beats both for one run.
"""

from __future__ import annotations

import json
import math
import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Final, Literal

from pydantic import AfterValidator, Field

from cadencecoach.config.lengths import LengthOrOff, length_text
from cadencecoach.config.reading import Line, Table, checked
from cadencecoach.config.toml_file import read_toml
from cadencecoach.core.programme import desk
from cadencecoach.core.score.volume import LOUDEST_DB, QUIETEST_DB
from cadencecoach.core.values.text import quoted
from cadencecoach.core.values.units import FASTEST, SLOWEST
from cadencecoach.errors import ConfigError, did_you_mean

SETTINGS_HINT: Final = "`cadencecoach settings` shows every key with its value"
SETTINGS_IN_APP: Final = "s on Today shows them with their values"
_FILE_HINT: Final = "mend it in that file, or take the line out: its default holds then"
_FILE_IN_APP: Final = "`cadencecoach settings` names each; a line taken out has its default"
"""Of a file that is wrong; while it is, nothing shows what is in force."""

NOT_SET: Final = "none"
"""Typed as the value of a setting that may be unknown, it forgets it."""

_OUTPUTS: Final = ("auto", "simpleaudio", "miniaudio", "sounddevice", "null")
_NUMBERS: Final = {"volume_db": float, "duck_db": float, "cadence_spm": int, "desk_every_min": int}
_SWITCHES: Final = frozenset({"quiet"})
_MAY_BE_UNKNOWN: Final = frozenset({"cadence_spm"})
_HEADER: Final = "# Your settings; `cadencecoach settings` shows all of them.\n"


def _audio(text: str) -> str:
    if text not in _OUTPUTS and not (text.startswith("file:") and len(text) > len("file:")):
        expected = f"{', '.join(_OUTPUTS)} or file:OUT.wav"
        raise ValueError(f"expected {expected}, found {quoted(text)}{did_you_mean(text, _OUTPUTS)}")
    return text


def _desk(minutes: int) -> int:
    if minutes != desk.OFF and not desk.LEAST_MIN <= minutes <= desk.MOST_MIN:
        limits = f"{desk.LEAST_MIN} to {desk.MOST_MIN} minutes, or {desk.OFF} for none"
        raise ValueError(f"expected {limits}, found {minutes}")
    return minutes


class Settings(Table):
    """Every setting; the defaults stand in configs/settings.toml, each with its source."""

    plan: Line
    """A name on the shelf, or a path."""

    volume_db: Annotated[float, Field(ge=QUIETEST_DB, le=LOUDEST_DB, allow_inf_nan=False)]
    """Of everything; 0 is as the sounds were made."""

    click: Line
    voice: Line
    duck_db: Annotated[float, Field(ge=0.0, le=40.0, allow_inf_nan=False)]
    """How far the click goes down under speech."""

    cue_every: LengthOrOff
    """Of running time, between posture checks, where the plan says nothing of it."""

    every: Literal["step", "second step"]
    sides: Literal["off", "tones", "ears"]
    quiet: bool
    """Only posture checks and safety are spoken."""

    desk_every_min: Annotated[int, AfterValidator(_desk)]
    """Minutes at the desk from one reminder to stand up to the next; 0 is none."""

    theme: Literal["dark", "light", "high contrast"]
    audio: Annotated[Line, AfterValidator(_audio)]
    footpod: Line
    """NAME, ADDRESS, auto (any that is known), simulated, replay:FILE or none."""

    buttons: Literal["auto", "off"]
    """Media keys and the buttons of earphones, where there is a bus for them."""

    cadence_spm: Annotated[int, Field(ge=SLOWEST, le=FASTEST)] | None = None
    """The runner's own easy cadence; None is not known."""


def load_settings(shipped: Path, own: Path) -> Settings:
    """The settings in force: the runner's own over the shipped ones; `own` need not exist.

    Raises ConfigError with every fault found.
    """
    mine = read_toml(own) if own.exists() else {}
    values = {**read_toml(shipped), **_within(mine)}
    return checked(Settings, values, own, hint=_FILE_HINT, in_app=_FILE_IN_APP)


def too_loud(own: Path) -> str:
    """One line where the runner's file asks for more than the loudest; empty otherwise."""
    asked = (read_toml(own) if own.exists() else {}).get("volume_db")
    if not _too_loud(asked):
        return ""
    return f"volume_db = {asked:g} in your settings counts as {LOUDEST_DB:g}, which is the loudest"


def _too_loud(volume_db: Any) -> bool:
    return type(volume_db) in (int, float) and LOUDEST_DB < volume_db < math.inf


def _within(mine: Mapping[str, Any]) -> dict[str, Any]:
    """The runner's own settings; a volume above the loudest, which was once allowed, is the loudest."""
    loud = {"volume_db": LOUDEST_DB} if _too_loud(mine.get("volume_db")) else {}
    return {**mine, **loud}


def typed_over(settings: Settings, typed: Mapping[str, Any]) -> Settings:
    """The settings with what was typed for this run; None means not typed, and changes nothing.

    Raises ConfigError with one fault for each option that is wrong.
    """
    given = {name: value for name, value in typed.items() if value is not None}
    return checked(
        Settings, {**plain_values(settings), **given}, hint=SETTINGS_HINT, in_app=SETTINGS_IN_APP
    )


def plain_values(settings: Settings) -> dict[str, Any]:
    """The settings as a TOML file has them, without those that are not set."""
    values = dict(settings)
    return {
        key: length_text(value) if key == "cue_every" else value
        for key, value in values.items()
        if value is not None
    }


def setting_from(key: str, text: str) -> Any:
    """The TOML value that was typed for a setting; None for "none" where that means not known.

    Raises ConfigError when there is no such setting.
    """
    if key not in Settings.model_fields:
        raise ConfigError(
            f"there is no setting {quoted(key)}{did_you_mean(key, Settings.model_fields)}",
            hint=SETTINGS_HINT,
            in_app=SETTINGS_IN_APP,
        )
    if key in _SWITCHES:
        return {"true": True, "false": False}.get(text, text)
    if key not in _NUMBERS:
        return text
    if key in _MAY_BE_UNKNOWN and text == NOT_SET:
        return None
    try:
        return _NUMBERS[key](text)
    except ValueError:
        return text  # and the check says what it should have been


def changed_text(shipped: Path, own: Path, changes: Mapping[str, Any]) -> str:
    """The text of the runner's own file with some settings changed and the rest as it stands.

    Values are TOML ones; None forgets a setting. Comments survive. Raises ConfigError when the
    file cannot be read, or the settings would be wrong.
    """
    values: Mapping[str, Any] = {}
    edited = _HEADER
    if own.exists():
        values = read_toml(own)
        edited = own.read_text(encoding="utf-8-sig")
    wanted = {key: value for key, value in {**values, **changes}.items() if value is not None}
    known = {
        key: value for key, value in {**_within(values), **changes}.items() if value is not None
    }
    defaults = read_toml(shipped)
    given = {key: value for key, value in changes.items() if value is not None}
    checked(Settings, {**defaults, **given}, own, hint=SETTINGS_HINT, in_app=SETTINGS_IN_APP)
    checked(Settings, {**defaults, **known}, own, hint=_FILE_HINT, in_app=_FILE_IN_APP)
    for key, value in changes.items():
        edited = _with_line(edited, key, value)
    if _holds(edited, wanted):
        return edited
    # A value over several lines, or a quoted key: then the file is written anew.
    return _HEADER + "".join(f"{key} = {_toml(value)}\n" for key, value in wanted.items())


def _with_line(text: str, key: str, value: Any) -> str:
    """The text with the line of a key changed, taken out (None) or added; its comment stays."""
    found = re.search(rf"^[ \t]*{key}[ \t]*=[^\n#]*", text, re.MULTILINE)
    if found is None:
        if value is None:
            return text
        return (
            f"{text}{'' if text.endswith(chr(10)) or not text else chr(10)}{key} = {_toml(value)}\n"
        )
    before, after = text[: found.start()], text[found.end() :]
    if value is None:
        return before + after.partition("\n")[2]
    gap = " " if after.startswith("#") else ""
    return f"{before}{key} = {_toml(value)}{gap}{after}"


def _holds(text: str, values: Mapping[str, Any]) -> bool:
    try:
        return tomllib.loads(text) == values
    except tomllib.TOMLDecodeError:
        return False


def _toml(value: Any) -> str:
    # A JSON string without control characters is a TOML one (TOML 1.0, section String).
    return json.dumps(value, ensure_ascii=False)
