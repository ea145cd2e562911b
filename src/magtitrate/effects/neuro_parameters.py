"""Which numbers drive the neuromuscular layer, and how unsure are they?

Every row `neuro.…` of the facts under its name without the room: its value, or draws of
it within its uncertainty and bounds. Functions of the layer take such a mapping, so that
a readout carries the uncertainty of what is known.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from magtitrate.facts import Facts
from magtitrate.facts.shapes import Parameter
from magtitrate.streams import stream

__all__ = ["Array", "Theta", "drawn", "nominal"]

Array = NDArray[np.float64]
Theta = Mapping[str, Array]
ROOM = "neuro."


def nominal(facts: Facts) -> dict[str, Array]:
    """The value of every row, as an array without axes."""
    return {name: np.asarray(row.value) for name, row in _rows(facts).items()}


def drawn(facts: Facts, lanes: int, *, seed: int = 0) -> dict[str, Array]:
    """Draws of every row, (lane,); each row has a stream of its own."""
    return {
        name: _draws(row, stream(seed, "neuro", name).standard_normal(lanes))
        for name, row in _rows(facts).items()
    }


def _rows(facts: Facts) -> dict[str, Parameter]:
    found = facts.parameters.items()
    return {name.removeprefix(ROOM): row for name, row in found if name.startswith(ROOM)}


def _draws(row: Parameter, score: Array) -> Array:
    width = row.uncertainty
    match width.kind:
        case "lognormal":
            values = row.value * np.exp(np.sqrt(np.log1p((width.cv or 0.0) ** 2)) * score)
        case "normal":
            sd = width.sd if width.sd is not None else (width.cv or 0.0) * abs(row.value)
            values = row.value + sd * score
        case _:
            values = np.full(score.shape, row.value)
    return np.asarray(values if row.bounds is None else np.clip(values, *row.bounds))
