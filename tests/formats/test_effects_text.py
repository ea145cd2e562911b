"""Do benefits and readouts read plainly, and does every number stand in the JSON too?"""

from __future__ import annotations

import json

import numpy as np

from magtitrate.effects.benefit_words import all_benefits
from magtitrate.effects.deficit import Baseline
from magtitrate.effects.neuromuscular import milieu_of, readouts
from magtitrate.facts import open_facts
from magtitrate.formats.effects_text import effects_json, effects_text
from magtitrate.formats.plan_text import benefit_line

FACTS = open_facts()
BENEFITS = all_benefits(Baseline(serum_mmol_per_l=np.full(20, 0.85)), FACTS)
USUAL = milieu_of(np.full(60, 0.58), FACTS)
SMALL = readouts(USUAL, milieu_of(np.full(60, 0.60), FACTS), FACTS)
LARGE = readouts(USUAL, milieu_of(np.full(60, 0.25), FACTS, calcium=0.9), FACTS)


def test_every_outcome_has_its_line_within_the_width() -> None:
    """All rows, 80 columns, and the noise beside each change."""
    text = effects_text(BENEFITS, SMALL)

    assert all(len(line) <= 80 for line in text.splitlines())
    assert all(f"- {b.outcome.replace('_', ' ')}:" in text for b in BENEFITS)
    assert "No instrument could show this change." in text
    assert "No instrument" not in effects_text(BENEFITS, LARGE)


def test_certainty_and_placebo_stand_beside_the_effect() -> None:
    """An unproven outcome has no certainty to name."""
    lines = {benefit.outcome: benefit_line(benefit) for benefit in BENEFITS}

    assert lines["cramps"].endswith("Certainty: moderate.")
    assert "On placebo: frequency fell by 28.7 %" in lines["cramps"]
    assert "Certainty" not in lines["injuries"]


def test_json_holds_the_same() -> None:
    """Plain values that a JSON writer takes."""
    body = json.loads(json.dumps(effects_json(BENEFITS, LARGE)))

    assert [b["outcome"] for b in body["benefit"]] == [b.outcome for b in BENEFITS]
    assert [r["visible"] for r in body["readouts"]] == [r.visible for r in LARGE]
