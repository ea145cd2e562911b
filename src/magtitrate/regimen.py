"""What is taken, when, with what: products, slots of the day, doses that happened.

Doses are milligrams of elemental magnesium; `compound_mg` exists only on a label.
"""

from __future__ import annotations

from dataclasses import dataclass

from magtitrate.checks import WEEKDAYS, clock, one_of, weekdays, within

__all__ = ["DoseEvent", "Product", "Regimen", "Slot"]

RELEASES = ("immediate", "enteric", "slow", "liposomal")
LARGEST_DOSE_MG = 1e6
"""No bound of safety, only of sense: above it a number is not a dose."""
MEAL_RELATIONS = ("with", "after", "fasting")


@dataclass(frozen=True, kw_only=True)
class Product:
    """A supplement as its label says it, with the elemental content settled.

    Attributes:
        elemental_mg_per_unit: elemental magnesium in one capsule, tablet or scoop [mg].
        compound_mg_per_unit: mass of the salt in one unit, as printed [mg].
        buffered: the label's ratio says that oxide was blended in (rule P-01).
        divisible: can a unit be halved?
    """

    product_id: str
    salt: str
    elemental_mg_per_unit: float
    compound_mg_per_unit: float | None = None
    hydrate: str | None = None
    buffered: bool = False
    divisible: bool = False
    release: str = "immediate"
    certified: bool = False
    vitamin_b6_mg_per_unit: float = 0.0
    units_per_pack: float | None = None
    price: float | None = None
    currency: str | None = None

    def __post_init__(self) -> None:
        within("product.elemental_mg_per_unit", self.elemental_mg_per_unit, 1, 1000)
        within("product.compound_mg_per_unit", self.compound_mg_per_unit, 1, 20000)
        within("product.vitamin_b6_mg_per_unit", self.vitamin_b6_mg_per_unit, 0, 500)
        one_of("product.release", self.release, RELEASES)

    @property
    def smallest_units(self) -> float:
        """The smallest part of a unit that can be taken."""
        return 0.5 if self.divisible else 1.0

    @property
    def smallest_elemental_mg(self) -> float:
        """The smallest dose this product can make [mg]."""
        return self.smallest_units * self.elemental_mg_per_unit


@dataclass(frozen=True, kw_only=True)
class Slot:
    """One intake of the day.

    Attributes:
        weekdays: the days on which it applies; every day where empty.
        meal: relation to a meal.
        why: the reason for this time, in a sentence.
    """

    clock_h: float
    units: float
    elemental_mg: float
    meal: str = "with"
    weekdays: tuple[str, ...] = ()
    why: str = ""

    def __post_init__(self) -> None:
        clock("slot.clock_h", self.clock_h)
        one_of("slot.meal", self.meal, MEAL_RELATIONS)
        if self.weekdays:
            weekdays("slot.weekdays", self.weekdays)
        within("slot.elemental_mg", self.elemental_mg, 0, LARGEST_DOSE_MG)


@dataclass(frozen=True, kw_only=True)
class DoseEvent:
    """One dose at one instant.

    Attributes:
        time_h: hours since the record's zero.
        status: planned, taken or missed.
    """

    time_h: float
    elemental_mg: float
    product_id: str
    meal: str = "with"
    status: str = "planned"

    def __post_init__(self) -> None:
        one_of("dose.status", self.status, ("planned", "taken", "missed"))
        one_of("dose.meal", self.meal, MEAL_RELATIONS)
        within("dose.elemental_mg", self.elemental_mg, 0, LARGEST_DOSE_MG)


@dataclass(frozen=True, kw_only=True)
class Regimen:
    """A repeating day of slots of one product; `None` as product for bare amounts."""

    product: Product | None
    slots: tuple[Slot, ...]

    def daily_elemental_mg(self, weekday: str | None = None) -> float:
        """Elemental magnesium per day; the largest day of the week where none is named [mg]."""
        days = (weekday,) if weekday else WEEKDAYS
        return max(
            sum(s.elemental_mg for s in self.slots if not s.weekdays or day in s.weekdays)
            for day in days
        )

    def slots_on(self, weekday: str) -> tuple[Slot, ...]:
        """The slots of that weekday, by clock."""
        return tuple(
            sorted(
                (s for s in self.slots if not s.weekdays or weekday in s.weekdays),
                key=lambda s: s.clock_h,
            )
        )

    def events(self, from_h: float, to_h: float, *, first_weekday: str) -> tuple[DoseEvent, ...]:
        """Planned doses in [from_h, to_h), hour 0 being midnight of `first_weekday`."""
        first = WEEKDAYS.index(first_weekday)
        product_id = self.product.product_id if self.product else ""
        events = [
            DoseEvent(
                time_h=day * 24 + slot.clock_h,
                elemental_mg=slot.elemental_mg,
                product_id=product_id,
                meal=slot.meal,
            )
            for day in range(int(from_h // 24), int(to_h // 24) + 1)
            for slot in self.slots_on(WEEKDAYS[(first + day) % 7])
            if from_h <= day * 24 + slot.clock_h < to_h
        ]
        return tuple(events)
