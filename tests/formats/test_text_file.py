"""A file from outside is read whole, or refused in a paragraph that says why."""

from __future__ import annotations

import pytest

from magtitrate.errors import InputError
from magtitrate.formats.text_file import read_text


def test_the_text_of_a_file_is_the_same_whatever_saved_it(write):
    """Byte order mark, Windows and old Mac line ends leave the same text."""
    texts = {read_text(write(raw)) for raw in (b"a\nb\n", b"\xef\xbb\xbfa\r\nb\r\n", b"a\rb\r")}

    assert texts == {"a\nb\n"}


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "the file is empty"),
        (b" \n\n", "the file is empty"),
        (b"\xef\xbb\xbf", "the file is empty"),
        ("schema = 1".encode("utf-16"), "UTF-16"),
        (b"a\nb\nc \xff d", "line 3: the file is not UTF-8"),
        (b"a\nb\x00c", "line 2: a control character"),
        (b"a = '\x1b[2J'", "U+001B"),
        (b"x" * 1_000_001, "too large"),
        (b"x" * 20_000, "line 1: this line is too long"),
    ],
)
def test_what_is_no_plain_text_is_refused(write, content, said):
    """The paragraph names the file and what is wrong with it."""
    path = write(content, "odd.toml")

    with pytest.raises(InputError) as caught:
        read_text(path)

    assert said in str(caught.value)
    assert "odd.toml" in str(caught.value)


def test_a_missing_file_and_a_folder_are_refused(tmp_path):
    """Each says which of the two it is."""
    with pytest.raises(InputError, match="there is no such file"):
        read_text(tmp_path / "nobody.toml")
    with pytest.raises(InputError, match="this is a folder"):
        read_text(tmp_path)


@pytest.mark.parametrize("name", ["a\0b", "x" * 5000])
def test_a_name_that_no_file_can_have_is_refused(name):
    """Neither a null character nor a very long name ends in a traceback."""
    with pytest.raises(InputError):
        read_text(name)
