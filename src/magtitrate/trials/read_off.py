"""What would this study have measured in each virtual person?

A result's words (area over twelve hours against the control day, label absorbed by the
sixth day, retention of a load) as numbers read off the simulated courses of its arms.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from magtitrate.body.expr import Array
from magtitrate.engine.trajectory import Trajectory
from magtitrate.facts.study_shapes import LABELED, UNITS, USUAL, StudyResult
from magtitrate.trials.timeline import Timeline
from magtitrate.trials.two_compartment import fitted, two_compartment

__all__ = ["ArmCourse", "sampled_h", "values"]

CURVE_FROM_H = 0.5
"""A published infusion curve is compared from this hour after its start."""


@dataclass(frozen=True, kw_only=True)
class ArmCourse:
    """One arm, solved.

    Attributes:
        label: the tracer in every pool at the times of the course, where one was given.
        shift_h: hours of the study minus hours of this course.
    """

    course: Trajectory
    line: Timeline
    label: Array | None = None
    shift_h: float = 0.0

    def level(self, name: str, hours: Array) -> Array:
        """A level at these hours of the study, (time, lane)."""
        if name == "muscle_magnesium":
            of = self.course.model.rows(self.course.theta)
            found = self.course.pool("tissue") / of["stores.tissue_volume_l"]
        else:
            found = self.course.output(name)
        return np.asarray(found[self._at(hours)])

    def gained(self, name: str, from_h: float, to_h: float) -> Array:
        """What a running sum gained [mmol], (lane,)."""
        if name == "net_absorbed_magnesium":
            absorbed = self.gained("absorbed_magnesium", from_h, to_h)
            return absorbed - self.gained("secreted_magnesium", from_h, to_h)
        if name in LABELED:
            return self._labeled(name, from_h, to_h)
        first, last = self.course.output(name)[self._at(np.array([from_h, to_h]))]
        return np.asarray(last - first)

    def _labeled(self, name: str, from_h: float, to_h: float) -> Array:
        assert self.label is not None
        before, after = self.label[self._at(np.array([from_h, to_h]))]
        gained = after - before
        place = self.course.model.place
        left = gained[place("urine")] + gained[place("skin")]
        inside = sum(gained[place(pool)] for pool in ("plasma", "fast", "tissue", "bone"))
        match name:
            case "labeled_absorbed":
                return np.asarray(inside + left)
            case "labeled_urine":
                return np.asarray(gained[place("urine")])
            case "labeled_feces":
                return np.asarray(gained[place("feces_dissolved")] + gained[place("feces_solid")])
            case _:
                return np.asarray(inside)

    def _at(self, hours: Array) -> NDArray[np.intp]:
        """Where these hours of the study stand in the course."""
        return np.searchsorted(self.course.time_h, np.asarray(hours) - self.shift_h - 1e-6)


def sampled_h(result: StudyResult) -> Array:
    """The hours at which this result needs the state, (time,)."""
    if result.how == "at":
        return np.array([result.from_h])
    if result.at_h:
        return result.from_h + np.array(result.at_h)
    if result.how in ("total", "per_day"):
        return np.array([result.from_h, result.to_h])
    every = min(result.every_h, (result.hours or 0.0) / 4)
    return np.linspace(result.from_h, result.to_h, round((result.hours or 0.0) / every) + 1)


def values(result: StudyResult, arms: Mapping[str, ArmCourse]) -> Array:
    """The result of each person, in the published unit, (lane,)."""
    arm = arms[result.arm]
    if result.quantity == "two_compartment":
        return _against_published(result, arm, arms[USUAL]) / result.factor
    found = _read(result, arm)
    if result.per is not None:
        amount = arm.line.amount(result.per, result.from_h, result.to_h)
        found = found / amount
    if result.against is not None:
        other = _read(result, arms[result.against])
        if result.per is not None:
            other = other / amount
        found = _compared(result, found, other)
    if result.one_minus:
        found = 1 - found
    return found / result.factor


def _compared(result: StudyResult, found: Array, other: Array) -> Array:
    match result.compare:
        case "difference":
            return found - other
        case "percent":
            return found / other - 1
        case _:
            return found / other


def _read(result: StudyResult, arm: ArmCourse) -> Array:
    """The quantity in one arm, before any comparison, (lane,)."""
    if result.quantity == "renal_threshold":
        return _threshold(result, arm)
    if result.how in ("total", "per_day"):
        gained = arm.gained(result.quantity, result.from_h, result.to_h)
        return gained * (24 / (result.hours or 24.0) if result.how == "per_day" else 1.0)
    hours = sampled_h(result)
    level = arm.level(result.quantity, hours)
    match result.how:
        case "at":
            found = level[0]
        case "peak":
            found = level.max(axis=0)
        case "trough":
            found = level.min(axis=0)
        case "peak_time":
            return np.asarray(hours[level.argmax(axis=0)] - result.from_h)
        case "mean":
            found = np.trapezoid(level, hours, axis=0) / (hours[-1] - hours[0])
        case _:
            found = np.trapezoid(level, hours, axis=0)
    if result.share_above is not None:
        limit = result.share_above * UNITS[result.share_unit]
        return np.asarray(found > limit, dtype=float)
    return np.asarray(found)


def _threshold(result: StudyResult, arm: ArmCourse) -> Array:
    """What the kidney kept per liter filtered, while it let the rest go [mmol/L]."""
    of = arm.course.model.rows(arm.course.theta)
    hours = sampled_h(result)
    serum = arm.level("serum_magnesium", hours)
    filtered = np.trapezoid(serum, hours, axis=0) * of["plasma.ultrafiltrable_fraction"]
    urine = arm.gained("urine_magnesium", result.from_h, result.to_h)
    hours_in_all = result.hours or 1.0
    return np.asarray((filtered - urine / of["kidney.gfr_l_per_h"]) / hours_in_all)


def _against_published(result: StudyResult, arm: ArmCourse, usual: ArmCourse) -> Array:
    """The mean curve above the usual, as a two-compartment model or against the published."""
    hours = sampled_h(result)
    rise = (arm.level("serum_magnesium", hours) - usual.level("serum_magnesium", hours)).mean(
        axis=1
    )
    drips = arm.line.infusion
    infused = [
        (begin - result.from_h, end - result.from_h, float(rate.mean()))
        for begin, end, rate in zip(drips.from_h, drips.to_h, drips.rate_mmol_per_h, strict=True)
    ]
    published = np.array(
        [
            result.clearance_l_per_h or 1.0,
            result.central_l or 1.0,
            result.peripheral_l or 1.0,
            result.exchange_l_per_h or 1.0,
        ]
    )
    since = hours - result.from_h
    if result.how == "curve_rms":
        cl, vc, vp, q = published
        known = two_compartment(
            since,
            infused,
            clearance_l_per_h=cl,
            central_l=vc,
            peripheral_l=vp,
            exchange_l_per_h=q,
        )
        late = since >= CURVE_FROM_H
        return np.array([np.sqrt(np.mean(np.log(rise[late] / known[late]) ** 2))])
    clearance, central, peripheral, _ = fitted(since, rise, infused, published)
    return np.array([clearance if result.how == "clearance" else central + peripheral])
