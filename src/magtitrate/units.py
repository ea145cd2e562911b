"""Which unit text means which number in the house's one unit per kind of quantity?

A closed table: a text that is not listed is refused, never guessed. Magnesium's
three concentration units share one number band (1.7 is low in mg/dL and fine in
mEq/L), so no plausibility check can replace an explicit unit; and general unit
libraries read `meq` as a count of moles, which is wrong by two for a divalent ion.

The molar mass of magnesium stands here and nowhere else. The other conversion
factors are molar masses (IUPAC) or the definition of the unit.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from magtitrate.errors import UnitError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Amount = TypeVar("Amount", float, NDArray[np.float64])
else:
    Amount = TypeVar("Amount")

__all__ = [
    "ANALYTES",
    "MAGNESIUM_MG_PER_MMOL",
    "Unit",
    "accepted_units",
    "canonical_unit",
    "from_canonical",
    "mg_to_mmol",
    "mmol_to_mg",
    "parse_quantity",
    "to_canonical",
    "unit_property",
]

MAGNESIUM_MG_PER_MMOL = 24.305
"""Standard atomic weight of magnesium, conventional value (IUPAC 2021) [mg/mmol]."""

MAGNESIUM_MEQ_PER_MMOL = 2.0
CREATININE_MG_PER_MMOL = 1000 * 10 / 88.42


def mg_to_mmol(elemental_mg: Amount) -> Amount:
    """Elemental magnesium from milligram to millimole; scalars or arrays."""
    return elemental_mg / MAGNESIUM_MG_PER_MMOL


def mmol_to_mg(magnesium_mmol: Amount) -> Amount:
    """Elemental magnesium from millimole to milligram; scalars or arrays."""
    return magnesium_mmol * MAGNESIUM_MG_PER_MMOL


@dataclass(frozen=True, kw_only=True)
class Unit:
    """One spelling of one unit of one analyte.

    Attributes:
        factor: multiply a value in this unit to get the canonical unit.
        property: the LOINC property it can carry: `mass_concentration`,
            `substance_concentration`, `mass_rate`, `substance_rate`, `mass_ratio`,
            `substance_ratio`, `clearance`, `arbitrary_concentration`.
    """

    factor: float
    property: str


_MASS, _MOLES = "mass_concentration", "substance_concentration"
_MASS_RATE, _MOLES_RATE = "mass_rate", "substance_rate"


def _spelled(*rows: tuple[tuple[str, ...], float, str]) -> dict[str, Unit]:
    return {text: Unit(factor=f, property=p) for texts, f, p in rows for text in texts}


_MMOL_L = ("mmol/L", "mmol/l")
_MEQ_L = ("mEq/L", "meq/L", "mEq/l", "meq/l")
_MG_DL = ("mg/dL", "mg/dl")
_MG_L = ("mg/L", "mg/l")

_MAGNESIUM_CONCENTRATION = _spelled(
    (_MMOL_L, 1.0, _MOLES),
    (_MEQ_L, 1.0 / MAGNESIUM_MEQ_PER_MMOL, _MOLES),
    (_MG_DL, 10.0 / MAGNESIUM_MG_PER_MMOL, _MASS),
    (_MG_L, 1.0 / MAGNESIUM_MG_PER_MMOL, _MASS),
)
_PER_CREATININE = CREATININE_MG_PER_MMOL / MAGNESIUM_MG_PER_MMOL
_PER_DAY = ("/d", "/day", "/24h", "/24 h", "/(24.h)", "/{24_h}")


def _daily(stem: str, *more: str) -> tuple[str, ...]:
    return tuple(s + tail for s in (stem, *more) for tail in _PER_DAY)


_CALCIUM = _spelled((_MMOL_L, 1.0, _MOLES), (_MEQ_L, 0.5, _MOLES), (_MG_DL, 10.0 / 40.078, _MASS))

ANALYTES: dict[str, tuple[str, dict[str, Unit]]] = {
    "serum_magnesium": ("mmol/L", _MAGNESIUM_CONCENTRATION),
    "ionized_magnesium": ("mmol/L", _MAGNESIUM_CONCENTRATION),
    "erythrocyte_magnesium": ("mmol/L", _MAGNESIUM_CONCENTRATION),
    "urine_magnesium_24h": (
        "mmol/d",
        _spelled(
            (_daily("mmol"), 1.0, _MOLES_RATE),
            (_daily("mEq", "meq"), 1.0 / MAGNESIUM_MEQ_PER_MMOL, _MOLES_RATE),
            (_daily("mg"), 1.0 / MAGNESIUM_MG_PER_MMOL, _MASS_RATE),
        ),
    ),
    "urine_magnesium_spot_ratio": (
        "mmol/mmol",
        _spelled(
            (("mmol/mmol", "mol/mol", "mmol/mmol{creat}"), 1.0, "substance_ratio"),
            (("mmol/mol", "mmol/mol{creat}"), 1e-3, "substance_ratio"),
            (("mg/mg", "g/g", "mg/mg{creat}", "mg/mg creat"), _PER_CREATININE, "mass_ratio"),
            (("mg/g", "mg/g{creat}", "mg/g creat"), 1e-3 * _PER_CREATININE, "mass_ratio"),
        ),
    ),
    "creatinine": (
        "umol/L",
        _spelled(
            (("umol/L", "umol/l", "µmol/L", "μmol/L", "µmol/l", "μmol/l"), 1.0, _MOLES),
            (_MMOL_L, 1000.0, _MOLES),
            (_MG_DL, 88.42, _MASS),
        ),
    ),
    "egfr": (
        "mL/min/{1.73_m2}",
        _spelled(
            (
                (
                    "mL/min/{1.73_m2}",
                    "mL/min/1.73m2",
                    "mL/min/1.73 m2",
                    "mL/min/1.73m²",
                    "mL/min/1.73 m²",
                    "ml/min/1.73m2",
                    "ml/min/1.73 m2",
                ),
                1.0,
                "clearance",
            )
        ),
    ),
    "potassium": ("mmol/L", _spelled((_MMOL_L, 1.0, _MOLES), (_MEQ_L, 1.0, _MOLES))),
    "calcium": ("mmol/L", _CALCIUM),
    "ionized_calcium": ("mmol/L", _CALCIUM),
    "phosphate": ("mmol/L", _spelled((_MMOL_L, 1.0, _MOLES), (_MG_DL, 10.0 / 30.974, _MASS))),
    "parathyroid_hormone": (
        "ng/L",
        _spelled(
            (("ng/L", "ng/l", "pg/mL", "pg/ml"), 1.0, _MASS),
            (("pmol/L", "pmol/l"), 9.425, _MOLES),
        ),
    ),
    "vitamin_d_25oh": (
        "nmol/L",
        _spelled(
            (("nmol/L", "nmol/l"), 1.0, _MOLES),
            (("ng/mL", "ng/ml", "ug/L", "µg/L", "μg/L"), 1000.0 / 400.64, _MASS),
        ),
    ),
    "ferritin": (
        "ug/L",
        _spelled((("ug/L", "ug/l", "µg/L", "μg/L", "ng/mL", "ng/ml"), 1.0, _MASS)),
    ),
    "hemoglobin": (
        "g/L",
        _spelled(
            (("g/L", "g/l"), 1.0, _MASS),
            (("g/dL", "g/dl"), 10.0, _MASS),
            (_MMOL_L, 16.114, _MOLES),
        ),
    ),
    "tsh": (
        "mIU/L",
        _spelled(
            (
                ("mIU/L", "mU/L", "m[IU]/L", "uIU/mL", "µIU/mL", "μIU/mL", "u[IU]/mL", "uU/mL"),
                1.0,
                "arbitrary_concentration",
            )
        ),
    ),
    "vitamin_b12": (
        "pmol/L",
        _spelled(
            (("pmol/L", "pmol/l"), 1.0, _MOLES),
            (("pg/mL", "pg/ml", "ng/L", "ng/l"), 1000.0 / 1355.4, _MASS),
        ),
    ),
    "glucose": ("mmol/L", _spelled((_MMOL_L, 1.0, _MOLES), (_MG_DL, 10.0 / 180.156, _MASS))),
}
"""Analyte -> (canonical unit, every accepted spelling)."""


def canonical_unit(analyte: str) -> str:
    """The house's unit of this analyte."""
    return ANALYTES[analyte][0]


def accepted_units(analyte: str) -> str:
    """The accepted spellings, canonical first, for an error message."""
    first, table = ANALYTES[analyte]
    return ", ".join([first, *(text for text in table if text != first)])


def _unit(analyte: str, text: str) -> Unit:
    unit = ANALYTES[analyte][1].get(text.strip())
    if unit is None:
        raise UnitError(
            f"{text!r} is not a unit of {analyte}" if text.strip() else f"{analyte} has no unit",
            accepted=accepted_units(analyte),
            todo="State the unit that the laboratory printed; none is ever guessed",
        )
    return unit


def unit_property(analyte: str, text: str) -> str:
    """The LOINC property a value in this unit can have."""
    return _unit(analyte, text).property


def to_canonical(analyte: str, value: float, text: str) -> float:
    """A laboratory value in the house's unit of its analyte."""
    return value * _unit(analyte, text).factor


def from_canonical(analyte: str, value: float, text: str) -> float:
    """A value in the house's unit, back in the unit a reader wants."""
    return value / _unit(analyte, text).factor


def parse_quantity(analyte: str, text: str) -> float:
    """A quantity written with its unit, such as `"0.9 mg/dL"`, in the canonical unit."""
    number, _, unit = text.strip().partition(" ")
    try:
        # float() also reads "1_0" and the digits of other scripts.
        if not re.fullmatch(r"[0-9.eE+-]+", number):
            raise ValueError
        value = float(number)
    except ValueError:
        raise UnitError(
            f"{analyte} must be a number, a space and a unit",
            given=text,
            accepted=f'for example "1.0 {canonical_unit(analyte)}"; '
            f"units: {accepted_units(analyte)}",
        ) from None
    if not value > 0 or value == float("inf"):
        raise UnitError(f"{analyte} must be a positive number", given=text)
    return to_canonical(analyte, value, unit)
