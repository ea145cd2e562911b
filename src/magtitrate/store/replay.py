"""Does every decision of a record come out again, from what it was made from?

With the same version, facts, model and engine it must, to the last printed digit. With others
the differences are told, and which facts changed since.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from magtitrate.facts import Facts
from magtitrate.store.check_in import decide, facts_digest, said_of
from magtitrate.store.ledger import Entry

__all__ = ["Replayed", "replay"]

MADE_WITH = ("version", "facts_hash", "model_version", "engine")
"""What of a plan's provenance may explain a difference."""


@dataclass(frozen=True, kw_only=True)
class Replayed:
    """One decision, made again.

    Attributes:
        differences: `way.to.the.value: old -> new`.
        made_with: what computes differently now (`MADE_WITH`): empty where nothing does.
        facts_changed: keys of fact rows that differ from those it was made with.
        facts_used: those of them that the decision itself names.
    """

    number: int
    at: str
    action: str
    differences: tuple[str, ...]
    made_with: tuple[str, ...]
    facts_changed: tuple[str, ...]
    facts_used: tuple[str, ...]

    @property
    def broken(self) -> bool:
        """Different, and nothing explains it."""
        return bool(self.differences) and not self.made_with


def replay(
    entries: tuple[Entry, ...],
    facts: Facts,
    *,
    progress: Callable[[int, int], None] | None = None,
) -> tuple[Replayed, ...]:
    """Every decision again, oldest first.

    Args:
        progress: told how many are done, and of how many.
    """
    found = [entry for entry in entries if entry.kind == "decision"]
    now = facts_digest(facts) if found else {}
    done = []
    for place, entry in enumerate(found):
        done.append(_again(entry, entries, facts, now))
        if progress is not None:
            progress(place + 1, len(found))
    return tuple(done)


def _again(
    entry: Entry, entries: tuple[Entry, ...], facts: Facts, rows: Mapping[str, str]
) -> Replayed:
    old = entry.body
    _, new = decide(
        tuple(e for e in entries if e.number <= int(old["upto"])),
        datetime.fromisoformat(old["at"]),
        facts,
        seed=int(old["seed"]),
        unanswered=tuple(old["unanswered"]),
        said=said_of(old["said"]),
    )
    made, remade = old["plan"]["provenance"], new["plan"]["provenance"]
    changed = _changed(made["facts_hash"], entries, rows)
    return Replayed(
        number=entry.number,
        at=old["at"],
        action=old["action"],
        differences=tuple(_differences(_compared(old), _compared(new), "")),
        made_with=tuple(
            f"{name}: {made[name]} -> {remade[name]}"
            for name in MADE_WITH
            if made[name] != remade[name]
        ),
        facts_changed=changed,
        facts_used=tuple(key for key in changed if key.partition(":")[2] in str(old)),
    )


def _compared(body: Mapping[str, Any]) -> dict[str, Any]:
    """All but what says who computed it."""
    plan = dict(body["plan"])
    kept = {k: v for k, v in plan["provenance"].items() if k not in MADE_WITH}
    return {**body, "plan": {**plan, "provenance": kept}}


def _differences(old: Any, new: Any, way: str) -> Iterator[str]:
    """Where two values differ, down to single numbers and texts."""
    if isinstance(old, Mapping) and isinstance(new, Mapping):
        for key in dict.fromkeys([*old, *new]):
            yield from _differences(old.get(key), new.get(key), f"{way}.{key}" if way else key)
    elif isinstance(old, list) and isinstance(new, list) and len(old) == len(new):
        for place, (one, other) in enumerate(zip(old, new, strict=True)):
            yield from _differences(one, other, f"{way}[{place}]")
    elif old != new:
        yield f"{way}: {_short(old)} -> {_short(new)}"


def _short(value: Any) -> str:
    text = f"{len(value)} entries" if isinstance(value, list | dict) else str(value)
    return text if len(text) <= 60 else text[:57] + "…"


def _changed(
    facts_hash: str, entries: tuple[Entry, ...], rows: Mapping[str, str]
) -> tuple[str, ...]:
    """Rows that are others now, new or gone, against those of the decision's facts."""
    known = [e for e in entries if e.kind == "facts" and e.body["hash"] == facts_hash]
    if not known:
        return ()
    before: Mapping[str, str] = known[0].body["rows"]
    return tuple(key for key in dict.fromkeys([*before, *rows]) if before.get(key) != rows.get(key))
