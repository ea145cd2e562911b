"""Does a virtual trial find what follows from its assumptions, and lose nothing when killed?

Expected values are printed results (evidence.toml), the claims' and neuro notes' own
calculations, or arithmetic by hand.
"""

from __future__ import annotations

import errno
import json
import multiprocessing
import os
import re
import signal
import subprocess
import sys
import threading
import time
from dataclasses import fields, replace
from pathlib import Path

import numpy as np
import pytest
from scipy import stats

from magtitrate.cli import main
from magtitrate.errors import InputError
from magtitrate.facts import open_facts
from magtitrate.facts.design_shapes import (
    Arm,
    Effect,
    Experiment,
    Guess,
    Outcome,
    People,
    PowerTable,
    Published,
    Scenario,
    Trial,
)
from magtitrate.formats import trial_files
from magtitrate.formats.design_toml import read_trial, shipped
from magtitrate.formats.trial_text import trial_json, trial_text
from magtitrate.trials.chunks import everybody
from magtitrate.trials.cohort import cohort
from magtitrate.trials.contrasts import (
    adjusted,
    crossed,
    power_of_two_means,
    shares,
    two_means,
)
from magtitrate.trials.virtual_trial import resized, run_trial

FACTS = open_facts()
SOURCE = Path(__file__).parents[2] / "src"
MAGNESIUM = Arm(name="magnesium", elemental_mg_per_day=300.0)
PLACEBO = Arm(name="placebo", elemental_mg_per_day=0.0)
SCORE = Outcome(id="score", kind="score", mean=50.0, sd=10.0, effect=Effect(size=5.0))
SERUM = Outcome(id="serum", kind="body", quantity="serum_magnesium")


def trial(**more: object) -> Trial:
    usual = {
        "schema": 1,
        "id": "small",
        "title": "a small trial",
        "kind": "parallel",
        "people": 60,
        "weeks": 4,
        "replicates": 150,
        "arm": (MAGNESIUM, PLACEBO),
        "outcome": (SCORE,),
    }
    return Trial(**(usual | more))


def shipped_result(name: str, **more: float):
    return run_trial(replace(read_trial(name, FACTS), **more), FACTS, workers=1)


# ---------------------------------------------------------------- the articles' two studies


def test_athletes_120() -> None:
    """Power for 215 to 198 ms at SD 25, 30, 35, 40 is 96, 87, 76, 64 %; 17 ms is easy to find."""
    result = shipped_result("athletes-120", replicates=150.0, virtual_people=150.0)
    found = {r.scenario: r.found[0] for r in result.results}

    assert [round(row.percent) for row in result.power] == [96, 87, 76, 64]
    assert all(row.met for row in result.power)
    for row in result.power:
        assert row.simulated == pytest.approx(row.percent, abs=10)
    assert found[""].power > 0.97
    assert found["no drug at all"].power < 0.12
    # At most 0.6 % of 82 ms of motor time follows from the predicted change.
    assert 0 < found["what the mechanism could bring"].middle + 0.1 < 1.0
    assert found["what the mechanism could bring"].power < 0.12
    assert found["5 ms"].power == pytest.approx(0.3, abs=0.12)


def test_athletes_without_a_control_improve_on_nothing() -> None:
    """Practice of 3 ms looks like an effect in about 41 % of before-after studies (notes 5)."""
    result = shipped_result("athletes-before-after", replicates=400.0)

    assert result.results[0].found[0].power == pytest.approx(0.41, abs=0.09)


def test_case_series() -> None:
    """68 % better and 22 % twitching come from nothing at all, and from the drug as well."""
    result = shipped_result("case-series", replicates=300.0, virtual_people=100.0)
    alone = {r.scenario: r.found[0] for r in result.results if r.outcome.id == "anxiety"}

    assert [met.verdict for met in result.met] == ["among"] * 3
    assert alone[""].improved_middle == pytest.approx(68, abs=6)
    for part in ("regression to the mean alone", "placebo response alone"):
        assert 40 < alone[part].improved_middle < alone[""].improved_middle
    assert alone["with the drug"].improved_low < 68 < alone["with the drug"].improved_high


@pytest.mark.parametrize(
    ("name", "inside", "among"),
    [
        ("e-01-cramps", {"cramps", "responders"}, set()),
        ("e-03-pregnancy-cramps", {"halved"}, set()),
        ("e-07-soreness", {"soreness"}, set()),
        ("e-17-sleep", {"insomnia"}, {"insomnia"}),
        ("e-18-sleep-onset", {"sleep_onset"}, set()),
        ("e-28-pressure", {"systolic"}, set()),
        ("e-33-oxide", {"serum"}, {"beats", "gut"}),
        ("e-35-biomarkers", {"serum", "urine"}, set()),
        ("e-36-ionized", {"ionized"}, set()),
    ],
)
def test_published_trials_come_back(name, inside, among) -> None:
    """The middle of simulated trials lies in the printed interval, or the print among them."""
    design = read_trial(name, FACTS)
    bodies = min(design.bodies, 500) if design.needs_bodies else 2
    result = run_trial(
        replace(
            design,
            virtual_people=float(max(bodies, 2)),
            replicates=min(design.replicates, 400.0 if design.people < 1000 else 60.0),
        ),
        FACTS,
        workers=1,
    )
    told = {(met.published.outcome, met.verdict) for met in result.met}

    assert {(outcome, "inside") for outcome in inside} <= told
    assert {(outcome, "among") for outcome in among} <= told


def test_fixed_or_planned_are_the_same_people() -> None:
    """Nobody differs before, fixed means 300 mg for all, and a plan never crosses its limit."""
    result = shipped_result("fixed-or-planned", people=12.0, replicates=2.0)
    lives = {life.arm: life for life in result.lives}

    assert lives["300 mg for all"].elemental_mg == 300
    assert 0 <= lives["own plans"].elemental_mg <= 250
    assert sum(count for _, count in lives["own plans"].verdicts) == 12
    assert lives["nothing"].rise_mmol_per_l == 0
    assert lives["300 mg for all"].rise_mmol_per_l > lives["own plans"].rise_mmol_per_l >= 0
    assert (result.people["own plans/elemental_mg"] <= 250).all()


# ---------------------------------------------------------------- who takes part


def test_people_go_together_as_people_do() -> None:
    """Men are heavier and taller, kidneys age, who is heavier eats more, grain brings phytate."""
    people = cohort(trial(), 0, 4000, FACTS, seed=1)
    woman = people["female"] > 0

    def together(first: str, second: str) -> float:
        return float(np.corrcoef(people[first], people[second])[0, 1])

    assert woman.mean() == pytest.approx(0.5, abs=0.03)
    assert people["body_mass_kg"][~woman].mean() == pytest.approx(89.8, rel=0.02)
    assert people["diet_mg_per_day"][woman].mean() == pytest.approx(250, rel=0.03)
    assert together("age_y", "egfr_ml_per_min_1p73m2") < -0.4
    assert together("body_mass_kg", "diet_mg_per_day") > 0.15
    assert together("diet_mg_per_day", "phytate_mg_per_day") > 0.3


def test_genes_are_labels() -> None:
    """A variant changes no body: the two groups have the same serum but for chance."""
    people = everybody(trial(outcome=(SERUM,), people=800), FACTS, seed=0, workers=1)
    carries = people["trpm6_variant"] > 0

    groups = [people["usual/serum_magnesium"][who] for who in (carries, ~carries)]

    assert two_means(*groups).p > 0.01


def test_a_chunk_is_the_same_whoever_makes_it() -> None:
    """Two processes and one give the same bits, in the order of the chunks."""
    design = trial(outcome=(SERUM,), people=1100, weeks=1)

    alone = everybody(design, FACTS, seed=3, workers=1)
    together = everybody(design, FACTS, seed=3, workers=2)

    assert list(alone) == list(together)
    assert all(np.array_equal(alone[name], together[name]) for name in alone)


def test_a_serum_criterion_admits_those_it_names() -> None:
    """People with a low serum are asked for among many, and the flow says how many."""
    who = People(serum_mmol_per_l=(0.5, 0.8))
    result = run_trial(
        trial(outcome=(SERUM,), population=who, people=50, virtual_people=400, replicates=5),
        FACTS,
        workers=1,
    )

    assert result.screened > 100
    assert result.eligible < 300


# ---------------------------------------------------------------- what it says


def test_the_flow_adds_up() -> None:
    """Allocated is left and analyzed together, in both arms, and shares are respected."""
    arms = (
        replace(MAGNESIUM, dropout=0.2, dropout_loose=0.9, share=2.0, elemental_mg_per_day=900.0),
        replace(PLACEBO, dropout=0.1),
    )
    result = run_trial(trial(arm=arms, people=300, replicates=3), FACTS, workers=1)

    assert sum(arm.allocated for arm in result.flow) == 300
    assert result.flow[0].allocated == 200
    assert result.flow[0].left_loose > 0
    for arm in result.flow:
        assert arm.allocated == arm.left + arm.left_loose + arm.analyzed


def test_power_is_what_the_formula_says() -> None:
    """Half a standard deviation in 2 x 64 people is found in 80 % of trials."""
    result = run_trial(
        trial(
            people=128,
            replicates=400,
            outcome=(replace(SCORE, analysis="follow_up"),),
        ),
        FACTS,
        workers=1,
    )

    assert power_of_two_means(5, 10, 64) == pytest.approx(0.807, abs=0.005)
    assert result.results[0].found[0].power == pytest.approx(0.8, abs=0.06)


def test_a_crossover_needs_fewer_and_pays_for_a_short_washout() -> None:
    """The same people twice: more power; what is left in the second period hides the effect."""
    crossover = trial(kind="crossover", washout_weeks=20)

    long = run_trial(crossover, FACTS, workers=1).results[0].found[0]
    short = run_trial(replace(crossover, washout_weeks=0.0), FACTS, workers=1).results[0].found[0]
    parallel = run_trial(trial(), FACTS, workers=1).results[0].found[0]

    assert long.power > parallel.power
    assert long.middle == pytest.approx(5, abs=0.5)
    assert short.middle == pytest.approx(2.5, abs=0.6)


def test_the_tests_are_those_of_another_program() -> None:
    """Welch and its p by SciPy; shares and adjusted means by hand."""
    rng = np.random.default_rng(0)
    a, b = rng.normal(1, 1, 30), rng.normal(0, 2, 25)
    first = rng.normal(0, 1, 55)

    found = two_means(a, b)
    line = adjusted((first[:30], first[30:]), (2 * first[:30] + 3, 2 * first[30:]))
    parts = shares(np.repeat([1.0, 0.0], [37, 6]), np.repeat([1.0, 0.0], [26, 17]))
    pairs = crossed(np.full(9, 4.0) + rng.normal(0, 1e-6, 9), np.full(7, 2.0))

    assert found.p == pytest.approx(stats.ttest_ind(a, b, equal_var=False).pvalue, rel=1e-6)
    assert line.difference == pytest.approx(3)
    assert parts.ratio == pytest.approx(1.42, abs=0.01)
    assert parts.p == pytest.approx(0.007, abs=0.002)
    assert pairs.difference == pytest.approx(3, abs=1e-5)


def test_scenarios_share_their_luck() -> None:
    """Another truth, the same people and noise: estimates differ by exactly the effect."""
    result = shipped_result("athletes-120", replicates=3.0, virtual_people=120.0)
    by_name = {r.scenario: r.found[0].contrast.difference for r in result.results}

    assert by_name[""] - by_name["no drug at all"] == pytest.approx(17, abs=1e-9)


def test_words_and_numbers_agree(capsys) -> None:
    """The report fits 80 columns, says that nobody took anything, and JSON has no NaN."""
    result = shipped_result("case-series", replicates=5.0, virtual_people=60.0)
    words, told = trial_text(result), json.loads(trial_json(result))

    assert "nobody took anything" in " ".join(words.split())
    assert max(map(len, words.splitlines())) <= 80
    assert told["published"][0]["observed"] == 68
    assert told["flow"]["arms"][0]["allocated"] == 100


# ---------------------------------------------------------------- a folder, a kill, a resume


def command(folder: Path, *more: str) -> list[str]:
    return [
        sys.executable, "-m", "magtitrate", "trial", str(folder / "design.toml"), "--json",
        "--out", str(folder / "out"), "--workers", "1", *more,
    ]  # fmt: skip


def written(folder: Path) -> Path:
    folder.mkdir()
    (folder / "design.toml").write_text(
        'schema = 1\nid = "k"\ntitle = "k"\nkind = "parallel"\npeople = 2500\nweeks = 2\n'
        'replicates = 3\n[[arm]]\nname = "magnesium"\nelemental_mg_per_day = 300\n'
        '[[arm]]\nname = "placebo"\nelemental_mg_per_day = 0\n'
        '[[outcome]]\nid = "serum"\nkind = "body"\nquantity = "serum_magnesium"\n',
        encoding="utf-8",
    )
    return folder


def test_a_kill_loses_nothing(tmp_path) -> None:
    """SIGKILL in the middle; started again, it takes what is there and gives the same bits."""
    environment = {**os.environ, "PYTHONPATH": str(SOURCE)}
    whole, killed = written(tmp_path / "whole"), written(tmp_path / "killed")
    subprocess.run(command(whole), env=environment, check=True, capture_output=True)
    running = subprocess.Popen(command(killed), env=environment, stdout=subprocess.DEVNULL)
    people = killed / "out" / "people"
    until = time.monotonic() + 120
    while not list(people.glob("chunk-*.npz")) and time.monotonic() < until:
        time.sleep(0.01)
    running.send_signal(signal.SIGKILL)
    running.wait()
    kept = {path.name: path.stat().st_mtime_ns for path in people.glob("chunk-*.npz")}

    again = subprocess.run(command(killed), env=environment, check=True, capture_output=True)

    assert 0 < len(kept) < 5
    for name, at in kept.items():
        assert (people / name).stat().st_mtime_ns == at
    assert again.stdout == (whole / "out" / "result.json").read_bytes()
    for path in (whole / "out" / "people").glob("*.npz"):
        assert (people / path.name).read_bytes() == path.read_bytes()


def test_a_killed_worker_is_made_up_for() -> None:
    """A process of the pool dies in the middle; the numbers are as if it had not."""
    design = trial(outcome=(SERUM,), people=2000, weeks=4)
    found: dict[str, np.ndarray] = {}

    def work() -> None:
        found.update(everybody(design, FACTS, seed=5, workers=2))

    thread = threading.Thread(target=work)
    thread.start()
    until = time.monotonic() + 60
    while not multiprocessing.active_children() and time.monotonic() < until:
        time.sleep(0.01)
    time.sleep(0.5)
    children = multiprocessing.active_children()
    for child in children[:1]:
        child.kill()
    thread.join()

    assert children
    alone = everybody(design, FACTS, seed=5, workers=1)
    assert all(np.array_equal(alone[name], found[name]) for name in alone)


def test_a_full_disk_is_said_and_what_is_finished_stays(tmp_path, monkeypatch, capsys) -> None:
    """The chunk that does not fit is not there; with room again, the others are taken as found."""
    folder = written(tmp_path / "run")
    arguments = command(folder)[3:]
    real, kept = np.savez, []

    def full(handle, **columns) -> None:
        if len(kept) == 2:
            handle.write(b"half of a chunk")
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        kept.append(real(handle, **columns))

    monkeypatch.setattr(np, "savez", full)
    code = main(arguments)
    people = folder / "out" / "people"

    assert code == 2
    assert "No space left" in capsys.readouterr().err
    assert sorted(path.name for path in people.iterdir()) == ["chunk-00000.npz", "chunk-00001.npz"]
    monkeypatch.undo()
    assert main(arguments) == 0
    assert len(list(people.glob("*.npz"))) == 5


def test_two_runs_at_once_in_one_folder_make_one_run(tmp_path) -> None:
    """Both finish, and the chunks are those of either."""
    environment = {**os.environ, "PYTHONPATH": str(SOURCE)}
    folder = written(tmp_path / "run")
    both = [
        subprocess.Popen(
            command(folder, "--people", "700"), env=environment, stdout=subprocess.PIPE
        )
        for _ in range(2)
    ]
    said = [one.communicate()[0] for one in both]

    assert [one.returncode for one in both] == [0, 0]
    assert said[0] == said[1] == (folder / "out" / "result.json").read_bytes()
    assert not list((folder / "out" / "people").glob("*.part"))


def test_a_folder_of_another_run_is_refused(tmp_path) -> None:
    """Another seed's people are not taken for these."""
    design = trial(people=20)
    everybody(design, FACTS, seed=1, folder=tmp_path, workers=1)

    with pytest.raises(InputError, match="another design, seed or version"):
        everybody(design, FACTS, seed=2, folder=tmp_path, workers=1)


def test_half_a_chunk_is_made_again(tmp_path) -> None:
    """A file that a full disk cut short does not count."""
    design = trial(people=20)
    whole = everybody(design, FACTS, seed=1, folder=tmp_path, workers=1)
    (chunk,) = (tmp_path / "people").glob("*.npz")
    chunk.write_bytes(chunk.read_bytes()[:200])

    again = everybody(design, FACTS, seed=1, folder=tmp_path, workers=1)

    assert all(np.array_equal(whole[name], again[name]) for name in whole)


def test_without_duckdb_the_people_are_csv_and_it_says_so(tmp_path, monkeypatch) -> None:
    """A clear word, and every digit of every person."""
    monkeypatch.setattr(trial_files, "_duckdb", lambda: None)
    people = {"age_y": np.array([31.25, 60.1]), "serum": np.array([0.8, np.nan])}

    word = trial_files.write_result(tmp_path, "{}\n", people)

    assert "CSV" in word
    assert "DuckDB" in word
    assert (tmp_path / "people.csv").read_text() == "age_y,serum\n31.25,0.8\n60.1,\n"


def test_with_duckdb_the_people_are_parquet(tmp_path) -> None:
    """What is read back is what was written."""
    duck = pytest.importorskip("duckdb")
    people = {"age_y": np.array([31.25, 60.1]), "own plans/serum": np.array([0.8, 0.9])}

    trial_files.write_result(tmp_path, "{}\n", people)
    read = duck.connect(":memory:").execute(
        f"SELECT * FROM '{tmp_path / 'people.parquet'}'"
    ).fetchall()  # fmt: skip

    assert read == [(31.25, 0.8), (60.1, 0.9)]


# ---------------------------------------------------------------- designs


@pytest.mark.parametrize("name", shipped(FACTS))
def test_a_shipped_design_can_be_read_and_names_itself(name) -> None:
    """Its id is its file's name, and what it holds against is a row of the evidence."""
    design = read_trial(name, FACTS)

    assert design.id == name
    assert {row.fact for row in design.published if row.fact} <= set(FACTS.evidence)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (("weeks = 2", "weeks = 0"), "weeks"),
        (("weeks = 2", "weaks = 2"), "weeks"),
        (('kind = "parallel"', 'kind = "single_arm"'), "arm"),
        (('quantity = "serum_magnesium"', 'quantity = "serum"'), "quantity"),
        (("elemental_mg_per_day = 300", 'elemental_mg_per_day = "300"'), "without quotes"),
        (("elemental_mg_per_day = 300", 'elemental_mg_per_day = 300\nsalt = "oxid"'), "oxide"),
        (('name = "placebo"', 'name = "magnesium"'), "one name"),
        (("people = 2500", "people = 2"), "too few people"),
    ],
)
def test_a_wrong_design_is_one_paragraph(tmp_path, capsys, change, says) -> None:
    """Exit 2, with the key; nothing is run and nothing is printed."""
    path = written(tmp_path / "x") / "design.toml"
    path.write_text(path.read_text().replace(*change), encoding="utf-8")

    code = main(["trial", str(path), "--workers", "1"])
    out, err = capsys.readouterr()

    assert (code, out) == (2, "")
    assert says in err
    assert err.count("\n") == 1


def test_a_name_that_is_none_lists_those_that_are(capsys) -> None:
    """A slip of the pen is answered with what was meant."""
    code = main(["trial", "athlets-120"])

    assert code == 2
    assert "Did you mean athletes-120" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("page", "shapes"),
    [
        ("experiments.md", (Experiment, Guess)),
        ("trials.md", (Trial, People, Arm, Outcome, Effect, Scenario, PowerTable, Published)),
    ],
)
def test_every_key_of_a_design_is_explained(page, shapes) -> None:
    """No key without a word about it on its page."""
    text = (SOURCE.parent / "docs" / page).read_text(encoding="utf-8")
    text = re.sub(r"```.*?```", "", text, flags=re.DOTALL)
    keys = {field.name for shape in shapes for field in fields(shape)}
    explained = set(re.findall(r"[a-z_0-9]+", " ".join(re.findall(r"`[^`]+`", text))))

    assert keys - explained - {"arm", "power"} == set()


def test_resizing_keeps_the_design() -> None:
    """--people and --replicates change those two numbers alone."""
    design = resized(read_trial("e-36-ionized", FACTS), people=20, replicates=7)

    assert (design.people, design.bodies, design.replicates) == (20, 20, 7)
