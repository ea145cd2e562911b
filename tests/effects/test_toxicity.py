"""Does the gauge show the lowest published onset of each sign, and stay a display?

Bands: safety notes 2.6.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from magtitrate.effects.toxicity import toxicity_gauge
from magtitrate.facts import open_facts

FACTS = open_facts()
SOURCE = Path(__file__).resolve().parents[2] / "src" / "magtitrate"


@pytest.mark.parametrize(
    ("serum", "signs", "following"),
    [(0.85, 0, 1.05), (1.05, 1, 1.75), (1.9, 2, 2.0), (2.5, 6, 5.0), (5.5, 7, 6.0), (8.0, 8, None)],
)
def test_signs_by_level(serum: float, signs: int, following: float | None) -> None:
    """Each sign from its lowest published onset on, and what would come next."""
    found = toxicity_gauge(serum, FACTS)

    assert len(found.signs) == signs
    assert found.next_mmol_per_l == following
    assert "teaching" in found.warning


def test_low_calcium_brings_transmission_closer_to_failing() -> None:
    """The safety factor falls with magnesium and with lower calcium."""
    usual, high = (toxicity_gauge(serum, FACTS).safety_factor for serum in (0.85, 3.5))
    low_calcium = toxicity_gauge(3.5, FACTS, ionized_calcium_mmol_per_l=0.9).safety_factor

    assert 2.3 < usual < 2.6
    assert low_calcium < high < 1.5


def test_no_rule_reads_the_gauge() -> None:
    """Neither safety nor planning nor the conductor imports it, or reads its rows."""
    for room in ("safety", "planner", "followup", "titrate.py"):
        place = SOURCE / room
        for path in [place] if place.is_file() else place.rglob("*.py"):
            assert "toxicity" not in path.read_text(encoding="utf-8"), path
    for rule in FACTS.rules:
        assert "toxicity." not in repr(rule)
