"""Which lines of a diary belong to which day of an experiment?

The diary is the person's own (docs/experiments.md); days are local, and the run-in has
negative numbers.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from magtitrate.facts import Facts
from magtitrate.formats.diary_csv import read_diary
from magtitrate.regimen import Product

__all__ = ["Days", "read_days"]


@dataclass(frozen=True, kw_only=True)
class Days:
    """By day of the experiment: every value, and the share of the capsules that were taken."""

    values: Mapping[int, tuple[float, ...]]
    taken: Mapping[int, float]


def read_days(
    path: Path,
    *,
    outcome: str,
    first: date,
    timezone: str,
    now: datetime,
    facts: Facts,
    product: Product | None,
) -> Days:
    """The lines of one outcome, and of doses, by day.

    Args:
        first: the first day of the first block.
    """
    zero = datetime(first.year, first.month, first.day, tzinfo=ZoneInfo(timezone))
    doses, entries = read_diary(
        path, zero=zero, timezone=timezone, now=now, facts=facts, product=product
    )

    def day(time_h: float) -> int:
        at = (zero.astimezone(UTC) + timedelta(hours=time_h)).astimezone(zero.tzinfo)
        return (at.date() - first).days

    values: dict[int, tuple[float, ...]] = {}
    for entry in entries:
        if entry.kind == outcome and entry.value is not None:
            at = day(entry.time_h)
            values[at] = (*values.get(at, ()), entry.value)
    said: dict[int, list[float]] = {}
    for dose in doses:
        said.setdefault(day(dose.time_h), []).append(float(dose.status == "taken"))
    taken = {at: sum(found) / len(found) for at, found in said.items()}
    return Days(values=values, taken=taken)
