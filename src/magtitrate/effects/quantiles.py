"""Below which value do these shares of a sample lie?

As `np.quantile` in its usual, linear form. That one loads NumPy's masked arrays at its first call,
and a plan, which needs two quantiles, would wait for them.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

__all__ = ["quantiles"]


def quantiles(values: ArrayLike, shares: Sequence[float]) -> NDArray[np.float64]:
    """Of the last axis of `values` (…, n), at least one of them: (share, …)."""
    ordered = np.sort(np.asarray(values, dtype=float), axis=-1)
    last = ordered.shape[-1] - 1
    found = []
    for share in shares:
        place = share * last
        low = int(place)
        below, above = ordered[..., low], ordered[..., min(low + 1, last)]
        found.append(below + (above - below) * (place - low))
    return np.stack(found)
