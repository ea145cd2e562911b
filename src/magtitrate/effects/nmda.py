"""How far does magnesium of brain fluid block the NMDA receptor?

Jahr & Stevens 1990: the block depends on voltage. It must be driven by the fluid of the
brain, which is held steady, and never by plasma: that is the classic error.
"""

from __future__ import annotations

import numpy as np

from magtitrate.effects.neuro_parameters import Array, Theta
from magtitrate.facts import Facts

__all__ = ["brain_fluid_mmol_per_l", "open_share"]


def open_share(voltage_mv: float, brain_fluid: Array, theta: Theta) -> Array:
    """Share of the conductance that is not blocked, (lane,).

    Args:
        brain_fluid: ionized magnesium of cerebrospinal fluid [mmol/L], (lane,).
    """
    block = brain_fluid / theta["nmda_k_mmol_per_l"]
    return np.asarray(1 / (1 + block * np.exp(-theta["nmda_slope_per_mv"] * voltage_mv)))


def brain_fluid_mmol_per_l(ionized: Array, theta: Theta, facts: Facts) -> Array:
    """Where brain fluid settles at this plasma magnesium [mmol/L], (lane,).

    For people outside the body model; its own output is `csf_magnesium`.
    """
    usual = theta["reference_ionized_mmol_per_l"]
    power = facts.value("stores.csf_elasticity")
    return np.asarray(facts.value("stores.csf_mmol_per_l") * (ionized / usual) ** power)
