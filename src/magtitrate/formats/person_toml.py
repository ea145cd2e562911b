"""Who is this person, what do they want, and what product do they have? Read from TOML.

Every key of the file is in `KEYS`, and any other is refused. What was not answered stays
`None`: without `schema`, `mode`, `jurisdiction`, `timezone` and `id` the file cannot be
used, but what a missing clinical answer means is for safety to say.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import combinations
from pathlib import Path
from typing import NoReturn

from magtitrate.errors import InputError
from magtitrate.facts import Facts
from magtitrate.facts.shapes import Code
from magtitrate.formats.food_list import eaten_per_day
from magtitrate.formats.label import LabelReading, read_label
from magtitrate.formats.local_time import time_zone
from magtitrate.formats.numerals import plain_number
from magtitrate.formats.suggest import folded, near_codes
from magtitrate.formats.toml_table import Table, load_toml
from magtitrate.habits import Day, Diet, Life, Meal, Training
from magtitrate.patient import Answers, Kidney, MagnesiumSource, Medicine, Patient
from magtitrate.plan import WEIGHTS, Goal, Override
from magtitrate.regimen import Product
from magtitrate.units import parse_quantity

__all__ = ["KEYS", "PersonFile", "read_person"]

SCHEMA = 1
LONGEST_NAME = 60
LARGEST_PACK = 10_000
LARGEST_PRICE = 100_000

KEYS: dict[str, tuple[str, ...]] = {
    "": (
        "schema",
        "mode",
        "clinician",
        "jurisdiction",
        "timezone",
        "person",
        "kidney",
        "answers",
        "goal",
        "weights",
        "diet",
        "day",
        "training",
        "life",
        "medicine",
        "magnesium_source",
        "product",
        "override",
        "genetics",
        "microbiome",
    ),
    "person": (
        "id",
        "age_y",
        "sex",
        "body_mass_kg",
        "height_m",
        "pregnancy",
        "conditions",
        "surgery_planned",
    ),
    "kidney": (
        "egfr_ml_per_min_1p73m2",
        "creatinine",
        "status",
        "measured",
        "albuminuria",
        "previous_egfr_ml_per_min_1p73m2",
        "previous_measured",
    ),
    "answers": ("confirmed", "medicines", "magnesium_sources", "symptoms_now", "sick_day"),
    "goal": ("reason",),
    "weights": WEIGHTS,
    "diet": (
        "magnesium_mg_per_day",
        "pattern",
        "calcium_mg_per_day",
        "phytate",
        "caffeine_mg_per_day",
        "alcohol_g_per_day",
        "food",
    ),
    "diet.food": ("name", "grams_per_day"),
    "day": ("wake", "sleep", "meal"),
    "day.meal": ("clock", "share", "phytate"),
    "training": ("weekdays", "clock", "duration_h", "sweat_l_per_h", "heat"),
    "life": ("sleep_h", "stress_0_10", "fluid_l_per_day", "sodium_mg_per_day"),
    "medicine": ("name", "clock", "weekdays", "since", "until", "movable"),
    "magnesium_source": ("name", "elemental_mg_per_day", "clock"),
    "product": (
        "salt",
        "hydrate",
        "compound_mg_per_unit",
        "elemental_mg_per_unit",
        "divisible",
        "release",
        "certified",
        "vitamin_b6_mg_per_unit",
        "units_per_pack",
        "price",
        "currency",
    ),
    "override": ("rule", "by", "reason", "date"),
}
"""Table -> its keys; `[genetics]` and `[microbiome]` hold what a report names."""

LARGEST_WEIGHT = 10
_LISTED = ("diet.food", "day.meal", "training", "medicine", "magnesium_source", "override")


def _header(name: str) -> str:
    if not name:
        return "no table, above the first [header]"
    return f"[[{name}]]" if name in _LISTED else f"[{name}]"


_EVERY = [key for keys in KEYS.values() for key in keys]
_HOMES = {
    key: _header(name) for name, keys in KEYS.items() for key in keys if _EVERY.count(key) == 1
}  # for a key under the wrong header: the one table that knows it


@dataclass(frozen=True, kw_only=True)
class PersonFile:
    """All that a person's file says.

    Attributes:
        goal: with mode, jurisdiction, clinician and overrides.
        product: with its elemental content settled; `None` where there is none yet.
        label: how the product's label was read.
        timezone: IANA name.
        origin: the file.
    """

    patient: Patient
    goal: Goal
    product: Product | None
    label: LabelReading | None
    timezone: str
    origin: str


def read_person(path: str | Path, *, now: datetime, facts: Facts) -> PersonFile:
    """Read a person's file, completely or not at all.

    Args:
        now: the present moment, with its zone; no answer can be of a later day.
        facts: uses conditions, symptoms, salts, atomic_masses, foods, food.phytate_class.*,
            diet.phytate_*, policy.food_energy_* and policy.label_*.

    Raises:
        InputError: the first trouble, with file, line and key.
    """
    if now.tzinfo is None:
        raise InputError("the present moment has no time zone", field="now")
    top = load_toml(path)
    _refuse_other_schemas(top)
    _refuse_unknown_keys(top, "")
    mode = top.required_text("mode", 'Write mode = "self" or mode = "clinician"')
    zone = top.required_text("timezone", 'Write for example timezone = "Europe/Madrid"')
    with top.placed():
        today = now.astimezone(time_zone(zone)).date()
    goal = _goal(top, mode=mode, today=today, facts=facts)
    has_product = "product" in top.content
    label, product = _product(top.table("product"), facts) if has_product else (None, None)
    return PersonFile(
        patient=_patient(top, today, facts),
        goal=goal,
        product=product,
        label=label,
        timezone=zone,
        origin=str(path),
    )


# ---------------------------------------------------------------- the document


def _refuse_other_schemas(top: Table) -> None:
    given = top.content.get("schema")
    if given is None:
        raise top.error("schema", "schema is missing", todo="Write schema = 1 on the first line")
    if isinstance(given, bool) or not isinstance(given, int) or given != SCHEMA:
        raise top.error(
            "schema", "this version of the file is not known", given=given, accepted=str(SCHEMA)
        )


def _refuse_unknown_keys(table: Table, name: str) -> None:
    """Refuse keys that this table and the tables inside it do not know."""
    table.refuse_unknown(KEYS[name], _HOMES)
    for key in table.content:
        inner = f"{name}.{key}" if name else key
        if inner not in KEYS:
            continue
        for entry in table.tables(key) if inner in _LISTED else (table.table(key),):
            _refuse_unknown_keys(entry, inner)


# ---------------------------------------------------------------- the goal


def _goal(top: Table, *, mode: str, today: date, facts: Facts) -> Goal:
    jurisdiction = top.required_text("jurisdiction", 'Write for example jurisdiction = "EU"')
    overrides = tuple(_override(entry, today) for entry in top.tables("override"))
    with top.placed():
        return Goal(
            reason=top.table("goal").text("reason") or "status",
            mode=mode,
            jurisdiction=jurisdiction,
            clinician=top.text("clinician"),
            overrides=overrides,
            weights=_weights(top.table("weights"), facts),
        )


def _weights(entry: Table, facts: Facts) -> tuple[tuple[str, float], ...]:
    """What is given; the weight of too much in serum may be raised and never lowered."""
    found = []
    for name in WEIGHTS:
        weight = entry.number(name)
        if weight is None:
            continue
        least = facts.value(f"utility.{name}") if name == "above_ceiling" else 0.0
        if not least <= weight <= LARGEST_WEIGHT:
            raise entry.error(
                name,
                "this weight is out of its range",
                given=weight,
                accepted=f"{least:g} to {LARGEST_WEIGHT}",
                todo=f"Usual is {facts.value(f'utility.{name}'):g}; leave it out to keep that",
            )
        found.append((name, weight))
    return tuple(found)


def _override(entry: Table, today: date) -> Override:
    todo = "An override says which rule is set aside, by whom, why and when"
    on = entry.day("date", latest=today)
    if on is None:
        raise entry.error("date", "override.date is missing", todo=todo)
    return Override(
        rule=entry.required_text("rule", todo),
        by=entry.required_text("by", todo),
        reason=entry.required_text("reason", todo),
        on=on,
    )


# ---------------------------------------------------------------- the person


def _patient(top: Table, today: date, facts: Facts) -> Patient:
    person = top.table("person")
    medicines = tuple(_medicine(entry) for entry in top.tables("medicine"))
    _refuse_doubled(top, medicines)
    sources = tuple(_magnesium_source(entry) for entry in top.tables("magnesium_source"))
    answers = _answers(top.table("answers"), today, facts.symptoms)
    _refuse_contradiction(top, "medicines", answers.medicines, "medicine", medicines)
    _refuse_contradiction(
        top, "magnesium_sources", answers.magnesium_sources, "magnesium_source", sources
    )
    patient_id = person.required_text("id", 'Write id = "…" under [person]; any short name will do')
    kidney, diet = _kidney(top.table("kidney"), today), _diet(top, facts)
    day = _day(top.table("day"))
    training = tuple(_training(entry) for entry in top.tables("training"))
    with person.placed():
        return Patient(
            patient_id=patient_id,
            age_y=person.number("age_y"),
            sex=person.text("sex"),
            body_mass_kg=person.number("body_mass_kg"),
            height_m=person.number("height_m"),
            pregnancy=person.text("pregnancy"),
            conditions=_codes(person, "conditions", facts.conditions),
            surgery_planned=_surgery(person),
            kidney=kidney,
            answers=answers,
            medicines=medicines,
            magnesium_sources=sources,
            diet=diet,
            day=day,
            training=training,
            life=_life(top.table("life")),
            genetics=_named_texts(top.table("genetics")),
            microbiome=_named_texts(top.table("microbiome")),
        )


def _surgery(person: Table) -> date | str | None:
    """`"no"` or the planned day."""
    if isinstance(person.content.get("surgery_planned"), date):
        return person.day("surgery_planned")
    answer = person.text("surgery_planned")
    if answer not in (None, "no"):
        raise person.error(
            "surgery_planned",
            "this is neither no nor a day",
            given=answer,
            accepted='"no", or a date such as 2026-12-10 without quotes',
        )
    return answer


def _kidney(kidney: Table, today: date) -> Kidney:
    measured = kidney.day("measured", latest=today)
    egfr, creatinine = kidney.number("egfr_ml_per_min_1p73m2"), _creatinine(kidney)
    previous = kidney.number("previous_egfr_ml_per_min_1p73m2")
    previous_measured = kidney.day("previous_measured", latest=today)
    _refuse_status(kidney, has_value=egfr is not None or creatinine is not None)
    if (previous is None) != (previous_measured is None):
        key = "previous_measured" if previous is None else "previous_egfr_ml_per_min_1p73m2"
        raise kidney.error(
            key,
            "an earlier value needs its day, and the day its value",
            todo="Give previous_egfr_ml_per_min_1p73m2 and previous_measured, or neither",
        )
    if previous_measured and measured and previous_measured >= measured:
        raise kidney.error(
            "previous_measured",
            "the earlier value is not earlier than the other one",
            given=previous_measured,
            accepted=f"before {measured.isoformat()}",
        )
    with kidney.placed():
        return Kidney(
            status=kidney.text("status"),
            egfr=egfr,
            creatinine_umol_per_l=creatinine,
            measured=measured,
            albuminuria=kidney.text("albuminuria"),
            previous_egfr=previous,
            previous_measured=previous_measured,
        )


def _creatinine(kidney: Table) -> float | None:
    """Serum creatinine from a text with its unit [umol/L]."""
    if isinstance(kidney.content.get("creatinine"), int | float):
        raise kidney.error(
            "creatinine",
            "creatinine needs its unit, for mg/dL and umol/L differ 88-fold",
            given=kidney.content["creatinine"],
            accepted='a text with number and unit, such as "0.9 mg/dL" or "80 umol/L"',
        )
    text = kidney.text("creatinine")
    if text is None:
        return None
    try:
        plain_number(text.partition(" ")[0])
        return parse_quantity("creatinine", text)
    except InputError as error:
        raise error.located(
            file=kidney.file, line=kidney.line("creatinine"), field=kidney.field("creatinine")
        ) from None


def _refuse_status(kidney: Table, *, has_value: bool) -> None:
    status = kidney.text("status")
    if status is not None and (status != "unknown" or has_value):
        raise kidney.error(
            "status",
            "status says only that nothing is known of the kidneys",
            given=status,
            accepted='status = "unknown", and then neither eGFR nor creatinine',
            todo="Keep the value and take the status out, or the other way round",
        )


def _answers(answers: Table, today: date, symptoms: Mapping[str, Code]) -> Answers:
    with answers.placed():
        return Answers(
            confirmed=answers.day("confirmed", latest=today),
            medicines=answers.text("medicines"),
            magnesium_sources=answers.text("magnesium_sources"),
            symptoms_now=_codes(answers, "symptoms_now", symptoms),
            sick_day=answers.text("sick_day"),
        )


def _refuse_contradiction(
    top: Table, key: str, answer: str | None, entry: str, rows: tuple[object, ...]
) -> None:
    """Refuse `none` above a list, and `listed` above no list."""
    if (answer == "none" and rows) or (answer == "listed" and not rows):
        count = f"{len(rows)} entries [[{entry}]]" if rows else f"no entry [[{entry}]]"
        raise top.table("answers").error(
            key,
            f"the answer is {answer!r}, and the file has {count}",
            accepted='"listed" with every one below, "none" without any, or "unknown"',
            todo="Correct the answer or the list, whichever is wrong",
        )


def _codes(table: Table, key: str, known: Mapping[str, Code]) -> tuple[str, ...] | None:
    """A list of codes, each kept once; `None` where it was not answered.

    `Chest pain` and `chest-pain` are `chest_pain`: a sign is not lost over a hyphen.
    """
    words = table.words(key)
    if words is None:
        return None
    spelled = {folded(code): code for code in known}
    codes = [spelled.get(folded(word)) or _unknown_code(table, key, word, known) for word in words]
    return tuple(dict.fromkeys(codes))


def _unknown_code(table: Table, key: str, word: str, known: Mapping[str, Code]) -> NoReturn:
    """Say which codes are near, and of a symptom first when it is an emergency."""
    topic = "conditions" if key == "conditions" else "symptoms"
    found = near_codes(word, known)
    every = f"`magtitrate facts list --topic {topic}` prints them all"
    if topic == "symptoms":
        red = "; ".join(row.title.lower() for row in known.values() if row.level == "RED")
        todo = (
            f"If this is one of these signs, call the emergency number now: {red}. Otherwise "
            f"write the code that comes nearest; {every}. If none fits, leave the word where it "
            "is, take no magnesium, and ask your doctor or pharmacist: there is no plan before "
            "the sign is understood"
        )
    else:
        todo = f"{every}. If none fits, take it out here and tell your doctor or pharmacist of it"
    raise table.error(
        key,
        f"this is not a code of the {topic} that are known",
        given=word,
        accepted="codes; the nearest are " + ", ".join(found) if found else "codes",
        todo=todo,
    )


# ---------------------------------------------------------------- medicines


def _medicine(entry: Table) -> Medicine:
    name = entry.required_text("name", "Write the name of the substance, such as levothyroxine")
    with entry.placed():
        return Medicine(
            name=name,
            clock_h=entry.clocks("clock"),
            weekdays=_weekdays(entry),
            since=entry.day("since"),
            until=entry.day("until"),
            movable=entry.flag("movable") or False,
        )


def _weekdays(entry: Table) -> tuple[str, ...]:
    """The days on which it is taken; left out means every day, an empty list means none."""
    days = entry.words("weekdays")
    if days == ():
        raise entry.error("weekdays", "the list is empty", todo="Leave it out for every day")
    return days or ()


def _magnesium_source(entry: Table) -> MagnesiumSource:
    name = entry.required_text("name", "Write what it is, such as multivitamin")
    with entry.placed():
        return MagnesiumSource(
            name=name,
            elemental_mg_per_day=entry.number("elemental_mg_per_day"),
            clock_h=entry.clock("clock"),
        )


def _refuse_doubled(top: Table, medicines: tuple[Medicine, ...]) -> None:
    """Ask when one medicine stands there twice at the same time: a slip, or two tablets?"""
    entries = top.tables("medicine")
    numbered = list(zip(medicines, entries, strict=True))
    for (first, at), (second, again) in combinations(numbered, 2):
        if _coincide(first, second):
            line = at.line("name")
            raise again.error(
                "name",
                f"the same medicine stands at the same time in line {line} too",
                given=second.name,
                todo="If it is taken once, take one entry out; if there are two intakes, give "
                "each its own clock or weekdays",
            )


def _coincide(first: Medicine, second: Medicine) -> bool:
    """Do two entries name one medicine at a time that they share?"""
    if first.name.casefold() != second.name.casefold():
        return False
    if first.clock_h and second.clock_h and not set(first.clock_h) & set(second.clock_h):
        return False
    if first.weekdays and second.weekdays and not set(first.weekdays) & set(second.weekdays):
        return False
    begins = max(first.since or date.min, second.since or date.min)
    return begins <= min(first.until or date.max, second.until or date.max)


# ---------------------------------------------------------------- habits


def _diet(top: Table, facts: Facts) -> Diet:
    diet = top.table("diet")
    eaten = eaten_per_day(diet, facts)
    with diet.placed():
        return Diet(
            magnesium_mg_per_day=eaten.magnesium_mg_per_day
            if eaten
            else diet.number("magnesium_mg_per_day"),
            pattern=diet.text("pattern"),
            calcium_mg_per_day=eaten.calcium_mg_per_day
            if eaten
            else diet.number("calcium_mg_per_day"),
            phytate=eaten.phytate if eaten else diet.text("phytate"),
            caffeine_mg_per_day=diet.number("caffeine_mg_per_day"),
            alcohol_g_per_day=diet.number("alcohol_g_per_day"),
        )


def _day(day: Table) -> Day:
    meals = tuple(_meal(entry) for entry in day.tables("meal"))
    with day.placed():
        return Day(wake_h=day.clock("wake"), sleep_h=day.clock("sleep"), meals=meals)


def _meal(entry: Table) -> Meal:
    clock_h, share = entry.clock("clock"), entry.number("share")
    if clock_h is None or share is None:
        raise entry.error(
            "clock" if clock_h is None else "share",
            "a meal needs its clock and its share",
            accepted='clock = "07:30" and share = 0.25',
        )
    with entry.placed():
        return Meal(clock_h=clock_h, share=share, phytate=entry.text("phytate"))


def _training(entry: Table) -> Training:
    weekdays, clock_h = entry.words("weekdays"), entry.clock("clock")
    duration_h = entry.number("duration_h")
    if weekdays is None or clock_h is None or duration_h is None:
        missing = next(k for k in ("weekdays", "clock", "duration_h") if k not in entry.content)
        raise entry.error(
            missing,
            f"training.{missing} is missing",
            accepted='weekdays = ["tue"], clock = "18:00" and duration_h = 1.5',
        )
    with entry.placed():
        return Training(
            weekdays=weekdays,
            clock_h=clock_h,
            duration_h=duration_h,
            sweat_l_per_h=entry.number("sweat_l_per_h"),
            heat=entry.flag("heat") or False,
        )


def _life(life: Table) -> Life:
    with life.placed():
        return Life(
            sleep_h=life.number("sleep_h"),
            stress_0_10=life.number("stress_0_10"),
            fluid_l_per_day=life.number("fluid_l_per_day"),
            sodium_mg_per_day=life.number("sodium_mg_per_day"),
        )


def _named_texts(table: Table) -> tuple[tuple[str, str], ...]:
    """What a report of genes or microbes says: names of its own, each with a text."""
    for key in table.content:
        if len(key) > LONGEST_NAME or not key.isprintable():
            raise table.error(
                key[:LONGEST_NAME],
                "this is not a name that a report uses",
                given=key,
                accepted=f"up to {LONGEST_NAME} characters that can be printed",
            )
    return tuple((key, table.required_text(key, "")) for key in table.content)


# ---------------------------------------------------------------- the product


def _product(entry: Table, facts: Facts) -> tuple[LabelReading, Product]:
    salt = entry.required_text(
        "salt", 'Write the words after "magnesium (as …)" on the label, such as bisglycinate'
    )
    with entry.placed():
        label = read_label(
            salt=salt,
            hydrate=entry.text("hydrate"),
            compound_mg=entry.number("compound_mg_per_unit"),
            elemental_mg=entry.number("elemental_mg_per_unit"),
            facts=facts,
        )
        product = replace(
            label.product,
            product_id=_product_id(label.product, entry.text("release")),
            divisible=entry.flag("divisible") or False,
            release=entry.text("release") or "immediate",
            certified=entry.flag("certified") or False,
            vitamin_b6_mg_per_unit=entry.number("vitamin_b6_mg_per_unit") or 0.0,
            units_per_pack=_pack(entry),
            price=_price(entry),
            currency=_currency(entry),
        )
    return label, product


def _product_id(product: Product, release: str | None) -> str:
    """Another strength or release is another product (hazard H-27)."""
    tail = "" if release in (None, "immediate") else f"-{release}"
    return product.product_id + tail


def _pack(entry: Table) -> float | None:
    units = entry.number("units_per_pack")
    if units is not None and not 0 < units <= LARGEST_PACK:
        raise entry.error(
            "units_per_pack",
            "no pack holds so many units",
            given=units,
            accepted=f"more than 0, up to {LARGEST_PACK}",
        )
    return units


def _price(entry: Table) -> float | None:
    price = entry.number("price")
    if price is not None and not 0 <= price <= LARGEST_PRICE:
        raise entry.error(
            "price", "this is no price of a pack", given=price, accepted=f"0 to {LARGEST_PRICE}"
        )
    if price is not None and (
        "currency" not in entry.content or entry.number("units_per_pack") is None
    ):
        raise entry.error(
            "price",
            "a price needs its currency and the units in the pack",
            todo="Give price, currency and units_per_pack, or no price",
        )
    return price


def _currency(entry: Table) -> str | None:
    currency = entry.text("currency")
    if currency is not None and not (
        len(currency) == 3 and currency.isascii() and currency.isupper()
    ):
        raise entry.error(
            "currency",
            "this is not the code of a currency",
            given=currency,
            accepted="three capital letters, such as EUR",
        )
    return currency
