"""What was copied from elsewhere is what was copied, and comes with its licence."""

from __future__ import annotations

import hashlib
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
STATIC = ROOT / "src" / "magtitrate" / "assets" / "web" / "static"
PAGES = STATIC.parent / "pages"

COPIED = {
    STATIC / "htmx.min.js": (
        "a0abb04f2f45a1f89d1d4844023245537e5e6014c87b144553e0607b4cc32130",
        STATIC / "htmx.LICENSE.txt",
    ),
    Path(__file__).parent / "axe.min.js": (  # for tests only: axe-core 4.14.1 of npm, MPL-2.0
        "29348999450cdf2849a8e70b7912fc2da85a849da39c0d0d5394f51d4a9ed95c",
        Path(__file__).parent / "axe.LICENSE.txt",
    ),
}


@pytest.mark.parametrize("path", COPIED, ids=lambda path: path.name)
def test_copied_files_are_unchanged(path):
    """The bytes are those of the published package, with the licence beside them."""
    digest, licence = COPIED[path]

    assert hashlib.sha256(path.read_bytes()).hexdigest() == digest
    assert len(licence.read_text(encoding="utf-8")) > 300


def test_the_list_names_the_hash():
    """Who opens the folder finds where its files come from."""
    digest, _ = COPIED[STATIC / "htmx.min.js"]

    assert digest in (STATIC / "README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("path", sorted(PAGES.glob("*.j2")), ids=lambda path: path.name)
def test_templates_name_no_other_host(path):
    """Scripts, styles and pictures come from this machine alone; nothing is marked as safe."""
    text = path.read_text(encoding="utf-8")

    assert not re.search(r'(src|href|action)="(https?:)?//', text)
    assert "|safe" not in text.replace(" ", "")


def test_scripts_and_styles_name_no_other_host():
    """Nor do our own script and style."""
    for name in ("page.js", "page.css"):
        text = (STATIC / name).read_text(encoding="utf-8")

        assert "http" not in text
        assert "eval(" not in text


def test_the_results_of_the_studies_are_those_of_the_docs():
    """The page shows what docs/validation.md says: 26 studies, what fails, and why."""
    script = [sys.executable, str(ROOT / "scripts" / "package_validation"), "--check"]
    said = subprocess.run(script, capture_output=True, text=True)

    assert said.returncode == 0, said.stdout
