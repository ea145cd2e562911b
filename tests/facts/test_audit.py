"""Does each check of the audit find what it is for?

Each test breaks one row in a copy of the data folder and names the check that must speak.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from magtitrate.errors import FactError
from magtitrate.facts import Facts, open_facts
from magtitrate.facts.audit import CHECKS, audit

DATA = Path(__file__).resolve().parents[2] / "src" / "magtitrate" / "facts" / "data"
Break = Callable[..., Facts]

PARAMETER = """
[[parameter]]
name = "policy.of_this_test"
value = 1
unit = "h"
how = "policy"
read = "primary"
source = ["policy"]
"""

RULE = """
[[rule]]
id = "X-01"
family = "condition"
title = "A rule of this test"
when = [{ kind = "always" }]
effects = [{ kind = "watch" }]
sentence = "A sentence."
how = "policy"
read = "primary"
source = ["policy"]
"""

INTERACTION = """
[[interaction]]
id = "I-99"
title = "An interaction of this test"
agents = ["levothyroxine"]
direction = "magnesium_lowers_drug"
severity = "S"
mechanism = "m"
effects = [{ kind = "gap", after_drug_h = 4, before_drug_h = 4 }]
sentence = "A sentence."
how = "policy"
read = "primary"
source = ["policy"]
"""


@pytest.fixture(scope="module")
def before() -> set[tuple[str, str, str]]:
    """What the audit says of the shipped facts."""
    return {(f.check, f.key, f.problem) for f in audit(open_facts())}


@pytest.fixture
def broken(tmp_path: Path) -> Break:
    """A copy of the data folder with a text replaced in, or added to, one file."""

    def edit(name: str, *, add: str = "", old: str = "", new: str = "") -> Facts:
        folder = tmp_path / "data"
        if not folder.exists():
            shutil.copytree(DATA, folder)
        path = folder / name
        text = path.read_text(encoding="utf-8")
        assert old in text, old
        path.write_text(text.replace(old, new, 1) + add, encoding="utf-8")
        return open_facts(folder)

    return edit


def spoke(facts: Facts, before: set[tuple[str, str, str]]) -> set[tuple[str, str]]:
    """(check, key) of the findings that the shipped facts do not have."""
    new = {(f.check, f.key, f.problem) for f in audit(facts)} - before
    return {(check, key) for check, key, _ in new}


def test_the_shipped_facts_have_no_finding(before: set[tuple[str, str, str]]) -> None:
    """What is shipped agrees with itself."""
    assert before == set()


def test_an_untouched_copy_has_nothing_new(broken: Break, before: set) -> None:
    """The harness itself breaks nothing, and a good new row is no finding."""
    facts = broken("parameters/policy.toml", add=PARAMETER)

    assert spoke(facts, before) == set()
    assert len(CHECKS) >= 8


@pytest.mark.parametrize(
    ("name", "row", "key"),
    [
        ("parameters/policy.toml", PARAMETER, "parameter:policy.of_this_test"),
        ("rules/conditions.toml", RULE, "rule:X-01"),
        ("interactions.toml", INTERACTION, "interaction:I-99"),
    ],
)
def test_a_source_that_is_no_row_is_found(
    broken: Break, before: set, name: str, row: str, key: str
) -> None:
    """A citation that leads nowhere is a finding, wherever it stands."""
    facts = broken(name, add=row.replace('["policy"]', '["policy", "nobody1999"]'))

    assert ("sources found", key) in spoke(facts, before)


@pytest.mark.parametrize(
    ("name", "row", "key"),
    [
        ("parameters/policy.toml", PARAMETER, "parameter:policy.of_this_test"),
        ("rules/conditions.toml", RULE, "rule:X-01"),
        ("interactions.toml", INTERACTION, "interaction:I-99"),
    ],
)
@pytest.mark.parametrize("waiver", ["", "trust me"])
def test_memory_without_a_waiver_is_found(
    broken: Break, before: set, name: str, row: str, key: str, waiver: str
) -> None:
    """What safety reads from memory says so, and why it is used all the same."""
    from_memory = row.replace('read = "primary"', f'read = "memory"\nwaiver = "{waiver}"')

    assert ("memory is waived", key) in spoke(broken(name, add=from_memory), before)


def test_memory_with_a_waiver_is_accepted(broken: Break, before: set) -> None:
    """A waiver that says who did not look, and why, is enough."""
    waiver = 'read = "memory"\nwaiver = "not reviewed by a clinician: it can only refuse"'
    facts = broken("rules/conditions.toml", add=RULE.replace('read = "primary"', waiver))

    assert spoke(facts, before) == set()


@pytest.mark.parametrize("kind", ["has_condition", "has_symptom"])
def test_a_code_that_does_not_exist_is_found(broken: Break, before: set, kind: str) -> None:
    """A misspelt code would make a rule that never fires."""
    condition = f'{{ kind = "{kind}", any = ["chest_pane"] }}'
    facts = broken("rules/conditions.toml", add=RULE.replace('{ kind = "always" }', condition))

    assert ("codes known", "rule:X-01") in spoke(facts, before)


def test_an_analyte_that_does_not_exist_is_found(broken: Break, before: set) -> None:
    """A requirement of an unknown analyte could never be met."""
    effect = '{ kind = "require", analytes = ["magnesium"], days = 90 }'
    facts = broken("rules/conditions.toml", add=RULE.replace('{ kind = "watch" }', effect))

    assert ("codes known", "rule:X-01") in spoke(facts, before)


def test_an_agent_that_is_in_no_index_is_found(broken: Break, before: set) -> None:
    """An interaction of a name that no medicine has would never apply."""
    facts = broken("interactions.toml", add=INTERACTION.replace("levothyroxine", "levothyroxin"))

    assert ("agents known", "interaction:I-99") in spoke(facts, before)


def test_a_class_that_no_medicine_has_is_found(broken: Break, before: set) -> None:
    """A rule that asks for a class nobody carries would never fire."""
    condition = '{ kind = "takes", any = ["thyroid_hormon"] }'
    facts = broken("rules/conditions.toml", add=RULE.replace('{ kind = "always" }', condition))

    assert ("agents known", "rule:X-01") in spoke(facts, before)


@pytest.mark.parametrize(
    ("name", "row", "key"),
    [
        ("rules/conditions.toml", RULE, "rule:X-01"),
        ("interactions.toml", INTERACTION, "interaction:I-99"),
    ],
)
def test_a_key_that_stands_twice_is_found(
    broken: Break, before: set, name: str, row: str, key: str
) -> None:
    """Two rows with one key are told apart by a part, or one is too many."""
    assert ("keys unique", key) in spoke(broken(name, add=row + row), before)


def test_an_analyte_without_a_row_is_found(broken: Break, before: set) -> None:
    """What can be read has a row, and a row has units."""
    facts = broken("analytes.toml", old='name = "tsh"', new='name = "tshh"')

    assert {("analytes complete", "analyte:tsh"), ("analytes complete", "analyte:tshh")} <= spoke(
        facts, before
    )


def test_a_successor_that_does_not_exist_is_found(broken: Break, before: set) -> None:
    """A superseded row points to one that stands in the files."""
    facts = broken("parameters/policy.toml", add=PARAMETER + 'successor = "policy.nowhere"\n')

    assert ("successors found", "parameter:policy.of_this_test") in spoke(facts, before)


def test_a_fit_to_nothing_is_found(broken: Break, before: set) -> None:
    """A fitted number says what it was fitted to."""
    fitted = PARAMETER.replace('how = "policy"', 'how = "fitted"')

    key = "parameter:policy.of_this_test"
    assert ("fitted says to what", key) in spoke(
        broken("parameters/policy.toml", add=fitted), before
    )
    assert spoke(broken("parameters/policy.toml", add='where = "table 2"\n'), before) == set()


# ---------------------------------------------------------------- what no check looks at yet


def trouble(facts: Facts, before: set) -> bool:
    """Did reading or auditing complain at all?"""
    try:
        return bool(spoke(facts, before))
    except FactError:
        return True


def test_the_default_rule_for_unknown_medicines_cannot_be_lost(broken: Break, before: set) -> None:
    """Without I-00 an unknown medicine would pass in silence (rule 8 of the ten)."""
    facts = broken("interactions.toml", old='id = "I-00"', new='id = "I-000"')

    assert trouble(facts, before)


def test_a_part_of_a_combination_that_is_in_no_index_is_found(broken: Break, before: set) -> None:
    """A combination with a misspelt part would lose that part's gaps."""
    row = '\n[[medicine]]\nname = "two in one"\ncombination = ["levothyroxine", "dolutegravr"]\n'

    assert trouble(broken("medicines.toml", add=row), before)


def test_a_name_of_two_medicines_is_found(broken: Break, before: set) -> None:
    """A brand that two rows claim would silently be the last one."""
    row = '\n[[medicine]]\nname = "something else"\nbrands = ["Synthroid"]\nroute = "topical"\n'

    assert trouble(broken("medicines.toml", add=row), before)


def test_a_parameter_that_stands_twice_is_found(broken: Break, before: set) -> None:
    """A second `policy.plan_life` must not silently replace the first."""
    row = PARAMETER.replace("policy.of_this_test", "policy.plan_life")

    assert trouble(broken("parameters/policy.toml", add=row), before)


def test_a_rule_about_a_field_that_no_situation_has_is_found(broken: Break, before: set) -> None:
    """A misspelt field is found before a person's plan stops at it."""
    condition = '{ kind = "field_within", field = "egfrr", below = 30 }'
    facts = broken("rules/conditions.toml", add=RULE.replace('{ kind = "always" }', condition))

    assert trouble(facts, before)


def test_a_jurisdiction_of_the_contract_without_a_row_is_found(broken: Break, before: set) -> None:
    """Each jurisdiction that a person may name has its limit and its emergency words."""
    facts = broken("jurisdictions.toml", old='code = "NO"', new='code = "XX"')

    assert trouble(facts, before)
