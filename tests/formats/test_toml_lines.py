"""The line of a key is found in everything that TOML allows."""

from __future__ import annotations

import tomllib

from magtitrate.formats.toml_lines import key_lines, line_of

TEXT = '''# a comment with = and [x]
schema = 1
"odd key" = "a = b # not a comment"

[kidney]   # [not] = this
many = [
  "a", # ]
  'b',
]
text = """
[person]
id = "no"
""\\"
"""
literal = \'\'\'
[[medicine]]
\'\'\'
inline = { creatinine = "0.9 mg/dL", deep = { x = 1 } }
a.b . c = 2
[[medicine]]
name = "one"
[[medicine]]
clock = ["06:45"]
name = "two"
[[day.meal]]
share = 0.2
[[day.meal]]
[day.meal.extra]
share = 0.3
'''


def test_every_key_has_the_line_on_which_it_stands():
    """Strings, arrays and comments that look like keys are not taken for some."""
    tomllib.loads(TEXT)
    lines = key_lines(TEXT)

    assert lines[("schema",)] == 2
    assert lines[("odd key",)] == 3
    assert lines[("kidney",)] == 5
    assert lines[("kidney", "many")] == 6
    assert lines[("kidney", "text")] == 10
    assert lines[("kidney", "literal")] == 15
    assert lines[("kidney", "inline")] == 18
    assert lines[("kidney", "a", "b", "c")] == 19
    assert lines[("medicine", 0, "name")] == 21
    assert lines[("medicine", 1)] == 22
    assert lines[("medicine", 1, "name")] == 24
    assert lines[("day", "meal", 0, "share")] == 26
    assert lines[("day", "meal", 1, "extra", "share")] == 29
    assert ("person",) not in lines
    assert ("kidney", "id") not in lines


def test_a_key_without_a_place_has_the_line_of_what_holds_it():
    """Inside an inline table, or missing: the nearest table around it."""
    lines = key_lines(TEXT)

    assert line_of(lines, ("kidney", "inline", "deep", "x")) == 18
    assert line_of(lines, ("kidney", "measured")) == 5
    assert line_of(lines, ("medicine", "name")) == 20
    assert line_of(lines, ("life", "sleep_h")) is None
