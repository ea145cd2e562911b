"""What do studies fix about a typical adult, though each parameter alone is uncertain?

How much the kidney takes back and how much of plasma magnesium passes it are each uncertain by
several per cent, and serum follows both; yet the serum of a typical adult is known to about
three per cent. Were the parameters doubted one by one, people's serum would differ twice as
much as it does. So the doubt, but not how people differ, is conditioned on the typical
adult's serum and urine, as a linear normal problem around that adult:

    C = I - Q G' (G Q G' + S)^-1 G Q,

with Q the share of each unknown's variance that is doubt, G the slopes of log serum and log
urine, S what studies leave open. The symmetric root of C maps standard normal numbers to
unknowns that hang together as the studies say.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

__all__ = ["joint", "slopes"]

Array = NDArray[np.float64]

STEP = 0.5
"""Half the stretch over which a slope is taken, in standard deviations."""


def joint(doubt: Array, slope: Array, error: Array) -> Array:
    """The symmetric root of C, (unknown, unknown).

    Args:
        doubt: share of the variance that is doubt of the typical value, 0 to 1, (unknown,).
        slope: of the logarithm of each known quantity, per standard deviation,
            (quantity, unknown).
        error: how surely studies know each, as a standard deviation of the logarithm,
            (quantity,).
    """
    felt = slope * doubt
    known = felt @ slope.T + np.diag(error**2)
    together = np.eye(len(doubt)) - felt.T @ np.linalg.solve(known, felt)
    value, vector = np.linalg.eigh(together)
    return np.asarray((vector * np.sqrt(np.maximum(value, 0.0))) @ vector.T)


def slopes(shown: Callable[[Array], Array], unknowns: int) -> Array:
    """Central differences of the logarithm of what bodies show, (quantity, unknown).

    Args:
        shown: of (unknown, lane) standard normal numbers, (quantity, lane).
    """
    steps = STEP * np.eye(unknowns)
    found = np.log(shown(np.hstack([steps, -steps])))
    return np.asarray((found[:, :unknowns] - found[:, unknowns:]) / (2 * STEP))
