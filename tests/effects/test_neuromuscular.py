"""The sixteen validation points of the neuromuscular layer, and what a person could see.

Targets and tolerances: neuro notes 2, `V1` to `V16`; numbers of papers named there.
"""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy.optimize import brentq

from magtitrate.body.model import body_model
from magtitrate.effects.contraction import (
    calcium_release,
    muscle_free_mmol_per_l,
    phosphate_factor,
    twitch,
    twitch_amplitude,
)
from magtitrate.effects.cramp import cramp_rate_ratio
from magtitrate.effects.excitability import (
    gating_shift_mv,
    recruitment_scale,
    towards_threshold_mv,
)
from magtitrate.effects.fatigue import JOINTS, endurance_s, fatigue_rate_per_s
from magtitrate.effects.motor_units import pool_of, recruited
from magtitrate.effects.neuro_parameters import drawn, nominal
from magtitrate.effects.neuromuscular import (
    cramp_index,
    masked_by_potassium,
    milieu_of,
    readouts,
)
from magtitrate.effects.nmda import brain_fluid_mmol_per_l, open_share
from magtitrate.effects.transmission import (
    quantal_ratio,
    release,
    safety_factor,
    transmitting_share,
)
from magtitrate.facts import open_facts
from magtitrate.formats.study_toml import read_study
from magtitrate.trials.study import run_study

FACTS = open_facts()
THETA = nominal(FACTS)
LANES = 400


def a(*values: float) -> np.ndarray:
    return np.array(values)


def slope(magnesium: float) -> float:
    low, high = release(a(0.05, 0.1), a(magnesium), THETA)
    return math.log(high / low) / math.log(2)


# ---------------------------------------------------------------- V1 to V16


@pytest.mark.parametrize("magnesium", [0.5, 1.0, 2.0, 4.0])
def test_v1_cooperativity(magnesium: float) -> None:
    """Release rises with the 3.78th power of calcium (3.4 to 4.2)."""
    assert 3.4 < slope(magnesium) < 4.2


def test_v2_magnesium_does_not_change_the_slope() -> None:
    """It shifts the curve: less than 0.2 in the slope from 0.5 to 4 mmol/L."""
    assert abs(slope(4.0) - slope(0.5)) < 0.2
    assert release(a(0.1), a(4.0), THETA) < release(a(0.1), a(0.5), THETA)


@pytest.mark.parametrize(
    ("voltage", "magnesium", "expected"),
    [(-70, 1, 0.0445), (-60, 1, 0.0796), (-40, 1, 0.2302), (0, 1, 0.7812), (20, 10, 0.5523)],
)
def test_v3_nmda_block(voltage: float, magnesium: float, expected: float) -> None:
    """Jahr & Stevens 1990 at five points."""
    assert float(open_share(voltage, a(magnesium), THETA)[0]) == pytest.approx(expected, abs=1e-4)


def between(calcium: tuple[float, float], magnesium: tuple[float, float]) -> float:
    first, last = (
        float(gating_shift_mv(a(c), a(m), THETA)[0])
        for c, m in zip(calcium, magnesium, strict=True)
    )
    return last - first


def test_v4_gating() -> None:
    """None against 2 mmol/L of calcium is -18 mV; 2 to 20 is 20 to 25 mV."""
    assert between((2.0, 0.0), (0.0, 0.0)) == pytest.approx(-18.0, abs=0.1)
    assert 20 <= between((2.0, 20.0), (0.0, 0.0)) <= 25


def test_v5_calcium_is_the_stronger_screen() -> None:
    """Equal steps of calcium and magnesium near 2 mmol/L: a ratio of about 1.4."""
    for step in (0.05, 1.0):
        ratio = between((2.0, 2.0 + step), (0.0, 0.0)) / between((2.0, 2.0), (0.0, step))
        assert 1.25 < ratio < 1.45


def test_v6_calcium_release() -> None:
    """3 against 1 mmol/L of free magnesium: 40 % less (0.55 to 0.65)."""
    at_three, at_one = calcium_release(a(3.0, 1.0), THETA)

    assert 0.55 < at_three / at_one < 0.65


def test_v7_phosphate() -> None:
    """5 mmol/L of phosphate: 25.1 % less at 0.5 mmol/L of magnesium, 68.9 % at 1.5."""
    found = phosphate_factor(a(5.0), a(0.5, 1.5), THETA)

    assert found == pytest.approx([0.749, 0.311], abs=0.02)


def test_v8_replete_men_end_to_end(facts) -> None:
    """Wary 1999 through the body: ionized, muscle and brain fluid hardly move, urine does."""
    study = read_study(facts.folder / "studies" / "v08_wary1999.toml", facts)
    report = run_study(study, body_model(facts), facts, lanes=24)
    found = {one.result.quantity: one.predicted for one in report.results}
    rise = found["ionized_magnesium"]
    muscle = muscle_free_mmol_per_l(a(0.58, 0.58 + rise), THETA, after_h=28 * 24)

    assert abs(rise) < 0.03
    assert abs(found["csf_magnesium"]) < 0.02
    assert abs(muscle[1] - muscle[0]) < 0.02
    assert 0.6 < found["urine_magnesium"] < 2.0


def test_v9_start_values() -> None:
    """Muscle 0.557 free and plasma 0.58-0.60: the means of 60 adults within 5 %."""
    level = milieu_of(np.full(LANES, 0.60), FACTS)

    assert float(np.mean(level.muscle)) == pytest.approx(0.557, rel=0.05)
    assert float(THETA["reference_ionized_mmol_per_l"]) == pytest.approx(0.60, rel=0.05)


def test_v10_the_clinical_ladder() -> None:
    """No paralysis in the therapeutic range, then reflexes lost, then breathing (0.66 ionized)."""
    levels = a(1.65, 2.3, 3.3, 4.3)
    share = transmitting_share(THETA["reference_calcium_mmol_per_l"], levels, THETA)

    assert share[0] > 0.85
    assert 0.2 < share[2] < share[1] < 0.8
    assert share[3] < 0.15


def test_v11_order_of_joints() -> None:
    """At half of the greatest force the ankle holds longest, the shoulder shortest."""
    held = {
        joint: float(
            endurance_s(
                a(0.5),
                THETA[f"fatigue_rate_{joint}_per_s"],
                THETA[f"recovery_rate_{joint}_per_s"],
            )[0]
        )
        for joint in JOINTS
    }

    assert max(held, key=held.__getitem__) == "ankle"
    assert min(held, key=held.__getitem__) == "shoulder"
    assert held["knee"] < min(held["elbow"], held["hand"])
    assert held["ankle"] == pytest.approx(179, abs=2)
    assert math.isinf(endurance_s(a(0.05), a(0.00589), a(0.00058))[0])


def test_v12_brain_fluid_is_held() -> None:
    """Plasma magnesium 3.5 times the usual lifts brain fluid by 5 to 21 %."""
    usual, high = brain_fluid_mmol_per_l(a(0.58, 3.5 * 0.58), THETA, FACTS)

    assert 0.05 < high / usual - 1 < 0.21


def test_v13_shape_of_a_twitch() -> None:
    """Peak at the contraction time, half at half-relaxation; a critically damped one is 1.678."""
    peak, half = float(THETA["contraction_time_ms"]), float(THETA["half_relaxation_ms"])
    at = twitch(a(0.0, peak - 1, peak, peak + 1, peak + half), THETA)

    assert at[0] == 0
    assert at[2] == pytest.approx(1) and at[1] < 1 and at[3] < 1
    assert at[4] == pytest.approx(0.5, abs=1e-3)
    root = brentq(lambda t: t * math.exp(1 - t) - 0.5, 1.0, 5.0)
    assert root - 1 == pytest.approx(1.678, abs=1e-3)


def test_v14_the_pool() -> None:
    """Thresholds range 29.2 times, contraction 89 to 30 ms, 95 of 120 units below half."""
    pool = pool_of(THETA)

    assert pool.threshold[-1] / pool.threshold[0] == pytest.approx(29.16, abs=0.05)
    assert pool.contraction_ms[0] == pytest.approx(89.2, abs=0.1)
    assert pool.contraction_ms[-1] == pytest.approx(30.0, abs=0.1)
    assert recruited(pool, pool.threshold[-1] / 2) == 95


def test_v15_a_simulated_cramp_trial() -> None:
    """307 people for 4 weeks: intervals of the simulated difference cover -0.18 and none."""
    rng = np.random.default_rng(15)
    ratio = float(cramp_rate_ratio(a(0.0), THETA, treated=1.0)[0])
    covered = [0, 0]
    for _ in range(200):
        people = rng.gamma(2.0, 4.68 / 2.0, 307)
        arm = rng.permutation(307) < 153
        counts = rng.poisson(people * 4 * np.where(arm, ratio, 1.0)) / 4
        difference = counts[arm].mean() - counts[~arm].mean()
        error = math.sqrt(counts[arm].var() / 153 + counts[~arm].var() / 154)
        for n, truth in enumerate((-0.18, 0.0)):
            covered[n] += abs(difference - truth) < 1.96 * error

    assert min(covered) > 150


def test_v16_contraction_time_does_not_move() -> None:
    """From 0.4 to 1.5 mmol/L of free magnesium the peak stays within 3 %."""
    time = np.linspace(1, 400, 4000)
    peaks = [
        float(time[np.argmax(twitch_amplitude(a(free), THETA) * twitch(time, THETA))])
        for free in (0.4, 0.557, 1.0, 1.5)
    ]

    assert max(peaks) / min(peaks) < 1.03


# ---------------------------------------------------------------- the table of effects


@pytest.mark.parametrize(
    ("level", "quanta", "factor", "shift", "free", "released"),
    [
        (0.30, 1.18, 2.80, -1.03, 0.505, 1.021),
        (0.40, 1.11, 2.69, -0.65, 0.527, 1.012),
        (0.61, 0.98, 2.47, 0.10, 0.561, 0.998),
        (1.00, 0.79, 2.10, 1.37, 0.604, 0.982),
        (2.30, 0.41, 1.24, 4.70, 0.685, 0.952),
    ],
)
def test_table_of_effect_sizes(
    level: float, quanta: float, factor: float, shift: float, free: float, released: float
) -> None:
    """The reference table of the notes, to its printed digits."""
    calcium = THETA["reference_calcium_mmol_per_l"]

    assert quantal_ratio(calcium, a(level), THETA)[0] == pytest.approx(quanta, abs=0.006)
    assert safety_factor(calcium, a(level), THETA)[0] == pytest.approx(factor, abs=0.006)
    assert gating_shift_mv(calcium, a(level), THETA)[0] == pytest.approx(shift, abs=0.006)
    assert muscle_free_mmol_per_l(a(level), THETA)[0] == pytest.approx(free, abs=0.0006)
    assert calcium_release(a(free), THETA)[0] == pytest.approx(released, abs=0.0006)


def test_low_potassium_hides_what_low_calcium_does() -> None:
    """0.25 and 0.90 is 3.1 mV towards threshold; with potassium 3.2 it is 1.0 mV away."""
    irritable, hidden = towards_threshold_mv(a(0.25), a(0.90), a(4.2, 3.2), THETA)

    assert irritable == pytest.approx(3.1, abs=0.05)
    assert hidden == pytest.approx(-1.0, abs=0.05)
    assert recruitment_scale(a(irritable), THETA)[0] == pytest.approx(0.82, abs=0.01)
    low = milieu_of(np.full(LANES, 0.25), FACTS, calcium=0.90, potassium=3.2)
    assert float(np.median(masked_by_potassium(low, FACTS))) == pytest.approx(4.1, abs=0.3)


# ---------------------------------------------------------------- against noise

USUAL = milieu_of(np.full(LANES, 0.58), FACTS)


def test_a_replete_adult_sees_nothing() -> None:
    """An oral course (0.58 to 0.61) is visible in no readout, by a wide margin."""
    for one in readouts(USUAL, milieu_of(np.full(LANES, 0.61), FACTS), FACTS):
        assert not one.visible
        assert one.probability_visible < 0.01
        assert abs(one.change) < one.noise / 10


def test_a_deficit_with_low_calcium_is_visible() -> None:
    """Threshold and recruitment stand above their noise; the M-wave does not."""
    low = milieu_of(np.full(LANES, 0.25), FACTS, calcium=0.90)
    found = {one.instrument: one for one in readouts(USUAL, low, FACTS)}

    assert found["threshold tracking"].visible and found["high-density EMG"].visible
    assert not found["M-wave"].visible
    assert not found["reaction test"].visible, "a bound is never called visible"
    assert float(np.median(cramp_index(USUAL, low, FACTS))) > 1


def test_low_potassium_makes_the_same_deficit_invisible() -> None:
    """With potassium 3.2 nothing can be seen."""
    low = milieu_of(np.full(LANES, 0.25), FACTS, calcium=0.90, potassium=3.2)

    assert not any(one.visible for one in readouts(USUAL, low, FACTS))


def test_uncertainty_is_carried() -> None:
    """Draws differ, stay in their bounds, and their middle is the row's value."""
    many = drawn(FACTS, 2000)

    assert float(np.median(many["safety_factor"])) == pytest.approx(2.5, rel=0.02)
    assert many["muscle_elasticity"].min() >= 0 and many["muscle_elasticity"].max() <= 0.4
    assert np.std(many["gating_potency"]) > 0.3
    assert np.array_equal(many["quanta"], drawn(FACTS, 2000)["quanta"])


def test_fatigue_ignores_magnesium_by_default() -> None:
    """The coupling is 0; a what-if makes more magnesium tire faster beside phosphate."""
    asked = {**THETA, "fatigue_magnesium": np.asarray(0.3)}
    plain = fatigue_rate_per_s("knee", a(0.4, 0.7), a(5.0), THETA)
    what_if = fatigue_rate_per_s("knee", a(0.4, 0.7), a(5.0), asked)

    assert plain == pytest.approx([0.0150, 0.0150])
    assert what_if[0] < 0.0150 < what_if[1]
