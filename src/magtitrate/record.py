"""What happened to this person, in order: observations, doses, diary, at one moment `now`.

A record is a value: adding to it returns a new one. Times are hours since `zero`, the
local midnight that began the day of `now`; they count elapsed time, so a day on which
the clocks change has 23 or 25 of them.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from magtitrate.checks import one_of
from magtitrate.errors import InputError
from magtitrate.patient import Patient
from magtitrate.regimen import DoseEvent, Product
from magtitrate.units import ANALYTES, canonical_unit, from_canonical

__all__ = ["DiaryEntry", "Observation", "Record"]

DIARY_KINDS = (
    "dose",
    "symptom",
    "stool",
    "cramps",
    "soreness",
    "sleep",
    "reaction_time",
    "repetitions",
    "sick_day",
    "medicine_started",
    "medicine_stopped",
    "new_condition",
)


@dataclass(frozen=True, kw_only=True)
class Observation:
    """One laboratory value in its analyte's canonical unit.

    Attributes:
        time_h: when the sample was drawn, hours since the record's zero.
        value: in the canonical unit of the analyte; the limit itself where censored.
        censored_below: the laboratory reported "less than" this value.
        clock_known: false where only the day is known; then the value may stop a plan
            but never teaches the model.
        lower, upper: the laboratory's own interval, canonical unit.
        unit_given: the unit the laboratory printed, to echo it.
        hours_since_dose: time since the last magnesium, where stated [h].
        origin: file and line.
    """

    analyte: str
    time_h: float
    value: float
    censored_below: bool = False
    clock_known: bool = True
    lower: float | None = None
    upper: float | None = None
    unit_given: str = ""
    laboratory: str = ""
    specimen: str = ""
    hours_since_dose: float | None = None
    note: str = ""
    origin: str = ""

    def __post_init__(self) -> None:
        one_of("analyte", self.analyte, tuple(ANALYTES))
        if not self.value >= 0 or self.value == float("inf"):
            raise InputError("not a laboratory value", field="value", given=self.value)
        if self.lower is not None and self.upper is not None and self.lower >= self.upper:
            raise InputError(
                "the lower limit is not below the upper one", field="lower", given=self.lower
            )

    @property
    def unit(self) -> str:
        """The unit of the report; the canonical one where none is kept."""
        return self.unit_given or canonical_unit(self.analyte)

    @property
    def printed(self) -> float:
        """The number of the report, in `unit`."""
        return from_canonical(self.analyte, self.value, self.unit)

    def __str__(self) -> str:
        """The value as the laboratory printed it."""
        return f"{'less than ' if self.censored_below else ''}{self.printed:.4g} {self.unit}"


@dataclass(frozen=True, kw_only=True)
class DiaryEntry:
    """One line of the diary that is not a dose of the product."""

    time_h: float
    kind: str
    item: str = ""
    value: float | None = None
    note: str = ""
    origin: str = ""

    def __post_init__(self) -> None:
        one_of("kind", self.kind, DIARY_KINDS)


@dataclass(frozen=True, kw_only=True)
class Record:
    """All that is known about one person at one moment.

    Attributes:
        zero: a local midnight; every `time_h` counts from it.
        now_h: the present moment.
        timezone: IANA name of the person's home zone.
    """

    patient: Patient
    zero: datetime
    now_h: float
    timezone: str
    product: Product | None = None
    observations: tuple[Observation, ...] = ()
    doses: tuple[DoseEvent, ...] = ()
    diary: tuple[DiaryEntry, ...] = ()

    def __post_init__(self) -> None:
        if self.zero.tzinfo is None:
            raise InputError("the record's zero has no time zone", field="zero")
        for name in ("observations", "doses", "diary"):
            things = getattr(self, name)
            ordered = tuple(sorted(things, key=lambda thing: thing.time_h))
            object.__setattr__(self, name, ordered)

    @classmethod
    def opened(
        cls, patient: Patient, now: datetime, timezone: str, *, product: Product | None = None
    ) -> Record:
        """An empty record whose zero is the local midnight of `now`."""
        if now.tzinfo is None:
            raise InputError("the present moment has no time zone", field="now")
        local = now.astimezone(ZoneInfo(timezone))
        zero = datetime(local.year, local.month, local.day, tzinfo=ZoneInfo(timezone))
        now_h = (now.astimezone(UTC) - zero.astimezone(UTC)) / timedelta(hours=1)
        return cls(patient=patient, zero=zero, now_h=now_h, timezone=timezone, product=product)

    @property
    def now(self) -> datetime:
        return self.instant(self.now_h)

    @property
    def today(self) -> date:
        """The local day of the present moment."""
        return self.now.date()

    def hours(self, instant: datetime) -> float:
        """Elapsed hours from zero to that instant."""
        return (instant.astimezone(UTC) - self.zero.astimezone(UTC)) / timedelta(hours=1)

    def instant(self, time_h: float) -> datetime:
        """The local wall-clock instant of an hour of this record."""
        utc = self.zero.astimezone(UTC) + timedelta(hours=time_h)
        return utc.astimezone(ZoneInfo(self.timezone))

    def clock_h(self, time_h: float) -> float:
        """The local hour of day at that time."""
        local = self.instant(time_h)
        return local.hour + local.minute / 60 + local.second / 3600

    def adding(
        self,
        *,
        observations: tuple[Observation, ...] = (),
        doses: tuple[DoseEvent, ...] = (),
        diary: tuple[DiaryEntry, ...] = (),
    ) -> Record:
        """A new record with these things too, in time order."""
        return replace(
            self,
            observations=self.observations + observations,
            doses=self.doses + doses,
            diary=self.diary + diary,
        )

    def until(self, time_h: float) -> Record:
        """The record as it was known at that time."""
        return replace(
            self,
            now_h=time_h,
            observations=tuple(o for o in self.observations if o.time_h <= time_h),
            doses=tuple(d for d in self.doses if d.time_h <= time_h),
            diary=tuple(d for d in self.diary if d.time_h <= time_h),
        )

    def of(self, analyte: str) -> tuple[Observation, ...]:
        """The observations of one analyte up to now, oldest first."""
        return tuple(
            o for o in self.observations if o.analyte == analyte and o.time_h <= self.now_h
        )

    def latest(self, analyte: str) -> Observation | None:
        """The newest observation of one analyte."""
        found = self.of(analyte)
        return found[-1] if found else None
