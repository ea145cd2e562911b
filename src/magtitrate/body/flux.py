"""What is a body made of, before any number: pools, fluxes, followers.

A *pool* holds magnesium. A *flux* carries it from one pool to another, so every row of
the stoichiometry sums to zero and mass balance needs no further code. A *follower* is
any other state: it watches pools and takes nothing from them (red cell, food in the
stomach, phytate). A *slot* is a parameter the rates ask for.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from magtitrate.body.expr import Array, Expr
from magtitrate.errors import ModelError

__all__ = ["Flux", "Follower", "Pool", "Slot", "stoichiometry"]


@dataclass(frozen=True, kw_only=True)
class Pool:
    """A place that holds magnesium [mmol].

    Attributes:
        ledger: only counts what has left the body or entered by vein; nothing depends on
            it, and a baseline sets it back to zero.
        debt: counts downwards from zero (what a syringe has handed over).
    """

    name: str
    meaning: str
    ledger: bool = False
    debt: bool = False


@dataclass(frozen=True, kw_only=True)
class Flux:
    """Magnesium on its way from one pool to another [mmol/h].

    Attributes:
        rate: never negative, and zero where the source is empty.
    """

    name: str
    source: str
    sink: str
    rate: Expr


@dataclass(frozen=True, kw_only=True)
class Follower:
    """A state that is not magnesium of the balance.

    Attributes:
        unit: of the state.
        rate: its change per hour.
        ledger: only counts; a baseline sets it back to zero.
    """

    name: str
    meaning: str
    unit: str
    rate: Expr
    ledger: bool = False


@dataclass(frozen=True, kw_only=True)
class Slot:
    """A parameter that the model needs.

    Attributes:
        name: its row in theta.
        unit: its unit there.
        per_kg: the fact is per kilogram of body mass, under `<name>_per_kg`.
        personal: given by the person (filtration), not by a fact row.
    """

    name: str
    unit: str
    per_kg: bool = False
    personal: bool = False

    @property
    def fact(self) -> str:
        """Name of the fact row behind this parameter."""
        return f"{self.name}_per_kg" if self.per_kg else self.name

    @property
    def fact_unit(self) -> str:
        """Unit the fact row must have."""
        return f"{self.unit}/kg" if self.per_kg else self.unit


def stoichiometry(pools: Sequence[Pool], fluxes: Sequence[Flux]) -> Array:
    """Which flux takes from and gives to which pool, (flux, pool) of -1, 0 and 1.

    Raises:
        ModelError: an unknown pool, or a flux that goes nowhere.
    """
    place = {pool.name: column for column, pool in enumerate(pools)}
    table = np.zeros((len(fluxes), len(pools)))
    for row, flux in enumerate(fluxes):
        for pool, sign in ((flux.source, -1.0), (flux.sink, 1.0)):
            if pool not in place:
                raise ModelError(f"flux {flux.name!r}: there is no pool {pool!r}")
            table[row, place[pool]] += sign
        if not table[row].any():
            raise ModelError(f"flux {flux.name!r} ends where it begins")
    return table
