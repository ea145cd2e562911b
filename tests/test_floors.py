"""Do imports only point down, without a circle, and does each library stay in its room?

The table is the one in ARCHITECTURE.md. Late imports and those for type checkers count: a
room that needs another one needs it whenever it does.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

PACKAGE = "magtitrate"
SOURCE = Path(__file__).parent.parent / "src" / PACKAGE

# From the ground up. `a > b`: b may import a. `a | b`: neither knows the other.
FLOORS = (
    "version > listed > errors > streams > checks > units",
    "habits > patient > regimen > record > plan",
    "facts",
    "body | effects",
    "engine",
    "estimate | safety",
    "planner | followup",
    "titrate > foresee > alternatives > as_written",
    "trials",
    "store > many > web > start > cli > __main__",
)
WING, WING_REACHES, DOORS = "formats", 3, 9  # formats reads floors 0 to 3; only doors read formats

# Libraries beside the standard one, and the rooms that may import them ("*": every room).
LIBRARIES = {
    "numpy": "*",
    "distributed": ("trials",),  # the extra `dask`
    "duckdb": ("formats",),  # the extra `trials`
    "icalendar": ("formats",),
    "fastapi": ("web",),
    "jinja2": ("formats", "web"),
    "markupsafe": ("formats", "web"),  # comes with jinja2
    "pydantic": ("web",),  # comes with fastapi
    "starlette": ("web",),  # comes with fastapi
    "tomli": ("facts",),  # where it is not installed, the standard library's own
    "uvicorn": ("web",),
    "typst": ("formats",),
    "vl_convert": ("formats",),
}
# What loads machine code.
COMPILED, COMPILED_ROOM = ("ctypes", "cffi"), "engine"


class Import(NamedTuple):
    """One import statement: where it stands and which module it names."""

    file: Path
    line: int
    module: str
    target: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.module} imports {self.target}"


def test_imports_only_point_down():
    """Every import names a room of a floor below, and every library is in its room."""
    broken = list(broken_floors(SOURCE))

    assert not broken, "\n".join(broken)


def test_there_is_no_circle():
    """No module needs itself, by whatever detour, inside a room either."""
    assert circle(SOURCE) is None


def broken_floors(source: Path) -> Iterator[str]:
    for found in imports(source):
        if found.target.split(".")[0] == PACKAGE:
            why = wrong_floor(room(found.module), room(found.target)) or wrong_machine_code(
                source, found
            )
        else:
            why = wrong_library(room(found.module), found.target.split(".")[0])
        if why:
            yield f"{found}: {why}"


def wrong_floor(here: str, there: str) -> str:
    if here in ("", there):  # the package's own __init__ may show anything
        return ""
    if there == "":
        return "nothing inside imports the package itself; name the room"
    for name in (here, there):
        if name != WING and height(name) is None:
            return f"the room {name} has no floor yet; give it one in this file and ARCHITECTURE.md"
    if here == WING:
        return "" if height(there) <= WING_REACHES else f"{WING} reads floors 0 to {WING_REACHES}"
    if there == WING:
        return "" if height(here) == DOORS else f"only doors import {WING}"
    if height(here) == height(there):
        row = FLOORS[height(here)]
        if "|" in row:
            return "neighbors on a floor do not know each other"
        return "" if row.split().index(there) < row.split().index(here) else f"the order is {row}"
    return "" if height(here) > height(there) else "imports only point down"


def wrong_library(here: str, library: str) -> str:
    if library in COMPILED:
        return "" if here == COMPILED_ROOM else f"machine code is loaded in {COMPILED_ROOM} alone"
    if library in sys.stdlib_module_names:
        return ""
    rooms = LIBRARIES.get(library, ())
    return "" if rooms == "*" or here in rooms else f"{library} is not allowed in this room"


def wrong_machine_code(source: Path, found: Import) -> str:
    """A module of ours without a .py file is a compiled one."""
    path = source.joinpath(*found.target.split(".")[1:])
    if path.with_suffix(".py").exists() or (path / "__init__.py").exists():
        return ""
    if room(found.target) == COMPILED_ROOM == room(found.module):
        return ""
    return f"there is no such module, and a compiled one lives in {COMPILED_ROOM}"


def circle(source: Path) -> str | None:
    """The first way back to where it started, as `a -> b -> a`; None if there is none."""
    needs: dict[str, set[str]] = {}
    for found in imports(source):
        if found.target.split(".")[0] == PACKAGE and room(found.module):
            needs.setdefault(found.module, set()).add(found.target)
    done: set[str] = set()

    def walk(module: str, path: tuple[str, ...]) -> str | None:
        if module in path:
            return " -> ".join((*path[path.index(module) :], module))
        if module in done:
            return None
        ways = (walk(target, (*path, module)) for target in sorted(needs.get(module, ())))
        way_back = next(filter(None, ways), None)
        done.add(module)
        return way_back

    return next(filter(None, (walk(module, ()) for module in sorted(needs))), None)


def imports(source: Path) -> Iterator[Import]:
    """Every import of every file below `source`, wherever in the file it stands."""
    for file in sorted(source.rglob("*.py")):
        parts = (PACKAGE, *file.relative_to(source).with_suffix("").parts)
        package = parts[-1] == "__init__"
        module = ".".join(parts[:-1] if package else parts)
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"), str(file))):
            for target in targets(node, module, package, source):
                yield Import(file, node.lineno, module, target)


def targets(node: ast.AST, module: str, package: bool, source: Path) -> Iterator[str]:
    if isinstance(node, ast.Import):
        yield from (alias.name for alias in node.names)
    elif isinstance(node, ast.ImportFrom):
        base = node.module or ""
        if node.level:
            parts = module.split(".")
            above = parts[: len(parts) - node.level + package]
            base = ".".join([*above, *filter(None, [base])])
        for alias in node.names:  # `from a import b` names the module a.b, or a thing in a
            inner = source.joinpath(*base.split(".")[1:], alias.name)
            ours = base.split(".")[0] == PACKAGE
            is_module = inner.with_suffix(".py").exists() or (inner / "__init__.py").exists()
            yield f"{base}.{alias.name}" if ours and is_module else base
    elif isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant):
        called = getattr(node.func, "attr", getattr(node.func, "id", ""))
        if called in ("import_module", "__import__"):
            yield str(node.args[0].value)


def room(module: str) -> str:
    """`magtitrate.facts.read` is in `facts`; the package itself is in no room."""
    return module.split(".")[1] if "." in module else ""


def height(name: str) -> int | None:
    return next((i for i, row in enumerate(FLOORS) if name in row.split()), None)


# ------------------------------------------------------------- does the checker see?


def planted(folder: Path, **files: str) -> Path:
    for name, text in files.items():
        path = folder.joinpath(*name.split("__in__")[::-1]).with_suffix(".py")
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
        (path.parent / "__init__.py").touch()
    return folder


@pytest.mark.parametrize(
    ("where", "line", "why"),
    [
        ("units", "from magtitrate.plan import Plan", "imports only point down"),
        ("units", "def f():\n    import magtitrate.plan", "imports only point down"),
        ("units", "if TYPE_CHECKING:\n    from magtitrate import plan", "imports only point down"),
        ("units", "importlib.import_module('magtitrate.plan')", "imports only point down"),
        ("dose__in__planner", "from ..titrate import titrate", "imports only point down"),
        ("dose__in__planner", "import magtitrate.followup", "neighbors on a floor"),
        ("patient", "from magtitrate.plan import Goal", "the order is habits > patient"),
        ("engine", "from magtitrate import open_facts", "name the room"),
        ("titrate", "from magtitrate.formats import labs_csv", "only doors import formats"),
        ("fhir__in__formats", "from magtitrate.safety import gate", "formats reads floors 0 to 3"),
        ("helpers", "from magtitrate.plan import Plan", "the room helpers has no floor yet"),
        ("units", "import pydantic", "pydantic is not allowed in this room"),
        ("units", "import scipy.stats as st", "scipy is not allowed in this room"),
        ("planner", "import ctypes", "machine code is loaded in engine alone"),
        ("planner", "from magtitrate.engine._kernel import run", "a compiled one lives in engine"),
    ],
)
def test_the_checker_sees(tmp_path, where, line, why):
    """A planted fault is reported with its file, its line and the rule."""
    planted(tmp_path, plan="", titrate="", engine="", followup="", gate__in__safety="")
    planted(tmp_path, labs_csv__in__formats="", **{where: f"# planted\n{line}\n"})

    found = list(broken_floors(tmp_path))

    assert len(found) == 1
    assert why in found[0]
    assert (
        f"{where.split('__in__')[0]}.py:{3 if 'if ' in line or 'def' in line else 2}:" in found[0]
    )


def test_the_checker_lets_good_imports_pass(tmp_path):
    """Down, sideways in order, numpy, and the kernel from its own room."""
    planted(tmp_path, units="import numpy", plan="from magtitrate.units import x", habits="")
    planted(tmp_path, solve__in__engine="from magtitrate.engine._kernel import y; import ctypes")
    planted(tmp_path, cli="from magtitrate import plan, units", web="import magtitrate.plan")

    assert not list(broken_floors(tmp_path))


def test_the_checker_sees_a_circle(tmp_path):
    """Three files of one room in a ring are found, the late import included."""
    planted(tmp_path, a__in__body="import magtitrate.body.b")
    planted(tmp_path, b__in__body="from magtitrate.body import c")
    planted(tmp_path, c__in__body="def f():\n    from magtitrate.body.a import x")

    ring = "magtitrate.body.a -> magtitrate.body.b -> magtitrate.body.c -> magtitrate.body.a"
    assert circle(tmp_path) == ring
