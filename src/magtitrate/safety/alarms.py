"""Does a free-text note speak of an alarm sign?

Every name of every RED symptom is looked for: its words in order, with small words between
them, their endings and a slip of the pen aside; two words ("chest", "pain") also in the other
order and a little apart. A "no" takes a sign back only where nothing but
small words stands between the two, or where it is the answer ("chest pain: no"). Anything
else counts: a false alarm costs a question, a missed one may cost more.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from magtitrate.facts import Facts

__all__ = ["alarms_in"]

SHORT = 4
"""Words of so many letters keep their endings and are not taken for misspelled ones."""
SLIP = 1 / 10
"""So large a part of a longer word may be a slip of the pen."""
MANY_WORDS = 1000

SMALL = frozenset("a an the my i is was are were am do of in to".split())
"""What the name of a sign is found without: "pain in the chest" is "chest pain" turned round."""
BETWEEN = SMALL | frozenset(
    "his her their our your its it this that on at so very really quite rather too all any bit "
    "some little lot slightly terribly extremely badly suddenly bad awful horrible severe strong "
    "sharp weird strange funny constant mild own whole left right feel feels felt feeling get "
    "gets got getting has been went gone goes became turned looks seems started keep keeps kept "
    "just like still also again always now today".split()
)
"""What may stand among the words of a sign."""
SPELLED = (
    (re.compile(r"\bca(?:n[’']?t|n not)\b"), "cannot"),
    (re.compile(r"\bwon[’']?t\b"), "will not"),
    (
        re.compile(r"\b(do|does|did|is|are|was|were|have|has|had|could|would)n[’']?t\b"),
        r"\1 not",
    ),
    (
        # What is spelled like a sign and is none.
        re.compile(
            r"\b(?:confusing|overdo|overdoing)\b|\bfaint (?:taste|smell)\b"
            r"|\bcannot stand the (?:taste|smell|heat)\b"
            r"|\btook too (?:much|many) (?:time|energy|effort|breaks)\b|\bget up at\b"
            r"|\b(?:feel|feeling|felt|get|getting|got|keep|keeping|stay|staying|be|being|am|i'm|is|are"
            r"|very|so|super|really|more|good|great|perfect|better|bike|shoes?|clothes|jeans) fit\b"
            r"|\bfit (?:and|as|for|in an?|into|again|well|enough|better|now|today|body|test)\b"
        ),
        " . ",
    ),
)
"""Spellings that are made one before a note is read."""
SAME = {
    word: meant
    for meant, others in {
        "belly": "tummy abdomen",
        "stool": "stools poo poos poop poops feces faeces shit crap",
        "toilet": "loo bowl",
        "capsules": "capsule pill pills tablet tablets caps gummies",
        "bottle": "box pack packet package jar",
        "drooping": "droopy droops droop drooped sagging hanging hangs crooked lopsided",
        "swollen": "swelled swells puffy puffed enlarged huge",
        "irregular": "irregularly uneven erratic",
        "worst": "terrible awful horrible unbearable excruciating agonizing agonising severe bad",
        "son": "daughter child kid toddler baby boy girl grandson granddaughter",
        "whole": "entire",
    }.items()
    for word in others.split()
}
"""Words of one meaning, and the one that stands for them."""
TOKEN = re.compile(r"[^\W\d_]+|\s[-–—]+\s|[^\w\s'’\"*-]|\n")
BARRIERS = frozenset(
    "no not never without none zero free nor and or but then than after before because from for "
    "if when while during , . :".split()
)
"""What never stands among the words of a sign."""
ROOM = 2
"""So many other words may stand between the two words of a pair, in either order."""
TINY = 3
"""Words of so many letters are no pair: they mean too much."""
ASKED = frozenset(":?=(-–—")
"""After these marks an answer may follow."""

SIGN = r"<\d+>"
LINK = (
    r"(?:(?:a|an|any|the|of|it|i|more|longer|further|sign|signs|symptoms|history|feeling|have|has"
    r"|had|having|get|got|been|be|feel|felt|am|is|was|experience|experienced|notice|noticed) )*"
)
"""What may stand between a denial and what it denies."""
SERIES = rf"{SIGN}(?:(?: , {SIGN}){{0,9}}(?: ,)? n?or {LINK}{SIGN}){{0,9}}"
"""One sign, or several of which the last follows an "or"; without it a comma ends the denial."""
UNLESS = (
    r"(?! [^,.:]*\b(?:before|until|till|except|unless|only|than|like|such|when|while|if|apart"
    r"|at rest|as much|(?:this|that|so|as) (?:bad|strong|severe|long|hard))\b)"
)
"""A denial with a condition is none: "never had chest pain like this"."""
TWICE = re.compile(r"\b(?:no|not|never)(?: [a-z]+){0,9} without\b")
"""Two denials are none: "not a day without"."""
DENIED = re.compile(
    r"\b(?:no|not|never|none|zero|neither|nor|den(?:y|ies|ied|ying)|without) "
    rf"{LINK}{SERIES}{UNLESS}"
)
ANSWERED = re.compile(
    rf"{SERIES} (?:free\b|(?:: )?(?:no|none|never|nil|absent|negative|denied|not at all)"
    r"(?: (?:today|so far|at all|yet|this week))?(?= [,.:]|$))"
)


@dataclass(frozen=True, eq=False)
class Names:
    """The names of all signs, ready to be looked for.

    Attributes:
        starting: first word of a name -> its other words, and the code that it names.
        words: first letter -> the words of all names that begin with it.
        between: what may stand among the words of a name.
        barriers: what never does.
        red: codes that are alarms.
    """

    starting: dict[str, list[tuple[list[str], str]]]
    words: dict[str, set[str]]
    between: frozenset[str]
    barriers: frozenset[str]
    red: frozenset[str]


@dataclass(frozen=True)
class Sign:
    """Words of a note, from `start` up to `end`, that name something."""

    start: int
    end: int
    codes: frozenset[str]


def alarms_in(note: str, codes: Collection[str], facts: Facts) -> frozenset[str]:
    """Codes of RED symptoms that this note names.

    Args:
        codes: those that are looked for.
    """
    names = _names(facts, facts.hash)
    tokens = _tokens(note)
    words = [_heard(token, names) for token in tokens]
    signs = _signs(words, names)
    if not signs:
        return frozenset()
    told = TWICE.sub(" with", _told(tokens, signs))
    counted = re.findall(SIGN, DENIED.sub(" ", ANSWERED.sub(" ", told)))
    named = {code for sign in counted for code in signs[int(sign[1:-1])].codes}
    return frozenset(named & names.red & set(codes))


# ---------------------------------------------------------------- words and names


def _tokens(note: str) -> list[str]:
    """Its words, and the marks between clauses: a comma, a question, any other."""
    text = note.casefold()
    if not text.isascii():
        parts = unicodedata.normalize("NFKD", text)
        text = "".join(letter for letter in parts if not unicodedata.combining(letter))
    for spelling, meant in SPELLED:
        text = spelling.sub(meant, text)
    return [
        found if found[0].isalpha() or found == "," else ":" if found.strip() in ASKED else "."
        for found in TOKEN.findall(text)
    ]


def _plain(word: str) -> str:
    """A longer word without its ending, doubled letters and what two spellings differ in."""
    word = SAME.get(word, word)
    if len(word) <= SHORT:
        return word
    spelled = re.sub(r"(.)\1", r"\1", word).replace("z", "s").replace("y", "i")
    return re.sub(r"(ing|ed|es|e|s)$", "", spelled)


@lru_cache(maxsize=MANY_WORDS)
def _heard(word: str, names: Names) -> str:
    """The word of a name that is meant, where it is one or nearly one; else the word."""
    plain = _plain(word)
    known = names.words.get(plain[:1], set())
    if plain in known or len(word) < SHORT:
        return plain
    turned = (other for other in known if other[-1] == plain[-1] and sorted(other) == sorted(plain))
    return next(turned, None) or next(_slips(plain, known), plain)


def _slips(plain: str, known: Collection[str]) -> Iterator[str]:
    if len(plain) > SHORT:
        # Imported where a word is unknown: a plan without a note does not wait for it.
        from difflib import get_close_matches

        alike = [word for word in known if abs(len(word) - len(plain)) <= 1]
        yield from get_close_matches(plain, alike, n=1, cutoff=1 - SLIP)


@lru_cache(maxsize=2)
def _names(facts: Facts, _digest: str) -> Names:
    """The names of all symptoms; those that are no alarms tell what else a word belongs to.

    Args:
        _digest: of the facts, for the same folder may hold others later.
    """
    starting: dict[str, list[tuple[list[str], str]]] = {}
    words: dict[str, set[str]] = {}
    between, barriers = (frozenset(map(_plain, given)) for given in (BETWEEN, BARRIERS))
    for row in facts.symptoms.values():
        for name in (row.code.replace("_", " "), row.title.split("(")[0], *row.synonyms):
            first, *others = [_plain(word) for word in _tokens(name) if word not in SMALL]
            starting.setdefault(first, []).append((others, row.code))
            if _are_pair(first, others, barriers):
                starting.setdefault(others[0], []).append(([first], row.code))
            for word in (first, *others):
                words.setdefault(word[0], set()).add(word)
    red = frozenset(row.code for row in facts.symptoms.values() if row.level == "RED")
    return Names(starting=starting, words=words, between=between, barriers=barriers, red=red)


# ---------------------------------------------------------------- signs


def _signs(words: Sequence[str], names: Names) -> list[Sign]:
    """What the note names, in order; names that share words are one sign."""
    found: list[Sign] = []
    for sign in sorted(_matches(words, names), key=lambda sign: (sign.start, -sign.end)):
        last = found[-1] if found else None
        if last is None or sign.start >= last.end:
            found.append(sign)
        elif sign.end > last.end or last.codes & names.red:
            found[-1] = Sign(last.start, max(last.end, sign.end), last.codes | sign.codes)
        # Else it is a part of a longer name that is no alarm: "ankle swelling".
    return found


def _matches(words: Sequence[str], names: Names) -> Iterator[Sign]:
    said = set(words)
    for start, word in enumerate(words):
        for others, code in names.starting.get(word, ()):
            if others and others[-1] not in said:
                continue
            room = ROOM if _are_pair(word, others, names.barriers) else 0
            end = _end(others, words, start + 1, room, names)
            if end is not None:
                yield Sign(start, end, frozenset((code,)))


def _are_pair(first: str, others: Sequence[str], barriers: Collection[str]) -> bool:
    """Two words that name a sign wherever they meet in a clause: "chest" and "pain"."""
    words = (first, *others)
    return len(words) == 2 and all(len(word) > TINY and word not in barriers for word in words)


def _end(
    others: Sequence[str], words: Sequence[str], place: int, room: int, names: Names
) -> int | None:
    """Where a name ends whose other words follow in order; `None` where they do not."""
    for other in others:
        while place < len(words) and words[place] != other:
            if words[place] not in names.between:
                room -= 1
                if room < 0 or words[place] in names.barriers:
                    return None
            place += 1
        if place == len(words):
            return None
        place += 1
    return place


def _told(tokens: Sequence[str], signs: Sequence[Sign]) -> str:
    """The note with a number in the place of each sign."""
    parts: list[str] = []
    place = 0
    for number, sign in enumerate(signs):
        parts += [*tokens[place : sign.start], f"<{number}>"]
        place = sign.end
    return " ".join([*parts, *tokens[place:]])
