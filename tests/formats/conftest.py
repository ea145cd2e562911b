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


HOSTILE = "<script>alert(1)</script> #strong[x] $y$ *z* 李 \u202e BEGIN:VEVENT"
CHANGED = {
    "held": ('medicines = "none"', 'medicines = "unknown"'),
    "referred": ("egfr_ml_per_min_1p73m2 = 104", "egfr_ml_per_min_1p73m2 = 40"),
    "emergency": ("symptoms_now = []", 'symptoms_now = ["chest_pain"]'),
    "hostile": ('id = "cyclist"', f"id = '{HOSTILE}'"),
}


@pytest.fixture(scope="session")
def filed(root, facts, tmp_path_factory):
    """Plans as their own files hold them: the examples, and the cyclist changed."""
    from magtitrate.formats.opened import open_case
    from magtitrate.formats.plan_inputs import inputs_of
    from magtitrate.formats.plan_read import as_filed
    from magtitrate.titrate import titrate

    made = {}

    def of(name):
        if name not in made:
            path, labs = root / "examples" / f"{name}.toml", None
            if name in CHANGED:
                text = (root / "examples" / "cyclist.toml").read_text(encoding="utf-8")
                path = tmp_path_factory.mktemp(name) / "person.toml"
                path.write_text(text.replace(*CHANGED[name]), encoding="utf-8")
            elif (root / "examples" / f"{name}_labs.csv").exists():
                labs = root / "examples" / f"{name}_labs.csv"
            case = open_case(
                path, labs=labs, diary=None, now="2026-11-22T09:00:00+01:00", facts=facts
            )
            plan = titrate(case.record, case.goal, facts).plan
            made[name] = as_filed(plan, inputs_of(case.record, case.goal))
        return made[name]

    return of
