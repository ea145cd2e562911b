"""Is every source found and used, and did somebody read what is called measured?"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from magtitrate.facts import Facts
from magtitrate.facts.lookup import TOPICS

__all__ = ["measured_by_somebody", "rows_name_sources", "sources_found", "sources_used"]

Trouble = Iterator[tuple[str, str]]

MAY_CITE_NOBODY = ("claim", "medicine", "unsafe")
"""A claim judged as a framework, a plain name, and what only refuses may stand by themselves."""


def everything(facts: Facts) -> Iterator[tuple[str, Any]]:
    """Every row of every topic under its whole key."""
    for topic, rows in TOPICS.items():
        for key, row in rows(facts).items():
            yield f"{topic}:{key}", row


def sources_found(facts: Facts) -> Trouble:
    """Every source that a row names is a row."""
    for key, row in everything(facts):
        for source in getattr(row, "source", ()):
            if source not in facts.sources:
                yield key, f"source {source} is not in sources/"


def sources_used(facts: Facts) -> Trouble:
    """Every source is cited by a row, or says why it is kept."""
    used = {source for _, row in everything(facts) for source in getattr(row, "source", ())}
    for source in facts.sources.keys() - used - facts.uncited.keys():
        yield f"source:{source}", "no row cites it, and uncited.toml gives no reason"
    for source in facts.uncited.keys() - facts.sources.keys():
        yield f"source:{source}", "stands in uncited.toml and is no source"


def rows_name_sources(facts: Facts) -> Trouble:
    """Every number and every rule names where it was read."""
    for key, row in everything(facts):
        if hasattr(row, "source") and not row.source and key.split(":")[0] not in MAY_CITE_NOBODY:
            yield key, "names no source"


def measured_by_somebody(facts: Facts) -> Trouble:
    """What is called measured and read rests on a source other than our own assumption."""
    for name, row in facts.parameters.items():
        kinds = {facts.sources[s].kind for s in row.source if s in facts.sources}
        if row.how == "measured" and row.read != "memory" and kinds <= {"assumption"}:
            yield f"parameter:{name}", "is called measured, and cites nobody who measured"
