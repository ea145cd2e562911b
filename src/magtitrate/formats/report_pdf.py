"""How are the sheets of a plan laid out for paper?

Typst sets the same blocks as the page of HTML, with the fonts of this package, as a tagged
PDF/UA-1 document. Its date is the plan's, so that the same plan gives the same bytes.
"""

from __future__ import annotations

import json
import re
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from magtitrate.errors import ModelError
from magtitrate.formats.page import Sheet
from magtitrate.version import VERSION

__all__ = ["report_pdf"]

ASSETS = Path(__file__).resolve().parent.parent / "assets"
PLAIN_PT, DENSE_PT = (9.5, 9.2, 8.9, 8.6, 8.4), (8.0, 7.8, 7.6, 7.4)
"""Sizes of letters that are tried, largest first [pt]."""
LONG, BREAK = re.compile(r"\S{24}(?=\S)"), "\N{ZERO WIDTH SPACE}"
"""A word without an end may break, so that it does not run over the edge."""
MISSING = "\N{REPLACEMENT CHARACTER}"


def report_pdf(sheets: tuple[Sheet, ...], *, made: datetime) -> bytes:
    """The sheets as one document, each beginning on a page of its own.

    Each sheet takes the largest letters with which it needs no more pages than with the
    smallest, so that no page holds two lines and nothing else.

    Raises:
        ModelError: the document cannot be set, or would not be accessible: our own fault.
    """
    import typst

    try:
        fitted = [_fitted(sheet, made) for sheet in sheets]
        content = typst.compile(
            **_source(sheets, fitted, made),
            format="pdf",
            pdf_standards=["ua-1"],
            timestamp=int(made.timestamp()),
        )
    except typst.TypstError as error:
        raise ModelError(f"the document cannot be set: {error.message}") from error
    return bytes(content)


def _fitted(sheet: Sheet, made: datetime) -> float:
    """The size of that sheet's letters [pt]."""
    sizes = DENSE_PT if sheet.dense else PLAIN_PT
    pages = _pages(sheet, sizes[0], made)
    if pages == 1 or pages == (fewest := _pages(sheet, sizes[-1], made)):
        return sizes[0]
    return next(size for size in sizes if _pages(sheet, size, made) == fewest)


def _pages(sheet: Sheet, size: float, made: datetime) -> int:
    import typst

    found = typst.query(**_source((sheet,), [size], made), selector="<pages>", field="value")
    return int(json.loads(found)[0])


def _source(sheets: tuple[Sheet, ...], sizes: list[float], made: datetime) -> dict[str, Any]:
    """What Typst sets: our own layout, and everything said as data."""
    at, known = made.astimezone(UTC), _coverage()
    page = {
        "title": " · ".join(sheet.title for sheet in sheets),
        "language": sheets[0].language,
        "version": VERSION,
        "made": [at.year, at.month, at.day, at.hour, at.minute, at.second],
        "sheets": [
            {**asdict(sheet), "size": size} for sheet, size in zip(sheets, sizes, strict=True)
        ],
    }
    return {
        "input": str(ASSETS / "report" / "sheet.typ"),
        "root": str(ASSETS),
        "font_paths": [str(ASSETS / "fonts")],
        "ignore_system_fonts": True,
        "sys_inputs": {"page": json.dumps(_spelled(page, known), ensure_ascii=False)},
    }


def _coverage() -> frozenset[int]:
    """The characters that the fonts of this package can show."""
    ranges = (ASSETS / "fonts" / "coverage.txt").read_text(encoding="ascii").split()
    ends = [int(end, 16) for end in ranges]
    return frozenset(
        code
        for first, last in zip(ends[::2], ends[1::2], strict=True)
        for code in range(first, last + 1)
    )


def _spelled(body: Any, known: frozenset[int]) -> Any:
    """The same sheet with a sign in place of each character that cannot be shown.

    An accessible document may not hold a letter without a picture of it; the page of HTML does.
    """
    if isinstance(body, str):
        shown = (one if ord(one) in known else MISSING for one in body)
        return LONG.sub(rf"\g<0>{BREAK}", "".join(shown))
    if isinstance(body, dict):
        return {
            name: value if name == "svgs" else _spelled(value, known)
            for name, value in body.items()
        }
    if isinstance(body, list | tuple):
        return [_spelled(value, known) for value in body]
    return body
