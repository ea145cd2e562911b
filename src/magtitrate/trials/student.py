"""The t distribution, over arrays, with NumPy alone.

Its tail is half of the regularized incomplete beta function I_x(df/2, 1/2) at
x = df / (df + t^2), by Lentz's continued fraction (Press et al., Numerical Recipes, 6.4).
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import ArrayLike, NDArray

from magtitrate.effects.normal import normal_quantile

__all__ = ["t_cdf", "t_quantile"]

Array = NDArray[np.float64]
STEPS = 300
SERIES_FROM = 8
ENOUGH = 1e-13
TINY = 1e-300


def t_cdf(t: ArrayLike, df: float) -> Array:
    """Share of a t distribution below t, any shape.

    Args:
        df: degrees of freedom, above 0.
    """
    value = np.asarray(t, dtype=float)
    tail = 0.5 * _beta_share(df / (df + value**2), df / 2, 0.5)
    return np.asarray(np.where(value > 0, 1 - tail, tail))


def t_quantile(share: float, df: float) -> float:
    """The t below which this share lies.

    For many degrees of freedom the expansion around the normal curve (Abramowitz & Stegun
    26.7.5), right to 1e-4 from eight on; by halving for fewer.
    """
    if df >= SERIES_FROM:
        z = normal_quantile(share)
        terms = (
            (z**3 + z) / 4,
            (5 * z**5 + 16 * z**3 + 3 * z) / 96,
            (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / 384,
        )
        return z + sum(term / df ** (n + 1) for n, term in enumerate(terms))
    low, high = -1e3, 1e3
    for _ in range(80):
        middle = (low + high) / 2
        low, high = (middle, high) if float(t_cdf(middle, df)) < share else (low, middle)
    return (low + high) / 2


def _beta_share(x: Array, a: float, b: float) -> Array:
    """Regularized incomplete beta function, whichever end converges."""
    x = np.clip(x, 1e-300, 1.0)
    near = x < (a + 1) / (a + b + 2)
    with np.errstate(all="ignore"):
        lower = _one_end(np.where(near, x, 0.0), a, b)
        upper = 1 - _one_end(np.where(near, 0.0, 1 - x), b, a)
    return np.asarray(np.where(near, lower, np.where(x >= 1, 1.0, upper)))


def _one_end(x: Array, a: float, b: float) -> Array:
    front = np.exp(
        math.lgamma(a + b)
        - math.lgamma(a)
        - math.lgamma(b)
        + a * np.log(x)
        + b * np.log1p(-np.minimum(x, 1 - 1e-16))
    )
    c = np.ones_like(x)
    d = 1 / _away(1 - (a + b) * x / (a + 1))
    found = d.copy()
    for m in range(1, STEPS):
        for term in (
            m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m)),
            -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1)),
        ):
            d = 1 / _away(1 + term * d)
            c = _away(1 + term / c)
            found = found * d * c
        if np.all(np.abs(d * c - 1) < ENOUGH):
            break
    return np.asarray(front * found / a)


def _away(value: Array) -> Array:
    """Zero is moved a little, as Lentz does."""
    return np.where(np.abs(value) < TINY, TINY, value)
