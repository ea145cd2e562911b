"""The body of the shipped facts, built once."""

from __future__ import annotations

import pytest


@pytest.fixture(scope="session")
def model(facts):
    """The shipped body."""
    from magtitrate.body.model import body_model

    return body_model(facts)
