"""What does a row of an unsafe instruction, of an article's sentence, of the knowledge base, of
a claim in numbers, of a landing and of the instruments look like, and what must it prove?"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

from magtitrate.facts.evidence_shapes import CLAIM_ID, RULE_ID, matches, member
from magtitrate.facts.shapes import HOW, READ, VERDICTS, Malformed
from magtitrate.facts.statement import Said, Unreadable, parse

__all__ = [
    "ARTICLES",
    "KNOWLEDGE_STATUS",
    "NO_CLAIM",
    "SHIPS",
    "Instrument",
    "Knowledge",
    "Landing",
    "Sentence",
    "Statement",
    "Unsafe",
]

ARTICLES = ("S0", "S1", "S2", "S3")
NO_CLAIM = "no claim"
KNOWLEDGE_STATUS = ("known", "not_yet_possible", "unproven")
LANDS = ("serum_area_percent", "serum_gain", "urine_gain_per_day")
SHIPS = ("text", "own_words", "total_only", "nothing")


@dataclass(frozen=True, kw_only=True)
class Unsafe:
    """An instruction of the articles (or its absence) that would harm if followed.

    Attributes:
        claims: the claims that hold it; empty where the articles are silent.
        instruction: what following them to the letter would mean.
        instead: what the program does.
        rules: ids of the rule book that carry it.
    """

    id: str
    claims: tuple[str, ...]
    instruction: str
    problem: str
    instead: str
    rules: tuple[str, ...]
    how: str
    read: str
    source: tuple[str, ...] = ()
    waiver: str = ""
    note: str = ""

    def __post_init__(self) -> None:
        matches("unsafe id", self.id, re.compile(r"U-\d\d"))
        for claim in self.claims:
            matches("claim", claim, CLAIM_ID)
        for rule in self.rules:
            matches("rule", rule, RULE_ID)
        member("how", self.how, HOW)
        member("read", self.read, READ)
        if not self.rules:
            raise Malformed("an unsafe instruction needs the rule that prevents it")
        if self.read == "memory" and not self.waiver:
            raise Malformed("read from memory beside a safety rule: say why in `waiver`")


@dataclass(frozen=True, kw_only=True)
class Sentence:
    """One sentence or heading of an article, and where its idea lives in the program.

    Attributes:
        id: article, line and sentence: `S0:05.2`.
        point: its point in our own words.
        claims: the claims it holds; empty for connective prose.
        verdict: the gravest verdict of its claims, or `no claim`.
        mission: rows of the mission table it belongs to.
        command: what shows it; empty only where there is nothing to show.
        test: the test that holds it.
        due: letter of the issue that will bring the command or the test; empty if it stands.
    """

    id: str
    point: str
    claims: tuple[str, ...] = ()
    verdict: str
    mission: tuple[str, ...] = ()
    command: str = ""
    test: str = ""
    due: str = ""

    def __post_init__(self) -> None:
        matches("sentence id", self.id, re.compile(r"S[0-3]:\d\d\.\d+"))
        member("verdict", self.verdict, (*VERDICTS, NO_CLAIM))
        for claim in self.claims:
            matches("claim", claim, CLAIM_ID)
        for row in self.mission:
            matches("mission row", row, re.compile(r"M-\d\d"))
        if self.due:
            matches("due", self.due, re.compile(r"[A-J]"))
        if bool(self.claims) == (self.verdict == NO_CLAIM):
            raise Malformed(
                "a sentence has claims or the verdict 'no claim', not both, not neither"
            )
        if self.claims and not (self.command and (self.test or self.due)):
            raise Malformed(
                "a sentence with a claim needs a command, and a test or the issue it is due in"
            )

    @property
    def article(self) -> str:
        return self.id[:2]


@dataclass(frozen=True, kw_only=True)
class Knowledge:
    """Something known of magnesium, or an entry of the register of what is not yet possible."""

    id: str
    topic: str
    statement: str
    status: str
    read: str
    source: tuple[str, ...] = ()
    note: str = ""

    def __post_init__(self) -> None:
        matches("knowledge id", self.id, re.compile(r"KB-\d\d"))
        member("status", self.status, KNOWLEDGE_STATUS)
        member("read", self.read, READ)


@dataclass(frozen=True, kw_only=True)
class Statement:
    """What a claim says, in the grammar of `facts.statement`, so that it can be computed with.

    Attributes:
        claim: the id of the claim.
        says: one statement.
        note: where our reading of the sentence needs a word.
    """

    claim: str
    says: str
    note: str = ""

    def __post_init__(self) -> None:
        matches("claim", self.claim, CLAIM_ID)
        try:
            parse(self.says)
        except Unreadable as error:
            raise Malformed(f"says: {error}") from None

    @cached_property
    def said(self) -> Said:
        """The statement, read."""
        return parse(self.says)


@dataclass(frozen=True, kw_only=True)
class Landing:
    """A published result that a standard dose must meet in the model, before anything is shown.

    Attributes:
        body_mass_kg, gfr_ml_per_min, diet_mg_per_day: the study's typical person [kg, mL/min,
            mg of magnesium per day].
        amount_mmol: magnesium of one dose or infusion [mmol].
        clock_h: hours of the day at which it is given.
        form: of a dose by mouth, a name of `body.gut.FORMS`.
        infusion_h: given by vein over this long; by mouth where it is 0.
        for_long: taken every day until the body has come to rest, not on one day alone.
        fasting_until_h: no food before this hour of the day.
        lands: `serum_area_percent` area of serum over `hours` from the first dose against
            the same day without; `serum_gain` before the first meal [mmol/L];
            `urine_gain_per_day` [mmol/d].
        low, high: observed, with the tolerance of the validation studies.
    """

    id: str
    title: str
    body_mass_kg: float
    gfr_ml_per_min: float
    diet_mg_per_day: float
    amount_mmol: float
    clock_h: tuple[float, ...]
    lands: str
    low: float
    high: float
    how: str
    read: str
    source: tuple[str, ...]
    form: str = "solution"
    infusion_h: float = 0.0
    for_long: bool = False
    with_meal: bool = False
    fasting_until_h: float = 0.0
    hours: float = 0.0
    where: str = ""
    note: str = ""

    def __post_init__(self) -> None:
        member("lands", self.lands, LANDS)
        member("how", self.how, HOW)
        member("read", self.read, READ)
        if not self.low < self.high:
            raise Malformed(f"{self.low} to {self.high} leaves no room to land in")
        if not self.clock_h or not self.amount_mmol > 0:
            raise Malformed("a landing needs an amount and an hour")


@dataclass(frozen=True, kw_only=True)
class Instrument:
    """A questionnaire, scale, diary or task, and what of it may be shipped.

    Attributes:
        measures: outcomes it speaks of.
        license: what its owner allows, in our words.
        ships: `text` its own words, with `attribution`; `own_words` the idea is free, the
            words and drawings are ours; `total_only` a person may enter a total they have;
            `nothing`.
        use: what magtitrate does with it.
        permission: what someone who wants more has to ask for, and where.
    """

    id: str
    title: str
    measures: tuple[str, ...]
    license: str
    ships: str
    use: str
    read: str
    source: tuple[str, ...]
    items: int | None = None
    attribution: str = ""
    permission: str = ""
    note: str = ""

    def __post_init__(self) -> None:
        matches("instrument id", self.id, re.compile(r"[a-z0-9_]+"))
        member("ships", self.ships, SHIPS)
        member("read", self.read, READ)
        if self.ships == "text" and (self.read == "memory" or not self.attribution):
            raise Malformed("a text is shipped only with a license that was read and attribution")
