"""What the reminder at the desk knows of this machine: the setting, the clock, the diary, a chime."""

from __future__ import annotations

from cadencecoach.app.diary.logbook import open_logbook
from cadencecoach.app.home import Home
from cadencecoach.app.sound.preview_player import Hearing
from cadencecoach.core.programme import desk


class DeskHere:
    """A `ports.DeskReminder` on the settings, the diary and the sound path of this machine."""

    def __init__(self, home: Home, hearing: Hearing, audio: str | None = None) -> None:
        """Take an output that was typed, too; None is the one of the settings."""
        self._home = home
        self._hearing = hearing
        self._audio = audio

    def every_s(self) -> int:
        """Seconds at the desk to a reminder, as set; 0 is none. Raises ConfigError."""
        return self._home.settings().desk_every_min * 60

    def now_s(self) -> float:
        """The wall clock, which may be set and may jump."""
        return self._home.clock.utc_now().timestamp()

    def moved_ago_s(self) -> float | None:
        """How long ago the runner moved, 0 in a run; None is not known. Raises StoreError."""
        if not self._home.database.is_file():
            return None
        with open_logbook(self._home) as book:
            return 0.0 if book.store.recording() else desk.moved_ago_s(book.diary, book.now)

    def chime(self) -> None:
        """Sound it, without waiting. Raises AudioError, SoundError and ConfigError."""
        from cadencecoach.app.sound.previews import chime_as_set  # noqa: PLC0415 - loads numpy
        from cadencecoach.config.settings import typed_over  # noqa: PLC0415 - loads pydantic

        settings = typed_over(self._home.settings(), {"audio": self._audio})
        self._hearing.play(*chime_as_set(settings, self._home.sounds()), settings.audio)
