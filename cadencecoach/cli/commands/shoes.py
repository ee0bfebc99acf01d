"""`shoes`: which pairs there are, and how far they have run."""

from __future__ import annotations

from typing import Annotated

from cyclopts import App, Parameter

from cadencecoach.app.diary.logbook import open_logbook
from cadencecoach.app.diary.shoes import add_shoes as add_pair
from cadencecoach.app.diary.shoes import retire_shoes as retire_pair
from cadencecoach.app.home import Home
from cadencecoach.cli.options import Km
from cadencecoach.cli.text.tables import print_table
from cadencecoach.core.diary.entries import ShoesAdded
from cadencecoach.core.diary.load import SHOES_LIMIT_KM, shoes
from cadencecoach.core.values.text import many, plain

app = App(name="shoes")


@app.command(name="list")
@app.default
def list_shoes() -> None:
    """List your shoes."""
    with open_logbook(Home.here()) as book:
        pairs = shoes(book.diary)
    if not pairs:
        print('No shoes yet: `cadencecoach shoes add "Blue"` adds a pair.')
        return
    rows = [
        (
            plain(pair.name),
            f"{pair.km:.0f} km",
            f"of {pair.limit_km:.0f}",
            "retired" if pair.retired else plain(pair.warning or ""),
            f"{many(pair.uncounted, 'run')} of unknown distance" if pair.uncounted else "",
        )
        for pair in pairs.values()
    ]
    print_table(rows, right=(1,))


@app.command(name="add")
def add_shoes(
    name: str,
    /,
    *,
    km: Annotated[Km, Parameter(show_default="0")] = None,
    limit: Annotated[Km, Parameter(show_default=f"{SHOES_LIMIT_KM:.0f}")] = None,
) -> None:
    """Add a pair.

    Parameters
    ----------
    name
        Any.
    km
        What it has run already.
    limit
        After how many km it should be replaced.
    """
    act = add_pair(name, km or 0.0, limit)
    with open_logbook(Home.here()) as book:
        book.do(act)
        added = book.diary.last(ShoesAdded)
    assert added is not None
    print(f"{added.name}: {added.start_km:.0f} of {added.limit_km:.0f} km.")


@app.command(name="retire")
def retire_shoes(name: str, /) -> None:
    """Take a pair out of use.

    Parameters
    ----------
    name
        From `cadencecoach shoes`.
    """
    with open_logbook(Home.here()) as book:
        book.do(retire_pair(name))
        pair = shoes(book.diary)[plain(name).strip()]
    print(f"{pair.name} retired at {pair.km:.0f} km.")
