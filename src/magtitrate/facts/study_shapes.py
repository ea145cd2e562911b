"""What does a published study look like, so that it can be run against the model?

People, the food they lived on, what each arm was given and when, and what was observed
with its width. The interval in which a prediction must fall is fixed by the study alone,
before anything is simulated. Every key is explained in docs/studies.md.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NewType

from magtitrate.checks import one_of, within
from magtitrate.errors import InputError
from magtitrate.units import mg_to_mmol

__all__ = [
    "AMOUNTS_TAKEN",
    "COMPARISONS",
    "HOW_READ",
    "QUANTITIES",
    "USUAL",
    "Clock",
    "Study",
    "StudyArm",
    "StudyDiet",
    "StudyDose",
    "StudyFast",
    "StudyInfusion",
    "StudyMeal",
    "StudyPeople",
    "StudyResult",
]

Clock = NewType("Clock", float)
"""A local time of day [h]."""

USUAL = "usual"
"""The arm that every study has: the same people living on as before."""

LEVELS = (
    "serum_magnesium",
    "ionized_magnesium",
    "erythrocyte_magnesium",
    "csf_magnesium",
    "muscle_magnesium",
)
SUMS = (
    "urine_magnesium",
    "fecal_magnesium",
    "fecal_soluble_magnesium",
    "absorbed_magnesium",
    "net_absorbed_magnesium",
    "secreted_magnesium",
    "skin_magnesium",
)
LABELED = ("labeled_absorbed", "labeled_urine", "labeled_feces", "labeled_retained")
PHARMACOKINETIC = ("renal_threshold", "two_compartment")
QUANTITIES = (*LEVELS, *SUMS, *LABELED, *PHARMACOKINETIC)
"""What can be observed; `two_compartment` compares a published infusion model."""

HOW_READ = {
    "at": LEVELS,
    "mean": LEVELS,
    "peak": LEVELS,
    "trough": LEVELS,
    "peak_time": LEVELS,
    "area": LEVELS,
    "total": (*SUMS, *LABELED),
    "per_day": SUMS,
    "threshold": ("renal_threshold",),
    "clearance": ("two_compartment",),
    "volume": ("two_compartment",),
    "curve_rms": ("two_compartment",),
}
"""How a quantity is read, and for which quantities that has a meaning."""

COMPARISONS = ("difference", "percent", "ratio")
AMOUNTS_TAKEN = ("dose", "infused", "intake", "labeled")

UNITS = {
    "mmol/L": 1.0,
    "mg/dL": mg_to_mmol(10.0),
    "mEq/L": 0.5,
    "mmol": 1.0,
    "mg": mg_to_mmol(1.0),
    "mmol/d": 1.0,
    "mg/d": mg_to_mmol(1.0),
    "1": 1.0,
    "%": 0.01,
    "h": 1.0,
    "mmol h/L": 1.0,
    "mmol min/L": 1 / 60,
    "L": 1.0,
    "L/h": 1.0,
}
"""Unit of an observation -> factor to the unit in which it is simulated."""

SD_FACTOR = 1.5
"""A simulated between-person SD must lie within this factor of the observed one."""


@dataclass(frozen=True, kw_only=True)
class StudyPeople:
    """Who took part.

    Attributes:
        n: how many; the standard error of an observation follows from it.
        gfr_ml_per_min: filtration of these bodies, not indexed [mL/min].
        situations: names of `modifier.<situation>.…` facts that hold for all of them.
    """

    n: float
    body_mass_kg: float
    gfr_ml_per_min: float
    description: str = ""
    body_mass_sd_kg: float = 0.0
    gfr_sd_ml_per_min: float = 0.0
    age_y: float | None = None
    situations: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        within("people.n", self.n, 1, 1e6)
        within("people.body_mass_kg", self.body_mass_kg, 20, 250)
        within("people.gfr_ml_per_min", self.gfr_ml_per_min, 2, 300)
        within("people.body_mass_sd_kg", self.body_mass_sd_kg, 0, 60)
        within("people.gfr_sd_ml_per_min", self.gfr_sd_ml_per_min, 0, 80)
        within("people.age_y", self.age_y, 0, 120)


@dataclass(frozen=True, kw_only=True)
class StudyDiet:
    """What they ate, every day alike.

    Attributes:
        magnesium_sd_mg_per_day: how people differ.
        clock, share: eating occasions and their part of the day's magnesium and phytate.
        food: size of each occasion in usual meals.
        from_day: first day of an arm's own diet.
    """

    magnesium_mg_per_day: float
    magnesium_sd_mg_per_day: float | None = None
    phytate_mg_per_day: float | None = None
    clock: tuple[Clock, ...] = ()
    share: tuple[float, ...] = ()
    food: tuple[float, ...] = ()
    from_day: float = 0.0

    def __post_init__(self) -> None:
        within("diet.magnesium_mg_per_day", self.magnesium_mg_per_day, 0, 3000)
        within("diet.magnesium_sd_mg_per_day", self.magnesium_sd_mg_per_day, 0, 1500)
        within("diet.phytate_mg_per_day", self.phytate_mg_per_day, 0, 6000)
        if len(self.clock) != len(self.share):
            raise InputError("each eating occasion needs a clock and a share", field="diet.share")
        if self.food and len(self.food) != len(self.clock):
            raise InputError("food needs one entry per clock", field="diet.food")
        if self.share and not 0.999 <= sum(self.share) <= 1.001:
            raise InputError(
                "the shares of the day must add up to 1",
                field="diet.share",
                given=round(sum(self.share), 4),
            )


@dataclass(frozen=True, kw_only=True)
class StudyDose:
    """A preparation, swallowed at the same clock times on some days.

    Attributes:
        form: a form of the model (`body.gut.FORMS`) or a salt of the facts.
        elemental_mg, magnesium_mmol: per intake; exactly one of them.
        from_day, days: first day, and on how many; to the end where `days` is missing.
        water_ml: drunk with each intake.
        labeled: carries the tracer.
    """

    form: str
    clock: tuple[Clock, ...]
    elemental_mg: float | None = None
    magnesium_mmol: float | None = None
    from_day: float = 0.0
    days: float | None = None
    with_meal: bool = False
    water_ml: float = 200.0
    labeled: bool = False

    def __post_init__(self) -> None:
        _one_amount("dose", self.elemental_mg, self.magnesium_mmol)
        _some_days("dose", self.clock, self.from_day, self.days)
        within("dose.water_ml", self.water_ml, 0, 5000)


@dataclass(frozen=True, kw_only=True)
class StudyMeal:
    """A test meal or drink beside the usual food.

    Attributes:
        food: its size in usual meals; 0 for water.
    """

    clock: tuple[Clock, ...]
    magnesium_mg: float | None = None
    magnesium_mmol: float | None = None
    phytate_mmol: float = 0.0
    food: float = 1.0
    water_ml: float = 0.0
    from_day: float = 0.0
    days: float | None = 1.0
    labeled: bool = False

    def __post_init__(self) -> None:
        _one_amount("meal", self.magnesium_mg, self.magnesium_mmol)
        _some_days("meal", self.clock, self.from_day, self.days)
        within("meal.phytate_mmol", self.phytate_mmol, 0, 20)
        within("meal.food", self.food, 0, 5)
        within("meal.water_ml", self.water_ml, 0, 5000)


@dataclass(frozen=True, kw_only=True)
class StudyInfusion:
    """Magnesium by vein at a constant rate.

    Attributes:
        magnesium_mmol, magnesium_mmol_per_kg: in all; exactly one of them.
    """

    clock: Clock
    duration_h: float
    day: float = 0.0
    magnesium_mmol: float | None = None
    magnesium_mmol_per_kg: float | None = None

    def __post_init__(self) -> None:
        _one_amount("infusion", self.magnesium_mmol, self.magnesium_mmol_per_kg)
        within("infusion.duration_h", self.duration_h, 0.01, 2000)
        within("infusion.day", self.day, 0, 2000)


@dataclass(frozen=True, kw_only=True)
class StudyFast:
    """No usual food from one hour to another, on one day or several."""

    from_clock: Clock
    hours: float
    day: float = 0.0
    days: float = 1.0

    def __post_init__(self) -> None:
        within("fast.hours", self.hours, 0.1, 2000)
        within("fast.days", self.days, 1, 2000)


@dataclass(frozen=True, kw_only=True)
class StudyArm:
    """What one group was given; hour 0 is midnight before its first day.

    Attributes:
        adherence: share of the doses that was taken.
        situations: beside those of the people.
        gfr_ml_per_min, gfr_sd_ml_per_min: where its filtration is another one.
        diet: its own food, from a day on.
    """

    name: str
    gfr_ml_per_min: float | None = None
    gfr_sd_ml_per_min: float | None = None
    adherence: float = 1.0
    situations: tuple[str, ...] = ()
    diet: StudyDiet | None = None
    dose: tuple[StudyDose, ...] = ()
    meal: tuple[StudyMeal, ...] = ()
    infusion: tuple[StudyInfusion, ...] = ()
    fast: tuple[StudyFast, ...] = ()

    def __post_init__(self) -> None:
        within("arm.adherence", self.adherence, 0, 1)
        within("arm.gfr_ml_per_min", self.gfr_ml_per_min, 2, 300)
        within("arm.gfr_sd_ml_per_min", self.gfr_sd_ml_per_min, 0, 80)
        if self.name == USUAL:
            raise InputError(f"{USUAL!r} is the arm every study has already", field="arm.name")


@dataclass(frozen=True, kw_only=True)
class StudyResult:
    """One observation, and how to read it off a simulation.

    The value of a person is read in `arm`, divided by `per`, compared with `against`, and
    taken from 1 where `one_minus` says so, in this order.

    Attributes:
        how: see `HOW_READ`.
        day, clock, hours: the instant, or the beginning and length of a window.
        every_h, at_h: when a level is sampled within the window; hours after its beginning.
        share_above: the share of people above this value is meant, in `share_unit`.
        clearance_l_per_h, central_l, peripheral_l, exchange_l_per_h: the published
            two-compartment model.
        observed, sd, se, ci, n: as published; n of the people where missing.
        floor: least half-width of the interval.
        interval: the interval itself, where no width was published.
        judged: counts for the verdict; else it is only reported.
        sd_judged: the between-person SD counts too.
    """

    id: str
    quantity: str
    how: str
    arm: str
    unit: str
    observed: float | None = None
    against: str | None = None
    compare: str | None = None
    per: str | None = None
    one_minus: bool = False
    share_above: float | None = None
    share_unit: str = "mmol/L"
    day: float = 0.0
    clock: Clock = Clock(0.0)
    hours: float | None = None
    every_h: float = 0.25
    at_h: tuple[float, ...] = ()
    clearance_l_per_h: float | None = None
    central_l: float | None = None
    peripheral_l: float | None = None
    exchange_l_per_h: float | None = None
    sd: float | None = None
    se: float | None = None
    ci: tuple[float, ...] = ()
    n: float | None = None
    floor: float = 0.0
    interval: tuple[float, ...] = ()
    judged: bool = True
    sd_judged: bool = True
    note: str = ""

    def __post_init__(self) -> None:
        one_of("result.quantity", self.quantity, QUANTITIES)
        one_of("result.how", self.how, tuple(HOW_READ))
        one_of("result.compare", self.compare, COMPARISONS)
        one_of("result.per", self.per, AMOUNTS_TAKEN)
        one_of("result.unit", self.unit, tuple(UNITS))
        one_of("result.share_unit", self.share_unit, tuple(UNITS))
        if self.quantity not in HOW_READ[self.how]:
            raise InputError(
                f"{self.quantity} cannot be read as {self.how!r}",
                field="result.how",
                given=self.how,
                accepted=", ".join(h for h, q in HOW_READ.items() if self.quantity in q),
            )
        if (self.against is None) != (self.compare is None):
            raise InputError("against and compare belong together", field="result.compare")
        if self.how != "at" and not (self.hours or 0) > 0:
            raise InputError(
                f"{self.how!r} needs a window", field="result.hours", accepted="hours above 0"
            )
        for name, pair in (("ci", self.ci), ("interval", self.interval)):
            if pair and (len(pair) != 2 or pair[0] > pair[1]):
                raise InputError("two numbers, the lower first", field=f"result.{name}")
        self._must_have_a_width()

    def _must_have_a_width(self) -> None:
        if not self.judged:
            return
        if self.interval:
            return
        width = self.sd is not None or self.se is not None or self.ci or self.floor > 0
        if self.observed is None or not width:
            raise InputError(
                "a judged result needs a width",
                field="result.interval",
                accepted="interval; or observed with sd, se, ci or floor; or judged = false",
            )

    @property
    def needs_label(self) -> bool:
        return self.quantity in LABELED

    @property
    def from_h(self) -> float:
        """Beginning, hours since the midnight of day 0."""
        return 24.0 * self.day + self.clock

    @property
    def to_h(self) -> float:
        """End of the window, or the instant itself."""
        return self.from_h + (self.hours or 0.0)

    @property
    def factor(self) -> float:
        """From the published unit to the one simulated."""
        return UNITS[self.unit]

    def allowed(self, people_n: float) -> tuple[float, float] | None:
        """The interval of the prediction, in the published unit; `None` where there is none."""
        if self.interval:
            return self.interval[0], self.interval[1]
        if self.observed is None:
            return None
        low, high = self._published(self.n or people_n)
        return min(low, self.observed - self.floor), max(high, self.observed + self.floor)

    def _published(self, n: float) -> tuple[float, float]:
        assert self.observed is not None
        if self.ci:
            return self.ci[0], self.ci[1]
        se = self.se if self.se is not None else (self.sd or 0.0) / n**0.5
        return self.observed - 2 * se, self.observed + 2 * se


@dataclass(frozen=True, kw_only=True)
class Study:
    """A published study, ready to be run.

    Attributes:
        id: short, such as "A13"; unique among the studies of one run.
        source: a citation key of the facts, or a citation in words.
        where: what was read (abstract, table, full text), and what had to be assumed.
        control: a negative control: nothing is expected to happen.
    """

    id: str
    title: str
    source: str
    where: str
    people: StudyPeople
    diet: StudyDiet
    arm: tuple[StudyArm, ...] = ()
    result: tuple[StudyResult, ...] = field(default=())
    note: str = ""
    control: bool = False

    def __post_init__(self) -> None:
        names = [arm.name for arm in self.arm]
        if len(set(names)) < len(names):
            raise InputError("two arms have the same name", field="arm.name")
        if not self.result:
            raise InputError("a study without a result", field="result", accepted="[[result]]")
        for result in self.result:
            for name in (result.arm, result.against):
                one_of("result.arm", name, (*names, USUAL))

    def arm_of(self, name: str) -> StudyArm | None:
        """The arm of that name; `None` for the usual life."""
        return next((arm for arm in self.arm if arm.name == name), None)


def _one_amount(what: str, first: float | None, second: float | None) -> None:
    if (first is None) == (second is None):
        raise InputError("exactly one amount is wanted, in one unit", field=what)
    within(what, first if first is not None else second, 0, 1e5)


def _some_days(what: str, clock: tuple[Clock, ...], from_day: float, days: float | None) -> None:
    if not clock:
        raise InputError("at which clock times?", field=f"{what}.clock", accepted='["08:00"]')
    within(f"{what}.from_day", from_day, 0, 2000)
    within(f"{what}.days", days, 1, 2000)
