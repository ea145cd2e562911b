"""How does the day of a plan look: sleep, meals, medicines with their gaps, magnesium?

Positions are minutes of the day; the template turns them into a drawing for wide screens and
into a list for everybody else. Nothing is computed here that the plan does not say.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from magtitrate.habits import clock_text
from magtitrate.patient import Patient
from magtitrate.plan import Pairing, Plan
from magtitrate.regimen import Slot

__all__ = ["Day", "Mark", "Span", "day_of"]

DAY_MIN = 24 * 60
WIDTH = 960
LETTER = 10.0
"""Width of a letter in the drawing: marks whose words would meet stand in different rows."""
ROW = 22
LANE = 52
"""Heights of a row of words, and of a lane without any."""
MEALS = 76
"""Where the lane of meals ends."""


@dataclass(frozen=True, kw_only=True)
class Mark:
    """One thing at one time.

    Attributes:
        x: its place in a drawing of `WIDTH`.
        row: 0, or further down where the words of a neighbor stand.
        to_left: the words stand to its left, where the right has no room.
    """

    kind: str
    clock: str
    name: str
    more: str
    x: float
    row: int = 0
    to_left: bool = False


@dataclass(frozen=True, kw_only=True)
class Span:
    """A stretch of the day: sleep, or the hours kept free around a medicine."""

    kind: str
    x: float
    width: float
    name: str


@dataclass(frozen=True, kw_only=True)
class Day:
    """Everything of the day that a drawing shows.

    Attributes:
        lanes: where the lanes of medicines, of magnesium and of the hours begin.
    """

    spans: tuple[Span, ...]
    marks: tuple[Mark, ...]
    hours: tuple[tuple[float, str], ...]
    lanes: tuple[int, int, int]
    width: int = WIDTH


def day_of(plan: Plan, patient: Patient) -> Day:
    """The target day of a plan, or the day without magnesium where there is no dose."""
    slots = plan.regimen.slots if plan.regimen is not None else ()
    gaps = {one.item.casefold(): one for one in plan.pairing if one.gap_before_h is not None}
    spans = [*_sleep(patient)]
    medicines: list[Mark] = []
    for medicine in patient.medicines:
        gap = gaps.get(medicine.name.casefold())
        days = f" ({', '.join(medicine.weekdays)})" if medicine.weekdays else ""
        for hour in medicine.clock_h:
            medicines.append(_mark("medicine", hour, medicine.name + days, _kept(gap)))
            spans += _gap(gap, hour, medicine.name)
    for source in patient.magnesium_sources:
        if source.clock_h is not None:
            medicines.append(_mark("medicine", source.clock_h, source.name, "contains magnesium"))
    meals = [_mark("meal", meal.clock_h, "meal", "") for meal in patient.day.meals]
    doses = [_dose(slot, plan) for slot in slots]
    medicines, doses = _rows(medicines), _rows(doses)
    marks = (*meals, *medicines, *doses, *_turns(patient))
    taken = MEALS + LANE + ROW * max((mark.row for mark in medicines), default=0)
    hours = taken + LANE + ROW * max((mark.row for mark in doses), default=0)
    return Day(
        spans=tuple(spans),
        marks=tuple(sorted(marks, key=lambda mark: (mark.clock, mark.kind))),
        hours=tuple((_x(hour), f"{hour:02d}") for hour in range(0, 25, 3)),
        lanes=(MEALS, taken, hours),
    )


def _x(hour: float) -> float:
    return round(hour * 60 / DAY_MIN * WIDTH, 1)


def _mark(kind: str, hour: float, name: str, more: str) -> Mark:
    return Mark(kind=kind, clock=clock_text(hour), name=name, more=more, x=_x(hour))


def _dose(slot: Slot, plan: Plan) -> Mark:
    days = f" on {', '.join(slot.weekdays)}" if slot.weekdays else ""
    content = plan.regimen.product.elemental_mg_per_unit if plan.regimen is not None else 0
    return _mark(
        "dose",
        slot.clock_h,
        f"{slot.elemental_mg:g} mg",
        f"{slot.units:g} × {content:g} mg{days}. {slot.why}",
    )


def _kept(gap: Pairing | None) -> str:
    if gap is None:
        return "no gap is needed"
    after = "" if gap.gap_after_h is None else f", at least {gap.gap_after_h:g} h after it"
    return f"magnesium at least {gap.gap_before_h:g} h before it{after}"


def _gap(gap: Pairing | None, hour: float, name: str) -> list[Span]:
    if gap is None or not (gap.gap_before_h or gap.gap_after_h):
        return []
    begin, end = hour - (gap.gap_before_h or 0), hour + (gap.gap_after_h or 0)
    return [_span("gap", a, b, name) for a, b in _within_a_day(begin, end)]


def _sleep(patient: Patient) -> list[Span]:
    wake, sleep = patient.day.wake_h, patient.day.sleep_h
    if wake is None or sleep is None:
        return []
    begin = sleep if sleep < wake else sleep - 24
    return [_span("sleep", a, b, "sleep") for a, b in _within_a_day(begin, wake)]


def _within_a_day(begin: float, end: float) -> list[tuple[float, float]]:
    """A stretch over midnight as its two parts of one day."""
    whole = [(begin + shift, end + shift) for shift in (-24, 0, 24)]
    return [(max(a, 0.0), min(b, 24.0)) for a, b in whole if b > 0 and a < 24]


def _span(kind: str, begin: float, end: float, name: str) -> Span:
    return Span(kind=kind, x=_x(begin), width=round(_x(end) - _x(begin), 1), name=name)


def _turns(patient: Patient) -> list[Mark]:
    found = (("wake", patient.day.wake_h, "get up"), ("sleep", patient.day.sleep_h, "sleep"))
    return [_mark(kind, hour, name, "") for kind, hour, name in found if hour is not None]


def _rows(marks: list[Mark]) -> list[Mark]:
    """Each mark in the first row where its words meet no others."""
    ends: list[float] = []
    placed: list[Mark] = []
    for mark in sorted(marks, key=lambda mark: mark.x):
        width = LETTER * (len(mark.name) + len(mark.clock) + 3)
        to_left = mark.x + width > WIDTH
        begin = mark.x - width if to_left else mark.x
        row = next((n for n, end in enumerate(ends) if end <= begin), len(ends))
        if row == len(ends):
            ends.append(0.0)
        ends[row] = mark.x + (LETTER if to_left else width)
        placed.append(replace(mark, row=row, to_left=to_left))
    return placed
