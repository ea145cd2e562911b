"""How much of a magnesium salt is magnesium, and how much glycine comes with it?

Both follow from formulas and atomic weights; neither is ever typed in.
"""

from __future__ import annotations

from collections.abc import Mapping

from magtitrate.errors import FactError
from magtitrate.facts.shapes import Salt, Substance
from magtitrate.units import MAGNESIUM_MG_PER_MMOL

__all__ = ["glycine_mg_per_magnesium_mg", "molar_mass", "salt_fraction"]


def molar_mass(salt: Salt | Substance, atomic_masses: Mapping[str, float]) -> float:
    """The mass of one formula unit [g/mol], from its formula and the atomic weights [g/mol].

    Raises:
        FactError: an element of the formula has no atomic weight in the facts.
    """
    unknown = [element for element in salt.formula if element not in {*atomic_masses, "Mg"}]
    if unknown:
        raise FactError(f"no atomic mass of {', '.join(unknown)}", key=salt.name)
    return sum(count * _atomic_mass(e, atomic_masses) for e, count in salt.formula.items())


def glycine_mg_per_magnesium_mg(
    salt: Salt, glycine: Substance, atomic_masses: Mapping[str, float]
) -> float:
    """Glycine that comes with each milligram of magnesium of this salt [mg/mg]; 0 where none."""
    moles = salt.glycine_per_magnesium / MAGNESIUM_MG_PER_MMOL
    return moles * molar_mass(glycine, atomic_masses)


def salt_fraction(salt: Salt, atomic_masses: Mapping[str, float]) -> float:
    """The share of the salt's mass that is elemental magnesium, 0 to 1."""
    magnesium = salt.formula["Mg"] * MAGNESIUM_MG_PER_MMOL
    return magnesium / molar_mass(salt, atomic_masses)


def _atomic_mass(element: str, atomic_masses: Mapping[str, float]) -> float:
    return MAGNESIUM_MG_PER_MMOL if element == "Mg" else atomic_masses[element]
