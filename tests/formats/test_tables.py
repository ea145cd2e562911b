"""A CSV file becomes rows, whatever its separator, or one paragraph that names a line."""

from __future__ import annotations

import pytest

from magtitrate.errors import InputError
from magtitrate.formats.tables import read_rows


@pytest.fixture
def rows(write):
    def read(text, read=lambda row: (row.line, dict(row.cells))):
        path = write(text, "t.csv")
        return read_rows(path, required=("time", "kind"), optional=("note",), read=read)

    return read


@pytest.mark.parametrize("sep", [",", ";", "\t"])
def test_each_separator_is_seen_in_the_header(rows, sep):
    """Quoted cells may hold the separator; the order of columns is free."""
    text = f'kind{sep} Time {sep}"note"\r\ndose{sep}1{sep}"a{sep}""b"""\r\n'

    assert rows(text) == [(2, {"kind": "dose", "time": "1", "note": f'a{sep}"b"'})]


def test_blank_lines_and_comments_are_passed_over(rows):
    """Line numbers are still those of the file."""
    text = "# my diary\n\ntime,kind\n\n  # a note\n,\n1,dose\n"

    assert [line for line, _ in rows(text)] == [7]


def test_a_header_alone_is_an_empty_table(rows):
    """Nothing was written down yet."""
    assert rows("time,kind\n") == []


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("# only a comment\n", "no header"),
        ("time,knd\n", "Did you mean kind"),
        ("time,kind,kind\n", "twice"),
        ("time,kind,\n", "a column has no name"),
        ("time,note\n", "the header lacks kind"),
        ("2026-11-02,dose\n", "not a column"),
        ("time,kind\n1,dose,0,82\n", "line 2: this line has 4 cells, and the header names 2"),
        ("time,kind,note\n1,dose\n", "has 2 cells"),
        ('time,kind\n1,"dose\n2,dose\n', "line 2: a quote is opened"),
        ("time,kind\n1," + "x" * 600 + "\n", "line 2, kind: the text is too long"),
    ],
)
def test_a_table_that_does_not_fit_is_refused(rows, text, said):
    """Each paragraph says where and what."""
    with pytest.raises(InputError) as caught:
        rows(text)

    assert said in str(caught.value)


def test_the_first_trouble_is_told_and_the_others_are_counted(rows):
    """Nothing of a file with a trouble is used."""

    def refuse(row):
        raise row.error("kind", "no", given=row.text("kind"))

    with pytest.raises(InputError) as caught:
        rows("time,kind\n1,a\n2,b\n3,c,d\n", refuse)

    assert "line 2, kind: no. Given: 'a'." in str(caught.value)
    assert "Nothing was read." in str(caught.value)
    assert str(caught.value).endswith("2 more lines have problems too.")
