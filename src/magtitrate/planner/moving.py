"""Where no clock time is free: would one be, if a medicine that may be moved were taken later?

Only a medicine that its person's file calls movable is tried, alone, all its times by the
same shift, the smallest shift first. It is a question for the pharmacist, never a plan.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from magtitrate.facts import Facts
from magtitrate.habits import clock_text
from magtitrate.patient import Medicine, Patient
from magtitrate.plan import Limits, Reason
from magtitrate.planner.days import slots_for
from magtitrate.planner.timing import NoSafeTime
from magtitrate.regimen import Product, Slot
from magtitrate.safety.medicines import Matched
from magtitrate.safety.situation import Situation

__all__ = ["could_move"]

GRID_H = 1 / 2
FARTHEST_H = 12.0
LAST_CLOCK_H = 24.0


def could_move(
    blocked: NoSafeTime,
    patient: Patient,
    product: Product,
    situation: Situation,
    limits: Limits,
    facts: Facts,
) -> tuple[Reason, ...]:
    """For each movable medicine that blocks: the smallest shift that frees a time, if any."""
    blocking = {gap.item for gap in blocked.blocking}
    dose = (product.smallest_elemental_mg,)
    if dose[0] > limits.max_single_elemental_mg or dose[0] > limits.max_start_elemental_mg:
        return ()
    found = []
    for place, matched in enumerate(situation.matched):
        medicine = matched.medicine
        if not medicine.movable or medicine.name not in blocking or _waits_for(matched):
            continue
        for moved in _moved(medicine):
            others = list(situation.matched)
            others[place] = replace(matched, medicine=moved)
            there = replace(situation, matched=tuple(others))
            slots = slots_for(dose, patient, product, there, limits, facts)
            if not isinstance(slots, NoSafeTime):
                found.append(_reason(medicine, moved, slots[0], blocked))
                break
    return tuple(found)


def _waits_for(matched: Matched) -> bool:
    """Is it a course beside which magnesium pauses (I-08)? It comes first and stays."""
    return any(e.name == "when_no_slot" for row in matched.interactions for e in row.effects)


def _moved(medicine: Medicine) -> Iterator[Medicine]:
    """The same medicine at other times of the same day, the smallest shift first."""
    shifts = [sign * GRID_H * n for n in range(1, int(FARTHEST_H / GRID_H) + 1) for sign in (1, -1)]
    for shift in shifts:
        clocks = tuple(hour + shift for hour in medicine.clock_h)
        if clocks and all(0 <= hour < LAST_CLOCK_H for hour in clocks):
            yield replace(medicine, clock_h=clocks)


def _reason(before: Medicine, after: Medicine, slot: Slot, blocked: NoSafeTime) -> Reason:
    keys = dict.fromkeys(g.reason for g in blocked.blocking if g.item == before.name)
    return Reason(
        code="could_move",
        sentence=f"A question for your pharmacist: could {before.name} be taken at "
        f"{_clocks(after)} instead of {_clocks(before)}? Then {slot.elemental_mg:g} mg of "
        f"magnesium at {clock_text(slot.clock_h)} would keep every gap. Until they agree, nothing "
        "changes.",
        numbers={"elemental_mg": slot.elemental_mg},
        facts=tuple(f"interaction:{key}" for key in keys),
    )


def _clocks(medicine: Medicine) -> str:
    return " and ".join(clock_text(hour) for hour in medicine.clock_h)
