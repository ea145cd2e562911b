"""Does each kind of printed result become the standardized difference it stands for?

By hand: a difference z standard errors from none in n people, half in each arm, is
2 z / sqrt(n) standard deviations; in a crossover z / sqrt(n).
"""

from __future__ import annotations

import math
from statistics import NormalDist

import pytest

from magtitrate.effects.weighing import weigh
from magtitrate.errors import FactError
from magtitrate.facts import open_facts
from magtitrate.facts.outcome_shapes import Term

FACTS = open_facts()
Z = NormalDist().inv_cdf


@pytest.mark.parametrize(
    ("evidence", "quantity", "better", "size", "error"),
    [
        ("E-18", "time to fall asleep", "lower", 17.36 / 5.058 * 2 / math.sqrt(55), 0.2697),
        ("E-28", "systolic pressure", "lower", 2.0 / 0.8036 * 2 / math.sqrt(2028), 0.0444),
        ("E-26", "reaction time", "lower", Z(1 - 0.031 / 2) * 2 / 10, 0.2),
        ("E-15", "stress, DASS-42", "lower", -0.2 / math.sqrt((9.6**2 + 10.8**2) / 2), 0.2294),
        ("E-25", "depression", "lower", 0.92, 0.2653),
        ("E-17", "stress", "lower", 0.0, 0.1606),
        ("E-12", "10-km time trial", "lower", 0.0089, 0.2582),
        ("E-12", "VO2max", "higher", -0.3948, 0.2582),
    ],
)
def test_by_hand(evidence: str, quantity: str, better: str, size: float, error: float) -> None:
    """Interval, p-value, arms with SDs, standard deviations, and a test without a number."""
    found = weigh(Term(evidence=evidence, quantity=(quantity,)), better, FACTS)

    assert found.size == pytest.approx(size, abs=2e-3)
    assert found.error == pytest.approx(error, abs=1e-3)


def test_shares_of_women() -> None:
    """37 of 43 against 26 of 43 on the normal scale."""
    term = Term(
        evidence="E-03",
        quantity=("women with at least 50 % fewer cramps",),
        kind="proportions",
    )

    found = weigh(term, "lower", FACTS)

    assert found.size == pytest.approx(Z(0.86) - Z(0.605), abs=1e-6)
    assert found.glycinate and not found.discounted


def test_what_cannot_be_weighed_is_refused() -> None:
    """A quantity that the study does not print is our own fault, by name."""
    with pytest.raises(FactError, match="quantity"):
        weigh(Term(evidence="E-18", quantity=("dreams",)), "lower", FACTS)
