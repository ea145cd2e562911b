"""Would a pharmacist have ranked it so? Thirty people, each with an answer written down first.

One file is one person: what a careful pharmacist expects and why, in a comment at its head,
and as much of that as a machine can check under `[expect]`. The answer stood before the
program was asked; where one was changed afterwards, its comment says so, with the reason.

    base, now           a person of `tests/cases/base`, and the moment of the question
    [change]            laid over that person, table by table; lists replace, and the text
                        "__remove__" takes a key away
    [[lab]], [[diary]]  rows of the two CSV files
    in_force_at         the same person had a plan then, and it is in force
    [expect]            what must come out: see `CHECKS`
    [open]              those of them that do not come out yet, each with why; whoever mends one
                        takes its line away
"""

from __future__ import annotations

import csv
import functools
import json
import tomllib
from collections.abc import Callable, Iterator
from contextlib import redirect_stdout
from datetime import date, datetime
from io import StringIO
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest

from magtitrate.cli import main
from magtitrate.formats.toml_write import toml_text

HERE = Path(__file__).parent
BASES = HERE.parent / "cases" / "base"
PATHS = sorted(HERE.glob("*.toml"))
REMOVE = "__remove__"
MG = 0.05
"""Tolerance of a comparison of doses [mg]: rounding in print, never a dose."""

Plan = dict[str, Any]


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
def test_ranking(path: Path) -> None:
    """The plan is what was expected of it before it was made."""
    plan, case = plan_of(path.stem), read(path)

    failed = {
        key: f"{key} {wanted!r}: {error}"
        for key, wanted in case["expect"].items()
        if (error := wrong(CHECKS[key], plan, wanted)) is not None
    }

    still_open = case.get("open", {})
    new = [error for key, error in failed.items() if key not in still_open]
    assert not new, "\n".join(new)
    assert set(still_open) <= set(failed), f"mended: {sorted(set(still_open) - set(failed))}"


def test_the_poor_meal_is_chosen_for_its_phytate() -> None:
    """Two people differ only in which meal is poor in phytate: so do their clock times."""
    supper, breakfast = plan_of("phytate_low_at_supper"), plan_of("phytate_low_at_breakfast")

    assert clocks(supper) != clocks(breakfast)


def test_the_limit_of_the_place_binds_the_same_man() -> None:
    """What is offered in the EU is never more than in the US."""
    assert largest(plan_of("limit_eu")) <= largest(plan_of("limit_us")) + MG


# --- asking ------------------------------------------------------------------------------


@functools.cache
def plan_of(stem: str) -> Plan:
    """The plan of one person, as JSON."""
    case = read(HERE / f"{stem}.toml")
    with TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "person.toml").write_text(toml_text(person_of(case)), encoding="utf-8")
        files = []
        for kind in ("lab", "diary"):
            if kind in case:
                table(folder / f"{kind}.csv", case[kind])
                files += [{"lab": "--labs", "diary": "--diary"}[kind], str(folder / f"{kind}.csv")]
        if "in_force_at" in case:
            before = ask(folder, case["in_force_at"], [])
            (folder / "before.json").write_text(json.dumps(before), encoding="utf-8")
            files += ["--in-force", str(folder / "before.json")]
            return {**ask(folder, case["now"], files), "before": before}
        return ask(folder, case["now"], files)


def ask(folder: Path, now: str, files: list[str]) -> Plan:
    said = StringIO()
    with redirect_stdout(said):
        exit_code = main(
            ["plan", str(folder / "person.toml"), "--json", "--now", now, "--seed", "1", *files]
        )
    assert exit_code == 0
    plan: Plan = json.loads(said.getvalue())
    return plan


def read(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text(encoding="utf-8"))


def person_of(case: dict[str, Any]) -> dict[str, Any]:
    return laid_over(read(BASES / f"{case['base']}.toml"), case.get("change", {}))


def laid_over(base: dict[str, Any], change: dict[str, Any]) -> dict[str, Any]:
    """A new table in which the change has been merged into the base."""
    merged = dict(base)
    for key, value in change.items():
        if isinstance(value, dict):
            merged[key] = laid_over(merged.get(key, {}), value)
        elif value == REMOVE:
            merged.pop(key, None)
        else:
            merged[key] = value
    return merged


def table(file: Path, rows: list[dict[str, Any]]) -> None:
    columns = list(dict.fromkeys(key for row in rows for key in row))
    with file.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, columns, restval="")
        writer.writeheader()
        writer.writerows(rows)


# --- looking -----------------------------------------------------------------------------


def slots(plan: Plan) -> list[dict[str, Any]]:
    """Of the full day."""
    return plan["regimen"]["slots"] if plan["regimen"] else []


def every_slot(plan: Plan) -> list[dict[str, Any]]:
    """Of the full day and of each stage on the way there."""
    return slots(plan) + [s for step in steps(plan) for s in step["slots"]]


def steps(plan: Plan) -> list[dict[str, Any]]:
    return plan["regimen"]["steps"] if plan["regimen"] else []


def clocks(plan: Plan) -> list[str]:
    return sorted({slot["clock"] for slot in slots(plan)})


def daily(plan: Plan) -> float:
    return plan["regimen"]["daily_elemental_mg"] if plan["regimen"] else 0.0


def largest(plan: Plan) -> float:
    return max((one["daily_elemental_mg"] for one in plan["candidates"]), default=0.0)


def codes(plan: Plan) -> set[str]:
    """Everything named as a reason or as what one rests on."""
    return set(_codes(plan))


def _codes(plan: Plan) -> Iterator[str]:
    for part in ("reasons", "pairing", "monitoring"):
        for one in plan[part]:
            yield one.get("code", "")
            for fact in one["facts"]:
                yield fact.partition(":")[2] or fact
    for limit in plan["limits"]["all"]:
        yield limit["code"]


def told(plan: Plan) -> str:
    """All that is said in words, but the warnings that everybody gets."""
    words = [one["sentence"] for one in plan["reasons"]]
    words += [one[key] for one in plan["pairing"] for key in ("advice", "why")]
    words += [one["why"] for one in (*plan["monitoring"], *every_slot(plan))]
    return "\n".join(words)


def hour(clock: str) -> float:
    hours, minutes = clock.split(":")
    return int(hours) + int(minutes) / 60


# --- what a file may expect --------------------------------------------------------------


def wrong(check: Callable[[Plan, Any], None], plan: Plan, wanted: Any) -> str | None:
    try:
        check(plan, wanted)
    except AssertionError as error:
        return str(error).partition("\n")[0] or "no"
    return None


def verdict(plan: Plan, allowed: list[str]) -> None:
    assert plan["verdict"] in allowed, plan["verdict"]


def recommended(plan: Plan, allowed: list[str]) -> None:
    assert plan["recommended"] in allowed, plan["recommended"]


def first(plan: Plan, allowed: list[str]) -> None:
    """Kind of the candidate that ranks first."""
    kinds = [one["kind"] for one in plan["candidates"]]
    assert kinds and kinds[0] in allowed, kinds


def leads_honestly(plan: Plan, _: bool) -> None:
    """No way without a dose that scores higher stands below the first."""
    top = plan["candidates"][0]
    better = [
        one["kind"]
        for one in plan["candidates"]
        if one["kind"] in ("no_supplement", "food_first") and one["score"] > top["score"]
    ]
    assert not better, better


def compared(plan: Plan, kinds: list[str]) -> None:
    """Kinds that stand among the candidates."""
    assert set(kinds) <= {one["kind"] for one in plan["candidates"]}


def bounds_daily(plan: Plan, bounds: list[float]) -> None:
    """The full day [mg]; 0 without a regimen."""
    assert bounds[0] - MG <= daily(plan) <= bounds[1] + MG, daily(plan)


def bounds_intakes(plan: Plan, bounds: list[int]) -> None:
    assert bounds[0] <= len(slots(plan)) <= bounds[1], len(slots(plan))


def most_compared(plan: Plan, most: float) -> None:
    """No dose that is shown, chosen or not, is larger [mg]."""
    assert largest(plan) <= most + MG, largest(plan)


def start_at_most(plan: Plan, most: float) -> None:
    assert steps(plan) and steps(plan)[0]["daily_elemental_mg"] <= most + MG, steps(plan)[:1]


def no_regimen(plan: Plan, _: bool) -> None:
    assert plan["regimen"] is None, daily(plan)


def units_at_most(plan: Plan, most: float) -> None:
    """Capsules of one intake."""
    assert all(slot["units"] <= most for slot in every_slot(plan)), every_slot(plan)


def at(plan: Plan, allowed: list[str]) -> None:
    """Each intake has one of these clock times, and is with that meal."""
    seen = {(slot["clock"], slot["meal"]) for slot in every_slot(plan)}
    assert seen <= {(clock, "with") for clock in allowed}, sorted(seen)


def every_dose_is_fed(plan: Plan, _: bool) -> None:
    """Of all days compared, chosen or not, no intake is between meals."""
    hungry = {
        slot["clock"]
        for one in plan["candidates"]
        for slot in one["slots"]
        if slot["meal"] != "with"
    }
    assert not hungry, sorted(hungry)


def with_one_of(plan: Plan, wanted: list[str]) -> None:
    """One intake of the full day is at one of these clock times."""
    assert set(wanted) & set(clocks(plan)), clocks(plan)


def between(plan: Plan, windows: list[list[str]]) -> None:
    """Each intake lies in one of these windows, which may reach past midnight."""
    for slot in every_slot(plan):
        inside = [
            (hour(slot["clock"]) - hour(start)) % 24 <= (hour(end) - hour(start)) % 24
            for start, end in windows
        ]
        assert any(inside), slot["clock"]


def spaced(plan: Plan, least_h: float) -> None:
    """Hours between two intakes on the circle of the day."""
    hours = sorted(hour(slot["clock"]) for slot in slots(plan))
    around = [*hours, hours[0] + 24]
    assert len(hours) < 2 or min(b - a for a, b in pairwise(around)) >= least_h, hours


def same_every_day(plan: Plan, _: bool) -> None:
    assert not any(slot.get("weekdays") for slot in every_slot(plan)), every_slot(plan)


def reasons(plan: Plan, wanted: list[str]) -> None:
    """Codes that all stand somewhere as a reason or below one."""
    assert set(wanted) <= codes(plan), sorted(set(wanted) - codes(plan))


def reasons_any(plan: Plan, wanted: list[str]) -> None:
    assert set(wanted) & codes(plan)


def says(plan: Plan, words: list[str]) -> None:
    missing = [word for word in words if word.lower() not in told(plan).lower()]
    assert not missing, missing


def never_says(plan: Plan, words: list[str]) -> None:
    found = [word for word in words if word.lower() in told(plan).lower()]
    assert not found, found


def monitoring(plan: Plan, analytes: list[str]) -> None:
    assert set(analytes) <= {one["analyte"] for one in plan["monitoring"]}


def within_days(plan: Plan, wanted: dict[str, int]) -> None:
    """Analytes that are due so soon."""
    made = datetime.fromisoformat(plan["made_at"]).date()
    for analyte, most in wanted.items():
        due = [
            (date.fromisoformat(one["due"]) - made).days
            for one in plan["monitoring"]
            if one["analyte"] == analyte
        ]
        assert min(due, default=most + 1) <= most, (analyte, due)


def never_measures(plan: Plan, analytes: list[str]) -> None:
    found = set(analytes) & {one["analyte"] for one in plan["monitoring"]}
    assert not found, sorted(found)


def no_more_than(plan: Plan, stem: str) -> None:
    """Neither the day nor its largest intake is above that of another person here."""
    other = plan_of(stem)
    top, top_of_other = (
        max((slot["elemental_mg"] for slot in slots(one)), default=0.0) for one in (plan, other)
    )
    assert daily(plan) <= daily(other) + MG, (daily(plan), daily(other))
    assert top <= top_of_other + MG, (top, top_of_other)


def unit_costs(plan: Plan, price: float) -> None:
    """Every dose compared costs its units."""
    doses = [one for one in plan["candidates"] if one["slots"]]
    assert doses
    for one in doses:
        units = sum(slot["units"] for slot in one["slots"])
        assert one["cost_per_day"] == pytest.approx(units * price), one


def adjusted(plan: Plan, allowed: list[str]) -> None:
    """What is said of the plan in force."""
    assert plan["adjustment"]["action"] in allowed, plan["adjustment"]


def stop_is_a_stop(plan: Plan, _: bool) -> None:
    """Where the plan in force is to be stopped, no dose stands beside that."""
    assert plan["adjustment"]["action"] != "stop" or plan["regimen"] is None, daily(plan)


def half_of_before(plan: Plan, _: bool) -> None:
    """At most half of what is taken now, day by day from the first."""
    weeks = datetime.fromisoformat(plan["made_at"]) - datetime.fromisoformat(
        plan["before"]["made_at"]
    )
    now = [s for s in steps(plan["before"]) if s["from_day"] <= weeks.days][-1]
    for step in steps(plan):
        assert step["daily_elemental_mg"] <= now["daily_elemental_mg"] / 2 + MG, (step, now)


CHECKS: dict[str, Callable[[Plan, Any], None]] = {
    "daily": bounds_daily,
    "intakes": bounds_intakes,
    **{
        check.__name__: check
        for check in (
            *(verdict, recommended, first, compared, most_compared, start_at_most),
            *(no_regimen, units_at_most, at, with_one_of, between, spaced, same_every_day),
            *(reasons, reasons_any, says, never_says, monitoring, within_days, no_more_than),
            *(unit_costs, adjusted, half_of_before, leads_honestly, stop_is_a_stop),
            *(never_measures, every_dose_is_fed),
        )
    },
}
