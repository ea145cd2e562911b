"""How do the organs join into one body, and what does a person's body need to run?

The body is a list of pools, fluxes and followers. From that list come the derivative
(`stoichiometry.T @ rates`), the exact Jacobian, the table of equations in the docs, and
whatever else needs the model: there is no second place where an equation is written.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol

import numpy as np
from numpy.typing import ArrayLike

from magtitrate.body import gut, kidney, losses, plasma, stores
from magtitrate.body.expr import (
    ZERO,
    Array,
    Expr,
    amount,
    derivative,
    evaluate,
    leaves,
    ordered,
    text,
)
from magtitrate.body.flux import Flux, Follower, Pool, Slot, stoichiometry
from magtitrate.body.outputs import OUTPUTS, Output
from magtitrate.errors import ModelError

__all__ = ["MODEL_VERSION", "BodyModel", "KnownParameters", "body_model", "population_theta"]

MODEL_VERSION = "1"
"""Raised whenever a pool, a flux or a follower changes."""

MODIFIER = "modifier."


class KnownParameter(Protocol):
    """What the body asks of a parameter row."""

    @property
    def value(self) -> float: ...
    @property
    def unit(self) -> str: ...


class KnownParameters(Protocol):
    """What the body asks of the facts: parameter rows by name."""

    @property
    def parameters(self) -> Mapping[str, KnownParameter]: ...


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class BodyModel:
    """Pools, the fluxes between them, what follows them, and what they ask for.

    A model is equal to itself only, so that what is derived from it can be kept.

    Attributes:
        values: the value of every parameter row of the facts, by name, in its unit.
        stoichiometry: which flux takes and gives, (flux, pool).
    """

    pools: tuple[Pool, ...]
    fluxes: tuple[Flux, ...]
    followers: tuple[Follower, ...]
    slots: tuple[Slot, ...]
    outputs: dict[str, Output]
    values: Mapping[str, float]
    stoichiometry: Array

    def __post_init__(self) -> None:
        _must_fit(self)

    def __repr__(self) -> str:
        return f"BodyModel({len(self.pools)} pools, {len(self.fluxes)} fluxes)"

    @cached_property
    def states(self) -> tuple[str, ...]:
        """Pools, then followers: the rows of a state (state, lane)."""
        return (*(p.name for p in self.pools), *(f.name for f in self.followers))

    @cached_property
    def parameter_names(self) -> tuple[str, ...]:
        """The rows of theta (param, lane)."""
        return tuple(slot.name for slot in self.slots)

    @cached_property
    def inputs(self) -> tuple[str, ...]:
        """The inputs that a run gives: sweat, infusion, dissolution."""
        return leaves(self.all_rates, "given")

    @cached_property
    def ledgers(self) -> tuple[int, ...]:
        """States that only count; a baseline sets them back to zero."""
        ledger = (*(pool.ledger for pool in self.pools), *(f.ledger for f in self.followers))
        return tuple(place for place, counts in enumerate(ledger) if counts)

    @cached_property
    def partials(self) -> dict[tuple[int, int], Expr]:
        """The derivative of rate i (flux, then follower) by state j, where it is not zero."""
        found = {}
        for row, rate in enumerate(self.all_rates):
            for name in leaves([rate], "amount"):
                slope = derivative(rate, amount(name))
                if slope != ZERO:
                    found[row, self.states.index(name)] = slope
        return found

    @cached_property
    def all_rates(self) -> tuple[Expr, ...]:
        """The rate of every flux, then of every follower."""
        return (*(flux.rate for flux in self.fluxes), *(f.rate for f in self.followers))

    @cached_property
    def change(self) -> Array:
        """What each rate (flux, then follower) does to each state, (rate, state)."""
        table = np.zeros((len(self.all_rates), len(self.states)))
        table[: len(self.fluxes), : len(self.pools)] = self.stoichiometry
        table[len(self.fluxes) :, len(self.pools) :] = np.eye(len(self.followers))
        return table

    def place(self, state: str) -> int:
        """The row of a pool or follower in a state."""
        try:
            return self.states.index(state)
        except ValueError:
            raise ModelError(f"there is no pool or follower {state!r}") from None

    def rows(self, theta: Array) -> dict[str, Array]:
        """Theta by parameter name, each (lane,)."""
        if theta.ndim != 2 or theta.shape[0] != len(self.parameter_names):
            raise ModelError(
                f"theta must be (param, lane) with {len(self.parameter_names)} rows, "
                f"not {theta.shape}"
            )
        return dict(zip(self.parameter_names, theta, strict=True))

    def rates(
        self,
        time_h: float,
        state: Array,
        theta: Array,
        given: Mapping[str, ArrayLike] | None = None,
    ) -> Array:
        """Every flux, then the change of every follower.

        Args:
            state: pools [mmol], then followers in their units, (state, lane).
            theta: (param, lane).
            given: inputs of the run; those left out are zero.

        Returns:
            [mmol/h, or the follower's unit per hour], (rate, lane).
        """
        value = self._reader(time_h, state, theta, given)
        found = evaluate(self.all_rates, value)
        return np.stack([np.broadcast_to(rate, state.shape[1:]) for rate in found])

    def derivative(
        self,
        time_h: float,
        state: Array,
        theta: Array,
        given: Mapping[str, ArrayLike] | None = None,
    ) -> Array:
        """The change of every state per hour, (state, lane)."""
        return np.asarray(self.change.T @ self.rates(time_h, state, theta, given))

    def jacobian(
        self,
        time_h: float,
        state: Array,
        theta: Array,
        given: Mapping[str, ArrayLike] | None = None,
    ) -> Array:
        """The exact derivative of `derivative` by the state, (state, state, lane)."""
        value = self._reader(time_h, state, theta, given)
        slopes = evaluate(self.partials.values(), value)
        result = np.zeros((len(self.states), *state.shape))
        for (rate, column), slope in zip(self.partials, slopes, strict=True):
            for row in np.flatnonzero(self.change[rate]):
                result[row, column] += self.change[rate, row] * slope
        return result

    def output(self, name: str, state: Array, theta: Array) -> Array:
        """One output of a state (…, state, lane): (…, lane)."""
        if name not in self.outputs:
            raise ModelError(f"there is no output {name!r}; known: {', '.join(self.outputs)}")
        formula = self.outputs[name].formula
        lanes = np.moveaxis(state, -2, 0)
        return evaluate([formula], self._reader(0.0, lanes, theta, None))[0]

    def table(self) -> tuple[tuple[str, str, str, str], ...]:
        """Name, source, sink and formula, for the docs: fluxes, followers, named parts."""
        parts = {n.name: n.args[0] for n in ordered(self.all_rates) if n.op == "named"}
        return (
            *((f.name, f.source, f.sink, text(f.rate)) for f in self.fluxes),
            *((f.name, "", f.name, text(f.rate)) for f in self.followers),
            *((name, "", "", text(formula)) for name, formula in parts.items()),
        )

    def _reader(
        self,
        time_h: float,
        state: Array,
        theta: Array,
        given: Mapping[str, ArrayLike] | None,
    ) -> _Reader:
        if state.shape[0] != len(self.states):
            raise ModelError(f"a state has {len(self.states)} rows, not {state.shape[0]}")
        return _Reader(
            time_h=time_h,
            amounts=dict(zip(self.states, state, strict=True)),
            theta=self.rows(theta),
            given={name: np.asarray(x, dtype=float) for name, x in (given or {}).items()},
        )


@dataclass(frozen=True, kw_only=True)
class _Reader:
    """The value of each leaf of a formula at one instant."""

    time_h: float
    amounts: Mapping[str, Array]
    theta: Mapping[str, Array]
    given: Mapping[str, Array]

    def __call__(self, leaf: Expr) -> Array | float:
        match leaf.op:
            case "time":
                return self.time_h
            case "amount":
                return self.amounts[leaf.name]
            case "parameter":
                return self.theta[leaf.name]
            case _:
                return self.given.get(leaf.name, np.zeros(()))


def body_model(facts: KnownParameters) -> BodyModel:
    """The body, with every parameter it needs found in the facts.

    Raises:
        ModelError: a parameter is missing, has another unit, or the parts do not fit.
    """
    slots = (
        *gut.SLOTS,
        *(slot for form in gut.FORMS.values() for slot in form.slots),
        *plasma.SLOTS,
        *kidney.SLOTS,
        *stores.SLOTS,
        *losses.SLOTS,
    )
    _must_be_known(slots, facts.parameters)
    pools = (*gut.POOLS, *plasma.POOLS, *kidney.POOLS, *losses.POOLS)
    fluxes = (
        *gut.FLUXES,
        *plasma.FLUXES,
        *stores.FLUXES,
        *kidney.FLUXES,
        *losses.FLUXES,
    )
    return BodyModel(
        pools=pools,
        fluxes=fluxes,
        followers=(*gut.FOLLOWERS, *stores.FOLLOWERS),
        slots=slots,
        outputs=dict(OUTPUTS),
        values={name: row.value for name, row in facts.parameters.items()},
        stoichiometry=stoichiometry(pools, fluxes),
    )


def population_theta(
    model: BodyModel,
    facts: KnownParameters,
    *,
    body_mass_kg: float,
    gfr_ml_per_min: float,
    situations: Sequence[str] = (),
    lanes: int = 1,
) -> Array:
    """The population's typical body of this size and filtration, the same in every lane.

    Args:
        gfr_ml_per_min: filtration of this body, not indexed to 1.73 m² [mL/min].
        situations: each multiplies the parameters that rows `modifier.<situation>.…` name,
            such as `pregnancy` or `proton_pump_inhibitor`.

    Returns:
        Theta, (param, lane).
    """
    if not (body_mass_kg > 0 and gfr_ml_per_min > 0):
        raise ModelError("body mass and filtration must be positive")
    theta = {
        slot.name: facts.parameters[slot.fact].value * (body_mass_kg if slot.per_kg else 1.0)
        for slot in model.slots
        if not slot.personal
    }
    theta["kidney.gfr_l_per_h"] = kidney.filtration_l_per_h(gfr_ml_per_min)
    for situation in situations:
        for name, factor in modifiers(model, situation).items():
            theta[name] *= factor
    column = np.array([theta[name] for name in model.parameter_names])
    return np.repeat(column[:, None], lanes, axis=1)


def modifiers(model: BodyModel, situation: str) -> dict[str, float]:
    """What a situation multiplies, by parameter."""
    prefix = f"{MODIFIER}{situation}."
    found = {n.removeprefix(prefix): v for n, v in model.values.items() if n.startswith(prefix)}
    unknown = set(found) - set(model.parameter_names)
    if not found or unknown:
        raise ModelError(f"situation {situation!r}: no modifier row, or an unknown one {unknown}")
    return found


def _must_be_known(slots: Sequence[Slot], parameters: Mapping[str, KnownParameter]) -> None:
    for slot in slots:
        if slot.personal:
            continue
        row = parameters.get(slot.fact)
        if row is None:
            raise ModelError(f"the model needs a parameter row {slot.fact!r}")
        if row.unit != slot.fact_unit:
            raise ModelError(f"{slot.fact} is in {row.unit!r}; the model needs {slot.fact_unit!r}")
    shares = sum(parameters[name].value for name in gut.CARRIER_SHARES)
    if abs(shares - 1) > 1e-9:
        raise ModelError(f"the carrier's shares of the bowel add up to {shares:g}, not to 1")


def _must_fit(model: BodyModel) -> None:
    """Every leaf of every formula exists, names are unique, magnesium is conserved."""
    names = (*model.states, *model.parameter_names)
    if len(set(names)) < len(names):
        raise ModelError("two parts of the model have the same name")
    if model.stoichiometry.shape != (len(model.fluxes), len(model.pools)):
        raise ModelError("the stoichiometry does not fit the fluxes and pools")
    unbalanced = np.flatnonzero(model.stoichiometry.sum(axis=1))
    if unbalanced.size:
        raise ModelError(f"{model.fluxes[unbalanced[0]].name!r} makes or destroys magnesium")
    formulas = (*model.all_rates, *(output.formula for output in model.outputs.values()))
    for node in ordered(formulas):
        known = {"parameter": model.parameter_names, "amount": model.states}.get(node.op)
        if known is not None and node.name not in known:
            raise ModelError(f"a formula asks for the {node.op} {node.name!r}, which is not there")
