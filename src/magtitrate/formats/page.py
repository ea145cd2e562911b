"""Of what does a printed sheet consist, whoever lays it out?

One function builds the sheets of a plan; HTML and PDF only lay these blocks out.
"""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Block", "Box", "Bullets", "Figure", "Heading", "Paragraph", "Sheet", "Table"]


@dataclass(frozen=True, kw_only=True)
class Heading:
    """A heading below the sheet's title."""

    text: str
    kind: str = "heading"


@dataclass(frozen=True, kw_only=True)
class Paragraph:
    """Running text; `lead` for the sentence that is read first, `small` for what is read last."""

    text: str
    weight: str = "plain"
    kind: str = "paragraph"


@dataclass(frozen=True, kw_only=True)
class Bullets:
    """A list, each item with an optional strong beginning."""

    items: tuple[tuple[str, str], ...]
    kind: str = "bullets"


@dataclass(frozen=True, kw_only=True)
class Box:
    """What must not be overlooked: a title and sentences in a frame."""

    title: str
    items: tuple[str, ...]
    kind: str = "box"


@dataclass(frozen=True, kw_only=True)
class Table:
    """Rows under headings; the first cell of each row is its heading.

    Attributes:
        shares: width of each column relative to the others.
    """

    caption: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    shares: tuple[float, ...]
    kind: str = "table"


@dataclass(frozen=True, kw_only=True)
class Figure:
    """Pictures side by side, each with the text that stands in for it, and one caption."""

    svgs: tuple[str, ...]
    alts: tuple[str, ...]
    caption: str
    kind: str = "figure"


Block = Heading | Paragraph | Bullets | Box | Table | Figure


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """One document: the person's or the professional's.

    Attributes:
        name: what its file is called.
        foot: stands at the bottom of every page.
        dense: many short rows, set in two columns where there is room.
    """

    name: str
    language: str
    title: str
    about: str
    foot: str
    blocks: tuple[Block, ...]
    dense: bool = False
