"""What is proposed, and why: goals, limits, reasons, verdicts, plans.

A plan is complete whatever its verdict: a refusal carries the limits, the forecast
without supplement and the reasons too. Every number shown stands in a reason, and every
reason names the facts it rests on.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum

from magtitrate.checks import one_of, within
from magtitrate.errors import InputError
from magtitrate.regimen import Product, Slot

__all__ = [
    "Adjustment",
    "Benefit",
    "Candidate",
    "DosePlan",
    "Forecast",
    "Goal",
    "LeftOut",
    "Limit",
    "Limits",
    "Monitoring",
    "Override",
    "Pairing",
    "Plan",
    "PlanInForce",
    "Provenance",
    "Reason",
    "Step",
    "Verdict",
    "alarm_days",
    "stricter",
]

PLAN_LIFE_DAYS = 28
"""How long a plan and the answers behind it last: the contract's, equal to policy.plan_life."""

LARGEST_PLANNED_MG = 1000
"""No plan of this program holds as much a day; a file that does was changed by hand."""

JURISDICTIONS = ("EU", "US", "CA", "UK", "AU", "NZ", "JP", "NO")
GOALS = (
    "status",
    "cramps",
    "soreness",
    "sleep",
    "stress",
    "anxiety",
    "mood",
    "performance",
    "migraine",
    "blood_pressure",
    "pregnancy_cramps",
    "discomfort",
)


class Verdict(StrEnum):
    """May this person be dosed, in the order from free to closed."""

    GO = "go"
    GO_WITH_CARE = "go_with_care"
    HOLD = "hold"
    REFER = "refer"

    @property
    def doses(self) -> bool:
        """Does a plan with this verdict carry a regimen?"""
        return self in (Verdict.GO, Verdict.GO_WITH_CARE)


def stricter(*verdicts: Verdict) -> Verdict:
    """The strictest of several verdicts; `go` where there is none."""
    order = list(Verdict)
    return max(verdicts, key=order.index, default=Verdict.GO)


@dataclass(frozen=True, kw_only=True)
class Reason:
    """Why something is so.

    Attributes:
        code: a rule's id, such as `K-05`, or a word of the program.
        sentence: for the person, plain and complete.
        numbers: every number in the sentence, by name and unit.
        facts: keys of the fact rows it rests on.
    """

    code: str
    sentence: str
    numbers: dict[str, float] = field(default_factory=dict)
    facts: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Override:
    """A clinician's recorded decision to set one rule aside."""

    rule: str
    by: str
    reason: str
    on: date

    def __post_init__(self) -> None:
        for name in ("rule", "by", "reason"):
            if not getattr(self, name).strip():
                raise InputError("an override says which rule, by whom and why", field=name)


WEIGHTS = (
    "probability_target",
    "above_ceiling",
    "loose_stool",
    "intake_gap",
    "per_intake",
    "per_100_mg",
    "food_change",
    "waiting",
)
"""By what options are weighed: the fact rows `utility.…`."""


@dataclass(frozen=True, kw_only=True)
class Goal:
    """What the plan is for, who answers for it, and under whose rules.

    Attributes:
        weights: how the reader weighs options, where otherwise than the fact rows
            `utility.…`: (name, weight). No weight loosens a limit.
    """

    reason: str
    mode: str
    jurisdiction: str
    clinician: str | None = None
    overrides: tuple[Override, ...] = ()
    weights: tuple[tuple[str, float], ...] = ()

    def __post_init__(self) -> None:
        one_of("goal.reason", self.reason, GOALS)
        one_of("mode", self.mode, ("self", "clinician"))
        one_of("jurisdiction", self.jurisdiction, JURISDICTIONS)
        if self.mode == "clinician" and not (self.clinician or "").strip():
            raise InputError(
                "clinician mode needs the name of the professional who answers for the plan",
                field="clinician",
            )
        if self.mode == "self" and self.overrides:
            raise InputError("only a clinician can override a rule", field="override")


@dataclass(frozen=True, kw_only=True)
class Limit:
    """One upper bound with the reason for it.

    Attributes:
        kind: `daily` (all supplemental magnesium, calendar day and rolling 24 h),
            `single` (one intake), `step` (rise per step).
        elemental_mg: the bound [mg].
    """

    kind: str
    elemental_mg: float
    reason: Reason

    def __post_init__(self) -> None:
        one_of("limit.kind", self.kind, ("daily", "single", "step", "start"))
        if not self.elemental_mg >= 0:
            raise InputError("a limit cannot be negative", field="limit", given=self.elemental_mg)


@dataclass(frozen=True, kw_only=True)
class Limits:
    """Every bound on this person's supplemental magnesium now.

    Attributes:
        all: each bound with its reason; the smallest of a kind binds.
        other_sources_elemental_mg_per_day: supplemental magnesium that is taken already.
        step_days: least number of days between two rises.
    """

    all: tuple[Limit, ...]
    other_sources_elemental_mg_per_day: float = 0.0
    step_days: float = 0.0

    def tightest(self, kind: str) -> Limit:
        """The binding limit of that kind; of equal ones, the first by rule order."""
        found = [limit for limit in self.all if limit.kind == kind]
        if not found:
            raise InputError(f"no {kind} limit was set", todo="A plan cannot be made without it")
        return min(found, key=lambda limit: limit.elemental_mg)

    def _mg(self, kind: str) -> float:
        return self.tightest(kind).elemental_mg

    @property
    def max_daily_elemental_mg(self) -> float:
        """All supplemental magnesium of one day, other sources included [mg]."""
        return self._mg("daily")

    @property
    def max_single_elemental_mg(self) -> float:
        """One intake, sources taken at the same time included [mg]."""
        return min(self._mg("single"), self.max_daily_elemental_mg)

    @property
    def max_step_elemental_mg(self) -> float:
        """Largest rise of the daily dose at one step [mg]."""
        return min(self._mg("step"), self.max_daily_elemental_mg)

    @property
    def max_start_elemental_mg(self) -> float:
        """Largest daily dose of the first days [mg]."""
        return min(self._mg("start"), self.room_elemental_mg)

    @property
    def room_elemental_mg(self) -> float:
        """What the product may bring per day beside the other sources [mg]."""
        return max(0.0, self.max_daily_elemental_mg - self.other_sources_elemental_mg_per_day)

    def __post_init__(self) -> None:
        for kind in ("daily", "single", "step", "start"):
            self.tightest(kind)


CANDIDATES = ("supplement", "no_supplement", "food_first", "measure_first")


@dataclass(frozen=True, kw_only=True)
class Candidate:
    """One way to go on, scored over the posterior.

    Attributes:
        kind: `supplement`, or without one: `no_supplement`, `food_first` (food alone brings
            the recommended intake), `measure_first` (decide after the most telling lab).
        probability_target, probability_above_ceiling, probability_loose_stool: 0 to 1.
        absorbed_elemental_mg_per_day: extra magnesium absorbed, against no supplement [mg].
        monte_carlo_error: standard error of the score.
        probability_worthwhile, probability_no_benefit: of the goal's first outcome, beyond a
            dummy capsule; `None` where no usable trial exists.
        cost_per_day: in the product's currency; `None` where no price is given.
        steps: the way there from nothing or from the dose in force; empty without doses.
    """

    daily_elemental_mg: float
    slots: tuple[Slot, ...]
    score: float
    probability_target: float
    probability_above_ceiling: float
    probability_loose_stool: float
    absorbed_elemental_mg_per_day: float
    monte_carlo_error: float
    kind: str = "supplement"
    probability_worthwhile: float | None = None
    probability_no_benefit: float | None = None
    cost_per_day: float | None = None
    steps: tuple[Step, ...] = ()

    def __post_init__(self) -> None:
        one_of("candidate.kind", self.kind, CANDIDATES)
        if bool(self.slots) != (self.kind == "supplement"):
            raise InputError("only a supplement has intakes", field="candidate.slots")


@dataclass(frozen=True, kw_only=True)
class Step:
    """One stage of the way to the target day."""

    from_day: int
    daily_elemental_mg: float
    slots: tuple[Slot, ...]


@dataclass(frozen=True, kw_only=True)
class LeftOut:
    """One dose of the steps that is not to be taken: elapsed time, or an operation, forbids it.

    Attributes:
        why: `day` (rolling 24 h or calendar day), `spacing`, `gap` or `surgery`.
        item: the medicine, where it is a gap.
    """

    on: date
    clock_h: float
    elemental_mg: float
    why: str
    item: str = ""


@dataclass(frozen=True, kw_only=True)
class DosePlan:
    """The regimen of a plan: the full target day, the way there, and what of it is left out."""

    product: Product
    daily_elemental_mg: float
    start_daily_elemental_mg: float
    slots: tuple[Slot, ...]
    steps: tuple[Step, ...]
    left_out: tuple[LeftOut, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Pairing:
    """What to take with magnesium, or keep away from it.

    Attributes:
        gap_before_h: magnesium at least this long before the item; `None` where no gap applies.
        gap_after_h: magnesium at least this long after the item.
    """

    item: str
    advice: str
    why: str
    gap_before_h: float | None = None
    gap_after_h: float | None = None
    facts: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Monitoring:
    """One thing to measure or watch, and when.

    Attributes:
        information: what it would teach, in bits or `None` where not computed.
        changes_plan_probability: chance that the answer changes the plan, or `None`.
        how: how the sample is taken so that it can be read; empty where nothing is drawn.
    """

    analyte: str
    due: date
    why: str
    how: str = ""
    information: float | None = None
    changes_plan_probability: float | None = None
    facts: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Forecast:
    """One quantity over the days ahead, with the plan and without supplement.

    Attributes:
        day: days from now.
        p05, p50, p95: quantiles over the posterior, in the quantity's unit.
        without: median with no supplement.
    """

    day: tuple[float, ...]
    p05: tuple[float, ...]
    p50: tuple[float, ...]
    p95: tuple[float, ...]
    without: tuple[float, ...]


@dataclass(frozen=True, kw_only=True)
class Benefit:
    """What the evidence lets this person expect of one outcome.

    Attributes:
        probability, probability_any: of a worthwhile change, and of any, beyond a dummy
            capsule; `None` where no usable trial exists.
    """

    outcome: str
    probability: float | None
    effect: str
    interval: tuple[float, float] | None
    placebo: str
    certainty: str
    facts: tuple[str, ...] = ()
    probability_any: float | None = None


@dataclass(frozen=True, kw_only=True)
class PlanInForce:
    """An earlier plan, as far as the next one needs it.

    Attributes:
        steps: (first day, daily dose [mg]) of each stage, in order; empty for a refusal.
        facts_hash, model_version, facts: what it was made with, to see whether any of it was
            found wrong since; empty where the file does not say.
        codes: of its reasons; a stop among them may still stand.
        emergency: did it stop for an alarm sign or value?
        product_id: of which product; empty for a refusal.
        slots: the intakes of each of `steps`, where they are known.
        alarm_days: how long before it an alarm sign had stopped a plan, where that kept it closed.
    """

    person_id: str
    made_at: datetime
    steps: tuple[tuple[int, float], ...]
    facts_hash: str = ""
    model_version: str = ""
    facts: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()
    emergency: bool = False
    product_id: str = ""
    slots: tuple[tuple[Slot, ...], ...] = ()
    alarm_days: float | None = None

    def __post_init__(self) -> None:
        if self.slots and len(self.slots) != len(self.steps):
            raise InputError("the plan in force does not tell the intakes of each of its steps")
        for day, mg in self.steps:
            within("plan_in_force.from_day", day, 0, PLAN_LIFE_DAYS)
            within("plan_in_force.daily_elemental_mg", mg, 0, LARGEST_PLANNED_MG)
        if self.made_at.tzinfo is None:
            raise InputError("the plan in force does not say in which time zone it was made")

    def day(self, now: datetime) -> float:
        """Days since it was made."""
        return (now - self.made_at) / timedelta(days=1)

    def expired(self, now: datetime) -> bool:
        """An old plan does not say what is taken now."""
        return self.day(now) > PLAN_LIFE_DAYS

    def daily_elemental_mg(self, now: datetime) -> float:
        """The dose of its present stage [mg/d]."""
        begun = [mg for first, mg in self.steps if first <= self.day(now)]
        return begun[-1] if begun else 0.0


def alarm_days(numbers: Iterable[Mapping[str, float]]) -> float | None:
    """`PlanInForce.alarm_days` from the numbers of a plan's reasons."""
    return next((one["plan_lock_days"] for one in numbers if "plan_lock_days" in one), None)


@dataclass(frozen=True, kw_only=True)
class Adjustment:
    """What to do with the plan in force."""

    action: str
    why: str
    learned: str = ""

    def __post_init__(self) -> None:
        one_of("action", self.action, ("hold", "step_up", "step_down", "stop", "refer", "start"))


@dataclass(frozen=True, kw_only=True)
class Provenance:
    """What computed this plan, from what."""

    version: str
    facts_hash: str
    model_version: str
    engine: str
    seed: int
    record_hash: str


@dataclass(frozen=True, kw_only=True)
class Plan:
    """The answer, whatever it is.

    Attributes:
        weights: by which the candidates were ranked, by name.
    """

    person_id: str
    made_at: str
    mode: str
    jurisdiction: str
    verdict: Verdict
    recommended: str
    emergency: bool
    reasons: tuple[Reason, ...]
    limits: Limits
    regimen: DosePlan | None
    candidates: tuple[Candidate, ...]
    pairing: tuple[Pairing, ...]
    monitoring: tuple[Monitoring, ...]
    forecast: dict[str, Forecast]
    benefit: tuple[Benefit, ...]
    adjustment: Adjustment | None
    warnings: tuple[str, ...]
    provenance: Provenance
    weights: dict[str, float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        one_of(
            "recommended",
            self.recommended,
            ("regimen", "no_supplement", "measure_first", "professional"),
        )
        if not self.verdict.doses and self.regimen is not None:
            raise InputError(f"a plan with verdict {self.verdict} cannot carry a regimen")
