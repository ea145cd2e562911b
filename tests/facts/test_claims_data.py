"""Are claims, evidence, unsafe instructions, sentences and knowledge whole and right?"""

from __future__ import annotations

import ast
import re
from collections import Counter
from pathlib import Path
from statistics import NormalDist

import pytest

import magtitrate.facts.shapes as shapes
from magtitrate.errors import FactError
from magtitrate.facts.claim_shapes import NO_CLAIM, Knowledge, Sentence, Unsafe
from magtitrate.facts.evidence_shapes import EffectSize, Evidence, PriorRule
from magtitrate.facts.read import rows
from magtitrate.facts.shapes import Claim, Malformed, Source

ROOT = Path(__file__).resolve().parents[2]
DATA = Path(shapes.__file__).parent / "data"
ARTICLES = ROOT.parent / "shared" / "mission"
# The four articles have this many sentences and headings (26, 38, 35, 41), split as below;
# counted once, and counted again wherever the articles lie beside the checkout.
SENTENCES = {"S0": 26, "S1": 38, "S2": 35, "S3": 41}
# An inconsistency with another claim is a flag, not a verdict (S0-20); see the head of claims.toml.
GRAVEST_FIRST = (
    "contradicted",
    "inconsistent",
    "no source",
    "anecdote",
    "partly",
    "framework",
    "supported",
)

CLAIMS = {row.id: row for row in rows(DATA, "claims.toml", "claim", Claim)}
UNSAFE = {row.id: row for row in rows(DATA, "unsafe.toml", "unsafe", Unsafe)}
EVIDENCE = {row.id: row for row in rows(DATA, "evidence.toml", "evidence", Evidence)}
PRIOR_RULES = {row.id: row for row in rows(DATA, "evidence.toml", "prior_rule", PriorRule)}
SENTENCE = {row.id: row for row in rows(DATA, "sentences.toml", "sentence", Sentence)}
KNOWLEDGE = {row.id: row for row in rows(DATA, "knowledge.toml", "knowledge", Knowledge)}
SOURCES = {row.key for row in rows(DATA, "sources/*.toml", "source", Source)}


def numbered(prefix: str, last: int) -> list[str]:
    return [f"{prefix}-{number:02d}" for number in range(1, last + 1)]


# ---------------------------------------------------------------- whole and in order


def test_claims_are_whole_and_in_order() -> None:
    """All 103 claims stand in the order of the articles, and each says which article it is from."""
    wanted = numbered("S0", 22) + numbered("S1", 29) + numbered("S2", 19) + numbered("S3", 33)

    assert list(CLAIMS) == wanted
    assert all(claim.article == claim.id[:2] for claim in CLAIMS.values())


def test_claim_tally_is_that_of_the_notes() -> None:
    """The verdicts count as the notes counted them."""
    tally = Counter(claim.verdict for claim in CLAIMS.values())

    assert tally == {
        "supported": 26,
        "partly": 33,
        "no source": 21,
        "contradicted": 19,
        "inconsistent": 2,
        "anecdote": 1,
        "framework": 1,
    }


def test_unsafe_evidence_and_knowledge_are_whole_and_in_order() -> None:
    """26 unsafe instructions, 41 rows of evidence and the knowledge base stand without a gap."""
    assert list(UNSAFE) == numbered("U", 26)
    assert list(EVIDENCE) == numbered("E", 41)
    assert list(KNOWLEDGE) == numbered("KB", len(KNOWLEDGE))
    assert list(PRIOR_RULES) == [f"PR-{number}" for number in range(1, 6)]


def test_ids_are_unique() -> None:
    """No id stands twice in a file, where a dictionary would hide it."""
    for file, table, shape, found in (
        ("claims.toml", "claim", Claim, CLAIMS),
        ("unsafe.toml", "unsafe", Unsafe, UNSAFE),
        ("evidence.toml", "evidence", Evidence, EVIDENCE),
        ("sentences.toml", "sentence", Sentence, SENTENCE),
        ("knowledge.toml", "knowledge", Knowledge, KNOWLEDGE),
    ):
        assert len(list(rows(DATA, file, table, shape))) == len(found)


def test_every_source_is_found() -> None:
    """Every row cites sources that exist, and what was read as a paper cites one."""
    for row in [*CLAIMS.values(), *UNSAFE.values(), *EVIDENCE.values(), *KNOWLEDGE.values()]:
        assert set(row.source) <= SOURCES, row.id
        assert row.source or row.read != "primary", row.id


def test_every_source_of_the_claims_is_used() -> None:
    """No reference of the claims' list is an orphan, but for the few the notes cite nowhere."""
    own = {row.key for row in rows(DATA, "sources/claims.toml", "source", Source)}
    used = {
        key
        for row in [*CLAIMS.values(), *UNSAFE.values(), *EVIDENCE.values(), *KNOWLEDGE.values()]
        for key in row.source
    }

    assert own - used == set()


def test_exact_figures_of_the_articles_rest_on_nothing() -> None:
    """The eleven exact figures were searched for and not found: none is even partly supported."""
    figures = (
        "S0-07",
        "S0-12",
        "S0-13",
        "S1-07",
        "S1-16",
        "S3-03",
        "S3-04",
        "S3-16",
        "S3-18",
        "S3-30",
        "S3-31",
    )

    assert {CLAIMS[id].verdict for id in figures} <= {"no source", "contradicted", "inconsistent"}


# ---------------------------------------------------------------- claims never weaken a rule


def test_only_supported_claims_shape_model_and_rules() -> None:
    """What has no source or is contradicted shapes neither the model nor a rule."""
    for claim in CLAIMS.values():
        if claim.consequence in ("model", "rule"):
            assert claim.verdict in ("supported", "partly"), claim.id


def test_every_unsafe_instruction_names_its_rule_and_what_is_done_instead() -> None:
    """Each unsafe instruction points to claims that exist and to the rules that prevent it."""
    for row in UNSAFE.values():
        assert set(row.claims) <= set(CLAIMS), row.id
        assert row.rules and row.instead and row.problem, row.id

    assert UNSAFE["U-01"].rules == ("D-01", "D-02")
    assert "refused" in UNSAFE["U-03"].instead and "K-05" in UNSAFE["U-03"].rules
    assert UNSAFE["U-04"].waiver.startswith("not reviewed by a clinician: ")
    assert "10 mg" in UNSAFE["U-10"].instead
    assert UNSAFE["U-12"].claims == ("S3-28", "S3-31")
    assert "out of scope in both modes" in UNSAFE["U-08"].instead


def test_figures_of_the_articles_against_arithmetic() -> None:
    """215 to 198 ms is 7.9 %, not 12; a chelate has two glycines and is a seventh magnesium."""
    fall_percent = 100 * (215 - 198) / 215
    bisglycinate = 4 * 12.011 + 8 * 1.008 + 24.305 + 2 * 14.007 + 4 * 15.999
    glycine = 2 * 12.011 + 5 * 1.008 + 14.007 + 2 * 15.999
    power = [NormalDist().cdf(17 / (sd * (2 / 60) ** 0.5) - 1.96) for sd in (25, 35)]

    assert f"{fall_percent:.1f} %" == "7.9 %" and "7.9 %" in CLAIMS["S0-13"].evidence
    assert f"{215 * 0.88:.0f} ms" == "189 ms" and "189 ms" in CLAIMS["S0-13"].evidence
    assert [f"{100 * p:.0f}" for p in power] == ["96", "76"] and "96 to 76 %" in CLAIMS[
        "S0-13"
    ].evidence
    assert f"{bisglycinate:.1f} g/mol" in CLAIMS["S1-05"].evidence
    assert (
        f"{100 * 24.305 / bisglycinate:.1f} %" == "14.1 %" and "14.1 %" in CLAIMS["S2-03"].evidence
    )
    assert f"{2 * glycine / 24.305:.2f} mg of glycine" in CLAIMS["S1-05"].software


# ---------------------------------------------------------------- printed numbers


def effect(id: str, quantity: str, kind: str, subgroup: str = "") -> EffectSize:
    """The one effect of a row with this quantity, kind and subgroup."""
    (found,) = (
        e
        for e in EVIDENCE[id].effects
        if (e.quantity, e.kind, e.subgroup) == (quantity, kind, subgroup)
    )
    return found


# Typed by hand from section 2 of the claims notes: row, quantity, kind, value, low, high.
DIFFERENCES = [
    ("E-01", "change of cramp frequency", "mean_difference", -9.6, -23.1, 4.0),
    ("E-01", "cramps", "mean_difference", -0.18, -0.84, 0.49),
    ("E-01", "people with at least 25 % fewer cramps", "ratio", 1.04, 0.84, 1.29),
    ("E-02", "cramps", "mean_difference", 0.01, -0.52, 0.55),
    ("E-03", "women with at least 50 % fewer cramps", "ratio", 1.42, 1.09, 1.86),
    ("E-04", "cramps in two weeks", "mean_difference", 1.8, -1.3, 4.9),
    ("E-05", "women who never had a cramp afterwards", "ratio", 5.66, 1.35, 23.7),
    ("E-11", "muscle strength", "mean_difference", 0.87, -0.12, 1.86),
    ("E-24", "depression, PHQ-9", "mean_difference", -6.0, -7.9, -4.2),
    ("E-25", "depression", "mean_difference", -0.92, -1.44, -0.40),
    ("E-28", "systolic pressure", "mean_difference", -2.00, -3.58, -0.43),
    ("E-29", "diastolic pressure", "mean_difference", -2.05, -3.23, -0.88),
    ("E-30", "systolic pressure", "mean_difference", -1.3, -4.0, 1.5),
    ("E-33", "serum magnesium", "mean_difference", 0.07, 0.03, 0.12),
    ("E-35", "circulating magnesium", "mean_difference", 0.04, 0.02, 0.06),
    ("E-35", "24-h urine magnesium", "mean_difference", 1.52, 1.20, 1.83),
    ("E-36", "ionized magnesium", "mean_difference", 0.03, 0.01, 0.05),
]


@pytest.mark.parametrize(("id", "quantity", "kind", "value", "low", "high"), DIFFERENCES)
def test_printed_intervals(
    id: str, quantity: str, kind: str, value: float, low: float, high: float
) -> None:
    """A pooled effect and its interval are those of the paper."""
    found = effect(id, quantity, kind)

    assert (found.value, found.low, found.high) == (value, low, high)


# row, quantity, kind, treated, control
ARMS = [
    ("E-03", "women with at least 50 % fewer cramps", "proportions", 86.0, 60.5),
    ("E-08", "interleukin-6", "arm_means", 1.36, 2.06),
    ("E-12", "VO2max", "arm_means", 41.3, 44.4),
    ("E-12", "mean power over 30 s", "arm_means", 415, 439),
    ("E-14", "maximal inspiratory pressure, change", "arm_means", 11.0, 0.5),
    ("E-17", "insomnia severity index, change", "arm_means", -3.9, -2.3),
    ("E-22", "stress, change from the start, B6 added", "percent_change", -44.9, -42.4),
    ("E-31", "attacks in weeks 9-12 against the start", "percent_change", -41.6, -15.8),
    ("E-33", "gut changes", "proportions", 50, 7),
    ("E-41", "hypermagnesemia with both", "proportions", 53.1, None),
]


@pytest.mark.parametrize(("id", "quantity", "kind", "treated", "control"), ARMS)
def test_printed_arms(
    id: str, quantity: str, kind: str, treated: float, control: float | None
) -> None:
    """The arms of a trial are those of the paper, the treated one first."""
    found = effect(id, quantity, kind)

    assert (found.treated, found.control) == (treated, control)


def test_printed_numbers_of_the_evidence() -> None:
    """Sizes, doses and weeks are those of the papers, and the numbers of a row fit each other."""
    assert (EVIDENCE["E-01"].n, EVIDENCE["E-01"].trials) == (735, 11)
    assert (EVIDENCE["E-17"].n, EVIDENCE["E-17"].dose_mg_per_day, EVIDENCE["E-17"].weeks) == (
        155,
        (250, 250),
        (4, 4),
    )
    assert (EVIDENCE["E-35"].n, EVIDENCE["E-35"].dose_mg_per_day) == (2131, (197, 994))
    assert effect("E-29", "systolic pressure", "mean_difference", "hypomagnesemia").value == -5.97
    assert (
        effect("E-29", "systolic pressure", "mean_difference", "hypertension under treatment").value
        == -7.68
    )
    assert effect("E-32", "frequency", "odds_ratio").value == 0.20
    assert (
        round(66.9 / 64.4, 2)
        == effect("E-01", "people with at least 25 % fewer cramps", "ratio").value
    )
    assert [round(100 * count / 43, 1) for count in (37, 26)] == [86.0, 60.5]
    assert (
        round(-3.9 - -2.3, 1) == effect("E-17", "insomnia severity index", "mean_difference").value
    )
    assert (
        round(100 * 17 / 45, 1) == effect("E-34", "relapse after stopping", "proportions").treated
    )
    assert (
        round(100 * 75 / 320)
        == effect("E-41", "serum at or above 2.5 mg/dL", "proportions").treated
    )


def test_glycinate_was_tested_in_few_rows() -> None:
    """Only the rows the notes name tested glycinate; E-39 is the tolerance of the trial of E-03."""
    assert {id for id, row in EVIDENCE.items() if row.glycinate} == {
        "E-03",
        "E-07",
        "E-14",
        "E-17",
        "E-27",
        "E-39",
    }


def test_harm_and_memory_are_marked() -> None:
    """The signals of harm stand out, and what was not read says so."""
    assert {id for id, row in EVIDENCE.items() if row.harm} == {"E-12", "E-41"}
    assert EVIDENCE["E-17"].read == EVIDENCE["E-38"].read == "secondary"
    assert effect("E-17", "insomnia severity index, change", "arm_means").read == "memory"


def test_prior_rules_point_to_evidence_and_show_its_placebo() -> None:
    """The rules for priors cite rows that exist, and their placebo responses are those rows'."""
    for rule in PRIOR_RULES.values():
        assert set(rule.evidence) <= set(EVIDENCE), rule.id
    shown = {number.name: number.low for number in PRIOR_RULES["PR-4"].numbers}

    for name, id in (
        ("cramps", "E-01"),
        ("insomnia score", "E-17"),
        ("migraine attacks", "E-31"),
        ("cramps halved in pregnancy", "E-03"),
    ):
        placebo = EVIDENCE[id].placebo
        assert placebo is not None and placebo.value == shown[name]


# ---------------------------------------------------------------- every sentence of the articles


def split(text: str) -> list[tuple[int, int]]:
    """Line and sentence number of every sentence and heading, the frame of the page left out."""
    found = []
    for line, content in enumerate(text.split("\n"), start=1):
        if content.strip() in ("", "Recommended for you", "You may also like"):
            continue
        parts = re.split(r"(?<=[.?!])\s+(?=[A-Z*])", content.strip())
        found += [(line, number) for number in range(1, len(parts) + 1)]
    return found


def test_every_sentence_of_the_articles_has_its_row() -> None:
    """All 140 sentences and headings are there in order, counted again where the articles lie."""
    assert Counter(row.article for row in SENTENCE.values()) == SENTENCES
    assert sum(SENTENCES.values()) == 140

    if ARTICLES.is_dir():
        wanted = [
            f"S{number}:{line:02d}.{sentence}"
            for number, path in enumerate(sorted(ARTICLES.glob("*.txt")))
            for line, sentence in split(path.read_text(encoding="utf-8"))
        ]
        assert list(SENTENCE) == wanted


def test_no_sentence_is_copied() -> None:
    """The points are in our own words: no six words in a row of an article stand in ours."""
    if not ARTICLES.is_dir():
        return
    words = re.compile(r"[a-z0-9]+")
    runs = set()
    for path in ARTICLES.glob("*.txt"):
        text = words.findall(path.read_text(encoding="utf-8").lower())
        runs |= {tuple(text[at : at + 6]) for at in range(len(text) - 5)}

    for row in [*(s.point for s in SENTENCE.values()), *(c.text for c in CLAIMS.values())]:
        ours = words.findall(row.lower())
        assert not {tuple(ours[at : at + 6]) for at in range(len(ours) - 5)} & runs, row


def test_every_sentence_has_the_gravest_verdict_of_its_claims() -> None:
    """A sentence is judged by the worst thing it says."""
    for row in SENTENCE.values():
        verdicts = [CLAIMS[claim].verdict for claim in row.claims]

        assert row.verdict == (min(verdicts, key=GRAVEST_FIRST.index) if verdicts else NO_CLAIM), (
            row.id
        )


def test_every_claim_is_held_by_a_sentence() -> None:
    """No claim stands without the sentence it was taken from, in its own article."""
    for claim in CLAIMS:
        assert any(claim in row.claims and row.article == claim[:2] for row in SENTENCE.values()), (
            claim
        )


def test_every_row_of_the_mission_is_reached() -> None:
    """Every system has a sentence, but for the medicines, of which the articles say nothing."""
    reached = {row for sentence in SENTENCE.values() for row in sentence.mission}

    assert set(numbered("M", 55)) - reached == {"M-47"}


def test_commands_and_tests_of_the_sentences_exist() -> None:
    """A sentence points to a claim or knowledge row and to a test that exist."""
    tests: dict[str, set[str]] = {}
    for row in SENTENCE.values():
        path = row.test.split("::")[0]
        if path and path not in tests:
            tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
            tests[path] = {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}
    for row in SENTENCE.values():
        for id in re.findall(r"S\d-\d\d", row.command):
            assert id in CLAIMS, row.id
        for id in re.findall(r"KB-\d\d", row.command):
            assert id in KNOWLEDGE, row.id
        if row.test:
            path, _, name = row.test.partition("::")
            assert name in tests[path], row.id
        assert not row.command or row.command.startswith("magtitrate "), row.id


def test_the_knowledge_base_answers_what_the_articles_teach() -> None:
    """The topics the articles teach are there, and what is not yet possible is said to be so."""
    future = {id for id, row in KNOWLEDGE.items() if row.status == "not_yet_possible"}

    assert {row.topic for row in KNOWLEDGE.values()} >= {
        "enzymes",
        "forms",
        "mechanisms",
        "kidney",
        "glycine",
        "gut",
        "future",
    }
    assert {"KB-14", "KB-15", "KB-16", "KB-17", "KB-18"} <= future
    for word in ("wearable", "twitch latency", "genotype", "pH", "microbe"):
        assert any(word in KNOWLEDGE[id].statement for id in future), word


# ---------------------------------------------------------------- a broken row is refused

COMPLETE = EffectSize(quantity="cramps", unit="per week", kind="mean_difference", value=0.1)


@pytest.mark.parametrize(
    "broken",
    [
        lambda: EffectSize(quantity="q", unit="1", kind="hazard", value=1.0),
        lambda: EffectSize(quantity="q", unit="1", kind="mean_difference"),
        lambda: EffectSize(
            quantity="q", unit="1", kind="mean_difference", value=3.0, low=0.0, high=2.0
        ),
        lambda: EffectSize(quantity="q", unit="1", kind="ratio", value=-0.2),
        lambda: EffectSize(quantity="q", unit="%", kind="proportions", treated=140.0, control=10.0),
        lambda: EffectSize(quantity="q", unit="1", kind="test", p=1.2),
        lambda: EffectSize(quantity="q", unit="1", kind="test"),
        lambda: Evidence(
            id="E-1",
            outcome="cramps",
            title="t",
            population="p",
            design="rct",
            effects=(COMPLETE,),
            certainty="low",
            source=("x",),
            read="primary",
        ),
        lambda: Evidence(
            id="E-01",
            outcome="joy",
            title="t",
            population="p",
            design="rct",
            effects=(COMPLETE,),
            certainty="low",
            source=("x",),
            read="primary",
        ),
        lambda: Evidence(
            id="E-01",
            outcome="cramps",
            title="t",
            population="p",
            design="rct",
            effects=(),
            certainty="low",
            source=("x",),
            read="primary",
        ),
        lambda: Evidence(
            id="E-01",
            outcome="cramps",
            title="t",
            population="p",
            design="rct",
            effects=(COMPLETE,),
            certainty="low",
            source=("x",),
            read="primary",
            dose_mg_per_day=(300.0, 200.0),
        ),
        lambda: Unsafe(
            id="U-01",
            claims=(),
            instruction="i",
            problem="p",
            instead="x",
            rules=("D-01",),
            how="policy",
            read="memory",
        ),
        lambda: Unsafe(
            id="U-01",
            claims=(),
            instruction="i",
            problem="p",
            instead="x",
            rules=(),
            how="policy",
            read="primary",
        ),
        lambda: Sentence(id="S0:03.1", point="p", verdict="supported"),
        lambda: Sentence(id="S0:03.1", point="p", claims=("S0-01",), verdict=NO_CLAIM),
        lambda: Sentence(
            id="S0:03.1",
            point="p",
            claims=("S0-01",),
            verdict="partly",
            command="magtitrate claims S0-01",
        ),
        lambda: Sentence(id="S9:03.1", point="p", verdict=NO_CLAIM),
        lambda: Knowledge(id="KB-01", topic="t", statement="s", status="maybe", read="primary"),
    ],
)
def test_a_broken_row_is_refused(broken: object) -> None:
    """A row that contradicts itself cannot be built."""
    with pytest.raises(Malformed):
        broken()  # type: ignore[operator]


def test_an_unknown_key_names_file_line_and_row(tmp_path: Path) -> None:
    """A misspelled key in an unsafe row stops with the file, the line and the id."""
    (tmp_path / "unsafe.toml").write_text(
        '\n\n[[unsafe]]\nid = "U-01"\ninsted = "x"\n', encoding="utf-8"
    )

    with pytest.raises(FactError, match=r"unsafe.toml, line 3, U-01: .*insted"):
        list(rows(tmp_path, "unsafe.toml", "unsafe", Unsafe))
