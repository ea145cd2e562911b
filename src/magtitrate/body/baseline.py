"""Where does this body stand before day one?

At a steady state what is absorbed leaves again, so diet and kidney imply a serum:

    absorbed - secreted - skin = GFR * s * ln(1 + e^((f*C - Tm)/s))

solved for C in closed form. A life of meals is periodic, not constant, so that balance is
only the first guess for the fixed point of the map of one period. Repeating the map would
take a year of days, because bone moves 2 % a day; Anderson acceleration (1965, J ACM
12:547; in the form of Walker & Ni 2011, SIAM J Numer Anal 49:1715) needs about ten.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from magtitrate.body.expr import Array
from magtitrate.body.gut import CARRIER_SHARES, SEGMENTS
from magtitrate.body.model import BodyModel

__all__ = ["SIZE_FLOOR", "SLOW", "FixedPoint", "balanced", "fixed_point"]

MEMORY = 6
"""Earlier periods that the acceleration looks at: a few more than there are slow modes."""

SLOW = ("bone", "tissue", "red_cell", "colon_dissolved", "colon_solid")
"""States that still remember a push a day later, the slowest first."""

SIZE_FLOOR = 0.1
"""Content, in the state's own unit, below which a change counts as absolute."""


def balanced(model: BodyModel, theta: Array, *, intake_mmol_per_h: ArrayLike) -> Array:
    """The state in which a constant intake is in balance with kidney and skin.

    Args:
        intake_mmol_per_h: mean intake of magnesium, dissolved, scalar or (lane,).

    Returns:
        (state, lane); what only travels through the gut is left at zero, except the lumen.
    """
    of = model.rows(theta)
    lumen, absorbed = _lumen(of, np.asarray(intake_mmol_per_h, dtype=float))
    net = absorbed - of["gut.secretion_mmol_per_h"] - of["losses.skin_mmol_per_h"]
    serum = _serum(of, net)
    state = np.zeros((len(model.states), theta.shape[1]))
    for name, content in lumen.items():
        state[model.place(name)] = content
    for pool, volume in (
        ("plasma", "plasma.volume_l"),
        ("fast", "plasma.fast_volume_l"),
        ("bone", "stores.bone_volume_l"),
    ):
        state[model.place(pool)] = of[volume] * serum
    usual = of["plasma.reference_mmol_per_l"]
    state[model.place("tissue")] = of["stores.tissue_volume_l"] * np.cbrt(serum * usual**2)
    shift = serum / usual - 1
    for cell in ("red_cell", "csf"):
        usual, elasticity = of[f"stores.{cell}_mmol_per_l"], of[f"stores.{cell}_elasticity"]
        state[model.place(cell)] = usual * (1 + elasticity * shift)
    return state


def _lumen(of: dict[str, Array], intake: Array) -> tuple[dict[str, Array], Array]:
    """Content of each segment under a constant inflow, and what they absorb [mmol/h].

    inflow = (transit + leak)*G + V*G/(K + G) is a quadratic in G.
    """
    transit = len(SEGMENTS) / of["gut.small_bowel_transit_h"]
    scale = of["gut.absorption_scale"]
    below = of["gut.secretion_mmol_per_h"] * of["gut.secretion_colon_share"]
    inflow = intake + of["gut.secretion_mmol_per_h"] - below
    content, absorbed = {}, np.zeros_like(inflow)
    for segment, name in zip(SEGMENTS, CARRIER_SHARES, strict=True):
        leaving = transit + scale * of["gut.leak_rate"]
        half = of[name] * of["gut.carrier_km"]
        most = scale * of[name] * of["gut.carrier_vmax"]
        b = leaving * half + most - inflow
        content[segment] = (np.sqrt(b**2 + 4 * leaving * inflow * half) - b) / (2 * leaving)
        onward = transit * content[segment]
        absorbed = absorbed + inflow - onward
        inflow = onward
    colon_leak, out = scale * of["gut.colon_leak_rate"], 1 / of["gut.colon_transit_h"]
    content["colon_dissolved"] = (inflow + below) / (colon_leak + out)
    return content, absorbed + colon_leak * content["colon_dissolved"]


def _serum(of: dict[str, Array], net: Array) -> Array:
    """The concentration at which the kidney lets go what comes in net [mmol/L]."""
    splay = of["kidney.splay"]
    excess = np.maximum(net, 1e-6) / (of["kidney.gfr_l_per_h"] * splay)
    above = excess + np.log(-np.expm1(-excess))  # the inverse of ln(1 + e^x)
    ultrafiltrate = of["kidney.tm"] + splay * above
    least = 0.1 * of["kidney.tm"]
    return np.asarray(np.maximum(ultrafiltrate, least) / of["plasma.ultrafiltrable_fraction"])


@dataclass(frozen=True, kw_only=True)
class FixedPoint:
    """Where a map leads.

    Attributes:
        state: (state, lane).
        converged: (lane,).
        periods: how often the map was applied.
    """

    state: Array
    converged: NDArray[np.bool_]
    periods: int


def fixed_point(
    one_period: Callable[[Array], Array],
    guess: Array,
    *,
    ledgers: Sequence[int] = (),
    tolerance: float,
    limit: int,
) -> FixedPoint:
    """The state that one period leads back to, lane by lane.

    Args:
        one_period: the state after one period, (state, lane) -> (state, lane).
        ledgers: states that only count; kept at zero.
        tolerance: largest relative change over one period.
        limit: largest number of periods.
    """
    state = guess.copy()
    state[list(ledgers)] = 0.0
    residuals: list[Array] = []
    images: list[Array] = []
    converged = np.zeros(state.shape[1], dtype=bool)
    for used in range(1, limit + 1):  # noqa: B007 - how many were used is part of the answer
        image = one_period(state)
        image[list(ledgers)] = 0.0
        size = np.abs(image) + SIZE_FLOOR
        residual = (image - state) / size
        converged = np.abs(residual).max(axis=0) <= tolerance
        lost = ~np.isfinite(residual).all(axis=0)
        if (converged | lost).all():
            break
        residuals, images = [*residuals[-MEMORY:], residual], [*images[-MEMORY:], image]
        state = _mixed(residuals, images)
    return FixedPoint(state=image, converged=converged, periods=used)


def _mixed(residuals: list[Array], images: list[Array]) -> Array:
    """The combination of earlier images whose residual would be least, lane by lane."""
    if len(images) == 1:
        return images[-1]
    steps = np.diff(np.stack(residuals), axis=0).transpose(2, 1, 0)  # (lane, state, earlier)
    moves = np.diff(np.stack(images), axis=0).transpose(2, 1, 0)
    usable = np.isfinite(steps).all(axis=(1, 2)) & np.isfinite(residuals[-1]).all(axis=0)
    steps[~usable] = 0.0
    last = np.where(usable, residuals[-1], 0.0).T[..., None]
    weights = np.linalg.pinv(steps, rcond=1e-10) @ last
    mixed = images[-1] - np.where(usable, (moves @ weights)[..., 0].T, 0.0)
    # A step that leaves the possible is not taken: the plain map never does.
    return np.where((mixed >= 0).all(axis=0), mixed, images[-1])
