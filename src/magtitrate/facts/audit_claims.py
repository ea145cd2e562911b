"""Does anything rest on a claim that does not hold, and is every claim accounted for?

A claim of the articles is judged, never a source. A row names claims in two places only:
`supports`, what it carries out, and `corrects`, what it does otherwise.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain

from magtitrate.facts import Facts
from magtitrate.facts.consistency import disagreements
from magtitrate.facts.evidence_shapes import CLAIM_ID
from magtitrate.facts.shapes import Interaction, Rule

__all__ = [
    "arithmetic_agrees",
    "claims_are_no_sources",
    "figures_are_stated",
    "nothing_rests_on_refused_claims",
    "sentences_name_claims",
    "unsafe_is_prevented",
]

Trouble = Iterator[tuple[str, str]]

HOLDS = ("supported", "partly")
NEEDS_NO_CORRECTION = ("supported", "framework")
SHAPING = ("model", "rule")
NOT_A_FIGURE = re.compile(r"TRPM\d|\bB\d+\b")


def _rows(facts: Facts) -> Iterator[tuple[str, Rule | Interaction]]:
    both: chain[Rule | Interaction] = chain(facts.rules, facts.interactions)
    for row in both:
        yield f"{'rule' if isinstance(row, Rule) else 'interaction'}:{row.key}", row


def nothing_rests_on_refused_claims(facts: Facts) -> Trouble:
    """A rule carries out supported claims only, and corrects only what needs it."""
    for key, row in _rows(facts):
        for claim in (*row.supports, *row.corrects):
            if claim not in facts.claims:
                yield key, f"names the claim {claim}, which is no row"
        for claim in row.supports:
            if claim in facts.claims and facts.claims[claim].verdict not in HOLDS:
                yield key, f"rests on {claim}, whose verdict is: {facts.claims[claim].verdict}"
        for claim in row.corrects:
            if claim in facts.claims and facts.claims[claim].verdict in NEEDS_NO_CORRECTION:
                yield key, f"corrects {claim}, whose verdict is: {facts.claims[claim].verdict}"
    for said in facts.claims.values():
        if said.consequence in SHAPING and said.verdict not in HOLDS:
            yield f"claim:{said.id}", f"shapes a {said.consequence}, and is: {said.verdict}"


def claims_are_no_sources(facts: Facts) -> Trouble:
    """What stands in `source` was read; a claim was only said."""
    cited = chain(
        ((f"parameter:{name}", row.source) for name, row in facts.parameters.items()),
        ((key, row.source) for key, row in _rows(facts)),
        ((f"evidence:{id}", row.source) for id, row in facts.evidence.items()),
        ((f"knowledge:{id}", row.source) for id, row in facts.knowledge.items()),
    )
    for key, sources in cited:
        for source in sources:
            if CLAIM_ID.fullmatch(source.removeprefix("claim:")):
                yield key, f"gives the claim {source} as a source; use supports or corrects"


def figures_are_stated(facts: Facts) -> Trouble:
    """Every claim with a figure in its text is a statement that arithmetic can read."""
    stated = {row.claim for row in facts.statements}
    for claim in facts.claims.values():
        if re.search(r"\d", NOT_A_FIGURE.sub("", claim.text)) and claim.id not in stated:
            yield f"claim:{claim.id}", "has a figure, and no row in statements.toml"
    for claim_id in sorted(stated - set(facts.claims)):
        yield f"claim:{claim_id}", "has a statement, and no row in claims.toml"


def arithmetic_agrees(facts: Facts) -> Trouble:
    """A claim that arithmetic contradicts is not supported, and an inconsistent one is found."""
    contradicted = {id for d in disagreements(facts) if d.contradicts for id in d.claims}
    for claim in facts.claims.values():
        if claim.id in contradicted and claim.verdict == "supported":
            yield f"claim:{claim.id}", "is supported, and arithmetic contradicts it"
        if claim.verdict == "inconsistent" and claim.id not in contradicted:
            yield f"claim:{claim.id}", "is called inconsistent, and arithmetic finds nothing"


def sentences_name_claims(facts: Facts) -> Trouble:
    """Sentences of the articles and prior rules point to rows that exist."""
    for sentence in facts.sentences.values():
        for claim in sentence.claims:
            if claim not in facts.claims:
                yield f"sentence:{sentence.id}", f"names the claim {claim}, which is no row"
    held = {claim for sentence in facts.sentences.values() for claim in sentence.claims}
    for claim in facts.claims:
        if claim not in held:
            yield f"claim:{claim}", "stands in no sentence of the articles"
    for rule in facts.prior_rules.values():
        for evidence in rule.evidence:
            if evidence not in facts.evidence:
                yield f"prior_rule:{rule.id}", f"names the evidence {evidence}, which is no row"


def unsafe_is_prevented(facts: Facts) -> Trouble:
    """Each unsafe instruction names claims that exist and a row that prevents it.

    Controls of the hazard table (H) and of what must be shown (R) are not rows of the rule
    book; an instruction that only those prevent is left to their own check.
    """
    known = {row.id for _, row in _rows(facts)}
    for row in facts.unsafe.values():
        for claim in row.claims:
            if claim not in facts.claims:
                yield f"unsafe:{row.id}", f"names the claim {claim}, which is no row"
        elsewhere = all(rule.startswith(("H-", "R-")) for rule in row.rules)
        if not elsewhere and not known & set(row.rules):
            yield f"unsafe:{row.id}", f"none of {', '.join(row.rules)} is a rule"
