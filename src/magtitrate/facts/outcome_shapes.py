"""What does a row of an outcome that people hope for look like, and what must it prove?

A row says which printed results may speak for the outcome, what counts as worthwhile, how
noisy a diary of it is, and which outcome has no usable trial at all. The numbers of the
trials stay in their evidence rows.
"""

from __future__ import annotations

from dataclasses import dataclass

from magtitrate.facts.evidence_shapes import CERTAINTIES
from magtitrate.facts.shapes import HOW, READ, Malformed

__all__ = ["BETTER", "NONE", "PATHS", "SCALES", "HopedFor", "Term"]

PATHS = ("trials", "unproven")
SCALES = ("share", "difference")
BETTER = ("lower", "higher")
NONE = "none"
"""The certainty of an outcome without a usable trial."""


@dataclass(frozen=True, kw_only=True)
class Term:
    """Printed results of one study that speak for an outcome.

    Attributes:
        evidence: the row, such as `E-01`.
        quantity: its effects by their words; several of one study are averaged, never added.
        kind: tells effects of one quantity apart.
        subgroup: of the effect; empty means everybody.
        better: the direction of this measure, if other than the outcome's.
        discounted: compared with the own baseline or not blinded (PR-2), though the study's
            design does not say so.
    """

    evidence: str
    quantity: tuple[str, ...]
    kind: str = ""
    subgroup: str = ""
    better: str = ""
    discounted: bool = False
    why: str = ""

    def __post_init__(self) -> None:
        if not self.quantity:
            raise Malformed(f"a term of {self.evidence} names no quantity")
        if self.better and self.better not in BETTER:
            raise Malformed(f"better = {self.better!r} is not one of: {', '.join(BETTER)}")
        if self.discounted and not self.why:
            raise Malformed("a discount says why")


@dataclass(frozen=True, kw_only=True)
class HopedFor:
    """One outcome, and how evidence may speak of it.

    Attributes:
        title: what improves, in words for the person ("nightly leg cramps").
        goals: goals of a plan under which it is shown.
        scale: `share` of people who improve, or `difference` of a measure.
        improving: for a share, what counts as improved, in words.
        unit: of the difference; "%" of people for a share.
        better: whether less or more of the measure is better.
        sd: how much people differ in the measure, in its unit; for a share it is not used.
        between_trials: how far settings differ, in standard deviations, if other than usual.
        worthwhile: smallest worthwhile change, in the unit (percentage points for a share).
        placebo: evidence row whose placebo response stands beside the benefit.
        people: whom the trials studied.
        weeks: how long the trials lasted before they looked.
        tail: harm in the replete is possible (PR-1, performance).
        diary, diary_sd, diary_change: what one person can write down each week, its
            week-to-week SD, and the change worth telling.
        sentence: for an unproven outcome, what is known.
        evidence: rows that touch an unproven outcome without settling it.
    """

    id: str
    title: str
    path: str
    certainty: str
    how: str
    read: str
    source: tuple[str, ...]
    goals: tuple[str, ...] = ()
    scale: str = ""
    improving: str = ""
    unit: str = ""
    better: str = "lower"
    sd: float | None = None
    between_trials: float | None = None
    worthwhile: float | None = None
    terms: tuple[Term, ...] = ()
    placebo: str = ""
    people: str = ""
    weeks: float | None = None
    tail: bool = False
    diary: str = ""
    diary_sd: float | None = None
    diary_change: float | None = None
    sentence: str = ""
    evidence: tuple[str, ...] = ()
    note: str = ""

    def __post_init__(self) -> None:
        for name, value, accepted in (
            ("path", self.path, PATHS),
            ("certainty", self.certainty, (*CERTAINTIES, NONE)),
            ("better", self.better, BETTER),
            ("how", self.how, HOW),
            ("read", self.read, READ),
        ):
            if value not in accepted:
                raise Malformed(f"{name} = {value!r} is not one of: {', '.join(accepted)}")
        if self.path == "unproven":
            self._check_unproven()
        else:
            self._check_trials()

    def _check_unproven(self) -> None:
        if not self.sentence or self.terms or self.certainty != NONE:
            raise Malformed("an unproven outcome has a sentence, no terms, and certainty none")

    def _check_trials(self) -> None:
        if self.scale not in SCALES:
            raise Malformed(f"scale = {self.scale!r} is not one of: {', '.join(SCALES)}")
        needed = (self.terms, self.unit, self.worthwhile, self.people, self.weeks, self.diary)
        if not all(needed) or not self.diary_sd or not self.diary_change:
            raise Malformed("an outcome with trials is incomplete; see HopedFor")
        if self.scale == "share" and not (self.improving and self.placebo):
            raise Malformed("a share needs what counts as improved, and its placebo row")
        if self.scale == "difference" and not self.sd:
            raise Malformed("a difference needs the SD between people")
        if self.certainty == NONE:
            raise Malformed("an outcome with trials has a certainty")
