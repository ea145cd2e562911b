"""A person's file is read completely, or refused with file, line and key."""

from __future__ import annotations

import re
from datetime import date

import pytest

from magtitrate.errors import InputError
from magtitrate.formats.person_toml import KEYS, read_person

LEAST = """schema = 1
mode = "self"
jurisdiction = "EU"
timezone = "Europe/Madrid"
[person]
id = "p"
"""

FULL = """schema = 1
mode = "clinician"
clinician = "Dr Rey"
jurisdiction = "EU"
timezone = "Europe/Madrid"
[person]
id = "full"
age_y = 29
sex = "female"
body_mass_kg = 70.0
height_m = 1.80
pregnancy = "no"
conditions = ["hypertension", "migraine", "migraine"]
surgery_planned = 2026-12-10
[kidney]
egfr_ml_per_min_1p73m2 = 104
measured = 2026-10-30
albuminuria = "no"
previous_egfr_ml_per_min_1p73m2 = 106
previous_measured = 2025-10-30
[answers]
confirmed = 2026-11-20
medicines = "listed"
magnesium_sources = "listed"
symptoms_now = ["cramps"]
sick_day = "no"
[goal]
reason = "cramps"
[diet]
magnesium_mg_per_day = 310
pattern = "mixed"
calcium_mg_per_day = 900
phytate = "medium"
caffeine_mg_per_day = 200
alcohol_g_per_day = 5
[day]
wake = "06:45"
sleep = 23:00:00
[[day.meal]]
clock = "07:30"
share = 0.25
phytate = "high"
[[day.meal]]
clock = 13:30:00
share = 0.75
[[training]]
weekdays = ["tue", "thu", "sat"]
clock = "18:00"
duration_h = 1.5
sweat_l_per_h = 1.0
heat = true
[life]
sleep_h = 6.5
stress_0_10 = 6
fluid_l_per_day = 2.5
sodium_mg_per_day = 3000
[[medicine]]
name = "levothyroxine"
clock = ["06:45"]
weekdays = ["mon"]
since = 2019-05-01
until = 2026-11-27
movable = true
[[magnesium_source]]
name = "multivitamin"
elemental_mg_per_day = 60
clock = "07:30"
[product]
salt = "bisglycinate"
hydrate = "anhydrous"
compound_mg_per_unit = 1000
elemental_mg_per_unit = 141
divisible = true
release = "enteric"
certified = true
vitamin_b6_mg_per_unit = 2
units_per_pack = 120
price = 24.90
currency = "EUR"
[[override]]
rule = "D-03"
by = "Dr Rey"
reason = "known tolerance"
date = 2026-11-20
[genetics]
TRPM6 = "rs3750425 CT"
[microbiome]
bifidobacterium = "low"

[weights]
probability_target = 2
above_ceiling = 3
loose_stool = 1
intake_gap = 0
per_intake = 0.5
per_100_mg = 0.1
food_change = 0.2
waiting = 0.3
"""


def changed(key, value, text=FULL):
    """The full file with one key's value exchanged, or the line taken out."""
    line = f"{key} = {value}" if value is not None else ""
    new, count = re.subn(rf"(?m)^{re.escape(key)} = .*$", lambda _: line, text, count=1)
    assert count == 1
    return new


# ---------------------------------------------------------------- what is read


@pytest.mark.parametrize("name", ["cyclist", "thyroid", "kidney"])
def test_the_examples_are_read(root, facts, now, name):
    """Each of the three people."""
    file = read_person(root / "examples" / f"{name}.toml", now=now, facts=facts)

    assert file.patient.patient_id == name
    assert file.product.salt == "bisglycinate"


def test_every_key_of_the_contract_arrives(person):
    """The full file says all that can be said, and nothing of it is lost."""
    file = person(FULL)
    patient, product = file.patient, file.product
    known = {key for keys in KEYS.values() for key in keys}
    tables = {*KEYS, "meal", "genetics", "microbiome"}
    named_by_reports = {"bifidobacterium"}
    instead_of_egfr = {"creatinine", "status"}
    instead_of_magnesium = {"food", "grams_per_day"}
    said = set(re.findall(r"(?m)^([a-z_0-9]+) = ", FULL))

    assert said - named_by_reports == known - tables - instead_of_egfr - instead_of_magnesium
    assert (patient.age_y, patient.sex, patient.body_mass_kg, patient.height_m) == (
        29, "female", 70, 1.8
    )  # fmt: skip
    assert dict(file.goal.weights)["above_ceiling"] == 3
    assert patient.pregnancy == "no"
    assert patient.conditions == ("hypertension", "migraine")
    assert patient.surgery_planned == date(2026, 12, 10)
    assert patient.kidney.egfr == 104
    assert patient.kidney.measured == date(2026, 10, 30)
    assert patient.kidney.albuminuria == "no"
    assert patient.kidney.previous_egfr == 106
    assert patient.kidney.previous_measured == date(2025, 10, 30)
    assert patient.answers.confirmed == date(2026, 11, 20)
    assert patient.answers.symptoms_now == ("cramps",)
    assert patient.answers.sick_day == "no"
    assert patient.diet.magnesium_mg_per_day == 310
    assert patient.diet.alcohol_g_per_day == 5
    assert (patient.day.wake_h, patient.day.sleep_h) == (6.75, 23)
    assert [(m.clock_h, m.share, m.phytate) for m in patient.day.meals] == [
        (7.5, 0.25, "high"),
        (13.5, 0.75, None),
    ]
    (training,) = patient.training
    assert (training.weekdays, training.clock_h) == (("tue", "thu", "sat"), 18)
    assert (training.duration_h, training.sweat_l_per_h, training.heat) == (1.5, 1, True)
    assert patient.life.stress_0_10 == 6
    (medicine,) = patient.medicines
    assert (medicine.name, medicine.clock_h) == ("levothyroxine", (6.75,))
    assert (medicine.weekdays, medicine.movable) == (("mon",), True)
    assert (medicine.since, medicine.until) == (date(2019, 5, 1), date(2026, 11, 27))
    (source,) = patient.magnesium_sources
    assert (source.name, source.elemental_mg_per_day, source.clock_h) == ("multivitamin", 60, 7.5)
    assert patient.genetics == (("TRPM6", "rs3750425 CT"),)
    assert patient.microbiome == (("bifidobacterium", "low"),)
    assert (file.goal.reason, file.goal.mode) == ("cramps", "clinician")
    assert (file.goal.jurisdiction, file.goal.clinician) == ("EU", "Dr Rey")
    (override,) = file.goal.overrides
    assert (override.rule, override.on) == ("D-03", date(2026, 11, 20))
    assert product.product_id == "bisglycinate-141mg-enteric"
    assert (product.elemental_mg_per_unit, product.compound_mg_per_unit) == (141, 1000)
    assert (product.divisible, product.release, product.certified) == (True, "enteric", True)
    assert (product.vitamin_b6_mg_per_unit, product.units_per_pack) == (2, 120)
    assert (product.price, product.currency, product.hydrate) == (24.9, "EUR", "anhydrous")
    assert file.label.purity == "pure"
    assert file.timezone == "Europe/Madrid"
    assert file.origin.endswith("person.toml")


def test_what_was_not_answered_stays_unanswered(person):
    """The least file that can be used has no clinical answer in it at all."""
    file = person(LEAST)
    patient = file.patient

    assert file.product is None
    assert file.goal.reason == "status"
    assert (patient.age_y, patient.sex, patient.pregnancy) == (None, None, None)
    assert (patient.conditions, patient.surgery_planned) == (None, None)
    assert (patient.kidney.egfr, patient.kidney.creatinine_umol_per_l) == (None, None)
    assert (patient.answers.medicines, patient.answers.symptoms_now) == (None, None)
    assert patient.medicines == ()


def test_creatinine_comes_with_its_unit(person):
    """0.9 mg/dL are 79.6 umol/L (88.42 umol/L per mg/dL)."""
    for text in ("0.9 mg/dL", "79.578 umol/L"):
        file = person(LEAST + f'[kidney]\ncreatinine = "{text}"\n')

        assert file.patient.kidney.creatinine_umol_per_l == pytest.approx(79.578)


def test_a_kidney_of_which_nothing_is_known_may_say_so(person):
    """`status` is an answer, and leaves both values missing."""
    file = person(LEAST + '[kidney]\nstatus = "unknown"\nalbuminuria = "unknown"\n')

    assert file.patient.kidney.egfr is None
    assert file.patient.kidney.albuminuria == "unknown"


def test_a_course_of_medicine_may_begin_in_the_future(person):
    """It is not taken yet, and the noun knows."""
    (medicine,) = person(changed("since", "2026-11-25")).patient.medicines

    assert not medicine.taken_on(date(2026, 11, 21))
    assert medicine.taken_on(date(2026, 11, 30)) is False  # it ends on the 27th
    assert medicine.taken_on(date(2026, 11, 26)) is False  # it is taken on Mondays
    assert medicine.taken_on(date(2026, 11, 23)) is False


def test_one_medicine_at_two_times_is_two_entries(person):
    """Another clock, or other weekdays, and nothing is doubled."""
    again = '[[medicine]]\nname = "Levothyroxine"\nclock = ["06:45"]\nweekdays = ["tue"]\n'

    assert len(person(FULL + again).patient.medicines) == 2


# ---------------------------------------------------------------- what is refused


@pytest.mark.parametrize(
    ("key", "value", "said"),
    [
        ("schema", None, "schema: schema is missing"),
        ("schema", "2", "line 1, schema: this version"),
        ("schema", "true", "this version"),
        ("schema", '"1"', "this version"),
        ("schema", "1.0", "this version"),
        ("mode", None, "mode is missing"),
        ("mode", '"doctor"', "line 2, mode: this word"),
        ("clinician", None, "needs the name of the professional"),
        ("clinician", '" "', "line 3, clinician: the text is empty"),
        ("jurisdiction", None, "jurisdiction is missing"),
        ("jurisdiction", '"FR"', "line 4, jurisdiction: this word"),
        ("timezone", None, "timezone is missing"),
        ("timezone", '"Europe"', "line 5, timezone: this is not a time zone"),
        ("timezone", '"../x"', "not a time zone"),
        ("id", None, "person.id is missing"),
        ("id", '""', "line 7, person.id: the text is empty"),
        ("id", "7", "a text is wanted here, not a number"),
        ("id", '"a\\u001b[2J"', "control character"),
        ("id", f'"{"x" * 501}"', "too long"),
        ("age_y", '"29"', "Write the number without quotes"),
        ("age_y", "true", "a number is wanted here, not true or false"),
        ("age_y", "-1", "line 8, person.age_y: the number is outside"),
        ("age_y", "121", "0 to 120"),
        ("age_y", "nan", "no number of this size"),
        ("age_y", "inf", "no number of this size"),
        ("age_y", "1e999", "no number of this size"),
        ("age_y", "0x" + "f" * 9000, "a very large number"),
        ("age_y", "9" * 5000, "too many digits"),
        ("age_y", "[29]", "not a list"),
        ("age_y", "{y = 29}", "not a table"),
        ("sex", '"Male"', "male, female"),
        ("body_mass_kg", "0", "2 to 400"),
        ("height_m", "180", "0.4 to 2.6"),
        ("pregnancy", "false", "a text is wanted here"),
        ("pregnancy", '"yes"', "no, pregnant, lactating"),
        ("conditions", '"hypertension"', "a list is wanted here"),
        ("conditions", "[1]", "this list holds a number"),
        ("conditions", '["hypertensoin"]', "the nearest are hypertension"),
        ("conditions", '["CKD"]', "the nearest are chronic_kidney_disease"),
        ("surgery_planned", '"yes"', "neither no nor a day"),
        ("surgery_planned", "2026-12-10T08:00:00", "not a date with a time"),
        ("surgery_planned", "false", "a text is wanted here"),
        ("egfr_ml_per_min_1p73m2", "0", "1 to 250"),
        ("measured", "2026-11-22", "still to come"),
        ("measured", '"2026-10-30"', "without quotes"),
        ("measured", "2026-10-30T08:00:00Z", "not a date with a time"),
        ("measured", "2026-02-30", "not valid TOML"),
        ("measured", "1026-10-30", "too long ago"),
        ("albuminuria", '"maybe"', "no, yes, unknown"),
        ("previous_measured", None, "an earlier value needs its day"),
        ("previous_egfr_ml_per_min_1p73m2", None, "an earlier value needs its day"),
        ("previous_measured", "2026-10-30", "not earlier than"),
        ("confirmed", "2026-11-22", "line 22, answers.confirmed: this day is still to come"),
        ("medicines", '"none"', "1 entries [[medicine]]"),
        ("magnesium_sources", '"none"', "1 entries [[magnesium_source]]"),
        ("symptoms_now", '["cramp"]', "the nearest are cramps"),
        ("sick_day", '"unknown"', "no, yes"),
        ("reason", '"longevity"', "goal.reason: this word"),
        ("magnesium_mg_per_day", "-310", "20 to 2000"),
        ("phytate", '"some"', "diet.phytate"),
        ("wake", '"6:45"', "HH:MM"),
        ("wake", '"24:00"', "HH:MM"),
        ("wake", '"06:60"', "HH:MM"),
        ("wake", "6.75", "HH:MM"),
        ("wake", '"٠٦:٤٥"', "HH:MM"),
        ("share", "25", "line 41, day.meal.share: the number is outside"),
        ("share", "0.9", "must add up to 1"),
        ("share", None, "a meal needs its clock and its share"),
        ("weekdays", "[]", "not a list of weekdays"),
        ("weekdays", '["tue", "tue"]', "not a list of weekdays"),
        ("weekdays", '["tuesday"]', "not a list of weekdays"),
        ("weekdays", None, "training.weekdays is missing"),
        ("duration_h", '"1.5"', "without quotes"),
        ("heat", '"no"', "true or false is wanted here"),
        ("stress_0_10", "11", "0 to 10"),
        ("name", '""', "line 58, medicine.name: the text is empty"),
        ("since", "2027-01-01", "the course ends before it begins"),
        ("movable", "1", "true or false is wanted here"),
        ("elemental_mg_per_day", "-1", "line 66, magnesium_source.elemental_mg_per_day"),
        ("salt", None, "product.salt is missing"),
        ("salt", '"bisglicinate"', "line 69, product.salt: this magnesium salt is not known"),
        ("hydrate", '"hexahydrate"', "line 70, product.hydrate"),
        ("compound_mg_per_unit", "0", "line 71, product.compound_mg_per_unit: a positive number"),
        ("elemental_mg_per_unit", "1000", "photo of the label"),
        ("elemental_mg_per_unit", "89", "photo of the label"),
        ("release", '"timed"', "immediate, enteric, slow, liposomal"),
        ("certified", '"true"', "true or false is wanted here"),
        ("vitamin_b6_mg_per_unit", "-2", "0 to 500"),
        ("units_per_pack", "0", "more than 0"),
        ("units_per_pack", None, "a price needs its currency"),
        ("currency", None, "a price needs its currency"),
        ("currency", '"euro"', "three capital letters"),
        ("price", "-1", "no price"),
        ("rule", None, "override.rule is missing"),
        ("by", None, "override.by is missing"),
        ("date", None, "override.date is missing"),
        ("date", "2026-11-22", "still to come"),
        ("TRPM6", "7", "a text is wanted here"),
        ("bifidobacterium", '["low"]', "a text is wanted here"),
    ],
)
def test_a_value_that_cannot_be_meant_is_refused(person, key, value, said):
    """One key of the full file is changed, and the paragraph names its place."""
    with pytest.raises(InputError) as caught:
        person(changed(key, value))

    paragraph = str(caught.value)
    assert said in paragraph
    assert "person.toml" in paragraph
    assert "\n" not in paragraph
    assert len(paragraph) < 1500


@pytest.mark.parametrize(
    ("added", "said"),
    [
        ("[kidney]\negfr = 90\n", "Did you mean egfr_ml_per_min_1p73m2"),
        ("[kidney]\negfr = 90\n", "line 8, kidney.egfr: 'egfr' is not a key of [kidney]"),
        ("[kidneys]\n", "line 7, kidneys: 'kidneys' is not a key of a person's file"),
        ("[goal]\negfr_ml_per_min_1p73m2 = 90\n", "known under [kidney]; move the line there"),
        ("jurisdiction = 'US'\n", "known under no table, above the first [header]"),
        ("[[medicine]]\nname = 'x'\ndose = 5\n", "line 9, medicine.dose"),
        ("[[day.meal]]\nclock = '08:00'\nshare = 1\nfood = 'rice'\n", "line 10, day.meal.food"),
        ("[medicine]\nname = 'x'\n", "[[medicine]], with two brackets"),
        ("[[kidney]]\n", "[kidney] on a line of its own"),
        ("medicine = 1\n", "medicine is known under no table"),
        ("[answers]\nmedicines = 'listed'\n", "no entry [[medicine]]"),
        ("[answers]\nmagnesium_sources = 'listed'\n", "no entry [[magnesium_source]]"),
        ("[kidney]\nstatus = 'good'\n", 'status = "unknown"'),
        ("[kidney]\nstatus = 'unknown'\negfr_ml_per_min_1p73m2 = 90\n", "nothing is known"),
        ("[kidney]\ncreatinine = 0.9\n", "needs its unit"),
        ("[kidney]\ncreatinine = '0.9'\n", "creatinine has no unit"),
        ("[kidney]\ncreatinine = '0,9 mg/dL'\n", "write 0.9"),
        ("[kidney]\ncreatinine = '0.9 mg/l00ml'\n", "not a unit of creatinine"),
        ("[kidney]\ncreatinine = '-1 mg/dL'\n", "positive number"),
        ("[kidney]\ncreatinine = '1_0 mg/dL'\n", "not a number that can be read"),
        ("[kidney]\ncreatinine = '0.9 mg/dL'\negfr_ml_per_min_1p73m2 = 90\n", "not both"),
        ("[[medicine]]\nname='a'\n[[medicine]]\nname='A'\nclock=['08:00']\n", "line 8 too"),
        ("[[medicine]]\nname='a'\nclock=['08:00', '08:00']\n", "stands here twice"),
        ("[[medicine]]\nname='a'\nclock='08:00'\n", "a list is wanted here"),
        ("[[medicine]]\nname='a'\nweekdays=[]\n", "Leave it out for every day"),
        ("[[medicine]]\nclock=['08:00']\n", "medicine.name is missing"),
        ("[product]\nsalt = 'bisglycinate'\n", "compound_mg or elemental_mg"),
        ("[product]\nsalt = 'magnesium complex'\n", "does not name one salt"),
        ("[[override]]\nrule='D-03'\nby='me'\nreason='x'\ndate=2026-11-20\n", "only a clinician"),
        ("[[override]]\nrule='D-03'\nby='me'\nreason='x'\ndate=2026-11-20\n", "line 7"),
        ("[genetics]\n\"a\\nb\" = 'x'\n", "not a name"),
        ("[person]\n", "not valid TOML"),
        ("id = 'q'\n", "line 7: this is not valid TOML: Cannot overwrite a value"),
        ("x = " + "[" * 5000, "nested too deeply"),
        ("[[training]]\nclock = '18:00'\n" * 201, "too long"),
    ],
)
def test_an_addition_that_cannot_be_meant_is_refused(person, added, said):
    """Something is added to the least file, and the paragraph names its place."""
    with pytest.raises(InputError) as caught:
        person(LEAST + added)

    assert said in str(caught.value)


def test_the_present_moment_needs_a_zone(root, facts, now):
    """A naive `now` would decide by the server's zone what is in the future."""
    naive = now.replace(tzinfo=None)

    with pytest.raises(InputError, match="no time zone"):
        read_person(root / "examples" / "cyclist.toml", now=naive, facts=facts)
