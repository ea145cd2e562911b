"""How much magnesium does the kidney let go?

    excretion = GFR * s * [ln(1 + e^((f*C - T)/s)) - ln(1 + e^(-T/s))]
    T         = Tm * (1 - c * cos(2 pi (t - peak)/24))

Everything filtered above a threshold Tm is lost, with a splay s around it: Tm 0.58 mmol/L
of ultrafiltrate, unaltered by parathyroid disease (Rude 1980). The last bracket, about
1e-6 mmol/L, only makes sure that nothing leaves an empty plasma. Chronic kidney disease
is geometry: fewer liters filtered, the same threshold. Equation of kinetics 1.3, but for
the rhythm of day and night: it belongs to reabsorption, so it moves the threshold by a few
percent and the usual urine by a quarter, and does not touch the clearance of a load.
"""

from __future__ import annotations

import math

from magtitrate.body.expr import cos, named, parameter, softplus, time
from magtitrate.body.flux import Flux, Pool, Slot
from magtitrate.body.plasma import ultrafiltrate

__all__ = ["FLUXES", "POOLS", "SLOTS", "filtration_l_per_h"]

POOLS = (Pool(name="urine", meaning="left with the urine", ledger=True),)

SLOTS = (
    Slot(name="kidney.gfr_l_per_h", unit="L/h", personal=True),
    Slot(name="kidney.tm", unit="mmol/L"),
    Slot(name="kidney.splay", unit="mmol/L"),
    Slot(name="kidney.circadian_amplitude", unit="1"),
    Slot(name="kidney.circadian_peak_h", unit="h"),
)

day_night = named(
    "day_night",
    1
    - parameter("kidney.circadian_amplitude")
    * cos(2 * math.pi / 24 * (time() - parameter("kidney.circadian_peak_h"))),
)
tm = parameter("kidney.tm") * day_night
splay = parameter("kidney.splay")
above_threshold = splay * (softplus((ultrafiltrate - tm) / splay) - softplus(-1 * tm / splay))
FLUXES = (
    Flux(
        name="excretion of what is not reabsorbed",
        source="plasma",
        sink="urine",
        rate=parameter("kidney.gfr_l_per_h") * above_threshold,
    ),
)


def filtration_l_per_h(gfr_ml_per_min: float) -> float:
    """Filtration in the body's own unit [L/h], from the clinic's [mL/min, not indexed]."""
    return gfr_ml_per_min * 60 / 1000
