"""Do verdicts, limits and plans hold together whatever is put into them?"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from magtitrate.errors import InputError
from magtitrate.plan import (
    Adjustment,
    DosePlan,
    Goal,
    Limit,
    Limits,
    Override,
    Plan,
    PlanInForce,
    Provenance,
    Reason,
    Verdict,
    stricter,
)
from magtitrate.regimen import Product

WHY = Reason(code="X", sentence="x")
NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)


def limits(daily: float = 250, single: float = 200, **more: float) -> Limits:
    bounds = {"daily": daily, "single": single, "step": 100.0, "start": 100.0}
    return Limits(
        all=tuple(Limit(kind=k, elemental_mg=mg, reason=WHY) for k, mg in bounds.items()),
        other_sources_elemental_mg_per_day=more.get("other", 0.0),
    )


def test_the_strictest_verdict_wins() -> None:
    """From free to closed: go, go with care, hold, refer; without any, go."""
    order = [Verdict.GO, Verdict.GO_WITH_CARE, Verdict.HOLD, Verdict.REFER]

    for number, verdict in enumerate(order):
        assert stricter(*order[: number + 1]) is verdict
        assert stricter(*reversed(order[: number + 1])) is verdict
    assert stricter() is Verdict.GO
    assert [verdict.doses for verdict in order] == [True, True, False, False]


@pytest.mark.parametrize(
    "wrong",
    [
        {"reason": "performance_enhancement"},
        {"mode": "doctor"},
        {"jurisdiction": "DE"},
        {"jurisdiction": ""},
        {"mode": "clinician"},
        {"mode": "clinician", "clinician": "  "},
    ],
)
def test_a_goal_outside_the_contract_is_refused(wrong: dict[str, Any]) -> None:
    """Unknown words, an unknown jurisdiction, and a clinician without a name."""
    with pytest.raises(InputError):
        Goal(**{"reason": "status", "mode": "self", "jurisdiction": "EU", **wrong})


def test_alone_nobody_overrides() -> None:
    """An override without a clinician is refused (H-32)."""
    override = Override(rule="D-03", by="me", reason="more", on=date(2026, 11, 20))
    with pytest.raises(InputError):
        Goal(reason="status", mode="self", jurisdiction="EU", overrides=(override,))


@pytest.mark.parametrize("blank", [{"rule": ""}, {"by": " "}, {"reason": ""}])
def test_an_override_says_what_by_whom_and_why(blank: dict[str, str]) -> None:
    """Whatever the door, an override without rule, name or reason is none (H-32, H-33)."""
    whole = {"rule": "D-03", "by": "Dr Rey", "reason": "tolerated", "on": date(2026, 11, 20)}
    with pytest.raises(InputError):
        Override(**{**whole, **blank})


def test_the_smallest_bound_of_a_kind_binds() -> None:
    """Of several daily bounds the smallest is the limit, and it is named."""
    tighter = Limit(kind="daily", elemental_mg=100, reason=Reason(code="K-04", sentence="k"))
    looser = Limit(kind="daily", elemental_mg=583, reason=Reason(code="D-02", sentence="d"))

    both = replace(limits(), all=(looser, *limits().all, tighter))

    assert both.max_daily_elemental_mg == 100
    assert both.tightest("daily").reason.code == "K-04"


def test_one_intake_step_or_start_is_never_above_a_whole_day() -> None:
    """A daily limit of 60 mg holds for one intake, one step and the start too."""
    small = limits(daily=60)

    assert small.max_single_elemental_mg == 60
    assert small.max_step_elemental_mg == 60
    assert small.max_start_elemental_mg == 60


@pytest.mark.parametrize(("other", "room"), [(0, 250), (60, 190), (250, 0), (400, 0)])
def test_other_sources_take_room_away(other: float, room: float) -> None:
    """250 mg less a multivitamin of 60 mg is 190 mg; never less than nothing."""
    found = limits(other=other)

    assert found.room_elemental_mg == room
    assert found.max_start_elemental_mg == min(100, room)


@pytest.mark.parametrize("kind", ["daily", "single", "step", "start"])
def test_limits_are_whole(kind: str) -> None:
    """Limits without one of the four kinds cannot be made."""
    with pytest.raises(InputError):
        Limits(all=tuple(limit for limit in limits().all if limit.kind != kind))


@pytest.mark.parametrize("mg", [-1.0, float("nan")])
def test_a_limit_is_a_number(mg: float) -> None:
    """Negative and undefined bounds are refused, and so is an unknown kind."""
    with pytest.raises(InputError):
        Limit(kind="daily", elemental_mg=mg, reason=WHY)
    with pytest.raises(InputError):
        Limit(kind="weekly", elemental_mg=1, reason=WHY)


def test_the_dose_in_force_is_that_of_the_present_stage() -> None:
    """100 mg for six days, 200 mg from the seventh day on."""
    plan = PlanInForce(person_id="x", made_at=NOW, steps=((0, 100.0), (7, 200.0)))

    for days, mg in ((0, 100), (6.99, 100), (7, 200), (27, 200)):
        assert plan.daily_elemental_mg(NOW + timedelta(days=days)) == mg
    assert plan.day(NOW + timedelta(hours=36)) == pytest.approx(1.5)


def test_a_refusal_or_a_plan_of_tomorrow_is_no_dose() -> None:
    """Without stages, or before its first day, nothing is taken."""
    assert PlanInForce(person_id="x", made_at=NOW, steps=()).daily_elemental_mg(NOW) == 0
    later = PlanInForce(person_id="x", made_at=NOW + timedelta(days=1), steps=((0, 200.0),))
    assert later.daily_elemental_mg(NOW) == 0


def test_a_plan_in_force_says_when_it_was_made() -> None:
    """A moment without a zone is refused."""
    with pytest.raises(InputError):
        PlanInForce(person_id="x", made_at=datetime(2026, 11, 20), steps=())  # noqa: DTZ001


def plan(**more: Any) -> Plan:
    whole: dict[str, Any] = {
        "person_id": "x",
        "made_at": NOW.isoformat(),
        "mode": "self",
        "jurisdiction": "EU",
        "verdict": Verdict.GO,
        "recommended": "regimen",
        "emergency": False,
        "reasons": (),
        "limits": limits(),
        "regimen": None,
        "candidates": (),
        "pairing": (),
        "monitoring": (),
        "forecast": {},
        "benefit": (),
        "adjustment": None,
        "warnings": (),
        "provenance": Provenance(
            version="0", facts_hash="", model_version="", engine="", seed=0, record_hash=""
        ),
    }
    return Plan(**{**whole, **more})


@pytest.mark.parametrize("verdict", [Verdict.HOLD, Verdict.REFER])
def test_a_closed_plan_carries_no_regimen(verdict: Verdict) -> None:
    """A refusal that still shows doses cannot be built."""
    product = Product(product_id="p", salt="bisglycinate", elemental_mg_per_unit=100.0)
    dose = DosePlan(
        product=product,
        daily_elemental_mg=100,
        start_daily_elemental_mg=100,
        slots=(),
        steps=(),
    )

    assert plan(verdict=verdict, recommended="professional").regimen is None
    with pytest.raises(InputError):
        plan(verdict=verdict, recommended="professional", regimen=dose)


def test_recommendations_and_actions_are_words_of_the_contract() -> None:
    """No other word reaches a reader of the JSON."""
    with pytest.raises(InputError):
        plan(recommended="dose")
    with pytest.raises(InputError):
        Adjustment(action="raise", why="")
