"""Is the page on mechanism what the model says today?"""

from __future__ import annotations

from importlib.machinery import SourceFileLoader
from importlib.util import module_from_spec, spec_from_loader
from pathlib import Path
from xml.etree import ElementTree

from magtitrate.facts import open_facts

SCRIPT = Path(__file__).resolve().parents[2] / "scripts" / "generate_mechanism"


def generated() -> dict[Path, str]:
    loader = SourceFileLoader("generate_mechanism", str(SCRIPT))
    spec = spec_from_loader("generate_mechanism", loader)
    assert spec is not None
    module = module_from_spec(spec)
    loader.exec_module(module)
    found: dict[Path, str] = module.files(open_facts())
    return found


def test_page_and_figures_are_current() -> None:
    """Every generated file stands in docs as the model makes it; else run the script."""
    for path, text in generated().items():
        assert path.read_text(encoding="utf-8") == text, path.name


def test_figures_are_well_formed_and_named() -> None:
    """Each figure parses, has a title, and stands on the page."""
    found = generated()
    page = next(text for path, text in found.items() if path.suffix == ".md")
    for path, text in found.items():
        if path.suffix == ".svg":
            root = ElementTree.fromstring(text)
            assert root[0].text
            assert path.name in page
