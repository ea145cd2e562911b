"""Can a trajectory be read without knowing how it was solved?"""

from __future__ import annotations

import numpy as np
import pytest

from magtitrate.body.model import population_theta
from magtitrate.engine.solve import Doses, Exposures, simulate
from magtitrate.engine.trajectory import Outcome
from magtitrate.errors import ModelError


@pytest.fixture(scope="module")
def course(model, facts):
    """A day without food, three lanes."""
    theta = population_theta(model, facts, body_mass_kg=70, gfr_ml_per_min=100, lanes=3)
    start = np.zeros((len(model.states), 1))
    start[model.place("plasma")] = 10.0
    return simulate(model, theta, Doses(), [0.0, 6.0, 24.0], exposures=Exposures(), start=start)


def test_shapes_are_time_pool_lane(course, model):
    """Lane is last, everywhere."""
    assert course.pools_mmol.shape == (3, len(model.pools), 3)
    assert course.output("serum_magnesium").shape == (3, 3)
    assert course.over("urine_magnesium", 0.0, 24.0).shape == (3,)
    assert course.last.shape == (len(model.states), 3)


def test_running_sums_are_compared_between_times(course):
    """Two halves of a day add up to the day."""
    parts = course.over("urine_magnesium", 0, 6) + course.over("urine_magnesium", 6, 24)

    np.testing.assert_allclose(parts, course.over("urine_magnesium", 0, 24))


def test_a_time_that_was_not_asked_for_is_refused(course):
    """Nothing is read between the times of the trajectory."""
    with pytest.raises(ModelError, match="hour 7"):
        course.over("urine_magnesium", 0.0, 7.0)


def test_a_level_is_not_summed(course):
    """Serum over an interval has no meaning."""
    with pytest.raises(ModelError, match="is a level"):
        course.over("serum_magnesium", 0.0, 24.0)


def test_every_outcome_says_what_happened():
    """Each has a sentence."""
    assert all(outcome.message for outcome in Outcome)
