"""How long can a joint hold a load, by three compartments of motor units?

Active units tire and tired ones rest (Frey-Law 2012): `MA' = C - F MA; MF' = F MA - R MF;
MR' = -C + R MF`. For a held load the endurance has a closed form. Magnesium has no proven
part in it: its coupling is 0 unless asked otherwise.
"""

from __future__ import annotations

import numpy as np

from magtitrate.effects.contraction import phosphate_factor
from magtitrate.effects.neuro_parameters import Array, Theta

__all__ = ["JOINTS", "endurance_s", "fatigue_rate_per_s"]

JOINTS = ("ankle", "trunk", "hand", "elbow", "knee", "shoulder")


def endurance_s(load: Array, fatigue_per_s: Array, recovery_per_s: Array) -> Array:
    """Time until a load can no longer be held [s], infinite for light ones, (lane,).

    Args:
        load: share of the greatest force.
    """
    spent = np.asarray(recovery_per_s * (1 - load) / (fatigue_per_s * load))
    with np.errstate(divide="ignore", invalid="ignore"):
        held = -np.log1p(-spent) / recovery_per_s
    return np.asarray(np.where(spent >= 1, np.inf, held))


def fatigue_rate_per_s(joint: str, free: Array, phosphate: Array, theta: Theta) -> Array:
    """Rate at which active units of a joint tire [1/s], (lane,)."""
    usual = phosphate_factor(phosphate, theta["muscle_reference_mmol_per_l"], theta)
    worse = usual / phosphate_factor(phosphate, free, theta) - 1
    return np.asarray(
        theta[f"fatigue_rate_{joint}_per_s"] * (1 + theta["fatigue_magnesium"] * worse)
    )
