"""How likely is a loose stool, or any upset, from the magnesium that is not absorbed?

Soluble magnesium left in the gut holds water: 7.3 g of stool per mmol (Fine, N Engl J Med
1991;324:1012). People differ widely in the weight they bear: its log is normal between
people, with a smaller spread from day to day. One large dose weighs more than the same
amount divided. No advantage of glycinate is proven, and none is claimed; where a trial
found none beyond placebo, the model's wide trial-to-trial spread holds it.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from magtitrate.effects.normal import normal_cdf
from magtitrate.facts import Facts

__all__ = ["probability_loose_stool", "probability_upset", "stool_weight_g"]

Array = NDArray[np.float64]


def stool_weight_g(
    unabsorbed_mmol_per_day: ArrayLike, largest_dose_mmol: float, facts: Facts
) -> Array:
    """Rise of the day's stool weight; what one intake holds above a threshold counts twice [g/d].

    Args:
        unabsorbed_mmol_per_day: soluble supplemental magnesium that reaches the stool
            [mmol/d], (lane,).
        largest_dose_mmol: the largest single intake [mmol].
    """
    unabsorbed = np.asarray(unabsorbed_mmol_per_day, dtype=float)
    excess = max(0.0, largest_dose_mmol - facts.value("tolerance.single_dose_threshold"))
    return np.asarray(facts.value("tolerance.stool_g_per_mmol") * (unabsorbed + excess))


def probability_loose_stool(
    unabsorbed_mmol_per_day: ArrayLike,
    largest_dose_mmol: float,
    facts: Facts,
    *,
    standing: ArrayLike | None = None,
) -> Array:
    """Chance of loose stools on this dose.

    Args:
        unabsorbed_mmol_per_day: as in `stool_weight_g`, (lane,).
        standing: how this person stands among people, in standard deviations, tolerant
            ones above 0, (lane,); then the chance is that of one day. `None` averages
            over people and days.

    Returns:
        Probability, (lane,).
    """
    people = facts.value("tolerance.loose_spread_people")
    days = facts.value("tolerance.loose_spread_days")
    weight = stool_weight_g(unabsorbed_mmol_per_day, largest_dose_mmol, facts)
    logs = _log_share(weight, facts.value("tolerance.loose_median_g_per_d"))
    if standing is None:
        chance = normal_cdf(logs / np.hypot(people, days))
    else:
        chance = normal_cdf((logs - people * np.asarray(standing, dtype=float)) / days)
    odds = facts.value("tolerance.glycinate_odds")
    return np.asarray(odds * chance / (1 - chance + odds * chance))


def probability_upset(
    unabsorbed_mmol_per_day: ArrayLike,
    largest_dose_mmol: float,
    facts: Facts,
    *,
    trial: ArrayLike = 0.0,
    background: float | None = None,
) -> Array:
    """Chance of noticing anything in the gut, upset that comes without magnesium included.

    Args:
        trial: how far one trial stands from the others, in standard deviations of trials,
            (lane,); what is asked and how decides more than the dose.
        background: share that is upset on placebo; `None` takes the usual one.
    """
    weight = stool_weight_g(unabsorbed_mmol_per_day, largest_dose_mmol, facts)
    logs = _log_share(weight, facts.value("tolerance.upset_median_g_per_d"))
    own = facts.value("tolerance.trial_spread") * np.asarray(trial, dtype=float)
    added = normal_cdf(logs / facts.value("tolerance.upset_spread_people") + own)
    without = facts.value("tolerance.upset_background") if background is None else background
    return np.asarray(without + (1 - without) * np.where(weight > 0, added, 0.0))


def _log_share(weight: Array, median: float) -> Array:
    """Log of weight over median; minus infinity where there is no weight."""
    with np.errstate(divide="ignore"):
        return np.asarray(np.log(np.maximum(weight, 0.0) / median))
