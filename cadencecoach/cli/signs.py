"""Signs in ASCII for a terminal, pipe or file whose encoding does not have them.

An encoding without → or ✔ (ISO 8859-1, cp1252 of Windows, plain ASCII) must not end a command in
the middle. A sign of one cell stays one, so that columns stand.
"""

from __future__ import annotations

import codecs
import sys
from typing import Final

_NAME: Final = "cadencecoach.signs"

_ASCII: Final = {
    **dict(zip("→←↑↓↗↘▸▹◂▴▾▲▼⇧⌫", "><^v^v>-<^v^v^<", strict=True)),
    **dict(zip("✔✘●○·±…❚", "+x*o.~.|", strict=True)),
    **dict(zip("─━╌│┃┊┼▏", "-=-|||+|", strict=True)),
    **dict(zip("▁▂▃▄▅▆▇█▀", "_.-~:=+##", strict=True)),
    **dict(zip("“”„\u2018\u2019\u2013—°\u00d7", '"""\'\'--ox', strict=True)),
}


def signs_fall_back() -> None:
    """From here on what is printed is printed, whatever the encoding."""
    codecs.register_error(_NAME, _instead)
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:  # there may be no stream at all, or one of another kind
            reconfigure(errors=_NAME)


def _instead(error: UnicodeError) -> tuple[str | bytes, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    missing = error.object[error.start : error.end]
    return "".join(_plain(sign) for sign in missing), error.end


def _plain(sign: str) -> str:
    if sign in _ASCII:
        return _ASCII[sign]
    if "\udc80" <= sign <= "\udcff":  # a byte of a name that is no text
        return "?"
    import unicodedata  # noqa: PLC0415 -- only where a letter is missing

    letter = unicodedata.normalize("NFKD", sign)[0]
    return letter if letter.isascii() else "?"
