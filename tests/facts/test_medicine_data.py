"""Are the name index and the interaction rows whole, consistent and the right way round?

Read as plain TOML, so that a fault of the reader cannot hide a fault of the data. The
expected hours are written out from the sentences of the rule book, never from the file.
"""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest

DATA = Path(__file__).resolve().parents[2] / "src" / "magtitrate" / "facts" / "data"

Row = dict[str, Any]


@pytest.fixture(scope="module")
def medicines() -> list[Row]:
    return tomllib.loads((DATA / "medicines.toml").read_text(encoding="utf-8"))["medicine"]


@pytest.fixture(scope="module")
def interactions() -> list[Row]:
    return tomllib.loads((DATA / "interactions.toml").read_text(encoding="utf-8"))["interaction"]


def names(row: Row) -> list[str]:
    return [row["name"], *row.get("synonyms", []), *row.get("brands", [])]


def plain(name: str) -> str:
    return re.sub(r"[^a-z0-9]", "", name.casefold())


def key(row: Row) -> str:
    return f"{row['id']}/{row['part']}" if row.get("part") else row["id"]


def effects(row: Row, *kinds: str) -> list[Row]:
    return [effect for effect in row["effects"] if effect["kind"] in kinds]


def gaps(rows: list[Row], agent: str) -> tuple[float, float]:
    """The binding gap of one medicine: the longest of each side [h]."""
    found = [gap for row in rows if agent in row["agents"] for gap in effects(row, "gap")]
    return (
        max(gap["after_drug_h"] for gap in found),
        max(gap["before_drug_h"] for gap in found),
    )


# ---------------------------------------------------------------- the name index


def test_a_name_belongs_to_one_medicine(medicines: list[Row]) -> None:
    """No name, synonym or brand occurs twice, whatever its case."""
    every = [name.casefold() for row in medicines for name in names(row)]

    assert sorted(name for name in set(every) if every.count(name) > 1) == []


def test_punctuation_does_not_make_two_names(medicines: list[Row]) -> None:
    """Two medicines do not differ by case, spaces or hyphens alone."""
    owner: dict[str, str] = {}
    clashes = [
        (name, owner[plain(name)], row["name"])
        for row in medicines
        for name in names(row)
        if owner.setdefault(plain(name), row["name"]) != row["name"]
    ]

    assert clashes == []


def test_generic_names_are_lower_case_and_plain(medicines: list[Row]) -> None:
    """The key of a medicine is its generic name in lower case, without stray spaces."""
    odd = [row["name"] for row in medicines if row["name"] != row["name"].casefold().strip()]

    assert odd == []


def test_every_part_of_a_combination_is_known(medicines: list[Row]) -> None:
    """A fixed combination names medicines of the index, and parts are no combinations."""
    known = {row["name"]: row for row in medicines}
    parts = [(row["name"], part) for row in medicines for part in row.get("combination", [])]

    assert [pair for pair in parts if pair[1] not in known] == []
    assert [pair for pair in parts if known[pair[1]].get("combination")] == []


def test_what_is_not_swallowed_has_no_swallowed_part(medicines: list[Row]) -> None:
    """A medicine that never meets magnesium in the gut does not take a gap from a part."""
    known = {row["name"]: row.get("route", "oral") for row in medicines}
    wrong = [
        row["name"]
        for row in medicines
        for part in row.get("combination", [])
        if row.get("route", "oral") != "oral" and known[part] == "oral"
    ]

    assert wrong == []
    assert set(known.values()) <= {"oral", "injection", "inhaled", "topical", "other"}


def test_classes_are_those_of_the_head_of_the_file(medicines: list[Row]) -> None:
    """Every class used is in the list at the top of the file, and no other is."""
    head = (DATA / "medicines.toml").read_text(encoding="utf-8").split("[[medicine]]")[0]
    declared = set(re.findall(r"[a-z0-9_]+", head.split("# Classes:")[1].split("# ---")[0]))
    used = {name for row in medicines for name in row.get("classes", [])}

    assert used == declared


@pytest.mark.parametrize(
    "wanted",
    [
        "ace_inhibitor arb thiazide loop_diuretic potassium_sparing_diuretic diuretic".split(),
        "nsaid insulin sulfonylurea thyroid_hormone ppi magnesium_source".split(),
        "opioid benzodiazepine sedative muscle_relaxant sglt2_inhibitor".split(),
        "beta_blocker calcium_channel_blocker".split(),
    ],
)
def test_classes_that_rules_ask_for_have_members(medicines: list[Row], wanted: list[str]) -> None:
    """A rule that asks for a class finds somebody in it."""
    used = {name for row in medicines for name in row.get("classes", [])}

    assert set(wanted) <= used


def test_a_combination_has_the_classes_of_its_parts(medicines: list[Row]) -> None:
    """Lisinopril with hydrochlorothiazide is an ACE inhibitor and a thiazide."""
    known = {row["name"]: set(row.get("classes", [])) for row in medicines}
    lacking = [
        (row["name"], part)
        for row in medicines
        for part in row.get("combination", [])
        if not known[part] - {"supplement"} <= known[row["name"]]
    ]

    assert lacking == []


def test_every_other_magnesium_product_is_counted(
    medicines: list[Row], interactions: list[Row]
) -> None:
    """Each magnesium source is named in I-54, itself or through its part."""
    counted = {agent for row in interactions if row["id"] == "I-54" for agent in row["agents"]}
    missed = [
        row["name"]
        for row in medicines
        if "magnesium_source" in row.get("classes", [])
        and not counted & {row["name"], *row.get("combination", [])}
    ]

    assert missed == []


def test_freedom_from_interaction_needs_a_source(medicines: list[Row]) -> None:
    """No medicine is excused from the default without a source that says so."""
    assert [r["name"] for r in medicines if r.get("no_interaction") and not r.get("source")] == []


@pytest.mark.parametrize(
    ("written", "generic"),
    [
        ("Synthroid", "levothyroxine"),
        ("Fosamax", "alendronate"),
        ("Ciproxin", "ciprofloxacin"),
        ("frusemide", "furosemide"),
        ("paracetamol", "acetaminophen"),
        ("salbutamol", "albuterol"),
        ("rifampicin", "rifampin"),
        ("ciclosporin", "cyclosporine"),
        ("glibenclamide", "glyburide"),
        ("Triumeq", "abacavir/dolutegravir/lamivudine"),
        ("Phillips' Milk of Magnesia", "milk of magnesia"),
        ("Vitamin D3", "vitamin d"),
        ("magnesium bisglycinate", "magnesium glycinate"),
    ],
)
def test_national_names_and_brands_are_found(
    medicines: list[Row], written: str, generic: str
) -> None:
    """A name as it stands on a box leads to the generic name."""
    found = [r["name"] for r in medicines if plain(written) in {plain(n) for n in names(r)}]

    assert found == [generic]


@pytest.fixture(scope="module")
def words() -> Row:
    return tomllib.loads((DATA / "medicines_words.toml").read_text(encoding="utf-8"))


def test_no_word_that_is_passed_over_is_a_name(medicines: list[Row], words: Row) -> None:
    """A word that says nothing beside a medicine is itself no medicine."""
    every = {plain(name) for row in medicines for name in names(row)}

    assert sorted({plain(w) for w in words["words"]["ignored"]} & every) == []
    assert sorted({plain(w) for w in words["words"]["ended"]} & every) == []


def test_uses_are_explained_by_classes_that_exist(medicines: list[Row], words: Row) -> None:
    """A use that no class explains would hold the very medicine it describes."""
    used = {name for row in medicines for name in row.get("classes", [])}

    assert {c for use in words["use"] for c in use["explained_by"]} <= used
    assert all(use["explained_by"] and use["words"] for use in words["use"])


def test_every_question_holds(interactions: list[Row]) -> None:
    """Each part of I-62 asks for a name or an answer, in both modes, and nobody overrides it."""
    asking = [row for row in interactions if row["id"] == "I-62"]

    assert {row["part"] for row in asking} == {
        *("spelling", "use", "ended", "unreadable", "unnamed")
    }
    for row in asking:
        (hold,) = effects(row, "hold")
        assert hold["ask"]
        assert "mode" not in hold


# ---------------------------------------------------------------- the interaction rows


def test_every_row_of_the_rule_book_is_there(interactions: list[Row]) -> None:
    """I-00 to I-63, each at least once, and no key twice."""
    ids = {row["id"] for row in interactions}
    keys = [key(row) for row in interactions]

    assert {f"I-{number:02d}" for number in range(64)} <= ids
    assert len(keys) == len(set(keys))


def test_every_agent_is_a_known_medicine(medicines: list[Row], interactions: list[Row]) -> None:
    """Agents are generic names of the index; the default and the questions have the star."""
    known = {row["name"] for row in medicines}
    unknown = [
        (key(row), agent)
        for row in interactions
        for agent in row["agents"]
        if agent not in known and not (row["id"] in ("I-00", "I-62") and agent == "*")
    ]

    assert unknown == []


def test_no_agent_stands_twice_in_a_row(interactions: list[Row]) -> None:
    """A list of agents names each once."""
    twice = [key(row) for row in interactions if len(row["agents"]) != len(set(row["agents"]))]

    assert twice == []


def test_a_gap_has_both_sides(interactions: list[Row]) -> None:
    """Every gap says how long after and how long before the medicine, within a day."""
    found = [gap for row in interactions for gap in effects(row, "gap")]

    assert found
    assert all(0 < gap["after_drug_h"] <= 12 for gap in found)
    assert all(0 < gap["before_drug_h"] <= 12 for gap in found)


def test_every_absorption_row_keeps_apart_or_refuses(interactions: list[Row]) -> None:
    """Where magnesium lowers a medicine there is a gap, a refusal, or the pause of I-08."""
    silent = [
        key(row)
        for row in interactions
        if row["direction"] == "magnesium_lowers_drug"
        and not effects(row, "gap", "avoid")
        and row["id"] != "I-08"
    ]

    assert silent == []


# What table 4.2 names without a gap although it is swallowed: see the note of I-61.
NO_GAP_CLASSES = {"ppi", "magnesium_source", "bowel_preparation", "drink"}
NO_GAP_NAMES = {"vitamin d", "vitamin b6"}


def test_no_swallowed_medicine_slips_between_the_rows(
    medicines: list[Row], interactions: list[Row]
) -> None:
    """A medicine with a row of any kind also has a gap or a refusal, or is excepted by name."""
    known = {row["name"]: row for row in medicines}
    named = {agent for row in interactions for agent in row["agents"]} - {"*"}
    settled = {a for row in interactions if effects(row, "gap", "avoid") for a in row["agents"]}
    slipped = [
        name
        for name in sorted(named - settled - NO_GAP_NAMES)
        if known[name].get("route", "oral") == "oral"
        and not NO_GAP_CLASSES & set(known[name].get("classes", []))
    ]

    assert slipped == []


def test_blood_pressure_medicines_reach_the_log(
    medicines: list[Row], interactions: list[Row]
) -> None:
    """Every medicine that lowers blood pressure is in I-45."""
    logged = {agent for row in interactions if row["id"] == "I-45" for agent in row["agents"]}
    lowering = {
        row["name"]
        for row in medicines
        if "antihypertensive" in row.get("classes", []) and not row.get("combination")
    }

    assert lowering <= logged


def test_memory_carries_its_waiver(interactions: list[Row]) -> None:
    """A row from memory says that no clinician reviewed it and why it is used."""
    bare = [
        key(row)
        for row in interactions
        if row["read"] == "memory"
        and not row.get("waiver", "").startswith("not reviewed by a clinician: ")
    ]

    assert bare == []


def test_a_sentence_says_no_number_of_its_own(interactions: list[Row]) -> None:
    """Every number in a sentence for the person stands in the row's effects or size."""

    def numbers(text: str) -> set[float]:
        found = re.findall(r"(?<![A-Za-z\d.,])\d+(?:[.,]\d+)*", text)
        return {float(number.replace(",", "")) for number in found}

    def held(row: Row) -> set[float]:
        values = [v for effect in row["effects"] for v in effect.values()]
        flat = [v for value in values for v in (value if isinstance(value, list) else [value])]
        return {float(v) for v in flat if isinstance(v, int | float)} | numbers(row.get("size", ""))

    loose = [(key(r), numbers(r["sentence"]) - held(r)) for r in interactions]

    assert [pair for pair in loose if pair[1]] == []


def test_a_sentence_is_calm(interactions: list[Row]) -> None:
    """No order to take anything now, and no word of promise."""
    banned = re.compile(r"take now|\bmust\b|guarantee|optimal|\bsafe\b|cure|!", re.IGNORECASE)

    assert [key(row) for row in interactions if banned.search(row["sentence"])] == []


# ---------------------------------------------------------------- which way round

# (agent, hours after the medicine, hours before it), from the sentences of the rule book.
# "Take D 2 h before or 6 h after magnesium" is magnesium 2 h after D, and 6 h before it.
GOLDEN = [
    ("levothyroxine", 4, 4),  # I-01: 4/4
    ("liothyronine", 4, 4),
    ("ciprofloxacin", 2, 6),  # I-02: 2 h before or 6 h after magnesium
    ("norfloxacin", 2, 6),
    ("ofloxacin", 2, 6),
    ("moxifloxacin", 4, 8),  # I-04: 4 h before or 8 h after
    ("dolutegravir", 2, 6),  # I-09: 2 h before or 6 h after
    ("dolutegravir/rilpivirine", 4, 6),  # I-10: 4 h before or 6 h after
    ("alendronate", 4, 4),  # I-17: at least 2 after, 4 before; 4/4 used
    ("risedronate", 4, 4),
    ("ibandronate", 10, 6),  # I-18: at least 2 after, 6 before, evening only
]


@pytest.mark.parametrize(("agent", "after", "before"), GOLDEN)
def test_the_gap_is_the_right_way_round(
    interactions: list[Row], agent: str, after: float, before: float
) -> None:
    """Hazard H-13: hours after the medicine and hours before it are not exchanged."""
    assert gaps(interactions, agent) == (after, before)


def test_gemifloxacin_keeps_its_label_and_its_class(interactions: list[Row]) -> None:
    """I-05: 2 h before or 3 h after magnesium by label, 4 to 6 h after for any quinolone."""
    after, before = gaps(interactions, "gemifloxacin")

    assert after >= 2
    assert 4 <= before <= 6


@pytest.mark.parametrize("id", ["I-02", "I-04", "I-05", "I-06", "I-09", "I-10", "I-11"])
def test_the_longer_wait_is_before_the_medicine(interactions: list[Row], id: str) -> None:
    """Magnesium still in the gut is the longer danger: exchanged sides would fail here."""
    for row in interactions:
        if row["id"] == id:
            for gap in effects(row, "gap"):
                assert gap["before_drug_h"] > gap["after_drug_h"]


@pytest.mark.parametrize("agent", ["raltegravir", "baloxavir", "gentamicin", "calcitriol"])
def test_avoid_ends_planning(interactions: list[Row], agent: str) -> None:
    """A medicine marked AVOID refuses in both modes."""
    found = [e for row in interactions if agent in row["agents"] for e in effects(row, "avoid")]

    assert found
    assert not any(effect.get("mode") for effect in found)


def windows(clocks: list[int], after: float, before: float) -> list[tuple[float, float]]:
    """Allowed stretches of the 24 h circle, each from the end of one gap to the next."""
    free = []
    for clock, following in zip(clocks, [*clocks[1:], clocks[0] + 24], strict=True):
        start, end = clock + after, following - before
        if end >= start:
            free.append((start % 24, end % 24))
    return free


@pytest.mark.parametrize(
    ("agent", "clocks", "expected"),
    [
        # 11.1: ciprofloxacin 08:00 and 20:00 -> 10:00-14:00 and 22:00-02:00
        ("ciprofloxacin", [8, 20], [(10, 14), (22, 2)]),
        # 11.1: dolutegravir 21:00 -> 23:00-15:00 of the next day
        ("dolutegravir", [21], [(23, 15)]),
        # H-14: tetracycline four times a day leaves no time
        ("tetracycline", [6, 12, 18, 24], []),
    ],
)
def test_golden_windows(
    interactions: list[Row], agent: str, clocks: list[int], expected: list[tuple[float, float]]
) -> None:
    """The windows that the rule book computes follow from the gaps."""
    assert windows(clocks, *gaps(interactions, agent)) == expected
