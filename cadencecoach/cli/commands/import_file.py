"""`import`: a run that a watch saw, beside a session that had no footpod, or as a baseline."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from cadencecoach.app.home import Home
from cadencecoach.core.values.text import aligned, plain
from cadencecoach.errors import ConfigError

if TYPE_CHECKING:
    from cadencecoach.app.review.watch_import import Match, WatchFacts


def import_file(file: str, /, *, into: str | None = None, baseline: bool = False) -> None:
    """Take in a run from a watch: for a session that had no footpod, or as a baseline.

    Parameters
    ----------
    file
        FIT or TCX, as the watch or its app exports it.
    into
        The session to fill; left out, the one that was run at that time.
    baseline
        Keep it as a run of its own that measures your own cadence.
    """
    from cadencecoach.app.review.watch_import import add_baseline, fill, utc_words

    if baseline and into is not None:
        raise ConfigError(
            "--into and --baseline exclude each other", hint="a run fills a session, or is one"
        )
    home = Home.here()
    if not baseline:
        facts, readings = fill(home, Path(file), into, _print_clocks)
        print(f"{readings} readings are in session {facts.id}, marked as imported.")
        return
    kept = add_baseline(home, Path(file))
    watch = kept.watch
    print(f"Session {kept.session}: {watch.file}, {utc_words(watch.started)}, {_words(watch)}")
    if kept.kept is None:
        print(f"It is no baseline: {kept.lacking}.")
    else:
        cadence_spm = kept.kept.cadence_spm
        print(f"Your own cadence is {cadence_spm} spm by this run; the ladder stands on it now.")


def _print_clocks(match: Match) -> None:
    from cadencecoach.app.review.watch_import import utc_words

    watch = match.watch
    spans = (
        (f"session {match.session}", match.started, match.ended, "by this computer's clock"),
        (watch.file, watch.started, watch.ended, f"by the watch's; {_words(watch)}"),
    )
    rows = [(name, utc_words(start), "to", utc_words(end), by) for name, start, end, by in spans]
    print("\n".join(aligned(rows)))


def _words(watch: WatchFacts) -> str:
    """Which watch, and how its numbers were read."""
    device = f"{plain(watch.device)}, " if watch.device else ""
    return f"{device}{watch.cadences} cadences, counted in {watch.counts}"
