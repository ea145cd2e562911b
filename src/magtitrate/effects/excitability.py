"""How close is a nerve or muscle membrane to its threshold, given Ca, Mg and K?

Calcium and magnesium outside screen the surface charge, so that gates need more
depolarization (Hille, Woodhull & Shapiro 1975); potassium sets the resting potential. Low
calcium and magnesium bring a membrane closer to threshold, low potassium takes it away
and so can hide what they do.
"""

from __future__ import annotations

import numpy as np

from magtitrate.effects.neuro_parameters import Array, Theta

__all__ = ["gating_shift_mv", "recruitment_scale", "resting_mv", "towards_threshold_mv"]


def gating_shift_mv(calcium: Array, magnesium: Array, theta: Theta) -> Array:
    """Extra depolarization that gates need, against the reference; above 0 calms [mV], (lane,)."""
    reference = _divalent(
        theta["reference_calcium_mmol_per_l"], theta["reference_ionized_mmol_per_l"], theta
    )
    ratio = _divalent(calcium, magnesium, theta) / reference
    return np.asarray(theta["gating_slope_mv"] * np.log10(ratio))


def _divalent(calcium: Array, magnesium: Array, theta: Theta) -> Array:
    """Calcium and the calcium that magnesium is worth, over the floor [mmol/L]."""
    return np.asarray(
        calcium + magnesium / theta["gating_potency"] + theta["gating_floor_mmol_per_l"]
    )


def resting_mv(potassium: Array, theta: Theta) -> Array:
    """Resting potential by potassium and a small leak of sodium [mV], (lane,)."""
    leak = theta["sodium_permeability"]
    outside = potassium + leak * theta["sodium_outside_mmol_per_l"]
    inside = theta["potassium_inside_mmol_per_l"] + leak * theta["sodium_inside_mmol_per_l"]
    return np.asarray(theta["thermal_mv"] * np.log(outside / inside))


def towards_threshold_mv(magnesium: Array, calcium: Array, potassium: Array, theta: Theta) -> Array:
    """Net shift towards threshold against the reference; above 0 irritates [mV], (lane,)."""
    usual = resting_mv(theta["reference_potassium_mmol_per_l"], theta)
    depolarized = resting_mv(potassium, theta) - usual
    return np.asarray(depolarized - gating_shift_mv(calcium, magnesium, theta))


def recruitment_scale(towards_mv: Array, theta: Theta) -> Array:
    """Recruitment thresholds of motor units against the reference, (lane,)."""
    return np.asarray(1 - towards_mv / theta["recruitment_mv"])
