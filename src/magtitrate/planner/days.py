"""Which days of doses can this product make under these limits, and at which clock times?

Every total that whole (or half) units can make, every even split of it, each with its best
possible clock times. Doses are rounded down to what the product can make, never up.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from magtitrate.facts import Facts
from magtitrate.patient import Patient
from magtitrate.plan import Limits
from magtitrate.planner.timing import (
    MAX_INTAKES,
    Gap,
    NoSafeTime,
    OtherIntake,
    TimedIntake,
    TimingPreference,
    TimingQuestion,
    timings,
)
from magtitrate.regimen import Product, Slot
from magtitrate.safety.interactions import gaps_of
from magtitrate.safety.rulebook import split_rules
from magtitrate.safety.situation import Situation

__all__ = ["DoseDay", "Possible", "possible_days", "slots_for"]

ROUNDING_MG = 1e-9
MOST_TOTALS = 20
"""So many daily totals are compared, at most."""


@dataclass(frozen=True, kw_only=True)
class DoseDay:
    """One way to spend a day's dose: intakes with their times."""

    daily_elemental_mg: float
    slots: tuple[Slot, ...]


class Possible(NamedTuple):
    """Every possible day, and what closed the rest."""

    days: tuple[DoseDay, ...]
    no_safe_time: NoSafeTime | None


def possible_days(
    patient: Patient,
    product: Product,
    situation: Situation,
    limits: Limits,
    facts: Facts,
    *,
    most_mg: float,
) -> Possible:
    """All totals and even splits that the limits and the clock allow, smallest first.

    Of a product whose units are tiny, not every total but an even choice of them; and no
    intake of more units than anybody would swallow.

    Args:
        most_mg: what can be reached within the plan's life [mg/d].
    """
    found: dict[tuple[float, ...], DoseDay] = {}
    blocked: NoSafeTime | None = None
    smallest = product.smallest_elemental_mg
    most_parts = int((min(limits.room_elemental_mg, most_mg) + ROUNDING_MG) // smallest)
    every = -(-most_parts // MOST_TOTALS) or 1
    most_at_once = facts.value("policy.most_units") / product.smallest_units
    for parts in range(every, most_parts + 1, every):
        for intakes in range(1, min(parts, MAX_INTAKES) + 1):
            doses = tuple(smallest * n for n in _even(parts, intakes))
            if max(doses) > limits.max_single_elemental_mg + ROUNDING_MG:
                continue
            if max(doses) > most_at_once * smallest + ROUNDING_MG:
                continue
            slots = slots_for(doses, patient, product, situation, limits, facts)
            if isinstance(slots, NoSafeTime):
                blocked = blocked or slots
            else:
                found[doses] = DoseDay(daily_elemental_mg=sum(doses), slots=slots)
    every_day = tuple(found.values())
    return Possible(days=_with_food(_split(every_day, situation, facts)), no_safe_time=blocked)


def _split(days: tuple[DoseDay, ...], situation: Situation, facts: Facts) -> tuple[DoseDay, ...]:
    """Rule D-03/split: an undivided larger day is dropped where a divided one is possible.

    Beside loose stools any day that can be divided is (S-12).
    """
    above = min(mg for _, mg in split_rules(situation, facts))
    divided = {day.daily_elemental_mg for day in days if len(day.slots) > 1}
    return tuple(
        day
        for day in days
        if len(day.slots) > 1
        or day.daily_elemental_mg <= above
        or day.daily_elemental_mg not in divided
    )


def _even(parts: int, intakes: int) -> tuple[int, ...]:
    """Parts shared as evenly as whole parts allow, the larger shares later in the day."""
    share, rest = divmod(parts, intakes)
    return (*(share for _ in range(intakes - rest)), *(share + 1 for _ in range(rest)))


def _with_food(days: tuple[DoseDay, ...]) -> tuple[DoseDay, ...]:
    """Rule D-05: a day with an intake between meals is dropped where the same total needs none."""
    fed = {d.daily_elemental_mg for d in days if all(s.meal == "with" for s in d.slots)}
    return tuple(
        d for d in days if d.daily_elemental_mg not in fed or all(s.meal == "with" for s in d.slots)
    )


def slots_for(
    doses_elemental_mg: tuple[float, ...],
    patient: Patient,
    product: Product,
    situation: Situation,
    limits: Limits,
    facts: Facts,
) -> tuple[Slot, ...] | NoSafeTime:
    """The best possible clock times of these intakes, or why there are none."""
    question = TimingQuestion(
        doses_elemental_mg=doses_elemental_mg,
        gaps=_gaps(situation),
        day=patient.day,
        diet_phytate=patient.diet.phytate,
        others=tuple(
            OtherIntake(clock_h=s.clock_h, elemental_mg=s.elemental_mg_per_day or 0.0)
            for s in patient.magnesium_sources
            if s.clock_h is not None
        ),
        awake_from_h=facts.value("timing.awake_from"),
        awake_to_h=facts.value("timing.awake_to"),
        min_spacing_h=facts.value("policy.min_gap_between_doses"),
        max_single_elemental_mg=limits.max_single_elemental_mg,
        max_daily_elemental_mg=limits.max_daily_elemental_mg - _clockless(patient, limits),
        preference=_preference(facts),
    )
    answer = timings(question, at_most=1)
    if isinstance(answer, NoSafeTime):
        return answer
    return tuple(
        _slot(intake, product, bool(patient.day.meals)) for intake in answer.ranked[0].intakes
    )


def _clockless(patient: Patient, limits: Limits) -> float:
    """Other magnesium whose clock time is not known counts on every day [mg]."""
    timed = sum(
        s.elemental_mg_per_day or 0.0 for s in patient.magnesium_sources if s.clock_h is not None
    )
    return max(0.0, limits.other_sources_elemental_mg_per_day - timed)


def _gaps(situation: Situation) -> tuple[Gap, ...]:
    return tuple(
        Gap(
            item=gap.item,
            clock_h=gap.clock_h,
            weekdays=gap.weekdays,
            gap_before_h=gap.gap_before_h,
            gap_after_h=gap.gap_after_h,
            reason=gap.reason,
        )
        for gap in gaps_of(situation)
    )


def _preference(facts: Facts) -> TimingPreference:
    names = TimingPreference.__dataclass_fields__
    return TimingPreference(**{name: facts.value(f"timing.{name}") for name in names})


def _slot(intake: TimedIntake, product: Product, meals_known: bool) -> Slot:
    return Slot(
        clock_h=intake.clock_h,
        units=round(intake.elemental_mg / product.elemental_mg_per_unit, 6),
        elemental_mg=intake.elemental_mg,
        meal="with" if intake.meal_clock_h is not None or not meals_known else "fasting",
        weekdays=intake.weekdays,
        why=intake.why,
    )
