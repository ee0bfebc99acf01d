"""A session's end of a footpod source: polls when woken, and lets a test wait for news."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Self

from cadencecoach.core.events import LinkChanged, LinkState, PayloadReceived
from cadencecoach.core.values.units import SAMPLE_RATE, Frame
from cadencecoach.ports import Heard

HEARD = Heard(None, False)


class HandClock:
    """Stands still until a test moves it, and for every question a hair."""

    def __init__(self) -> None:
        self.ns = 0

    def utc_now(self) -> datetime:
        return datetime(2026, 11, 22, 6, 30, tzinfo=UTC)

    def monotonic_ns(self) -> int:
        self.ns += 1_000
        return self.ns

    def frame_at(self, ns: int) -> Frame:
        return Frame(ns * SAMPLE_RATE // 10**9)


class Listener:
    """Keeps all news in order."""

    def __init__(self, source, clock: HandClock) -> None:
        self.source, self.clock = source, clock
        self.news: list[PayloadReceived | LinkChanged] = []
        self.wakes = 0
        self._changed = asyncio.Event()

    async def __aenter__(self) -> Self:
        await self.source.open(self.woken)
        return self

    async def __aexit__(self, *_exc: object) -> None:
        await self.source.close()

    def woken(self) -> None:
        self.wakes += 1
        self.news += self.source.poll(self.clock.frame_at(self.clock.ns), HEARD)
        self._changed.set()

    @property
    def payloads(self) -> list[bytes]:
        return [one.data for one in self.news if isinstance(one, PayloadReceived)]

    @property
    def links(self) -> list[LinkChanged]:
        return [one for one in self.news if isinstance(one, LinkChanged)]

    @property
    def detail(self) -> str:
        """What was said last."""
        return self.links[-1].detail if self.links else ""

    @property
    def introduced(self) -> bool:
        """Whether the last word carries what the footpod says of itself."""
        return bool(self.links) and self.links[-1].battery_percent is not None

    @property
    def states(self) -> list[LinkState]:
        """The words in order, each only when it changes."""
        words = [one.state for one in self.links]
        return [word for place, word in enumerate(words) if words[place - 1 : place] != [word]]

    async def until(self, holds: Callable[[], bool]) -> None:
        """Wait for news until something holds."""
        async with asyncio.timeout(120):
            while not holds():
                self._changed.clear()
                await self._changed.wait()

    async def link(self, state: LinkState, *, after: int = 0) -> LinkChanged:
        """The first change of the link to a state, leaving out the first `after` changes."""
        await self.until(lambda: any(one.state is state for one in self.links[after:]))
        return next(one for one in self.links[after:] if one.state is state)
