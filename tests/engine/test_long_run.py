"""Is the state after months of the same days what brute force finds, within the stated error?"""

from __future__ import annotations

import numpy as np
import pytest

from magtitrate.body.baseline import SIZE_FLOOR
from magtitrate.body.model import population_theta
from magtitrate.engine import compiled
from magtitrate.engine.long_run import WATCHED, _repeated, state_after
from magtitrate.engine.resting import settle
from magtitrate.engine.solve import Doses, Exposures, Meals, simulate
from magtitrate.errors import ModelError

PEOPLE, RTOL = 32, 1e-4
DOSES = Doses.of([9.0, 20.0], [150.0, 150.0])


@pytest.fixture(scope="module")
def people(model, facts):
    """Adults, settled without doses."""
    if compiled.find(model) is None:
        pytest.skip(compiled.why_not(model))
    rng = np.random.default_rng(5)
    typical = population_theta(model, facts, body_mass_kg=70, gfr_ml_per_min=100)
    normal = np.clip(rng.standard_normal((len(typical), PEOPLE)), -2, 2)
    theta = typical * np.exp(0.25 * normal)
    life = Exposures(
        meals=Meals(
            time_h=[8.0, 13.0, 19.0],
            magnesium_mmol=np.full((3, 1), 3.0) * rng.lognormal(0, 0.2, PEOPLE),
            phytate_mmol=np.full((3, 1), 0.3),
        ),
        repeat_h=24.0,
    )
    return theta, life, settle(model, theta, exposures=life).state


def by_brute_force(model, people, days):
    theta, life, start = people
    there = simulate(
        model, theta, _repeated(DOSES, days, 24.0), [24.0 * days],
        exposures=life, start=start, rtol=RTOL,
    ).last.copy()  # fmt: skip
    there[list(model.ledgers)] = 0.0
    return there


@pytest.mark.parametrize("days", [84, 364])
def test_the_stated_error_holds_against_brute_force(model, people, days):
    """No state of anybody is further off than is said, and it is said to be little."""
    theta, life, start = people

    far = state_after(
        model, theta, start, exposures=life, doses=DOSES, periods=days, rtol=RTOL, tolerance=1e-3
    )
    true = by_brute_force(model, people, days)
    off = (np.abs(far.state - true) / (np.abs(true) + SIZE_FLOOR)).max(axis=0)

    assert (far.outcome == 0).all()
    assert (off[~far.in_full] <= far.error[~far.in_full]).all()
    assert far.in_full.sum() <= PEOPLE // 10
    assert np.median(far.error) < 3e-4


def test_who_is_not_held_by_the_modes_is_simulated_in_full(model, people):
    """No error is accepted, so everybody is as by brute force."""
    theta, life, start = people

    far = state_after(
        model, theta, start, exposures=life, doses=DOSES, periods=60, rtol=RTOL, tolerance=0.0
    )

    assert far.in_full.all()
    np.testing.assert_array_equal(far.state, by_brute_force(model, people, 60))


def test_a_short_run_is_no_guess(model, people):
    """Up to the weeks that are simulated anyway nothing is fitted."""
    theta, life, start = people

    far = state_after(
        model, theta, start, exposures=life, doses=DOSES, periods=WATCHED - 6, rtol=RTOL
    )

    assert far.in_full.all()
    np.testing.assert_array_equal(far.state, by_brute_force(model, people, WATCHED - 6))


def test_days_that_do_not_repeat_are_refused(model, people):
    """There is no far state of a life that changes."""
    theta, _, start = people

    with pytest.raises(ModelError, match="repeat"):
        state_after(model, theta, start, exposures=Exposures(), doses=Doses(), periods=90)
