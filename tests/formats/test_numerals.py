"""A number is read only where it can mean one thing (hazard H-23)."""

from __future__ import annotations

import pytest

from magtitrate.errors import InputError
from magtitrate.formats.numerals import plain_number


@pytest.mark.parametrize(
    ("text", "value"), [("0.82", 0.82), ("7", 7), ("+1.", 1), (".5", 0.5), ("-3", -3)]
)
def test_digits_with_a_point_are_a_number(text, value):
    """Sign and point are optional."""
    assert plain_number(text) == value


@pytest.mark.parametrize(
    "text",
    ["", "0,82", "1,234.5", "1.234,5", "1 000", "1'000", "1_000", "1e3", "nan", "inf", "0x1F",
     "٠.٩", "０.８", "−1", "1.2.3", "--1", ".", "+", "9" * 40],
)  # fmt: skip
def test_anything_else_is_refused(text):
    """Commas, exponents, other scripts and words are not guessed."""
    with pytest.raises(InputError):
        plain_number(text)


def test_a_decimal_comma_is_answered_with_the_accepted_form():
    """The message shows how the same number is written with a point."""
    with pytest.raises(InputError, match=r"write 0\.82"):
        plain_number("0,82")
