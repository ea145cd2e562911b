"""How does a file get written whole or not at all?

Everything is made before anything is written; each file is written beside its place and then
moved there, so that nobody finds half of one.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Mapping
from pathlib import Path

from magtitrate.errors import InputError

__all__ = ["check_place", "write_files"]


def check_place(target: Path, field: str, suffixes: tuple[str, ...], *, folder: bool) -> None:
    """Refuse a place that no file can be written to, before the work is done.

    Args:
        folder: may the target be a folder?

    Raises:
        InputError: another suffix, or a folder that is not there.
    """
    accepted = ", ".join(f"a name that ends in {suffix}" for suffix in suffixes)
    if folder:
        accepted += ", or a folder"
    is_file = target.suffix in suffixes
    if not is_file and (not folder or (target.suffix and not target.is_dir())):
        raise InputError(
            "this is not a file that can be written here",
            field=field,
            given=str(target),
            accepted=accepted,
        )
    if (is_file and target.is_dir()) or (not is_file and target.is_file()):
        raise InputError(
            "something else has this name", field=field, given=str(target), accepted=accepted
        )
    if not target.parent.is_dir():
        raise InputError(
            "the folder for this is not there",
            field=field,
            given=str(target),
            todo="Make the folder, or name another",
        )


def write_files(files: Mapping[Path, bytes], field: str) -> None:
    """Write every file whole: first beside its place, then moved.

    Raises:
        InputError: a file cannot be written; none of those not yet moved is left behind.
    """
    waiting: list[tuple[Path, Path]] = []
    try:
        for path, content in files.items():
            path.parent.mkdir(exist_ok=True)
            waiting.append((_written_beside(path, content), path))
        while waiting:
            os.replace(*waiting[0])
            waiting.pop(0)
    except OSError as error:
        why = error.strerror or str(error)
        raise InputError(
            f"the file cannot be written: {why}",
            field=field,
            given=str(next(iter(files))),
            todo="Check the folder and that you may write to it",
        ) from None
    finally:
        for beside, _ in waiting:
            beside.unlink(missing_ok=True)


def _written_beside(path: Path, content: bytes) -> Path:
    number, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    beside = Path(name)
    try:
        with os.fdopen(number, "wb") as handle:
            handle.write(content)
        beside.chmod(0o666 & ~_umask())
    except OSError:
        beside.unlink(missing_ok=True)
        raise
    return beside


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
