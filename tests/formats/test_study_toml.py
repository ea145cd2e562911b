"""Are study files read, and refused with the place and a way out?"""

from __future__ import annotations

import dataclasses
import tomllib
from pathlib import Path

import pytest

from magtitrate.errors import InputError
from magtitrate.facts import open_facts
from magtitrate.facts.study_shapes import (
    Study,
    StudyArm,
    StudyDiet,
    StudyDose,
    StudyFast,
    StudyInfusion,
    StudyMeal,
    StudyPeople,
    StudyResult,
)
from magtitrate.formats.study_toml import read_studies, read_study

ROOT = Path(__file__).parent.parent.parent
PAGE = (ROOT / "docs" / "studies.md").read_text(encoding="utf-8")
EXAMPLE = PAGE.split("```toml\n")[1].split("```")[0]


@pytest.fixture(scope="module")
def facts():
    return open_facts()


def written(folder: Path, text: str) -> Path:
    path = folder / "study.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_the_example_of_the_page_is_a_study(tmp_path, facts):
    """What docs/studies.md shows can be read as it stands."""
    study = read_study(written(tmp_path, EXAMPLE), facts)

    assert study.id == "X1"
    assert [arm.name for arm in study.arm] == ["citrate", "oxide"]
    assert study.result[1].allowed(20) == pytest.approx((2.1, 3.9))


@pytest.mark.parametrize(
    "shape",
    [
        Study,
        StudyPeople,
        StudyDiet,
        StudyArm,
        StudyDose,
        StudyMeal,
        StudyInfusion,
        StudyFast,
        StudyResult,
    ],
)
def test_the_page_explains_every_key(shape):
    """No key of a study file is missing from docs/studies.md."""
    named = {"people", "diet", "arm", "result"}
    missing = [
        f.name
        for f in dataclasses.fields(shape)
        if f.name not in named and f"`{f.name}`" not in PAGE
    ]

    assert missing == []


def test_the_package_brings_all_studies(facts):
    """A1 to A26 and the negative controls are there, each with its source and its width."""
    studies = {study.id: study for study in read_studies([], facts)}

    assert {f"A{n}" for n in range(1, 27)} <= set(studies)
    assert sum(study.control for study in studies.values()) >= 4
    assert all(any(r.judged for r in study.result) for study in studies.values())


def test_a_short_citation_is_a_source_of_the_facts(facts):
    """A source written as one word is a citation key that exists."""
    keys = [study.source for study in read_studies([], facts) if " " not in study.source]

    assert [key for key in keys if key not in facts.sources] == []


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("body_mass_kg   = 74", "body_mas_kg = 74", "line 8, people.body_mas_kg"),
        ("body_mass_kg   = 74", 'body_mass_kg = "74"', "without quotes"),
        ("body_mass_kg   = 74", "body_mass_kg = 740", "Accepted: 20 to 250"),
        ('form = "citrate"', 'form = "citrat"', "Did you mean citrate"),
        ("elemental_mg = 300", "elemental_mg = 300\nmagnesium_mmol = 3", "exactly one amount"),
        ('against = "oxide"', 'against = "oxid"', "Accepted: citrate, oxide, usual"),
        ('how = "total"', 'how = "area"', "urine_magnesium cannot be read as 'area'"),
        ("ci = [0.2, 1.0]", "", "a judged result needs a width"),
        ("ci = [0.2, 1.0]", "ci = [1.0, 0.2]", "the lower first"),
        ('unit = "mmol"', 'unit = "mmole"', "Accepted: mmol/L"),
        ('clock = "08:00"', 'clock = "8"', "HH:MM"),
        ("[people]\n", '[people]\nsituations = ["pregnant"]\n', "Did you mean pregnancy"),
    ],
)
def test_a_mistake_is_told_with_its_place(tmp_path, facts, old, new, told):
    """A wrong key or value names the file, the line, what is accepted."""
    assert old in EXAMPLE

    with pytest.raises(InputError) as caught:
        read_study(written(tmp_path, EXAMPLE.replace(old, new, 1)), facts)

    assert told in str(caught.value)
    assert "study.toml" in str(caught.value)


def test_two_studies_of_one_id_are_refused(tmp_path, facts):
    """A folder in which an id stands twice cannot be run."""
    for name in ("one.toml", "two.toml"):
        (tmp_path / name).write_text(EXAMPLE, encoding="utf-8")

    with pytest.raises(InputError, match="another file has a study of this id"):
        read_studies([tmp_path], facts)


def test_an_empty_folder_is_refused(tmp_path, facts):
    """A folder without a study is not silently a pass."""
    with pytest.raises(InputError, match="no study file lies in this folder"):
        read_studies([tmp_path], facts)


def test_the_files_are_plain_toml(facts):
    """Every study file of the package is read by any TOML reader."""
    for path in sorted((facts.folder / "studies").glob("*.toml")):
        assert tomllib.loads(path.read_text(encoding="utf-8"))["id"]
