"""What a runner says of a run: read from options, and said anew of an earlier one.

Nothing here touches what was measured.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final, TypeVar

from cadencecoach.adapters.store.diary import DiaryStore
from cadencecoach.adapters.store.home import database_path
from cadencecoach.adapters.store.sqlite import Store
from cadencecoach.core.diary.diary import Diary, RunNote
from cadencecoach.core.diary.entries import ShoesAdded, ShoesRetired
from cadencecoach.core.diary.load import shoes
from cadencecoach.core.diary.pain import WORST
from cadencecoach.core.diary.typed_note import LONGEST_KM, LONGEST_NOTE, LONGEST_WORDS, SURFACES
from cadencecoach.core.outcome.session_facts import Nobody, SessionFacts, SessionState
from cadencecoach.core.values.text import plain, quoted, written
from cadencecoach.errors import ConfigError, did_you_mean

T = TypeVar("T")

_NOBODY: Final = {
    Nobody.SIMULATED: "run by a simulated runner",
    Nobody.REPLAY: "run by a recording",
    Nobody.SPED_UP: "faster than the clock, so nobody ran it",
}


@dataclass(frozen=True, slots=True)
class NoteTyped:
    """What was typed as options; None was not, and an empty word takes back what was told."""

    effort: int | None = None
    niggle: str | None = None
    surface: str | None = None
    shoes: str | None = None
    route: str | None = None
    note: str | None = None
    distance_km: float | None = None


def note_fields(typed: NoteTyped, pairs: Iterable[str], *, hint: str) -> dict[str, Any]:
    """The fields of a RunNote that were typed. Raises ConfigError where one makes no sense."""
    found: dict[str, Any] = {
        name: typed_line(name, value, LONGEST_NOTE if name == "note" else LONGEST_WORDS, hint=hint)
        for name in ("niggle", "route", "note")
        if (value := getattr(typed, name)) is not None
    }
    if typed.effort is not None:
        found["effort"] = zero_to_ten("effort", typed.effort, hint=hint)
    if typed.surface is not None:
        found["surface"] = chosen("surface", typed.surface, {"": "", **{n: n for n in SURFACES}})
    if typed.shoes is not None:
        found["shoes"] = chosen("shoes", typed.shoes, {"": "", **{name: name for name in pairs}})
    if typed.distance_km is not None:
        if not 0 < typed.distance_km <= LONGEST_KM:
            raise ConfigError(f"{typed.distance_km} km is no distance of a run", hint=hint)
        found["distance_m"] = typed.distance_km * 1000
    return found


def zero_to_ten(name: str, number: int, *, hint: str) -> int:
    """A number from 0 to 10. Raises ConfigError."""
    if not 0 <= number <= WORST:
        raise ConfigError(f"{name} goes from 0 to {WORST}, not {number}", hint=hint)
    return number


def typed_line(name: str, text: str, longest: int = LONGEST_WORDS, *, hint: str) -> str:
    """Text on one harmless line. Raises ConfigError where it is too long."""
    found = written(text)
    if len(found) > longest:
        raise ConfigError(f"--{name} is longer than {longest} characters", hint=hint)
    return found


def chosen(name: str, word: str, known: dict[str, T]) -> T:
    """What a word stands for. Raises ConfigError with those that there are."""
    if word not in known:
        raise ConfigError(
            f"there is no {name} {quoted(word)}{did_you_mean(word, known)}",
            hint=f"choose one of: {', '.join(filter(None, known)) or 'none is known yet'}",
        )
    return known[word]


def pairs_in_use(diary: Diary) -> tuple[str, ...]:
    """The shoes that are not retired, by name."""
    return tuple(name for name, pair in shoes(diary).items() if not pair.retired)


def tellable(store: Store, reference: str) -> SessionFacts:
    """The session that is meant, if it is one to tell of. Raises ConfigError and StoreError."""
    facts = store.find(reference, own=True)
    if facts.nobody is not None:
        raise ConfigError(
            f"session {facts.id} was {_NOBODY[facts.nobody]}",
            hint="only of a run of your own is there something to tell",
        )
    if facts.discarded:
        raise ConfigError(
            f"session {facts.id} is deleted",
            hint=f"cadencecoach keep {facts.id} brings it back",
            in_app="z in the list of sessions brings back what was removed last",
        )
    if facts.state is SessionState.RUNNING:
        raise ConfigError(
            f"session {facts.id} is being recorded", hint="finish it first, then tell of it"
        )
    return facts


def noted(database: Path, reference: str) -> tuple[SessionFacts, RunNote, tuple[str, ...]]:
    """A session, what was said of it, and the shoes in use. Raises ConfigError and StoreError."""
    with Store(database) as store:
        facts = tellable(store, reference)
    with DiaryStore(database) as diary:
        return facts, diary.note(facts.uuid), pairs_in_use(diary.only(ShoesAdded, ShoesRetired))


def write(
    database: Path, reference: str, edit: Callable[[tuple[str, ...], RunNote], RunNote]
) -> tuple[SessionFacts, RunNote]:
    """Change what is said of a session, by the shoes in use and what was said; and what is said now.

    Raises ConfigError and StoreError.
    """
    with Store(database) as store:
        facts = tellable(store, reference)
    with DiaryStore(database) as diary:
        return facts, diary.write_note(
            facts.uuid, lambda note: edit(pairs_in_use(diary.only(ShoesAdded, ShoesRetired)), note)
        )


def edit_note(reference: str, typed: NoteTyped) -> tuple[SessionFacts, RunNote]:
    """Say something of a run, or say it anew; its session and all that is told of it now.

    Raises ConfigError, also where nothing was typed, and StoreError.
    """
    hint = "`cadencecoach sessions note --help` lists what can be told"
    if typed == NoteTyped():
        raise ConfigError("there is nothing to tell", hint=hint)

    def edit(pairs: tuple[str, ...], note: RunNote) -> RunNote:
        kept = (note.shoes,) if note.shoes else ()
        return replace(note, **note_fields(typed, (*kept, *pairs), hint=hint))

    return write(database_path(), reference, edit)


def note_rows(note: RunNote) -> list[tuple[str, str]]:
    """What is told of a run, each with its name; harmless to a terminal."""
    pairs = (
        ("effort", "" if note.effort is None else f"{note.effort} of {WORST}"),
        ("surface", note.surface),
        ("shoes", note.shoes),
        ("route", note.route),
        ("distance", "" if note.distance_m is None else f"{note.distance_m / 1000:.2f} km"),
        ("also hurt", note.niggle),
        ("note", note.note),
    )
    return [(name, plain(text)) for name, text in pairs if text]
