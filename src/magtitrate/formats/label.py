"""How much elemental magnesium does one unit hold, as far as its label can be believed?

A label names a salt and one or two masses: that of the compound and that of the
magnesium in it. They differ sevenfold for bisglycinate and are mixed up in print, so
each is checked against the formula and, where both stand there, against the other
(rule P-01, hazard H-01). With `g` and `o` the fractions of glycinate and oxide and `r`
the label's own ratio, the oxide in a blend has the mass fraction `x = (r - g) / (o - g)`
and brings the share `x o / r` of the magnesium.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from magtitrate.errors import InputError
from magtitrate.facts import Facts
from magtitrate.facts.salts import salt_fraction
from magtitrate.facts.shapes import Salt
from magtitrate.formats.suggest import folded, near_spelled
from magtitrate.regimen import Product

__all__ = ["LabelReading", "read_label"]

PHOTO = (
    "Look at the label or a photo of the label again: one figure is the whole compound, the "
    "other the magnesium in it, and both must be for the same number of units"
)
NOT_ONE_SALT = ("complex", "blend", "mix", "mixed", "proprietary", "matrix")
BUFFERED = "buffered"
BESIDE_THE_NAME = ("magnesium", BUFFERED, "chelate", "chelated")
_BRACKETS = re.compile(r"[,;()\[\]]")
ROUNDING = 1e-9  # 36.25 of 250 is 0.145 exactly, also in binary


@dataclass(frozen=True, kw_only=True)
class LabelReading:
    """What a label settles, and how that was found.

    Attributes:
        product: with the elemental content of one unit; its other fields are defaults.
        purity: `pure`, `buffered`, or `not stated` where one figure cannot tell.
        fraction: elemental over compound mass, of the label or of the formula.
        oxide_share: share of the magnesium that is oxide, where buffered.
        findings: what was computed and what to look at, in sentences.
        doubts: those of them that a plan must not pass over.
    """

    product: Product
    purity: str
    fraction: float
    oxide_share: float | None = None
    findings: tuple[str, ...] = ()
    doubts: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class _Label:
    """The label as it was given, per unit, beside the salts it can mean, richest first."""

    salt: Salt
    candidates: tuple[tuple[Salt, float], ...]
    hydrate: str | None
    compound_mg: float | None
    elemental_mg: float | None
    says_buffered: bool

    @property
    def highest(self) -> float:
        return self.candidates[0][1]

    @property
    def lowest(self) -> float:
        return self.candidates[-1][1]

    @property
    def is_glycinate(self) -> bool:
        """Two glycines per magnesium: what rule P-01 calls bisglycinate."""
        return self.salt.glycine_per_magnesium >= 2

    @property
    def title(self) -> str:
        form = self.hydrate or self.candidates[0][0].hydrate
        return f"{self.salt.name} ({form})"


def read_label(
    *,
    salt: str,
    hydrate: str | None = None,
    compound_mg: float | None = None,
    elemental_mg: float | None = None,
    units_per_serving: float = 1,
    facts: Facts,
) -> LabelReading:
    """Settle the elemental magnesium of one unit from what its label prints.

    Args:
        compound_mg, elemental_mg: per serving as printed; one of them is enough.
        units_per_serving: capsules, tablets or scoops in that serving.
        facts: uses salts, atomic_masses and policy.label_*.

    Raises:
        InputError: no single known salt, no figure, or figures that cannot both be true.
    """
    _refuse_no_mass("compound_mg_per_unit", compound_mg)
    _refuse_no_mass("elemental_mg_per_unit", elemental_mg)
    _refuse_no_mass("units_per_serving", units_per_serving)
    said = _hydrate_said(salt, hydrate, facts)
    rows = _stated(_rows_of(salt, facts), said)
    label = _Label(
        salt=rows[0],
        candidates=_richest_first(rows, facts),
        hydrate=rows[0].hydrate if said else None,
        compound_mg=None if compound_mg is None else compound_mg / units_per_serving,
        elemental_mg=None if elemental_mg is None else elemental_mg / units_per_serving,
        says_buffered=BUFFERED in _words(salt),
    )
    return _with_serving(_read(label, facts), units_per_serving)


def _read(label: _Label, facts: Facts) -> LabelReading:
    if label.compound_mg is not None and label.elemental_mg is not None:
        return _both(label, label.compound_mg, label.elemental_mg, facts)
    if label.compound_mg is not None:
        return _compound_alone(label, label.compound_mg)
    if label.elemental_mg is not None:
        return _elemental_alone(label, label.elemental_mg)
    raise InputError(
        "the label has neither the mass of the compound nor that of the magnesium",
        field="product",
        accepted="compound_mg or elemental_mg, or both",
        todo='Look for "magnesium (as …)" with a number of mg',
    )


# ---------------------------------------------------------------- which salt


def _rows_of(name: str, facts: Facts) -> list[Salt]:
    """Every hydrate of the salt that a label calls by this name."""
    beside = {*BESIDE_THE_NAME, *_hydrates(facts)}
    wanted = _salt_word(name, beside)
    spelled = {
        _salt_word(text, beside): row.name
        for row in facts.salts
        for text in (row.name, row.title, *row.synonyms)
    }
    if wanted in spelled:
        return [row for row in facts.salts if row.name == spelled[wanted]]
    if not wanted or any(word in wanted.split() for word in NOT_ONE_SALT):
        raise InputError(
            "the label does not name one salt, so the magnesium in it cannot be checked",
            field="product.salt",
            given=name,
            accepted=_salt_names(facts),
            todo='Look for the words after "magnesium (as …)". If there are several or none, '
            "choose a product that names its salt, or list this one under [[magnesium_source]] "
            "with its elemental magnesium",
        )
    close = near_spelled(wanted, spelled)
    raise InputError(
        "this magnesium salt is not known",
        field="product.salt",
        given=name,
        accepted=_salt_names(facts),
        todo=(f"Did you mean {' or '.join(close)}? " if close else "")
        + 'Look for the words after "magnesium (as …)"',
    )


def _words(name: str) -> list[str]:
    return folded(_BRACKETS.sub(" ", name)).split()


def _salt_word(name: str, beside: set[str]) -> str:
    """`Magnesium Bisglycinate Dihydrate, buffered` -> `bisglycinate`."""
    return " ".join(word for word in _words(name) if word not in beside)


def _hydrates(facts: Facts) -> set[str]:
    return {folded(row.hydrate) for row in facts.salts}


def _hydrate_said(name: str, hydrate: str | None, facts: Facts) -> str | None:
    """The hydrate that the label states, in its own place or within the salt's name."""
    hydrates = _hydrates(facts)
    within = [word for word in _words(name) if word in hydrates]
    if hydrate and within and folded(hydrate) not in within:
        raise InputError(
            "the name of the salt and the hydrate disagree",
            field="product.hydrate",
            given=hydrate,
            accepted=within[0],
            todo="Leave the hydrate out where the label does not state it",
        )
    return hydrate or (within[0] if within else None)


def _salt_names(facts: Facts) -> str:
    return ", ".join(dict.fromkeys(row.name for row in facts.salts))


def _stated(rows: list[Salt], hydrate: str | None) -> list[Salt]:
    """The rows of the hydrate that the label states; all where it states none."""
    if hydrate is None:
        return rows
    found = [row for row in rows if folded(row.hydrate) == folded(hydrate)]
    if not found:
        raise InputError(
            f"{rows[0].name} has no such hydrate",
            field="product.hydrate",
            given=hydrate,
            accepted=", ".join(row.hydrate for row in rows),
            todo="Leave it out where the label does not state it",
        )
    return found


def _richest_first(rows: list[Salt], facts: Facts) -> tuple[tuple[Salt, float], ...]:
    pairs = [(row, salt_fraction(row, facts.atomic_masses)) for row in rows]
    return tuple(sorted(pairs, key=lambda pair: -pair[1]))


# ---------------------------------------------------------------- one figure


def _compound_alone(label: _Label, compound_mg: float) -> LabelReading:
    if label.says_buffered:
        raise InputError(
            "the content of a buffered product does not follow from the mass of the compound",
            field="product.compound_mg_per_unit",
            given=compound_mg,
            todo="State the elemental magnesium that the label prints",
        )
    elemental_mg = compound_mg * label.highest
    findings = [
        f"{compound_mg:g} mg of {label.title} hold {elemental_mg:.1f} mg of elemental magnesium: "
        f"{label.highest:.1%} of its mass."
    ]
    if len(label.candidates) > 1:
        poorest = label.candidates[-1][0].hydrate
        findings.append(
            "The label states no hydrate. The form with the most magnesium is taken, so that the "
            f"dose is not underrated; as {poorest} it would be {compound_mg * label.lowest:.1f} mg."
        )
    if label.is_glycinate:
        findings.append(
            "This holds for a pure product. If the label says buffered, or lists magnesium oxide, "
            "one unit holds more: state the elemental magnesium too."
        )
    return _reading(label, elemental_mg, "pure", label.highest, findings)


def _elemental_alone(label: _Label, elemental_mg: float) -> LabelReading:
    findings = [
        f"One unit holds {elemental_mg:g} mg of elemental magnesium, as stated; pure, that is "
        f"about {elemental_mg / label.highest:.0f} mg of {label.title}. If the label prints "
        f"{elemental_mg:g} mg as the mass of the compound, it is the other figure."
    ]
    if label.says_buffered:
        findings.append("The label says buffered: magnesium oxide was blended in.")
    elif label.is_glycinate:
        findings.append(
            "Without the mass of the compound it cannot be seen whether oxide was blended in."
        )
    purity = BUFFERED if label.says_buffered else "not stated"
    return _reading(label, elemental_mg, purity, label.highest, findings)


# ---------------------------------------------------------------- both figures


def _both(label: _Label, compound_mg: float, elemental_mg: float, facts: Facts) -> LabelReading:
    ratio = elemental_mg / compound_mg
    shown = f"{elemental_mg:g} mg of magnesium in {compound_mg:g} mg of {label.salt.name}"
    if ratio >= 1:
        raise _refused(
            "there cannot be as much magnesium as compound; the figures are swapped, or one was "
            "taken for the other",
            shown,
            _expected(label),
        )
    if label.is_glycinate:
        return _glycinate(label, elemental_mg, ratio, shown, facts)
    slack = facts.value("policy.label_tolerance")
    if not label.lowest * (1 - slack) <= ratio <= label.highest * (1 + slack):
        raise _refused(
            f"the two figures do not belong to {label.salt.name}: {ratio:.1%} of it would be "
            "magnesium",
            shown,
            _expected(label),
        )
    findings = [f"{shown} is {ratio:.1%}, which fits the formula: {_expected(label)}."]
    return _reading(label, elemental_mg, "pure", ratio, findings)


def _glycinate(
    label: _Label, elemental_mg: float, ratio: float, shown: str, facts: Facts
) -> LabelReading:
    lowest = facts.value("policy.label_glycinate_lowest")
    highest = facts.value("policy.label_glycinate_highest")
    if not lowest - ROUNDING <= ratio <= highest + ROUNDING:
        raise _refused(
            f"the two figures do not belong to {label.salt.name}: {ratio:.1%} of it would be "
            "magnesium",
            shown,
            f"{lowest:.0%} to {highest:.0%}; {_expected(label)}",
        )
    if label.says_buffered or ratio > facts.value("policy.label_buffered_above") + ROUNDING:
        return _buffered(label, elemental_mg, ratio, shown, facts)
    findings = [f"{shown} is {ratio:.1%}, as in a pure product: {_expected(label)}."]
    slack = facts.value("policy.label_tolerance")
    doubts = []
    if label.hydrate and abs(ratio / label.highest - 1) > slack:
        doubts.append(
            f"The figures do not fit the {label.hydrate} form, which holds {label.highest:.1%}. "
            "The stated elemental magnesium is used; ask the maker which of the two is right."
        )
    found = _reading(label, elemental_mg, "pure", ratio, [*findings, *doubts])
    return replace(found, doubts=tuple(doubts))


def _buffered(
    label: _Label, elemental_mg: float, ratio: float, shown: str, facts: Facts
) -> LabelReading:
    share = _oxide_share(ratio, label.highest, facts)
    findings = [f"{shown} is {ratio:.1%}; {_expected(label)}."]
    if share > 0:
        findings.append(
            "More than the pure salt can hold: magnesium oxide was blended in (buffered), and "
            f"about {share:.1%} of the magnesium is oxide."
        )
    else:
        findings.append("The label says buffered, though its figures fit the pure salt.")
    findings.append(
        "Oxide needs stomach acid and loosens the stool more; gaps to some medicines differ."
    )
    reading = _reading(label, elemental_mg, BUFFERED, ratio, findings)
    return replace(reading, oxide_share=share)


def _oxide_share(ratio: float, glycinate: float, facts: Facts) -> float:
    """The share of the magnesium that is oxide, in a blend of that ratio."""
    oxide = max(fraction for _, fraction in _richest_first(_rows_of("oxide", facts), facts))
    oxide_mass = (ratio - glycinate) / (oxide - glycinate)
    return max(0.0, oxide_mass * oxide / ratio)


# ---------------------------------------------------------------- words


def _refuse_no_mass(name: str, value: float | None) -> None:
    if value is None:
        return
    if isinstance(value, bool) or not 0 < value < float("inf"):
        raise InputError("a positive number is wanted here", field=f"product.{name}", given=value)


def _refused(problem: str, shown: str, expected: str) -> InputError:
    return InputError(
        problem, field="product.elemental_mg_per_unit", given=shown, accepted=expected, todo=PHOTO
    )


def _expected(label: _Label) -> str:
    forms = ", ".join(f"{row.hydrate} {fraction:.1%}" for row, fraction in label.candidates)
    return f"pure {label.salt.name} holds {forms}"


def _reading(
    label: _Label, elemental_mg: float, purity: str, fraction: float, findings: list[str]
) -> LabelReading:
    product = Product(
        product_id=f"{label.salt.name}-{elemental_mg:g}mg",
        salt=label.salt.name,
        elemental_mg_per_unit=elemental_mg,
        compound_mg_per_unit=label.compound_mg,
        hydrate=label.hydrate,
        buffered=purity == BUFFERED,
    )
    return LabelReading(product=product, purity=purity, fraction=fraction, findings=tuple(findings))


def _with_serving(reading: LabelReading, units: float) -> LabelReading:
    if units == 1:
        return reading
    said = f"The figures of the label are for {units:g} units; everything here is for one."
    return replace(reading, findings=(said, *reading.findings))
