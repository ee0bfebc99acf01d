"""What was worked out of a diary is known until something is written that it follows from."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import wraps
from typing import TYPE_CHECKING, Any, Final, TypeVar, TypeVarTuple, cast

from cadencecoach.core.diary.entries import Entry

if TYPE_CHECKING:
    from cadencecoach.core.diary.diary import Diary

R = TypeVar("R")
Asked = TypeVarTuple("Asked")
Kinds = tuple[type[Entry], ...]


@dataclass(frozen=True, slots=True)
class Told:
    """The entries of some kinds, in the order they were written."""

    entries: tuple[Entry, ...]
    facts: dict[object, Any] = field(default_factory=dict, compare=False)
    """What was worked out of them, by what was asked."""


def told_of(found: dict[Kinds, Told], kinds: Kinds, entries: Sequence[Entry]) -> Told:
    """Those of some kinds among all entries of a diary; `found` has what was looked for before."""
    told = found.get(kinds)
    if told is None:
        if not found:
            found.update(_by_kind(entries))
        there = [kind for kind in kinds if (kind,) in found]
        if len(there) > 1:
            told = Told(tuple([one for one in entries if type(one) in there]))
        else:
            told = Told(found[there[0],].entries if there else ())
        told = found.setdefault(kinds, told)
    return told


def told_since(found: Mapping[Kinds, Told], written: Sequence[Entry]) -> dict[Kinds, Told]:
    """What is still found in a diary once more was written into it: what is of other kinds stays."""
    if not found:
        return {}
    since = dict(found)
    for kind in {type(one) for one in written}:
        since.setdefault((kind,), Told(()))
    for kinds, told in since.items():
        more = [one for one in written if type(one) in kinds]
        if more:
            since[kinds] = Told((*told.entries, *more))
    return since


def _by_kind(entries: Sequence[Entry]) -> dict[Kinds, Told]:
    """All entries, each kind apart."""
    found: dict[Kinds, list[Entry]] = {}
    for one in entries:
        found.setdefault((type(one),), []).append(one)
    return {kinds: Told(tuple(told)) for kinds, told in found.items()}


_UNKNOWN: Final = object()


def known_once(fact: Callable[[Diary, *Asked], R]) -> Callable[[Diary, *Asked], R]:
    """Decorate what follows from a diary, and values as small as a date: it is worked out once for each."""

    @wraps(fact)
    def known(diary: Diary, *asked: *Asked) -> R:
        facts = diary._known  # noqa: SLF001 - this is what it is for
        key = (fact, *asked) if asked else fact
        found = facts.get(key, _UNKNOWN)
        if found is _UNKNOWN:
            found = facts[key] = fact(diary, *asked)
        return cast("R", found)

    return known


def known_of(
    *kinds: type[Entry],
) -> Callable[[Callable[[Sequence[Entry], *Asked], R]], Callable[[Diary, *Asked], R]]:
    """Decorate what follows from the entries of some kinds alone: it is known until one is written."""

    def decorate(fact: Callable[[Sequence[Entry], *Asked], R]) -> Callable[[Diary, *Asked], R]:
        @wraps(fact)
        def known(diary: Diary, *asked: *Asked) -> R:
            told = told_of(diary._told, kinds, diary.entries)  # noqa: SLF001 - this is what it is for
            key = (fact, *asked) if asked else fact
            found = told.facts.get(key, _UNKNOWN)
            if found is _UNKNOWN:
                found = told.facts[key] = fact(told.entries, *asked)
            return cast("R", found)

        return known

    return decorate
