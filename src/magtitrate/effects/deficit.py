"""How short of magnesium is this person, and what does that do to the effect?

The deficit runs from 0 (replete) to 1 (as low as the hypomagnesemic groups of trials),
from baseline serum, and half as far from intake and losses alone. The effect of a trial's
mean person is multiplied by `D`: 0.3 to 0.5 in the replete (PR-1), and in the low what
the pressure trials found in hypomagnesemia against all (E-29: -5.97 against -2.81).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from magtitrate.effects.class_effect import rule_number
from magtitrate.facts import Facts

__all__ = ["Baseline", "deficit", "effect_multiplier", "hypomagnesemia_ratio"]

Array = NDArray[np.float64]
ANCHOR, MEASURE, LOW = "E-29", "systolic pressure", "hypomagnesemia"


@dataclass(frozen=True, kw_only=True)
class Baseline:
    """What is believed of one person before any supplement: posterior draws.

    Attributes:
        serum_mmol_per_l: (lane,).
        intake_mg_per_day: magnesium from food, (lane,) or one number for all.
        losses_mg_per_day: beyond the usual, such as sweat, (lane,) or one number.
        recommended_mg_per_day: reference intake; `None` where none is known.
    """

    serum_mmol_per_l: Array
    intake_mg_per_day: Array | float | None = None
    losses_mg_per_day: Array | float = 0.0
    recommended_mg_per_day: float | None = None


def deficit(baseline: Baseline, facts: Facts) -> Array:
    """0 for replete to 1 for low, (lane,)."""
    replete = facts.value("policy.serum_evidence_lower")
    low = facts.value("policy.serum_lower_fallback")
    serum = np.asarray(baseline.serum_mmol_per_l, dtype=float)
    by_serum = np.clip((replete - serum) / (replete - low), 0.0, 1.0)
    wanted = baseline.recommended_mg_per_day
    if baseline.intake_mg_per_day is None or not wanted:
        return np.asarray(by_serum)
    net = np.asarray(baseline.intake_mg_per_day, dtype=float) - baseline.losses_mg_per_day
    lowest = facts.value("benefit.intake_deficient_share")
    by_intake = np.clip((1 - net / wanted) / (1 - lowest), 0.0, 1.0)
    return np.asarray(np.maximum(by_serum, facts.value("benefit.intake_weight") * by_intake))


def effect_multiplier(short: Array, facts: Facts, rng: np.random.Generator) -> Array:
    """`D` for each deficit, the replete end drawn from its range, (lane,)."""
    replete = rule_number("PR-1", "deficit function in replete adults", facts)
    at_replete = rng.uniform(replete.low, replete.high, short.shape)
    return np.asarray(at_replete + (hypomagnesemia_ratio(facts) - at_replete) * short)


def hypomagnesemia_ratio(facts: Facts) -> float:
    """Effect in hypomagnesemia over the effect in all, as the anchor prints them."""
    found = {
        effect.subgroup: effect.value
        for effect in facts.evidence[ANCHOR].effects
        if effect.quantity == MEASURE and effect.value is not None
    }
    return found[LOW] / found[""]
