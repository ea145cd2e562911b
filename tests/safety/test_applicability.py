"""Is it said where the model does not hold, and is no forecast made there?"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from magtitrate.facts import Facts
from magtitrate.safety.applicability import Domain, applicability

Make = Callable[..., Any]
DAY = {"measured": date(2026, 11, 1)}


@pytest.fixture
def domain(judge: Make, facts: Facts) -> Callable[[Any], Domain]:
    def of(record: Any) -> Domain:
        return applicability(judge(record).situation, record, facts)

    return of


def test_inside_the_people_studied_nothing_is_said(record_of: Make, domain: Make) -> None:
    """A healthy adult of known age, sex, mass and kidneys."""
    found = domain(record_of())

    assert found.holds == "yes"
    assert found.reasons == ()


@pytest.mark.parametrize(
    "more",
    [
        {"age_y": 17.9},
        {"kidney": {"egfr": 14.9, **DAY}},
        {"conditions": ("dialysis",)},
        {"conditions": ("acute_kidney_injury",)},
        {"conditions": ("oliguria",)},
    ],
)
def test_outside_the_people_studied_no_forecast_is_made(
    record_of: Make, domain: Make, more: dict[str, Any]
) -> None:
    """Children and failing kidneys: the model does not hold, and each says why."""
    found = domain(record_of(**more))

    assert found.holds == "no"
    assert found.reasons and all(r.code == "domain" and r.sentence for r in found.reasons)


@pytest.mark.parametrize(
    "more",
    [
        {"sex": "female", "pregnancy": "pregnant"},
        {"sex": "female", "pregnancy": "lactating"},
        {"age_y": 80.5},
        {"age_y": None},
        {"sex": None},
        {"body_mass_kg": None},
        {"kidney": {"status": "unknown"}},
        {"kidney": {"egfr": 59.9, **DAY}},
        {"kidney": {"egfr": 15.0, **DAY}},
        {"conditions": ("short_bowel",)},
        {"conditions": ("inflammatory_bowel_disease",)},
        {"conditions": ("ileostomy",)},
        {"conditions": ("chronic_diarrhea",)},
        {"conditions": ("celiac_disease",)},
        {"conditions": ("bariatric_surgery",)},
        {"conditions": ("cystic_fibrosis",)},
    ],
)
def test_at_the_edge_it_is_said(record_of: Make, domain: Make, more: dict[str, Any]) -> None:
    """The forecast is made, and its doubt is said."""
    found = domain(record_of(**more))

    assert found.holds == "partly"
    assert found.reasons


@pytest.mark.parametrize(
    "more",
    [
        {"age_y": 18},
        {"age_y": 80},
        {"kidney": {"egfr": 60.0, **DAY}},
        {"conditions": ("migraine",)},
    ],
)
def test_the_edges_themselves_are_inside(record_of: Make, domain: Make, more: Any) -> None:
    """18 and 80 years and an eGFR of 60 are among the people studied."""
    assert domain(record_of(**more)).holds == "yes"


def test_a_medicine_that_wastes_magnesium_is_said(record_of: Make, domain: Make) -> None:
    """Cisplatin and its kind (I-41)."""
    from magtitrate.patient import Medicine

    found = domain(record_of(medicines=(Medicine(name="cisplatin", clock_h=(8.0,)),)))

    assert found.holds == "partly"


@pytest.mark.parametrize("pregnancy", ["pregnant", "lactating"])
def test_in_pregnancy_the_forecast_is_less_certain_and_says_so(
    record_of: Make, domain: Make, pregnancy: str
) -> None:
    """Few pregnant women were studied: a clinician sees the rivals, with the doubt beside them."""
    found = domain(record_of(sex="female", pregnancy=pregnancy))

    assert found.holds == "partly"
    assert any("pregnancy" in reason.sentence for reason in found.reasons)


@pytest.mark.parametrize(
    ("more", "wanted"),
    [
        ({"age_y": 17.9}, "domain.age_least"),
        ({"kidney": {"egfr": 14.9, **DAY}}, "domain.egfr_least"),
        ({"conditions": ("dialysis",)}, "rule:K-05/conditions"),
        ({"sex": "female", "pregnancy": "pregnant"}, "rule:D-09"),
        (
            {"sex": "female", "pregnancy": "pregnant"},
            "modifier.pregnancy.kidney.gfr_l_per_h",
        ),
        ({"age_y": None}, "population.egfr"),
        ({"age_y": None}, "population.body_mass"),
        ({"age_y": 90}, "domain.age_studied"),
        ({"kidney": {"status": "unknown"}}, "population.egfr"),
        ({"kidney": {"egfr": 40.0, **DAY}}, "domain.egfr_studied"),
        ({"body_mass_kg": None}, "population.body_mass"),
        ({"conditions": ("short_bowel",)}, "gut.absorption_scale"),
        ({"conditions": ("short_bowel",)}, "condition:short_bowel"),
    ],
)
def test_each_reason_rests_on_rows_that_are_there(
    record_of: Make, domain: Make, facts: Facts, more: dict[str, Any], wanted: str
) -> None:
    """The fact keys of a reason can be looked up, and the one it speaks of is among them."""
    from magtitrate.facts.lookup import find

    found = domain(record_of(**more))

    keys = [key for reason in found.reasons for key in reason.facts]
    assert wanted in keys
    assert all(find(facts, key) for key in keys)


def test_a_medicine_that_wastes_magnesium_is_named(
    record_of: Make, domain: Make, facts: Facts
) -> None:
    """I-41 makes the forecast less certain."""
    from magtitrate.facts.lookup import find
    from magtitrate.patient import Medicine

    found = domain(record_of(medicines=(Medicine(name="cisplatin", clock_h=(8.0,)),)))

    assert found.holds == "partly"
    assert any("interaction:I-41" in reason.facts for reason in found.reasons)
    keys = [key for reason in found.reasons for key in reason.facts]
    assert [key for key in keys if not key.startswith("interaction:I-41")] == []
    assert any(find(facts, key) for key in ("I-41/oncology",))
