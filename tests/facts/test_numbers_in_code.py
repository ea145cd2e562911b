"""Does code hold numbers about the world? They are rows of the facts, with a source.

What is free everywhere: 0, 1, 2, a half, powers of ten, hours, days and minutes, rounding
tolerances, places in a list, digits to round to. Anything else needs its file and its reason
here. A number about people, magnesium, medicines or foods has no place in this list: write a
row in `facts/data` and read it with `facts.value`.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

SOURCE = Path(__file__).resolve().parents[2] / "src" / "magtitrate"

FREE = {0, 1, 2, 0.5, 7, 10, 24, 60, 100, 1000, 3600, 86400, 168}
"""Counting, halves, percent, and the calendar: 7 days, 24 hours, 60 minutes, 168 hours a week."""
SMALLEST_SHARE = 1e-3
"""A power of ten at or below it is a tolerance of rounding or of a solver."""

WIDTH = "layout of text: columns, lengths, how many are shown"
TYPED = "what can be a typing slip, and how long a file may be: input, not people"
SOLVER = "coefficients and controls of a numerical method, named in its docstring"
CASE = "a person or a schedule made up to test the program with"

HTTP = "answers of a web server by their numbers"

ANY: set[float] = set()
"""Every number: for a file that bounds what is typed, or whose whole content is a method."""

METHODS = "engine"
"""The room of solvers: coefficients and controls of methods, and people made up to test them.
What it knows of the world comes in through theta and the fact rows `engine.…`."""

ALLOWED: dict[str, tuple[str, set[float]]] = {
    "alternatives.py": ("clock times of a course that is made up for comparison", {8, 20}),
    "as_written.py": ("an hour before any breakfast", {5}),
    "followup/why_not.py": ("quantiles", {0.05, 0.95}),
    "formats/beside_text.py": (WIDTH, {14, 80}),
    "formats/diary_line.py": (WIDTH + "; " + TYPED, ANY),
    "formats/follow_text.py": (WIDTH, {80}),
    "formats/year_page.py": (WIDTH, {160}),
    "planner/dose.py": ("bodies that are settled at once", {4096}),
    "planner/days.py": ("how many totals are compared", {20}),
    "planner/moving.py": ("half a day", {12}),
    "safety/alarms.py": ("words and letters of a language", {3, 4}),
    "store/carry.py": ("modes of files", {0o600, 0o700}),
    "store/check_in.py": (TYPED, {3}),
    "store/standing.py": ("noon, for a day without a clock", {12}),
    "store/ledger.py": ("modes of files, and the mark of a file's kind", ANY),
    "store/year.py": (CASE, ANY),
    "store/year_people.py": (CASE, ANY),
    "trials/subgroups.py": (CASE + "; groups that are told apart", ANY),
    "trials/truth.py": (CASE, {3, 0.95}),
    "body/baseline.py": (SOLVER, {4, 6, 0.1}),
    "body/gut.py": ("segments of the bowel, and an exponent of a formula", {3}),
    "body/stores.py": ("an exponent of a formula", {3}),
    "body/expr.py": ("binding strength of an operation when it is printed", {3}),
    "cli/model.py": (TYPED + ": weeks that are simulated unless said otherwise", {12}),
    "cli/typed.py": (TYPED + "; the last port", {18, 1e6, 65_535}),
    "effects/benefit.py": (SOLVER, {4000}),
    "effects/neuromuscular.py": (
        "quantiles, and the voltage a curve is read at",
        {0.05, 0.95, 0.975, 40},
    ),
    "effects/normal.py": (SOLVER, {9, 18_000}),
    "effects/weighing.py": ("two-sided 95 %", {0.975}),
    "errors.py": (WIDTH, {77, 80}),
    "estimate/sampler.py": (SOLVER, {50, 0.02, 0.95, 0.3}),
    "estimate/worth.py": ("the variance of a beta distribution", {3}),
    "facts/__init__.py": ("digits of a digest", {16}),
    "facts/design_shapes.py": (TYPED + "; what a made-up trial does unless its design says", ANY),
    "facts/dimensions.py": ("the Julian year, which defines the unit", {365.25}),
    "facts/foods.py": (WIDTH, {4, 5, 0.75}),
    "facts/medicine_names.py": (TYPED + "; bits of a letter count", {4, 5, 6, 9, 31, 32}),
    "facts/medicine_words.py": (TYPED, {3, 5, 6}),
    "facts/safety_shapes.py": ("ends of a scale", {5}),
    "facts/study_shapes.py": (TYPED, ANY),
    "formats/compare_text.py": (WIDTH + "; the smallest per cent shown", {80, 0.01}),
    "formats/design_toml.py": (TYPED, {1e12}),
    "formats/diary_csv.py": (TYPED, {20, 60_000, 100_000}),
    "formats/effects_text.py": (WIDTH, {80}),
    "formats/experiment_text.py": (WIDTH, {4, 80}),
    "formats/fact_rows.py": (WIDTH, {12}),
    "formats/facts_text.py": (WIDTH, {4, 17, 30, 80}),
    "formats/food_list.py": (TYPED, {6000}),
    "formats/forecast_text.py": (TYPED + "; " + WIDTH, {3, 52, 80}),
    "formats/gauge_text.py": (WIDTH, {80}),
    "formats/label.py": (WIDTH, {40}),
    "formats/label_text.py": (WIDTH, {3, 5, 6, 80}),
    "formats/labs_csv.py": (TYPED, {20, 366}),
    "formats/local_time.py": ("noon, and the first year of a record", {12, 1990}),
    "formats/opened.py": (TYPED, {1990, 2200}),
    "formats/calendar_ics.py": (
        "the zero of sequences, ten minutes, nine in the morning, margins of a zone's rules",
        {9, 20, 366, 2020},
    ),
    "formats/figures.py": ("sizes of a drawing", ANY),
    "formats/person_sheet.py": (WIDTH, {3, 4, 5, 8}),
    "formats/plan_read.py": (TYPED + "; digits of the file", {0.01, 1990, 2200}),
    "formats/plan_words.py": (WIDTH + "; half of one in a hundred", {30, 200}),
    "formats/professional_sheet.py": ("widths of columns", ANY),
    "formats/reader_units.py": (WIDTH, {3}),
    "formats/report_pdf.py": ("sizes of letters, digits of a hexadecimal number", ANY),
    "formats/why_text.py": (WIDTH, {3, 16, 80}),
    "formats/person_toml.py": (TYPED, {3, 10_000, 100_000}),
    "formats/plan_text.py": (WIDTH, {4, 6, 16, 80}),
    "formats/suggest.py": (WIDTH, {3, 4, 5, 6, 0.6, 0.85}),
    "formats/tables.py": (TYPED, {500}),
    "formats/text_file.py": (TYPED, {200, 10_000, 1_000_000}),
    "formats/toml_table.py": (TYPED, {200, 500, 1900, 1e12}),
    "formats/trial_text.py": (WIDTH, {4, 80}),
    "formats/validation_page.py": ("coordinates, sizes and columns of a drawing", ANY),
    "formats/validation_text.py": (WIDTH, {30, 66}),
    "formats/draft.py": (TYPED + "; a height that is one in centimeters", {3, 12, 40, 500, 1e9}),
    "start.py": (WIDTH + "; how many entries a list may have", {40, 80}),
    "web/api.py": (HTTP + "; " + TYPED, {6, 12, 40, 52, 200, 400, 409, 422, 500, 1e6, 18}),
    "web/app.py": (HTTP, {422, 500}),
    "web/check_in_pages.py": (
        HTTP + "; " + WIDTH + "; buttons of a 0 to 10 scale",
        {5, 8, 80, 200, 404, 422},
    ),
    "web/desk.py": ("how many plans are remembered", {50}),
    "web/drawn.py": ("percent between two quantiles", {90}),
    "web/evidence_pages.py": (
        HTTP + "; " + WIDTH + "; draws, and the ends of sliders and of a gauge",
        {0.01, 0.2, 0.7, 0.1, 1.5, 1.6, 3, 0.94, 120, 200, 400, 404, 10_000},
    ),
    "web/folder.py": (TYPED + "; the rights of a file", {40, 0o600}),
    "web/guard.py": (HTTP + "; bytes of a key, and how much may be sent", ANY),
    "web/history.py": ("sizes of a drawing, and steps of its axes", ANY),
    "web/interview_pages.py": (HTTP, {200, 404, 422}),
    "web/pages.py": (HTTP + "; " + TYPED + "; bytes of a mark", {9, 200, 303, 5000}),
    "web/plan_pages.py": (HTTP, {200, 404, 422}),
    "web/records.py": ("how many keys of programs are remembered", {10_000}),
    "web/serve.py": ("the rights of a folder, bytes of a header", {0o700, 65_536}),
    "web/timeline.py": ("sizes of a drawing", ANY),
    "web/windows.py": ("bytes of a mark, and how many windows are remembered", {9, 500}),
    "formats/zones.py": ("how many cities are suggested", {3}),
    "web/what_if.py": (TYPED + "; clock times of a made-up day", ANY),
    "formats/written.py": ("the rights of a file", {0o666}),
    "habits.py": (TYPED + "; nouns stand below the facts", ANY),
    "patient.py": (TYPED + "; nouns stand below the facts", ANY),
    "plan.py": ("the contract's life of a plan; a test holds it to policy.plan_life", {28}),
    "planner/forecast.py": ("days that are shown, and quantiles", {3, 14, 28, 56, 84, 0.05, 0.95}),
    "planner/propose.py": ("the hour of a usual morning draw", {8}),
    "planner/timing.py": ("the grid of clock times; " + TYPED, {3, 4, 9, 15, 48, 20_000}),
    "regimen.py": (TYPED + "; nouns stand below the facts", {500, 20_000, 1e6}),
    "safety/filtration.py": ("noon, where only the day is known", {12}),
    "safety/medicine_text.py": (TYPED, {300}),
    "safety/medicines.py": (WIDTH, {3}),
    "safety/one_value.py": ("a date that no rule reads", {2026}),
    "safety/review.py": ("two weeks and a day: every weekday meets every other", {15}),
    "streams.py": ("bytes of a seed", {4, 16}),
    "trials/chunks.py": ("how work is cut into pieces, and attempts", {3, 4, 500}),
    "trials/cohort.py": (CASE + ": bounds of virtual people", {0.3, 1.35, 2.15, 3, 5, 15, 150}),
    "trials/compare.py": ("quantiles, hours of a day", {0.05, 0.95, 25}),
    "trials/contrasts.py": ("two-sided 95 %, a line's parameters", {0.95, 3, 200}),
    "trials/experiment.py": (
        "an interval, the end of a run, and draws",
        {0.95, 3, 20_000, 1_000_003},
    ),
    "trials/lag.py": (CASE + ": bodies, days and a dose that a lag is read off", {8, 48, 84, 200}),
    "trials/lives.py": (CASE + ": hours; " + SOLVER, {0.346, 3, 8, 13, 17.5, 18.5, 19, 40}),
    "trials/measured.py": (CASE + ": how many are asked; batches", {1.2, 20, 50, 400}),
    "trials/n_of_1.py": (SOLVER, {40}),
    "trials/own_plans.py": (CASE, {8, 9, 11, 13, 20, 21, 50, 1500, 2026}),
    "trials/people.py": ("how many are kept at hand", {256}),
    "trials/read_off.py": ("grid of an area", {4}),
    "trials/study.py": ("virtual people per arm, and grids of time", {96, 0.1, 0.25, 48, 1e9}),
    "trials/timeline.py": ("a share of a day's food that counts as a meal", {0.3}),
    "trials/student.py": (SOLVER, ANY),
    "trials/two_compartment.py": (SOLVER, {3, 4, 5, 1e8}),
    "trials/virtual_trial.py": (
        "quantiles and two-sided 5 %, a share of people, how often progress is told",
        {0.025, 0.05, 0.975, 3, 20, 50},
    ),
    "titrate.py": ("digits of a digest", {16}),
    "units.py": (
        "molar masses and definitions of units: the one place where they belong",
        {24.305, 40.078, 88.42, 30.974, 9.425, 400.64, 16.114, 1355.4, 180.156},
    ),
}
"""File -> why it may hold numbers, and which."""


def strays(path: Path, text: str) -> Iterator[str]:
    """Numbers of one file that nothing allows, as `file:line: number`."""
    _, allowed = ALLOWED.get(path.as_posix(), ("", {0}))
    if path.parts[0] == METHODS:
        return
    tree = ast.parse(text)
    places = set(_places(tree))
    for node in ast.walk(tree):
        if not isinstance(node, ast.Constant) or type(node.value) not in (int, float):
            continue
        if node in places or _is_free(node.value) or allowed is ANY or node.value in allowed:
            continue
        yield f"{path}:{node.lineno}: {node.value:g}"


def _is_free(value: float) -> bool:
    if value in FREE:
        return True
    return 0 < value <= SMALLEST_SHARE and f"{value:e}".startswith("1.000000")


def _places(tree: ast.AST) -> Iterator[ast.AST]:
    """Numbers that only say where or how many: places in a list, ranges, digits, axes."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Subscript):
            yield from ast.walk(node.slice)
        elif isinstance(node, ast.Call):
            name = getattr(node.func, "id", getattr(node.func, "attr", ""))
            if name == "range":
                yield from (leaf for argument in node.args for leaf in ast.walk(argument))
            elif name == "round":
                yield from (leaf for argument in node.args[1:] for leaf in ast.walk(argument))
            for keyword in node.keywords:
                if keyword.arg in ("axis", "maxsize", "n", "most", "max_length"):
                    yield from ast.walk(keyword.value)


def files() -> list[Path]:
    return [
        path.relative_to(SOURCE)
        for path in sorted(SOURCE.rglob("*.py"))
        if "data" not in path.relative_to(SOURCE).parts
    ]


def test_no_number_about_the_world_stands_in_code() -> None:
    """Every literal is mathematics, or its file says here why it stands there."""
    found = [line for path in files() for line in strays(path, (SOURCE / path).read_text("utf-8"))]

    assert not found, "move these to rows of facts/data, or explain them here:\n" + "\n".join(found)


def test_every_allowance_is_for_a_file_that_stands() -> None:
    """A file that is gone takes its allowance with it."""
    assert set(ALLOWED) <= {path.as_posix() for path in files()}


@pytest.mark.parametrize(
    ("line", "number"),
    [("if egfr < 30: pass", "30"), ("cap_mg = 350", "350"), ("SHARE = 0.141", "0.141")],
)
def test_a_number_about_the_world_is_seen(line: str, number: str) -> None:
    """A kidney limit, a dose or a fraction in code is reported with its line."""
    found = list(strays(Path("safety/limits.py"), f"\n{line}\n"))

    assert found == [f"safety/limits.py:2: {number}"]


def test_no_sentence_of_planning_or_safety_cites_a_claim_as_a_fact() -> None:
    """What the articles say is never a reason; a rule that corrects or supports it is."""
    citing = [
        str(path)
        for path in files()
        for node in ast.walk(ast.parse((SOURCE / path).read_text("utf-8")))
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and node.value.startswith("claim:S")
    ]

    assert citing == []
