"""Does running the facts find what no table can show?"""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from magtitrate.engine.factcheck import RUNS, run_facts
from magtitrate.facts import Facts, open_facts

DATA = Path(__file__).resolve().parents[2] / "src" / "magtitrate" / "facts" / "data"


@pytest.fixture
def with_value(tmp_path: Path):
    """The facts with another value of one row of a file, and bounds that let it pass."""

    def change(file: str, name: str, value: float) -> Facts:
        folder = tmp_path / "data"
        shutil.copytree(DATA, folder)
        path = folder / file
        text = path.read_text(encoding="utf-8")
        start = text.index(f'"{name}"')
        end = text.find("[[", start) if "[[" in text[start:] else len(text)
        lines = [
            f"value = {value}" if line.replace(" ", "").startswith("value=") else line
            for line in text[start:end].split("\n")
            if not line.startswith("bounds")
        ]
        path.write_text(text[:start] + "\n".join(lines) + text[end:], encoding="utf-8")
        return open_facts(folder)

    return change


def findings(facts: Facts) -> set[tuple[str, str]]:
    return {(found.check, found.key) for found in run_facts(facts)}


def test_the_shipped_facts_hold_when_they_are_run(facts: Facts) -> None:
    """A year of diet leaves serum where it is, and standard doses land where published."""
    assert run_facts(facts) == ()
    assert len(RUNS) == 2


def test_a_kidney_that_lets_everything_go_is_found(with_value) -> None:
    """With half the threshold the serum of a healthy person is too low on diet alone."""
    facts = with_value("parameters/kidney.toml", "kidney.tm", 0.3)

    assert ("diet alone holds serum for a year", "model") in findings(facts)


def test_a_drift_is_found(with_value) -> None:
    """No year of numbers is without any change: a bound of nought must speak."""
    facts = with_value("parameters/policy.toml", "policy.serum_drift", -1)

    assert ("diet alone holds serum for a year", "model") in findings(facts)


def test_a_gut_that_absorbs_nothing_is_found(with_value) -> None:
    """Without the leak and the carrier a dose by mouth lands below what was published."""
    facts = with_value("parameters/gut.toml", "gut.absorption_scale", 0.2)

    assert ("a standard dose lands where published", "landing:LA-02") in findings(facts)


def test_a_volume_ten_times_too_small_is_found(with_value) -> None:
    """An infusion into a tenth of the volume lands above what was published."""
    facts = with_value("parameters/plasma.toml", "plasma.volume_l_per_kg", 0.035)
    facts = open_facts(facts.folder)

    assert findings(facts), "a body with a tenth of its plasma volume passed"


def test_a_body_that_cannot_be_built_is_a_finding(with_value, tmp_path) -> None:
    """A missing row is told as a finding, not as a crash."""
    facts = with_value("parameters/kidney.toml", "kidney.tm", 0.61)
    path = facts.folder / "parameters" / "kidney.toml"
    path.write_text(path.read_text("utf-8").replace('"kidney.tm"', '"kidney.other"'), "utf-8")

    (found,) = run_facts(open_facts(facts.folder))

    assert found.check == "the body can be built"
    assert "kidney.tm" in found.problem
