"""People on paper: does the program say what the rule book says about each of them?

One file of `tests/cases/` is one person. It was written from the rule book, not from the
program, and a pharmacist can read, correct and add one:

    name, rules         what it says, and the rules and hazards it is about
    base | example      a whole person: `cases/base/<name>.toml` or `examples/<name>.toml`
    now                 the moment of the question
    labs                a laboratory file of `examples/`
    [change]            laid over the person, table by table; lists replace, and the text
                        "__remove__" takes a key away
    [[lab]], [[diary]]  rows of the two CSV files
    [expect]            what must come out:

    verdict             one verdict, or every verdict that a fair reading allows
    recommended         likewise
    reasons             rule ids that all stand in `reasons`; `reasons_any`: at least one of them;
                        `not_reasons`: none of them
    anywhere            rule ids that all stand as a code or a fact of `reasons`, `limits`,
                        `pairing` or `monitoring`; `anywhere_any`: at least one of them
    mentions            beginnings of words that all stand in a sentence of those four, in any
                        case; `mentions_any`: at least one; `shows`: in any text of the plan
    no_regimen          the regimen is null
    emergency           true or false
    max_daily, max_single, max_step, exact_daily, exact_single, exact_other
                        bounds on `limits`, in mg of elemental magnesium
    no_more_than_base   limits and doses are not above those of the unchanged person
    serum_without_at_least
                        forecast serum magnesium without supplement, where one is forecast
    input_error         exit code 2, nothing on standard output, this text on standard error;
                        `or_input_error`: this is an acceptable answer too

    and where a regimen is given:

    start_at_most, daily_at_most     mg of elemental magnesium
    gaps                pairing entries with at least these hours before and after the medicine
    clocks_avoid        no intake strictly inside; `weekdays` where it is not every day
    slot_meals          the relation to a meal that every intake has one of
    monitoring          analytes that are planned, within so many days

Whatever a case expects, each plan must also be sound (`assert_sound`): the contract's keys,
doses within their own limits, and every intake clear of every medicine.
"""

from __future__ import annotations

import csv
import json
import re
import tomllib
from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from magtitrate.cli import main

HERE = Path(__file__).parent
CASES = HERE / "cases"
EXAMPLES = HERE.parent / "examples"
REMOVE = "__remove__"
PATHS = sorted(CASES.glob("*.toml"))

CASE_KEYS = {"name", "rules", "base", "example", "now", "labs", "change", "lab", "diary", "expect"}
LAB_COLUMNS = (
    *("time", "analyte", "value", "unit", "loinc", "lower", "upper"),
    *("laboratory", "specimen", "hours_since_dose", "note"),
)
DIARY_COLUMNS = ("time", "kind", "item", "value", "note")
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
PLAN_KEYS = {
    *("schema", "person_id", "made_at", "mode", "jurisdiction", "verdict", "recommended"),
    *("emergency", "reasons", "limits", "regimen", "candidates", "pairing", "monitoring"),
    *("forecast", "benefit", "adjustment", "warnings", "provenance"),
}
LIMIT_KEYS = {
    *("max_daily_elemental_mg", "max_single_elemental_mg", "max_step_elemental_mg"),
    *("other_sources_elemental_mg_per_day", "tightest", "all"),
}
LIMIT_OF = {
    "daily": "max_daily_elemental_mg",
    "single": "max_single_elemental_mg",
    "step": "max_step_elemental_mg",
    "other": "other_sources_elemental_mg_per_day",
}
VERDICTS = ("go", "go_with_care", "hold", "refer")
RECOMMENDED = ("regimen", "no_supplement", "measure_first", "professional")
SPOKEN = ("reasons", "limits", "pairing", "monitoring")
MG = 0.05
"""Tolerance of a comparison of doses [mg]: rounding in print, never a dose."""
HOURS = 1 / 120
"""Tolerance of a comparison of clock times [h]: half a minute."""


Check = Callable[[dict[str, Any], Any], None]


class Answer(NamedTuple):
    """What one call of the program gave back."""

    exit_code: int
    plan: dict[str, Any] | None
    error: str


# --- the cases ---------------------------------------------------------------------------


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
def test_case(path: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Each person on paper gets the answer that the rule book gives them."""
    case = read(path)
    expected = case["expect"]
    person = person_of(case)

    answer = ask(tmp_path / "changed", capsys, person, case)

    if refused_as_expected(answer, expected):
        return
    assert answer.exit_code == 0, answer.error
    assert answer.plan is not None
    assert_sound(answer.plan, person, today=datetime.fromisoformat(case["now"]).date())
    for key, wanted in expected.items():
        if key in CHECKS:
            CHECKS[key](answer.plan, wanted)
    if expected.get("no_more_than_base"):
        unchanged = ask(tmp_path / "unchanged", capsys, whole_person(case), {"now": case["now"]})
        assert_no_more(answer.plan, unchanged.plan)


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
def test_case_is_well_formed(path: Path) -> None:
    """A case says only what this file can check, and its person survives being written."""
    case = read(path)
    person = person_of(case)

    assert set(case) <= CASE_KEYS, set(case) - CASE_KEYS
    assert all(case[key] for key in ("name", "rules", "expect"))
    assert ("base" in case) != ("example" in case)
    assert set(case["expect"]) <= set(CHECKS) | NOT_CHECKS
    assert ("verdict" in case["expect"]) != ("input_error" in case["expect"])
    assert set(listed(case["expect"].get("verdict", []))) <= set(VERDICTS)
    assert all(set(row) <= set(LAB_COLUMNS) for row in case.get("lab", []))
    assert all(set(row) <= set(DIARY_COLUMNS) for row in case.get("diary", []))
    assert REMOVE not in written(person)
    assert tomllib.loads(written(person)) == person
    assert datetime.fromisoformat(case["now"]).tzinfo is not None


def test_every_rule_of_the_person_has_a_case() -> None:
    """Each rule about dose, laboratory, kidney, condition and symptom is asked at least once."""
    named = {rule for path in PATHS for rule in read(path)["rules"]}
    book = {"D": 12, "K": 8, "L": 12, "C": 17, "S": 18}
    every = {f"{family}-{i:02d}" for family, last in book.items() for i in range(1, last + 1)}

    assert not every - named


def test_no_two_cases_have_the_same_name() -> None:
    """A name tells one case from every other."""
    names = [read(path)["name"] for path in PATHS]

    assert len(set(names)) == len(names)


def test_a_change_is_laid_over_table_by_table() -> None:
    """Tables merge, lists replace, and a removed key is gone."""
    base = {"a": 1, "b": {"c": 2, "d": 3}, "e": [1, 2]}
    change = {"b": {"c": REMOVE, "f": 4}, "e": [5], "g": {"h": REMOVE, "i": 6}}

    assert laid_over(base, change) == {"a": 1, "b": {"d": 3, "f": 4}, "e": [5], "g": {"i": 6}}


# --- asking ------------------------------------------------------------------------------


def read(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text(encoding="utf-8"))


def whole_person(case: dict[str, Any]) -> dict[str, Any]:
    """The person before the change."""
    if "example" in case:
        return read(EXAMPLES / f"{case['example']}.toml")
    return read(CASES / "base" / f"{case['base']}.toml")


def person_of(case: dict[str, Any]) -> dict[str, Any]:
    return laid_over(whole_person(case), case.get("change", {}))


def laid_over(base: dict[str, Any], change: dict[str, Any]) -> dict[str, Any]:
    """A new table in which the change has been merged into the base."""
    merged = dict(base)
    for key, value in change.items():
        if isinstance(value, dict):
            below = merged.get(key)
            merged[key] = laid_over(below if isinstance(below, dict) else {}, value)
        elif value == REMOVE:
            merged.pop(key, None)
        else:
            merged[key] = value
    return merged


def ask(
    folder: Path,
    capsys: pytest.CaptureFixture[str],
    person: dict[str, Any],
    case: dict[str, Any],
) -> Answer:
    """Write the files of one person, call `plan`, and read what it printed."""
    folder.mkdir()
    file = folder / "person.toml"
    file.write_text(written(person), encoding="utf-8")
    words = ["plan", str(file), "--json", "--now", case["now"], "--seed", "1"]
    if "labs" in case:
        words += ["--labs", str(EXAMPLES / case["labs"])]
    if "lab" in case:
        words += ["--labs", str(table(folder / "labs.csv", LAB_COLUMNS, case["lab"]))]
    if "diary" in case:
        words += ["--diary", str(table(folder / "diary.csv", DIARY_COLUMNS, case["diary"]))]
    capsys.readouterr()
    try:
        exit_code = main(words)
    except SystemExit as stop:  # argparse leaves this way
        exit_code = stop.code if isinstance(stop.code, int) else 1
    said = capsys.readouterr()
    plan = json.loads(said.out, parse_constant=not_a_number) if said.out.strip() else None
    return Answer(exit_code, plan, said.err)


def not_a_number(word: str) -> float:
    raise AssertionError(f"the plan holds {word}, which is not JSON")


def table(file: Path, columns: Sequence[str], rows: list[dict[str, Any]]) -> Path:
    with file.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, columns, restval="", lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    return file


def written(person: dict[str, Any]) -> str:
    """A person as TOML text."""
    return "\n".join(lines_of(person, ())) + "\n"


def lines_of(tables: dict[str, Any], place: tuple[str, ...]) -> Iterator[str]:
    """Plain keys first, then tables, then arrays of tables, as TOML asks."""
    for key, value in tables.items():
        if not isinstance(value, dict) and not is_rows(value):
            yield f"{key} = {spelled(value)}"
    for key, value in tables.items():
        name = ".".join((*place, key))
        if isinstance(value, dict):
            yield f"[{name}]"
            yield from lines_of(value, (*place, key))
        elif is_rows(value):
            for row in value:
                yield f"[[{name}]]"
                yield from lines_of(row, (*place, key))


def is_rows(value: object) -> bool:
    return isinstance(value, list) and bool(value) and isinstance(value[0], dict)


def spelled(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return "[" + ", ".join(map(spelled, value)) + "]"
    if isinstance(value, date):
        return value.isoformat()
    return json.dumps(value, ensure_ascii=False) if isinstance(value, str) else repr(value)


def refused_as_expected(answer: Answer, expected: dict[str, Any]) -> bool:
    """Was the input refused, and may it be? A refusal says what is wrong and nothing else."""
    text = expected.get("input_error")
    if text is None and answer.exit_code == 2:
        text = expected.get("or_input_error")
    if text is None:
        return False
    assert answer.exit_code == 2, (answer.exit_code, answer.plan and answer.plan["verdict"])
    assert answer.plan is None
    assert text.lower() in answer.error.lower(), answer.error
    return True


# --- what a case can expect --------------------------------------------------------------


def listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def rule_ids(node: Any, keys: tuple[str, ...] = ("code", "facts")) -> set[str]:
    """The rule ids that stand below this node under one of these keys."""
    if isinstance(node, list):
        return set().union(*(rule_ids(part, keys) for part in node))
    if not isinstance(node, dict):
        return set()
    here = {text for key in keys for text in listed(node.get(key) or []) if isinstance(text, str)}
    found = {rule for text in here for rule in re.findall(r"\b[A-Z]-\d\d\b", text)}
    return found.union(*(rule_ids(part, keys) for part in node.values()))


def reason_codes(plan: dict[str, Any]) -> set[str]:
    return rule_ids(plan["reasons"], ("code",))


def spoken_ids(plan: dict[str, Any]) -> set[str]:
    return set().union(*(rule_ids(plan[key]) for key in SPOKEN))


def texts(node: Any) -> Iterator[str]:
    if isinstance(node, str):
        yield node
    elif isinstance(node, dict):
        for part in node.values():
            yield from texts(part)
    elif isinstance(node, list):
        for part in node:
            yield from texts(part)


def spoken(plan: dict[str, Any]) -> str:
    return "\n".join(text for key in SPOKEN for text in texts(plan[key]))


def says(text: str, word: str) -> bool:
    """Does a word of the text begin like this?"""
    return re.search(rf"(?<!\w){re.escape(word)}", text, re.IGNORECASE) is not None


def check_verdict(plan: dict[str, Any], wanted: Any) -> None:
    assert plan["verdict"] in listed(wanted), (plan["verdict"], spoken(plan))


def check_recommended(plan: dict[str, Any], wanted: Any) -> None:
    assert plan["recommended"] in listed(wanted)


def check_reasons(plan: dict[str, Any], wanted: list[str]) -> None:
    assert set(wanted) <= reason_codes(plan), plan["reasons"]


def check_reasons_any(plan: dict[str, Any], wanted: list[str]) -> None:
    assert set(wanted) & reason_codes(plan), plan["reasons"]


def check_not_reasons(plan: dict[str, Any], wanted: list[str]) -> None:
    assert not set(wanted) & reason_codes(plan), plan["reasons"]


def check_anywhere(plan: dict[str, Any], wanted: list[str]) -> None:
    assert set(wanted) <= spoken_ids(plan), spoken_ids(plan)


def check_anywhere_any(plan: dict[str, Any], wanted: list[str]) -> None:
    assert set(wanted) & spoken_ids(plan), spoken_ids(plan)


def check_mentions(plan: dict[str, Any], wanted: list[str]) -> None:
    silent = [word for word in wanted if not says(spoken(plan), word)]
    assert not silent, (silent, spoken(plan))


def check_mentions_any(plan: dict[str, Any], wanted: list[str]) -> None:
    assert any(says(spoken(plan), word) for word in wanted), (wanted, spoken(plan))


def check_shows(plan: dict[str, Any], wanted: list[str]) -> None:
    everything = "\n".join(texts(plan))
    assert all(says(everything, word) for word in wanted), wanted


def check_no_regimen(plan: dict[str, Any], wanted: bool) -> None:
    assert (plan["regimen"] is None) == wanted


def check_emergency(plan: dict[str, Any], wanted: bool) -> None:
    assert plan["emergency"] is wanted


def check_at_most(kind: str) -> Check:
    def check(plan: dict[str, Any], wanted: float) -> None:
        assert plan["limits"][LIMIT_OF[kind]] <= wanted + MG, plan["limits"]

    return check


def check_exactly(kind: str) -> Check:
    def check(plan: dict[str, Any], wanted: float) -> None:
        assert plan["limits"][LIMIT_OF[kind]] == pytest.approx(wanted, abs=MG), plan["limits"]

    return check


def check_dose(key: str) -> Check:
    def check(plan: dict[str, Any], wanted: float) -> None:
        if plan["regimen"]:
            assert plan["regimen"][key] <= wanted + MG, plan["regimen"]

    return check


def check_gaps(plan: dict[str, Any], wanted: list[dict[str, Any]]) -> None:
    for gap in wanted if plan["regimen"] else []:
        pairs = [p for p in plan["pairing"] for name in listed(gap["item"]) if named(p, name)]
        assert any(
            (p["gap_before_h"] or 0) >= gap["before"] and (p["gap_after_h"] or 0) >= gap["after"]
            for p in pairs
        ), (gap, plan["pairing"])


def check_clocks_avoid(plan: dict[str, Any], wanted: list[dict[str, Any]]) -> None:
    for day, hour in all_intakes(plan):
        for window in wanted:
            start, end = hour_of(window["from"]), hour_of(window["to"])
            inside = HOURS < (hour - start) % 24 < (end - start) % 24 - HOURS
            assert not (inside and day in window.get("weekdays", WEEKDAYS)), (day, hour, window)


def check_slot_meals(plan: dict[str, Any], wanted: list[str]) -> None:
    for slots in all_days(plan):
        assert all(slot["meal"] in wanted for slot in slots), slots


def check_monitoring(plan: dict[str, Any], wanted: list[dict[str, Any]]) -> None:
    today = datetime.fromisoformat(plan["made_at"]).date()
    for want in wanted if plan["regimen"] else []:
        due = [
            (date.fromisoformat(m["due"][:10]) - today).days
            for m in plan["monitoring"]
            if m["analyte"] == want["analyte"]
        ]
        assert min(due, default=999) <= want.get("within_days", 400), (want, plan["monitoring"])


def check_serum_without(plan: dict[str, Any], wanted: float) -> None:
    forecast = (plan["forecast"] or {}).get("serum_magnesium_mmol_per_l")
    if forecast:
        assert min(forecast["without"]) >= wanted, forecast["without"]


CHECKS: dict[str, Check] = {
    "verdict": check_verdict,
    "recommended": check_recommended,
    "reasons": check_reasons,
    "reasons_any": check_reasons_any,
    "not_reasons": check_not_reasons,
    "anywhere": check_anywhere,
    "anywhere_any": check_anywhere_any,
    "mentions": check_mentions,
    "mentions_any": check_mentions_any,
    "shows": check_shows,
    "no_regimen": check_no_regimen,
    "emergency": check_emergency,
    "max_daily": check_at_most("daily"),
    "max_single": check_at_most("single"),
    "max_step": check_at_most("step"),
    "exact_daily": check_exactly("daily"),
    "exact_single": check_exactly("single"),
    "exact_other": check_exactly("other"),
    "start_at_most": check_dose("start_daily_elemental_mg"),
    "daily_at_most": check_dose("daily_elemental_mg"),
    "gaps": check_gaps,
    "clocks_avoid": check_clocks_avoid,
    "slot_meals": check_slot_meals,
    "monitoring": check_monitoring,
    "serum_without_at_least": check_serum_without,
}
NOT_CHECKS = {"input_error", "or_input_error", "no_more_than_base"}


def assert_no_more(plan: dict[str, Any], unchanged: dict[str, Any] | None) -> None:
    """Neither a limit nor a dose rose above that of the unchanged person."""
    assert unchanged is not None
    for key in LIMIT_OF.values():
        assert plan["limits"][key] <= unchanged["limits"][key] + MG, key
    if plan["regimen"] and unchanged["regimen"]:
        for key in ("daily_elemental_mg", "start_daily_elemental_mg"):
            assert plan["regimen"][key] <= unchanged["regimen"][key] + MG, key


# --- what every plan must be -------------------------------------------------------------


def assert_sound(plan: dict[str, Any], person: dict[str, Any], *, today: date) -> None:
    """The contract's keys, a regimen exactly where the verdict allows one, doses within limits."""
    limits, regimen = plan["limits"], plan["regimen"]
    assert set(plan) >= PLAN_KEYS, PLAN_KEYS - set(plan)
    assert set(limits) >= LIMIT_KEYS, LIMIT_KEYS - set(limits)
    assert plan["verdict"] in VERDICTS
    assert plan["recommended"] in RECOMMENDED
    assert (regimen is not None) == plan["verdict"].startswith("go"), (plan["verdict"], regimen)
    assert regimen is not None or plan["recommended"] != "regimen"
    assert plan["verdict"] == "refer" or plan["emergency"] is False
    assert plan["verdict"] == "go" or plan["reasons"]
    assert all(reason["code"] and reason["sentence"] for reason in plan["reasons"])
    assert all(limits[key] >= 0 for key in LIMIT_OF.values())
    assert "not a medical device" in "\n".join(texts(plan["warnings"])).lower()
    if regimen is not None:
        assert_within_limits(regimen, limits)
        assert_whole_units(plan, person)
        assert_gentle_steps(regimen, limits)
        assert_spaced(plan)
        assert_clear_of_medicines(plan, person, today)
        assert any(c["daily_elemental_mg"] == 0 for c in plan["candidates"]), "no supplement"
    for candidate in plan["candidates"]:
        assert all(0 <= candidate[key] <= 1 for key in candidate if key.startswith("probability"))


def assert_within_limits(regimen: dict[str, Any], limits: dict[str, Any]) -> None:
    """The full day with the other sources, and each intake, stay under their limits."""
    daily = regimen["daily_elemental_mg"]
    assert 0 < regimen["start_daily_elemental_mg"] <= daily + MG
    assert daily + limits[LIMIT_OF["other"]] <= limits[LIMIT_OF["daily"]] + MG
    for slots in [regimen["slots"], *(step["slots"] for step in regimen["steps"])]:
        assert all(s["elemental_mg"] <= limits[LIMIT_OF["single"]] + MG for s in slots), slots
    assert heaviest_day(regimen["slots"]) == pytest.approx(daily, abs=0.5)
    for step in regimen["steps"]:
        assert heaviest_day(step["slots"]) == pytest.approx(step["daily_elemental_mg"], abs=0.5)


def assert_whole_units(plan: dict[str, Any], person: dict[str, Any]) -> None:
    """Doses are what the product can make: whole units, or halves where it can be halved."""
    product = person["product"]
    part = 0.5 if product.get("divisible") else 1.0
    for slot in [slot for slots in all_days(plan) for slot in slots]:
        assert slot["units"] / part == round(slot["units"] / part) > 0, slot
        if "elemental_mg_per_unit" in product:
            made = slot["units"] * product["elemental_mg_per_unit"]
            assert slot["elemental_mg"] == pytest.approx(made, abs=0.5), slot


def assert_gentle_steps(regimen: dict[str, Any], limits: dict[str, Any]) -> None:
    """From the start to the full day in allowed steps, a week apart at least (D-04)."""
    steps = regimen["steps"]
    assert steps, "a plan says how it begins"
    assert steps[0]["daily_elemental_mg"] == pytest.approx(
        regimen["start_daily_elemental_mg"], abs=MG
    )
    assert steps[-1]["daily_elemental_mg"] == pytest.approx(regimen["daily_elemental_mg"], abs=MG)
    for before, after in pairwise(steps):
        rise = after["daily_elemental_mg"] - before["daily_elemental_mg"]
        assert rise <= limits[LIMIT_OF["step"]] + MG, steps
        assert after["from_day"] - before["from_day"] >= 7, steps


def assert_spaced(plan: dict[str, Any]) -> None:
    """At least four hours between two intakes, across midnight too (H-25)."""
    for slots in all_days(plan):
        hours = sorted(week_hours(slots))
        for first, second in pairwise([*hours, hours[0] + 168]):
            assert second - first >= 4 - HOURS, slots


def assert_clear_of_medicines(plan: dict[str, Any], person: dict[str, Any], today: date) -> None:
    """Every intake of every stage keeps the gaps that the plan itself states (H-14)."""
    for medicine in person.get("medicine", []):
        if medicine.get("until", today) < today or not medicine.get("clock"):
            continue
        pairs = [pair for pair in plan["pairing"] if named(pair, medicine["name"])]
        before = max((pair["gap_before_h"] or 0 for pair in pairs), default=0)
        after = max((pair["gap_after_h"] or 0 for pair in pairs), default=0)
        for drug in week_hours([{**medicine, "clock": clock} for clock in medicine["clock"]]):
            for slots in all_days(plan):
                for magnesium in week_hours(slots):
                    assert (magnesium - drug) % 168 >= after - HOURS, (medicine, slots)
                    assert (drug - magnesium) % 168 >= before - HOURS, (medicine, slots)


def named(pair: dict[str, Any], name: str) -> bool:
    """Is this pairing entry about that item?"""
    return says(pair["item"], name) or says(name, pair["item"])


def all_days(plan: dict[str, Any]) -> list[list[dict[str, Any]]]:
    """The slots of the full day and of every stage on the way; none without a regimen."""
    regimen = plan["regimen"]
    return [regimen["slots"], *(step["slots"] for step in regimen["steps"])] if regimen else []


def all_intakes(plan: dict[str, Any]) -> list[tuple[str, float]]:
    return [
        (day, hour_of(slot["clock"]))
        for slots in all_days(plan)
        for slot in slots
        for day in slot.get("weekdays") or WEEKDAYS
    ]


def week_hours(slots: list[dict[str, Any]]) -> list[float]:
    """The hours of the week, from Monday's midnight, at which these are taken."""
    return [
        WEEKDAYS.index(day) * 24 + hour_of(slot["clock"])
        for slot in slots
        for day in slot.get("weekdays") or WEEKDAYS
    ]


def heaviest_day(slots: list[dict[str, Any]]) -> float:
    return max(
        sum(float(s["elemental_mg"]) for s in slots if day in (s.get("weekdays") or WEEKDAYS))
        for day in WEEKDAYS
    )


def hour_of(clock: str) -> float:
    hours, minutes = clock.split(":")
    return int(hours) + int(minutes) / 60
