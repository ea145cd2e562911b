"""Do the commands answer, refuse and exit as the contract says?"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from magtitrate.cli import main

NOW = ["--now", "2026-11-20T09:00:00+00:00"]


def run(capsys: pytest.CaptureFixture[str], *words: str | Path) -> tuple[int, str, str]:
    code = main([str(word) for word in words])
    out, err = capsys.readouterr()
    return code, out, err


@pytest.mark.parametrize(
    "words",
    [
        ["plan"],
        ["plan", "no-such-file.toml"],
        ["plan", "."],
        ["nonsense"],
        [],
        ["facts", "show", "K-99"],
        ["facts", "list", "--topic", "stars"],
        ["claims", "S9-99"],
        ["claims", "--verdict", "maybe"],
        ["product", "--salt", "unobtainium", "--compound-mg", "500"],
        ["product", "--compound-mg", "-3"],
        ["product"],
    ],
)
def test_unusable_input_is_one_paragraph_and_code_two(words, capsys):
    """Whatever cannot be used is answered by one paragraph on standard error and code 2."""
    code, out, err = run(capsys, *words)

    assert code == 2
    assert out == ""
    assert err.count("\n") == 1
    assert err.startswith("magtitrate: ")


def test_a_moment_without_a_zone_is_refused(root, capsys):
    """A --now without a time zone names no moment."""
    code, _, err = run(
        capsys, "plan", root / "examples/cyclist.toml", "--now", "2026-11-20T09:00:00"
    )

    assert code == 2
    assert "time zone" in err


def test_the_same_command_twice_gives_the_same_bytes(root, capsys):
    """--seed and --now make an answer repeatable to the byte."""
    words = ["plan", root / "examples/kidney.toml", "--json", "--seed", "4", *NOW]

    first = run(capsys, *words)
    second = run(capsys, *words)

    assert first == second


def test_the_plan_in_json_has_every_key_of_the_contract(root, capsys):
    """A refusal carries the same keys as a plan."""
    keys = {
        "schema", "person_id", "made_at", "mode", "jurisdiction", "verdict", "recommended",
        "emergency", "reasons", "limits", "regimen", "candidates", "pairing", "monitoring",
        "forecast", "benefit", "adjustment", "warnings", "provenance",
    }  # fmt: skip

    code, out, _ = run(capsys, "plan", root / "examples/kidney.toml", "--json", *NOW)
    plan = json.loads(out)

    assert code == 0
    assert keys <= set(plan)
    assert plan["verdict"] == "hold"
    assert plan["regimen"] is None
    assert plan["recommended"] == "measure_first"
    assert plan["forecast"]["serum_magnesium_mmol_per_l"]["without"]


def test_a_plan_in_text_fits_80_columns_and_names_dose_before_anything_else(root, capsys):
    """Dose and reason come first; no line is wider than a terminal; no color in a pipe."""
    code, out, _ = run(capsys, "plan", root / "examples/cyclist.toml", *NOW)
    lines = out.splitlines()

    assert code == 0
    assert max(map(len, lines)) <= 80
    assert "\x1b" not in out
    assert out.index("Start: 100 mg") < out.index("Why\n") < out.index("Limits\n")
    assert "not a medical device" in out.lower()


def test_a_simulation_says_that_it_is_not_a_plan(root, capsys):
    """A regimen above the limit is simulated beside what the rules say of it."""
    words = ["simulate", root / "examples/cyclist.toml", "--regimen", "200@08:00,200@20:00"]

    code, out, _ = run(capsys, *words, "--weeks", "1", *NOW)

    assert code == 0
    assert "not a plan" in out
    assert "above the 250 mg" in out


def test_effects_stand_beside_a_simulation(root, capsys):
    """Benefits with their certainty, and readouts beside the noise that they would have to beat."""
    words = ["simulate", root / "examples/cyclist.toml", "--regimen", "100@20:00", "--effects"]

    code, out, _ = run(capsys, *words, "--weeks", "1", *NOW)

    assert code == 0
    assert "What the evidence lets a person expect" in out
    assert "No instrument could show this change." in out
    assert "Certainty: moderate." in out


@pytest.mark.parametrize("regimen", ["", "100", "100@25:00", "-5@08:00", "100@08:00,100@08:00"])
def test_a_regimen_that_cannot_be_read_is_refused(regimen, root, capsys):
    """Milligrams at clock times, each once, or nothing."""
    words = ["simulate", root / "examples/cyclist.toml", f"--regimen={regimen}"]

    code, _, err = run(capsys, *words, *NOW)

    assert code == 2
    assert "--regimen" in err


def test_facts_check_passes(capsys):
    """The facts that ship agree with each other."""
    code, out, _ = run(capsys, "facts", "check")

    assert code == 0, out


def test_claims_can_be_listed_and_shown(capsys):
    """One claim in full, and all of one verdict."""
    code, out, _ = run(capsys, "claims", "s3-09")
    assert code == 0
    assert "contradicted" in out

    code, out, _ = run(capsys, "claims", "--verdict", "contradicted", "--json")
    assert {claim["verdict"] for claim in json.loads(out)} == {"contradicted"}


def test_a_label_is_explained(capsys):
    """1,350 mg of anhydrous bisglycinate hold 190.3 mg (golden vector)."""
    code, out, _ = run(capsys, "product", "--compound-mg", "1350", "--json")

    assert code == 0
    assert json.loads(out)["product"]["elemental_mg_per_unit"] == pytest.approx(190.3, abs=0.05)


def test_the_engine_passes_its_own_check(capsys):
    """The engine says which one it is and keeps the laws."""
    code, out, _ = run(capsys, "engine", "--json")

    assert code == 0
    assert json.loads(out)["passed"] is True


def test_help_imports_neither_numpy_nor_facts(root):
    """--help costs nothing: no array library is imported for it."""
    script = (
        "import sys\n"
        "from magtitrate.cli import main\n"
        "try:\n    main(['--help'])\nexcept SystemExit:\n    pass\n"
        "assert 'numpy' not in sys.modules, 'numpy'\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script],
        env={"PYTHONPATH": str(root / "src"), "PATH": ""},
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stderr


def test_a_plan_loads_only_what_it_needs(root):
    """Half a second from a cold start leaves no room for what the answer does not need."""
    needless = (
        *("scipy", "pydantic", "fastapi", "jinja2", "typst", "icalendar", "sqlite3", "vl_convert"),
        *("numpy.ma", "difflib", "dask", "duckdb"),
        *("magtitrate.facts.claim_shapes", "magtitrate.web", "magtitrate.trials"),
        *("magtitrate.formats.beside_text", "magtitrate.cli.model", "magtitrate.cli.records"),
    )
    script = (
        "import sys\n"
        "from magtitrate.cli import main\n"
        f"main(['plan', {str(root / 'examples/cyclist.toml')!r},"
        " '--now', '2026-11-20T09:00:00+00:00'])\n"
        f"loaded = [name for name in {needless!r} if name in sys.modules]\n"
        "assert not loaded, loaded\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script],
        env={"PYTHONPATH": str(root / "src"), "PATH": ""},
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stderr


def test_a_label_that_does_not_fit_itself_is_told_with_the_plan(root, tmp_path, capsys):
    """The stated magnesium is used, and the plan says that the named form holds another share."""
    text = (root / "examples" / "cyclist.toml").read_text(encoding="utf-8")
    head = text.partition("[product]")[0]
    person = tmp_path / "someone.toml"
    product = "\n".join(
        (
            "[product]",
            'salt = "bisglycinate"',
            'hydrate = "dihydrate"',  # 11.7 % of it is magnesium, not 14.1 %
            "compound_mg_per_unit = 1000",
            "elemental_mg_per_unit = 141",
        )
    )
    person.write_text(f"{head}{product}\n", encoding="utf-8")

    code, _, said = run(capsys, "plan", person, "--now", "2026-11-20T09:00:00+00:00")

    assert code == 0
    assert "do not fit the dihydrate form" in said


def test_a_file_that_lies_beside_unread_is_named(root, tmp_path, capsys):
    """Labs beside the person's file change nothing unasked, and are not passed over in silence."""
    for name in ("kidney.toml", "kidney_labs.csv"):
        (tmp_path / name).write_bytes((root / "examples" / name).read_bytes())
    words = ["plan", tmp_path / "kidney.toml", "--now", "2026-11-20T09:00:00+00:00"]

    code, _, silent = run(capsys, *words, "--labs", tmp_path / "kidney_labs.csv")
    assert (code, silent) == (0, "")
    code, _, said = run(capsys, *words)
    assert code == 0
    assert "kidney_labs.csv lies beside" in said
    assert "--labs" in said


def test_a_plan_in_force_is_answered(root, tmp_path, capsys):
    """With --in-force the new plan says what to do with the old one."""
    words = ["plan", root / "examples/cyclist.toml", "--json"]
    old = tmp_path / "old.json"
    old.write_text(run(capsys, *words, "--now", "2026-11-20T09:00:00+00:00")[1], encoding="utf-8")

    code, out, _ = run(capsys, *words, "--now", "2026-11-30T09:00:00+00:00", "--in-force", old)

    assert code == 0
    assert json.loads(out)["adjustment"]["action"] in {"hold", "step_up"}


def test_a_plan_of_tomorrow_is_not_in_force(root, tmp_path, capsys):
    """A clock that is wrong would make every gap and every age wrong."""
    words = ["plan", root / "examples/cyclist.toml", "--json"]
    old = tmp_path / "old.json"
    old.write_text(run(capsys, *words, "--now", "2026-11-30T09:00:00+00:00")[1], encoding="utf-8")

    code, _, err = run(capsys, *words, "--now", "2026-11-29T09:00:00+00:00", "--in-force", old)

    assert code == 2
    assert "made later than now" in err


def test_a_hold_shows_the_clock_times_in_force(root, tmp_path, capsys):
    """The old plan's file says when it is taken: a plan that changes nothing moves nothing,
    and where a time can no longer be, it says so."""
    words = ["plan", root / "examples/cyclist.toml", "--json"]
    plan = json.loads(run(capsys, *words, "--now", "2026-11-20T09:00:00+00:00")[1])
    later = [*words, "--now", "2026-11-22T09:00:00+00:00", "--in-force"]

    found = {}
    for clock in ("13:30", "04:00"):
        old = json.loads(json.dumps(plan).replace(plan["regimen"]["slots"][0]["clock"], clock))
        (tmp_path / "old.json").write_text(json.dumps(old), encoding="utf-8")
        new = json.loads(run(capsys, *later, tmp_path / "old.json")[1])
        found[clock] = new["regimen"]["steps"][0]["slots"][0]["clock"], new["adjustment"]

    assert found["13:30"][0] == "13:30"
    assert found["13:30"][1]["action"] == "hold"
    assert "What changes is the time" not in found["13:30"][1]["why"]
    assert found["04:00"][0] != "04:00"
    assert "What changes is the time, from 100 mg at 04:00 to" in found["04:00"][1]["why"]


def test_a_file_that_is_no_plan_is_refused_as_a_plan_in_force(root, tmp_path, capsys):
    """An old plan must be a plan."""
    wrong = tmp_path / "old.json"
    wrong.write_text("{}", encoding="utf-8")

    code, _, err = run(capsys, "plan", root / "examples/cyclist.toml", "--in-force", wrong)

    assert code == 2
    assert "old.json" in err


def test_without_a_regimen_the_plans_own_day_is_simulated(root, capsys):
    """What the person would be offered is what is looked at; a refusal offers nothing."""
    cyclist = [root / "examples/cyclist.toml", *NOW]
    _, out, _ = run(capsys, "plan", *cyclist, "--json")
    slots = json.loads(out)["regimen"]["slots"]
    asked = ",".join(f"{slot['elemental_mg']:g}@{slot['clock']}" for slot in slots)

    own = run(capsys, "simulate", *cyclist, "--effects")
    same = run(capsys, "simulate", *cyclist, "--effects", "--regimen", asked)
    refused = run(capsys, "simulate", root / "examples/kidney.toml", *NOW, "--effects")

    assert own == same
    assert own[0] == 0
    assert "pregnancy" not in own[1]
    assert refused[0] == 2
    assert "--regimen" in refused[2]


@pytest.mark.parametrize(
    ("serum", "said"),
    [
        ("0.85 mmol/L", "L-05"),
        ("1.1 mmol/L", "L-03"),
        ("3.1 mg/dL", "L-02"),
        ("4.0 mEq/L", "L-01"),
        ("0.45 mmol/L", "L-08"),
    ],
)
def test_the_gauge_says_the_rule_before_the_signs(serum, said, capsys):
    """Rules of safety notes 4 by level, in each unit; then what has been published there."""
    code, out, _ = run(capsys, "gauge", serum)

    assert code == 0
    assert out.index(said) < out.index("Lowest published onset")
    assert "teaching" in out


@pytest.mark.parametrize("serum", ["1.9", "high", "1.9 mol/L", "-1 mmol/L", ""])
def test_the_gauge_never_guesses_a_unit(serum, capsys):
    """A number without its unit is no serum magnesium."""
    code, out, err = run(capsys, "gauge", serum)

    assert code == 2
    assert out == ""
    assert err.count("\n") == 1
