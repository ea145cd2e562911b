"""How much does one printed result weigh, whatever unit it was printed in?

Every result becomes a standardized difference (treated minus control in standard
deviations between people, positive where people fared better) with its standard error:
from an interval, from arms with their SDs, from shares of people who improved, or from
the p-value alone. A test that favors neither arm and prints no number counts as none
found, with the standard error of its size.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from magtitrate.effects.normal import normal_pdf, normal_quantile
from magtitrate.errors import FactError
from magtitrate.facts import Facts
from magtitrate.facts.evidence_shapes import EffectSize, Evidence
from magtitrate.facts.outcome_shapes import Term

__all__ = ["Weighed", "weigh"]

PERCENT = 100.0
TWO_SIDED_95 = normal_quantile(0.975)
OPEN = ("open_label", "uncontrolled")
POOLED = ("meta_analysis",)
DIRECT = "standard deviations"
COHEN = "Cohen d"


@dataclass(frozen=True, kw_only=True)
class Weighed:
    """One study's word on an outcome.

    Attributes:
        size: standardized difference, positive is better.
        error: its standard error.
        discounted: not blinded against a placebo: PR-2 applies.
        pooled: a pool of trials, whose interval holds their differences already.
        glycinate: tested this salt.
    """

    evidence: str
    size: float
    error: float
    discounted: bool
    pooled: bool
    glycinate: bool


def weigh(term: Term, better: str, facts: Facts) -> Weighed:
    """The term's results, averaged within the study.

    Args:
        better: `lower` or `higher`, for the outcome's measure.

    Raises:
        FactError: the study does not print what is needed.
    """
    row = facts.evidence[term.evidence]
    found = [
        _standardized(effect, row, term.better or better)
        for quantity in term.quantity
        for effect in _effects(row, quantity, term)
    ]
    if not found:
        raise FactError("no effect of this study has this quantity", key=f"{row.id} {term}")
    return Weighed(
        evidence=row.id,
        size=sum(size for size, _ in found) / len(found),
        error=max(error for _, error in found),
        discounted=term.discounted or row.design in OPEN,
        pooled=row.design in POOLED,
        glycinate=row.glycinate,
    )


def _effects(row: Evidence, quantity: str, term: Term) -> list[EffectSize]:
    return [
        effect
        for effect in row.effects
        if effect.quantity == quantity
        and effect.subgroup == term.subgroup
        and (not term.kind or effect.kind == term.kind)
    ]


def _standardized(effect: EffectSize, row: Evidence, better: str) -> tuple[float, float]:
    """Size and standard error; the first way that the printed numbers allow."""
    people = effect.n or row.analyzed or row.n
    if people is None:
        raise FactError("a result without a number of people cannot be weighed", key=row.id)
    # Half of the people in each arm; in a crossover everybody is in both.
    usual = 1 / math.sqrt(people) if row.design == "crossover" else 2 / math.sqrt(people)
    if effect.kind == "proportions":
        return _of_shares(effect, row)
    if effect.unit == DIRECT and effect.value is not None:
        return _sign(effect, better) * abs(effect.value), _interval_error(effect, row)
    if COHEN in effect.quantity and effect.value is not None:
        return effect.value, usual
    if effect.treated_sd and effect.control_sd and effect.control is not None:
        spread = math.sqrt((effect.treated_sd**2 + effect.control_sd**2) / 2)
        return _sign(effect, better) * abs((effect.treated or 0.0) - effect.control) / spread, usual
    if effect.low is not None and effect.value is not None:
        errors = abs(effect.value) / _interval_error(effect, row)
        return _sign(effect, better) * errors * usual, usual
    if effect.p is not None and effect.favors != "neither":
        return _sign(effect, better) * normal_quantile(1 - effect.p / 2) * usual, usual
    return 0.0, usual


def _sign(effect: EffectSize, better: str) -> float:
    """Did people fare better on magnesium (1) or worse (-1)?"""
    if effect.favors in ("treated", "control"):
        return 1.0 if effect.favors == "treated" else -1.0
    difference = effect.value
    if difference is None and effect.treated is not None and effect.control is not None:
        difference = effect.treated - effect.control
    if not difference:
        return 1.0
    return 1.0 if (difference < 0) == (better == "lower") else -1.0


def _interval_error(effect: EffectSize, row: Evidence) -> float:
    if effect.low is None or effect.high is None:
        raise FactError("a result without an interval cannot be weighed", key=row.id)
    return (effect.high - effect.low) / (2 * TWO_SIDED_95)


def _of_shares(effect: EffectSize, row: Evidence) -> tuple[float, float]:
    """Difference of two shares of improved people on the normal scale."""
    if effect.control is None or not effect.n_treated or not effect.n_control:
        raise FactError("shares need both arms and their sizes", key=row.id)
    variance, ends = 0.0, []
    for percent, people in ((effect.treated, effect.n_treated), (effect.control, effect.n_control)):
        share = (percent or 0.0) / PERCENT
        at = normal_quantile(share)
        ends.append(at)
        variance += share * (1 - share) / people / normal_pdf(at) ** 2
    return ends[0] - ends[1], math.sqrt(variance)
