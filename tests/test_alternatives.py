"""Does the plan under another circumstance say what the rules say of it, and change nothing?"""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from magtitrate.alternatives import Alternative, alternatives
from magtitrate.cli import main
from magtitrate.facts import Facts
from magtitrate.formats.opened import Case, open_case
from magtitrate.plan import PlanInForce, Verdict
from magtitrate.record import DiaryEntry
from magtitrate.titrate import titrate

EXAMPLES = Path(__file__).resolve().parents[1] / "examples"
NOW = "2026-11-20T09:00:00+00:00"


@pytest.fixture(scope="module")
def opened(facts: Facts) -> Case:
    return open_case(EXAMPLES / "cyclist.toml", labs=None, diary=None, now=NOW, facts=facts)


@pytest.fixture(scope="module")
def found(opened: Case, facts: Facts) -> tuple[Alternative, ...]:
    plan = titrate(opened.record, opened.goal, facts).plan
    return alternatives(opened.record, opened.goal, facts, plan)


def one_with(found: tuple[Alternative, ...], word: str) -> Alternative:
    (one,) = [one for one in found if word in one.change]
    return one


def test_failing_kidneys_close_the_plan(found: tuple[Alternative, ...]) -> None:
    """30 to 59 only under a clinician, below 30 never (K rules); the reason is the rule's."""
    for egfr in ("45", "25"):
        one = one_with(found, f"filtered {egfr} ")
        assert one.daily_elemental_mg is None
        assert one.verdict in (Verdict.HOLD, Verdict.REFER)
        assert "no dose" in one.sentence
        assert one.facts[0].startswith("rule:K-")


def test_an_antibiotic_moves_the_times(found: tuple[Alternative, ...], opened: Case) -> None:
    """Ciprofloxacin at 08:00 and 20:00 leaves 10:00 to 14:00 and 22:00 to 02:00."""
    one = one_with(found, "ciprofloxacin")
    times = [word.strip(",.") for word in one.sentence.split() if ":" in word][2:]

    assert one.daily_elemental_mg is not None
    assert times
    for hour, minute in (time.split(":") for time in times if time[0].isdigit()):
        clock = int(hour) + int(minute) / 60
        assert 10 <= clock <= 14 or clock >= 22 or clock <= 2


def test_more_food_never_means_more_of_a_dose(found: tuple[Alternative, ...], opened: Case,
                                              facts: Facts) -> None:  # fmt: skip
    """A hundred milligrams more from food leave the dose or lower it."""
    plan = titrate(opened.record, opened.goal, facts).plan
    one = one_with(found, "food brought")

    assert plan.regimen is not None
    assert one.daily_elemental_mg is not None
    assert one.daily_elemental_mg <= plan.regimen.daily_elemental_mg


def test_what_is_so_already_is_not_asked(opened: Case, facts: Facts) -> None:
    """Whoever takes omeprazole is not told what would be if they began it."""
    record = opened.record
    low = replace(record.patient.kidney, egfr=28.0)
    weaker = replace(record, patient=replace(record.patient, kidney=low))
    plan = titrate(weaker, opened.goal, facts).plan
    changes = [one.change for one in alternatives(weaker, opened.goal, facts, plan)]

    assert not any("filtered 45" in change for change in changes)
    assert any("filtered 25" in change for change in changes)


def test_the_door_adds_and_takes_nothing_away(capsys: pytest.CaptureFixture[str]) -> None:
    """With --what-if the plan itself has the same bytes; JSON has one key more."""
    words = ["plan", str(EXAMPLES / "cyclist.toml"), "--now", NOW]

    def said(*more: str) -> str:
        assert main([*words, *more]) == 0
        return capsys.readouterr().out

    alone, beside = said(), said("--what-if")
    bare, more = json.loads(said("--json")), json.loads(said("--json", "--what-if"))

    assert beside.startswith(alone)
    assert "What would change the plan" in beside
    assert all(len(line) <= 80 for line in beside.splitlines())
    assert {key: more[key] for key in bare} == bare
    assert set(more) - set(bare) == {"what_if"}


def test_what_is_in_force_is_in_force_in_every_alternative(opened: Case, facts: Facts) -> None:
    """Who stops for loose stools is not told that a dose would do if only food were richer."""
    diary = tuple(
        DiaryEntry(time_h=opened.record.now_h - 24 * day, kind="stool", value=6.0)
        for day in (1, 2, 3)
    )
    hungry = replace(opened.record.patient.diet, magnesium_mg_per_day=250.0)
    patient = replace(opened.record.patient, diet=hungry)
    record = replace(opened.record, diary=diary, patient=patient)
    product = replace(opened.record.product, divisible=True)
    record = replace(record, product=product)
    before = opened.record.now - timedelta(days=21)
    in_force = PlanInForce(person_id=patient.patient_id, made_at=before, steps=((0, 100.0),))
    goal = replace(opened.goal, reason="status")
    plan = titrate(record, goal, facts, plan_in_force=in_force).plan

    found = alternatives(record, goal, facts, plan, plan_in_force=in_force)

    assert plan.regimen is None or plan.regimen.daily_elemental_mg <= 50
    for one in found:
        assert one.daily_elemental_mg is None or one.daily_elemental_mg <= 50, one.sentence
