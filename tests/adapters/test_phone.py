"""The page of a phone against clients that mean harm: each is refused, and the one phone goes on."""

from __future__ import annotations

import asyncio
import json
import re
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from itertools import islice
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

pytest.importorskip("websockets")

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidStatus

from cadencecoach.adapters.phone import server as served
from cadencecoach.adapters.phone.private_address import most_private, private_address
from cadencecoach.adapters.phone.qr_code import qr_code
from cadencecoach.adapters.phone.server import PhoneServer
from cadencecoach.core.control.words import FROM_A_PHONE
from cadencecoach.ports import RunShown

SHOWN = RunShown("target 1 of 4", 165, 163, "2 under", "0:41", "40:00", stands=False, muted=False)
PAGE = Path(served.__file__).parent / "page"


class Page:
    """A page that is served, and what was said on it."""

    def __init__(self, server: PhoneServer) -> None:
        self.server = server
        self.said: list[str] = []
        self._news = asyncio.Event()
        root, _, self.key = server.link.partition("#")
        self.root = root.rstrip("/")
        self.place = self.root.removeprefix("http://")
        host, _, port = self.place.rpartition(":")
        self.host, self.port = host, int(port)

    def say(self, word: str) -> None:
        self.said.append(word)
        self._news.set()

    async def heard(self, count: int) -> list[str]:
        async with asyncio.timeout(120):
            while len(self.said) < count:
                await self._news.wait()
                self._news.clear()
        return self.said

    def socket(self, **more: object) -> connect:
        address = f"ws://{self.place}/socket"
        return connect(address, **{"origin": self.root, "compression": None, **more})

    @asynccontextmanager
    async def phone(self) -> AsyncIterator[ClientConnection]:
        """A phone that has shown its key and sees the run."""
        async with self.socket() as phone:
            await phone.send(self.key)
            self.server.show(SHOWN)
            assert json.loads(await phone.recv())["target_spm"] == 165
            yield phone

    async def raw(self, sent: bytes) -> bytes:
        """What comes back for these bytes, until the server lets go."""
        reader, writer = await asyncio.open_connection(self.host, self.port)
        try:
            writer.write(sent)
            await writer.drain()
            async with asyncio.timeout(120):
                return await reader.read()
        except ConnectionError:
            return b""
        finally:
            writer.close()

    async def get(self, path: str, host: str | None = None, method: str = "GET") -> bytes:
        line = f"{method} {path} HTTP/1.1\r\nHost: {host or self.place}\r\n\r\n"
        return await self.raw(line.encode())


@pytest.fixture
async def page() -> AsyncIterator[Page]:
    made = Page(PhoneServer("127.0.0.1", FROM_A_PHONE))
    made.server.open(made.say)
    yield made
    await made.server.close()


async def closed_with(client: ClientConnection) -> int:
    """The code a server ends a socket with."""
    async with asyncio.timeout(120):
        with suppress(ConnectionClosed):
            async for _ in client:
                pass
        await client.wait_closed()
    assert client.close_code is not None
    return client.close_code


async def goes_on(page: Page, phone: ClientConnection) -> None:
    """The phone is shown the run, and heard."""
    before = len(page.said)
    await phone.send("pause")
    assert (await page.heard(before + 1))[before:] == ["pause"]


async def test_a_phone_is_shown_the_run_and_every_word_of_it_is_heard(page: Page) -> None:
    async with page.socket() as phone:
        page.server.show(SHOWN)
        await phone.send(page.key)
        assert json.loads(await phone.recv()) == {
            "state": "target 1 of 4", "target_spm": 165, "cadence_spm": 163, "band": "2 under",
            "time": "0:41", "total": "40:00", "stands": False, "muted": False,
        }  # fmt: skip
        for number, word in enumerate(FROM_A_PHONE[:8], 1):
            await phone.send(word)
            assert (await page.heard(number))[-1] == word


async def test_the_end_of_the_run_is_told_and_the_port_is_free() -> None:
    page = Page(PhoneServer("127.0.0.1", FROM_A_PHONE))
    page.server.open(page.say)
    async with page.phone() as phone:
        await asyncio.gather(page.server.close(), phone.wait_closed())
        assert phone.close_code == served.RUN_OVER
    with pytest.raises(OSError, match="Connect"):
        await asyncio.open_connection(page.host, page.port)
    page.server.show(SHOWN)  # told after the end: nothing
    await page.server.close()


async def test_who_holds_on_does_not_hold_up_the_end_of_a_run() -> None:
    page = Page(PhoneServer("127.0.0.1", FROM_A_PHONE))
    page.server.open(page.say)
    async with page.phone() as phone, page.socket() as keyless:
        idle, idler = await asyncio.open_connection(page.host, page.port)
        phone.transport.pause_reading()  # not even its goodbye is read
        await page.server.close()
        assert page.server._thread is not None
        assert not page.server._thread.is_alive()
        with suppress(ConnectionError):
            assert await idle.read() == b""
        idler.close()
        phone.transport.abort()
        keyless.transport.abort()


async def test_a_page_that_was_never_opened_lets_go_of_its_port() -> None:
    server = PhoneServer("127.0.0.1", FROM_A_PHONE)
    server.show(SHOWN)
    await server.close()


async def test_each_run_has_a_key_of_its_own_of_128_bits() -> None:
    servers = [PhoneServer("127.0.0.1", ()) for _ in range(2)]
    keys = [server.link.partition("#")[2] for server in servers]
    assert keys[0] != keys[1]
    assert all(re.fullmatch(r"[\w-]{22}", key) for key in keys)
    for server in servers:
        await server.close()


@pytest.mark.parametrize("path", ["/", "/phone.css", "/phone.js"])
async def test_the_page_is_whole_strict_and_says_no_key(page: Page, path: str) -> None:
    head, _, body = (await page.get(path)).partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 200 OK")
    assert body == (PAGE / (path[1:] or "index.html")).read_bytes()
    assert b"default-src 'none'" in head
    assert b"unsafe" not in head
    assert b"Cache-Control: no-store" in head
    assert page.key.encode() not in head + body


@pytest.mark.parametrize(
    ("path", "host", "method", "status"),
    [
        ("/nothing", None, "GET", 404),
        ("/../server.py", None, "GET", 404),
        ("/index.html%00", None, "GET", 404),
        ("/", "evil.example", "GET", 421),
        ("/", "127.0.0.1", "GET", 421),
        ("/socket", "evil.example", "GET", 421),
        ("/", None, "POST", 405),
        ("/", None, "DELETE", 405),
        ("/socket", None, "GET", 426),
    ],
)
async def test_what_is_no_part_of_the_page_is_refused(
    page: Page, path: str, host: str | None, method: str, status: int
) -> None:
    assert (await page.get(path, host, method)).startswith(f"HTTP/1.1 {status} ".encode())


async def test_two_hosts_are_none(page: Page) -> None:
    twice = f"GET / HTTP/1.1\r\nHost: {page.place}\r\nHost: {page.place}\r\n\r\n"
    assert (await page.raw(twice.encode())).startswith(b"HTTP/1.1 421 ")


@pytest.mark.parametrize(
    "origin", [None, "null", "http://evil.example", "https://127.0.0.1", "http://127.0.0.1"]
)
async def test_another_origin_opens_no_socket(page: Page, origin: str | None) -> None:
    async with page.phone() as phone:
        with pytest.raises(InvalidStatus) as refused:
            async with page.socket(origin=origin):
                pass
        assert refused.value.response.status_code == 403
        await goes_on(page, phone)


@pytest.mark.parametrize(
    "key", ["", "pause", "A" * 22, "ä" * 11, b"A" * 22, "A" * 2000], ids=lambda key: f"{key!r:.8}"
)
async def test_a_wrong_key_sees_nothing_and_says_nothing(page: Page, key: str | bytes) -> None:
    async with page.phone() as phone:
        async with page.socket() as stranger:
            await stranger.send(key)
            await stranger.send("pause")
            assert await closed_with(stranger) in {served.WRONG_KEY, 1009, 1006}
        assert page.said == []
        await goes_on(page, phone)


async def test_a_second_phone_is_refused_until_the_first_is_gone(page: Page) -> None:
    async with page.phone() as phone:
        async with page.socket() as second:
            await second.send(page.key)
            assert await closed_with(second) == served.ANOTHER_PHONE
        await goes_on(page, phone)
    async with asyncio.timeout(120):
        while True:  # its goodbye may come after the next one's hello
            async with page.socket() as second:
                await second.send(page.key)
                await second.send("go on")
                if await _is_shown(second):
                    break
    assert (await page.heard(2)) == ["pause", "go on"]


async def _is_shown(phone: ClientConnection) -> bool:
    try:
        return bool(await phone.recv())
    except ConnectionClosed:
        return False


@pytest.mark.parametrize(
    "word", ["finish", "skip", "warning sign", "pain 4", "PAUSE", "", "<script>", "+50", b"pause"]
)
async def test_a_word_that_no_phone_may_say_ends_its_socket(page: Page, word: str | bytes) -> None:
    async with page.phone() as phone:
        await phone.send(word)
        assert await closed_with(phone) == served.NO_WORD
    assert page.said == []


async def test_a_flood_is_cut_off(page: Page) -> None:
    async with page.phone() as phone:
        try:
            for _ in range(5000):
                await phone.send("+5")
        except ConnectionClosed:
            pass
        assert await closed_with(phone) in {served.TOO_MANY, 1006}
    assert len(page.said) < 100, "ten at once, and five for each second of a slow machine"


async def test_words_without_end_are_cut_off(page: Page) -> None:
    async with page.phone() as phone:
        try:
            await phone.send(["pause "] * 5000)  # one message in pieces
            await phone.send("pause" * 100_000)
        except ConnectionClosed:
            pass
        assert await closed_with(phone) in {1009, 1006, served.NO_WORD}
    assert page.said == []


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """A server whose patience is short: the tests wait for its end, not for a length of time."""
    monkeypatch.setattr(served, "_PATIENCE_S", 0.2)


@pytest.mark.usefixtures("quick")
async def test_who_opens_and_says_nothing_is_let_go() -> None:
    page = Page(PhoneServer("127.0.0.1", FROM_A_PHONE))
    page.server.open(page.say)
    assert await page.raw(b"") == b""
    assert await page.raw(b"GET / HTTP/1.1\r\nHost: x") == b"", "a request that never ends"
    async with page.socket() as silent:
        assert await closed_with(silent) in {1000, 1006}
    await page.server.close()


@pytest.mark.usefixtures("quick")
async def test_a_request_a_byte_at_a_time_does_not_last() -> None:
    page = Page(PhoneServer("127.0.0.1", FROM_A_PHONE))
    page.server.open(page.say)
    reader, writer = await asyncio.open_connection(page.host, page.port)
    ended = asyncio.ensure_future(reader.read())
    async with asyncio.timeout(120):
        while not ended.done():
            writer.write(b"G")
            await asyncio.wait([ended], timeout=0.02)
    writer.close()
    await asyncio.gather(ended, return_exceptions=True)
    await page.server.close()


@pytest.mark.usefixtures("quick")
async def test_a_phone_that_is_gone_without_a_word_makes_room() -> None:
    page = Page(PhoneServer("127.0.0.1", FROM_A_PHONE))
    page.server.open(page.say)
    async with page.socket() as asleep:
        await asleep.send(page.key)
        asleep.transport.pause_reading()  # no ping is answered any more
        async with asyncio.timeout(120):
            while True:
                async with page.socket() as second:
                    await second.send(page.key)
                    page.server.show(SHOWN)
                    if await _is_shown(second):
                        break
        asleep.transport.abort()
    await page.server.close()


async def test_more_connections_than_a_browser_opens_are_cut_off(page: Page) -> None:
    async with page.phone() as phone:
        crowd = [await asyncio.open_connection(page.host, page.port) for _ in range(20)]
        ends = [asyncio.ensure_future(reader.read()) for reader, _ in crowd]
        for end in islice(asyncio.as_completed(ends, timeout=120), 12):
            with suppress(ConnectionError):
                await end
        await goes_on(page, phone)
        for _, writer in crowd:
            writer.close()
        await asyncio.gather(*ends, return_exceptions=True)


@pytest.mark.parametrize("seed", range(6))
async def test_garbage_is_let_go_and_the_phone_goes_on(page: Page, seed: int) -> None:
    garbage = (
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + bytes(range(256)),  # TLS
        b"\r\n" * 5000,
        b"GET " + b"/" * 100_000 + b" HTTP/1.1\r\n\r\n",
        b"GET / HTTP/1.1\r\n" + b"a: b\r\n" * 10_000 + b"\r\n",
        b"GET / HTTP/1.1\r\nHost: \xff\xfe\r\nTransfer-Encoding: chunked\r\n\r\n",
        b"\x00\xff" * 50_000,
    )[seed]
    async with page.phone() as phone:
        await page.raw(garbage)
        await goes_on(page, phone)


async def test_frames_that_are_none_end_their_socket_alone(page: Page) -> None:
    async with page.socket() as phone:
        await phone.send(page.key)
        phone.transport.write(b"\xff" * 4096)
        assert await closed_with(phone) in {1002, 1006}
    assert page.said == []


# --- the page itself -----------------------------------------------------------------------------


def test_the_page_has_a_button_for_each_word_a_phone_may_say() -> None:
    found = re.findall(r'data-say="([^"]*)"', (PAGE / "index.html").read_text("utf-8"))
    assert sorted(found) == sorted(FROM_A_PHONE)


def test_the_page_shows_what_it_is_told() -> None:
    script = (PAGE / "phone.js").read_text("utf-8")
    assert set(re.findall(r"now\.(\w+)", script)) == set(RunShown.__dataclass_fields__)


def test_the_page_knows_why_it_was_refused() -> None:
    script = (PAGE / "phone.js").read_text("utf-8")
    known = {int(code) for code in re.findall(r"^  ([0-9]{4}): ", script, re.MULTILINE)}
    assert known == {
        served.RUN_OVER, served.WRONG_KEY, served.ANOTHER_PHONE, served.NO_WORD, served.TOO_MANY,
    }  # fmt: skip


# --- where it is served --------------------------------------------------------------------------


@given(st.lists(st.ip_addresses().map(str)))
@example(["127.0.0.1", "::1", "fe80::1", "0.0.0.0", "100.64.0.1", "192.0.2.1", "8.8.8.8", "x"])
@example(["172.32.0.1", "192.169.0.1", "11.0.0.1", "2001:db8::1"])
def test_only_a_private_address_is_served(addresses: list[str]) -> None:
    private = r"10\.|192\.168\.|172\.(1[6-9]|2[0-9]|3[01])\.|169\.254\.|f[cd][0-9a-f]{2}:"
    chosen = most_private(addresses)
    assert (chosen is None) == (not any(re.match(private, one) for one in addresses))
    assert chosen is None or re.match(private, chosen)


@pytest.mark.parametrize(
    ("addresses", "chosen"),
    [
        (["192.168.1.7", "10.8.0.2"], "192.168.1.7"),
        (["10.8.0.2", "192.168.1.7"], "10.8.0.2"),
        (["fd00::2", "192.168.1.7"], "192.168.1.7"),
        (["169.254.3.4", "fd00::2"], "fd00::2"),
        (["169.254.3.4", "8.8.8.8"], "169.254.3.4"),
    ],
)
def test_the_first_one_of_the_better_kind(addresses: list[str], chosen: str) -> None:
    assert most_private(addresses) == chosen


def test_this_machine_is_asked_without_sending_anything(monkeypatch: pytest.MonkeyPatch) -> None:
    def never(*_: object) -> None:
        raise AssertionError

    monkeypatch.setattr(socket.socket, "send", never)
    monkeypatch.setattr(socket.socket, "sendto", never)
    found = private_address()
    assert found is None or most_private([found]) == found


def test_a_link_is_a_picture_that_fits_a_terminal() -> None:
    lines = qr_code("http://192.168.100.100:65535/#" + "k" * 22).splitlines()
    assert len(lines) <= 18
    assert max(map(len, lines)) <= 40
