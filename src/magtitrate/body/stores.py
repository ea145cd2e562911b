"""Which stores fill and empty slowly, and which merely follow the plasma?

Muscle and the bone surface exchange with plasma and hold magnesium of the balance; the
other 85 % of the body's magnesium does not move within a year of dosing and is left out
(kinetics 1.6). Red cells and cerebrospinal fluid follow without taking from the balance:

    d(cell)/dt = (usual * (1 + e*(C/C_usual - 1)) - cell) / turnover
"""

from __future__ import annotations

from magtitrate.body.expr import Expr, amount, parameter
from magtitrate.body.flux import Follower, Slot
from magtitrate.body.plasma import concentration, exchange

__all__ = ["FLUXES", "FOLLOWERS", "SLOTS", "target"]

SLOTS = (
    Slot(name="stores.tissue_volume_l", unit="L", per_kg=True),
    Slot(name="stores.tissue_exchange_l_per_h", unit="L/h", per_kg=True),
    Slot(name="stores.bone_volume_l", unit="L", per_kg=True),
    Slot(name="stores.bone_exchange_l_per_h", unit="L/h", per_kg=True),
    Slot(name="stores.red_cell_mmol_per_l", unit="mmol/L"),
    Slot(name="stores.red_cell_elasticity", unit="1"),
    Slot(name="stores.red_cell_turnover_h", unit="h"),
    Slot(name="stores.csf_mmol_per_l", unit="mmol/L"),
    Slot(name="stores.csf_elasticity", unit="1"),
    Slot(name="stores.csf_turnover_h", unit="h"),
)

FLUXES = (
    *exchange("tissue", "stores.tissue_exchange_l_per_h", "stores.tissue_volume_l"),
    *exchange("bone", "stores.bone_exchange_l_per_h", "stores.bone_volume_l"),
)


def target(what: str) -> Expr:
    """Where a follower of plasma is heading at this plasma concentration [mmol/L]."""
    shift = concentration / parameter("plasma.reference_mmol_per_l") - 1
    return parameter(f"stores.{what}_mmol_per_l") * (
        1 + parameter(f"stores.{what}_elasticity") * shift
    )


def _following(what: str, meaning: str) -> Follower:
    return Follower(
        name=what,
        meaning=meaning,
        unit="mmol/L",
        rate=(target(what) - amount(what)) / parameter(f"stores.{what}_turnover_h"),
    )


FOLLOWERS = (
    _following("red_cell", "total magnesium of red cells"),
    _following("csf", "ionized magnesium of cerebrospinal fluid"),
)
