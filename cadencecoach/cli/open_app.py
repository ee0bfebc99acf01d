"""The app put together: its screens' ports on the settings file, the shelf, the log and the sounds.

They are loaded when they are made, since the app's first frame does not wait for them.
"""

# ruff: noqa: PLC0415 -- see the docstring

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from cadencecoach.app.home import Home
from cadencecoach.cli.interrupts import ctrl_c_raises
from cadencecoach.cli.lost_screen import stay
from cadencecoach.ui.app import CadenceCoachApp

if TYPE_CHECKING:
    from cadencecoach.app.ports import Parts
    from cadencecoach.app.run.recorded_run import RecordedRun
    from cadencecoach.core.plan.plan import Plan
    from cadencecoach.core.programme.gates import Verdict


def open_today() -> None:
    """Open the app and stay until it is left: its first frame at once, all else behind it.

    Raises ConfigError, StoreBusy, and as `stay`.
    """
    home = Home.here()
    ctrl_c_raises()

    def load() -> Parts:
        return make_parts(home, run_now=None, settings_typed={}, speed=1.0)

    stay(CadenceCoachApp(load, theme=home.first_theme), home.logs)


def open_app(
    home: Home,
    *,
    run_now: Verdict | None = None,
    settings_typed: Mapping[str, Any] | None = None,
    speed: float | None = 1.0,
    phone: bool = False,
) -> None:
    """Open the app and stay until it is left; as `make_app`, and as `stay`.

    Raises AudioError afterwards, where a sound file that was asked for could not be written.
    """
    begun: list[RecordedRun] = []
    app = make_app(
        home,
        run_now=run_now,
        settings_typed=settings_typed or {},
        speed=speed,
        phone=phone,
        on_run=begun.append,
    )
    stay(app, home.logs)
    for run in begun:
        run.refuse_lost_file()


def make_app(
    home: Home,
    *,
    run_now: Verdict | None,
    settings_typed: Mapping[str, Any],
    speed: float | None,
    phone: bool = False,
    on_run: Callable[[RecordedRun], None] = lambda _: None,
) -> CadenceCoachApp:
    """The app, put together; as `make_parts`, and with `run_now` it begins with that run."""
    parts = make_parts(
        home,
        run_now=run_now,
        settings_typed=settings_typed,
        speed=speed,
        phone=phone,
        on_run=on_run,
    )
    return CadenceCoachApp(parts, run_now=run_now)


def make_parts(
    home: Home,
    *,
    run_now: Verdict | None,
    settings_typed: Mapping[str, Any],
    speed: float | None,
    phone: bool = False,
    on_run: Callable[[RecordedRun], None] = lambda _: None,
) -> Parts:
    """What the app is put together from; with `run_now`, a gate that was passed, that run is ready.

    `on_run` is told of each run that is made.

    With `phone` the way to that run, and to no later one, is shown first, until Enter is pressed.
    What was typed beats the settings for as long as the app is open. Raises every
    CadencecoachError that keeps the first run from beginning.
    """
    from cadencecoach.app.about import about_lines
    from cadencecoach.app.diary.baselines import BaselinesInDiary
    from cadencecoach.app.diary.journal import JournalOfHome
    from cadencecoach.app.exercise.desk_reminder import DeskHere
    from cadencecoach.app.footpod.footpods import FootpodsHere
    from cadencecoach.app.plans import PlansOnShelf
    from cadencecoach.app.ports import Parts
    from cadencecoach.app.preferences import PreferencesInFile
    from cadencecoach.app.review.review import ReviewFromStore
    from cadencecoach.app.review.summing_up import begin_summing_up
    from cadencecoach.app.run.outings_of_home import OutingsOfHome
    from cadencecoach.app.sound.preview_player import Hearing
    from cadencecoach.config.settings import typed_over

    def make(plan: Plan, *, phone: bool = False) -> RecordedRun:
        from cadencecoach.app.run.new_run import new_run

        settings = typed_over(home.settings(), settings_typed)
        made = new_run(home, plan, settings, speed=speed, phone=phone)
        on_run(made)
        return made

    hearing = Hearing(home)
    pods = FootpodsHere(home, hearing)
    # Put together before the screen is taken: what is wrong with it is said on stderr.
    ready = [] if run_now is None else [make(run_now.plan, phone=phone)]
    for run in ready:
        if run.invitation:
            print(run.invitation, file=sys.stderr)
            with suppress(EOFError):
                input("Scan the code, then press Enter: the run begins. ")
    begin_summing_up(home.database)
    return Parts(
        lambda plan: ready.pop() if ready else make(plan),
        PlansOnShelf(home),
        ReviewFromStore(home.database),
        PreferencesInFile(home, hearing),
        pods,
        BaselinesInDiary(home, hearing, pods),
        JournalOfHome(home),
        about_lines,
        DeskHere(home, hearing),
        OutingsOfHome(home),
    )
