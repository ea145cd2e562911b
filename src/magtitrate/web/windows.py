"""Two windows show one page of the form: whose answer counts, and is none of them lost?

Each page that is shown carries a token, under which it is remembered what stood in its fields.
Sent again, a field that says what it said before was not touched: for it the answer of now
counts, from whichever window it came. Only what was changed in this window is taken from it.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from magtitrate.formats.draft import Draft, rows_of, shown, value_at
from magtitrate.formats.interview import Listing, Question, Step
from magtitrate.web.pages import Given

__all__ = ["TOKEN", "Window", "Windows"]

TOKEN = "window"
MOST = 500
TOGETHER = (
    "product.elemental_mg_per_unit",
    "product.compound_mg_per_unit",
    "product.units_per_serving",
)
"""Figures of one label mean something together only."""
NOW = "This list was changed in another window. Below it stands as it is now."
BOTH = "This list was changed in another window, too. Both are here now; please look it through."
TICKED = (
    "“{label}” was changed in another window, too. What is ticked in either stands here now; "
    "please look it through."
)
NO_CODE = "none"


@dataclass(kw_only=True)
class Window:
    """What one window shows.

    Attributes:
        words: field -> its words when it was shown, or last sent.
        held: list -> its entries in the file after that.
        others: list -> rows of another window, which this one does not show.
    """

    words: dict[str, str]
    held: dict[str, Any]
    others: dict[str, list[dict[str, list[str]]]] = field(default_factory=dict)


@dataclass(kw_only=True)
class Windows:
    """The windows of this page that are still known, the newest last."""

    known: dict[str, Window] = field(default_factory=dict)

    def opened(self, step: Step, draft: Draft) -> str:
        """Remember what a page shows; its token."""
        token = secrets.token_urlsafe(9)
        self.known[token] = Window(words=_words_of_step(step, draft), held=_held(step, draft))
        while len(self.known) > MOST:
            self.known.pop(next(iter(self.known)))
        return token

    def merged(self, step: Step, form: Given, draft: Draft) -> tuple[Given, dict[str, str]]:
        """The form with the answers of now where this window changed nothing.

        Signs and conditions that were ticked in another window are never lost: they stand beside
        those of this one, also where the page was shown before the program was started anew.

        Returns:
            The form, and a sentence for each list or group of codes that two windows changed.
        """
        token = (form.get(TOKEN) or [""])[0]
        window = self.known.get(token)
        if window is None:
            return _united(step, form, draft, None) if token else (form, {})
        given, told = _united(step, form, draft, window)
        untouched = {
            question.key
            for question in step.questions
            if question.key in form and _sent(form, question) == window.words.get(question.key, "")
        }
        if any(key in form and key not in untouched for key in TOGETHER):
            untouched -= set(TOGETHER)
        for question in step.questions:
            if question.key in untouched:
                given[question.key] = _values(shown(draft, question), question)
        for listing in step.lists:
            if f"{listing.key}.sent" in form:
                told |= _merge_list(listing, given, window, draft)
        window.words |= {q.key: _sent(form, q) for q in step.questions if q.key in form}
        return given, told

    def saved(self, step: Step, form: Given, draft: Draft) -> None:
        """Remember what the file holds after this window was sent."""
        window = self.known.get((form.get(TOKEN) or [""])[0])
        if window is not None:
            window.held = _held(step, draft)


# ---------------------------------------------------------------- fields


def _words_of_step(step: Step, draft: Draft) -> dict[str, str]:
    words = {q.key: _in_order(shown(draft, q), q) for q in step.questions}
    for listing in step.lists:
        for name, values in _rows_shown(listing, draft):
            words[name] = ", ".join(values)
    return words


def _sent(form: Given, question: Question) -> str:
    values = [value.strip() for value in form.get(question.key, []) if value.strip()]
    return _in_order(", ".join(values), question)


def _in_order(words: str, question: Question) -> str:
    return ", ".join(sorted(words.split(", "))) if question.kind == "codes" else words


def _values(words: str, question: Question) -> list[str]:
    if question.kind == "codes":
        return ["", *(word for word in words.split(", ") if word)]
    return [words]


# ---------------------------------------------------------------- codes


def _united(
    step: Step, form: Given, draft: Draft, window: Window | None
) -> tuple[Given, dict[str, str]]:
    """The form with the codes that another window added since this one was shown.

    What was ticked here stays, though it was unticked there: in doubt a sign counts.
    """
    given, told = dict(form), {}
    for question in step.questions:
        if question.kind != "codes" or question.key not in form:
            continue
        sent, now = _sent(form, question), _in_order(shown(draft, question), question)
        before = window.words.get(question.key, "") if window is not None else ""
        if _codes(sent) == _codes(now) or now == before:
            continue
        touched = sent != before
        mine = _codes(sent) | (_codes(now) - _codes(before)) if touched else _codes(now)
        if mine:
            given[question.key] = ["", *sorted(mine)]
        if mine - _codes(sent) or (touched and mine != _codes(now)):
            told[question.key] = TICKED.format(label=question.label.rstrip("?"))
    return given, told


def _codes(words: str) -> set[str]:
    return set(words.split(", ")) - {"", NO_CODE}


# ---------------------------------------------------------------- lists


def _held(step: Step, draft: Draft) -> dict[str, Any]:
    return {listing.key: value_at(draft.document, listing.key) for listing in step.lists}


def _rows_shown(listing: Listing, draft: Draft) -> list[tuple[str, list[str]]]:
    return [
        (name, [words])
        for place in rows_of(draft, listing)
        for question in listing.questions
        if (words := shown(draft, question, name := f"{listing.key}.{place}.{question.key}"))
    ]


def _row_words(listing: Listing, form: Mapping[str, list[str]]) -> dict[str, str]:
    """The words of every row that are not empty."""
    found = {}
    for name, values in form.items():
        words = ", ".join(value.strip() for value in values if value.strip())
        if name.startswith(f"{listing.key}.") and not name.endswith(".sent") and words:
            found[name] = words
    return found


def _rows(listing: Listing, words: Mapping[str, list[str]]) -> list[dict[str, list[str]]]:
    """The same, row by row."""
    rows: dict[int, dict[str, list[str]]] = {}
    for name, values in words.items():
        place, _, key = name.removeprefix(f"{listing.key}.").partition(".")
        if name.startswith(f"{listing.key}.") and place.isdigit():
            rows.setdefault(int(place), {})[key] = values
    return [rows[place] for place in sorted(rows)]


def _merge_list(listing: Listing, given: Given, window: Window, draft: Draft) -> dict[str, str]:
    """Put rows of now, or those of both windows, into what was given."""
    sent = _row_words(listing, given)
    before = {k: v for k, v in window.words.items() if k.startswith(f"{listing.key}.")}
    now = dict(_rows_shown(listing, draft))
    others = window.others.setdefault(listing.key, [])
    told: dict[str, str] = {}
    rows = _rows(listing, {name: given[name] for name in sent})
    if sent == before:
        if value_at(draft.document, listing.key) == window.held.get(listing.key) and not others:
            return {}
        _replace(listing, given, _rows(listing, now))
        return {listing.key: NOW}
    if value_at(draft.document, listing.key) != window.held.get(listing.key):
        known = window.held.get(listing.key) or []
        held = value_at(draft.document, listing.key) or []
        added = [place for place, entry in enumerate(held) if entry not in known]
        of_now = _rows(listing, now)
        others += [of_now[place] for place in added if place < len(of_now)]
        if added:
            told = {listing.key: BOTH}
    for name in before:
        window.words.pop(name)
    window.words |= sent
    mine = [row for row in rows if row]
    _replace(listing, given, [*mine, *(row for row in others if row not in mine)])
    return told


def _replace(listing: Listing, given: Given, rows: list[dict[str, list[str]]]) -> None:
    for name in [n for n in given if n.startswith(f"{listing.key}.") and not n.endswith(".sent")]:
        del given[name]
    for place, row in enumerate(rows):
        given |= {f"{listing.key}.{place}.{key}": values for key, values in row.items()}
