"""Is the compiled kernel made of what the body declares, and built the same way everywhere?"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from dataclasses import replace
from importlib.machinery import SourceFileLoader
from importlib.util import module_from_spec, spec_from_loader
from types import ModuleType

import numpy as np
import pytest

from magtitrate.body.model import population_theta
from magtitrate.engine import compiled
from magtitrate.engine.model_key import model_key
from magtitrate.engine.solve import Doses, Exposures, engine_name, simulate

KERNEL = "src/magtitrate/engine/kernel"


def script(root, name) -> ModuleType:
    """A script without an ending, as a module."""
    path = str(root / "scripts" / name)
    module = module_from_spec(spec_from_loader(name, SourceFileLoader(name, path)))
    before, sys.dont_write_bytecode = sys.dont_write_bytecode, True
    try:
        module.__spec__.loader.exec_module(module)
    finally:
        sys.dont_write_bytecode = before
    return module


def test_the_generated_header_is_what_the_body_declares(root, model):
    """Whoever changes a pool, a flux or a formula runs scripts/generate_kernel."""
    wanted = script(root, "generate_kernel").header(model)
    committed = (root / KERNEL / "model_generated.h").read_text(encoding="utf-8")

    assert committed == wanted, "stale: run scripts/generate_kernel, then scripts/build_kernel"


def test_the_key_changes_with_the_formulas(facts, model):
    """Two bodies with different formulas have different keys; the values do not matter."""
    fluxes = (replace(model.fluxes[0], rate=2 * model.fluxes[0].rate), *model.fluxes[1:])
    other = replace(model, fluxes=fluxes)
    same = replace(model, values={})

    assert model_key(other) != model_key(model)
    assert model_key(same) == model_key(model)


def test_cmake_and_the_script_build_the_same(root):
    """Every flag and every level of one stands in the other."""
    recipe = (root / KERNEL / "CMakeLists.txt").read_text(encoding="utf-8")
    builder = script(root, "build_kernel")

    for flag in (*builder.COMMON, *(f for _, own in builder.LEVELS.values() for f in own)):
        if flag not in ("-std=c++17", "-fPIC", "-fvisibility=hidden", "-pthread"):
            assert flag in recipe, flag
    for level, (width, own) in builder.LEVELS.items():
        if own:
            assert f"add_level({level} {width} {' '.join(own)})" in recipe
    assert "CMAKE_CXX_STANDARD 17" in recipe
    optimize, *others = builder.SHOWN
    assert f'set(OPTIMIZE "{optimize}"' in recipe
    assert f'"${{OPTIMIZE}} {" ".join(others)}"' in recipe


def test_the_interface_has_one_version(root):
    """kernel.h and compiled.py mirror each other, field by field."""
    header = (root / KERNEL / "kernel.h").read_text(encoding="utf-8")
    bare = re.sub(r"//.*", "", header)

    assert re.search(r"#define MAGTITRATE_ABI (\d+)", header)[1] == str(compiled.ABI)
    for name in ("Problem", "Settings", "Results", "Settling"):
        body = re.search(r"typedef struct \{([^}]*)\} " + name, bare)[1]
        fields = [
            part.strip().split()[-1].lstrip("*")
            for line in body.split(";")
            for part in line.split(",")
            if part.strip()
        ]
        mirrored = [field[0] for field in getattr(compiled, f"_{name}")._fields_]
        assert fields == mirrored, name


@pytest.mark.parametrize("named", ["", "off"])
def test_the_compiled_engine_can_be_turned_off(root, named):
    """MAGTITRATE_KERNEL=off leaves the reference, and says so."""
    ask = (
        "from magtitrate.facts import open_facts; from magtitrate.body.model import body_model;"
        "from magtitrate.engine import compiled, solve; m = body_model(open_facts());"
        "print(solve.engine_name(m), compiled.why_not(m))"
    )
    done = subprocess.run(
        [sys.executable, "-c", ask],
        env={**os.environ, "MAGTITRATE_KERNEL": named, "PYTHONPATH": str(root / "src")},
        capture_output=True, text=True, check=True,
    )  # fmt: skip

    assert done.stdout.startswith("reference ")
    assert "turned off" in done.stdout


def test_a_file_that_is_no_kernel_is_not_loaded(root, tmp_path):
    """A broken library is a reason, not a crash."""
    broken = tmp_path / compiled.library_name()
    broken.write_bytes(b"not a library")
    ask = (
        "from magtitrate.facts import open_facts; from magtitrate.body.model import body_model;"
        "from magtitrate.engine import compiled; print(compiled.why_not(body_model(open_facts())))"
    )
    done = subprocess.run(
        [sys.executable, "-c", ask],
        env={**os.environ, "MAGTITRATE_KERNEL": str(broken), "PYTHONPATH": str(root / "src")},
        capture_output=True, text=True, check=True,
    )  # fmt: skip

    assert broken.name in done.stdout


def test_without_a_compiler_the_script_says_so(root, tmp_path):
    """One line on standard error and exit code 1; nothing is left behind."""
    done = subprocess.run(
        [sys.executable, str(root / "scripts" / "build_kernel"), "--into", str(tmp_path / "there")],
        env={"PATH": str(tmp_path), "HOME": str(tmp_path)},
        capture_output=True, text=True, check=False,
    )  # fmt: skip

    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    assert "no C++ compiler" in done.stderr
    assert not (tmp_path / "there").exists()


def test_the_reference_serves_where_no_kernel_is(model, facts, monkeypatch):
    """The same call gives an answer, by the other engine."""
    monkeypatch.setattr(compiled, "_search", lambda: (None, "none was built"))
    theta = population_theta(model, facts, body_mass_kg=70, gfr_ml_per_min=100)

    course = simulate(
        model, theta, Doses(), [3.0], exposures=Exposures(), start=np.ones((len(model.states), 1))
    )

    assert engine_name(model) == "reference"
    assert compiled.why_not(model) == "none was built"
    assert course.finished.all()
