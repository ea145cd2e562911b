"""Which known words may an unknown word have meant?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from magtitrate.facts.shapes import Code

__all__ = ["did_you_mean", "folded", "near", "near_codes", "near_spelled"]

SHORTEST_START = 3  # letters that may stand for the longer word they begin
TELLING_START = 5  # letters by which two long words are taken for kin
KIN_START = 4  # letters by which two single words are taken for kin, after all others
ALIKE, SLIP = 0.6, 0.85  # share of letters in common: like it, or a slip of the pen
LONGEST_WORD = 60  # difflib is quadratic, and nobody's code is longer


def near(word: str, known: Iterable[str]) -> list[str]:
    """Up to three known words that are spelled like this one, best first."""
    return near_spelled(word, {text: text for text in known})


def did_you_mean(word: str, known: Iterable[str]) -> str | None:
    """What to do about an unknown word, where known ones are near."""
    close = near(word, known)
    return f"Did you mean {' or '.join(close)}? Correct it and run again" if close else None


def near_codes(word: str, codes: Mapping[str, Code]) -> list[str]:
    """Up to three codes whose code, title or synonym is spelled like this text.

    What is nearly the same comes first. Where it is several words, as in `cannot breathe`, a
    code that shares one of them is near too, and an alarm sign before any other.
    """
    spelled: dict[str, str] = {}
    for code, row in codes.items():
        for text in (code, row.title, *row.synonyms):
            spelled.setdefault(text, code)
    shared = _sharing(word, codes)
    alarms = [code for code in shared if codes[code].level == "RED"]
    slips = near_spelled(word, spelled, cutoff=SLIP)
    found = (*slips, *alarms, *near_spelled(word, spelled), *shared, *_kin(word, codes))
    return list(dict.fromkeys(found))[:3]


def _kin(word: str, codes: Mapping[str, Code]) -> list[str]:
    """Codes with a word that begins as this one does, as `dizzy` and `dizziness`."""
    begin = folded(word[:LONGEST_WORD])[:KIN_START]
    if len(begin) < KIN_START or " " in begin:
        return []
    return [
        code
        for code, row in codes.items()
        if any(
            one.startswith(begin)
            for one in folded(" ".join((code, row.title, *row.synonyms))).split()
        )
    ]


def _sharing(text: str, codes: Mapping[str, Code]) -> list[str]:
    """Codes that share the beginning of a long word with a text of several words."""
    words = folded(text[:LONGEST_WORD]).split()
    wanted = {word[:TELLING_START] for word in words if len(word) >= TELLING_START}
    if len(words) < 2:
        return []
    return [
        code
        for code, row in codes.items()
        for said in [folded(" ".join((code, row.title, *row.synonyms))).split()]
        if any(word[:TELLING_START] in wanted for word in said)
    ]


def folded(text: str) -> str:
    """A spelling without case, hyphens, underscores and doubled spaces."""
    return " ".join(text.casefold().replace("_", " ").replace("-", " ").split())


def near_spelled(word: str, spelled: Mapping[str, str], *, cutoff: float = ALIKE) -> list[str]:
    """Up to three answers whose spelling (the key) is like this word, best first."""
    by_fold: dict[str, str] = {}
    for text, answer in spelled.items():
        by_fold.setdefault(folded(text), answer)
    wanted = folded(word[:LONGEST_WORD])
    begun = [text for text in by_fold if len(wanted) >= SHORTEST_START and text.startswith(wanted)]
    begun = [] if cutoff > ALIKE else begun
    # Imported where a word is unknown: a plan without one does not wait for it.
    from difflib import get_close_matches

    hits = get_close_matches(wanted, by_fold, n=6, cutoff=cutoff) + begun
    return list(dict.fromkeys(by_fold[hit] for hit in hits))[:3]
