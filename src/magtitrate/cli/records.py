"""The commands that keep one person's record, and make its decisions again."""

from __future__ import annotations

import argparse
from pathlib import Path

from magtitrate.cli.shown import show
from magtitrate.cli.typed import Parser, codes, day_or_no, seed, yes_no

__all__ = ["follow", "replay"]


def follow(parser: argparse.ArgumentParser) -> None:
    """What `magtitrate follow` takes."""
    parser.add_argument("folder", type=Path, metavar="DIR")
    parser.add_argument("--now", metavar="ISO", help="the present moment, with its zone")
    parser.set_defaults(run=_follow)
    verbs = parser.add_subparsers(dest="verb", parser_class=Parser, metavar="VERB")

    def verb(name: str, what: str, *, confirm: bool = False) -> argparse.ArgumentParser:
        made: argparse.ArgumentParser = verbs.add_parser(name, help=what)
        made.add_argument("--now", metavar="ISO", default=argparse.SUPPRESS)
        if confirm:
            made.add_argument("--confirm", action="store_true", help="it is right all the same")
        return made

    verb("start", "begin a record with a person's file").add_argument(
        "person", type=Path, metavar="PERSON.toml"
    )
    verb("person", "a new version of the person's file", confirm=True).add_argument(
        "person", type=Path, metavar="PERSON.toml"
    )
    add = verb("add", "a laboratory value, a dose, a symptom, …", confirm=True)
    add.add_argument("kind", metavar="KIND", help="lab, or a kind of the diary")
    add.add_argument(
        "words", nargs="*", metavar="WORD", help="lab: ANALYTE VALUE UNIT; symptom: CODE VALUE"
    )
    add.add_argument("--time", metavar="ISO", help="when it was; now if left out")
    add.add_argument(
        "--zone", metavar="NAME", help="where that clock was; the person's if left out"
    )
    for column in ("item", "note", "loinc", "lower", "upper", "laboratory", "specimen"):
        add.add_argument(f"--{column}", metavar=column.upper())
    add.add_argument("--hours-since-dose", metavar="H")
    back = verb("withdraw", "take an entry back; it stays to be read", confirm=True)
    back.add_argument("number", type=int, metavar="NUMBER")
    back.add_argument("--why", required=True)
    _check_in_options(verb("check-in", "the safety questions, and what follows", confirm=True))
    verb("list", "every entry, with its number")
    verb("export", "everything into a new folder, to be read").add_argument(
        "out", type=Path, metavar="OUT"
    )
    verb("import", "an export, or a folder of plain files", confirm=True).add_argument(
        "source", type=Path, metavar="IN"
    )


def replay(parser: argparse.ArgumentParser) -> None:
    """What `magtitrate replay` takes."""
    parser.add_argument("folder", type=Path, metavar="DIR")
    parser.add_argument("--json", action="store_true", help="print JSON")
    parser.set_defaults(run=_replay)


def _check_in_options(parser: argparse.ArgumentParser) -> None:
    """Answers without a terminal; what is left out is not known."""
    parser.add_argument("--answers", type=Path, metavar="FILE.toml")
    parser.add_argument("--person", type=Path, metavar="PERSON.toml", help="where much is new")
    same = ("same", "none", "unknown")
    parser.add_argument("--medicines", choices=same)
    parser.add_argument("--magnesium-sources", choices=same)
    parser.add_argument("--symptoms-now", type=codes, metavar="none|CODE,CODE")
    parser.add_argument("--sick-day", choices=("no", "yes"))
    parser.add_argument("--pregnancy", choices=("same", "no", "pregnant", "lactating"))
    parser.add_argument("--surgery-planned", type=day_or_no, metavar="no|DAY")
    parser.add_argument("--new-conditions", type=codes, metavar="none|CODE,CODE")
    parser.add_argument("--product-same", type=yes_no, metavar="yes|no")
    parser.add_argument("--helped", choices=("better", "same", "worse", "cannot_tell"))
    parser.add_argument("--goes-on", choices=("yes", "no"))
    parser.add_argument("--try-again", action="store_true", help="after it was given up")
    parser.add_argument("--seed", type=seed, default=0, metavar="N")
    parser.add_argument("--json", action="store_true", help="print JSON")


def _follow(arguments: argparse.Namespace) -> int:
    from magtitrate.store.follow import follow as kept

    text, code = kept(arguments)
    show(text)
    return code


def _replay(arguments: argparse.Namespace) -> int:
    from magtitrate.store.follow import replayed

    text, code = replayed(arguments)
    show(text)
    return code
