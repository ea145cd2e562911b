"""Which signs were published at this serum magnesium, and how far is transmission from failing?

A teaching display. It reads the lowest published onset of each sign and the model's safety
factor; it is no monitor of hypermagnesemia, no rule reads it, and it never loosens one:
the rules on kidneys and laboratory values decide long before its first band.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from magtitrate.effects.neuro_parameters import nominal
from magtitrate.effects.transmission import safety_factor
from magtitrate.facts import Facts

__all__ = ["NOT_A_MONITOR", "Gauge", "toxicity_gauge"]

ROOM = "toxicity.onset_"
NOT_A_MONITOR = (
    "For teaching only. Signs may come at lower levels, above all with failing kidneys or low "
    "calcium. A high value needs a professional, whatever this shows."
)


@dataclass(frozen=True, kw_only=True)
class Gauge:
    """What has been seen at this level or below.

    Attributes:
        signs: those whose lowest published onset is reached, mildest first.
        next_sign, next_mmol_per_l: the first one that is not; `None` beyond the last.
        safety_factor: of transmission at the usual calcium, by the model.
    """

    serum_mmol_per_l: float
    signs: tuple[str, ...]
    next_sign: str | None
    next_mmol_per_l: float | None
    safety_factor: float
    warning: str = NOT_A_MONITOR


def toxicity_gauge(
    serum_mmol_per_l: float, facts: Facts, *, ionized_calcium_mmol_per_l: float | None = None
) -> Gauge:
    """The gauge at one serum magnesium; calcium is the usual where it was not measured."""
    rows = [row for name, row in facts.parameters.items() if name.startswith(ROOM)]
    rows.sort(key=lambda row: row.value)
    above = [row for row in rows if row.value > serum_mmol_per_l]
    theta = nominal(facts)
    calcium = ionized_calcium_mmol_per_l
    return Gauge(
        serum_mmol_per_l=serum_mmol_per_l,
        signs=tuple(row.note for row in rows if row.value <= serum_mmol_per_l),
        next_sign=above[0].note if above else None,
        next_mmol_per_l=above[0].value if above else None,
        safety_factor=float(
            safety_factor(
                theta["reference_calcium_mmol_per_l"] if calcium is None else np.asarray(calcium),
                np.asarray(facts.value("plasma.ionized_fraction") * serum_mmol_per_l),
                theta,
            )
        ),
    )
