"""How probable is each lab, were a virtual body the true one?

Serum: normal around the predicted concentration, as wide as the assay, the person's own
day-to-day variation and what the model may miss. Urine of 24 hours: lognormal. Below the
detection limit: the whole probability below it. Only values with a known hour that are
neither too old nor implausible teach the model; all the others are named as set aside.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from magtitrate.facts import Facts
from magtitrate.record import Observation, Record

__all__ = ["TEACHING", "log_likelihood", "teaching"]

Array = NDArray[np.float64]

TEACHING = ("serum_magnesium", "urine_magnesium_24h")
"""Analytes that inform the posterior now; the others are kept and shown."""


def teaching(record: Record, facts: Facts) -> tuple[Observation, ...]:
    """The observations that may teach the model, oldest first."""
    oldest = record.now_h - 24 * facts.value("estimate.labs_max_age")
    low = facts.value("policy.serum_implausible_low")
    high = facts.value("policy.serum_implausible_high")
    return tuple(
        o
        for o in record.observations
        if o.analyte in TEACHING
        and o.clock_known
        and o.time_h >= oldest
        and (o.analyte != "serum_magnesium" or low <= o.value <= high)
    )


def log_likelihood(
    observations: Sequence[Observation], predicted: Sequence[Array], facts: Facts
) -> Array:
    """Sum over the labs, (lane,).

    Args:
        predicted: each lab as every virtual body would show it, (lane,) per observation.
    """
    lanes = len(predicted[0]) if predicted else 0
    total = np.zeros(lanes)
    for observation, expected in zip(observations, predicted, strict=True):
        total += _one(observation, expected, facts)
    return total


def _one(observation: Observation, expected: Array, facts: Facts) -> Array:
    if observation.analyte == "urine_magnesium_24h":
        sd = math.sqrt(math.log1p(facts.value("assay.urine_cv") ** 2))
        z = (np.log(max(observation.value, 1e-3)) - np.log(np.maximum(expected, 1e-3))) / sd
    else:
        z = (observation.value - expected) / serum_sd(expected, facts)
        sd = 0.0
    if observation.censored_below:
        return _log_normal_cdf(z)
    width = sd if sd else serum_sd(expected, facts)
    return np.asarray(-0.5 * z**2 - np.log(width))


def serum_sd(expected: Array, facts: Facts) -> Array:
    """Standard deviation of one serum value around the model [mmol/L], (lane,)."""
    cv2 = (
        facts.value("assay.serum_within_person_cv") ** 2
        + facts.value("assay.serum_analytical_cv") ** 2
    )
    return np.asarray(np.sqrt(cv2 * expected**2 + facts.value("assay.model_error_serum") ** 2))


def _log_normal_cdf(z: Array) -> Array:
    """log of the standard normal distribution function, stable in the far tail."""
    values = [
        math.log(0.5 * math.erfc(-x / math.sqrt(2)))
        if x > -30
        else -0.5 * x * x - math.log(-x * math.sqrt(2 * math.pi))
        for x in z
    ]
    return np.array(values)
