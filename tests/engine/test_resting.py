"""Does a lead shorten the search for rest, and never decide where it ends?"""

from __future__ import annotations

import numpy as np
import pytest

from magtitrate.body.baseline import SIZE_FLOOR
from magtitrate.body.model import population_theta
from magtitrate.engine import compiled, resting
from magtitrate.engine.resting import Lead, lead_of, settle
from magtitrate.engine.solve import Doses, Exposures, Meals, simulate
from magtitrate.engine.trajectory import Outcome
from magtitrate.errors import ModelError

PEOPLE, RTOL = 40, 1e-3
NONE, DAY = Doses(), Doses.of([8.5, 21.0], [150.0, 150.0])


@pytest.fixture(scope="module")
def people(model, facts):
    """Adults with hours and meals of one day, and how they come to rest without doses."""
    if compiled.find(model) is None:
        pytest.skip(compiled.why_not(model))
    rng = np.random.default_rng(11)
    typical = population_theta(model, facts, body_mass_kg=70, gfr_ml_per_min=100)
    theta = typical * np.exp(0.3 * np.clip(rng.standard_normal((len(typical), PEOPLE)), -2, 2))
    life = Exposures(
        meals=Meals(
            time_h=[8.0, 13.0, 19.0],
            magnesium_mmol=np.full((3, 1), 4.0) * rng.lognormal(0, 0.2, PEOPLE),
            phytate_mmol=np.full((3, 1), 0.3),
        ),
        repeat_h=24.0,
    )
    rest = settle(model, theta, exposures=life, rtol=RTOL).state
    lead = lead_of(model, theta, rest, exposures=life, doses=NONE, rtol=RTOL)
    return theta, life, rest, lead


def test_a_body_that_falls_below_zero_is_settled_again(model, people, monkeypatch):
    """With a lead and without: as exactly as the fact says, and the others as before."""
    theta, life, _, lead = people
    again = [
        settle(model, theta, exposures=life, doses=DAY, lead=led, rtol=0.3) for led in (None, lead)
    ]
    exact = settle(model, theta, exposures=life, doses=DAY, rtol=1e-5)
    monkeypatch.setattr(resting, "finer_than", lambda rtol, model: None)
    once = settle(model, theta, exposures=life, doses=DAY, rtol=0.3)

    low = once.outcome == Outcome.NEGATIVE
    assert low.any()
    row = model.place("plasma")
    for found in again:
        assert not (found.outcome == Outcome.NEGATIVE).any()
        np.testing.assert_allclose(found.state[row, low], exact.state[row, low], rtol=0.01)
    np.testing.assert_array_equal(again[0].state[:, ~low], once.state[:, ~low])


def apart(a, b, kept=slice(None)):
    return (np.abs(a - b) / (np.abs(b) + SIZE_FLOOR))[:, kept].max()


def test_the_rest_under_a_dose_is_the_same_with_and_without_a_lead(model, people):
    """Both searches end in the same state; the led one sooner, and for everybody."""
    theta, life, _, lead = people

    led = settle(model, theta, exposures=life, doses=DAY, lead=lead, rtol=RTOL)
    alone = settle(model, theta, exposures=life, doses=DAY, rtol=RTOL)

    assert not led.outcome.any()
    # Without a lead one in a hundred may still be on the way at the limit, and is reported so.
    found = alone.outcome == 0
    assert found.mean() > 0.95
    assert apart(led.state, alone.state, found) < 5e-4  # each to 1e-4: engine.settled says why
    assert led.periods <= 0.7 * alone.periods


def test_a_year_of_the_same_days_changes_nothing_after_a_led_search(model, people):
    """By brute force: the rest that was found is one."""
    theta, life, _, lead = people
    led = settle(model, theta, exposures=life, doses=DAY, lead=lead, rtol=RTOL)
    year = 365
    days = Doses.of(
        [24.0 * day + hour for day in range(year) for hour in (8.5, 21.0)], [150.0] * 2 * year
    )

    there = simulate(
        model, theta, days, [24.0 * year], exposures=life, start=led.state, rtol=RTOL
    ).last.copy()  # fmt: skip
    there[list(model.ledgers)] = 0.0

    assert apart(there, led.state) < 2e-3


def test_the_push_is_what_all_later_days_add(model, people):
    """Without a dose, half a percent more bone is given back by the whole sum of days at once."""
    theta, life, rest, lead = people
    bone = model.place("bone")
    pushed = rest.copy()
    pushed[bone] *= 1.005
    after = simulate(model, theta, NONE, [24.0], exposures=life, start=pushed, rtol=1e-6).last
    after[list(model.ledgers)] = 0.0
    moved = (after - pushed) / (np.abs(rest) + SIZE_FLOOR)

    to_come = np.einsum("isl,sl->il", lead.push, moved[lead.slow])
    back = pushed + (moved + to_come) * (np.abs(rest) + SIZE_FLOOR)

    # One day undoes some percent of the push; the lead undoes nearly all of it.
    left = np.abs(back[bone] / rest[bone] - 1) / 0.005
    assert np.median(left) < 0.1
    assert left.max() < 0.5


def test_the_lead_of_others_may_cost_time_but_not_truth(model, people):
    """Who comes to rest with the lead of a stranger rests where they rest without one."""
    theta, life, _, lead = people
    strangers = lead.of_lanes(np.roll(np.arange(PEOPLE), 7))

    led = settle(model, theta, exposures=life, doses=DAY, lead=strangers, rtol=RTOL)
    alone = settle(model, theta, exposures=life, doses=DAY, rtol=RTOL)

    found = (led.outcome == 0) & (alone.outcome == 0)
    assert found.mean() > 0.5
    assert apart(led.state, alone.state, found) < 5e-4


def test_a_lead_that_is_no_number_is_passed_over(model, people):
    """A body whose answer to a push could not be seen searches as if it had no lead."""
    theta, life, _, lead = people
    broken = Lead(state=lead.state, slow=lead.slow, push=np.full_like(lead.push, np.nan))

    led = settle(model, theta, exposures=life, doses=DAY, lead=broken, rtol=RTOL)
    alone = settle(model, theta, exposures=life, doses=DAY, rtol=RTOL)

    found = (led.outcome == 0) & (alone.outcome == 0)
    assert found.mean() > 0.9
    assert apart(led.state, alone.state, found) < 5e-4


@pytest.mark.parametrize(
    ("slow", "push"),
    [
        ([21], (30, 2, PEOPLE)),
        ([21, 22], (30, 1, PEOPLE)),
        ([21], (29, 1, PEOPLE)),
        ([30], (30, 1, PEOPLE)),
        ([-1], (30, 1, PEOPLE)),
        (list(range(9)), (30, 9, PEOPLE)),
    ],
)
def test_a_lead_of_another_shape_is_refused(model, people, slow, push):
    """Every length and row is checked before anything is read."""
    theta, life, rest, _ = people
    wrong = Lead(state=rest, slow=np.array(slow), push=np.zeros(push))

    with pytest.raises(ModelError):
        settle(model, theta, exposures=life, lead=wrong, rtol=RTOL)


def test_the_reference_begins_where_the_lead_rests(model, people):
    """The engine that judges takes the state, and finds it at rest."""
    theta, life, _, lead = people
    few = np.arange(2)
    some = Exposures(
        meals=Meals(
            time_h=life.meals.time_h,
            magnesium_mmol=life.meals.magnesium_mmol[:, few],
            phytate_mmol=life.meals.phytate_mmol,
        ),
        repeat_h=24.0,
    )

    led = settle(
        model, theta[:, few], exposures=some, lead=lead.of_lanes(few), rtol=RTOL, engine="reference"
    )

    assert not led.outcome.any()
    assert led.periods <= 4
    assert apart(led.state, lead.state[:, few]) < 5e-4
