"""Does the finished schedule keep every rule, read as if a stranger had written it?

Nothing here trusts the planner: the steps are unrolled into doses on a timeline of hours,
with every other source of magnesium and every medicine on it, and each bound is checked
against what would really be swallowed. A finding closes the plan.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from itertools import pairwise

from magtitrate.checks import WEEKDAYS
from magtitrate.facts import Facts
from magtitrate.plan import DosePlan, Limits, Reason, Step
from magtitrate.record import Record
from magtitrate.safety.interactions import Gap, gaps_of
from magtitrate.safety.rulebook import split_rules
from magtitrate.safety.situation import Situation, medicine_magnesium

__all__ = ["STOPPED", "findings", "undivided_by"]

STOPPED = "The last check stopped this schedule:"
"""How every finding begins."""

TOLERANCE_MG = 1e-6
TOLERANCE_H = 1e-6
DAYS_AFTER_LAST_STEP = 15
"""Two full weeks and a day: every weekday meets every other across midnight."""


@dataclass(frozen=True, kw_only=True)
class Swallowed:
    """One intake of magnesium on the timeline."""

    time_h: float
    elemental_mg: float
    planned: bool


def findings(
    dose: DosePlan, record: Record, situation: Situation, limits: Limits, facts: Facts
) -> tuple[Reason, ...]:
    """Everything that is wrong with this regimen; empty where it may be shown."""
    return (
        *_product_can_make_it(dose),
        *_titles(dose),
        *_ramp(dose, limits),
        *_swallowed(dose, dose.steps, record, situation, limits, facts),
        # The full day that is shown and exported is checked by itself, whatever the steps say.
        *_swallowed(dose, (_full_day(dose),), record, situation, limits, facts),
    )


def undivided_by(dose: DosePlan, situation: Situation, facts: Facts) -> str | None:
    """The sentence of a rule that asks for a divided day where one intake is all there is.

    Of a stage that is one smallest part of the product nothing is asked. It closes no plan: a
    product or a clock may leave no second intake, and then the plan says so.
    """
    least = dose.product.smallest_elemental_mg
    for stage in (*dose.steps, _full_day(dose)):
        daily = _largest_day(stage)
        if _intakes_a_day(stage) > 1 or daily <= least + TOLERANCE_MG:
            continue
        for rule, above in split_rules(situation, facts):
            # Everybody's split is a way of working; one that a finding asks for is a promise.
            if rule.family == "symptom" and daily > above:
                return rule.sentence
    return None


def _intakes_a_day(step: Step) -> int:
    return max(sum(not s.weekdays or day in s.weekdays for s in step.slots) for day in WEEKDAYS)


def _swallowed(
    dose: DosePlan,
    steps: tuple[Step, ...],
    record: Record,
    situation: Situation,
    limits: Limits,
    facts: Facts,
) -> tuple[Reason, ...]:
    """Every bound on what these stages would really bring."""
    days = max((step.from_day for step in steps), default=0) + DAYS_AFTER_LAST_STEP
    planned = _planned(steps, record, days)
    timeline = sorted((*planned, *_other(record, situation, days)), key=lambda s: s.time_h)
    return (
        *_daily(timeline, limits),
        *_single(timeline, limits),
        *_spacing(planned, facts),
        *_gaps(planned, gaps_of(situation), record, days),
        *_vitamin_b6(steps, dose, facts),
    )


def _full_day(dose: DosePlan) -> Step:
    return Step(from_day=0, daily_elemental_mg=dose.daily_elemental_mg, slots=dose.slots)


def _finding(sentence: str, *facts: str, **numbers: float) -> Reason:
    return Reason(
        code="review",
        sentence=f"{STOPPED} {sentence}",
        numbers=numbers,
        facts=facts,
    )


def _step_of(steps: tuple[Step, ...], day: int) -> Step | None:
    begun = [step for step in steps if step.from_day <= day]
    return max(begun, key=lambda step: step.from_day) if begun else None


def _weekday(record: Record, day: int) -> str:
    return WEEKDAYS[(record.today + timedelta(days=day)).weekday()]


def _planned(steps: tuple[Step, ...], record: Record, days: int) -> list[Swallowed]:
    return [
        Swallowed(time_h=24 * day + slot.clock_h, elemental_mg=slot.elemental_mg, planned=True)
        for day in range(days)
        for step in [_step_of(steps, day)]
        if step is not None
        for slot in step.slots
        if not slot.weekdays or _weekday(record, day) in slot.weekdays
    ]


def _other(record: Record, situation: Situation, days: int) -> list[Swallowed]:
    """Other sources; one without a clock time is spread to where it weighs most: each day once."""
    found = []
    for source in record.patient.magnesium_sources:
        hour = source.clock_h if source.clock_h is not None else 0.0
        found.append((hour, source.elemental_mg_per_day or 0.0))
    clocks = {m.medicine.name: m.medicine.clock_h or (0.0,) for m in situation.matched}
    found += [
        (hour, mg / len(clocks[name]))
        for name, mg in medicine_magnesium(situation)
        for hour in clocks[name]
    ]
    return [
        Swallowed(time_h=24 * day + hour, elemental_mg=mg, planned=False)
        for day in range(-1, days)
        for hour, mg in found
    ]


def _product_can_make_it(dose: DosePlan) -> list[Reason]:
    product = dose.product
    slots = [*dose.slots, *(slot for step in dose.steps for slot in step.slots)]
    for slot in slots:
        parts = slot.units / product.smallest_units
        wrong_mg = (
            abs(slot.units * product.elemental_mg_per_unit - slot.elemental_mg) > TOLERANCE_MG
        )
        if abs(parts - round(parts)) > 1e-9 or wrong_mg or slot.units <= 0:
            return [_finding("the product cannot make this dose.", "rule:D-06", units=slot.units)]
    return []


def _daily(timeline: list[Swallowed], limits: Limits) -> list[Reason]:
    """Calendar day and rolling 24 hours, all sources."""
    most = limits.max_daily_elemental_mg
    for first in timeline:
        window = sum(
            s.elemental_mg
            for s in timeline
            if first.time_h <= s.time_h < first.time_h + 24 - TOLERANCE_H
        )
        calendar = sum(s.elemental_mg for s in timeline if s.time_h // 24 == first.time_h // 24)
        if max(window, calendar) > most + TOLERANCE_MG:
            return [
                _finding(
                    "all magnesium of one day together is above the limit.",
                    *limits.tightest("daily").reason.facts,
                    found_mg=max(window, calendar),
                    limit_mg=most,
                )
            ]
    return []


def _single(timeline: list[Swallowed], limits: Limits) -> list[Reason]:
    """One intake, with whatever else is swallowed at the same minute."""
    for dose in timeline:
        if not dose.planned:
            continue
        together = sum(
            s.elemental_mg for s in timeline if abs(s.time_h - dose.time_h) < TOLERANCE_H
        )
        if together > limits.max_single_elemental_mg + TOLERANCE_MG:
            keys = limits.tightest("single").reason.facts
            return [_finding("one intake is above the limit.", *keys, found_mg=together)]
    return []


def _spacing(planned: list[Swallowed], facts: Facts) -> list[Reason]:
    least = facts.value("policy.min_gap_between_doses")
    ordered = sorted(s.time_h for s in planned)
    for earlier, later in pairwise(ordered):
        if later - earlier < least - TOLERANCE_H:
            key = "policy.min_gap_between_doses"
            return [_finding("two intakes are too close.", key, hours=later - earlier)]
    return []


def _gaps(
    planned: list[Swallowed], gaps: tuple[Gap, ...], record: Record, days: int
) -> list[Reason]:
    for gap in gaps:
        taken = [
            24 * day + gap.clock_h
            for day in range(-2, days + 2)
            if not gap.weekdays or _weekday(record, day) in gap.weekdays
        ]
        for drug_h in taken:
            for dose in planned:
                lead = drug_h - dose.time_h
                before_short = 0 <= lead < gap.gap_before_h - TOLERANCE_H
                after_short = 0 <= -lead < gap.gap_after_h - TOLERANCE_H
                if before_short or after_short:
                    sentence = f"a dose is too close to {gap.item}."
                    return [_finding(sentence, f"interaction:{gap.reason}", hours=abs(lead))]
    return []


def _ramp(dose: DosePlan, limits: Limits) -> list[Reason]:
    """The first days and each rise, against the start and step bounds."""
    steps = sorted(dose.steps, key=lambda step: step.from_day)
    if not steps or steps[0].daily_elemental_mg > limits.max_start_elemental_mg + TOLERANCE_MG:
        keys = limits.tightest("start").reason.facts
        return [_finding("the first days are above the starting limit.", *keys)]
    for earlier, later in pairwise(steps):
        rise = later.daily_elemental_mg - earlier.daily_elemental_mg
        too_soon = rise > 0 and later.from_day - earlier.from_day < limits.step_days
        if rise > limits.max_step_elemental_mg + TOLERANCE_MG or too_soon:
            keys = limits.tightest("step").reason.facts
            return [_finding("a rise is too large or too soon.", *keys, rise_mg=rise)]
    for step in (*steps,):
        total = _largest_day(step)
        if abs(total - step.daily_elemental_mg) > TOLERANCE_MG:
            sentence = "a step's slots do not add up to its daily dose."
            return [_finding(sentence, "rule:D-06", found_mg=total)]
    return []


def _largest_day(step: Step) -> float:
    return max(
        sum(s.elemental_mg for s in step.slots if not s.weekdays or day in s.weekdays)
        for day in WEEKDAYS
    )


def _titles(dose: DosePlan) -> list[Reason]:
    """What is told as start and full dose is what the stages bring."""
    steps = sorted(dose.steps, key=lambda step: step.from_day)
    told = (dose.start_daily_elemental_mg, dose.daily_elemental_mg, dose.daily_elemental_mg)
    brought = (
        (_largest_day(steps[0]), _largest_day(steps[-1]), _largest_day(_full_day(dose)))
        if steps
        else (0.0, 0.0, 0.0)
    )
    for title, real in zip(told, brought, strict=True):
        if abs(title - real) > TOLERANCE_MG:
            return [_finding("its title is not what its slots bring.", "rule:D-06", found_mg=real)]
    return []


def _vitamin_b6(steps: tuple[Step, ...], dose: DosePlan, facts: Facts) -> list[Reason]:
    per_mg = dose.product.vitamin_b6_mg_per_unit / dose.product.elemental_mg_per_unit
    daily = per_mg * max((_largest_day(step) for step in steps), default=0.0)
    if daily > facts.value("policy.vitamin_b6_cap") + TOLERANCE_MG:
        key = "policy.vitamin_b6_cap"
        return [_finding("the product brings too much vitamin B6.", key, vitamin_b6_mg=daily)]
    return []
