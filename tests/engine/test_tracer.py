"""Does a label follow what it is mixed with, and is its fraction the average one?"""

from __future__ import annotations

import numpy as np
import pytest

from magtitrate.body.model import body_model, population_theta
from magtitrate.engine.resting import settle
from magtitrate.engine.solve import Doses, Exposures, Meals, simulate
from magtitrate.engine.tracer import AFTER_EVENT_H, follow_label
from magtitrate.errors import ModelError
from magtitrate.facts import open_facts

LANES = 3


@pytest.fixture(scope="module")
def body():
    facts = open_facts()
    model = body_model(facts)
    theta = population_theta(model, facts, body_mass_kg=70, gfr_ml_per_min=110, lanes=LANES)
    theta[model.parameter_names.index("gut.carrier_vmax")] *= [0.5, 1.0, 2.0]
    return model, theta


def fine(to_h: float, events: list[float]) -> np.ndarray:
    # Close enough for a fasting stomach, which the drink leaves within half an hour.
    grid = np.arange(0.0, to_h + 0.01, 0.02)
    return np.unique(np.concatenate([grid, events, np.array(events) + AFTER_EVENT_H]))


def drink(mmol: float) -> Doses:
    return Doses(
        time_h=np.array([8.0]),
        amount_mmol=np.full((1, 1), mmol),
        form=("solution",),
        with_meal=np.zeros(1, dtype=bool),
    )


def labeled(model, theta, dose_mmol, meals, start):
    life = Exposures(meals=meals)
    events = sorted({8.0, *meals.time_h})
    course = simulate(
        model, theta, drink(dose_mmol), fine(96.0, events), exposures=life, start=start, rtol=1e-6
    )
    label = follow_label(course, [(8.0, "stomach_dissolved", np.full(LANES, dose_mmol))], {})
    return course, label


def absorbed(model, label):
    inside = ("plasma", "fast", "tissue", "bone", "urine", "skin")
    return sum(label[-1, model.place(pool)] for pool in inside)


def test_the_label_is_conserved(body):
    """After four days all of it is somewhere."""
    model, theta = body
    meals = Meals(time_h=[8.0, 13.0], magnesium_mmol=np.full((2, 1), 4.0))
    start = settle(model, theta, exposures=Exposures(meals=meals, repeat_h=24.0)).state
    _, label = labeled(model, theta, 3.0, meals, start)

    assert label[-1].sum(axis=0) == pytest.approx(np.full(LANES, 3.0), rel=1e-9)


def test_alone_in_the_gut_the_label_is_all_there_is(body):
    """Without food or secretion the labeled fraction is what the whole dose does."""
    model, theta = body
    dry = theta.copy()
    dry[model.parameter_names.index("gut.secretion_mmol_per_h")] = 0.0
    start = settle(
        model,
        theta,
        exposures=Exposures(meals=Meals(time_h=[8.0], magnesium_mmol=[[12.0]]), repeat_h=24.0),
    ).state.copy()
    for pool in model.pools:
        if pool.name not in ("plasma", "fast", "tissue", "bone"):
            start[model.place(pool.name)] = 0.0
    course, label = labeled(model, dry, 3.0, Meals(), start)

    everything = course.over("absorbed_magnesium", 0.0, 96.0)
    assert absorbed(model, label) == pytest.approx(everything, rel=5e-3)


def test_a_tracer_sees_the_average_and_an_increment_the_margin(body):
    """With food in the lumen the labeled fraction exceeds what the dose adds, by far."""
    model, theta = body
    meals = Meals(time_h=[8.0, 13.0, 19.0], magnesium_mmol=np.full((3, 1), 4.0))
    start = settle(model, theta, exposures=Exposures(meals=meals, repeat_h=24.0)).state
    with_dose, label = labeled(model, theta, 5.0, meals, start)
    without = simulate(
        model,
        theta,
        Doses(),
        with_dose.time_h,
        exposures=Exposures(meals=meals),
        start=start,
        rtol=1e-6,
    )
    added = with_dose.over("absorbed_magnesium", 0, 96) - without.over("absorbed_magnesium", 0, 96)

    average, marginal = absorbed(model, label) / 5.0, added / 5.0

    assert (average > 1.2 * marginal).all()
    assert (marginal > 0).all()


def test_without_a_carrier_average_and_margin_are_one(body):
    """What is linear has one fraction."""
    model, theta = body
    linear = theta.copy()
    linear[model.parameter_names.index("gut.carrier_vmax")] = 0.0
    linear[model.parameter_names.index("gut.secretion_mmol_per_h")] = 0.0
    meals = Meals(time_h=[8.0, 13.0], magnesium_mmol=np.full((2, 1), 4.0))
    start = settle(model, linear, exposures=Exposures(meals=meals, repeat_h=24.0)).state
    with_dose, label = labeled(model, linear, 5.0, meals, start)
    without = simulate(
        model,
        linear,
        Doses(),
        with_dose.time_h,
        exposures=Exposures(meals=meals),
        start=start,
        rtol=1e-6,
    )
    added = with_dose.over("absorbed_magnesium", 0, 96) - without.over("absorbed_magnesium", 0, 96)

    assert absorbed(model, label) / 5.0 == pytest.approx(added / 5.0, rel=5e-3)


def test_a_label_between_two_times_is_refused(body):
    """A label must enter at a time of the course."""
    model, theta = body
    start = settle(
        model,
        theta,
        exposures=Exposures(meals=Meals(time_h=[8.0], magnesium_mmol=[[12.0]]), repeat_h=24.0),
    ).state
    course = simulate(model, theta, Doses(), [0.0, 1.0], exposures=Exposures(), start=start)

    with pytest.raises(ModelError, match="not at a time of the course"):
        follow_label(course, [(0.5, "stomach_dissolved", np.ones(LANES))], {})
