"""Are studies run as they were done, and judged as their files say?"""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from magtitrate.body.model import body_model
from magtitrate.cli import main
from magtitrate.facts import open_facts
from magtitrate.formats.study_toml import read_studies, read_study
from magtitrate.trials.people import scores
from magtitrate.trials.study import run_study
from magtitrate.trials.two_compartment import fitted, two_compartment

LANES = 12
HEAD = """
id = "T"
title = "a test"
source = "magtitrate"
where = "nowhere"
[people]
n = 10
body_mass_kg = 70
gfr_ml_per_min = 110
[diet]
magnesium_mg_per_day = 300
magnesium_sd_mg_per_day = 60
"""


@pytest.fixture(scope="module")
def facts():
    return open_facts()


@pytest.fixture
def run(facts, tmp_path):
    model = body_model(facts)

    def run(text: str):
        path = tmp_path / "study.toml"
        path.write_text(HEAD + text, encoding="utf-8")
        return run_study(read_study(path, facts), model, facts, lanes=LANES)

    return run


def result(**keys) -> str:
    words = {"id": '"x"', "arm": '"usual"', "unit": '"mmol/L"', "judged": "false"} | keys
    return "\n[[result]]\n" + "\n".join(f"{key} = {value}" for key, value in words.items()) + "\n"


DOSE = """
[[arm]]
name = "dose"
[[arm.dose]]
form = "solution"
clock = ["08:00"]
magnesium_mmol = 5
days = 1
labeled = true
"""


def test_a_tracer_sees_the_average_and_urine_the_margin(run):
    """Of one dose beside food, the labeled share exceeds the share that it adds."""
    report = run(
        DOSE
        + result(
            id='"average"',
            quantity='"labeled_absorbed"',
            how='"total"',
            arm='"dose"',
            per='"labeled"',
            hours=120,
            unit='"1"',
        )
        + result(
            id='"marginal"',
            quantity='"absorbed_magnesium"',
            how='"total"',
            arm='"dose"',
            against='"usual"',
            compare='"difference"',
            per='"dose"',
            hours=120,
            unit='"1"',
        )
    )
    average, marginal = (told.people for told in report.results)

    assert (average > marginal).all()
    assert (marginal > 0.02).all()


def test_the_usual_life_is_the_same_on_every_day(run):
    """At steady state the usual arm has one morning serum, whichever day is asked for."""
    ask = {"quantity": '"serum_magnesium"', "how": '"at"', "clock": '"08:00"'}
    first = run(result(day=0, **ask)).results[0].people
    later = run(result(day=160, **ask)).results[0].people

    assert later == pytest.approx(first, rel=1e-9)


def test_both_formulas_of_a_load_differ_by_the_usual_urine(run):
    """Retention not corrected is lower by the day's usual urine over the dose."""
    drip = """
[[arm]]
name = "load"
[[arm.infusion]]
clock = "08:00"
duration_h = 8
magnesium_mmol = 30
"""
    ask = {"quantity": '"urine_magnesium"', "how": '"total"', "clock": '"08:00"', "hours": 24}
    plain = {"arm": '"load"', "per": '"infused"', "one_minus": "true", "unit": '"1"'}
    report = run(
        drip
        + result(id='"plain"', **ask, **plain)
        + result(id='"corrected"', against='"usual"', compare='"difference"', **ask, **plain)
        + result(id='"usual"', **(ask | {"unit": '"mmol"'}))
    )
    plain, corrected, usual = (told.people for told in report.results)

    assert corrected - plain == pytest.approx(usual / 30, rel=1e-6)


def test_a_result_outside_its_interval_fails(run):
    """The verdict follows the interval, and says that it was the mean."""
    ask = {"quantity": '"serum_magnesium"', "how": '"at"', "clock": '"08:00"', "judged": "true"}
    inside = run(result(interval="[0.5, 1.2]", **ask))
    outside = run(result(interval="[1.3, 1.4]", **ask))

    assert (inside.verdict, outside.verdict) == ("pass", "fail")
    assert outside.results[0].why == "mean"
    assert run(result(quantity='"serum_magnesium"', how='"at"')).verdict == "reported"


def test_a_spread_outside_the_factor_fails(run):
    """A published SD is judged within a factor of 1.5, and can be excused by the file."""
    ask = {
        "quantity": '"fecal_magnesium"',
        "how": '"per_day"',
        "hours": 24,
        "unit": '"mmol/d"',
        "judged": "true",
        "interval": "[0, 100]",
        "observed": 7,
        "sd": 50,
    }

    assert run(result(**ask)).results[0].why == "spread"
    assert run(result(sd_judged="false", **ask)).verdict == "pass"


def test_units_of_a_study_are_converted(run):
    """The same serum in mg/dL, mEq/L and mmol/L."""
    ask = {"quantity": '"serum_magnesium"', "how": '"at"', "clock": '"08:00"'}
    report = run(
        "".join(result(**(ask | {"unit": f'"{u}"'})) for u in ("mmol/L", "mg/dL", "mEq/L"))
    )
    molar, mass, equivalents = (told.predicted for told in report.results)

    assert mass == pytest.approx(2.4305 * molar, rel=1e-6)
    assert equivalents == pytest.approx(2 * molar, rel=1e-9)


def test_the_people_are_a_stratified_sample():
    """Scores have mean 0 and variance 1 exactly, and another use has other luck."""
    one, other = scores("a", 96, 0), scores("b", 96, 0)

    assert one.mean() == pytest.approx(0, abs=1e-12)
    assert one.std() == pytest.approx(1)
    assert not np.array_equal(one, other)
    assert np.array_equal(np.sort(one), np.sort(other))


def test_the_two_compartment_fit_finds_its_own_model():
    """Clearance, volumes and exchange come back from the curve they made."""
    hours, infused = np.linspace(0, 24, 97), [(0.0, 1.0, 34.0), (1.0, 6.0, 6.8)]
    known = {"clearance_l_per_h": 4.0, "central_l": 20.0, "peripheral_l": 30.0}
    curve = two_compartment(hours, infused, exchange_l_per_h=7.0, **known)

    found = fitted(hours, curve, infused, np.array([5.0, 24.0, 25.0, 5.6]))

    assert found == pytest.approx([4.0, 20.0, 30.0, 7.0], rel=1e-3)


def test_two_compartments_keep_the_area():
    """The area under an infusion's curve is what was given over the clearance."""
    hours = np.linspace(0, 400, 40001)
    curve = two_compartment(
        hours,
        [(0.0, 2.0, 10.0)],
        clearance_l_per_h=5.0,
        central_l=24.0,
        peripheral_l=25.0,
        exchange_l_per_h=5.6,
    )

    assert np.trapezoid(curve, hours) == pytest.approx(20.0 / 5.0, rel=1e-4)


def test_the_negative_controls_hold(facts):
    """B6, calcitriol and hyperparathyroidism change nothing; a month of 12 mmol only the urine."""
    model = body_model(facts)
    controls = [study for study in read_studies([], facts) if study.control]

    verdicts = {s.id: run_study(s, model, facts, lanes=LANES).verdict for s in controls}

    assert verdicts == dict.fromkeys(verdicts, "pass")


def test_validate_answers_in_json_with_exit_codes(capsys, tmp_path):
    """One entry per study with observed, predicted, interval and verdict; 1 when one fails."""
    good = tmp_path / "good.toml"
    good.write_text(
        HEAD
        + result(quantity='"serum_magnesium"', how='"at"', judged="true", interval="[0.5, 1.2]"),
        encoding="utf-8",
    )
    bad = tmp_path / "bad.toml"
    text = good.read_text(encoding="utf-8").replace('"T"', '"U"').replace("0.5, 1.2", "1.3, 1.4")
    bad.write_text(text, encoding="utf-8")

    assert main(["validate", str(good)]) == 0
    capsys.readouterr()
    assert main(["validate", str(tmp_path), "--json"]) == 1
    told = json.loads(capsys.readouterr().out)

    assert [s["verdict"] for s in told["studies"]] == ["fail", "pass"]
    for study in told["studies"]:
        assert {"id", "observed", "predicted", "interval", "verdict"} <= set(study)


def test_validate_refuses_what_it_cannot_read(capsys):
    """A file that does not exist is one paragraph and code 2."""
    assert main(["validate", str(Path("nowhere.toml"))]) == 2
    assert "there is no such file" in capsys.readouterr().err
