"""Do facts and claims read well in a terminal of 80 columns, without color?"""

from __future__ import annotations

import json

import pytest

from magtitrate.facts import Facts
from magtitrate.facts.audit import Finding
from magtitrate.facts.lookup import TOPICS, find
from magtitrate.facts.shapes import CONDITION_KINDS, EFFECT_KINDS, FIELDS, Condition, Effect
from magtitrate.formats.fact_rows import summary
from magtitrate.formats.facts_text import (
    check_text,
    claims_text,
    consistency_text,
    list_text,
    row_text,
)
from magtitrate.formats.rule_words import condition_words, effect_words


def width(text: str) -> int:
    return max(len(line) for line in text.splitlines())


def unwrapped(text: str) -> str:
    return " ".join(text.split())


# ---------------------------------------------------------------- rules in words


@pytest.mark.parametrize(
    ("condition", "words"),
    [
        (Condition(kind="always"), "always"),
        (Condition(kind="answer_missing", field="age_y"), "age is missing"),
        (Condition(kind="field_within", field="age_y", below=18), "age is below 18 years"),
        (
            Condition(kind="field_within", field="egfr", at_least=30, below=45),
            "eGFR is at least 30 and below 45",
        ),
        (
            Condition(kind="field_within", field="serum_magnesium", above_field="serum_upper"),
            "serum magnesium is above its upper limit",
        ),
        (
            Condition(kind="answer_is", field="sex", any=("female",), negate=True),
            "not: sex: female",
        ),
        (
            Condition(kind="has_condition", any=("dialysis", "acute_kidney_injury")),
            "has dialysis or acute kidney injury",
        ),
        (Condition(kind="has_symptom", any=("fainting",)), "reports fainting"),
        (Condition(kind="takes", any=("nsaid", "lithium")), "takes nsaid or lithium"),
    ],
)
def test_a_condition_is_said_in_plain_words(facts: Facts, condition, words) -> None:
    """A reader sees a sentence and not the fields of a row."""
    assert condition_words(condition, facts) == words


@pytest.mark.parametrize(
    ("effect", "words"),
    [
        (Effect(kind="cap", limit="single", elemental_mg=200), "at most 200 mg at once"),
        (
            Effect(kind="cap", limit="daily", fraction=1, of="upper_limit", mode="self"),
            "at most the upper limit a day (alone)",
        ),
        (
            Effect(kind="gap", after_drug_h=4, before_drug_h=2),
            "magnesium at least 2 h before it or 4 h after it",
        ),
        (Effect(kind="refer", to="nephrology"), "no plan here; see nephrology"),
        (Effect(kind="reduce", fraction=0.5), "at most 50 % of the dose in force"),
        (
            Effect(kind="measure", analytes=("tsh",), weeks=(2, 6), then_weeks=4),
            "measure tsh after 2 and 6 weeks, then every 4 weeks",
        ),
        (
            Effect(kind="require", analytes=("potassium", "calcium"), days=90),
            "needs potassium and calcium, no older than 90 days",
        ),
    ],
)
def test_an_effect_is_said_in_plain_words(effect: Effect, words: str) -> None:
    """What a rule does is a phrase."""
    assert effect_words(effect) == words


def test_every_rule_can_be_said(facts: Facts) -> None:
    """No condition or effect of the rule book is left as its raw fields."""
    seen = {condition.kind for rule in facts.rules for condition in rule.when}
    done = {e.kind for row in (*facts.rules, *facts.interactions) for e in row.effects}
    assert seen <= set(CONDITION_KINDS)
    assert done <= set(EFFECT_KINDS)

    for row in (*facts.rules, *facts.interactions):
        words = [effect_words(effect) for effect in row.effects]
        words += [condition_words(c, facts) for c in getattr(row, "when", ())]
        assert all(text and "kind" not in text and "None" not in text for text in words), row.key


def test_every_field_has_words() -> None:
    """A field whose name is no English gets its own words."""
    for name in FIELDS:
        bounded = Condition(kind="answer_missing", field=name)
        words = condition_words(bounded, None)  # type: ignore[arg-type]
        assert "_" not in words
        assert " umol" not in words and " mg per 100" not in words


# ---------------------------------------------------------------- one row


@pytest.mark.parametrize(
    "key",
    [
        *("K-05", "D-05", "I-01", "E-01", "E-17", "G-02", "U-04", "KB-19", "PR-4", "S0:05.2"),
        *("gut.carrier_vmax", "policy.plan_life", "finejci91", "levothyroxine", "dialysis"),
        *("serum_magnesium", "EU", "bisglycinate/anhydrous", "US/adult/male/19-31", "gad_7"),
        *("LA-05", "S3-09"),
    ],
)
def test_every_kind_of_row_fits_80_columns(facts: Facts, key: str) -> None:
    """Whatever is shown is plain text of at most 80 columns, with its key first."""
    text = row_text(facts, key)

    assert width(text) <= 80
    assert key.casefold() in text.splitlines()[0].casefold()
    assert "\x1b" not in text
    assert "None" not in text and "=''" not in text


def test_a_rule_shows_when_then_claims_and_papers(facts: Facts) -> None:
    """From a rule a reader goes to the claim it corrects and to the papers behind it."""
    text = unwrapped(row_text(facts, "rule:D-05"))

    assert "when always" in text
    assert "corrects S3-23, contradicted:" in text
    assert "PMID 11756061" in text


def test_a_source_shows_what_rests_on_it(facts: Facts) -> None:
    """From a paper a reader goes back to what cites it; an uncited one says why it stays."""
    assert "parameter:gut.carrier_vmax" in unwrapped(row_text(facts, "source:fine1991jci"))
    uncited = next(iter(facts.uncited))
    assert facts.uncited[uncited][:20] in unwrapped(row_text(facts, f"source:{uncited}"))


def test_numbers_have_their_unit_and_width(facts: Facts) -> None:
    """A parameter reads as a value with unit, bounds, and how well it is known."""
    text = unwrapped(row_text(facts, "losses.sweat_mmol_per_l"))

    assert "value 0.14 mmol/L, possible 0.01 to 1" in text
    assert "people lognormal, coefficient of variation 35 %" in text


# ---------------------------------------------------------------- claims


def test_a_claim_shows_its_studies_sources_numbers_and_rules(facts: Facts) -> None:
    """One command shows what is said, what is known, what follows, and where to read on."""
    text = unwrapped(claims_text(facts, "s3-23"))

    assert "verdict contradicted" in text
    assert "corrected by D-05" in text
    assert "unsafe as written, U-05" in text
    assert "in article S3:" in text
    assert "PMID" in text

    inconsistent = unwrapped(claims_text(facts, "S0-13"))
    assert "in numbers reaction time: 215 ms -> 198 ms" in inconsistent
    assert "-7.9 %, not -12 %" in inconsistent
    assert inconsistent.count("-7.9 %, not -12 %") == 1

    assert "study E-01:" in unwrapped(claims_text(facts, "S2-10"))


def test_claims_are_listed_with_a_tally(facts: Facts) -> None:
    """A line or two each, and how many of each verdict."""
    everything, contradicted = claims_text(facts), claims_text(facts, verdict="contradicted")

    assert width(everything) <= 80
    assert "103 claims" in everything
    assert contradicted.count("contradicted  ") == 19
    assert "19 claims: 19 contradicted." in contradicted


def test_what_does_not_fit_is_printed_by_kind(facts: Facts) -> None:
    """`claims --check` groups what arithmetic found, in text and as JSON."""
    text = consistency_text(facts)
    body = json.loads(consistency_text(facts, as_json=True))

    assert width(text) <= 80
    assert "Figures that do not follow from each other" in text
    assert "S0-12 x S0-13" in text
    assert {"kind", "claims", "sentence", "numbers", "facts"} == set(body[0])


# ---------------------------------------------------------------- lists and checks


@pytest.mark.parametrize("topic", ["conditions", "symptoms"])
def test_every_code_is_listed_with_its_title(facts: Facts, topic: str) -> None:
    """The contract: the whole list, a code and its title per line."""
    codes = facts.conditions if topic == "conditions" else facts.symptoms

    lines = list_text(facts, topic).splitlines()

    assert len(lines) == len(codes) + 1
    for line, (code, row) in zip(lines, codes.items(), strict=False):
        assert line.split()[0] == code
        assert row.title[:12] in line


@pytest.mark.parametrize("topic", [*TOPICS, "gut", "policy", "medicines"])
def test_every_topic_is_listed_within_80_columns(facts: Facts, topic: str) -> None:
    """One line per row, short enough for a terminal, but for a key that is itself longer."""
    for line in list_text(facts, topic).splitlines()[:-1]:
        assert len(line) <= 80 or len(line.split("  ")[0]) > 60


def test_topics_are_listed_when_none_is_asked(facts: Facts) -> None:
    """Without a topic the reader learns which there are."""
    text = list_text(facts, "")

    assert width(text) <= 80
    for topic in TOPICS:
        assert f"\n{topic} " in f"\n{text}"
    assert "gut" in text
    assert json.loads(list_text(facts, "gut", as_json=True)) == {
        "gut": [key for key in facts.parameters if key.startswith("gut.")]
    }


def test_every_row_has_a_line(facts: Facts) -> None:
    """A list never shows a bare key where the row has something to say."""
    for topic, rows in TOPICS.items():
        for key, row in list(rows(facts).items())[:30]:
            if topic != "medicine":
                assert summary(row), f"{topic}:{key}"


def test_checks_are_printed_with_what_was_run(facts: Facts) -> None:
    """`facts check` names every check, and a finding of a run fails it."""
    text, passed = check_text(facts, runs=("a run",))
    assert "holds  a run" in text
    assert ("fails" not in text) == passed

    found = Finding(check="a run", key="model", problem="serum drifts. " * 12)
    text, passed = check_text(facts, runs=("a run",), ran=(found,))

    assert not passed
    assert "fails  a run" in text
    assert width(text) <= 80
    assert not json.loads(check_text(facts, ran=(found,), as_json=True)[0])["passed"]


def test_a_medicine_is_found_by_name(facts: Facts) -> None:
    """The list shows other names beside each, and the row its classes."""
    assert "Synthroid" in row_text(facts, "medicine:levothyroxine")
    assert [topic for topic, _, _ in find(facts, "levothyroxine")] == ["medicine"]
