"""The data of codes, analytes, jurisdictions, intakes and salts says what its sources say.

Expected numbers come from the research notes' printed tables, not from the program. The
files are read with the standard library alone, so that a fault of our reader cannot hide
a fault of the data.
"""

from __future__ import annotations

import csv
import tomllib
from pathlib import Path
from typing import Any

import pytest

from magtitrate.units import ANALYTES, MAGNESIUM_MG_PER_MMOL

DATA = Path(__file__).parents[2] / "src" / "magtitrate" / "facts" / "data"
HALF = 0.5 + 1e-6  # half of the last printed digit

CONDITIONS = """
chronic_kidney_disease dialysis acute_kidney_injury kidney_transplant struvite_stones heart_block
bradycardia heart_failure hypertension hypotension myasthenia_gravis lambert_eaton bowel_obstruction
severe_constipation inflammatory_bowel_disease short_bowel celiac_disease bariatric_surgery
chronic_diarrhea type_1_diabetes type_2_diabetes hyperparathyroidism hypoparathyroidism
hypercalcemia adrenal_insufficiency hypothyroidism osteoporosis reflux liver_disease
eating_disorder alcohol_dependence dementia epilepsy migraine fibromyalgia depression
generalized_anxiety phenylketonuria cystic_fibrosis hypomagnesemia_with_secondary_hypocalcemia
"""
SYMPTOMS = """
fainting chest_pain irregular_heartbeat palpitations slow_heartbeat breathing_difficulty
severe_weakness weakness confusion drowsiness seizure spasm abdominal_pain vomiting nausea flushing
dizziness low_urine ankle_swelling diarrhea loose_stool bloating constipation tingling numbness
cramps twitching tremor fatigue anxiety poor_sleep suicidal_thoughts rash
"""

# name, hydrate, molar mass [g/mol], magnesium [%], mg of compound per 100 mg of magnesium.
# Two of the last column differ from the notes, which print 1,525 and 1,155: 100 / 6.560 %
# and 100 / 8.664 % are 1524.4 and 1154.2.
PRINTED = [
    ("bisglycinate", "anhydrous", "172.42", "14.10", 709),
    ("bisglycinate", "monohydrate", "190.44", "12.76", 784),
    ("bisglycinate", "dihydrate", "208.45", "11.66", 858),
    ("lysinate_glycinate", "anhydrous", "243.5", "9.98", 1002),
    ("oxide", "anhydrous", "40.30", "60.30", 166),
    ("hydroxide", "anhydrous", "58.32", "41.68", 240),
    ("carbonate", "anhydrous", "84.31", "28.83", 347),
    ("chloride", "anhydrous", "95.21", "25.53", 392),
    ("chloride", "hexahydrate", "203.30", "11.96", 836),
    ("sulfate", "anhydrous", "120.36", "20.19", 495),
    ("sulfate", "heptahydrate", "246.47", "9.86", 1014),
    ("citrate", "anhydrous", "451.11", "16.16", 619),
    ("citrate", "nonahydrate", "613.25", "11.89", 841),
    ("hydrogen_citrate", "anhydrous", "214.41", "11.34", 882),
    ("malate", "anhydrous", "156.38", "15.54", 643),
    ("malate", "trihydrate", "210.42", "11.55", 866),
    ("threonate", "anhydrous", "294.50", "8.25", 1212),
    ("threonate", "monohydrate", "312.51", "7.78", 1286),
    ("taurate", "anhydrous", "272.57", "8.92", 1121),
    ("gluconate", "anhydrous", "414.60", "5.86", 1706),
    ("gluconate", "dihydrate", "450.63", "5.39", 1854),
    ("lactate", "anhydrous", "202.45", "12.01", 833),
    ("lactate", "dihydrate", "238.48", "10.19", 981),
    ("aspartate", "anhydrous", "288.50", "8.42", 1187),
    ("aspartate", "dihydrate", "324.53", "7.49", 1335),
    ("orotate", "anhydrous", "334.48", "7.27", 1376),
    ("orotate", "dihydrate", "370.51", "6.56", 1524),
    ("pidolate", "anhydrous", "280.52", "8.66", 1154),
    ("glycerophosphate", "anhydrous", "194.36", "12.51", 800),
]


def table(name: str, key: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = tomllib.loads((DATA / name).read_text("utf-8"))[key]
    return rows


MASSES = {row["symbol"]: row["value"] for row in table("atomic_masses.toml", "element")}
SALTS = {(row["name"], row.get("hydrate", "anhydrous")): row for row in table("salts.toml", "salt")}


def molar_mass(formula: dict[str, float]) -> float:
    return float(sum(count * MASSES[element] for element, count in formula.items()))


def fraction(name: str, hydrate: str = "anhydrous") -> float:
    formula = SALTS[name, hydrate]["formula"]
    return float(formula["Mg"] * MASSES["Mg"] / molar_mass(formula))


def matches(value: float, printed: str) -> bool:
    """Is this value what was printed, within half of its last digit?"""
    digits = len(printed.partition(".")[2])
    return abs(value - float(printed)) <= HALF * 0.1**digits


class TestSalts:
    """Formulas give the printed masses, fractions and glycine."""

    def test_every_printed_compound_is_a_row(self) -> None:
        """The salts are those of the printed table, each hydrate once."""
        assert set(SALTS) == {(name, hydrate) for name, hydrate, *_ in PRINTED}
        assert len(SALTS) == len(table("salts.toml", "salt"))

    @pytest.mark.parametrize(("name", "hydrate", "mass", "percent", "per_100_mg"), PRINTED)
    def test_mass_and_fraction_are_as_printed(
        self, name: str, hydrate: str, mass: str, percent: str, per_100_mg: int
    ) -> None:
        """Formulas and atomic weights give the printed molar mass, percentage and compound mass."""
        assert matches(molar_mass(SALTS[name, hydrate]["formula"]), mass)
        assert matches(100 * fraction(name, hydrate), percent)
        assert matches(100 / fraction(name, hydrate), str(per_100_mg))

    @pytest.mark.parametrize(
        ("compound_mg", "name", "elemental_mg"),
        [
            (1350, "bisglycinate", "190.3"),
            (400, "hydroxide", "166.7"),
            (1200, "hydroxide", "500.1"),
        ],
    )
    def test_golden_vectors(self, compound_mg: float, name: str, elemental_mg: str) -> None:
        """Labels in milligrams of compound give the elemental milligrams of the golden vectors."""
        assert matches(compound_mg * fraction(name), elemental_mg)

    @pytest.mark.parametrize(
        ("label", "oxide_share"), [(0.16, 0.16), (0.18, 0.28), (0.20, 0.38), (0.25, 0.57)]
    )
    def test_buffered_labels_hide_oxide(self, label: float, oxide_share: float) -> None:
        """A label ratio above the pure salt's fixes the share of magnesium that is oxide.

        The notes print whole percents; 38.5 stands there as 38, so the tolerance is one.
        """
        pure, oxide = 1 / fraction("bisglycinate"), 1 / fraction("oxide")

        assert (pure - 1 / label) / (pure - oxide) == pytest.approx(oxide_share, abs=0.01)

    @pytest.mark.parametrize(
        ("elemental_mg", "glycine_g"),
        [(100, "0.62"), (200, "1.24"), (250, "1.54"), (350, "2.16"), (400, "2.47")],
    )
    def test_glycine_load(self, elemental_mg: float, glycine_g: str) -> None:
        """Bisglycinate brings two moles of glycine per mole of magnesium."""
        glycine = molar_mass({"C": 2, "H": 5, "N": 1, "O": 2})
        per_magnesium = SALTS["bisglycinate", "anhydrous"]["glycine_per_magnesium"]

        assert matches(elemental_mg / MASSES["Mg"] * per_magnesium * glycine / 1000, glycine_g)

    def test_water_is_the_only_difference_of_hydrates(self) -> None:
        """A hydrate differs from its anhydrous row by whole water, and by no other property."""
        waters = {"monohydrate": 1, "dihydrate": 2, "trihydrate": 3, "hexahydrate": 6}
        waters |= {"anhydrous": 0, "heptahydrate": 7, "nonahydrate": 9}

        for (name, hydrate), row in SALTS.items():
            dry, wet = SALTS[name, "anhydrous"], dict(row["formula"])
            wet["H"] = wet.get("H", 0) - 2 * waters[hydrate]
            wet["O"] = wet.get("O", 0) - waters[hydrate]
            assert {e: n for e, n in wet.items() if n} == dry["formula"], (name, hydrate)
            assert row["solubility"] == dry["solubility"]
            assert row.get("glycine_per_magnesium") == dry.get("glycine_per_magnesium")

    def test_only_oxide_hydroxide_and_carbonate_need_acid(self) -> None:
        """Three salts dissolve in gastric acid only."""
        needing = {
            name for (name, _), row in SALTS.items() if row["solubility"] == "acid_dependent"
        }

        assert needing == {"oxide", "hydroxide", "carbonate"}

    def test_a_label_name_means_one_salt(self) -> None:
        """No synonym is shared by two different salts."""
        owner: dict[str, str] = {}
        for (name, _), row in SALTS.items():
            for word in (name, *row["synonyms"]):
                assert owner.setdefault(word.lower(), name) == name, word

    def test_magnesium_weighs_the_same_everywhere(self) -> None:
        """The atomic weight in the facts is the molar mass in units.py."""
        assert MASSES["Mg"] == MAGNESIUM_MG_PER_MMOL


class TestCodes:
    """Conditions and symptoms are complete, plain and never silent."""

    def test_every_code_of_the_contract_is_there(self) -> None:
        """Condition and symptom codes of the outer face all exist."""
        conditions = {row["code"] for row in table("codes.toml", "condition")}
        symptoms = {row["code"] for row in table("codes.toml", "symptom")}

        assert set(CONDITIONS.split()) <= conditions
        assert set(SYMPTOMS.split()) <= symptoms

    @pytest.mark.parametrize("kind", ["condition", "symptom"])
    def test_codes_are_unique_and_plain(self, kind: str) -> None:
        """A code stands once, is one lower-case word, and no synonym means two of them."""
        rows = table("codes.toml", kind)
        codes = [row["code"] for row in rows]

        assert len(codes) == len(set(codes))
        assert all(code == code.lower() and code.isidentifier() for code in codes)
        words = [word.lower() for row in rows for word in row.get("synonyms", [])]
        assert sorted(words) == sorted(set(words))
        assert not set(words) & set(codes)

    def test_every_symptom_has_a_level_and_a_question(self) -> None:
        """Each symptom can be asked about and says how bad it alone is."""
        for row in table("codes.toml", "symptom"):
            assert row["level"] in ("RED", "ORANGE", "YELLOW", "INFO"), row["code"]
            assert row["question"].endswith("?"), row["code"]

    @pytest.mark.parametrize(
        ("code", "level"),
        [
            ("fainting", "RED"),
            ("slow_breathing", "RED"),
            ("trouble_swallowing", "RED"),
            ("hard_to_wake", "RED"),
            ("carpopedal_spasm", "RED"),
            ("no_stool_or_gas", "RED"),
            ("suicidal_thoughts", "RED"),
            ("nausea", "ORANGE"),
            ("thirst", "ORANGE"),
            ("low_urine", "ORANGE"),
            ("itch", "ORANGE"),
            ("loose_stool", "YELLOW"),
            ("constipation", "YELLOW"),
            ("twitching", "INFO"),
            ("low_appetite", "INFO"),
        ],
    )
    def test_levels_are_those_of_the_rule_book(self, code: str, level: str) -> None:
        """Levels are those of the symptom table."""
        levels = {row["code"]: row["level"] for row in table("codes.toml", "symptom")}

        assert levels[code] == level

    def test_no_alarming_symptom_is_silent(self) -> None:
        """A symptom above INFO is named by at least one symptom rule."""
        rules = tomllib.loads((DATA / "rules" / "symptoms.toml").read_text("utf-8"))["rule"]
        named = {
            code
            for rule in rules
            for condition in rule["when"]
            if condition["kind"] == "has_symptom" and not condition.get("negate")
            for code in condition["any"]
        }

        alarming = {r["code"] for r in table("codes.toml", "symptom") if r["level"] != "INFO"}
        assert alarming <= named

    def test_rules_name_only_codes_that_exist(self) -> None:
        """Every condition and symptom that a rule asks for is a code a person can write."""
        known = {
            "has_condition": {row["code"] for row in table("codes.toml", "condition")},
            "has_symptom": {row["code"] for row in table("codes.toml", "symptom")},
        }

        for path in (DATA / "rules").glob("*.toml"):
            for rule in tomllib.loads(path.read_text("utf-8"))["rule"]:
                for condition in rule["when"]:
                    if condition["kind"] in known:
                        assert set(condition["any"]) <= known[condition["kind"]], rule["id"]


class TestAnalytes:
    """Codes, properties and fallback limits."""

    def test_analytes_are_those_that_have_units(self) -> None:
        """Every analyte with units has a row, and no other."""
        names = [row["name"] for row in table("analytes.toml", "analyte")]

        assert len(names) == len(set(names))
        assert set(names) == set(ANALYTES)

    def test_every_code_has_a_property_that_a_unit_can_carry(self) -> None:
        """A code whose property no unit of the analyte has could never be accepted."""
        for row in table("analytes.toml", "analyte"):
            possible = {unit.property for unit in ANALYTES[row["name"]][1].values()}
            assert set(row["loinc"].values()) <= possible, row["name"]

    def test_a_code_belongs_to_one_analyte(self) -> None:
        """No code is accepted twice, and none is accepted and refused by one analyte."""
        rows = table("analytes.toml", "analyte")
        accepted = [code for row in rows for code in row["loinc"]]

        assert len(accepted) == len(set(accepted))
        for row in rows:
            assert not set(row["loinc"]) & set(row.get("rejected_loinc", {})), row["name"]

    def test_loinc_check_digits(self) -> None:
        """The digit after the hyphen of every code is its mod-10 check digit."""
        for row in table("analytes.toml", "analyte"):
            for code in (*row["loinc"], *row.get("rejected_loinc", {})):
                body, _, check = code.partition("-")
                doubled = str(2 * int(body[::-1][::2][::-1]))
                rest = body[::-1][1::2][::-1]
                total = sum(int(digit) for digit in doubled + rest)
                assert (10 - total % 10) % 10 == int(check), code

    def test_the_codes_of_the_notes(self) -> None:
        """Mass and substance codes of magnesium keep their property; traps are refused."""
        rows = {row["name"]: row for row in table("analytes.toml", "analyte")}
        serum, urine = rows["serum_magnesium"], rows["urine_magnesium_24h"]

        assert serum["loinc"]["19123-9"] == "mass_concentration"
        assert serum["loinc"]["2601-3"] == "substance_concentration"
        assert {"27210-4", "87470-1", "74696-6"} <= set(serum["rejected_loinc"])
        assert urine["loinc"]["24447-5"] == "mass_rate"
        assert {"19124-7", "2598-1", "13474-2"} <= set(urine["rejected_loinc"])

    def test_only_serum_magnesium_has_fallback_limits(self) -> None:
        """Every other interval must come from the report."""
        limited = {
            row["name"]: (row.get("lower"), row.get("upper"))
            for row in table("analytes.toml", "analyte")
            if "lower" in row or "upper" in row
        }

        assert limited == {"serum_magnesium": (0.70, 1.05)}


class TestJurisdictions:
    """Limits and emergency words."""

    def test_they_are_the_contracts_eight(self) -> None:
        """Nobody else's limit can be asked for, and the EU's is the lowest."""
        rows = {row["code"]: row for row in table("jurisdictions.toml", "jurisdiction")}

        limits = {code: row["upper_limit_mg_per_day"] for code, row in rows.items()}
        assert limits == {
            "EU": 250,
            **dict.fromkeys(("US", "CA", "UK", "AU", "NZ", "JP", "NO"), 350),
        }
        assert rows["UK"]["guidance_mg_per_day"] == 400

    def test_emergency_words(self) -> None:
        """Each jurisdiction says its emergency number."""
        rows = table("jurisdictions.toml", "jurisdiction")

        assert {row["code"]: row["emergency"] for row in rows} == {
            "EU": "call 112",
            "US": "call 911",
            "CA": "call 911",
            "UK": "call 999",
            "AU": "call 000",
            "NZ": "call 111",
            "JP": "call 119",
            "NO": "call 113",
        }


INTAKES = list(csv.DictReader((DATA / "reference_intake.csv").read_text("utf-8").splitlines()))


class TestIntakes:
    """Reference intakes and limits by life stage."""

    @pytest.mark.parametrize(
        ("jurisdiction", "stage", "age_y", "sex", "column", "mg"),
        [
            ("US", "adult", 25, "male", "recommended_mg", "400"),
            ("US", "adult", 40, "female", "average_requirement_mg", "265"),
            ("US", "child", 6, "male", "upper_limit_mg", "110"),
            ("CA", "pregnant", 28, "female", "recommended_mg", "350"),
            ("EU", "child", 2, "female", "recommended_mg", "170"),
            ("EU", "adolescent", 15, "female", "recommended_mg", "250"),
            ("EU", "child", 5, "male", "upper_limit_mg", "250"),
            ("EU", "child", 3, "male", "upper_limit_mg", ""),
            ("UK", "adult", 50, "female", "recommended_mg", "270"),
            ("AU", "adolescent", 16, "male", "average_requirement_mg", "340"),
            ("NZ", "older", 75, "male", "recommended_mg", "420"),
            ("NO", "adolescent", 12, "male", "upper_limit_mg", "280"),
            ("JP", "adult", 30, "male", "upper_limit_mg", "350"),
            ("JP", "adult", 30, "male", "recommended_mg", ""),
        ],
    )
    def test_hand_picked_values(
        self, jurisdiction: str, stage: str, age_y: float, sex: str, column: str, mg: str
    ) -> None:
        """Rows found by place, stage, age and sex hold the figures of the notes."""
        found = [
            row
            for row in INTAKES
            if row["jurisdiction"] == jurisdiction
            and row["life_stage"] == stage
            and float(row["age_from_y"]) <= age_y < float(row["age_below_y"])
            and row["sex"] in (sex, "any")
        ]

        assert [row[column] for row in found] == [mg]

    def test_places_are_the_contracts_eight(self) -> None:
        """The table speaks of the eight jurisdictions and of no other."""
        assert {row["jurisdiction"] for row in INTAKES} == {
            row["code"] for row in table("jurisdictions.toml", "jurisdiction")
        }

    def test_one_row_per_person(self) -> None:
        """No person finds two rows of one stage in one place."""
        stages = {"pregnant": "pregnant", "lactating": "lactating"}
        for place in {row["jurisdiction"] for row in INTAKES}:
            for age_y in (0.1, 0.4, 0.7, 1, 3, 4, 8.9, 9, 13, 14, 17.9, 18, 19, 31, 51, 71, 120):
                for sex in ("male", "female"):
                    found = [
                        stages.get(row["life_stage"], "age")
                        for row in INTAKES
                        if row["jurisdiction"] == place
                        and float(row["age_from_y"]) <= age_y < float(row["age_below_y"])
                        and row["sex"] in (sex, "any")
                    ]
                    assert len(found) == len(set(found)), (place, age_y, sex)

    def test_an_adult_limit_never_exceeds_the_jurisdictions(self) -> None:
        """The intake table and the jurisdiction agree on the limit of adults."""
        limit = {
            row["code"]: row["upper_limit_mg_per_day"]
            for row in table("jurisdictions.toml", "jurisdiction")
        }

        for row in INTAKES:
            if row["upper_limit_mg"]:
                assert float(row["upper_limit_mg"]) <= limit[row["jurisdiction"]], row

    def test_every_child_of_four_has_a_limit(self) -> None:
        """From 4 years on nobody falls back on an adult limit for want of a row."""
        for row in INTAKES:
            if float(row["age_from_y"]) >= 4:
                assert row["upper_limit_mg"], row


class TestSources:
    """Sources are complete and memory is waived."""

    def test_the_numbered_sources_are_complete(self) -> None:
        """Every number of the notes' source list is a key, with its grade."""
        rows = table("sources/safety.toml", "source")
        numbers = {f"1{letter}" for letter in "abcdef"} | {"141b"} | {str(n) for n in range(2, 172)}

        assert {row["key"] for row in rows} == {f"safety-{number}" for number in numbers}
        assert {row["grade"] for row in rows} == set("ABCD")

    def test_memory_is_waived_where_safety_reads_it(self) -> None:
        """What was not read says why it is used all the same, and names no reviewer."""
        rows = table("analytes.toml", "analyte") + table("jurisdictions.toml", "jurisdiction")

        for row in rows:
            if row["read"] == "memory":
                assert row["waiver"].startswith("not reviewed by a clinician: "), row
