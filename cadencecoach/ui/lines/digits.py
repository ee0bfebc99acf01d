"""Numbers and a few words in blocks, big enough for a moving runner at arm's length."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from typing import Final

_GLYPHS: Final = {
    "0": ("###", "# #", "# #", "# #", "###"),
    "1": ("## ", " # ", " # ", " # ", "###"),
    "2": ("###", "  #", "###", "#  ", "###"),
    "3": ("###", "  #", "###", "  #", "###"),
    "4": ("# #", "# #", "###", "  #", "  #"),
    "5": ("###", "#  ", "###", "  #", "###"),
    "6": ("###", "#  ", "###", "# #", "###"),
    "7": ("###", "  #", "  #", "  #", "  #"),
    "8": ("###", "# #", "###", "# #", "###"),
    "9": ("###", "# #", "###", "  #", "###"),
    "-": ("   ", "   ", "###", "   ", "   "),
    ":": ("   ", " # ", "   ", " # ", "   "),
    " ": ("   ", "   ", "   ", "   ", "   "),
    "P": ("###", "# #", "###", "#  ", "#  "),
    "A": ("###", "# #", "###", "# #", "# #"),
    "U": ("# #", "# #", "# #", "# #", "###"),
    "S": ("###", "#  ", "###", "  #", "###"),
    "E": ("###", "#  ", "###", "#  ", "###"),
    "D": ("## ", "# #", "# #", "# #", "## "),
    "O": ("###", "# #", "# #", "# #", "###"),
    "N": ("###", "# #", "# #", "# #", "# #"),
}
_BLOCKS: Final = {(False, False): " ", (True, False): "▀", (False, True): "▄", (True, True): "█"}


@dataclass(frozen=True, slots=True)
class BlockSize:
    """How big one of the 3 x 5 squares of a glyph is."""

    columns: tuple[int, int, int]
    """Width in cells of the left, middle and right squares."""

    half_rows: int
    """Height of a square in half cells."""

    gap: int
    """Cells between two glyphs."""

    @property
    def height(self) -> int:
        """Rows of a glyph."""
        return -(-5 * self.half_rows // 2)

    def width(self, glyphs: int) -> int:
        """Cells of so many glyphs."""
        return glyphs * sum(self.columns) + (glyphs - 1) * self.gap


SIZES: Final = (
    *(BlockSize((n, n, n), n, min(n, 6)) for n in range(12, 2, -1)),
    BlockSize((2, 2, 2), 2, 2),
    BlockSize((2, 1, 2), 2, 1),
    BlockSize((1, 1, 1), 1, 1),
)
"""From the biggest to the smallest that can be read."""


def size_for(glyphs: int, width: int, height: int) -> BlockSize:
    """The biggest size at which so many glyphs fit into a box in cells, else the smallest."""
    return next(
        (size for size in SIZES if size.width(glyphs) <= width and size.height <= height),
        SIZES[-1],
    )


@functools.lru_cache(maxsize=64)
def blocks(text: str, size: BlockSize) -> tuple[str, ...]:
    """The rows of a text in blocks, all of one width; what has no glyph is left blank."""
    glyphs = [_GLYPHS.get(char, _GLYPHS[" "]) for char in text]
    pixel_rows: list[str] = []
    for y in range(5):
        row = (" " * size.gap).join(
            "".join(pixel * wide for pixel, wide in zip(glyph[y], size.columns, strict=True))
            for glyph in glyphs
        )
        pixel_rows.extend([row] * size.half_rows)
    if len(pixel_rows) % 2:
        pixel_rows.append(" " * len(pixel_rows[0]))
    return tuple(
        "".join(
            _BLOCKS[upper == "#", lower == "#"]
            for upper, lower in zip(pixel_rows[y], pixel_rows[y + 1], strict=True)
        )
        for y in range(0, len(pixel_rows), 2)
    )
