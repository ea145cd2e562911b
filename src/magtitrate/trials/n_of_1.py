"""What does one person's series say about magnesium, when its effect comes and goes slowly?

    y = a + b z(tau) + trend + practice + e,        e autoregressive

z is what the tissue remembers of the doses: it follows them with the lag tau, so carry-over
is part of the exposure and not an error. Neither tau nor the autocorrelation is known: both
are averaged over, tau by what is believed of the person, the autocorrelation by how well it
fits (its restricted likelihood). Given both, b has a t distribution; all in closed form.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from magtitrate.effects.normal import normal_cdf
from magtitrate.trials.student import t_cdf

__all__ = [
    "Believed",
    "Series",
    "autoregressive",
    "believed",
    "exposure",
    "power",
    "quantile",
    "signal",
]

Array = NDArray[np.float64]

CORRELATIONS = 10
"""Points of autocorrelation that are averaged over."""


@dataclass(frozen=True, kw_only=True)
class Series:
    """What was written down, in order.

    Attributes:
        day: days of the experiment, ascending, (row,).
        value: positive is better, (row,).
        taken: share of the day's magnesium really taken, from day 0 on, (day,).
        every_d: days from one row to the next where none is missing.
        practice_d: how fast practice fades; 0 where there is none.
    """

    day: Array
    value: Array
    taken: Array
    every_d: float = 1.0
    practice_d: float = 0.0


@dataclass(frozen=True, kw_only=True)
class Believed:
    """The effect of magnesium as a mixture of t distributions.

    Attributes:
        effect, error, weight: of each part, (part,).
        df: degrees of freedom.
        autocorrelation: mean of what is believed, from one row to the next.
        sd: of the rows around the line.
    """

    effect: Array
    error: Array
    weight: Array
    df: float
    autocorrelation: float
    sd: float

    def above(self, bound: float) -> float:
        """Probability that the effect is above this."""
        return float(self.weight @ t_cdf((self.effect - bound) / self.error, self.df))


def exposure(taken: ArrayLike, lags_d: ArrayLike) -> Array:
    """What the tissue remembers at the end of each day, 0 to 1 of the full effect, (day, lag).

    Args:
        taken: (day,), 0 to 1. lags_d: (lag,).
    """
    doses = np.asarray(taken, dtype=float)
    pull = -np.expm1(-1 / np.maximum(np.atleast_1d(np.asarray(lags_d, dtype=float)), 1e-3))
    found = np.zeros((doses.size, pull.size))
    level = np.zeros(pull.size)
    for day, dose in enumerate(doses):
        level = level + pull * (dose - level)
        found[day] = level
    return found


def believed(series: Series, lags_d: Array, *, highest: float) -> Believed:
    """The effect, averaged over lags and autocorrelations.

    Args:
        lags_d: draws of the person's lag, (lag,), equally likely.
        highest: autocorrelation up to which is averaged, from one row to the next.
    """
    rhos = np.linspace(0.0, highest, CORRELATIONS)
    seen = _seen(series, lags_d)
    parts = [_given(series, seen, rho) for rho in rhos]
    df = float(series.value.size - _nuisance(series).shape[1] - 1)
    log_weight = np.array([part[2] for part in parts])
    of_rho = np.exp(log_weight - log_weight.max())
    of_rho /= of_rho.sum()
    weight = np.repeat(of_rho / lags_d.size, lags_d.size)
    variance = np.array([part[3] for part in parts])
    return Believed(
        effect=np.concatenate([part[0] for part in parts]),
        error=np.concatenate([part[1] for part in parts]),
        weight=weight,
        df=df,
        autocorrelation=float(of_rho @ rhos),
        sd=float(np.sqrt(of_rho @ variance)),
    )


def quantile(found: Believed, share: float) -> float:
    """The effect below which it lies with this probability."""
    reach = 60 * float(found.error.max()) + 1e-9
    low, high = float(found.effect.min()) - reach, float(found.effect.max()) + reach
    for _ in range(70):
        middle = (low + high) / 2
        low, high = (middle, high) if found.above(middle) > 1 - share else (low, middle)
    return (low + high) / 2


def signal(series: Series, lags_d: Array, *, rho: float) -> Array:
    """How many standard errors an effect of 1 would stand out in rows of SD 1, (true, assumed).

    Args:
        lags_d: the lag that is true and those that the analysis averages over, (lag,).
    """
    nuisance = _whitened(_nuisance(series), series, rho)
    z = _whitened(_seen(series, lags_d), series, rho)
    left = z - nuisance @ np.linalg.lstsq(nuisance, z, rcond=None)[0]
    together = left.T @ left
    return np.asarray(together / np.sqrt(np.maximum(np.diag(together), 1e-12)))


def power(standing_out: Array, sure: float) -> Array:
    """Chance that the averaged probability of a benefit reaches `sure`, for each true lag.

    The luck of the rows is nearly the same whichever lag is assumed, so it is taken as one
    normal number; the least of it that suffices is found by halving.

    Args:
        standing_out: expected standard errors, (true, assumed).
    """
    low, high = np.full(len(standing_out), -40.0), np.full(len(standing_out), 40.0)
    for _ in range(60):
        luck = (low + high) / 2
        enough = normal_cdf(standing_out + luck[:, None]).mean(axis=1) >= sure
        low, high = np.where(enough, low, luck), np.where(enough, luck, high)
    return np.asarray(1 - normal_cdf(high))


# ---------------------------------------------------------------- the line


def _seen(series: Series, lags_d: Array) -> Array:
    """Exposure at each row; the mean of its days where a row stands for several, (row, lag)."""
    daily = exposure(series.taken, lags_d)
    total = np.vstack([np.zeros((1, lags_d.size)), np.cumsum(daily, axis=0)])
    last = np.minimum(series.day.astype(int) + 1, len(daily))
    first = np.maximum(last - max(int(series.every_d), 1), 0)
    return np.asarray((total[last] - total[first]) / (last - first)[:, None])


def _nuisance(series: Series) -> Array:
    """What moves the outcome besides magnesium: level, trend, practice, (row, column)."""
    day = series.day - series.day.mean()
    columns = [np.ones_like(day), day / max(float(np.abs(day).max()), 1.0)]
    if series.practice_d:
        columns.append(np.exp(-series.day / series.practice_d))
    return np.stack(columns, axis=1)


def _whitened(columns: Array, series: Series, rho: float) -> Array:
    """Rows with what the row before already said taken out, missing rows allowed for."""
    if rho == 0:
        return columns
    kept = rho ** (np.diff(series.day) / series.every_d)
    scale = np.sqrt(1 - kept**2)
    table = columns if columns.ndim > 1 else columns[:, None]
    later = (table[1:] - kept[:, None] * table[:-1]) / scale[:, None]
    found = np.vstack([table[:1], later])
    return found if columns.ndim > 1 else found[:, 0]


def _given(series: Series, seen: Array, rho: float) -> tuple[Array, Array, float, float]:
    """Effects and errors for each lag, the log weight of this autocorrelation, the variance."""
    nuisance = _whitened(_nuisance(series), series, rho)
    z = _whitened(seen, series, rho)
    y = _whitened(series.value, series, rho)
    basis, triangle = np.linalg.qr(nuisance)
    z = z - basis @ (basis.T @ z)
    y = y - basis @ (basis.T @ y)
    information = np.maximum((z**2).sum(axis=0), 1e-12)
    effect = (z.T @ y) / information
    df = y.size - nuisance.shape[1] - 1
    left = np.maximum((y**2).sum() - effect**2 * information, 1e-12)
    error = np.sqrt(left / df / information)
    kept = rho ** (np.diff(series.day) / series.every_d) if rho else np.zeros(y.size - 1)
    log_scale = 0.5 * float(np.log1p(-(kept**2)).sum())
    log_det = float(np.log(np.abs(np.diag(triangle))).sum())
    # Averaged over the lags: letting the best lag win would favor a finding by chance.
    weight = -log_scale - log_det - df / 2 * float(np.mean(np.log(left)))
    return effect, error, weight, float(np.mean(left) / df)


def autoregressive(rng: np.random.Generator, days: Sequence[float], sd: float, rho: float) -> Array:
    """A series of this SD in which each row remembers the one before."""
    own = rng.standard_normal(len(days))
    found = np.empty(len(days))
    level = 0.0
    for row, push in enumerate(own):
        level = push if row == 0 else rho * level + np.sqrt(1 - rho**2) * push
        found[row] = level
    return sd * found
