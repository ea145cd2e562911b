"""Is the method of the order it claims, and does one bad lane spare the others?

Most tests run a body of three pools whose solution is known or cheap to get.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from magtitrate.body.expr import amount, cos, given, parameter, time
from magtitrate.body.flux import Flux, Follower, Pool, Slot, stoichiometry
from magtitrate.body.model import BodyModel
from magtitrate.engine.reference import Settings, Stretch, run
from magtitrate.engine.trajectory import Outcome

SETTINGS = Settings(
    rtol=1e-6,
    floor=1e-3,
    ledger_floor=1.0,
    first_step_h=0.01,
    smallest_step_h=1e-8,
    largest_step_h=np.inf,
    steps_per_day=1e5,
    negative_mmol=1e-3,
    lanes_at_once=256,
)


def toy(*, last=None):
    """Stomach to blood by a carrier in a rhythm, blood to urine linearly, and a watcher."""
    carrier = parameter("v") * amount("gut") / (1 + amount("gut")) * (1 + 0.5 * cos(time()))
    pools = tuple(Pool(name=n, meaning="") for n in ("gut", "blood", "urine"))
    fluxes = (
        Flux(name="in", source="gut", sink="blood", rate=carrier),
        Flux(name="out", source="blood", sink="urine", rate=parameter("k") * amount("blood")),
        *([] if last is None else [last]),
    )
    watcher = Follower(
        name="cell", meaning="", unit="mmol", rate=(amount("blood") - amount("cell")) * 5
    )
    return BodyModel(
        pools=pools,
        fluxes=fluxes,
        followers=(watcher,),
        slots=(Slot(name="v", unit="mmol/h"), Slot(name="k", unit="1/h")),
        outputs={},
        values={},
        stoichiometry=stoichiometry(pools, fluxes),
    )


START = np.array([[2.0], [0.5], [0.0], [0.0]])


def theta(v=(1.0,), k=0.3):
    """Lanes that differ in their carrier."""
    return np.array([v, np.full(len(v), k)])


def solved(model, theta, times, *, settings=SETTINGS, start=START, jumps=(), inputs=None):
    """One stretch from zero to the last time."""
    start = np.repeat(start, theta.shape[1], axis=1) if start.shape[1] == 1 else start
    stretch = Stretch(from_h=0.0, to_h=times[-1], jumps=jumps, inputs=inputs or {})
    return run(model, theta, start, [stretch], np.array(times), settings)


def test_the_method_is_of_fourth_order():
    """Halving the step divides the error by sixteen, with time in the rates too."""
    model = toy()
    exact, _, _ = solved(model, theta(), [3.0], settings=replace(SETTINGS, rtol=1e-12))

    errors = []
    for step in (0.2, 0.1, 0.05):
        fixed = replace(SETTINGS, rtol=1e6, first_step_h=step, largest_step_h=step)
        found, _, (taken, _) = solved(model, theta(), [3.0], settings=fixed)
        assert taken == pytest.approx(3.0 / step, abs=1)
        errors.append(np.abs(found - exact).max())

    orders = np.log2(np.divide(errors[:-1], errors[1:]))
    assert (orders > 3.7).all()
    assert (orders < 4.6).all()


def test_a_linear_pool_empties_exponentially():
    """exp(-k t), to the tolerance."""
    found, outcome, _ = solved(toy(), theta(v=(0.0,), k=0.7), [1.0, 5.0])

    np.testing.assert_allclose(found[:, 1, 0], 0.5 * np.exp(-0.7 * np.array([1, 5])), rtol=1e-5)
    assert outcome[0] == Outcome.FINISHED


def test_a_fast_follower_does_not_shorten_steps():
    """A rate a thousand times faster than the rest is followed without following its time."""
    fast = replace(
        toy(),
        followers=(replace(toy().followers[0], rate=(amount("blood") - amount("cell")) * 1e4),),
    )

    _, _, (taken, _) = solved(fast, theta(), [24.0], settings=replace(SETTINGS, rtol=1e-4))

    assert taken < 300


def test_times_between_steps_are_as_exact_as_steps():
    """A dense record and one that forces no interpolation agree."""
    times = list(np.linspace(0.1, 3.0, 59))
    dense, _, _ = solved(toy(), theta(), times)

    for row in (7, 31, 58):
        single, _, _ = solved(toy(), theta(), [times[row]])
        np.testing.assert_allclose(dense[row], single[0], rtol=2e-5, atol=1e-6)


def test_an_event_is_recorded_before_it_happens():
    """At the instant of a dose the trough is told, not the peak."""
    dose = [(0, np.array([10.0]))]

    found, _, _ = solved(toy(), theta(), [0.0, 1e-9], jumps=dose)

    assert found[0, 0, 0] == 2.0
    assert found[1, 0, 0] == pytest.approx(12.0)


def test_lanes_do_not_know_each_other():
    """A lane in company is what it is alone, within the tolerance."""
    company, _, _ = solved(toy(), theta(v=(0.1, 1.0, 10.0)), [6.0])
    alone, _, _ = solved(toy(), theta(v=(1.0,)), [6.0])

    np.testing.assert_allclose(company[0, :, 1], alone[0, :, 0], rtol=1e-5, atol=1e-6)


def test_more_lanes_than_a_block_are_all_solved():
    """Blocks are an affair of the cache, not of the answer."""
    speeds = tuple(np.linspace(0.5, 2, 7))
    whole, _, _ = solved(toy(), theta(v=speeds), [6.0])
    split, outcome, _ = solved(
        toy(), theta(v=speeds), [6.0], settings=replace(SETTINGS, lanes_at_once=3)
    )

    assert outcome.tolist() == [0] * 7
    np.testing.assert_allclose(split, whole, rtol=1e-5, atol=1e-6)


@pytest.mark.parametrize("bad", [np.nan, np.inf])
def test_a_lane_that_is_no_number_is_frozen_alone(bad):
    """Its outcome is told, its last good state stays, its neighbors finish."""
    found, outcome, _ = solved(toy(), theta(v=(1.0, bad, 1.0)), [1.0, 6.0])

    assert outcome.tolist() == [Outcome.FINISHED, Outcome.NOT_FINITE, Outcome.FINISHED]
    np.testing.assert_array_equal(found[:, :, 1], np.repeat(START.T, 2, axis=0))
    np.testing.assert_array_equal(found[:, :, 0], found[:, :, 2])


def test_a_dose_that_is_no_number_spoils_no_state():
    """A jump by nothing known is not taken."""
    jumps = [(0, np.array([1.0, np.nan]))]

    found, outcome, _ = solved(toy(), theta(v=(1.0, 1.0)), [2.0], jumps=jumps)

    assert outcome.tolist() == [Outcome.FINISHED, Outcome.NOT_FINITE]
    np.testing.assert_array_equal(found[0, :, 1], START[:, 0])


def test_a_pool_that_falls_below_zero_is_an_outcome():
    """A flux that does not ask what is left empties its pool and says so."""
    leak = Flux(name="leak", source="gut", sink="urine", rate=given("leak_mmol_per_h"))
    inputs = {"leak_mmol_per_h": np.array([0.0, 3.0])}

    found, outcome, _ = solved(toy(last=leak), theta(v=(1.0, 1.0)), [4.0], inputs=inputs)

    assert outcome.tolist() == [Outcome.FINISHED, Outcome.NEGATIVE]
    assert np.isfinite(found).all()


def test_a_lane_that_needs_too_many_steps_is_frozen_alone():
    """A budget of steps stops the lane that eats it, not the run."""
    tight = replace(SETTINGS, rtol=1e-9, steps_per_day=40)

    _, outcome, _ = solved(toy(), theta(v=(0.0, 3000.0)), [24.0], settings=tight)

    assert outcome[1] == Outcome.STEP_LIMIT
    assert Outcome(outcome[1]).message


def test_a_lane_that_needs_too_small_a_step_is_frozen():
    """No step below the smallest is tried for ever."""
    coarse = replace(SETTINGS, rtol=1e-12, floor=1e-6, smallest_step_h=0.5, first_step_h=0.5)

    _, outcome, _ = solved(toy(), theta(v=(3.0,)), [24.0], settings=coarse)

    assert outcome[0] == Outcome.STEP_LIMIT
