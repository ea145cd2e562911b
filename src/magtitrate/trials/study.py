"""Does the model predict what a published study found?

Every arm of a study is lived by the same virtual people, from their settled life before
it; each result is read off as the study read it and held against the interval that the
study file fixed. A study passes when every judged result passes, and the spread between
people too, where it was published.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np

from magtitrate.body.expr import Array
from magtitrate.body.model import BodyModel, body_model
from magtitrate.engine.resting import settle
from magtitrate.engine.solve import simulate
from magtitrate.engine.tracer import AFTER_EVENT_H, follow_label
from magtitrate.facts import Facts
from magtitrate.facts.study_shapes import SD_FACTOR, USUAL, Study, StudyResult
from magtitrate.trials.people import virtual_people
from magtitrate.trials.read_off import ArmCourse, sampled_h, values
from magtitrate.trials.timeline import Timeline, timeline, usual_day

__all__ = ["LANES", "ResultReport", "StudyReport", "run_studies", "run_study"]

LANES = 96
"""Virtual people per study: a stratified hundred."""

RTOL = 1e-3
LABEL_STEP_H = ((24.0, 0.1), (48.0, 0.25), (1e9, 0.5))
"""Hours since the first label -> step of the course that carries it."""


@dataclass(frozen=True, kw_only=True)
class ResultReport:
    """One result: what was seen, what was predicted, and the verdict.

    Attributes:
        predicted, predicted_sd: mean and SD over the virtual people, in the result's unit.
        interval: where the mean must lie; `None` where nothing is judged.
        sd_interval: where the SD must lie; `None` where none is judged.
        verdict: pass, fail or reported.
        people: the value of each virtual person, (lane,).
    """

    result: StudyResult
    predicted: float
    predicted_sd: float
    interval: tuple[float, float] | None
    sd_interval: tuple[float, float] | None
    verdict: str
    why: str
    people: Array = field(repr=False)

    @property
    def residual(self) -> float | None:
        """Predicted minus observed, in half-widths of the interval."""
        if self.interval is None or self.result.observed is None:
            return None
        half = (self.interval[1] - self.interval[0]) / 2
        return (self.predicted - self.result.observed) / half if half else None


@dataclass(frozen=True, kw_only=True)
class StudyReport:
    """One study with all of its results."""

    study: Study
    results: tuple[ResultReport, ...]

    @property
    def verdict(self) -> str:
        judged = [r.verdict for r in self.results if r.verdict != "reported"]
        if not judged:
            return "reported"
        return "fail" if "fail" in judged else "pass"

    @property
    def headline(self) -> ResultReport:
        """The result that decides: the first that fails, else the first that is judged."""
        for verdict in ("fail", "pass"):
            for result in self.results:
                if result.verdict == verdict:
                    return result
        return self.results[0]


def run_studies(
    studies: Sequence[Study],
    facts: Facts,
    *,
    seed: int = 0,
    lanes: int = LANES,
    progress: Callable[[int, int, str], None] | None = None,
) -> tuple[StudyReport, ...]:
    """All of them, in order.

    Args:
        progress: told how many are done, of how many, and which is next; all done at the end.
    """
    model = body_model(facts)
    reports = []
    for number, study in enumerate(studies):
        if progress is not None:
            progress(number, len(studies), study.id)
        reports.append(run_study(study, model, facts, seed=seed, lanes=lanes))
    if progress is not None:
        progress(len(studies), len(studies), "")
    return tuple(reports)


def run_study(
    study: Study, model: BodyModel, facts: Facts, *, seed: int = 0, lanes: int = LANES
) -> StudyReport:
    """Live every arm, read off every result."""
    arms = {
        name: _course(study, name, model, facts, seed=seed, lanes=lanes) for name in _names(study)
    }
    return StudyReport(
        study=study, results=tuple(_judged(result, study, arms) for result in study.result)
    )


def _judged(result: StudyResult, study: Study, arms: dict[str, ArmCourse]) -> ResultReport:
    people = values(result, arms)
    people = people[np.isfinite(people)]
    mean = float(people.mean()) if people.size else float("nan")
    spread = float(people.std(ddof=1)) if people.size > 1 else 0.0
    interval = result.allowed(study.people.n) if result.judged else None
    sd_interval = None
    if result.judged and result.sd is not None and result.sd_judged:
        sd_interval = (result.sd / SD_FACTOR, result.sd * SD_FACTOR)
    verdict, why = "reported", ""
    if interval is not None:
        inside = interval[0] <= mean <= interval[1]
        even = sd_interval is None or sd_interval[0] <= spread <= sd_interval[1]
        verdict = "pass" if inside and even else "fail"
        why = "" if inside else "mean"
        why = " and ".join(filter(None, (why, "" if even else "spread")))
    return ResultReport(
        result=result,
        predicted=mean,
        predicted_sd=spread,
        interval=interval,
        sd_interval=sd_interval,
        verdict=verdict,
        why=why,
        people=people,
    )


# ---------------------------------------------------------------- solving an arm


def _names(study: Study) -> list[str]:
    """The arms that some result needs."""
    needed = {name for r in study.result for name in (r.arm, r.against) if name is not None}
    if any(r.quantity == "two_compartment" for r in study.result):
        needed.add(USUAL)
    return sorted(needed)


def _needs(study: Study, name: str) -> Iterator[StudyResult]:
    for result in study.result:
        beside = name == USUAL and result.quantity == "two_compartment"
        if beside or name in (result.arm, result.against):
            yield result


def _course(
    study: Study, name: str, model: BodyModel, facts: Facts, *, seed: int, lanes: int
) -> ArmCourse:
    arm = study.arm_of(name)
    needs = list(_needs(study, name))
    theta = virtual_people(study, arm, model, facts, lanes=lanes, seed=seed)
    usual = usual_day(study, facts, lanes=lanes, seed=seed)
    settled = settle(model, theta, exposures=usual, rtol=RTOL)
    # Nothing happens to a settled life: whichever day is asked for is the first.
    still = arm is None or not (arm.dose or arm.meal or arm.infusion or arm.fast or arm.diet)
    hours = np.unique(np.concatenate([sampled_h(result) for result in needs]))
    shift = 24.0 * np.floor(hours[0] / 24) if still and _same_day(needs) else 0.0
    hours = hours - shift
    line = timeline(study, arm, model, theta, facts, to_h=float(hours[-1]) + 1e-3, seed=seed)
    labeled = bool(line.labels) and any(result.needs_label for result in needs)
    if labeled:
        hours = np.unique(np.concatenate([hours, _close(line, hours[-1])]))
    course = simulate(
        model,
        theta,
        line.doses,
        hours,
        exposures=line.exposures,
        start=settled.state,
        infusion=line.infusion,
        rtol=RTOL,
    )
    label = None
    if labeled:
        entered = [(part.time_h, part.pool, part.amount_mmol) for part in line.labels]
        label = follow_label(course, entered, line.dissolving)
    return ArmCourse(course=course, line=line, label=label, shift_h=float(shift))


def _same_day(needs: Sequence[StudyResult]) -> bool:
    """All results of a still arm begin on one day, so that one shift serves them."""
    return len({result.day for result in needs}) == 1


def _close(line: Timeline, to_h: float) -> Array:
    """Times close enough for a label: around every event, and in between."""
    first = line.labels[0].time_h
    events = {*line.doses.time_h, *line.exposures.meals.time_h}
    events = {hour for hour in events if first <= hour < to_h}
    grid = [hour for event in events for hour in (event, event + AFTER_EVENT_H)]
    hour = first
    while hour < to_h:
        grid.append(hour)
        hour += next(step for until, step in LABEL_STEP_H if hour - first < until)
    return np.array([*(hour for hour in grid if hour < to_h), to_h])
