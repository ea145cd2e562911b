"""What does a trial's analysis say: which difference, how sure, by chance or not?

Closed forms only: Welch's t for two arms, a line through first and last values (ANCOVA),
paired differences by sequence for a crossover, shares with the normal curve.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from magtitrate.effects.normal import normal_cdf, normal_quantile
from magtitrate.trials.student import t_cdf, t_quantile

__all__ = [
    "Contrast",
    "adjusted",
    "against_zero",
    "crossed",
    "power_of_two_means",
    "shares",
    "two_means",
]

Array = NDArray[np.float64]
CONFIDENCE = 0.95
Z95 = normal_quantile((1 + CONFIDENCE) / 2)


@dataclass(frozen=True, kw_only=True)
class Contrast:
    """Treated against control.

    Attributes:
        treated, control: means, or percentages; control is `nan` where there is none.
        difference, low, high: with its 95 % interval.
        p: two-sided.
        ratio: of two shares, else `nan`.
    """

    treated: float
    control: float
    difference: float
    low: float
    high: float
    p: float
    ratio: float = math.nan


def two_means(treated: Array, control: Array) -> Contrast:
    """Welch's t test of two independent groups."""
    parts = [group.var(ddof=1) / group.size for group in (treated, control)]
    error = math.sqrt(sum(parts))
    df = sum(parts) ** 2 / max(
        sum(part**2 / (group.size - 1) for part, group in zip(parts, (treated, control),
                                                              strict=True)),
        1e-300,
    )  # fmt: skip
    return _of(float(treated.mean()), float(control.mean()), error, max(df, 1.0))


def against_zero(change: Array) -> Contrast:
    """A group against its own beginning: no control at all."""
    error = float(change.std(ddof=1)) / math.sqrt(change.size)
    found = _of(float(change.mean()), 0.0, error, change.size - 1.0)
    return Contrast(
        treated=found.treated,
        control=math.nan,
        difference=found.difference,
        low=found.low,
        high=found.high,
        p=found.p,
    )


def adjusted(first: tuple[Array, Array], last: tuple[Array, Array]) -> Contrast:
    """Last values of treated and control at equal first values (ANCOVA)."""
    sizes = (first[0].size, first[1].size)
    given = np.concatenate(first)
    columns = np.stack(
        [
            np.ones(sum(sizes)),
            np.concatenate([np.ones(sizes[0]), np.zeros(sizes[1])]),
            given - given.mean(),
        ],
        axis=1,
    )
    y = np.concatenate(last)
    inverse = np.linalg.inv(columns.T @ columns)
    line = inverse @ (columns.T @ y)
    df = y.size - 3.0
    error = math.sqrt(float(((y - columns @ line) ** 2).sum()) / df * inverse[1, 1])
    return _of(float(line[0] + line[1]), float(line[0]), error, df)


def crossed(first_treated: Array, first_control: Array) -> Contrast:
    """Treated minus control of everybody, by which came first: what periods do cancels.

    Args:
        first_treated, first_control: the differences of those who began with each.
    """
    groups = (first_treated, first_control)
    difference = sum(float(group.mean()) for group in groups) / 2
    error = math.sqrt(sum(group.var(ddof=1) / group.size for group in groups)) / 2
    return _of(difference, 0.0, error, sum(group.size for group in groups) - 2.0)


def shares(treated: Array, control: Array) -> Contrast:
    """Two shares of people, in percent, with their ratio."""
    a, b = float(treated.mean()), float(control.mean())
    error = math.sqrt(a * (1 - a) / treated.size + b * (1 - b) / control.size)
    both = (a * treated.size + b * control.size) / (treated.size + control.size)
    under_none = math.sqrt(both * (1 - both) * (1 / treated.size + 1 / control.size))
    z = (a - b) / under_none if under_none else 0.0
    return Contrast(
        treated=100 * a,
        control=100 * b,
        difference=100 * (a - b),
        low=100 * (a - b - Z95 * error),
        high=100 * (a - b + Z95 * error),
        p=float(2 * normal_cdf(-abs(z))),
        ratio=a / b if b else math.nan,
    )


def power_of_two_means(effect: float, sd: float, per_arm: float) -> float:
    """Power of two equal arms at a two-sided 5 %, by the normal curve."""
    return float(normal_cdf(abs(effect) / (sd * math.sqrt(2 / per_arm)) - Z95))


def _of(treated: float, control: float, error: float, df: float) -> Contrast:
    difference = treated - control
    reach = t_quantile((1 + CONFIDENCE) / 2, df) * error if df < 200 else Z95 * error
    t = difference / error if error else 0.0
    p = 2 * normal_cdf(-abs(t)) if df >= 200 else 2 * t_cdf(-abs(t), df)
    return Contrast(
        treated=treated,
        control=control,
        difference=difference,
        low=difference - reach,
        high=difference + reach,
        p=float(p),
    )
