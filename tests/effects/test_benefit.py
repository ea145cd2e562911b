"""Do the priors recover the trials they were made from, and is a person's answer in order?

The published numbers are those of evidence.toml. A trial is simulated with its own salt and
its own people (multiplier 1), the class effect drawn as believed.
"""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from magtitrate.effects.benefit import (
    Expectation,
    effect_draws,
    expectation,
    in_unit,
    placebo_share,
    weeks_to_tell,
)
from magtitrate.effects.class_effect import class_effect
from magtitrate.effects.deficit import (
    Baseline,
    deficit,
    effect_multiplier,
    hypomagnesemia_ratio,
)
from magtitrate.effects.normal import normal_cdf
from magtitrate.effects.tolerance import probability_upset
from magtitrate.facts import open_facts

FACTS = open_facts()
TRIALS = [row for row in FACTS.outcomes.values() if row.path == "trials"]
LOW = Baseline(serum_mmol_per_l=np.full(40, 0.60))
USUAL = Baseline(serum_mmol_per_l=np.full(40, 0.80))
REPLETE = Baseline(serum_mmol_per_l=np.full(40, 0.92))


def expected(name: str, baseline: Baseline) -> Expectation:
    return expectation(FACTS.outcomes[name], baseline, FACTS)


def simulated(name: str, people: int, *, crossover: bool = False) -> np.ndarray:
    """Estimates of trials of this size [standard deviations], (trial,)."""
    rng = np.random.default_rng(8)
    found = class_effect(FACTS.outcomes[name], FACTS)
    truth = found.mean + found.sd * rng.standard_normal(2000)
    error = (1 if crossover else 2) / math.sqrt(people)
    return truth + error * rng.standard_normal(2000)


# ---------------------------------------------------------------- the trials come back


@pytest.mark.parametrize(
    ("name", "people", "sd", "published", "interval"),
    [
        pytest.param("cramps", 307, 2.97, 0.18, (-0.49, 0.84), id="E-01, cramps a week"),
        pytest.param("sleep", 155, 8.0, 1.6, (-0.92, 4.12), id="E-17, insomnia score"),
        pytest.param("sleep_onset", 55, 18.76, 17.36, (7.44, 27.27), id="E-18, minutes"),
        pytest.param("blood_pressure", 2028, 18.1, 2.0, (0.43, 3.58), id="E-28, mmHg"),
    ],
)
def test_a_simulated_trial_meets_the_published_interval(
    name: str, people: int, sd: float, published: float, interval: tuple[float, float]
) -> None:
    """The middle of simulated trials lies in the published interval, and the published in theirs.

    E-17 prints no interval: 1.6 and two standard errors of an SD of 8 in 155 people.
    """
    found = sd * simulated(name, people)

    assert interval[0] <= float(np.median(found)) <= interval[1]
    assert np.quantile(found, 0.025) <= published <= np.quantile(found, 0.975)


def test_e01_responders() -> None:
    """64.4 % on placebo, and a ratio within 0.84 to 1.29 on magnesium."""
    outcome = FACTS.outcomes["cramps"]
    ratio = 1 + in_unit(simulated("cramps", 307), outcome, FACTS) / 64.4

    assert placebo_share(outcome, FACTS) == 0.644
    assert 0.84 < float(np.median(ratio)) < 1.29


def test_e03_pregnancy() -> None:
    """Simulated with 43 and 43 women, the ratio lies in 1.09 to 1.86 and 1.42 among the ratios."""
    outcome = FACTS.outcomes["pregnancy_cramps"]
    rng = np.random.default_rng(3)
    truth = class_effect(outcome, FACTS)
    size = truth.mean + truth.sd * rng.standard_normal(2000)
    treated = rng.binomial(43, normal_cdf(0.2663 + size)) / 43
    control = rng.binomial(43, 0.605, 2000) / 43
    ratio = treated / control

    assert 1.09 <= float(np.median(ratio)) <= 1.86
    assert np.quantile(ratio, 0.025) < 1.42 < np.quantile(ratio, 0.975)


def test_e07_soreness() -> None:
    """A simulated arm of 11 falls by 1 to 2 units of 6 in some trials; the mean effect is smaller.

    What E-07 prints is a fall against the own baseline, significant and hence selected.
    """
    rng = np.random.default_rng(7)
    truth = class_effect(FACTS.outcomes["soreness"], FACTS)
    fall = 1.3 * (truth.mean + truth.sd * rng.standard_normal(2000))
    fall = fall + 1.3 * math.sqrt(2 / 11) * rng.standard_normal(2000)

    assert 0 < float(np.median(fall)) < 1
    assert np.quantile(fall, 0.025) < 1 < np.quantile(fall, 0.975)


def test_e33_beats_and_gut() -> None:
    """No outcome of beats is offered, and 50 against 7 % gut changes come from tolerance."""
    unabsorbed = 0.45 * 400 / 24.305 * 0.75
    share = probability_upset(unabsorbed, 0.45 * 400 / 24.305, FACTS, trial=[-2.0, 2.0])

    assert not [row for row in TRIALS if any(t.evidence == "E-33" for t in row.terms)]
    assert share[0] < 0.5 < share[1]


def test_the_articles_case_series_is_placebo_and_regression() -> None:
    """68 % "better" in twelve weeks without a control is what placebo alone brings (C-1)."""
    shares = [placebo_share(FACTS.outcomes[name], FACTS) for name in ("cramps", "pregnancy_cramps")]

    assert min(shares) - 0.1 < 0.68 < max(shares) + 0.1


# ---------------------------------------------------------------- the five rules


def test_deficit_multiplier_is_anchored() -> None:
    """About 2 in hypomagnesemia (5.97 of 2.81), 0.3 to 0.5 in the replete, in between linear."""
    rng = np.random.default_rng(1)

    assert hypomagnesemia_ratio(FACTS) == pytest.approx(5.97 / 2.81)
    ends = effect_multiplier(np.repeat([0.0, 1.0], 500), FACTS, rng)
    assert ends[:500].min() >= 0.3 and ends[:500].max() <= 0.5
    assert ends[500:] == pytest.approx(5.97 / 2.81)


def test_deficit_reads_serum_intake_and_losses() -> None:
    """Serum counts fully, intake and losses half, and none of them is needed."""
    serum = np.array([0.60, 0.70, 0.775, 0.85, 1.0])
    assert deficit(Baseline(serum_mmol_per_l=serum), FACTS) == pytest.approx([1, 1, 0.5, 0, 0])

    fed = Baseline(
        serum_mmol_per_l=np.full(3, 0.9),
        intake_mg_per_day=np.array([350.0, 350.0, 200.0]),
        losses_mg_per_day=np.array([0.0, 60.0, 0.0]),
        recommended_mg_per_day=350.0,
    )
    assert deficit(fed, FACTS) == pytest.approx([0, 0.5 * (60 / 350) / 0.25, 0.5])


def test_open_trials_are_discounted_and_other_salts_widened() -> None:
    """E-24 enters at a third of its size; only glycinate trials keep the width."""
    mood = class_effect(FACTS.outcomes["mood"], FACTS)
    cramps = class_effect(FACTS.outcomes["cramps"], FACTS)

    assert [s.discounted for s in mood.studies] == [True, False, False]
    assert mood.mean < 0.5
    assert cramps.glycinate_sd == pytest.approx(1.3 * cramps.sd)


def test_performance_has_a_negative_tail_in_the_replete() -> None:
    """Harm is likelier for performance than with the tail taken away, and only in the replete."""
    row = FACTS.outcomes["performance"]
    without = replace(row, tail=False)

    for baseline, differs in ((REPLETE, True), (LOW, False)):
        short = deficit(baseline, FACTS)
        own, plain = (effect_draws(r, short, FACTS)[0] for r in (row, without))
        assert (np.mean(own) < np.mean(plain) - 0.02) == differs


# ---------------------------------------------------------------- a person's answer


@pytest.mark.parametrize("row", TRIALS, ids=lambda row: row.id)
def test_a_low_person_and_a_replete_one_differ(row) -> None:
    """More may be expected where more is missing, and every number is a probability."""
    low, usual, replete = (expectation(row, b, FACTS) for b in (LOW, USUAL, REPLETE))

    for found in (low, usual, replete):
        chances = (found.probability_any, found.probability_worthwhile, found.probability_harm)
        assert all(chance is not None and 0 <= chance <= 1 for chance in chances)
        assert found.interval[0] <= found.added <= found.interval[1]
    if class_effect(row, FACTS).mean > 0.04:
        assert low.added > usual.added > replete.added
        assert low.probability_worthwhile > replete.probability_worthwhile + 0.05
        assert low.probability_any > replete.probability_any


def test_cramps_read_as_the_trials_do() -> None:
    """64 of 100 improve on placebo; in the replete magnesium adds little or nothing."""
    found = expected("cramps", REPLETE)

    assert found.placebo_percent == pytest.approx(64.4)
    assert -10 < found.interval[0] < 0 < found.interval[1] < 10
    assert found.weeks_to_tell is None


def test_weekly_counts_cannot_tell_and_scores_can() -> None:
    """Cramp counts are too noisy for one person; an insomnia score needs months."""
    assert weeks_to_tell(FACTS.outcomes["cramps"], FACTS) is None
    assert 8 <= weeks_to_tell(FACTS.outcomes["sleep"], FACTS) <= 32


def test_an_unproven_outcome_has_no_number() -> None:
    """No probability, no size, no interval where nobody measured."""
    found = expected("motor_learning", LOW)

    assert (found.probability_any, found.added, found.interval, found.weeks_to_tell) == (None,) * 4
    assert found.certainty == "none"


def test_the_same_person_gets_the_same_answer() -> None:
    """The stream is named by the outcome; another seed gives nearly the same."""
    assert expected("mood", USUAL) == expected("mood", USUAL)
    other = expectation(FACTS.outcomes["mood"], USUAL, FACTS, seed=5)
    assert other.added == pytest.approx(expected("mood", USUAL).added, abs=0.3)


def test_no_row_claims_more_than_its_studies() -> None:
    """The certainty of an outcome is at most that of its best study, and its rows exist."""
    order = ["none", "very_low", "low", "moderate", "high"]
    for row in FACTS.outcomes.values():
        studies = [FACTS.evidence[t.evidence] for t in row.terms]
        assert all(name in FACTS.evidence for name in row.evidence)
        if studies:
            best = max(order.index(study.certainty) for study in studies)
            assert order.index(row.certainty) <= best
