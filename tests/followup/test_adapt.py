"""Does a plan in force stop at once, fall at once, and rise only when its time has come?"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from magtitrate.errors import InputError
from magtitrate.followup.adapt import adapt
from magtitrate.patient import Patient
from magtitrate.plan import (
    Adjustment,
    DosePlan,
    Limit,
    Limits,
    Plan,
    PlanInForce,
    Provenance,
    Reason,
    Step,
    Verdict,
)
from magtitrate.record import Record
from magtitrate.regimen import Product, Slot

NOW = datetime(2026, 11, 20, 10, tzinfo=UTC)
RECORD = Record.opened(Patient(patient_id="someone"), NOW, "Europe/Madrid")
CAPSULE = Product(product_id="p", salt="bisglycinate", elemental_mg_per_unit=50.0)
WHY = Reason(code="S-11", sentence="Diarrhea pauses it.")


def in_force(*steps: tuple[int, float], days_ago: float = 0, who: str = "someone") -> PlanInForce:
    return PlanInForce(person_id=who, made_at=NOW - timedelta(days=days_ago), steps=steps)


def plan(mg: float | None, **more: Any) -> Plan:
    """A new plan with this daily dose, or without a dose."""
    regimen = None
    if mg is not None:
        slot = Slot(clock_h=20, units=mg / 50, elemental_mg=mg)
        regimen = DosePlan(
            product=CAPSULE,
            daily_elemental_mg=mg,
            start_daily_elemental_mg=mg,
            slots=(slot,),
            steps=(Step(from_day=0, daily_elemental_mg=mg, slots=(slot,)),),
        )
    bounds = {"daily": 250.0, "single": 200.0, "step": 100.0, "start": 100.0}
    whole: dict[str, Any] = {
        "person_id": "someone",
        "made_at": NOW.isoformat(),
        "mode": "self",
        "jurisdiction": "EU",
        "verdict": Verdict.GO,
        "recommended": "regimen",
        "emergency": False,
        "reasons": (WHY,),
        "limits": Limits(
            all=tuple(Limit(kind=k, elemental_mg=v, reason=WHY) for k, v in bounds.items()),
            step_days=7,
        ),
        "regimen": regimen,
        "candidates": (),
        "pairing": (),
        "monitoring": (),
        "forecast": {},
        "benefit": (),
        "adjustment": None,
        "warnings": (),
        "provenance": Provenance(
            version="0", facts_hash="", model_version="", engine="", seed=0, record_hash=""
        ),
    }
    return Plan(**{**whole, **more})


def action(old: PlanInForce, new: Plan) -> str:
    found = adapt(old, new, RECORD)
    assert found is not None
    assert found.why
    return found.action


def test_without_a_plan_in_force_there_is_nothing_to_adapt() -> None:
    """The first plan has no adjustment."""
    assert adapt(None, plan(100), RECORD) is None


@pytest.mark.parametrize(
    ("verdict", "expected"), [(Verdict.REFER, "refer"), (Verdict.HOLD, "stop")]
)
@pytest.mark.parametrize("taken", [0.0, 100.0])
@pytest.mark.parametrize("days", [0, 3, 100])
def test_a_closed_gate_ends_it_at_once(
    verdict: Verdict, expected: str, taken: float, days: float
) -> None:
    """Refer or stop, however short the step has lasted, with the first reason."""
    new = plan(None, verdict=verdict, recommended="professional")

    found = adapt(in_force((0, taken), days_ago=days), new, RECORD)

    assert isinstance(found, Adjustment)
    assert found.action == expected
    assert found.why == WHY.sentence


@pytest.mark.parametrize("days", [0, 1, 8])
def test_less_is_at_once(days: float) -> None:
    """A lower target does not wait for the end of a step."""
    assert action(in_force((0, 200.0), days_ago=days), plan(100)) == "step_down"


@pytest.mark.parametrize(
    ("steps", "days", "expected"),
    [
        (((0, 100.0),), 6.9, "hold"),
        (((0, 100.0),), 7, "step_up"),
        (((0, 50.0), (7, 100.0)), 13, "hold"),
        (((0, 50.0), (7, 100.0)), 14, "step_up"),
    ],
)
def test_more_waits_for_the_end_of_the_step(
    steps: tuple[tuple[int, float], ...], days: float, expected: str
) -> None:
    """The days count from the present stage, not from the plan."""
    assert action(in_force(*steps, days_ago=days), plan(200)) == expected


@pytest.mark.parametrize("days", [0, 7, 20])
def test_the_same_stays(days: float) -> None:
    """The dose that the new plan names is held."""
    assert action(in_force((0, 100.0), days_ago=days), plan(100)) == "hold"


def test_a_refusal_in_force_may_be_followed_by_a_start() -> None:
    """Who took nothing starts."""
    assert action(in_force(), plan(100)) == "start"


@pytest.mark.parametrize("taken", [50.0, 100.0])
def test_where_no_supplement_is_best_it_stops(taken: float) -> None:
    """The option is shown, but the advice is to stop."""
    assert action(in_force((0, taken)), plan(100, recommended="no_supplement")) == "stop"


def test_nobody_starts_what_is_not_recommended() -> None:
    """Nothing is taken and no supplement ranks first: that is no start."""
    assert action(in_force(), plan(100, recommended="no_supplement")) != "start"


@pytest.mark.parametrize("recommended", ["measure_first", "professional"])
@pytest.mark.parametrize("taken", [0.0, 100.0])
def test_nobody_rises_before_what_is_to_be_measured(recommended: str, taken: float) -> None:
    """Where measuring or asking comes first, the dose neither starts nor rises."""
    old = in_force((0, taken), days_ago=10)

    assert action(old, plan(200, recommended=recommended)) not in ("start", "step_up")


@pytest.mark.parametrize("taken", [100.0, 0.0])
def test_where_no_dose_fits_it_stops(taken: float) -> None:
    """A gate that is open and a product that fits no limit: stop."""
    assert action(in_force((0, taken)), plan(None, recommended="professional")) == "stop"


def test_what_the_laboratory_taught_is_told() -> None:
    """Reasons of the laboratory come along; others do not."""
    taught = Reason(code="labs", sentence="0.78 mmol/L was as expected.")

    found = adapt(in_force((0, 100.0)), plan(100, reasons=(WHY, taught)), RECORD)

    assert found is not None
    assert found.learned == taught.sentence


def test_a_plan_of_another_person_is_refused() -> None:
    """The plan in force belongs to whom the record belongs (H-21)."""
    with pytest.raises(InputError):
        adapt(in_force((0, 100.0), who="somebody else"), plan(100), RECORD)


def test_an_expired_plan_is_no_ground_to_rise() -> None:
    """A plan of 200 days ago does not say what is taken now (plan life 28 days, H-30)."""
    assert action(in_force((0, 100.0), days_ago=200), plan(200)) != "step_up"
