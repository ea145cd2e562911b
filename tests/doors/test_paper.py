"""Do reports, calendars and explanations come out of the commands whole, or not at all?"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import icalendar
import pytest
import recurring_ical_events

from magtitrate.cli import main

NOW = ["--now", "2026-11-22T09:00:00+01:00"]
HEAVY = ("jinja2", "icalendar", "typst", "vl_convert", "markupsafe")


def run(capsys: pytest.CaptureFixture[str], *words: str | Path) -> tuple[int, str, str]:
    code = main([str(word) for word in words])
    out, err = capsys.readouterr()
    return code, out, err


@pytest.fixture(scope="module")
def plan_file(root, tmp_path_factory):
    """The thyroid example's plan as a file, in labs' own units."""
    import contextlib
    import io

    out = io.StringIO()
    words = ["plan", str(root / "examples/thyroid.toml"), "--json", *NOW]
    with contextlib.redirect_stdout(out):
        assert main([*words, "--labs", str(root / "examples/thyroid_labs.csv")]) == 0
    path = tmp_path_factory.mktemp("plan") / "plan.json"
    path.write_text(out.getvalue(), encoding="utf-8")
    return path


def test_a_plan_without_paper_loads_none_of_its_libraries(root) -> None:
    """Who asks for a plan alone does not wait for what lays out reports."""
    code = (
        "import sys; from magtitrate.cli import main;"
        f"main(['plan', {str(root / 'examples/cyclist.toml')!r}, *{NOW!r}]);"
        f"print(sorted(set(sys.modules) & set({HEAVY!r})), file=sys.stderr)"
    )
    environment = {**os.environ, "PYTHONPATH": str(root / "src")}

    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, env=environment
    )

    assert done.stderr.strip() == "[]"


def test_report_and_calendar_come_with_the_plan_and_from_its_file(
    root, plan_file, tmp_path, capsys
) -> None:
    """`plan --report --calendar` and `report` and `calendar` on the plan's file: the same bytes."""
    fresh, old = tmp_path / "fresh", tmp_path / "old"
    fresh.mkdir()
    old.mkdir()
    words = ["plan", root / "examples/thyroid.toml", "--labs", root / "examples/thyroid_labs.csv"]

    paper = ["--report", fresh / "r.pdf", "--calendar", fresh / "c.ics", "--units", "mg/dL"]
    code, out, err = run(capsys, *words, *NOW, "--json", *paper)
    assert code == 0
    assert json.loads(out) == json.loads(plan_file.read_text(encoding="utf-8"))
    assert f"Written: {fresh / 'r.pdf'}" in err
    assert run(capsys, "report", plan_file, old / "r.pdf", "--units", "mg/dL")[0] == 0
    assert run(capsys, "calendar", plan_file, old / "c.ics")[0] == 0

    for name in ("r.pdf", "c.ics"):
        assert (fresh / name).read_bytes() == (old / name).read_bytes()
    assert sorted(path.name for path in fresh.iterdir()) == ["c.ics", "r.pdf"]


def test_a_folder_gets_both_documents(plan_file, tmp_path, capsys) -> None:
    """A name without an ending is a folder, made if need be."""
    assert run(capsys, "report", plan_file, tmp_path / "paper")[0] == 0

    assert sorted(path.name for path in (tmp_path / "paper").iterdir()) == [
        "for-the-professional.html", "for-the-professional.pdf", "for-you.html", "for-you.pdf",
    ]  # fmt: skip


def test_a_refusal_writes_its_sheets_and_a_calendar_without_doses(root, tmp_path, capsys) -> None:
    """A refusal is an answer: exit code 0, and it is said that no dose is in the calendar."""
    person = tmp_path / "person.toml"
    text = (root / "examples/cyclist.toml").read_text(encoding="utf-8")
    person.write_text(text.replace("= 104", "= 40"), encoding="utf-8")

    paper = ["--report", tmp_path / "r.html", "--calendar", tmp_path / "c.ics"]
    code, _, err = run(capsys, "plan", person, *NOW, *paper)

    assert code == 0
    assert "holds no doses" in err
    assert "Consider magnesium" not in (tmp_path / "c.ics").read_text(encoding="utf-8")
    assert "No dose is proposed" in (tmp_path / "r.html").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "more",
    [
        ["--report", "r.doc"],
        ["--report", "nowhere/r.html"],
        ["--calendar", "c.txt"],
        ["--calendar", "folder"],
        ["--report", "folder.html"],
        ["--report", "r.html", "--calendar", "nowhere/c.ics"],
        ["--report", "r.html", "--units", "grains"],
        ["--report", "r.html", "--labs", "none.csv"],
    ],
)
def test_what_cannot_be_written_is_one_paragraph_and_nothing_is(
    more, root, tmp_path, capsys, monkeypatch
) -> None:
    """Bad input ends with code 2 before anything is written, half or whole."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder.html").mkdir()
    before = sorted(path.name for path in tmp_path.rglob("*"))

    code, out, err = run(capsys, "plan", root / "examples/cyclist.toml", *NOW, *more)

    assert code == 2
    assert out == ""
    assert err.startswith("magtitrate: ")
    assert err.count("\n") == 1
    assert sorted(path.name for path in tmp_path.rglob("*")) == before


@pytest.mark.parametrize("command", [["report"], ["calendar"], ["why"]])
def test_what_is_no_plan_is_refused(command, tmp_path, capsys) -> None:
    """Each command names the file that is not a plan."""
    path = tmp_path / "plan.json"
    path.write_text('{"schema": 1, "verdict": "go"}', encoding="utf-8")
    target = {"report": [tmp_path / "r.pdf"], "calendar": [tmp_path / "c.ics"], "why": []}

    code, out, err = run(capsys, *command, path, *target[command[0]])

    assert (code, out) == (2, "")
    assert "plan.json" in err
    assert [one.name for one in tmp_path.iterdir()] == ["plan.json"]


def test_a_failed_move_leaves_no_half_file_behind(plan_file, tmp_path, capsys, monkeypatch) -> None:
    """A disk that fills up at the last moment leaves what was there before."""
    target = tmp_path / "r.html"
    target.write_text("before", encoding="utf-8")

    def fails(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("magtitrate.formats.written.os.replace", fails)
    code, _, err = run(capsys, "report", plan_file, target)

    assert code == 2
    assert "No space left" in err
    assert [one.name for one in tmp_path.iterdir()] == ["r.html"]
    assert target.read_text(encoding="utf-8") == "before"


def test_why_answers_in_words_and_in_json(plan_file, capsys) -> None:
    """One slot in 80 columns, the same with every key as JSON."""
    clock = json.loads(plan_file.read_text(encoding="utf-8"))["regimen"]["slots"][0]["clock"]

    code, out, _ = run(capsys, "why", plan_file, clock)
    assert code == 0
    assert "because [levothyroxine]" in out

    code, out, _ = run(capsys, "why", plan_file, clock, "--json")
    assert code == 0
    assert json.loads(out)["lines"][0]["names"] == [clock]


def test_the_text_of_a_plan_has_the_readers_unit(root, capsys) -> None:
    """`--units mg/dL` shows the forecast of serum in mg/dL."""
    _, out, _ = run(capsys, "plan", root / "examples/cyclist.toml", *NOW, "--units", "mg/dl")

    assert "serum magnesium, mg/dL, day" in out
    assert max(map(len, out.splitlines())) <= 80


def test_what_is_left_out_is_in_no_calendar(tmp_path, root, capsys):
    """A dose that the plan leaves out has no alarm and stands on the sheet as left out."""
    diary = tmp_path / "diary.csv"
    diary.write_text(
        "time,kind,item,value,note\n2026-11-20T08:00,dose,product,2,\n", encoding="utf-8"
    )
    words = [
        "plan", str(root / "examples/cyclist.toml"), "--diary", str(diary),
        "--now", "2026-11-20T09:00:00+00:00",
    ]  # fmt: skip

    assert main([*words, "--json"]) == 0
    (skipped,) = json.loads(capsys.readouterr().out)["regimen"]["left_out"][:1]
    paper = ["--calendar", str(tmp_path / "a.ics"), "--report", str(tmp_path / "a.html")]
    assert main([*words, *paper]) == 0
    calendar = icalendar.Calendar.from_ical((tmp_path / "a.ics").read_bytes())
    events = recurring_ical_events.of(calendar).between((2026, 11, 20), (2026, 11, 21))
    clocks = [str(one["dtstart"].dt)[11:16] for one in events if hasattr(one["dtstart"].dt, "hour")]

    assert skipped["on"] == "2026-11-20"
    assert skipped["clock"] not in clocks
    assert "Not these" in (tmp_path / "a.html").read_text(encoding="utf-8")


def test_a_simulation_is_drawn(tmp_path, root, capsys):
    """Serum, ionized and urine magnesium in one picture; the same bytes each time."""
    words = ["simulate", root / "examples/cyclist.toml", "--regimen", "100@08:00", *NOW]

    for name in ("a.svg", "b.svg"):
        assert run(capsys, *words, "--plot", tmp_path / name)[0] == 0
    drawn = (tmp_path / "a.svg").read_text(encoding="utf-8")

    assert drawn == (tmp_path / "b.svg").read_text(encoding="utf-8")
    for title in ("Serum magnesium", "Ionized magnesium", "Urine magnesium"):
        assert title in drawn
    assert run(capsys, *words, "--plot", tmp_path / "a.png")[0] == 2
    assert run(capsys, *words, "--plot", tmp_path / "nowhere" / "a.svg")[0] == 2
