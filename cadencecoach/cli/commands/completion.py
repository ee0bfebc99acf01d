"""`completion`: a script that makes a shell complete commands and options with the Tab key."""

from __future__ import annotations

from typing import Literal

from cadencecoach.cli.command_line import app


def completion(shell: Literal["bash", "zsh", "fish"], /) -> None:
    """Print what makes your shell complete the words of this program.

    Parameters
    ----------
    shell
        Whose script to print. Keep it, for bash, as
        ~/.local/share/bash-completion/completions/cadencecoach; for fish, as
        ~/.config/fish/completions/cadencecoach.fish; for zsh, as _cyclopts_cadencecoach in a folder
        of your fpath.
    """
    print(app.generate_completion(shell=shell))
