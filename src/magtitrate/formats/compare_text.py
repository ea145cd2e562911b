"""How do the forms of magnesium read side by side, in a terminal and as JSON?"""

from __future__ import annotations

import json
import textwrap
from collections.abc import Sequence
from typing import Any, Protocol

__all__ = ["comparison_json", "comparison_text"]

WIDTH = 80
NOT_A_PLAN = "A simulation, not a plan: nothing here is advice to take anything."
LOOSE = (
    "loose: of 100 people, how many would have loose stools from what stays behind dissolved; "
    "people differ widely, and no form is proven gentler at the same dissolved amount."
)
NO_BONUS = (
    "Bisglycinate has no bonus in the model: no human comparison of plasma shows one over "
    "another soluble salt. Differences within the bands are not differences."
)


class Centiles(Protocol):
    """5th, 50th and 95th centile."""

    @property
    def p05(self) -> float: ...
    @property
    def p50(self) -> float: ...
    @property
    def p95(self) -> float: ...


class Asked(Protocol):
    """A form as it was asked for."""

    @property
    def name(self) -> str: ...


class Row(Protocol):
    """One form (`trials.compare.FormRow`)."""

    @property
    def form(self) -> Asked: ...
    @property
    def behaves_as(self) -> str: ...
    @property
    def absorbed_mg_per_day(self) -> Centiles: ...
    @property
    def absorbed_share(self) -> Centiles: ...
    @property
    def urine_mmol_per_day(self) -> Centiles: ...
    @property
    def serum_mmol_per_l(self) -> Centiles: ...
    @property
    def glycine_mg_per_day(self) -> float: ...
    @property
    def probability_loose_stool(self) -> float: ...


class Course(Protocol):
    """The day-night course (`trials.compare.DayNight`)."""

    @property
    def hour(self) -> Sequence[float]: ...
    @property
    def serum_share(self) -> Sequence[float]: ...
    @property
    def urine_share(self) -> Sequence[float]: ...
    @property
    def serum_swing(self) -> float: ...
    @property
    def factor_needed(self) -> float: ...


class Compared(Protocol):
    """What is told (`trials.compare.Comparison`)."""

    @property
    def person_id(self) -> str: ...
    @property
    def daily_mg(self) -> float: ...
    @property
    def rows(self) -> Sequence[Row]: ...
    @property
    def day_night(self) -> Course | None: ...
    @property
    def evidence(self) -> Sequence[str]: ...


def comparison_json(seen: Compared) -> str:
    """Every form with its centiles, the day-night course and the evidence."""
    body = {
        "person_id": seen.person_id,
        "note": NOT_A_PLAN,
        "daily_elemental_mg": seen.daily_mg,
        "forms": [_row(row) for row in seen.rows],
        "day_night": _course(seen.day_night),
        "head_to_head": list(seen.evidence),
    }
    return json.dumps(body, indent=2, ensure_ascii=False, allow_nan=False) + "\n"


def _row(row: Row) -> dict[str, Any]:
    return {
        "form": row.form.name,
        "behaves_as": row.behaves_as,
        "absorbed_mg_per_day": _band(row.absorbed_mg_per_day),
        "absorbed_share": _band(row.absorbed_share),
        "urine_mmol_per_day": _band(row.urine_mmol_per_day),
        "serum_mmol_per_l": _band(row.serum_mmol_per_l),
        "glycine_mg_per_day": round(row.glycine_mg_per_day, 1),
        "probability_loose_stool": round(row.probability_loose_stool, 4),
    }


def _band(band: Centiles) -> dict[str, float]:
    return {"p05": round(band.p05, 4), "p50": round(band.p50, 4), "p95": round(band.p95, 4)}


def _course(course: Course | None) -> dict[str, Any] | None:
    if course is None:
        return None
    return {
        "hour": list(course.hour),
        "serum_share": [round(x, 4) for x in course.serum_share],
        "urine_share": [round(x, 3) for x in course.urine_share],
        "serum_swing": round(course.serum_swing, 4),
        "factor_needed_to_tell_from_noise": round(course.factor_needed, 1),
    }


def comparison_text(seen: Compared) -> str:
    """A table for people, 80 columns wide."""
    lines = [NOT_A_PLAN, ""]
    if not seen.rows:
        return "\n".join([*lines, "The model does not describe this person."]) + "\n"
    lines += [
        f"What {seen.daily_mg:g} mg a day would add at steady state (median, 5th to 95th centile)",
        "",
        f"{'form':<21}{'absorbed mg/d':>14}{'urine mmol/d':>15}{'serum mmol/L':>22}{'loose':>8}",
    ]
    lines += [_line(row) for row in seen.rows]
    carried = [row for row in seen.rows if row.glycine_mg_per_day]
    lines += [
        f"{row.form.name} also brings {row.glycine_mg_per_day:.0f} mg of glycine a day."
        for row in carried
    ]
    lines += ["", *textwrap.wrap(LOOSE, WIDTH), "", *textwrap.wrap(NO_BONUS, WIDTH)]
    if seen.day_night is not None:
        lines += ["", *textwrap.wrap(_night(seen.day_night), WIDTH)]
    if seen.evidence:
        lines += ["", "Studies in which forms met:"]
        for text in seen.evidence:
            lines += textwrap.wrap(text, WIDTH, initial_indent="  ", subsequent_indent="    ")
    return "\n".join(lines) + "\n"


def _line(row: Row) -> str:
    absorbed, urine, serum = (
        row.absorbed_mg_per_day,
        row.urine_mmol_per_day,
        row.serum_mmol_per_l,
    )
    return (
        f"{row.form.name[:20]:<21}"
        f"{f'{absorbed.p50:.0f} ({absorbed.p05:.0f}-{absorbed.p95:.0f})':>14}"
        f"{f'{urine.p50:.1f} ({urine.p05:.1f}-{urine.p95:.1f})':>15}"
        f"{f'+{serum.p50:.3f} ({serum.p05:.3f}-{serum.p95:.3f})':>22}"
        f"{_percent(row.probability_loose_stool):>8}"
    )


def _percent(chance: float) -> str:
    return f"{100 * chance:.0f} %" if chance >= 0.01 else "<1 %"


def _night(course: Course) -> str:
    high = max(course.urine_share)
    return (
        f"Day and night: serum moves by {100 * course.serum_swing:.1f} % from its highest to its "
        f"lowest hour, urine up to {100 * (high - 1):.0f} % above its mean at night. For a change "
        "of serum that one sample could show, the swing would have to be "
        f"{course.factor_needed:.0f} times as large: a nocturnal imbalance is not something "
        "these data know."
    )
