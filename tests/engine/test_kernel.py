"""Does the compiled engine say what the reference says, whoever runs with whom?"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from magtitrate.body.baseline import balanced
from magtitrate.body.model import population_theta
from magtitrate.engine import compiled, solve
from magtitrate.engine.agreement import apart, random_case, run_case
from magtitrate.engine.resting import settle
from magtitrate.engine.solve import Doses, Exposures, Intervals, Meals, simulate
from magtitrate.engine.trajectory import Outcome
from magtitrate.errors import ModelError

DAY = Exposures(
    meals=Meals(time_h=[8.0, 13.0, 19.0], magnesium_mmol=[[4.0], [4.0], [5.0]]),
    repeat_h=24.0,
)


@pytest.fixture(autouse=True)
def _needs_the_kernel(model):
    if compiled.find(model) is None:
        pytest.skip(compiled.why_not(model))


@pytest.fixture(scope="module")
def typical(model, facts):
    """One typical adult, (param, 1)."""
    return population_theta(model, facts, body_mass_kg=70, gfr_ml_per_min=100)


def people(typical, lanes, seed=0):
    """Adults around the typical one, (param, lane)."""
    return typical * np.exp(
        0.2 * np.random.default_rng(seed).standard_normal((len(typical), lanes))
    )


# ---------------------------------------------------------------- the same numbers


@pytest.mark.parametrize("seed", range(10))
def test_both_engines_agree_on_random_people_and_schedules(model, typical, seed):
    """A hundred random people: every state within 1e-6 at a tight tolerance."""
    case = random_case(model, typical, np.random.default_rng(seed), lanes=10, days=2)

    mine = run_case(model, case, engine="compiled", rtol=1e-7)
    theirs = run_case(model, case, engine="reference", rtol=1e-7)

    assert apart(mine, theirs).max() < 1e-6


def test_both_engines_settle_in_the_same_state(model, typical):
    """The baseline does not depend on the engine."""
    theta = people(typical, 5)

    mine = settle(model, theta, exposures=DAY, rtol=1e-6, engine="compiled")
    theirs = settle(model, theta, exposures=DAY, rtol=1e-6, engine="reference")

    assert (mine.outcome == Outcome.FINISHED).all()
    np.testing.assert_allclose(mine.state, theirs.state, rtol=1e-4, atol=1e-5)


def test_a_settled_body_stays_where_it_is(model, typical):
    """A day later everything but the running sums is as it was."""
    theta = people(typical, 3)
    settled = settle(model, theta, exposures=DAY, rtol=1e-6, engine="compiled")

    day = simulate(
        model, theta, Doses(), [24.0], exposures=DAY, start=settled.state, rtol=1e-6,
        engine="compiled",
    )  # fmt: skip

    kept = [n for n in range(len(model.states)) if n not in model.ledgers]
    np.testing.assert_allclose(day.last[kept], settled.state[kept], rtol=1e-4, atol=1e-5)


def test_a_trace_in_the_gut_does_not_hold_the_stores_back(model, typical):
    """With hours in which a pool all but empties, everybody still settles within the limit."""
    rng = np.random.default_rng(237)
    theta = typical * np.exp(0.25 * rng.standard_normal((len(typical), 2048)))[:, :128]
    for row, name in enumerate(model.parameter_names):
        if {"share", "fraction", "amplitude", "elasticity", "acid"} & set(
            name.replace(".", "_").split("_")
        ):
            theta[row] = np.minimum(theta[row], 0.95)
    life = Exposures(
        meals=Meals(time_h=[12.0], magnesium_mmol=[[4.0]], phytate_mmol=[[0.3]]), repeat_h=24.0
    )

    found = settle(model, theta, exposures=life, doses=Doses.of([7.0], [200.0]), rtol=1e-2)

    assert (found.outcome == Outcome.FINISHED).all()
    assert found.periods < 30


def test_magnesium_is_conserved(model, typical):
    """What was eaten, swallowed and infused is in the pools, to rounding."""
    theta = people(typical, 9)
    doses = Doses.of([9.0, 33.5], [[200.0], [400.0]], form="oxide")
    drip = Intervals(from_h=[3.0], to_h=[5.0], rate_mmol_per_h=[[4.0]])
    start = balanced(model, theta, intake_mmol_per_h=0.5)

    course = simulate(
        model, theta, doses, [0.0, 48.0], exposures=DAY, start=start, infusion=drip,
        engine="compiled",
    )  # fmt: skip

    total = course.pools_mmol.sum(axis=1)
    entered = 2 * 13.0 + doses.amount_mmol.sum()
    np.testing.assert_allclose(total[1] - total[0], entered, rtol=1e-10)


@pytest.mark.parametrize("level", range(3))
def test_every_level_of_the_processor_says_the_same(model, typical, level):
    """What was built for other processors, and runs here, solves the same equations."""
    kernel = compiled.find(model)
    if level >= len(kernel.levels) or not kernel.library.magtitrate_runs_here(level):
        pytest.skip("this level was not built, or does not run here")
    theta, start, stretches, wish = one_day(model, typical, lanes=5)

    mine, _, _ = compiled.run(model, theta, start, stretches, TIMES, wish, level=level)
    best, _, _ = compiled.run(model, theta, start, stretches, TIMES, wish)

    np.testing.assert_allclose(mine, best, rtol=1e-5, atol=1e-6)


TIMES = np.array([0.0, 7.0, 9.5, 24.0])


def one_day(model, typical, *, lanes, rtol=1e-7):
    """The arguments of `compiled.run` for a day of meals and one dose."""
    theta = people(typical, lanes)
    scene = solve.Scene(
        model=model,
        theta=theta,
        doses=Doses.of([8.5], [300.0]),
        exposures=DAY,
        infusion=Intervals(),
        from_h=0.0,
        to_h=24.0,
    )
    start = balanced(model, theta, intake_mmol_per_h=0.5)
    return theta, start, scene.stretches(), solve.settings_of(model, step_h=None, rtol=rtol)


# ---------------------------------------------------------------- who runs with whom


def test_threads_change_no_bit(model, typical):
    """Which thread solves a group is of no consequence."""
    theta, start, stretches, wish = one_day(model, typical, lanes=50, rtol=1e-3)

    alone = compiled.run(model, theta, start, stretches, TIMES, wish, threads=1)
    shared = compiled.run(model, theta, start, stretches, TIMES, wish, threads=5)

    np.testing.assert_array_equal(alone[0], shared[0])
    assert alone[2] == shared[2]


def test_company_changes_an_adaptive_run_within_its_tolerance_only(model, typical):
    """A lane solved alone is what it was in its group, as far as was asked for."""
    theta, start, stretches, wish = one_day(model, typical, lanes=13)
    together, _, _ = compiled.run(model, theta, start, stretches, TIMES, wish)

    for lane in (0, 7, 12):
        only = slice(lane, lane + 1)
        alone, _, _ = compiled.run(
            model,
            theta[:, only],
            start[:, only],
            [_of_lane(stretch, only, 13) for stretch in stretches],
            TIMES,
            wish,
        )
        np.testing.assert_allclose(alone[..., 0], together[..., lane], rtol=1e-5, atol=1e-6)


def _of_lane(stretch, only, lanes):
    """A stretch as one of its lanes sees it."""

    def cut(values):
        return values[only] if np.size(values) == lanes else values

    return replace(
        stretch,
        jumps=[(state, cut(added)) for state, added in stretch.jumps],
        inputs={name: cut(values) for name, values in stretch.inputs.items()},
    )


# ---------------------------------------------------------------- lanes that fail


def spoiled(model, typical, lanes, lane, value):
    """People of whom one has an emptying of the stomach that is no such thing."""
    theta = people(typical, lanes)
    theta[model.parameter_names.index("gut.emptying_fasted_per_h"), lane] = value
    return theta


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
def test_one_bad_lane_does_not_stop_the_others(model, typical, value):
    """It has an outcome; the others are what they are without it."""
    theta = spoiled(model, typical, 9, 4, value)
    start = balanced(model, people(typical, 9), intake_mmol_per_h=0.5)
    doses = Doses.of([9.0], [300.0])

    course = simulate(
        model, theta, doses, [24.0], exposures=DAY, start=start, rtol=1e-7, engine="compiled"
    )
    without = simulate(
        model, people(typical, 9), doses, [24.0], exposures=DAY, start=start, rtol=1e-7,
        engine="compiled",
    )  # fmt: skip

    good = np.arange(9) != 4
    assert course.outcome[4] == Outcome.NOT_FINITE
    assert (course.outcome[good] == Outcome.FINISHED).all()
    assert np.isfinite(course.state).all()
    np.testing.assert_allclose(course.last[:, good], without.last[:, good], rtol=1e-5, atol=1e-6)


def test_a_start_that_is_no_number_is_an_outcome(model, typical):
    """The lane is given up at the first event, and keeps what it had."""
    theta = people(typical, 2)
    start = balanced(model, theta, intake_mmol_per_h=0.5)
    start[0, 1] = np.nan

    course = simulate(model, theta, Doses(), [5.0], exposures=DAY, start=start, engine="compiled")

    assert course.outcome.tolist() == [Outcome.FINISHED, Outcome.NOT_FINITE]


def test_a_pool_below_zero_is_an_outcome(model, typical):
    """A start that cannot be is not lived on with."""
    theta = people(typical, 2)
    start = balanced(model, theta, intake_mmol_per_h=0.5)
    start[model.place("bone"), 0] = -50.0

    course = simulate(model, theta, Doses(), [5.0], exposures=DAY, start=start, engine="compiled")

    assert course.outcome.tolist() == [Outcome.NEGATIVE, Outcome.FINISHED]


def test_too_many_steps_are_an_outcome(model, typical):
    """A lane that needs more steps than allowed is frozen, and the run ends."""
    theta, start, stretches, wish = one_day(model, typical, lanes=3, rtol=1e-9)
    hasty = replace(wish, steps_per_day=5.0)

    states, outcome, _ = compiled.run(model, theta, start, stretches, TIMES, hasty)

    assert (outcome == Outcome.STEP_LIMIT).all()
    assert np.isfinite(states).all()


def test_settling_without_enough_periods_is_an_outcome(model, typical):
    """An unsettled lane is not passed off as a baseline."""
    theta = people(typical, 3)
    short = replace(model, values={**model.values, "engine.settling_periods": 2.0})

    settled = settle(short, theta, exposures=DAY, engine="compiled")

    assert (settled.outcome == Outcome.STEP_LIMIT).all()
    assert settled.periods == 2


@settings(max_examples=40)
@given(seed=st.integers(0, 10**6), lanes=st.integers(1, 20), days=st.integers(1, 3))
def test_whatever_comes_nothing_breaks(model, typical, seed, lanes, days):
    """Empty schedules, huge doses, lanes without numbers: each lane ends in an outcome."""
    rng = np.random.default_rng(seed)
    case = random_case(model, typical, rng, lanes=lanes, days=days)
    amounts = case.doses.amount_mmol * np.where(
        rng.random(case.doses.amount_mmol.shape) < 0.1, 1e4, 1
    )
    theta = case.theta.copy()
    bad = rng.random(lanes) < 0.2
    theta[rng.integers(len(theta)), bad] = rng.choice([np.nan, np.inf, -1.0, 0.0, 1e30])
    case = replace(case, theta=theta, doses=replace(case.doses, amount_mmol=amounts))

    course = run_case(model, case, engine="compiled")

    assert set(course.outcome.tolist()) <= {int(outcome) for outcome in Outcome}
    assert np.isfinite(course.state[..., ~bad & course.finished]).all()


# ---------------------------------------------------------------- at the boundary


def problem_of(model, typical):
    """A whole run as the kernel gets it: struct, settings, results, and what keeps them alive."""
    theta, start, stretches, wish = one_day(model, typical, lanes=3)
    scene = compiled.laid_out(model, theta, start, stretches)
    states = np.empty((len(TIMES), len(model.states), 3))
    outcome = np.empty(3, dtype=np.int8)
    results = compiled._Results(
        time_h=TIMES.ctypes.data,
        times=TIMES.size,
        states=states.ctypes.data,
        states_count=states.size,
        outcome=outcome.ctypes.data,
        outcome_count=outcome.size,
    )
    return scene.problem(), compiled._settings(wish, threads=1), results, (scene, states, outcome)


COUNTS = (
    *("theta_count", "start_count", "own_count", "edge_count", "jump_begin_count"),
    *("jump_count", "input_count", "lanes", "stretches"),
)


@pytest.mark.parametrize("name", COUNTS)
@pytest.mark.parametrize("off", [-1, 1, 10**12])
def test_a_wrong_length_is_refused_before_anything_is_read(model, typical, name, off):
    """One too few, one too many, absurdly many: an error, no reading beyond."""
    problem, wish, results, _keep = problem_of(model, typical)
    if name == "own_count":
        off *= 2  # two thirds of a row more or less
    setattr(problem, name, getattr(problem, name) + off)

    trouble = compiled.find(model).library.magtitrate_run(problem, wish, results)

    assert trouble in (2, 3)


@pytest.mark.parametrize(
    "name", ["theta", "start", "edge_row", "edge_shift", "jump_begin", "jump_state", "input_row"]
)
def test_a_missing_array_is_refused(model, typical, name):
    """A null pointer is never followed."""
    problem, wish, results, _keep = problem_of(model, typical)
    setattr(problem, name, None)

    assert compiled.find(model).library.magtitrate_run(problem, wish, results) == 2


@pytest.mark.parametrize("table", ["jump_row", "input_row", "edge_row"])
@pytest.mark.parametrize("value", [2**31 - 1, -(2**31), 10_000])
def test_an_index_outside_of_its_table_is_refused(model, typical, table, value):
    """Rows are looked up only where they are."""
    problem, wish, results, (scene, *_keep) = problem_of(model, typical)
    getattr(scene, table).flat[0] = value

    assert compiled.find(model).library.magtitrate_run(problem, wish, results) == 3


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("rtol", np.nan),
        ("rtol", 0.0),
        ("first_step_h", -1.0),
        ("smallest_step_h", np.inf),
        ("mode", 7),
        ("threads", 0),
    ],
)
def test_a_setting_out_of_range_is_refused(model, typical, name, value):
    """No run begins that could not end."""
    problem, wish, results, _keep = problem_of(model, typical)
    setattr(wish, name, value)

    assert compiled.find(model).library.magtitrate_run(problem, wish, results) == 5


def test_results_without_room_are_refused(model, typical):
    """Nothing is written where the caller has no room for it."""
    problem, wish, results, _keep = problem_of(model, typical)
    results.states_count -= 1

    assert compiled.find(model).library.magtitrate_run(problem, wish, results) == 2


def test_times_that_do_not_ascend_are_refused(model, typical):
    """A reading before the last one has no place."""
    problem, wish, results, _keep = problem_of(model, typical)
    back = np.array([0.0, 9.0, 3.0, 24.0])
    results.time_h = back.ctypes.data

    assert compiled.find(model).library.magtitrate_run(problem, wish, results) == 4


def test_another_model_falls_to_the_reference(model):
    """A kernel that was generated from another declaration is not used."""
    other = replace(model, fluxes=model.fluxes[::-1], stoichiometry=model.stoichiometry[::-1])

    assert compiled.find(other) is None
    assert "another version of the model" in compiled.why_not(other)
    assert solve.engine_name(other) == "reference"
    with pytest.raises(ModelError, match="does not run here"):
        solve.simulate(
            other,
            np.ones((len(model.parameter_names), 1)),
            Doses(),
            [1.0],
            exposures=Exposures(),
            start=np.ones((len(model.states), 1)),
            engine="compiled",
        )
