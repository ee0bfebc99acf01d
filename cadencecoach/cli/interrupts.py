"""What Ctrl-C does, in two halves: until there is something to lose, the process simply ends.

Python raises KeyboardInterrupt wherever it is, also inside an import, where a callback of the
import machinery may swallow it (seen: the run began all the same). So it is only let in when
everything is loaded and something must be put in order: a file, a device, a terminal.
"""

from __future__ import annotations

import signal


def ctrl_c_ends_the_process() -> None:
    """While the program is being loaded; a shell sees exit code 130 and nothing is printed."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def ctrl_c_raises() -> None:
    """From here on it is a KeyboardInterrupt, and what is open is closed."""
    signal.signal(signal.SIGINT, signal.default_int_handler)
