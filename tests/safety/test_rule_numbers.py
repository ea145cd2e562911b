"""Is every number of the rule book the one that was reviewed, and do they agree with each other?"""

from __future__ import annotations

import importlib.machinery
import importlib.util
import re
from pathlib import Path

from magtitrate.facts import Facts
from magtitrate.facts.shapes import Effect
from magtitrate.units import MAGNESIUM_MG_PER_MMOL


def test_every_row_is_as_reviewed(root: Path) -> None:
    """A changed condition, number, agent or direction is written, and so read, a second time.

    `scripts/write_reviewed_rules` writes the file; the difference belongs into the review.
    """
    loader = importlib.machinery.SourceFileLoader(
        "write_reviewed_rules", str(root / "scripts" / "write_reviewed_rules")
    )
    spec = importlib.util.spec_from_loader(loader.name, loader)
    assert spec is not None
    script = importlib.util.module_from_spec(spec)
    loader.exec_module(script)
    reviewed = (root / "tests" / "safety" / "rules_as_reviewed.txt").read_text(encoding="utf-8")

    assert script.text().splitlines() == reviewed.splitlines()


def test_how_soon_a_stop_wants_a_doctor_is_a_number(facts: Facts) -> None:
    """Where the words say so many hours, or today, the row carries it; of several stops the
    most urgent is told by that number."""
    stops = [e for rule in facts.rules for e in rule.effects if e.kind == "stop" and e.to]
    said = {e.to: re.search(r"(\d+) hours", e.to) for e in stops}

    for stop in stops:
        hours = said[stop.to]
        worded = 0.0 if "today" in stop.to else hours and float(hours[1])
        assert stop.hours == worded, stop
    assert {e.hours for e in stops} == {None, 0, 24, 72}


def cap(facts: Facts, key: str) -> Effect:
    """The one cap of a rule."""
    (effect,) = [
        e for rule in facts.rules if rule.key == key for e in rule.effects if e.kind == "cap"
    ]
    return effect


def test_the_clinicians_ceiling_is_24_mmol(facts: Facts) -> None:
    """24 x 24.305 = 583.3, and the rule says 583 (D-02)."""
    assert cap(facts, "D-02").elemental_mg == int(24 * MAGNESIUM_MG_PER_MMOL)


def test_an_overfilled_product_stays_below_24_mmol(facts: Facts) -> None:
    """1.45 times the label at the ceiling of D-12 is still within 583 mg (H-26)."""
    share = cap(facts, "D-12").fraction
    overfilled = facts.value("policy.product_content_high")

    assert share is not None
    assert share * 583 * overfilled <= 583
    assert share * 583 * overfilled > 580


def test_the_ceilings_of_the_jurisdictions(facts: Facts) -> None:
    """250 in the EU, 350 elsewhere; the UK's 400 is a guidance level and binds nobody (D-01)."""
    ceilings = {code: row.upper_limit_mg_per_day for code, row in facts.jurisdictions.items()}

    assert ceilings == {
        **dict.fromkeys(("US", "CA", "UK", "AU", "NZ", "JP", "NO"), 350),
        "EU": 250,
    }
    assert facts.jurisdictions["UK"].guidance_mg_per_day == 400


def test_numbers_of_our_own_are_those_of_the_constants(facts: Facts) -> None:
    """The constants block of the rule book, with the stricter B6 cap of the claims (U-10)."""
    wanted = {
        "min_gap_between_doses": 4,
        "plan_life": 28,
        "vitamin_b6_cap": 10,
        "no_benefit_stop": 12,
        "no_benefit_look": 8,
        "egfr_stale_risk": 90,
        "egfr_stale_healthy": 365,
        "serum_upper_fallback": 1.05,
        "serum_lower_fallback": 0.70,
        "serum_implausible_low": 0.2,
        "serum_implausible_high": 10,
        "serum_implausible_change": 0.4,
        "serum_implausible_days": 7,
        "serum_evidence_lower": 0.85,
        "sick_day_pause": 48,
        "product_content_high": 1.45,
        "small_surface": 1.5,
        "large_surface": 2.2,
        "frail_age": 75,
        "symptom_recent": 7,
    }

    assert {name: facts.value(f"policy.{name}") for name in wanted} == wanted
