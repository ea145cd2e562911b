"""A list of foods stands for a whole diet, or is asked about."""

from __future__ import annotations

import pytest

from magtitrate.errors import InputError

LEAST = """schema = 1
mode = "self"
jurisdiction = "EU"
timezone = "Europe/Madrid"
[person]
id = "p"
[diet]
"""
DAY = (("oats, raw", 80), ("bread, whole wheat", 150), ("milk, whole", 400), ("banana", 120),
       ("rice, white, cooked", 300), ("beef, ground", 150), ("olive oil", 30))  # fmt: skip


def foods(*named):
    return "".join(
        f'[[diet.food]]\nname = "{name}"\ngrams_per_day = {grams}\n' for name, grams in named
    )


def test_foods_become_magnesium_calcium_and_phytate(person, facts):
    """The diet is the sum over the foods of grams times content."""
    diet = person(LEAST + "caffeine_mg_per_day = 90\n" + foods(*DAY)).patient.diet

    by_name = {row.name.casefold(): row for row in facts.foods.values()}
    rows = [by_name[{"banana": "banana, raw"}.get(name, name)] for name, _ in DAY]
    expected = (
        sum(row.magnesium_mg * grams for row, (_, grams) in zip(rows, DAY, strict=True)) / 100
    )
    assert diet.magnesium_mg_per_day == pytest.approx(expected)
    assert 350 < expected < 450
    assert 600 < diet.calcium_mg_per_day < 1000
    assert diet.phytate in ("medium", "high")
    assert diet.caffeine_mg_per_day == 90


def test_more_seeds_more_phytate(person):
    """A day of milk, meat and rice is low in phytate, one of pulses and seeds is high."""
    animal = person(LEAST + foods(("milk, whole", 800), ("beef, ground", 300))).patient.diet
    seeds = foods(("kidney beans", 400), ("sesame seeds", 60), ("bread, whole wheat", 200))
    plant = person(LEAST + seeds).patient.diet

    assert (animal.phytate, plant.phytate) == ("low", "high")


@pytest.mark.parametrize(
    "stated",
    [
        "magnesium_mg_per_day = 310",
        "calcium_mg_per_day = 900",
        'pattern = "low"',
        'phytate = "low"',
    ],
)
def test_a_number_beside_foods_is_refused(person, stated):
    """One of the two must go, and the message says so with its line."""
    with pytest.raises(InputError, match="beside a list of foods") as error:
        person(LEAST + stated + "\n" + foods(*DAY))

    assert "line 8" in str(error.value)
    assert stated.split(" ")[0] in str(error.value)


def test_an_unknown_food_is_a_question(person):
    """A slip is never corrected silently: the nearest foods are offered."""
    with pytest.raises(InputError, match="not in the table") as error:
        person(LEAST + foods(("spinich, raw", 100), *DAY))

    assert "Spinach, raw" in str(error.value)
    assert "line 9, diet.food.name" in str(error.value)


def test_a_few_foods_are_not_a_day(person):
    """Almonds alone would count as the whole diet, and the gap would be closed with magnesium."""
    with pytest.raises(InputError, match="not a whole day's food"):
        person(LEAST + foods(("almonds, roasted", 30)))


def test_a_week_in_one_day_is_asked_about(person):
    """Ten kilocalories too many by a factor of ten are a slip of the hand."""
    with pytest.raises(InputError, match="those of one day"):
        person(LEAST + foods(*((name, grams * 6) for name, grams in DAY)))


@pytest.mark.parametrize("grams", ["0", "-5", "7000", '"30"', "true"])
def test_impossible_amounts_are_refused(person, grams):
    """No food is eaten in negative, absurd or quoted grams."""
    with pytest.raises(InputError, match=r"diet\.food\.grams_per_day"):
        person(LEAST + f'[[diet.food]]\nname = "banana"\ngrams_per_day = {grams}\n')


@pytest.mark.parametrize("entry", ['name = "banana"', "grams_per_day = 100", 'food = "banana"'])
def test_a_food_needs_name_and_amount(person, entry):
    """Half an entry, or a key that is not known, is refused."""
    with pytest.raises(InputError):
        person(LEAST + f"[[diet.food]]\n{entry}\n")


def test_without_foods_nothing_changes(person):
    """A stated number is the diet, as before."""
    assert person(LEAST + "magnesium_mg_per_day = 310\n").patient.diet.magnesium_mg_per_day == 310
