"""`shoes`: which pairs there are, and how far they have run."""

from __future__ import annotations

from typing import Final

from cyclopts import App

from cadencecoach.app.diary.logbook import open_logbook
from cadencecoach.app.home import Home
from cadencecoach.core.diary.entries import ShoesAdded, ShoesRetired
from cadencecoach.core.diary.load import SHOES_LIMIT_KM, shoes
from cadencecoach.core.values.text import aligned, plain
from cadencecoach.errors import ConfigError

_LONGEST_NAME: Final = 40
_MOST_KM: Final = 10_000


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
            f"{pair.uncounted} runs of unknown distance" if pair.uncounted else "",
        )
        for pair in pairs.values()
    ]
    print("\n".join(aligned(rows, right=frozenset((1,)))))


@app.command(name="add")
def add_shoes(name: str, /, *, km: float = 0.0, limit: float | None = None) -> None:
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
    words = plain(name).strip()
    limit_km = SHOES_LIMIT_KM if limit is None else limit
    if not words or len(words) > _LONGEST_NAME:
        raise ConfigError(
            f"a name of shoes has 1 to {_LONGEST_NAME} characters", hint='like "Blue"'
        )
    if not 0 <= km <= _MOST_KM or not 0 < limit_km <= _MOST_KM:
        raise ConfigError(f"km lie between 0 and {_MOST_KM}", hint="--km 120 --limit 640")
    with open_logbook(Home.here()) as book:
        pair = shoes(book.diary).get(words)
        if pair is not None and not pair.retired:
            raise ConfigError(f"there are shoes {words!r} already", hint="give them another name")
        book.write(ShoesAdded(book.now, words, km, limit_km))
    print(f"{words}: {km:.0f} of {limit_km:.0f} km.")


@app.command(name="retire")
def retire_shoes(name: str, /) -> None:
    """Take a pair out of use.

    Parameters
    ----------
    name
        From `cadencecoach shoes`.
    """
    with open_logbook(Home.here()) as book:
        pair = shoes(book.diary).get(plain(name).strip())
        if pair is None or pair.retired:
            raise ConfigError(
                f"there are no shoes {plain(name)[:40]!r} in use", hint="`cadencecoach shoes`"
            )
        book.write(ShoesRetired(book.now, pair.name))
    print(f"{pair.name} retired at {pair.km:.0f} km.")
