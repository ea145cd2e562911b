"""What are the slope and its Jacobian on all lanes, right now?

A model is prepared once: flattened to tapes, its states put in the order of elimination,
its Jacobian's pattern filled in. `Lanes` binds that to one theta and keeps the work space.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from magtitrate.body.expr import ZERO, Array, Expr, derivative, given, time
from magtitrate.body.model import BodyModel
from magtitrate.engine.elimination import Pattern, eliminate, elimination_order
from magtitrate.engine.regroup import Phase, regrouped
from magtitrate.engine.tape import Bound, Rows, Tape, bind, lay_out, play, record

__all__ = ["Lanes", "Prepared", "prepare"]


LANES_PER_PRODUCT = 128
"""A larger product makes OpenBLAS wake threads and wait for them, ten times as long."""


@dataclass(frozen=True, kw_only=True)
class Prepared:
    """A model flattened for an engine; independent of the number of lanes.

    Attributes:
        order: place in the engine -> place in the model, (state,).
        rates, slopes, drifts: formulas of the rates, of the Jacobian's partials, and of the
            rates' own dependence on time (those that have one: `drifting`).
        change: what each rate does to each state, (state, rate), in the engine's order.
        scatter: how the partials add up to the entries of the Jacobian, (entry, partial).
        moving: which partials change between two events, (partial,).
    """

    model: BodyModel
    order: NDArray[np.intp]
    pattern: Pattern
    rows: Rows
    tapes: Mapping[str, Tape]
    rates: tuple[Expr, ...]
    slopes: tuple[Expr, ...]
    drifts: tuple[Expr, ...]
    drifting: tuple[int, ...]
    change: Array
    scatter: Array
    moving: NDArray[np.bool_]


@lru_cache(maxsize=8)
def prepare(model: BodyModel) -> Prepared:
    """Flatten a model and choose its order of elimination; remembered per model."""
    touched = {
        (int(row), column): None
        for rate, column in model.partials
        for row in np.flatnonzero(model.change[rate])
    }
    order = elimination_order(len(model.states), touched)
    rank = {state: place for place, state in enumerate(order)}
    pattern = eliminate(len(order), {(rank[i], rank[j]) for i, j in touched})
    drift = {n: derivative(rate, time()) for n, rate in enumerate(model.all_rates)}
    drift = {n: slope for n, slope in drift.items() if slope != ZERO}
    everything = regrouped([*model.all_rates, *model.partials.values(), *drift.values()])
    ends = np.cumsum([len(model.all_rates), len(model.partials)])
    rates, slopes = everything[: ends[0]], everything[ends[0] : ends[1]]
    rows = lay_out((*everything, time()), [model.states[k] for k in order])
    return Prepared(
        model=model,
        order=np.array(order),
        pattern=pattern,
        rows=rows,
        tapes={
            "run": record(everything, rows, Phase.RUN),
            "stretch": record(everything, rows, Phase.STRETCH),
            "rates": record(rates, rows, Phase.ALWAYS),
            "slopes": record(everything, rows, Phase.ALWAYS, known=rates),
        },
        rates=tuple(rates),
        slopes=tuple(slopes),
        drifts=tuple(everything[ends[1] :]),
        drifting=tuple(drift),
        change=np.ascontiguousarray(model.change.T[list(order)]),
        scatter=_scatter(model, pattern, rank),
        moving=np.array([rows.phase[slope] == Phase.ALWAYS for slope in slopes]),
    )


def _scatter(model: BodyModel, pattern: Pattern, rank: Mapping[int, int]) -> Array:
    table = np.zeros((len(pattern.place), len(model.partials)))
    for n, (rate, column) in enumerate(model.partials):
        for row in np.flatnonzero(model.change[rate]):
            table[pattern.place[rank[int(row)], rank[column]], n] += model.change[rate, row]
    return table


class Lanes:
    """The right-hand side of a prepared model, bound to one theta.

    Attributes:
        state: write a state here, then ask; (state, lane), in the engine's order.
        jacobian: entries in the order of the pattern, (entry, lane).
        drift: the slope's own dependence on time, (state, lane).
    """

    def __init__(self, prepared: Prepared, theta: Array) -> None:
        rows, lanes = prepared.rows, theta.shape[1]
        self._prepared = prepared
        self._table: Array = np.zeros((rows.count, lanes))
        self._clock = self._table[rows.row[time()]]
        self.state = self._table[: len(prepared.order)]
        self.jacobian: Array = np.zeros((len(prepared.pattern.place), lanes))
        self.drift: Array = np.zeros((len(prepared.order), lanes))
        parameters = prepared.model.rows(theta)
        for leaf, row in rows.row.items():
            if leaf.op == "number":
                self._table[row] = leaf.value
            elif leaf.op == "parameter":
                self._table[row] = parameters[leaf.name]
        tapes = prepared.tapes
        kept: Bound = []
        play(bind(tapes["run"], self._table))
        self._at_rates = bind(tapes["rates"], self._table, kept)
        self._at_slopes = bind(tapes["slopes"], self._table, kept)
        self._at_stretch = [*bind(tapes["stretch"], self._table), *kept]

        self._rates = _Gather([rows.row[rate] for rate in prepared.rates], prepared.change, lanes)
        slope_rows = np.array([rows.row[slope] for slope in prepared.slopes])
        still, moving = ~prepared.moving, prepared.moving
        self._still = _Gather(slope_rows[still], prepared.scatter[:, still], lanes)
        self._moving = _Gather(slope_rows[moving], prepared.scatter[:, moving], lanes)
        self._drifts = _Gather(
            [rows.row[drift] for drift in prepared.drifts],
            prepared.change[:, list(prepared.drifting)],
            lanes,
        )
        self._still_part = np.zeros_like(self.jacobian)

    def set_inputs(self, inputs: Mapping[str, Array]) -> None:
        """Take the inputs of the stretch that begins, each (lane,)."""
        for name, values in inputs.items():
            row = self._prepared.rows.row.get(given(name))
            if row is not None:
                self._table[row] = values
        play(self._at_stretch)
        self._still.into(self._table, self._still_part)

    def slope(self, time_h: float, out: Array) -> None:
        """The change of every state per hour, at `state`, (state, lane)."""
        self._clock.fill(time_h)
        play(self._at_rates)
        self._rates.into(self._table, out)

    def linearize(self) -> None:
        """Jacobian and drift at the state and time of the last `slope`."""
        play(self._at_slopes)
        self._moving.into(self._table, self.jacobian)
        np.add(self.jacobian, self._still_part, out=self.jacobian)
        self._drifts.into(self._table, self.drift)


class _Gather:
    """A fixed weighted sum of rows of the work table."""

    def __init__(self, rows: list[int] | NDArray[np.intp], weights: Array, lanes: int) -> None:
        self._rows = np.array(rows, dtype=np.intp)
        self._weights = np.ascontiguousarray(weights)
        self._copy: Array = np.empty((len(self._rows), lanes))
        starts = range(0, lanes, LANES_PER_PRODUCT)
        self._parts = [slice(n, min(n + LANES_PER_PRODUCT, lanes)) for n in starts]

    def into(self, table: Array, out: Array) -> None:
        """The sum, from the present values of the table."""
        table.take(self._rows, 0, self._copy, "clip")
        for part in self._parts:
            np.matmul(self._weights, self._copy[:, part], out=out[:, part])
