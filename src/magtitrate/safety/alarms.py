"""Does a free-text note speak of an alarm sign?

The words of every RED symptom are looked for, whole and in a row, their endings aside. A
"no" shortly before them takes them back, until a "but"; anything else counts: a false
alarm costs a question, a missed one may cost more.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection

from magtitrate.facts import Facts

__all__ = ["alarms_in"]

NEGATIONS = {"no", "not", "without", "never", "none", "deni", "didn", "don", "isn", "wasn"}
"""As they are without their endings: "denies" and "denied" are one."""
BREAKS = {"but", "then", "and", "although", "however"}
REACH = 3
"""So many words before the sign a negation still speaks of it."""
SHORT = 4
"""Words of so many letters keep their endings."""


def alarms_in(note: str, codes: Collection[str], facts: Facts) -> frozenset[str]:
    """Codes of RED symptoms that this note names.

    Args:
        codes: those that are looked for.
    """
    clauses = [_words(clause) for clause in re.split(r"[.;:!?\n]", note)]
    return frozenset(
        code
        for code in codes
        if (row := facts.symptoms.get(code)) is not None and row.level == "RED"
        if any(
            _named(_words(phrase), words)
            for words in clauses
            for phrase in (code.replace("_", " "), row.title.split("(")[0], *row.synonyms)
        )
    )


def _words(text: str) -> list[str]:
    plain = unicodedata.normalize("NFKD", text.casefold())
    found = re.findall(r"[^\W\d_]+", plain)
    return [re.sub(r"(ing|ed|es|e|s)$", "", word) if len(word) > SHORT else word for word in found]


def _named(phrase: list[str], words: list[str]) -> bool:
    size = len(phrase)
    return bool(phrase) and any(
        words[place : place + size] == phrase and not _taken_back(words[:place])
        for place in range(len(words) - size + 1)
    )


def _taken_back(before: list[str]) -> bool:
    for word in reversed(before[-REACH:]):
        if word in BREAKS:
            return False
        if word in NEGATIONS:
            return True
    return False
