"""What the documents and the docstrings name is there: a path, a module, a page that is linked to."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PAGES = sorted(
    path.relative_to(ROOT).as_posix()
    for pattern in ("*.md", "docs/*.md", "docs/decisions/*.md")
    for path in ROOT.glob(pattern)
)
ROOMS = "core|app|adapters|ui|cli|config"
TREES = "cadencecoach|configs|sounds|tools|tests|benchmarks|examples|docs"
NAMED = re.compile(
    rf"(?<![\w./-])(?:(?:{ROOMS}|{TREES})/[\w./-]*[\w/]|(?:session|ports|errors|routine_session)\.py)"
)
LINKED = re.compile(r"\]\(([^)#:]+)(?:#[\w-]+)?\)")


def is_there(name: str) -> bool:
    """A file or folder of the checkout or the package, or a module without its ending."""
    places = (ROOT / name, ROOT / "cadencecoach" / name)
    return any(place.exists() or place.with_name(f"{place.name}.py").exists() for place in places)


def test_the_house_is_looked_at_as_a_whole() -> None:
    assert {"README.md", "docs/architecture.md", "docs/decisions/README.md"} <= set(PAGES)
    assert NAMED.findall("`core/run/engine.py`, see core/nowhere and `session.py`.") == [
        "core/run/engine.py", "core/nowhere", "session.py",
    ]  # fmt: skip
    assert is_there("core/run/engine.py")
    assert is_there("core/run/engine")
    assert not is_there("core/nowhere")


@pytest.mark.parametrize("page", PAGES)
def test_every_path_that_a_page_names_is_there(page: str) -> None:
    text = (ROOT / page).read_text("utf-8")
    assert [name for name in NAMED.findall(text) if not is_there(name)] == []
    links = [link for link in LINKED.findall(text) if not link.startswith("http")]
    assert [link for link in links if not (ROOT / page).parent.joinpath(link).exists()] == []


def test_every_module_that_a_comment_names_is_there() -> None:
    files = [*ROOT.glob("cadencecoach/**/*.py"), *ROOT.glob("tools/*.py")]
    lost = {
        f"{path.relative_to(ROOT)}: {name}"
        for path in files
        for name in NAMED.findall(path.read_text("utf-8"))
        if not is_there(name)
    }
    assert lost == set()
