"""Which text does a file from outside hold, and may it be read at all?"""

from __future__ import annotations

import re
from pathlib import Path

from magtitrate.errors import InputError

__all__ = ["Held", "read_text"]

LARGEST_BYTES = 1_000_000
LONGEST_LINE = 10_000
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")


class Held(str):
    """A document that is in memory already: as a string its name, and its text beside it.

    A subclass of `str`, against the habit here, so that every reader of files reads it too.
    """

    __slots__ = ("text",)
    text: str

    @classmethod
    def named(cls, name: str, text: str) -> Held:
        held = cls(name)
        held.text = text
        return held


def read_text(path: str | Path, *, longest_line: int = LONGEST_LINE) -> str:
    """The text of a UTF-8 file, with line ends as `\\n` and without byte order mark.

    What is held in memory has no bound of size: it was read line by line before.

    Args:
        longest_line: a program may write all of a document into one line.

    Raises:
        InputError: no such file, a folder, unreadable, empty, larger than 1 MB, not
            UTF-8, a control character, or a line that no person wrote.
    """
    text = path.text if isinstance(path, Held) else _decoded(_content(path), str(path))
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    if not text.strip():
        raise InputError(
            "the file is empty", file=str(path), todo="Give a file that has something in it"
        )
    for number, line in enumerate(text.split("\n"), start=1):
        _refuse_unreadable(line, str(path), number, longest_line)
    return text


def _content(path: str | Path) -> bytes:
    try:
        if Path(path).is_dir():
            raise InputError("this is a folder", file=str(path), todo="Name a file inside it")
        with open(path, "rb") as handle:
            content = handle.read(LARGEST_BYTES + 1)
    except FileNotFoundError:
        raise InputError(
            "there is no such file", file=str(path), todo="Check the name and the folder"
        ) from None
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or "its name is not a file name"
        raise InputError(
            f"the file cannot be opened: {why}",
            file=str(path)[:200],
            todo="Check its name and that you may read it",
        ) from None
    if len(content) > LARGEST_BYTES:
        raise InputError(
            "the file is too large to be what is wanted here",
            file=str(path),
            given="more than 1 MB",
            accepted="up to 1 MB of text",
            todo="Check that it is the right file",
        )
    return content


def _decoded(content: bytes, file: str) -> str:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise InputError(
            "the file is UTF-16", file=file, accepted="UTF-8 text", todo="Save it again as UTF-8"
        )
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        raise InputError(
            "the file is not UTF-8 text",
            file=file,
            line=content[: error.start].count(b"\n") + 1,
            accepted="UTF-8 text",
            todo="Save it again as UTF-8, and check that it is the right file",
        ) from None


def _refuse_unreadable(line: str, file: str, number: int, longest_line: int) -> None:
    control = _CONTROL.search(line)
    if control:
        raise InputError(
            "a control character stands here, which no text needs",
            file=file,
            line=number,
            given=f"U+{ord(control.group()):04X}",
            todo="Delete it, or save the file again as plain text",
        )
    if len(line) > longest_line:
        raise InputError(
            "this line is too long to be what is wanted here",
            file=file,
            line=number,
            given=f"{len(line)} characters",
            accepted=f"up to {longest_line} characters in a line",
        )
