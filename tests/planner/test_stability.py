"""Do trifles leave the plan alone: five minutes, one per cent, another seed?"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from magtitrate.formats.opened import open_case
from magtitrate.titrate import titrate

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
NOW = "2026-11-20T09:00:00+00:00"
NAMES = ("cyclist", "kidney", "thyroid")


@pytest.fixture(scope="module")
def case(facts):
    def opened(name, now=NOW):
        labs = EXAMPLES / f"{name}_labs.csv"
        return open_case(
            EXAMPLES / f"{name}.toml",
            labs=labs if labs.exists() else None,
            diary=None,
            now=now,
            facts=facts,
        )

    return opened


def steps_apart(one, other):
    """How many of the product's smallest doses lie between two plans."""
    smallest = one.regimen.product.smallest_elemental_mg
    doses = [plan.regimen.daily_elemental_mg for plan in (one, other)]
    return abs(doses[0] - doses[1]) / smallest


def heavier(patient, factor):
    return replace(patient, body_mass_kg=patient.body_mass_kg * factor)


@pytest.mark.parametrize("name", NAMES)
def test_another_seed_moves_the_plan_by_one_step_at_most(name, case, facts):
    """Six seeds propose doses no more than one step apart, with the same verdict."""
    opened = case(name)
    plans = [titrate(opened.record, opened.goal, facts, seed=seed).plan for seed in range(6)]
    doses = [plan.regimen.daily_elemental_mg for plan in plans]
    low, high = doses.index(min(doses)), doses.index(max(doses))

    assert steps_apart(plans[low], plans[high]) <= 1
    assert len({plan.verdict for plan in plans}) == 1


@pytest.mark.parametrize("name", NAMES)
def test_five_minutes_move_nothing_by_more_than_a_step(name, case, facts):
    """A plan made five minutes later is the same within one step."""
    first, later = (
        titrate(opened.record, opened.goal, facts).plan
        for opened in (case(name), case(name, "2026-11-20T09:05:00+00:00"))
    )

    assert steps_apart(first, later) <= 1
    assert first.verdict == later.verdict


@pytest.mark.parametrize("name", NAMES)
def test_one_per_cent_moves_nothing_by_more_than_a_step(name, case, facts):
    """One per cent of body mass, or of every serum value, is within one step."""
    opened = case(name)
    record = opened.record
    first = titrate(record, opened.goal, facts).plan
    mass = replace(record, patient=heavier(record.patient, 1.01))
    labs = replace(
        record,
        observations=tuple(
            replace(one, value=1.01 * one.value) if one.analyte == "serum_magnesium" else one
            for one in record.observations
        ),
    )

    for changed in (mass, labs):
        assert steps_apart(first, titrate(changed, opened.goal, facts).plan) <= 1


@pytest.mark.parametrize("name", NAMES)
def test_the_plan_says_what_labs_taught_and_what_another_is_worth(name, case, facts):
    """Each plan by the model tells both, and every worth it shows is a probability."""
    opened = case(name)
    plan = titrate(opened.record, opened.goal, facts).plan
    codes = {reason.code for reason in plan.reasons}
    chances = [one.changes_plan_probability for one in plan.monitoring]
    told = next(reason.sentence for reason in plan.reasons if reason.code == "labs")

    assert {"labs", "worth"} <= codes
    assert ("labs hardly tell" in told) == (name != "cyclist")
    assert all(chance is None or 0 <= chance <= 1 for chance in chances)
    assert ("change" in codes) == (name == "thyroid")
