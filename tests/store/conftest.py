"""A record of the cyclist of the examples, and the words that most tests need."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest

from magtitrate.formats.diary_line import typed_line
from magtitrate.store.adding import add_lines, start
from magtitrate.store.check_in import CheckIn, check_in
from magtitrate.store.ledger import entries_of, opened

BEGUN = datetime(2026, 11, 20, 9, tzinfo=UTC)
ZONE = "Europe/Madrid"


@pytest.fixture
def cyclist(tmp_path, root, facts):
    """A record that has begun, and nothing else."""
    folder = tmp_path / "record"
    start(folder, root / "examples/cyclist.toml", now=BEGUN, facts=facts)
    return folder


@pytest.fixture
def on(facts):
    """What can be done to a record, in short words."""

    def entries(folder: Path):
        with opened(folder) as ledger:
            return entries_of(ledger)

    def add(folder, kind, *, now=BEGUN, time=None, confirmed=False, zone=ZONE, **cells):
        line = typed_line(
            kind, {k: str(v) for k, v in cells.items()}, time=time, zone=zone, now=now
        )
        with opened(folder) as ledger:
            return add_lines(ledger, [line], now=now, facts=facts, confirmed=confirmed)

    def ask(folder, *, day=0.0, confirmed=False, **answers):
        """A check-in that many days after the beginning, with healthy answers unless told."""
        given = {
            "medicines": "same",
            "magnesium_sources": "same",
            "symptoms_now": (),
            "sick_day": "no",
            "surgery_planned": "no",
            "new_conditions": (),
            "product_same": True,
        } | answers
        now = BEGUN + timedelta(days=day)
        with opened(folder) as ledger:
            return check_in(ledger, CheckIn(**given), now=now, facts=facts, confirmed=confirmed)

    return SimpleNamespace(entries=entries, add=add, ask=ask)
