"""Which words stand beside a medicine's name, and which stand for a medicine without naming it?"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from magtitrate.errors import FactError
from magtitrate.facts.medicine_names import folded, letter_counts, slips, words_in
from magtitrate.facts.read import tables

__all__ = ["MedicineWords", "Use", "read_medicine_words"]

SHORTEST_STEM = 5  # shorter words must stand whole; `HIV` does not begin another word
KEY_LETTERS = 3
SHORTEST_SLIPPED = 6  # letters of a use that may hold a slip


@dataclass(frozen=True, kw_only=True)
class Use:
    """Words that say what a medicine is for, and not which it is.

    Attributes:
        explained_by: classes of a medicine in the same line that the words may describe.
    """

    name: str
    words: tuple[str, ...]
    explained_by: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class MedicineWords:
    """Every list of `medicines_words.toml`, folded; a phrase is a tuple of its words.

    Attributes:
        ignored: words of doses, forms, frequencies, makers, people.
        passing: phrases that say nothing, such as `with or without food`.
        between: words between two medicines, such as `and`.
        ended: phrases that say a medicine may no longer be taken, or not this one.
        magnesium: beginnings of the word magnesium in many languages.
        systemic: words of what is swallowed or injected.
        symbols: chemical formulas of magnesium.
        uses: the first letters of a phrase -> the phrases that begin so, each with its use.
        slipped: long words of uses, with the counts of their letters and the use.
    """

    ignored: frozenset[str]
    passing: frozenset[tuple[str, ...]]
    between: frozenset[str]
    ended: frozenset[tuple[str, ...]]
    magnesium: tuple[str, ...]
    systemic: frozenset[str]
    symbols: frozenset[str]
    uses: dict[str, tuple[tuple[tuple[str, ...], Use], ...]]
    slipped: tuple[tuple[str, int, str], ...]

    def uses_like(self, word: str) -> tuple[tuple[tuple[str, ...], Use], ...]:
        """The phrases of uses whose first word may be this one, or begin it."""
        return self.uses.get(word[:KEY_LETTERS], ())

    def near_uses(self, word: str) -> tuple[str, ...]:
        """Uses whose word is one slip away from this one."""
        letters = letter_counts(word)
        return tuple(
            dict.fromkeys(
                name
                for known, others, name in self.slipped
                if (letters ^ others).bit_count() <= 2
                and abs(len(known) - len(word)) <= 1
                and slips(known, word, 1) <= 1
            )
        )


def read_medicine_words(folder: Path) -> MedicineWords:
    """The word lists of one folder of facts."""
    file = "medicines_words.toml"
    content = tables(folder / file)
    try:
        words = content["words"]
        uses = tuple(_use(row) for row in content["use"])
        by_key: dict[str, list[tuple[tuple[str, ...], Use]]] = defaultdict(list)
        for use in uses:
            for text in use.words:
                by_key[phrase(text)[0][:KEY_LETTERS]].append((phrase(text), use))
        return MedicineWords(
            ignored=frozenset(word for text in words["ignored"] for word in phrase(text)),
            passing=frozenset(phrase(text) for text in words["passing"]),
            between=frozenset(words["between"]),
            ended=frozenset(phrase(text) for text in words["ended"]),
            magnesium=tuple(folded(text) for text in words["magnesium"]),
            systemic=frozenset(words["systemic"]),
            symbols=frozenset(words["symbols"]),
            slipped=tuple(
                (phrase(text)[0], letter_counts(phrase(text)[0]), use.name)
                for use in uses
                for text in use.words
                if len(phrase(text)) == 1 and len(phrase(text)[0]) >= SHORTEST_SLIPPED
            ),
            uses={key: tuple(found) for key, found in by_key.items()},
        )
    except (KeyError, TypeError) as error:
        raise FactError(f"a word list is missing or is no list: {error}", file=file) from None


def _use(row: Mapping[str, Any]) -> Use:
    return Use(name=row["name"], words=tuple(row["words"]), explained_by=tuple(row["explained_by"]))


def phrase(text: str) -> tuple[str, ...]:
    """A text as its folded words."""
    return tuple(match.group() for match in words_in(folded(text)))
