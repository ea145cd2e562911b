"""Is the scripted year lived blindly, judged by the truth, and able to show a wrong decision?"""

from __future__ import annotations

import re
from dataclasses import replace
from types import SimpleNamespace

import pytest

from magtitrate.formats.opened import open_case
from magtitrate.formats.toml_write import toml_text
from magtitrate.record import Observation
from magtitrate.store.ledger import entries_of, opened
from magtitrate.store.replay import replay
from magtitrate.store.standing import person_of
from magtitrate.store.year import _Life, _sums, at, lived
from magtitrate.store.year_people import Event, scripts
from magtitrate.trials.truth import found_by_laboratory, true_levels, truth_of

ORDINARY = scripts()[0]


def test_the_script_holds_what_a_year_brings():
    """Ten people or more; each event of the issue happens to one of them."""
    names = {script.name for script in scripts()}

    assert len(names) >= 10
    assert {
        "ordinary", "forgetful", "antibiotic", "reflux", "kidneys", "expecting", "diarrhea",
        "traveler", "mislabeled", "unmoved",
    } <= names  # fmt: skip


@pytest.mark.parametrize("script", scripts(), ids=lambda script: script.name)
def test_every_person_of_the_script_has_a_file_that_can_be_read(script, facts):
    """The virtual people come through the same door as real ones."""
    file = person_of(toml_text(dict(script.document)), at(0, 9), facts)

    assert file.patient.patient_id == script.name


def test_a_short_life_is_lived_and_every_decision_comes_out_again(tmp_path, facts):
    """Eight days through the record: doses, labs, check-ins, and a replay without a difference."""
    ill = Event(day=5, diary=(("symptom", "diarrhea", 6.0),), symptoms=("diarrhea",))
    script = replace(ORDINARY, events=(ill,), must_stop=((5, 9),), may_stop=((5, 9),))

    year = lived(tmp_path / "r", script, facts, seed=3, days=8)

    assert [one.wrong for one in year.decisions] == [""] * len(year.decisions)
    assert year.decisions[-1].daily_elemental_mg == 0.0
    assert year.most_mg_in_24_h <= year.ceiling_mg
    assert year.above == 0
    with opened(tmp_path / "r") as ledger:
        done = replay(entries_of(ledger), facts)
    assert len(done) == len(year.decisions)
    assert not any(one.differences for one in done)


# ---------------------------------------------------------------- the judge


@pytest.mark.parametrize(
    ("action", "mg", "serum", "responds", "wrong"),
    [
        ("start", 100.0, 0.8, True, False),
        ("step_up", 200.0, 1.2, True, True),
        ("hold", 100.0, 1.2, True, False),
        ("stop", 0.0, 0.9, True, True),
        ("stop", 0.0, 0.9, False, False),
        ("stop", 0.0, 0.8, False, True),
        ("step_down", 50.0, 0.9, True, False),
        ("step_down", 50.0, 0.8, True, True),
    ],
)
def test_the_judge_sees_a_wrong_direction(tmp_path, facts, action, mg, serum, responds, wrong):
    """Up above the limit, and down for who is low or is helped, are both found."""
    life = _Life(tmp_path, replace(ORDINARY, responds=responds), facts, 0)
    stage = SimpleNamespace(daily_elemental_mg=mg) if mg else None
    decision = SimpleNamespace(action=action, stage=stage)

    assert bool(life._wrong(decision, 50, serum)) is wrong


def test_a_dose_where_the_script_allows_none_is_wrong(tmp_path, facts):
    """Whatever the action is called."""
    life = _Life(tmp_path, replace(ORDINARY, must_stop=((40, 60),)), facts, 0)
    stage = SimpleNamespace(daily_elemental_mg=100.0)

    assert life._wrong(SimpleNamespace(action="hold", stage=stage), 50, 0.8)
    assert not life._wrong(SimpleNamespace(action="hold", stage=stage), 61, 0.8)


def test_the_sum_of_24_hours_meets_over_midnight():
    """Doses at 20:00, 08:00 and 19:59 are one day's; the one at 20:00 next evening is not."""
    taken = [(at(0, 20), 100.0), (at(1, 8), 100.0), (at(1, 19.98), 50.0), (at(1, 20), 25.0)]

    assert list(_sums(taken)) == [100.0, 200.0, 250.0, 175.0]


# ---------------------------------------------------------------- the truth


@pytest.fixture(scope="module")
def case(facts, root):
    return open_case(
        root / "examples/cyclist.toml", labs=None, diary=None, now="2026-11-20T09:00:00+00:00",
        facts=facts,
    )  # fmt: skip


def level(truth, case, facts) -> float:
    wanted = Observation(analyte="serum_magnesium", time_h=8.0, value=1.0)
    return true_levels(truth, case.record, case.goal, facts, (wanted,))[0]


def test_each_virtual_person_has_a_body_of_their_own(case, facts):
    """By name and seed, and the same one each time."""
    levels = {
        (name, seed): level(truth_of(name, facts, seed=seed), case, facts)
        for name in ("one", "other")
        for seed in (0, 1)
    }

    assert len(set(levels.values())) == 4
    assert all(0.5 < value < 1.2 for value in levels.values())
    assert level(truth_of("one", facts, seed=0), case, facts) == levels["one", 0]


def test_a_laboratory_prints_the_truth_with_its_noise(facts):
    """Unbiased, and as wide as the assay and the day together."""
    truth = truth_of("one", facts, seed=0)
    found = [found_by_laboratory(truth, 0.8, "serum_magnesium", day, facts) for day in range(2000)]

    mean = sum(found) / len(found)
    assert mean == pytest.approx(0.8, rel=0.01)
    assert 0.01 < (sum((x - mean) ** 2 for x in found) / len(found)) ** 0.5 < 0.08


# ---------------------------------------------------------------- the page


def test_the_page_of_the_year_reaches_its_goals(root):
    """Below 1 % in a wrong direction, no ceiling crossed; the page says so itself."""
    text = (root / "docs/year.md").read_text(encoding="utf-8")
    wrong, of = map(int, re.search(r"\*\*Wrong direction\*\*: (\d+) of (\d+)", text).groups())
    above = int(re.search(r"limit of their own plan\*\*: (\d+)", text)[1])
    most = int(re.search(r"Most in any 24 hours\*\*: (\d+) %", text)[1])

    assert wrong < 0.01 * of
    assert above == 0
    assert most <= 100
    assert text.count("\n## ") == len(scripts())
