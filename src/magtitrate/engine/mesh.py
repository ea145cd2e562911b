"""Where must steps be short, for a schedule that nobody has tuned by hand?

A few people of the population live the schedule adaptively; how densely they step, stretch
by stretch, becomes the mesh of everybody. Steps are shares of a stretch, so that the mesh
fits everybody's own hours. How good it is, is measured afterwards: see `population`.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from magtitrate.body.expr import Array
from magtitrate.engine.compiled import Mesh

__all__ = ["graded", "halved", "shifted"]

GRID = np.linspace(0.0, 1.0, 193) ** 2
"""Places at which densities are compared: closer together after an event."""

SHIFT = (0.5, 1.6)
"""How far a stretch's density may be changed at once."""

POWER = 4
"""The error of the method falls with this power of the density, so densities are averaged so."""


def graded(taken: Sequence[Mesh], *, per_period: int, periods: int, density: float | Array) -> Mesh:
    """A mesh of the steps that several groups took, the same in every period.

    Args:
        taken: the steps of some groups over at least one whole period.
        per_period: stretches of a period.
        periods: how many the mesh is for.
        density: steps per step that was taken, one for all stretches of a period or one each.
    """
    each = np.broadcast_to(np.asarray(density, dtype=float), (per_period,))
    shares = [
        _spread(_mean_density(taken, per_period, number), float(each[number]))
        for number in range(per_period)
    ]
    counts = np.tile([len(share) for share in shares], periods)
    return Mesh(
        begin=np.concatenate([[0], np.cumsum(counts)]).astype(np.int64),
        share=np.tile(np.concatenate(shares), periods),
    )


def halved(mesh: Mesh, *, per_period: int, number: int) -> Mesh:
    """The same mesh, with each step of one stretch of every period in two parts."""
    counts = np.diff(mesh.begin)
    chosen = np.arange(len(counts)) % per_period == number
    parts = np.repeat(np.where(chosen, 2, 1), counts)
    begin = np.concatenate([[0], np.cumsum(np.where(chosen, 2, 1) * counts)])
    return Mesh(begin=begin.astype(np.int64), share=np.repeat(mesh.share / parts, parts))


def shifted(density: Array, counts: Array, errors: Array) -> Array:
    """Densities that give the same total error with fewer steps.

    With an error that falls with the fourth power of the density, the sum of steps is least
    where every stretch loses the same error by one step more: steps go as (error * steps^4)^(1/5).

    Args:
        density, counts: present ones, (stretch,).
        errors: what each stretch contributes, (stretch,).
    """
    wanted = (np.maximum(errors, 1e-3 * errors.max()) / counts) ** (1 / (POWER + 1))
    factor = wanted / np.exp(np.average(np.log(wanted), weights=counts))
    return np.asarray(density * np.clip(factor, *SHIFT))


def _mean_density(taken: Sequence[Mesh], per_period: int, number: int) -> Array:
    """Steps in each cell of the grid, over all groups and periods."""
    found = []
    for mesh in taken:
        bounds = list(pairwise(mesh.begin))[number::per_period]
        for begin, end in bounds:
            if end > begin:
                ends = np.cumsum(mesh.share[begin:end])
                places = np.concatenate([[0.0], ends / ends[-1]])
                found.append(np.diff(np.interp(GRID, places, np.arange(end - begin + 1))))
    if not found:
        return np.diff(GRID)  # a stretch without length: one step
    return np.asarray(np.mean(np.array(found) ** POWER, axis=0) ** (1 / POWER))


def _spread(steps: Array, density: float) -> Array:
    """So many steps that each cell of the grid has its number, as shares."""
    so_far = np.concatenate([[0.0], np.cumsum(steps)])
    count = max(1, int(np.ceil(so_far[-1] * density)))
    places = np.interp(np.linspace(0.0, so_far[-1], count + 1), so_far, GRID)
    places[0], places[-1] = 0.0, 1.0
    return np.diff(places)
