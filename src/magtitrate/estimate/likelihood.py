"""How probable is each lab, were a virtual body the true one?

Serum, ionized and red-cell magnesium: a Student t around the predicted level, as wide as
the assay, the person's own day-to-day variation and what the model may miss; its tails
question an outlier rather than believe it. Urine of 24 hours, and the magnesium to
creatinine ratio of one voiding: the same on the logarithm, with the error of collection or
of the hour. Below the detection limit: the whole probability below it.

Only values with a known hour that are neither too old nor implausible teach the model. Of
spot urines only the latest does: they share what is not known of a person's creatinine.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from magtitrate.facts import Facts
from magtitrate.record import Observation, Record

__all__ = [
    "BY_RATIO",
    "TEACHING",
    "density",
    "error_sd",
    "log_likelihood",
    "noise_cv",
    "questioned",
    "teaching",
]

Array = NDArray[np.float64]

TEACHING = (
    "serum_magnesium",
    "ionized_magnesium",
    "erythrocyte_magnesium",
    "urine_magnesium_24h",
    "urine_magnesium_spot_ratio",
)
"""Analytes that inform the posterior, jointly, as windows on one body."""

BY_RATIO = {
    "urine_magnesium_24h": "assay.urine_cv",
    "urine_magnesium_spot_ratio": "assay.urine_spot_cv",
}
"""Analytes that differ by factors, and the row of their noise."""

STORED = ("frozen", "refrigerated", "stored", "thawed")
"""Words in a note that make an ionized value useless: stored samples read far too high."""


def teaching(record: Record, facts: Facts) -> tuple[Observation, ...]:
    """The observations that may teach the model, oldest first."""
    oldest = record.now_h - 24 * facts.value("estimate.labs_max_age")
    found = [
        o
        for o in record.observations
        if o.analyte in TEACHING
        and o.clock_known
        and o.time_h >= oldest
        and _possible(o, facts)
        and not _spoiled(o)
    ]
    spots = [o for o in found if o.analyte == "urine_magnesium_spot_ratio"]
    creatinine_known = record.patient.age_y is not None and record.patient.sex is not None
    taught = spots[-1:] if creatinine_known else []
    return tuple(o for o in found if o not in spots or o in taught)


def _possible(observation: Observation, facts: Facts) -> bool:
    if observation.analyte != "serum_magnesium":
        return True
    low = facts.value("policy.serum_implausible_low")
    return low <= observation.value <= facts.value("policy.serum_implausible_high")


def _spoiled(observation: Observation) -> bool:
    """A hemolyzed sample reads too high; a stored one is no ionized magnesium any more."""
    note = observation.note.casefold()
    stored = observation.analyte == "ionized_magnesium" and any(word in note for word in STORED)
    return stored or ("hemolys" in note or "hemolyz" in note or "haemolys" in note)


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
    value = np.array(observation.value)
    if observation.censored_below:
        z, _ = _deviation(observation.analyte, value, expected, facts)
        return _log_t_cdf(z, facts.value("assay.degrees_of_freedom"))
    return density(observation.analyte, value, expected, facts)


def density(analyte: str, value: Array, expected: Array, facts: Facts) -> Array:
    """Log density of values where the model expects these, up to a constant; they broadcast."""
    z, sd = _deviation(analyte, value, expected, facts)
    freedom = facts.value("assay.degrees_of_freedom")
    return np.asarray(-0.5 * (freedom + 1) * np.log1p(z**2 / freedom) - np.log(sd))


def _deviation(analyte: str, value: Array, expected: Array, facts: Facts) -> tuple[Array, Array]:
    """How many widths a value lies from what is expected, and the width."""
    sd = error_sd(analyte, expected, facts)
    if analyte in BY_RATIO:
        # Collections differ by factors, so their logarithms are compared.
        return (np.log(np.maximum(value, 1e-3)) - np.log(np.maximum(expected, 1e-3))) / sd, sd
    return (value - expected) / sd, sd


def error_sd(analyte: str, expected: Array, facts: Facts) -> Array:
    """Width of one value around the model, in the analyte's unit, (lane,).

    For urine the width of the logarithm.
    """
    if analyte in BY_RATIO:
        width = math.sqrt(math.log1p(noise_cv(analyte, facts) ** 2))
        return np.full(np.shape(expected), width)
    missed = facts.value(f"assay.model_error_{analyte.removesuffix('_magnesium')}")
    return np.asarray(np.sqrt((noise_cv(analyte, facts) * expected) ** 2 + missed**2))


def noise_cv(analyte: str, facts: Facts) -> float:
    """How two values of one unchanged person differ: assay, day and, for urine, collection."""
    if analyte in BY_RATIO:
        return facts.value(BY_RATIO[analyte])
    name = analyte.removesuffix("_magnesium")
    return math.hypot(
        facts.value(f"assay.{name}_within_person_cv"), facts.value(f"assay.{name}_analytical_cv")
    )


def questioned(observation: Observation, expected: Array, facts: Facts) -> bool:
    """Does this value lie beyond what nearly every body of the prior allows?

    A value below the detection limit is questioned only where even the limit is too low.
    """
    if not expected.size:
        return False
    value, bodies = np.array(observation.value), expected
    if observation.analyte in BY_RATIO:
        value, bodies = np.log(np.maximum(value, 1e-3)), np.log(np.maximum(expected, 1e-3))
    error = float(np.median(error_sd(observation.analyte, expected, facts)))
    away = float(value - np.median(bodies))
    away = min(away, 0.0) if observation.censored_below else away
    wide = math.hypot(float(np.std(bodies)), error)
    return abs(away) > facts.value("estimate.conflict_z") * wide


def _log_t_cdf(z: Array, freedom: float) -> Array:
    """log of the distribution function of Student's t, for an odd number of degrees.

    Abramowitz and Stegun 26.7.3, with theta = atan(z / sqrt(freedom)).
    """
    theta = np.arctan(z / math.sqrt(freedom))
    term, series = np.cos(theta), np.zeros_like(theta)
    for k in range(1, int(freedom) - 1, 2):
        series += term
        term = term * np.cos(theta) ** 2 * (k + 1) / (k + 2)
    below = 0.5 + (theta + np.sin(theta) * series) / math.pi
    return np.asarray(np.log(np.maximum(below, 1e-300)))
