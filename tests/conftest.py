"""What every test may ask for, and how Hypothesis draws.

Examples are drawn from a fixed seed, so that a change fails for its own reasons. To look
further than usual: `python3 mt test --hypothesis-profile=far`.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

# No deadline: the first call of a law reads the facts, and a busy machine is not a bug.
settings.register_profile(
    "house",
    deadline=None,
    derandomize=True,
    max_examples=50,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.register_profile(
    "far", parent=settings.get_profile("house"), derandomize=False, max_examples=2000
)
settings.load_profile("house")


@pytest.fixture(scope="session")
def root() -> Path:
    """The top of the checkout."""
    return Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def facts():
    """The facts that are shipped, opened once."""
    from magtitrate.facts import open_facts

    return open_facts()
