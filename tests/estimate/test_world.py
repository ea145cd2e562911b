"""May a long diary be shortened, and by how much does that move the estimate?"""

from __future__ import annotations

import math
from datetime import UTC, datetime

import numpy as np
import pytest

from magtitrate.body.model import body_model
from magtitrate.engine.solve import Doses
from magtitrate.estimate import posterior, world
from magtitrate.estimate.covariates import covariates_of
from magtitrate.estimate.posterior import update
from magtitrate.estimate.prior import prior_of
from magtitrate.estimate.world import World
from magtitrate.habits import Diet
from magtitrate.patient import Patient
from magtitrate.record import Observation, Record
from magtitrate.regimen import DoseEvent, Product
from magtitrate.streams import stream

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)
ADULT = Patient(
    patient_id="x", age_y=40, sex="male", body_mass_kg=75, height_m=1.8,
    diet=Diet(magnesium_mg_per_day=310),
)  # fmt: skip
CAPSULES = Product(product_id="capsules", salt="bisglycinate", elemental_mg_per_unit=100)
LABS = tuple(
    Observation(analyte=analyte, time_h=8.0 - 24 * day, value=value, origin=f"{analyte}:{day}")
    for analyte, day, value in (
        ("serum_magnesium", 25, 0.83), ("serum_magnesium", 3, 0.85), ("urine_magnesium_24h", 3, 5.2)
    )
)  # fmt: skip
SERUM, URINE = 0.002, 0.02  # mmol/L, mmol/d: what no laboratory could see


def steady(day: int, rng: np.random.Generator) -> float:
    return 300.0


def stepped(day: int, rng: np.random.Generator) -> float:
    """Nothing for long, then more and more."""
    return 0.0 if day > 150 else 100.0 if day > 90 else 300.0


def forgetful(day: int, rng: np.random.Generator) -> float:
    return 300.0 * (rng.random() < 0.6)


def given_up(day: int, rng: np.random.Generator) -> float:
    return 400.0 if day > 100 else 0.0


def taken(daily, facts) -> Record:
    """A year of two capsule times a day."""
    rng = np.random.default_rng(1)
    found = []
    for day in range(340, 0, -1):
        mg = daily(day, rng)
        found += [
            DoseEvent(
                time_h=clock - 24.0 * day,
                elemental_mg=mg / 2,
                product_id="capsules",
                status="taken",
            )
            for clock in (8.5, 20.5)
            if mg
        ]
    return Record.opened(ADULT, NOW, "UTC", product=CAPSULES).adding(
        doses=tuple(found), observations=LABS
    )


def known(facts, model):
    return prior_of(covariates_of(ADULT, 95.0, (), facts), model, facts)


def predictions(record, facts, days: float, *, lanes: int) -> np.ndarray:
    model = body_model(facts)
    one = World(
        prior=known(facts, model), record=record, model=model, facts=facts, others=Doses(),
        remembered_days=days,
    )  # fmt: skip
    lives = one.lives(stream(3, "world").standard_normal((len(one.prior.unknowns), lanes)))
    labs = tuple(sorted(LABS, key=lambda lab: lab.time_h))
    return np.array(one.predicted(labs, lives))[:, lives.good]


@pytest.mark.parametrize("daily", [steady, stepped, forgetful, given_up])
def test_a_shortened_history_predicts_the_same_labs(daily, facts):
    """Whatever was taken long ago, the mean body shows the same serum and urine weeks later."""
    record = taken(daily, facts)
    whole = predictions(record, facts, math.inf, lanes=96)
    short = predictions(record, facts, world.REMEMBERED_DAYS, lanes=96)

    moved = np.abs(np.mean(short - whole, axis=1))
    by_analyte = [SERUM if "serum" in lab.analyte else URINE for lab in LABS]
    assert np.all(moved < by_analyte), moved
    assert np.any(short != whole)


def test_a_history_cut_off_cold_would_show(facts, monkeypatch):
    """The yardstick sees a difference where the older doses are simply forgotten."""
    record = taken(steady, facts)
    whole = predictions(record, facts, math.inf, lanes=48)
    monkeypatch.setattr(World, "_long_on", lambda self, taken, first, lives: lives)
    cold = predictions(record, facts, 3, lanes=48)

    assert np.abs(np.mean(cold - whole, axis=1)).max() > URINE


def test_a_shortened_history_leaves_the_estimate_where_it_was(facts, monkeypatch):
    """The posterior's mean serum and daily urine move by less than any laboratory sees."""
    record, model = taken(forgetful, facts), body_model(facts)

    def means() -> tuple[float, float]:
        found = update(known(facts, model), record, model, facts, stream(1, "x"), lanes=192)
        return float(np.mean(found.steady.serum)), float(np.mean(found.steady.urine))

    short = means()
    monkeypatch.setattr(posterior, "World", lambda **all: World(**all, remembered_days=math.inf))
    whole = means()

    assert short[0] == pytest.approx(whole[0], abs=SERUM)
    assert short[1] == pytest.approx(whole[1], abs=URINE)


def test_a_short_history_is_not_touched(facts):
    """Where the first dose is near the first lab every dose is lived."""
    record = taken(lambda day, rng: 300.0 if day < 80 else 0.0, facts)

    assert np.array_equal(
        predictions(record, facts, math.inf, lanes=16),
        predictions(record, facts, world.REMEMBERED_DAYS, lanes=16),
    )
