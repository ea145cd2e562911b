"""How does a page get from its template to the reader?"""

from __future__ import annotations

import json
import re
import secrets
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

from fastapi import Request
from fastapi.responses import HTMLResponse, RedirectResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from magtitrate.formats.draft import Draft, rows_of, shown, value_at
from magtitrate.formats.interview import STEPS, Question, asked_at, choices_of, code_groups
from magtitrate.formats.unusual import ASKED, IS_IT_SO
from magtitrate.habits import clock_text
from magtitrate.version import VERSION
from magtitrate.web.behind import behind
from magtitrate.web.desk import Desk

__all__ = ["ASSETS", "Given", "Pages", "form_of", "moved", "spelled"]

ASSETS = Path(__file__).resolve().parent.parent / "assets" / "web"
_ONE_WERE = re.compile(r"(?<![\d.,-])1 (unit|line|value)s were\b")
_ONE = re.compile(r"(?<![\d.,-])1 (unit|line|value|capsule|minute|hour|day|week|month|year)s\b")
_DAY = re.compile(r"\b20\d\d-\d\d-\d\d\b(?!T)")
Given = dict[str, list[str]]


class Pages:
    """The templates, with what every one of them may call."""

    def __init__(self, desk: Desk) -> None:
        self.environment = Environment(
            loader=FileSystemLoader(ASSETS / "pages"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self.environment.globals |= {
            "version": VERSION,
            "steps": STEPS,
            "shown": shown,
            "rows_of": rows_of,
            "choices_of": choices_of,
            "asked_at": asked_at,
            "is_it_so": IS_IT_SO,
            "may_be_asked": ASKED,
            "is_preset": _is_preset,
            "code_groups": partial(_groups, desk),
            "behind": partial(behind, desk.facts),
            "say": desk.words.say,
            "once": partial(secrets.token_urlsafe, 9),
        }
        self.environment.filters |= {
            "clock": clock_text,
            "g": _short,
            "percent": _percent,
            "by_clock": _by_clock,
            "days": partial(_days, desk),
            "spelled": spelled,
            "plain": lambda text: str(text).replace("_", " "),
        }

    def text(self, page: str, /, **filled: Any) -> str:
        """The page of this template."""
        return self.environment.get_template(f"{page}.html.j2").render(**filled)

    def show(self, page: str, status: int = 200, /, **filled: Any) -> HTMLResponse:
        return HTMLResponse(self.text(page, **filled), status_code=status)


def _groups(desk: Desk, question: Any) -> list[Any]:
    return list(code_groups(question, desk.facts))


def _is_preset(draft: Draft, question: Question) -> bool:
    """Is the choice without a value chosen where nothing is? Not where it says something."""
    if question.key != "kidney.status":
        return True
    given = ("kidney.egfr_ml_per_min_1p73m2", "kidney.creatinine")
    return any(value_at(draft.document, key) is not None for key in given)


def _short(value: float | None) -> str:
    return "" if value is None else f"{value:.4g}"


def _days(desk: Desk, text: str) -> str:
    """A sentence with its days as people write them."""
    told = _DAY.sub(lambda found: desk.words.day(date.fromisoformat(found[0])), text)
    return spelled(told)


def spelled(text: str) -> str:
    """A sentence with one of a thing in the singular, and one mark at its end."""
    text = _ONE.sub(r"1 \1", _ONE_WERE.sub(r"1 \1 was", text))
    return re.sub(r"([?!])\.(?=\s|$)", r"\1", text)


def _by_clock(slots: Any) -> list[Any]:
    """Intakes in the order of the day."""
    return sorted(slots, key=lambda slot: slot.clock_h)


def _percent(share: float | None) -> str:
    """`45 %`; below one in a hundred it says so."""
    if share is None:
        return "not known"
    if 0 < share < 1 / 200:
        return "< 1 %"
    return f"{100 * share:.0f} %"


def moved(to: str) -> RedirectResponse:
    """On to another page, after something was written."""
    return RedirectResponse(to, status_code=303)


async def form_of(request: Request) -> Given:
    """The fields of a form, every value of each."""
    body = (await request.body()).decode("utf-8", errors="replace")
    if request.headers.get("content-type", "").startswith("application/json"):
        read = json.loads(body or "{}")
        return {str(k): [str(v)] for k, v in read.items()} if isinstance(read, dict) else {}
    return parse_qs(body, keep_blank_values=True, max_num_fields=5000)
