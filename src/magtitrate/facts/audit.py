"""Do the fact files agree with each other?

Shapes prove each row by itself when it is read; here rows are held against other rows.
Each check is a function from the facts to its findings, so that a broken row can show
each of them failing. What only a run of the model can show is checked above
(`engine.factcheck`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from magtitrate.facts import (
    Facts,
    audit_claims,
    audit_medicines,
    audit_sources,
    audit_units,
)
from magtitrate.facts.lookup import TOPICS
from magtitrate.facts.shapes import Interaction, Parameter, Rule
from magtitrate.units import ANALYTES

__all__ = ["CHECKS", "Finding", "audit"]


@dataclass(frozen=True, kw_only=True)
class Finding:
    """One thing that is wrong with the facts."""

    check: str
    key: str
    problem: str


def audit(facts: Facts) -> tuple[Finding, ...]:
    """Every finding of every check; empty where all is well."""
    return tuple(
        Finding(check=name, key=key, problem=problem)
        for name, check in CHECKS.items()
        for key, problem in check(facts)
    )


Trouble = Iterator[tuple[str, str]]


def memory_is_waived(facts: Facts) -> Trouble:
    """What safety reads may rest on memory only with a waiver that says why."""
    topics = ("rule", "interaction", "analyte", "jurisdiction")
    rows = [(t, k, r) for t in topics for k, r in TOPICS[t](facts).items()]
    rows += [
        ("parameter", key, row)
        for key, row in facts.parameters.items()
        if key.split(".")[0] in ("policy", "ckd_epi_2021", "cockcroft_gault", "tolerance")
    ]
    for topic, key, row in rows:
        if row.read == "memory" and not row.waiver.startswith("not reviewed by a clinician"):
            yield f"{topic}:{key}", "read from memory where safety reads it, without a waiver"


def codes_known(facts: Facts) -> Trouble:
    """Rules name only conditions, symptoms and analytes that exist."""
    known = {"has_condition": facts.conditions, "has_symptom": facts.symptoms}
    for rule in facts.rules:
        for condition in rule.when:
            for code in condition.any if condition.kind in known else ():
                if code not in known[condition.kind]:
                    yield f"rule:{rule.key}", f"{code} is not a code"
    both: list[Rule | Interaction] = [*facts.rules, *facts.interactions]
    for row in both:
        for effect in row.effects:
            for analyte in effect.analytes:
                if analyte not in ANALYTES:
                    yield f"{_topic(row)}:{row.key}", f"{analyte} is not an analyte"


def agents_known(facts: Facts) -> Trouble:
    """Interactions name medicines of the index, and rules ask for words that can occur."""
    names = {row.name for row in facts.medicines}
    classes = {name for row in facts.medicines for name in row.classes}
    ids = {row.id for row in facts.interactions}
    for row in facts.interactions:
        for agent in row.agents:
            if agent not in names and agent != "*":
                yield f"interaction:{row.key}", f"{agent} is not in medicines.toml"
    for rule in facts.rules:
        for condition in rule.when:
            for word in condition.any if condition.kind == "takes" else ():
                if word not in names | classes | ids:
                    yield f"rule:{rule.key}", f"no medicine, class or interaction is called {word}"


def keys_unique(facts: Facts) -> Trouble:
    """No two rows of a kind share a key."""
    kinds: dict[str, tuple[Rule, ...] | tuple[Interaction, ...]] = {
        "rule": facts.rules,
        "interaction": facts.interactions,
    }
    for topic, rows in kinds.items():
        keys = [row.key for row in rows]
        for key in sorted({key for key in keys if keys.count(key) > 1}):
            yield f"{topic}:{key}", "two rows have this key"


def analytes_complete(facts: Facts) -> Trouble:
    """Every analyte that can be read has a row, and no other."""
    for name in ANALYTES.keys() - facts.analytes.keys():
        yield f"analyte:{name}", "no row"
    for name in facts.analytes.keys() - ANALYTES.keys():
        yield f"analyte:{name}", "has no units in units.py"


def successors_found(facts: Facts) -> Trouble:
    """A superseded parameter points to one that exists."""
    for name, row in facts.parameters.items():
        if row.successor and row.successor not in facts.parameters:
            yield f"parameter:{name}", f"successor {row.successor} does not exist"


def fitted_says_to_what(facts: Facts) -> Trouble:
    """A fitted number says in `where` or `note` what it was fitted to."""
    rows: dict[str, Parameter] = facts.parameters
    for name, row in rows.items():
        if row.how == "fitted" and not (row.where or row.note):
            yield f"parameter:{name}", "fitted, but not said to what"


def _topic(row: Rule | Interaction) -> str:
    return "rule" if isinstance(row, Rule) else "interaction"


CHECKS: dict[str, Callable[[Facts], Trouble]] = {
    "sources found": audit_sources.sources_found,
    "sources used": audit_sources.sources_used,
    "rows name sources": audit_sources.rows_name_sources,
    "measured by somebody": audit_sources.measured_by_somebody,
    "memory is waived": memory_is_waived,
    "codes known": codes_known,
    "agents known": agents_known,
    "keys unique": keys_unique,
    "analytes complete": analytes_complete,
    "successors found": successors_found,
    "fitted says to what": fitted_says_to_what,
    "units fit": audit_units.units_fit,
    "bounds hold": audit_units.bounds_hold,
    "nothing rests on refused claims": audit_claims.nothing_rests_on_refused_claims,
    "claims are no sources": audit_claims.claims_are_no_sources,
    "figures are stated": audit_claims.figures_are_stated,
    "arithmetic agrees": audit_claims.arithmetic_agrees,
    "sentences name claims": audit_claims.sentences_name_claims,
    "unsafe is prevented": audit_claims.unsafe_is_prevented,
    "default rule stands": audit_medicines.default_rule_stands,
    "parts known": audit_medicines.parts_known,
    "names unique": audit_medicines.names_unique,
    "jurisdictions complete": audit_medicines.jurisdictions_complete,
}
