"""What is the next measurement worth, before it is made?

For each lab and day the posterior's bodies make up results; each result weighs the same
bodies anew, without further sampling. Two answers come out: the expected information
    I = E_y [ log p(y | body) - log mean_j p(y | body_j) ]
(Lindley 1956, Ann Math Stat 27:986), and the probability that another dose than the
present one would then be best, each with its Monte Carlo error.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from magtitrate.estimate.likelihood import BY_RATIO, density, error_sd
from magtitrate.facts import Facts

__all__ = ["Worth", "worth_of"]

Array = NDArray[np.float64]


@dataclass(frozen=True, kw_only=True)
class Worth:
    """What one analyte on one day would teach and change.

    Attributes:
        day: days from now.
        information, information_error: about the body, with its standard error [bit].
        probability, probability_error: that the best dose becomes another one, 0 to 1.
        gain: expected rise of the utility by then choosing that other dose.
    """

    analyte: str
    day: int
    information: float
    information_error: float
    probability: float
    probability_error: float
    gain: float

    @property
    def surely(self) -> float:
        """The probability less its Monte Carlo error."""
        return max(0.0, self.probability - self.probability_error)


def worth_of(
    expected: Mapping[tuple[str, int], Array],
    utility: Array,
    daily_mg: Sequence[float],
    facts: Facts,
    rng: np.random.Generator,
) -> tuple[Worth, ...]:
    """The worth of every possible measurement.

    Args:
        expected: (analyte, day) -> what each body would show, in the analyte's unit, (lane,).
        utility: of each candidate to each body, that of the plan first, (candidate, lane);
            a body with a gap in either is left out.
        daily_mg: the candidates' daily doses; another clock hour is no other plan.
    """
    good = np.isfinite(utility).all(axis=0)
    for value in expected.values():
        good = good & np.isfinite(value)
    if not good.any():
        return ()
    count = int(facts.value("worth.outcomes"))
    bodies = np.linspace(0, int(good.sum()) - 1, count).astype(np.intp)
    # The same luck for every lab and day, so that they differ by what they are.
    luck = rng.standard_t(facts.value("assay.degrees_of_freedom"), size=count)
    return tuple(
        _one(analyte, day, value[good], utility[:, good], daily_mg, bodies, luck, facts)
        for (analyte, day), value in expected.items()
    )


def _one(
    analyte: str,
    day: int,
    expected: Array,
    utility: Array,
    daily_mg: Sequence[float],
    bodies: NDArray[np.intp],
    luck: Array,
    facts: Facts,
) -> Worth:
    results = _made_up(analyte, expected[bodies], luck, facts)
    log_like = density(analyte, results[:, None], expected[None, :], facts)
    top = log_like.max(axis=1, keepdims=True)
    like = np.exp(log_like - top)
    own = log_like[np.arange(len(bodies)), bodies]
    bits = (own - top[:, 0] - np.log(like.mean(axis=1))) / math.log(2)
    weight = like / like.sum(axis=1, keepdims=True)
    critical_z, least = facts.value("estimate.critical_z"), facts.value("utility.worthwhile")
    changed, gain = _changed(weight, utility, daily_mg, critical_z, least)
    share, count = float(changed.mean()), len(bodies)
    return Worth(
        analyte=analyte,
        day=day,
        information=max(0.0, float(bits.mean())),
        information_error=float(bits.std() / math.sqrt(count)),
        probability=share,
        # One more of each kind, so that 0 of 96 is not called certain.
        probability_error=math.sqrt(
            (share * count + 1) * ((1 - share) * count + 1) / (count + 2) ** 2 / (count + 3)
        ),
        gain=float(np.where(changed, gain, 0.0).mean()),
    )


def _made_up(analyte: str, expected: Array, luck: Array, facts: Facts) -> Array:
    """Results that a laboratory might report of these bodies."""
    noise = error_sd(analyte, expected, facts) * luck
    if analyte in BY_RATIO:
        return np.asarray(np.maximum(expected, 1e-3) * np.exp(noise))
    return np.asarray(expected + noise)


def _changed(
    weight: Array, utility: Array, daily_mg: Sequence[float], critical_z: float, least: float
) -> tuple[NDArray[np.bool_], Array]:
    """Under which results is another dose better, by more than Monte Carlo error, and by how much?

    Args:
        weight: of each body under each result, (result, lane).
    """
    dose, now = np.asarray(daily_mg), 0
    then = np.argmax(weight @ utility.T, axis=1)
    gain = utility[then] - utility[now]
    mean = np.sum(weight * gain, axis=1)
    error = np.sqrt(np.sum(weight**2 * (gain - mean[:, None]) ** 2, axis=1))
    better = (mean > critical_z * error) & (mean >= least)
    return np.asarray((dose[then] != dose[now]) & better), np.asarray(mean)
