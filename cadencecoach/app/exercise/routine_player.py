"""A routine with the product's sounds: how long it is, a player of it, and the entry at its end."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING

from cadencecoach.app.diary.logbook import open_logbook
from cadencecoach.app.exercise.routine_log import log_routine
from cadencecoach.app.home import Home
from cadencecoach.core.diary.diary import Act
from cadencecoach.core.diary.entries import Done
from cadencecoach.core.exercise.playback import RoutineKey
from cadencecoach.core.exercise.routine import Routine, steps
from cadencecoach.core.values.figures import figure
from cadencecoach.core.values.units import SAMPLE_RATE
from cadencecoach.ports import AudioOut

if TYPE_CHECKING:
    from cadencecoach.adapters.sounds import SoundLibrary
    from cadencecoach.config.settings import Settings
    from cadencecoach.routine_session import RoutinePlayer, RoutineView


def sound_lengths(library: SoundLibrary) -> dict[str, int]:
    """The frames of every sound there is."""
    return {sound: library.frames(sound) for sound in library.ids()}


def make_player(home: Home, routine: Routine, settings: Settings, out: AudioOut) -> RoutinePlayer:
    """A player of a routine with the product's sounds. Raises SoundError."""
    from cadencecoach.app.run.new_run import click_style  # noqa: PLC0415 - loads numpy
    from cadencecoach.core.score.mixer import Bank  # noqa: PLC0415
    from cadencecoach.routine_session import RoutinePlayer  # noqa: PLC0415

    library = home.sounds()
    lengths = sound_lengths(library)
    heard = {
        sound for step in steps(routine, lengths) for mark in step.marks for sound in mark.sounds
    }
    style = click_style(settings)
    heard |= {f"click.{style.voice}.{variant}" for variant in ("plain", "accent", "left", "right")}
    bank = Bank({sound: library.clip(sound) for sound in heard})
    return RoutinePlayer(routine, lengths, bank, style, out)


class PlayedRoutine:
    """A `ports.RoutineDriver`: a player, and an entry at its end."""

    def __init__(self, home: Home, routine: Routine, player: RoutinePlayer, out: AudioOut) -> None:
        self._home = home
        self._routine = routine
        self._player = player
        self._out = out

    async def run(self, on_view: Callable[[RoutineView], None]) -> Done:
        """Play, and write down how much was done."""
        reached = 0

        def tell(view: RoutineView) -> None:
            nonlocal reached
            reached = self._out.position()
            on_view(view)

        done = await self._player.run(tell)
        minutes = figure(reached / SAMPLE_RATE / 60)
        await asyncio.to_thread(self._keep, log_routine(self._routine.name, done, minutes))
        return done

    def _keep(self, act: Act) -> None:
        with open_logbook(self._home) as book:
            book.do(act)

    def pause(self) -> None:
        """Pause, or go on."""
        self._player.press(RoutineKey.PAUSE)

    def skip(self) -> None:
        """On to the next."""
        self._player.press(RoutineKey.SKIP)

    def again(self) -> None:
        """Back to the first step of this exercise."""
        self._player.press(RoutineKey.AGAIN)

    def stop(self) -> None:
        """End it here."""
        self._player.stop()


def open_player(
    home: Home, routine: Routine, settings: Settings, speed: float | None = 1.0
) -> PlayedRoutine:
    """A routine on the sound output as set; `speed` as in `new_run`. Raises SoundError and AudioError."""
    from cadencecoach.adapters.audio import open_audio  # noqa: PLC0415 - loads numpy

    out = open_audio(settings.audio, speed=speed, clock=home.clock, log_dir=home.logs)
    return PlayedRoutine(home, routine, make_player(home, routine, settings, out), out)
