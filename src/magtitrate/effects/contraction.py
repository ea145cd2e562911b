"""What does free magnesium inside a muscle fiber do to calcium release and the twitch?

Magnesium holds the release of calcium back (Dutka & Lamb 2004), the more so beside
phosphate, as in fatigue. More magnesium in the fiber therefore means less release, not
more strength. Contraction time does not depend on it.
"""

from __future__ import annotations

import numpy as np

from magtitrate.effects.neuro_parameters import Array, Theta

__all__ = [
    "calcium_release",
    "muscle_free_mmol_per_l",
    "phosphate_factor",
    "twitch",
    "twitch_amplitude",
]


def muscle_free_mmol_per_l(ionized: Array, theta: Theta, *, after_h: float | None = None) -> Array:
    """Free magnesium of muscle under a plasma level held for so long [mmol/L], (lane,).

    Args:
        after_h: hours since the step from the reference; `None` for ever.
    """
    usual = theta["muscle_reference_mmol_per_l"]
    level = ionized / theta["reference_ionized_mmol_per_l"]
    settled = usual * level ** theta["muscle_elasticity"]
    if after_h is None:
        return np.asarray(settled)
    return np.asarray(settled + (usual - settled) * np.exp(-after_h / theta["muscle_turnover_h"]))


def calcium_release(free: Array, theta: Theta) -> Array:
    """Calcium released by one impulse against the reference, (lane,)."""
    half = theta["calcium_release_k_mmol_per_l"]
    return np.asarray((1 + theta["muscle_reference_mmol_per_l"] / half) / (1 + free / half))


def phosphate_factor(phosphate: Array, free: Array, theta: Theta) -> Array:
    """Release beside inorganic phosphate against none [mmol/L both], (lane,); fits two points."""
    load = phosphate / theta["phosphate_reference_mmol_per_l"]
    held = theta["phosphate_strength"] * load * free ** theta["phosphate_power"]
    return np.asarray(1 / (1 + held))


def twitch_amplitude(free: Array, theta: Theta) -> Array:
    """Peak force of a twitch against the reference, (lane,)."""
    return np.asarray(calcium_release(free, theta) ** theta["twitch_power"])


def twitch(time_ms: Array, theta: Theta) -> Array:
    """Force of a twitch with peak 1 at the contraction time (Raikova & Aladjov), (time,).

    It is half at contraction time plus half-relaxation time.
    """
    peak, half = theta["contraction_time_ms"], theta["half_relaxation_ms"]
    decay = np.log(2) / (half - peak * np.log((peak + half) / peak))
    # In logs, so that the power of a small time cannot overflow.
    with np.errstate(divide="ignore"):
        force = decay * peak * np.log(time_ms / peak) + decay * (peak - time_ms)
    return np.asarray(np.exp(force))
