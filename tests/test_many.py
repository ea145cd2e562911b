"""Many people, one line each: a bad file never stops the others."""

from __future__ import annotations

import csv
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from magtitrate.errors import InputError
from magtitrate.facts import open_facts
from magtitrate.many import COLUMNS, Line, changed, files_in, line_of, lines_before, table_csv

ROOT = Path(__file__).resolve().parent.parent
NOW = "2026-11-20T09:00:00+00:00"


@pytest.fixture
def people(tmp_path):
    folder = tmp_path / "people"
    folder.mkdir()
    for path in (ROOT / "examples").glob("kidney*"):
        shutil.copy(path, folder / path.name)
    shutil.copy(ROOT / "examples" / "cyclist.toml", folder / "cyclist.toml")
    return folder


def table(people, out, *more):
    command = [sys.executable, "-m", "magtitrate", "plan", str(people), "--table", str(out)]
    return subprocess.run([*command, "--now", NOW, *more], capture_output=True, text=True)


def rows(out):
    with out.open(newline="") as handle:
        return {row["name"]: row for row in csv.DictReader(handle)}


def test_everybody_has_a_line(people, tmp_path):
    """Verdict, dose, binding limit, food, what is due: as the plan of each says."""
    out = tmp_path / "out.csv"
    said = table(people, out)
    found = rows(out)

    assert said.returncode == 0, said.stderr
    assert list(found) == ["cyclist", "kidney"]
    assert found["cyclist"]["verdict"] == "go"
    assert found["cyclist"]["binding_limit"] == "D-01"
    assert found["cyclist"]["food_mg_per_day"] == "310"
    assert found["cyclist"]["recommended_mg_per_day"] == "350"
    assert found["kidney"]["daily_elemental_mg"] == "100"  # the laboratory file beside it counts
    assert found["kidney"]["next_due"] >= "2026-11-20"
    assert said.stderr == ""


def test_a_bad_file_is_a_line_and_code_2(people, tmp_path):
    """The others have their lines, the reason is told, and the exit code says so."""
    (people / "anna.toml").write_text("schema = 1\nmood = 3\n")
    (people / "kidney_labs.csv").write_text("time,analyte\n")
    out = tmp_path / "out.csv"
    said = table(people, out)
    found = rows(out)

    assert said.returncode == 2
    assert [found[name]["verdict"] for name in ("anna", "cyclist", "kidney")] == [
        "failed",
        "go",
        "failed",
    ]
    assert "line 2" in found["anna"]["trouble"]
    assert "anna.toml" in said.stderr
    assert "Traceback" not in said.stderr


@pytest.mark.parametrize(
    ("stray", "told"),
    [
        ("cyclist_lab.csv", True),
        ("cyclist-labs.csv", True),
        ("Cyclist_labs.csv", True),
        ("labs.csv", True),
        ("anna_diary.csv", True),
        ("H.TOML", True),
        ("cyclist_labs.csv", False),
        ("old.csv", False),
        ("notes.txt", False),
    ],
)
def test_a_file_that_nobody_reads_is_told(people, tmp_path, stray, told):
    """A value in it could be a stop: the table is made, and the code is 2."""
    content = "time,analyte,value,unit\n2026-11-18T08:00,serum_magnesium,0.8,mmol/L\n"
    (people / stray).write_text(content)
    said = table(people, tmp_path / "out.csv")

    assert (f"{stray} is nobody's and was not read" in said.stderr) is told
    assert said.returncode == (2 if told else 0)
    assert set(rows(tmp_path / "out.csv")) == {"cyclist", "kidney"}


def test_the_second_table_says_what_changed(people, tmp_path):
    """Against the table that stood in the same place."""
    out = tmp_path / "out.csv"
    out.write_text(
        table_csv(
            [
                Line(
                    name="cyclist",
                    verdict="hold",
                    recommended="regimen",
                    daily_elemental_mg="200",
                    binding_limit="D-01",
                )
            ]
        )
    )
    table(people, out)

    assert rows(out)["cyclist"]["changed"].startswith("verdict hold to go")
    assert rows(out)["kidney"]["changed"] == "new"


def test_an_unchanged_line_is_quiet():
    """Nothing different, nothing said; the first table of all says nothing either."""
    line = Line(name="a", verdict="go", daily_elemental_mg="100")

    assert changed(line, line).changed == ""
    assert changed(line, None).changed == "new"
    assert changed(line, None, any_before=False).changed == ""


def test_another_file_is_not_written_over(people, tmp_path):
    """A laboratory file named by mistake stays what it is."""
    out = tmp_path / "mine.csv"
    out.write_text("time,analyte,value,unit\n")
    said = table(people, out)

    assert said.returncode == 2
    assert out.read_text() == "time,analyte,value,unit\n"


@pytest.mark.parametrize(
    ("where", "more"),
    [
        ("nowhere", ()),
        (".", ()),
        ("people", ("--json",)),
        ("people", ("--what-if",)),
    ],
)
def test_what_cannot_be_done_is_refused(people, tmp_path, where, more):
    """No folder, nobody in it, or options that do not go together: one paragraph, no table."""
    out = tmp_path / "out.csv"
    said = table(tmp_path / where, out, *more)

    assert said.returncode == 2
    assert said.stderr.startswith("magtitrate: ")
    assert not out.exists()


def test_a_table_reads_back():
    """What is written is read, and no cell runs in a spreadsheet."""
    lines = [Line(name="a", verdict="failed", trouble='=1+1, "x"\nand more'), Line(name="b")]
    text = table_csv(lines)

    assert "'=1+1" in text
    assert text.splitlines()[0] == ",".join(COLUMNS)


def test_a_table_in_place_is_read(tmp_path):
    """By name, with the apostrophes gone; columns of a later version are left out."""
    path = tmp_path / "t.csv"
    path.write_text("name,verdict,later\nann,go,9\n")

    assert lines_before(path) == {"ann": Line(name="ann", verdict="go")}
    assert lines_before(tmp_path / "none.csv") == {}


def test_an_empty_folder_is_told(tmp_path):
    """Nobody there is an error of input, not an empty table."""
    with pytest.raises(InputError, match="nobody"):
        files_in(tmp_path)


def test_a_line_tells_of_an_emergency(people):
    """A red symptom stands out in the table."""
    path = people / "cyclist.toml"
    path.write_text(path.read_text().replace("symptoms_now = []", 'symptoms_now = ["seizure"]'))

    assert line_of(path, open_facts(), now=NOW, seed=0).emergency == "yes"
