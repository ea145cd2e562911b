"""Whatever happens to a file on its way, it is read or refused in one paragraph."""

from __future__ import annotations

import random
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from magtitrate.errors import InputError
from magtitrate.facts import open_facts
from magtitrate.formats.diary_csv import read_diary
from magtitrate.formats.labs_csv import read_labs
from magtitrate.formats.person_toml import read_person
from magtitrate.formats.toml_lines import key_lines
from magtitrate.regimen import Product

EXAMPLES = Path(__file__).parents[2] / "examples"
PERSONS = [(EXAMPLES / f"{name}.toml").read_text() for name in ("cyclist", "thyroid", "kidney")]
LABS = [(EXAMPLES / f"{name}_labs.csv").read_text() for name in ("thyroid", "kidney")]
DIARY = """time,kind,item,value,note
2026-11-19T08:00,dose,,1,with breakfast
2026-11-20T09:00,symptom,bloating,3,"a, b"
2026-11-20,stool,,4,
2026-11-20T19:00,sick_day,,,
2026-11-20T20:00,medicine_started,ramipril,,
"""
NOW = datetime(2026, 11, 21, 11, tzinfo=UTC)
ZERO = datetime(2026, 11, 21, tzinfo=ZoneInfo("Europe/Madrid"))
CAPSULE = Product(product_id="bisglycinate-100mg", salt="bisglycinate", elemental_mg_per_unit=100)
FACTS = open_facts()

ODD = [
    "", "true", "-1", "nan", "-inf", "1e999", "29.", '"29"', '"', "'", '"""', "[", "]", "[[", "{",
    "[1, [2]]", '{a = 1}', "2026-13-01", "2026-11-20T08:00:00Z", "07:30:00", "24:00:00", "0xffff",
    "9" * 5000, "0x" + "f" * 2000, '"\\u0000"', "\x00", "\x1b[31m", "\ufeff", "\u202e", "٠.٩",
    "0,82", "<0.2", ">9", "#", ";", "\t", ",", ",,,,", "\r", "\n", "=", ".", "é", "\U0001f600",
    '"Europe"', '"../x"', "unknown", '"unknown"', "none", "dialysis", '["dialysis"]', "9999-12-31",
    "0001-01-01", "2026-10-25T02:30", "mg/dL", "mEq/L", "2601-3", "27210-4", "EDTA", "symptom",
]  # fmt: skip


def mangled(text: str, seed: int, times: int) -> str:
    """The text after some accidents: deletions, repeats, swaps and odd values."""
    luck = random.Random(seed)
    for _ in range(times):
        lines = text.split("\n")
        at, other = luck.randrange(len(lines)), luck.randrange(len(lines))
        place = luck.randrange(len(text) + 1)
        accident = luck.randrange(9)
        if accident == 0:
            del lines[at]
        elif accident == 1:
            lines.insert(other, lines[at])
        elif accident == 2:
            lines[at], lines[other] = lines[other], lines[at]
        elif accident in (3, 4):  # another value behind the equals sign, or in the cell
            sign = luck.choice(["=", ","])
            parts = lines[at].split(sign)
            parts[luck.randrange(len(parts))] = f" {luck.choice(ODD)}"
            lines[at] = sign.join(parts)
        elif accident == 5:  # the values of two lines change places: a swap of types
            one, two = lines[at].partition("="), lines[other].partition("=")
            lines[at], lines[other] = one[0] + "=" + two[2], two[0] + "=" + one[2]
        text = "\n".join(lines)
        if accident == 6:
            text = text[:place] + luck.choice(ODD) + text[place:]
        elif accident == 7:
            text = text[:place]
        elif accident == 8:
            text = text[:place] + text[place + luck.randrange(20) :]
    return text


MANGLED = {"seed": st.integers(0, 2**32), "times": st.integers(1, 6)}


@pytest.fixture(scope="module")
def path(tmp_path_factory):
    return tmp_path_factory.mktemp("mangled") / "file"


def read_or_refused(read, path: Path, content: bytes, **more):
    """What was read, or `None` where one paragraph refused it."""
    path.write_bytes(content)
    try:
        return read(path, now=NOW, facts=FACTS, **more)
    except InputError as error:
        refused = str(error)
    assert "\n" not in refused
    assert str(path) in refused
    refused.encode()
    return None


IN_MADRID = {"zero": ZERO, "timezone": "Europe/Madrid"}


@pytest.mark.parametrize("text", PERSONS)
@settings(max_examples=200)
@given(**MANGLED)
def test_a_mangled_person_is_read_or_refused(path, text, seed, times):
    """No accident to an example ends in anything else."""
    file = read_or_refused(read_person, path, mangled(text, seed, times).encode())

    assert file is None or file.patient.patient_id


@settings(max_examples=200)
@given(content=st.binary(max_size=300) | st.text(max_size=300).map(lambda t: t.encode()))
def test_any_bytes_are_read_or_refused(path, content):
    """As a person, as laboratory values and as a diary."""
    diary = {**IN_MADRID, "product": CAPSULE}

    assert read_or_refused(read_person, path, content) is None
    assert read_or_refused(read_labs, path, content, **IN_MADRID) is None
    assert read_or_refused(read_diary, path, content, **diary) is None


@pytest.mark.parametrize("text", LABS)
@settings(max_examples=200)
@given(**MANGLED)
def test_a_mangled_laboratory_file_is_read_or_refused(path, text, seed, times):
    """And nothing that is read lies in the future or has no finite value."""
    found = read_or_refused(read_labs, path, mangled(text, seed, times).encode(), **IN_MADRID)
    found = found or ()

    assert all(o.time_h <= 12 and 0 <= o.value < float("inf") for o in found)
    assert len({(o.analyte, o.time_h) for o in found}) == len(found)


@settings(max_examples=200)
@given(**MANGLED)
def test_a_mangled_diary_is_read_or_refused(path, seed, times):
    """And no line brings more than twenty units."""
    content = mangled(DIARY, seed, times).encode()
    found = read_or_refused(read_diary, path, content, **IN_MADRID, product=CAPSULE)
    doses, entries = found or ((), ())

    assert all(dose.time_h <= 12 and dose.elemental_mg <= 2000 for dose in doses)
    assert all(entry.time_h <= 12 for entry in entries)


@settings(max_examples=200)
@given(**MANGLED)
def test_the_search_for_lines_ends_whatever_the_text(seed, times):
    """Also on a text that is not TOML, and no line lies outside the text."""
    text = mangled(PERSONS[0], seed, times).replace("\r", "\n")

    lines = key_lines(text)

    assert all(1 <= line <= text.count("\n") + 1 for line in lines.values())
