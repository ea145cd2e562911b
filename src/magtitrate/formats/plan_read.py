"""How does a plan's JSON become the plan again?

Reports, calendars and `why` are made from what the file holds and nothing else. A fresh plan
takes the same way, through its own JSON, so that the two cannot differ by a digit.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from magtitrate.errors import InputError
from magtitrate.formats.plain_text import plain_text
from magtitrate.formats.plan_inputs import Inputs, inputs_json, read_inputs
from magtitrate.formats.plan_json import SCHEMA, plan_json
from magtitrate.formats.text_file import LARGEST_BYTES, read_text
from magtitrate.plan import (
    PLAN_LIFE_DAYS,
    Adjustment,
    Benefit,
    Candidate,
    DosePlan,
    Forecast,
    LeftOut,
    Limit,
    Limits,
    Monitoring,
    Pairing,
    Plan,
    PlanInForce,
    Provenance,
    Reason,
    Step,
    Verdict,
    alarm_days,
)
from magtitrate.regimen import Product, Slot

__all__ = ["PlanFile", "as_filed", "open_plan", "read_plan_in_force"]

_CLOCK = re.compile(r"([01][0-9]|2[0-3]):([0-5][0-9])")
FIRST_YEAR, LAST_YEAR = 1990, 2200
FLAGS = ("buffered", "divisible", "certified")
PRODUCT_WORDS = ("product_id", "salt", "hydrate", "release", "currency")
MAY_BE_MISSING = frozenset(
    (
        *("hydrate", "compound_mg_per_unit", "units_per_pack", "price", "currency"),
        *("probability_worthwhile", "probability_no_benefit", "cost_per_day"),
        *("gap_before_h", "gap_after_h", "information", "changes_plan_probability"),
        *("probability", "probability_any"),
    )
)
"""Fields of nouns that may be nothing."""
ROUNDED_MG = 0.01
MADE_ANEW = "A plan that was changed by hand is none: make it anew with `magtitrate plan`"
ACCEPTED = "what `magtitrate plan PERSON.toml --json` writes"


@dataclass(frozen=True, kw_only=True)
class PlanFile:
    """A plan and what it was made from, as one file holds them.

    Attributes:
        inputs: `None` where the file was written without them.
    """

    plan: Plan
    inputs: Inputs | None

    @property
    def made(self) -> datetime:
        """The moment of the plan, on its person's wall."""
        return datetime.fromisoformat(self.plan.made_at)


def as_filed(plan: Plan, inputs: Inputs) -> PlanFile:
    """A fresh plan as it would be read back from its own file."""
    return _plan_file(plan_json(plan, inputs_json(inputs)), "the fresh plan")


def open_plan(path: Path) -> PlanFile:
    """The plan of a JSON file.

    Raises:
        InputError: unreadable, or not a plan of this program; the key that is wrong is named.
    """
    return _plan_file(read_text(path, longest_line=LARGEST_BYTES), path.name)


def read_plan_in_force(path: Path) -> PlanInForce:
    """An earlier plan's file, as far as the next plan needs it.

    Raises:
        InputError: as `open_plan`.
    """
    plan = open_plan(path).plan
    steps = () if plan.regimen is None else plan.regimen.steps
    facts = (
        *(one.facts for one in plan.reasons),
        *(limit.reason.facts for limit in plan.limits.all),
        *(one.facts for one in plan.pairing),
        *(one.facts for one in plan.monitoring),
    )
    return PlanInForce(
        person_id=plan.person_id,
        made_at=datetime.fromisoformat(plan.made_at),
        steps=tuple((step.from_day, step.daily_elemental_mg) for step in steps),
        facts_hash=plan.provenance.facts_hash,
        model_version=plan.provenance.model_version,
        facts=tuple(key for keys in facts for key in keys),
        codes=tuple(reason.code for reason in plan.reasons),
        emergency=plan.emergency,
        product_id="" if plan.regimen is None else plan.regimen.product.product_id,
        slots=tuple(step.slots for step in steps),
        alarm_days=alarm_days(reason.numbers for reason in plan.reasons),
    )


def _plan_file(text: str, name: str) -> PlanFile:
    try:
        body = json.loads(text, parse_constant=_no_constant)
        if not isinstance(body, dict) or body.get("schema") != SCHEMA:
            raise ValueError("no plan's schema")
        plan = _plan(body)
        _refuse_what_no_plan_holds(plan)
        return PlanFile(
            plan=plan,
            inputs=None if body.get("inputs") is None else read_inputs(body["inputs"]),
        )
    except InputError as error:
        raise error.located(file=name) from None
    except KeyError as error:
        raise InputError(f"this plan lacks the key {error}", file=name, accepted=ACCEPTED) from None
    except (ValueError, TypeError, AttributeError, OverflowError, RecursionError):
        raise InputError(
            "this is not a plan in JSON of this program",
            file=name,
            accepted=ACCEPTED,
            todo="Give a plan that was written by this version",
        ) from None


def _refuse_what_no_plan_holds(plan: Plan) -> None:
    """A dose beyond the plan's own limits, or intakes that are not its sum, was not written here.

    Raises:
        InputError: what does not fit, and where.
    """
    dose = plan.regimen
    if dose is None:
        return
    if not plan.verdict.doses:
        raise InputError("a refusal that holds a dose", field="regimen", todo=MADE_ANEW)
    for number, step in enumerate(dose.steps):
        field = f"regimen.steps[{number}]"
        daily = sum(slot.elemental_mg * (len(slot.weekdays) or 7) / 7 for slot in step.slots)
        if step.daily_elemental_mg > plan.limits.room_elemental_mg + ROUNDED_MG:
            problem = "this dose is above the plan's own limits"
        elif any(
            s.elemental_mg > plan.limits.max_single_elemental_mg + ROUNDED_MG for s in step.slots
        ):
            problem = "this intake is above the plan's own limit of one intake"
        elif abs(daily - step.daily_elemental_mg) > ROUNDED_MG:
            problem = "these intakes are not the dose of the day"
        elif any(
            abs(s.units * dose.product.elemental_mg_per_unit - s.elemental_mg) > ROUNDED_MG
            for s in step.slots
        ):
            problem = "these units of the product are not these milligrams"
        else:
            continue
        given = f"{step.daily_elemental_mg:g} mg a day"
        raise InputError(problem, field=field, given=given, todo=MADE_ANEW)
    if abs(dose.daily_elemental_mg - dose.steps[-1].daily_elemental_mg) > ROUNDED_MG:
        raise InputError(
            "this is not the dose of the last step",
            field="regimen.daily_elemental_mg",
            given=dose.daily_elemental_mg,
            todo=MADE_ANEW,
        )
    if dose.steps[-1].slots != dose.slots:
        raise InputError(
            "the intakes are not those of the last step", field="regimen", todo=MADE_ANEW
        )


def _no_constant(word: str) -> float:
    raise ValueError(f"{word} is not a number that a plan holds")


def _plan(body: dict[str, Any]) -> Plan:
    _refuse_no_moment(plain_text(body["made_at"]))
    return Plan(
        person_id=plain_text(body["person_id"]),
        made_at=plain_text(body["made_at"]),
        mode=plain_text(body["mode"]),
        jurisdiction=plain_text(body["jurisdiction"]),
        verdict=Verdict(body["verdict"]),
        recommended=plain_text(body["recommended"]),
        emergency=_truth(body["emergency"]),
        reasons=_each(body["reasons"], _reason),
        limits=_limits(body["limits"]),
        regimen=None if body["regimen"] is None else _regimen(body["regimen"]),
        candidates=_each(body["candidates"], _candidate),
        pairing=_each(body["pairing"], _pairing),
        monitoring=_each(body["monitoring"], _monitoring),
        forecast={plain_text(name): _forecast(one) for name, one in body["forecast"].items()},
        benefit=_each(body["benefit"], _benefit),
        adjustment=None if body["adjustment"] is None else _adjustment(body["adjustment"]),
        warnings=_each(body["warnings"], plain_text),
        provenance=_provenance(body["provenance"]),
        weights={
            plain_text(name): _number(value) for name, value in body.get("weights", {}).items()
        },
    )


def _refuse_no_moment(text: str) -> None:
    made = datetime.fromisoformat(text)
    _in_our_time(made.date())
    if made.tzinfo is None:
        raise InputError("the plan does not say in which time zone it was made", field="made_at")


# ---------------------------------------------------------------- its parts


def _reason(one: dict[str, Any]) -> Reason:
    return Reason(
        code=plain_text(one["code"]),
        sentence=plain_text(one["sentence"]),
        numbers={plain_text(name): _number(value) for name, value in one["numbers"].items()},
        facts=_each(one["facts"], plain_text),
    )


def _limits(body: dict[str, Any]) -> Limits:
    return Limits(
        all=_each(body["all"], _limit),
        other_sources_elemental_mg_per_day=_number(body["other_sources_elemental_mg_per_day"]),
        step_days=_number(body["step_days"]),
    )


def _limit(one: dict[str, Any]) -> Limit:
    return Limit(
        kind=plain_text(one["kind"]),
        elemental_mg=_number(one["elemental_mg"]),
        reason=Reason(
            code=plain_text(one["code"]),
            sentence=plain_text(one["sentence"]),
            facts=_each(one["facts"], plain_text),
        ),
    )


def _regimen(body: dict[str, Any]) -> DosePlan:
    if not body["steps"]:
        raise InputError("a regimen has at least one stage", field="regimen.steps")
    return DosePlan(
        product=_product(body["product"]),
        daily_elemental_mg=_number(body["daily_elemental_mg"]),
        start_daily_elemental_mg=_number(body["start_daily_elemental_mg"]),
        slots=_each(body["slots"], _slot),
        steps=_each(body["steps"], _step),
        left_out=_each(body.get("left_out", []), _left_out),
    )


def _left_out(one: dict[str, Any]) -> LeftOut:
    return LeftOut(
        on=_in_our_time(date.fromisoformat(plain_text(one["on"]))),
        clock_h=_clock(one["clock"]),
        elemental_mg=_number(one["elemental_mg"]),
        why=plain_text(one["why"]),
        item=plain_text(one["item"]),
    )


def _product(one: dict[str, Any]) -> Product:
    rest = {name: value for name, value in one.items() if name not in FLAGS}
    typed = _typed(rest, PRODUCT_WORDS)
    return Product(**typed | {name: _truth(one[name]) for name in FLAGS if name in one})


def _step(one: dict[str, Any]) -> Step:
    return Step(
        from_day=_day(one["from_day"]),
        daily_elemental_mg=_number(one["daily_elemental_mg"]),
        slots=_each(one["slots"], _slot),
    )


def _slot(one: dict[str, Any]) -> Slot:
    return Slot(
        clock_h=_clock(one["clock"]),
        units=_number(one["units"]),
        elemental_mg=_number(one["elemental_mg"]),
        meal=plain_text(one["meal"]),
        weekdays=_each(one.get("weekdays", []), plain_text),
        why=plain_text(one["why"]),
    )


def _candidate(one: dict[str, Any]) -> Candidate:
    slots = _each(one["slots"], _slot)
    kind = "supplement" if slots else "no_supplement"  # where an earlier version did not say
    rest = {name: value for name, value in one.items() if name not in ("slots", "steps")}
    steps = _each(one.get("steps", []), _step)
    return Candidate(**{"kind": kind, **_typed(rest, ("kind",))}, slots=slots, steps=steps)


def _pairing(one: dict[str, Any]) -> Pairing:
    rest = {name: value for name, value in one.items() if name != "facts"}
    return Pairing(**_typed(rest, ("item", "advice", "why")), facts=_each(one["facts"], plain_text))


def _monitoring(one: dict[str, Any]) -> Monitoring:
    rest = {name: value for name, value in one.items() if name not in ("due", "facts")}
    return Monitoring(
        **_typed(rest, ("analyte", "why", "how")),
        due=_in_our_time(date.fromisoformat(plain_text(one["due"]))),
        facts=_each(one["facts"], plain_text),
    )


def _forecast(one: dict[str, Any]) -> Forecast:
    course = Forecast(**{name: _each(values, _number) for name, values in one.items()})
    lengths = {len(getattr(course, name)) for name in ("day", "p05", "p50", "p95", "without")}
    if len(lengths) != 1:
        raise InputError("a forecast whose rows differ in length", field="forecast")
    return course


def _benefit(one: dict[str, Any]) -> Benefit:
    ends = None if one["interval"] is None else _each(one["interval"], _number)
    if ends is not None and len(ends) != 2:
        raise InputError("an interval has two ends", field="benefit.interval")
    rest = {name: value for name, value in one.items() if name not in ("interval", "facts")}
    return Benefit(
        **_typed(rest, ("outcome", "effect", "placebo", "certainty")),
        interval=None if ends is None else (ends[0], ends[1]),
        facts=_each(one["facts"], plain_text),
    )


def _adjustment(one: dict[str, Any]) -> Adjustment:
    return Adjustment(**{name: plain_text(value) for name, value in one.items()})


def _provenance(one: dict[str, Any]) -> Provenance:
    words = {name: plain_text(value) for name, value in one.items() if name != "seed"}
    return Provenance(seed=_whole(one["seed"]), **words)


# ---------------------------------------------------------------- single values


def _typed(one: dict[str, Any], words: Collection[str]) -> dict[str, Any]:
    """Texts under those names, numbers under the others, nothing only where a noun may lack it."""
    return {
        name: None
        if value is None and name in MAY_BE_MISSING
        else plain_text(value)
        if name in words
        else _number(value)
        for name, value in one.items()
    }


def _each(values: Any, read: Callable[[Any], Any]) -> tuple[Any, ...]:
    if not isinstance(values, list):
        raise TypeError("a list stands here in a plan")
    return tuple(read(value) for value in values)


def _truth(value: Any) -> bool:
    if not isinstance(value, bool):
        raise TypeError("true or false stands here in a plan")
    return value


def _number(value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise TypeError("a number stands here in a plan")
    if not math.isfinite(value):
        raise ValueError("a number of a plan has an end")
    return float(value)


def _whole(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        raise TypeError("a whole number stands here in a plan")
    return value


def _day(value: Any) -> int:
    if _whole(value) > PLAN_LIFE_DAYS:
        raise ValueError("a stage begins within the life of its plan")
    return _whole(value)


def _in_our_time(day: date) -> date:
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise ValueError("not a day that a plan is made for")
    return day


def _clock(value: Any) -> float:
    found = _CLOCK.fullmatch(plain_text(value))
    if found is None:
        raise ValueError("not a clock time")
    return int(found[1]) + int(found[2]) / 60
