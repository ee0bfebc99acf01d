"""The words of the command line, and where each leads; what it needs is loaded then.

Names and options are fixed: scripts rely on them; no word at all is the app.
"""

# ruff: noqa: PLC0415 -- each command loads what it needs and no more (budgets of docs/laws.md)

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated, Any

import cyclopts
from cyclopts import App

from cadencecoach import __version__
from cadencecoach.cli import backwords, bodywords, filewords, reviewwords, upkeepwords
from cadencecoach.cli.groups import FLAG, WHOLE, cue, footpod, plans, settings
from cadencecoach.cli.terminal import attended
from cadencecoach.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Sequence

app = App(
    name="cadencecoach",
    help="A metronome that listens: cadence ramps, posture cues and a footpod.",
    version=__version__,
    help_format="plaintext",
    help_formatter="plain",
    result_action="return_none",
)
for group in (plans, settings, cue, footpod):
    app.command(group)
for words in (backwords, bodywords, filewords, reviewwords, upkeepwords):
    words.register(app)


@app.command
def run(
    plan: str | None = None,
    /,
    *,
    start: Annotated[int | None, WHOLE] = None,
    top: Annotated[int | None, WHOLE] = None,
    step: Annotated[int | None, WHOLE] = None,
    hold: str | None = None,
    minutes: float | None = None,
    cue_every: str | None = None,
    footpod: str | None = None,
    audio: str | None = None,
    headless: Annotated[bool, FLAG] = False,
    speed: str = "1",
    anyway: Annotated[bool, FLAG] = False,
) -> None:
    """Run a plan: with a screen, or without one and with a line of JSON for each event.

    Parameters
    ----------
    plan
        A name from `cadencecoach plans`, a path, or today for the programme's; left out, the one
        in the settings.
    start
        First target, steps per minute.
    top
        Last target.
    step
        From one rung to the next.
    hold
        On each rung, like 5:00.
    minutes
        Of the whole run.
    cue_every
        Between posture checks, like 5:00, or off.
    footpod
        NAME, ADDRESS, simulated, replay:FILE, or none.
    audio
        auto, simpleaudio, miniaudio, null, or file:OUT.wav.
    headless
        No screen; also when there is no terminal.
    speed
        With --audio null or file: how many times faster than the clock, or max.
    anyway
        Run although your back speaks against it; written down.
    """
    from cadencecoach.cli.commands.run import run_plan

    run_plan(
        plan,
        _typed(start=start, top=top, step=step, hold=hold, minutes=minutes, cue_every=cue_every),
        _typed(audio=audio, footpod=footpod),
        speed,
        screen=attended() and not headless,
        anyway=anyway,
    )


@app.command
def render(
    plan: str | None = None,
    /,
    *,
    out: str,
    start: Annotated[int | None, WHOLE] = None,
    top: Annotated[int | None, WHOLE] = None,
    step: Annotated[int | None, WHOLE] = None,
    hold: str | None = None,
    minutes: float | None = None,
    cue_every: str | None = None,
    force: Annotated[bool, FLAG] = False,
) -> None:
    """Make the whole session a sound file, for any player.

    Parameters
    ----------
    plan
        A name from `cadencecoach plans`, or a path; left out, the one in the settings.
    out
        The file: .wav, .flac, .mp3 or .ogg.
    start
        First target, steps per minute.
    top
        Last target.
    step
        From one rung to the next.
    hold
        On each rung, like 5:00.
    minutes
        Of the whole run.
    cue_every
        Between posture checks, like 5:00, or off.
    force
        Replace a file that is there.
    """
    from cadencecoach.cli.commands.render import render_plan

    render_plan(
        plan,
        _typed(start=start, top=top, step=step, hold=hold, minutes=minutes, cue_every=cue_every),
        out,
        force=force,
    )


@app.command
def doctor(*, json: Annotated[bool, FLAG] = False) -> None:
    """Try everything a run needs: what works, what does not, what to do.

    Parameters
    ----------
    json
        One document; asks nothing.
    """
    from cadencecoach.cli.commands.doctor import examine

    sys.exit(examine(as_json=json, terminal=attended()))


def obey(words: Sequence[str]) -> None:
    """Do what was typed. Raises CadencecoachError, a ConfigError for words that make no sense."""
    if not words:
        _today()
        return
    try:
        app(list(words), exit_on_error=False, print_error=False)
    except cyclopts.CycloptsError as exc:
        raise ConfigError(_fault(exc, words), hint=_hint(words)) from exc


def _today() -> None:
    """Open the app. Raises ConfigError where nobody could see it."""
    if not attended():
        app.help_print([])
        raise ConfigError(
            "the app needs a terminal", hint="without one: cadencecoach run --headless"
        )
    from cadencecoach.app.home import Home
    from cadencecoach.cli.interrupts import ctrl_c_raises
    from cadencecoach.cli.open_app import open_app

    ctrl_c_raises()
    open_app(Home.here())


def _typed(**options: Any) -> dict[str, Any]:
    """The options that were typed; a default is no option."""
    return {name: value for name, value in options.items() if value is not None}


def _fault(exc: cyclopts.CycloptsError, words: Sequence[str]) -> str:
    if isinstance(exc, cyclopts.UnusedCliTokensError) and exc.unused_tokens:
        from cadencecoach.config.reading import did_you_mean

        extra = exc.unused_tokens[0]
        group = app[words[0]] if words[0] in app else app  # noqa: SIM401 -- an App is no dict
        return f"{extra[:40]!r} is one word too many{did_you_mean(extra, group)}"
    return str(exc)


def _hint(words: Sequence[str]) -> str:
    if list(words[:2]) == ["cue", "add"]:
        return "a text that begins with a dash goes after --: cadencecoach cue add -- TEXT"
    known = list(words[: 1 if words[0] in app else 0])
    if known and len(words) > 1 and words[1] in app[words[0]]:
        known.append(words[1])
    return f"`{' '.join(('cadencecoach', *known))} --help` shows how"
