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
    print(_with_files(app.generate_completion(shell=shell), shell))


def _with_files(script: str, shell: str) -> str:
    """The script, offering names of files where it has no word of its own; fish does so by itself."""
    if shell == "bash":
        return script.replace("complete -F ", "complete -o default -F ")
    if shell == "zsh":  # the file is loaded as this function: what stands in it runs at each Tab
        words = script.replace("_cyclopts_cadencecoach()", "_cadencecoach_words()").rstrip()
        return f'{words}\n\n_cadencecoach_words "$@" || _files'
    return script
