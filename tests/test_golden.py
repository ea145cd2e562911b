"""The golden vectors of the rule book (11.1), through the commands a person types.

Each expected number was computed by hand when the rule book was written.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from magtitrate.cli import main
from magtitrate.facts import Facts
from magtitrate.planner.timing import Gap, windows
from magtitrate.safety.filtration import ckd_epi_2021
from magtitrate.units import mg_to_mmol, to_canonical

NOW = "2026-11-20T09:00:00+00:00"


def asked(capsys: pytest.CaptureFixture[str], *words: str) -> dict[str, Any]:
    """What a command answers as JSON."""
    assert main([*words, "--json"]) == 0
    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    return found


# ---------------------------------------------------------------- labels


@pytest.mark.parametrize(
    ("words", "elemental_mg", "purity", "oxide"),
    [
        (("bisglycinate", "--hydrate", "anhydrous", "--compound-mg", "1350"), 190.3, "pure", None),
        (("bisglycinate", "--compound-mg", "500", "--elemental-mg", "100"), 100, "buffered", 0.38),
        (("hydroxide", "--compound-mg", "400"), 166.7, "pure", None),
        (("hydroxide", "--compound-mg", "1200"), 500.1, "pure", None),
        (("glycerophosphate", "--compound-mg", "777.6"), 97.2, "pure", None),
    ],
)
def test_labels(
    capsys: pytest.CaptureFixture[str],
    words: tuple[str, ...],
    elemental_mg: float,
    purity: str,
    oxide: float | None,
) -> None:
    """1,350 mg of pure glycinate are 190.3 mg; 0.20 is buffered, 38 % of it oxide; and so on."""
    told = asked(capsys, "product", "--salt", *words)

    assert told["product"]["elemental_mg_per_unit"] == pytest.approx(elemental_mg, abs=0.1)
    assert told["purity"] == purity
    if oxide is not None:
        # The notes cut 38.5 off at 38.
        assert told["oxide_share_of_magnesium"] == pytest.approx(oxide, abs=0.006)


def test_glycerophosphate_in_three_units() -> None:
    """97.2 mg are 4.00 mmol or 8.00 mEq."""
    assert mg_to_mmol(97.2) == pytest.approx(4.00, abs=0.005)
    assert 2 * mg_to_mmol(97.2) == pytest.approx(8.00, abs=0.005)


# ---------------------------------------------------------------- serum, in three units


@pytest.mark.parametrize(
    ("value", "unit", "mmol_l", "rule"),
    [
        ("1.2", "mg/dL", 0.494, "L-08"),
        ("1.2", "mmol/L", 1.200, "L-03"),
        ("1.2", "mEq/L", 0.600, "L-07"),
        ("1.7", "mg/dL", 0.699, "L-07"),
        ("1.7", "mEq/L", 0.850, "L-05"),
        ("1.7", "mmol/L", 1.700, "L-02"),
    ],
)
def test_serum_values_in_three_units(
    judged: Any, value: str, unit: str, mmol_l: float, rule: str
) -> None:
    """One number is severe, ordinary or high, by its unit alone."""
    fields, fired = judged(f"2026-11-18T08:00:00,serum_magnesium,{value},{unit},")

    assert fields["serum_magnesium"] == pytest.approx(mmol_l, abs=0.001)
    assert to_canonical("serum_magnesium", float(value), unit) == pytest.approx(mmol_l, abs=0.001)
    assert rule in fired
    stops = {"L-01", "L-02", "L-03", "L-05", "L-07", "L-08"} & fired
    assert stops == {rule}


def test_a_code_of_moles_with_a_unit_of_mass_is_rejected(
    person: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """LOINC 2601-3 with mg/dL is unusable input."""
    labs = tmp_path / "labs.csv"
    labs.write_text(
        "time,analyte,value,unit,loinc\n2026-11-18T08:00:00,serum_magnesium,1.9,mg/dL,2601-3\n",
        encoding="utf-8",
    )

    code = main(["plan", str(person), "--labs", str(labs), "--now", NOW])

    assert code == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert "2601-3" in told.err


# ---------------------------------------------------------------- kidneys


@pytest.mark.parametrize(
    ("sex", "age", "mg_dl", "egfr"),
    [
        ("male", 50, 1.0, 91.7),
        ("female", 50, 1.0, 68.6),
        ("female", 70, 1.5, 37.3),
        ("male", 75, 2.0, 34.2),
        ("female", 30, 0.6, 123.8),
    ],
)
def test_egfr(facts: Facts, sex: str, age: float, mg_dl: float, egfr: float) -> None:
    """CKD-EPI 2021, race-free."""
    umol_l = to_canonical("creatinine", mg_dl, "mg/dL")

    assert ckd_epi_2021(umol_l, age, sex, facts) == pytest.approx(egfr, abs=0.05)


# ---------------------------------------------------------------- sums and windows


def test_200_mg_and_a_multivitamin_of_60_leave_190(judged: Any) -> None:
    """EU: 260 is above 250; 190 are left for the product."""
    limits = judged("", source=60).limits

    assert limits.other_sources_elemental_mg_per_day == 60
    assert limits.room_elemental_mg == 190
    assert limits.room_elemental_mg < 200


def test_ciprofloxacin_at_8_and_20() -> None:
    """Magnesium from 10:00 to 14:00 and from 22:00 to 02:00."""
    gaps = tuple(
        Gap(item="ciprofloxacin", clock_h=h, gap_before_h=6, gap_after_h=2, reason="I-02")
        for h in (8.0, 20.0)
    )

    assert windows(gaps, "wed") == ((10.0, 14.0), (22.0, 26.0))


def test_dolutegravir_at_21() -> None:
    """Magnesium from 23:00 to 15:00 of the next day."""
    gaps = (Gap(item="dolutegravir", clock_h=21.0, gap_before_h=6, gap_after_h=2, reason="I-09"),)

    assert windows(gaps, "wed") == ((23.0, 39.0),)


@pytest.mark.parametrize(
    ("name", "clocks", "gap"),
    [("ciprofloxacin", (8.0, 20.0), (6, 2)), ("dolutegravir", (21.0,), (6, 2))],
)
def test_the_windows_rest_on_the_shipped_gaps(
    judged: Any, name: str, clocks: tuple[float, ...], gap: tuple[float, float]
) -> None:
    """6 h before and 2 h after, as the rows say."""
    from magtitrate.safety.interactions import gaps_of

    found = gaps_of(judged("", medicine=(name, clocks)).situation)

    assert [(g.clock_h, g.gap_before_h, g.gap_after_h) for g in found] == [
        (hour, *gap) for hour in clocks
    ]


# ---------------------------------------------------------------- a person, judged without a plan


@pytest.fixture
def person(root: Path) -> Path:
    return root / "examples" / "cyclist.toml"


class Told(tuple):  # type: ignore[type-arg]
    """(fields, fired rule ids), with the situation and the limits."""

    situation: Any
    limits: Any


@pytest.fixture
def judged(person: Path, tmp_path: Path, facts: Facts) -> Any:
    """The example person with one laboratory line, one source or one medicine."""
    from dataclasses import replace

    from magtitrate.formats.opened import open_case
    from magtitrate.patient import MagnesiumSource, Medicine
    from magtitrate.safety.gate import gate
    from magtitrate.safety.limits import limits_for
    from magtitrate.safety.situation import situation_of

    def of(line: str, *, source: float = 0, medicine: Any = None) -> Told:
        labs = tmp_path / "labs.csv"
        labs.write_text(f"time,analyte,value,unit,loinc\n{line}\n", encoding="utf-8")
        case = open_case(person, labs=labs if line else None, diary=None, now=NOW, facts=facts)
        patient = replace(case.record.patient, magnesium_sources=(), medicines=())
        answers = replace(patient.answers, medicines="none", magnesium_sources="none")
        if source:
            row = MagnesiumSource(name="multivitamin", elemental_mg_per_day=source)
            patient = replace(patient, magnesium_sources=(row,))
            answers = replace(answers, magnesium_sources="listed")
        if medicine:
            patient = replace(patient, medicines=(Medicine(name=medicine[0], clock_h=medicine[1]),))
            answers = replace(answers, medicines="listed")
        record = replace(case.record, patient=replace(patient, answers=answers))
        goal = replace(case.goal, jurisdiction="EU")
        situation = situation_of(record, goal, facts)
        answer = gate(situation, goal, facts)
        told = Told((situation.fields, {one.row.id for one in answer.fired}))
        told.situation = situation
        told.limits = limits_for(record, situation, goal, answer, facts)
        return told

    return of
