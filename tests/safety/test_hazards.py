"""Does each hazard have a control that exists and tests that are run?

A hazard may name only a test that pytest itself finds, with arguments, and that nothing skips.
Whether those tests notice a missing control is asked by `scripts/mutants --hazards`.
"""

from __future__ import annotations

import ast
import importlib
import importlib.machinery
import importlib.util
import os
import subprocess
import sys
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
def held_back(path: Path) -> frozenset[str]:
    """Tests of a file that a mark, or a word in the test or the file, may keep from running."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    whole = [node for node in tree.body if not isinstance(node, ast.FunctionDef | ast.ClassDef)]
    if any(_may_skip(node) for node in whole):
        return frozenset(node.name for node in tree.body if isinstance(node, ast.FunctionDef))
    functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
    return frozenset(node.name for node in functions if _may_skip(node))


def _may_skip(tree: ast.AST) -> bool:
    """Does `skip`, `skipif`, `xfail` or `importorskip` stand anywhere in it?"""
    words = {"skip", "skipif", "xfail", "importorskip", "skipTest"}
    return any(
        getattr(node, "attr", getattr(node, "id", "")) in words
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute | ast.Name)
    )


@pytest.fixture(scope="module")
def collected(root: Path) -> frozenset[str]:
    """`path::test` of all that pytest itself finds in the files that hazards name.

    A name that is only written somewhere is not enough: it has to be one that pytest would run,
    with at least one set of arguments.
    """
    named = {name.partition("::")[0] for h in HAZARDS for name in h.tests if "::" in name}
    files = [f"tests/{file}" for file in sorted(named) if (TESTS / file).exists()]
    command = [sys.executable, "-m", "pytest", "--collect-only", "-q", "-p", "no:cacheprovider"]
    told = subprocess.run(
        [*command, "tests/test_cases.py", *files],
        cwd=root,
        env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert told.returncode == 0, told.stdout[-2000:] + told.stderr[-2000:]
    lines = [line for line in told.stdout.splitlines() if "::" in line and "NOTSET" not in line]
    whole = {line.removeprefix("tests/").partition("[")[0] for line in lines}
    cases = {
        f"case:{line.partition('[')[2].removesuffix(']')}"
        for line in lines
        if line.startswith("tests/test_cases.py::test_case[")
    }
    return frozenset(whole | cases)


def is_run(name: str, collected: frozenset[str]) -> bool:
    if name not in collected:
        return False
    path, _, test = name.partition("::")
    return name.startswith("case:") or test not in held_back(TESTS / path)


def test_all_44_hazards_are_there() -> None:
    """H-01 to H-44, none left out and none twice."""
    assert [h.id for h in HAZARDS] == [f"H-{number:02d}" for number in range(1, 45)]


@pytest.mark.parametrize("hazard", HAZARDS, ids=lambda h: h.id)
def test_every_test_of_a_hazard_is_there_and_run(hazard: Hazard, collected: frozenset[str]) -> None:
    """A hazard names tests that pytest finds and that nothing skips."""
    missing = [name for name in hazard.tests if not is_run(name, collected)]

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

    for name, text in script.pages(root).items():
        assert (root / "docs" / name).read_text(encoding="utf-8") == text, name


# ---------------------------------------------------------------- the counting cannot be fooled


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("def test_a() -> None:\n    assert True\n", True),
        ("@pytest.mark.skip\ndef test_a() -> None: ...\n", False),
        ("@pytest.mark.skipif(True, reason='x')\ndef test_a() -> None: ...\n", False),
        ("@pytest.mark.xfail\ndef test_a() -> None: ...\n", False),
        ("def test_a() -> None:\n    pytest.skip('x')\n", False),
        ("pytestmark = pytest.mark.skip\ndef test_a() -> None: ...\n", False),
        ("np = pytest.importorskip('numpy')\ndef test_a() -> None: ...\n", False),
    ],
)
def test_a_test_that_may_be_skipped_does_not_count(tmp_path: Path, text: str, kept: bool) -> None:
    """By a mark, in its body, or for its whole file."""
    path = tmp_path / "test_x.py"
    path.write_text(text, encoding="utf-8")

    assert ("test_a" not in held_back(path)) is kept


def test_a_name_alone_does_not_count(collected: frozenset[str]) -> None:
    """A test that is only written, a helper, a file and a case without a file are not run."""
    there = "safety/test_hazards.py::test_all_44_hazards_are_there"

    assert is_run(there, collected | {there})
    for name in (
        "safety/test_hazards.py::test_that_nobody_wrote",
        "safety/test_hazards.py::held_back",
        "safety/test_nothing.py::test_a",
        "safety/test_gate.py",
        "case:somebody_else",
    ):
        assert not is_run(name, collected)


def test_no_hazard_names_a_test_twice() -> None:
    """Two ways of testing are two tests."""
    for hazard in HAZARDS:
        assert len(set(hazard.tests)) == len(hazard.tests), hazard.id
