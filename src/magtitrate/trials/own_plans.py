"""What would this program plan for each virtual person of an arm?

Each becomes a patient without labs, healthy as far as anybody knows, and is asked nothing
more than a form would ask; the plan's regimen, with its steps, becomes their doses. A plan
without a dose is no dose.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import numpy as np
from numpy.typing import NDArray

from magtitrate.facts import Facts
from magtitrate.facts.design_shapes import Arm
from magtitrate.habits import Diet
from magtitrate.patient import Answers, Kidney, Patient
from magtitrate.plan import Goal, Plan
from magtitrate.record import Record
from magtitrate.regimen import Product
from magtitrate.titrate import titrate

__all__ = ["VERDICTS", "OwnPlans", "own_plans"]

Array = NDArray[np.float64]

VERDICTS = ("go", "go_with_care", "hold", "refer")
NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
UNIT_MG = 100.0
CLOCKS = (8.0, 13.0, 20.0)
"""Hours around which up to three intakes of a day lie; everybody's own are shifts of them."""


@dataclass(frozen=True, kw_only=True)
class OwnPlans:
    """Everybody's regimen.

    Attributes:
        clock_h: (slot,). elemental_mg: of the target day, (slot, person).
        shift_h: everybody's own hours against `clock_h`, (slot, person).
        stage: share of the target day's dose on each day, (day, 1, person).
        verdict: place in `VERDICTS`, (person,).
    """

    clock_h: Array
    elemental_mg: Array
    shift_h: Array
    stage: Array
    verdict: Array


def own_plans(
    people: dict[str, Array], arm: Arm, facts: Facts, *, days: int, seed: int
) -> OwnPlans:
    """A plan for each of these people."""
    count = people["age_y"].size
    mg, shift = np.zeros((len(CLOCKS), count)), np.zeros((len(CLOCKS), count))
    stage, verdict = np.ones((days, 1, count)), np.zeros(count)
    product = Product(
        product_id="capsule",
        salt=arm.salt,
        elemental_mg_per_unit=UNIT_MG,
        certified=True,
    )
    goal = Goal(reason="status", mode="self", jurisdiction="EU")
    for person in range(count):
        one = {name: float(values[person]) for name, values in people.items()}
        record = Record.opened(_patient(one), NOW, "UTC", product=product)
        plan = titrate(record, goal, facts, seed=seed).plan
        verdict[person] = VERDICTS.index(plan.verdict.value)
        _lay_out(plan, person, mg, shift, stage)
    used = max(1, int((mg > 0).any(axis=1).sum()))
    return OwnPlans(
        clock_h=np.array(CLOCKS[:used]),
        elemental_mg=mg[:used],
        shift_h=shift[:used],
        stage=stage,
        verdict=verdict,
    )


def _patient(one: dict[str, float]) -> Patient:
    today = NOW.date()
    woman = one["female"] > 0
    return Patient(
        patient_id=f"virtual-{one['person']:.0f}",
        age_y=round(one["age_y"], 1),
        sex="female" if woman else "male",
        body_mass_kg=round(one["body_mass_kg"], 1),
        height_m=round(one["height_m"], 2),
        pregnancy="no" if woman else None,
        conditions=(),
        surgery_planned="no",
        kidney=Kidney(
            egfr=round(one["egfr_ml_per_min_1p73m2"], 1),
            measured=today - timedelta(days=21),
            albuminuria="no",
        ),
        answers=Answers(
            confirmed=today,
            medicines="none",
            magnesium_sources="none",
            symptoms_now=(),
            sick_day="no",
        ),
        diet=Diet(magnesium_mg_per_day=min(max(round(one["diet_mg_per_day"]), 50), 1500)),
    )


def _lay_out(plan: Plan, person: int, mg: Array, shift: Array, stage: Array) -> None:
    """One regimen into the tables; what the ranking advises counts, not the option beside it."""
    regimen = plan.regimen
    if regimen is None or plan.recommended != "regimen" or not regimen.daily_elemental_mg:
        return
    slots = sorted(regimen.slots, key=lambda slot: slot.clock_h)[: len(CLOCKS)]
    for row, slot in enumerate(slots):
        mg[row, person] = slot.elemental_mg
        shift[row, person] = slot.clock_h - CLOCKS[row]
    for step in regimen.steps:
        share = step.daily_elemental_mg / regimen.daily_elemental_mg
        stage[int(step.from_day) :, 0, person] = share
