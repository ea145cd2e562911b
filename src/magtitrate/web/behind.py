"""What stands behind a sentence: which facts, how surely they are known, read where?"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from magtitrate.errors import InputError
from magtitrate.facts import Facts
from magtitrate.facts.lookup import find
from magtitrate.facts.shapes import Source
from magtitrate.formats.fact_rows import READ_WORDS, summary

__all__ = ["Behind", "behind", "citation"]


@dataclass(frozen=True, kw_only=True)
class Behind:
    """One row of the facts, as a reader sees it.

    Attributes:
        key: its address among the facts, `topic:key`.
        sources: (citation, address of the paper) of each, the address empty where none is known.
    """

    key: str
    title: str
    says: str
    known: str
    sources: tuple[tuple[str, str], ...]


def behind(facts: Facts, keys: Iterable[str]) -> list[Behind]:
    """The rows behind a sentence, in its order, each once."""
    return [row for key in dict.fromkeys(keys) for row in _rows(facts, key)]


def _rows(facts: Facts, key: str) -> list[Behind]:
    try:
        found = find(facts, key)
    except InputError:
        return []
    return [_one(facts, topic, name, row) for topic, name, row in found]


def _one(facts: Facts, topic: str, name: str, row: Any) -> Behind:
    if isinstance(row, Source):
        cited: tuple[tuple[str, str], ...] = (_linked(row),)
        says = ""
    else:
        cited = tuple(
            _linked(facts.sources[source])
            for source in getattr(row, "source", ())
            if source in facts.sources
        )
        says = summary(row)
    marks = (getattr(row, "how", ""), READ_WORDS.get(getattr(row, "read", ""), ""))
    return Behind(
        key=f"{topic}:{name}",
        title=topic.replace("_", " "),
        says=says,
        known=", ".join(filter(None, marks)),
        sources=cited,
    )


def _linked(row: Source) -> tuple[str, str]:
    return citation(row), f"https://doi.org/{row.doi}" if row.doi else (row.url or "")


def citation(row: Source) -> str:
    """Authors, year, title and journal of a source."""
    parts = (row.authors, str(row.year or ""), row.title, row.journal)
    return ". ".join(part.rstrip(".") for part in parts if part)
