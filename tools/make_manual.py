"""Writes share/man/man1/cadencecoach.1, the manual page, out of the help of every command.

    python -m tools.make_manual

It stands in the repository because a build must not need what the program needs; a test compares.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

from cadencecoach.cli.text.help import pages

MANUAL: Final = Path(__file__).parents[1] / "share" / "man" / "man1" / "cadencecoach.1"

_WIDTH: Final = 72
"""Columns of the help: man indents it by seven, and a terminal has eighty."""

_FOOT: Final = """.SH FILES
.TP
.I ~/.local/share/cadencecoach
Sessions, the diary and your own cues.
.TP
.I ~/.config/cadencecoach
Settings, plans and footpods.
.SH ENVIRONMENT
.TP
.B CADENCECOACH_HOME
One folder for all of it.
.SH EXIT STATUS
0 done, 1 the output cannot be written, 2 words or files that make no sense, 3 sounds, 4 audio,
5 Bluetooth, 6 storage, 7 files for or from other programs, 130 interrupted.
.SH NOTES
It is no medical device and makes no diagnosis. Numbness, weakness in a leg, or trouble with bladder
or bowel: do not run, see a doctor now.
"""


def manual() -> str:
    """The page, as roff."""
    (_, first), *others = pages(_WIDTH)
    lines = [
        '.TH CADENCECOACH 1 "" CadenceCoach "User Commands"',
        ".SH NAME",
        r"cadencecoach \- a metronome that listens, for runners with a sore back",
        ".SH SYNOPSIS",
        ".B cadencecoach",
        r"[\fICOMMAND\fR] [\fIOPTIONS\fR]",
        ".PP",
        "Without a command it opens the app.",
        r"Each command says with \fB\-\-help\fR what stands here.",
        ".SH COMMANDS",
        *_literal(first.partition("\n\n")[2]),
    ]
    for words, text in others:
        lines += [f".SS cadencecoach {' '.join(words)}".replace("-", r"\-"), *_literal(text)]
    return "\n".join([*lines, _FOOT])


def _literal(text: str) -> list[str]:
    shown = text.strip("\n").replace("\\", r"\e").replace("-", r"\-")
    return [".nf", *(rf"\&{line}" for line in shown.split("\n")), ".fi"]


if __name__ == "__main__":
    MANUAL.write_text(manual(), encoding="utf-8")
