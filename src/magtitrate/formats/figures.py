"""What does the forecast look like, as one Vega-Lite specification and its picture?

Black, grey and dashes only: nothing is said by color. The same picture goes into the page and
the printed document.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from magtitrate.plan import Forecast

__all__ = ["Course", "forecast_spec", "panels_spec", "svg_of"]

FONTS = Path(__file__).resolve().parent.parent / "assets" / "fonts"
VEGA_LITE = "6.4"
SIZE = {"width": 250, "height": 82}
FONT = "Noto Sans"
BAND, INK, QUIET = "#d0d0d0", "#000000", "#333333"
ROOM_FOR_A_LABEL = 0.18
"""Share of the picture's height that one line of text takes."""


@dataclass(frozen=True, kw_only=True)
class Course:
    """One quantity to draw, in the reader's unit, with the words beside it.

    Attributes:
        low, high: the range aimed at, where there is one.
    """

    title: str
    axis: str
    with_plan: str
    without: str
    forecast: Forecast
    low: float | None = None
    high: float | None = None


def forecast_spec(course: Course) -> dict[str, Any]:
    """The Vega-Lite specification of one quantity over the days ahead."""
    shown = course.forecast
    rows = [
        {"day": day, "p05": p05, "p50": p50, "p95": p95, "without": without}
        for day, p05, p50, p95, without in zip(
            shown.day, shown.p05, shown.p50, shown.p95, shown.without, strict=True
        )
    ]
    x = {
        "field": "day",
        "type": "quantitative",
        "title": course.axis,
        "axis": {"values": list(shown.day[2:]), "grid": False},
        "scale": {"nice": False},
    }
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v6.json",
        "title": {"text": course.title, "anchor": "start", "fontSize": 12, "font": FONT},
        **SIZE,
        "data": {"values": rows},
        "layer": list(_layers(course, x)),
        "config": {
            "aria": False,
            "background": "white",
            "font": FONT,
            "view": {"stroke": None},
            "axis": {"labelColor": INK, "titleColor": INK, "labelFontSize": 10, "titleFontSize": 10,
                     "domainColor": INK, "tickColor": INK, "gridColor": "#e4e4e4",
                     "titleFontWeight": "normal"},
        },
    }  # fmt: skip


def panels_spec(courses: Sequence[Course]) -> dict[str, Any]:
    """Several quantities, one above the other, in one picture."""
    panels = [forecast_spec(course) for course in courses]
    shared = {key: panels[0][key] for key in ("$schema", "config")}
    own = [{key: panel[key] for key in panel if key not in shared} for panel in panels]
    return {**shared, "vconcat": own, "spacing": 18}


def _layers(course: Course, x: dict[str, Any]) -> Iterator[dict[str, Any]]:
    def y(field: str) -> dict[str, Any]:
        return {
            "field": field,
            "type": "quantitative",
            "title": None,
            "scale": {"zero": False},
            "axis": {"tickCount": 5},
        }

    yield {"mark": {"type": "area", "color": BAND},
           "encoding": {"x": x, "y": y("p05"), "y2": {"field": "p95"}}}  # fmt: skip
    for bound in (course.low, course.high):
        if bound is not None and _near(bound, course.forecast):
            yield {"data": {"values": [{}]},
                   "mark": {"type": "rule", "strokeDash": [1, 3], "color": INK},
                   "encoding": {"y": {"datum": bound}}}  # fmt: skip
    yield {"mark": {"type": "line", "strokeDash": [5, 3], "strokeWidth": 1.5, "color": QUIET},
           "encoding": {"x": x, "y": y("without")}}  # fmt: skip
    yield {"mark": {"type": "line", "strokeWidth": 2, "color": INK,
                    "point": {"filled": True, "color": INK, "size": 18}},
           "encoding": {"x": x, "y": y("p50")}}  # fmt: skip
    for text, height in _labels(course):
        yield {"data": {"values": [{}]},
               "mark": {"type": "text", "align": "left", "dx": 5, "fontSize": 10, "color": INK,
                        "text": text},
               "encoding": {"x": {"datum": course.forecast.day[-1], "type": "quantitative"},
                            "y": {"datum": height}}}  # fmt: skip


def _near(bound: float, shown: Forecast) -> bool:
    """Would the bound stand inside the picture, or within a band's width of it?"""
    low, high = _ends(shown)
    return low - (high - low) / 2 <= bound <= high + (high - low) / 2


def _ends(shown: Forecast) -> tuple[float, float]:
    return min((*shown.p05, *shown.without)), max((*shown.p95, *shown.without))


def _labels(course: Course) -> list[tuple[str, float]]:
    """The words at the ends of the two lines, pushed apart where they would overlap."""
    shown = course.forecast
    low, high = _ends(shown)
    room = ROOM_FOR_A_LABEL * ((high - low) or 1.0)
    with_plan, without = shown.p50[-1], shown.without[-1]
    if abs(with_plan - without) < room:
        middle, up = (with_plan + without) / 2, 1 if with_plan >= without else -1
        with_plan, without = middle + up * room / 2, middle - up * room / 2
    return [(course.with_plan, with_plan), (course.without, without)]


def svg_of(spec: dict[str, Any]) -> str:
    """The picture of a specification, the same bytes each time; needs no network."""
    import vl_convert

    vl_convert.register_font_directory(str(FONTS))
    svg: str = vl_convert.vegalite_to_svg(spec, vl_version=VEGA_LITE, allowed_base_urls=[])
    # What a reader of the markup needs is the alternative text beside it.
    return re.sub(r"<\?xml.*?\?>|<!DOCTYPE.*?>", "", svg).strip()
