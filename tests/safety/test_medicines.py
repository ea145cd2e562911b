"""Is each medicine known exactly, or asked about, or known to be unknown?

Names and gaps: safety.md section 4; never a guess: hazard H-12. Rows of the tests' own stand in
a copy of the facts. What people write beside names: test_medicine_text.py.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from magtitrate.facts import Facts
from magtitrate.patient import Medicine
from magtitrate.safety.medicines import Matched, match, tokens

Make = Callable[..., Any]

OWN = """
[[medicine]]
name = "quietine"
route = "oral"

[[medicine]]
name = "settledine"
no_interaction = true

[[medicine]]
name = "skinol"
route = "topical"

[[medicine]]
name = "quietine/settledine"
combination = ["quietine", "settledine"]

[[medicine]]
name = "quietine/levothyroxine"
combination = ["quietine", "levothyroxine"]
"""


def found(name: str, facts: Facts) -> Matched:
    (matched,) = match((Medicine(name=name, clock_h=(8.0,)),), facts)
    return matched


def ids(matched: Matched) -> set[str]:
    return {row.id for row in matched.interactions}


@pytest.mark.parametrize(
    ("name", "substance", "interaction"),
    [
        ("levothyroxine", "levothyroxine", "I-01"),
        ("LEVOTHYROXINE", "levothyroxine", "I-01"),
        (" Levo-thyroxine ", "levothyroxine", "I-01"),
        ("Synthroid", "levothyroxine", "I-01"),
        ("levothyroxine sodium", "levothyroxine", "I-01"),
        ("Levothyroxine 50 mcg", "levothyroxine", "I-01"),
        ("Levothyroxine 50mcg tablets", "levothyroxine", "I-01"),
        ("levothyroxine tablets", "levothyroxine", "I-01"),
        ("levothyroxine 0,05 mg", "levothyroxine", "I-01"),
        ("ciprofloxacin", "ciprofloxacin", "I-02"),
        ("Isentress", "raltegravir", "I-12"),
        ("moxifloxacin", "moxifloxacin", "I-04"),
        ("doxycycline", "doxycycline", "I-06"),
    ],
)
def test_a_name_is_known_by_every_usual_spelling(
    facts: Facts, name: str, substance: str, interaction: str
) -> None:
    """Case, hyphens, brands and a strength behind the name do not hide a medicine."""
    matched = found(name, facts)

    assert matched.known
    assert matched.substances[0].name == substance
    assert interaction in ids(matched)
    assert "I-00" not in ids(matched)


@pytest.mark.parametrize(
    "name", ["levothyroxin", "levothyroxinee", "lveothyroxine", "levothyroxone", "evothyroxine"]
)
def test_a_near_miss_is_a_question_and_no_match(facts: Facts, name: str) -> None:
    """One letter lost, added, swapped or changed: unknown, with the near name to ask about."""
    matched = found(name, facts)

    assert not matched.known
    assert "levothyroxine" in matched.near
    assert ids(matched) == {"I-00", "I-62"}
    (asked,) = [row for row in matched.interactions if row.id == "I-62"]
    assert f"Did you mean levothyroxine by {name}?" in asked.sentence


@pytest.mark.parametrize("name", ["xyzzyol", "zorblaxin 20", "thing 5 mg"])
def test_an_unknown_name_takes_the_default(facts: Facts, name: str) -> None:
    """Whatever it is, it is taken to meet magnesium: I-00, 4 h both ways."""
    matched = found(name, facts)

    assert not matched.known
    assert matched.meets_magnesium
    assert ids(matched) == {"I-00"}
    (gap,) = [e for row in matched.interactions for e in row.effects if e.kind == "gap"]
    assert (gap.after_drug_h, gap.before_drug_h) == (4, 4)


def test_short_names_are_never_nearly_another(facts: Facts) -> None:
    """With four letters almost everything is near; nothing is offered."""
    assert found("iran", facts).near == ()
    assert found("iron", facts).known


@pytest.mark.parametrize(
    ("name", "hidden"),
    [
        ("lisinopril 10 mg / hydrochlorothiazide 12.5 mg", "I-39"),
        ("Calcium 600 mg with levothyroxine 50 mcg", "I-01"),
        ("aspirin tablets and raltegravir", "I-12"),
        ("paracetamol 500 mg, ciprofloxacin 500 mg", "I-02"),
    ],
)
def test_what_stands_behind_a_strength_is_not_thrown_away(
    facts: Facts, name: str, hidden: str
) -> None:
    """A second medicine in one line is found, or the whole line is unknown; never dropped."""
    matched = found(name, facts)

    assert not matched.known or hidden in ids(matched)


def test_a_combination_has_the_interactions_of_its_parts(facts: Facts) -> None:
    """Triumeq holds dolutegravir: its gaps, under its own name."""
    matched = found("Triumeq", facts)

    assert {"dolutegravir"} <= {substance.name for substance in matched.substances}
    assert "I-09" in ids(matched)


def test_no_row_is_no_all_clear(facts_with: Make) -> None:
    """A known oral medicine without any row takes I-00 too; looked up and clear takes none."""
    own = facts_with(medicines=OWN)

    assert ids(found("quietine", own)) == {"I-00"}
    assert ids(found("settledine", own)) == set()
    assert ids(found("skinol", own)) == set()
    assert not found("skinol", own).meets_magnesium


@pytest.mark.parametrize("name", ["quietine/settledine", "quietine/levothyroxine"])
def test_a_part_that_nobody_looked_up_keeps_the_default(facts_with: Make, name: str) -> None:
    """The known part of a combination does not answer for the unknown one."""
    assert "I-00" in ids(found(name, facts_with(medicines=OWN)))


def test_rules_can_ask_for_names_classes_and_interactions(facts: Facts) -> None:
    """One list of words for the rules: levothyroxine, thyroid_hormone, I-01."""
    words = tokens(match((Medicine(name="Synthroid"), Medicine(name="xyzzyol")), facts))

    assert {"levothyroxine", "thyroid_hormone", "I-01", "I-00"} <= words
    assert "xyzzyol" not in words
    assert tokens(()) == frozenset()


def test_medicines_keep_their_order(facts: Facts) -> None:
    """The answer belongs to the list, line by line."""
    listed = (Medicine(name="iron"), Medicine(name="xyzzyol"), Medicine(name="levothyroxine"))

    assert [matched.medicine for matched in match(listed, facts)] == list(listed)
    assert match((), facts) == ()


@pytest.mark.parametrize(
    ("medicine", "class_"),
    [
        ("ibuprofen", "nsaid"),
        ("lisinopril", "ace_inhibitor"),
        ("losartan", "arb"),
        ("hydrochlorothiazide", "thiazide"),
        ("furosemide", "loop_diuretic"),
        ("spironolactone", "potassium_sparing_diuretic"),
        ("lithium", "lithium"),
        ("insulin", "insulin"),
        ("glipizide", "sulfonylurea"),
        ("levothyroxine", "thyroid_hormone"),
    ],
)
def test_medicines_that_kidney_rules_ask_for_have_their_class(
    facts: Facts, medicine: str, class_: str
) -> None:
    """K-06, C-10 and C-15 find the common members of their classes."""
    assert class_ in tokens(match((Medicine(name=medicine),), facts))


def test_the_question_names_every_use_of_the_list_once(facts: Facts) -> None:
    """Three lines, two uses: each is asked for one time, and so on every line that has one."""
    listed = tuple(
        Medicine(name=n, clock_h=(8.0,)) for n in ("heart pill", "a blood thinner", "my heart pill")
    )

    for matched in match(listed, facts):
        (asked,) = [row for row in matched.interactions if row.key == "I-62/use"]
        assert asked.sentence.count("Which is a heart medicine?") == 1
        assert asked.sentence.count("Which is a blood thinner?") == 1


def test_at_most_three_near_names_are_offered(facts: Facts) -> None:
    """A question with a long list is none."""
    (matched,) = match((Medicine(name="levothyroxn", clock_h=(8.0,)),), facts)

    (asked,) = [row for row in matched.interactions if row.key == "I-62/spelling"]
    assert asked.sentence.count("Did you mean") == 1
    assert asked.sentence.count(" or ") - facts_sentence(facts).count(" or ") <= 2


def facts_sentence(facts: Facts) -> str:
    """The sentence of the row that asks for a spelling."""
    (row,) = [r for r in facts.interactions if r.key == "I-62/spelling"]
    return row.sentence


def test_a_combination_of_which_a_part_is_in_no_list_keeps_the_default(facts_with: Make) -> None:
    """The part that nobody knows has no row, so the whole does not pass; two known ones do."""
    own = facts_with(
        medicines=OWN
        + '[[medicine]]\nname = "halfknown"\ncombination = ["settledine", "skinol", "nobodysine"]\n'
        '[[medicine]]\nname = "wellknown"\ncombination = ["settledine", "skinol"]\n'
    )

    assert ids(found("halfknown", own)) == {"I-00"}
    assert ids(found("wellknown", own)) == set()


SUPPLEMENTS = (
    *("magnesium_source", "supplement", "mineral", "vitamin", "vitamin_d", "calcium", "iron"),
    *("antacid", "laxative", "fiber", "drink", "phosphate", "bowel_preparation"),
    *("potassium_supplement", "stimulant"),
)


def test_what_is_a_supplement_and_what_a_medicine(facts_with: Make) -> None:
    """Each class of supplement by itself, all together; and any other class beside one."""
    rows = {f"ownine {n}": (name,) for n, name in enumerate(SUPPLEMENTS)}
    rows |= {"allofthem": SUPPLEMENTS, "drugine": ("antibiotic",), "mixine": ("iron", "diuretic")}
    own = facts_with(
        medicines="".join(
            f'[[medicine]]\nname = "{name}"\nno_interaction = true\nclasses = {list(classes)}\n'
            for name, classes in rows.items()
        )
    )

    medicines = {name for name in rows if found(name, own).is_medicine}

    assert medicines == {"drugine", "mixine"}


def test_what_is_not_wholly_known_is_taken_to_meet_magnesium(facts_with: Make) -> None:
    """An ointment never does; an ointment and something unknown, or nothing known, may."""
    own = facts_with(medicines=OWN)

    assert not found("skinol", own).meets_magnesium
    assert found("skinol and xyzzyol", own).meets_magnesium
    assert found("xyzzyol", own).meets_magnesium
    assert found("skinol and settledine", own).meets_magnesium
