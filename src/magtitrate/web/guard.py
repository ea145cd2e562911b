"""Who may talk to the page, and what may its answers do in a browser?

Everything passes here: the host it was asked for, the one-time token and the cookie it is
exchanged for, where a write comes from, how much is sent, and the headers of every answer. An
error of ours is told in one sentence and never shows its working.
"""

from __future__ import annotations

import secrets
import sys
import traceback
from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from dataclasses import dataclass, field
from http.cookies import CookieError, SimpleCookie
from typing import Any
from urllib.parse import parse_qs

from starlette.exceptions import HTTPException

__all__ = ["COOKIE", "Guard", "Keys"]

COOKIE = "magtitrate"
LARGEST_BYTES = 2_000_000
OPEN_PATHS = ("/static/",)
READS = ("GET", "HEAD")

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
# Not `no-referrer`: a form of our own would then say that it comes from nowhere.
HEADERS = (
    (b"content-security-policy", POLICY.encode()),
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (b"referrer-policy", b"same-origin"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"permissions-policy", b"camera=(), microphone=(), geolocation=()"),
)


@dataclass
class Keys:
    """The one-time token of the printed address, and the key it is exchanged for."""

    token: str = field(default_factory=lambda: secrets.token_urlsafe(24), repr=False)
    session: str = field(default_factory=lambda: secrets.token_urlsafe(32), repr=False)
    used: bool = False

    def exchange(self, token: str) -> bool:
        """Take the token once."""
        if self.used or not secrets.compare_digest(token.encode(), self.token.encode()):
            return False
        self.used = True
        return True

    def opens(self, key: str) -> bool:
        return secrets.compare_digest(key.encode(), self.session.encode())


@dataclass(frozen=True, kw_only=True)
class Guard:
    """ASGI application around the application.

    Attributes:
        hosts: what a browser may call this machine, with the port.
        locked: the page for whoever comes without a key.
        fault: the page of an error of ours.
    """

    app: App
    keys: Keys
    hosts: frozenset[str]
    locked: str
    fault: str

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            if scope["type"] == "lifespan":
                await self.app(scope, receive, send)
            return
        started = False

        async def sending(message: Message) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                started = True
                message = {**message, "headers": _with_ours(scope, message["headers"])}
            await send(message)

        refusal = self._refusal(scope)
        if refusal is not None:
            await _answer(sending, *refusal)
            return
        try:
            await self.app(scope, _bounded(receive), sending)
        except Exception as error:  # the last resort: no reader ever sees a traceback
            _note(error)
            if not started:
                await _answer(sending, 500, self.fault, kind="text/html")

    def _refusal(self, scope: Scope) -> tuple[int, str, str, list[tuple[bytes, bytes]]] | None:
        """Status, text, kind and headers of an answer that is given here and now."""
        found = dict(scope["headers"])
        host = found.get(b"host", b"").decode("latin-1")
        if host not in self.hosts:
            return 421, "This page answers on its own address only.", "text/plain", []
        length = found.get(b"content-length", b"0")
        if not length.isdigit() or int(length) > LARGEST_BYTES:
            return 413, "More was sent than any person's files hold.", "text/plain", []
        path = scope["path"]
        if path.startswith(OPEN_PATHS):
            return None
        token = parse_qs(scope["query_string"].decode("latin-1")).get("token", [""])[0]
        if path == "/" and token:
            return self._exchanged(token, found)
        by_program = self._bearer(found)
        if not by_program and not self.keys.opens(_cookie(found)):
            return 403, self.locked, "text/html", []
        if scope["method"] not in READS and not by_program and not _from_here(found, host):
            return 403, "This was not sent from the page itself.", "text/plain", []
        return None

    def _exchanged(
        self, token: str, found: dict[bytes, bytes]
    ) -> tuple[int, str, str, list[tuple[bytes, bytes]]]:
        go = [(b"location", b"/")]
        if self.keys.exchange(token):
            cookie = f"{COOKIE}={self.keys.session}; Path=/; HttpOnly; SameSite=Strict"
            return 303, "", "text/plain", [*go, (b"set-cookie", cookie.encode())]
        if self.keys.opens(_cookie(found)):
            return 303, "", "text/plain", go
        return 403, self.locked, "text/html", []

    def _bearer(self, found: dict[bytes, bytes]) -> bool:
        scheme, _, key = found.get(b"authorization", b"").decode("latin-1").partition(" ")
        return scheme.casefold() == "bearer" and self.keys.opens(key.strip())


def _cookie(found: dict[bytes, bytes]) -> str:
    try:
        cookies = SimpleCookie(found.get(b"cookie", b"").decode("latin-1"))
    except CookieError:
        return ""
    return cookies[COOKIE].value if COOKIE in cookies else ""


def _from_here(found: dict[bytes, bytes], host: str) -> bool:
    """Was a write sent by our own page, as far as the browser says?"""
    site = found.get(b"sec-fetch-site", b"same-origin")
    origin = found.get(b"origin", b"").decode("latin-1")
    return site in (b"same-origin", b"none") and origin in ("", f"http://{host}")


def _with_ours(scope: Scope, headers: Iterable[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
    age = b"max-age=3600" if scope["path"].startswith(OPEN_PATHS) else b"no-store"
    return [*headers, *HEADERS, (b"cache-control", age)]


def _bounded(receive: Receive) -> Receive:
    """The same stream, broken off where more comes than is ever sent here."""
    received = 0

    async def counted() -> Message:
        nonlocal received
        message = await receive()
        received += len(message.get("body", b""))
        if received > LARGEST_BYTES:
            raise HTTPException(413)
        return message

    return counted


async def _answer(
    send: Send,
    status: int,
    text: str,
    kind: str = "text/plain",
    headers: Iterable[tuple[bytes, bytes]] = (),
) -> None:
    body = text.encode()
    head = [
        (b"content-type", f"{kind}; charset=utf-8".encode()),
        (b"content-length", str(len(body)).encode()),
        *headers,
    ]
    await send({"type": "http.response.start", "status": status, "headers": head})
    await send({"type": "http.response.body", "body": body})


def _note(error: Exception) -> None:
    """Where it happened, for a report: never what was being read."""
    frames = traceback.extract_tb(error.__traceback__)
    place = f"{frames[-1].filename.rpartition('/')[2]}:{frames[-1].lineno}" if frames else "?"
    sys.stderr.write(f"magtitrate serve: our own fault, {type(error).__name__} at {place}\n")
