"""The composition root: a plan and the settings become a run, from parts that know nothing of each other."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from cadencecoach.adapters.audio import open_audio
from cadencecoach.adapters.sounds import SoundLibrary
from cadencecoach.adapters.store.home import make_home
from cadencecoach.adapters.store.sqlite import Store
from cadencecoach.app.home import Home, check_sounds
from cadencecoach.app.run.gate import run_facts, write_due
from cadencecoach.app.run.own_words import in_turn, playable_cues
from cadencecoach.app.run.phone import phone_screen
from cadencecoach.app.run.presses import PressedRun
from cadencecoach.app.run.recorded_run import RecordedRun, RunDoor
from cadencecoach.app.run.warning_sign import keep_sign
from cadencecoach.config.settings import Settings
from cadencecoach.core.outcome.session_facts import Source
from cadencecoach.core.plan.plan import Plan
from cadencecoach.core.run.coach import CoachSettings
from cadencecoach.core.run.setup import CueSound, Setup
from cadencecoach.core.score.click_sound import ClickStyle, Sides, click_sound
from cadencecoach.core.score.mixer import Bank
from cadencecoach.core.sensor.step_convention import Convention
from cadencecoach.core.values.text import quoted
from cadencecoach.core.values.units import Frame, Frames, frames_in
from cadencecoach.errors import ConfigError, SoundError, StoreBusy, did_you_mean

if TYPE_CHECKING:
    from cadencecoach.ports import AudioOut, Buttons, CadenceSource, Clock

_THEME: Final = re.compile(r"theme\.F([0-9]+)")
_NO_CUES: Final = frozenset({"click", "chime", "test", "exercise", "routine", "wear"})
"""Kinds of sounds that are never said in a run."""

_OF_THE_RUNNER: Final = frozenset({Source.NONE, Source.FOOTPOD})
"""Where the cadence may come from in a run of the runner's own: the diary has a say in it."""

_OPENERS: Final = ("posture.", "stage.", "earcon.")
_VARIANTS: Final = ("plain", "accent", "left", "right")


def new_run(
    home: Home,
    plan: Plan,
    settings: Settings,
    *,
    speed: float | None = 1.0,
    phone: bool = False,
    buttons: Buttons | None = None,
    long_pause_told: bool = False,
) -> RecordedRun:
    """The session of one run, put together and not yet started.

    `speed` is how many times faster than the clock time runs, None as fast as possible; `phone`
    is whether a page for a phone is served while it lasts; `buttons` are doors that are open
    already; `long_pause_told` as in `Setup`. Raises ConfigError, SoundError, AudioError,
    FootpodError and StoreError.
    """
    check_speed(settings.audio, speed)
    library = home.sounds()
    check_sounds(settings, library)
    screen, invitation = phone_screen() if phone else (None, "")
    # A full disk may take a run again later; a folder that cannot be made takes none.
    make_home(home.data)
    finished = _open_store(home.database)
    out = open_audio(settings.audio, speed=speed, clock=home.clock, log_dir=home.logs)
    source, kind, convention = cadence_source(settings.footpod, home, out)
    setup = make_setup(plan, settings, library, finished=finished, convention=convention)
    setup = replace(setup, long_pause_told=long_pause_told)
    if kind in _OF_THE_RUNNER:
        write_due(home)
        setup = with_run_facts(home, setup, settings, library, finished=finished)
    _, left_out = playable_cues(library)
    bank = make_bank(library, setup)
    one_earbud = setup.click_style.with_one_earbud
    notes = (*home.settings_notes(), *((one_earbud,) if one_earbud else ()), *left_out)
    keep = partial(keep_sign, home) if kind in _OF_THE_RUNNER else None
    if buttons is None and speed == 1.0:  # fingers are as fast as the clock
        buttons = open_buttons(home, settings)
    doors: list[RunDoor] = [] if buttons is None else [_pressed(home, buttons)]
    if screen is not None:
        doors.append(screen)
    return RecordedRun(
        setup,
        bank,
        out,
        source,
        kind,
        home.database,
        home.clock,
        notes,
        doors,
        keep,
        sped_up=sped_up(speed),
        invitation=invitation,
    )


def open_buttons(home: Home, settings: Settings) -> Buttons | None:
    """The doors for buttons, not yet open; None where the settings shut them."""
    if settings.buttons == "off":
        return None
    from cadencecoach.adapters.buttons.doors import ButtonDoors  # noqa: PLC0415

    return ButtonDoors(home.clock)


def _pressed(home: Home, buttons: Buttons) -> PressedRun:
    from cadencecoach.adapters.buttons.known import KnownEarphones  # noqa: PLC0415

    return PressedRun(buttons, KnownEarphones(home.config))


def make_setup(
    plan: Plan,
    settings: Settings,
    library: SoundLibrary,
    *,
    finished: int,
    convention: Convention = Convention.AUTO,
) -> Setup:
    """Everything that is fixed before the start; `finished` sessions turn the form themes on."""
    book = {
        name: CueSound(library.text(name), Frames(library.frames(name)))
        for name in library.ids()
        if library.kind(name) not in _NO_CUES
    }
    theme = theme_of_the_day(library.ids(kind="theme"), finished)
    own, _ = playable_cues(library)
    return Setup(
        plan,
        click_style(settings),
        book,
        settings.volume_db,
        (*((theme,) if theme else ()), *in_turn(own, plan, finished)),
        convention,
        CoachSettings(quiet=settings.quiet),
    )


def with_run_facts(
    home: Home, setup: Setup, settings: Settings, library: SoundLibrary, *, finished: int
) -> Setup:
    """The setup of a run of the runner's own: the diary has a say in it."""
    facts = run_facts(home, setup.plan, settings)
    setup = replace(setup, coach=facts.coach, pain_before=facts.pain_before)
    if facts.themes:
        theme = facts.themes[finished % len(facts.themes)]
        own = tuple(name for name in setup.themes if library.kind(name) == "user")
        setup = replace(setup, themes=(theme, *own))
    return setup


def click_style(settings: Settings) -> ClickStyle:
    """How the click sounds, as the settings say."""
    every = 2 if settings.every == "second step" else 1
    return ClickStyle(settings.click, every, Sides(settings.sides), settings.duck_db)


def theme_of_the_day(themes: tuple[str, ...], finished: int) -> str | None:
    """One form theme a run (S1:26), the next one after each finished session: F2 ... F14."""
    numbered = {int(m[1]): name for name in themes if (m := _THEME.fullmatch(name))}
    ladder = [numbered[number] for number in sorted(numbered)]
    return ladder[finished % len(ladder)] if ladder else None


def make_bank(library: SoundLibrary, setup: Setup) -> Bank:
    """The sounds of a run. What is sure to be heard is read now, so that a fault is told now.

    Raises SoundError. A sound that turns out wrong later is silence of its length: the click goes
    on (law 7).
    """
    sure = [click_sound(setup.click_style.voice, variant) for variant in _VARIANTS]
    sure += [name for name in setup.book if name.startswith(_OPENERS)]
    sure += [f"number.{target}" for target in setup.plan.targets]
    sure += setup.themes
    for name in sure:
        library.clip(name)
    return bank_of(library)


def bank_of(library: SoundLibrary) -> Bank:
    """All sounds there are, read when first heard."""
    return Bank(_Clips(library))


def check_speed(audio: str, speed: float | None) -> None:
    """Raise ConfigError where a device would have to play faster than it can."""
    if speed != 1.0 and audio != "null" and not audio.startswith("file:"):
        raise ConfigError(
            "--speed goes with --audio null or file:OUT.wav: a sound device plays at its own speed",
            hint="add --audio null, or leave out --speed",
        )


def sped_up(speed: float | None) -> bool:
    """Whether time goes by faster than the clock: nobody runs so."""
    return speed is None or speed > 1.0


def speed_from(text: str) -> float | None:
    """The speed typed: a number above 0, or None for "max". Raises ConfigError."""
    if text == "max":
        return None
    try:
        speed = float(text)
    except ValueError:
        speed = math.nan
    if not 0.1 <= speed <= 10_000:
        raise ConfigError(
            f"--speed {quoted(text)} is no speed", hint="give a number from 0.1 to 10000, or max"
        )
    return speed


class _Clips(Mapping[str, NDArray[np.int16]]):
    """The library's clips by id, read when first heard."""

    def __init__(self, library: SoundLibrary) -> None:
        self._library = library

    def __getitem__(self, name: str) -> NDArray[np.int16]:
        try:
            return self._library.clip(name)
        except SoundError:
            return np.zeros(self._library.frames(name), np.int16)

    def __iter__(self) -> Iterator[str]:
        return iter(self._library.ids())

    def __len__(self) -> int:
        return len(self._library.ids())


def _open_store(database: Path) -> int:
    """Mark what a crash interrupted; how many sessions were finished. Raises StoreError.

    A disk that takes nothing now is an event of the run, and no reason not to begin it.
    """
    with suppress(StoreBusy), Store(database) as store:
        with suppress(StoreBusy):
            store.recover()
        return store.finished()
    return 0


def cadence_source(
    footpod: str, home: Home, out: AudioOut
) -> tuple[CadenceSource | None, Source, Convention]:
    """Where the cadence comes from. Raises ConfigError and FootpodError."""
    word, _, rest = footpod.partition(":")
    if footpod == "none":
        return None, Source.NONE, Convention.AUTO
    if word == "simulated":
        from cadencecoach.adapters.simulated import CHARACTERS, SimulatedRunner  # noqa: PLC0415

        if rest and rest not in CHARACTERS:
            raise ConfigError(
                f"there is no simulated runner {quoted(rest)}{did_you_mean(rest, CHARACTERS)}",
                hint=f"choose one of: {', '.join(CHARACTERS)}",
            )
        return (
            SimulatedRunner(character=CHARACTERS[rest or "follows"]),
            Source.SIMULATED,
            Convention.AUTO,
        )
    if footpod.startswith("replay:"):
        if not rest.strip():
            raise ConfigError(
                "replay: names no recording",
                hint="name its file: --footpod replay:FILE",
                in_app="choose another one: f on Today",
            )
        from cadencecoach.adapters.replay import ReplaySource  # noqa: PLC0415

        return ReplaySource.open_file(Path(rest)), Source.REPLAY, Convention.AUTO
    from cadencecoach.adapters.footpod import open_footpod  # noqa: PLC0415
    from cadencecoach.adapters.footpod.known import KnownPods  # noqa: PLC0415

    pods = KnownPods(home.config)
    if footpod == "auto" and not pods.here():
        return None, Source.NONE, Convention.AUTO
    asked = None if footpod == "auto" else footpod
    source, convention = open_footpod(asked, pods, home.clock, _frames_by_clock(out, home.clock))
    return source, Source.FOOTPOD, convention


def _frames_by_clock(out: AudioOut, clock: Clock) -> Callable[[int], Frame]:
    """Turns a moment of the monotonic clock, not long ago, into the session's frame."""

    def frame_at(moment_ns: int) -> Frame:
        ago_ns = clock.monotonic_ns() - moment_ns
        return Frame(max(0, out.position() - frames_in(ago_ns)))

    return frame_at
