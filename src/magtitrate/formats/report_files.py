"""Into which files does a report go?

A name that ends in `.html` or `.pdf` holds both sheets, the person's first; a folder gets each
sheet as a document of its own, in both forms.
"""

from __future__ import annotations

from pathlib import Path

from magtitrate.formats.page import Sheet
from magtitrate.formats.person_sheet import person_sheet
from magtitrate.formats.plan_read import PlanFile
from magtitrate.formats.professional_sheet import professional_sheet
from magtitrate.formats.reader_units import ReaderUnits
from magtitrate.formats.report_html import report_html
from magtitrate.formats.report_pdf import report_pdf
from magtitrate.formats.sentences import Sentences

__all__ = ["report_files"]

SUFFIXES = (".html", ".pdf")


def report_files(
    target: Path, file: PlanFile, words: Sentences, units: ReaderUnits
) -> dict[Path, bytes]:
    """Path -> content of every file of the report; nothing is written yet."""
    sheets = (person_sheet(file, words, units), professional_sheet(file, words, units))
    if target.suffix in SUFFIXES:
        return {target: _made(target.suffix, sheets, file)}
    return {
        target / f"{sheet.name}{suffix}": _made(suffix, (sheet,), file)
        for sheet in sheets
        for suffix in SUFFIXES
    }


def _made(suffix: str, sheets: tuple[Sheet, ...], file: PlanFile) -> bytes:
    if suffix == ".pdf":
        return report_pdf(sheets, made=file.made)
    return report_html(sheets).encode()
