"""What does a unit text measure: which powers of amount, mass, volume, energy and time?

Units of fact rows and of statements are written as in UCUM: factors joined by `.`, and `/`
before each one that divides (`L/h/kg`, `mL/min/{1.73_m2}`). What stands in braces is a
remark on the unit: it has no dimension, and two units with different remarks differ all
the same. The table is closed; a text that is not in it is refused.

The numbers here are definitions of units, not facts about the world.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

__all__ = ["Measure", "UnknownUnit", "convert", "measure", "same_dimension"]


class UnknownUnit(ValueError):
    """A unit text that the table does not hold."""


@dataclass(frozen=True, kw_only=True)
class Measure:
    """What a unit measures.

    Attributes:
        factor: one of it in mmol, mg, m, L, kcal and h.
        powers: base quantity -> exponent, without zeros.
        remarks: texts in braces, such as `1.73_m2`.
    """

    factor: float
    powers: dict[str, int]
    remarks: tuple[str, ...] = ()


_HOURS = {"s": 1 / 3600, "ms": 1 / 3600 / 1000, "min": 1 / 60, "h": 1, "d": 24, "week": 7 * 24}
_JULIAN_YEAR_H = 365.25 * 24

UNITS: dict[str, tuple[float, dict[str, int]]] = {
    "1": (1, {}),
    "%": (1 / 100, {}),
    "mmol": (1, {"amount": 1}),
    "mol": (1000, {"amount": 1}),
    "umol": (1 / 1000, {"amount": 1}),
    "mg": (1, {"mass": 1}),
    "ug": (1 / 1000, {"mass": 1}),
    "g": (1000, {"mass": 1}),
    "hg": (100 * 1000, {"mass": 1}),
    "kg": (1000 * 1000, {"mass": 1}),
    "L": (1, {"volume": 1}),
    "dL": (1 / 10, {"volume": 1}),
    "mL": (1 / 1000, {"volume": 1}),
    "m": (1, {"length": 1}),
    "m2": (1, {"length": 2}),
    "kcal": (1, {"energy": 1}),
    **{name: (hours, {"time": 1}) for name, hours in _HOURS.items()},
    "year": (_JULIAN_YEAR_H, {"time": 1}),
    "mV": (1, {"voltage": 1}),
}
"""Unit text -> its size in mmol, mg, m, L, kcal and h, and its exponents."""


def measure(text: str) -> Measure:
    """The measure of a unit text.

    Raises:
        UnknownUnit: a part of the text is not in the table.
    """
    factor, powers, remarks = 1.0, dict[str, int](), list[str]()
    for sign, part in _parts(text):
        if part.startswith("{"):
            remarks.append(part.strip("{}"))
            continue
        if part not in UNITS:
            raise UnknownUnit(f"{part or text!r} is not a unit; known: {', '.join(UNITS)}")
        size, exponents = UNITS[part]
        factor *= size**sign
        for base, power in exponents.items():
            powers[base] = powers.get(base, 0) + sign * power
    kept = {base: power for base, power in powers.items() if power}
    return Measure(factor=factor, powers=kept, remarks=tuple(remarks))


def same_dimension(one: str, other: str) -> bool:
    """May the two be compared at all?"""
    a, b = measure(one), measure(other)
    return (a.powers, a.remarks) == (b.powers, b.remarks)


def convert(value: float, unit: str, into: str) -> float:
    """A value in another unit of the same dimension.

    Raises:
        UnknownUnit: they measure different things.
    """
    if not same_dimension(unit, into):
        raise UnknownUnit(f"{unit!r} and {into!r} measure different things")
    return value * measure(unit).factor / measure(into).factor


def _parts(text: str) -> list[tuple[int, str]]:
    """Each factor with the sign of its exponent; a dot or slash inside braces is text."""
    found = re.findall(r"([./]?)(\{[^{}]*\}|[^./{}]+)", text)
    whole = "".join(sign + part for sign, part in found) == text
    if not found or not whole or found[0][0]:
        raise UnknownUnit(f"{text!r} is not a unit")
    return [(-1 if sign == "/" else 1, part.strip()) for sign, part in found]
