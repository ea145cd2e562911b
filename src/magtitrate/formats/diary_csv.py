"""What was taken and what was noticed? Read from a diary in CSV.

A dose of the product becomes a dose event in elemental milligrams; everything else stays
a line of the diary. What symptoms mean is for safety to say.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from magtitrate.errors import InputError
from magtitrate.facts import Facts
from magtitrate.facts.shapes import Code
from magtitrate.formats.local_time import Moment, hours_since, moment, time_zone
from magtitrate.formats.suggest import did_you_mean, folded, near_codes
from magtitrate.formats.tables import Row, raise_first, read_rows
from magtitrate.record import DiaryEntry
from magtitrate.regimen import DoseEvent, Product

__all__ = ["COLUMNS", "KINDS", "Kind", "read_diary"]

REQUIRED = ("time", "kind")
OPTIONAL = ("item", "value", "note")
COLUMNS = (*REQUIRED, *OPTIONAL)
MOST_UNITS = 20  # more in one entry is a typing slip, not a dose


@dataclass(frozen=True, kw_only=True)
class Kind:
    """What one kind of line holds.

    Attributes:
        low, high: range of the value; both `None` where no value belongs there.
        whole: counts and grades.
        needs_value, needs_item: may the cell be empty?
        what: the value in words, for a message.
        too_much: what to do where the value is above the range and true.
    """

    low: float | None = None
    high: float | None = None
    whole: bool = False
    needs_value: bool = True
    needs_item: bool = False
    what: str = ""
    too_much: str | None = None


KINDS: dict[str, Kind] = {
    "dose": Kind(
        low=0,
        high=MOST_UNITS,
        what="units taken, 0 where it was missed",
        too_much="If so much was really swallowed, call a poison center or the emergency number "
        "now; if it is a slip of the pen, correct it and run again",
    ),
    "symptom": Kind(low=0, high=10, needs_item=True, what="0 (none) to 10 (worst)"),
    "stool": Kind(low=1, high=7, whole=True, what="Bristol type 1 to 7"),
    "cramps": Kind(low=0, high=1000, whole=True, what="how many"),
    "soreness": Kind(low=0, high=100, what="0 (none) to 100 (worst)"),
    "sleep": Kind(low=0, high=24, what="hours"),
    "reaction_time": Kind(low=1, high=60_000, what="milliseconds"),
    "repetitions": Kind(low=0, high=100_000, whole=True, what="how many"),
    "sick_day": Kind(low=0, high=1, whole=True, needs_value=False, what="1, or nothing"),
    "medicine_started": Kind(needs_value=False, needs_item=True),
    "medicine_stopped": Kind(needs_value=False, needs_item=True),
    "new_condition": Kind(needs_value=False, needs_item=True),
}


def read_diary(
    path: str | Path,
    *,
    zero: datetime,
    timezone: str,
    now: datetime,
    facts: Facts,
    product: Product | None,
) -> tuple[tuple[DoseEvent, ...], tuple[DiaryEntry, ...]]:
    """Read a diary, completely or not at all.

    Args:
        zero: the record's zero.
        timezone: IANA name; times without a zone are in it.
        now: nothing can have happened later.
        facts: uses symptoms and conditions.
        product: what the doses are of; `None` refuses a line of kind `dose`.

    Returns:
        The doses, then all other lines, each in the order of the file.

    Raises:
        InputError: the first line with a trouble, and how many more have one.
    """
    zone = time_zone(timezone)

    def read(row: Row) -> tuple[Row, DoseEvent | DiaryEntry]:
        return row, _entry(row, zero, zone, now, facts, product)

    found = read_rows(path, required=REQUIRED, optional=OPTIONAL, read=read)
    _refuse_repeats(found)
    things = [thing for _, thing in found]
    return (
        tuple(thing for thing in things if isinstance(thing, DoseEvent)),
        tuple(thing for thing in things if isinstance(thing, DiaryEntry)),
    )


def _entry(
    row: Row, zero: datetime, zone: ZoneInfo, now: datetime, facts: Facts, product: Product | None
) -> DoseEvent | DiaryEntry:
    name = _kind_name(row)
    try:
        at = moment(row.text("time"), zone=zone, now=now)
    except InputError as error:
        raise row.placed(error, "time") from None
    value = _value(row, name, KINDS[name])
    time_h = hours_since(zero, at.instant)
    if name == "dose":
        return _dose(row, at, time_h, value or 0.0, product)
    return DiaryEntry(
        time_h=time_h,
        kind=name,
        item=_item(row, name, facts),
        value=value,
        note=row.text("note"),
        origin=row.origin,
    )


def _kind_name(row: Row) -> str:
    name = row.text("kind")
    if name not in KINDS:
        raise row.error(
            "kind",
            "this kind of line is not known",
            given=name,
            accepted=", ".join(KINDS),
            todo=did_you_mean(name, KINDS),
        )
    return name


def _value(row: Row, name: str, kind: Kind) -> float | None:
    value = row.number("value")
    if kind.low is None or kind.high is None:
        if value is not None:
            raise row.error(
                "value", f"{name} has no value", given=row.text("value"), todo="Leave it empty"
            )
        return None
    if value is None:
        if kind.needs_value:
            raise row.error("value", f"{name} needs a value", accepted=kind.what)
        return None
    if not kind.low <= value <= kind.high or (kind.whole and value != int(value)):
        raise row.error(
            "value",
            f"this is not a value of {name}",
            given=row.text("value"),
            accepted=f"{kind.what}; {'whole numbers' if kind.whole else 'numbers'} "
            f"from {kind.low:g} to {kind.high:g}",
            todo=kind.too_much if value > kind.high else None,
        )
    return value


# ---------------------------------------------------------------- doses


def _dose(row: Row, at: Moment, time_h: float, units: float, product: Product | None) -> DoseEvent:
    if product is None:
        raise row.error(
            "kind",
            "a dose needs the product that it is of",
            todo="Add [product] to the person's file, so that units can become milligrams",
        )
    _refuse_other_product(row, product)
    if not at.clock_known:
        raise row.error(
            "time",
            "a dose needs its clock time, for gaps and daily limits are counted in hours",
            given=row.text("time"),
            accepted="such as 2026-11-02T08:00",
        )
    return DoseEvent(
        time_h=time_h,
        elemental_mg=units * product.elemental_mg_per_unit,
        product_id=product.product_id,
        status="taken" if units else "missed",
    )


def _refuse_other_product(row: Row, product: Product) -> None:
    item = row.text("item")
    named = (folded(product.product_id), folded(product.salt), "product")
    if item and folded(item) not in named:
        raise row.error(
            "item",
            "this is not the product of the person's file, so its content is not known",
            given=item,
            accepted=f"{product.product_id}, {product.salt}, or nothing",
            todo="List another product that contains magnesium under [[magnesium_source]]",
        )


# ---------------------------------------------------------------- items


def _item(row: Row, name: str, facts: Facts) -> str:
    item = row.text("item")
    if not item and KINDS[name].needs_item:
        raise row.error("item", f"{name} needs an item", todo="Name what it is about")
    if name == "symptom":
        return _code(row, item, facts.symptoms, "symptoms")
    if name == "new_condition":
        return _code(row, item, facts.conditions, "conditions")
    return item


def _code(row: Row, item: str, known: Mapping[str, Code], topic: str) -> str:
    if item not in known:
        close = near_codes(item, known)
        raise row.error(
            "item",
            f"this is not a code of the {topic} that are known",
            given=item,
            accepted="codes; the nearest are " + ", ".join(close) if close else "codes",
            todo=f"`magtitrate facts list --topic {topic}` prints them all",
        )
    return item


# ---------------------------------------------------------------- repeats


def _refuse_repeats(found: list[tuple[Row, DoseEvent | DiaryEntry]]) -> None:
    """Refuse one thing at one instant twice: a dose read twice would count twice (H-22)."""
    seen: dict[tuple[str, str, float], Row] = {}
    troubles = []
    for row, thing in found:
        kind, item = row.text("kind"), folded(row.text("item"))
        key = (kind, "" if kind == "dose" else item, round(thing.time_h, 6))
        if key in seen:
            what = "the same dose is entered twice" if kind == "dose" else "this is entered twice"
            troubles.append(
                row.error(
                    "time",
                    f"{what}: line {seen[key].line} has it already",
                    given=row.text("time"),
                    todo="Take one of the two lines out, or correct its time or its value",
                )
            )
        seen.setdefault(key, row)
    raise_first(troubles)
