"""How likely is a loose stool from the magnesium that is not absorbed?

Soluble magnesium left in the gut holds water: 7.3 g of stool per mmol (Fine, N Engl J Med
1991;324:1012). The chance of a loose stool is a logistic curve of that weight; one large
dose weighs more than the same amount divided.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from magtitrate.facts import Facts

__all__ = ["probability_loose_stool"]


def probability_loose_stool(
    unabsorbed_mmol_per_day: ArrayLike, largest_dose_mmol: float, facts: Facts
) -> NDArray[np.float64]:
    """Chance of loose stools on a day of this dose.

    Args:
        unabsorbed_mmol_per_day: soluble supplemental magnesium that reaches the stool
            [mmol/d], (lane,).
        largest_dose_mmol: the largest single intake [mmol].

    Returns:
        Probability, (lane,).
    """
    excess = max(0.0, largest_dose_mmol - facts.value("tolerance.single_dose_threshold"))
    weight_g = facts.value("tolerance.stool_g_per_mmol") * (
        np.asarray(unabsorbed_mmol_per_day, dtype=float) + excess
    )
    logit = (weight_g - facts.value("tolerance.loose_midpoint_g")) / facts.value(
        "tolerance.loose_width_g"
    )
    odds = facts.value("tolerance.glycinate_odds") * np.exp(np.clip(logit, -60, 60))
    return np.asarray(odds / (1 + odds))
