"""How is a regimen read from a line, and how does a forecast read in a terminal or as JSON?"""

from __future__ import annotations

import json
import re
import textwrap
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from magtitrate.errors import InputError
from magtitrate.habits import clock_text
from magtitrate.plan import Forecast, Limits
from magtitrate.regimen import Product, Regimen, Slot

__all__ = ["forecast_json", "forecast_text", "read_regimen", "read_weeks"]

WIDTH = 80
_INTAKE = re.compile(r"^\s*(\d+(?:\.\d+)?)\s*@\s*([01]?\d|2[0-3]):([0-5]\d)\s*$")
MOST_MG = 1000
NOT_A_PLAN = "A simulation, not a plan: nothing here is advice to take anything."


def read_regimen(text: str, product: Product | None) -> Regimen:
    """`100@08:00,100@21:00`: milligrams of elemental magnesium at local clock times."""
    slots = tuple(_slot(part) for part in text.split(","))
    if len({slot.clock_h for slot in slots}) < len(slots):
        raise InputError("two intakes have the same clock time", field="--regimen", given=text)
    if sum(slot.elemental_mg for slot in slots) > MOST_MG:
        raise InputError(
            "the model is not meant for such a dose",
            field="--regimen",
            given=text,
            accepted=f"at most {MOST_MG} mg a day together",
        )
    bare = Product(product_id="bisglycinate", salt="bisglycinate", elemental_mg_per_unit=1)
    return Regimen(product=product or bare, slots=slots)


def _slot(part: str) -> Slot:
    found = _INTAKE.match(part)
    if not found or float(found[1]) <= 0:
        raise InputError(
            "not an intake",
            field="--regimen",
            given=part,
            accepted='milligrams@clock, with commas between, such as "100@08:00,100@21:00"',
        )
    clock_h = int(found[2]) + int(found[3]) / 60
    return Slot(clock_h=clock_h, units=1, elemental_mg=float(found[1]))


def read_weeks(weeks: float) -> float:
    """A number of weeks that the forecast can show."""
    if not 1 <= weeks <= 52:
        raise InputError("not a length", field="--weeks", given=weeks, accepted="1 to 52 weeks")
    return weeks


def forecast_text(
    person_id: str,
    regimen: Regimen,
    forecast: Mapping[str, Forecast],
    limits: Limits,
    verdict: str,
    notes: tuple[str, ...],
) -> str:
    """The forecast as a table, with what the rules say beside it."""
    lines = [f"{person_id}: {_intakes(regimen)}", *textwrap.wrap(NOT_A_PLAN, WIDTH), ""]
    for name, course in forecast.items():
        lines += _table(name, course)
    if not forecast:
        lines += ["No forecast: the model does not describe this person.", ""]
    lines += textwrap.wrap(
        f"The rules for this person: {verdict.replace('_', ' ')}; at most "
        f"{limits.max_daily_elemental_mg:g} mg a day from all supplements.",
        WIDTH,
    )
    for note in notes:
        lines += textwrap.wrap(note, WIDTH, initial_indent="- ", subsequent_indent="  ")
    return "\n".join(lines) + "\n"


def _intakes(regimen: Regimen) -> str:
    return ", ".join(f"{s.elemental_mg:g} mg at {clock_text(s.clock_h)}" for s in regimen.slots)


def _table(name: str, course: Forecast) -> list[str]:
    lines = [name.replace("_", " "), "    day     5 %  median    95 %  without"]
    rows = zip(course.day, course.p05, course.p50, course.p95, course.without, strict=True)
    lines += [f"  {d:5g}  {a:6.3f}  {b:6.3f}  {c:6.3f}   {w:6.3f}" for d, a, b, c, w in rows]
    return [*lines, ""]


def forecast_json(
    person_id: str,
    regimen: Regimen,
    forecast: Mapping[str, Forecast],
    limits: Limits,
    verdict: str,
    notes: tuple[str, ...],
    *,
    more: Mapping[str, Any] | None = None,
) -> str:
    """The same as JSON, with more beside it where given."""
    body = {
        "person_id": person_id,
        "regimen": [
            {"clock": clock_text(s.clock_h), "elemental_mg": s.elemental_mg} for s in regimen.slots
        ],
        "forecast": {name: asdict(course) for name, course in forecast.items()},
        "verdict": verdict,
        "max_daily_elemental_mg": limits.max_daily_elemental_mg,
        "notes": list(notes),
        "warning": NOT_A_PLAN,
        **(more or {}),
    }
    return json.dumps(body, indent=2, ensure_ascii=False) + "\n"
