"""Thin commands over the public names: parse, read, call, print.

Only the command that is asked for gets its arguments, and its room is imported then: `plan`
answers within half a second of a cold start, and `--help` costs nothing. Exit codes: 0 an answer
of any verdict, 1 our own fault or a failed check, 2 unusable input.
"""

from __future__ import annotations

import argparse
import io
import os
import sys
from collections.abc import Callable, Sequence
from types import ModuleType

from magtitrate.cli.shown import FAULT, UNUSABLE, USED
from magtitrate.cli.typed import Parser
from magtitrate.errors import FactError, InputError, ModelError
from magtitrate.version import VERSION

__all__ = ["main", "parser_of"]


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    words = sys.argv[1:] if argv is None else argv
    # Our own threads are in the kernel; those of a library for large matrices would only wait.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    if isinstance(sys.stdout, io.TextIOWrapper):
        # A terminal that cannot show a sign gets its number, not an error.
        sys.stdout.reconfigure(errors="backslashreplace")
    try:
        arguments = parser_of(words).parse_args(words)
        code: int = arguments.run(arguments)
        sys.stdout.flush()
        return code
    except InputError as error:
        print(f"magtitrate: {error}", file=sys.stderr)
        return UNUSABLE
    except (FactError, ModelError) as error:
        print(f"magtitrate: our own fault: {error}. Please report it.", file=sys.stderr)
        return FAULT
    except BrokenPipeError:
        sys.stderr.close()
        return USED
    except OSError as error:
        print(f"magtitrate: the answer could not be written: {error.strerror}.", file=sys.stderr)
        _forget_output()
        return FAULT


def _forget_output() -> None:
    """What could not be written is not tried again when the interpreter ends."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def parser_of(words: Sequence[str] | None = None) -> argparse.ArgumentParser:
    """The command line, with the arguments of the commands among these words; all if left out."""
    parser = Parser(
        prog="magtitrate",
        description="Model-informed dosing of magnesium glycinate. Research and education "
        "software; not a medical device.",
    )
    parser.add_argument("--version", action="version", version=f"magtitrate {VERSION}")
    commands = parser.add_subparsers(dest="command", required=True, parser_class=Parser)
    for name, (what, room) in COMMANDS.items():
        command = commands.add_parser(name, help=what)
        if words is None or name in words:
            getattr(room(), name)(command)
    return parser


def _plans() -> ModuleType:
    from magtitrate.cli import plans

    return plans


def _model() -> ModuleType:
    from magtitrate.cli import model

    return model


def _knowledge() -> ModuleType:
    from magtitrate.cli import knowledge

    return knowledge


def _records() -> ModuleType:
    from magtitrate.cli import records

    return records


COMMANDS: dict[str, tuple[str, Callable[[], ModuleType]]] = {
    "plan": ("a justified plan for one person", _plans),
    "simulate": ("what a regimen would do in the model", _model),
    "facts": ("every number and rule, with its source", _knowledge),
    "claims": ("the articles' claims and what is known", _knowledge),
    "product": ("what a label's numbers mean", _knowledge),
    "experiment": ("does it help me? a trial in one person", _model),
    "trial": ("a trial on virtual people", _model),
    "report": ("a plan's file on paper: HTML or PDF", _plans),
    "calendar": ("a plan's file as a calendar", _plans),
    "why": ("each line of a plan to its reasons and sources", _plans),
    "follow": ("one person over time: record, check in, decide", _records),
    "replay": ("every decision of a record, made again", _records),
    "gauge": ("what a serum magnesium means; for teaching", _knowledge),
    "validate": ("published studies against the model", _model),
    "engine": ("which engine runs, and its self-check", _model),
    "serve": ("the page, in a browser on this computer", _plans),
    "start": ("the interview here, then a plan", _plans),
}
"""Each command: what it is for, and the room with a function of its name that adds arguments."""
