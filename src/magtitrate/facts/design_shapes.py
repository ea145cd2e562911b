"""What does a design of an experiment or of a virtual trial say, and what must it prove?

The shapes of DESIGN.toml, key by key; docs/experiments.md and docs/trials.md explain them.
A number about the world that a design brings is its author's and stands in the file, with
where it is from.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import NewType

from magtitrate.errors import InputError

__all__ = [
    "Arm",
    "Clock",
    "Effect",
    "Experiment",
    "Guess",
    "Outcome",
    "People",
    "PowerTable",
    "Published",
    "Scenario",
    "Trial",
]

Clock = NewType("Clock", float)
"""A local hour of the day, written as "HH:MM"."""

MEASURES = ("reaction_time", "sleep", "soreness", "stool", "cramps")
BLINDING = ("capsules", "open")
SAID = ("magnesium", "placebo", "unsure")
KINDS = ("parallel", "crossover", "single_arm")
POLICIES = ("fixed", "plan")
OUTCOME_KINDS = ("score", "share", "body", "gut")
BODY_QUANTITIES = (
    "serum_magnesium",
    "ionized_magnesium",
    "urine_magnesium",
    "absorbed_magnesium",
)
GUT_QUANTITIES = ("loose_stool", "upset")
ANALYSES = ("change", "follow_up", "ancova", "own_baseline")
READINGS = ("difference", "ratio", "treated", "control")
SEXES = ("both", "female", "male")


# ---------------------------------------------------------------- a person's own experiment


@dataclass(frozen=True, kw_only=True)
class Guess:
    """What the person guessed at the end of a block.

    Attributes:
        block: its number, from 1.
        said: magnesium, placebo or unsure.
    """

    block: float
    said: str

    def __post_init__(self) -> None:
        _one_of("guess.said", self.said, SAID)
        _count("guess.block", self.block, 1)


@dataclass(frozen=True, kw_only=True)
class Experiment:
    """A person's own trial of magnesium against nothing but its capsules.

    Attributes:
        outcome: what is written down, one kind of diary line.
        start: first day of the run-in.
        elemental_mg: daily dose of the active blocks; the plan's first step where left out.
        pairs, block_days, run_in_days: chosen by the program where left out.
        longest_weeks: how long the person is willing to go on.
        worthwhile: smallest worthwhile change, in the outcome's unit (cramps: a ratio).
        expected: true effect for which power is told; the smallest worthwhile where left out.
        day_sd, autocorrelation: noise of the person's own run-in, instead of the usual.
        better: which direction is an improvement; asked of stool, known of the others.
    """

    schema: float
    id: str
    outcome: str
    start: date
    title: str = ""
    elemental_mg: float | None = None
    pairs: float | None = None
    block_days: float | None = None
    run_in_days: float | None = None
    longest_weeks: float | None = None
    worthwhile: float | None = None
    expected: float | None = None
    day_sd: float | None = None
    autocorrelation: float | None = None
    better: str = ""
    blinding: str = "capsules"
    helper: str = ""
    guess: tuple[Guess, ...] = ()

    def __post_init__(self) -> None:
        _schema(self.schema)
        _one_of("outcome", self.outcome, MEASURES)
        _one_of("blinding", self.blinding, BLINDING)
        if self.better:
            _one_of("better", self.better, ("lower", "higher"))
        if self.outcome == "stool" and not self.better:
            raise InputError(
                "stool has no better direction of its own: say which one would help you",
                field="better",
                accepted='"higher" where stools are too hard, "lower" where they are too loose',
            )
        for name in ("pairs", "block_days", "longest_weeks"):
            _count(name, getattr(self, name), 1)
        _count("run_in_days", self.run_in_days, 0)
        _between("pairs", self.pairs, 1, 12)
        _between("block_days", self.block_days, 2, 180)
        _between("longest_weeks", self.longest_weeks, 1, 104)
        _between("elemental_mg", self.elemental_mg, 1, 1000)
        _between("autocorrelation", self.autocorrelation, 0, 0.9)
        for name in ("worthwhile", "expected", "day_sd"):
            _positive(name, getattr(self, name))
        if self.outcome == "cramps":
            for name in ("worthwhile", "expected"):
                _between(name, getattr(self, name), 0.01, 0.99)


# ---------------------------------------------------------------- virtual trials


@dataclass(frozen=True, kw_only=True)
class People:
    """Who may take part; what is left out is an adult of the general population.

    Attributes:
        age_y: from and to.
        female_share: 0 to 1.
        body_mass_kg, diet_mg_per_day, phytate_mg_per_day, egfr_ml_per_min_1p73m2: means.
        sweat_l_per_day: mean over all days; 0 where nobody trains.
        serum_mmol_per_l: enrolled only with a serum in this range.
        pregnant: all of them.
        medicines: situations of the model, such as proton_pump_inhibitor.
    """

    age_y: tuple[float, ...] = (20.0, 74.0)
    female_share: float = 0.5
    body_mass_kg: float | None = None
    diet_mg_per_day: float | None = None
    phytate_mg_per_day: float | None = None
    egfr_ml_per_min_1p73m2: float | None = None
    sweat_l_per_day: float = 0.0
    serum_mmol_per_l: tuple[float, ...] = ()
    pregnant: bool = False
    medicines: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        _range("people.age_y", self.age_y, 18, 95)
        if self.serum_mmol_per_l:
            _range("people.serum_mmol_per_l", self.serum_mmol_per_l, 0.2, 2.0)
        _between("people.female_share", self.female_share, 0, 1)
        _between("people.body_mass_kg", self.body_mass_kg, 35, 200)
        _between("people.diet_mg_per_day", self.diet_mg_per_day, 50, 1000)
        _between("people.phytate_mg_per_day", self.phytate_mg_per_day, 10, 5000)
        _between("people.egfr_ml_per_min_1p73m2", self.egfr_ml_per_min_1p73m2, 20, 160)
        _between("people.sweat_l_per_day", self.sweat_l_per_day, 0, 8)


@dataclass(frozen=True, kw_only=True)
class Arm:
    """One arm.

    Attributes:
        share: of the people, relative to the other arms.
        policy: `fixed`, or `plan`: each takes what this program would plan for them.
        elemental_mg_per_day: 0 for placebo; with `plan` it is not given.
        clock: intakes; the day's dose is divided evenly.
        salt: see `magtitrate facts list --topic salts`, or a form of the model; two with a
            plus sign between them share each dose.
        water_ml: drunk with each intake.
        adherence: mean share of doses taken.
        dropout: share who leave before the end.
        dropout_loose: share of those with loose stools who leave for them.
    """

    name: str
    share: float = 1.0
    policy: str = "fixed"
    elemental_mg_per_day: float | None = None
    clock: tuple[Clock, ...] = ()
    salt: str = "bisglycinate"
    with_meal: bool = True
    water_ml: float = 200.0
    adherence: float = 0.9
    dropout: float = 0.0
    dropout_loose: float = 0.0

    def __post_init__(self) -> None:
        _one_of("arm.policy", self.policy, POLICIES)
        _between("arm.share", self.share, 0.01, 100)
        _between("arm.elemental_mg_per_day", self.elemental_mg_per_day, 0, 2500)
        _between("arm.adherence", self.adherence, 0.05, 1)
        _between("arm.water_ml", self.water_ml, 0, 2000)
        for name in ("dropout", "dropout_loose"):
            _between(f"arm.{name}", getattr(self, name), 0, 0.95)
        if self.policy == "fixed" and self.elemental_mg_per_day is None:
            raise InputError(
                "an arm with a fixed dose says how much",
                field="arm.elemental_mg_per_day",
                accepted="0 for placebo",
            )
        if self.policy == "plan" and self.elemental_mg_per_day is not None:
            raise InputError(
                "the plan chooses the dose of this arm",
                field="arm.elemental_mg_per_day",
                todo="Take the line out",
            )

    @property
    def salts(self) -> tuple[str, ...]:
        """The salts that share each dose."""
        return tuple(part.strip() for part in self.salt.split("+"))

    @property
    def active(self) -> bool:
        return self.policy == "plan" or bool(self.elemental_mg_per_day)


@dataclass(frozen=True, kw_only=True)
class Effect:
    """What magnesium does to an outcome, beyond placebo; positive is better.

    Attributes:
        size: in the outcome's unit (percentage points of a share).
        of: instead, an outcome of the package: its class effect, drawn anew in each trial.
        by_deficit: people with a deficit gain more (the class effect's multiplier).
    """

    size: float | None = None
    of: str = ""
    by_deficit: bool = False

    def __post_init__(self) -> None:
        if self.size is not None and self.of:
            raise InputError(
                "an effect is a size or that of an outcome, not both", field="effect.size"
            )


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """One thing that is measured.

    Attributes:
        kind: `score` (a number per person), `share` (of people who improve), `body`
            (the model's serum, ionized, urine or absorbed magnesium), `gut` (loose_stool,
            upset).
        quantity: of `body` and `gut`.
        mean, sd: of a score before anything is taken.
        reliability: correlation of two measurements of one person.
        change: from first to last measurement in everybody (placebo response, practice).
        change_sd: how much people differ in that.
        entry_at_least, entry_at_most: enrolled only with such a first measurement.
        worthwhile: a fall (or rise) that counts as improved, in the unit.
        worthwhile_share: instead, as a share of the first value.
        control: for a share, the percentage that improves without magnesium.
        analysis: change, follow_up, ancova, or own_baseline (within the treated arm).
        effect: none where left out.
    """

    id: str
    kind: str
    title: str = ""
    unit: str = ""
    better: str = "lower"
    quantity: str = ""
    mean: float = 0.0
    sd: float = 1.0
    reliability: float = 0.5
    change: float = 0.0
    change_sd: float = 0.0
    entry_at_least: float | None = None
    entry_at_most: float | None = None
    worthwhile: float | None = None
    worthwhile_share: float | None = None
    control: float | None = None
    analysis: str = "change"
    effect: Effect = field(default_factory=Effect)
    note: str = ""

    def __post_init__(self) -> None:
        _one_of("outcome.kind", self.kind, OUTCOME_KINDS)
        _one_of("outcome.better", self.better, ("lower", "higher"))
        _one_of("outcome.analysis", self.analysis, ANALYSES)
        _between("outcome.reliability", self.reliability, 0, 1)
        _positive("outcome.sd", self.sd)
        _between("outcome.change_sd", self.change_sd, 0, 1e6)
        if self.kind == "body":
            _one_of("outcome.quantity", self.quantity, BODY_QUANTITIES)
        if self.kind == "gut":
            _one_of("outcome.quantity", self.quantity, GUT_QUANTITIES)
        if self.kind == "share" and self.control is None:
            raise InputError(
                "a share needs the percentage that improves without magnesium",
                field="outcome.control",
            )
        _between("outcome.control", self.control, 0.1, 99.9)

    @property
    def sign(self) -> float:
        """What makes an improvement positive."""
        return 1.0 if self.better == "higher" else -1.0

    @property
    def of_body(self) -> bool:
        return self.kind in ("body", "gut")


@dataclass(frozen=True, kw_only=True)
class Scenario:
    """The same trial, with the same luck, if something else were true.

    Attributes:
        outcome: whose effect, change or SD is replaced.
        of: class effect instead; `mechanism` for reaction time: what the predicted change
            of ionized magnesium could do at most.
    """

    name: str
    outcome: str
    effect: float | None = None
    of: str = ""
    sd: float | None = None
    change: float | None = None
    reliability: float | None = None
    control: float | None = None
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class PowerTable:
    """Power of two equal arms for a difference, over several standard deviations.

    Attributes:
        effect: true difference. sd: of the measure in each arm.
        expected: published or calculated percentages, to be met.
    """

    outcome: str
    effect: float
    sd: tuple[float, ...]
    people_per_arm: float
    expected: tuple[float, ...] = ()
    tolerance: float = 1.0

    def __post_init__(self) -> None:
        _count("power.people_per_arm", self.people_per_arm, 2)
        if self.expected and len(self.expected) != len(self.sd):
            raise InputError("one expected power for each SD", field="power.expected")
        if any(not sd > 0 for sd in self.sd) or not self.sd:
            raise InputError("standard deviations are above 0", field="power.sd")


@dataclass(frozen=True, kw_only=True)
class Published:
    """A printed result that the simulated trials must meet.

    Attributes:
        reading: difference (treated minus control, positive is better for scores and
            shares), ratio, treated, control.
        observed, low, high: as printed, in the reading's unit and sign.
        only_significant: of simulated trials only those that would have been printed as
            significant count.
        scenario: under which; the design itself where left out.
        fact: the row it is from.
    """

    outcome: str
    reading: str
    observed: float | None = None
    low: float | None = None
    high: float | None = None
    only_significant: bool = False
    scenario: str = ""
    fact: str = ""
    note: str = ""

    def __post_init__(self) -> None:
        _one_of("published.reading", self.reading, READINGS)
        if self.observed is None and (self.low is None or self.high is None):
            raise InputError(
                "a published result needs a value or an interval", field="published.observed"
            )


@dataclass(frozen=True, kw_only=True)
class Trial:
    """A virtual trial.

    Attributes:
        people: how many are randomized.
        virtual_people: how many bodies are lived; trials are drawn from them.
        weeks: under treatment (each period of a crossover).
        washout_weeks: between the periods of a crossover.
        replicates: how many such trials are simulated beside the one that is told.
    """

    schema: float
    id: str
    title: str
    kind: str
    people: float
    weeks: float
    arm: tuple[Arm, ...]
    question: str = ""
    note: str = ""
    virtual_people: float | None = None
    washout_weeks: float = 4.0
    replicates: float = 400.0
    population: People = field(default_factory=People)
    outcome: tuple[Outcome, ...] = ()
    scenario: tuple[Scenario, ...] = ()
    power: tuple[PowerTable, ...] = ()
    published: tuple[Published, ...] = ()

    def __post_init__(self) -> None:
        _schema(self.schema)
        _one_of("kind", self.kind, KINDS)
        _count("people", self.people, 2)
        _between("people", self.people, 2, 2_000_000)
        _count("virtual_people", self.virtual_people, 2)
        _count("weeks", self.weeks, 1)
        _between("weeks", self.weeks, 1, 104)
        _between("washout_weeks", self.washout_weeks, 0, 104)
        _count("replicates", self.replicates, 0)
        _between("replicates", self.replicates, 0, 20_000)
        self._check_arms()
        known = [outcome.id for outcome in self.outcome]
        if len(set(known)) < len(known):
            raise InputError("two outcomes have one id", field="outcome.id")
        for table, rows in (
            ("scenario", self.scenario),
            ("power", self.power),
            ("published", self.published),
        ):
            for row in rows:
                _one_of(f"{table}.outcome", row.outcome, tuple(known))
        names = ("", *(scenario.name for scenario in self.scenario))
        for row in self.published:
            if row.scenario not in names:
                _one_of("published.scenario", row.scenario, names[1:])

    def _check_arms(self) -> None:
        names = [arm.name for arm in self.arm]
        if len(set(names)) < len(names):
            raise InputError("two arms have one name", field="arm.name")
        wanted = {"parallel": (2, 6), "crossover": (2, 2), "single_arm": (1, 1)}[self.kind]
        if not wanted[0] <= len(names) <= wanted[1]:
            raise InputError(
                f"a design of kind {self.kind} has another number of arms",
                field="arm",
                given=len(names),
                accepted=f"{wanted[0]} to {wanted[1]}" if wanted[0] < wanted[1] else str(wanted[0]),
            )

    @property
    def control(self) -> Arm:
        """The last arm without magnesium; else the last one."""
        idle = [arm for arm in self.arm if not arm.active]
        return idle[-1] if idle else self.arm[-1]

    @property
    def bodies(self) -> int:
        """How many virtual people are lived."""
        return int(self.virtual_people or self.people)

    @property
    def needs_bodies(self) -> bool:
        """Does anything ask what the magnesium does in the body?"""
        deficits = any(outcome.effect.by_deficit for outcome in self.outcome)
        named = any(scenario.of == "mechanism" for scenario in self.scenario)
        serum = bool(self.population.serum_mmol_per_l)
        leaving = any(arm.dropout_loose for arm in self.arm)
        plans = any(arm.policy == "plan" for arm in self.arm)
        bodies = any(outcome.of_body for outcome in self.outcome)
        return deficits or named or serum or leaving or plans or bodies


# ---------------------------------------------------------------- checks


def _schema(value: float) -> None:
    if value != 1:
        raise InputError("not a schema of designs", field="schema", given=value, accepted="1")


def _one_of(name: str, value: str, accepted: tuple[str, ...]) -> None:
    if value not in accepted:
        raise InputError(
            "not one of the accepted words",
            field=name,
            given=value or "nothing",
            accepted=", ".join(accepted),
        )


def _between(name: str, value: float | None, low: float, high: float) -> None:
    if value is not None and not low <= value <= high:
        raise InputError(
            "outside of what is possible here",
            field=name,
            given=value,
            accepted=f"{low:g} to {high:g}",
        )


def _positive(name: str, value: float | None) -> None:
    if value is not None and not value > 0:
        raise InputError("must be above 0", field=name, given=value)


def _count(name: str, value: float | None, least: int) -> None:
    if value is not None and (value != int(value) or value < least):
        raise InputError(
            "a whole number is wanted here",
            field=name,
            given=value,
            accepted=f"{least} or more",
        )


def _range(name: str, value: tuple[float, ...], low: float, high: float) -> None:
    if len(value) != 2 or not low <= value[0] < value[1] <= high:
        raise InputError(
            "a range of two numbers is wanted here, the smaller first",
            field=name,
            given=str(list(value)),
            accepted=f"within {low:g} to {high:g}",
        )
