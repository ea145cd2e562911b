"""Do doses, meals, sweat and infusions arrive where and when they should?"""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from itertools import pairwise

import numpy as np
import pytest

from magtitrate.body.gut import dissolution, entering
from magtitrate.body.model import population_theta
from magtitrate.engine import compiled, resting, solve
from magtitrate.engine.solve import Doses, Exposures, Intervals, Meals
from magtitrate.engine.trajectory import Outcome
from magtitrate.errors import ModelError
from magtitrate.units import mg_to_mmol

# The reference engine, whichever engine a run would get here by itself.
settle = partial(resting.settle, engine="reference")
simulate = partial(solve.simulate, engine="reference")

MEALS = Meals(
    time_h=[8.0, 13.0, 19.5],
    magnesium_mmol=np.array([3.0, 4.5, 4.5]),
    phytate_mmol=np.array([0.4, 0.2, 0.2]),
)
DAY = Exposures(meals=MEALS, repeat_h=24.0)
POOLS = ("plasma", "fast", "tissue", "bone")


@pytest.fixture(scope="module")
def theta(model, facts):
    """Two adults, one with a third of the filtration."""
    return np.hstack(
        [
            population_theta(model, facts, body_mass_kg=70, gfr_ml_per_min=gfr)
            for gfr in (120.0, 40.0)
        ]
    )


@pytest.fixture(scope="module")
def start(model, theta):
    """Their usual midnight."""
    return settle(model, theta, exposures=DAY).state


def two_days_by_scipy(model, theta, state, hours):
    """The two days of the next test on the plain derivative, told by hand."""
    from scipy.integrate import solve_ivp

    added = {
        hour + day: [("stomach_dissolved", mmol), ("phytate_stomach", phytate), ("food", 1.0)]
        for day in (0, 24)
        for hour, mmol, phytate in ((8.0, 3.0, 0.4), (13.0, 4.5, 0.2), (19.5, 4.5, 0.2))
    }
    rows = model.rows(theta)
    added[8.0] += entering("bisglycinate", np.array([8.0]), rows).items()
    added[22.0] = list(entering("oxide", np.array([6.0]), rows).items())
    added[32.0] += [("stomach_dissolved", 10.0)]  # a meal is at hand: no food of its own
    dissolving = dissolution(rows, {"bisglycinate": np.ones(1), "oxide": np.ones(1)})
    edges = sorted({*hours, *added, 18.0, 19.0, 42.0, 43.0, 30.0, 34.0})
    told, y = [], state.copy()
    for begin, end in pairwise([*edges, 49.0]):
        if begin in hours:
            told.append(y.copy())
        for pool, amount in added.get(begin, ()):
            y[model.place(pool)] += np.squeeze(amount)
        given = dissolving | {
            "sweat_mmol_per_h": 0.14 if begin in (18.0, 42.0) else 0.0,
            "infusion_mmol_per_h": 2.0 if 30 <= begin < 34 else 0.0,
        }
        y = solve_ivp(
            lambda t, x, given=given: model.derivative(t, x[:, None], theta, given)[:, 0],
            (begin, end),
            y,
            method="LSODA",
            jac=lambda t, x, given=given: model.jacobian(t, x[:, None], theta, given)[:, :, 0],
            rtol=1e-9,
            atol=1e-11,
        ).y[:, -1]
    return np.array(told)


def test_scipy_agrees(model, theta, start):
    """LSODA on the plain derivative gives the same two days of everything at once."""
    hours = [0.0, 15.0, 24.0, 33.0, 48.0]
    doses = Doses(
        time_h=[8.0, 22.0, 32.0],
        amount_mmol=np.array([8.0, 6.0, 10.0]),
        form=("bisglycinate", "oxide", "solution"),
        with_meal=[True, False, True],
    )
    sweat = Intervals(from_h=[18.0], to_h=[19.0], rate_mmol_per_h=[0.14])
    found = simulate(
        model,
        theta,
        doses,
        hours,
        exposures=Exposures(meals=MEALS, sweat=sweat, repeat_h=24.0),
        start=start,
        infusion=Intervals(from_h=[30.0], to_h=[34.0], rate_mmol_per_h=[2.0]),
        rtol=1e-8,
    )

    exact = two_days_by_scipy(model, theta[:, [0]], start[:, 0], hours)

    np.testing.assert_allclose(found.state[:, :, 0], exact, rtol=1e-5, atol=1e-6)


def test_a_settled_body_repeats_its_day(model, theta, start):
    """After a day of the same life every pool is where it was."""
    day = simulate(model, theta, Doses(), [0.0, 24.0], exposures=DAY, start=start)

    for row, name in enumerate(model.states):
        if row not in model.ledgers:
            np.testing.assert_allclose(
                day.last[row], start[row], rtol=1e-4, atol=1e-4, err_msg=name
            )


def test_settling_is_where_time_would_lead(model, theta, start):
    """From a fuller bone, brute force comes back at the pace of bone: exchange over volume."""
    body = model.rows(theta)
    pace_per_h = body["stores.bone_exchange_l_per_h"][0] / body["stores.bone_volume_l"][0]
    bone, fuller = model.place("bone"), start[:, :1].copy()
    fuller[bone] *= 1.05
    long = simulate(
        model, theta[:, :1], Doses(), [100 * 24.0], exposures=DAY, start=fuller, rtol=1e-2
    )

    gap = {name: long.pool(name)[0, 0] / start[model.place(name), 0] - 1 for name in POOLS}

    assert gap["bone"] == pytest.approx(0.05 * np.exp(-100 * 24 * pace_per_h), rel=0.2)
    assert all(abs(gap[name]) < 0.2 * gap["bone"] for name in POOLS if name != "bone")


def test_a_weekly_life_settles_too(model, theta):
    """Training on one day of seven: the week repeats."""
    sweat = Intervals(from_h=[42.0], to_h=[44.0], rate_mmol_per_h=[0.2])
    times = np.concatenate([MEALS.time_h + 24 * day for day in range(7)])
    week = Exposures(
        meals=Meals(time_h=times, magnesium_mmol=np.tile([3.0, 4.5, 4.5], 7)),
        sweat=sweat,
        repeat_h=168.0,
    )

    found = settle(model, theta, exposures=week, rtol=1e-2)

    after = simulate(model, theta, Doses(), [168.0], exposures=week, start=found.state, rtol=1e-2)
    assert (found.outcome == Outcome.FINISHED).all()
    for pool in ("plasma", "tissue", "bone"):
        row = model.place(pool)
        np.testing.assert_allclose(after.last[row], found.state[row], rtol=1e-4)


def test_the_settled_balance_closes(model, theta, start):
    """Intake leaves again by urine, stool and skin."""
    day = simulate(model, theta, Doses(), [0.0, 24.0], exposures=DAY, start=start)

    left = sum(day.over(f"{way}_magnesium", 0, 24) for way in ("urine", "fecal", "skin"))

    np.testing.assert_allclose(left, 12.0, rtol=1e-3)
    np.testing.assert_allclose(
        day.over("absorbed_magnesium", 0, 24) - day.over("secreted_magnesium", 0, 24),
        day.over("urine_magnesium", 0, 24) + day.over("skin_magnesium", 0, 24),
        rtol=1e-3,
    )


def test_an_infusion_enters_the_plasma(model, theta, start):
    """What the syringe handed over is in the body or has left it, and is not absorbed."""
    run = Intervals(from_h=[2.0], to_h=[4.0], rate_mmol_per_h=[3.0])
    with_it, without = (
        simulate(model, theta, Doses(), [0.0, 12.0], exposures=DAY, start=start, infusion=i)
        for i in (run, None)
    )

    given = with_it.pool("syringe")[-1] - without.pool("syringe")[-1]
    more = with_it.pools_mmol[-1].sum(axis=0) - without.pools_mmol[-1].sum(axis=0)

    np.testing.assert_allclose(given, -6.0, rtol=1e-11)
    np.testing.assert_allclose(more, 0.0, atol=1e-9)


def test_an_enteric_dose_opens_later_in_the_bowel(model, theta, start):
    """Nothing until its lag, then beyond the stomach."""
    doses = Doses.of([1.0], [200.0], form="enteric")
    opens = 1.0 + model.rows(theta)["form.enteric.lag_h"][0]
    course = simulate(model, theta, doses, [opens - 0.1, opens + 0.1], exposures=DAY, start=start)

    assert course.pool("bowel_solid")[0].max() < 1e-6
    assert course.pool("bowel_solid")[1].min() > 1.0
    assert course.pool("stomach_solid").max() < 1e-6


@pytest.mark.parametrize(("hour", "expected"), [(8.0, 1.0), (7.5, 0.0), (3.0, 1.0)])
def test_a_dose_with_a_meal_brings_food_only_where_no_meal_is_near(
    model, theta, start, hour, expected
):
    """With breakfast the breakfast counts once; at night the dose brings its own food."""
    doses = Doses.of([hour], [100.0], with_meal=True)
    course = simulate(model, theta, doses, [hour, hour + 1e-6], exposures=DAY, start=start)

    food = course.pool("food")

    np.testing.assert_allclose(food[1] - food[0], expected, atol=1e-4)


def test_food_slows_the_stomach(model, theta, start):
    """An hour after a dose more of it is still there when it came with food."""
    left = [
        simulate(
            model,
            theta,
            Doses.of([3.0], [100.0], form="solution", with_meal=fed),
            [4.0],
            exposures=DAY,
            start=start,
        ).pool("stomach_dissolved")[0, 0]
        for fed in (True, False)
    ]

    pace = model.rows(theta)["gut.emptying_fasted_per_h"][0]
    whole = float(mg_to_mmol(100.0))
    assert left[1] == pytest.approx(whole * np.exp(-pace), rel=0.03)
    assert left[0] > 2 * left[1]


def test_a_run_can_begin_anywhere(model, theta, start):
    """Stopping at hour 30 and going on from there is the same life."""
    doses = Doses.of([8.0, 20.0, 32.0, 44.0], [100.0] * 4)
    whole = simulate(model, theta, doses, [30.0, 48.0], exposures=DAY, start=start, rtol=1e-6)
    second = simulate(
        model, theta, doses, [48.0], exposures=DAY, start=whole.state[0], from_h=30.0, rtol=1e-6
    )

    np.testing.assert_allclose(second.last, whole.last, rtol=1e-5, atol=1e-6)


def test_a_longest_step_is_kept(model, theta, start):
    """`step_h` bounds every step."""
    course = simulate(
        model, theta, Doses(), [24.0], exposures=DAY, start=start, step_h=0.1, rtol=1e-2
    )

    assert course.steps[0] >= 240


def test_wrong_shapes_are_refused(model, theta, start):
    """Each refusal says what does not fit."""
    with pytest.raises(ModelError, match="no engine"):
        simulate(model, theta, Doses(), [1.0], exposures=DAY, start=start, engine="steam")
    with pytest.raises(ModelError, match="ascend"):
        simulate(model, theta, Doses(), [2.0, 1.0], exposures=DAY, start=start)
    with pytest.raises(ModelError, match="rows"):
        simulate(model, theta[:-1], Doses(), [2.0], exposures=DAY, start=start)
    with pytest.raises(ModelError, match="unknown form"):
        Doses(time_h=[1.0], amount_mmol=[1.0], form=("dust",), with_meal=[False])
    with pytest.raises(ModelError, match="one entry per dose"):
        Doses(time_h=[1.0], amount_mmol=[1.0], form=(), with_meal=[])
    with pytest.raises(ModelError, match="negative"):
        Meals(time_h=[1.0], magnesium_mmol=[-1.0])
    with pytest.raises(ModelError, match="end after it begins"):
        Intervals(from_h=[2.0], to_h=[1.0], rate_mmol_per_h=[1.0])
    with pytest.raises(ModelError, match="repeat"):
        settle(model, theta, exposures=Exposures(meals=MEALS))


def test_a_bad_lane_spares_the_settling_of_the_others(model, theta, start):
    """A lane that is no number is told; the others settle as before."""
    three = np.hstack([theta, theta[:, :1]])
    three[model.parameter_names.index("kidney.tm"), 2] = np.nan

    found = settle(model, three, exposures=DAY)

    assert found.outcome.tolist() == [0, 0, Outcome.NOT_FINITE]
    row = model.place("plasma")
    np.testing.assert_allclose(found.state[row, :2], start[row], rtol=1e-5)


@pytest.mark.parametrize(("engine", "rtol"), [("reference", 1.0), ("compiled", 0.1)])
def test_a_body_that_falls_below_zero_is_solved_again(model, facts, engine, rtol, monkeypatch):
    """At a coarse tolerance some bodies' lumen ends below zero; they are then solved as exactly
    as the fact says, and the other lanes, with meals and doses of their own, stay as they were."""
    if engine == "compiled" and compiled.find(model) is None:
        pytest.skip(compiled.why_not(model))
    rng = np.random.default_rng(5)
    typical = population_theta(model, facts, body_mass_kg=70, gfr_ml_per_min=100)
    theta = typical * np.exp(0.4 * np.clip(rng.standard_normal((len(typical), 60)), -2, 2))
    life = Exposures(
        meals=replace(MEALS, magnesium_mmol=MEALS.magnesium_mmol * rng.lognormal(0, 0.3, 60)),
        repeat_h=24.0,
    )
    doses = Doses.of([8.0, 20.0], 300.0 * rng.lognormal(0, 0.2, (2, 60)))
    start = resting.settle(model, theta, exposures=life).state
    run = partial(
        solve.simulate, model, theta, doses, [0.0, 24.0, 48.0],
        exposures=life, start=start, engine=engine,
    )  # fmt: skip

    found, exact = run(rtol=rtol), run(rtol=1e-5)
    monkeypatch.setattr(solve, "finer_than", lambda rtol, model: None)
    once = run(rtol=rtol)

    low = once.outcome == Outcome.NEGATIVE
    assert low.sum() > 3
    assert found.finished.all()
    np.testing.assert_array_equal(found.state[:, :, ~low], once.state[:, :, ~low])
    for name in ("plasma", "tissue"):
        np.testing.assert_allclose(found.pool(name)[-1, low], exact.pool(name)[-1, low], rtol=0.01)


@pytest.mark.parametrize(("rtol", "days"), [(1e-2, 84), (1e-4, 7)])
def test_magnesium_is_conserved(model, theta, start, rtol, days):
    """Twelve weeks of everything at once close to a billionth of the intake, at any tolerance."""
    hours = np.sort(np.concatenate([24.0 * np.arange(days) + h for h in (8.0, 21.5)]))
    doses = Doses.of(hours, 150.0, form="oxide", with_meal=True)
    sweat = Intervals(from_h=[17.0], to_h=[18.5], rate_mmol_per_h=[0.15])
    course = simulate(
        model,
        theta,
        doses,
        [0.0, 24.0 * days],
        exposures=Exposures(meals=MEALS, sweat=sweat, repeat_h=24.0),
        start=start,
        infusion=Intervals(from_h=[50.0], to_h=[53.0], rate_mmol_per_h=[3.0]),
        rtol=rtol,
    )

    held = course.pools_mmol.sum(axis=1)
    intake = 12.0 * days + doses.amount_mmol.sum()

    np.testing.assert_allclose(held[1] - held[0], intake, rtol=1e-9)
    assert course.finished.all()
