"""Does a number look as if its decimal point had slipped? Then it is asked, once, on entry.

A value is asked about where it lies nearer to ten times, or to a tenth, of the middle of what
is usual than to that middle. Many people are truly far from it: a yes is enough.
"""

from __future__ import annotations

import math

from magtitrate.errors import InputError
from magtitrate.facts import Facts
from magtitrate.units import parse_quantity, to_canonical

__all__ = ["ASKED", "IS_IT_SO", "unusual_answer", "unusual_value"]

IS_IT_SO = "Is it so?"
"""Ends each question, and nothing else."""
MASS = "person.body_mass_kg"
CREATININE = "kidney.creatinine"
ASKED = (MASS, CREATININE)


def unusual_answer(key: str, value: object, facts: Facts) -> str:
    """The question about an answer of the form; empty where there is none.

    Args:
        key: of the person's file.
        value: as the file holds it: a number in kg, or a quantity with its unit.
    """
    if key == MASS and isinstance(value, int | float):
        return _asked(f"{value:g} kg", float(value), facts.value("population.body_mass"))
    if key == CREATININE and isinstance(value, str):
        try:
            return _asked(value, parse_quantity("creatinine", value), _middle("creatinine", facts))
        except InputError:
            return ""
    return ""


def unusual_value(analyte: str, value: str, unit: str, facts: Facts) -> str:
    """The question about a laboratory value as it is typed; empty where there is none."""
    middle = _middle(analyte, facts)
    try:
        canonical = to_canonical(analyte, float(value), unit)
    except (InputError, ValueError):
        return ""
    return _asked(f"{value} {unit}", canonical, middle)


def _middle(analyte: str, facts: Facts) -> float | None:
    """The middle of what is usual, in the canonical unit; `None` where no fact says it."""
    if analyte == "creatinine":
        women, men = (facts.value(f"ckd_epi_2021.kappa_{sex}") for sex in ("female", "male"))
        return to_canonical("creatinine", math.sqrt(women * men), "mg/dL")
    row = facts.analytes.get(analyte)
    if row is None or row.lower is None or row.upper is None:
        return None
    return math.sqrt(row.lower * row.upper)


def _asked(said: str, value: float, middle: float | None) -> str:
    if middle is None or not value > 0 or abs(math.log10(value / middle)) < 0.5:
        return ""
    # Between seven and fourteen it is called ten: that is what a slipped point makes.
    ratio = max(value / middle, middle / value)
    is_ten = abs(math.log10(ratio / 10)) < math.log10(2) / 2
    if value > middle:
        times = "ten times" if is_ten else f"{ratio:.0f} times"
    else:
        times = "a tenth of" if is_ten else f"1/{ratio:.0f} of"
    return f"{said} is about {times} what is usual. Is the decimal point in its place? {IS_IT_SO}"
