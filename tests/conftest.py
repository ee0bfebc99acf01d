"""For every test: no deadline on a busy machine, the same examples each time, nobody's own home."""

from __future__ import annotations

import os
import tempfile

from hypothesis import settings

settings.register_profile("house", deadline=None, derandomize=True)
settings.load_profile("house")

os.environ["CADENCECOACH_HOME"] = tempfile.mkdtemp(prefix="cadencecoach-tests-")
