"""How are the sheets of a plan laid out as one page of HTML?

The page stands alone: no script, no network, its pictures inside. Whatever a person's file
said is text in it and nothing else.
"""

from __future__ import annotations

import base64
from dataclasses import asdict
from pathlib import Path
from typing import Any

from magtitrate.formats.page import Figure, Sheet, Table
from magtitrate.version import VERSION

__all__ = ["report_html"]

FOLDER = Path(__file__).resolve().parent.parent / "assets" / "report"


def report_html(sheets: tuple[Sheet, ...]) -> str:
    """The sheets as one standalone document, each beginning on a page of its own."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined
    from markupsafe import Markup

    environment = Environment(
        loader=FileSystemLoader(FOLDER),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    style = (FOLDER / "sheet.css").read_text(encoding="utf-8")
    return environment.get_template("sheet.html.j2").render(
        sheets=[_laid_out(sheet) for sheet in sheets],
        title=" · ".join(sheet.title for sheet in sheets),
        style=Markup(style),  # our own file: nothing of the person is in it
        version=VERSION,
    )


def _laid_out(sheet: Sheet) -> dict[str, Any]:
    blocks = []
    for block in sheet.blocks:
        body = asdict(block)
        if isinstance(block, Figure):
            body["pictures"] = [
                (_data_address(svg), alt) for svg, alt in zip(block.svgs, block.alts, strict=True)
            ]
        if isinstance(block, Table):
            whole = sum(block.shares)
            body["shares"] = [f"{100 * share / whole:.1f}" for share in block.shares]
        blocks.append(body)
    return {**asdict(sheet), "blocks": blocks}


def _data_address(svg: str) -> str:
    return f"data:image/svg+xml;base64,{base64.b64encode(svg.encode()).decode()}"
