"""Controls that belong to no single room: one way to a plan, no network, few alarms."""

from __future__ import annotations

import ast
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from magtitrate.facts import Facts

Make = Callable[..., Any]
SOURCE = Path(__file__).resolve().parents[2] / "src" / "magtitrate"
NETWORK = {
    *("socket", "ssl", "http", "urllib", "ftplib", "smtplib", "xmlrpc", "asyncio", "requests"),
    *("httpx", "aiohttp", "openai", "anthropic", "transformers", "torch", "langchain"),
}


def calls(name: str) -> set[str]:
    """The modules that call this name."""
    return {
        path.relative_to(SOURCE).as_posix()
        for path in SOURCE.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == name
    }


def test_only_the_conductor_makes_a_plan() -> None:
    """`Plan(...)` stands in titrate alone, and doses are made behind the gate (H-33).

    The reader of a plan's file gives back what was made before; a record keeps one stage of it.
    """
    reader, keeper = {"formats/plan_read.py"}, {"followup/stage.py"}
    assert calls("Plan") - reader == {"titrate.py"}
    assert calls("DosePlan") - reader - keeper == {"planner/propose.py"}
    assert calls("propose") == {"titrate.py"}
    assert calls("findings") - keeper == {"titrate.py"}
    assert "titrate.py" in calls("gate")


def test_nothing_generates_text_or_talks_to_a_network() -> None:
    """No library that could send, fetch or invent is imported anywhere (H-34, H-36).

    The page listens on this machine alone, through one socket; taking an address or a cookie
    apart sends nothing.
    """
    harmless = {"socket", "urllib.parse", "http.cookies"}
    found = []
    for path in SOURCE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [a.name for a in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom) and node.module:
                names.append(node.module)
            found += [f"{path.name}: {n}" for n in names if n.split(".")[0] in NETWORK]

    assert [one for one in found if one.partition(": ")[2] not in harmless] == []
    assert sys.modules  # the check reads the source, not what happens to be loaded


def test_no_challenge_and_no_sensor_is_asked_for(facts: Facts) -> None:
    """No phosphate challenge, loading test or device is asked for anywhere (H-38)."""
    rows = (*facts.rules, *facts.interactions)
    measured = {a for row in rows for effect in row.effects for a in effect.analytes}

    assert measured <= set(facts.analytes)
    for row in rows:
        text = row.sentence.casefold()
        assert not any(word in text for word in ("challenge", "loading test", "wearable", "sensor"))


def test_without_an_estimate_the_rules_alone_speak(
    facts: Facts, record_of: Make, goal_of: Make, judge: Make, capsule: Make
) -> None:
    """No posterior: the smallest dose of the product, with care, and no forecast (H-18)."""
    from magtitrate.body.model import body_model
    from magtitrate.planner.propose import Case, propose

    record, goal = record_of(product=capsule(elemental_mg_per_unit=100.0)), goal_of()
    judged = judge(record, goal)
    case = Case(
        record=record,
        goal=goal,
        situation=judged.situation,
        answer=judged.answer,
        limits=judged.limits,
        posterior=None,
    )

    draft = propose(case, body_model(facts), facts)

    assert draft.verdict == "go_with_care"
    assert draft.regimen is not None
    assert draft.regimen.daily_elemental_mg == 100
    assert draft.forecast == {} and draft.candidates == ()
    assert any(reason.code == "rules_only" for reason in draft.reasons)


@pytest.mark.parametrize("place", ["EU", "US", "UK"])
def test_a_healthy_person_reads_few_reasons(
    record_of: Make, judge: Make, goal_of: Make, place: str
) -> None:
    """Nothing is said to who has nothing, so that a true alarm is not the tenth line (H-31)."""
    assert len(judge(record_of(), goal_of("self", place)).answer.reasons) <= 1


@pytest.mark.parametrize("name", ["evil\x1b[2Jdrug", "two\nlines", "bell\x07"])
def test_names_cannot_steer_a_terminal(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], root: Path, name: str
) -> None:
    """A control character in a medicine's name is refused or shown harmlessly (H-35)."""
    import json

    from magtitrate.cli import main

    text = (root / "examples" / "cyclist.toml").read_text(encoding="utf-8")
    text = text.replace('medicines = "none"', 'medicines = "listed"')
    text = text.replace("egfr_ml_per_min_1p73m2 = 104", "egfr_ml_per_min_1p73m2 = 12")
    text += f'\n[[medicine]]\nname = {json.dumps(name)}\nclock = ["08:00"]\n'
    person = tmp_path / "person.toml"
    person.write_text(text, encoding="utf-8")

    main(["plan", str(person), "--now", "2026-11-20T09:00:00+00:00"])

    told = capsys.readouterr()
    assert not any(c in told.out + told.err for c in ("\x1b[2J", "\x07"))
    assert "two\nlines" not in told.out
