"""Is the chance of a loose stool a chance, does more magnesium never make it smaller, and are
the published rates met?

Expected numbers: the published slope of 7.3 g of stool per mmol and the curve's own rows, by
hand; published shares with binomial intervals. Absorption of the trials' doses by Fine 1991:
hyperbola of 40.2 mg at most and half at 33.3 mg, and 7 %; oxide dissolves to 45 %.
"""

from __future__ import annotations

import math
from statistics import NormalDist

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import binom

from magtitrate.effects.normal import normal_cdf
from magtitrate.effects.tolerance import probability_loose_stool, probability_upset
from magtitrate.facts import Facts, open_facts
from magtitrate.units import mg_to_mmol

FACTS = open_facts()
MMOL = st.floats(min_value=0, max_value=200)
PHI = NormalDist().cdf


def chance(unabsorbed: float, largest: float, facts: Facts = FACTS) -> float:
    return float(probability_loose_stool(unabsorbed, largest, facts))


def taken(mg: float, intakes: int, soluble: float = 1.0) -> tuple[float, float]:
    """Unabsorbed soluble magnesium of the day, and one intake's soluble part [mmol]."""
    each = soluble * mg / intakes
    absorbed = 40.2 * each / (33.3 + each) + 0.07 * each
    return float(mg_to_mmol(intakes * (each - absorbed))), float(mg_to_mmol(each))


CITRATE_600 = taken(600, 2)
OXIDE_400 = taken(400, 1, soluble=0.45)
CHLORIDE_360 = taken(360, 2)
GLYCINATE_300 = taken(300, 3)
CHLORIDE_100 = taken(100, 1)
ANY_250 = taken(250, 2)


@pytest.mark.parametrize(
    ("unabsorbed", "largest", "weight_g"),
    [(10, 5, 73), (10, 8, 73), (10, 10, 7.3 * 12), (30, 20, 7.3 * 42)],
)
def test_the_curve_by_hand(unabsorbed: float, largest: float, weight_g: float) -> None:
    """7.3 g for each mmol, and for each mmol of one intake above 8; a lognormal around 345 g."""
    expected = PHI(math.log(weight_g / 345) / math.hypot(0.68, 0.3))

    assert chance(unabsorbed, largest) == pytest.approx(expected, rel=1e-6)


def test_lanes_keep_their_shape() -> None:
    """(lane,) in, (lane,) out, each lane as if it were alone."""
    lanes = np.array([0.0, 5.0, 10.0, 20.0])

    found = probability_loose_stool(lanes, 4.0, FACTS)

    assert found.shape == (4,)
    assert found.tolist() == [chance(one, 4.0) for one in lanes]


@settings(max_examples=100)
@given(unabsorbed=MMOL, more=MMOL, largest=MMOL, larger=MMOL)
def test_more_is_never_better_tolerated(
    unabsorbed: float, more: float, largest: float, larger: float
) -> None:
    """More in the gut or more at once never lowers either chance, and both stay chances."""
    for share in (probability_loose_stool, probability_upset):
        low = float(share(unabsorbed, largest, FACTS))
        high = float(share(unabsorbed + more, largest + larger, FACTS))

        assert 0 <= low <= high <= 1


def test_no_magnesium_does_nothing() -> None:
    """Without magnesium there is no loose stool by it, and upset is what placebo brings."""
    assert chance(0, 0) == pytest.approx(0, abs=1e-12)
    assert float(probability_upset(0, 0, FACTS)) == pytest.approx(0.07)


def test_dividing_a_dose_helps_or_changes_nothing() -> None:
    """The same amount in two intakes is tolerated no worse, and 16 mmol clearly better."""
    assert chance(10, 16) > chance(10, 8)
    assert chance(10, 6) == chance(10, 3)


def test_people_differ_far_more_than_days() -> None:
    """A sensitive person is loose at a dose that a tolerant one never notices; the mean agrees."""
    standing = np.array([NormalDist().inv_cdf((n + 0.5) / 400) for n in range(400)])

    each = probability_loose_stool(np.full(400, 20.0), 8.0, FACTS, standing=standing)

    assert each[10] > 0.8 and each[380] < 0.01
    assert float(np.mean(each)) == pytest.approx(chance(20, 8), abs=0.003)


def test_absurd_amounts_are_still_a_chance() -> None:
    """Nothing overflows."""
    with np.errstate(over="raise", invalid="raise"):
        assert chance(1e9, 1e9) == pytest.approx(1)


# ---------------------------------------------------------------- published rates


def test_loose_stools_meet_the_anchors_they_were_fitted_to() -> None:
    """18.6 % at 600 mg of citrate, 1 in 200 at 250 mg divided, and about half at a gram."""
    assert chance(*CITRATE_600) == pytest.approx(0.186, abs=0.003)
    assert chance(*ANY_250) == pytest.approx(0.005, abs=0.001)
    assert 0.4 < chance(*taken(1000, 2)) < 0.7
    assert 0 < chance(*GLYCINATE_300) < 0.03  # E-39: as on placebo, yet not nil


def trial_interval(
    taking: tuple[float, float], people: int, background: float
) -> tuple[float, float]:
    """The middle 95 % of counts a trial of this size would find, trials differing."""
    levels = (np.arange(41) + 0.5) / 41
    trials = np.array([NormalDist().inv_cdf(level) for level in levels])
    shares = probability_upset(*taking, FACTS, trial=trials, background=background)
    counts = np.arange(people + 1)
    mass = np.mean([binom.pmf(counts, people, share) for share in shares], axis=0)
    below = np.cumsum(mass)
    return float(np.searchsorted(below, 0.025)), float(np.searchsorted(below, 0.975))


@pytest.mark.parametrize(
    ("taking", "people", "found", "background"),
    [
        pytest.param(OXIDE_400, 30, 15, 0.07, id="E-33, oxide 400 mg, 50 %"),
        pytest.param(CHLORIDE_360, 21, 6, 0.07, id="chloride 360 mg, 6 of 21"),
        pytest.param(GLYCINATE_300, 43, 3, 0.07, id="E-39, as on placebo"),
        pytest.param(CHLORIDE_100, 38, 11, 0.30, id="E-15, 30 % in both arms"),
        pytest.param(CITRATE_600, 43, 10, 0.0, id="E-31, 18.6 + 4.7 %"),
    ],
)
def test_upset_of_each_published_trial(
    taking: tuple[float, float], people: int, found: int, background: float
) -> None:
    """A trial of that size, simulated with trials that differ, holds what was published."""
    low, high = trial_interval(taking, people, background)

    assert low <= found <= high


def test_the_fit_can_be_repeated() -> None:
    """The rows of upset are the most likely ones on the anchors, the spread held loosely."""
    anchors = [
        (OXIDE_400, 15, 30, 0.07),
        (CHLORIDE_360, 6, 21, 0.07),
        (GLYCINATE_300, 3, 43, 0.07),
        (CHLORIDE_100, 11, 38, 0.30),
        (CITRATE_600, 10, 43, 0.07),
    ]
    nodes, weights = np.polynomial.hermite_e.hermegauss(31)
    weights = weights / weights.sum()

    def minus_log(median: float, spread: float) -> float:
        total = 0.5 * (math.log(spread) / 0.4) ** 2
        for (unabsorbed, largest), k, n, background in anchors:
            weight = 7.3 * (unabsorbed + max(0.0, largest - 8))
            added = normal_cdf(math.log(weight / median) / spread + 0.8 * nodes)
            share = background + (1 - background) * added
            total -= math.log(float(np.sum(weights * share**k * (1 - share) ** (n - k))))
        return total

    best = min(
        (minus_log(median, spread), median, spread)
        for median in np.geomspace(100, 800, 20)
        for spread in np.arange(0.8, 2.0, 0.1)
    )

    assert minus_log(266, 1.2) <= best[0] + 0.02


def test_glycinate_has_no_advantage() -> None:
    """The factor on the odds that would stand for one is 1."""
    assert FACTS.value("tolerance.glycinate_odds") == 1
