"""Where does a labeled dose go, that shares the lumen with everything else?

A tracer follows the magnesium it is mixed with: of each flux it takes the share that it
has in the source pool,

    tracer flux = flux / content(source) * tracer(source)

so a solved course gives its rates, and the tracer obeys a linear system of the same pools
(the trapezoid rule, which keeps its sum). This is the *average* fraction of what shares
the lumen. What one more dose adds to uptake or urine is the *marginal* fraction, and is
read off two courses; with a saturable carrier it is smaller.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from magtitrate.body.expr import Array
from magtitrate.engine.trajectory import Trajectory
from magtitrate.errors import ModelError

__all__ = ["AFTER_EVENT_H", "follow_label"]

AFTER_EVENT_H = 1e-3
"""A course that is to carry a label needs this time after each event, too."""

LEAST_MMOL = 1e-9
"""Content below which a pool counts as this full: the share of nothing has a limit."""


def follow_label(
    course: Trajectory,
    entered: Sequence[tuple[float, str, Array]],
    inputs: Mapping[str, Array],
) -> Array:
    """The label in every pool at the times of the course [mmol], (time, pool, lane).

    Args:
        course: with times close enough that rates change little between two of them.
        entered: hour, pool and amount (lane,) of the label; each hour is a time of the course.
        inputs: the given inputs of the run (dissolution), each (lane,).
    """
    model, times = course.model, course.time_h
    places = _reached(course, {pool for _, pool, _ in entered})
    fluxes = _among(course, places)
    rates = _per_content(course, inputs)[fluxes]
    gives = model.stoichiometry[np.ix_(fluxes, places)]
    takes = np.maximum(-gives, 0.0)
    moved = np.einsum("fp,fq->fpq", gives, takes).reshape(len(fluxes), -1)
    lanes, size = course.theta.shape[1], len(places)
    eye = np.eye(size)
    label = np.zeros((lanes, size))
    found = np.zeros((len(times), len(model.pools), lanes))
    waiting = sorted(entered, key=lambda entry: entry[0])
    for number, hour in enumerate(times):
        found[number, places] = label.T
        while waiting and waiting[0][0] <= hour + 1e-9:
            when, pool, amount = waiting.pop(0)
            if abs(when - hour) > 1e-6:
                raise ModelError(f"the label of hour {when:g} is not at a time of the course")
            label[:, places.index(model.place(pool))] += amount
        if number + 1 == len(times):
            break
        half = (times[number + 1] - hour) / 2
        if half <= 0 or not label.any():
            continue
        middle = (rates[:, number] + rates[:, number + 1]) / 2
        system = (middle.T @ moved).reshape(lanes, size, size)
        here = label + half * (system @ label[..., None])[..., 0]
        label = np.linalg.solve(eye - half * system, here[..., None])[..., 0]
    return found


def _reached(course: Trajectory, entered: set[str]) -> list[int]:
    """The pools that a label of these pools can come to, in the order of the model."""
    model = course.model
    places = {model.place(pool) for pool in entered}
    while True:
        onward = {
            model.place(flux.sink) for flux in model.fluxes if model.place(flux.source) in places
        }
        if onward <= places:
            return sorted(places)
        places |= onward


def _among(course: Trajectory, places: list[int]) -> list[int]:
    """The fluxes out of these pools."""
    model = course.model
    return [n for n, flux in enumerate(model.fluxes) if model.place(flux.source) in places]


def _sources(course: Trajectory) -> Array:
    """Which pool each flux takes from, (flux, pool)."""
    return np.asarray(np.maximum(-course.model.stoichiometry, 0.0))


def _per_content(course: Trajectory, inputs: Mapping[str, Array]) -> Array:
    """Each flux per content of its source [1/h], (flux, time, lane)."""
    model = course.model
    count, size, lanes = course.state.shape
    states = np.maximum(course.state, LEAST_MMOL).transpose(1, 0, 2).reshape(size, -1)
    rates = model.rates(
        np.repeat(course.time_h, lanes),  # type: ignore[arg-type]
        states,
        np.tile(course.theta, count),
        {name: np.tile(np.broadcast_to(x, (lanes,)), count) for name, x in inputs.items()},
    )
    source = np.argmax(_sources(course), axis=1)
    fluxes = rates[: len(model.fluxes)] / states[source]
    return np.asarray(fluxes.reshape(-1, count, lanes))
