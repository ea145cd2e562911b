"""Are the generated pages what the facts, the nouns and the parser say today?"""

from __future__ import annotations

import re
import sys
from importlib.machinery import SourceFileLoader
from importlib.util import module_from_spec, spec_from_loader
from pathlib import Path

import pytest

from magtitrate.facts import Facts

ROOT = Path(__file__).resolve().parent.parent
PAGES = ("evidence", "nomenclature", "articles", "commands")


@pytest.fixture(scope="module")
def generator():
    """scripts/generate_docs as a module."""
    loader = SourceFileLoader("generate_docs", str(ROOT / "scripts" / "generate_docs"))
    module = module_from_spec(spec_from_loader("generate_docs", loader))
    written, sys.dont_write_bytecode = sys.dont_write_bytecode, True
    try:
        loader.exec_module(module)
    finally:
        sys.dont_write_bytecode = written
    return module


@pytest.fixture(scope="module")
def pages(generator) -> dict[str, str]:
    return {name: make() for name, make in generator.PAGES.items()}


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_up_to_date(name: str, pages) -> None:
    """Each page in docs/ is the one that scripts/generate_docs would write."""
    there = (ROOT / "docs" / f"{name}.md").read_text(encoding="utf-8")

    assert there == pages[name], f"run: scripts/generate_docs {name}"


def test_the_script_makes_these_pages(generator) -> None:
    """No page is generated that no test compares."""
    assert tuple(generator.PAGES) == PAGES


def test_every_fact_stands_in_the_evidence(pages, facts: Facts) -> None:
    """Each claim, study, rule, number and source has its line."""
    text = pages["evidence"]

    for key in (
        *facts.claims,
        *facts.evidence,
        *facts.parameters,
        *facts.sources,
        *facts.knowledge,
        *facts.unsafe,
        *(row.key for row in facts.rules),
        *(row.key for row in facts.interactions),
    ):
        assert key in text, key


def test_every_link_of_a_page_leads_somewhere(pages) -> None:
    """A link to a claim or a source has its anchor in the page of evidence."""
    anchors = set(re.findall(r'<a id="([^"]+)">', pages["evidence"]))
    headings = {
        re.sub(r"[^a-z0-9 -]", "", line.lstrip("# ").lower()).replace(" ", "-")
        for line in pages["evidence"].splitlines()
        if line.startswith("#")
    }
    links = set(re.findall(r"\]\(#([^)]+)\)", pages["evidence"]))
    links |= set(re.findall(r"\]\(evidence\.md#([^)]+)\)", "".join(pages.values())))

    assert links
    assert not links - anchors - headings


def test_every_sentence_of_the_articles_has_its_line(pages, facts: Facts) -> None:
    """A reader finds each idea alive, corrected, shown as unproven or refused, with the reason."""
    lines = [line for line in pages["articles"].splitlines() if re.match(r"\| \d\d\.\d+ ", line)]

    assert len(lines) == len(facts.sentences) == 140
    for line, row in zip(lines, facts.sentences.values(), strict=True):
        cells = [cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]]
        assert len(cells) == 8
        assert cells[0] == row.id[3:]
        assert bool(cells[4]) == bool(row.claims), row.id
        assert (cells[3] == "no claim") == (not row.claims), row.id


def test_every_command_is_explained(pages) -> None:
    """Each command that can be typed has its heading, its form and its options."""
    text = pages["commands"]

    for command in ("plan", "simulate", "facts check", "facts show", "claims", "product", "engine"):
        assert f"\n## magtitrate {command}\n" in text
    assert "--regimen" in text
    assert "[--verdict V]" in text


def test_every_field_of_a_noun_has_its_name(pages) -> None:
    """The nouns' fields stand with their units."""
    text = pages["nomenclature"]

    assert "| `elemental_mg` | `float` | mg |" in text
    assert "### Patient" in text and "### Plan" in text
    assert "| `serum_magnesium` | mmol/L | a level |" in text


def test_no_table_is_broken(pages) -> None:
    """Every line of a table has as many cells as its head."""
    for name, text in pages.items():
        width = 0
        for number, line in enumerate(text.splitlines(), start=1):
            if not line.startswith("|"):
                width = 0
                continue
            cells = len(re.findall(r"(?<!\\)\|", line))
            width = width or cells
            assert cells == width, f"{name}.md:{number}"
