"""Measure everything once, side by side, and write docs/benchmarks.md.

    python benchmarks/run.py                 minutes; prints the page
    python benchmarks/run.py --write         and writes it to docs/benchmarks.md
    python benchmarks/run.py --small         seconds: does everything run? No number of it counts

Wants numpy and scipy; libroadrunner and diffrax take part where they are installed. Times are
processor seconds of the process on one thread wherever possible: the machine may be shared, and
wall clocks then measure the others. All contenders take turns, round after round.
"""

from __future__ import annotations

import argparse
import os
import sys

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
os.environ.setdefault("XLA_FLAGS", "--xla_cpu_multi_thread_eigen=false")

import json
import pickle
import platform
import subprocess
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
PAGE = ROOT / "docs" / "benchmarks.md"
sys.path[:0] = [str(HERE), str(ROOT / "src")]

import numpy as np  # noqa: E402
from contenders import NOTHING, Contender, _bulk, contenders  # noqa: E402
from crowd import Crowd, crowd  # noqa: E402
from goals import goals  # noqa: E402
from machine import Peak, described, load, operations_per_step  # noqa: E402

from magtitrate.body.model import body_model  # noqa: E402
from magtitrate.engine import compiled  # noqa: E402
from magtitrate.engine.population import population  # noqa: E402
from magtitrate.facts import open_facts  # noqa: E402
from magtitrate.formats.sbml import sbml_text  # noqa: E402

ALLOWED = 1e-4
COMPARED = 256
"""People whose error is measured, of those that a contender solves."""


@dataclass(kw_only=True)
class Row:
    """A contender, the setting that it got, and what it did in each round.

    Attributes:
        people: that it solved in one round.
        errors: median, 99 % and largest of the compared people.
        rates: person-weeks per processor second, round by round.
    """

    name: str
    people: int
    setting: float
    errors: tuple[float, float, float]
    exact: bool
    rates: list[float] = field(default_factory=list)


@dataclass(kw_only=True)
class Measured:
    """Everything that the page tells."""

    small: bool
    people: int
    weeks: int
    rounds: int
    asked: int = 100_000
    done: list[str] = field(default_factory=list)
    load_before: float = 0.0
    load_after: float = 0.0
    rows: list[Row] = field(default_factory=list)
    peaks: list[tuple[str, float, float]] = field(default_factory=list)
    threads: list[tuple[float, float]] = field(default_factory=list)
    summaries: list[float] = field(default_factory=list)
    cold: dict[str, list[tuple[float, float, float]]] = field(default_factory=dict)
    stopped: list[str] = field(default_factory=list)
    many: dict[str, float] = field(default_factory=dict)
    goals: dict[str, list[tuple[float, float]]] = field(default_factory=dict)


def main() -> int:
    """Measure, print, write."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--small", action="store_true")
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--keep", type=Path, help="where finished parts are kept; go on from there")
    parser.add_argument("--many", type=int, default=100_000, help="people of the largest crowd")
    wish = parser.parse_args()
    page = told(
        measure(
            small=wish.small,
            rounds=1 if wish.small else wish.rounds,
            keep=wish.keep,
            many=wish.many,
        )
    )
    print(page)
    if wish.write and not wish.small:
        PAGE.write_text(page, encoding="utf-8")
    return 0


def measure(*, small: bool, rounds: int, keep: Path | None, many: int) -> Measured:
    """All parts, one after the other."""
    facts = open_facts()
    model = body_model(facts)
    if compiled.find(model) is None:
        raise SystemExit(f"the compiled engine does not run here: {compiled.why_not(model)}")
    weeks = 1 if small else 12
    everybody = crowd(model, facts, people=32 if small else 4096, weeks=weeks)
    found = Measured(
        small=small, people=everybody.theta.shape[1], weeks=weeks, rounds=rounds,
        load_before=load(), asked=256 if small else many,
    )  # fmt: skip
    if keep is not None and keep.exists():
        found = pickle.loads(keep.read_bytes())
        found.asked = many
    for part in (side_by_side, how_near_the_limit, cold_starts, very_many, one_person):
        if part.__name__ in found.done:
            continue
        part(found, everybody)
        found.done.append(part.__name__)
        if keep is not None:
            keep.write_bytes(pickle.dumps(found))
    found.load_after = found.load_after or load()
    if keep is not None:
        keep.write_bytes(pickle.dumps(found))
    return found


def say(words: str) -> None:
    """Progress, beside the page."""
    print(f"{time.strftime('%H:%M:%S')} {words}", file=sys.stderr, flush=True)


# ---------------------------------------------------------------- side by side


def side_by_side(found: Measured, everybody: Crowd) -> None:
    """Settings that are exact enough, then rounds in which everybody takes a turn."""
    truth = everybody.first(min(COMPARED, found.people)).truth()
    crowds: dict[int, Crowd] = {}
    taking_part = list(contenders(everybody, small=found.small))
    for one in taking_part:
        crowds.setdefault(one.people, everybody.first(one.people))
        found.rows.append(_loosest(one, crowds[one.people], truth))
    for number in range(found.rounds):
        say(f"round {number + 1} of {found.rounds}")
        for one, row in zip(taking_part, found.rows, strict=True):
            some = crowds[one.people]
            used = _used(lambda one=one, some=some, row=row: one.solve(some, row.setting))
            row.rates.append(one.people * found.weeks / used)


def _loosest(one: Contender, some: Crowd, truth: np.ndarray) -> Row:
    """The loosest setting with which 99 of 100 people are exact enough; else the tightest."""
    row = Row(name=one.name, people=one.people, setting=0.0, errors=(np.nan,) * 3, exact=False)
    for setting in one.settings:
        states = one.solve(some, setting)
        seen = min(states.shape[-1], truth.shape[-1])
        errors = some.first(seen).errors(states[..., :seen], truth[..., :seen])
        middle, most, worst = (float(np.quantile(errors, q)) for q in (0.5, 0.99, 1.0))
        exact = most <= ALLOWED
        row = Row(
            name=one.name, people=one.people, setting=setting, errors=(middle, most, worst),
            exact=exact,
        )  # fmt: skip
        say(f"{one.name} {setting:g}: {middle:.1e} {most:.1e} {worst:.1e}")
        if exact:
            break
    return row


def _used(work: Callable[[], object]) -> float:
    begin = time.process_time()
    work()
    return time.process_time() - begin


# ---------------------------------------------------------------- the machine's limit, threads


def how_near_the_limit(found: Measured, everybody: Crowd) -> None:
    """Operations per second beside what the processor can; two threads beside one; summaries."""
    peak, own = Peak(), operations_per_step()
    setting = found.rows[0].setting

    def bulk(*, single: bool) -> float:
        """Operations of a bulk run."""
        seen = population(
            everybody.model, everybody.theta, life=everybody.life, start=everybody.start,
            periods=everybody.days, tolerance=setting, single=single, threads=1,
        )  # fmt: skip
        return own * found.people * everybody.days * seen.steps_per_day

    for _ in range(found.rounds):
        for kind in ("floats", "doubles"):
            best = peak.measured(kind)
            begin = time.process_time()
            done = bulk(single=kind == "floats")
            used = time.process_time() - begin
            found.peaks.append((kind, done / used, best or np.nan))
            if kind == "floats":
                found.summaries.append(found.people * found.weeks / used)
        say("threads")
        walls = []
        for threads in (1, 2):
            begin = time.perf_counter()
            _bulk(everybody, setting, single=True, threads=threads)
            walls.append(time.perf_counter() - begin)
        found.threads.append((walls[0], walls[1]))


# ---------------------------------------------------------------- cold starts


def cold_starts(found: Measured, everybody: Crowd) -> None:
    """Whole processes, in turns: wall and processor seconds and largest memory."""
    python = sys.executable
    plain = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    with tempfile.TemporaryDirectory() as folder:
        plain["PYTHONPYCACHEPREFIX"] = folder  # compiled once, by the run that does not count
        plain["PYTHONPATH"] = str(ROOT / "src")
        one = str(Path(folder) / "one")
        cold = str(HERE / "cold.py")
        subprocess.run([python, cold, "prepare", one], check=True, env=plain)
        commands = {
            "an empty Python": [python, "-S", "-c", "pass"],
            ONE: [python, "-S", cold, one],
            PLAN: [*(python, "-m", "magtitrate", "plan", str(ROOT / "examples" / "cyclist.toml"))],
        }
        if any("libRoadRunner" in row.name for row in found.rows):
            document = Path(folder) / "one.xml"
            single = everybody.first(1)
            start = np.where(single.start[:, 0] < NOTHING, 0.0, single.start[:, 0])
            text = sbml_text(single.model, single.theta[:, 0], start, single.stretches(0))
            document.write_text(text, encoding="utf-8")
            ask = (
                "import sys, roadrunner; r = roadrunner.RoadRunner(sys.argv[1]); "
                f"r.timeCourseSelections = ['output_serum_magnesium']; "
                f"print(r.simulate(0, {24.0 * single.days}, {single.days + 1})[-1])"
            )
            commands["libRoadRunner, the same person's SBML"] = [python, "-c", ask, str(document)]
        for number in range(1 + (1 if found.small else 2 * found.rounds)):
            for name, command in list(commands.items()):
                try:
                    _, ran = _process(command, plain)
                except ChildProcessError as error:  # others may fail; what is ours may not
                    if "libRoadRunner" not in name:
                        raise
                    say(str(error).splitlines()[0])
                    del commands[name]
                    found.cold.pop(name, None)
                    found.stopped.append(name)
                    continue
                if number:
                    found.cold.setdefault(name, []).append(ran)
    say("cold starts done")


def _process(
    command: Sequence[str], environment: dict[str, str]
) -> tuple[list[str], tuple[float, float, float]]:
    """What a process says; its wall seconds, processor seconds, largest memory [MB]."""
    watching = [sys.executable, "-S", str(HERE / "process.py"), *command]
    done = subprocess.run(watching, capture_output=True, text=True, env=environment, check=False)
    if done.returncode:
        raise ChildProcessError(f"{command}: it failed\n{done.stderr}")
    *said, last = done.stdout.splitlines()
    wall, used, memory = json.loads(last)
    return said, (wall, used, memory)


# ---------------------------------------------------------------- very many, and one


def very_many(found: Measured, everybody: Crowd) -> None:
    """A hundred thousand people in a process of their own."""
    del everybody
    command = [
        sys.executable,
        str(HERE / "hundred_thousand.py"),
        str(found.asked),
        str(found.weeks),
    ]
    said, (_, _, memory) = _process(command, dict(os.environ))
    found.many = json.loads(said[-1]) | {"peak_mb": memory}
    say("very many done")


def one_person(found: Measured, everybody: Crowd) -> None:
    """What one person waits for."""
    del everybody
    work = goals(small=found.small)
    for _ in range(1 if found.small else 2):
        for name, once in work.items():
            found.goals.setdefault(name, []).append(once())


# ---------------------------------------------------------------- the page


def told(found: Measured) -> str:
    """The page."""
    kernel = compiled.find(body_model(open_facts()))
    assert kernel is not None
    small = "\n**A small run: no number here counts.**\n" if found.small else ""
    lines = [
        "# Benchmarks",
        "",
        "<!-- Generated by benchmarks/run.py; run it again, do not edit this page. -->",
        small,
        f"{datetime.now(UTC):%Y-%m-%d}. {described()}, Python {platform.python_version()}, "
        f"kernel {kernel.built}, running {kernel.level}. Load average before and after: "
        f"{found.load_before:.1f} and {found.load_after:.1f}; where that is above the number of "
        "processors, other programs shared them: wall-clock figures are then far too high and "
        "processor figures somewhat. Each table was measured in one run, and only figures of one "
        "table may be compared. Times are processor seconds of one thread unless *wall* is said. "
        f"The best and the median of {found.rounds} rounds in which all took turns.",
        "",
        *_table_side_by_side(found),
        *_table_limit(found),
        *_table_cold(found),
        *_table_goals(found),
        *_how(found),
    ]
    return "\n".join(lines) + "\n"


def _table_side_by_side(found: Measured) -> list[str]:
    exact = [row for row in found.rows if row.exact]
    base = next((row for row in exact if "libRoadRunner" in row.name), None)
    lines = [
        "## Side by side",
        "",
        f"The same people, events and answers (whole states at each of {7 * found.weeks} "
        f"midnights), each tool at the loosest of its tolerances at which 99 of 100 people are "
        f"within {ALLOWED:.0e} of a reference at 1e-8. *pw/s*: person-weeks per processor second.",
        "",
        "| solver | tolerance | error: median, 99 %, largest | pw/s best | median | "
        "times libRoadRunner, median (worst round) |",
        "| --- | --- | --- | --- | --- | --- |",
    ]
    for row in found.rows:
        ratio = "–"
        if base is not None:
            pairs = np.array(row.rates) / np.array(base.rates)
            ratio = f"{np.median(pairs):.3g} ({pairs.min():.3g})"
        error = ", ".join(f"{e:.0e}" for e in row.errors) + ("" if row.exact else " (too large)")
        lines.append(
            f"| {row.name} | {row.setting:g} | {error} | {max(row.rates):,.0f} | "
            f"{np.median(row.rates):,.0f} | {ratio} |"
        )
    people = ", ".join(f"{row.people}" for row in found.rows)
    absent = [
        name
        for word, name in (("libRoad", "libRoadRunner"), ("SciPy", "SciPy"), ("diffrax", "diffrax"))
        if not any(word in row.name for row in found.rows)
    ]
    lines += [
        "",
        f"People per timed run, in the order of the rows: {people}. The first {COMPARED} of them "
        "were compared, or all where there are fewer."
        + (f" Not installed, so not measured: {', '.join(absent)}." if absent else ""),
        "",
        f"Summaries only (daily trough, peak, mean, hours outside a band, urine, absorbed), float "
        f"lanes, error control included: {max(found.summaries):,.0f} pw/s at best, median "
        f"{np.median(found.summaries):,.0f}.",
        "",
    ]
    return lines


def _table_limit(found: Measured) -> list[str]:
    lines = [
        "## The machine's limit",
        "",
        f"A step of one lane is about {operations_per_step():,.0f} operations, counted in the "
        "generated text. Most of them cannot be paired as a multiply-add, which is what the peak "
        "counts twice.",
        "",
        "| lanes | billion operations a second | measured multiply-add peak | share, median |",
        "| --- | --- | --- | --- |",
    ]
    for kind in ("floats", "doubles"):
        mine = [(done, best) for name, done, best in found.peaks if name == kind]
        share = np.median([done / best for done, best in mine])
        lines.append(
            f"| {kind} | {np.median([d for d, _ in mine]) / 1e9:.0f} | "
            f"{max(b for _, b in mine) / 1e9:.0f} | {share:.0%} |"
        )
    return [*lines, ""]


def _table_cold(found: Measured) -> list[str]:
    lines = [
        "## Cold starts",
        "",
        "From the start of the process to its answer.",
        "",
        "| process | wall ms best | median | processor ms best | median | MB |",
        "| --- | --- | --- | --- | --- | --- |",
    ]
    for name, runs in found.cold.items():
        wall, used, memory = (np.array(column) for column in zip(*runs, strict=True))
        lines.append(
            f"| {name} | {1000 * wall.min():.0f} | {1000 * np.median(wall):.0f} | "
            f"{1000 * used.min():.0f} | {1000 * np.median(used):.0f} | {memory.max():.0f} |"
        )
    if found.stopped:
        lines += ["", f"Ended with an error of its solver: {', '.join(found.stopped)}."]
    return [*lines, ""]


@dataclass(frozen=True, kw_only=True)
class Goal:
    """A goal, and what was measured.

    Attributes:
        used: of a wall-clock goal, what it took of the processors, in the goal's unit.
        least: more is better.
        shared: other programs held the processors, so that a wall clock says little.
    """

    name: str
    goal: float
    measured: float
    unit: str
    used: float | None = None
    why: str = ""
    least: bool = False
    shared: bool = False

    def line(self) -> str:
        """A row of the table."""
        reached = self.measured >= self.goal if self.least else self.measured <= self.goal
        off = self.goal / self.measured if self.least else self.measured / self.goal
        took = "" if self.used is None else f"{self.used:.3g} {self.unit} of the processors"
        if reached:
            words = ["reached", took]
        elif self.shared and (self.used is None or self.used <= self.goal):
            words = ["not decided, others held the processors", took]
        elif self.shared and self.used is not None:
            share = f"{self.used / self.goal:.2g} times the goal, on up to two threads"
            words = ["missed on a shared machine", f"{took}, {share}", self.why]
        else:
            words = [f"missed by a factor of {off:.2g}", took, self.why]
        return (
            f"| {self.name} | {self.goal:g} {self.unit} | {self.measured:.3g} {self.unit} | "
            f"{'; '.join(filter(None, words))} |"
        )


def _table_goals(found: Measured) -> list[str]:
    lines = ["## Goals", "", "| what | goal | measured | |", "| --- | --- | --- | --- |"]
    return [*lines, *(goal.line() for goal in _goals(found)), ""]


def _goals(found: Measured) -> list[Goal]:
    kernel = found.rows[0]
    other = next((row for row in found.rows if "libRoadRunner" in row.name and row.exact), None)
    shared = min(found.load_before, found.load_after) > (os.cpu_count() or 1)
    goals = []
    if other is not None:
        ratio = float(np.median(np.array(kernel.rates) / np.array(other.rates)))
        goals.append(
            Goal(
                name="bulk, against libRoadRunner", goal=250, measured=ratio, unit="times",
                least=True, why="the body has become larger since; decision 0008",
            )
        )  # fmt: skip
    many = found.many["living_s"] * 100_000 / found.many["people"]
    part = "" if found.many["people"] >= 100_000 else f", from {found.many['people']:,}"
    goals += [
        Goal(
            name=f"100,000 people × 12 weeks, processor{part}", goal=25, measured=many, unit="s",
            why="the body has become larger since; decision 0008",
        ),
        Goal(
            name=f"100,000 people × 12 weeks, memory{part}", goal=250,
            measured=found.many["peak_mb"], unit="MB",
        ),
        Goal(
            name="two threads over one, best of the rounds", goal=1.7, unit="times", least=True,
            measured=max(one / two for one, two in found.threads), shared=shared,
        ),
    ]  # fmt: skip
    for name, key, goal, unit, scale in (
        ("12 weeks of one person, cold", ONE, 60, "ms", 1000),
        ("the cyclist's plan, cold", PLAN, 0.5, "s", 1),
    ):
        wall, used, _ = (scale * min(column) for column in zip(*found.cold[key], strict=True))
        why = WHY.get(key, "")
        goals.append(
            Goal(
                name=f"{name}, best wall", goal=goal, measured=wall, unit=unit, used=used,
                why=why, shared=shared,
            )
        )  # fmt: skip
    for name, keys, goal, why in (
        ("the cyclist's plan with report, warm", ("plan",), 2, ""),
        ("first reading from ten labs", ("posterior",), 0.1, "no preview; the whole posterior"),
        ("1,000 draws from ten labs", ("thousand",), 1, ""),
        ("worth of 24 measurements", ("worth",), 5, ""),
        ("200 candidates × 400 draws ranked at steady state", ("ranking",), 3, WHY["ranking"]),
        ("that, and the best 20 for 12 weeks", ("ranking", "twelve weeks"), 12, WHY["ranking"]),
    ):
        wall, used = (sum(min(run[n] for run in found.goals[key]) for key in keys) for n in (0, 1))
        goals.append(
            Goal(
                name=f"{name}, best wall", goal=goal, measured=wall, unit="s", used=used,
                why=why, shared=shared,
            )
        )  # fmt: skip
    return goals


ONE = "kernel, one person, 12 weeks"
PLAN = "`magtitrate plan examples/cyclist.toml`"
WHY = {
    PLAN: "the facts, imports and the solving take about a quarter each",
    "ranking": "a candidate's body needs some fourteen days to its steady state",
}


def _how(found: Measured) -> list[str]:
    many = found.many
    return [
        "## How it was measured",
        "",
        f"- People: adults around the typical one, every parameter lognormal with a spread of "
        f"0.25; three meals, two doses of 150 mg as bisglycinate and training each day at hours "
        f"of their own, a tenth of the doses missed; {found.weeks} weeks.",
        "- Error: the largest, over midnights and ten outputs (serum, ionized, red cell, "
        "cerebrospinal, exchangeable; urine, stool, skin, absorbed, secreted so far), of the "
        "difference against the value and 2 % of the person's largest value.",
        "- The kernel's mesh rows hold the making of the mesh and the run that measures its error.",
        "- libRoadRunner and SciPy run from event to event; doses as events of the document are "
        "slower. Contents below 1e-30 mmol are set to zero for CVODE, which otherwise stops for "
        "some of the people.",
        "- SciPy's right-hand side is the kernel's own slope, called through ctypes. diffrax "
        "solves 64 people under `vmap`; its compilation is not counted.",
        f"- The hundred thousand: {many['people']:,} people in blocks, one thread, reduced to "
        f"weekly means; drawing and settling them took {many['drawing_s']:.1f} s more. 95 of "
        f"100 sampled people are within {many['error']:.0e}; {many['failed']} could not be solved.",
        "- Ranking, worth and posterior are the planner's own functions, called with as much work "
        "as the goals name.",
    ]


if __name__ == "__main__":
    sys.exit(main())
