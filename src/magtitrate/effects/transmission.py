"""How surely does a nerve impulse reach the muscle fiber, given calcium and magnesium?

Release of transmitter: calcium and magnesium compete for the sites whose fourth power
lets it go (Dodge & Rahamimoff 1967). The endplate potential sums non-linearly; how far it
stands above threshold is the safety factor, which differs between fibers.
"""

from __future__ import annotations

import numpy as np

from magtitrate.effects.neuro_parameters import Array, Theta
from magtitrate.effects.normal import normal_cdf

__all__ = ["quantal_ratio", "release", "safety_factor", "transmitting_share"]


def release(calcium: Array, magnesium: Array, theta: Theta) -> Array:
    """Release per impulse, in units of its ceiling; both ions ionized [mmol/L], (lane,).

    Holds down to a few quanta per thousand impulses; not for release near zero.
    """
    bound = calcium / theta["release_k_calcium_mmol_per_l"]
    blocked = magnesium / theta["release_k_magnesium_mmol_per_l"]
    return np.asarray((bound / (1 + bound + blocked)) ** theta["release_sites"])


def quantal_ratio(calcium: Array, magnesium: Array, theta: Theta) -> Array:
    """Release against that at the reference calcium and magnesium, (lane,)."""
    reference = release(
        theta["reference_calcium_mmol_per_l"], theta["reference_ionized_mmol_per_l"], theta
    )
    return np.asarray(release(calcium, magnesium, theta) / reference)


def safety_factor(calcium: Array, magnesium: Array, theta: Theta) -> Array:
    """Endplate potential over what the fiber needs, (lane,)."""
    quanta = theta["quanta"] * quantal_ratio(calcium, magnesium, theta)
    usual = _endplate_mv(theta["quanta"], theta)
    return np.asarray(theta["safety_factor"] * _endplate_mv(quanta, theta) / usual)


def transmitting_share(calcium: Array, magnesium: Array, theta: Theta) -> Array:
    """Share of fibers that answer a single impulse: the M-wave against its full size, (lane,)."""
    factor = safety_factor(calcium, magnesium, theta)
    return normal_cdf(np.log(factor) / theta["safety_spread"])


def _endplate_mv(quanta: Array, theta: Theta) -> Array:
    """The potential that so many quanta make, bounded by the driving potential [mV]."""
    single = quanta * theta["quantum_mv"]
    driving = theta["driving_mv"]
    return np.asarray(single * driving / (driving + theta["summation"] * single))
