"""In which unit does this reader want magnesium, and how is it written there?

Inside there is one unit; here, at the door, a reader may have mmol/L, mg/dL or mEq/L, and the
same kind of unit for a day's urine. A sentence that names mmol/L keeps it and gets the reader's
unit behind it, so that no number ever stands beside the wrong unit.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from magtitrate.errors import InputError
from magtitrate.units import canonical_unit, from_canonical

__all__ = ["CONCENTRATIONS", "ReaderUnits", "reader_units"]

PER_DAY = {"mmol/L": "mmol/d", "mg/dL": "mg/d", "mEq/L": "mEq/d"}
CONCENTRATIONS = tuple(PER_DAY)
CONVERTED = (
    "serum_magnesium",
    "ionized_magnesium",
    "erythrocyte_magnesium",
    "urine_magnesium_24h",
)
PLAINLY = {"egfr": "mL/min per 1.73 m²", "creatinine": "µmol/L", "ferritin": "µg/L"}
"""Units that a reader knows in another spelling; the number is the same."""
DIGITS = {"mmol/L": 2, "mg/dL": 2, "mEq/L": 2, "mmol/d": 1, "mg/d": 0, "mEq/d": 1}

_NUMBER = r"[+-]?\d+(?:\.\d+)?"
_MMOL_L = re.compile(rf"(?:({_NUMBER}) (and|to) )?({_NUMBER}) mmol/L(?: \({_NUMBER} mg/dL\))?")
_OTHERS = re.compile(
    r"calcium|potassium|sodium|phosphate|glucose|creatinine|phosph|chloride|lithium", re.IGNORECASE
)


@dataclass(frozen=True, kw_only=True)
class ReaderUnits:
    """The units of magnesium that one reader wants."""

    concentration: str = "mmol/L"

    def unit(self, analyte: str) -> str:
        """The unit that this analyte is written in."""
        if analyte not in CONVERTED:
            return PLAINLY.get(analyte, canonical_unit(analyte))
        if analyte == "urine_magnesium_24h":
            return PER_DAY[self.concentration]
        return self.concentration

    def value(self, analyte: str, canonical: float) -> float:
        """A canonical value in that unit."""
        if analyte not in CONVERTED:
            return canonical
        return from_canonical(analyte, canonical, self.unit(analyte))

    def number(self, analyte: str, canonical: float) -> str:
        """The number as it is written, without its unit."""
        value = self.value(analyte, canonical)
        if analyte not in CONVERTED:
            return f"{value:.4g}"
        return f"{value:.{DIGITS[self.unit(analyte)]}f}"

    def sentence(self, text: str) -> str:
        """A sentence about magnesium, with the reader's unit behind each mmol/L."""
        if self.concentration == "mmol/L" or _OTHERS.search(text):
            return text
        return _MMOL_L.sub(self._annotated, text)

    def _annotated(self, found: re.Match[str]) -> str:
        first, word, second = found[1], found[2], found[3]
        if found[0].endswith(f" {self.concentration})"):
            return found[0]  # it says so itself
        canonical = found[0].partition(" (")[0]
        pair = f"{self._converted(first)} {word} " if first else ""
        return f"{canonical} ({pair}{self._converted(second)} {self.concentration})"

    def _converted(self, number: str) -> str:
        digits = max(len(number.partition(".")[2]), 2)
        value = from_canonical("serum_magnesium", float(number), self.concentration)
        return f"{value:.{digits}f}"


def reader_units(text: str) -> ReaderUnits:
    """The units of that name.

    Raises:
        InputError: not a unit that magnesium in blood is written in.
    """
    known = {name.casefold(): name for name in CONCENTRATIONS}
    if text.casefold() not in known:
        raise InputError(
            "magnesium in blood is not written in this unit",
            field="--units",
            given=text,
            accepted=", ".join(CONCENTRATIONS),
        )
    return ReaderUnits(concentration=known[text.casefold()])
