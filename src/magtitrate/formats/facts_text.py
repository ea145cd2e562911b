"""How do facts and claims read in a terminal of 80 columns, and as JSON?"""

from __future__ import annotations

import json
import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from difflib import get_close_matches

from magtitrate.errors import InputError
from magtitrate.facts import Facts
from magtitrate.facts.audit import CHECKS, Finding, audit
from magtitrate.facts.consistency import KINDS, disagreements
from magtitrate.facts.lookup import TOPICS, find, keys_of, rows_of
from magtitrate.facts.shapes import VERDICTS, Claim
from magtitrate.formats.fact_rows import claim_lines, row_lines, summary

__all__ = ["check_text", "claims_text", "consistency_text", "list_text", "row_text"]

WIDTH = 80
LONGEST_KEY = 30


def check_text(
    facts: Facts,
    *,
    runs: Sequence[str] = (),
    ran: Sequence[Finding] = (),
    as_json: bool = False,
) -> tuple[str, bool]:
    """The audit's findings and those of running the facts, and whether there are none.

    Args:
        runs: names of what was run; the model stands above this room.
        ran: findings of it.
    """
    found = (*audit(facts), *ran)
    checks = (*CHECKS, *runs, *dict.fromkeys(f.check for f in ran if f.check not in runs))
    if as_json:
        body = {
            "passed": not found,
            "hash": facts.hash,
            "checks": list(checks),
            "findings": [asdict(finding) for finding in found],
        }
        return _json(body), not found
    failing = {finding.check for finding in found}
    lines = [f"{'fails' if name in failing else 'holds'}  {name}" for name in checks]
    for finding in found:
        text = f"{finding.key}: {finding.problem} [{finding.check}]"
        lines += _wrapped(text, first="- ", rest="  ")
    rows = sum(len(keys) for keys in keys_of(facts).values())
    count = "1 finding" if len(found) == 1 else f"{len(found)} findings"
    lines.append(f"{rows} rows, hash {facts.hash}: {count}")
    return "\n".join(lines) + "\n", not found


def row_text(facts: Facts, key: str, *, as_json: bool = False) -> str:
    """Everything that answers to a key, with its sources."""
    found = find(facts, key)
    if as_json:
        return _json([{"topic": topic, "key": k, **asdict(row)} for topic, k, row in found])
    blocks = [row_lines(facts, topic, k, row, width=WIDTH) for topic, k, row in found]
    return "\n\n".join("\n".join(block) for block in blocks) + "\n"


def list_text(facts: Facts, topic: str, *, as_json: bool = False) -> str:
    """The rows of one topic, a line each; without a topic, which topics there are."""
    if as_json:
        return _json(keys_of(facts, topic))
    return "\n".join(_topic_lines(facts, topic) if topic else _all_topics(facts)) + "\n"


def _topic_lines(facts: Facts, topic: str) -> Iterator[str]:
    found = rows_of(facts, topic)
    longest = min(LONGEST_KEY, max((len(key) for key in found), default=0))
    for key, row in found.items():
        head = f"{key:{longest}s}  "
        room = WIDTH - len(head)
        text = " ".join(summary(row).split())
        yield (head + (text if len(text) <= room else f"{text[: room - 2]} …")).rstrip()
    yield f"{len(found)} of {topic}. One of them: magtitrate facts show KEY"


def _all_topics(facts: Facts) -> Iterator[str]:
    for name in TOPICS:
        keys = list(rows_of(facts, name))
        text = f"{name:17s} {len(keys):4d}  {', '.join(keys[:4])}"
        yield text if len(text) <= WIDTH else f"{text[: WIDTH - 2]} …"
    organs = sorted({key.split(".")[0] for key in facts.parameters})
    yield from _wrapped(f"Parameters by topic: {', '.join(organs)}.")
    yield "All of a topic: magtitrate facts list --topic TOPIC"


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
        return "\n".join(line for c in claims for line in claim_lines(facts, c, WIDTH)) + "\n"
    lines = [line for claim in claims for line in _claim_line(claim)]
    return "\n".join([*lines, *_tally(claims)]) + "\n"


def _tally(claims: list[Claim]) -> list[str]:
    counts = {verdict: sum(c.verdict == verdict for c in claims) for verdict in VERDICTS}
    parts = [f"{count} {verdict}" for verdict, count in counts.items() if count]
    return _wrapped(f"{len(claims)} claims: {', '.join(parts)}." if parts else "No claim.")


def consistency_text(facts: Facts, *, as_json: bool = False) -> str:
    """What does not fit inside and between the claims, found by arithmetic."""
    found = disagreements(facts)
    if as_json:
        return _json([asdict(one) for one in found])
    lines: list[str] = []
    for kind, meaning in KINDS.items():
        of_kind = [one for one in found if one.kind == kind]
        if of_kind:
            lines.append(f"{meaning[:1].upper()}{meaning[1:]}")
        for one in of_kind:
            lines += _wrapped(" x ".join(one.claims), first="  ", rest="  ")
            lines += _wrapped(one.sentence, first="    ", rest="    ")
    against = sum(one.contradicts for one in found)
    lines += _wrapped(
        f"{len(facts.statements)} statements of {len({s.claim for s in facts.statements})} claims: "
        f"{against} do not fit, {len(found) - against} remarks. One claim: magtitrate claims S0-13"
    )
    return "\n".join(lines) + "\n"


def _claim_line(claim: Claim) -> list[str]:
    head = f"{claim.id}  {claim.verdict:13s} "
    return _wrapped(claim.text, first=head, rest=" " * len(head))


def _wrapped(text: str, *, first: str = "", rest: str = "") -> list[str]:
    return textwrap.wrap(
        text,
        WIDTH,
        initial_indent=first,
        subsequent_indent=rest,
        break_on_hyphens=False,
    )


def _json(body: object) -> str:
    return json.dumps(body, indent=2, ensure_ascii=False) + "\n"
