"""What a program that was started still says, to its end."""

from __future__ import annotations

import subprocess
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import AnyStr


def rest(process: subprocess.Popen[AnyStr]) -> tuple[AnyStr, AnyStr]:
    """Both pipes until the program has ended, with what a line's reading took in ahead.

    `communicate()` reads the pipe itself: after a `readline()` it loses the lines that came along.
    """
    assert process.stdout is not None
    assert process.stderr is not None
    if process.stdin is not None:
        with suppress(OSError):
            process.stdin.close()
    with process.stdout, process.stderr, ThreadPoolExecutor(1) as beside:
        errors = beside.submit(process.stderr.read)
        out = process.stdout.read()
        err = errors.result()
    process.wait()
    return out, err
