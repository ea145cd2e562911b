"""How does what was typed become a person's file, answer by answer, without losing a letter?

A draft is the document as far as it can be read, beside the words that cannot be. Each answer
is turned into the value its key holds; then the reader of person files reads the whole, and
whatever it refuses is put back among the words with the reason. So the file on disk is good at
every moment, and the form still shows everything that was typed.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from magtitrate.checks import WEEKDAYS
from magtitrate.errors import InputError, ended
from magtitrate.facts import Facts
from magtitrate.formats.interview import Listing, Question, Step
from magtitrate.formats.person_toml import KEYS, PersonFile, read_person
from magtitrate.formats.text_file import Held
from magtitrate.formats.toml_write import toml_text

__all__ = [
    "Draft",
    "Read",
    "answered",
    "entered",
    "explained",
    "fresh",
    "rows_of",
    "shown",
    "value_at",
]

NONE = "none"
"""What a form sends beside codes when none of them applies."""
_CLOCK = re.compile(r"([01]?[0-9]|2[0-3])[:.h]([0-5][0-9])")
_HALF_DAY = re.compile(r"(1[0-2]|0?[1-9])(?:[:.]([0-5][0-9]))? ?([ap])\.?m\.?", re.IGNORECASE)
_WITH_UNIT = re.compile(r"([0-9.,+-]+) ?([^\W\d].*)")
_LENGTH = re.compile(r"([0-9]+(?:[.,][0-9]+)?) ?(cm|m)?", re.IGNORECASE)
_TALLEST_M = 3.0
"""A bare number above it can only be centimeters."""
HEIGHT = "person.height_m"
_LONGEST = 500
_MOST_ROWS = 60
_MOST_ERRORS = 40


@dataclass(frozen=True, kw_only=True)
class Draft:
    """A person's file in the making.

    Attributes:
        document: every answer that can be read, as TOML would hold it.
        typed: form field -> words that are not yet an answer.
        errors: form field -> what is wrong with them, in a sentence.
        rows: list -> how many entries the form shows, empty ones included.
    """

    document: Mapping[str, Any]
    typed: Mapping[str, str] = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)
    rows: Mapping[str, int] = field(default_factory=dict)

    @property
    def text(self) -> str:
        """The person's file as it stands, in TOML."""
        return toml_text(in_order(self.document))


@dataclass(frozen=True, kw_only=True)
class Read:
    """A document after reading: what of it holds, and what does not."""

    document: dict[str, Any]
    refused: dict[str, str]
    person: PersonFile | None


def fresh(person_id: str, jurisdiction: str, timezone: str) -> dict[str, Any]:
    """The smallest file that can be read: nothing of health is answered in it."""
    return {
        "schema": 1,
        "mode": "self",
        "jurisdiction": jurisdiction,
        "timezone": timezone,
        "person": {"id": person_id},
    }


def entered(
    draft: Draft, step: Step, given: Mapping[str, Sequence[str]], *, now: datetime, facts: Facts
) -> Draft:
    """The draft after one page of the form was sent.

    Args:
        given: form field -> its values, as a form sends them; a field that was not sent
            keeps its answer.
    """
    document: dict[str, Any] = copy.deepcopy(dict(draft.document))
    mine = {name for name in (*draft.typed, *draft.errors) if _belongs(name, step)}
    typed = {name: words for name, words in draft.typed.items() if name not in mine}
    errors = {name: words for name, words in draft.errors.items() if name not in mine}
    said: dict[str, str] = {}
    for question in step.questions:
        if question.key in given:
            _take(document, question.key, question, given[question.key], said, typed, errors)
    for listing in step.lists:
        _take_rows(document, listing, given, said, typed, errors)
    _per_unit(document, given, errors)
    read = checked(document, now=now, facts=facts)
    for name, why in read.refused.items():
        errors.setdefault(name, why)
        typed.setdefault(name, said.get(name, ""))
    rows = dict(draft.rows) | _row_counts(step, given)
    return Draft(document=read.document, typed=typed, errors=errors, rows=rows)


def _belongs(name: str, step: Step) -> bool:
    lists = tuple(f"{listing.key}." for listing in step.lists)
    return name in {q.key for q in step.questions} or name.startswith(lists or ("\0",))


def _row_counts(step: Step, given: Mapping[str, Sequence[str]]) -> dict[str, int]:
    return {listing.key: len(_indices(listing, given)) for listing in step.lists}


def _take(
    document: dict[str, Any],
    name: str,
    question: Question,
    values: Sequence[str],
    said: dict[str, str],
    typed: dict[str, str],
    errors: dict[str, str],
) -> None:
    words = ", ".join(value.strip()[:_LONGEST] for value in values if value.strip())
    said[name] = words
    try:
        value = answered(question, values)
    except InputError as error:
        typed[name], errors[name] = words, explained(error)
        value = None
    before = value_at(document, question.key)
    if question.kind == "codes" and value is not None and _sorted(before) == _sorted(value):
        return
    put(document, question.key, value)


def _sorted(value: Any) -> list[str] | None:
    """Codes in one order; a file keeps the order it had."""
    return sorted(value) if isinstance(value, list) else None


# ---------------------------------------------------------------- one answer


def answered(question: Question, values: Sequence[str]) -> Any:
    """What an answer is in the document; `None` where it is not known.

    Raises:
        InputError: words that are no answer to this question.
    """
    if question.kind == "codes":
        given = [value for value in values if value]
        if not given:
            return None
        return [value for value in given if value != NONE]
    text = (values[0] if values else "").strip()[:_LONGEST]
    if not text:
        return None
    match question.kind:
        case "number" if question.key == HEIGHT:
            return _height(text)
        case "number":
            return _number(_without_unit(text, question.unit)) / question.scale
        case "quantity":
            return re.sub(r"^(\d+),(\d+)(?![\d,.])", r"\1.\2", text)
        case "yes_no":
            return {"yes": True, "no": False}.get(text)
        case "date":
            return _day(text)
        case "date_or_no":
            return "no" if text.casefold() in ("no", "n") else _day(text)
        case "clock":
            return _clock(text)
        case "clocks":
            return [
                _clock(part) for part in re.split(r"[,;]\s*|\s+(?![apAP]\.?[mM])", text) if part
            ]
        case "weekdays":
            return _weekdays(text)
        case _:
            return text


def _number(text: str) -> float:
    plain = text.replace(",", ".") if text.count(",") == 1 and "." not in text else text
    try:
        value = float(plain)
    except ValueError:
        value = float("nan")
    if not abs(value) < 1e9 or "_" in plain:
        raise InputError("this is not a number", accepted="digits, such as 70 or 70.5", todo=" ")
    return int(value) if value.is_integer() and "." not in plain and "e" not in plain else value


def _without_unit(text: str, unit: str) -> str:
    """`70 kg` where kg is asked for; any other word stays, and is refused."""
    found = _WITH_UNIT.fullmatch(text)
    return found[1] if found and unit and found[2].casefold() == unit.casefold() else text


def _height(text: str) -> float:
    """Meters, also from what can only be centimeters: `165`, `165 cm`, `1,65 m`."""
    found = _LENGTH.fullmatch(text)
    if found is None:
        return _number(text)
    value, unit = _number(found[1]), (found[2] or "").casefold()
    if unit == "cm" or (not unit and value > _TALLEST_M):
        return round(value / 100, 4)
    return value


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise InputError(
            "this is not a day", accepted="year-month-day, such as 2026-10-30", todo=" "
        ) from None


def _clock(text: str) -> str:
    found = _CLOCK.fullmatch(text)
    half = _HALF_DAY.fullmatch(text)
    if half is not None:
        hour = int(half[1]) % 12 + (12 if half[3] in "pP" else 0)
        return f"{hour:02d}:{half[2] or '00'}"
    if found is None:
        raise InputError(
            "this is not a time of day", accepted="hours and minutes, such as 07:30", todo=" "
        )
    return f"{int(found[1]):02d}:{found[2]}"


def _weekdays(text: str) -> list[str]:
    days = [part.casefold()[:3] for part in re.split(r"[,;\s]+", text) if part]
    if any(day not in WEEKDAYS for day in days):
        raise InputError("these are not weekdays", accepted=", ".join(WEEKDAYS), todo=" ")
    return list(dict.fromkeys(days))


def explained(error: InputError) -> str:
    """What is wrong and what is accepted, without the value itself."""
    text = ended(f"{error.problem[:1].upper()}{error.problem[1:]}")
    if error.accepted:
        text += f" Accepted: {ended(error.accepted)}"
    todo = (error.todo or "").strip()
    return f"{text} {ended(todo)}" if todo else text


# ---------------------------------------------------------------- lists


def _indices(listing: Listing, given: Mapping[str, Sequence[str]]) -> list[int]:
    pattern = re.compile(rf"{re.escape(listing.key)}\.(\d{{1,2}})\.")
    found = {int(m[1]) for name in given if (m := pattern.match(name))}
    return sorted(found)[:_MOST_ROWS]


def _take_rows(
    document: dict[str, Any],
    listing: Listing,
    given: Mapping[str, Sequence[str]],
    said: dict[str, str],
    typed: dict[str, str],
    errors: dict[str, str],
) -> None:
    """The entries of one list, anew from the form; an entry without a word is none.

    Where any word of the list cannot be read, every word of it is kept as typed, so that no
    entry slips into the place of another.
    """
    indices = _indices(listing, given)
    if not indices and not any(name.startswith(f"{listing.key}.sent") for name in given):
        return
    entries: list[dict[str, Any]] = []
    words: dict[str, str] = {}
    wrong: dict[str, str] = {}
    before = value_at(document, listing.key) or []
    for place, index in enumerate(indices):
        entry: dict[str, Any] = _unasked(before, index, listing)
        spoken = False
        for question in listing.questions:
            name = f"{listing.key}.{index}.{question.key}"
            values = given.get(name, ())
            shown_name = f"{listing.key}.{place}.{question.key}"
            words[shown_name] = ", ".join(v.strip()[:_LONGEST] for v in values if v.strip())
            spoken = spoken or (bool(words[shown_name]) and question.kind != "yes_no")
            try:
                value = answered(question, values)
            except InputError as error:
                wrong[shown_name] = explained(error)
                value = None
            if value is not None and value != []:
                entry[question.key] = value
            else:
                entry.pop(question.key, None)
        missing = [q for q in listing.questions if q.required and q.key not in entry]
        if spoken and missing:
            name = f"{listing.key}.{place}.{missing[0].key}"
            wrong.setdefault(name, f"{missing[0].label} is needed here.")
        elif spoken:
            entries.append(entry)
    _fill_shares(listing, entries)
    put(document, listing.key, entries or None)
    said.update(words)
    errors.update(wrong)
    if wrong:
        typed.update(words)


def _unasked(before: Sequence[Any], index: int, listing: Listing) -> dict[str, Any]:
    """What an entry of the file holds that the form does not ask for."""
    if index >= len(before):
        return {}
    asked = {question.key for question in listing.questions}
    return {key: value for key, value in before[index].items() if key not in asked}


def _fill_shares(listing: Listing, entries: list[dict[str, Any]]) -> None:
    """Meals without a share divide what the others leave."""
    if listing.key != "day.meal":
        return
    without = [entry for entry in entries if "share" not in entry]
    left = 1 - sum(entry.get("share", 0) for entry in entries)
    for entry in without:
        entry["share"] = round(max(left, 0) / len(without), 4)


def _per_unit(
    document: dict[str, Any], given: Mapping[str, Sequence[str]], errors: dict[str, str]
) -> None:
    """Figures of a serving become those of one unit."""
    product = document.get("product")
    if not isinstance(product, dict) or "units_per_serving" not in product:
        return
    units = product.pop("units_per_serving")
    if not isinstance(units, int | float) or not 0 < units <= 100:
        errors["product.units_per_serving"] = "How many, from 1 to 100?"
        return
    for key in ("elemental_mg_per_unit", "compound_mg_per_unit"):
        if f"product.{key}" in given and key in product and units != 1:
            product[key] = round(product[key] / units, 4)


# ---------------------------------------------------------------- the whole


def checked(document: Mapping[str, Any], *, now: datetime, facts: Facts) -> Read:
    """Read the document as a file; take out what is refused, one thing after the other."""
    kept: dict[str, Any] = copy.deepcopy(dict(document))
    refused: dict[str, str] = {}
    _without_halves(kept)
    for _ in range(_MOST_ERRORS):
        text = toml_text(in_order(kept))
        try:
            person = read_person(Held.named("the answers", text), now=now, facts=facts)
        except InputError as error:
            name = _field_of(error, text)
            refused.setdefault(name, explained(error))
            if not _taken_out(kept, name):
                return Read(document=kept, refused=refused, person=None)
        else:
            return Read(document=kept, refused=refused, person=person)
    return Read(document=kept, refused=refused, person=None)


def _without_halves(document: dict[str, Any]) -> None:
    """Tables that cannot be read before their first answer is there."""
    product = document.get("product")
    if isinstance(product, dict) and (
        "salt" not in product
        or not {"elemental_mg_per_unit", "compound_mg_per_unit"} & product.keys()
    ):
        document.pop("product", None)
        document["_product"] = product


_SUBJECTS = {"kidney": "kidney.egfr_ml_per_min_1p73m2", "product": "product.salt"}


def _field_of(error: InputError, text: str) -> str:
    """The form field that a refusal is about, with the place of its entry in a list."""
    name = error.field or ""
    name = _SUBJECTS.get(name, name)
    for listing in ("medicine", "magnesium_source", "day.meal", "training"):
        if name == listing or name.startswith(f"{listing}."):
            head = f"[[{listing}]]"
            above = text.split("\n")[: error.line or None]
            place = max(sum(line == head for line in above) - 1, 0)
            key = name[len(listing) + 1 :] or "clock"
            return f"{listing}.{place}.{key}"
    if name.startswith("goal") or name in KEYS[""]:
        return name
    return name


def _taken_out(document: dict[str, Any], name: str) -> bool:
    parts = name.split(".")
    at: Any = document
    for depth, part in enumerate(parts[:-1]):
        if isinstance(at, list):
            if not part.isdigit() or int(part) >= len(at):
                return False
            if depth == len(parts) - 2:  # an entry that cannot be read goes as a whole
                at.pop(int(part))
                return True
            at = at[int(part)]
        elif isinstance(at, dict) and part in at:
            at = at[part]
        else:
            return False
    if isinstance(at, dict) and parts[-1] in at:
        at.pop(parts[-1])
        return True
    return False


def in_order(document: Mapping[str, Any]) -> dict[str, Any]:
    """The document with its tables in the order of the contract, without empty ones."""
    kept: dict[str, Any] = {}
    for key in (*KEYS[""], *document):
        value = document.get(key)
        if key.startswith("_") or key in kept or value in (None, {}, []):
            continue
        kept[key] = dict(value) if isinstance(value, Mapping) else value
    return kept


def value_at(document: Mapping[str, Any], key: str) -> Any:
    """The value of a key such as `person.age_y`, or `None`."""
    if key.startswith("product.") and isinstance(document.get("_product"), Mapping):
        return document["_product"].get(key.removeprefix("product."))
    at: Any = document
    for part in key.split("."):
        if not isinstance(at, Mapping):
            return None
        at = at.get(part)
    return at


def put(document: dict[str, Any], key: str, value: Any) -> None:
    """Set a key, or take it out where the value is `None`."""
    *tables, last = key.split(".")
    if tables == ["product"] and "_product" in document:
        document["product"] = document.pop("_product")
    at = document
    for part in tables:
        if not isinstance(at.get(part), dict):
            if value is None:
                return
            at[part] = {}
        at = at[part]
    if value is None:
        at.pop(last, None)
        if tables and not at:
            document.pop(tables[0], None)
    else:
        at[last] = value


# ---------------------------------------------------------------- back to the form


def shown(draft: Draft, question: Question, name: str = "") -> str:
    """What the form shows in a field: the words as typed, or the answer in words."""
    name = name or question.key
    if name in draft.typed:
        return draft.typed[name]
    parts = name.split(".")
    value = _inside(draft.document, parts) if any(p.isdigit() for p in parts) else None
    if value is None:
        value = value_at(draft.document, name)
    return _words(value, question)


def _inside(document: Mapping[str, Any], parts: list[str]) -> Any:
    at: Any = document
    for part in parts:
        if isinstance(at, list) and part.isdigit() and int(part) < len(at):
            at = at[int(part)]
        elif isinstance(at, Mapping):
            at = at.get(part)
        else:
            return None
    return at


def _words(value: Any, question: Question) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
        case int() | float():
            return f"{value * question.scale:.10g}"
        case date():
            return value.isoformat()
        case list() if question.kind == "codes":
            return ", ".join(value) if value else NONE
        case list():
            return ", ".join(str(one) for one in value)
    return str(value)


def rows_of(draft: Draft, listing: Listing) -> Iterator[int]:
    """The places of a list that the form shows: those of the file, and the empty ones asked for."""
    held = value_at(draft.document, listing.key) or []
    typed = [
        int(name[len(listing.key) + 1 :].split(".")[0])
        for name in draft.typed
        if name.startswith(f"{listing.key}.")
    ]
    yield from range(max(len(held), draft.rows.get(listing.key, 0), max(typed, default=-1) + 1))
