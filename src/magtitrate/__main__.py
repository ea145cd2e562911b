"""`python -m magtitrate`: the command line, where no `magtitrate` program was installed."""

from __future__ import annotations

import sys

from magtitrate.cli import main

__all__: list[str] = []

if __name__ == "__main__":
    sys.exit(main())
