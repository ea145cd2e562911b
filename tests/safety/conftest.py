"""People, values and judgments for the tests of the safety rules.

The person of every test is healthy, 40, with every question answered, unless a test says
otherwise. Now is Friday, 20 November 2026, 11 o'clock in Madrid.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from magtitrate.facts import Facts, open_facts
from magtitrate.patient import Answers, Kidney, MagnesiumSource, Medicine, Patient
from magtitrate.plan import Goal, Limits, Override
from magtitrate.record import DiaryEntry, Observation, Record
from magtitrate.regimen import Product
from magtitrate.safety.gate import Answer, gate
from magtitrate.safety.limits import limits_for
from magtitrate.safety.situation import Situation, situation_of

NOW = datetime(2026, 11, 20, 10, tzinfo=UTC)
TODAY = date(2026, 11, 20)
NOW_H = 11.0
CAPSULE = Product(
    product_id="capsule", salt="bisglycinate", elemental_mg_per_unit=50.0, certified=True
)
DATA = Path(__file__).resolve().parents[2] / "src" / "magtitrate" / "facts" / "data"
MISSING = object()


@dataclass(frozen=True, kw_only=True)
class Judged:
    """What the safety rules say of one record."""

    situation: Situation
    answer: Answer
    limits: Limits

    @property
    def codes(self) -> set[str]:
        """Ids of all reasons."""
        return {reason.code for reason in self.answer.reasons}

    @property
    def fired(self) -> set[str]:
        """Keys of all rows that apply, heard or not."""
        return {one.row.key for one in self.answer.fired}


def _record(
    *,
    labs: tuple[Observation, ...] = (),
    diary: tuple[DiaryEntry, ...] = (),
    product: Product | None = CAPSULE,
    kidney: dict[str, Any] | None = None,
    answers: dict[str, Any] | None = None,
    medicines: tuple[Medicine, ...] = (),
    sources: tuple[MagnesiumSource, ...] = (),
    **person: Any,
) -> Record:
    answered: dict[str, Any] = {
        "confirmed": TODAY,
        "medicines": "listed" if medicines else "none",
        "magnesium_sources": "listed" if sources else "none",
        "symptoms_now": (),
        "sick_day": "no",
        **(answers or {}),
    }
    kidneys = {"egfr": 98.0, "measured": date(2026, 11, 1), "albuminuria": "no"}
    whole: dict[str, Any] = {
        "patient_id": "someone",
        "age_y": 40,
        "sex": "male",
        "body_mass_kg": 75.0,
        "height_m": 1.78,
        "conditions": (),
        "surgery_planned": "no",
        "kidney": Kidney(**(kidneys if kidney is None else kidney)),
        "answers": Answers(**answered),
        "medicines": medicines,
        "magnesium_sources": sources,
        **person,
    }
    patient = Patient(**whole)
    return Record.opened(patient, NOW, "Europe/Madrid", product=product).adding(
        observations=labs, diary=diary
    )


def _lab(analyte: str, days_ago: float, value: float, **more: Any) -> Observation:
    return Observation(analyte=analyte, time_h=NOW_H - 24 * days_ago, value=value, **more)


def _diary(kind: str, days_ago: float, item: str = "", value: float | None = None) -> DiaryEntry:
    return DiaryEntry(time_h=NOW_H - 24 * days_ago, kind=kind, item=item, value=value)


def _goal(mode: str = "self", jurisdiction: str = "EU", *overridden: str) -> Goal:
    return Goal(
        reason="status",
        mode=mode,
        jurisdiction=jurisdiction,
        clinician="Dr A. Example" if mode == "clinician" else None,
        overrides=tuple(
            Override(rule=rule, by="Dr A. Example", reason="tolerated before", on=TODAY)
            for rule in overridden
        ),
    )


@pytest.fixture(scope="session")
def record_of() -> Callable[..., Record]:
    """Make the healthy person's record with what differs."""
    return _record


@pytest.fixture(scope="session")
def lab() -> Callable[..., Observation]:
    """A laboratory value of so many days ago, in its canonical unit."""
    return _lab


@pytest.fixture(scope="session")
def diary() -> Callable[..., DiaryEntry]:
    """A diary line of so many days ago."""
    return _diary


@pytest.fixture(scope="session")
def goal_of() -> Callable[..., Goal]:
    """A goal: mode, jurisdiction, ids of overridden rules."""
    return _goal


@pytest.fixture(scope="session")
def judge(facts: Facts) -> Callable[..., Judged]:
    """Situation, gate and limits of a record."""

    def judged(
        record: Record,
        goal: Goal | None = None,
        *,
        in_force_mg: float = 0.0,
        others: Facts | None = None,
    ) -> Judged:
        aim, rows = goal or _goal(), others or facts
        situation = situation_of(record, aim, rows)
        answer = gate(situation, aim, rows, in_force_mg=in_force_mg)
        limits = limits_for(record, situation, aim, answer, rows, in_force_mg=in_force_mg)
        return Judged(situation=situation, answer=answer, limits=limits)

    return judged


@pytest.fixture
def facts_with(tmp_path: Path) -> Callable[..., Facts]:
    """The shipped facts with rows added to, or instead of, those of some files."""

    def build(**files: str) -> Facts:
        folder = tmp_path / "data"
        shutil.copytree(DATA, folder)
        for name, text in files.items():
            path = folder / f"{name}.toml"
            path.write_text(path.read_text(encoding="utf-8") + "\n" + text, encoding="utf-8")
        return open_facts(folder)

    return build


@pytest.fixture(scope="session")
def days_from_today() -> Callable[[int], date]:
    """A date so many days after today."""
    return lambda days: TODAY + timedelta(days=days)


@pytest.fixture(scope="session")
def capsule() -> Callable[..., Product]:
    """The usual product with what differs."""
    return lambda **more: replace(CAPSULE, **more)
