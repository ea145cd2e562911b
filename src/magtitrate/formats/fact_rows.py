"""How does one row of the facts read: what it says, how surely, and where it was read?"""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Iterator
from dataclasses import fields
from typing import Any

from magtitrate.facts import Facts
from magtitrate.facts.claim_shapes import Statement
from magtitrate.facts.consistency import disagreements
from magtitrate.facts.evidence_shapes import EffectSize, Evidence
from magtitrate.facts.shapes import Claim, Interaction, Parameter, Rule, Source, Spread
from magtitrate.formats.rule_words import condition_words, effect_words

__all__ = ["claim_lines", "row_lines", "summary"]

LABEL = 12
HIDDEN = ("id", "key", "code", "name", "title", "part", "source", "article", "order", "how", "read")
READ_WORDS = {
    "primary": "read in the source itself",
    "secondary": "read in a source that cites it",
    "memory": "from memory, not read",
}
EMPTY: tuple[object, ...] = (None, "", (), {}, False)

Pair = tuple[str, str]


def row_lines(facts: Facts, topic: str, key: str, row: Any, *, width: int) -> list[str]:
    """One row with its sources, a label per line."""
    if isinstance(row, Claim):
        return claim_lines(facts, row, width)
    title = getattr(row, "title", "")
    lines = _wrapped(f"{topic} {key}" + (f": {title}" if title else ""), width)
    pairs: Iterator[Pair]
    if isinstance(row, Rule | Interaction):
        pairs = _rule(facts, row)
    elif isinstance(row, Parameter):
        pairs = _parameter(row)
    elif isinstance(row, Evidence):
        pairs = _evidence(row)
    else:
        pairs = _fields(row)
    for label, text in (*pairs, *_marks(row), *_sources(facts, row)):
        lines += _labeled(label, text, width)
    if isinstance(row, Source):
        lines += _labeled("cited by", _cited_by(facts, row.key), width)
    return lines


def claim_lines(facts: Facts, claim: Claim, width: int) -> list[str]:
    """One claim: what it says, what is known, what follows, and where to read on."""
    verdict = claim.verdict + (f" ({claim.verdict_note})" if claim.verdict_note else "")
    pairs: list[Pair] = [
        ("says", claim.text),
        ("verdict", verdict),
        ("evidence", claim.evidence),
        ("so we", claim.software),
        *(("in numbers", _stated(row)) for row in facts.statements if row.claim == claim.id),
        *(("arithmetic", text) for text in _arithmetic(facts, claim.id)),
        *(("study", f"{row.id}: {row.title}") for row in _evidence_of(facts, claim)),
        *(("rule", text) for text in _rules_of(facts, claim.id)),
        ("in article", ", ".join(s.id for s in facts.sentences.values() if claim.id in s.claims)),
        ("known", READ_WORDS[claim.read]),
        *_sources(facts, claim),
    ]  # fmt: skip
    lines = [f"claim {claim.id}: {claim.type}"]
    for label, text in pairs:
        lines += _labeled(label, text, width)
    return lines


def summary(row: Any) -> str:
    """One row in a line: its title, or what it says."""
    if isinstance(row, Parameter):
        return f"{row.value:g}{'' if row.unit == '1' else f' {row.unit}'}, {row.how}"
    if isinstance(row, Source):
        return ", ".join(filter(None, [row.authors, str(row.year or ""), row.title]))
    if isinstance(row, Claim):
        return f"{row.verdict}: {row.text}"
    for name in ("title", "statement", "point", "instruction", "hazard", "text"):
        if text := getattr(row, name, ""):
            return str(text)
    return _other_summary(row)


def _other_summary(row: Any) -> str:
    """Rows without a title: medicines, intakes, foods."""
    if hasattr(row, "brands"):
        return ", ".join((*row.synonyms, *row.brands))
    if hasattr(row, "recommended_mg"):
        amount, limit = row.recommended_mg, row.upper_limit_mg
        told = [f"recommended {amount:g} mg" if amount is not None else ""]
        told += [f"upper limit of supplements {limit:g} mg" if limit is not None else ""]
        return ", ".join(filter(None, told))
    if hasattr(row, "magnesium_mg"):
        return f"{row.name}: {row.magnesium_mg:g} mg of magnesium in 100 g"
    return ""


# ---------------------------------------------------------------- by kind of row


def _rule(facts: Facts, row: Rule | Interaction) -> Iterator[Pair]:
    if isinstance(row, Rule):
        yield from (("when", condition_words(one, facts)) for one in row.when)
    else:
        yield "medicines", ", ".join(row.agents)
        yield "mechanism", row.mechanism
        yield "size", row.size
    yield from (("then", effect_words(one)) for one in row.effects)
    yield "says", row.sentence
    for label, claims in (("supports", row.supports), ("corrects", row.corrects)):
        for claim in claims:
            found = facts.claims.get(claim)
            yield label, f"{claim}, {found.verdict}: {found.text}" if found else claim
    if isinstance(row, Rule) and row.override:
        yield "override", "a named clinician may set it aside"
    yield "note", row.note
    yield "waiver", row.waiver


def _parameter(row: Parameter) -> Iterator[Pair]:
    within = f", possible {row.bounds[0]:g} to {row.bounds[1]:g}" if row.bounds else ""
    yield "value", f"{row.value:g} {row.unit}{within}"
    yield "known to", _spread(row.uncertainty)
    yield "people", _spread(row.between)
    yield "studied in", row.people
    yield "where", row.where
    yield "note", row.note
    yield "waiver", row.waiver
    yield "replaced by", row.successor


def _spread(spread: Spread) -> str:
    if spread.kind == "none":
        return ""
    if spread.cv is not None:
        return f"{spread.kind.replace('_', '-')}, coefficient of variation {100 * spread.cv:g} %"
    return f"{spread.kind.replace('_', '-')}, standard deviation {spread.sd:g}"


def _evidence(row: Evidence) -> Iterator[Pair]:
    people = f"{row.population}" + (f", n = {row.n}" if row.n else "")
    trials = f", {row.trials} trials" if row.trials else ""
    yield "people", people
    yield "design", row.design.replace("_", " ") + trials
    yield "given", ", ".join(filter(None, [_span(row.dose_mg_per_day, "mg/d"), row.form,
                                           _span(row.weeks, "weeks")]))  # fmt: skip
    yield from (("found", _effect_size(one)) for one in row.effects)
    if row.placebo:
        yield "without", row.placebo.text
    certainty = row.certainty.replace("_", " ")
    yield "certainty", certainty + (f" ({row.certainty_note})" if row.certainty_note else "")
    yield "by status", row.modification
    yield "note", row.note


def _span(pair: tuple[float, float] | None, unit: str) -> str:
    if pair is None:
        return ""
    return f"{pair[0]:g} {unit}" if pair[0] == pair[1] else f"{pair[0]:g} to {pair[1]:g} {unit}"


def _effect_size(one: EffectSize) -> str:
    unit = "" if one.unit == "1" else f" {one.unit}"
    parts = []
    if one.value is not None:
        parts.append(f"{one.value:g}{unit}")
    if one.treated is not None:
        against = f" against {one.control:g}" if one.control is not None else ""
        parts.append(f"{one.treated:g}{against}{unit}")
    if one.low is not None and one.high is not None:
        parts.append(f"({one.low:g} to {one.high:g})")
    text = f"{one.quantity}: {' '.join(parts)}" if parts else one.quantity
    extra = [f"p {one.p_sign} {one.p:g}" if one.p is not None else "", one.subgroup]
    extra += [{"treated": "better with it", "control": "better without it",
               "neither": "no difference shown"}.get(one.favors, "")]  # fmt: skip
    return "; ".join(filter(None, [text, *extra]))


def _fields(row: Any) -> Iterator[Pair]:
    for field in fields(row):
        value = getattr(row, field.name)
        if field.name not in HIDDEN and value not in EMPTY:
            yield field.name.replace("_", " "), _plain(value)


def _plain(value: object) -> str:
    if isinstance(value, tuple):
        return "; ".join(_plain(item) for item in value)
    if isinstance(value, dict):
        return ", ".join(f"{key}: {_plain(item)}" for key, item in value.items())
    if hasattr(value, "__dataclass_fields__"):
        shown = {f.name: getattr(value, f.name) for f in fields(value)}  # type: ignore[arg-type]
        return ", ".join(f"{k} {_plain(v)}" for k, v in shown.items() if v not in EMPTY)
    if value is True:
        return "yes"
    return f"{value:g}" if isinstance(value, float) else str(value)


# ---------------------------------------------------------------- how surely, from where


def _marks(row: Any) -> Iterator[Pair]:
    how, read = getattr(row, "how", ""), getattr(row, "read", "")
    if read in READ_WORDS:
        words = "our own choice, on facts" if how == "policy" else f"{how}," if how else ""
        yield "known", f"{words} {READ_WORDS[read]}".strip()


def _sources(facts: Facts, row: Any) -> Iterator[Pair]:
    for key in getattr(row, "source", ()):
        found = facts.sources.get(key)
        yield "source", f"{key}: {_citation(found)}" if found else f"{key} (not found)"


def _citation(row: Source) -> str:
    parts = [row.authors, str(row.year or ""), row.title, row.journal]
    parts += [f"doi {row.doi}" if row.doi else "", f"PMID {row.pmid}" if row.pmid else "", row.url]
    return ". ".join(part.rstrip(".") for part in parts if part)


def _cited_by(facts: Facts, source: str) -> str:
    """Rows of the topics that cite most; a reader goes back from a paper to what rests on it."""
    topics: dict[str, Callable[[], Any]] = {
        "": lambda: [(row.key, row) for row in _all_rules(facts)],
        "parameter:": lambda: facts.parameters.items(),
        "claim:": lambda: facts.claims.items(),
        "evidence:": lambda: facts.evidence.items(),
    }
    keys = [
        f"{prefix}{key}"
        for prefix, rows in topics.items()
        for key, row in rows()
        if source in row.source
    ]
    return ", ".join(keys) or facts.uncited.get(source, "")


def _all_rules(facts: Facts) -> list[Rule | Interaction]:
    return [*facts.rules, *facts.interactions]


# ---------------------------------------------------------------- what hangs on a claim


def _evidence_of(facts: Facts, claim: Claim) -> list[Evidence]:
    """Studies that the claim names, or that rest on a source of it."""
    text = f"{claim.evidence} {claim.software}"
    return [
        row
        for row in facts.evidence.values()
        if row.id in text or set(row.source) & set(claim.source) - {"textbook", "magtitrate"}
    ]


def _rules_of(facts: Facts, claim: str) -> Iterator[str]:
    for row in _all_rules(facts):
        for word, claims in (("carried out by", row.supports), ("corrected by", row.corrects)):
            if claim in claims:
                yield f"{word} {row.key}: {row.title}"
    for unsafe in facts.unsafe.values():
        if claim in unsafe.claims:
            yield f"unsafe as written, {unsafe.id}: {unsafe.instead}"


def _stated(row: Statement) -> str:
    text = f"{row.said.words}: {row.says.partition(':')[2].strip()}"
    return f"{text} ({row.note.rstrip('.')})" if row.note else text


def _arithmetic(facts: Facts, claim: str) -> Iterator[str]:
    """What does not fit about a claim; one sentence once, with the other claims it is of."""
    others: dict[str, set[str]] = {}
    for one in disagreements(facts):
        if claim in one.claims:
            others.setdefault(one.sentence, set()).update(set(one.claims) - {claim})
    for sentence, found in others.items():
        yield f"{sentence} (with {', '.join(sorted(found))})" if found else sentence


def _labeled(label: str, text: str, width: int) -> list[str]:
    if not text:
        return []
    head = f"  {label:{LABEL}s} "
    return _wrapped(text, width, first=head, rest=" " * len(head))


def _wrapped(text: str, width: int, *, first: str = "", rest: str = "  ") -> list[str]:
    return textwrap.wrap(
        text, width, initial_indent=first, subsequent_indent=rest, break_on_hyphens=False
    )
