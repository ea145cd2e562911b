"""How far is a simulated infusion from a published two-compartment model?

    Vc dC/dt = rate - (CL + Q) C + Q C'        Vp dC'/dt = Q (C - C')

solved in closed form for piecewise constant infusions (Gibaldi & Perrier 1982), and
fitted to a curve by Gauss-Newton on the logarithms of its four parameters.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from magtitrate.body.expr import Array

__all__ = ["Infused", "fitted", "two_compartment"]

Infused = tuple[float, float, float]
"""Begin [h], end [h], rate [mmol/h]."""


def two_compartment(
    time_h: Array,
    infused: Sequence[Infused],
    *,
    clearance_l_per_h: float,
    central_l: float,
    peripheral_l: float,
    exchange_l_per_h: float,
) -> Array:
    """Concentration above the usual [mmol/L], (time,)."""
    k10, k12 = clearance_l_per_h / central_l, exchange_l_per_h / central_l
    k21 = exchange_l_per_h / peripheral_l
    both = k10 + k12 + k21
    root = np.sqrt(both**2 - 4 * k10 * k21)
    fast, slow = (both + root) / 2, (both - root) / 2
    total = np.zeros_like(time_h)
    for begin, end, rate in infused:
        running = np.clip(time_h - begin, 0.0, end - begin)
        since = np.clip(time_h - end, 0.0, None)
        for mine, other in ((fast, slow), (slow, fast)):
            share = (mine - k21) / (mine - other) / central_l
            total += rate * share / mine * -np.expm1(-mine * running) * np.exp(-mine * since)
    return np.asarray(total)


def fitted(time_h: Array, curve: Array, infused: Sequence[Infused], start: Array) -> Array:
    """Clearance, central and peripheral volume and exchange that give this curve, (4,)."""

    def misfit(logs: Array) -> Array:
        cl, vc, vp, q = np.exp(logs)
        found = two_compartment(
            time_h,
            infused,
            clearance_l_per_h=cl,
            central_l=vc,
            peripheral_l=vp,
            exchange_l_per_h=q,
        )
        return np.asarray(found - curve)

    logs = np.log(start)
    damping, rest = 1e-3, misfit(logs)
    for _ in range(60):
        slopes = np.stack([(misfit(logs + 1e-5 * e) - rest) / 1e-5 for e in np.eye(4)], axis=1)
        normal = slopes.T @ slopes
        step = np.linalg.solve(
            normal + damping * np.diag(np.diag(normal) + 1e-12), -slopes.T @ rest
        )
        there = misfit(logs + np.clip(step, -1, 1))
        if there @ there < rest @ rest:
            logs, rest, damping = logs + np.clip(step, -1, 1), there, damping / 5
        else:
            damping *= 5
        if damping > 1e8:
            break
    return np.asarray(np.exp(logs))
