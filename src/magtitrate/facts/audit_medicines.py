"""Can a name on a person's list be lost, mistaken or left without its rule?"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

from magtitrate.facts import Facts
from magtitrate.plan import JURISDICTIONS

__all__ = ["default_rule_stands", "jurisdictions_complete", "names_unique", "parts_known"]

Trouble = Iterator[tuple[str, str]]

UNKNOWN_MEDICINE = "I-00"
EVERYTHING = "*"


def default_rule_stands(facts: Facts) -> Trouble:
    """A medicine that nobody knows meets a rule that keeps magnesium away from it."""
    rows = [row for row in facts.interactions if row.id == UNKNOWN_MEDICINE]
    gaps = [e for row in rows if EVERYTHING in row.agents for e in row.effects if e.kind == "gap"]
    if not gaps:
        yield f"interaction:{UNKNOWN_MEDICINE}", "no gap for a medicine that is not in the index"


def parts_known(facts: Facts) -> Trouble:
    """Every part of a fixed combination is a medicine, so that none of its gaps is lost."""
    names = {row.name for row in facts.medicines}
    for row in facts.medicines:
        for part in row.combination:
            if part not in names:
                yield f"medicine:{row.name}", f"its part {part} is not in medicines.toml"


def names_unique(facts: Facts) -> Trouble:
    """No name, synonym or brand means two medicines; case and punctuation do not tell apart."""
    owners: dict[str, set[str]] = defaultdict(set)
    rows = [row.name for row in facts.medicines]
    for row in facts.medicines:
        for name in (row.name, *row.synonyms, *row.brands):
            owners[re.sub(r"[^a-z0-9]", "", name.casefold())].add(row.name)
        if rows.count(row.name) > 1:
            yield f"medicine:{row.name}", "two rows have this name"
    for name, found in owners.items():
        if len(found) > 1:
            yield f"medicine:{name}", f"this name means {' and '.join(sorted(found))}"


def jurisdictions_complete(facts: Facts) -> Trouble:
    """Every jurisdiction that a person may name has its limit and its words, and no other."""
    for code in set(JURISDICTIONS) - set(facts.jurisdictions):
        yield f"jurisdiction:{code}", "no row"
    for code in set(facts.jurisdictions) - set(JURISDICTIONS):
        yield f"jurisdiction:{code}", "no plan can name it"
