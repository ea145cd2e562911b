"""Do the draws that the effects ask for say what the posterior says?"""

from __future__ import annotations

from datetime import UTC, datetime

import numpy as np

from magtitrate.formats.opened import open_case
from magtitrate.titrate import titrate


def test_a_plan_carries_the_benefit_of_its_goal(root, facts) -> None:
    """The cyclist's goal is answered, with probability, interval, placebo and certainty."""
    case = open_case(
        root / "examples" / "cyclist.toml",
        labs=None,
        diary=None,
        now=datetime(2026, 11, 20, 9, tzinfo=UTC).isoformat(),
        facts=facts,
    )
    plan = titrate(case.record, case.goal, facts).plan

    assert plan.benefit
    first = plan.benefit[0]
    assert case.goal.reason in facts.outcomes[first.outcome].goals
    assert first.probability is not None and 0 <= first.probability <= 1
    assert first.interval is not None and np.isfinite(first.interval).all()
    assert first.certainty == facts.outcomes[first.outcome].certainty
