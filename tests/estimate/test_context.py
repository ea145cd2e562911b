"""Is every answer that moves no estimate explained, and does training count as sweat?

The articles' sentences on hydration, electrolytes, recovery, stress, genes and microbiome are
held here: S0:15.2, S1:13.11, S2:23.2, S3:03.1, S3:15.1 and S3:15.5.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import numpy as np
import pytest

from magtitrate.body.model import body_model
from magtitrate.engine.solve import Doses
from magtitrate.estimate.context import context_of
from magtitrate.estimate.covariates import covariates_of
from magtitrate.estimate.prior import prior_of
from magtitrate.estimate.world import World
from magtitrate.habits import Diet, Life, Training
from magtitrate.patient import Patient
from magtitrate.record import Observation, Record

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)
PLAIN = Patient(
    patient_id="x", age_y=40, sex="male", body_mass_kg=75, height_m=1.8,
    diet=Diet(magnesium_mg_per_day=310),
)  # fmt: skip
TOLD = replace(
    PLAIN,
    life=Life(sleep_h=5.5, stress_0_10=8, fluid_l_per_day=2.5, sodium_mg_per_day=3000),
    genetics=(("TRPM6", "rs3750425 CT"),),
    microbiome=(("bifidobacterium", "low"),),
)
RIDES = (Training(weekdays=("tue", "thu", "sat"), clock_h=18, duration_h=1.5, sweat_l_per_h=1.0),)


def record(patient, *labs):
    return Record.opened(patient, NOW, "UTC").adding(observations=labs)


@pytest.fixture(scope="module")
def model(facts):
    return body_model(facts)


def worlds(patient, facts, model, egfr=95.0):
    return World(
        prior=prior_of(covariates_of(patient, egfr, (), facts), model, facts),
        record=record(patient),
        model=model,
        facts=facts,
        others=Doses(),
    )


def typical(patient, facts, model, egfr=95.0):
    """Serum, urine and share absorbed of the typical body on this person's usual day."""
    world = worlds(patient, facts, model, egfr)
    return world.steady(world.lives(np.zeros((len(world.prior.unknowns), 1))))


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("stress", "Stress 8 of 10"),
        ("sleep", "Sleep of 5.5 h"),
        ("fluid", "Drinks of 2.5 L a day"),
        ("sodium", "Sodium of 3000 mg a day"),
        ("potassium", "Potassium of 4.1 mmol/L"),
        ("genes", "TRPM6: rs3750425 CT"),
        ("microbiome", "bifidobacterium: low"),
    ],
)
def test_what_moves_no_estimate_is_said_to_have_weight_zero_and_why(name, words, facts):
    """Each such answer has a sentence with value, weight and reason (S0:15.2, S3:15.5)."""
    potassium = Observation(analyte="potassium", time_h=-16.0, value=4.1)
    (found,) = (
        one for one in context_of(record(TOLD, potassium), facts) if one.code == f"context_{name}"
    )

    assert words in found.sentence
    assert "weight 0 in the estimate, because" in found.sentence
    assert found.facts == (f"estimate.weight_{name}",)
    assert facts.value(found.facts[0]) == 0


def test_who_tells_nothing_reads_nothing(facts):
    """No answer, no sentence."""
    assert context_of(record(PLAIN), facts) == ()


def test_every_key_of_life_is_explained(facts):
    """A key added to the habits without a weight and a reason fails here."""
    told = {one.code.removeprefix("context_") for one in context_of(record(TOLD), facts)}

    assert len(told & {"stress", "sleep", "fluid", "sodium"}) == len(Life.__dataclass_fields__)


def test_training_counts_as_sweat_by_hand(facts, model):
    """4.5 L a week at 0.14 mmol/L are 0.63 mmol a week: told so, and lost so (S2:23.2)."""
    (found,) = context_of(record(replace(PLAIN, training=RIDES)), facts)
    rest = typical(PLAIN, facts, model)
    rides = typical(replace(PLAIN, training=RIDES), facts, model)

    assert found.numbers["sweat_l_per_week"] == pytest.approx(4.5)
    assert found.numbers["magnesium_mmol_per_week"] == pytest.approx(0.63, abs=0.005)
    # What sweat takes, urine saves: 0.09 mmol a day, and serum hardly moves.
    assert 0.03 < rest.urine[0] - rides.urine[0] < 0.10
    assert 0 < rest.serum[0] - rides.serum[0] < 0.01


def test_heavy_training_in_heat_depletes_no_further_than_its_sweat(facts, model):
    """Two hours a day at 2 L/h cost 0.56 mmol a day and less than 0.05 mmol/L (S2:23.2)."""
    days = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
    hard = (Training(weekdays=days, clock_h=17, duration_h=2, sweat_l_per_h=2.0, heat=True),)
    rest, heavy = typical(PLAIN, facts, model), typical(replace(PLAIN, training=hard), facts, model)

    # The settled day balances to within a tenth of what sweat takes.
    assert rest.urine[0] - heavy.urine[0] == pytest.approx(0.56, rel=0.1)
    assert 0 < rest.serum[0] - heavy.serum[0] < 0.05


def test_one_size_does_not_fit_all(facts, model):
    """Diet and kidneys move the typical body; stress and genes do not (S1:13.11, S3:15.1)."""
    usual = typical(PLAIN, facts, model)
    poor = typical(replace(PLAIN, diet=Diet(pattern="low")), facts, model)
    weak = typical(PLAIN, facts, model, egfr=35.0)
    told = typical(TOLD, facts, model)

    assert poor.urine[0] < usual.urine[0] - 0.5
    assert poor.serum[0] < usual.serum[0]
    assert weak.serum[0] > usual.serum[0] + 0.02
    assert (told.serum[0], told.urine[0]) == (usual.serum[0], usual.urine[0])


def test_the_body_decides_more_than_the_dose(facts, model):
    """Under one dose bodies differ more than the dose moves the middle one (S3:03.1)."""
    world = worlds(PLAIN, facts, model)
    lives = world.lives(np.random.default_rng(0).standard_normal((len(world.prior.unknowns), 200)))
    without = world.steady(lives)
    dose = Doses.of([8.0], [200.0], form="bisglycinate", with_meal=True)
    day = replace(world, others=dose)
    with_it = day.steady(day.lives(np.random.default_rng(0).standard_normal(
        (len(world.prior.unknowns), 200)
    )))  # fmt: skip
    rise = with_it.serum - without.serum

    assert np.std(with_it.serum) > 2 * np.median(rise)
    assert np.std(rise) > 0.2 * np.mean(rise)
