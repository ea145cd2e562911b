"""What does a pool of motor units look like, from the smallest to the largest?

Fuglevand, Winter & Patla 1993: thresholds, forces and contraction times are exponential
over the pool. For teaching what a change of recruitment means.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from magtitrate.effects.neuro_parameters import Array, Theta

__all__ = ["Pool", "pool_of", "recruited"]


@dataclass(frozen=True, kw_only=True)
class Pool:
    """Motor units in the order of recruitment, (unit,).

    Attributes:
        threshold: excitation at which each begins to fire.
        force: of a twitch, against the smallest.
        contraction_ms: its contraction time.
    """

    threshold: Array
    force: Array
    contraction_ms: Array


def pool_of(theta: Theta) -> Pool:
    """The pool of the nominal parameters."""
    units = int(theta["pool_units"])
    place = np.arange(1, units + 1) / units
    force = theta["pool_force_range"] ** place
    return Pool(
        threshold=np.asarray(theta["pool_threshold_range"] ** place),
        force=np.asarray(force),
        contraction_ms=np.asarray(
            theta["pool_slowest_ms"] * force ** (-1 / theta["pool_time_power"])
        ),
    )


def recruited(pool: Pool, excitation: float, scale: float = 1.0) -> int:
    """Units that fire at this excitation, thresholds scaled."""
    return int(np.sum(pool.threshold * scale <= excitation))
