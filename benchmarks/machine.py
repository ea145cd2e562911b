"""What is this machine, how busy is it, and how many operations can it do at most?"""

from __future__ import annotations

import ctypes
import os
import platform
import re
import shutil
import subprocess
import tempfile
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
HEADER = HERE.parent / "src" / "magtitrate" / "engine" / "kernel" / "model_generated.h"

ROUNDS = 3_000_000

# What the functions of lane_math.h cost on float lanes, in operations.
CALLS = {"lane_exp": 18, "decay": 19, "softplus": 24, "logistic": 5, "lane_cos": 17,
         "lane_sin": 17, "lane_log": 18, "lane_sqrt": 1, "inverse": 3}  # fmt: skip


def described() -> str:
    """Processor, memory, system."""
    try:
        words = Path("/proc/cpuinfo").read_text()
        name = re.findall(r"model name\s*: (.*)", words)[0]
        memory = int(re.findall(r"MemTotal:\s*(\d+)", Path("/proc/meminfo").read_text())[0])
        more = f", {memory / 2**20:.0f} GB"
    except (OSError, IndexError):
        name, more = platform.processor() or platform.machine(), ""
    return f"{name}, {os.cpu_count()} processors{more}, {platform.system()}"


def load() -> float:
    """How many programs wanted a processor in the last minute."""
    return os.getloadavg()[0]


class Peak:
    """Multiply-adds of one processor; nothing where there is no compiler."""

    def __init__(self) -> None:
        self._library = None
        compiler = shutil.which("g++") or shutil.which("clang++")
        if compiler is None:
            return
        with tempfile.TemporaryDirectory() as folder:
            built = Path(folder) / "peak.so"
            flags = ["-O3", "-march=native", "-shared", "-fPIC"]
            command = [compiler, *flags, str(HERE / "peak.cpp"), "-o", str(built)]
            if subprocess.run(command, capture_output=True, check=False).returncode:
                return
            self._library = ctypes.CDLL(str(built))
        for name in ("doubles", "floats"):
            getattr(self._library, name).restype = ctypes.c_double
            getattr(self._library, name).argtypes = (ctypes.c_long,)

    def measured(self, kind: str) -> float | None:
        """Operations per processor second, `doubles` or `floats`."""
        if self._library is None:
            return None
        begin = time.process_time()
        done = getattr(self._library, kind)(ROUNDS)
        return done / (time.process_time() - begin)


def operations_per_step() -> float:
    """Operations of one lane in one step of the smaller model, counted in the generated text.

    One step (method.h) linearizes once, factors once, solves four times, takes two more slopes,
    and combines vectors.
    """
    text = HEADER.read_text()
    text = text[text.index("namespace lean") :]
    solved = int(re.findall(r"SOLVED = (\d+)", text)[0])
    states = int(re.findall(r"STATES = (\d+)", text)[0])
    count = {name: _operations(text, name) for name in ("linearize", "factor", "solve", "slope")}
    vectors = solved * (2 + 2 + 4 + 4 + 6 + 8 + 7) + (states - solved) * 7
    return count["linearize"] + count["factor"] + 4 * count["solve"] + 2 * count["slope"] + vectors


def _operations(text: str, function: str) -> int:
    """Operations in the body of one generated function."""
    begin = text.index(f"void {function}(")
    body = text[text.index("{", begin) : text.index("\n}", begin)]
    body = re.sub(r"//.*", "", body)
    signs = len(re.findall(r"(?<=[\w)\]]) ?[-+*/]=? ?(?=[\w(-])", body))
    calls = sum(cost * len(re.findall(rf"\b{name}<", body)) for name, cost in CALLS.items())
    return signs + calls
