"""Which medicines does a line name, and what in it is a question?

A line is what a person wrote: a name with its dose, hours, brackets and reasons. Every name of
the index that stands in it as whole words counts. A word that is nearly a name, or says only what
a medicine is for, is a question. What is left over is unknown, and said to be so.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from magtitrate.facts.medicine_names import SHORTEST_NEAR, NameIndex, folded, words_in
from magtitrate.facts.medicine_words import SHORTEST_STEM, MedicineWords
from magtitrate.facts.shapes import MedicineName

__all__ = ["Read", "read_line"]

MOST_LETTERS = 300  # no line of a medicine list is longer; what is, nobody wrote
_SEPARATORS = frozenset("/+,;&|\n")


@dataclass(frozen=True, kw_only=True)
class Read:
    """What a line names.

    Attributes:
        rows: the medicines that it names.
        near: generic names that a word of it may mean.
        uses: what it says a medicine is for, where no medicine of the line explains it.
        ended: words that say a medicine may not be taken, or not this one.
        unreadable: letters that are not Latin, or far too many.
        unnamed: no word names anything, as in `my pills`.
        magnesium: the line speaks of magnesium, and no row of it says so.
        unknown: words that nobody knows.
    """

    rows: tuple[MedicineName, ...] = ()
    near: tuple[str, ...] = ()
    uses: tuple[str, ...] = ()
    ended: tuple[str, ...] = ()
    unreadable: bool = False
    unnamed: bool = False
    magnesium: bool = False
    unknown: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Line:
    """A line's words, and for each its segment: another begins at each `+`, comma or `and`."""

    words: tuple[str, ...]
    segments: tuple[int, ...]


def read_line(text: str, index: NameIndex, words: MedicineWords) -> Read:
    """Read one line of a list of medicines."""
    if len(text) > MOST_LETTERS:
        return Read(unreadable=True)
    line = _line(folded(text), words)
    spans = _named(line, index, words)
    covered = {place for _, places in spans for place in places}
    passing = {
        place for places in _phrases(line, words.passing, covered) for place in places
    } - covered
    left = [place for place in range(len(line.words)) if place not in covered | passing]
    ended = list(_phrases(line, words.ended, covered | passing))
    uses = list(_uses(line, words, spans, covered | passing))
    said = {place for places in (*ended, *(places for _, places in uses)) for place in places}
    magnesium = [place for place in left if _is_magnesium(line, place, words)]
    rest = [
        place
        for place in left
        if place not in said
        and line.words[place] not in words.ignored | words.between
        and len(line.words[place]) > 1
        and not line.words[place].isdigit()
    ]
    rows = tuple({row.name: row for row, _ in spans}.values())
    near, near_uses, unknown = _explained(line, rest, rows, index, words)
    unknown = tuple(word for word in unknown if word not in {line.words[p] for p in magnesium})
    near = tuple(dict.fromkeys((*near, *_swallowed_too(line, spans, index, words))))
    foreign = any(not line.words[place].isascii() for place in rest)
    return Read(
        rows=rows,
        near=near,
        uses=tuple(dict.fromkeys((*(name for name, _ in uses if name), *near_uses))),
        ended=tuple(" ".join(line.words[place] for place in places) for places in ended),
        unreadable=foreign,
        unnamed=not (rows or near or uses or ended or magnesium or unknown),
        magnesium=bool(magnesium),
        unknown=unknown,
    )


def _line(text: str, words: MedicineWords) -> _Line:
    found = words_in(text)
    segments, segment = [0] if found else [], 0
    for before, after in pairwise(found):
        between = text[before.end() : after.start()]
        numbers = before.group().isdigit() and after.group().isdigit()
        parted = not _SEPARATORS.isdisjoint(between) and not numbers
        segment += parted or after.group() in words.between
        segments.append(segment)
    return _Line(tuple(match.group() for match in found), tuple(segments))


# ---------------------------------------------------------------- names


def _named(
    line: _Line, index: NameIndex, words: MedicineWords
) -> list[tuple[MedicineName, tuple[int, ...]]]:
    """Every name in the line with its places, longest first.

    Read twice: as it stands, and without the words that say nothing, so that a dose in the
    middle of a name does not hide it; the second time finds nothing inside a name of the first.
    """
    every = tuple(range(len(line.words)))
    telling = tuple(
        place
        for place in every
        if line.words[place] not in words.ignored and not line.words[place].isdigit()
    )
    spans = _names_at(line, every, index, words)
    if telling == every:
        return spans
    covered = {place for _, places in spans for place in places}
    again = _names_at(line, telling, index, words)
    return spans + [(row, places) for row, places in again if not covered.issuperset(places)]


def _names_at(
    line: _Line, places: tuple[int, ...], index: NameIndex, words: MedicineWords
) -> list[tuple[MedicineName, tuple[int, ...]]]:
    found: list[tuple[MedicineName, tuple[int, ...]]] = []
    taken: set[int] = set()
    for size in range(min(len(places), index.most_words + 2), 0, -1):
        for start in range(len(places) - size + 1):
            span = places[start : start + size]
            row = index.plain.get("".join([line.words[place] for place in span]))
            if row is None or not taken.isdisjoint(span):
                continue
            # `One a day` is a brand by itself, and behind another name a frequency.
            says_nothing = all(
                line.words[p] in words.ignored or line.words[p].isdigit() for p in span
            )
            if says_nothing and size < len(line.words):
                continue
            found.append((row, span))
            taken.update(span)
    return found


# ---------------------------------------------------------------- words beside names


def _phrases(
    line: _Line, phrases: frozenset[tuple[str, ...]], covered: set[int]
) -> Iterator[tuple[int, ...]]:
    """The places of each phrase that stands in the line outside the names."""
    most = max(map(len, phrases), default=0)
    for start in range(len(line.words)):
        for size in range(1, min(most, len(line.words) - start) + 1):
            span = tuple(range(start, start + size))
            if line.words[start : start + size] in phrases and covered.isdisjoint(span):
                yield span


def _uses(
    line: _Line,
    words: MedicineWords,
    spans: list[tuple[MedicineName, tuple[int, ...]]],
    covered: set[int],
) -> Iterator[tuple[str, tuple[int, ...]]]:
    """Each word of a use; its name is empty where a medicine beside it explains it."""
    classes: dict[int, set[str]] = {}
    for row, places in spans:
        for place in places:
            classes.setdefault(line.segments[place], set()).update(row.classes)
    for start, word in enumerate(line.words):
        if start in covered:
            continue
        for phrase, use in words.uses_like(word):
            if not _begins(line, start, phrase):
                continue
            known = classes.get(line.segments[start], set())
            explained = not known.isdisjoint(use.explained_by)
            yield "" if explained else use.name, tuple(range(start, start + len(phrase)))


def _begins(line: _Line, start: int, phrase: tuple[str, ...]) -> bool:
    """Does the phrase stand here? A long last word may go on: `transplantation`."""
    here = line.words[start : start + len(phrase)]
    if len(here) < len(phrase) or here[:-1] != phrase[:-1]:
        return False
    return here[-1] == phrase[-1] or (
        len(phrase[-1]) >= SHORTEST_STEM and here[-1].startswith(phrase[-1])
    )


def _is_magnesium(line: _Line, place: int, words: MedicineWords) -> bool:
    """`Magnesio`, `Magnesiumcitrat`, `MgO`, and `Mg` where no number makes it a milligram."""
    word = line.words[place]
    if word == "mg":
        return place == 0 or not line.words[place - 1].isdigit()
    if word in words.symbols:
        return True
    return any(stem in word for stem in words.magnesium)


def _swallowed_too(
    line: _Line,
    spans: list[tuple[MedicineName, tuple[int, ...]]],
    index: NameIndex,
    words: MedicineWords,
) -> Iterator[str]:
    """What `tacrolimus ointment and capsules` means beside the ointment."""
    named = {place for _, places in spans for place in places}
    beside = {word for place, word in enumerate(line.words) if place not in named}
    if beside.isdisjoint(words.systemic):
        return
    for row, places in spans:
        for place in places if row.route not in ("oral", "injection") else ():
            other = index.plain.get(line.words[place])
            if other is not None and other is not row:
                yield other.name


# ---------------------------------------------------------------- what is left


def _explained(
    line: _Line,
    rest: list[int],
    rows: tuple[MedicineName, ...],
    index: NameIndex,
    words: MedicineWords,
) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
    """Of the words left: generic names they may mean, uses they may mean, and the unknown ones."""
    named = {row.name for row in rows}
    near: list[str] = []
    uses: list[str] = []
    unknown: list[str] = []
    for place in rest:
        word = line.words[place]
        exact = index.parts.get(word, ())
        if not named.isdisjoint(exact):
            continue
        meant = exact or index.near(word) or index.begun(word) or index.inside(word)
        for_use = words.near_uses(word)
        near += meant
        uses += for_use
        if not meant and not for_use:
            unknown.append(word)
    near += _joined(line, rest, index)
    asked = (name for name in near if name not in named)
    return tuple(dict.fromkeys(asked)), tuple(dict.fromkeys(uses)), tuple(unknown)


def _joined(line: _Line, rest: list[int], index: NameIndex) -> tuple[str, ...]:
    """Names of several words with a slip in one of them: `Mag-Tsb SR`, `levo thyroxin`."""
    found: list[str] = []
    for start in range(len(line.words) if rest else 0):
        for end in range(start + 2, min(len(line.words), start + index.most_words) + 1):
            span = line.words[start:end]
            letters = [word for word in span if not word.isdigit()]
            # A word between figures was compared alone, unless it is too short for that.
            alone = len(letters) == 1 and len(letters[0]) >= SHORTEST_NEAR
            if not alone and any(start <= place < end for place in rest):
                found += index.near("".join(span), most=1)
    return tuple(dict.fromkeys(found))
