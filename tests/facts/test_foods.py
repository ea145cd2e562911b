"""Is the table of foods sound, and does a name find the food that was meant and no other?"""

from __future__ import annotations

import csv
import importlib.util
import re
from collections import Counter
from importlib.machinery import SourceFileLoader
from pathlib import Path

import pytest

from magtitrate.facts import Facts
from magtitrate.facts.foods import food_named, near_foods, words_of
from magtitrate.facts.lookup import find, rows_of
from magtitrate.facts.shapes import FoodRow, Malformed

ROOT = Path(__file__).resolve().parents[2]


def script():
    """The script that made the table."""
    loader = SourceFileLoader("extract_foods", str(ROOT / "scripts" / "extract_foods"))
    module = importlib.util.module_from_spec(
        importlib.util.spec_from_loader("extract_foods", loader)
    )
    loader.exec_module(module)
    return module


def test_the_table_is_compact_and_wanted(facts: Facts) -> None:
    """Every food of the list that the script cuts out is in the table once, and no other."""
    with (ROOT / "scripts" / "foods_wanted.csv").open(encoding="utf-8", newline="") as handle:
        wanted = [row["name"] for row in csv.DictReader(handle)]

    assert sorted(row.name for row in facts.foods.values()) == sorted(wanted)
    assert 700 <= len(wanted) <= 1500


def test_no_two_foods_answer_to_the_same_words(facts: Facts) -> None:
    """A name or synonym leads to one food."""
    said = [
        (words_of(text), row.id)
        for row in facts.foods.values()
        for text in (row.name, *row.synonyms)
    ]
    homes = {words: {food for other, food in said if other == words} for words, _ in said}

    assert {words: found for words, found in homes.items() if len(found) > 1} == {}


@pytest.mark.parametrize(
    ("name", "magnesium_mg", "within"),
    [  # the order of magnitude that any food table prints
        ("banana", 27, 3),
        ("almonds, roasted", 275, 15),
        ("milk, whole", 11, 2),
        ("spinach, raw", 85, 12),
        ("rice, white, cooked", 12, 4),
        ("rice, brown, cooked", 41, 6),
        ("bread, whole wheat", 77, 12),
        ("pumpkin seeds", 550, 60),
        ("chickpeas, from dried", 48, 6),
        ("cocoa powder", 499, 20),
    ],
)
def test_well_known_foods_hold_what_they_hold(
    facts: Facts, name: str, magnesium_mg: float, within: float
) -> None:
    """The extraction has not slipped a column or a unit."""
    food = food_named(facts, name)

    assert food is not None
    assert food.magnesium_mg == pytest.approx(magnesium_mg, abs=within)


@pytest.mark.parametrize(
    ("name", "classes"),
    [
        ("milk, whole", {"none"}),
        ("beef, ground", {"none"}),
        ("apple, raw", {"none", "low"}),
        ("lettuce, raw", {"none", "low"}),
        ("bread, white", {"low", "medium"}),
        ("rice, brown, cooked", {"medium", "high"}),
        ("kidney beans", {"medium", "high"}),
        ("almonds", {"high", "very_high"}),
        ("sesame seeds", {"very_high"}),
    ],
)
def test_phytate_classes_are_in_the_order_everyone_finds(
    facts: Facts, name: str, classes: set[str]
) -> None:
    """Seeds before pulses and whole grain before fruit; none in animal foods."""
    food = food_named(facts, name)

    assert food is not None
    assert food.phytate in classes


def test_animal_foods_have_no_phytate(facts: Facts) -> None:
    """Milk, eggs, meat and fish hold none, whatever their class of dry mass."""
    animal = [row for row in facts.foods.values() if row.group in ("dairy", "egg", "meat", "fish")]

    assert Counter(row.phytate for row in animal).keys() == {"none"}


@pytest.mark.parametrize(
    "name",
    ["Cooked brown rice", "rice brown COOKED", "Brown rice (cooked)", "rices, brown, cooked"],
)
def test_order_case_and_plural_do_not_matter(facts: Facts, name: str) -> None:
    """The same words are the same food."""
    food = food_named(facts, name)

    assert food is not None
    assert food.name == "Rice, brown, cooked"


@pytest.mark.parametrize("name", ["rice", "spinach", "spinich, raw", "chicken", "", "xyzzy"])
def test_what_is_only_near_is_never_taken(facts: Facts, name: str) -> None:
    """Too little said, or a slip of a letter, matches nothing by itself."""
    assert food_named(facts, name) is None


def test_near_foods_are_offered(facts: Facts) -> None:
    """A slip or a missing word brings the foods that were probably meant."""
    assert "Spinach, raw" in near_foods(facts, "spinich, raw")
    assert {"Spinach, raw", "Spinach, cooked"} <= set(near_foods(facts, "spinach"))
    assert near_foods(facts, "xyzzy") == []
    assert len(near_foods(facts, "chicken", most=3)) == 3


def test_a_key_finds_its_food(facts: Facts) -> None:
    """`facts show food:KEY` and `facts list --topic foods` reach the table."""
    key = "banana-raw-fndds"

    assert food_named(facts, key) == facts.foods[key] == find(facts, f"food:{key}")[0][2]
    assert key in rows_of(facts, "foods")


def test_an_amount_that_is_no_amount_is_refused() -> None:
    """Infinite and negative contents, and a class that does not exist, cannot be read."""
    amounts = {"energy_kcal": 1.0, "magnesium_mg": 1.0, "calcium_mg": 1.0}
    row = {"id": "x", "name": "X", "group": "g", **amounts}

    for wrong in ({"magnesium_mg": float("inf")}, {"calcium_mg": -1.0}, {"phytate": "huge"}):
        with pytest.raises(Malformed):
            FoodRow(**{**row, "phytate": "low", "source": ("usda-sr",), **wrong})


def test_the_script_stops_at_what_it_cannot_use() -> None:
    """A missing, infinite or negative content ends the extraction and names the food."""
    extract = script()
    row = {"foodName": "Rock", "Magnesium": "inf"}

    for text in ("inf", "", "-3"):
        with pytest.raises(SystemExit, match=re.escape("Rock")):
            extract.amount({**row, "Magnesium": text}, "Magnesium")
    assert extract.amount({"foodName": "Pork", "Carbohydrate": "-0.7"}, "Carbohydrate") == 0.0


def test_leavening_and_fiber_move_the_class() -> None:
    """White flour, whole meal and whole meal bread of one dry mass differ as they should."""
    extract = script()
    white = {"foodName": "x", "Carbohydrate": "76", "Protein": "10", "Total fat": "1", "Fiber": "2"}
    whole = {**white, "Fiber": "11"}

    assert extract.share("grain", 2 / 87) < extract.share("grain", 11 / 87)
    assert extract.share("leavened", 11 / 87) == pytest.approx(extract.share("grain", 11 / 87) / 2)
    assert extract.phytate_class("", whole) == "none"
    assert extract.phytate_class("=high", white) == "high"
