"""What may a user of the library rely on, and what does asking for it cost?"""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import magtitrate

NAMES = [name for name in magtitrate.__all__ if not name.startswith("_")]
PACKAGE = Path(magtitrate.__file__).parent


def fresh(code: str) -> str:
    """What a new interpreter prints; the path is handed over because -I hears of no other."""
    lines = f"import sys; sys.path.insert(0, {str(PACKAGE.parent)!r}); {code}"
    done = subprocess.run(
        [sys.executable, "-I", "-c", lines], capture_output=True, text=True, check=True
    )
    return done.stdout.strip()


def test_the_door_is_narrow():
    """About fifteen names, in order, none of them twice."""
    assert len(magtitrate.__all__) <= 15
    assert sorted(set(magtitrate.__all__)) == magtitrate.__all__


@pytest.mark.parametrize("name", NAMES)
def test_each_name_is_there_and_says_what_it_is(name):
    """Every public name exists and has a docstring of its own."""
    value = getattr(magtitrate, name)

    text = value.__doc__ or ""
    assert text.strip()
    assert not text.startswith(f"{name}("), "this docstring was made by dataclass, not by hand"


def test_type_checkers_see_the_same_names():
    """The imports that only a type checker reads name what `__getattr__` hands out."""
    tree = ast.parse(Path(magtitrate.__file__).read_text(encoding="utf-8"))
    seen = {
        alias.name: node.module
        for branch in ast.walk(tree)
        if isinstance(branch, ast.If)
        for node in branch.body
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }

    assert seen == {name: f"magtitrate.{room}" for name, room in magtitrate._ROOMS.items()}
    assert sorted(seen) == sorted(NAMES)


def test_an_unknown_name_is_an_attribute_error():
    """A misspelled name fails as in any module."""
    with pytest.raises(AttributeError, match="no attribute 'titarte'"):
        _ = magtitrate.titarte


def test_importing_the_package_loads_no_library():
    """`import magtitrate` brings in neither NumPy nor any room of the house."""
    loaded = fresh("import magtitrate; print(*(m for m in sys.modules))").split()

    assert "numpy" not in loaded
    assert {m for m in loaded if m.startswith("magtitrate.")} == {"magtitrate.version"}


@pytest.mark.parametrize("first", ["import magtitrate.titrate", "from magtitrate import titrate"])
def test_titrate_is_the_function_whoever_came_first(first):
    """The file titrate.py never takes the place of the function titrate."""
    kind = fresh(f"{first}; import magtitrate; print(type(magtitrate.titrate).__name__)")

    assert kind == "function"
