"""What may this person expect of magnesium for one outcome, beyond a dummy capsule?

The class effect times the person's deficit, as a distribution: what it adds for people
like them, and the chances that their own response is any benefit, a worthwhile one, or
harm. Beside it the response to placebo, the certainty of the evidence, and how long a
person's own comparison would have to last, if it could tell at all.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from magtitrate.effects.class_effect import class_effect
from magtitrate.effects.deficit import Baseline, deficit, effect_multiplier
from magtitrate.effects.normal import normal_cdf, normal_quantile
from magtitrate.effects.quantiles import quantiles
from magtitrate.facts import Facts
from magtitrate.facts.outcome_shapes import HopedFor
from magtitrate.streams import stream

__all__ = [
    "Expectation",
    "effect_draws",
    "expectation",
    "in_unit",
    "placebo_share",
    "weeks_to_tell",
]

Array = NDArray[np.float64]
PERCENT = 100.0
DRAWS = 4000


@dataclass(frozen=True, kw_only=True)
class Expectation:
    """What the evidence lets one person expect of one outcome.

    Numbers are `None` where no usable trial exists. Sizes are in the outcome's unit
    (percentage points for a share of people), positive where magnesium is better.

    Attributes:
        probability_any, probability_worthwhile, probability_harm: of the person's own
            response beyond placebo, 0 to 1; harm is a change for the worse that would be
            worthwhile as a benefit.
        probability_deficit: mean deficit, 0 replete to 1 low.
        added: median effect in people like this one, with its interval.
        placebo_percent: people of 100 who improve on a dummy capsule; `None` where the
            measure is no share.
        placebo: the placebo response in words, empty where none is printed.
        weeks_to_tell: a comparison of one's own that could show a worthwhile effect;
            `None` where it would last too long or there is nothing to tell.
    """

    outcome: HopedFor
    probability_any: float | None = None
    probability_worthwhile: float | None = None
    probability_harm: float | None = None
    probability_deficit: float = 0.0
    added: float | None = None
    interval: tuple[float, float] | None = None
    placebo_percent: float | None = None
    placebo: str = ""
    weeks_to_tell: float | None = None
    facts: tuple[str, ...] = ()

    @property
    def certainty(self) -> str:
        return self.outcome.certainty


def expectation(
    outcome: HopedFor, baseline: Baseline, facts: Facts, *, seed: int = 0
) -> Expectation:
    """The expectation of this person for this outcome."""
    short = deficit(baseline, facts)
    if outcome.path == "unproven":
        return Expectation(
            outcome=outcome,
            probability_deficit=float(np.mean(short)),
            facts=(f"outcome:{outcome.id}", *outcome.evidence),
        )
    mean, own = effect_draws(outcome, short, facts, seed=seed)
    added, response = in_unit(mean, outcome, facts), in_unit(own, outcome, facts)
    outside = (1 - facts.value("benefit.interval")) / 2
    low, middle, high = quantiles(added, [outside, 1 / 2, 1 - outside])
    worthwhile = outcome.worthwhile or 0.0
    return Expectation(
        outcome=outcome,
        probability_any=float(np.mean(own > facts.value("benefit.negligible"))),
        probability_worthwhile=float(np.mean(response >= worthwhile)),
        probability_harm=float(np.mean(response <= -worthwhile)),
        probability_deficit=float(np.mean(short)),
        added=float(middle),
        interval=(float(low), float(high)),
        placebo_percent=_placebo_percent(outcome, facts),
        placebo=_placebo(outcome, facts),
        weeks_to_tell=weeks_to_tell(outcome, facts),
        facts=_facts_of(outcome),
    )


def effect_draws(
    outcome: HopedFor, short: Array, facts: Facts, *, seed: int = 0
) -> tuple[Array, Array]:
    """Effects in standard deviations: of people like this one, and of this person, (draw,).

    Args:
        short: deficit of the person's draws, (lane,); drawn from with replacement.
    """
    rng = stream(seed, "benefit", outcome.id)
    found = class_effect(outcome, facts)
    mean = found.mean + found.glycinate_sd * rng.standard_normal(DRAWS)
    person = np.asarray(rng.choice(short, DRAWS))
    mean = mean * effect_multiplier(person, facts, rng)
    # Settings differ for other reasons than a deficit, so this width is not multiplied.
    mean = mean + found.between * rng.standard_normal(DRAWS)
    if outcome.tail:
        mean = mean - _tail(person, facts, rng)
    own = mean + facts.value("benefit.between_people_sd") * rng.standard_normal(DRAWS)
    return mean, own


def _tail(short: Array, facts: Facts, rng: np.random.Generator) -> Array:
    """Harm that a replete person may take from it (PR-1), gone in the low."""
    struck = rng.random(short.shape) < facts.value("benefit.tail_share")
    return np.asarray(struck * (1 - short) * facts.value("benefit.tail_size"))


def in_unit(size: Array, outcome: HopedFor, facts: Facts) -> Array:
    """Standardized effects in the outcome's unit, positive is better, any shape."""
    if outcome.scale == "difference":
        return np.asarray(size * (outcome.sd or 0.0))
    without = placebo_share(outcome, facts)
    return np.asarray(PERCENT * (normal_cdf(normal_quantile(without) + size) - without))


def placebo_share(outcome: HopedFor, facts: Facts) -> float:
    """Share of people who improved on placebo in the outcome's placebo row."""
    effects = facts.evidence[outcome.placebo].effects
    control = next(e.control for e in effects if e.kind == "proportions" and e.control)
    return control / PERCENT


def weeks_to_tell(outcome: HopedFor, facts: Facts) -> float | None:
    """Weeks of a person's own comparison, both halves together; `None` where too long.

    Weekly means of the diary, half of the weeks on magnesium and half on placebo, at
    least as long as the trials lasted in each half.
    """
    if not outcome.diary_sd or not outcome.diary_change or not outcome.weeks:
        return None
    needed = normal_quantile(1 - facts.value("benefit.false_alarm") / 2) + normal_quantile(
        facts.value("benefit.power")
    )
    each = 2 * (needed * outcome.diary_sd / outcome.diary_change) ** 2
    weeks = 2.0 * math.ceil(max(each, outcome.weeks))
    return weeks if weeks <= facts.value("benefit.longest_trial_weeks") else None


def _placebo_percent(outcome: HopedFor, facts: Facts) -> float | None:
    return PERCENT * placebo_share(outcome, facts) if outcome.scale == "share" else None


def _placebo(outcome: HopedFor, facts: Facts) -> str:
    if not outcome.placebo:
        return ""
    printed = facts.evidence[outcome.placebo].placebo
    return "" if printed is None else printed.text


def _facts_of(outcome: HopedFor) -> tuple[str, ...]:
    studies = dict.fromkeys(term.evidence for term in outcome.terms)
    return (f"outcome:{outcome.id}", *studies, "PR-1", "PR-2", "PR-3", "PR-4")
