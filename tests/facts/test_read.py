"""Does a fact file either become rows or stop with file, line and key?"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from magtitrate.errors import FactError
from magtitrate.facts import Facts, open_facts
from magtitrate.facts.read import rows, table_rows
from magtitrate.facts.shapes import IntakeRow, Parameter, Source

Write = Callable[[str, str], Facts]

PARAMETER = """
[[parameter]]
name = "policy.one"
value = 1
unit = "h"
how = "policy"
read = "primary"
source = ["policy"]
"""

RULE = """
[[rule]]
id = "X-01"
family = "gate"
title = "A rule"
when = [{ kind = "always" }]
effects = [{ kind = "hold", ask = "age" }]
sentence = "A sentence."
how = "policy"
read = "primary"
source = ["policy"]
"""


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Write one file of an otherwise empty data folder."""

    def put(name: str, text: str) -> Facts:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return open_facts(tmp_path)

    return put


def test_a_row_becomes_its_shape(write: Write) -> None:
    """Whole numbers become floats, lists tuples, and what is left out its default."""
    row = write("parameters/a.toml", PARAMETER).parameter("policy.one")

    assert row == Parameter(
        name="policy.one", value=1.0, unit="h", how="policy", read="primary", source=("policy",)
    )
    assert isinstance(row.value, float)


def test_nested_tables_become_their_shapes(write: Write) -> None:
    """Conditions and effects of a rule are shapes too, and its key has its part."""
    text = RULE.replace('title = "A rule"', 'title = "A rule"\npart = "b"')

    (rule,) = write("rules/a.toml", text).rules

    assert rule.key == "X-01/b"
    assert rule.when[0].kind == "always"
    assert rule.effects[0].ask == "age"


def test_rules_come_in_the_order_of_the_rule_book(write: Write) -> None:
    """`order` sorts before the name of the file; equals keep their place."""
    write("rules/a.toml", RULE.replace("X-01", "LATE") + RULE.replace("X-01", "LATER"))
    facts = write("rules/z.toml", RULE.replace("X-01", "FIRST") + "order = 1\n")

    assert [rule.id for rule in facts.rules] == ["FIRST", "LATE", "LATER"]


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('unit = "h"', 'unit = "h"\nunits = "h"', "units"),
        ('unit = "h"\n', "", "unit"),
        ("value = 1", 'value = "1"', "float"),
        ("value = 1", "value = true", "float"),
        ('how = "policy"', 'how = "guessed"', "how"),
        ('read = "primary"', 'read = "yes"', "read"),
        ('source = ["policy"]', 'source = "policy"', "list"),
        ('source = ["policy"]', "source = [1]", "str"),
        ('unit = "h"', 'unit = "h"\nbounds = [2, 3]', "bounds"),
        ('unit = "h"', 'unit = "h"\nbounds = [1]', "2 entries"),
        ('unit = "h"', 'unit = "h"\nuncertainty = { kind = "normal" }', "cv"),
        ('unit = "h"', 'unit = "h"\nuncertainty = { kind = "odd", cv = 1 }', "kind"),
        ('unit = "h"', 'unit = "h"\nbetween = { cv = -1 }', "negative"),
        ('unit = "h"', 'unit = "h"\nbetween = 3', "table"),
    ],
)
def test_a_row_that_does_not_fit_names_file_line_and_key(
    write: Write, old: str, new: str, told: str
) -> None:
    """Unknown, missing, mistyped or contradictory keys: the second row is named, not the first."""
    broken = PARAMETER.replace("policy.one", "policy.two").replace(old, new)

    with pytest.raises(FactError) as raised:
        _ = write("parameters/a.toml", PARAMETER + broken).parameters

    text = str(raised.value)
    assert "a.toml" in text
    assert "line 10" in text
    assert "policy.two" in text
    assert told in text


@pytest.mark.parametrize("value", ["nan", "inf", "-inf"])
def test_a_value_is_a_finite_number(write: Write, value: str) -> None:
    """A bound that is not a number would let every comparison fail silently."""
    with pytest.raises(FactError):
        _ = write(
            "parameters/a.toml", PARAMETER.replace("value = 1", f"value = {value}")
        ).parameters


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('{ kind = "always" }', '{ kind = "sometimes" }'),
        ('{ kind = "always" }', '{ kind = "always", field = "age_y" }'),
        ('{ kind = "always" }', '{ kind = "field_within", field = "age_y" }'),
        ('{ kind = "always" }', '{ kind = "answer_missing" }'),
        ('{ kind = "always" }', '{ kind = "has_condition" }'),
        ('{ kind = "always" }', '{ kind = "takes", any = ["x"], below = 3 }'),
        ('[{ kind = "always" }]', "[]"),
        ('[{ kind = "hold", ask = "age" }]', "[]"),
        ('{ kind = "hold", ask = "age" }', '{ kind = "hold" }'),
        ('{ kind = "hold", ask = "age" }', '{ kind = "cap", limit = "daily" }'),
        ('{ kind = "hold", ask = "age" }', '{ kind = "cap", elemental_mg = 100 }'),
        ('{ kind = "hold", ask = "age" }', '{ kind = "cap", limit = "week", elemental_mg = 1 }'),
        ('{ kind = "hold", ask = "age" }', '{ kind = "gap", after_drug_h = 2 }'),
        ('{ kind = "hold", ask = "age" }', '{ kind = "stop", level = "BLUE" }'),
        ('{ kind = "hold", ask = "age" }', '{ kind = "pause" }'),
        ('{ kind = "hold", ask = "age" }', '{ kind = "require", analytes = ["egfr"] }'),
        ('{ kind = "hold", ask = "age" }', '{ kind = "hold", ask = "age", mode = "SELF" }'),
    ],
)
def test_a_rule_that_could_never_work_is_refused(write: Write, old: str, new: str) -> None:
    """Conditions and effects that lack a part, or have one too many, are no rules."""
    with pytest.raises(FactError) as raised:
        _ = write("rules/a.toml", RULE.replace(old, new)).rules

    assert "X-01" in str(raised.value)


@pytest.mark.parametrize("name", ["rules", "Rule", "rule_book"])
def test_a_table_with_an_unknown_name_is_an_error(write: Write, name: str) -> None:
    """One letter too many in a header must not make safety rules vanish in silence (H-28)."""
    with pytest.raises(FactError):
        _ = write("rules/a.toml", RULE + RULE.replace("[[rule]]", f"[[{name}]]")).rules


def test_a_single_table_is_not_a_list_of_them(write: Write) -> None:
    """`[rule]` instead of `[[rule]]` is an error, not an empty rule book."""
    with pytest.raises(FactError):
        _ = write("rules/a.toml", RULE.replace("[[rule]]", "[rule]")).rules


def test_broken_toml_names_the_file(write: Write) -> None:
    """A file that is no TOML is our fault, with its name."""
    with pytest.raises(FactError, match=r"a\.toml"):
        _ = write("parameters/a.toml", PARAMETER + "\nname = \n").parameters


@pytest.mark.parametrize(
    "topic",
    [
        *("rules", "interactions", "medicines", "parameters"),
        *("jurisdictions", "analytes", "conditions", "symptoms"),
    ],
)
def test_a_missing_file_is_not_an_empty_one(tmp_path: Path, topic: str) -> None:
    """Without its file a topic is an error: no interaction list is not "no interactions"."""
    with pytest.raises(FactError):
        _ = getattr(open_facts(tmp_path), topic)


@pytest.mark.parametrize("topic", ["parameters", "sources"])
def test_a_key_that_stands_twice_is_an_error(write: Write, topic: str) -> None:
    """Of two rows with one key neither silently wins (H-28)."""
    one = {
        "parameters": PARAMETER,
        "sources": '[[source]]\nkey = "a"\nkind = "trial"\ntitle = "A"\n',
    }[topic]

    with pytest.raises(FactError):
        _ = getattr(write(f"{topic}/a.toml", one + one), topic)


def test_an_unknown_parameter_is_our_fault(write: Write) -> None:
    """A name that no file has is an error, never a nought."""
    with pytest.raises(FactError, match=r"policy\.two"):
        write("parameters/a.toml", PARAMETER).value("policy.two")


HEADER = (
    "jurisdiction,life_stage,age_from_y,age_below_y,sex,average_requirement_mg,"
    "recommended_mg,upper_limit_mg,kind,read,source\n"
)


def test_an_empty_cell_is_missing(tmp_path: Path) -> None:
    """A CSV cell without content is `None`, and sources are split."""
    path = tmp_path / "t.csv"
    path.write_text(HEADER + "EU,adult,18,120,male,,350,250,AI,primary,a; b\n", encoding="utf-8")

    (row,) = table_rows(path, IntakeRow)

    assert row.average_requirement_mg is None
    assert (row.recommended_mg, row.source) == (350.0, ("a", "b"))


@pytest.mark.parametrize(
    "line",
    [
        "EU,adult,18,120,male,,x,250,AI,primary,a",
        "EU,adult,18,120,male,,350,250,AI,primary,a,b",
        "EU,adult,18,120,male",
    ],
)
def test_a_broken_csv_line_is_named(tmp_path: Path, line: str) -> None:
    """A word for a number, a cell too many or too few: file and line are told."""
    path = tmp_path / "t.csv"
    path.write_text(HEADER + line + "\n", encoding="utf-8")

    with pytest.raises(FactError, match=r"t\.csv, line 2"):
        list(table_rows(path, IntakeRow))


def test_the_hash_changes_with_every_byte_and_every_name(write: Write) -> None:
    """A plan says which facts made it: content, names and tables all count."""
    first = write("parameters/a.toml", PARAMETER).hash

    assert write("parameters/a.toml", PARAMETER).hash == first
    assert write("parameters/a.toml", PARAMETER + "#").hash != first
    write("parameters/a.toml", PARAMETER)
    assert write("table.csv", "a\n").hash != first


def test_rows_are_read_when_asked_for(write: Write) -> None:
    """A broken file of one topic does not stop another."""
    write("claims.toml", "[[claim]]\nid = 1\n")
    facts = write("parameters/a.toml", PARAMETER)

    assert facts.value("policy.one") == 1
    with pytest.raises(FactError):
        _ = facts.claims


def test_shapes_are_read_by_pattern(tmp_path: Path) -> None:
    """Files come in name order, rows in line order."""
    for name, key in (("b.toml", "3"), ("a.toml", "1")):
        row = f'[[source]]\nkey = "{key}"\nkind = "trial"\ntitle = "T"\n'
        (tmp_path / name).write_text(row + row.replace(key, f"{int(key) + 1}"), encoding="utf-8")

    assert [row.key for row in rows(tmp_path, "*.toml", "source", Source)] == ["1", "2", "3", "4"]
