"""Does the page on the files say what the readers read?"""

from __future__ import annotations

import re
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from magtitrate.formats import diary_csv, labs_csv
from magtitrate.formats.person_toml import KEYS, read_person
from magtitrate.regimen import Product
from magtitrate.units import ANALYTES

PAGE = Path(__file__).parents[2] / "docs" / "person-file.md"
ZONE = "Europe/Madrid"
NOW = datetime(2026, 11, 22, 12, tzinfo=ZoneInfo(ZONE))
ZERO = datetime(2026, 9, 1, tzinfo=ZoneInfo(ZONE))


def blocks(kind: str) -> list[str]:
    """The examples of the page that are written in this format."""
    return re.findall(rf"^```{kind}\n(.*?)^```", PAGE.read_text(encoding="utf-8"), re.M | re.S)


def written(tmp_path: Path, name: str, text: str) -> Path:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize("text", blocks("toml"))
def test_each_person_on_the_page_can_be_read(tmp_path, text, facts):
    """An example that is copied from the page is a file that the reader takes."""
    person = read_person(written(tmp_path, "person.toml", text), now=NOW, facts=facts)

    assert person.patient.patient_id


def test_the_whole_example_shows_a_day_of_foods(tmp_path, facts):
    """The foods of the long example add up to a plausible intake of magnesium."""
    longest = max(blocks("toml"), key=len)
    person = read_person(written(tmp_path, "person.toml", longest), now=NOW, facts=facts)

    assert 250 < (person.patient.diet.magnesium_mg_per_day or 0) < 550


def test_laboratory_results_on_the_page_can_be_read(tmp_path, facts):
    """The example of a laboratory file has four results that the reader takes."""
    (text,) = (block for block in blocks("csv") if "analyte" in block)
    path = written(tmp_path, "labs.csv", text)
    found = labs_csv.read_labs(path, zero=ZERO, timezone=ZONE, now=NOW, facts=facts)

    assert len(found) == 4


def test_the_diary_on_the_page_can_be_read(tmp_path, facts):
    """The example of a diary has two doses and five other lines."""
    (text,) = (block for block in blocks("csv") if "kind" in block)
    path = written(tmp_path, "diary.csv", text)
    product = Product(product_id="bisglycinate-100", salt="bisglycinate", elemental_mg_per_unit=100)
    doses, lines = diary_csv.read_diary(
        path, zero=ZERO, timezone=ZONE, now=NOW, facts=facts, product=product
    )

    assert (len(doses), len(lines)) == (2, 5)


def test_the_page_names_whatever_the_readers_know():
    """No table, key, column, kind or analyte is left out."""
    text = PAGE.read_text(encoding="utf-8")
    names = {key for keys in KEYS.values() for key in keys}
    names |= {*labs_csv.COLUMNS, *diary_csv.COLUMNS, *diary_csv.KINDS, *ANALYTES}

    assert [name for name in sorted(names) if not re.search(rf"\b{name}\b", text)] == []
