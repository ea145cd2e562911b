"""Under which letters and digits is a medicine found, whatever its spelling?"""

from __future__ import annotations

import re
from collections.abc import Iterable

from magtitrate.facts.shapes import MedicineName

__all__ = ["by_plain_name", "plain_name"]

_NOT_PLAIN = re.compile(r"[^a-z0-9]")


def plain_name(name: str) -> str:
    """Its letters and digits in lower case: `Co-Trimoxazole` is `cotrimoxazole`."""
    return _NOT_PLAIN.sub("", name.casefold())


def by_plain_name(rows: Iterable[MedicineName]) -> dict[str, MedicineName]:
    """Every name, synonym and brand to its row."""
    return {
        plain_name(name): row for row in rows for name in (row.name, *row.synonyms, *row.brands)
    }
