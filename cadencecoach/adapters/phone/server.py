"""Serves the page and its one phone, on a loop and a thread of its own, so that no client holds up a beat.

Whoever is on the network may send anything here: the worst it may do is to be refused. The key of
a run stands in the link behind the #, which no browser sends; the page tells it as its first word.
"""

from __future__ import annotations

import asyncio
import hmac
import json
import logging
import secrets
import socket
import threading
from collections.abc import Callable, Container
from contextlib import suppress
from dataclasses import asdict
from functools import cache, partial
from http import HTTPStatus
from importlib import resources
from typing import TYPE_CHECKING, Any, Final, cast

from websockets.asyncio.server import ServerConnection, serve
from websockets.datastructures import Headers
from websockets.exceptions import ConnectionClosed
from websockets.http11 import Request, Response
from websockets.typing import Origin

if TYPE_CHECKING:
    from cadencecoach.ports import RunShown

_KEY_BYTES: Final = 16
"""128 bits, new for each run."""

_FILES: Final = {
    "/": ("index.html", "text/html; charset=utf-8"),
    "/phone.css": ("phone.css", "text/css; charset=utf-8"),
    "/phone.js": ("phone.js", "text/javascript; charset=utf-8"),
}
_SOCKET: Final = "/socket"
_POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src data:; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)

WRONG_KEY: Final = 4001
ANOTHER_PHONE: Final = 4002
NO_WORD: Final = 4003
TOO_MANY: Final = 4004
RUN_OVER: Final = 1000

_PATIENCE_S: Final = 5.0
"""For a request to be whole, for the key after it, and for an answer to a ping."""

_GOODBYE_S: Final = 1.0
"""For a phone to hear that the run is over."""

_MOST_OPEN: Final = 8
"""Connections at a time; a browser opens up to six for a page."""

_AT_ONCE: Final = 10
_A_SECOND: Final = 5.0
"""Words that a phone may say at once, and each second from then on: more than a thumb can."""

_LONGEST_BYTES: Final = 64
"""Of what a page says: its key, or a word."""


class PhoneServer:
    """The page of one run. The address is taken when it is made, so that its link is known.

    Raises OSError. A phone that comes before `open` waits.
    """

    def __init__(self, address: str, words: Container[str]) -> None:
        family = socket.AF_INET6 if ":" in address else socket.AF_INET
        self._socket = socket.create_server((address, 0), family=family, backlog=_MOST_OPEN)
        host = f"[{address}]" if family is socket.AF_INET6 else address
        self._host = f"{host}:{self._socket.getsockname()[1]}"
        self._key = secrets.token_urlsafe(_KEY_BYTES)
        self._words = words
        self._shown = ""
        self._open: set[ServerConnection] = set()
        self._phone: ServerConnection | None = None
        self._say: Callable[[str], None] = lambda _word: None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._news = asyncio.Event()
        self._over = asyncio.Event()
        self._thread: threading.Thread | None = None

    @property
    def link(self) -> str:
        """What the phone is to open."""
        return f"http://{self._host}/#{self._key}"

    def open(self, say: Callable[[str], None]) -> None:
        """Begin to serve; `say` gets each word on the loop that called this."""
        mine = asyncio.get_running_loop()
        self._say = lambda word: _called(mine, say, word)
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(
            target=self._work, args=(self._loop,), name="phone", daemon=True
        )
        self._thread.start()

    def show(self, now: RunShown) -> None:
        """Tell the phone how the run is. Never blocks, never raises."""
        if self._loop is not None:
            _called(self._loop, self._set, json.dumps(asdict(now)))

    async def close(self) -> None:
        """Tell the phone that the run is over, and serve no more."""
        if self._loop is not None and self._thread is not None:
            _called(self._loop, self._over.set)
            await asyncio.to_thread(self._thread.join, _GOODBYE_S + _PATIENCE_S)
        self._socket.close()

    # --- on the thread --------------------------------------------------------------------------

    def _work(self, loop: asyncio.AbstractEventLoop) -> None:
        # Where the system has no file left for one more client, nobody needs to read of it.
        loop.set_exception_handler(lambda _loop, _context: None)
        with asyncio.Runner(loop_factory=lambda: loop) as runner:
            runner.run(self._serve())

    async def _serve(self) -> None:
        server = await serve(
            self._meet,
            sock=self._socket,
            origins=[Origin(f"http://{self._host}")],
            process_request=self._answer,
            create_connection=cast(
                "type[ServerConnection]", partial(_Counted, self._open, self._over)
            ),
            compression=None,
            server_header=None,
            open_timeout=_PATIENCE_S,
            ping_interval=_PATIENCE_S,
            ping_timeout=_PATIENCE_S,
            close_timeout=_GOODBYE_S,
            max_size=_LONGEST_BYTES,
            max_queue=2,
            logger=_silent(),
            backlog=_MOST_OPEN,
        )
        await self._over.wait()
        for one in self._open - {self._phone}:
            one.transport.abort()
        server.close(code=RUN_OVER)
        await server.wait_closed()

    def _set(self, shown: str) -> None:
        self._shown = shown
        self._news.set()

    def _answer(self, _connection: ServerConnection, request: Request) -> Response | None:
        """A file of the page, a refusal, or None: the socket is opened."""
        if request.headers.get_all("Host") != [self._host]:  # a name that was led here
            return _response(HTTPStatus.MISDIRECTED_REQUEST)
        if request.method != "GET":
            return _response(HTTPStatus.METHOD_NOT_ALLOWED)
        if request.path == _SOCKET:
            return None
        if request.path not in _FILES:
            return _response(HTTPStatus.NOT_FOUND)
        name, kind = _FILES[request.path]
        return _response(HTTPStatus.OK, _file(name), kind)

    async def _meet(self, phone: ServerConnection) -> None:
        """One socket from its first word to its last."""
        with suppress(ConnectionClosed, TimeoutError):
            said = await asyncio.wait_for(phone.recv(), _PATIENCE_S)
            if not isinstance(said, str) or not hmac.compare_digest(
                said.encode(), self._key.encode()
            ):
                await phone.close(WRONG_KEY)
            elif self._phone is not None:
                await phone.close(ANOTHER_PHONE)
            else:
                self._phone = phone
                telling = asyncio.ensure_future(self._tell(phone))
                try:
                    await phone.close(await self._listen(phone))
                finally:
                    telling.cancel()
                    self._phone = None

    async def _listen(self, phone: ServerConnection) -> int:
        """Hand on each word; returns why no more is listened to."""
        loop = asyncio.get_running_loop()
        left, at_s = float(_AT_ONCE), loop.time()
        while True:
            word = await phone.recv()
            now_s = loop.time()
            left, at_s = min(_AT_ONCE, left + (now_s - at_s) * _A_SECOND) - 1, now_s
            if left < 0:
                return TOO_MANY
            if not isinstance(word, str) or word not in self._words:
                return NO_WORD
            self._say(word)

    async def _tell(self, phone: ServerConnection) -> None:
        """Send what is newest, as fast as the phone takes it."""
        self._news.set()
        with suppress(ConnectionClosed):
            while await self._news.wait():
                self._news.clear()
                if self._shown:
                    await phone.send(self._shown)


class _Counted(ServerConnection):
    """A connection among others; one too many, or too late, is cut off before it says anything."""

    def __init__(
        self,
        others: set[ServerConnection],
        over: asyncio.Event,
        *arguments: Any,
        **options: Any,
    ) -> None:
        super().__init__(*arguments, **options)
        self._others = others
        self._over = over

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        super().connection_made(transport)
        self._others.add(self)
        if len(self._others) > _MOST_OPEN or self._over.is_set():
            self.transport.abort()

    def connection_lost(self, exc: Exception | None) -> None:
        super().connection_lost(exc)
        self._others.discard(self)


def _called(
    loop: asyncio.AbstractEventLoop, what: Callable[..., object], *arguments: object
) -> None:
    with suppress(RuntimeError):  # the loop is closed: so is the run, or the page
        loop.call_soon_threadsafe(what, *arguments)


def _silent() -> logging.Logger:
    """Nothing that a client does is worth a line over a screen."""
    logger = logging.getLogger("cadencecoach.phone")
    logger.propagate = False
    logger.addHandler(logging.NullHandler())
    return logger


@cache
def _file(name: str) -> bytes:
    return resources.files("cadencecoach.adapters.phone").joinpath("page", name).read_bytes()


def _response(status: HTTPStatus, body: bytes = b"", kind: str = "text/plain") -> Response:
    headers = Headers(
        {
            "Content-Type": kind,
            "Content-Length": str(len(body)),
            "Content-Security-Policy": _POLICY,
            "Cache-Control": "no-store",
            "Connection": "close",
            "Cross-Origin-Resource-Policy": "same-origin",
            "Referrer-Policy": "no-referrer",
            "X-Content-Type-Options": "nosniff",
        }
    )
    return Response(status.value, status.phrase, headers, body)
