"""For every test: no deadline on a busy machine, the same examples each time, nobody's own home."""

from __future__ import annotations

import atexit
import gc
import os
import shutil
import tempfile
import time
from collections import Counter
from collections.abc import Generator

import pytest
from hypothesis import settings

settings.register_profile("house", deadline=None, derandomize=True)
settings.register_profile("quick", settings.get_profile("house"), max_examples=10)
settings.register_profile("nightly", deadline=None, max_examples=1000, print_blob=True)

NIGHTLY = 10
"""Times as many examples by night, where a property says how many it draws by day."""

HOME = tempfile.mkdtemp(prefix="cadencecoach-tests-")
os.environ["CADENCECOACH_HOME"] = HOME
atexit.register(shutil.rmtree, HOME, ignore_errors=True)

WHOLE_PROGRAMS = (
    "tests/e2e/", "tests/golden/", "tests/lives/",
    "tests/app/test_one_source.py", "tests/test_import_contracts.py",
)  # fmt: skip
"""Tests of a minute: machines, sound servers, weeks of a runner, a process for every command."""

CASES = 2
"""Of each test with a table, in a quick look."""

LONG_S = 0.4
"""What took longer the last time it ran is in no quick look; the first one does not know yet."""

MOST_S = 42.0
"""After the first test of a quick look; what it has not come to by then is skipped: with what comes
before it is a minute, also on the first look, which knows no durations yet."""

begun_s: list[float] = []
"""When the first test began."""

TOOK = "cadencecoach/took_s"

took_s: dict[str, float] = {}


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--quick", action="store_true", help="a look within a minute: `make quick`")
    parser.addoption(
        "--nightly", action="store_true", help="ten times the examples, others each time"
    )


def pytest_configure(config: pytest.Config) -> None:
    asked = next((name for name in ("quick", "nightly") if config.getoption(name)), "house")
    settings.load_profile(asked)


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """Modules and tests are no garbage: looking among them takes a third of the time to collect
    them, and afterwards a seventh of that of the tests."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.freeze()
        gc.enable()
        gc.set_threshold(50_000, 20, 20)  # a tenth of what tests of screens take


def pytest_pycollect_makeitem(collector: pytest.Collector, obj: object) -> None:
    """By night a property that says how many examples it draws draws ten times as many."""
    if not collector.config.getoption("nightly"):
        return
    for place in ("settings", "_hypothesis_internal_use_settings"):
        said = getattr(obj, place, None)
        if isinstance(said, settings) and said.max_examples != settings.default.max_examples:
            setattr(obj, place, settings(said, max_examples=NIGHTLY * said.max_examples))


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """A quick look has two cases of every test that is no long one, and few examples."""
    if not config.getoption("quick"):
        return
    cache = getattr(config, "cache", None)  # pytest may be told to keep none
    before_s = {} if cache is None else cache.get(TOOK, {})
    seen: Counter[str] = Counter()
    kept, left = [], []
    for item in items:
        name = item.nodeid.partition("[")[0]
        seen[name] += 1
        whole = item.nodeid.startswith(WHOLE_PROGRAMS)
        long = before_s.get(item.nodeid, 0) > LONG_S
        (left if whole or long or seen[name] > CASES else kept).append(item)
    items[:] = kept
    config.hook.pytest_deselected(items=left)


def pytest_runtest_setup(item: pytest.Item) -> None:
    now_s = time.monotonic()
    begun_s[:] = begun_s or [now_s]
    if item.config.getoption("quick") and now_s - begun_s[0] > MOST_S:
        pytest.skip("a quick look does not come to it within a minute")


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    if report.skipped or report.when == "teardown":
        return
    took_s[report.nodeid] = took_s.get(report.nodeid, 0) + report.duration


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Remember how long each test took; where several processes run them, one hears of all."""
    cache = getattr(session.config, "cache", None)
    if cache is not None and took_s and not hasattr(session.config, "workerinput"):
        rounded = {name: round(took, 2) for name, took in took_s.items()}
        cache.set(TOOK, cache.get(TOOK, {}) | rounded)
