"""The page of a phone in a real Chromium, on a real run, with somebody on the network who means harm."""

from __future__ import annotations

import json
import os
import queue
import shutil
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from importlib import resources
from pathlib import Path
from typing import Any
from urllib.request import ProxyHandler, build_opener

import pytest

pytest.importorskip("segno")
pytest.importorskip("websockets")

from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import ClientConnection, connect

from cadencecoach.adapters.phone.private_address import private_address
from cadencecoach.adapters.phone.server import ANOTHER_PHONE, TOO_MANY, WRONG_KEY
from cadencecoach.adapters.store.home import HOME_VARIABLE
from cadencecoach.core.control.words import FROM_A_PHONE

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
PHONE: dict[str, Any] = {"width": 360, "height": 740, "deviceScaleFactor": 2, "mobile": True}
LONGEST_S = 200

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="needs chromium (apt-get install chromium)"),
    pytest.mark.skipif(private_address() is None, reason="this machine has no private address"),
]

Line = dict[str, Any]


class Going:
    """A run with a page, as a user starts it; its lines as they come."""

    def __init__(self, home: Path, plan: Path) -> None:
        self.process = subprocess.Popen(
            (
                *(sys.executable, "-m", "cadencecoach", "run", str(plan), "--headless", "--phone"),
                *("--audio", "null", "--footpod", "simulated"),
            ),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env={**os.environ, HOME_VARIABLE: str(home)},
        )
        self.lines: list[Line] = []
        self._new: queue.SimpleQueue[Line | None] = queue.SimpleQueue()
        self._reader = threading.Thread(target=self._read)
        self._reader.start()
        assert self.process.stderr is not None
        self.link = next(line for line in self.process.stderr if line.startswith("http")).strip()

    def _read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self._new.put(json.loads(line))
        self._new.put(None)

    def until(self, holds: Callable[[Line], bool]) -> Line:
        """The next line for which something holds."""
        while (line := self._new.get(timeout=LONGEST_S)) is not None:
            self.lines.append(line)
            if holds(line):
                return line
        raise AssertionError(self.lines[-5:])

    def event(self, name: str) -> Line:
        return self.until(lambda line: line["event"] == name)

    def stop(self) -> str:
        """As with Ctrl-C; what it said on stderr since its link."""
        self.process.send_signal(signal.SIGINT)
        assert self.process.stderr is not None
        said = self.process.stderr.read()  # its other pipe is the thread's alone
        self._reader.join()
        self.process.wait()
        with suppress(AssertionError):
            self.until(lambda _: False)
        assert self.process.returncode == 0
        return said


class Tab:
    """One page of a Chromium, asked by its own protocol for programs."""

    def __init__(self, protocol: ClientConnection) -> None:
        self._socket = protocol
        self._asked = 0
        self.console: list[str] = []
        for domain in ("Log", "Runtime", "Page"):
            self.ask(f"{domain}.enable")

    def ask(self, method: str, **params: Any) -> Any:
        self._asked += 1
        self._socket.send(json.dumps({"id": self._asked, "method": method, "params": params}))
        while True:
            told = json.loads(self._socket.recv(timeout=LONGEST_S))
            if told.get("method") in {"Log.entryAdded", "Runtime.consoleAPICalled"}:
                self.console.append(json.dumps(told["params"]))
            if told.get("id") == self._asked:
                assert "error" not in told, told
                return told["result"]

    def value(self, expression: str) -> Any:
        """What a script comes to, once it does."""
        found = self.ask(
            "Runtime.evaluate", expression=expression, awaitPromise=True, returnByValue=True
        )
        assert "exceptionDetails" not in found, found
        return found["result"].get("value")

    def until(self, condition: str) -> None:
        """Wait until the page is so."""
        self.value(
            f"new Promise(done => {{ const look = () => {condition} ? done() : setTimeout(look, 20);"
            " look() })"
        )

    def press(self, word: str) -> None:
        self.value(f"document.querySelector('[data-say=\"{word}\"]').click()")


@contextmanager
def chromium(link: str, profile: Path) -> Iterator[Tab]:
    assert CHROMIUM is not None
    program = subprocess.Popen(
        (
            *(CHROMIUM, "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run"),
            *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
            *("--no-proxy-server", f"--user-data-dir={profile}"),
            *("--remote-debugging-port=0", "about:blank"),
        ),
        stderr=subprocess.PIPE,
        text=True,
    )
    assert program.stderr is not None
    try:
        told = next(line for line in program.stderr if line.startswith("DevTools listening on"))
        port = told.split(":")[2].partition("/")[0]
        opener = build_opener(ProxyHandler({}))
        with opener.open(f"http://127.0.0.1:{port}/json/list") as answer:
            pages = [one for one in json.load(answer) if one["type"] == "page"]
        address = pages[0]["webSocketDebuggerUrl"]
        with connect(address, max_size=None, proxy=None, compression=None) as protocol:
            tab = Tab(protocol)
            tab.ask("Emulation.setDeviceMetricsOverride", **PHONE)
            tab.ask("Page.navigate", url=link)
            yield tab
    finally:
        program.terminate()
        program.communicate(timeout=LONGEST_S)


@pytest.fixture
def going(tmp_path: Path) -> Iterator[Going]:
    plan = tmp_path / "plan.toml"
    plan.write_text(
        'minutes = 10\nwarm_up = "5 s"\ncool_down = "5 s"\ncue_every = "off"\nclick = "always"\n'
        'advance = "time"\n[ramp]\nstart = 165\ntop = 165\nhold = "590 s"\n'
    )
    run = Going(tmp_path / "home", plan)
    yield run
    run.process.kill()
    run.process.communicate()
    run._reader.join()


def phone_commands(run: Going) -> list[str]:
    return [line["event"] for line in run.lines if line.get("door") == "phone"]


def test_the_page_shows_the_run_and_its_buttons_work(going: Going, tmp_path: Path) -> None:
    with chromium(going.link, tmp_path / "profile") as tab:
        tab.until("document.getElementById('link')?.textContent === 'Connected'")
        tab.until("document.getElementById('target').textContent === '165'")
        tab.until("/^1[0-9][0-9]$/.test(document.getElementById('cadence').textContent)")
        tab.press("pause")
        going.event("pause_asked")
        tab.until("document.querySelector('[data-say=\"pause\"]').hidden")
        tab.until("document.getElementById('state').textContent === 'paused'")
        tab.press("go on")
        going.event("go_on_asked")
        tab.until("document.querySelector('[data-say=\"go on\"]').hidden")
        tab.press("+5")
        assert going.event("target_moved")["by_spm"] == 5
        tab.until("document.getElementById('target').textContent === '170'")
        tab.press("mark pain")
        going.event("pain_marked")
        shown = tab.value("document.body.innerText")
        assert "170" in shown
        assert tab.value("document.documentElement.scrollWidth <= innerWidth")
        small = "[...document.querySelectorAll('button:not([hidden])')].filter(one => "
        small += "one.getBoundingClientRect().height < 60).length"
        assert tab.value(small) == 0, "a thumb in motion finds each button"
        axe = resources.files("axe_core_python") / "axe.min.js"
        tab.value(axe.read_text(encoding="utf-8") + "; 0")
        faults = "axe.run().then(f => f.violations.map(one => [one.id, one.nodes[0].html]))"
        assert tab.value(faults) == []
        assert tab.console == []
        said = going.stop()
        tab.until("document.getElementById('link').textContent === 'The run is over.'")
        assert tab.value("document.getElementById('buttons').disabled")
    assert phone_commands(going) == ["pause_asked", "go_on_asked", "target_moved", "pain_marked"]
    assert "Traceback" not in said


def test_whoever_means_harm_is_refused_and_the_run_is_unharmed(
    going: Going, tmp_path: Path
) -> None:
    root, _, key = going.link.partition("/#")
    place = root.removeprefix("http://")
    host, _, port = place.rpartition(":")

    def stranger(**more: Any) -> Any:
        options = {"origin": root, "compression": None, "proxy": None, **more}
        return connect(f"ws://{place}/socket", **options)

    def ended(client: Any) -> int:
        with suppress(ConnectionClosed):
            while True:
                client.recv(timeout=LONGEST_S)
        return int(client.close_code)

    with chromium(going.link, tmp_path / "profile") as tab:
        tab.until("document.getElementById('link')?.textContent === 'Connected'")
        with stranger() as wrong:
            wrong.send("k" * 22)
            assert ended(wrong) == WRONG_KEY
        with stranger() as second:
            second.send(key)
            assert ended(second) == ANOTHER_PHONE
        with pytest.raises(InvalidStatus), stranger(origin="http://evil.example"):
            pass
        crowd = [socket.create_connection((host.strip("[]"), int(port))) for _ in range(40)]
        for one in crowd:
            with suppress(OSError):
                one.send(b"\x16\x03\x01 garbage" * 1000)
        tab.press("pause")
        going.event("pause_asked")
        tab.press("go on")
        going.event("go_on_asked")
        for one in crowd:
            one.close()
    flooded = -1
    while flooded not in {TOO_MANY, 1006}:  # refused for as long as the first phone is not gone
        with stranger() as flood, suppress(ConnectionClosed):
            flood.send(key)
            while True:
                flood.send("where am i")
        flooded = int(flood.close_code)
    said = going.stop()
    began = [line["event"] for line in going.lines]
    assert "stalled" not in began
    assert "noted" not in began
    assert set(phone_commands(going)) <= {"pause_asked", "go_on_asked", "where_asked"}
    assert len(phone_commands(going)) <= 2 + 12 * 3
    assert going.lines[-1]["event"] == "summary"
    assert {word.split()[0] for word in FROM_A_PHONE}.isdisjoint({"finish", "skip"})
    assert "Traceback" not in said
