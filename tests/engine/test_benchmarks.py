"""Does the benchmark still run, on as little as it can? Nothing is timed here."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from magtitrate.engine import compiled

ROOT = Path(__file__).resolve().parents[2]


def test_the_benchmark_runs_on_a_small_crowd(model):
    """The page comes out whole, says that it does not count, and is not written to docs/."""
    if compiled.find(model) is None:
        pytest.skip(compiled.why_not(model))
    page = ROOT / "docs" / "benchmarks.md"
    before = page.read_text(encoding="utf-8") if page.exists() else None

    done = subprocess.run(
        [sys.executable, str(ROOT / "benchmarks" / "run.py"), "--small", "--write"],
        env={**os.environ, "PYTHONPATH": str(ROOT / "src")},
        capture_output=True, text=True, check=False,
    )  # fmt: skip

    assert done.returncode == 0, done.stderr
    for part in ("A small run", "Side by side", "The machine's limit", "Cold starts", "Goals"):
        assert part in done.stdout
    assert (page.read_text(encoding="utf-8") if page.exists() else None) == before
