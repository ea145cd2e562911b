"""What happens to magnesium between the mouth and the blood?

Stomach, three segments of small bowel, colon. Food, supplement and the gut's own
secretions share one lumen and compete for one carrier, because uptake depends on the
*local amount*:

    uptake_k = scale * (w_k*Vm*f*G_k / (w_k*Km + f*G_k) + leak*f*G_k)      f: not bound to phytate

The saturable carrier (TRPM6/7) beside a passive leak is the hyperbola plus 7 % line of
Fine 1991 (J Clin Invest 88:396); dissolution, emptying and transit follow kinetics 1.2.
Solids come in three classes: readily soluble salts, oxide-like ones that need acid, and a
slow matrix. A meal slows emptying while it is in the stomach and changes the motility of
the bowel it has reached; water hurries the bowel until it is absorbed itself.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from magtitrate.body.expr import Array, Expr, amount, given, named, parameter, total
from magtitrate.body.flux import Flux, Follower, Pool, Slot
from magtitrate.body.plasma import serum_share
from magtitrate.errors import ModelError
from magtitrate.units import mg_to_mmol

__all__ = [
    "FLUXES",
    "FOLLOWERS",
    "FORMS",
    "MOUTH",
    "POOLS",
    "SLOTS",
    "Form",
    "dissolution",
    "form_of",
    "swallowed",
]

SEGMENTS = ("lumen_1", "lumen_2", "lumen_3")
"""Duodenum with jejunum, proximal ileum, distal ileum: equal thirds of the transit time."""

CARRIER_SHARES = tuple(f"gut.carrier_share_{place}" for place in (1, 2, 3))
"""How the carrier is spread over the segments; they add up to one."""

MOUTH = "stomach_dissolved"
"""The pool that food and drink enter."""

NOTHING_MMOL = 1e-3
"""So little that its phytate does not matter; keeps a share of nothing defined."""


# ---------------------------------------------------------------- pools

POOLS = (
    Pool(name="stomach_solid", meaning="undissolved, readily soluble, in the stomach"),
    Pool(name="stomach_acid_solid", meaning="undissolved, needs acid, in the stomach"),
    Pool(name="stomach_slow_solid", meaning="undissolved, slow matrix, in the stomach"),
    Pool(name="bowel_solid", meaning="undissolved, readily soluble, in the small bowel"),
    Pool(name="bowel_acid_solid", meaning="undissolved, needs acid, in the small bowel"),
    Pool(name="bowel_slow_solid", meaning="undissolved, slow matrix, in the small bowel"),
    Pool(name="stomach_dissolved", meaning="dissolved in the stomach, food included"),
    Pool(name="lumen_1", meaning="dissolved in duodenum and jejunum"),
    Pool(name="lumen_2", meaning="dissolved in the proximal ileum"),
    Pool(name="lumen_3", meaning="dissolved in the distal ileum"),
    Pool(name="colon_dissolved", meaning="dissolved in the colon"),
    Pool(name="colon_solid", meaning="undissolved in the colon"),
    Pool(name="feces_dissolved", meaning="left with the stool, soluble", ledger=True),
    Pool(name="feces_solid", meaning="left with the stool, undissolved", ledger=True),
)

SLOTS = (
    Slot(name="gut.absorption_scale", unit="1"),
    Slot(name="gut.carrier_vmax", unit="mmol/h"),
    Slot(name="gut.carrier_km", unit="mmol"),
    *(Slot(name=name, unit="1") for name in CARRIER_SHARES),
    Slot(name="gut.leak_rate", unit="1/h"),
    Slot(name="gut.colon_leak_rate", unit="1/h"),
    Slot(name="gut.emptying_fed_per_h", unit="1/h"),
    Slot(name="gut.emptying_fasted_per_h", unit="1/h"),
    Slot(name="gut.food_half", unit="1"),
    Slot(name="gut.small_bowel_transit_h", unit="h"),
    Slot(name="gut.fed_transit_factor", unit="1"),
    Slot(name="gut.flush_per_l", unit="1/L"),
    Slot(name="gut.water_uptake_per_h", unit="1/h"),
    Slot(name="gut.colon_transit_h", unit="h"),
    Slot(name="gut.phytate_half_share", unit="1"),
    Slot(name="gut.secretion_mmol_per_h", unit="mmol/h"),
    Slot(name="gut.secretion_colon_share", unit="1"),
    Slot(name="gut.gastric_acid", unit="1"),
)


# ---------------------------------------------------------------- rates

scale = parameter("gut.absorption_scale")
food = amount("food")
fed = named("fed", food / (food + parameter("gut.food_half")))
emptying = named(
    "emptying",
    parameter("gut.emptying_fasted_per_h")
    + (parameter("gut.emptying_fed_per_h") - parameter("gut.emptying_fasted_per_h")) * fed,
)

# A meal in the bowel changes its motility, and a volume of water carries its content on.
food_bowel = amount("food_bowel")
fed_bowel = named("fed_bowel", food_bowel / (food_bowel + parameter("gut.food_half")))
hurry = named(
    "hurry",
    (1 + (1 / parameter("gut.fed_transit_factor") - 1) * fed_bowel)
    * (1 + parameter("gut.flush_per_l") * amount("water_bowel")),
)
through_bowel = named("through_bowel", hurry / parameter("gut.small_bowel_transit_h"))
transit = named("transit", len(SEGMENTS) * through_bowel)
through_colon = 1 / parameter("gut.colon_transit_h")

# What binds is the share of phytate among phytate and magnesium, as in the molar ratios of
# nutrition, and steeply, because it precipitates. The phytate of a meal travels with the
# meal's magnesium, so that the share stays the meal's.
phytate = amount("phytate_stomach") + amount("phytate_bowel")
beside = total(map(amount, (MOUTH, *SEGMENTS)))
phytate_share = named("phytate_share", phytate / (phytate + beside + NOTHING_MMOL))
free = named("free", 1 / (1 + (phytate_share / parameter("gut.phytate_half_share")) ** 3))


# Gross, along the whole gut: what enters above meets the carrier, what enters the colon is lost
# even where nothing is eaten.
secretion = parameter("gut.secretion_mmol_per_h") * serum_share


def uptake(segment: str, carrier_share: str) -> Expr:
    """Saturable carrier plus passive leak from one segment [mmol/h]."""
    share = parameter(carrier_share)
    available = free * amount(segment)
    carrier = (
        share
        * parameter("gut.carrier_vmax")
        * available
        / (share * parameter("gut.carrier_km") + available)
    )
    leak = parameter("gut.leak_rate") * available
    return scale * (carrier + leak)


def _solid(kind: str, name: str) -> tuple[Flux, ...]:
    """One class of solid: dissolves in the stomach, empties, dissolves on, or passes."""
    stomach, bowel = f"stomach_{kind}", f"bowel_{kind}"
    return (
        Flux(
            name=f"{name} dissolves in the stomach",
            source=stomach,
            sink="stomach_dissolved",
            rate=given(f"dissolution_{stomach}") * amount(stomach),
        ),
        Flux(
            name=f"{name} leaves the stomach",
            source=stomach,
            sink=bowel,
            rate=emptying * amount(stomach),
        ),
        Flux(
            name=f"{name} dissolves in the bowel",
            source=bowel,
            sink="lumen_1",
            rate=given(f"dissolution_{bowel}") * amount(bowel),
        ),
        Flux(
            name=f"{name} passes the small bowel",
            source=bowel,
            sink="colon_solid",
            rate=through_bowel * amount(bowel),
        ),
    )


FLUXES = (
    *_solid("solid", "soluble solid"),
    *_solid("acid_solid", "acid-dependent solid"),
    *_solid("slow_solid", "slow matrix"),
    Flux(
        name="gastric emptying",
        source="stomach_dissolved",
        sink="lumen_1",
        rate=emptying * amount("stomach_dissolved"),
    ),
    *(
        Flux(name=f"transit from {here}", source=here, sink=there, rate=transit * amount(here))
        for here, there in zip(SEGMENTS, (*SEGMENTS[1:], "colon_dissolved"), strict=True)
    ),
    *(
        Flux(name=f"uptake from {here}", source=here, sink="plasma", rate=uptake(here, share))
        for here, share in zip(SEGMENTS, CARRIER_SHARES, strict=True)
    ),
    Flux(
        name="uptake from the colon",
        source="colon_dissolved",
        sink="plasma",
        rate=scale * parameter("gut.colon_leak_rate") * amount("colon_dissolved"),
    ),
    Flux(
        name="stool, dissolved",
        source="colon_dissolved",
        sink="feces_dissolved",
        rate=through_colon * amount("colon_dissolved"),
    ),
    Flux(
        name="stool, undissolved",
        source="colon_solid",
        sink="feces_solid",
        rate=through_colon * amount("colon_solid"),
    ),
    Flux(
        name="digestive secretion",
        source="plasma",
        sink="lumen_1",
        rate=secretion * (1 - parameter("gut.secretion_colon_share")),
    ),
    Flux(
        name="secretion into the colon",
        source="plasma",
        sink="colon_dissolved",
        rate=secretion * parameter("gut.secretion_colon_share"),
    ),
)

FOLLOWERS = (
    Follower(
        name="food",
        meaning="food in the stomach, in usual meals",
        unit="1",
        rate=-1 * emptying * food,
    ),
    Follower(
        name="food_bowel",
        meaning="food in the small bowel, in usual meals",
        unit="1",
        rate=emptying * food - through_bowel * food_bowel,
    ),
    Follower(
        name="water_stomach",
        meaning="water drunk, in the stomach",
        unit="L",
        rate=-1 * emptying * amount("water_stomach"),
    ),
    Follower(
        name="water_bowel",
        meaning="water drunk, in the small bowel",
        unit="L",
        rate=emptying * amount("water_stomach")
        - parameter("gut.water_uptake_per_h") * amount("water_bowel"),
    ),
    Follower(
        name="phytate_stomach",
        meaning="phytic acid in the stomach",
        unit="mmol",
        rate=-1 * emptying * amount("phytate_stomach"),
    ),
    Follower(
        name="phytate_bowel",
        meaning="phytic acid in the small bowel",
        unit="mmol",
        rate=emptying * amount("phytate_stomach") - through_bowel * amount("phytate_bowel"),
    ),
    Follower(
        name="secreted",
        meaning="magnesium secreted into the gut so far",
        unit="mmol",
        rate=secretion,
        ledger=True,
    ),
)


# ---------------------------------------------------------------- the mouth


@dataclass(frozen=True, kw_only=True)
class Form:
    """How a kind of preparation enters the gut; its numbers are fact rows `form.<name>.…`.

    Attributes:
        solid: the class of solid its soluble share enters as, `None` for a solution.
        enteric: opens in the bowel, after `form.<name>.lag_h`.
    """

    name: str
    solid: str | None = None
    enteric: bool = False

    @property
    def pool(self) -> str:
        """The pool that the soluble share of a dose enters."""
        if self.solid is None:
            return MOUTH
        return f"bowel_{self.solid}" if self.enteric else f"stomach_{self.solid}"

    @property
    def slots(self) -> tuple[Slot, ...]:
        """The parameters of this form."""
        named = [("soluble_share", "1")]
        if self.solid is not None:
            named += [("dissolution_acid_per_h", "1/h"), ("dissolution_neutral_per_h", "1/h")]
        if self.solid == "acid_solid":
            named += [("acid_half_mmol", "mmol")]
        if self.enteric:
            named += [("lag_h", "h")]
        return tuple(Slot(name=f"form.{self.name}.{what}", unit=unit) for what, unit in named)


FORMS = {
    form.name: form
    for form in (
        Form(name="solution"),
        Form(name="soluble_salt", solid="solid"),
        Form(name="bisglycinate", solid="solid"),
        Form(name="oxide", solid="acid_solid"),
        Form(name="hydroxide", solid="acid_solid"),
        Form(name="slow", solid="slow_solid"),
        Form(name="enteric", solid="solid", enteric=True),
    )
}
"""The forms of kinetics 2.3; food enters as a solution whose meal slows the stomach."""

USUAL_SOLID = {"solid": "bisglycinate", "acid_solid": "oxide", "slow_solid": "slow"}
"""Whose dissolution a class of solid has where a run brings no dose of that class."""


def form_of(salt: str, *, solubility: str = "soluble", release: str = "immediate") -> str:
    """The form of kinetics 2.3 that a salt and its release behave like.

    A liposomal product is taken as its salt: no human data tell liposomes apart.
    """
    if release in ("enteric", "slow"):
        return release
    if salt in FORMS:
        return salt
    return "oxide" if solubility == "acid_dependent" else "soluble_salt"


def swallowed(elemental_mg: Array | float, form: str = "solution") -> Array:
    """Magnesium at the gut's mouth: the one place where a dose in mg becomes mmol.

    Args:
        elemental_mg: elemental magnesium [mg], scalar or (lane,).
        form: a name of `FORMS`.

    Returns:
        Amount [mmol], same shape.
    """
    if form not in FORMS:
        raise ModelError(f"there is no form {form!r}; known: {', '.join(FORMS)}")
    mmol = np.asarray(mg_to_mmol(np.asarray(elemental_mg, dtype=float)), dtype=float)
    if not (mmol >= 0).all():
        raise ModelError("a swallowed amount cannot be negative or unknown")
    return mmol


def entering(form: str, amount_mmol: Array, theta: Mapping[str, Array]) -> dict[str, Array]:
    """Which pools a swallowed dose enters: its soluble share, and the rest.

    What never dissolves goes with the residue of the bowel. Acid is finite: of what needs
    it, the share that can dissolve falls with the size of the dose.
    """
    share = np.clip(theta[f"form.{form}.soluble_share"], 0.0, 1.0)
    if FORMS[form].solid == "acid_solid":
        share = share / (1 + amount_mmol / theta[f"form.{form}.acid_half_mmol"])
    soluble = amount_mmol * share
    return {FORMS[form].pool: soluble, "colon_solid": amount_mmol - soluble}


def lag_h(form: str, theta: Mapping[str, Array]) -> float:
    """Hours until an enteric form opens; the same for all lanes (their mean)."""
    return float(np.mean(theta[f"form.{form}.lag_h"])) if FORMS[form].enteric else 0.0


def dissolution(theta: Mapping[str, Array], taken: Mapping[str, Array]) -> dict[str, Array]:
    """Dissolution rates of a run, from the forms that it brings.

    Two forms of one class in one lane share the mean of their rates, by amount.

    Args:
        taken: form -> total amount of the run [mmol], (lane,).

    Returns:
        The given inputs `dissolution_…` [1/h], (lane,).
    """
    acid = theta["gut.gastric_acid"]
    inputs = {}
    for solid, usual in USUAL_SOLID.items():
        mixed = {name: taken[name] for name in taken if FORMS[name].solid == solid}
        weights = mixed or {usual: np.ones_like(acid)}
        weights = {name: weight + 1e-12 for name, weight in weights.items()}
        whole = total_of(weights)
        in_acid, neutral = (
            total_of({n: w * theta[f"form.{n}.{what}"] for n, w in weights.items()}) / whole
            for what in ("dissolution_acid_per_h", "dissolution_neutral_per_h")
        )
        inputs[f"dissolution_stomach_{solid}"] = acid * in_acid + (1 - acid) * neutral
        inputs[f"dissolution_bowel_{solid}"] = neutral
    return inputs


def total_of(parts: Mapping[str, Array]) -> Array:
    """The sum over the parts, (lane,)."""
    return np.asarray(np.sum(list(parts.values()), axis=0))
