"""Does each further check of the audit find what it is for?

As in test_audit.py: each test breaks one row in a copy of the data and names the check that
must speak, and the key it must speak of.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from magtitrate.errors import FactError
from magtitrate.facts import Facts, open_facts
from magtitrate.facts.audit import CHECKS
from magtitrate.facts.audit_units import undeclared

DATA = Path(__file__).resolve().parents[2] / "src" / "magtitrate" / "facts" / "data"
Broken = Callable[..., Facts]

PARAMETER = """
[[parameter]]
name = "policy.of_this_test_h"
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
SOURCE = '\n[[source]]\nkey = "nobody2026"\nkind = "trial"\ntitle = "Read by nobody"\n'
KEY = "parameter:policy.of_this_test_h"


@pytest.fixture
def broken(tmp_path: Path) -> Broken:
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


def keys(check: str, facts: Facts) -> set[str]:
    """The keys of which one check speaks."""
    return {key for key, _ in CHECKS[check](facts)}


# ---------------------------------------------------------------- sources


def test_a_source_that_nobody_cites_is_found(broken: Broken) -> None:
    """A source in the list that carries nothing is an orphan, unless it says why it stays."""
    assert "source:nobody2026" in keys("sources used", broken("sources/house.toml", add=SOURCE))

    reason = '\n[[uncited]]\nreason = "an example"\nsource = ["nobody2026"]\n'
    assert "source:nobody2026" not in keys("sources used", broken("uncited.toml", add=reason))


def test_a_reason_for_no_source_is_found(broken: Broken) -> None:
    """A key in uncited.toml that is no source is a slip."""
    facts = broken("uncited.toml", add='\n[[uncited]]\nreason = "r"\nsource = ["nobody1999"]\n')

    assert "source:nobody1999" in keys("sources used", facts)


def test_a_row_without_a_source_is_found(broken: Broken) -> None:
    """An empty list of sources is no source."""
    row = PARAMETER.replace('["policy"]', "[]")

    assert KEY in keys("rows name sources", broken("parameters/policy.toml", add=row))


def test_a_measurement_by_nobody_is_found(broken: Broken) -> None:
    """What is called measured and read cites somebody other than ourselves."""
    row = PARAMETER.replace('how = "policy"', 'how = "measured"')

    assert KEY in keys("measured by somebody", broken("parameters/policy.toml", add=row))


# ---------------------------------------------------------------- units and bounds


@pytest.mark.parametrize("unit", ["d", "mg", "1", "hours", "mmol/L/"])
def test_a_unit_that_does_not_fit_the_name_is_found(broken: Broken, unit: str) -> None:
    """A name that ends in `_h` holds hours: no days, no milligrams, no unknown text."""
    row = PARAMETER.replace('unit = "h"', f'unit = "{unit}"')

    assert KEY in keys("units fit", broken("parameters/policy.toml", add=row))


@pytest.mark.parametrize(
    ("name", "unit"),
    [
        ("policy.plan_life", "week"),
        ("policy.serum_upper_fallback", "mg/dL"),
        ("policy.vitamin_b6_cap", "mg"),
        ("diet.magnesium_mixed", "mmol/d"),
        ("population.egfr", "mL/min"),
        ("plasma.volume_l_per_kg", "L"),
        ("gut.carrier_vmax_mmol_per_h", "mmol"),
    ],
)
def test_a_unit_that_no_reader_expects_is_found(broken: Broken, name: str, unit: str) -> None:
    """Each number is in the unit in which code reads it."""
    row = PARAMETER.replace("policy.of_this_test_h", name).replace('"h"', f'"{unit}"')
    files = {"policy": "policy", "diet": "population", "population": "population"}
    file = f"parameters/{files.get(name.split('.')[0], name.split('.')[0])}.toml"
    text = (DATA / file).read_text(encoding="utf-8")
    start = text.find(f'"{name}"')
    if start < 0:
        facts = broken(file, add=row)
    else:
        old = text[text.rindex("[[parameter]]", 0, start) : text.index("source", start)]
        facts = broken(file, old=old, new=with_unit(old, unit))

    assert f"parameter:{name}" in keys("units fit", facts)


def with_unit(row: str, unit: str) -> str:
    """The same row in another unit."""
    lines = [
        f'unit = "{unit}"' if line.replace(" ", "").startswith("unit=") else line
        for line in row.split("\n")
    ]
    return "\n".join(lines)


def test_every_parameter_says_its_unit_or_its_reader_does(facts: Facts) -> None:
    """A new number ends in its unit, or its unit is declared where units are compared."""
    assert undeclared(facts) == []


@pytest.mark.parametrize(
    "more",
    [
        "bounds = [1, 1]",
        'bounds = [-1, 2]\nuncertainty = { kind = "lognormal", cv = 0.1 }',
        'between = { kind = "logit_normal", sd = 0.1 }',
    ],
)
def test_bounds_and_spreads_that_cannot_be_are_found(broken: Broken, more: str) -> None:
    """No room, a lognormal below zero, a share of 1: each is told."""
    facts = broken("parameters/policy.toml", add=f"{PARAMETER}{more}\n")

    assert KEY in keys("bounds hold", facts)


def test_a_value_outside_its_bounds_stops_the_file(broken: Broken) -> None:
    """Bounds that do not enclose the value are an error of the row itself."""
    facts = broken("parameters/policy.toml", add=f"{PARAMETER}bounds = [2, 3]\n")

    with pytest.raises(FactError, match=r"policy\.of_this_test_h"):
        _ = facts.parameters


# ---------------------------------------------------------------- claims


@pytest.mark.parametrize(
    "line",
    [
        'supports = ["S3-23"]',  # contradicted
        'supports = ["S3-16"]',  # no source
        'supports = ["S0-17"]',  # an anecdote
        'corrects = ["S2-15"]',  # supported
        'corrects = ["S1-28"]',  # a framework states nothing
        'supports = ["S3-99"]',
        'corrects = ["S9-01"]',
    ],
)
def test_a_rule_on_a_claim_that_does_not_hold_is_found(broken: Broken, line: str) -> None:
    """The build fails when a rule rests on an unsupported claim, or corrects a supported one."""
    facts = broken("rules/conditions.toml", add=f"{RULE}{line}\n")

    assert "rule:X-01" in keys("nothing rests on refused claims", facts)


@pytest.mark.parametrize("line", ['supports = ["S2-15", "S1-19"]', 'corrects = ["S3-23"]'])
def test_a_rule_may_name_claims_for_what_they_are(broken: Broken, line: str) -> None:
    """Supported and partly supported claims may be carried out, refused ones corrected."""
    facts = broken("rules/conditions.toml", add=f"{RULE}{line}\n")

    assert "rule:X-01" not in keys("nothing rests on refused claims", facts)


def test_a_refused_claim_that_shapes_the_model_is_found(broken: Broken) -> None:
    """A claim that is contradicted cannot have the consequence `model`."""
    facts = broken(
        "claims.toml",
        old='id = "S3-10"\narticle = "S3"',
        new='id = "S3-10"\narticle = "S3"',
    )
    text = (facts.folder / "claims.toml").read_text(encoding="utf-8")
    at = text.index('id = "S3-10"')
    changed = text[:at] + text[at:].replace('"refuse"', '"model"', 1)
    (facts.folder / "claims.toml").write_text(changed, encoding="utf-8")

    assert "claim:S3-10" in keys("nothing rests on refused claims", open_facts(facts.folder))


@pytest.mark.parametrize("source", ["S3-09", "claim:S3-09"])
def test_a_claim_as_a_source_is_found(broken: Broken, source: str) -> None:
    """What was only said is not where something was read."""
    row = RULE.replace('["policy"]', f'["policy", "{source}"]')

    assert "rule:X-01" in keys("claims are no sources", broken("rules/gate.toml", add=row))


def test_a_figure_that_is_no_statement_is_found(broken: Broken) -> None:
    """A claim with a number that arithmetic cannot read is told; so is a statement of no claim."""
    facts = broken("statements.toml", old='claim = "S1-16"', new='claim = "S1-98"')

    assert keys("figures are stated", facts) == {"claim:S1-16", "claim:S1-98"}


def test_a_supported_claim_that_arithmetic_contradicts_is_found(broken: Broken) -> None:
    """A verdict that arithmetic refutes is a finding."""
    add = '\n[[statement]]\nclaim = "S1-20"\nsays = "release: sustained"\n'

    assert keys("arithmetic agrees", broken("statements.toml", add=add)) == {"claim:S1-20"}


def test_an_inconsistency_that_nobody_can_compute_is_found(broken: Broken) -> None:
    """A claim that is called inconsistent is found by arithmetic, or the word is wrong."""
    facts = broken("statements.toml", old="effort_that_gains: <", new="other_effort: <")

    assert keys("arithmetic agrees", facts) == {"claim:S0-08"}


def test_a_statement_that_cannot_be_read_stops_the_file(broken: Broken) -> None:
    """The grammar names file, line and what it did not understand."""
    add = '\n[[statement]]\nclaim = "S0-01"\nsays = "plasma: rather more"\n'

    with pytest.raises(FactError, match=r"statements\.toml, line \d+.*rather more"):
        _ = broken("statements.toml", add=add).statements


@pytest.mark.parametrize(
    ("file", "old", "new", "key"),
    [
        ("sentences.toml", 'claims = ["S0-01"]', 'claims = ["S0-99"]', "sentence:S0:03.4"),
        ("evidence.toml", 'evidence = ["E-03", ', 'evidence = ["E-99", ', "prior_rule:PR-3"),
    ],
)
def test_a_pointer_to_no_row_is_found(
    broken: Broken, file: str, old: str, new: str, key: str
) -> None:
    """Sentences name claims that exist, and rules for priors evidence that exists."""
    assert key in keys("sentences name claims", broken(file, old=old, new=new))


def test_a_claim_that_no_sentence_holds_is_found(broken: Broken) -> None:
    """Each claim was taken from a sentence."""
    facts = broken("sentences.toml", old='"S3-09"', new='"S3-10"')

    assert "claim:S3-09" in keys("sentences name claims", facts)


@pytest.mark.parametrize(
    ("old", "new"),
    [('claims = ["S3-22"]', 'claims = ["S3-88"]'), ('["D-01", "D-02"]', '["D-91", "D-92"]')],
)
def test_an_unsafe_instruction_without_its_rule_is_found(
    broken: Broken, old: str, new: str
) -> None:
    """What is unsafe as written names a claim that exists and a rule that prevents it."""
    assert "unsafe:U-01" in keys("unsafe is prevented", broken("unsafe.toml", old=old, new=new))


# ---------------------------------------------------------------- medicines and jurisdictions


def test_each_check_of_names_speaks(broken: Broken) -> None:
    """The default rule, the parts of combinations, doubled names and jurisdictions."""
    assert keys("default rule stands", broken("interactions.toml", old='"I-00"', new='"I-98"')) == {
        "interaction:I-00"
    }
    two = '\n[[medicine]]\nname = "two in one"\ncombination = ["dolutegravr"]\n'
    assert "medicine:two in one" in keys("parts known", broken("medicines.toml", add=two))
    same = '\n[[medicine]]\nname = "other"\nbrands = ["Syn-throid"]\n'
    assert "medicine:synthroid" in keys("names unique", broken("medicines.toml", add=same))
    assert keys("jurisdictions complete", broken("jurisdictions.toml", old='"NO"', new='"XX"')) == {
        "jurisdiction:NO",
        "jurisdiction:XX",
    }
