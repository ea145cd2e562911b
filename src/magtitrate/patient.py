"""Who is this person, as far as dosing magnesium depends on it?

A missing answer is `None`, never a default; safety decides what a missing answer means.
Later changes of body mass or kidney function arrive as observations of the record.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from datetime import date

from magtitrate.checks import WEEKDAYS, clock, one_of, weekdays, within
from magtitrate.errors import InputError
from magtitrate.habits import Day, Diet, Life, Training

__all__ = ["Answers", "Kidney", "MagnesiumSource", "Medicine", "Patient"]

YES_NO_UNKNOWN = ("no", "yes", "unknown")


@dataclass(frozen=True, kw_only=True)
class Kidney:
    """What is known of the kidneys, as it was answered.

    Attributes:
        status: `unknown` where the person said so; that is an answer, an empty table is not.
        egfr: estimated filtration, indexed [mL/min per 1.73 m²]; rules are written in it.
        creatinine_umol_per_l: serum creatinine, where no eGFR was reported [umol/L].
        measured: day of the measurement.
        previous_egfr, previous_measured: the value before, to see a fall.
    """

    status: str | None = None
    egfr: float | None = None
    creatinine_umol_per_l: float | None = None
    measured: date | None = None
    albuminuria: str | None = None
    previous_egfr: float | None = None
    previous_measured: date | None = None

    def __post_init__(self) -> None:
        one_of("kidney.status", self.status, ("unknown",))
        within("kidney.egfr_ml_per_min_1p73m2", self.egfr, 1, 250)
        within("kidney.previous_egfr_ml_per_min_1p73m2", self.previous_egfr, 1, 250)
        within("kidney.creatinine", self.creatinine_umol_per_l, 5, 3000)
        one_of("kidney.albuminuria", self.albuminuria, YES_NO_UNKNOWN)
        if self.status and (self.egfr is not None or self.creatinine_umol_per_l is not None):
            raise InputError("the status says unknown, but a value is given", field="kidney")
        if self.egfr is not None and self.creatinine_umol_per_l is not None:
            raise InputError(
                "give the eGFR or the creatinine, not both, so that they cannot disagree",
                field="kidney",
            )


@dataclass(frozen=True, kw_only=True)
class Answers:
    """The questions whose answers expire, and the day on which they were answered."""

    confirmed: date | None = None
    medicines: str | None = None
    magnesium_sources: str | None = None
    symptoms_now: tuple[str, ...] | None = None
    sick_day: str | None = None

    def __post_init__(self) -> None:
        one_of("answers.medicines", self.medicines, ("listed", "none", "unknown"))
        one_of("answers.magnesium_sources", self.magnesium_sources, ("listed", "none", "unknown"))
        one_of("answers.sick_day", self.sick_day, ("no", "yes"))


@dataclass(frozen=True, kw_only=True)
class Medicine:
    """A medicine or supplement that is not magnesium, as it is taken.

    Attributes:
        clock_h: local times of day; empty where they were not given.
        weekdays: the days on which it is taken; every day where empty.
        since, until: first and last day, where known.
        movable: may the planner move it?
    """

    name: str
    clock_h: tuple[float, ...] = ()
    weekdays: tuple[str, ...] = ()
    since: date | None = None
    until: date | None = None
    movable: bool = False

    def __post_init__(self) -> None:
        if not self.name.strip():
            raise InputError("a medicine without a name", field="medicine.name")
        for hour in self.clock_h:
            clock("medicine.clock", hour)
        if self.weekdays:
            weekdays("medicine.weekdays", self.weekdays)
        if self.since and self.until and self.until < self.since:
            raise InputError(
                "the course ends before it begins",
                field="medicine.until",
                given=self.until.isoformat(),
                accepted=f"{self.since.isoformat()} or later",
            )

    def taken_on(self, day: date) -> bool:
        """Is this medicine taken on that day at all?"""
        if (self.since and day < self.since) or (self.until and day > self.until):
            return False
        return not self.weekdays or weekday_name(day) in self.weekdays


@dataclass(frozen=True, kw_only=True)
class MagnesiumSource:
    """Another supplement or medicine that contains magnesium."""

    name: str
    elemental_mg_per_day: float | None
    clock_h: float | None = None

    def __post_init__(self) -> None:
        if not self.name.strip():
            raise InputError("a magnesium source without a name", field="magnesium_source.name")
        within("magnesium_source.elemental_mg_per_day", self.elemental_mg_per_day, 0, 20000)
        if self.clock_h is not None:
            clock("magnesium_source.clock", self.clock_h)


@dataclass(frozen=True, kw_only=True)
class Patient:
    """Who, with what kidneys, which medicines and which habits."""

    patient_id: str
    age_y: float | None = None
    sex: str | None = None
    body_mass_kg: float | None = None
    height_m: float | None = None
    pregnancy: str | None = None
    conditions: tuple[str, ...] | None = None
    surgery_planned: date | str | None = None
    kidney: Kidney = field(default_factory=Kidney)
    answers: Answers = field(default_factory=Answers)
    medicines: tuple[Medicine, ...] = ()
    magnesium_sources: tuple[MagnesiumSource, ...] = ()
    diet: Diet = field(default_factory=Diet)
    day: Day = field(default_factory=Day)
    training: tuple[Training, ...] = ()
    life: Life = field(default_factory=Life)
    genetics: tuple[tuple[str, str], ...] = ()
    microbiome: tuple[tuple[str, str], ...] = ()

    def __post_init__(self) -> None:
        if not self.patient_id.strip():
            raise InputError("the person has no id", field="person.id", todo="Give any short name")
        within("person.age_y", self.age_y, 0, 120)
        one_of("person.sex", self.sex, ("male", "female"))
        within("person.body_mass_kg", self.body_mass_kg, 2, 400)
        within("person.height_m", self.height_m, 0.4, 2.6)
        one_of("person.pregnancy", self.pregnancy, ("no", "pregnant", "lactating"))
        if isinstance(self.surgery_planned, str):
            one_of("person.surgery_planned", self.surgery_planned, ("no",))
        if self.sex == "male" and self.pregnancy in ("pregnant", "lactating"):
            raise InputError(
                "sex and pregnancy disagree", field="person.pregnancy", given=self.pregnancy
            )

    @property
    def body_surface_m2(self) -> float | None:
        """Body surface after Mosteller (1987): sqrt(height_cm * mass_kg / 3600) [m²]."""
        if self.height_m is None or self.body_mass_kg is None:
            return None
        return math.sqrt(self.height_m * 100 * self.body_mass_kg / 3600)


def weekday_name(day: date) -> str:
    """`mon` to `sun`."""
    return WEEKDAYS[day.weekday()]
