"""Under which letters and digits is a medicine found, whatever its spelling?

Case, accents, hyphens and invisible characters say nothing. A word that is only nearly a name
is told apart from the name: it is never found, and whoever asks learns what it is near to.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from magtitrate.facts.shapes import MedicineName

__all__ = [
    "NameIndex",
    "by_plain_name",
    "folded",
    "index_of",
    "letter_counts",
    "plain_name",
    "slips",
    "words_in",
]

_WORD = re.compile(r"[^\W\d_]+|\d+")
_MICRO = re.compile(r"μ(?=g|l|mol|iu)")
# Letters of Latin alphabets that no decomposition takes apart.
_LATIN = str.maketrans(
    {"ø": "o", "æ": "ae", "œ": "oe", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i", "ħ": "h"}
)

SHORTEST_BEGUN = 4  # letters that may stand for the longer word they begin
SHORTEST_INSIDE = 6  # letters of a name inside a longer word
SHORTEST_NEAR = 5  # shorter words are near to almost everything
SHORTEST_TWO_SLIPS = 9


def folded(text: str) -> str:
    """Lower case without accents, ligatures and characters that cannot be seen."""
    if text.isascii():
        return text.lower()
    apart = unicodedata.normalize("NFKD", text.casefold())
    seen = (c for c in apart if not unicodedata.combining(c) and unicodedata.category(c) != "Cf")
    return _MICRO.sub("u", "".join(seen)).translate(_LATIN)


def words_in(text: str) -> list[re.Match[str]]:
    """Each run of letters and each run of digits of a folded text, with its place."""
    return list(_WORD.finditer(text))


def plain_name(name: str) -> str:
    """Its letters and digits in lower case: `Co-Trimoxazole` is `cotrimoxazole`."""
    return "".join(_WORD.findall(folded(name)))


def by_plain_name(rows: Iterable[MedicineName]) -> dict[str, MedicineName]:
    """Every name, synonym and brand to its row."""
    return {plain_name(name): row for row in rows for name in _names(row)}


def _names(row: MedicineName) -> tuple[str, ...]:
    return (row.name, *row.synonyms, *row.brands)


@dataclass(frozen=True, kw_only=True)
class NameIndex:
    """All names, and all words that stand in them.

    Attributes:
        plain: a name's letters and digits -> its row.
        most_words: the words of the longest name.
        parts: a word of a name, or a name written in one -> the generic names it may mean.
        by_length: length of a word -> the words of that length, each with its letter counts.
        sorted_parts: the words of `parts` in order.
    """

    plain: dict[str, MedicineName]
    most_words: int
    parts: dict[str, tuple[str, ...]]
    by_length: dict[int, tuple[tuple[str, int], ...]]
    sorted_parts: tuple[str, ...]

    def near(self, word: str, *, most: int = 2) -> tuple[str, ...]:
        """Generic names whose spelling is one slip away, or two of a long word; nearest first."""
        if len(word) < SHORTEST_NEAR:
            return ()
        letters, found = letter_counts(word), {}
        for length in range(len(word) - most, len(word) + most + 1):
            limit = min(most, 2 if length >= SHORTEST_TWO_SLIPS else 1)
            if abs(length - len(word)) > limit:
                continue
            # A changed letter changes two counts, a lost or added one a single count.
            most_bits = 2 * limit - abs(length - len(word))
            for known, others in self.by_length.get(length, ()):
                if (letters ^ others).bit_count() <= most_bits:
                    away = slips(known, word, limit)
                    if away <= limit:
                        found[known] = away
        nearest = sorted(found, key=lambda known: (found[known], known))
        return tuple(dict.fromkeys(name for known in nearest for name in self.parts[known]))

    def begun(self, word: str) -> tuple[str, ...]:
        """Generic names that this word begins: `doxy`, `levothyrox`."""
        if len(word) < SHORTEST_BEGUN:
            return ()
        found: list[str] = []
        for place in range(bisect_left(self.sorted_parts, word), len(self.sorted_parts)):
            if not self.sorted_parts[place].startswith(word):
                break
            found += self.parts[self.sorted_parts[place]]
        return tuple(dict.fromkeys(found))

    def inside(self, word: str) -> tuple[str, ...]:
        """Generic names that stand inside a longer word, such as `raltegravirtabletten`."""
        return tuple(
            dict.fromkeys(
                name
                for size in range(len(word) - 1, SHORTEST_INSIDE - 1, -1)
                for start in range(len(word) - size + 1)
                for name in self.parts.get(word[start : start + size], ())
            )
        )


def index_of(rows: tuple[MedicineName, ...], ignored: frozenset[str]) -> NameIndex:
    """The index of these rows; words that say nothing of a medicine are no part of a name."""
    plain, parts = by_plain_name(rows), defaultdict[str, set[str]](set)
    most_words = 1
    for row in rows:
        for name in _names(row):
            words = [match.group() for match in words_in(folded(name))]
            most_words = max(most_words, len(words))
            telling = [w for w in words if w not in ignored and len(w) >= SHORTEST_NEAR]
            whole = "".join(words)
            for word in (*telling, *([whole] if len(whole) >= SHORTEST_NEAR else ())):
                parts[word].add(row.name)
    by_length: dict[int, list[tuple[str, int]]] = defaultdict(list)
    for word in parts:
        by_length[len(word)].append((word, letter_counts(word)))
    return NameIndex(
        plain=plain,
        most_words=most_words,
        # A word that is a name by itself means that one, not each combination it stands in.
        parts={
            word: (plain[word].name,) if word in plain else tuple(sorted(names))
            for word, names in parts.items()
        },
        by_length={length: tuple(words) for length, words in by_length.items()},
        sorted_parts=tuple(sorted(parts)),
    )


def letter_counts(word: str) -> int:
    """How often each letter stands in a word: a bit for the first time, one for the second, …"""
    bits = 0
    for letter in word:
        bit = 1 << (ord(letter) & 31)
        while bits & bit:
            bit <<= 32
        bits |= bit
    return bits


def slips(a: str, b: str, limit: int) -> int:
    """Letters lost, added, changed or swapped between two words; more than `limit` is a guess."""
    start, end_a, end_b = 0, len(a), len(b)
    while start < min(end_a, end_b) and a[start] == b[start]:
        start += 1
    while end_a > start and end_b > start and a[end_a - 1] == b[end_b - 1]:
        end_a, end_b = end_a - 1, end_b - 1
    a, b = a[start:end_a], b[start:end_b]
    if not a or not b or abs(len(a) - len(b)) > limit:
        return max(len(a), len(b))
    before: list[int] = []
    row = list(range(len(b) + 1))
    for i, x in enumerate(a, start=1):
        before, last, row = row, before, [i]
        for j, y in enumerate(b, start=1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (x != y))
            if i > 1 and j > 1 and x == b[j - 2] and y == a[i - 2]:
                cost = min(cost, last[j - 2] + 1)
            row.append(cost)
        if min(row) > limit and min(before) > limit:
            return limit + 1
    return row[-1]
