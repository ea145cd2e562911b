"""Which rows of the book close a plan, how hard, and for whom? By hand, from safety.md.

Two rows often say the same of one person (a child of three, a pregnancy, an early sign at 70);
then no person shows whether each of them still would alone. This list does.
"""

from __future__ import annotations

from magtitrate.facts import Facts
from magtitrate.facts.shapes import Effect

RED = """
L-01 L-01/symptom L-08 L-08/symptom
S-01 S-01/palpitations-dizziness S-02 S-03 S-04 S-05 S-06 S-07 S-08 S-16
S-09/kidney S-09/age S-09/constipation S-09/two
""".split()
ORANGE = """
L-02 L-03 L-03/ionized L-03/ionized_high L-12 L-09/calcium_low L-09/ionized_calcium_low
L-09/potassium_low L-09/potassium_high G-14 G-14/alarm
S-01/palpitations S-09 S-10 S-13 S-14/persistent S-17
""".split()
HELD = """
G-01 G-02 G-03 G-04 G-05 G-05/size G-06 G-07 G-07/pregnancy G-08/missing G-08/unknown G-08/empty
G-08/contradiction G-09/missing G-09/unknown G-10 G-11 G-12 G-13
K-06/age K-06/conditions K-06/medicines K-07/percent K-07/absolute K-08
K-09/egfr K-09/creatinine K-09/creatinine-high
L-10/low P-02/other S-11 S-18 C-09 C-16
I-62/spelling I-62/use I-62/unreadable I-62/ended I-62/unnamed
""".split()
REFERRED = """
D-08 D-09/infusion K-05 K-05/conditions K-05/transplant L-07/ionized L-09
C-02 C-03 C-07 C-12 C-14/phosphate C-16/product C-17 C-18
""".split()
ALONE_REFERRED = """
D-09 K-03 K-04 L-02/restart L-03/restart L-07
C-01 C-04 C-05 C-06 C-08 C-10 C-10/thyroid C-11 C-11/laboratory C-13 C-20 C-21
""".split()
ALONE_REQUIRED = "K-02/albuminuria K-02/disease C-19".split()
CLINICIANS_REQUIRED = "K-03 K-04 L-07 C-10 C-10/thyroid C-13 C-20 C-21".split()
CLINICIANS_HELD = ["K-06/ceiling", "L-02/restart"]
ALONE_HELD = ["C-09/later"]
HALVED = "L-04/kidney S-11/restart S-12".split()
NOT_RAISED = "L-04 L-11/steady S-11/after S-13".split()
WATCHED_BY_CLINICIANS = "L-03/restart C-01 C-05 C-06 C-08 C-09/later".split()
MEDICINES_WATCHED_BY_CLINICIANS = "I-41/oncology I-41/infection I-41/transplant I-58".split()
WATCHED = "P-01 C-09/far C-14 C-15 C-19 C-22".split()

AVOIDED = "I-12 I-16 I-43 I-47/resin I-48 I-54/parenteral".split()
MEDICINES_ALONE_REFERRED = """
I-25 I-34 I-34/acalabrutinib I-39 I-41/oncology I-41/infection I-41/transplant I-42 I-44
I-47/patiromer I-58 I-63/kidney I-63/transplant
""".split()
PAUSED = {"I-44": 24, "I-53/bowel_preparation": 48, "I-54/milk_of_magnesia": 48}
PAUSED |= {"I-08": 24, "I-54/laxative": 48}
MEDICINES_HALVED = "I-40 I-40/trimethoprim".split()


def rows_with(facts: Facts, kind: str, mode: str = "", **more: object) -> set[str]:
    """Keys of all rows with such an effect."""
    return {
        row.key
        for row in (*facts.rules, *facts.interactions)
        for effect in row.effects
        if effect.kind == kind and effect.mode == mode
        if all(getattr(effect, name) == value for name, value in more.items())
    }


def effects_of(facts: Facts, key: str, kind: str) -> list[Effect]:
    """The effects of one kind of one row."""
    rows = (*facts.rules, *facts.interactions)
    return [e for row in rows if row.key == key for e in row.effects if e.kind == kind]


def test_what_stops(facts: Facts) -> None:
    """Emergencies and the stops of a day, for everybody."""
    assert rows_with(facts, "stop", level="RED") == set(RED)
    assert rows_with(facts, "stop", level="ORANGE") == set(ORANGE)
    assert rows_with(facts, "stop", level="YELLOW") == set()
    assert rows_with(facts, "stop", "self") == rows_with(facts, "stop", "clinician") == set()


def test_what_holds(facts: Facts) -> None:
    """Missing answers, impossible values, falls, sick days and bowels, for everybody."""
    laxatives = {"I-54/milk_of_magnesia", "I-54/laxative"}

    assert rows_with(facts, "hold") == {*HELD, *laxatives}
    assert rows_with(facts, "hold", "clinician") == set(CLINICIANS_HELD)
    assert rows_with(facts, "hold", "self") == set(ALONE_HELD)


def test_what_is_referred(facts: Facts) -> None:
    """For everybody, and for a person alone."""
    assert rows_with(facts, "refer") == set(REFERRED)
    assert rows_with(facts, "refer", "self") == {*ALONE_REFERRED, *MEDICINES_ALONE_REFERRED}
    assert rows_with(facts, "refer", "clinician") == set()


def test_what_is_avoided_and_paused(facts: Facts) -> None:
    """Medicines beside which nobody takes magnesium, and for how long after."""
    assert rows_with(facts, "avoid") == set(AVOIDED)
    assert rows_with(facts, "avoid", "self") == rows_with(facts, "avoid", "clinician") == set()
    assert rows_with(facts, "pause") == set(PAUSED)
    assert {key: effects_of(facts, key, "pause")[0].hours for key in PAUSED} == PAUSED
    assert rows_with(facts, "pause", "self", hours=180 * 24) == {"I-41/oncology"}
    assert rows_with(facts, "pause", "clinician") == set()


def test_what_needs_labs(facts: Facts) -> None:
    """Always of the last 90 days."""
    triple = {key for key in rows_with(facts, "require") if key.startswith("I-57")}

    assert rows_with(facts, "require") == triple != set()
    assert rows_with(facts, "require", "self") == set(ALONE_REQUIRED)
    assert rows_with(facts, "require", "clinician") == set(CLINICIANS_REQUIRED)
    every = {key for mode in ("", "self", "clinician") for key in rows_with(facts, "require", mode)}
    for key in every:
        assert [e.days for e in effects_of(facts, key, "require")] == [90]


def test_what_halves_and_what_forbids_more(facts: Facts) -> None:
    """Symptoms and labs that lower; none of them is for one mode only."""
    assert rows_with(facts, "reduce", fraction=0.5) == set(HALVED) == rows_with(facts, "reduce")
    assert rows_with(facts, "no_increase") == set(NOT_RAISED)
    halved = rows_with(facts, "cap", limit="daily", fraction=0.5)
    assert halved == set(MEDICINES_HALVED)


def test_what_is_watched(facts: Facts) -> None:
    """Rules that only add a look."""
    rules = {rule.key for rule in facts.rules}

    assert rows_with(facts, "watch") & rules == set(WATCHED)
    watched_by_clinicians = rows_with(facts, "watch", "clinician")
    assert watched_by_clinicians & rules == set(WATCHED_BY_CLINICIANS)
    assert watched_by_clinicians - rules == set(MEDICINES_WATCHED_BY_CLINICIANS)
    assert rows_with(facts, "watch", "self") == set()


def test_nothing_else_closes(facts: Facts) -> None:
    """Every kind of effect is one of those above, a limit, a gap, or a word."""
    kinds = {e.kind for row in (*facts.rules, *facts.interactions) for e in row.effects}

    assert kinds <= {
        *("stop", "hold", "refer", "avoid", "pause", "require", "reduce", "no_increase"),
        *("watch", "cap", "gap", "practice", "measure", "advise", "count"),
    }


# ---------------------------------------------------------------- bounds and lists, by hand

RENAL_CONDITIONS = (
    *("type_1_diabetes", "type_2_diabetes", "hypertension", "heart_failure", "liver_disease"),
    *("chronic_kidney_disease", "struvite_stones"),
)
RENAL_MEDICINES = (
    *("nsaid", "ace_inhibitor", "arb", "thiazide", "loop_diuretic", "potassium_sparing_diuretic"),
    *("diuretic", "lithium"),
)


def test_the_risks_of_an_unknown_kidney(facts: Facts) -> None:
    """K-06 in the words of 3.1; infection stones and lithium among them."""
    rules = {rule.key: rule for rule in facts.rules}
    unknown = ("unknown", "stale")

    for key, field, any_ in (
        ("K-06/conditions", "has_condition", RENAL_CONDITIONS),
        ("K-06/medicines", "takes", RENAL_MEDICINES),
    ):
        first, second = rules[key].when
        assert (first.field, set(first.any), first.negate) == ("kidney_answer", set(unknown), False)
        assert (second.kind, set(second.any), second.negate) == (field, set(any_), False)
    age = rules["K-06/age"].when[1]
    assert (age.field, age.at_least, age.below, age.negate) == ("age_y", 65, None, False)


def test_the_early_signs_are_one_list(facts: Facts) -> None:
    """S-09: the same signs whether they come alone, with age, kidneys or constipation."""
    signs = {"nausea", "flushing", "dizziness", "heaviness", "weakness", "drowsiness", "thirst"}
    rules = {rule.key: rule for rule in facts.rules}

    for key in ("S-09", "S-09/kidney", "S-09/age", "S-09/constipation"):
        assert set(rules[key].when[0].any) == signs


def test_what_a_source_answer_can_lack(facts: Facts) -> None:
    """G-09: unknown, listed without a list, none beside a list, and a source without an amount."""
    (rule,) = [rule for rule in facts.rules if rule.key == "G-09/unknown"]

    assert set(rule.when[0].any) == {
        *("unknown", "listed but none given", "none but some given", "amount not given"),
    }
