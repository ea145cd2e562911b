"""What does a sentence say in numbers: a small grammar of quantity, change and unit.

    statement  = quantity { about "=" value } ":" said
    said       = figure "->" figure          first one level, then another
               | "change" figure             against what was before, or beside
               | [ "<" | "<=" | ">" | ">=" ] figure
               | word
    figure     = number [ ".." number ] unit
    word       = more | less | unchanged | fast | slow | sustained

For example `reaction_time: 215 ms -> 198 ms`, `reaction_time: change -12 %`, `release: fast`,
`gain_over_oxide of=plasma_peak: change +30..40 %`. Two statements speak of the same thing
when quantity and qualifiers are equal; units are converted. A word counts by its sign alone.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, replace

from magtitrate.facts.dimensions import UnknownUnit, convert, measure

__all__ = ["WORDS", "Figure", "Said", "Unreadable", "parse"]

WORDS = {"more": 1, "fast": 1, "unchanged": 0, "less": -1, "slow": -1, "sustained": -1}
"""Word -> the sign of what it says."""

CHANGE = re.compile(r"change\s+(.+)")
BOUND = re.compile(r"(<=|>=|<|>)\s*(.+)")
FIGURE = re.compile(r"([+-]?\d+(?:\.\d+)?)(?:\s*\.\.\s*([+-]?\d+(?:\.\d+)?))?\s*(\S+)")
HEAD = re.compile(r"([a-z][a-z0-9_]*)((?:\s+[a-z_]+=[^\s=]+)*)")


class Unreadable(ValueError):
    """A statement that the grammar does not know."""


@dataclass(frozen=True, kw_only=True)
class Figure:
    """A number or a range with its unit; a bound has an infinite end.

    Attributes:
        half_step: half of the last digit as printed, what rounding may hide; none in a bound.
        strict: a bound that excludes its own end, by the smallest step a number can take.
    """

    low: float
    high: float
    unit: str
    half_step: float = 0.0
    strict: bool = False

    def inside(self, unit: str) -> Figure:
        """The same in another unit of its dimension."""
        if unit == self.unit:
            return self
        low, high, half = (
            convert(x, self.unit, unit) for x in (self.low, self.high, self.half_step)
        )
        return replace(self, low=low, high=high, unit=unit, half_step=half)

    def apart(self, other: Figure) -> bool:
        """Do the two exclude each other, rounding allowed for?"""
        there = other.inside(self.unit)
        slack = max(self.half_step, there.half_step)
        return there.low > self.high + slack or there.high < self.low - slack

    def text(self) -> str:
        """As it would be printed."""
        if math.isinf(self.low) or math.isinf(self.high):
            upper, end = math.isinf(self.low), self.high if math.isinf(self.low) else self.low
            words = ("above", "below") if self.strict else ("at least", "at most")
            return f"{words[upper]} {end:g} {self.unit}"
        if self.low == self.high:
            return f"{self.low:g} {self.unit}"
        return f"{self.low:g} to {self.high:g} {self.unit}"


@dataclass(frozen=True, kw_only=True)
class Said:
    """One statement, read.

    Attributes:
        about: qualifiers, sorted by name.
        before, after: two levels, one after the other.
        change: against another level; in a unit of its own or in %.
        level: one level or a bound.
        word: a word of `WORDS`.
    """

    quantity: str
    about: tuple[tuple[str, str], ...] = ()
    before: Figure | None = None
    after: Figure | None = None
    change: Figure | None = None
    level: Figure | None = None
    word: str = ""

    @property
    def subject(self) -> str:
        """Quantity and qualifiers, as one text."""
        return " ".join([self.quantity, *(f"{name}={value}" for name, value in self.about)])

    @property
    def words(self) -> str:
        """The same for a reader."""
        about = ", ".join(f"{name} {value}" for name, value in self.about)
        text = f"{self.quantity} ({about})" if about else self.quantity
        return text.replace("_", " ")

    @property
    def change_percent(self) -> Figure | None:
        """The change in percent: computed from two levels, or as stated."""
        if self.before is not None and self.after is not None:
            after = self.after.inside(self.before.unit)
            ratios = [b / a for a in _ends(self.before) for b in _ends(after)]
            half = (after.half_step + max(ratios) * self.before.half_step) / self.before.low
            return Figure(
                low=100 * (min(ratios) - 1),
                high=100 * (max(ratios) - 1),
                unit="%",
                half_step=100 * half,
            )
        return self.change if self.change is not None and self.change.unit == "%" else None

    def qualifier(self, name: str) -> str:
        """The value of one qualifier, or nothing."""
        return dict(self.about).get(name, "")


def parse(text: str) -> Said:
    """Read one statement.

    Raises:
        Unreadable: the text is not in the grammar.
    """
    head, colon, tail = text.partition(":")
    found = HEAD.fullmatch(head.strip())
    if not found or not colon:
        raise Unreadable(f"{text!r} does not begin with a quantity and a colon")
    about = (qualifier.split("=") for qualifier in found[2].split())
    subject = Said(quantity=found[1], about=tuple(sorted((name, value) for name, value in about)))
    body = tail.strip()
    if body in WORDS:
        return replace(subject, word=body)
    if "->" in body:
        before, _, after = body.partition("->")
        return _levels(subject, _figure(before), _figure(after))
    if changed := CHANGE.fullmatch(body):
        return replace(subject, change=_figure(changed[1]))
    if bounded := BOUND.fullmatch(body):
        return replace(subject, level=_bounded(bounded[1], _figure(bounded[2])))
    return replace(subject, level=_figure(body))


def _levels(subject: Said, before: Figure, after: Figure) -> Said:
    if before.low <= 0:
        raise Unreadable("a change begins at a level above 0")
    try:
        after.inside(before.unit)
    except UnknownUnit as error:
        raise Unreadable(str(error)) from None
    return replace(subject, before=before, after=after)


def _bounded(sign: str, figure: Figure) -> Figure:
    strict = "=" not in sign
    bound = replace(figure, half_step=0.0, strict=strict)
    if sign.startswith("<"):
        end = math.nextafter(figure.low, -math.inf) if strict else figure.low
        return replace(bound, low=-math.inf, high=end)
    end = math.nextafter(figure.high, math.inf) if strict else figure.high
    return replace(bound, low=end, high=math.inf)


def _figure(text: str) -> Figure:
    found = FIGURE.fullmatch(text.strip())
    if not found:
        raise Unreadable(f"{text.strip()!r} is neither a word of the grammar nor a figure")
    try:
        measure(found[3])
    except UnknownUnit as error:
        raise Unreadable(str(error)) from None
    ends = [found[1], found[2] or found[1]]
    low, high = sorted(float(end) for end in ends)
    decimals = max(len(end.partition(".")[2]) for end in ends)
    return Figure(low=low, high=high, unit=found[3], half_step=0.5 * 10.0**-decimals)


def _ends(figure: Figure) -> tuple[float, float]:
    return figure.low, figure.high
