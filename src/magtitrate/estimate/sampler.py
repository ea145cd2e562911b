"""How are virtual bodies drawn from the posterior, a batch at a time?

Tempered sequential Monte Carlo on standard normal numbers `z` (unknown, lane). The
likelihood is let in by degrees: each temperature is the next at which half of the bodies
still count; bodies are resampled there and moved by preconditioned Crank-Nicolson steps,
    z' = sqrt(1 - b^2) z + b xi,
which leave the prior as it is, so that only the likelihood decides (Del Moral, Doucet and
Jasra 2006, J R Stat Soc B 68:411; Cotter et al. 2013, Stat Sci 28:424).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

__all__ = ["Sampled", "SamplerSettings", "effective_number", "log_mean_exp", "sample", "systematic"]

Array = NDArray[np.float64]
LogLikelihood = Callable[[Array], Array]


@dataclass(frozen=True, kw_only=True)
class SamplerSettings:
    """How hard the sampler tries.

    Attributes:
        keep: share of bodies that must still count at the next temperature.
        moves: Crank-Nicolson steps at each temperature.
        most_temperatures: more than this many, and the estimate has failed.
        least_accepted: a last share of accepted moves below this is a failure to move.
    """

    keep: float
    moves: int
    most_temperatures: int
    least_accepted: float


@dataclass(frozen=True, kw_only=True)
class Sampled:
    """Bodies from the posterior and how they were found.

    Attributes:
        z: (unknown, lane).
        log_likelihood: of each body, (lane,).
        log_evidence: log of the labs' probability under the prior.
        temperatures: from 0 to 1.
        accepted: share of accepted moves at each temperature.
        distinct: how many different bodies are left.
        outcome: `finished`, or why there is no estimate.
    """

    z: Array
    log_likelihood: Array
    log_evidence: float
    temperatures: tuple[float, ...]
    accepted: tuple[float, ...]
    distinct: int
    outcome: str


def sample(
    log_likelihood: LogLikelihood,
    *,
    unknowns: int,
    lanes: int,
    rng: np.random.Generator,
    settings: SamplerSettings,
) -> Sampled:
    """Draw from prior times likelihood.

    Args:
        log_likelihood: of (unknown, lane) standard normal numbers; minus infinity where a
            body is impossible.
    """
    z = rng.standard_normal((unknowns, lanes))
    like = log_likelihood(z)
    parent = np.arange(lanes)
    temperature, evidence = 0.0, 0.0
    temperatures, accepted = [0.0], []
    step = 0.5
    if not np.isfinite(like).any():
        return _failed(z, like, "no virtual body agrees with the labs at all")
    while temperature < 1.0:
        if len(temperatures) > settings.most_temperatures:
            return _failed(z, like, "the labs could not be let in within the allowed steps")
        higher = _next_temperature(like, temperature, settings.keep)
        weight = (higher - temperature) * np.where(np.isfinite(like), like, -np.inf)
        evidence += log_mean_exp(weight)
        chosen = systematic(weight, lanes, rng)
        z, like, parent = z[:, chosen], like[chosen], parent[chosen]
        temperature = higher
        temperatures.append(temperature)
        share = 0.0
        for _ in range(settings.moves):
            z, like, share, moved = _moved(z, like, temperature, step, log_likelihood, rng)
            parent = np.where(moved, lanes + np.arange(lanes) + parent.max() + 1, parent)
            step = float(np.clip(step * np.exp(share - 0.3), 0.02, 0.95))
        accepted.append(share)
    stuck = accepted and accepted[-1] < settings.least_accepted
    return Sampled(
        z=z,
        log_likelihood=like,
        log_evidence=evidence,
        temperatures=tuple(temperatures),
        accepted=tuple(accepted),
        distinct=len(set(parent.tolist())),
        outcome="the bodies could not be moved under the labs" if stuck else "finished",
    )


def _moved(
    z: Array,
    like: Array,
    temperature: float,
    step: float,
    log_likelihood: LogLikelihood,
    rng: np.random.Generator,
) -> tuple[Array, Array, float, NDArray[np.bool_]]:
    """One Crank-Nicolson step of every body; the prior cancels, the likelihood decides."""
    proposed = np.sqrt(1 - step**2) * z + step * rng.standard_normal(z.shape)
    new = log_likelihood(proposed)
    with np.errstate(invalid="ignore"):
        ratio = temperature * (new - like)
    moved = np.log(rng.random(like.shape)) < np.nan_to_num(ratio, nan=-np.inf)
    return (
        np.where(moved, proposed, z),
        np.where(moved, new, like),
        float(np.mean(moved)),
        moved,
    )


def _next_temperature(like: Array, now: float, keep: float) -> float:
    """The next temperature at which the effective share of bodies is `keep`, at most 1."""

    def effective(temperature: float) -> float:
        return effective_number((temperature - now) * like) / len(like)

    if effective(1.0) >= keep:
        return 1.0
    low, high = now, 1.0
    for _ in range(50):
        middle = (low + high) / 2
        low, high = (middle, high) if effective(middle) >= keep else (low, middle)
    return max(low, now + 1e-6)


def effective_number(log_weight: Array) -> float:
    """How many equal bodies these weights are worth."""
    finite = np.isfinite(log_weight)
    if not finite.any():
        return 0.0
    weight = np.exp(np.where(finite, log_weight, -np.inf) - np.max(log_weight[finite]))
    return float(weight.sum() ** 2 / np.sum(weight**2))


def systematic(log_weight: Array, count: int, rng: np.random.Generator) -> NDArray[np.intp]:
    """Which bodies to keep, each as often as its weight says, by one random number."""
    finite = np.isfinite(log_weight)
    if not finite.any():
        return np.zeros(count, dtype=np.intp)
    weight = np.exp(np.where(finite, log_weight, -np.inf) - np.max(log_weight[finite]))
    total = np.cumsum(weight)
    places = (rng.random() + np.arange(count)) / count * total[-1]
    return np.asarray(np.minimum(np.searchsorted(total, places), len(weight) - 1))


def log_mean_exp(value: Array) -> float:
    """Of all of them [n], those that are not finite counted as impossible; no overflow."""
    finite = value[np.isfinite(value)]
    if not len(finite):
        return -np.inf
    top = np.max(finite)
    return float(top + np.log(np.sum(np.exp(finite - top)) / len(value)))


def _failed(z: Array, like: Array, outcome: str) -> Sampled:
    return Sampled(
        z=z,
        log_likelihood=like,
        log_evidence=-np.inf,
        temperatures=(),
        accepted=(),
        distinct=0,
        outcome=outcome,
    )
