"""Which stores fill and empty slowly, and which merely follow the plasma?

Muscle and the bone surface exchange with plasma and hold magnesium of the balance; the
other 85 % of the body's magnesium does not move within a year of dosing and is left out
(kinetics 1.6). Red cells and cerebrospinal fluid follow without taking from the balance:

    d(cell)/dt = (usual * (1 + e*(C/C_usual - 1)) - cell) / turnover

Muscle holds on to what it has: in depletion it loses 15 % while plasma loses 25 to 40 %
(Wallach 1988; an elasticity of 0.3 to 0.55, kinetics 2.5). So its outflow goes with the
cube of its content, and its content with the cube root of plasma. A tracer meets the
whole pool, a change of plasma a third of it.
"""

from __future__ import annotations

from magtitrate.body.expr import Expr, amount, parameter
from magtitrate.body.flux import Flux, Follower, Slot
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

usual_tissue = parameter("stores.tissue_volume_l") * parameter("plasma.reference_mmol_per_l")
"""What soft tissue holds at the usual plasma concentration [mmol]."""

FLUXES = (
    Flux(
        name="plasma to tissue",
        source="plasma",
        sink="tissue",
        rate=parameter("stores.tissue_exchange_l_per_h") * concentration,
    ),
    Flux(
        name="tissue to plasma",
        source="tissue",
        sink="plasma",
        rate=parameter("stores.tissue_exchange_l_per_h")
        * parameter("plasma.reference_mmol_per_l")
        * (amount("tissue") / usual_tissue) ** 3,
    ),
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
