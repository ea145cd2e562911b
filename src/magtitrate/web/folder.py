"""Which people are in the folder, and how are their files kept whole?

A person is `NAME.toml`, with `NAME_labs.csv` and `NAME_diary.csv` beside it. The files belong
to the reader; each is written whole or not at all.
"""

from __future__ import annotations

import re
from pathlib import Path

from magtitrate.errors import InputError
from magtitrate.formats.text_file import read_text
from magtitrate.formats.written import write_files
from magtitrate.web.held import Texts

__all__ = ["file_named", "files_of", "keep", "name_from", "names_in", "read_texts", "remove"]

LONGEST = 40
_NAME = re.compile(rf"[A-Za-z0-9][A-Za-z0-9-]{{0,{LONGEST - 1}}}")
PARTS = {"person": ".toml", "labs": "_labs.csv", "diary": "_diary.csv"}
HELD = {
    "labs.csv": "labs",
    "diary.csv": "diary",
    "person.toml": "person",
    "the person's file": "person",
}
"""What the texts of a person are called where they are read from memory."""


def name_from(person_id: str) -> str:
    """The name of a person's files: their short name, in letters that every system takes."""
    plain = re.sub(r"[^A-Za-z0-9]+", "-", person_id).strip("-")[:LONGEST].strip("-").lower()
    if not plain:
        raise InputError(
            "a short name needs a letter or a digit",
            field="person.id",
            accepted="letters and digits",
        )
    return plain


def names_in(folder: Path) -> tuple[str, ...]:
    """Every person of the folder, by name."""
    return tuple(sorted(path.stem for path in folder.glob("*.toml") if _NAME.fullmatch(path.stem)))


def files_of(folder: Path, name: str) -> dict[str, Path]:
    """Where a person's files are or would be.

    Raises:
        InputError: no name of this folder; a path is never one.
    """
    if not _NAME.fullmatch(name):
        raise InputError("there is nobody of this name here", field="name")
    return {part: folder / f"{name}{tail}" for part, tail in PARTS.items()}


def file_named(error: InputError, name: str) -> str:
    """Which of a person's files a trouble is about, by its own name and without the folder."""
    called = error.file or ""
    if called in HELD and name:
        return f"{name}{PARTS[HELD[called]]}"
    last = Path(called).name
    return last if last.endswith((".toml", ".csv")) else ""


def read_texts(folder: Path, name: str) -> Texts:
    """What a person's files say."""
    files = files_of(folder, name)
    return Texts(
        person=read_text(files["person"]),
        labs=_text(files["labs"]),
        diary=_text(files["diary"]),
    )


def _text(path: Path) -> str:
    """A file that is not there and one that says nothing are the same."""
    return read_text(path) if path.is_file() and path.read_bytes().strip() else ""


def keep(folder: Path, name: str, **texts: str) -> None:
    """Write these files of a person; readable by their owner alone.

    Laboratory values or a diary without a word are no file: an empty one could not be read again.
    """
    files = files_of(folder, name)
    chosen = {files[part]: text.encode() for part, text in texts.items() if text.strip()}
    write_files(chosen, "--dir")
    for part in texts.keys() - {"person"}:
        if not texts[part].strip():
            files[part].unlink(missing_ok=True)
    for path in chosen:
        path.chmod(0o600)


def remove(folder: Path, name: str) -> None:
    """Take a person's files away."""
    for path in files_of(folder, name).values():
        path.unlink(missing_ok=True)
