"""The runs that are taken along and brought home, for the screens."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

from cadencecoach.app.home import Home
from cadencecoach.app.run.outings import RanTold, drop, next_to_ask_about, outings, ran, still_out
from cadencecoach.app.run.taken_along import TakenAlong, Wishes
from cadencecoach.core.outing.facts import Outing
from cadencecoach.core.programme.gates import Verdict

if TYPE_CHECKING:
    from cadencecoach.app.review.outing_import import BroughtHome, OpenCheck

MOST_FILES: Final = 9
"""Of the newest files that a watch may have written (product choice: the run of today is among them)."""

_ENDINGS: Final = (".fit", ".tcx", ".fit.gz", ".tcx.gz")
_WATCHES: Final = ("/media/*/*", "/run/media/*/*", "/Volumes/*")
"""Where a watch is mounted over USB."""


class OutingsOfHome:
    """A `ports.Outings`; each call opens the log anew, so any thread may call."""

    def __init__(self, home: Home) -> None:
        self._home = home

    def waiting(self) -> Sequence[Outing]:
        """Those still out, newest first."""
        return still_out(self._home)

    def to_ask(self) -> Outing | None:
        """The newest that is out and was not asked about yet; it is not asked about again."""
        return next_to_ask_about(self._home)

    def folder(self) -> Path:
        """Where the last one was written, else where music lies."""
        for one in outings(self._home)[:1]:
            if Path(one.place).is_absolute() and Path(one.place).parent.is_dir():
                return Path(one.place).parent
        music = Path.home() / "Music"
        return music if music.is_dir() else Path.home()

    def take_along(
        self, verdict: Verdict, wishes: Wishes, on_share: Callable[[float], None]
    ) -> TakenAlong:
        """Write what a gate let through."""
        from cadencecoach.app.run.rendered_run import write_along  # noqa: PLC0415 - loads numpy

        return write_along(self._home, verdict, wishes, on_begin=lambda: None, on_share=on_share)

    def files(self) -> Sequence[Path]:
        """The newest files that a watch may have written: downloads, and watches that are mounted."""
        dated = []
        for path in _run_files():
            try:
                dated.append((path.stat().st_mtime, path))
            except OSError:
                continue  # pulled out meanwhile
        return [path for _, path in sorted(dated, reverse=True)[:MOST_FILES]]

    def bring_home(self, outing: Outing, path: Path) -> BroughtHome:
        """Make the session that it became."""
        from cadencecoach.app.review.outing_import import bring_home  # noqa: PLC0415 - loads numpy

        return bring_home(self._home, path, str(outing.id))

    def ran(self, outing: Outing) -> int:
        """Keep it as a run without a cadence; its session."""
        return ran(self._home, str(outing.id), RanTold()).id

    def drop(self, outing: Outing) -> None:
        """It was never run."""
        drop(self._home, str(outing.id))

    def checks(self, session: int) -> Sequence[OpenCheck]:
        """The posture checks that nobody has answered."""
        from cadencecoach.app.review.outing_import import open_checks  # noqa: PLC0415 - loads numpy

        return open_checks(self._home, session)

    def answer(self, session: int, answers: Sequence[tuple[int, str, bool]]) -> None:
        """Keep what is told afterwards: check, question, yes or no."""
        from cadencecoach.app.review.outing_import import answer_afterwards  # noqa: PLC0415

        answer_afterwards(self._home, session, answers)


def _run_files() -> Iterator[Path]:
    downloads = Path.home() / "Downloads"
    if downloads.is_dir():
        yield from (one for one in downloads.iterdir() if one.name.lower().endswith(_ENDINGS))
    for pattern in _WATCHES:
        for watch in Path("/").glob(pattern.lstrip("/")):
            for where, folders, names in os.walk(watch):
                # Where watches keep their runs: GARMIN/ACTIVITY, and the like of other makers.
                deep = len(Path(where).relative_to(watch).parts)
                folders[:] = [one for one in folders if deep < 2 and not one.startswith(".")]
                if "activit" in where.casefold():
                    yield from (Path(where, one) for one in names if one.lower().endswith(_ENDINGS))
