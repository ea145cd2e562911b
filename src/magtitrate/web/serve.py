"""How is the page put up on this machine, and its address printed?"""

from __future__ import annotations

import socket
import sys
import webbrowser
from contextlib import suppress
from pathlib import Path

import uvicorn

from magtitrate.errors import InputError
from magtitrate.formats.opened import read_now
from magtitrate.web.app import page_of
from magtitrate.web.guard import Keys

__all__ = ["serve"]

HERE = "127.0.0.1"
NAMES = (HERE, "localhost")


def serve(
    folder: Path, *, port: int, browser: bool, for_programs: bool, now: str | None, seed: int
) -> None:
    """Answer on the loopback until it is interrupted.

    Args:
        port: 0 for any that is free.
        for_programs: print the key with which a program may use /api/v1.

    Raises:
        InputError: the folder cannot be made, or the port is taken.
    """
    _prepare(folder)
    fixed = read_now(now) if now is not None else None
    with _bound(port) as listening:
        port = listening.getsockname()[1]
        keys = Keys()
        app = page_of(
            folder,
            keys,
            hosts=frozenset(f"{name}:{port}" for name in NAMES),
            clock=None if fixed is None else lambda: fixed,
            seed=seed,
        )
        address = f"http://{HERE}:{port}/?token={keys.token}"
        _tell(address, folder, keys if for_programs else None, port)
        if browser:
            webbrowser.open(address)
        server = uvicorn.Server(
            uvicorn.Config(
                app,
                access_log=False,  # an address names a person
                log_level="warning",
                lifespan="off",
                server_header=False,
                date_header=False,
                h11_max_incomplete_event_size=65_536,
            )
        )
        with suppress(KeyboardInterrupt):  # Ctrl+C is how it is meant to end
            server.run(sockets=[listening])


def _prepare(folder: Path) -> None:
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise InputError(
            f"the folder cannot be used: {error.strerror}",
            field="--dir",
            given=str(folder),
            todo="Name another folder",
        ) from None


def _bound(port: int) -> socket.socket:
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((HERE, port))
        listening.listen()  # whoever opens the address at once waits, and is not refused
    except OSError as error:
        listening.close()
        raise InputError(
            f"the port cannot be used: {error.strerror}",
            field="--port",
            given=port,
            todo="Leave --port out for one that is free",
        ) from None
    return listening


def _tell(address: str, folder: Path, keys: Keys | None, port: int) -> None:
    lines = [
        f"magtitrate is open at {address}",
        "The address works once, in one browser, on this computer only.",
        f"Your files are in {folder}. Stop with Ctrl+C; nothing is lost.",
    ]
    if keys is not None:
        lines.append(
            f"Programs: http://{HERE}:{port}/api/v1, with the header "
            f"Authorization: Bearer {keys.session}"
        )
    sys.stdout.write("\n".join(lines) + "\n")
    sys.stdout.flush()
