"""How do several words stand in a sentence?"""

from __future__ import annotations

from collections.abc import Iterable

__all__ = ["listed"]


def listed(words: Iterable[str], last: str = "and") -> str:
    """`a`, `a and b`, `a, b and c`; each word once, and nothing of nothing."""
    unique = list(dict.fromkeys(words))
    return f" {last} ".join(filter(None, [", ".join(unique[:-1]), *unique[-1:]]))
