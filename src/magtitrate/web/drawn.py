"""Which pictures of a forecast does the page show, and what stands in for them?

The pictures are those of the printed report; the page's style gives them its colors.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from markupsafe import Markup

from magtitrate.formats.figures import Course, forecast_spec, svg_of
from magtitrate.formats.plan_words import numbers_of
from magtitrate.formats.reader_units import ReaderUnits
from magtitrate.formats.sentences import Sentences
from magtitrate.plan import Forecast, Plan

__all__ = ["Picture", "pictures_of"]

DRAWN = (
    ("serum_magnesium_mmol_per_l", "serum_magnesium", "figure.serum_magnesium"),
    ("urine_magnesium_mmol_per_day", "urine_magnesium_24h", "figure.urine_magnesium"),
)
INSIDE = 90
"""Percent of people between the ends of a forecast: the 5th and 95th quantile."""


@dataclass(frozen=True, kw_only=True)
class Picture:
    """One drawn forecast: its picture, the text that stands in for it, and its numbers."""

    title: str
    svg: Markup
    alt: str
    rows: tuple[tuple[str, ...], ...]


def pictures_of(plan: Plan, words: Sentences, units: ReaderUnits) -> list[Picture]:
    """The forecasts of a plan that have more than one day."""
    return [
        _picture(plan, plan.forecast[key], analyte, words.say(title), words, units)
        for key, analyte, title in DRAWN
        if key in plan.forecast and len(plan.forecast[key].day) > 1
    ]


def _picture(
    plan: Plan,
    course: Forecast,
    analyte: str,
    name: str,
    words: Sentences,
    units: ReaderUnits,
) -> Picture:
    unit = units.unit(analyte)
    ends = None
    if analyte == "serum_magnesium":
        ends = numbers_of(plan, "ranking", "serum_low_mmol_per_l", "serum_high_mmol_per_l")
    low, high = (units.value(analyte, end) for end in ends) if ends else (None, None)
    spec = forecast_spec(
        Course(
            title=f"{name}, {unit}",
            axis=words.say("figure.axis_day"),
            with_plan=words.say("figure.with_plan"),
            without=words.say("figure.without"),
            forecast=Forecast(
                day=course.day,
                **{part: _each(getattr(course, part), analyte, units) for part in PARTS},
            ),
            low=low,
            high=high,
        )
    )

    def told(value: float) -> str:
        return units.number(analyte, value)

    return Picture(
        title=f"{name}, {unit}",
        svg=Markup(_silent(svg_of(spec))),  # of our own numbers and words alone
        alt=words.say(
            "figure.alt",
            quantity=name,
            unit=unit,
            days=f"{course.day[-1]:g}",
            first=told(course.p50[0]),
            last=told(course.p50[-1]),
            low=told(course.p05[-1]),
            high=told(course.p95[-1]),
            without=told(course.without[-1]),
            share=INSIDE,
        ),
        rows=tuple(
            (f"{day:g}", told(p50), f"{told(p05)} to {told(p95)}", told(without))
            for day, p05, p50, p95, without in zip(
                course.day, course.p05, course.p50, course.p95, course.without, strict=True
            )
        ),
    )


def _silent(svg: str) -> str:
    """The picture without roles inside it: the text beside it says everything."""
    bare = re.sub(r' (?:role|aria-[a-z]+)="[^"]*"', "", svg)
    return bare.replace("<svg ", '<svg aria-hidden="true" focusable="false" ', 1)


PARTS = ("p05", "p50", "p95", "without")


def _each(values: tuple[float, ...], analyte: str, units: ReaderUnits) -> tuple[float, ...]:
    return tuple(units.value(analyte, value) for value in values)
