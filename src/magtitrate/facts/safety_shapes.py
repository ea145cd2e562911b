"""What do a hazard and a recall look like?

A hazard is something that can go wrong, with what stands against it and which tests prove it.
A recall names facts or a model that were found wrong, so that plans made with them are reopened.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from magtitrate.facts.shapes import Malformed

__all__ = ["Hazard", "Recall"]

DUE = ("", "D", "E", "F", "G", "H", "I", "J")


@dataclass(frozen=True, kw_only=True)
class Hazard:
    """One row of the hazard table (in the manner of ISO 14971).

    Attributes:
        severity: 5 death or irreversible, 4 serious injury or failure of a vital medicine,
            3 medical care needed, 2 discomfort, 1 nuisance.
        controls: rule or interaction ids, parameters, or `code:` and a name in the source.
        tests: `path::test` below `tests/`, or `case:` and a person on paper.
        due: the issue that builds its room; empty where it stands.
        absent: importable names that prove that the room does not exist yet.
        note: what the control leaves open.
    """

    id: str
    hazard: str
    cause: str
    harm: str
    severity: int
    control: str
    controls: tuple[str, ...] = ()
    tests: tuple[str, ...] = ()
    due: str = ""
    absent: tuple[str, ...] = ()
    note: str = ""

    def __post_init__(self) -> None:
        if self.due not in DUE:
            raise Malformed(f"due = {self.due!r} is not one of: {', '.join(DUE)}")
        if not 1 <= self.severity <= 5:
            raise Malformed(f"severity = {self.severity} is not 1 to 5")
        if not self.tests or not (self.due or self.controls):
            raise Malformed("a hazard needs tests, and controls unless its room is due")


@dataclass(frozen=True, kw_only=True)
class Recall:
    """Facts, a model version or one fact that were found wrong.

    Attributes:
        facts_hash, model_version, fact: which of the three; exactly one is given.
        since: the day on which it was found.
        reason: what was wrong, for the person.
        action: what to do, for the person.
    """

    id: str
    since: date
    reason: str
    action: str
    facts_hash: str = ""
    model_version: str = ""
    fact: str = ""

    def __post_init__(self) -> None:
        if sum(bool(x) for x in (self.facts_hash, self.model_version, self.fact)) != 1:
            raise Malformed("a recall names exactly one of facts_hash, model_version and fact")
