"""The tree of commands: what each is called and where it is defined; loaded only when it is used.

Names and options are fixed: scripts rely on them; no word at all is the app.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import cyclopts
from cyclopts import App, Parameter

from cadencecoach import __version__
from cadencecoach.cli.text.help import PlainHelp
from cadencecoach.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Sequence

COMMANDS: Final = (
    ("about", "about:about", "Say what is known, what is not, and where from."),
    ("activity", "activity:app", "What you do beside the runs: swimming, cycling, a walk."),
    ("assessment", "assessment:app", "What you see in a video of your own form."),
    (
        "backup",
        "backup:backup",
        "Copy everything that was logged into one file, also during a run.",
    ),
    ("causes", "causes:app", "What may load your back: it chooses exercises and cues."),
    ("check-in", "check_in:check_in", "Tell how your back is: by questions, or by options."),
    (
        "completion",
        "completion:completion",
        "Print what makes your shell complete the words of this program.",
    ),
    ("cue", "cue:app", "Your own cues, spoken in every run."),
    (
        "cues",
        "cues:cues",
        "Show the cue log of one session: what was said, answered, and what it changed.",
    ),
    (
        "desk",
        "desk:desk",
        "Sit at a desk: a chime and a line each hour, and Enter plays the desk routine.",
    ),
    ("discard", "discard:discard", "Take a session out of every list."),
    (
        "doctor",
        "doctor:doctor",
        "Try everything a run needs: what works, what does not, what to do.",
    ),
    (
        "export",
        "export:export",
        "Write a session, all of them, or a plan for a watch into files for other programs.",
    ),
    ("footpod", "footpod:app", "Find footpods, and remember yours."),
    (
        "import",
        "import_file:import_file",
        "Take in a run from a watch: for a session that had no footpod, or as one of its own.",
    ),
    ("keep", "keep:keep", "Keep an interrupted session, or bring back a discarded one."),
    ("outings", "outings:app", "Runs you took along, and what became of each."),
    ("pain", "pain:pain", "Note how your back is now, or show how it has been."),
    ("plans", "plans:app", "List the plans, or draw one."),
    ("programme", "programme:app", "The weeks around the runs: what today asks for."),
    (
        "render",
        "render:render",
        "Make the whole session a sound file, and note that you take it along.",
    ),
    (
        "report",
        "report:report",
        "Write a session, or the programme so far, as a page to read, print or hand over.",
    ),
    (
        "restore",
        "restore:restore",
        "Put a backup in the place of what is there, which is kept aside.",
    ),
    ("routine", "routine:app", "Exercises to read, to hear and to tick."),
    (
        "run",
        "run:run",
        "Run a plan: with a screen, or without one and with a line of JSON for each event.",
    ),
    ("sessions", "sessions:app", "List all sessions, newest first."),
    ("settings", "settings:app", "Show the settings, or change one."),
    ("shoes", "shoes:app", "Your shoes and how far they have run."),
    ("show", "show:show", "Show one session: what it came to."),
    ("trial", "trial:app", "Your own trial: weeks with and without the beat, by lot."),
    (
        "trends",
        "trends:trends",
        "Say how the weeks compare: dose, cadence, pain, and which cue helps.",
    ),
    (
        "wear",
        "wear:wear",
        "Run without a screen: it waits for sound, asks for your back, runs, and says the sum.",
    ),
)
"""The word, its function (or its words below it) in `commands`, and the line `--help` shows."""

app = App(
    name="cadencecoach",
    help="A metronome that listens: cadence ramps, posture cues and a footpod.",
    version=__version__,
    help_format="plaintext",
    help_formatter=PlainHelp(),
    result_action="return_none",
    default_parameter=Parameter(negative=()),  # an option is there or not; there is no --no- form
)
for _name, _where, _help in COMMANDS:
    app.command(f"cadencecoach.cli.commands.{_where}", name=_name, help=_help)


def obey(words: Sequence[str]) -> None:
    """Do what was typed. Raises CadencecoachError, a ConfigError for words that make no sense.

    No word at all opens the app (cli/open_app); here it comes only where nobody could see that.
    """
    if not words:
        app.help_print([])
        raise ConfigError(
            "the app needs a terminal", hint="without one: cadencecoach run --headless"
        )
    try:
        app(list(words), exit_on_error=False, print_error=False)
    except cyclopts.CycloptsError as exc:
        from cadencecoach.cli.text.misspelt import fault_of  # noqa: PLC0415 - seldom needed

        raise ConfigError(fault_of(exc, words, app), hint=_hint(words)) from exc


def _hint(words: Sequence[str]) -> str:
    if list(words[:2]) == ["cue", "add"] and any(word.startswith("-") for word in words[2:]):
        return "a text that begins with a dash goes after --: cadencecoach cue add -- TEXT"
    known = list(words[: 1 if words[0] in app else 0])
    if known and len(words) > 1 and words[1] in app[words[0]]:
        known.append(words[1])
    return f"`{' '.join(('cadencecoach', *known))} --help` shows how"
