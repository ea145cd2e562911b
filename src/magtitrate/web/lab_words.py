"""How is a laboratory value said back as the laboratory printed it?"""

from __future__ import annotations

from magtitrate.record import Observation
from magtitrate.units import canonical_unit, from_canonical

__all__ = ["printed"]


def printed(one: Observation) -> str:
    """Number and unit of the report."""
    unit = one.unit_given or canonical_unit(one.analyte)
    return f"{from_canonical(one.analyte, one.value, unit):.4g} {unit}"
