"""A moment, the examples, and files that a test writes for itself."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from magtitrate.formats.diary_csv import read_diary
from magtitrate.formats.labs_csv import read_labs
from magtitrate.formats.person_toml import read_person
from magtitrate.regimen import Product

MADRID = "Europe/Madrid"


@pytest.fixture(scope="session")
def now():
    """Noon in Madrid on the day after the examples' answers were confirmed."""
    return datetime(2026, 11, 21, 11, tzinfo=UTC)


@pytest.fixture(scope="session")
def zero():
    """The local midnight of `now`."""
    return datetime(2026, 11, 21, tzinfo=ZoneInfo(MADRID))


@pytest.fixture
def write(tmp_path):
    """Write a text into a file of its own and give its path."""

    def written(text: str | bytes, name: str = "file") -> Path:
        path = tmp_path / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    return written


@pytest.fixture
def person(write, now, facts):
    """Read a person's file from its text."""
    return lambda text: read_person(write(text, "person.toml"), now=now, facts=facts)


@pytest.fixture
def labs(write, now, zero, facts):
    """Read a laboratory file from its text."""

    def read(text, *, at=now, timezone=MADRID):
        path = write(text, "labs.csv")
        return read_labs(path, zero=zero, timezone=timezone, now=at, facts=facts)

    return read


@pytest.fixture(scope="session")
def capsule():
    """The cyclist's product: 100 mg of elemental magnesium in a capsule."""
    return Product(product_id="bisglycinate-100mg", salt="bisglycinate", elemental_mg_per_unit=100)


@pytest.fixture
def diary(write, now, zero, facts, capsule):
    """Read a diary from its text."""

    def read(text, *, product=capsule):
        path = write(text, "diary.csv")
        return read_diary(path, zero=zero, timezone=MADRID, now=now, facts=facts, product=product)

    return read
