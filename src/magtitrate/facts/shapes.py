"""What does a row of each fact file look like, and what must it prove at construction?

Two words say two things that research notes tend to mix: `how` a number came about and
how surely it was `read`. A number of our own choosing is a `policy`. Data holds no code:
conditions and effects come from closed sets.
"""

from __future__ import annotations

from dataclasses import dataclass, field

__all__ = [
    "CONDITION_KINDS",
    "EFFECT_KINDS",
    "FIELDS",
    "HOW",
    "READ",
    "Analyte",
    "Claim",
    "Code",
    "Condition",
    "Effect",
    "FoodRow",
    "IntakeRow",
    "Interaction",
    "Jurisdiction",
    "MedicineName",
    "Parameter",
    "Rule",
    "Salt",
    "Source",
    "Spread",
    "Substance",
    "Uncited",
]

HOW = ("measured", "derived", "fitted", "assumed", "policy")
READ = ("primary", "secondary", "memory")
SOURCE_KINDS = (
    "trial",
    "cohort",
    "balance_study",
    "tracer_study",
    "pharmacokinetics",
    "laboratory",
    "animal",
    "review",
    "meta_analysis",
    "guideline",
    "label",
    "agency",
    "compendium",
    "reference",
    "web_page",
    "assumption",
)
VERDICTS = (
    "supported",
    "partly",
    "no source",
    "contradicted",
    "inconsistent",
    "anecdote",
    "framework",
)
CONSEQUENCES = ("model", "rule", "show as unproven", "refuse", "show", "none")


class Malformed(ValueError):
    """A row that contradicts itself; the reader adds file, line and key."""


def _member(name: str, value: str, accepted: tuple[str, ...]) -> None:
    if value not in accepted:
        raise Malformed(f"{name} = {value!r} is not one of: {', '.join(accepted)}")


@dataclass(frozen=True, kw_only=True)
class Source:
    """Where something was read."""

    key: str
    kind: str
    title: str
    authors: str = ""
    year: int | None = None
    journal: str = ""
    doi: str = ""
    pmid: str = ""
    url: str = ""
    people: str = ""
    funding: str = ""
    grade: str = ""
    note: str = ""

    def __post_init__(self) -> None:
        _member("kind", self.kind, SOURCE_KINDS)


@dataclass(frozen=True, kw_only=True)
class Uncited:
    """Sources that no row cites, and why they are kept all the same."""

    reason: str
    source: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Spread:
    """A width: lognormal or normal with a coefficient of variation or a standard deviation."""

    kind: str = "lognormal"
    cv: float | None = None
    sd: float | None = None

    def __post_init__(self) -> None:
        _member("spread kind", self.kind, ("lognormal", "normal", "logit_normal", "none"))
        if self.kind != "none" and (self.cv is None) == (self.sd is None):
            raise Malformed("a spread needs exactly one of cv and sd")
        for width in (self.cv, self.sd):
            if width is not None and width < 0:
                raise Malformed("a spread cannot be negative")


@dataclass(frozen=True, kw_only=True)
class Parameter:
    """A number about the world.

    Attributes:
        uncertainty: how unsure we are of the population's value.
        between: how much people differ.
        bounds: physical bounds that enclose the value.
        where: page, table or derivation.
        waiver: why a number read from memory is used where safety reads it.
        successor: the row that replaced this one.
    """

    name: str
    value: float
    unit: str
    how: str
    read: str
    source: tuple[str, ...]
    uncertainty: Spread = field(default_factory=lambda: Spread(kind="none"))
    between: Spread = field(default_factory=lambda: Spread(kind="none"))
    bounds: tuple[float, float] | None = None
    where: str = ""
    people: str = ""
    note: str = ""
    waiver: str = ""
    successor: str = ""

    def __post_init__(self) -> None:
        _member("how", self.how, HOW)
        _member("read", self.read, READ)
        if self.bounds and not self.bounds[0] <= self.value <= self.bounds[1]:
            raise Malformed(f"value {self.value} is outside its bounds {self.bounds}")


FIELDS = (
    "age_y",
    "albuminuria",
    "answers_age_days",
    "calcium_age_days",
    "conditions",
    "cramps_weeks",
    "creatinine_umol_per_l",
    "diarrhea_lately",
    "early_sign_count",
    "egfr",
    "egfr_age_days",
    "egfr_fall",
    "egfr_fall_percent",
    "egfr_within_90_days",
    "goal",
    "jurisdiction",
    "kidney_answer",
    "medicines_answer",
    "mode",
    "phosphate_age_days",
    "plan_life_days",
    "potassium_age_days",
    "calcium",
    "calcium_high",
    "companions_since_high",
    "ionized_calcium",
    "ionized_magnesium",
    "ionized_upper",
    "kidney_size",
    "plan_lock",
    "plan_lock_days",
    "potassium",
    "potassium_or_calcium_low",
    "pregnancy",
    "product",
    "product_b6_mg_per_100_mg",
    "product_buffered",
    "product_certified",
    "product_release",
    "red_symptom",
    "serum_highest",
    "serum_implausible",
    "serum_lower",
    "serum_magnesium",
    "serum_magnesium_age_days",
    "serum_steady",
    "serum_upper",
    "serum_was_high",
    "sex",
    "sick_day",
    "sources_answer",
    "surgery_answer",
    "surgery_in_days",
    "symptoms_answer",
)
"""What a condition may ask of a person; the room of safety computes each of them."""

CONDITION_KINDS = (
    "always",
    "answer_missing",
    "answer_is",
    "field_within",
    "has_condition",
    "has_symptom",
    "takes",
)


@dataclass(frozen=True, kw_only=True)
class Condition:
    """One thing that must hold for a rule to fire; a missing field never makes it hold.

    Kinds:
        always; answer_missing (`field`); answer_is (`field`, `any`);
        field_within (`field`, and any of `at_least`, `above`, `below`, `at_most`, or the
        same with `_field` naming another field to compare with);
        has_condition, has_symptom (`any`: codes); takes (`any`: medicine names, or
        interaction ids such as `I-39`).

    `negate` turns the whole condition round.
    """

    kind: str
    field: str = ""
    any: tuple[str, ...] = ()
    at_least: float | None = None
    above: float | None = None
    below: float | None = None
    at_most: float | None = None
    above_field: str = ""
    below_field: str = ""
    negate: bool = False

    def __post_init__(self) -> None:
        _member("condition kind", self.kind, CONDITION_KINDS)
        for name in filter(None, (self.field, self.above_field, self.below_field)):
            _member("field", name, FIELDS)
        needs_field = self.kind in ("answer_missing", "answer_is", "field_within")
        needs_any = self.kind in ("answer_is", "has_condition", "has_symptom", "takes")
        if needs_field != bool(self.field):
            raise Malformed(
                f"condition {self.kind}: field is {'missing' if needs_field else 'not used'}"
            )
        if needs_any != bool(self.any):
            raise Malformed(
                f"condition {self.kind}: any is {'missing' if needs_any else 'not used'}"
            )
        bounded = any_given(
            self.at_least,
            self.above,
            self.below,
            self.at_most,
            self.above_field or None,
            self.below_field or None,
        )
        if bounded != (self.kind == "field_within"):
            raise Malformed(
                f"condition {self.kind}: bounds belong to field_within, and it needs one"
            )


EFFECT_KINDS = (
    "cap",
    "gap",
    "avoid",
    "hold",
    "refer",
    "stop",
    "pause",
    "no_increase",
    "reduce",
    "require",
    "measure",
    "watch",
    "advise",
    "count",
    "practice",
)


@dataclass(frozen=True, kw_only=True)
class Effect:
    """What a rule or an interaction does when it applies.

    Kinds:
        cap: upper bound `elemental_mg`, or `fraction` of the bound named `of`, of the kind
            `limit` (daily, single, step, start).
        gap: hours the magnesium must stay away: `after_drug_h` (magnesium no earlier than
            this long after the drug) and `before_drug_h` (at least this long before it).
        avoid: no plan beside this medicine.
        hold: no plan until `ask` is answered or measured.
        refer: not by this program; `to` names who.
        stop: symptoms or laboratory values that end it; `level` RED, ORANGE or YELLOW; `hours`
            within which `to` is to be seen, where the rule book says (nought: today).
        pause: no magnesium until `hours` after the event.
        no_increase; reduce (`fraction` of the dose in force).
        require: laboratory `analytes` no older than `days`, else hold.
        measure: `analytes` at `weeks` after the start, then every `then_weeks`.
        watch, advise: a sentence for the plan (the row's own `sentence`).
        count: a source of magnesium to be summed (`elemental_mg` per unit, where known).
        practice: a way of working that code carries out and review checks (`name`).

    `mode` limits the effect to `self` or `clinician`; empty means both.
    """

    kind: str
    mode: str = ""
    limit: str = ""
    elemental_mg: float | None = None
    fraction: float | None = None
    of: str = ""
    after_drug_h: float | None = None
    before_drug_h: float | None = None
    ask: str = ""
    to: str = ""
    level: str = ""
    hours: float | None = None
    days: float | None = None
    analytes: tuple[str, ...] = ()
    weeks: tuple[float, ...] = ()
    then_weeks: float | None = None
    name: str = ""

    def __post_init__(self) -> None:
        _member("effect kind", self.kind, EFFECT_KINDS)
        if self.mode:
            _member("mode", self.mode, ("self", "clinician"))
        needs = {
            "cap": self.limit
            and (self.elemental_mg is not None) != (self.fraction is not None and bool(self.of)),
            "gap": self.after_drug_h is not None and self.before_drug_h is not None,
            "hold": self.ask,
            "stop": self.level in ("RED", "ORANGE", "YELLOW"),
            "pause": self.hours is not None,
            "reduce": self.fraction is not None,
            "require": self.analytes and self.days is not None,
            "measure": self.analytes and self.weeks,
            "practice": self.name,
        }
        if self.kind in needs and not needs[self.kind]:
            raise Malformed(f"effect {self.kind} is incomplete; see facts.shapes.Effect")
        if self.limit:
            _member("limit", self.limit, ("daily", "single", "step", "start"))


@dataclass(frozen=True, kw_only=True)
class Rule:
    """A safety rule: when all of `when` hold, its effects apply.

    `id` is the rule book's (`K-05`); `part` tells several rows of one id apart.
    `order` sorts the evaluation where the rule book prescribes one (laboratory stops).
    `override` says whether a named clinician may set it aside.
    `supports` and `corrects` name claims of the articles: those it carries out, and those
    it does otherwise. A claim is never a source: what stands in `source` is what was read.
    """

    id: str
    family: str
    title: str
    when: tuple[Condition, ...]
    effects: tuple[Effect, ...]
    sentence: str
    how: str
    read: str
    source: tuple[str, ...]
    part: str = ""
    order: int = 100
    override: bool = False
    supports: tuple[str, ...] = ()
    corrects: tuple[str, ...] = ()
    note: str = ""
    waiver: str = ""

    def __post_init__(self) -> None:
        _member("how", self.how, HOW)
        _member("read", self.read, READ)
        if not self.when or not self.effects:
            raise Malformed("a rule needs at least one condition and one effect")

    @property
    def key(self) -> str:
        """The row's own name: `K-06` or `K-06/age`."""
        return f"{self.id}/{self.part}" if self.part else self.id


@dataclass(frozen=True, kw_only=True)
class Interaction:
    """A medicine or nutrient and magnesium: what each does to the other, and what to do.

    Attributes:
        agents: generic names, as in medicines.toml.
        direction: magnesium_lowers_drug, drug_changes_magnesium, additive or source.
        severity: S serious, M moderate, L low.
        sentence: for the person; says what to do and why in plain words.
        supports, corrects: claims of the articles, as in `Rule`.
    """

    id: str
    title: str
    agents: tuple[str, ...]
    direction: str
    severity: str
    mechanism: str
    effects: tuple[Effect, ...]
    sentence: str
    how: str
    read: str
    source: tuple[str, ...]
    part: str = ""
    size: str = ""
    supports: tuple[str, ...] = ()
    corrects: tuple[str, ...] = ()
    note: str = ""
    waiver: str = ""

    def __post_init__(self) -> None:
        _member(
            "direction",
            self.direction,
            ("magnesium_lowers_drug", "drug_changes_magnesium", "additive", "source", "none"),
        )
        _member("severity", self.severity, ("S", "M", "L"))
        _member("how", self.how, HOW)
        _member("read", self.read, READ)
        if not self.agents or not self.effects:
            raise Malformed("an interaction needs agents and effects")

    @property
    def key(self) -> str:
        return f"{self.id}/{self.part}" if self.part else self.id


@dataclass(frozen=True, kw_only=True)
class MedicineName:
    """One substance with the names it goes by.

    Attributes:
        name: generic name, lower case; the key.
        synonyms: other generic names, salts, national spellings.
        brands: common brand names in English-speaking countries.
        combination: generic names inside a fixed combination; then the interactions of all.
        classes: pharmacological classes that rules ask for (`ace_inhibitor`, `diuretic`, …).
        route: oral, or other for what never meets magnesium in the gut.
        elemental_mg_per_unit: for magnesium-containing products, per usual unit.
        no_interaction: looked up and known to need no gap; a source says so.
    """

    name: str
    synonyms: tuple[str, ...] = ()
    brands: tuple[str, ...] = ()
    combination: tuple[str, ...] = ()
    classes: tuple[str, ...] = ()
    route: str = "oral"
    elemental_mg_per_unit: float | None = None
    no_interaction: bool = False
    source: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class Substance:
    """A compound that comes along with magnesium, such as glycine; `formula` counts its atoms."""

    name: str
    formula: dict[str, float]
    source: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Salt:
    """A magnesium compound; its fraction is computed from atomic masses, never typed.

    Attributes:
        formula: element -> count, per magnesium-containing formula unit.
        glycine_per_magnesium: moles of glycine that come with one mole of magnesium.
        solubility: `soluble` or `acid_dependent` (needs gastric acid).
    """

    name: str
    hydrate: str = "anhydrous"
    title: str = ""
    synonyms: tuple[str, ...] = ()
    formula: dict[str, float]
    glycine_per_magnesium: float = 0.0
    solubility: str = "soluble"
    source: tuple[str, ...] = ()
    note: str = ""

    def __post_init__(self) -> None:
        _member("solubility", self.solubility, ("soluble", "acid_dependent"))
        if not self.formula.get("Mg"):
            raise Malformed("a magnesium salt without magnesium")


@dataclass(frozen=True, kw_only=True)
class IntakeRow:
    """Reference intake and upper limit of one life stage in one jurisdiction [mg/d].

    `recommended_mg` is for total intake, `upper_limit_mg` for supplemental magnesium only:
    they are never compared with each other.
    """

    jurisdiction: str
    life_stage: str
    age_from_y: float
    age_below_y: float
    sex: str
    average_requirement_mg: float | None
    recommended_mg: float | None
    upper_limit_mg: float | None
    kind: str
    read: str
    source: tuple[str, ...]

    @property
    def key(self) -> str:
        """The row's own name: `US/adult/male/19-31`."""
        ages = f"{self.age_from_y:g}-{self.age_below_y:g}"
        return f"{self.jurisdiction}/{self.life_stage}/{self.sex}/{ages}"


FOOD_PHYTATE = ("none", "low", "medium", "high", "very_high")


@dataclass(frozen=True, kw_only=True)
class FoodRow:
    """One common food or drink; every amount is per 100 g as named.

    Attributes:
        id: the key; made from the name in the set it comes from.
        synonyms: the name in words of other English-speaking countries.
        phytate: a class, by food group and dry mass, never a measurement of this food;
            what each stands for is a row `food.phytate_class.*`.
        source: the set of the US Department of Agriculture it stands in.
    """

    id: str
    name: str
    synonyms: tuple[str, ...] = ()
    group: str
    energy_kcal: float
    magnesium_mg: float
    calcium_mg: float
    fiber_g: float | None = None
    phytate: str
    source: tuple[str, ...]

    def __post_init__(self) -> None:
        _member("phytate", self.phytate, FOOD_PHYTATE)
        amounts = (self.energy_kcal, self.magnesium_mg, self.calcium_mg, self.fiber_g or 0.0)
        if not all(0 <= amount < float("inf") for amount in amounts):
            raise Malformed("an amount of a food is negative or not finite")


@dataclass(frozen=True, kw_only=True)
class Analyte:
    """What a laboratory measures: codes, limits where none is printed, how noisy it is."""

    name: str
    title: str
    loinc: dict[str, str] = field(default_factory=dict)
    rejected_loinc: dict[str, str] = field(default_factory=dict)
    lower: float | None = None
    upper: float | None = None
    within_person_cv: float | None = None
    analytical_cv: float | None = None
    preanalytics: str = ""
    how: str = "measured"
    read: str = "secondary"
    source: tuple[str, ...] = ()
    waiver: str = ""
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class Code:
    """A condition or symptom: its code, its plain name, its other names."""

    code: str
    title: str
    synonyms: tuple[str, ...] = ()
    question: str = ""
    level: str = ""
    classes: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class Jurisdiction:
    """Whose upper limit applies, and what to say in an emergency."""

    code: str
    title: str
    upper_limit_mg_per_day: float
    guidance_mg_per_day: float | None = None
    emergency: str
    poison: str
    crisis: str
    how: str
    read: str
    source: tuple[str, ...]
    waiver: str = ""
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class Claim:
    """A sentence of the articles, judged; never a parameter."""

    id: str
    article: str
    text: str
    type: str
    verdict: str
    verdict_note: str = ""
    evidence: str
    source: tuple[str, ...] = ()
    read: str
    consequence: str
    software: str

    def __post_init__(self) -> None:
        _member("verdict", self.verdict, VERDICTS)
        _member("consequence", self.consequence, CONSEQUENCES)
        _member("read", self.read, READ)


def any_given(*values: object) -> bool:
    """Is at least one of these not `None`?"""
    return any(value is not None for value in values)
