"""Which release is this?

For `magtitrate.__version__` and the provenance of a plan. pyproject.toml repeats it, and a test
compares the two.
"""

from __future__ import annotations

__all__ = ["VERSION"]

VERSION = "0.1.0"
