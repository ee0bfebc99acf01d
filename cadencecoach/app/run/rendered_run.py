"""A run taken along: through the gate, then a sound file or one a stage, a workout, and a note of it."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final

from cadencecoach import __version__
from cadencecoach.adapters.clock import local_moment
from cadencecoach.adapters.export.workout import fit_workout
from cadencecoach.adapters.rendering import ARTIST, FORMATS, Tags, render_file
from cadencecoach.adapters.store.outings import OutingStore
from cadencecoach.adapters.store.sqlite import Store
from cadencecoach.adapters.whole_file import refuse_taken, whole_file
from cadencecoach.app.home import Home, check_sounds
from cadencecoach.app.run.gate import pass_gate
from cadencecoach.app.run.new_run import make_bank, make_setup, with_run_facts
from cadencecoach.app.run.taken_along import TakenAlong, Wishes
from cadencecoach.app.run.wanted import wanted_plan
from cadencecoach.config.plans import PlanOptions
from cadencecoach.core.events import Output, StageBegan
from cadencecoach.core.programme.gates import Verdict
from cadencecoach.core.run.engine import score, undisturbed
from cadencecoach.core.run.setup import setup_record
from cadencecoach.core.score.mixer import Score
from cadencecoach.core.values.calendar import iso
from cadencecoach.core.values.units import SAMPLE_RATE, Frame, Frames
from cadencecoach.errors import ConfigError, ExportError, StoreError

_SPLIT_INTO: Final = ".mp3"
"""What the files of a folder are where its name does not say: every watch plays it."""


def take_along(
    home: Home,
    wanted: str | None,
    typed: PlanOptions,
    wishes: Wishes,
    *,
    on_begin: Callable[[], None],
    on_share: Callable[[float], None],
) -> TakenAlong:
    """Write what is wanted, as the gate lets it through, and note an outing; as `write_along`."""
    _place(wishes)  # what is wrong with it is said before the gate is asked
    _refuse_workout(wishes)
    wanted_now = wanted_plan(home, wanted, home.settings(), typed)
    verdict = pass_gate(home, wanted_now, anyway=wishes.anyway)
    return write_along(home, verdict, wishes, on_begin=on_begin, on_share=on_share)


def write_along(
    home: Home,
    verdict: Verdict,
    wishes: Wishes,
    *,
    on_begin: Callable[[], None],
    on_share: Callable[[float], None],
) -> TakenAlong:
    """Write the run that a gate let through, and note an outing.

    `on_begin` is called before anything is written, `on_share` is told how much is done. Raises
    ConfigError, SoundError and ExportError; then nothing was noted.
    """
    place, ending = _place(wishes)
    _refuse_workout(wishes)
    settings, plan, library = home.settings(), verdict.plan, home.sounds()
    check_sounds(settings, library)
    finished = _finished(home.database)
    setup = make_setup(plan, settings, library, finished=finished)
    setup = with_run_facts(home, setup, settings, library, finished=finished)
    state, decided, length = undisturbed(setup)
    whole = score(state, make_bank(library, setup))
    now = home.clock.utc_now()
    album = f"{plan.title}, {iso(local_moment(now).day)}"
    marks = chapters(decided)
    on_begin()
    if wishes.split:
        parts = _parts(marks, length)
        files = _write_parts(whole, parts, place, ending, album, wishes, on_share)
    else:
        tags = Tags(plan.title, album)
        render_file(
            whole, length, place, tags=tags, chapters=marks, progress=on_share, force=wishes.force
        )
        files = (place,)
    if wishes.workout is not None:
        with whole_file(wishes.workout, force=wishes.force) as part:
            part.write_bytes(fit_workout(plan, now))
        files = (*files, wishes.workout)
    try:
        with OutingStore(home.database) as store:
            header = {**setup_record(setup), "version": __version__}
            number = store.add(local_moment(now), str(wishes.place), header)
    except StoreError as exc:
        return TakenAlong(verdict, length, files, None, exc.message)
    return TakenAlong(verdict, length, files, number)


def chapters(decided: Sequence[Output]) -> tuple[tuple[Frame, str], ...]:
    """Where each stage begins, and a name for it: "warm-up", "165"."""
    return tuple(
        (event.at, event.kind if event.target_spm is None else f"{event.target_spm} spm")
        for event in decided
        if isinstance(event, StageBegan)
    )


@dataclass(frozen=True, slots=True)
class _Part:
    """One stage as a file of its own; the last words belong to the last one."""

    start: Frame
    length: Frames
    name: str


def _parts(marks: Sequence[tuple[Frame, str]], length: Frames) -> tuple[_Part, ...]:
    ends = [*marks[1:], (Frame(length), "")]
    return tuple(
        _Part(start, Frames(end - start), name)
        for (start, name), (end, _) in zip(marks, ends, strict=True)
    )


def _write_parts(
    whole: Score,
    parts: Sequence[_Part],
    folder: Path,
    ending: str,
    album: str,
    wishes: Wishes,
    on_share: Callable[[float], None],
) -> tuple[Path, ...]:
    """A file for each stage and a playlist, in a new folder that appears whole or not at all."""
    lines = ["#EXTM3U"]
    with _whole_folder(folder, force=wishes.force) as part_of:
        for number, part in enumerate(parts, 1):
            name = f"{number:02} {part.name}{ending}"
            title = f"{number:02} {part.name}"
            render_file(
                whole,
                part.length,
                part_of / name,
                tags=Tags(title, album, number),
                start=part.start,
                progress=partial(_tell_part, on_share, number - 1, len(parts)),
            )
            lines += [f"#EXTINF:{round(part.length / SAMPLE_RATE)},{ARTIST} - {title}", name]
        playlist = part_of / f"{folder.name}.m3u"
        playlist.write_text("\n".join([*lines, ""]), "ascii", newline="\n")
        playlist.chmod(0o600)
    on_share(1.0)
    return tuple(sorted(path for path in folder.iterdir() if path.is_file()))


def _tell_part(on_share: Callable[[float], None], done: int, of: int, share: float) -> None:
    on_share((done + share * 0.999) / of)


@contextmanager
def _whole_folder(folder: Path, *, force: bool) -> Iterator[Path]:
    """A folder to write into; what is in it at the end is in `folder`. Raises ExportError."""
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        part = Path(
            tempfile.mkdtemp(prefix=f".{folder.name[:40]}.", suffix=".part", dir=folder.parent)
        )
        try:
            yield part
            if force and folder.is_dir():
                for path in part.iterdir():
                    path.replace(folder / path.name)
            else:
                part.rename(folder)
        finally:
            shutil.rmtree(part, ignore_errors=True)
    except OSError as exc:
        raise ExportError(
            f"{folder} cannot be written: {exc.strerror or exc}", hint="look at the disk and folder"
        ) from exc


def _place(wishes: Wishes) -> tuple[Path, str]:
    """Where the sound goes, and the ending of its files. Raises ExportError where one may not be."""
    ending = wishes.place.suffix.lower()
    if not wishes.split:
        refuse_taken(wishes.place, force=wishes.force)  # before anything is written down
        return wishes.place, ending
    folder = wishes.place.with_suffix("") if ending in FORMATS else wishes.place
    taken = folder.exists() and not (folder.is_dir() and not any(folder.iterdir()))
    if taken and not (wishes.force and folder.is_dir()):
        raise ExportError(
            f"{folder} is there already",
            hint="use --force, or another name",
            in_app="give it another name",
        )
    return folder, ending if ending in FORMATS else _SPLIT_INTO


def _refuse_workout(wishes: Wishes) -> None:
    if wishes.workout is None:
        return
    if wishes.workout.suffix.lower() != ".fit":
        raise ConfigError(
            "a workout is a FIT file, and its name does not end in .fit",
            hint="give --workout NAME.fit",
            in_app="let its name end in .fit",
        )
    refuse_taken(wishes.workout, force=wishes.force)


def _finished(database: Path) -> int:
    """How many sessions were finished; 0 where the log cannot be read, which a file needs not."""
    with suppress(StoreError), Store(database) as store:
        return store.finished()
    return 0
