"""What does a row of evidence, of an unsafe instruction, of an article's sentence, of the
knowledge base and of the instruments look like, and what must it prove at construction?

A study is kept with its printed numbers, not with a prior: what a number does to a belief
is decided where beliefs are made (`PriorRule` says by which policy).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

from magtitrate.facts.shapes import HOW, READ, VERDICTS, Malformed
from magtitrate.facts.statement import Said, Unreadable, parse

__all__ = [
    "ARTICLES",
    "CERTAINTIES",
    "DESIGNS",
    "EFFECT_SIZE_KINDS",
    "FAVORS",
    "KNOWLEDGE_STATUS",
    "NO_CLAIM",
    "OUTCOMES",
    "P_SIGNS",
    "SHIPS",
    "EffectSize",
    "Evidence",
    "Instrument",
    "Knowledge",
    "Landing",
    "NamedRange",
    "Placebo",
    "PriorRule",
    "Sentence",
    "Statement",
    "Unsafe",
]

ARTICLES = ("S0", "S1", "S2", "S3")
NO_CLAIM = "no claim"
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
KNOWLEDGE_STATUS = ("known", "not_yet_possible", "unproven")
LANDS = ("serum_area_percent", "serum_gain", "urine_gain_per_day")
SHIPS = ("text", "own_words", "total_only", "nothing")
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
        _member("effect size kind", self.kind, EFFECT_SIZE_KINDS)
        _member("p_sign", self.p_sign, P_SIGNS)
        for name, accepted in (
            ("favors", FAVORS),
            ("outcome", OUTCOMES),
            ("certainty", CERTAINTIES),
            ("read", READ),
        ):
            if getattr(self, name):
                _member(name, getattr(self, name), accepted)
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
            _member("read", self.read, READ)
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
        _matches("evidence id", self.id, re.compile(r"[EG]-\d\d"))
        _member("outcome", self.outcome, OUTCOMES)
        _member("design", self.design, DESIGNS)
        _member("certainty", self.certainty, CERTAINTIES)
        _member("read", self.read, READ)
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
        _member("how", self.how, HOW)
        _member("read", self.read, READ)


@dataclass(frozen=True, kw_only=True)
class Unsafe:
    """An instruction of the articles (or its absence) that would harm if followed.

    Attributes:
        claims: the claims that hold it; empty where the articles are silent.
        instruction: what following them to the letter would mean.
        instead: what the program does.
        rules: ids of the rule book that carry it.
    """

    id: str
    claims: tuple[str, ...]
    instruction: str
    problem: str
    instead: str
    rules: tuple[str, ...]
    how: str
    read: str
    source: tuple[str, ...] = ()
    waiver: str = ""
    note: str = ""

    def __post_init__(self) -> None:
        _matches("unsafe id", self.id, re.compile(r"U-\d\d"))
        for claim in self.claims:
            _matches("claim", claim, CLAIM_ID)
        for rule in self.rules:
            _matches("rule", rule, RULE_ID)
        _member("how", self.how, HOW)
        _member("read", self.read, READ)
        if not self.rules:
            raise Malformed("an unsafe instruction needs the rule that prevents it")
        if self.read == "memory" and not self.waiver:
            raise Malformed("read from memory beside a safety rule: say why in `waiver`")


@dataclass(frozen=True, kw_only=True)
class Sentence:
    """One sentence or heading of an article, and where its idea lives in the program.

    Attributes:
        id: article, line and sentence: `S0:05.2`.
        point: its point in our own words.
        claims: the claims it holds; empty for connective prose.
        verdict: the gravest verdict of its claims, or `no claim`.
        mission: rows of the mission table it belongs to.
        command: what shows it; empty only where there is nothing to show.
        test: the test that holds it.
        due: letter of the issue that will bring the command or the test; empty if it stands.
    """

    id: str
    point: str
    claims: tuple[str, ...] = ()
    verdict: str
    mission: tuple[str, ...] = ()
    command: str = ""
    test: str = ""
    due: str = ""

    def __post_init__(self) -> None:
        _matches("sentence id", self.id, re.compile(r"S[0-3]:\d\d\.\d+"))
        _member("verdict", self.verdict, (*VERDICTS, NO_CLAIM))
        for claim in self.claims:
            _matches("claim", claim, CLAIM_ID)
        for row in self.mission:
            _matches("mission row", row, re.compile(r"M-\d\d"))
        if self.due:
            _matches("due", self.due, re.compile(r"[A-J]"))
        if bool(self.claims) == (self.verdict == NO_CLAIM):
            raise Malformed(
                "a sentence has claims or the verdict 'no claim', not both, not neither"
            )
        if self.claims and not (self.command and (self.test or self.due)):
            raise Malformed(
                "a sentence with a claim needs a command, and a test or the issue it is due in"
            )

    @property
    def article(self) -> str:
        return self.id[:2]


@dataclass(frozen=True, kw_only=True)
class Knowledge:
    """Something known of magnesium, or an entry of the register of what is not yet possible."""

    id: str
    topic: str
    statement: str
    status: str
    read: str
    source: tuple[str, ...] = ()
    note: str = ""

    def __post_init__(self) -> None:
        _matches("knowledge id", self.id, re.compile(r"KB-\d\d"))
        _member("status", self.status, KNOWLEDGE_STATUS)
        _member("read", self.read, READ)


@dataclass(frozen=True, kw_only=True)
class Statement:
    """What a claim says, in the grammar of `facts.statement`, so that it can be computed with.

    Attributes:
        claim: the id of the claim.
        says: one statement.
        note: where our reading of the sentence needs a word.
    """

    claim: str
    says: str
    note: str = ""

    def __post_init__(self) -> None:
        _matches("claim", self.claim, CLAIM_ID)
        try:
            parse(self.says)
        except Unreadable as error:
            raise Malformed(f"says: {error}") from None

    @cached_property
    def said(self) -> Said:
        """The statement, read."""
        return parse(self.says)


@dataclass(frozen=True, kw_only=True)
class Landing:
    """A published result that a standard dose must meet in the model, before anything is shown.

    Attributes:
        body_mass_kg, gfr_ml_per_min, diet_mg_per_day: the study's typical person [kg, mL/min,
            mg of magnesium per day].
        amount_mmol: magnesium of one dose or infusion [mmol].
        clock_h: hours of the day at which it is given.
        form: of a dose by mouth, a name of `body.gut.FORMS`.
        infusion_h: given by vein over this long; by mouth where it is 0.
        for_long: taken every day until the body has come to rest, not on one day alone.
        fasting_until_h: no food before this hour of the day.
        lands: `serum_area_percent` area of serum over `hours` from the first dose against
            the same day without; `serum_gain` before the first meal [mmol/L];
            `urine_gain_per_day` [mmol/d].
        low, high: observed, with the tolerance of the validation studies.
    """

    id: str
    title: str
    body_mass_kg: float
    gfr_ml_per_min: float
    diet_mg_per_day: float
    amount_mmol: float
    clock_h: tuple[float, ...]
    lands: str
    low: float
    high: float
    how: str
    read: str
    source: tuple[str, ...]
    form: str = "solution"
    infusion_h: float = 0.0
    for_long: bool = False
    with_meal: bool = False
    fasting_until_h: float = 0.0
    hours: float = 0.0
    where: str = ""
    note: str = ""

    def __post_init__(self) -> None:
        _member("lands", self.lands, LANDS)
        _member("how", self.how, HOW)
        _member("read", self.read, READ)
        if not self.low < self.high:
            raise Malformed(f"{self.low} to {self.high} leaves no room to land in")
        if not self.clock_h or not self.amount_mmol > 0:
            raise Malformed("a landing needs an amount and an hour")


@dataclass(frozen=True, kw_only=True)
class Instrument:
    """A questionnaire, scale, diary or task, and what of it may be shipped.

    Attributes:
        measures: outcomes it speaks of.
        license: what its owner allows, in our words.
        ships: `text` its own words, with `attribution`; `own_words` the idea is free, the
            words and drawings are ours; `total_only` a person may enter a total they have;
            `nothing`.
        use: what magtitrate does with it.
        permission: what someone who wants more has to ask for, and where.
    """

    id: str
    title: str
    measures: tuple[str, ...]
    license: str
    ships: str
    use: str
    read: str
    source: tuple[str, ...]
    items: int | None = None
    attribution: str = ""
    permission: str = ""
    note: str = ""

    def __post_init__(self) -> None:
        _matches("instrument id", self.id, re.compile(r"[a-z0-9_]+"))
        _member("ships", self.ships, SHIPS)
        _member("read", self.read, READ)
        if self.ships == "text" and (self.read == "memory" or not self.attribution):
            raise Malformed("a text is shipped only with a license that was read and attribution")


def _member(name: str, value: str, accepted: tuple[str, ...]) -> None:
    if value not in accepted:
        raise Malformed(f"{name} = {value!r} is not one of: {', '.join(accepted)}")


def _matches(name: str, value: str, pattern: re.Pattern[str]) -> None:
    if not pattern.fullmatch(value):
        raise Malformed(f"{name} = {value!r} is not of the form {pattern.pattern}")


def _ordered(name: str, low: float | None, value: float | None, high: float | None) -> None:
    known = [number for number in (low, value, high) if number is not None]
    if known != sorted(known):
        raise Malformed(f"{name}: {value} is not within {low} to {high}")
