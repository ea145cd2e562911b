"""Why does each line of a plan stand there: which reasons, which facts, which sources?

Every line leads to its reasons, every reason to the rows of the facts it rests on, and every
row to where it was read. A clock time has no rule of its own: it follows from the gaps, the
meals, the limits and the ranking, and all of those are shown.
"""

from __future__ import annotations

import json
import re
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

from magtitrate.errors import InputError
from magtitrate.facts import Facts
from magtitrate.facts.lookup import find
from magtitrate.facts.shapes import Source
from magtitrate.formats.fact_rows import summary
from magtitrate.formats.plan_read import PlanFile
from magtitrate.formats.plan_text import benefit_line
from magtitrate.formats.plan_words import closed
from magtitrate.formats.reader_units import ReaderUnits
from magtitrate.habits import clock_text
from magtitrate.plan import DosePlan, Limit, Plan, Reason, Step
from magtitrate.regimen import Slot

__all__ = ["Line", "lines_of", "why_json", "why_text"]

WIDTH = 80
DECIDING = 2
"""Reasons of a verdict that stand in its line; the others have lines of their own."""


@dataclass(frozen=True, kw_only=True)
class Line:
    """One line of a plan and what it follows from.

    Attributes:
        names: what a reader may call it by: a clock time, a rule's id, an item.
    """

    text: str
    names: tuple[str, ...]
    reasons: tuple[Reason, ...]


def lines_of(plan: Plan) -> tuple[Line, ...]:
    """Every line of the plan, the decision first."""
    return (
        _decision(plan),
        *_dose_lines(plan),
        *(_reason_line(reason) for reason in plan.reasons),
        *_limit_lines(plan),
        *_other_lines(plan),
    )


def why_text(file: PlanFile, facts: Facts, asked: str, units: ReaderUnits) -> str:
    """The lines that answer to `asked`, or all, for a terminal of 80 columns.

    Raises:
        InputError: the plan has no such line; its names are given.
    """
    plan = file.plan
    blocks = [_block(line, facts, units) for line in _asked(plan, asked)]
    made = plan.made_at[:16].replace("T", " ")
    head = _wrapped(f"Why the magtitrate plan for {plan.person_id}, made {made}, is as it is", "")
    if plan.provenance.facts_hash != facts.hash:
        head += _wrapped(
            f"The plan was made with other facts ({plan.provenance.facts_hash}) than these "
            f"({facts.hash}): a row may have changed since.",
            "",
        )
    return "\n\n".join("\n".join(block) for block in (head, *blocks)) + "\n"


def why_json(file: PlanFile, facts: Facts, asked: str, units: ReaderUnits) -> str:
    """The same as JSON."""
    body = {
        "person_id": file.plan.person_id,
        "made_at": file.plan.made_at,
        "facts_hash": {"plan": file.plan.provenance.facts_hash, "now": facts.hash},
        "lines": [
            {
                "line": units.sentence(line.text),
                "names": list(line.names),
                "reasons": [_reason_json(reason, facts, units) for reason in line.reasons],
            }
            for line in _asked(file.plan, asked)
        ],
    }
    return json.dumps(body, indent=2, ensure_ascii=False) + "\n"


def _asked(plan: Plan, asked: str) -> list[Line]:
    lines = list(lines_of(plan))
    if not asked:
        return lines
    wanted = asked.casefold().replace("_", " ").strip()
    found = [line for line in lines if wanted in (name.casefold() for name in line.names)]
    if found:
        return found
    names = list(dict.fromkeys(name for line in lines for name in line.names))
    near = get_close_matches(asked, names, n=3)
    raise InputError(
        "the plan has no line of this name",
        field="SLOT|CODE",
        given=asked,
        accepted=", ".join(names),
        todo=f"Did you mean {' or '.join(near)}?" if near else None,
    )


# ---------------------------------------------------------------- lines and their reasons


def _decision(plan: Plan) -> Line:
    deciding = [one for one in plan.reasons if one.facts][:DECIDING]
    ranked = [one for one in plan.reasons if one.code == "ranking"]
    return Line(
        text=f"Verdict {plan.verdict.value.replace('_', ' ')}; ranked first: "
        f"{plan.recommended.replace('_', ' ')}.",
        names=("verdict", plan.verdict.value.replace("_", " ")),
        reasons=_once(ranked or deciding),
    )


def _once(reasons: list[Reason]) -> tuple[Reason, ...]:
    seen: dict[tuple[str, str], Reason] = {}
    for reason in reasons:
        seen.setdefault((reason.code, reason.sentence), reason)
    return tuple(seen.values())


def _dose_lines(plan: Plan) -> Iterator[Line]:
    dose = plan.regimen
    if dose is None or closed(plan):
        return
    for number, step in enumerate(dose.steps):
        yield _stage(plan, number, step)
    for slot in dose.slots:
        yield _slot(plan, dose, slot)


def _stage(plan: Plan, number: int, step: Step) -> Line:
    kind = "step" if number else "start"
    named = f"day {step.from_day + 1}"
    return Line(
        text=f"From {named}: {step.daily_elemental_mg:g} mg a day.",
        names=(named, kind),
        reasons=_once(
            [
                *_limits(plan, kind),
                *_limits(plan, "daily"),
                *(one for one in plan.reasons if one.code in ("ranking", "rules_only")),
            ]
        ),
    )


def _slot(plan: Plan, dose: DosePlan, slot: Slot) -> Line:
    days = f" on {', '.join(slot.weekdays)}" if slot.weekdays else ""
    why = slot.why or "no reason was written"
    return Line(
        text=f"{clock_text(slot.clock_h)}{days}: {slot.units:g} x "
        f"{dose.product.elemental_mg_per_unit:g} mg = {slot.elemental_mg:g} mg. {why}",
        names=(clock_text(slot.clock_h),),
        reasons=_once(
            [
                *_beside(plan, slot),
                *_limits(plan, "single"),
                *_limits(plan, "daily"),
                *(one for one in plan.reasons if one.code in ("ranking", "rules_only")),
            ]
        ),
    )


def _beside(plan: Plan, slot: Slot) -> Iterator[Reason]:
    """The gaps and the meal that the slot's own words name."""
    said = slot.why.casefold()
    for one in plan.pairing:
        gap = "" if one.gap_before_h is None else _gap(one.gap_before_h, one.gap_after_h)
        if one.item.casefold() in said or (one.item == "meal" and slot.meal != "fasting"):
            yield Reason(code=one.item, sentence=f"{one.advice} {one.why}{gap}", facts=one.facts)


def _gap(before: float, after: float | None) -> str:
    behind = "" if after is None else f", {after:g} h after"
    return f" (kept here: {before:g} h before{behind})"


def _limits(plan: Plan, kind: str) -> list[Reason]:
    limit = plan.limits.tightest(kind)
    return [_limit_reason(limit)]


def _limit_reason(limit: Limit) -> Reason:
    sentence = f"{limit.reason.sentence} ({limit.elemental_mg:.4g} mg, {limit.kind} limit)"
    return Reason(code=limit.reason.code, sentence=sentence, facts=limit.reason.facts)


def _reason_line(reason: Reason) -> Line:
    return Line(text=reason.sentence, names=(reason.code,), reasons=(reason,))


def _limit_lines(plan: Plan) -> Iterator[Line]:
    for kind in ("daily", "single", "start", "step"):
        bound = plan.limits.tightest(kind)
        amount = "" if closed(plan) else f": {bound.elemental_mg:.4g} mg"
        yield Line(
            text=f"Limit, {kind}{amount}.",
            names=(f"{kind} limit", bound.reason.code),
            reasons=(bound.reason,) if closed(plan) else (_limit_reason(bound),),
        )


def _other_lines(plan: Plan) -> Iterator[Line]:
    for one in plan.pairing if not closed(plan) else ():
        reason = Reason(code=one.item, sentence=one.why, facts=one.facts)
        yield Line(text=f"{one.item}: {one.advice}", names=(one.item,), reasons=(reason,))
    for item in plan.monitoring:
        name = item.analyte.replace("_", " ")
        reason = Reason(code=name, sentence=item.why, facts=item.facts)
        yield Line(text=f"{item.due.isoformat()}: {name}.", names=(name,), reasons=(reason,))
    for benefit in plan.benefit if not closed(plan) else ():
        name = benefit.outcome.replace("_", " ")
        reason = Reason(code=name, sentence=benefit_line(benefit), facts=benefit.facts)
        yield Line(text=f"Benefit: {name}.", names=(name, "benefits"), reasons=(reason,))


# ---------------------------------------------------------------- facts and sources


@dataclass(frozen=True, kw_only=True)
class _Known:
    """One row of the facts, as a reason names it."""

    key: str
    says: str
    marks: str
    sources: tuple[str, ...]


def _known(key: str, facts: Facts) -> list[_Known]:
    try:
        found = find(facts, key)
    except InputError:
        return [_Known(key=key, says="not among the facts of this version", marks="", sources=())]
    return [
        _Known(
            key=f"{topic}:{row_key}",
            says=_citation(row) if isinstance(row, Source) else summary(row),
            marks=", ".join(filter(None, (getattr(row, "how", ""), _read(row)))),
            sources=tuple(
                f"{name}: {_citation(facts.sources[name])}" if name in facts.sources else name
                for name in getattr(row, "source", ())
            ),
        )
        for topic, row_key, row in found
    ]


def _read(row: Any) -> str:
    read = getattr(row, "read", "")
    return {"primary": "read in the source", "secondary": "read in a source that cites it"}.get(
        read, "from memory, not read" if read else ""
    )


def _citation(row: Source) -> str:
    parts = [row.authors, str(row.year or ""), row.title, row.journal]
    parts += [f"doi {row.doi}" if row.doi else ""]
    return ". ".join(part.rstrip(".") for part in parts if part)


def _block(line: Line, facts: Facts, units: ReaderUnits) -> list[str]:
    lines = _wrapped(units.sentence(line.text), "")
    for reason in line.reasons:
        if reason.sentence != line.text or len(line.reasons) > 1:
            lines += _wrapped(f"because [{reason.code}] {units.sentence(reason.sentence)}", "  ")
        shown = {key for key in reason.facts if key in facts.sources}
        for key in reason.facts:
            for known in _known(key, facts):
                lines += _fact_lines(known, shown)
    return lines


def _fact_lines(known: _Known, cited: set[str]) -> Iterator[str]:
    """One row with its sources; those that the reason itself names stand there once."""
    marks = f" ({known.marks})" if known.marks else ""
    label = "" if known.key.startswith("source:") else "fact "
    yield from _wrapped(
        f"{label}{known.key.replace('source:', 'source ')}: {known.says}{marks}", "    "
    )
    for source in known.sources:
        if source.partition(":")[0] not in cited:
            yield from _wrapped(f"source {source}", "      ")


def _reason_json(reason: Reason, facts: Facts, units: ReaderUnits) -> dict[str, Any]:
    return {
        "code": reason.code,
        "sentence": units.sentence(reason.sentence),
        "numbers": dict(reason.numbers),
        "facts": [
            {"key": one.key, "says": one.says, "known": one.marks, "sources": list(one.sources)}
            for key in reason.facts
            for one in _known(key, facts)
        ],
    }


def _wrapped(text: str, indent: str) -> list[str]:
    clean = re.sub(r"\s+", " ", text).strip()
    return textwrap.wrap(
        clean,
        WIDTH,
        initial_indent=indent,
        subsequent_indent=indent + ("  " if indent else ""),
        break_on_hyphens=False,
    )
