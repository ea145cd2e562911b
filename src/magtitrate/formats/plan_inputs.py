"""What was said and measured, as the plan's own file keeps it beside the plan?

A report or a calendar is made from the plan's JSON alone, so that an old file gives the same
page as a fresh plan. What a reader wants to see of the person stands there in words; laboratory
values stay numbers in canonical units.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from magtitrate.errors import InputError
from magtitrate.formats.local_time import time_zone
from magtitrate.formats.plain_text import plain_text
from magtitrate.habits import Day, Diet, Training, clock_text
from magtitrate.patient import Medicine, Patient
from magtitrate.plan import Goal
from magtitrate.record import Observation, Record
from magtitrate.regimen import Product
from magtitrate.units import ANALYTES, canonical_unit

__all__ = ["Inputs", "Lab", "Stated", "inputs_json", "inputs_of", "read_inputs"]


@dataclass(frozen=True, kw_only=True)
class Stated:
    """One answer, in words: `kidney`, `eGFR`, `104 mL/min per 1.73 m²`."""

    topic: str
    name: str
    value: str


@dataclass(frozen=True, kw_only=True)
class Lab:
    """One laboratory value in the canonical unit of its analyte, with its local time."""

    time: str
    analyte: str
    value: float
    below: bool = False
    lower: float | None = None
    upper: float | None = None


@dataclass(frozen=True, kw_only=True)
class Inputs:
    """What a plan was made from, as far as its readers need it.

    Attributes:
        timezone: IANA name; empty where the file does not say, then clocks are local anywhere.
        overrides: each rule a clinician set aside, in words.
    """

    timezone: str = ""
    goal: str = ""
    clinician: str = ""
    stated: tuple[Stated, ...] = ()
    labs: tuple[Lab, ...] = ()
    overrides: tuple[str, ...] = ()


def inputs_of(record: Record, goal: Goal) -> Inputs:
    """What the reader of a plan may want to check, from the record it was made from."""
    return Inputs(
        timezone=record.timezone,
        goal=goal.reason,
        clinician=goal.clinician or "",
        stated=tuple(_stated(record)),
        labs=tuple(_lab(one, record) for one in record.observations if one.time_h <= record.now_h),
        overrides=tuple(
            f"{one.rule}: {one.reason} ({one.by}, {one.on.isoformat()})" for one in goal.overrides
        ),
    )


def _lab(one: Observation, record: Record) -> Lab:
    moment = record.instant(one.time_h)
    return Lab(
        time=moment.strftime("%Y-%m-%d %H:%M") if one.clock_known else moment.date().isoformat(),
        analyte=one.analyte,
        value=one.value,
        below=one.censored_below,
        lower=one.lower,
        upper=one.upper,
    )


# ---------------------------------------------------------------- in words


def _stated(record: Record) -> Iterator[Stated]:
    patient = record.patient
    for topic, pairs in (
        ("person", _person(patient)),
        ("kidneys", _kidney(patient)),
        ("answers", _answers(patient)),
        ("medicines", ((one.name, _medicine(one)) for one in patient.medicines)),
        ("other magnesium", _sources(patient)),
        ("food", _diet(patient.diet)),
        ("day", (*_day(patient.day), *map(_training, patient.training))),
        ("product", _product(record.product)),
        ("diary", _diary(record)),
    ):
        for name, value in pairs:
            if value:
                yield Stated(topic=topic, name=name, value=value)


Pairs = Iterator[tuple[str, str]]


def _person(patient: Patient) -> Pairs:
    yield "age", _amount(patient.age_y, "years")
    yield "sex", patient.sex or ""
    yield "body mass", _amount(patient.body_mass_kg, "kg")
    yield "height", _amount(patient.height_m, "m")
    yield "pregnancy", patient.pregnancy or ""
    if patient.conditions is not None:
        yield "conditions", _plainly(patient.conditions)
    planned = patient.surgery_planned
    yield "surgery planned", planned.isoformat() if isinstance(planned, date) else planned or ""


def _kidney(patient: Patient) -> Pairs:
    kidney, unit = patient.kidney, "mL/min per 1.73 m²"
    on = f", {kidney.measured.isoformat()}" if kidney.measured else ""
    yield "kidney function", kidney.status or ""
    yield "eGFR", _amount(kidney.egfr, unit, on)
    creatinine = kidney.creatinine_umol_per_l
    rounded = None if creatinine is None else float(f"{creatinine:.3g}")
    yield "creatinine", _amount(rounded, "µmol/L", on)
    before = f", {kidney.previous_measured.isoformat()}" if kidney.previous_measured else ""
    yield "eGFR before", _amount(kidney.previous_egfr, unit, before)
    yield "albuminuria", kidney.albuminuria or ""


def _answers(patient: Patient) -> Pairs:
    answers = patient.answers
    yield "answered on", answers.confirmed.isoformat() if answers.confirmed else ""
    yield "medicines", answers.medicines or ""
    yield "other magnesium", answers.magnesium_sources or ""
    if answers.symptoms_now is not None:
        yield "symptoms now", _plainly(answers.symptoms_now)
    yield "sick day", answers.sick_day or ""


def _medicine(one: Medicine) -> str:
    parts = [", ".join(map(clock_text, one.clock_h)) or "no clock time given"]
    parts += [f"on {', '.join(one.weekdays)}"] if one.weekdays else []
    parts += [f"since {one.since.isoformat()}"] if one.since else []
    parts += [f"until {one.until.isoformat()}"] if one.until else []
    parts += ["may be moved"] if one.movable else []
    return ", ".join(parts)


def _sources(patient: Patient) -> Pairs:
    for one in patient.magnesium_sources:
        when = f", {clock_text(one.clock_h)}" if one.clock_h is not None else ""
        yield one.name, _amount(one.elemental_mg_per_day, "mg a day", when) or "amount not known"


def _diet(diet: Diet) -> Pairs:
    yield "magnesium", _amount(diet.magnesium_mg_per_day, "mg a day")
    yield "pattern", (diet.pattern or "").replace("_", " ")
    yield "calcium", _amount(diet.calcium_mg_per_day, "mg a day")
    yield "phytate", diet.phytate or ""
    yield "caffeine", _amount(diet.caffeine_mg_per_day, "mg a day")
    yield "alcohol", _amount(diet.alcohol_g_per_day, "g a day")


def _day(day: Day) -> Pairs:
    yield "wakes", clock_text(day.wake_h) if day.wake_h is not None else ""
    yield "sleeps", clock_text(day.sleep_h) if day.sleep_h is not None else ""
    yield (
        "meals",
        ", ".join(
            clock_text(meal.clock_h) + (f" ({meal.phytate} phytate)" if meal.phytate else "")
            for meal in day.meals
        ),
    )


def _training(one: Training) -> tuple[str, str]:
    sweat = f", sweat {one.sweat_l_per_h:g} L/h" if one.sweat_l_per_h is not None else ""
    heat = ", in heat" if one.heat else ""
    days = ", ".join(one.weekdays)
    return "training", f"{days} {clock_text(one.clock_h)}, {one.duration_h:g} h{sweat}{heat}"


def _product(product: Product | None) -> Pairs:
    if product is None:
        return
    yield "salt", " ".join(filter(None, [product.salt, product.hydrate]))
    yield "magnesium", f"{product.elemental_mg_per_unit:g} mg per unit"
    yield "compound", _amount(product.compound_mg_per_unit, "mg per unit")
    # A label that was not asked about these is read as the plainest product: said as such.
    immediate = product.release == "immediate"
    yield "release", "immediate, or not stated" if immediate else product.release
    yield "buffered", "with oxide" if product.buffered else ""
    yield "can be halved", "yes" if product.divisible else "no, or not stated"
    yield "content tested", "yes" if product.certified else "no, or not stated"
    b6 = product.vitamin_b6_mg_per_unit
    yield "vitamin B6", _amount(b6, "mg per unit") if b6 else ""


def _diary(record: Record) -> Pairs:
    taken = sum(dose.status == "taken" for dose in record.doses)
    yield "doses", f"{taken} of {len(record.doses)} taken" if record.doses else ""
    yield "entries", str(len(record.diary)) if record.diary else ""
    yield "stools", "; ".join(_stools(record))
    felt = Counter(entry.item for entry in record.diary if entry.kind == "symptom" and entry.item)
    yield "symptoms", ", ".join(f"{item.replace('_', ' ')} ({n})" for item, n in felt.items())


def _stools(record: Record) -> Iterator[str]:
    """How often each type of the Bristol scale, the loosest first, and when last."""
    seen: dict[float, list[float]] = {}
    for entry in record.diary:
        if entry.kind == "stool" and entry.value is not None and entry.time_h <= record.now_h:
            seen.setdefault(entry.value, []).append(entry.time_h)
    for kind, hours in sorted(seen.items(), reverse=True):
        last = record.instant(max(hours)).date().isoformat()
        entries = "1 entry" if len(hours) == 1 else f"{len(hours)} entries"
        yield f"Bristol {kind:g}, {entries}, the last of {last}"


def _amount(value: float | None, unit: str, more: str = "") -> str:
    return "" if value is None else f"{value:g} {unit}{more}"


def _plainly(codes: tuple[str, ...]) -> str:
    return ", ".join(code.replace("_", " ") for code in codes) or "none"


# ---------------------------------------------------------------- JSON, both ways


def inputs_json(inputs: Inputs) -> dict[str, Any]:
    """The inputs as they stand under that key of the plan's JSON."""
    return {
        "timezone": inputs.timezone,
        "goal": inputs.goal,
        "clinician": inputs.clinician,
        "stated": [
            {"topic": one.topic, "name": one.name, "value": one.value} for one in inputs.stated
        ],
        "labs": [
            {
                "time": one.time,
                "analyte": one.analyte,
                "value": float(f"{one.value:.6g}"),
                "unit": canonical_unit(one.analyte),
                "below": one.below,
                "lower": one.lower,
                "upper": one.upper,
            }
            for one in inputs.labs
        ],
        "overrides": list(inputs.overrides),
    }


def read_inputs(body: dict[str, Any]) -> Inputs:
    """The inputs that a plan's JSON holds.

    Raises:
        InputError, ValueError, KeyError, TypeError: not what `inputs_json` writes.
    """
    zone = plain_text(body["timezone"])
    if zone:
        time_zone(zone)
    return Inputs(
        timezone=zone,
        goal=plain_text(body["goal"]),
        clinician=plain_text(body["clinician"]),
        stated=tuple(
            Stated(
                topic=plain_text(one["topic"]),
                name=plain_text(one["name"]),
                value=plain_text(one["value"]),
            )
            for one in body["stated"]
        ),
        labs=tuple(_read_lab(one) for one in body["labs"]),
        overrides=tuple(plain_text(one) for one in body["overrides"]),
    )


def _read_lab(one: dict[str, Any]) -> Lab:
    analyte = plain_text(one["analyte"])
    if analyte not in ANALYTES or one["unit"] != canonical_unit(analyte):
        raise InputError("an analyte or a unit that is not of this program", given=analyte)
    return Lab(
        time=plain_text(one["time"]),
        analyte=analyte,
        value=_finite(one["value"]),
        below=one["below"] is True,
        lower=None if one["lower"] is None else _finite(one["lower"]),
        upper=None if one["upper"] is None else _finite(one["upper"]),
    )


def _finite(value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise TypeError("a number stands here in a plan")
    return float(value)
