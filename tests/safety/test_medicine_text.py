"""Is a medicine found as real people write it, and what is unclear asked about?

Hazards H-06, H-12 and H-16: a word beside a name must not switch the medicine's rule off. The
first lists are what a red team wrote; the rest goes over every name of the index.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from typing import Any

import pytest

from magtitrate.facts import Facts
from magtitrate.facts.medicine_names import folded, plain_name, slips
from magtitrate.patient import MagnesiumSource, Medicine
from magtitrate.plan import Verdict
from magtitrate.safety.medicines import Matched, match

Make = Callable[..., Any]


def found(name: str, facts: Facts) -> Matched:
    (matched,) = match((Medicine(name=name, clock_h=(8.0,)),), facts)
    return matched


def ids(matched: Matched) -> set[str]:
    return {row.id for row in matched.interactions}


def every_name(facts: Facts) -> list[str]:
    return [name for row in facts.medicines for name in (row.name, *row.synonyms, *row.brands)]


# ---------------------------------------------------------------- names among other words


@pytest.mark.parametrize(
    ("line", "interaction"),
    [
        ("raltegravir 400 mg twice daily", "I-12"),
        ("raltegravir 400 mg bid", "I-12"),
        ("raltegravir OD", "I-12"),
        ("raltegravir - HIV", "I-12"),
        ("raltegravir (HIV)", "I-12"),
        ("raltegravir-400", "I-12"),
        ("2x raltegravir 400 mg", "I-12"),
        ("my raltegravir", "I-12"),
        ("RALTEGRAVIR400MG", "I-12"),
        ("ralte\u00adgravir", "I-12"),
        ("r\u00e1ltegr\u00e0vir", "I-12"),
        ("Isentress 400", "I-12"),
        ("Isentress HD 600", "I-12"),
        ("Prograf 1mg bid", "I-42"),
        ("tacrolimus (Prograf) 1 mg", "I-42"),
        ("cisplatin weekly", "I-41"),
        ("lithium 400 at bedtime", "I-58"),
        ("inj. gentamicin", "I-43"),
        ("Arikayce", "I-43"),
        ("mycophenolate 500mg morning", "I-25"),
        ("furosemide 40mg OD", "I-39"),
        ("furosemide (water tablet)", "I-39"),
        ("Kayexalate powder 15 g", "I-47"),
        ("spironolactone 25 mg once daily", "I-40"),
        ("ibuprofen 400 mg as needed", "I-57"),
        ("moxifloxacin 400 mg once daily", "I-04"),
        ("Triumeq 50/600/300", "I-09"),
        ("Triumeq PD", "I-09"),
        ("Renvela", "I-63"),
        ("erythropoietin", "I-63"),
        ("Certican", "I-63"),
        ("levothyroxine 50 µg with or without food", "I-01"),
        ("levothyroxine 0,05 mg for thyroid", "I-01"),
        ("Levothyrox 75", "I-01"),
        ("mycophenolate 500 mg mofetil", "I-25"),
    ],
)
def test_ordinary_words_beside_a_name_hide_nothing(
    facts: Facts, line: str, interaction: str
) -> None:
    """Dose, frequency, brackets, accents and reasons beside a name: its rule stays."""
    matched = found(line, facts)

    assert interaction in ids(matched)
    assert "I-62" not in ids(matched)


def test_two_names_in_one_line_both_count(facts: Facts) -> None:
    """`Raltegravir and levothyroxine` has the rows of both."""
    assert {"I-12", "I-01"} <= ids(found("raltegravir and levothyroxine 50", facts))
    assert {"I-12", "I-00"} <= ids(found("raltegravir zorblaxin", facts))


# ---------------------------------------------------------------- magnesium


@pytest.mark.parametrize(
    "line",
    [
        "magnesium 400",
        "Magnesium Verla",
        "MgO",
        "Mg citrate",
        "Magnesio",
        "magnésium",
        "Magnesiumcitrat",
        "hořčík",
        "магний",
        "μαγνήσιο",
        "マグネシウム",
        "milk of magnesia 30 ml at night",
        "milk of magnesa",
        "leche de magnesia",
        "antacid tablets when needed",
        "ZMA 3 capsules",
        *("Biolectra", "Magnerot", "Magnesiocard", "Andrews", "Magnetrans", "Panangin"),
        *("Maaloxan", "Asilone", "Almax", "Rennie Duo", "Magne B6", "Tromcardin"),
    ],
)
def test_magnesium_in_any_words_needs_its_amount(
    facts: Facts, record_of: Make, judge: Make, line: str
) -> None:
    """Magnesium among the medicines holds until its amount is stated."""
    judged = judge(record_of(medicines=(Medicine(name=line, clock_h=(8.0,)),)))

    assert any("magnesium_source" in s.classes for s in found(line, facts).substances)
    assert judged.answer.verdict is Verdict.HOLD
    assert "I-54" in judged.codes


@pytest.mark.parametrize("line", ["esomeprazole magnesium 20 mg", "levothyroxine 0.05 mg"])
def test_a_salt_and_a_milligram_are_no_magnesium_source(facts: Facts, line: str) -> None:
    """The magnesium salt of a medicine, and the unit, are not counted."""
    assert not any("magnesium_source" in s.classes for s in found(line, facts).substances)


@pytest.mark.parametrize("name", ["leche de magnesia", "milk of magnesa", "Epsom salt drink"])
def test_a_laxative_among_the_sources_holds(record_of: Make, judge: Make, name: str) -> None:
    """A magnesium laxative is asked about whatever amount stands beside it."""
    source = MagnesiumSource(name=name, elemental_mg_per_day=0.0)

    assert judge(record_of(sources=(source,))).answer.verdict is Verdict.HOLD


@pytest.mark.parametrize("name", ["laxative", "antibiotic", "слабительное", "raltegrvr"])
def test_an_unclear_source_holds(record_of: Make, judge: Make, name: str) -> None:
    """A word for a kind of product under the magnesium sources is a question there too."""
    judged = judge(record_of(sources=(MagnesiumSource(name=name, elemental_mg_per_day=0.0),)))

    assert not judged.answer.may_dose
    assert "I-62" in judged.codes


@pytest.mark.parametrize(
    ("name", "interaction"),
    [("raltegravir", "I-12"), ("tacrolimus 1 mg", "I-42"), ("furosemide", "I-39")],
)
def test_a_medicine_among_the_sources_keeps_its_rules(
    record_of: Make, judge: Make, name: str, interaction: str
) -> None:
    """Written under the wrong header, with nought beside it, a medicine is still a medicine."""
    judged = judge(record_of(sources=(MagnesiumSource(name=name, elemental_mg_per_day=0.0),)))

    assert interaction in judged.codes
    assert not judged.answer.may_dose


@pytest.mark.parametrize("name", ["multivitamin with zinc", "drink", "Bob's mix"])
def test_a_supplement_among_the_sources_asks_nothing(
    record_of: Make, judge: Make, name: str
) -> None:
    """Zinc in a multivitamin needs no hour, and a product with its amount needs no brand."""
    source = MagnesiumSource(name=name, elemental_mg_per_day=60.0)

    assert judge(record_of(sources=(source,))).answer.may_dose


# ---------------------------------------------------------------- questions


@pytest.mark.parametrize(
    ("line", "meant"),
    [
        ("raltegrvr", "raltegravir"),
        ("raltegrvr 400 mg bid", "raltegravir"),
        ("dolutegravr", "dolutegravir"),
        ("raltegravirtabletten", "raltegravir"),
        ("levothyroxi", "levothyroxine"),
        ("doxy 100", "doxycycline"),
        ("tacrolimus ointment and capsules", "tacrolimus"),
        ("aspirin, raltegrvr", "raltegravir"),
    ],
)
def test_a_slip_is_asked_about_by_name(facts: Facts, line: str, meant: str) -> None:
    """One or two slips, a beginning, a compound: the near name is asked, never taken."""
    matched = found(line, facts)

    assert meant in matched.near
    assert "I-62" in ids(matched)


@pytest.mark.parametrize(
    "line",
    [
        "HIV tablets",
        "my HIV",
        "immunosuppressant for kidney transplant",
        "transplantation medicine",
        "antibiotik",
        "blood thinner",
        "thyroid",
        "laxative",
        "heart rhythm tablet",
        "water tablet",
        "chemotherapy",
        "dialysis medicine",
        "for epilepsy",
        "lamivudine, HIV tablet",
        "levothyroxine and an antibiotic",
        "no longer raltegravir",
        "raltegravir (stopped)",
        "not ibuprofen",
        "lamivudine and another one",
        "левотироксин",
        "r\u0430ltegravir",
        "my pills",
        "?",
        "400 mg",
        "a" * 400,
    ],
)
def test_what_names_no_medicine_holds(record_of: Make, judge: Make, line: str) -> None:
    """A kind, a use, a denial, another alphabet or no name at all is a question."""
    judged = judge(record_of(medicines=(Medicine(name=line, clock_h=(8.0,)),)))

    assert "I-62" in judged.codes
    assert not judged.answer.may_dose
    assert judged.answer.asked


def test_a_denied_medicine_keeps_its_rule(facts: Facts) -> None:
    """`No longer raltegravir` asks, and until it is answered raltegravir counts."""
    assert {"I-12", "I-62"} <= ids(found("no longer raltegravir", facts))


def test_the_question_names_every_near_match_of_the_list(record_of: Make, judge: Make) -> None:
    """Two slips in one list are two questions, in one reason."""
    listed = tuple(Medicine(name=n, clock_h=(8.0,)) for n in ("levothyroxn", "ciproflxacin"))
    (said,) = [r for r in judge(record_of(medicines=listed)).answer.reasons if r.code == "I-62"]

    assert "levothyroxine by levothyroxn" in said.sentence
    assert "ciprofloxacin by ciproflxacin" in said.sentence
    assert "interaction:I-62/spelling" in said.facts


# ---------------------------------------------------------------- what is left alone


@pytest.mark.parametrize(
    "line",
    [
        "vitamin D3 2000 IU",
        "vitamin b complex",
        "Zinc 15 mg",
        "omega-3",
        "ashwagandha",
        "paracetamol 500 mg every other day",
        "creatine 5 g",
        "melatonin 1 mg at night",
        "probiotic",
        "amlodipine 5 mg Teva once daily",
        "losartan potassium 50 mg",
        "metformin 850 mg with meals",
    ],
)
def test_common_lines_are_not_asked_about(facts: Facts, line: str) -> None:
    """A known name with a usual dose is no question."""
    matched = found(line, facts)

    assert matched.known
    assert not matched.asked


def test_no_name_of_the_index_is_a_question(facts: Facts) -> None:
    """Every name, synonym and brand finds its own row and asks nothing."""
    index = facts.medicine_index
    names = every_name(facts)
    all_found = match(tuple(Medicine(name=name) for name in names), facts)

    assert [one.medicine.name for one in all_found if one.asked] == []
    assert [
        one.medicine.name
        for one in all_found
        if index[plain_name(one.medicine.name)] not in one.substances
    ] == []


# ---------------------------------------------------------------- every name, every decoration

DECORATED = (
    "{} 400 mg twice daily",
    "2x {} 5/10",
    "my {}",
    "({}) 0,05 mg bid",
    "{}-400",
    "inj. {} OD",
    "{} tablets as needed",
    "{} - HIV",
    "{} (blood pressure)",
    "{} powder 15 g at bedtime",
    "{}, morning and evening",
    "{} comprimidos 1 vez al dia",
    "\u200b{}\u00a0",
)


@pytest.mark.parametrize("decoration", DECORATED)
def test_a_decoration_takes_no_rule_away(facts: Facts, decoration: str) -> None:
    """For every name: the same interactions, or a question."""
    names = every_name(facts)
    plain = match(tuple(Medicine(name=name) for name in names), facts)
    shout = match(tuple(Medicine(name=decoration.format(n).upper()) for n in names), facts)
    lost = [
        after.medicine.name
        for before, after in zip(plain, shout, strict=True)
        if not {row.key for row in before.interactions} <= {r.key for r in after.interactions}
        and not after.asked
    ]

    assert lost == []


def accented(name: str) -> str:
    return name.translate(str.maketrans("aeioucn", "áèîöüçñ"))


def test_accents_take_no_rule_away(facts: Facts) -> None:
    """For every name, each letter under an accent: the same row."""
    names = every_name(facts)
    all_found = match(tuple(Medicine(name=accented(name)) for name in names), facts)

    assert [
        one.medicine.name
        for name, one in zip(names, all_found, strict=True)
        if facts.medicine_index[plain_name(name)] not in one.substances
    ] == []


def slipped(name: str, chance: random.Random) -> str:
    """The name with one letter lost, added, changed or swapped."""
    i, letter = chance.randrange(len(name)), chance.choice("abcdefghijklmnopqrstuvwxyz")
    return chance.choice(
        (
            name[:i] + name[i + 1 :],
            name[:i] + letter + name[i:],
            name[:i] + letter + name[i + 1 :],
            name[:i] + name[i + 1 : i + 2] + name[i : i + 1] + name[i + 2 :],
        )
    )


def test_no_slip_is_silent(facts: Facts) -> None:
    """One slip in every name of six letters or more, at random: matched or asked."""
    chance = random.Random(20261122)
    names = [name for name in every_name(facts) if len(plain_name(name)) >= 6]
    wrong = [slipped(name, chance) for name in names for _ in range(2)]
    silent = [
        one.medicine.name
        for one in match(tuple(Medicine(name=name) for name in wrong if name.strip()), facts)
        if not one.known and not one.asked
    ]

    assert len(wrong) > 7000
    assert silent == []


def test_two_slips_in_a_long_word_are_asked(facts: Facts) -> None:
    """Two slips in generic names of one long word: asked, or another name.

    A letter put between two swapped ones counts as three, and is left out here.
    """
    chance = random.Random(20261122)
    names = [row.name for row in facts.medicines if row.name.isalpha() and len(row.name) >= 11]
    twice = [(name, slipped(slipped(name, chance), chance)) for name in names]
    wrong = [changed for name, changed in twice if slips(name, changed, 2) <= 2]
    silent = [
        one.medicine.name
        for one in match(tuple(Medicine(name=name) for name in wrong), facts)
        if not one.known and not one.asked
    ]

    assert len(wrong) > 150
    assert silent == []


# ---------------------------------------------------------------- the parts


@pytest.mark.parametrize(
    ("a", "b", "away"),
    [
        ("magnesia", "magnesia", 0),
        ("magnesia", "magnesa", 1),
        ("magnesia", "magnessia", 1),
        ("magnesia", "mangesia", 1),
        ("magnesia", "magnesio", 1),
        ("raltegravir", "raltegrvr", 2),
        ("raltegravir", "rlategrvir", 2),
    ],
)
def test_slips_are_counted_by_hand(a: str, b: str, away: int) -> None:
    """A letter lost, added, changed, or two neighbors swapped is one slip."""
    assert slips(a, b, 2) == slips(b, a, 2) == away


def test_more_slips_than_asked_for_are_only_more() -> None:
    """Beyond the limit the count is not exact, and above it."""
    assert slips("raltegravir", "zorblaxin", 2) > 2


def test_folding_keeps_letters_of_other_scripts() -> None:
    """Accents, ligatures, width and invisible signs go; another alphabet stays."""
    assert folded("Hépar ＭＧ Œ ß ı µg\u200d") == "hepar mg oe ss i ug"
    assert folded("Магний").isalpha()


def test_forty_medicines_take_milliseconds(facts: Facts) -> None:
    """A long list is matched in a moment (about 3 ms on a quiet machine)."""
    names = [row.name for row in facts.medicines][:: len(facts.medicines) // 40][:40]
    listed = tuple(Medicine(name=f"{name} 50 mg twice daily") for name in names)
    match(listed, facts)

    def once() -> float:
        start = time.process_time()
        match(listed, facts)
        return time.process_time() - start

    assert min(once() for _ in range(10)) < 0.02
