"""Are the articles shown beside the plan as what they are: told, simulated, never offered?"""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from magtitrate.as_written import as_written
from magtitrate.cli import main
from magtitrate.facts import Facts
from magtitrate.formats.beside_text import as_written_text
from magtitrate.formats.opened import open_case
from magtitrate.titrate import titrate

EXAMPLES = Path(__file__).resolve().parents[1] / "examples"
NOW = "2026-11-20T09:00:00+00:00"


@pytest.fixture(scope="module")
def both(facts: Facts):
    opened = open_case(EXAMPLES / "cyclist.toml", labs=None, diary=None, now=NOW, facts=facts)
    return as_written(titrate(opened.record, opened.goal, facts), facts)


def test_each_pillar_has_both_sides_and_a_reason(both) -> None:
    """Four pillars, each with claims of the articles and rows that say what is done instead."""
    assert [pillar.name for pillar in both.pillars] == [
        "dose with precision", "time it right", "pair strategically", "monitor closely",
    ]  # fmt: skip
    for pillar in both.pillars:
        assert pillar.articles
        assert pillar.plan
        assert pillar.why
        assert any(key.startswith("claim:S3-") for key in pillar.facts)
        assert any(key.startswith("unsafe:U-") for key in pillar.facts)


def test_the_articles_side_has_no_clock_and_no_capsule(both) -> None:
    """It can be looked at, and followed by nobody."""
    for pillar in both.pillars:
        assert not re.search(r"\d{1,2}:\d{2}|capsule|tablet|unit", pillar.articles)
    assert "cannot be chosen" in as_written_text(both)


def test_more_is_absorbed_from_more_and_less_of_each(both) -> None:
    """200, 300, 400 mg at once: more in all, a smaller share, looser stools."""
    _, *articles = both.simulated
    mg = [one.daily_elemental_mg for one in articles]
    absorbed = [one.absorbed_mg_per_day for one in articles]
    loose = [one.loose_stool for one in articles]

    assert mg == [200, 300, 400]
    assert absorbed == sorted(absorbed)
    shares = [a / b for a, b in zip(absorbed, mg, strict=True)]
    assert shares == sorted(shares, reverse=True)
    assert loose == sorted(loose)
    assert loose[-1] > 0.02


def test_beside_a_refusal_nothing_is_shown(capsys: pytest.CaptureFixture[str]) -> None:
    """With hold or refer the articles' doses are nowhere."""
    words = ["plan", str(EXAMPLES / "kidney.toml"), "--now", NOW, "--as-written"]

    assert main(words) == 0
    text = capsys.readouterr().out
    assert main([*words, "--json"]) == 0
    body = json.loads(capsys.readouterr().out)

    assert "not shown" in text
    assert "200-300" not in text
    assert body["as_written"]["pillars"] == body["as_written"]["simulated"] == []


def test_no_line_is_wider_than_a_terminal(both) -> None:
    """80 columns."""
    assert all(len(line) <= 80 for line in as_written_text(both).splitlines())
