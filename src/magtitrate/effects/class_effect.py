"""What is the mean effect of magnesium on an outcome, all trials weighed?

The class effect: standardized results of the outcome's studies, open ones discounted
(PR-2), single trials widened by how far trials differ, combined with a skeptical prior
around none. Another setting differs from the trials' mean again, and for glycinate the
width is inflated in so far as other salts were tested (PR-3).
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from magtitrate.effects.weighing import Weighed, weigh
from magtitrate.facts import Facts
from magtitrate.facts.evidence_shapes import NamedRange
from magtitrate.facts.outcome_shapes import HopedFor

__all__ = ["ClassEffect", "class_effect", "rule_number"]


@dataclass(frozen=True, kw_only=True)
class ClassEffect:
    """The mean effect in people such as those of the trials [standard deviations].

    Attributes:
        mean, sd: of the trials' own salts.
        between: how far the next setting lies from it.
        glycinate_sd: `sd` for glycinate, which most trials did not test.
        studies: what it rests on.
    """

    mean: float
    sd: float
    between: float
    glycinate_sd: float
    studies: tuple[Weighed, ...]


def class_effect(outcome: HopedFor, facts: Facts) -> ClassEffect:
    """The class effect of an outcome that has trials."""
    studies = tuple(weigh(term, outcome.better, facts) for term in outcome.terms)
    between = outcome.between_trials
    if between is None:
        between = facts.value("benefit.between_trials_sd")
    discount = rule_number("PR-2", "discount of unblinded effects", facts)
    middle = (discount.low + discount.high) / 2
    prior = 1 / facts.value("benefit.skeptical_sd") ** 2
    weights = [1 / (s.error**2 + (0.0 if s.pooled else between**2)) for s in studies]
    sizes = [s.size * (middle if s.discounted else 1.0) for s in studies]
    total = prior + sum(weights)
    sd = math.sqrt(1 / total)
    other = sum(w for w, s in zip(weights, studies, strict=True) if not s.glycinate)
    inflation = rule_number("PR-3", "inflation for another salt", facts).high
    share = other / sum(weights)
    return ClassEffect(
        mean=sum(w * size for w, size in zip(weights, sizes, strict=True)) / total,
        sd=sd,
        between=between,
        glycinate_sd=sd * math.sqrt(1 + share * (inflation**2 - 1)),
        studies=studies,
    )


def rule_number(rule: str, name: str, facts: Facts) -> NamedRange:
    """A number of one of the five rules for priors."""
    return next(n for n in facts.prior_rules[rule].numbers if n.name == name)
