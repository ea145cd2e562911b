"""How does magnesium spread between plasma and the pools it exchanges with?

    flux out = Q * C,   flux back = Q * content / apparent volume        C = plasma / V1

Total plasma magnesium C stands for plasma with the extracellular space (V1). The fast
pool exchanges within hours, soft tissue within days, the bone surface within weeks
(kinetics 1.3, 2.1). The apparent volumes are linear around the usual concentration.
"""

from __future__ import annotations

from magtitrate.body.expr import amount, given, named, parameter
from magtitrate.body.flux import Flux, Pool, Slot

__all__ = ["FLUXES", "POOLS", "SLOTS", "concentration", "exchange", "serum_share", "ultrafiltrate"]

POOLS = (
    Pool(name="fast", meaning="fast exchange, hours"),
    Pool(name="tissue", meaning="exchangeable soft tissue, mostly muscle, days"),
    Pool(name="bone", meaning="bone surface, weeks"),
    Pool(name="plasma", meaning="plasma and extracellular fluid"),
    Pool(name="syringe", meaning="given by vein, as a debt", ledger=True, debt=True),
)

SLOTS = (
    Slot(name="plasma.volume_l", unit="L", per_kg=True),
    Slot(name="plasma.fast_volume_l", unit="L", per_kg=True),
    Slot(name="plasma.fast_exchange_l_per_h", unit="L/h", per_kg=True),
    Slot(name="plasma.ultrafiltrable_fraction", unit="1"),
    Slot(name="plasma.ionized_fraction", unit="1"),
    Slot(name="plasma.ionized_offset_mmol_per_l", unit="mmol/L"),
    Slot(name="plasma.reference_mmol_per_l", unit="mmol/L"),
)

concentration = named("C", amount("plasma") / parameter("plasma.volume_l"))
"""Total plasma magnesium [mmol/L]."""

ultrafiltrate = parameter("plasma.ultrafiltrable_fraction") * concentration
"""What the glomerulus can filter [mmol/L]."""

serum_share = named("serum_share", concentration / parameter("plasma.reference_mmol_per_l"))
"""Plasma magnesium as a share of the usual: secretions and sweat are made from it."""


def exchange(pool: str, flow: str, volume: str) -> tuple[Flux, Flux]:
    """The pair of fluxes between plasma and a pool that is in balance at equal concentration."""
    return (
        Flux(
            name=f"plasma to {pool}",
            source="plasma",
            sink=pool,
            rate=parameter(flow) * concentration,
        ),
        Flux(
            name=f"{pool} to plasma",
            source=pool,
            sink="plasma",
            rate=parameter(flow) / parameter(volume) * amount(pool),
        ),
    )


FLUXES = (
    *exchange("fast", "plasma.fast_exchange_l_per_h", "plasma.fast_volume_l"),
    Flux(name="infusion", source="syringe", sink="plasma", rate=given("infusion_mmol_per_h")),
)
