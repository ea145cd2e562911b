"""How much of a magnesium salt is magnesium?

The fraction follows from the formula and the atomic weights; it is never typed in.
"""

from __future__ import annotations

from collections.abc import Mapping

from magtitrate.errors import FactError
from magtitrate.facts.shapes import Salt
from magtitrate.units import MAGNESIUM_MG_PER_MMOL

__all__ = ["molar_mass", "salt_fraction"]


def molar_mass(salt: Salt, atomic_masses: Mapping[str, float]) -> float:
    """The mass of one formula unit [g/mol], from its formula and the atomic weights [g/mol].

    Raises:
        FactError: an element of the formula has no atomic weight in the facts.
    """
    unknown = [element for element in salt.formula if element not in {*atomic_masses, "Mg"}]
    if unknown:
        raise FactError(
            f"no atomic mass of {', '.join(unknown)}", key=f"{salt.name} {salt.hydrate}"
        )
    return sum(count * _atomic_mass(e, atomic_masses) for e, count in salt.formula.items())


def salt_fraction(salt: Salt, atomic_masses: Mapping[str, float]) -> float:
    """The share of the salt's mass that is elemental magnesium, 0 to 1."""
    magnesium = salt.formula["Mg"] * MAGNESIUM_MG_PER_MMOL
    return magnesium / molar_mass(salt, atomic_masses)


def _atomic_mass(element: str, atomic_masses: Mapping[str, float]) -> float:
    return MAGNESIUM_MG_PER_MMOL if element == "Mg" else atomic_masses[element]
