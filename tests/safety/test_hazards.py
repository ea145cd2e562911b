"""Does each hazard have a control that exists and tests that are run?

Tests are found by reading the test files, not by trusting their names: a hazard may name only a
test that is there and is not skipped.
"""

from __future__ import annotations

import ast
import importlib
import importlib.machinery
import importlib.util
from functools import cache
from pathlib import Path

import pytest

from magtitrate.facts import Facts, open_facts
from magtitrate.facts.safety_shapes import Hazard

TESTS = Path(__file__).resolve().parent.parent
HAZARDS = tuple(open_facts().hazards.values())
STANDING = tuple(h for h in HAZARDS if not h.due)
DUE = tuple(h for h in HAZARDS if h.due)


@cache
def found_in(path: Path) -> dict[str, bool]:
    """Each test of a file, and whether it is always run."""
    found: dict[str, bool] = {}
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
            marks = " ".join(ast.unparse(mark) for mark in node.decorator_list)
            found[node.name] = "skip" not in marks and "xfail" not in marks
    return found


def is_run(name: str) -> bool:
    if name.startswith("case:"):
        return (TESTS / "cases" / f"{name.removeprefix('case:')}.toml").exists()
    path, _, test = name.partition("::")
    file = TESTS / path
    return file.exists() and found_in(file).get(test, False)


def test_all_44_hazards_are_there() -> None:
    """H-01 to H-44, none left out and none twice."""
    assert [h.id for h in HAZARDS] == [f"H-{number:02d}" for number in range(1, 45)]


@pytest.mark.parametrize("hazard", HAZARDS, ids=lambda h: h.id)
def test_every_test_of_a_hazard_is_there_and_run(hazard: Hazard) -> None:
    """A hazard names tests that exist and are not skipped."""
    missing = [name for name in hazard.tests if not is_run(name)]

    assert not missing


@pytest.mark.parametrize("hazard", STANDING, ids=lambda h: h.id)
def test_every_control_of_a_hazard_exists(hazard: Hazard, facts: Facts) -> None:
    """A rule, an interaction, a parameter or a name of the source stands behind each."""
    rows = {r.id for r in facts.rules} | {r.key for r in facts.rules}
    rows |= {r.id for r in facts.interactions} | {r.key for r in facts.interactions}
    for control in hazard.controls:
        kind, _, name = control.partition(":")
        if kind == "code":
            assert named(name) is not None, control
        elif kind == "parameter":
            assert name in facts.parameters, control
        else:
            assert control in rows, control


def named(dotted: str) -> object:
    """The module, function or type of ours with this name."""
    parts = dotted.split(".")
    for cut in range(len(parts), 0, -1):
        try:
            thing: object = importlib.import_module("magtitrate." + ".".join(parts[:cut]))
        except ModuleNotFoundError:
            continue
        for part in parts[cut:]:
            thing = getattr(thing, part, None)
        return thing
    return None


@pytest.mark.parametrize("hazard", STANDING, ids=lambda h: h.id)
def test_what_can_kill_or_maim_is_tested_in_more_than_one_way(hazard: Hazard) -> None:
    """Severity 4 and 5 have at least two tests each."""
    assert len(hazard.tests) >= (2 if hazard.severity >= 4 else 1)


@pytest.mark.parametrize("hazard", DUE, ids=lambda h: h.id)
def test_a_room_that_is_due_is_absent(hazard: Hazard) -> None:
    """Who builds the room finds this test failing, and gives the hazard its controls."""
    assert hazard.absent
    for name in hazard.absent:
        assert not is_there(name), f"{name} exists now: give {hazard.id} its controls and tests"


def is_there(name: str) -> bool:
    try:
        spec = importlib.util.find_spec(name)
    except ModuleNotFoundError:
        return False
    # An empty folder or one that holds no code is no room yet.
    return spec is not None and spec.origin is not None and Path(spec.origin).stat().st_size > 0


def test_nothing_is_due_after_j() -> None:
    """The last issue that may still owe a control is J."""
    assert {h.due for h in DUE} <= set("DEFGHIJ")


def test_the_page_of_hazards_is_the_one_made_from_the_table(root: Path) -> None:
    """docs/safety.md says what the table and the mutation report say."""
    loader = importlib.machinery.SourceFileLoader(
        "generate_safety_doc", str(root / "scripts" / "generate_safety_doc")
    )
    spec = importlib.util.spec_from_loader(loader.name, loader)
    assert spec is not None
    script = importlib.util.module_from_spec(spec)
    loader.exec_module(script)

    assert (root / "docs" / "safety.md").read_text(encoding="utf-8") == script.page(root)
