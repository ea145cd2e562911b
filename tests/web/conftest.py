"""A page over a folder of its own, with the clock of the examples."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
ROOT = Path(__file__).resolve().parents[2]
HOST = "127.0.0.1:8000"


PEOPLE = ("cyclist", "kidney", "thyroid")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with the three people of the examples."""
    return with_people(tmp_path)


def with_people(folder: Path) -> Path:
    for name in PEOPLE:
        for path in sorted((ROOT / "examples").glob(f"{name}*")):
            shutil.copy(path, folder / path.name)
    return folder


@pytest.fixture(scope="session")
def people():
    """A function that puts the three people into a folder."""
    return with_people


@pytest.fixture(scope="session")
def now():
    return NOW


@pytest.fixture(scope="session")
def reader(tmp_path_factory):
    """A browser for tests that write nothing: its plans are made once."""
    from starlette.testclient import TestClient

    from magtitrate.web.app import page_of
    from magtitrate.web.guard import Keys

    keys = Keys()
    folder = with_people(tmp_path_factory.mktemp("people"))
    page = page_of(folder, keys, hosts=frozenset({HOST}), clock=lambda: NOW)
    with TestClient(page, base_url=f"http://{HOST}") as client:
        client.get(f"/?token={keys.token}")
        yield client


@pytest.fixture
def keys():
    from magtitrate.web.guard import Keys

    return Keys()


@pytest.fixture
def page(folder, keys):
    from magtitrate.web.app import page_of

    return page_of(folder, keys, hosts=frozenset({HOST}), clock=lambda: NOW)


@pytest.fixture
def stranger(page):
    """A browser that has no key yet."""
    from starlette.testclient import TestClient

    with TestClient(page, base_url=f"http://{HOST}", follow_redirects=False) as client:
        yield client


@pytest.fixture
def browser(stranger, keys):
    """A browser that opened the printed address; it follows where it is sent."""
    stranger.get(f"/?token={keys.token}")
    stranger.follow_redirects = True
    return stranger
