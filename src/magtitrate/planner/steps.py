"""Which way leads from nothing, or from the dose in force, to the full day?

Start at or below the starting limit, rise by at most one step after at least the step's
days, always in whole parts of the product. Every stage uses clock times of the full day,
so that its gaps and its rolling 24 hours are no worse.
"""

from __future__ import annotations

from magtitrate.plan import Limits, Step
from magtitrate.planner.days import DoseDay
from magtitrate.regimen import Product, Slot

__all__ = ["reachable_mg", "steps_to"]

ROUNDING_MG = 1e-9


def steps_to(
    target: DoseDay, product: Product, limits: Limits, *, in_force_mg: float = 0.0
) -> tuple[Step, ...] | None:
    """The stages, the first from day 0; `None` where even one part is above the start."""
    smallest = product.smallest_elemental_mg
    whole = round(target.daily_elemental_mg / smallest)
    first = max(limits.max_start_elemental_mg, min(in_force_mg, target.daily_elemental_mg))
    parts = min(whole, int((first + ROUNDING_MG) // smallest))
    rise = int((limits.max_step_elemental_mg + ROUNDING_MG) // smallest)
    if parts < 1:
        return None
    day, steps = 0, []
    while True:
        steps.append(_step(day, parts, target, product))
        if parts >= whole or rise < 1:
            return tuple(steps)
        parts, day = min(whole, parts + rise), day + int(limits.step_days)


def reachable_mg(
    product: Product, limits: Limits, life_days: float, *, in_force_mg: float = 0.0
) -> float:
    """The largest daily dose whose last step still lies inside the plan's life [mg].

    What lies beyond is for the next plan, which will know more.
    """
    smallest = product.smallest_elemental_mg
    first = max(limits.max_start_elemental_mg, in_force_mg)
    parts = int((first + ROUNDING_MG) // smallest)
    if parts < 1:
        return 0.0
    rise = int((limits.max_step_elemental_mg + ROUNDING_MG) // smallest)
    rises = int((life_days - 1) // limits.step_days) if limits.step_days > 0 else 0
    return (parts + rises * rise) * smallest


def _step(day: int, parts: int, target: DoseDay, product: Product) -> Step:
    slots = _slots(parts, target, product)
    return Step(
        from_day=day,
        daily_elemental_mg=parts * product.smallest_elemental_mg,
        slots=slots,
    )


def _slots(parts: int, target: DoseDay, product: Product) -> tuple[Slot, ...]:
    """Parts shared over the intakes of the full day, later intakes first."""
    intakes = _intakes(target)
    room = [round(slots[0].elemental_mg / product.smallest_elemental_mg) for slots in intakes]
    given = [0] * len(intakes)
    while parts > 0:
        for place in reversed(range(len(intakes))):
            if parts > 0 and given[place] < room[place]:
                given[place] += 1
                parts -= 1
    return tuple(
        Slot(
            clock_h=slot.clock_h,
            units=count * product.smallest_units,
            elemental_mg=count * product.smallest_elemental_mg,
            meal=slot.meal,
            weekdays=slot.weekdays,
            why=slot.why,
        )
        for count, slots in zip(given, intakes, strict=True)
        if count
        for slot in slots
    )


def _intakes(target: DoseDay) -> list[list[Slot]]:
    """Slots grouped by intake: those on different weekdays are one intake of the day."""
    groups: list[list[Slot]] = []
    for slot in target.slots:
        home = next((g for g in groups if _complements(g, slot)), None)
        if home is None:
            groups.append([slot])
        else:
            home.append(slot)
    return groups


def _complements(group: list[Slot], slot: Slot) -> bool:
    taken = {day for other in group for day in other.weekdays}
    return (
        bool(slot.weekdays)
        and all(other.weekdays for other in group)
        and not taken & set(slot.weekdays)
        and group[0].elemental_mg == slot.elemental_mg
    )
