"""A link as a picture of blocks in a terminal, for the camera of a phone."""

from __future__ import annotations

import io

import segno


def qr_code(link: str) -> str:
    """The lines of the picture: it fits beside a few lines of text in 24."""
    lines = io.StringIO()
    segno.make(link, error="l", micro=False).terminal(lines, border=2, compact=True)
    return lines.getvalue()
