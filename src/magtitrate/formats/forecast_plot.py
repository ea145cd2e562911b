"""How is a simulated forecast drawn as one picture in a file?"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from magtitrate.errors import InputError
from magtitrate.formats.figures import Course, panels_spec, svg_of
from magtitrate.formats.sentences import sentences
from magtitrate.formats.written import write_files
from magtitrate.plan import Forecast

__all__ = ["write_plot"]

SHOWN = (
    ("serum_magnesium_mmol_per_l", "serum_magnesium", "mmol/L"),
    ("ionized_magnesium_mmol_per_l", "ionized_magnesium", "mmol/L"),
    ("urine_magnesium_mmol_per_day", "urine_magnesium", "mmol per day"),
)


def write_plot(forecast: Mapping[str, Forecast], target: Path) -> None:
    """Serum, ionized and urine magnesium with their bands, as SVG.

    Raises:
        InputError: there is nothing to draw, or the file cannot be written.
    """
    words = sentences()
    courses = [
        Course(
            title=f"{words.say(f'figure.{name}')}, {unit}",
            axis=words.say("figure.axis_day"),
            with_plan=words.say("figure.with_regimen"),
            without=words.say("figure.without"),
            forecast=forecast[key],
        )
        for key, name, unit in SHOWN
        if key in forecast and len(forecast[key].day) > 1
    ]
    if not courses:
        raise InputError(
            "the model makes no forecast for this person, so there is nothing to draw",
            field="--plot",
            todo="Run it without --plot to see why",
        )
    write_files({target: svg_of(panels_spec(courses)).encode()}, "--plot")
