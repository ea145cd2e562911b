"""The evidence room: the articles' sentences, the facts, the mechanism, safety and validation."""

from __future__ import annotations

import json
import re
from typing import Any

import numpy as np
from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from magtitrate.effects.neuromuscular import milieu_of, readouts
from magtitrate.errors import InputError
from magtitrate.facts.claim_shapes import Sentence
from magtitrate.facts.lookup import find
from magtitrate.facts.shapes import VERDICTS
from magtitrate.formats.fact_rows import row_lines
from magtitrate.web.behind import behind
from magtitrate.web.desk import Desk
from magtitrate.web.pages import ASSETS, Pages

__all__ = ["evidence_pages"]

ARTICLES = {"S0": "Article 0", "S1": "Article 1", "S2": "Article 2", "S3": "Article 3"}
NO_CLAIM = "no claim"
LONG_LINE = 10_000
DRAWS = 400
VALIDATION = ASSETS / "validation.json"
"""Written by scripts/package_validation from docs/validation.md."""
GAUGE, FURTHEST = 120.0, 3.0
"""Width of a result's gauge, and the half-widths of the interval at which it ends."""
USUAL = {
    "magnesium": "neuro.reference_ionized_mmol_per_l",
    "calcium": "neuro.reference_calcium_mmol_per_l",
    "potassium": "neuro.reference_potassium_mmol_per_l",
}
SLIDERS = (
    ("magnesium", "Ionized magnesium", 0.20, 1.50, 0.01),
    ("calcium", "Ionized calcium", 0.70, 1.60, 0.01),
    ("potassium", "Potassium", 2.0, 7.0, 0.1),
)
"""Name, words, ends and step of each slider [mmol/L]; they start at the usual values."""


def evidence_pages(desk: Desk, pages: Pages) -> APIRouter:
    """Pages that know of nobody."""
    router = APIRouter()
    facts = desk.facts

    @router.get("/evidence")
    def evidence(request: Request) -> HTMLResponse:
        query = request.query_params.get("q", "")[:200]
        verdict = request.query_params.get("verdict", "")
        found = [
            (one, [facts.claims[claim] for claim in one.claims])
            for one in facts.sentences.values()
            if _fits(one, query, verdict, desk)
        ]
        words: dict[str, Any] = {
            "found": found,
            "query": query,
            "verdict": verdict,
            "verdicts": (*VERDICTS, NO_CLAIM),
            "articles": ARTICLES,
        }
        name = "sentences" if request.headers.get("hx-request") else "evidence"
        return pages.show(name, **words)

    @router.get("/facts/{key:path}")
    def fact(key: str) -> HTMLResponse:
        try:
            found = find(facts, key)
        except InputError:
            return pages.show("missing", 404)
        rows = [
            (topic, name, _pairs(row_lines(facts, topic, name, row, width=LONG_LINE)))
            for topic, name, row in found
        ]
        cited = [one for topic, name, _ in found for one in behind(facts, [f"{topic}:{name}"])]
        return pages.show("fact", rows=rows, cited=cited, key=key)

    @router.get("/mechanism")
    def mechanism(request: Request) -> HTMLResponse:
        words = _mechanism(request, desk)
        name = "readouts" if request.headers.get("hx-request") else "mechanism"
        return pages.show(name, **words)

    @router.get("/safety")
    def safety() -> HTMLResponse:
        hazards = sorted(facts.hazards.values(), key=lambda one: (-one.severity, one.id))
        return pages.show("safety", hazards=hazards, rules=facts.rules)

    @router.get("/validation")
    def validation() -> HTMLResponse:
        return pages.show("validation", **_validation())

    return router


def _validation() -> dict[str, Any]:
    """What the last run of all studies came to, with a place on the gauge for each result."""
    read: dict[str, Any] = json.loads(VALIDATION.read_text(encoding="utf-8"))
    for study in read["studies"]:
        study["source"] = study["source"].removeprefix("Source: ").partition(". ")
        for result in study["results"]:
            away = float(result["residual"]) if result["residual"] else None
            result["x"] = None if away is None else _gauge(away)
    verdicts = [(study["id"].startswith("A"), study["verdict"]) for study in read["studies"]]
    return read | {
        "passed": verdicts.count((True, "pass")),
        "of": sum(is_study for is_study, _ in verdicts),
        "ends": (_gauge(-1), _gauge(1)),
        "width": GAUGE,
    }


def _gauge(half_widths: float) -> float:
    """A place on the gauge of a result: its middle is what was observed."""
    held = min(max(half_widths, -FURTHEST), FURTHEST)
    return round(GAUGE / 2 * (1 + held / FURTHEST * 0.94), 1)


def _fits(one: Sentence, query: str, verdict: str, desk: Desk) -> bool:
    if verdict and one.verdict != verdict:
        return False
    claims = (desk.facts.claims[claim] for claim in one.claims)
    text = " ".join((one.id, one.point, *(f"{c.id} {c.text} {c.evidence}" for c in claims)))
    return all(word in text.casefold() for word in query.casefold().split())


def _pairs(lines: list[str]) -> list[tuple[str, str]]:
    """The lines of a row as (label, text); the first is its name."""
    found: list[tuple[str, str]] = []
    for line in lines[1:]:
        label, _, text = line.strip().partition("  ")
        if text:
            found.append((label, text.strip()))
        elif found and line.startswith(" "):
            found[-1] = (found[-1][0], f"{found[-1][1]} {label}")
        else:
            found.append(("", label))
    return found


def _mechanism(request: Request, desk: Desk) -> dict[str, Any]:
    seed, facts = desk.seed, desk.facts
    usual = {name: facts.value(row) for name, row in USUAL.items()}
    at = {name: _level(request, name, low, high, usual[name]) for name, _, low, high, _ in SLIDERS}
    before = milieu_of(np.full(DRAWS, usual["magnesium"]), facts, seed=seed)
    after = milieu_of(
        np.full(DRAWS, at["magnesium"]),
        facts,
        calcium=at["calcium"],
        potassium=at["potassium"],
        seed=seed,
    )
    return {
        "sliders": SLIDERS,
        "at": at,
        "usual": usual,
        "readouts": readouts(before, after, facts, seed=seed),
    }


def _level(request: Request, name: str, low: float, high: float, usual: float) -> float:
    text = request.query_params.get(name, "")
    if not re.fullmatch(r"\d{1,2}(\.\d{1,4})?", text):
        return usual
    return min(max(float(text), low), high)
