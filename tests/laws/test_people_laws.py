"""Does any of 100,000 made-up people get more than they may, or more for being worse off?

The people come from `people.py`; `scripts/million_people` asks a million of them.
"""

from __future__ import annotations

import importlib.util
import sys
from collections import Counter
from functools import cache
from itertools import pairwise
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from magtitrate.checks import WEEKDAYS
from magtitrate.plan import DosePlan
from magtitrate.planner.days import possible_days
from magtitrate.planner.steps import reachable_mg, steps_to
from magtitrate.record import Observation
from magtitrate.safety.interactions import gaps_of
from magtitrate.safety.review import findings
from magtitrate.safety.words import warnings_of

HERE = Path(__file__).parent


@cache
def people() -> ModuleType:
    """The file of people beside this one; tests are no package, so it is loaded by its path."""
    spec = importlib.util.spec_from_file_location("people_of_the_laws", HERE / "people.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def town(facts: Any) -> Any:
    return people().Town(facts, seed=20261120)


def test_nobody_of_50_000_passes_a_ceiling(town: Any) -> None:
    """No limit above the regulators', and none at all where nobody may be dosed."""
    seen: Counter[str] = Counter()
    for _ in range(50_000):
        record, goal, in_force = town.person()
        judged = town.judged(record, goal, in_force)
        seen[judged.answer.verdict] += 1

        broken = people().broken_ceiling(goal, judged)

        assert not broken, (broken, record.patient, goal, in_force)
    # The people are worth asking only where every answer is given to many.
    assert min(seen[v] for v in ("go", "go_with_care", "hold", "refer")) > 250, seen


def test_nobody_of_25_000_gains_by_being_worse_off(town: Any) -> None:
    """One more condition, medicine, symptom, red flag or source, a lower eGFR, older answers."""
    for _ in range(25_000):
        record, goal, in_force = town.person()
        kind, worse = town.worse(record)
        if people().treated(record, kind):
            continue

        gain = people().better(
            town.judged(record, goal, in_force), town.judged(worse, goal, in_force)
        )

        assert not gain, (kind, gain, record.patient, worse.patient, goal, in_force)


@pytest.mark.parametrize("kind", ["egfr", "symptom", "red flag", "source"])
def test_each_kind_of_worse_is_asked_often(town: Any, kind: str) -> None:
    """The law above meets each kind; this one counts them."""
    kinds = Counter(town.worse(town.person()[0])[0] for _ in range(500))

    assert kinds[kind] > 20


def test_a_lower_egfr_never_helps(town: Any) -> None:
    """At each bound of the kidney table, from 120 down to 10: no limit rises."""
    from dataclasses import replace

    for _ in range(150):
        record, goal, in_force = town.person()
        kidney = people().Kidney(egfr=120.0, measured=people().TODAY, albuminuria="no")
        ladder = []
        for egfr in (120.0, 90.0, 60.0, 59.9, 45.0, 44.9, 30.0, 29.9, 10.0):
            patient = replace(record.patient, kidney=replace(kidney, egfr=egfr))
            ladder.append(town.judged(replace(record, patient=patient), goal, in_force))

        for higher, lower in pairwise(ladder):
            assert not people().better(higher, lower)


def test_another_symptom_never_helps(town: Any) -> None:
    """Every code of the list, one by one, on many people (H-15)."""
    from dataclasses import replace

    for code in town.symptoms * 8:
        record, goal, in_force = town.person()
        answers = record.patient.answers
        now = replace(answers, symptoms_now=(*(answers.symptoms_now or ()), code))
        worse = replace(record, patient=replace(record.patient, answers=now))

        gain = people().better(
            town.judged(record, goal, in_force), town.judged(worse, goal, in_force)
        )
        if answers.symptoms_now is not None:
            assert not gain, (code, gain, record.patient)


def test_more_from_elsewhere_never_makes_room(town: Any) -> None:
    """Each milligram of another source is one less for the product."""
    from dataclasses import replace

    for _ in range(2_000):
        record, goal, in_force = town.person()
        mg = town.chance.uniform(0, 500)
        source = people().MagnesiumSource(name="something", elemental_mg_per_day=mg)
        sources = (*record.patient.magnesium_sources, source)
        more = replace(record, patient=replace(record.patient, magnesium_sources=sources))

        before, after = town.judged(record, goal, in_force), town.judged(more, goal, in_force)

        assert (
            after.limits.other_sources_elemental_mg_per_day
            >= before.limits.other_sources_elemental_mg_per_day + mg - 1e-9
        )


def test_no_laboratory_value_raises_a_limit(town: Any) -> None:
    """With a serum magnesium on file no limit is above that of the same person without any.

    A required value that is missing closes; the limits that stand behind it are compared.
    """
    from dataclasses import replace

    for _ in range(3_000):
        record, goal, in_force = town.person()
        value = town.chance.uniform(0.3, 2.2)
        lab = Observation(analyte="serum_magnesium", time_h=-30.0, value=value)
        none = town.judged(replace(record, observations=()), goal, in_force)
        some = town.judged(replace(record, observations=(lab,)), goal, in_force)

        if none.answer.may_dose:
            assert all(
                getattr(some.limits, b) <= getattr(none.limits, b) + 1e-9 for b in people().BOUNDS
            )


def test_10_000_random_schedules_are_judged_as_by_hand(town: Any, facts: Any) -> None:
    """The last look lets a schedule pass exactly where a circular week of minutes does."""
    passed = 0
    for _ in range(10_000):
        record, goal, in_force = town.person()
        if record.patient.magnesium_sources or town.chance.random() < 0.8:
            continue
        judged = town.judged(record, goal, in_force)
        dose = people().schedule(town, judged.limits)

        found = findings(dose, record, judged.situation, judged.limits, facts)

        if not found:
            passed += 1
            assert judged.answer.may_dose
            assert dose.daily_elemental_mg <= judged.limits.max_daily_elemental_mg
            assert clear_of_medicines(dose, judged)
            assert spaced(dose)
    assert passed > 20


def test_no_planned_day_is_above_any_limit(town: Any, facts: Any) -> None:
    """What the planner makes of the limits passes the last look, gaps and midnight included."""
    asked = made = 0
    while made < 25 and asked < 20_000:
        asked += 1
        record, goal, in_force = town.person()
        product = record.product
        if product is None or product.smallest_elemental_mg < 70:
            continue
        judged = town.judged(record, goal, in_force)
        if not judged.answer.may_dose or judged.limits.room_elemental_mg < 50:
            continue
        most = reachable_mg(product, judged.limits, 28, in_force_mg=in_force)
        days = possible_days(
            record.patient, product, judged.situation, judged.limits, facts, most_mg=most
        ).days
        for day in days:
            steps = steps_to(day, product, judged.limits, in_force_mg=in_force)
            if steps is None:
                continue
            made += 1
            dose = DosePlan(
                product=product,
                daily_elemental_mg=day.daily_elemental_mg,
                start_daily_elemental_mg=steps[0].daily_elemental_mg,
                slots=day.slots,
                steps=steps,
            )
            room = judged.limits.room_elemental_mg
            assert all(step.daily_elemental_mg <= room + 1e-9 for step in steps)
            assert findings(dose, record, judged.situation, judged.limits, facts) == ()
            assert clear_of_medicines(dose, judged)
    assert made >= 25


def test_every_warning_names_the_stop_rules(town: Any, facts: Any) -> None:
    """Whoever the person is, the plan says when to stop and whom to call."""
    for _ in range(300):
        record, goal, in_force = town.person()
        emergency = town.judged(record, goal, in_force).answer.emergency
        text = " ".join(warnings_of(goal, facts, emergency=emergency))

        for words in ("Stop and see a doctor", "skipped", "Never double", "28 days", "suicide"):
            assert words in text
        assert facts.jurisdictions[goal.jurisdiction].emergency in text


def clear_of_medicines(dose: DosePlan, judged: Any) -> bool:
    """Both gaps of every medicine on the circular week, counted in hours here."""
    for gap in gaps_of(judged.situation):
        for on in gap.weekdays or WEEKDAYS:
            drug = 24 * WEEKDAYS.index(on) + gap.clock_h
            for step in dose.steps:
                for slot in step.slots:
                    for day in slot.weekdays or WEEKDAYS:
                        at = 24 * WEEKDAYS.index(day) + slot.clock_h
                        if (drug - at) % 168 < gap.gap_before_h - 1e-6:
                            return False
                        if (at - drug) % 168 < gap.gap_after_h - 1e-6:
                            return False
    return True


def spaced(dose: DosePlan) -> bool:
    """At least 4 h between any two intakes of the circular week."""
    for step in dose.steps:
        times = sorted(
            24 * WEEKDAYS.index(day) + slot.clock_h
            for slot in step.slots
            for day in slot.weekdays or WEEKDAYS
        )
        if any(b - a < 4 - 1e-6 for a, b in pairwise([*times, times[0] + 168])):
            return False
    return True
