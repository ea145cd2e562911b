"""How would the rate of cramps change with excitability, fatigue and treatment?

A log-linear index. Its mechanism parts are guesses; the part of treatment is the trials'
(Cochrane 2020), and includes none.
"""

from __future__ import annotations

import numpy as np

from magtitrate.effects.neuro_parameters import Array, Theta

__all__ = ["cramp_rate_ratio"]


def cramp_rate_ratio(
    towards_mv: Array, theta: Theta, *, fatigue: Array | float = 0.0, treated: Array | float = 0.0
) -> Array:
    """Cramps against the reference state, (lane,).

    Args:
        towards_mv: shift towards threshold [mV].
        fatigue: 0 rested to 1 exhausted.
        treated: 0 without to 1 with magnesium as in the trials.
    """
    log_rate = (
        theta["cramp_excitability_per_mv"] * towards_mv
        + theta["cramp_fatigue"] * fatigue
        + theta["cramp_treatment"] * treated
    )
    return np.asarray(np.exp(log_rate))
