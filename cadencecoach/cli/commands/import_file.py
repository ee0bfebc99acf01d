"""`import`: runs that a watch saw, beside sessions without a footpod or as runs of their own."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter

from cadencecoach.app.home import Home
from cadencecoach.cli.options import MaybeFolder, OneOf, Seconds
from cadencecoach.cli.outing_home import NO_OUTING, bring_home_by_word, recognised
from cadencecoach.cli.terminal import attended
from cadencecoach.cli.text.tables import print_table
from cadencecoach.core.values.text import many, plain, quoted
from cadencecoach.core.values.units import clock, frames
from cadencecoach.errors import ConfigError, UnitsUnclear

if TYPE_CHECKING:
    from cadencecoach.app.review.watch_import import FolderItem, ImportWishes, TakenIn
    from cadencecoach.core.sensor.step_convention import Convention


def import_file(
    file: str | None = None,
    /,
    *,
    from_: Annotated[MaybeFolder, Parameter(name="--from")] = None,
    into: Annotated[
        str | None, Parameter(metavar="SESSION", show_default="the one run at that time")
    ] = None,
    counts: Annotated[OneOf, Parameter(show_default="as its numbers tell")] = None,
    offset: Annotated[Seconds, Parameter(show_default="found out")] = None,
    baseline: bool = False,
    as_: Annotated[
        str | None, Parameter(name="--as", metavar="OUTING", show_default="asked, where one fits")
    ] = None,
    lap: bool = False,
) -> None:
    """Take in a run from a watch: for a session that had no footpod, or as one of its own.

    Parameters
    ----------
    file
        FIT or TCX, as the watch or its app exports it; packed as .gz or .zip too.
    from_
        A folder: every new run in it, as of a watch that is mounted over USB.
    into
        The session to fill.
    counts
        What the watch counts, steps or strides, where its numbers do not tell.
    offset
        Seconds that this computer's clock is ahead of the watch's; 0 says that they agree. With
        --as: how long after the watch the sound was started.
    baseline
        Keep it as a run of its own that measures your own cadence.
    as_
        The outing that it was: last, its number, or the plan of a sound file; none says that it was
        no outing.
    lap
        You pressed lap on the watch at the first word of an outing.
    """
    from cadencecoach.app.review.watch_baseline import take_in_baseline
    from cadencecoach.app.review.watch_import import ImportWishes, take_in

    wishes = ImportWishes(into, _counted(counts), offset)
    _refuse_nonsense(file, from_, wishes, as_, baseline=baseline)
    if from_ is not None:
        _import_folder(Path(from_), wishes)
        return
    path = Path(file or "")
    if as_ is None and not baseline and wishes == ImportWishes():
        as_ = recognised(Home.here(), path)
    if as_ not in (None, NO_OUTING):
        assert as_ is not None
        bring_home_by_word(Home.here(), path, as_, wishes, lap=lap)
        return
    if lap:
        raise ConfigError("--lap goes with an outing", hint="name it: --as last")
    act = take_in_baseline if baseline else take_in
    try:
        taken = act(Home.here(), path, wishes)
    except UnitsUnclear as exc:
        if not attended():
            raise
        print(plain(str(exc.message)))
        try:
            word = input("Does it count steps or strides? ").strip().casefold()
        except EOFError:
            raise exc from None
        taken = act(Home.here(), path, ImportWishes(into, _counted(word), offset))
    if taken.asked is not None and attended():
        from cadencecoach.app.review.watch_baseline import keep_asked
        from cadencecoach.cli.prompt import yes

        if yes(f"{taken.lacking}\nIf there was none, keep it as your own cadence?"):
            taken = keep_asked(Home.here(), taken)
    _tell(taken)


def _counted(word: str | None) -> Convention:
    from cadencecoach.core.sensor.step_convention import Convention

    if word is None:
        return Convention.AUTO
    if word not in ("steps", "strides"):
        raise ConfigError(
            f"--counts takes steps or strides, not {quoted(word)}",
            hint="steps are of both feet, strides of one",
        )
    return Convention(word)


def _refuse_nonsense(
    file: str | None,
    folder: str | None,
    wishes: ImportWishes,
    as_: str | None,
    *,
    baseline: bool,
) -> None:
    if (file is None) == (folder is None):
        raise ConfigError(
            "import takes a file, or --from and a folder", hint="cadencecoach import run.fit"
        )
    if as_ is not None and (baseline or folder is not None or wishes.into is not None):
        raise ConfigError(
            "--as goes with one file alone", hint="leave out --into, --from and --baseline"
        )
    if baseline and wishes.into is not None:
        raise ConfigError(
            "--into and --baseline exclude each other", hint="a run fills a session, or is one"
        )
    if folder is not None and (baseline or wishes.into is not None):
        raise ConfigError(
            "--from takes many runs; --into and --baseline are for one",
            hint="name the file instead of --from",
        )
    if wishes.offset_s is not None and not abs(wishes.offset_s) <= 366 * 86_400:
        raise ConfigError("--offset is seconds, up to a year", hint="--offset -3600 is an hour")


def _tell(taken: TakenIn) -> None:
    from cadencecoach.app.review.session_log import start_words
    from cadencecoach.app.review.watch_import import SAID_FROM_S
    from cadencecoach.app.review.watch_match import clock_words, lasted

    run, facts = taken.run, taken.facts
    if not taken.filled:
        print(f"Session {facts.id}: {run.file}, {start_words(facts)}")
    else:
        rows = [
            (
                f"session {one.facts.id}",
                clock_words(lasted(one.facts)[0]),
                "to",
                clock_words(lasted(one.facts)[1]),
                "by this computer's clock",
            )
            for one in (taken, *taken.more)
        ]
        rows += [
            (
                run.file,
                clock_words(run.started),
                "to",
                clock_words(run.ended),
                "by the watch's",
            ),
        ]
        print_table(rows)
    print(_read(taken))
    if taken.more:
        print(f"It spans {len(taken.more) + 1} sessions; each has its part of it.")
    if taken.filled:
        if abs(taken.begins_s) > SAID_FROM_S:
            print(_apart(taken))
        for part in (taken, *taken.more):
            print(f"{part.readings} readings are in session {part.facts.id}, marked as imported.")
    if run.run.left_out:
        print(f"{many(run.run.left_out, 'record')} left out: broken, or no runner's.")
    if taken.asked is not None:
        keep = f"cadencecoach settings set cadence_spm {taken.asked.cadence_spm} --anyway"
        print(f"It is no baseline: {taken.lacking} If it is your own without a beat: {keep}")
    elif taken.lacking:
        print(f"It is no baseline: {taken.lacking}.")
    if taken.baseline is not None:
        print(
            f"Your own cadence is {taken.baseline.cadence_spm} steps a minute by this run;"
            " the ladder stands on it now."
        )


def _apart(taken: TakenIn) -> str:
    """Where the two starts lie apart: by how much, and what puts it right."""
    from cadencecoach.app.review.watch_match import apart_words

    return (
        f"The session began {apart_words(taken.begins_s)} than the file. If both began together,\n"
        f"the same command with --offset {taken.run.offset_s - taken.begins_s:.0f} puts it right."
    )


def _read(taken: TakenIn) -> str:
    """Which watch, how long the timer ran, and how the numbers were read."""
    run = taken.run.run
    device = f"{plain(taken.run.device)}, " if taken.run.device else ""
    line = run.distance
    km = "" if line is None else f"{line.between(run.start_s, run.end_s) / 1000:.2f} km, "
    running = clock(frames(run.running_s))
    return f"{device}{running} running, {km}{len(run.readings)} cadences in {run.units.why}"


def _import_folder(folder: Path, wishes: ImportWishes) -> None:
    """Every new run of a folder, a line each, and what was left."""
    from cadencecoach.app.review.watch_import import of_no_run, take_in_folder

    known = others = taken = refused = 0
    for item in take_in_folder(Home.here(), folder, wishes):
        if item.known is not None:
            known += 1
        elif of_no_run(item):
            others += 1
        else:
            taken += item.taken is not None
            refused += item.refused is not None
            print(_line(item))
    print(
        f"{many(taken, 'run')} taken in, {known} known already, {others} no run, {refused} refused"
    )


def _line(item: FolderItem) -> str:
    from cadencecoach.app.review.session_log import start_words

    if item.refused is not None:
        return item.refused.message
    assert item.taken is not None
    run, facts = item.taken.run, item.taken.facts
    said = facts.headline
    cadence = (
        ""
        if said is None or said.cadence_spm is None
        else f"  {said.cadence_spm:.0f} steps a minute"
    )
    where = "fills session" if item.taken.filled else "session"
    ids = " and ".join(str(one.facts.id) for one in (item.taken, *item.taken.more))
    return (
        f"{plain(item.name)}  {start_words(facts)}"
        f"  {clock(frames(run.run.running_s))}{cadence}  {where} {ids}"
    )
