"""Does a reader get from any sentence of a plan to the paper in two commands?

The plan names the facts behind each sentence; `magtitrate facts show KEY` prints the row with
its sources.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from magtitrate.cli import main
from magtitrate.facts import Facts
from magtitrate.facts.lookup import find
from magtitrate.formats.facts_text import row_text

NOW = ["--now", "2026-11-20T09:00:00+00:00"]
PEOPLE = {
    "cyclist": [],
    "thyroid": ["--labs", "examples/thyroid_labs.csv"],
    "kidney": ["--labs", "examples/kidney_labs.csv"],
    "kidney without labs": [],
}


@pytest.fixture(scope="module")
def plans(root: Path) -> dict[str, dict[str, Any]]:
    """The plans of the example people, as JSON."""
    return {name: plan_of(root, name, more) for name, more in PEOPLE.items()}


def plan_of(root: Path, name: str, more: list[str]) -> dict[str, Any]:
    import contextlib
    import io

    words = ["plan", str(root / "examples" / f"{name.split()[0]}.toml"), "--json", *NOW]
    words += [str(root / word) if word.startswith("examples/") else word for word in more]
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        assert main(words) == 0
    return dict(json.loads(out.getvalue()))


def reasoned(body: Any) -> Iterator[dict[str, Any]]:
    """Every part of a plan that names facts."""
    if isinstance(body, dict):
        if isinstance(body.get("facts"), list):
            yield body
        for value in body.values():
            yield from reasoned(value)
    elif isinstance(body, list):
        for value in body:
            yield from reasoned(value)


@pytest.mark.parametrize("name", PEOPLE)
def test_every_fact_of_a_plan_is_found(name: str, plans, facts: Facts) -> None:
    """Each key that a reason, limit, pairing or measurement names leads to a row."""
    parts = list(reasoned(plans[name]))

    assert len(parts) > 5
    for part in parts:
        told = part.get("sentence") or part.get("advice") or part.get("why") or part
        for key in part["facts"]:
            assert find(facts, key), (told, key)


@pytest.mark.parametrize("name", PEOPLE)
def test_every_sentence_of_a_plan_names_a_fact(name: str, plans) -> None:
    """No reason, limit, pairing or measurement stands by itself."""
    plan = plans[name]
    named = [*plan["reasons"], *plan["limits"]["all"], *plan["monitoring"]]
    gapped = [item for item in plan["pairing"] if item["gap_before_h"] is not None]

    for part in (*named, *gapped):
        assert part["facts"], part


@pytest.mark.parametrize("name", PEOPLE)
def test_the_second_command_prints_the_paper(name: str, plans, facts: Facts) -> None:
    """`facts show` on a sentence's facts prints at least one source, found and titled."""
    for part in reasoned(plans[name]):
        if not part["facts"]:
            continue
        texts = [row_text(facts, key) for key in part["facts"]]

        assert any("  source " in text or text.startswith("source ") for text in texts), part
        assert not any("(not found)" in text for text in texts)


@pytest.mark.parametrize("name", PEOPLE)
def test_no_sentence_of_a_plan_rests_on_a_claim(name: str, plans) -> None:
    """The articles are corrected or supported by rules; their words are no reason."""
    for part in reasoned(plans[name]):
        assert not [key for key in part["facts"] if key.startswith("claim:")], part
