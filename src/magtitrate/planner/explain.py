"""In which sentences does a plan say why it is as it is?

One place for the planner's own sentences; every number in one stands beside it by name.
"""

from __future__ import annotations

from magtitrate.estimate.check import Change, Learned, Taught
from magtitrate.estimate.posterior import Posterior
from magtitrate.estimate.worth import Worth
from magtitrate.facts import Facts
from magtitrate.plan import Candidate, DosePlan, Limits, Plan, Reason
from magtitrate.planner.dose import Wanted
from magtitrate.planner.timing import NoSafeTime
from magtitrate.regimen import Product
from magtitrate.safety.gate import Answer
from magtitrate.safety.review import undivided_by
from magtitrate.safety.rulebook import split_rules
from magtitrate.safety.situation import Situation

__all__ = [
    "no_dose_fits",
    "what_next",
    "why_a_product",
    "why_labs",
    "why_measure",
    "why_this_dose",
    "why_undivided",
    "without_model",
]

# Shown by tests/estimate/test_sbc.py; after four weeks of doses it is hardly better.
RISE = (
    "How far a dose moves your serum, labs hardly tell, unless little magnesium is in your urine: "
    "it is foretold as for people like you."
)

FIRST = {
    "no_supplement": "No supplement",
    "food_first": "Eating up to the recommended intake, without a supplement,",
    "measure_first": "Measuring before deciding",
}
UTILITY = ("utility.probability_target", "utility.above_ceiling", "utility.loose_stool")


def why_this_dose(
    candidates: tuple[Candidate, ...], best: Candidate, wanted: Wanted
) -> tuple[Reason, ...]:
    """Why the first candidate is first, and how food compares with the recommendation."""
    none = next(c for c in candidates if c.kind == "no_supplement")
    chosen = _chosen(candidates, best, none, wanted)
    return (chosen, *_food(wanted, none if candidates[0].slots else None))


def _chosen(
    candidates: tuple[Candidate, ...], best: Candidate, none: Candidate, wanted: Wanted
) -> Reason:
    numbers = {
        "daily_elemental_mg": best.daily_elemental_mg,
        "intakes": float(len(best.slots)),
        "options": float(len(candidates)),
        "probability_target": best.probability_target,
        "probability_target_without": none.probability_target,
        "probability_loose_stool": best.probability_loose_stool,
        "absorbed_elemental_mg_per_day": best.absorbed_elemental_mg_per_day,
        "serum_low_mmol_per_l": wanted.serum_low,
        "serum_high_mmol_per_l": wanted.serum_high,
    }
    dose = f"{best.daily_elemental_mg:g} mg a day in {_intakes(len(best.slots))}"
    first = (
        f"{dose} ranks first of {len(candidates)} options; taking none is one of them."
        if candidates[0].slots
        else f"{FIRST[candidates[0].kind]} ranks first of {len(candidates)} options; {dose} is the "
        "best of the doses."
    )
    larger = [c for c in candidates if c.score > best.score and c.kind == "supplement"]
    if larger:
        first += _hardly_better(max(larger, key=lambda c: c.score), best)
    sentence = (
        f"{first} Of 100 virtual people like you, {_people(best.probability_target)} would end "
        f"with a serum value between {wanted.serum_low:.2f} and {wanted.serum_high:.2f} mmol/L "
        f"({_people(none.probability_target)} without supplement), and "
        f"{_people(best.probability_loose_stool)} would have loose stools (as people in general: "
        "your own diary is not in this figure). About "
        f"{best.absorbed_elemental_mg_per_day:.0f} mg more would be absorbed each day."
    )
    return Reason(
        code="ranking",
        sentence=sentence,
        numbers=numbers,
        facts=(*UTILITY, "policy.serum_evidence_lower", "tolerance.stool_g_per_mmol"),
    )


def _hardly_better(other: Candidate, best: Candidate) -> str:
    if other.daily_elemental_mg > best.daily_elemental_mg:
        return (
            f" {other.daily_elemental_mg:g} mg does hardly better by the model, so the smaller "
            "dose comes first."
        )
    more = _intakes(len(other.slots))
    return f" The same in {more} does hardly better by the model, so the simpler day comes first."


def _people(share: float) -> str:
    """Of 100 people, in words that claim neither nobody nor everybody."""
    count = round(100 * share)
    if count == 0:
        return "fewer than 1"
    return "nearly all" if count == 100 else f"about {count}"


def _intakes(count: int) -> str:
    return "one intake" if count == 1 else f"{count} intakes"


def _food(wanted: Wanted, none: Candidate | None) -> tuple[Reason, ...]:
    """How food compares with the recommendation.

    Args:
        none: going on without a supplement, where a dose leads all the same.
    """
    if wanted.recommended_mg is None:
        return ()
    sentence = (
        f"{_eaten(wanted)}; {wanted.recommended_mg:.0f} mg from all sources is recommended. "
        f"{_gap(wanted)}"
    )
    numbers = {"food_mg": wanted.food_mg, "recommended_mg": wanted.recommended_mg}
    if wanted.food_assumed:
        numbers["food_assumed_mg"] = wanted.food_mg
    if none is not None and wanted.gap_mg <= 0:
        below = max(0.0, 1 - none.probability_target - none.probability_above_ceiling)
        numbers["probability_below_without"] = below
        sentence += (
            f" A dose is weighed all the same: without it, {_people(below)} of 100 virtual people "
            f"like you would have a serum value below the {wanted.serum_low:.2f} mmol/L that is "
            "aimed at."
        )
    return (
        Reason(
            code="food",
            sentence=sentence,
            numbers=numbers,
            facts=(wanted.recommended_key, *wanted.food_assumed),
        ),
    )


def _eaten(wanted: Wanted) -> str:
    if wanted.food_assumed:
        return (
            f"What you eat was not stated: {wanted.food_mg:.0f} mg a day is assumed, as surveys "
            "find it"
        )
    return f"Your food brings about {wanted.food_mg:.0f} mg a day"


def _gap(wanted: Wanted) -> str:
    if wanted.food_mg >= (wanted.recommended_mg or 0.0):
        return "Food alone meets it."
    if wanted.gap_mg <= 0:
        return f"With {wanted.others_mg:.0f} mg from other supplements you reach it."
    rich = "More magnesium-rich food (nuts, seeds, legumes, whole grains, leafy greens)"
    if wanted.weak_kidneys:
        return (
            f"{rich} can close the gap; with reduced kidneys these foods also bring potassium and "
            "phosphate, so ask the kidney team or a dietitian first."
        )
    return f"{rich} closes the gap as well as a capsule does."


def what_next(answer: Answer) -> tuple[Reason, ...]:
    """What to do where nobody doses: see whom, or answer and measure what."""
    if answer.may_dose:
        return ()
    words = [name.replace("_", " ") for name in answer.measured]
    whom, first = _listed(answer.seen_by), _listed((*answer.asked, *words))
    sentence = f"Please see {whom}." if answer.seen_by else f"Needed first: {first}."
    if not answer.seen_by and not first:
        sentence = "No supplement for now; ask again when this has changed."
    return (Reason(code="next", sentence=sentence, facts=answer.reasons[0].facts),)


def _listed(words: tuple[str, ...]) -> str:
    """`a`, `a; b`: a list whose items may hold commas of their own."""
    return "; ".join(words)


def why_labs(posterior: Posterior | None, taught: Learned | None) -> tuple[Reason, ...]:
    """What the labs taught, and whether they are to be believed."""
    if posterior is None or not posterior.informed_by:
        return (
            Reason(
                code="labs",
                sentence="No lab informs the forecast: it is that of people like you, widely.",
                facts=("estimate.labs_max_age",),
            ),
        )
    found = [_taught(posterior, taught)]
    if taught is not None:
        found += [_changed(one) for one in taught.changes]
    if posterior.conflict:
        found.append(
            Reason(
                code="conflict",
                sentence="A lab value is hard to reconcile with everything else you wrote "
                f"({', '.join(posterior.conflict)}). It is worth repeating before it is believed.",
                facts=("assay.model_error_serum",),
            )
        )
    return tuple(found)


def _taught(posterior: Posterior, taught: Learned | None) -> Reason:
    count = len(posterior.informed_by)
    lab = "One lab value informs" if count == 1 else f"{count} lab values inform"
    sentence = f"{lab} the forecast ({', '.join(posterior.informed_by)})."
    numbers = {"labs": float(count), "effective_bodies": round(posterior.effective, 1)}
    if taught is not None:
        whole, rivals = taught.together, taught.rivals
        it = "It" if count == 1 else "Together they"
        alone = f" Alone, {'; '.join(map(_one_taught, taught.each))}." if count > 1 else ""
        sentence += (
            f" {it} taught {whole.word} ({whole.bits:.1f} bits): steady serum "
            f"magnesium is now known {100 * whole.serum_shrinkage:.0f} % more closely, the "
            f"share you absorb {100 * whole.absorption_shrinkage:.0f} %.{alone} {_rivals(taught)} "
            f"{RISE}"
        )
        numbers |= {
            "information_bits": whole.bits,
            "serum_shrinkage": whole.serum_shrinkage,
            "absorption_shrinkage": whole.absorption_shrinkage,
            **{f"information_bits:{one.origin}": one.bits for one in taught.each},
            "next_serum_sd_mmol_per_l": rivals.ours,
            "next_serum_sd_population_mmol_per_l": rivals.population,
        }
        if rivals.last_value is not None:
            numbers["next_serum_sd_last_value_mmol_per_l"] = rivals.last_value
    return Reason(
        code="labs",
        sentence=sentence,
        numbers=numbers,
        facts=("assay.serum_within_person_cv", "assay.serum_analytical_cv", "assay.urine_cv"),
    )


def _one_taught(one: Taught) -> str:
    return f"{one.analyte.replace('_', ' ')} ({one.origin}) taught {one.word} ({one.bits:.1f} bits)"


def _rivals(taught: Learned) -> str:
    rivals = taught.rivals
    last = ""
    if rivals.last_value is not None:
        last = f", repeating your last value by {rivals.last_value:.3f}"
    verdict = (
        "The labs help." if rivals.ahead else "For serum, the labs do not help beyond these two."
    )
    return (
        f"The next serum value would be missed by about {rivals.ours:.3f} mmol/L, the mean of "
        f"people like you by {rivals.population:.3f}{last}. {verdict}"
    )


def _changed(one: Change) -> Reason:
    name, unit = one.analyte.replace("_", " "), "mmol" if "urine" in one.analyte else "mmol/L"
    verdict = (
        "more than noise makes: a real change is likely"
        if one.distinguishable
        else "no more than noise makes: it shows neither a rise nor a fall"
    )
    return Reason(
        code="change",
        sentence=f"Your last two values of {name} differ by {one.difference:+.3f} {unit}; two "
        f"values of an unchanged person may differ by {one.critical:.3f}. That is {verdict}.",
        numbers={"difference": one.difference, "critical_difference": one.critical},
        facts=("estimate.critical_z",),
    )


def why_measure(
    worths: tuple[Worth, ...], proposed: Worth | None, least: float
) -> tuple[Reason, ...]:
    """Whether any further measurement would change the dose, and be worth its trouble.

    Args:
        least: probability of a change below which nobody would measure.
    """
    if not worths:
        return ()
    best = proposed or max(worths, key=lambda one: one.probability)
    name = best.analyte.replace("_", " ").removesuffix(" 24h")
    when = "now" if best.day == 0 else f"in {best.day} days"
    chance = (
        f"{name} {when} would change the dose in {_people(best.probability)} "
        f"of 100 cases (give or take {100 * best.probability_error:.0f})"
    )
    seldom = best.surely < least
    sentence = (
        f"Of what could be measured, {chance}; it would teach about {best.information:.1f} bits."
        if proposed
        else "Nothing more than the rules ask for is worth measuring to choose the dose: even "
        f"{chance}."
        if seldom
        else "Nothing more than the rules ask for is worth a visit and a needle to choose the "
        f"dose: {chance}, and gain little by it."
    )
    return (
        Reason(
            code="worth",
            sentence=sentence,
            numbers={
                "probability": best.probability,
                "probability_error": best.probability_error,
                "information_bits": best.information,
                "information_error_bits": best.information_error,
                "gain": best.gain,
                "day": float(best.day),
            },
            facts=("worth.least_probability", "worth.outcomes", "utility.waiting"),
        ),
    )


def without_model(posterior: Posterior | None) -> Reason:
    """No estimate can be trusted, so only the rules speak."""
    why = "the model does not describe you" if posterior is None else posterior.outcome
    return Reason(
        code="rules_only",
        sentence=f"No forecast is made ({why}). The smallest dose is shown, by the rules alone.",
        facts=("estimate.least_effective",),
    )


def why_a_product(soluble: Plan, oxide: Plan) -> Reason:
    """Which product to look for, from two plans that differ in the salt only."""
    dose = soluble.regimen
    assert dose is not None
    best, worse = (
        next(c for c in plan.candidates if c.kind == "supplement") for plan in (soluble, oxide)
    )
    absorbed = best.absorbed_elemental_mg_per_day / best.daily_elemental_mg
    of_oxide = worse.absorbed_elemental_mg_per_day / worse.daily_elemental_mg
    unit = dose.product.elemental_mg_per_unit
    return Reason(
        code="product_wanted",
        sentence=f"With a product the plan would be about {dose.daily_elemental_mg:g} mg a day, "
        f"{dose.start_daily_elemental_mg:g} mg at first. Look for a well soluble salt "
        f"(bisglycinate, citrate, chloride, lactate), at most {unit:g} mg of magnesium per unit, "
        "tested by a third party, without vitamin B6. Of a soluble salt about "
        f"{100 * absorbed:.0f} % would be absorbed beyond your food's, of oxide about "
        f"{100 * of_oxide:.0f} %.",
        numbers={
            "daily_elemental_mg": dose.daily_elemental_mg,
            "absorbed_share": absorbed,
            "absorbed_share_oxide": of_oxide,
        },
        facts=("policy.generic_unit", "rule:P-02"),
    )


def why_undivided(dose: DosePlan, situation: Situation, facts: Facts) -> tuple[Reason, ...]:
    """Where a rule asks for a divided day and it is one intake: that, and why it stays one."""
    asked = undivided_by(dose, situation, facts)
    if asked is None:
        return ()
    keys = tuple(f"rule:{rule.key}" for rule, _ in split_rules(situation, facts))
    return (
        Reason(
            code="undivided",
            sentence="The day is not divided, although a rule asks for it: no second clock time "
            f"keeps every gap and every distance. ({asked})",
            facts=keys,
        ),
    )


def no_dose_fits(
    product: Product, limits: Limits, no_safe_time: NoSafeTime | None
) -> tuple[Reason, ...]:
    """Why nothing this product can make may be proposed, and what to look for instead."""
    if no_safe_time is not None:
        return (
            Reason(
                code="no_safe_time",
                sentence=no_safe_time.sentence,
                facts=tuple(
                    dict.fromkeys(f"interaction:{gap.reason}" for gap in no_safe_time.blocking)
                ),
            ),
        )
    return (_nothing_fits(product, limits), *_smaller_one(product, limits))


def _smaller_one(product: Product, limits: Limits) -> tuple[Reason, ...]:
    """The strength that would fit; nothing where the limits leave no room for any."""
    fits = min(
        limits.room_elemental_mg, limits.max_single_elemental_mg, limits.max_start_elemental_mg
    )
    smallest = product.smallest_elemental_mg
    if fits <= 0 or smallest <= fits:
        return ()
    bounds = (
        ("daily", limits.room_elemental_mg, ""),
        ("single", limits.max_single_elemental_mg, " at once"),
        ("start", limits.max_start_elemental_mg, " for the first days"),
    )
    binding, least, when = next(one for one in bounds if smallest > one[1])
    part = "one unit is" if product.smallest_units == 1 else "its smallest part is"
    return (
        Reason(
            code="next",
            sentence=f"This product is too strong: {part} {smallest:g} mg, the limit{when} "
            f"is {least:g} mg. Look for one of {fits / 2:g} to {fits:g} mg.",
            numbers={"smallest_elemental_mg": smallest, "limit_mg": least, "fits_mg": fits},
            facts=limits.tightest(binding).reason.facts,
        ),
    )


def _nothing_fits(product: Product, limits: Limits) -> Reason:
    tightest = limits.tightest("daily").reason
    return Reason(
        code="nothing_fits",
        sentence="The smallest dose this product can make is "
        f"{product.smallest_elemental_mg:g} mg. It does not fit: {limits.room_elemental_mg:g} mg "
        "a day are left under the limit beside the "
        f"{limits.other_sources_elemental_mg_per_day:g} mg from other sources, "
        f"{limits.max_single_elemental_mg:g} mg at once and "
        f"{limits.max_start_elemental_mg:g} mg at the start. A smaller unit would fit, or none is "
        f"needed. {tightest.sentence}",
        numbers={
            "smallest_elemental_mg": product.smallest_elemental_mg,
            "room_elemental_mg": limits.room_elemental_mg,
            "max_start_elemental_mg": limits.max_start_elemental_mg,
        },
        facts=tightest.facts,
    )
