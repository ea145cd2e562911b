"""Where does chance come from, so that it can be repeated?

A stream is named by its use, never by its place in a sequence:
`stream(seed, "posterior", "particles")`. Adding a draw elsewhere changes nothing here.
"""

from __future__ import annotations

import hashlib

import numpy as np

__all__ = ["stream"]


def stream(seed: int, *words: str | int) -> np.random.Generator:
    """The random generator that belongs to these words under this seed.

    Args:
        seed: any non-negative integer.
        words: the name of the use, such as `"cohort", subject_id, "sweat"`.
    """
    digest = hashlib.sha256("\x1f".join(map(str, words)).encode()).digest()
    key = tuple(int.from_bytes(digest[i : i + 4], "little") for i in range(0, 16, 4))
    return np.random.Generator(np.random.PCG64(np.random.SeedSequence(seed, spawn_key=key)))
