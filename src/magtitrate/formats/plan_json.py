"""How does a plan become JSON, and an old plan JSON a plan in force?

The keys are those of the contract; numbers are rounded to six significant digits so that
the same plan gives the same bytes.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from typing import Any

from magtitrate.habits import clock_text
from magtitrate.plan import DosePlan, Limits, Plan, Reason, Step
from magtitrate.regimen import Slot

__all__ = ["plan_json"]

SCHEMA = 1


def plan_json(
    plan: Plan, inputs: Mapping[str, Any] | None = None, more: Mapping[str, Any] | None = None
) -> str:
    """The plan as the contract's JSON text, ending in a newline.

    Args:
        inputs: what it was made from (`plan_inputs.inputs_json`), for reports and calendars.
        more: what else was asked for, by key.
    """
    body: dict[str, Any] = {
        "schema": SCHEMA,
        "person_id": plan.person_id,
        "made_at": plan.made_at,
        "mode": plan.mode,
        "jurisdiction": plan.jurisdiction,
        "verdict": plan.verdict.value,
        "recommended": plan.recommended,
        "emergency": plan.emergency,
        "reasons": [_plain(reason) for reason in plan.reasons],
        "limits": _limits(plan.limits),
        "regimen": None if plan.regimen is None else _regimen(plan.regimen),
        "candidates": [
            {
                **_plain(candidate),
                "slots": [_slot(slot) for slot in candidate.slots],
                "steps": [_step(step) for step in candidate.steps],
            }
            for candidate in plan.candidates
        ],
        "pairing": [_plain(pairing) for pairing in plan.pairing],
        "monitoring": [_plain(item) for item in plan.monitoring],
        "forecast": {name: _plain(course) for name, course in plan.forecast.items()},
        "benefit": [_plain(benefit) for benefit in plan.benefit],
        "adjustment": None if plan.adjustment is None else _plain(plan.adjustment),
        "warnings": list(plan.warnings),
        "provenance": _plain(plan.provenance),
        "weights": _plain(plan.weights),
    }
    if inputs is not None:
        body["inputs"] = dict(inputs)
    for name, value in (more or {}).items():
        body[name] = _plain(value)
    return json.dumps(body, indent=2, ensure_ascii=False, allow_nan=False) + "\n"


def _limits(limits: Limits) -> dict[str, Any]:
    tightest = limits.tightest("daily")
    return {
        "max_daily_elemental_mg": _number(limits.max_daily_elemental_mg),
        "max_single_elemental_mg": _number(limits.max_single_elemental_mg),
        "max_step_elemental_mg": _number(limits.max_step_elemental_mg),
        "max_start_elemental_mg": _number(limits.max_start_elemental_mg),
        "step_days": _number(limits.step_days),
        "other_sources_elemental_mg_per_day": _number(limits.other_sources_elemental_mg_per_day),
        "tightest": {"code": tightest.reason.code, "sentence": tightest.reason.sentence},
        "all": [
            {
                "kind": limit.kind,
                "elemental_mg": _number(limit.elemental_mg),
                "code": limit.reason.code,
                "sentence": limit.reason.sentence,
                "facts": list(limit.reason.facts),
            }
            for limit in limits.all
        ],
    }


def _regimen(dose: DosePlan) -> dict[str, Any]:
    return {
        "product": _plain(dose.product),
        "daily_elemental_mg": _number(dose.daily_elemental_mg),
        "start_daily_elemental_mg": _number(dose.start_daily_elemental_mg),
        "slots": [_slot(slot) for slot in dose.slots],
        "steps": [_step(step) for step in dose.steps],
        "left_out": [
            {
                "on": one.on.isoformat(),
                "clock": clock_text(one.clock_h),
                "elemental_mg": _number(one.elemental_mg),
                "why": one.why,
                "item": one.item,
            }
            for one in dose.left_out
        ],
    }


def _step(step: Step) -> dict[str, Any]:
    return {
        "from_day": step.from_day,
        "daily_elemental_mg": _number(step.daily_elemental_mg),
        "slots": [_slot(slot) for slot in step.slots],
    }


def _slot(slot: Slot) -> dict[str, Any]:
    body: dict[str, Any] = {"clock": clock_text(slot.clock_h)}
    if slot.weekdays:
        body["weekdays"] = list(slot.weekdays)
    body |= {
        "units": _number(slot.units),
        "elemental_mg": _number(slot.elemental_mg),
        "meal": slot.meal,
        "why": slot.why,
    }
    return body


def _plain(value: Any) -> Any:
    if isinstance(value, Reason):
        return {
            "code": value.code,
            "sentence": value.sentence,
            "numbers": {name: _number(number) for name, number in value.numbers.items()},
            "facts": list(value.facts),
        }
    if is_dataclass(value):
        return {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, dict):
        return {name: _plain(one) for name, one in value.items()}
    if isinstance(value, tuple | list):
        return [_plain(item) for item in value]
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float):
        return _number(value)
    return value


def _number(value: float) -> float | int:
    rounded = float(f"{value:.6g}")
    return int(rounded) if rounded.is_integer() else rounded
