"""Does each medicine bring its gap, the right way round, and the right words?

Hours: safety.md section 4, "A/B" = gap_after_drug / gap_before_drug; its golden vectors 11.1.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from magtitrate.patient import MagnesiumSource, Medicine
from magtitrate.safety.interactions import crowded, gaps_of, pairings_of

Make = Callable[..., Any]

OWN_MEDICINES = """
[[medicine]]
name = "twogap"

[[medicine]]
name = "ointment"
route = "topical"

[[medicine]]
name = "nothing"
no_interaction = true
"""

OWN_INTERACTIONS = "".join(
    f"""
[[interaction]]
id = "I-9{number}"
title = "A row of this test"
agents = ["{agent}"]
direction = "magnesium_lowers_drug"
severity = "S"
mechanism = "m"
effects = [{{ kind = "gap", after_drug_h = {after}, before_drug_h = {before} }}]
sentence = "A sentence."
how = "policy"
read = "primary"
source = ["policy"]
"""
    for number, agent, after, before in (
        (1, "twogap", 2, 6),
        (2, "twogap", 5, 1),
        (3, "ointment", 4, 4),
    )
)


@pytest.fixture
def seen(record_of: Make, judge: Make) -> Make:
    """The situation of somebody who takes these medicines."""

    def of(*medicines: Medicine, **more: Any) -> Any:
        return judge(record_of(medicines=medicines), **more).situation

    return of


# A/B: magnesium no earlier than A after the medicine, no later than B before it.
TABLE = [
    ("levothyroxine", 4, 4),
    ("liothyronine", 4, 4),
    ("ciprofloxacin", 2, 6),
    ("norfloxacin", 2, 6),
    ("ofloxacin", 2, 6),
    ("delafloxacin", 2, 6),
    ("levofloxacin", 2, 6),
    ("moxifloxacin", 4, 8),
    ("gemifloxacin", 2, 3),
    ("doxycycline", 4, 6),
    ("minocycline", 4, 6),
    ("tetracycline", 4, 6),
    ("omadacycline", 4, 6),
    ("dolutegravir", 2, 6),
    ("bictegravir", 2, 6),
    ("elvitegravir", 4, 4),
    ("cabotegravir", 4, 4),
    ("rilpivirine", 4, 4),
    ("atazanavir", 4, 4),
    ("alendronate", 4, 4),
    ("risedronate", 4, 4),
    ("ibandronate", 10, 6),
    ("etidronate", 4, 4),
    ("gabapentin", 2, 2),
    ("penicillamine", 4, 4),
    ("trientine", 2, 2),
    ("eltrombopag", 4, 4),
    ("deferasirox", 4, 4),
    ("mycophenolate mofetil", 2, 2),
    ("rosuvastatin", 2, 2),
    ("itraconazole", 2, 2),
    ("digoxin", 2, 2),
    ("iron", 2, 2),
    ("azithromycin", 3, 3),
    ("nitrofurantoin", 4, 4),
    ("hydroxychloroquine", 4, 4),
    ("captopril", 3, 3),
    ("enalapril", 3, 3),
    ("phenytoin", 3, 3),
    ("fexofenadine", 3, 3),
    ("atenolol", 2, 2),
    ("zinc", 2, 2),
    ("calcium carbonate", 2, 2),
]


@pytest.mark.parametrize(("name", "after", "before"), TABLE)
def test_each_medicine_has_at_least_the_gap_of_the_rule_book(
    seen: Make, name: str, after: float, before: float
) -> None:
    """Both directions, never swapped and never shorter (H-13)."""
    (gap,) = gaps_of(seen(Medicine(name=name, clock_h=(8.0,))))

    assert gap.gap_after_h >= after
    assert gap.gap_before_h >= before


def test_the_two_directions_are_not_swapped(seen: Make) -> None:
    """Dolutegravir at 21:00: magnesium from 23:00 to 15:00, so 2 h after and 6 h before."""
    (gap,) = gaps_of(seen(Medicine(name="dolutegravir", clock_h=(21.0,))))

    assert (gap.gap_after_h, gap.gap_before_h) == (2, 6)
    assert (gap.item, gap.clock_h) == ("dolutegravir", 21.0)
    assert gap.reason == "I-09"


def test_the_longer_gap_of_each_direction_counts(seen: Make, facts_with: Make) -> None:
    """Rows of 2/6 and 5/1 together keep 5 h after and 6 h before."""
    own = facts_with(medicines=OWN_MEDICINES, interactions=OWN_INTERACTIONS)

    (gap,) = gaps_of(seen(Medicine(name="twogap", clock_h=(8.0,)), others=own))

    assert (gap.gap_after_h, gap.gap_before_h) == (5, 6)


def test_each_clock_time_has_its_gap(seen: Make) -> None:
    """Twice a day is two gaps, with the weekdays of the medicine."""
    gaps = gaps_of(seen(Medicine(name="ciprofloxacin", clock_h=(8.0, 20.0), weekdays=("mon",))))

    assert [(gap.clock_h, gap.weekdays) for gap in gaps] == [(8.0, ("mon",)), (20.0, ("mon",))]


def test_an_unknown_medicine_keeps_four_hours_both_ways(seen: Make) -> None:
    """I-00."""
    (gap,) = gaps_of(seen(Medicine(name="xyzzyol", clock_h=(12.0,))))

    assert (gap.gap_after_h, gap.gap_before_h, gap.reason) == (4, 4, "I-00")


def test_what_never_meets_magnesium_keeps_no_gap(seen: Make, facts_with: Make) -> None:
    """An ointment, even with a row, and a medicine that was looked up and is clear."""
    own = facts_with(medicines=OWN_MEDICINES, interactions=OWN_INTERACTIONS)
    medicines = (
        Medicine(name="ointment", clock_h=(8.0,)),
        Medicine(name="nothing", clock_h=(8.0,)),
    )

    situation = seen(*medicines, others=own)

    assert gaps_of(situation) == ()
    assert [p.gap_before_h for p in pairings_of(situation)] == [None, None]


# ---------------------------------------------------------------- words


def test_a_gap_is_said_the_right_way_round(seen: Make) -> None:
    """6 h before or 2 h after ciprofloxacin, as consideration and with its reason."""
    (pairing,) = pairings_of(seen(Medicine(name="Cipro", clock_h=(8.0,))))

    assert pairing.advice == "Consider magnesium at least 6 h before or 2 h after Cipro."
    assert (pairing.gap_before_h, pairing.gap_after_h) == (6, 2)
    assert "interaction:I-02" in pairing.facts
    assert pairing.why


@pytest.mark.parametrize("name", ["raltegravir", "baloxavir", "gentamicin"])
def test_a_medicine_to_avoid_is_never_called_harmless(seen: Make, name: str) -> None:
    """Nobody reads "no gap is needed" beside a medicine that ends planning (H-12)."""
    (pairing,) = pairings_of(seen(Medicine(name=name, clock_h=(8.0,))))

    assert "no gap" not in pairing.advice.lower()


def test_an_unknown_medicine_is_sent_to_a_pharmacist_with_the_near_name(seen: Make) -> None:
    """Levothyroxne: did you mean levothyroxine?"""
    (pairing,) = pairings_of(seen(Medicine(name="levothyroxne", clock_h=(7.0,))))

    assert "Did you mean levothyroxine?" in pairing.why
    assert "pharmacist" in pairing.why
    assert (pairing.gap_before_h, pairing.gap_after_h) == (4, 4)


def test_every_medicine_is_spoken_of(seen: Make) -> None:
    """One pairing for each line of the list, in its order, however little is known."""
    names = ["xyzzyol", "levothyroxine", "raltegravir", "paracetamol"]

    pairings = pairings_of(seen(*(Medicine(name=name, clock_h=(8.0,)) for name in names)))

    assert [pairing.item for pairing in pairings] == names
    assert all(pairing.advice and pairing.why for pairing in pairings)


# ---------------------------------------------------------------- magnesium that is there already


def hits(situation: Any) -> set[tuple[str, str, float]]:
    return {(name, gap.item, hour) for gap, name, hour in crowded(situation)}


@pytest.mark.parametrize(
    ("hour", "near"),
    [
        (15.0, False),
        (15.25, True),
        (20.75, True),
        (21.0, True),
        (22.75, True),
        (23.0, False),
        (7.0, False),
    ],
)
def test_other_magnesium_inside_a_gap_is_found(
    record_of: Make, judge: Make, hour: float, near: bool
) -> None:
    """Dolutegravir at 21:00: 6 h before and 2 h after; the bounds themselves are free."""
    record = record_of(
        medicines=(Medicine(name="dolutegravir", clock_h=(21.0,)),),
        sources=(MagnesiumSource(name="electrolyte drink", elemental_mg_per_day=60, clock_h=hour),),
    )

    assert bool(hits(judge(record).situation)) is near


@pytest.mark.parametrize(
    ("hour", "near"), [(21.75, False), (22.0, True), (1.75, True), (2.0, False)]
)
def test_other_magnesium_is_found_across_midnight(
    record_of: Make, judge: Make, hour: float, near: bool
) -> None:
    """Gabapentin at a quarter to midnight keeps 2 h: until 01:45 of the next day."""
    record = record_of(
        medicines=(Medicine(name="gabapentin", clock_h=(23.9,)),),
        sources=(MagnesiumSource(name="drink", elemental_mg_per_day=60, clock_h=hour),),
    )

    assert bool(hits(judge(record).situation)) is near


def test_a_medicine_with_magnesium_stands_near_another(record_of: Make, judge: Make) -> None:
    """Quinapril brings magnesium to levothyroxine at the same hour, and none to itself."""
    record = record_of(
        medicines=(
            Medicine(name="levothyroxine", clock_h=(7.0,)),
            Medicine(name="quinapril", clock_h=(7.5, 20.0)),
        )
    )

    assert hits(judge(record).situation) == {("quinapril", "levothyroxine", 7.5)}


@pytest.mark.parametrize(
    "source",
    [
        MagnesiumSource(name="drink", elemental_mg_per_day=60, clock_h=None),
        MagnesiumSource(name="drink", elemental_mg_per_day=0, clock_h=8.0),
        MagnesiumSource(name="drink", elemental_mg_per_day=60, clock_h=14.0),
    ],
)
def test_without_an_hour_or_an_amount_nothing_is_said(
    record_of: Make, judge: Make, source: MagnesiumSource
) -> None:
    """A drink of no known hour, one without magnesium, and one that is far enough."""
    record = record_of(
        medicines=(Medicine(name="levothyroxine", clock_h=(8.0,)),), sources=(source,)
    )

    assert hits(judge(record).situation) == set()


def test_an_amount_that_is_not_known_is_not_nought(record_of: Make, judge: Make) -> None:
    """A source of unknown amount at the hour of the medicine is near it all the same."""
    source = MagnesiumSource(name="drink", elemental_mg_per_day=None, clock_h=8.5)
    record = record_of(
        medicines=(Medicine(name="levothyroxine", clock_h=(8.0,)),), sources=(source,)
    )

    assert hits(judge(record).situation) == {("drink", "levothyroxine", 8.5)}


@pytest.mark.parametrize("mode", ["self", "clinician"])
def test_what_stands_too_near_is_said_with_both_hours(
    record_of: Make, judge: Make, goal_of: Make, mode: str
) -> None:
    """The plan cannot move a multivitamin, so the person reads of it, and is dosed with care."""
    record = record_of(
        medicines=(Medicine(name="levothyroxine", clock_h=(6.9999,)),),
        sources=(MagnesiumSource(name="drink", elemental_mg_per_day=60, clock_h=8.25),),
    )

    judged = judge(record, goal_of(mode))

    said = [r.sentence for r in judged.answer.reasons if "too near" in r.sentence]
    assert len(said) == 1
    assert said[0].startswith("drink at 08:15 is too near levothyroxine at 07:00: ")
    assert judged.answer.verdict == "go_with_care"


# ---------------------------------------------------------------- rows with one direction

ONE_WAY_MEDICINES = "\n".join(
    f'[[medicine]]\nname = "{name}"\n'
    for name in (
        *("afterine", "beforine", "shortine", "bothine", "waryine", "calmine"),
        *("halfbefore", "halfafter"),
    )
)
ONE_WAY_ROWS = "\n".join(
    f"""
[[interaction]]
id = "I-9{number}"
title = "own {number}"
agents = ["{agent}"]
direction = "magnesium_lowers_drug"
severity = "S"
mechanism = "for the test"
effects = [{effects}]
sentence = "Sentence {number}."
how = "policy"
read = "primary"
source = ["policy"]
"""
    for number, agent, effects in (
        (1, "afterine", '{ kind = "advise" }'),
        (2, "afterine", '{ kind = "gap", after_drug_h = 3, before_drug_h = 0 }'),
        (3, "beforine", '{ kind = "gap", after_drug_h = 0, before_drug_h = 5 }'),
        (4, "shortine", '{ kind = "gap", after_drug_h = 0.5, before_drug_h = 0.25 }'),
        (5, "bothine", '{ kind = "gap", after_drug_h = 2, before_drug_h = 1 }'),
        (6, "bothine", '{ kind = "gap", after_drug_h = 1, before_drug_h = 6 }, { kind = "watch" }'),
        (7, "waryine", '{ kind = "avoid" }, { kind = "gap", after_drug_h = 2, before_drug_h = 2 }'),
        (8, "calmine", '{ kind = "gap", after_drug_h = 0, before_drug_h = 0 }'),
        (9, "halfbefore", '{ kind = "gap", after_drug_h = 0, before_drug_h = 0.5 }'),
        (0, "halfafter", '{ kind = "gap", after_drug_h = 0.5, before_drug_h = 0 }'),
    )
)


@pytest.fixture
def one_way(seen: Make, facts_with: Make) -> Make:
    """The situation of somebody who takes medicines of rows made for the test."""
    own = facts_with(medicines=ONE_WAY_MEDICINES, interactions=ONE_WAY_ROWS)

    def of(*names: str) -> Any:
        return seen(*(Medicine(name=name, clock_h=(8.0,)) for name in names), others=own)

    return of


def test_a_gap_of_one_direction_or_of_minutes_is_a_gap(one_way: Make) -> None:
    """Only after, only before, a quarter of an hour; each rests on the row that asks for it."""
    names = ("afterine", "beforine", "shortine", "bothine", "waryine", "calmine")
    names += ("halfbefore", "halfafter")

    found = {g.item: (g.gap_before_h, g.gap_after_h, g.reason) for g in gaps_of(one_way(*names))}

    assert found == {
        "afterine": (0, 3, "I-92"),
        "beforine": (5, 0, "I-93"),
        "shortine": (0.25, 0.5, "I-94"),
        "bothine": (6, 2, "I-96"),
        "waryine": (2, 2, "I-97"),
        "halfbefore": (0.5, 0, "I-99"),
        "halfafter": (0, 0.5, "I-90"),
    }


def test_what_is_said_of_each_medicine_word_by_word(one_way: Make) -> None:
    """Its hours in both directions, or the prescriber, or that none is needed; and why."""
    names = ("afterine", "shortine", "bothine", "waryine", "calmine", "unheardofine")

    said = {p.item: p for p in pairings_of(one_way(*names))}

    assert {name: pairing.advice for name, pairing in said.items()} == {
        "afterine": "Consider magnesium at least 0 h before or 3 h after afterine.",
        "shortine": "Consider magnesium at least 0.25 h before or 0.5 h after shortine.",
        "bothine": "Consider magnesium at least 6 h before or 2 h after bothine.",
        "waryine": "No magnesium beside waryine; the prescriber decides.",
        "calmine": "No gap from calmine is needed.",
        "unheardofine": "Consider magnesium at least 4 h before or 4 h after unheardofine.",
    }
    assert said["bothine"].why == "Sentence 5. Sentence 6."
    assert said["afterine"].why == "Sentence 1. Sentence 2."
    assert said["bothine"].facts == ("interaction:I-95", "interaction:I-96")
    hours = {n: (p.gap_before_h, p.gap_after_h) for n, p in said.items()}
    assert hours["calmine"] == (None, None)
    assert hours["afterine"] == (0, 3) and hours["waryine"] == (2, 2)
    half = {p.item: p for p in pairings_of(one_way("halfbefore", "halfafter"))}
    assert (half["halfbefore"].gap_before_h, half["halfafter"].gap_after_h) == (0.5, 0.5)


def test_two_rows_with_one_sentence_say_it_once(seen: Make) -> None:
    """Nothing is repeated, and nothing is left out."""
    for name in ("levothyroxine", "ciprofloxacin", "tacrolimus"):
        situation = seen(Medicine(name=name, clock_h=(8.0,)))
        (pairing,) = pairings_of(situation)
        sentences = list(dict.fromkeys(r.sentence for r in situation.matched[0].interactions))
        assert sentences
        assert pairing.why == " ".join(sentences)


@pytest.mark.parametrize(
    ("hour", "near"), [(7.25, False), (8.0, True), (8.25, True), (8.75, False)]
)
def test_magnesium_at_the_same_or_a_near_hour_is_told(
    record_of: Make, judge: Make, facts_with: Make, hour: float, near: bool
) -> None:
    """Half an hour after and a quarter before: 08:00 and 08:15 are inside, 07:15 is not."""
    own = facts_with(medicines=ONE_WAY_MEDICINES, interactions=ONE_WAY_ROWS)
    record = record_of(
        medicines=(Medicine(name="shortine", clock_h=(8.0,)),),
        sources=(MagnesiumSource(name="drink", elemental_mg_per_day=60, clock_h=hour),),
    )

    assert bool(hits(judge(record, others=own).situation)) is near


@pytest.mark.parametrize(("hour", "near"), [(21.0, False), (21.5, True), (0.5, True), (5.0, False)])
def test_other_magnesium_before_midnight_is_near_a_medicine_after_it(
    record_of: Make, judge: Make, hour: float, near: bool
) -> None:
    """Levothyroxine at 01:00 keeps 4 h: from 21:00 of the evening before to 05:00."""
    record = record_of(
        medicines=(Medicine(name="levothyroxine", clock_h=(1.0,)),),
        sources=(MagnesiumSource(name="drink", elemental_mg_per_day=60, clock_h=hour),),
    )

    assert bool(hits(judge(record).situation)) is near
