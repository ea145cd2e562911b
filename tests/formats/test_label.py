"""The label's figures settle the elemental magnesium, or are refused (rule P-01)."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from magtitrate.errors import FactError, InputError
from magtitrate.facts.salts import molar_mass, salt_fraction
from magtitrate.facts.shapes import Salt
from magtitrate.formats.label import read_label

# g/mol and % of magnesium of the rule book's table (science/safety.md 6.1)
TABLE = [
    ("bisglycinate", "anhydrous", 172.42, 14.10),
    ("bisglycinate", "monohydrate", 190.44, 12.76),
    ("bisglycinate", "dihydrate", 208.45, 11.66),
    ("oxide", "anhydrous", 40.30, 60.30),
    ("hydroxide", "anhydrous", 58.32, 41.68),
    ("carbonate", "anhydrous", 84.31, 28.83),
    ("chloride", "hexahydrate", 203.30, 11.96),
    ("sulfate", "heptahydrate", 246.47, 9.86),
    ("citrate", "anhydrous", 451.11, 16.16),
    ("citrate", "nonahydrate", 613.25, 11.89),
    ("hydrogen_citrate", "anhydrous", 214.41, 11.34),
    ("malate", "trihydrate", 210.42, 11.55),
    ("threonate", "anhydrous", 294.50, 8.25),
    ("taurate", "anhydrous", 272.57, 8.92),
    ("gluconate", "dihydrate", 450.63, 5.39),
    ("lactate", "dihydrate", 238.48, 10.19),
    ("aspartate", "dihydrate", 324.53, 7.49),
    ("orotate", "dihydrate", 370.51, 6.56),
    ("pidolate", "anhydrous", 280.52, 8.66),
    ("glycerophosphate", "anhydrous", 194.36, 12.51),
]


@pytest.mark.parametrize(("name", "hydrate", "mass", "percent"), TABLE)
def test_a_salts_fraction_follows_from_its_formula(facts, name, hydrate, mass, percent):
    """Molar mass and share of magnesium agree with the rule book's table."""
    (salt,) = [row for row in facts.salts if (row.name, row.hydrate) == (name, hydrate)]

    assert molar_mass(salt, facts.atomic_masses) == pytest.approx(mass, abs=0.02)
    assert 100 * salt_fraction(salt, facts.atomic_masses) == pytest.approx(percent, abs=0.01)


def test_an_element_without_a_mass_is_our_own_fault():
    """The message names it."""
    with pytest.raises(FactError, match="Xx"):
        salt_fraction(Salt(name="odd", formula={"Mg": 1, "Xx": 2}), {})


def test_no_spelling_means_two_salts(facts):
    """Each name and synonym leads to one salt."""
    meant: dict[str, set[str]] = {}
    for row in facts.salts:
        for text in (row.name, *row.synonyms):
            meant.setdefault(text.casefold(), set()).add(row.name)

    assert {text: names for text, names in meant.items() if len(names) > 1} == {}


# ---------------------------------------------------------------- golden vectors, safety.md 11.1


def test_1350_mg_of_pure_anhydrous_bisglycinate_hold_190_3(facts):
    """The label of source 144 says 190 mg."""
    label = read_label(salt="bisglycinate", hydrate="anhydrous", compound_mg=1350, facts=facts)

    assert label.product.elemental_mg_per_unit == pytest.approx(190.3, abs=0.05)
    assert label.purity == "pure"
    assert not label.product.buffered
    assert "1350 mg of bisglycinate (anhydrous) hold 190.3 mg" in label.findings[0]


def test_100_mg_in_500_mg_is_buffered_with_38_percent_oxide(facts):
    """The oxide is found from the two fractions; the label's elemental figure is kept."""
    label = read_label(salt="bisglycinate", compound_mg=500, elemental_mg=100, facts=facts)

    assert label.purity == "buffered"
    assert label.product.buffered
    assert label.oxide_share == pytest.approx(0.385, abs=0.001)
    assert label.product.elemental_mg_per_unit == 100
    assert any("38.5% of the magnesium is oxide" in said for said in label.findings)


@pytest.mark.parametrize(("percent", "oxide"), [(16, 16), (18, 28), (25, 57)])
def test_the_share_of_oxide_follows_the_ratio(facts, percent, oxide):
    """The rule book's row of buffered glycinate."""
    label = read_label(
        salt="magnesium glycinate", compound_mg=100, elemental_mg=percent, facts=facts
    )

    assert round(100 * label.oxide_share) == oxide


@pytest.mark.parametrize(
    ("salt", "compound_mg", "elemental_mg"),
    [("hydroxide", 400, 166.7), ("hydroxide", 1200, 500.1), ("glycerophosphate", 777.6, 97.2)],
)
def test_other_salts_hold_what_their_formula_says(facts, salt, compound_mg, elemental_mg):
    """Golden vectors of the rule book."""
    label = read_label(salt=salt, compound_mg=compound_mg, facts=facts)

    assert label.product.elemental_mg_per_unit == pytest.approx(elemental_mg, abs=0.05)


# ---------------------------------------------------------------- bounds of P-01


@pytest.mark.parametrize(
    ("elemental_mg", "purity"),
    [(90, "pure"), (116.6, "pure"), (141, "pure"), (145, "pure"), (145.1, "buffered"),
     (200, "buffered"), (250, "buffered")],
)  # fmt: skip
def test_the_ratio_tells_pure_from_buffered(facts, elemental_mg, purity):
    """In 1,000 mg: 90 to 145 mg is pure, above that and up to 250 mg buffered."""
    label = read_label(
        salt="bisglycinate", compound_mg=1000, elemental_mg=elemental_mg, facts=facts
    )

    assert label.purity == purity
    assert label.product.elemental_mg_per_unit == elemental_mg


@pytest.mark.parametrize("elemental_mg", [1, 89.9, 250.1, 600, 1000, 7000])
def test_a_ratio_that_no_glycinate_has_asks_for_a_photo(facts, elemental_mg):
    """Below 9 % and above 25 %, and where compound and element were swapped."""
    with pytest.raises(InputError, match="photo of the label"):
        read_label(salt="bisglycinate", compound_mg=1000, elemental_mg=elemental_mg, facts=facts)


def test_a_mix_up_of_compound_and_element_on_a_drug_label_is_refused(facts):
    """A milk of magnesia label prints 400 mg of magnesium for 400 mg of hydroxide."""
    with pytest.raises(InputError, match="swapped"):
        read_label(salt="milk of magnesia", compound_mg=400, elemental_mg=400, facts=facts)


@pytest.mark.parametrize(
    ("elemental_mg", "fits"), [(112, False), (113.5, True), (161, True), (169, True), (171, False)]
)
def test_figures_of_other_salts_lie_within_their_hydrates(facts, elemental_mg, fits):
    """1,000 mg of citrate hold 119 mg (nonahydrate) to 162 mg (anhydrous), each ± 5 %."""
    given_label = {"salt": "citrate", "compound_mg": 1000, "elemental_mg": elemental_mg}

    if fits:
        assert read_label(**given_label, facts=facts).purity == "pure"
    else:
        with pytest.raises(InputError, match="do not belong to citrate"):
            read_label(**given_label, facts=facts)


def test_a_stated_hydrate_narrows_what_fits(facts):
    """150 mg in 1,000 mg fits no nonahydrate of citrate."""
    with pytest.raises(InputError, match=r"nonahydrate 11\.9%"):
        read_label(
            salt="citrate", hydrate="nonahydrate", compound_mg=1000, elemental_mg=150, facts=facts
        )


# ---------------------------------------------------------------- what is not stated


def test_without_a_hydrate_the_richest_form_is_taken_and_said(facts):
    """For the safety of the dose it is never underrated."""
    label = read_label(salt="Magnesium Bisglycinate Chelate", compound_mg=1000, facts=facts)

    assert label.product.elemental_mg_per_unit == pytest.approx(141.0, abs=0.05)
    assert label.product.hydrate is None
    assert any("as dihydrate it would be 116.6 mg" in said for said in label.findings)


def test_a_hydrate_inside_the_name_counts(facts):
    """As labels write it."""
    label = read_label(salt="magnesium bisglycinate dihydrate", compound_mg=1000, facts=facts)

    assert label.product.elemental_mg_per_unit == pytest.approx(116.6, abs=0.05)
    assert label.product.hydrate == "dihydrate"
    with pytest.raises(InputError, match="disagree"):
        read_label(
            salt="bisglycinate dihydrate", hydrate="anhydrous", compound_mg=1000, facts=facts
        )


def test_the_element_alone_is_enough_and_its_compound_is_echoed(facts):
    """The echo lets a person see that they typed the other figure."""
    label = read_label(salt="bisglycinate", elemental_mg=100, facts=facts)

    assert label.product.elemental_mg_per_unit == 100
    assert label.product.compound_mg_per_unit is None
    assert label.purity == "not stated"
    assert "about 709 mg of bisglycinate" in label.findings[0]


def test_a_label_that_says_buffered_needs_its_element(facts):
    """The mass of a blend says nothing of its magnesium."""
    with pytest.raises(InputError, match="State the elemental magnesium"):
        read_label(salt="buffered magnesium bisglycinate", compound_mg=500, facts=facts)

    label = read_label(salt="buffered magnesium bisglycinate", elemental_mg=100, facts=facts)

    assert label.product.buffered


def test_a_stated_hydrate_that_the_figures_contradict_is_said(facts):
    """100 mg in 709 mg is anhydrous, whatever the label calls it."""
    label = read_label(
        salt="bisglycinate", hydrate="dihydrate", compound_mg=709, elemental_mg=100, facts=facts
    )

    assert any("do not fit the dihydrate form" in said for said in label.findings)


def test_figures_for_two_capsules_are_halved(facts):
    """A serving of two: everything that comes out is for one."""
    label = read_label(
        salt="bisglycinate", compound_mg=1418, elemental_mg=200, units_per_serving=2, facts=facts
    )

    assert label.product.elemental_mg_per_unit == 100
    assert label.product.compound_mg_per_unit == 709
    assert "for 2 units" in label.findings[0]


@pytest.mark.parametrize(
    ("salt", "said"),
    [
        ("magnesium complex", "does not name one salt"),
        ("proprietary magnesium blend", "does not name one salt"),
        ("magnesium", "does not name one salt"),
        ("bisglicinate", "Did you mean bisglycinate"),
        ("moon dust", "not known"),
    ],
)
def test_a_salt_that_is_not_one_known_salt_is_refused(facts, salt, said):
    """The message says where on the label to look."""
    with pytest.raises(InputError, match="magnesium \\(as") as caught:
        read_label(salt=salt, elemental_mg=100, facts=facts)

    assert said in str(caught.value)


def test_an_unknown_hydrate_is_refused_with_those_that_exist(facts):
    """Bisglycinate has three."""
    with pytest.raises(InputError, match="anhydrous, monohydrate, dihydrate"):
        read_label(salt="bisglycinate", hydrate="hexahydrate", compound_mg=700, facts=facts)


@pytest.mark.parametrize("mg", [0, -1, math.nan, math.inf, True])
def test_a_mass_that_is_none_is_refused(facts, mg):
    """Zero, negative, not a number, without end, or true."""
    with pytest.raises(InputError):
        read_label(salt="oxide", compound_mg=mg, facts=facts)
    with pytest.raises(InputError):
        read_label(salt="oxide", elemental_mg=mg, facts=facts)
    with pytest.raises(InputError):
        read_label(salt="oxide", elemental_mg=100, units_per_serving=mg, facts=facts)


def test_a_label_without_any_mass_is_refused(facts):
    """One of the two is needed."""
    with pytest.raises(InputError, match="compound_mg or elemental_mg"):
        read_label(salt="bisglycinate", facts=facts)


@given(
    compound_mg=st.floats(1, 20_000, allow_nan=False),
    elemental_mg=st.floats(1, 20_000, allow_nan=False),
)
def test_no_accepted_label_holds_as_much_magnesium_as_compound(facts, compound_mg, elemental_mg):
    """A mix-up of the two figures never gets through (hazard H-01)."""
    try:
        label = read_label(
            salt="bisglycinate", compound_mg=compound_mg, elemental_mg=elemental_mg, facts=facts
        )
    except InputError:
        return

    assert label.product.elemental_mg_per_unit <= 0.2500001 * compound_mg
    assert label.product.buffered == (label.fraction > 0.145000001)


# ---------------------------------------------------------------- every word and bound


@pytest.mark.parametrize("word", ["complex", "blend", "mix", "mixed", "proprietary", "matrix"])
@pytest.mark.parametrize("text", ["magnesium {}", "citrate {}", "{} of salts"])
def test_one_word_for_a_mixture_is_enough(facts, word, text):
    """Each of the six says by itself that no single salt is named."""
    with pytest.raises(InputError, match="does not name one salt") as refused:
        read_label(salt=text.format(word), elemental_mg=100, facts=facts)

    assert refused.value.field == "product.salt"


@pytest.mark.parametrize(
    "name",
    [
        *("citrate", "Magnesium Citrate", "magnesium citrate chelate", "chelated citrate"),
        *("magnesium (citrate)", "magnesium [citrate];", "citrate, buffered", "citrate,chelated"),
    ],
)
def test_words_that_stand_beside_a_name_are_no_part_of_it(facts, name):
    """Magnesium, chelate, chelated, buffered and brackets do not make another salt."""
    assert read_label(salt=name, elemental_mg=100, facts=facts).product.salt == "citrate"


ALONE = [
    # salt, hydrate, compound, element; what is said, sentence by sentence.
    (
        ("oxide", None, 400, None),
        ("400 mg of oxide (anhydrous) hold 241.2 mg of elemental magnesium: 60.3% of its mass.",),
    ),
    (
        ("bisglycinate", "dihydrate", 1000, None),
        (
            "1000 mg of bisglycinate (dihydrate) hold 116.6 mg of elemental magnesium: 11.7% of "
            "its mass.",
            "This holds for a pure product.",
        ),
    ),
    (
        ("bisglycinate", None, 1000, None),
        (
            "1000 mg of bisglycinate (anhydrous) hold 141.0 mg",
            "The label states no hydrate.",
            "This holds for a pure product.",
        ),
    ),
    (
        ("citrate", None, 1000, None),
        ("1000 mg of citrate (anhydrous) hold 161.6 mg", "The label states no hydrate."),
    ),
    (("oxide", None, None, 100), ("One unit holds 100 mg of elemental magnesium, as stated;",)),
    (
        ("bisglycinate", None, None, 100),
        ("One unit holds 100 mg", "Without the mass of the compound it cannot be seen"),
    ),
    (
        ("bisglycinate buffered", None, None, 100),
        ("One unit holds 100 mg", "The label says buffered: magnesium oxide was blended in."),
    ),
    (
        ("oxide", None, 400, 240),
        ("240 mg of magnesium in 400 mg of oxide is 60.0%, which fits the formula",),
    ),
    (
        ("bisglycinate buffered", None, 1000, 120),
        (
            "120 mg of magnesium in 1000 mg of bisglycinate is 12.0%",
            "The label says buffered, though its figures fit the pure salt.",
            "Oxide needs stomach acid",
        ),
    ),
    (
        ("bisglycinate", None, 1000, 200),
        (
            "200 mg of magnesium in 1000 mg of bisglycinate is 20.0%",
            "More than the pure salt can hold",
            "Oxide needs stomach acid",
        ),
    ),
    # The dihydrate holds 11.66 %: 12.2 and 11.1 lie within a twentieth of it, 12.3 and 11.0 not.
    (("bisglycinate", "dihydrate", 1000, 122), ("122 mg of magnesium in 1000 mg",)),
    (("bisglycinate", "dihydrate", 1000, 111), ("111 mg of magnesium in 1000 mg",)),
    (
        ("bisglycinate", "dihydrate", 1000, 123),
        ("123 mg of magnesium in 1000 mg", "The figures do not fit the dihydrate form"),
    ),
    (
        ("bisglycinate", "dihydrate", 1000, 110),
        ("110 mg of magnesium in 1000 mg", "The figures do not fit the dihydrate form"),
    ),
    (("bisglycinate", None, 1000, 100), ("100 mg of magnesium in 1000 mg",)),
    (("bisglycinate dihydrate", "Dihydrate", 1000, 117), ("117 mg of magnesium in 1000 mg",)),
]


@pytest.mark.parametrize(("printed", "said"), ALONE)
def test_each_label_says_this_and_no_more(facts, printed, said):
    """As many sentences as are called for, each in its place."""
    salt, hydrate, compound_mg, elemental_mg = printed

    label = read_label(
        salt=salt, hydrate=hydrate, compound_mg=compound_mg, elemental_mg=elemental_mg, facts=facts
    )

    assert len(label.findings) == len(said), label.findings
    for finding, beginning in zip(label.findings, said, strict=True):
        assert finding.startswith(beginning)


@pytest.mark.parametrize(
    ("printed", "purity", "fraction", "oxide"),
    [
        ({"salt": "oxide", "compound_mg": 400}, "pure", 0.6030, None),
        ({"salt": "bisglycinate", "elemental_mg": 100}, "not stated", 0.1410, None),
        ({"salt": "bisglycinate buffered", "elemental_mg": 100}, "buffered", 0.1410, None),
        ({"salt": "oxide", "compound_mg": 400, "elemental_mg": 240}, "pure", 0.6, None),
        ({"salt": "bisglycinate", "compound_mg": 500, "elemental_mg": 60}, "pure", 0.12, None),
        (
            {"salt": "bisglycinate buffered", "compound_mg": 500, "elemental_mg": 60},
            *("buffered", 0.12, 0.0),
        ),
        ({"salt": "bisglycinate", "compound_mg": 500, "elemental_mg": 100}, "buffered", 0.2, 0.385),
    ],
)
def test_purity_fraction_and_oxide_of_each_kind_of_label(facts, printed, purity, fraction, oxide):
    """The formula's fraction where one figure stands there, the label's own where both do."""
    label = read_label(**printed, facts=facts)

    assert label.purity == purity
    assert label.product.buffered == (purity == "buffered")
    assert label.fraction == pytest.approx(fraction, abs=5e-5)
    assert label.oxide_share == (None if oxide is None else pytest.approx(oxide, abs=5e-4))


FIGURES = ("compound_mg", "elemental_mg", "units_per_serving")


@pytest.mark.parametrize("figure", FIGURES)
@pytest.mark.parametrize("mg", [0, -1, math.nan, math.inf, True])
def test_a_mass_that_is_none_is_refused_at_its_own_place(facts, figure, mg):
    """Before anything is computed, under the name of the figure."""
    names = {"compound_mg": "compound_mg_per_unit", "elemental_mg": "elemental_mg_per_unit"}
    with pytest.raises(InputError, match="a positive number is wanted here") as refused:
        read_label(**{"salt": "oxide", "elemental_mg": 100, figure: mg}, facts=facts)

    assert refused.value.field == f"product.{names.get(figure, figure)}"


def test_less_than_a_milligram_is_a_mass(facts):
    """Half a milligram in a quarter of a scoop is strange, and is read: 2 mg in a scoop."""
    label = read_label(salt="oxide", compound_mg=0.5, units_per_serving=0.25, facts=facts)

    assert label.product.elemental_mg_per_unit == pytest.approx(1.206, abs=0.0005)


@pytest.mark.parametrize(
    ("printed", "field"),
    [
        ({"salt": "oxide", "compound_mg": 100, "elemental_mg": 100}, "elemental_mg_per_unit"),
        ({"salt": "oxide", "compound_mg": 100, "elemental_mg": 20}, "elemental_mg_per_unit"),
        ({"salt": "bisglycinate", "compound_mg": 100, "elemental_mg": 50}, "elemental_mg_per_unit"),
        ({"salt": "bisglycinate buffered", "compound_mg": 100}, "compound_mg_per_unit"),
        ({"salt": "moon dust", "elemental_mg": 100}, "salt"),
        ({"salt": "oxide", "hydrate": "dihydrate", "elemental_mg": 100}, "hydrate"),
        (
            {"salt": "bisglycinate dihydrate", "hydrate": "anhydrous", "elemental_mg": 100},
            "hydrate",
        ),
    ],
)
def test_a_refusal_names_the_figure_to_look_at(facts, printed, field):
    """Where the person has to look on the label."""
    with pytest.raises(InputError) as refused:
        read_label(**printed, facts=facts)

    assert refused.value.field == f"product.{field}"


def test_a_serving_of_one_needs_no_sentence_and_one_of_two_comes_first(facts):
    """The figures of one unit are for one unit."""
    one = read_label(salt="oxide", elemental_mg=100, facts=facts)
    two = read_label(salt="oxide", elemental_mg=200, units_per_serving=2, facts=facts)

    assert two.findings[0].startswith("The figures of the label are for 2 units")
    assert two.findings[1:] == one.findings
