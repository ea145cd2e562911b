"""What did the labs teach, and what can they not tell?

Three honest measures of one person's estimate. *Taught*: how much each lab alone, and all
together, narrowed the steady serum magnesium and the share absorbed, and the information
in bits (Kullback-Leibler divergence from the prior). *Change*: are two values further
apart than noise alone makes them, by the critical difference z * sqrt(2) * sqrt(analytical
CV^2 + within-person CV^2) (Fraser and Harris 1989, Crit Rev Clin Lab Sci 27:409).
*Rivals*: would the population's mean or the last value foretell the next value as well?
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from magtitrate.estimate.likelihood import log_likelihood, noise_cv
from magtitrate.estimate.posterior import Before, Posterior
from magtitrate.facts import Facts
from magtitrate.record import Observation

__all__ = ["Change", "Learned", "Rivals", "Taught", "change", "critical_difference", "learned"]

Array = NDArray[np.float64]


@dataclass(frozen=True, kw_only=True)
class Taught:
    """What one lab, or all of them, taught.

    Attributes:
        origin: file and line of the lab; empty for all together.
        bits: information about the body.
        serum_shrinkage, absorption_shrinkage: share of the width that is gone, 0 to 1.
    """

    analyte: str
    origin: str
    bits: float
    serum_shrinkage: float
    absorption_shrinkage: float

    @property
    def word(self) -> str:
        """The information in a word: half a bit is little, two bits are much."""
        if self.bits < 0.5:
            return "little"
        return "something" if self.bits < 2 else "much"


@dataclass(frozen=True, kw_only=True)
class Change:
    """The last two values of an analyte, and whether they differ by more than noise.

    Attributes:
        difference, critical: in the analyte's unit.
    """

    analyte: str
    difference: float
    critical: float

    @property
    def distinguishable(self) -> bool:
        return abs(self.difference) > self.critical


@dataclass(frozen=True, kw_only=True)
class Rivals:
    """How far off the next serum value would be foretold, as standard deviations [mmol/L].

    Attributes:
        ours: by the estimate.
        population: by the mean of people like this one.
        last_value: by repeating the last serum value; `None` where there is none.
    """

    ours: float
    population: float
    last_value: float | None

    @property
    def ahead(self) -> bool:
        """Is the estimate better than both dull rivals?"""
        last = math.inf if self.last_value is None else self.last_value
        return self.ours < min(self.population, last)


@dataclass(frozen=True, kw_only=True)
class Learned:
    """All three honest measures of one person."""

    together: Taught
    each: tuple[Taught, ...]
    changes: tuple[Change, ...]
    rivals: Rivals


def learned(posterior: Posterior, facts: Facts) -> Learned | None:
    """What this person's labs taught; `None` where none did or the estimate failed."""
    before = posterior.before
    if before is None or not posterior.finished:
        return None
    after, first = posterior.steady, before.steady
    together = Taught(
        analyte="all",
        origin="",
        bits=posterior.information,
        serum_shrinkage=_narrower(np.std(after.serum), np.std(first.serum)),
        absorption_shrinkage=_narrower(np.std(after.absorbed), np.std(first.absorbed)),
    )
    return Learned(
        together=together,
        each=tuple(_alone(n, before, facts) for n in range(len(before.labs))),
        changes=_changes(before.labs, facts),
        rivals=_rivals(posterior, before, facts),
    )


def _alone(place: int, before: Before, facts: Facts) -> Taught:
    """What one lab alone would have taught: the prior's bodies, weighed by it."""
    lab = before.labs[place]
    like = log_likelihood([lab], [before.predicted[place]], facts)
    weight = np.exp(like - np.max(like))
    weight /= weight.sum()
    # Weights times their logarithm: nought where a body counts for nothing.
    bits = float(np.sum(weight * np.log2(np.maximum(weight * weight.size, 1e-300))))
    steady = before.steady
    return Taught(
        analyte=lab.analyte,
        origin=lab.origin,
        bits=bits,
        serum_shrinkage=_narrower(_sd(steady.serum, weight), np.std(steady.serum)),
        absorption_shrinkage=_narrower(_sd(steady.absorbed, weight), np.std(steady.absorbed)),
    )


def _sd(value: Array, weight: Array) -> float:
    middle = np.sum(weight * value)
    return math.sqrt(float(np.sum(weight * (value - middle) ** 2)))


def _narrower(after: np.floating | float, before: np.floating | float) -> float:
    """Share of a width that is gone; a wider one counts as nought."""
    return max(0.0, 1.0 - float(after) / float(before)) if before > 0 else 0.0


def critical_difference(analyte: str, value: float, facts: Facts) -> float:
    """The least difference of two values near this one that noise hardly makes.

    Uses `estimate.critical_z` and the analyte's rows `assay.…`; the unit is the analyte's.
    """
    return facts.value("estimate.critical_z") * math.sqrt(2) * noise_cv(analyte, facts) * value


def change(earlier: Observation, later: Observation, facts: Facts) -> Change:
    """Two values of one analyte, compared."""
    middle = (earlier.value + later.value) / 2
    return Change(
        analyte=later.analyte,
        difference=later.value - earlier.value,
        critical=critical_difference(later.analyte, middle, facts),
    )


def _changes(labs: tuple[Observation, ...], facts: Facts) -> tuple[Change, ...]:
    """The last two values of each analyte; a value below detection cannot be compared.

    Nor can spot urines: they follow the hour and the last meal.
    """
    found = []
    for analyte in dict.fromkeys(lab.analyte for lab in labs):
        if analyte == "urine_magnesium_spot_ratio":
            continue
        values = [lab for lab in labs if lab.analyte == analyte and not lab.censored_below]
        if len(values) > 1:
            found.append(change(values[-2], values[-1], facts))
    return tuple(found)


def _rivals(posterior: Posterior, before: Before, facts: Facts) -> Rivals:
    after, first = posterior.steady.serum, before.steady.serum
    noise = noise_cv("serum_magnesium", facts) * float(np.median(after))
    seen = [o for o in before.labs if o.analyte == "serum_magnesium" and not o.censored_below]
    return Rivals(
        ours=math.hypot(float(np.std(after)), noise),
        population=math.hypot(float(np.std(first)), noise),
        last_value=math.sqrt(2) * noise if seen else None,
    )
