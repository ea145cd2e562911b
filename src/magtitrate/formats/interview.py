"""Which questions lead from nothing to a person's file, in which order, and why is each asked?

The same questions stand on the page and in the terminal. Each names the key of the person's
file that its answer becomes; an answer that is not known is a key that is not there.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from magtitrate.facts import Facts
from magtitrate.facts.shapes import Code
from magtitrate.plan import GOALS, JURISDICTIONS

__all__ = [
    "STEPS",
    "Listing",
    "Question",
    "Step",
    "asked_at",
    "choices_of",
    "code_groups",
    "question_of",
    "red_flags",
    "step_of",
]


@dataclass(frozen=True, kw_only=True)
class Question:
    """One question and the key that holds its answer.

    Attributes:
        key: table and key, such as `person.age_y`; inside a list the last word alone.
        kind: number, text, choice, codes, date, date_or_no, clock, clocks, weekdays, yes_no
            or quantity.
        why: why it is asked, in a sentence.
        choices: (value, words) of a choice, beside "I don't know".
        unit: of a number, as it is read out.
        example: what an answer looks like.
        scale: what is written is this many times what is stored (a share in percent).
        blank: what leaving a choice open is called; empty where a choice says it itself.
    """

    key: str
    label: str
    kind: str
    why: str = ""
    choices: tuple[tuple[str, str], ...] = ()
    unit: str = ""
    example: str = ""
    scale: float = 1.0
    required: bool = False
    blank: str = "I don't know"


@dataclass(frozen=True, kw_only=True)
class Listing:
    """A list of entries, such as medicines; each entry answers the same questions.

    Attributes:
        key: the list's key, such as `medicine` or `day.meal`.
        answer: key of the answer that says whether there is a list, where there is one.
    """

    key: str
    title: str
    one: str
    why: str
    questions: tuple[Question, ...]
    answer: str = ""


@dataclass(frozen=True, kw_only=True)
class Step:
    """One page of the interview."""

    name: str
    title: str
    intro: str
    questions: tuple[Question, ...]
    lists: tuple[Listing, ...] = ()


PLACES = {
    "EU": "European Union",
    "US": "United States",
    "CA": "Canada",
    "UK": "United Kingdom",
    "AU": "Australia",
    "NZ": "New Zealand",
    "JP": "Japan",
    "NO": "Norway",
}
REASONS = {
    "status": "to have enough magnesium",
    "cramps": "cramps",
    "soreness": "sore muscles after training",
    "sleep": "sleep",
    "stress": "stress",
    "anxiety": "anxiety",
    "mood": "mood",
    "performance": "performance in sport",
    "migraine": "migraine",
    "blood_pressure": "blood pressure",
    "pregnancy_cramps": "cramps in pregnancy",
    "discomfort": "discomfort in muscles or joints",
}
LEVELS = (("low", "low"), ("medium", "medium"), ("high", "high"))
YES_NO = (("no", "no"), ("yes", "yes"))
UNSURE = ("unknown", "I am not sure")
KNOWN = (("none", "none"), ("listed", "yes, and I list every one below"), UNSURE)


def _number(
    key: str,
    label: str,
    unit: str,
    why: str,
    example: str = "",
    *,
    scale: float = 1.0,
    required: bool = False,
) -> Question:
    return Question(
        key=key,
        label=label,
        kind="number",
        unit=unit,
        why=why,
        example=example,
        scale=scale,
        required=required,
    )


WHO = Step(
    name="who",
    title="Whom is this for?",
    intro="A plan belongs to one person. It stays on this computer.",
    questions=(
        Question(key="person.id", label="A short name", kind="text", required=True,
                 why="It names the files. A nickname will do.", example="sam"),
        Question(key="jurisdiction", label="Where do you live?", kind="choice", required=True,
                 choices=tuple((code, PLACES[code]) for code in JURISDICTIONS),
                 why="Authorities set different upper limits, and emergency numbers differ."),
        Question(key="timezone", label="Time zone", kind="text", required=True,
                 why="Clock times of a plan are those of your wall.", example="Europe/Madrid"),
        Question(key="mode", label="Who answers for the plan?", kind="choice", required=True,
                 choices=(("self", "I plan for myself"),
                          ("clinician", "a named professional answers for it")),
                 why="Some situations may be planned only with a professional."),
        Question(key="clinician", label="Name of the professional", kind="text",
                 why="Needed only where a professional answers for the plan.",
                 example="Dr A. Example"),
    ),
)  # fmt: skip

YOU = Step(
    name="you",
    title="About you",
    intro="These decide which limits apply. Leave out what you do not know.",
    questions=(
        _number("person.age_y", "Age", "years", "Under 18, and with great age, other limits apply.",
                "29"),
        Question(key="person.sex", label="Sex", kind="choice",
                 choices=(("female", "female"), ("male", "male")),
                 why="Recommended intakes, and how kidney values are read, differ by sex."),
        Question(key="person.pregnancy", label="Pregnant or breastfeeding?", kind="choice",
                 choices=(("no", "neither"), ("pregnant", "pregnant"),
                          ("lactating", "breastfeeding")),
                 why="In pregnancy a professional should decide. Asked of women from 12 to 55."),
        _number("person.body_mass_kg", "Body weight", "kg",
                "The size of the body moves the forecast.", "70"),
        _number("person.height_m", "Height", "m", "With the weight it makes kidney values "
                "comparable.", "1.72"),
    ),
)  # fmt: skip

HEALTH = Step(
    name="health",
    title="Your health",
    intro="Magnesium leaves the body through the kidneys. What they can do decides most.",
    questions=(
        Question(key="kidney.egfr_ml_per_min_1p73m2", label="Kidney function, eGFR", kind="number",
                 unit="mL/min per 1.73 m²", example="95",
                 why="Usual on a blood report. It decides how much is safe. Give this or the "
                 "creatinine, not both."),
        Question(key="kidney.creatinine", label="or creatinine, with its unit", kind="quantity",
                 example="0.9 mg/dL",
                 why="If the report has no eGFR. mg/dL and µmol/L differ 88-fold."),
        Question(key="kidney.measured", label="Day of that blood test", kind="date",
                 why="An old value says less."),
        Question(key="kidney.status", label="No kidney value?", kind="choice",
                 choices=(("unknown", "I have no kidney value"),), blank="I gave one above",
                 why="Without one, a healthy younger adult gets a lower limit; others measure "
                 "first."),
        Question(key="kidney.albuminuria", label="Protein (albumin) in the urine?", kind="choice",
                 choices=(*YES_NO, UNSURE), blank="", why="An early sign of strained kidneys."),
        Question(key="person.surgery_planned", label="Is surgery planned?", kind="date_or_no",
                 why="Magnesium adds to what is given for anesthesia. Write no, or its day."),
        Question(key="person.conditions", label="Do you have any of these?", kind="codes",
                 why="Some change the limit, some rule magnesium out. Tick what applies, or say "
                 "none."),
    ),
)  # fmt: skip

MEDICINES = Step(
    name="medicines",
    title="What else you take",
    intro="Magnesium binds to some medicines in the gut, and then the medicine is lost. "
    "Everything counts: tablets, injections, drops, and supplements.",
    questions=(
        Question(key="answers.medicines", label="Medicines and supplements without magnesium",
                 kind="choice", choices=KNOWN, blank="",
                 why="If you are not sure, the plan waits until you are."),
        Question(key="answers.magnesium_sources", label="Other products that contain magnesium",
                 kind="choice", choices=KNOWN, blank="",
                 why="Multivitamins, antacids, laxatives and some drinks count towards the "
                 "limit."),
    ),
    lists=(
        Listing(
            key="medicine", title="Medicines and supplements", one="medicine",
            answer="answers.medicines",
            why="The name of the substance, and when you take it. The plan keeps its distance.",
            questions=(
                Question(key="name", label="Name", kind="text", example="levothyroxine",
                         required=True),
                Question(key="clock", label="Times", kind="clocks", example="06:30, 18:00"),
                Question(key="weekdays", label="Days, if not every day", kind="weekdays",
                         example="mon, thu"),
                Question(key="until", label="Last day, if it ends", kind="date"),
                Question(key="movable", label="May the plan propose another time?",
                         kind="yes_no"),
            ),
        ),
        Listing(
            key="magnesium_source", title="Other magnesium", one="product with magnesium",
            answer="answers.magnesium_sources",
            why="How much magnesium a day it brings, by its label.",
            questions=(
                Question(key="name", label="Name", kind="text", example="multivitamin",
                         required=True),
                _number("elemental_mg_per_day", "Magnesium", "mg a day", "", "50"),
                Question(key="clock", label="Time", kind="clock", example="08:00"),
            ),
        ),
    ),
)  # fmt: skip

NOW = Step(
    name="now",
    title="How you are today",
    intro="These answers count for 28 days. After that, they are asked again.",
    questions=(
        Question(key="answers.sick_day", label="Are you ill at the moment?", kind="choice",
                 choices=(("no", "no"), ("yes", "yes: vomiting, diarrhea, fever, or not eating "
                                         "and drinking")),
                 why="On a sick day the kidneys work less well, and magnesium pauses."),
        Question(key="answers.symptoms_now", label="Do you have any of these now?", kind="codes",
                 why="Symptoms can lower or stop a dose. They never raise one."),
    ),
)  # fmt: skip

PRODUCT = Step(
    name="product",
    title="Your goal and your product",
    intro="A label prints the mass of the compound, of the magnesium in it, or both. They differ "
    "up to sevenfold, so they are checked against each other.",
    questions=(
        Question(key="goal.reason", label="What do you hope for?", kind="choice",
                 choices=tuple((code, REASONS[code]) for code in GOALS),
                 why="It chooses which trials are shown. It never raises a dose."),
        Question(key="product.salt", label="Words after “magnesium (as …)”", kind="text",
                 example="bisglycinate",
                 why="Leave it empty if you have no product yet: the plan says what to look for."),
        _number("product.elemental_mg_per_unit", "Magnesium, as printed", "mg",
                "Often “elemental magnesium” or “of which magnesium”.", "100"),
        _number("product.compound_mg_per_unit", "Compound, as printed", "mg",
                "Often the larger number: “magnesium bisglycinate 709 mg”.", "709"),
        _number("product.units_per_serving", "These figures are for so many capsules or tablets",
                "", "Many labels print a serving of two. The file keeps the figures of one.", "1"),
        Question(key="product.divisible", label="Can one be halved?", kind="yes_no",
                 why="A tablet with a notch can; a capsule cannot."),
        Question(key="product.release", label="How does it dissolve?", kind="choice",
                 choices=(("immediate", "as usual"), ("enteric", "coated, passes the stomach"),
                          ("slow", "slow release"), ("liposomal", "liposomal")),
                 why="It moves uptake a little."),
        Question(key="product.certified", label="Was its content tested by a third party?",
                 kind="yes_no", why="Many supplements hold more or less than they say."),
        _number("product.vitamin_b6_mg_per_unit", "Vitamin B6 in one", "mg",
                "Too much of it harms nerves.", "0"),
        _number("product.units_per_pack", "Units in a pack", "", "For the cost. Optional.", "120"),
        _number("product.price", "Price of a pack", "", "Optional.", "24.90"),
        Question(key="product.currency", label="Currency", kind="text", example="EUR",
                 why="Three capital letters. Optional."),
    ),
)  # fmt: skip

FOOD = Step(
    name="food",
    title="Food and your day",
    intro="Food brings most of the magnesium, and meals are when a capsule is borne best.",
    questions=(
        Question(key="diet.pattern", label="How do you eat?", kind="choice",
                 choices=(("mixed", "mixed"), ("plant_rich", "much whole grain, nuts, legumes"),
                          ("low", "mostly refined or little food")),
                 why="An estimate where no number is known."),
        _number("diet.magnesium_mg_per_day", "Magnesium from food", "mg a day",
                "If a food diary or an app told you. It counts before the pattern.", "310"),
        _number("diet.calcium_mg_per_day", "Calcium from food", "mg a day", "Optional.", "900"),
        Question(key="diet.phytate", label="Bran and whole grain", kind="choice", choices=LEVELS,
                 why="They hold a part of the magnesium back."),
        _number("diet.caffeine_mg_per_day", "Caffeine", "mg a day",
                "A cup of coffee has about 90. It moves sleep more than magnesium does.", "200"),
        _number("diet.alcohol_g_per_day", "Alcohol", "g a day",
                "A glass of wine or beer has about 12. It makes kidneys lose magnesium.", "0"),
        Question(key="day.wake", label="You get up at", kind="clock", example="06:45"),
        Question(key="day.sleep", label="You go to sleep at", kind="clock", example="23:00"),
    ),
    lists=(
        Listing(
            key="day.meal", title="Usual meals", one="meal",
            why="When you eat, and which part of the day's food it is. Leave the share empty for "
            "equal meals.",
            questions=(
                Question(key="clock", label="Time", kind="clock", example="07:30", required=True),
                _number("share", "Share of the day's food", "%", "", "30", scale=100.0),
                Question(key="phytate", label="Whole grain in it", kind="choice", choices=LEVELS),
            ),
        ),
    ),
)  # fmt: skip

LIFE = Step(
    name="life",
    title="Training and daily life",
    intro="All of this is optional. Sweat carries some magnesium away; the rest explains.",
    questions=(
        _number("life.sleep_h", "Sleep", "hours a night", "", "7"),
        _number("life.stress_0_10", "Stress", "0 to 10", "", "5"),
        _number("life.fluid_l_per_day", "Drinks", "L a day", "", "2"),
        _number("life.sodium_mg_per_day", "Sodium", "mg a day", "", "2500"),
    ),
    lists=(
        Listing(
            key="training", title="Regular training", one="training",
            why="Only what makes you sweat.",
            questions=(
                Question(key="weekdays", label="Days", kind="weekdays", example="tue, thu",
                         required=True),
                Question(key="clock", label="Starts at", kind="clock", example="18:00",
                         required=True),
                _number("duration_h", "Lasts", "hours", "", "1.5", required=True),
                _number("sweat_l_per_h", "Sweat", "L an hour", "", "1.0"),
                Question(key="heat", label="In heat?", kind="yes_no"),
            ),
        ),
    ),
)  # fmt: skip

STEPS = (WHO, YOU, HEALTH, MEDICINES, NOW, PRODUCT, FOOD, LIFE)
"""The interview in its order, after the red flags."""


def step_of(name: str) -> Step | None:
    """The step of that name."""
    return next((step for step in STEPS if step.name == name), None)


def question_of(key: str) -> tuple[Step, Question] | None:
    """The question of a key such as `person.age_y`, with its step; `medicine.name` too."""
    for step in STEPS:
        for question in step.questions:
            if question.key == key:
                return step, question
        for listing in step.lists:
            for question in listing.questions:
                if f"{listing.key}.{question.key}" == key:
                    return step, question
    return None


def asked_at(key: str) -> tuple[str, str] | None:
    """In which words is a key asked for, and on which page? Places in a list do not matter."""
    found = question_of(re.sub(r"\.\d+\.", ".", key))
    return None if found is None else (found[1].label, found[0].name)


RED = "RED"


def red_flags(facts: Facts) -> tuple[Code, ...]:
    """Symptoms that end the interview before it begins, in the order of the facts."""
    return tuple(code for code in facts.symptoms.values() if code.level == RED)


GROUPS = {
    "kidney": "Kidneys",
    "heart": "Heart and circulation",
    "gut": "Stomach, bowel, liver",
    "metabolic": "Metabolism",
    "hormone": "Hormones and bone",
    "mineral": "Minerals and water",
    "nerve_muscle": "Nerves and muscles",
    "mind": "Mind",
    "pregnancy": "Pregnancy",
    "body": "Body",
    "allergy": "Allergies",
}
LEVEL_GROUPS = {
    "RED": "Alarm signs",
    "ORANGE": "Serious",
    "YELLOW": "To be watched",
    "INFO": "Good to know",
}


def code_groups(question: Question, facts: Facts) -> Iterator[tuple[str, tuple[Code, ...]]]:
    """The codes of a question in groups with a title each."""
    if question.key == "person.conditions":
        rows, group_of, titles = facts.conditions, _first_class, GROUPS
    else:
        rows, group_of, titles = facts.symptoms, _level, LEVEL_GROUPS
    found: dict[str, list[Code]] = {name: [] for name in titles}
    for code in rows.values():
        found.setdefault(group_of(code), []).append(code)
    for name, codes in found.items():
        if codes:
            yield titles.get(name, "Other"), tuple(codes)


def _first_class(code: Code) -> str:
    return next((name for name in code.classes if name in GROUPS), "")


def _level(code: Code) -> str:
    return code.level


def choices_of(question: Question) -> tuple[tuple[str, str], ...]:
    """The choices of a question, those of yes and no included."""
    return YES_NO if question.kind == "yes_no" else question.choices
