"""Where everything of this runner is: settings, plans, sounds, the log; opened when asked for.

What reads files (and loads pydantic for it) is loaded when a file is read.
"""

# ruff: noqa: PLC0415 -- see the docstring

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any

from cadencecoach.adapters.clock import SystemClock
from cadencecoach.adapters.store.home import config_home, data_home, database_path
from cadencecoach.config.shipped import SETTINGS_FILE, find_configs
from cadencecoach.core.values.text import quoted
from cadencecoach.errors import ConfigError, StoreError, did_you_mean

if TYPE_CHECKING:
    from cadencecoach.adapters.sounds import SoundLibrary
    from cadencecoach.config.programmes import ProgrammeShelf
    from cadencecoach.config.routines import RoutineShelf
    from cadencecoach.config.settings import Settings
    from cadencecoach.config.shelf import Shelf
    from cadencecoach.core.plan.ladder import Ladder
    from cadencecoach.core.values.units import Spm
    from cadencecoach.ports import Clock


@dataclass(frozen=True, slots=True)
class Home:
    """The folders of one runner and the clock of this machine."""

    shipped: Path
    """The plans and settings that come with the product."""

    data: Path
    config: Path
    clock: Clock

    @classmethod
    def here(cls) -> Home:
        """This runner's, on this machine; nothing is made yet. Raises ConfigError."""
        return cls(find_configs(), data_home(), config_home(), SystemClock())

    @property
    def database(self) -> Path:
        """The file of the session log."""
        return database_path()

    @property
    def logs(self) -> Path:
        """Where what a C library prints is kept."""
        return self.data / "logs"

    @property
    def cues(self) -> Path:
        """The runner's own cues."""
        return self.data / "cues"

    @property
    def settings_path(self) -> Path:
        """The runner's own settings; the file need not exist."""
        return self.config / SETTINGS_FILE

    @property
    def plans(self) -> Path:
        """The runner's own plans; the folder need not exist."""
        return self.config / "plans"

    def shelf(self) -> Shelf:
        """All plans."""
        from cadencecoach.config.shelf import Shelf

        return Shelf(self.shipped, self.plans, cache(self._ladder))

    def routines(self) -> RoutineShelf:
        """All routines, the runner's own among them."""
        from cadencecoach.config.routines import RoutineShelf

        return RoutineShelf(self.shipped, self.plans)

    def programmes(self) -> ProgrammeShelf:
        """All programmes, the runner's own among them."""
        from cadencecoach.config.programmes import ProgrammeShelf

        return ProgrammeShelf(self.shipped, self.plans)

    def _ladder(self, typed: Spm | None) -> Ladder | None:
        """The ladder that plans stand on, `typed` where the diary knows no own cadence.

        Plans need no log, so none is made for them.
        """
        from cadencecoach.app.diary.logbook import open_logbook
        from cadencecoach.config.shelf import typed_ladder
        from cadencecoach.core.programme.own_cadence import ceiling_of, ladder_of

        with suppress(StoreError):
            if self.database.is_file():
                with open_logbook(self) as book:
                    return ladder_of(book.diary) or typed_ladder(typed, ceiling_of(book.diary))
        return typed_ladder(typed)

    def settings(self) -> Settings:
        """The settings in force. Raises ConfigError with every fault."""
        from cadencecoach.config.settings import load_settings

        return load_settings(self.shipped / SETTINGS_FILE, self.settings_path)

    @property
    def first_theme(self) -> str:
        """The colours of the first frame, before the settings are checked; empty where none are set."""
        from cadencecoach.config.toml_file import read_toml

        with suppress(ConfigError):
            return str(read_toml(self.settings_path).get("theme", "")).replace(" ", "-")
        return ""

    def settings_notes(self) -> tuple[str, ...]:
        """What in the runner's settings is not taken as it stands, a line each."""
        from cadencecoach.config.settings import too_loud

        return tuple(filter(None, (too_loud(self.settings_path),)))

    def sets(self, key: str) -> bool:
        """Whether the runner's own file has a setting. Raises ConfigError."""
        from cadencecoach.config.toml_file import read_toml

        return self.settings_path.exists() and key in read_toml(self.settings_path)

    def change_settings(self, changes: Mapping[str, Any]) -> None:
        """Save some settings; None forgets one. Raises ConfigError."""
        from cadencecoach.adapters.whole_file import make_folder, only_writer, write_whole
        from cadencecoach.config.settings import changed_text

        try:
            make_folder(self.config)
            with only_writer(self.config):
                text = changed_text(self.shipped / SETTINGS_FILE, self.settings_path, changes)
                write_whole(self.settings_path, text.encode())
        except OSError as exc:
            raise ConfigError(
                f"{self.settings_path} cannot be written: {exc.strerror}",
                hint="make room, or make the folder yours to write",
            ) from exc

    def sounds(self) -> SoundLibrary:
        """The product's sounds and the runner's own. Raises SoundError."""
        from cadencecoach.adapters.sounds import SoundLibrary

        return SoundLibrary.open(user=self.cues)


def voices(library: SoundLibrary) -> tuple[str, ...]:
    """The names of the voices the cues are spoken in: the folder below the language."""
    parts = (PurePosixPath(library.sound(name).file).parts for name in library.ids())
    return tuple(dict.fromkeys(p[2] for p in parts if len(p) == 4 and p[0] == "cues"))


def check_sounds(settings: Settings, library: SoundLibrary) -> None:
    """Raise ConfigError for a click or a voice that there is not."""
    for key, known in (("click", library.click_voices()), ("voice", voices(library))):
        chosen = getattr(settings, key)
        if chosen not in known:
            raise ConfigError(
                f"there is no {key} called {quoted(chosen)}{did_you_mean(chosen, known)}",
                hint=f"`cadencecoach settings set {key} …` takes: {', '.join(known)}",
                in_app=f"s on Today sets it to one of: {', '.join(known)}",
            )
