"""What does a row of evidence look like, and of the rules that make beliefs of it, and what must
it prove at construction?

A study is kept with its printed numbers, not with a prior: what a number does to a belief
is decided where beliefs are made (`PriorRule` says by which policy).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from magtitrate.facts.shapes import HOW, READ, Malformed

__all__ = [
    "CERTAINTIES",
    "CLAIM_ID",
    "DESIGNS",
    "EFFECT_SIZE_KINDS",
    "FAVORS",
    "OUTCOMES",
    "P_SIGNS",
    "RULE_ID",
    "EffectSize",
    "Evidence",
    "NamedRange",
    "Placebo",
    "PriorRule",
    "matches",
    "member",
]

CERTAINTIES = ("high", "moderate", "low", "very_low")
DESIGNS = (
    "rct",
    "crossover",
    "meta_analysis",
    "review",
    "open_label",
    "uncontrolled",
    "observational",
)
OUTCOMES = (
    "cramps",
    "pregnancy_cramps",
    "soreness",
    "muscle",
    "performance",
    "sleep",
    "stress",
    "anxiety",
    "mood",
    "cognition",
    "blood_pressure",
    "migraine",
    "arrhythmia",
    "biomarker",
    "tolerance",
    "kidney",
)
EFFECT_SIZE_KINDS = (
    "mean_difference",
    "ratio",
    "odds_ratio",
    "arm_means",
    "proportions",
    "percent_change",
    "test",
    "value",
)
FAVORS = ("treated", "control", "neither")
P_SIGNS = ("=", "<", ">", ">=")
CLAIM_ID = re.compile(r"S[0-3]-\d\d")
RULE_ID = re.compile(r"[A-Z]-\d\d")


@dataclass(frozen=True, kw_only=True)
class EffectSize:
    """One printed result of a study, in the study's own unit.

    Kinds:
        mean_difference: `value` is treated minus control, with `low` and `high`;
        ratio, odds_ratio: `value` above 0, treated over control;
        arm_means: `treated` and `control` after the treatment, with `treated_before` and
            `control_before` where printed;
        proportions: `treated` and `control` in percent of `n_treated` and `n_control`;
        percent_change: from each arm's own baseline (`treated`, `control`), or pooled (`value`);
        test: only that a test was made: `p`, and which arm it `favors`;
        value: a description that compares nothing (a correlation, a share, a plateau); a printed
            span such as "1-2 units" is `low` and `high` without a `value`.

    Attributes:
        quantity: what was measured, in words.
        outcome: another outcome than the row's own, such as tolerance; empty means the row's.
        subgroup: the people it holds for, if not all of the row's.
        low, high: 95 % interval, but for the kind `value`.
        p, p_sign: the p-value as printed, `0.05` with `<` for p < 0.05.
        sd: printed standard deviation of `value`.
        plus_minus: a printed plus-minus of `value` whose kind (SD or SE) is not said.
        favors: the arm for which the result is better for the person.
        certainty: if other than the row's.
        read: if other than the row's.
    """

    quantity: str
    unit: str
    kind: str
    value: float | None = None
    low: float | None = None
    high: float | None = None
    p: float | None = None
    p_sign: str = "="
    treated: float | None = None
    control: float | None = None
    treated_before: float | None = None
    control_before: float | None = None
    treated_sd: float | None = None
    control_sd: float | None = None
    n_treated: int | None = None
    n_control: int | None = None
    n: int | None = None
    sd: float | None = None
    plus_minus: float | None = None
    favors: str = ""
    outcome: str = ""
    subgroup: str = ""
    certainty: str = ""
    read: str = ""

    def __post_init__(self) -> None:
        member("effect size kind", self.kind, EFFECT_SIZE_KINDS)
        member("p_sign", self.p_sign, P_SIGNS)
        for name, accepted in (
            ("favors", FAVORS),
            ("outcome", OUTCOMES),
            ("certainty", CERTAINTIES),
            ("read", READ),
        ):
            if getattr(self, name):
                member(name, getattr(self, name), accepted)
        if not self._complete():
            raise Malformed(
                f"effect size {self.kind} ({self.quantity}) is incomplete; see EffectSize"
            )
        self._check_numbers()

    def _complete(self) -> bool:
        if self.kind in ("arm_means", "proportions"):
            return self.treated is not None
        if self.kind == "percent_change":
            return self.treated is not None or self.value is not None
        if self.kind == "test":
            return self.p is not None or bool(self.favors)
        if self.kind == "value" and self.value is None:
            return self.low is not None and self.high is not None
        return self.value is not None

    def _check_numbers(self) -> None:
        _ordered(self.quantity, self.low, self.value, self.high)
        if self.p is not None and not 0 <= self.p <= 1:
            raise Malformed(f"{self.quantity}: p = {self.p} is not a probability")
        if self.kind in ("ratio", "odds_ratio") and (self.value or 0) <= 0:
            raise Malformed(f"{self.quantity}: a ratio must be above 0")
        if self.kind == "proportions":
            for share in (self.treated, self.control):
                if share is not None and not 0 <= share <= 100:
                    raise Malformed(f"{self.quantity}: {share} is not a percentage of people")
        for width in (self.sd, self.plus_minus, self.treated_sd, self.control_sd):
            if width is not None and width < 0:
                raise Malformed(f"{self.quantity}: a width cannot be negative")
        for count in (self.n, self.n_treated, self.n_control):
            if count is not None and count <= 0:
                raise Malformed(f"{self.quantity}: a group cannot have {count} people")


@dataclass(frozen=True, kw_only=True)
class Placebo:
    """What the comparison arm did, shown beside every benefit."""

    text: str
    value: float | None = None
    unit: str = ""
    read: str = ""

    def __post_init__(self) -> None:
        if self.read:
            member("read", self.read, READ)
        if (self.value is None) != (not self.unit):
            raise Malformed("a placebo response needs its number and its unit together")


@dataclass(frozen=True, kw_only=True)
class Evidence:
    """One study or pooled analysis of oral magnesium in people: who, what, how much.

    `E-..` are studies of magnesium. `G-..` are studies of glycine alone, which never count
    for magnesium: `dose_mg_per_day` is then glycine.

    Attributes:
        n: people randomized or included; `analyzed` if fewer were counted.
        trials: how many studies were pooled or reviewed.
        dose_mg_per_day: lowest and highest dose [mg elemental magnesium per day].
        weeks: shortest and longest treatment [weeks].
        glycinate: the trial gave magnesium (bis)glycinate; otherwise any salt.
        graded: the certainty is a review's own GRADE, not our judgment.
        certainty_note: the notes' words where they give a range; the row keeps the lower.
        harm: a signal against the treatment.
        modification: how baseline status changed the effect.
    """

    id: str
    outcome: str
    title: str
    population: str
    design: str
    effects: tuple[EffectSize, ...]
    certainty: str
    source: tuple[str, ...]
    read: str
    n: int | None = None
    analyzed: int | None = None
    trials: int | None = None
    dose_mg_per_day: tuple[float, float] | None = None
    form: str = ""
    glycinate: bool = False
    weeks: tuple[float, float] | None = None
    placebo: Placebo | None = None
    graded: bool = False
    certainty_note: str = ""
    harm: bool = False
    modification: str = ""
    note: str = ""

    def __post_init__(self) -> None:
        matches("evidence id", self.id, re.compile(r"[EG]-\d\d"))
        member("outcome", self.outcome, OUTCOMES)
        member("design", self.design, DESIGNS)
        member("certainty", self.certainty, CERTAINTIES)
        member("read", self.read, READ)
        if not self.effects or not self.source:
            raise Malformed("a row of evidence needs at least one effect and one source")
        for name, pair in (("dose_mg_per_day", self.dose_mg_per_day), ("weeks", self.weeks)):
            if pair and not 0 < pair[0] <= pair[1]:
                raise Malformed(f"{name} = {pair} is not a lowest and a highest")
        if self.analyzed is not None and self.n is not None and self.analyzed > self.n:
            raise Malformed(f"{self.analyzed} analyzed of only {self.n} people")


@dataclass(frozen=True, kw_only=True)
class NamedRange:
    """A number of a policy, or its two ends."""

    name: str
    low: float
    high: float
    unit: str = "1"

    def __post_init__(self) -> None:
        _ordered(self.name, self.low, None, self.high)


@dataclass(frozen=True, kw_only=True)
class PriorRule:
    """How rows of evidence may become a prior of benefit."""

    id: str
    statement: str
    evidence: tuple[str, ...] = ()
    numbers: tuple[NamedRange, ...] = ()
    how: str
    read: str
    source: tuple[str, ...]
    note: str = ""

    def __post_init__(self) -> None:
        member("how", self.how, HOW)
        member("read", self.read, READ)


def member(name: str, value: str, accepted: tuple[str, ...]) -> None:
    """Only what is accepted passes."""
    if value not in accepted:
        raise Malformed(f"{name} = {value!r} is not one of: {', '.join(accepted)}")


def matches(name: str, value: str, pattern: re.Pattern[str]) -> None:
    """Only what is wholly of the pattern passes."""
    if not pattern.fullmatch(value):
        raise Malformed(f"{name} = {value!r} is not of the form {pattern.pattern}")


def _ordered(name: str, low: float | None, value: float | None, high: float | None) -> None:
    known = [number for number in (low, value, high) if number is not None]
    if known != sorted(known):
        raise Malformed(f"{name}: {value} is not within {low} to {high}")
