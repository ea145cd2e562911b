"""Does `magtitrate claims --check` answer, and refuse what it cannot do?"""

from __future__ import annotations

import json

import pytest

from magtitrate.cli import main


def test_the_check_of_claims_is_an_answer(capsys: pytest.CaptureFixture[str]) -> None:
    """Contradictions in the articles are what was asked for: exit code 0, in text and as JSON."""
    assert main(["claims", "--check"]) == 0
    text = capsys.readouterr().out
    assert main(["claims", "--check", "--json"]) == 0
    body = json.loads(capsys.readouterr().out)

    assert "-7.9 %, not -12 %" in " ".join(text.split())
    assert {"S0-20", "S1-12"} in [set(one["claims"]) for one in body]


@pytest.mark.parametrize("words", [["S0-13"], ["--verdict", "supported"]])
def test_the_check_looks_at_all_claims(
    words: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    """One claim or one verdict cannot be checked against itself."""
    assert main(["claims", *words, "--check"]) == 2

    assert "--check" in capsys.readouterr().err


def test_the_check_of_facts_names_what_was_run(capsys: pytest.CaptureFixture[str]) -> None:
    """`facts check` prints the runs of the model beside the audit."""
    main(["facts", "check", "--json"])

    checks = json.loads(capsys.readouterr().out)["checks"]
    assert "diet alone holds serum for a year" in checks
    assert "units fit" in checks
