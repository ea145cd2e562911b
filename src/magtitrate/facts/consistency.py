"""Do the claims agree with themselves, with each other and with what was measured?

Nothing here knows which claims are wrong. Each claim is read as statements in the grammar of
`facts.statement`, and arithmetic compares whatever speaks of the same quantity: two levels
against a stated change, range against range, word against word, one figure under several
meanings, doses against limits, changes against facts.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import combinations

from magtitrate.errors import FactError
from magtitrate.facts import Facts
from magtitrate.facts.claim_shapes import Statement
from magtitrate.facts.dimensions import same_dimension
from magtitrate.facts.statement import WORDS, Figure, Said

__all__ = ["KINDS", "Disagreement", "disagreements"]

KINDS = {
    "figures": "figures that do not follow from each other",
    "words": "opposite words for one thing",
    "ranges": "ranges for one thing that exclude each other",
    "meanings": "one figure under several meanings",
    "limits": "doses above a limit",
    "facts": "against what was measured",
    "differ": "ranges for one thing that are not the same",
    "people": "what shares of people need",
}
"""Kind of disagreement -> what it is; the last two are remarks and contradict nothing."""
REMARKS = ("differ", "people")
DOSE = "_dose"
DOSE_UNIT = "mg/d"
MOST_PEOPLE = 1000


@dataclass(frozen=True, kw_only=True)
class Disagreement:
    """Something that the claims say and arithmetic does not bear out.

    Attributes:
        kind: a key of `KINDS`.
        claims: the claims concerned, in their order.
        sentence: what was compared and what came out.
        numbers: the figures of the sentence, by name.
        facts: keys of the facts compared with.
    """

    kind: str
    claims: tuple[str, ...]
    sentence: str
    numbers: dict[str, float] = field(default_factory=dict)
    facts: tuple[str, ...] = ()

    @property
    def contradicts(self) -> bool:
        """Is it more than a remark?"""
        return self.kind not in REMARKS


def disagreements(facts: Facts) -> tuple[Disagreement, ...]:
    """Everything that does not fit, by kind."""
    return tuple(found for check in _CHECKS for found in check(facts.statements, facts))


def _by_subject(statements: Iterable[Statement]) -> Iterator[list[Statement]]:
    """Statements that speak of one thing, together."""
    groups: dict[str, list[Statement]] = defaultdict(list)
    for statement in statements:
        groups[statement.said.subject].append(statement)
    yield from groups.values()


def _claims(*statements: Statement) -> tuple[str, ...]:
    return tuple(sorted({statement.claim for statement in statements}))


# ---------------------------------------------------------------- between claims


def _figures(statements: tuple[Statement, ...], _: Facts) -> Iterator[Disagreement]:
    """A change computed from two levels, or stated twice, is one change."""
    for group in _by_subject(statements):
        changes = [s for s in group if s.said.change_percent is not None]
        for one, other in combinations(changes, 2):
            levels, stated = (one, other) if one.said.before is not None else (other, one)
            a, b = levels.said.change_percent, stated.said.change_percent
            if a is not None and b is not None and a.apart(b):
                yield Disagreement(
                    kind="figures",
                    claims=_claims(one, other),
                    sentence=_change_sentence(levels.said, a, b),
                    numbers={"computed_percent": round(a.low, 1), "stated_percent": b.low},
                )


def _change_sentence(said: Said, found: Figure, stated: Figure) -> str:
    if said.before is None or said.after is None:
        return f"{said.words}: a change of {found.text()} and one of {stated.text()}."
    would = said.before.low * (1 + stated.low / 100)
    return (
        f"{said.words}: from {said.before.text()} to {said.after.text()} is "
        f"{found.low:+.1f} %, not {stated.low:+g} %, which would end at {would:.0f} "
        f"{said.before.unit}."
    )


def _ranges(statements: tuple[Statement, ...], _: Facts) -> Iterator[Disagreement]:
    """Two levels of one thing overlap; where they are not the same, that is a remark."""
    for group in _by_subject(statements):
        for one, other in combinations(group, 2):
            a, b = one.said.level, other.said.level
            if a is None or b is None or not same_dimension(a.unit, b.unit):
                continue
            b = b.inside(a.unit)
            if (a.low, a.high) == (b.low, b.high):
                continue
            apart = a.apart(b)
            if not apart and (a.low == a.high or b.low == b.high):
                continue  # a number inside a range
            yield Disagreement(
                kind="ranges" if apart else "differ",
                claims=_claims(one, other),
                sentence=f"{one.said.words}: {a.text()} and {b.text()}"
                + (" exclude each other." if apart else " are not the same range."),
            )


def _words(statements: tuple[Statement, ...], _: Facts) -> Iterator[Disagreement]:
    """Words for one thing have one sign."""
    for group in _by_subject(statements):
        for one, other in combinations([s for s in group if s.said.word], 2):
            if WORDS[one.said.word] != WORDS[other.said.word]:
                yield Disagreement(
                    kind="words",
                    claims=_claims(one, other),
                    sentence=f"{one.said.words}: {one.said.word!r} ({one.claim}) and "
                    f"{other.said.word!r} ({other.claim}) cannot both be.",
                )


def _meanings(statements: tuple[Statement, ...], _: Facts) -> Iterator[Disagreement]:
    """One figure for one quantity speaks of one thing; its qualifiers say of what."""
    groups: dict[tuple[str, float], dict[str, Statement]] = defaultdict(dict)
    for statement in statements:
        change = statement.said.change
        for figure in {change.low, change.high} if change is not None else ():
            key = (statement.said.quantity, figure)
            groups[key].setdefault(statement.said.subject, statement)
    for (quantity, figure), found in groups.items():
        if len(found) > 1:
            things = "; ".join(_thing(statement.said) for statement in found.values())
            name = quantity.replace("_", " ")
            yield Disagreement(
                kind="meanings",
                claims=_claims(*found.values()),
                sentence=f"{name}: one figure, {figure:+g} %, for {len(found)} things: {things}.",
                numbers={"figure_percent": figure},
            )


def _thing(said: Said) -> str:
    return " ".join(value.replace("_", " ") for _, value in said.about) or "nothing named"


# ---------------------------------------------------------------- against limits and facts


def _limits(statements: tuple[Statement, ...], facts: Facts) -> Iterator[Disagreement]:
    """Doses per day, stated or derived, against the upper limits and the articles' own."""
    for statement in statements:
        level = statement.said.level
        if level is not None and _is_dose(statement.said, level):
            yield from _above_jurisdictions(statement, level.inside(DOSE_UNIT), facts)
    for changed, base, derived in _derived(statements):
        yield from _above_own(changed, base, derived, statements)


def _is_dose(said: Said, level: Figure) -> bool:
    return said.quantity.endswith(DOSE) and same_dimension(level.unit, DOSE_UNIT)


def _above_jurisdictions(
    statement: Statement, level: Figure, facts: Facts
) -> Iterator[Disagreement]:
    over = {
        row.code: row.upper_limit_mg_per_day
        for row in facts.jurisdictions.values()
        if level.high > row.upper_limit_mg_per_day
    }
    if over:
        limits = [
            f"{limit:g} ({', '.join(code for code in over if over[code] == limit)})"
            for limit in sorted(set(over.values()))
        ]
        yield Disagreement(
            kind="limits",
            claims=(statement.claim,),
            sentence=f"{statement.said.words}: {level.text()} is above the upper limit for "
            f"supplements: {', '.join(limits)}.",
            numbers={"highest_mg_per_day": level.high},
            facts=tuple(f"jurisdiction:{code}" for code in over),
        )


def _derived(
    statements: tuple[Statement, ...],
) -> Iterator[tuple[Statement, Statement, Figure]]:
    """A dose changed by a share, on every stated range of that dose in the same article."""
    for changed in statements:
        change = changed.said.change_percent
        if change is None or not changed.said.quantity.endswith(DOSE):
            continue
        for base in statements:
            level = base.said.level
            same = base.said.quantity == changed.said.quantity
            if same and base.claim[:2] == changed.claim[:2] and level is not None:
                factor = 1 + change.high / 100
                yield (
                    changed,
                    base,
                    Figure(low=level.low * factor, high=level.high * factor, unit=level.unit),
                )


def _above_own(
    changed: Statement, base: Statement, derived: Figure, statements: tuple[Statement, ...]
) -> Iterator[Disagreement]:
    for other in statements:
        own = other.said.level
        if own is None or not own.low < 0 or other.claim[:2] != changed.claim[:2]:
            continue
        if _is_dose(other.said, own) and derived.high > own.inside(derived.unit).high:
            yield Disagreement(
                kind="limits",
                claims=_claims(changed, base, other),
                sentence=f"{changed.said.words}: {base.said.level and base.said.level.text()} "
                f"({base.claim}) raised as {changed.claim} asks is {derived.text()}, above the "
                f"article's own bound, {own.text()} ({other.claim}).",
                numbers={"derived_mg_per_day": derived.high},
            )


def _against_facts(statements: tuple[Statement, ...], facts: Facts) -> Iterator[Disagreement]:
    """Figures for quantities that were measured, or that follow from a formula."""
    known = {name: measured(facts) for name, measured in _MEASURED.items()}
    for statement in statements:
        said = statement.said
        stated = said.change or said.level
        if said.quantity not in known or stated is None:
            continue
        figure, what, keys = known[said.quantity]
        if stated.apart(figure.inside(stated.unit)):
            yield Disagreement(
                kind="facts",
                claims=(statement.claim,),
                sentence=f"{said.words}: {stated.text()} is said; {what} is {_short(figure)}.",
                facts=keys,
            )


def _short(figure: Figure) -> str:
    return Figure(low=round(figure.low, 1), high=round(figure.high, 1), unit=figure.unit).text()


Measured = tuple[Figure, str, tuple[str, ...]]


def _plasma_after_supplement(facts: Facts) -> Measured:
    """The pooled rise of circulating magnesium, as a share of the usual level."""
    usual = facts.value("plasma.reference_mmol_per_l")
    for row in facts.evidence.values():
        for effect in row.effects:
            if effect.quantity == "circulating magnesium" and effect.low and effect.high:
                ends = (100 * effect.low / usual, 100 * effect.high / usual)
                keys = (f"evidence:{row.id}", "parameter:plasma.reference_mmol_per_l")
                what = "the pooled rise over weeks of supplements"
                return Figure(low=ends[0], high=ends[1], unit="%"), what, keys
    raise FactError("no evidence on circulating magnesium to hold the claims against")


def _glycine_per_magnesium(facts: Facts) -> Measured:
    """What the formula of bisglycinate says."""
    for row in facts.salts:
        if row.name == "bisglycinate":
            count = row.glycine_per_magnesium
            key = f"salt:{row.name}/{row.hydrate}"
            return Figure(low=count, high=count, unit="mol/mol"), "the formula's", (key,)
    raise FactError("no formula of bisglycinate to hold the claims against")


_MEASURED: dict[str, Callable[[Facts], Measured]] = {
    "plasma_after_supplement": _plasma_after_supplement,
    "glycine_per_magnesium": _glycine_per_magnesium,
}
"""Quantity -> what the facts say of it, and which facts."""


# ---------------------------------------------------------------- whole people


def _people(statements: tuple[Statement, ...], _: Facts) -> Iterator[Disagreement]:
    """Printed shares of one series of people belong to a whole number of them."""
    series: dict[tuple[str, str], list[Statement]] = defaultdict(list)
    for statement in statements:
        said = statement.said
        if said.quantity == "share_of_series" and said.level is not None:
            series[statement.claim[:2], said.qualifier("series")].append(statement)
    for found in series.values():
        levels = [s.said.level for s in found if s.said.level is not None]
        least = next((n for n in range(1, MOST_PEOPLE) if all(_whole(f, n) for f in levels)), None)
        if least is not None and len(levels) > 1:
            shares = " and ".join(level.text() for level in levels)
            yield Disagreement(
                kind="people",
                claims=_claims(*found),
                sentence=f"{shares} of one series: the fewest people of whom each is a whole "
                f"number are {least}, and how many there were is not said.",
                numbers={"least_people": float(least)},
            )


def _whole(share: Figure, people: int) -> bool:
    """Does some whole number of these people round to this share?"""
    percent = share.inside("%")
    nearest = round(people * percent.low / 100)
    return abs(100 * nearest / people - percent.low) <= percent.half_step


_CHECKS: tuple[Callable[[tuple[Statement, ...], Facts], Iterator[Disagreement]], ...] = (
    _figures,
    _words,
    _ranges,
    _meanings,
    _limits,
    _against_facts,
    _people,
)
