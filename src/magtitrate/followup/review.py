"""Is it time to decide anew whether to go on at all? At 12 weeks, and then yearly.

A review is over when serum magnesium and kidney function were measured about that time and
the person agreed to go on. Until then nothing rises.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from magtitrate.facts import Facts
from magtitrate.followup.course import Course
from magtitrate.record import Record

__all__ = ["Review", "next_review", "review_of"]

KIDNEY = ("egfr", "creatinine")


@dataclass(frozen=True, kw_only=True)
class Review:
    """A review that is due, and what it still needs.

    Attributes:
        week: of the course, at which it fell due.
        missing: analytes to be measured, and `your decision`.
    """

    week: float
    missing: tuple[str, ...]

    @property
    def sentence(self) -> str:
        needed = " and ".join(name.replace("_", " ") for name in self.missing)
        return (
            f"The review of week {self.week:g} is due, and still needs {needed}. Long-term data "
            "of supplements are few, so going on is decided anew."
        )


def review_of(
    record: Record, course: Course, facts: Facts, *, agreed: datetime | None
) -> Review | None:
    """The newest review that fell due and is not over; `None` where there is none.

    Args:
        agreed: when the person last agreed to go on.
    """
    if course.began_h is None:
        return None
    week = _last_mark(course.weeks, facts)
    if week is None:
        return None
    about_h = course.began_h + week * 7 * 24 - 24 * facts.value("policy.plan_life")
    missing = []
    if not _measured(record, ("serum_magnesium",), about_h):
        missing.append("serum_magnesium")
    if not _measured(record, KIDNEY, about_h) and not _kidney_of_file(record, about_h):
        missing.append("egfr")
    if agreed is None or record.hours(agreed) < about_h:
        missing.append("your decision")
    return Review(week=week, missing=tuple(missing)) if missing else None


def next_review(record: Record, course: Course, facts: Facts) -> date | None:
    """The day of the next review that is still to come."""
    if course.began_h is None:
        return None
    first, every = facts.value("followup.review_first"), facts.value("followup.review_again")
    week = first
    while week <= course.weeks:
        week += every
    return (record.instant(course.began_h) + timedelta(weeks=week)).date()


def _last_mark(weeks: float, facts: Facts) -> float | None:
    first, every = facts.value("followup.review_first"), facts.value("followup.review_again")
    if weeks < first:
        return None
    return first + every * ((weeks - first) // every)


def _measured(record: Record, analytes: tuple[str, ...], since_h: float) -> bool:
    return any(
        o.analyte in analytes and since_h <= o.time_h <= record.now_h for o in record.observations
    )


def _kidney_of_file(record: Record, since_h: float) -> bool:
    measured = record.patient.kidney.measured
    return measured is not None and measured >= record.instant(since_h).date()
