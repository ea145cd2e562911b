"""How much magnesium is recommended per day, for whom, where?

For total intake, food included; never compared with an upper limit, which is for
supplements alone.
"""

from __future__ import annotations

from magtitrate.facts import Facts
from magtitrate.facts.shapes import IntakeRow

__all__ = ["recommended_intake"]


def recommended_intake(
    facts: Facts, *, jurisdiction: str, age_y: float | None, sex: str | None, pregnancy: str | None
) -> IntakeRow | None:
    """The row of this person's life stage with a recommendation; `None` where none is known."""
    if age_y is None or sex is None:
        return None
    rows = [
        row
        for row in facts.intakes
        if row.jurisdiction == jurisdiction
        and row.age_from_y <= age_y < row.age_below_y
        and row.sex in (sex, "any")
        and row.recommended_mg is not None
    ]
    stage = pregnancy if pregnancy in ("pregnant", "lactating") else None
    matching = [
        row
        for row in rows
        if (row.life_stage == stage if stage else row.life_stage not in ("pregnant", "lactating"))
    ]
    return matching[0] if matching else None
