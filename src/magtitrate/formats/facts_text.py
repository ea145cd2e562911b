"""How do facts and claims read in a terminal, and as JSON?"""

from __future__ import annotations

import json
import textwrap
from dataclasses import asdict, fields
from difflib import get_close_matches
from typing import Any

from magtitrate.errors import InputError
from magtitrate.facts import Facts
from magtitrate.facts.audit import CHECKS, audit
from magtitrate.facts.lookup import find, keys_of
from magtitrate.facts.shapes import VERDICTS, Claim

__all__ = ["check_text", "claims_text", "list_text", "row_text"]

WIDTH = 80


def check_text(facts: Facts, *, as_json: bool = False) -> tuple[str, bool]:
    """The audit's findings, and whether there are none."""
    found = audit(facts)
    if as_json:
        body = {"passed": not found, "hash": facts.hash, "findings": [asdict(f) for f in found]}
        return _json(body), not found
    lines = [
        f"{'fails' if any(f.check == name for f in found) else 'holds'}  {name}" for name in CHECKS
    ]
    lines += [f"  {finding.key}: {finding.problem} [{finding.check}]" for finding in found]
    rows = sum(len(keys) for keys in keys_of(facts).values())
    lines.append(f"{rows} rows, hash {facts.hash}: {len(found)} findings")
    return "\n".join(lines) + "\n", not found


def row_text(facts: Facts, key: str, *, as_json: bool = False) -> str:
    """Everything that answers to a key, with its sources."""
    found = find(facts, key)
    if as_json:
        return _json([{"topic": topic, "key": k, **asdict(row)} for topic, k, row in found])
    return "\n".join(_row(facts, topic, k, row) for topic, k, row in found)


def list_text(facts: Facts, topic: str, *, as_json: bool = False) -> str:
    """The keys of one topic, or of all."""
    keys = keys_of(facts, topic)
    if as_json:
        return _json(keys)
    lines: list[str] = []
    for name, found in keys.items():
        lines.append(f"{name} ({len(found)})")
        lines += textwrap.wrap(
            ", ".join(found),
            WIDTH,
            initial_indent="  ",
            subsequent_indent="  ",
            break_on_hyphens=False,
            break_long_words=False,
        )
    return "\n".join(lines) + "\n"


def claims_text(facts: Facts, id: str = "", *, verdict: str = "", as_json: bool = False) -> str:
    """One claim in full, or a line each."""
    claims = list(facts.claims.values())
    if verdict and verdict not in VERDICTS:
        raise InputError(
            "no verdict has this name",
            field="--verdict",
            given=verdict,
            accepted=", ".join(VERDICTS),
        )
    if id:
        claims = [claim for claim in claims if claim.id.casefold() == id.casefold()]
        if not claims:
            near = get_close_matches(id.upper(), facts.claims, n=4)
            raise InputError(
                "no claim has this id", given=id, accepted=", ".join(near) or "S0-01 to S3-33"
            )
    if verdict:
        claims = [claim for claim in claims if claim.verdict == verdict]
    if as_json:
        return _json([asdict(claim) for claim in claims])
    if id:
        return "\n".join(_row(facts, "claim", claim.id, claim) for claim in claims)
    lines = [line for claim in claims for line in _claim_line(claim)]
    return "\n".join([*lines, f"{len(claims)} claims"]) + "\n"


def _claim_line(claim: Claim) -> list[str]:
    head = f"{claim.id}  {claim.verdict:13s} "
    return textwrap.wrap(
        claim.text,
        WIDTH,
        initial_indent=head,
        subsequent_indent=" " * len(head),
        break_on_hyphens=False,
    )


def _row(facts: Facts, topic: str, key: str, row: Any) -> str:
    lines = [f"{topic} {key}"]
    for field in fields(row):
        value = getattr(row, field.name)
        if field.name == "source" or value in (None, "", (), {}, False):
            continue
        lines += _field(field.name, value)
    for source in getattr(row, "source", ()):
        lines += _field("source", _source(facts, source))
    return "\n".join(lines) + "\n"


def _source(facts: Facts, key: str) -> str:
    row = facts.sources.get(key)
    if row is None:
        return f"{key} (not found)"
    parts = [row.authors, str(row.year or ""), row.title, row.journal]
    parts += [f"doi {row.doi}" if row.doi else "", f"PMID {row.pmid}" if row.pmid else "", row.url]
    return f"{key}: " + ". ".join(part.rstrip(".") for part in parts if part)


def _field(name: str, value: object) -> list[str]:
    head = f"  {name:14s} "
    return textwrap.wrap(
        _plain(value),
        WIDTH,
        initial_indent=head,
        subsequent_indent=" " * len(head),
        break_on_hyphens=False,
    )


def _plain(value: object) -> str:
    if isinstance(value, tuple):
        return "; ".join(_plain(item) for item in value)
    if isinstance(value, dict):
        return ", ".join(f"{key}: {_plain(item)}" for key, item in value.items())
    if hasattr(value, "__dataclass_fields__"):
        shown = {
            f.name: getattr(value, f.name)
            for f in fields(value)  # type: ignore[arg-type]
            if getattr(value, f.name) not in (None, "", (), {}, False)
        }
        return ", ".join(f"{key} {_plain(item)}" for key, item in shown.items())
    return f"{value:g}" if isinstance(value, float) else str(value)


def _json(body: object) -> str:
    return json.dumps(body, indent=2, ensure_ascii=False) + "\n"
