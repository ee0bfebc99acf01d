"""Opens a sound device aside; apart, since a run and a routine must both outlast a server that hangs."""

from __future__ import annotations

import asyncio

from cadencecoach.core.score.mixer import Score
from cadencecoach.core.values.units import Frame
from cadencecoach.ports import AudioOut


async def open_aside(out: AudioOut, score: Score) -> None:
    """Start the output in a thread, so that the screen lives on; cancelled, it is closed again.

    Raises AudioError.
    """
    start = asyncio.create_task(asyncio.to_thread(out.start, score))
    try:
        await asyncio.shield(start)
    except asyncio.CancelledError:
        await start
        out.close(Frame(0))
        raise
