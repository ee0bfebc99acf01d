"""The pages in a real Chromium: they fit, they say nothing on the console, they ask for nothing.

And axe-core, a checker of accessibility, finds nothing in them.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from functools import partial
from html import unescape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib import resources
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from cadencecoach.adapters.pages.programme import programme_page
from cadencecoach.adapters.pages.session import session_page
from tests.adapters.page_worlds import eight_weeks, eight_weeks_with_all, run_alone, run_told
from tests.core.eightweeks import EVIL

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
FLAGS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
    "--enable-logging=stderr", "--virtual-time-budget=20000",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
)  # fmt: skip
PHONE = "360,740"
PAPER = "794,1123"

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="needs chromium (apt-get install chromium)"),
]


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Each page as a file; words from outside are the worst there are."""
    made = {
        "session": session_page(run_told(run_alone(), EVIL)),
        "programme": programme_page(eight_weeks(EVIL)),
    }
    folder = tmp_path_factory.mktemp("pages")
    for name, page in made.items():
        (folder / f"{name}.html").write_text(page, encoding="utf-8")
    return {name: folder / f"{name}.html" for name in made}


def chromium(page: Path, profile: Path, *more: str) -> subprocess.CompletedProcess[str]:
    assert CHROMIUM is not None
    command = [CHROMIUM, *FLAGS, f"--user-data-dir={profile}", *more, page.as_uri()]
    return subprocess.run(command, capture_output=True, text=True, timeout=120, check=True)


def console(said: subprocess.CompletedProcess[str]) -> list[str]:
    return [line for line in said.stderr.splitlines() if "CONSOLE" in line]


def asked_by_page(log: Path) -> list[str]:
    """The addresses a page asked for; what Chromium asks on its own account has no origin."""
    found = re.findall(r'"initiator":"([^"]*)".*?"url":"([^"]+)"', log.read_text("utf-8"))
    return [url for origin, url in found if origin != "not an origin"]


def measure(page: Path, folder: Path, script: str, size: str) -> Any:
    """What a script finds in a copy of the page, which alone lets scripts run."""
    text = page.read_text(encoding="utf-8")
    free = re.sub(r'<meta http-equiv="Content-Security-Policy"[^>]*>', "", text)
    found = '<pre id="found"></pre><script>(async () => {{ const found = {}; '
    found += "document.getElementById('found').textContent = JSON.stringify(found) }})()</script>"
    copy = folder / "measured.html"
    copy.write_text(free.replace("</body>", found.format(script) + "</body>"), encoding="utf-8")
    said = chromium(copy, folder / "profile", f"--window-size={size}", "--dump-dom")
    (written,) = re.findall(r'<pre id="found">(.*?)</pre>', said.stdout, re.DOTALL)
    return json.loads(unescape(written))


WHICH = pytest.mark.parametrize("which", ["session", "programme"])


@pytest.fixture
def listener() -> Iterator[tuple[str, list[str]]]:
    """A server on this machine, and what it was asked for."""
    asked: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_response(204)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = Thread(target=partial(server.serve_forever, 0.02), daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}", asked
    server.shutdown()
    server.server_close()
    thread.join()


@WHICH
def test_a_page_says_nothing_on_the_console_and_asks_for_nothing(
    which: str, files: dict[str, Path], tmp_path: Path
) -> None:
    log = tmp_path / "net.json"
    picture = tmp_path / "page.png"
    said = chromium(
        files[which], tmp_path / "profile", f"--log-net-log={log}", f"--screenshot={picture}"
    )
    assert console(said) == []
    assert picture.stat().st_size > 10_000
    assert asked_by_page(log) == []


@WHICH
def test_the_policy_stops_what_would_ask(
    which: str, files: dict[str, Path], tmp_path: Path, listener: tuple[str, list[str]]
) -> None:
    server, asked = listener
    smuggled = (
        f'<img src="{server}/img"><link rel="stylesheet" href="{server}/css">'
        f'<script src="{server}/js"></script><script>fetch("{server}/fetch")</script>'
        f'<p style="background: url({server}/style)">x</p><iframe src="{server}/frame"></iframe>'
        f"<style>body {{ background: url({server}/block) }}</style></main>"
    )
    text = files[which].read_text(encoding="utf-8")
    page = tmp_path / "smuggled.html"
    page.write_text(text.replace("</main>", smuggled), encoding="utf-8")
    said = chromium(page, tmp_path / "profile", f"--screenshot={tmp_path / 'page.png'}")
    assert asked == []
    assert len(console(said)) >= 5
    page.write_text(page.read_text(encoding="utf-8").replace("Content-Security-Policy", "x"))
    log = tmp_path / "net.json"
    picture = tmp_path / "page.png"
    chromium(page, tmp_path / "profile", f"--log-net-log={log}", f"--screenshot={picture}")
    assert any(url.startswith(server) for url in asked_by_page(log))
    assert {"/img", "/css", "/js", "/style", "/frame"} <= set(asked)


@WHICH
@pytest.mark.parametrize("size", [PHONE, PAPER])
def test_nothing_sticks_out_and_one_of_two_drawings_shows(
    which: str, size: str, files: dict[str, Path], tmp_path: Path
) -> None:
    # A window of Chromium is no narrower than 500 pixels: the page goes into a frame of its size.
    width = size.partition(",")[0]
    script = f"""await new Promise(done => {{
        const frame = document.createElement('iframe');
        frame.style.cssText = 'width: {width}px; height: 900px; border: 0';
        frame.onload = () => {{
            const inside = frame.contentDocument, root = inside.documentElement;
            const shown = name => [...inside.querySelectorAll(name)]
                .filter(one => one.getBoundingClientRect().width > 0).length;
            done({{ width: root.clientWidth, content: root.scrollWidth,
                    figures: shown('figure'), desk: shown('.desk'), phone: shown('.phone'),
                    cut: [...inside.querySelectorAll('.wide')]
                        .filter(one => one.scrollWidth > one.clientWidth)
                        .map(one => one.ariaLabel) }});
        }};
        const copy = document.documentElement.cloneNode(true);
        copy.querySelectorAll('script, #found').forEach(one => one.remove());
        frame.srcdoc = '<!doctype html>' + copy.outerHTML;
        document.body.append(frame);
    }})"""
    found = measure(files[which], tmp_path, script, "1000,1000")
    assert found["content"] <= found["width"]
    assert int(width) - 20 <= found["width"] <= int(width)  # a scroll bar may take some
    assert size == PHONE or found["cut"] == [], "no column needs scrolling but on a phone"
    here, away = ("phone", "desk") if size == PHONE else ("desk", "phone")
    assert (found[here], found[away]) == (found["figures"], 0)


@pytest.mark.parametrize("which", ["session", "programme", "half a year"])
def test_it_prints_on_a_sheet_or_two(which: str, tmp_path: Path) -> None:
    made = {
        "session": lambda: session_page(run_told(run_alone(), "low on the left")),
        "programme": lambda: programme_page(eight_weeks_with_all()),
        "half a year": lambda: programme_page(eight_weeks_with_all(26)),
    }
    page = tmp_path / "page.html"
    page.write_text(made[which](), encoding="utf-8")
    paper = tmp_path / "page.pdf"
    chromium(page, tmp_path / "profile", f"--print-to-pdf={paper}", "--no-pdf-header-footer")
    sheets = len(re.findall(rb"/Type\s*/Page\b", paper.read_bytes()))
    assert 1 <= sheets <= 2


@WHICH
def test_axe_finds_nothing(which: str, files: dict[str, Path], tmp_path: Path) -> None:
    axe = resources.files("axe_core_python") / "axe.min.js"
    library = axe.read_text(encoding="utf-8").replace("</script>", r"<\/script>")
    page = tmp_path / "page.html"
    text = files[which].read_text(encoding="utf-8")
    page.write_text(text.replace("</main>", f"</main><script>{library}</script>"), encoding="utf-8")
    script = "(await axe.run()).violations.map(one => [one.id, one.impact, one.nodes[0].html])"
    assert measure(page, tmp_path, script, PAPER) == []
