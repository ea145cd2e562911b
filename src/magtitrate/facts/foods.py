"""Which food of the table does a person mean?

A name matches when it holds the same words in any order ("roasted almonds" is "almonds,
roasted"); nothing else matches by itself. What is only near is offered as a question, since
raw and cooked, or white and whole, differ two- to fivefold in magnesium.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from magtitrate.facts import Facts
from magtitrate.facts.shapes import FoodRow

__all__ = ["food_named", "near_foods", "words_of"]

LONGEST_NAME = 100  # difflib is quadratic, and no food is called more
STOP_WORDS = frozenset({"and", "the", "of", "a", "with", "or"})
NOT_PLURAL = ("ss", "us", "is")


def food_named(facts: Facts, name: str) -> FoodRow | None:
    """The food with this id, or with exactly these words in its name or a synonym.

    Args:
        facts: uses foods.
    """
    wanted = words_of(name)
    for row in facts.foods.values():
        if name == row.id or any(wanted == words_of(text) for text in _names(row)):
            return row
    return None


def near_foods(facts: Facts, name: str, *, most: int = 5) -> list[str]:
    """Names of foods that may have been meant, the likeliest first; for a question.

    Args:
        facts: uses foods.
        most: how many at most.
    """
    wanted = words_of(name[:LONGEST_NAME])
    known = {word for row in facts.foods.values() for word in words_of(row.name)}
    spelled = {_respelled(word, known) for word in wanted}
    scored = sorted(
        (-_likeness(spelled, row), len(row.name), row.name)
        for row in facts.foods.values()
        if _likeness(spelled, row) > 0
    )
    return [name for _, _, name in scored[:most]]


def words_of(text: str) -> frozenset[str]:
    """The words of a name without case, order, plural and little words."""
    found = re.findall(r"[^\W_]+", text.casefold())
    return frozenset(_singular(word) for word in found if word not in STOP_WORDS)


def _names(row: FoodRow) -> Iterable[str]:
    return (row.name, *row.synonyms)


def _singular(word: str) -> str:
    if len(word) < 4 or not word.endswith("s") or word.endswith(NOT_PLURAL):
        return word
    if word.endswith("ies"):
        return word[:-3] + "y"
    return word[:-2] if word.endswith(("oes", "ches", "shes")) else word[:-1]


def _respelled(word: str, known: set[str]) -> str:
    """The known word that is spelled like this one, or the word itself."""
    if word in known:
        return word
    # Imported where a food is spelled in a new way: a plan without one does not wait for it.
    from difflib import get_close_matches

    return next(iter(get_close_matches(word, known, n=1, cutoff=0.75)), word)


def _likeness(wanted: set[str], row: FoodRow) -> float:
    """How many of the wanted words the best of a food's names has, and how few others."""
    return max(
        len(wanted & words) * (1 + 1 / len(wanted | words)) if wanted & words else 0.0
        for words in map(words_of, _names(row))
    )
