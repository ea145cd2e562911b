"""What did the laboratory measure? Read from a CSV file, every value with its unit.

The three units of magnesium share one band of numbers (1.7 is low in mg/dL and fine in
mEq/L), so the unit is always stated, and a LOINC code must agree with it (hazard H-03).
An alarming value is read like any other: what it stops is for safety to say.
"""

from __future__ import annotations

import re
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from magtitrate.errors import InputError
from magtitrate.facts import Facts
from magtitrate.formats.local_time import hours_since, moment, time_zone
from magtitrate.formats.numerals import plain_number
from magtitrate.formats.suggest import did_you_mean
from magtitrate.formats.tables import Row, raise_first, read_rows
from magtitrate.record import Observation
from magtitrate.units import ANALYTES, to_canonical, unit_property

__all__ = ["COLUMNS", "read_labs"]

REQUIRED = ("time", "analyte", "value", "unit")
OPTIONAL = ("loinc", "lower", "upper", "laboratory", "specimen", "hours_since_dose", "note")
COLUMNS = (*REQUIRED, *OPTIONAL)

INVALID_TUBES = re.compile(r"edta|citrat|oxalat", re.IGNORECASE)
NEEDS_NO_BINDER = ("serum_magnesium", "ionized_magnesium")
LONGEST_GAP_H = 24 * 366
SAME = 1e-9  # relative; two spellings of one number


def read_labs(
    path: str | Path, *, zero: datetime, timezone: str, now: datetime, facts: Facts
) -> tuple[Observation, ...]:
    """Read a laboratory file, completely or not at all.

    Args:
        zero: the record's zero.
        timezone: IANA name; times without a zone are in it.
        now: no sample can be of a later moment.
        facts: uses analytes (LOINC codes).

    Returns:
        One observation per row, in canonical units, in the order of the file.

    Raises:
        InputError: the first line with a trouble, and how many more have one.
    """
    zone = time_zone(timezone)

    def read(row: Row) -> tuple[Row, Observation]:
        return row, _observation(row, zero, zone, now, facts)

    found = read_rows(path, required=REQUIRED, optional=OPTIONAL, read=read)
    _refuse_repeats(found)
    return tuple(observation for _, observation in found)


def _observation(
    row: Row, zero: datetime, zone: ZoneInfo, now: datetime, facts: Facts
) -> Observation:
    analyte = _analyte(row)
    unit = row.text("unit")
    try:
        at = moment(row.text("time"), zone=zone, now=now)
    except InputError as error:
        raise row.placed(error, "time") from None
    value, censored_below = _value(row)
    _refuse_code(row, analyte, facts)
    _refuse_tube(row, analyte)
    try:
        return Observation(
            analyte=analyte,
            time_h=hours_since(zero, at.instant),
            value=to_canonical(analyte, value, unit),
            censored_below=censored_below,
            clock_known=at.clock_known,
            lower=_limit(row, "lower", analyte),
            upper=_limit(row, "upper", analyte),
            unit_given=unit,
            laboratory=row.text("laboratory"),
            specimen=row.text("specimen"),
            hours_since_dose=_hours_since_dose(row),
            note=row.text("note"),
            origin=row.origin,
        )
    except InputError as error:
        raise row.placed(error, error.field or "unit") from None


def _analyte(row: Row) -> str:
    analyte = row.text("analyte")
    if analyte not in ANALYTES:
        raise row.error(
            "analyte",
            "this analyte is not known",
            given=analyte,
            accepted=", ".join(ANALYTES),
            todo=did_you_mean(analyte, ANALYTES),
        )
    return analyte


def _value(row: Row) -> tuple[float, bool]:
    """The number, and whether the laboratory said only that it is below it."""
    text = row.text("value")
    if text.startswith((">", "≥")):
        raise row.error(
            "value",
            "a value above what the method can measure is not a number to compute with",
            given=text,
            accepted="a number, or <0.20 for one below the detection limit",
            todo=_instead_of_above(row.text("analyte")),
        )
    censored_below = text.startswith("<")
    try:
        value = plain_number(text.removeprefix("<").strip())
    except InputError as error:
        raise row.placed(error, "value") from None
    if value < 0 or (censored_below and value == 0):
        raise row.error(
            "value", "no concentration is below zero", given=text, accepted="a positive number"
        )
    return value, censored_below


def _instead_of_above(analyte: str) -> str:
    """`>90` is how many laboratories report a good eGFR; elsewhere it is an alarm."""
    if analyte == "egfr":
        return "Enter the creatinine of the same sample instead, or ask the laboratory"
    return (
        "Ask the laboratory for the number. A result so high that it could not be measured "
        "belongs before a professional, not into a plan"
    )


def _limit(row: Row, column: str, analyte: str) -> float | None:
    """A limit of the laboratory's own interval, from the row's unit to the canonical one."""
    value = row.number(column)
    if value is None:
        return None
    if value < 0:
        raise row.error(column, "no concentration is below zero", given=row.text(column))
    return to_canonical(analyte, value, row.text("unit"))


def _hours_since_dose(row: Row) -> float | None:
    hours = row.number("hours_since_dose")
    if hours is not None and not 0 <= hours <= LONGEST_GAP_H:
        raise row.error(
            "hours_since_dose",
            "no time since a dose",
            given=row.text("hours_since_dose"),
            accepted=f"0 to {LONGEST_GAP_H} hours",
            todo="Leave it empty where it is not known",
        )
    return hours


# ---------------------------------------------------------------- codes and tubes


def _refuse_code(row: Row, analyte: str, facts: Facts) -> None:
    """Refuse a LOINC code of something else, or of another property than the unit's."""
    code = row.text("loinc")
    if not code:
        return
    known = facts.analytes[analyte].loinc if analyte in facts.analytes else {}
    if code not in known:
        raise row.error(
            "loinc",
            f"{code[:20]} is not a code of {analyte}" + _why(code, analyte, facts),
            given=code,
            accepted=", ".join(known) or "no code is listed for this analyte",
            todo="Check code and analyte on the report; leave the code empty where none is printed",
        )
    try:
        carried = unit_property(analyte, row.text("unit"))
    except InputError as error:
        raise row.placed(error, "unit") from None
    if carried != known[code]:
        raise row.error(
            "loinc",
            f"{code} stands for a {_plain(known[code])}, and {row.text('unit')} is the unit of a "
            f"{_plain(carried)}",
            given=code,
            accepted=", ".join(c for c, p in known.items() if p == carried) or "no code",
            todo="One of the two is wrong, and it is not guessed which; check the report",
        )


def _why(code: str, analyte: str, facts: Facts) -> str:
    """What else the code stands for, where the facts know it."""
    own = facts.analytes.get(analyte)
    if own and code in own.rejected_loinc:
        return f": {own.rejected_loinc[code]}"
    for name, other in facts.analytes.items():
        if code in other.loinc:
            return f"; it is one of {name}"
    return ""


def _plain(property_name: str) -> str:
    return property_name.replace("_", " ")


def _refuse_tube(row: Row, analyte: str) -> None:
    """Refuse a tube whose additive binds the magnesium that is to be measured."""
    if analyte in NEEDS_NO_BINDER and INVALID_TUBES.search(row.text("specimen")):
        raise row.error(
            "specimen",
            f"{analyte} cannot be measured in this tube: its additive binds magnesium",
            given=row.text("specimen"),
            accepted="serum or heparin plasma",
            todo="Take the line out, and ask for a new sample",
        )


# ---------------------------------------------------------------- repeats


def _refuse_repeats(found: list[tuple[Row, Observation]]) -> None:
    """Refuse one analyte at one instant twice: read twice, it would count twice (H-22)."""
    seen: dict[tuple[str, float], tuple[Row, Observation]] = {}
    troubles = []
    for row, observation in found:
        key = (observation.analyte, round(observation.time_h, 6))
        if key in seen:
            troubles.append(_repeat(*seen[key], row, observation))
        else:
            seen[key] = (row, observation)
    raise_first(troubles)


def _repeat(first_row: Row, first: Observation, row: Row, second: Observation) -> InputError:
    same = (
        abs(first.value - second.value) <= SAME * abs(first.value)
        and first.censored_below == second.censored_below
    )
    if same:
        return row.error(
            "value",
            f"this result stands in line {first_row.line} already",
            given=row.text("value"),
            todo="Take one of the two lines out",
        )
    return row.error(
        "value",
        f"line {first_row.line} has another value of {second.analyte} at the same time",
        given=f"{row.text('value')} {row.text('unit')} here, "
        f"{first_row.text('value')} {first_row.text('unit')} there",
        todo="Keep the one that the report shows, or correct the time of one of them",
    )
