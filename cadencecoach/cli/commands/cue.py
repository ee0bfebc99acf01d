"""`cue`: the runner's own words, which take part in every run."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from cyclopts import App, Parameter

from cadencecoach.app.home import Home
from cadencecoach.cli.interrupts import ctrl_c_raises
from cadencecoach.cli.options import MaybeFile
from cadencecoach.cli.text.tables import print_table
from cadencecoach.core.values.text import plain
from cadencecoach.core.values.units import seconds

app = App(name="cue")


@app.command(name="add")
def add_cue(text: str, /, *, wav: MaybeFile = None) -> None:
    """Add a cue of your own, spoken by a voice on this machine or in a recording.

    Parameters
    ----------
    text
        What it says; one that begins with a dash goes after `--`.
    wav
        A recording of it, up to 15 s.
    """
    from cadencecoach.app.sound import own_cues

    ctrl_c_raises()
    kept = own_cues.add_cue(Home.here(), text, None if wav is None else Path(wav))
    print(f"{kept.id}  {plain(kept.text)}  {seconds(kept.length):.1f} s")
    print(
        "Heard between the posture checks, in turn with your others; not in plans without checks."
    )


@app.command(name="list")
def list_cues() -> None:
    """List your own cues."""
    from cadencecoach.app.sound.own_cues import own_cues

    kept = own_cues(Home.here())
    if not kept:
        print('No cue of your own yet: `cadencecoach cue add "Relax your jaw"` makes one.')
        return
    rows = [(one.id, f"{seconds(one.length):.1f} s", plain(one.text)) for one in kept]
    print_table(rows, right=(1,))


@app.command(name="remove")
def remove_cue(cue_id: Annotated[str, Parameter(name="ID")], /) -> None:
    """Remove one of your own cues.

    Parameters
    ----------
    cue_id
        From `cadencecoach cue list`, or its words.
    """
    from cadencecoach.app.sound import own_cues

    removed = own_cues.remove_cue(Home.here(), cue_id)
    print(f"Removed {removed.id}: {plain(removed.text)}")
