"""Do the forms of magnesium meet fairly for one person, and does nothing promise a bonus?

Order of forms: Firoz (oxide 4 %), Walker and Lindberg (citrate above oxide), Wilimzig's day;
a slow or late form cannot beat the same salt given at once. Sizes of the critical change by hand.
"""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import pairwise

import numpy as np
import pytest

from magtitrate.errors import InputError
from magtitrate.facts import Facts
from magtitrate.formats.compare_text import comparison_json, comparison_text
from magtitrate.formats.study_toml import read_studies
from magtitrate.patient import Patient
from magtitrate.plan import Goal
from magtitrate.record import Record
from magtitrate.regimen import Regimen, Slot
from magtitrate.trials.compare import (
    Comparison,
    compare_forms,
    critical_share,
    head_to_head,
    read_forms,
)

FORMS = "bisglycinate,citrate,oxide,bisglycinate/enteric,bisglycinate/slow"
GOAL = Goal(reason="status", mode="self", jurisdiction="EU")


def record(**known: object) -> Record:
    who = {"patient_id": "someone", "age_y": 40.0, "sex": "female", "body_mass_kg": 65.0, **known}
    return Record(
        patient=Patient(**who), zero=datetime(2026, 11, 20, tzinfo=UTC), now_h=9.0, timezone="UTC"
    )


@pytest.fixture(scope="module")
def seen(facts: Facts) -> Comparison:
    day = Regimen(product=None, slots=(Slot(clock_h=8, units=1, elemental_mg=200.0),))
    studies = read_studies([], facts)
    return compare_forms(record(), GOAL, facts, day, read_forms(FORMS, facts), studies)


def test_forms_stand_in_the_order_that_trials_found(seen: Comparison) -> None:
    """Citrate above oxide; late or slow never above at once; more absorbed is more in urine."""
    by_name = {row.form.name: row for row in seen.rows}
    absorbed = {name: row.absorbed_mg_per_day.p50 for name, row in by_name.items()}

    assert absorbed["oxide"] < 0.6 * absorbed["citrate"]
    assert absorbed["bisglycinate/enteric"] < absorbed["bisglycinate"]
    assert absorbed["bisglycinate/slow"] < absorbed["bisglycinate"]
    order = sorted(by_name, key=absorbed.__getitem__)
    urine = [by_name[name].urine_mmol_per_day.p50 for name in order]
    assert all(after >= 0.98 * before for before, after in pairwise(urine))


def test_glycinate_has_no_bonus(seen: Comparison) -> None:
    """Beside another soluble salt its difference is far inside the width of either."""
    own, other = seen.rows[0].absorbed_mg_per_day, seen.rows[1].absorbed_mg_per_day

    assert abs(own.p50 - other.p50) < 0.1 * (own.p95 - own.p05)
    assert "no bonus" in comparison_text(seen)


def test_only_the_chelate_brings_glycine(seen: Comparison) -> None:
    """200 mg as bisglycinate bring 6.18 mg of glycine per mg."""
    glycine = {row.form.name: row.glycine_mg_per_day for row in seen.rows}

    assert glycine["bisglycinate"] == pytest.approx(200 * 6.18, rel=2e-3)
    assert glycine["citrate"] == glycine["oxide"] == 0


def test_at_200_mg_loose_stools_are_rare(seen: Comparison) -> None:
    """BfR: none at 250 mg or less in its trials, two intakes; fewer than 1 in 100 here."""
    for row in seen.rows:
        assert 0 <= row.probability_loose_stool < 0.01
    assert comparison_text(seen).count("<1 %") == len(seen.rows)


def test_the_night_is_small(seen: Comparison) -> None:
    """Plasma moves by a few per cent over the day; urine by more; both around one."""
    course = seen.day_night

    assert course is not None
    assert 0 < course.serum_swing < 0.08
    assert np.mean(course.serum_share) == pytest.approx(1, abs=1e-6)
    assert max(course.urine_share) > 1.1
    assert course.factor_needed > 1


def test_the_critical_change_is_that_of_two_samples(facts: Facts) -> None:
    """1.96 x sqrt(2) x the spread of one, person and assay together."""
    own, assay = (
        facts.value("assay.serum_within_person_cv"),
        facts.value("assay.serum_analytical_cv"),
    )

    assert critical_share(facts) == pytest.approx(2.772 * (own**2 + assay**2) ** 0.5, rel=1e-3)


def test_evidence_is_where_forms_really_met(facts: Facts) -> None:
    """Walker's and the ileal trial compare forms; a depletion study does not."""
    met = {study.id for study in read_studies([], facts) if head_to_head(study)}

    assert {"A7", "A8", "A9", "A10"} <= met
    assert not met & {"A14", "A16", "A24", "N1"}


def test_outside_the_models_domain_nothing_is_compared(facts: Facts) -> None:
    """On dialysis no number is shown, and it is said."""
    day = Regimen(product=None, slots=(Slot(clock_h=8, units=1, elemental_mg=200.0),))
    who = record(conditions=("dialysis",))

    none = compare_forms(who, GOAL, facts, day, read_forms("citrate,oxide", facts))

    assert none.rows == ()
    assert "does not describe this person" in comparison_text(none)
    assert '"forms": []' in comparison_json(none)


@pytest.mark.parametrize(
    "text", ["", "unobtainium", "citrate/liquid", "citrate,citrate", "citrate,,oxide"]
)
def test_a_form_that_is_none_is_refused(text: str, facts: Facts) -> None:
    """Each names what was given and what is accepted."""
    with pytest.raises(InputError, match=r"name|twice"):
        read_forms(text, facts)
