"""Does arithmetic find what does not fit in the claims, and only that?"""

from __future__ import annotations

import math
import shutil
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from magtitrate.facts import Facts, open_facts
from magtitrate.facts.consistency import KINDS, Disagreement, disagreements
from magtitrate.facts.dimensions import UnknownUnit, convert, measure, same_dimension
from magtitrate.facts.statement import Unreadable, parse

DATA = Path(__file__).resolve().parents[2] / "src" / "magtitrate" / "facts" / "data"


def of(kind: str, facts: Facts) -> dict[tuple[str, ...], str]:
    """Claims -> sentence, of one kind."""
    return {one.claims: one.sentence for one in disagreements(facts) if one.kind == kind}


@pytest.fixture
def said(tmp_path: Path):
    """The facts with these statements and no others: (claim, statement) each."""

    def make(*pairs: tuple[str, str]) -> tuple[Disagreement, ...]:
        folder = tmp_path / "data"
        shutil.copytree(DATA, folder, dirs_exist_ok=True)
        text = "".join(
            f'[[statement]]\nclaim = "{claim}"\nsays = "{says}"\n' for claim, says in pairs
        )
        (folder / "statements.toml").write_text(text, encoding="utf-8")
        return disagreements(open_facts(folder))

    return make


# ---------------------------------------------------------------- the articles


def test_the_reaction_time_is_not_12_percent(facts: Facts) -> None:
    """215 to 198 ms is 7.9 %, inside S0-13 and against the trial of S0-12; 12 % would be 189."""
    found = of("figures", facts)

    assert set(found) == {("S0-12", "S0-13"), ("S0-13",)}
    assert "-7.9 %, not -12 %" in found["S0-13",]
    assert "189 ms" in found["S0-13",]


def test_fast_and_sustained_release_exclude_each_other(facts: Facts) -> None:
    """The first and the last article say fast, the second says sustained."""
    found = of("words", facts)

    assert {("S0-20", "S1-12"), ("S0-07", "S1-12"), ("S1-12", "S3-03")} <= set(found)


def test_the_three_thirties_are_three_things(facts: Facts) -> None:
    """One figure of 30 % is a peak, a share absorbed, and a level after 90 minutes."""
    found = of("meanings", facts)

    assert set(found) == {("S0-07", "S1-07", "S3-03")}
    assert "3 things" in found["S0-07", "S1-07", "S3-03"]


def test_doses_are_held_against_the_limits_of_jurisdictions(facts: Facts) -> None:
    """200-300 mg is above the EU's 250; 400 mg is above every limit; 250 above none."""
    found = of("limits", facts)

    assert "250 (EU)" in found["S3-19",] and "350" not in found["S3-19",]
    assert "350" in found["S3-22",] and "350" in found["S1-19",]
    assert not any("S0-12" in claims or "S3-32" in claims for claims in found)


def test_half_as_much_again_breaks_the_articles_own_ceiling(facts: Facts) -> None:
    """200-400 mg raised by 50 % is up to 600, above the 400 that the same article allows."""
    sentence = of("limits", facts)["S3-11", "S3-16", "S3-22"]

    assert "300 to 600 mg/d" in sentence
    assert "400 mg/d" in sentence


def test_a_plateau_and_an_excess_exclude_each_other(facts: Facts) -> None:
    """Where nothing more is absorbed, nothing more can lower calcium; nor is one magnesium
    both too little and too much, nor a calmer muscle twitching."""
    found = of("words", facts)

    assert {("S3-09", "S3-10"), ("S3-16", "S3-17"), ("S2-10", "S3-31")} <= set(found)


def test_claims_are_held_against_what_was_measured(facts: Facts) -> None:
    """Trials found plasma 2.4 to 7.1 % up; bisglycinate has two glycines."""
    found = of("facts", facts)

    assert set(found) == {("S0-07",), ("S1-05",), ("S3-03",), ("S3-18",)}
    assert "2.4 to 7.1 %" in found["S3-18",]


def test_shares_of_people_are_whole_people(facts: Facts) -> None:
    """68 % and 22 % of one series: 25 and 8 of 37 are the fewest."""
    assert "are 37" in of("people", facts)["S3-30", "S3-31"]
    assert [round(100 * n / 37) for n in (25, 8)] == [68, 22]


def test_a_supported_claim_is_not_contradicted(facts: Facts) -> None:
    """What arithmetic contradicts has another verdict, and remarks contradict nothing."""
    found = disagreements(facts)

    assert {one.kind for one in found} == set(KINDS)
    for one in found:
        for claim in one.claims if one.contradicts else ():
            assert facts.claims[claim].verdict != "supported", claim


# ---------------------------------------------------------------- not a list: other statements


def test_other_figures_are_found_too(said) -> None:
    """The checker computes: other numbers, other units, another quantity."""
    found = said(("S0-01", "weight: 2.00 g -> 1500 mg"), ("S0-02", "weight: change -30 %"))

    assert [(one.kind, one.claims) for one in found] == [("figures", ("S0-01", "S0-02"))]
    assert "-25.0 %" in found[0].sentence


@pytest.mark.parametrize(
    "pairs",
    [
        (("S0-01", "time: 215 ms -> 198 ms"), ("S0-02", "time: change -8 %")),  # rounded
        (("S0-01", "time: 215 ms -> 198 ms"), ("S0-02", "other: change -12 %")),
        (("S0-01", "dose: 200..400 mg/d"), ("S0-02", "dose: 300 mg/d")),
        (("S0-01", "rest: 1 h"), ("S0-02", "rest: 60 min")),
        (("S0-01", "release: fast"), ("S0-02", "release of=oxide: slow")),
        (("S0-01", "gain: change +30 %"), ("S0-02", "loss: change +30 %")),
        (("S0-01", "some_dose: <= 250 mg/d"),),
    ],
)
def test_what_fits_is_left_alone(said, pairs) -> None:
    """Rounding, other quantities, ranges that meet, equal units and doses at the limit fit."""
    assert said(*pairs) == ()


def test_bounds_that_touch_exclude_each_other_only_if_one_is_strict(said) -> None:
    """Below 60 and at least 60 have nothing in common; at most 60 and at least 60 have 60."""
    strict = said(("S0-01", "x: < 60 min"), ("S0-02", "x: >= 1 h"))
    soft = said(("S0-01", "x: <= 60 min"), ("S0-02", "x: >= 1 h"))

    assert [one.kind for one in strict] == ["ranges"]
    assert [one.kind for one in soft] == ["differ"]


# ---------------------------------------------------------------- the grammar


@pytest.mark.parametrize(
    "text",
    [
        "",
        "no colon 3 mg",
        "time:",
        "time: 3",
        "time: three mg",
        "time: 3 mgs",
        "time: 3 mg -> 4 h",
        "time: 0 mg -> 4 mg",
        "time: change fast",
        "time: quicker",
        "Time: 3 mg",
        "time of: 3 mg",
        "time: 3..x mg",
        "time: < fast",
    ],
)
def test_what_is_not_in_the_grammar_is_refused(text: str) -> None:
    """A statement that cannot be read is an error and not silence."""
    with pytest.raises((Unreadable, UnknownUnit)):
        parse(text)


def test_a_statement_is_read_whole() -> None:
    """Quantity, qualifiers in any order, a range with a sign."""
    one = parse("gain  after=90_min of=plasma : change +30..40 %")

    assert one.subject == parse("gain of=plasma after=90_min: change 30 .. 40 %").subject
    assert one.change is not None
    assert (one.change.low, one.change.high, one.change.half_step) == (30, 40, 0.5)
    assert one.words == "gain (after 90 min, of plasma)"


@given(
    before=st.floats(1, 1e4),
    percent=st.floats(-90, 400),
)
def test_a_change_computed_from_two_levels_is_the_change(before: float, percent: float) -> None:
    """a -> a(1 + p) is p, whatever the numbers."""
    after = before * (1 + percent / 100)

    found = parse(f"x: {before:.9f} mg -> {after:.9f} mg").change_percent

    assert found is not None
    assert found.low == pytest.approx(percent, abs=1e-5)


@pytest.mark.parametrize(
    ("text", "factor", "powers"),
    [
        ("L/h/kg", 1e-6, {"volume": 1, "time": -1, "mass": -1}),
        ("mmol/L", 1, {"amount": 1, "volume": -1}),
        ("mL/min/{1.73_m2}", 0.06, {"volume": 1, "time": -1}),
        ("%", 0.01, {}),
        ("1/d", 1 / 24, {"time": -1}),
        ("mg/kg", 1e-6, {}),
    ],
)
def test_units_have_their_powers(text: str, factor: float, powers: dict[str, int]) -> None:
    """Exponents add up, and what divides subtracts."""
    found = measure(text)

    assert found.factor == pytest.approx(factor)
    assert found.powers == powers


def test_units_of_other_things_are_not_converted() -> None:
    """Hours are no milligrams, and a clearance is not one per surface."""
    assert same_dimension("h", "week")
    assert not same_dimension("mL/min", "mL/min/{1.73_m2}")
    assert convert(2, "week", "h") == pytest.approx(336)
    with pytest.raises(UnknownUnit):
        convert(1, "mg", "h")
    for text in ("", "hours", "mg/", "/h", "mg//h", "meq/L"):
        with pytest.raises(UnknownUnit):
            measure(text)


@given(st.floats(1e-3, 1e6), st.sampled_from(["h", "d", "min", "week", "ms"]))
def test_units_there_and_back(value: float, unit: str) -> None:
    """A conversion and its reverse give the number again."""
    assert math.isclose(convert(convert(value, unit, "h"), "h", unit), value, rel_tol=1e-12)
