"""What leaves through the skin?

A steady loss and the sweat of training. Both are made from plasma, so they fall with it
and stop when it is empty. Stool and its secretions stand in `gut`.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from magtitrate.body.expr import Array, given, parameter
from magtitrate.body.flux import Flux, Pool, Slot
from magtitrate.body.plasma import serum_share

__all__ = ["FLUXES", "POOLS", "SLOTS", "sweat_mmol_per_h"]

POOLS = (Pool(name="skin", meaning="left through the skin", ledger=True),)

SLOTS = (
    Slot(name="losses.skin_mmol_per_h", unit="mmol/h"),
    Slot(name="losses.sweat_mmol_per_l", unit="mmol/L"),
)

FLUXES = (
    Flux(
        name="skin",
        source="plasma",
        sink="skin",
        rate=parameter("losses.skin_mmol_per_h") * serum_share,
    ),
    Flux(
        name="sweat",
        source="plasma",
        sink="skin",
        rate=given("sweat_mmol_per_h") * serum_share,
    ),
)


def sweat_mmol_per_h(sweat_l_per_h: Array | float, theta: Mapping[str, Array]) -> Array:
    """Magnesium lost per hour of sweating, at the usual plasma magnesium [mmol/h], (lane,)."""
    return np.asarray(sweat_l_per_h, dtype=float) * theta["losses.sweat_mmol_per_l"]
