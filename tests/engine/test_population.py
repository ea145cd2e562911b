"""Are many bodies in bulk what each of them is alone, and is the stated error the true one?"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from magtitrate.body.model import population_theta
from magtitrate.engine import compiled
from magtitrate.engine import population as bulk
from magtitrate.engine.compiled import Mesh
from magtitrate.engine.mesh import graded, halved, shifted
from magtitrate.engine.population import Level, Life, population
from magtitrate.engine.resting import settle
from magtitrate.engine.solve import Doses, Exposures, Intervals, Meals, settings_of
from magtitrate.engine.timeline import tabled
from magtitrate.engine.trajectory import Outcome
from magtitrate.errors import ModelError

PERIODS, LANES = 6, 40
SERUM = "serum_magnesium"


@pytest.fixture(scope="module")
def needs_kernel(model):
    """Skip where there is no compiled engine."""
    if compiled.find(model) is None:
        pytest.skip(compiled.why_not(model))


@pytest.fixture(scope="module")
def crowd(model, facts):
    """Some adults, each with meals, doses and training at hours of their own."""
    rng = np.random.default_rng(3)
    typical = population_theta(model, facts, body_mass_kg=70, gfr_ml_per_min=100)
    theta = typical * np.exp(0.2 * rng.standard_normal((len(typical), LANES)))
    usual = Exposures(
        meals=Meals(
            time_h=[8.0, 13.0, 19.0],
            magnesium_mmol=np.full((3, 1), 4.0) * rng.lognormal(0, 0.2, LANES),
            phytate_mmol=np.full((3, 1), 0.3),
        ),
        sweat=Intervals(from_h=[17.0], to_h=[18.5], rate_mmol_per_h=[[0.3]]),
        repeat_h=24.0,
    )
    life = Life(
        doses=Doses.of([9.0, 19.5], np.full((2, LANES), 150.0)),
        exposures=usual,
        # The evening dose comes before dinner for some, and after it for others.
        dose_shift_h=rng.uniform(-1.0, 1.0, (2, LANES)),
        meal_shift_h=rng.uniform(-1.0, 1.0, (3, LANES)),
        sweat_shift_h=rng.uniform(-1.0, 1.0, (1, LANES)),
        taken=(rng.random((PERIODS, 2, LANES)) < 0.8).astype(float),
    )
    start = settle(model, theta, exposures=usual).state
    return theta, life, start


def of_lanes(life, lanes):
    """The same life for some of the lanes."""
    usual = life.exposures
    return replace(
        life,
        doses=replace(life.doses, amount_mmol=life.doses.amount_mmol[:, lanes]),
        exposures=replace(
            usual,
            meals=replace(usual.meals, magnesium_mmol=usual.meals.magnesium_mmol[:, lanes]),
        ),
        dose_shift_h=life.dose_shift_h[:, lanes],
        meal_shift_h=life.meal_shift_h[:, lanes],
        sweat_shift_h=life.sweat_shift_h[:, lanes],
        taken=life.taken[..., lanes],
    )


def worst(first, second):
    """The largest relative difference of any summary."""
    a, b = first.levels[SERUM], second.levels[SERUM]
    apart = [np.abs(getattr(a, n) / getattr(b, n) - 1) for n in ("trough", "peak", "mean")]
    apart += [np.abs(first.gained[n] / second.gained[n] - 1) for n in first.gained]
    return max(float(table.max()) for table in apart)


@pytest.mark.usefixtures("needs_kernel")
@pytest.mark.parametrize("single", [False, True], ids=["double", "float"])
def test_the_mesh_says_what_an_adaptive_run_says(model, crowd, single):
    """Summaries within 2e-4 of everybody, whose hours are all different."""
    theta, life, start = crowd

    quick = population(model, theta, life=life, start=start, periods=PERIODS, single=single)
    slow = population(model, theta, life=life, start=start, periods=PERIODS, mesh=False)

    assert worst(quick, slow) < 2e-4
    assert quick.sampled > 0
    assert quick.error[1] <= 1e-4
    assert quick.steps_per_day > 0


@pytest.mark.usefixtures("needs_kernel")
def test_the_bulk_says_what_the_reference_says(model, crowd):
    """A few people of their own hours, lived through one by one in plain NumPy."""
    theta, life, start = crowd
    few = np.arange(0, LANES, 10)
    own, begin = of_lanes(life, few), start[:, few]
    asked = {"life": own, "start": begin, "periods": PERIODS, "levels": [Level(low=0.8, high=0.85)]}

    quick = population(model, theta[:, few], **asked)
    plain = population(model, theta[:, few], **asked, engine="reference")

    assert (quick.engine, plain.engine) == ("compiled", "reference")
    assert worst(quick, plain) < 1e-3  # the plain engine reads its course every six minutes
    for name in ("hours_below", "hours_above"):
        mine, theirs = (getattr(found.levels[SERUM], name) for found in (quick, plain))
        np.testing.assert_allclose(mine, theirs, atol=0.3)
    np.testing.assert_allclose(quick.last, plain.last, rtol=2e-3, atol=2e-3)


@pytest.mark.usefixtures("needs_kernel")
def test_threads_change_no_bit_of_the_bulk(model, crowd):
    """The same numbers whoever computes them."""
    theta, life, start = crowd

    alone = population(model, theta, life=life, start=start, periods=PERIODS, threads=1)
    shared = population(model, theta, life=life, start=start, periods=PERIODS, threads=4)

    np.testing.assert_array_equal(alone.last, shared.last)
    for name in alone.gained:
        np.testing.assert_array_equal(alone.gained[name], shared.gained[name])


@pytest.mark.usefixtures("needs_kernel")
@pytest.mark.parametrize("single", [False, True], ids=["double", "float"])
def test_company_changes_no_bit_on_a_mesh(model, crowd, single):
    """On one mesh a lane is the same in any group, at any place."""
    theta, life, start = crowd
    period = bulk._period(model, theta, life, PERIODS)
    wish = settings_of(model, step_h=None, rtol=1e-2)

    def solved(lanes, mesh=None):
        scene, windows, _ = tabled(
            model, theta[:, lanes], start[:, lanes], period.of(lanes), periods=PERIODS, every=1
        )
        if mesh is None:
            per_period = (len(scene.edge_row) - 1) // PERIODS
            taken = compiled.steps_taken(model, scene, wish)
            mesh = graded(taken, per_period=per_period, periods=PERIODS, density=1.0)
        asked = {"window_begin": windows, "watches": (), "names": (), "mesh": mesh}
        weights = np.eye(len(model.states))[:3]
        return mesh, compiled.summarize(
            model, scene, wish, gain_weight=weights, single=single, **asked
        )

    mesh, together = solved(np.arange(LANES))
    for lanes in (np.arange(LANES)[::-1], np.array([7]), np.array([31, 2, 2, 39, 5])):
        _, some = solved(lanes, mesh)
        np.testing.assert_array_equal(some.last, together.last[:, lanes])
        np.testing.assert_array_equal(some.gained, together.gained[..., lanes])


@pytest.mark.usefixtures("needs_kernel")
def test_weighing_the_stretches_keeps_the_tolerance(model, crowd, monkeypatch):
    """Steps go where they count; the answers stay within 2e-4 of an adaptive run's."""
    theta, life, start = crowd
    monkeypatch.setattr(bulk, "MANY", LANES)

    quick = population(model, theta, life=life, start=start, periods=PERIODS)
    slow = population(model, theta, life=life, start=start, periods=PERIODS, mesh=False)

    assert worst(quick, slow) < 2e-4
    assert quick.error[1] <= 1e-4


def test_halving_one_stretch_leaves_the_others():
    """Two stretches a period, two periods: the second has twice the steps, of half the length."""
    mesh = Mesh(
        begin=np.array([0, 1, 3, 4, 6], dtype=np.int64),
        share=np.array([1.0, 0.25, 0.75, 1.0, 0.25, 0.75]),
    )

    finer = halved(mesh, per_period=2, number=1)

    np.testing.assert_array_equal(finer.begin, [0, 1, 5, 6, 10])
    np.testing.assert_array_equal(finer.share[:5], [1.0, 0.125, 0.125, 0.375, 0.375])


def test_steps_go_where_the_error_is():
    """What errs more than its steps' share gets more of them; an even mesh stays as it is."""
    counts, even = np.array([10, 20]), np.ones(2)

    np.testing.assert_allclose(shifted(even, counts, np.array([1e-5, 2e-5])), even)
    first, second = shifted(even, counts, np.array([1e-4, 1e-5]))
    assert first > 1 > second


@pytest.mark.usefixtures("needs_kernel")
def test_a_missed_dose_is_a_zero_amount(model, crowd):
    """Who never takes a dose is who has none."""
    theta, life, start = crowd
    never = replace(life, taken=np.zeros_like(life.taken))
    none = replace(
        life, taken=None, doses=replace(life.doses, amount_mmol=0 * life.doses.amount_mmol)
    )

    missed = population(model, theta, life=never, start=start, periods=PERIODS)
    without = population(model, theta, life=none, start=start, periods=PERIODS)

    np.testing.assert_allclose(missed.last, without.last, rtol=1e-3, atol=1e-3)


@pytest.mark.usefixtures("needs_kernel")
def test_a_bad_lane_has_an_outcome_and_no_numbers(model, crowd):
    """It is never averaged in, and the others are as without it."""
    theta, life, start = crowd
    spoiled = theta.copy()
    spoiled[model.parameter_names.index("gut.emptying_fasted_per_h"), 17] = np.nan
    good = np.arange(LANES) != 17

    mixed = population(model, spoiled, life=life, start=start, periods=PERIODS)
    clean = population(model, theta, life=life, start=start, periods=PERIODS)

    assert mixed.outcome[17] == Outcome.NOT_FINITE
    assert (mixed.outcome[good] == Outcome.FINISHED).all()
    assert np.isnan(mixed.gained["urine_magnesium"][:, 17]).all()
    mine, theirs = (found.levels[SERUM].mean[:, good] for found in (mixed, clean))
    np.testing.assert_allclose(mine, theirs, rtol=2e-4)


@pytest.mark.usefixtures("needs_kernel")
def test_a_tolerance_out_of_reach_ends_in_an_adaptive_run(model, crowd):
    """Floats cannot have it; then everybody is solved in full, and it is said."""
    theta, life, start = crowd

    found = population(model, theta, life=life, start=start, periods=PERIODS, tolerance=1e-7)

    assert found.adaptive == LANES
    assert found.sampled == 0


@pytest.mark.usefixtures("needs_kernel")
def test_hours_outside_a_band_add_up(model, crowd):
    """Below, between and above are the whole window."""
    theta, life, start = crowd
    serum = population(model, theta, life=life, start=start, periods=PERIODS).levels[SERUM]
    middle = float(np.median(serum.mean))

    levels = [Level(low=middle, high=middle)]
    found = population(model, theta, life=life, start=start, periods=PERIODS, levels=levels)
    band = found.levels[SERUM]

    np.testing.assert_allclose(band.hours_below + band.hours_above, 24.0, atol=2e-3)
    assert (band.hours_below[serum.trough > middle] == 0).all()
    assert (band.hours_above[serum.peak < middle] == 0).all()
    assert (serum.trough <= serum.mean).all()
    assert (serum.mean <= serum.peak).all()


def test_windows_may_hold_several_periods(model, crowd):
    """Three days of a window gain what its days gain."""
    theta, life, start = crowd
    few = np.arange(2)
    asked = {"life": of_lanes(life, few), "start": start[:, few], "periods": PERIODS}

    daily = population(model, theta[:, few], **asked)
    threes = population(model, theta[:, few], **asked, every=3)

    for name, table in daily.gained.items():
        together = table.reshape(2, 3, 2).sum(axis=1)
        np.testing.assert_allclose(threes.gained[name], together, rtol=5e-4)
    np.testing.assert_allclose(threes.window_h, [0, 72, 144])


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"every": 4}, "windows must divide"),
        ({"levels": [Level(output="urine_magnesium")]}, "not a level"),
        ({"levels": [Level(output="exchangeable_magnesium")]}, "more than one state"),
        ({"gains": ["serum_magnesium"]}, "not a running sum"),
        ({"engine": "slide rule"}, "there is no engine"),
    ],
)
def test_what_cannot_be_asked_for_is_refused(model, crowd, change, why):
    """An unknown output, or windows that leave a rest."""
    theta, life, start = crowd

    with pytest.raises(ModelError, match=why):
        population(model, theta, life=life, start=start, **{"periods": PERIODS, **change})


def test_an_hour_outside_of_the_period_is_refused(model, crowd):
    """A shift may not carry an event into another day."""
    theta, life, start = crowd

    with pytest.raises(ModelError, match="must lie within"):
        population(
            model,
            theta,
            life=replace(life, dose_shift_h=life.dose_shift_h + 6),
            start=start,
            periods=PERIODS,
        )
