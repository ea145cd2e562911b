"""Glycine that a chelate carries, instruments and their licenses, and what conditions may ask."""

from __future__ import annotations

from pathlib import Path

import pytest

from magtitrate.facts import Facts, open_facts
from magtitrate.facts.claim_shapes import SHIPS, Instrument
from magtitrate.facts.intake import recommended_intake
from magtitrate.facts.shapes import FIELDS, Malformed
from magtitrate.formats.label import read_label
from magtitrate.formats.label_text import glycine_mg
from magtitrate.formats.opened import open_case
from magtitrate.safety.situation import situation_of


def test_glycine_follows_from_atomic_masses(facts: Facts) -> None:
    """1 mg of magnesium as bisglycinate brings 6.18 mg of glycine; 300 mg bring 1.85 g."""
    assert facts.glycine_mg_per_magnesium_mg == pytest.approx(2 * 75.067 / 24.305)
    assert round(facts.glycine_mg_per_magnesium_mg, 2) == 6.18
    assert round(300 * facts.glycine_mg_per_magnesium_mg) == 1853


def test_a_salt_without_glycine_brings_none(facts: Facts) -> None:
    """Oxide and citrate bring no glycine; a chelate with one glycine brings half."""
    of = {(salt.name, salt.hydrate): facts.glycine_per_magnesium(salt) for salt in facts.salts}

    assert of["oxide", "anhydrous"] == 0
    assert of["lysinate_glycinate", "anhydrous"] == pytest.approx(
        facts.glycine_mg_per_magnesium_mg / 2
    )
    assert of["bisglycinate", "dihydrate"] == of["bisglycinate", "anhydrous"]


def test_a_label_uses_the_same_number(facts: Facts) -> None:
    """What a product prints is the facts' number times its magnesium."""
    reading = read_label(salt="bisglycinate", hydrate=None, compound_mg=1350, elemental_mg=None,
                         units_per_serving=1, facts=facts)  # fmt: skip

    assert glycine_mg(reading, facts) == pytest.approx(
        facts.glycine_mg_per_magnesium_mg * reading.product.elemental_mg_per_unit
    )


def test_glycine_has_evidence_of_its_own(facts: Facts) -> None:
    """Studies of glycine alone stand apart, and none counts as a study of magnesium."""
    assert set(facts.glycine_evidence) == {"G-01", "G-02", "G-03"}
    assert not set(facts.glycine_evidence) & set(facts.evidence)
    assert not any(
        set(facts.glycine_evidence) & set(r.evidence) for r in facts.prior_rules.values()
    )
    for row in facts.glycine_evidence.values():
        assert row.certainty == "very_low"
        assert "Ajinomoto" in facts.sources[row.source[0]].funding


def test_only_a_license_that_was_read_lets_a_text_in(facts: Facts) -> None:
    """GAD-7 and PHQ-8 may be shipped; nothing known from memory, and no licensed scale."""
    texts = {id for id, row in facts.instruments.items() if row.ships == "text"}

    assert texts == {"gad_7", "phq_8"}
    assert all(facts.instruments[id].attribution for id in texts)
    for id in ("psqi", "isi", "promis", "who_5", "epworth", "hads", "stai", "dass_21"):
        assert facts.instruments[id].ships == "total_only"
    assert {row.ships for row in facts.instruments.values()} <= set(SHIPS)


@pytest.mark.parametrize("change", [{"read": "memory"}, {"attribution": ""}, {"ships": "all"}])
def test_a_text_on_a_guess_is_refused(facts: Facts, change: dict[str, str]) -> None:
    """A row that would ship words without a license that was read is no row."""
    row = vars(facts.instruments["gad_7"]) | change

    with pytest.raises(Malformed):
        Instrument(**row)


def test_conditions_ask_for_what_safety_computes(facts: Facts, root: Path) -> None:
    """The closed set of fields is the one that a situation has, no more and no less."""
    case = open_case(
        root / "examples/cyclist.toml",
        labs=None,
        diary=None,
        now="2026-11-20T09:00:00+00:00",
        facts=facts,
    )

    assert set(situation_of(case.record, case.goal, facts).fields) == set(FIELDS)


def test_intakes_have_keys_of_their_own(facts: Facts) -> None:
    """Two age bands of one life stage are two rows, and each is found by its key."""
    keys = [row.key for row in facts.intakes]

    assert len(set(keys)) == len(keys)
    assert "US/adult/male/19-31" in keys and "US/adult/male/31-51" in keys


def test_recommended_intakes_follow_age_sex_and_stage(facts: Facts) -> None:
    """A man of 25, a woman of 40 and a pregnant one of 25 in the US: 400, 320 and 350 mg."""

    def mg(age_y: float, sex: str, pregnancy: str | None) -> float | None:
        row = recommended_intake(
            facts, jurisdiction="US", age_y=age_y, sex=sex, pregnancy=pregnancy
        )
        return None if row is None else row.recommended_mg

    assert (mg(25, "male", None), mg(40, "female", "no"), mg(25, "female", "pregnant")) == (
        400,
        320,
        350,
    )


def test_the_facts_of_another_folder_can_be_opened(tmp_path: Path) -> None:
    """Opening reads nothing; asking for a topic that is not there is our fault."""
    assert open_facts(tmp_path).folder == tmp_path
