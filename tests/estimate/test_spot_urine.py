"""Is one voiding read as what it is: magnesium of some hours beside creatinine?"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import numpy as np
import pytest

from magtitrate.body.model import body_model
from magtitrate.engine.solve import Doses
from magtitrate.estimate.covariates import covariates_of
from magtitrate.estimate.posterior import update
from magtitrate.estimate.prior import prior_of
from magtitrate.estimate.world import World
from magtitrate.habits import Diet
from magtitrate.patient import Patient
from magtitrate.record import Observation, Record
from magtitrate.regimen import DoseEvent
from magtitrate.streams import stream

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)
MAN = Patient(
    patient_id="x", age_y=40, sex="male", body_mass_kg=75, height_m=1.8,
    diet=Diet(magnesium_mg_per_day=310),
)  # fmt: skip
RATIO = "urine_magnesium_spot_ratio"


@pytest.fixture(scope="module")
def model(facts):
    return body_model(facts)


def spot(clock_h, value=0.3):
    return Observation(analyte=RATIO, time_h=clock_h - 24.0, value=value, origin="s:1")


def world(patient, facts, model, doses=()):
    return World(
        prior=prior_of(covariates_of(patient, 95.0, (), facts), model, facts),
        record=Record.opened(patient, NOW, "UTC").adding(doses=doses),
        model=model,
        facts=facts,
        others=Doses(),
    )


def typical(patient, facts, model, *labs, doses=()):
    """Each lab as the typical body of this person shows it, and its urine of a day."""
    of = world(patient, facts, model, doses)
    lives = of.lives(np.zeros((len(of.prior.unknowns), 1)))
    return [float(one[0]) for one in of.predicted(labs, lives)], float(of.steady(lives).urine[0])


def test_the_ratios_of_a_day_average_to_its_urine_over_creatinine_by_hand(facts, model):
    """A man of 40 and 75 kg: (140 - 40) * 75 / 72 * 14.4 = 1500 mg = 13.26 mmol of creatinine."""
    labs = [spot(hour) for hour in (0.5, 4.5, 8.5, 12.5, 16.5, 20.5)]
    shown, urine = typical(MAN, facts, model, *labs)

    assert np.mean(shown) == pytest.approx(urine / 13.26, rel=0.005)
    assert max(shown) > 1.1 * min(shown)


def test_a_typical_ratio_is_one_that_laboratories_print(facts, model):
    """0.04 to 0.12 mg/mg of adults are 0.19 to 0.56 mmol/mmol; women excrete less creatinine."""
    (man,), _ = typical(MAN, facts, model, spot(8))
    (woman,), _ = typical(replace(MAN, sex="female"), facts, model, spot(8))

    assert 0.19 < man < 0.56
    assert woman == pytest.approx(man / 0.85)


def test_a_dose_before_the_voiding_raises_what_is_expected(facts, model):
    """Ten days of 300 mg make a higher ratio, so that it says less of the body."""
    doses = tuple(
        DoseEvent(time_h=8.0 - 24 * n, elemental_mg=300, product_id="p", status="taken")
        for n in range(1, 11)
    )
    (without,), _ = typical(MAN, facts, model, spot(16))
    (with_doses,), _ = typical(MAN, facts, model, spot(16), doses=doses)

    assert with_doses > 1.1 * without


def test_a_ratio_teaches_less_than_a_collection_and_in_its_direction(facts, model):
    """Half of the usual ratio lowers the urine of a day, by less than half of the usual urine."""
    found = {}
    for name, labs in {
        "none": (),
        "spot": (spot(8, 0.15),),
        "day": (Observation(analyte="urine_magnesium_24h", time_h=-16.0, value=2.0, origin="d"),),
    }.items():
        record = Record.opened(MAN, NOW, "UTC").adding(observations=labs)
        prior = prior_of(covariates_of(MAN, 95.0, (), facts), model, facts)
        found[name] = update(prior, record, model, facts, stream(1, "p"), lanes=256)
    urine = {name: float(np.mean(one.steady.urine)) for name, one in found.items()}

    assert found["spot"].informed_by == ("s:1",)
    assert 0 < found["spot"].information < found["day"].information
    assert urine["day"] < urine["spot"] < urine["none"]
