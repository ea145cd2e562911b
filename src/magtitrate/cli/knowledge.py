"""The commands that look something up: a fact, a claim, a label, a laboratory value."""

from __future__ import annotations

import argparse

from magtitrate.cli.shown import FAULT, USED, show
from magtitrate.cli.typed import Parser, positive
from magtitrate.errors import InputError

__all__ = ["claims", "facts", "gauge", "product"]


def facts(parser: argparse.ArgumentParser) -> None:
    """What `magtitrate facts` takes."""
    verbs = parser.add_subparsers(dest="verb", required=True, parser_class=Parser)
    check = verbs.add_parser("check", help="audit the fact files")
    row = verbs.add_parser("show", help="one row")
    row.add_argument("key")
    listing = verbs.add_parser("list", help="the keys of a topic")
    listing.add_argument("--topic", default="")
    for verb in (check, row, listing):
        verb.add_argument("--json", action="store_true")
    parser.set_defaults(run=_facts)


def _facts(arguments: argparse.Namespace) -> int:
    from magtitrate.facts import open_facts
    from magtitrate.formats.facts_text import check_text, list_text, row_text

    facts = open_facts()
    if arguments.verb == "check":
        from magtitrate.engine.factcheck import RUNS, run_facts

        ran = run_facts(facts)
        text, passed = check_text(facts, runs=tuple(RUNS), ran=ran, as_json=arguments.json)
        show(text)
        return USED if passed else FAULT
    if arguments.verb == "show":
        show(row_text(facts, arguments.key, as_json=arguments.json))
    else:
        show(list_text(facts, arguments.topic, as_json=arguments.json))
    return USED


def claims(parser: argparse.ArgumentParser) -> None:
    """What `magtitrate claims` takes."""
    parser.add_argument("id", nargs="?", default="")
    parser.add_argument("--verdict", default="", metavar="V", help="only those with this verdict")
    parser.add_argument("--check", action="store_true", help="what does not fit, by arithmetic")
    parser.add_argument("--json", action="store_true")
    parser.set_defaults(run=_claims)


def _claims(arguments: argparse.Namespace) -> int:
    from magtitrate.facts import open_facts
    from magtitrate.formats.facts_text import claims_text, consistency_text

    if arguments.check:
        if arguments.id or arguments.verdict:
            raise InputError("--check looks at all claims together", field="--check")
        show(consistency_text(open_facts(), as_json=arguments.json))
        return USED
    show(claims_text(open_facts(), arguments.id, verdict=arguments.verdict, as_json=arguments.json))
    return USED


def product(parser: argparse.ArgumentParser) -> None:
    """What `magtitrate product` takes."""
    parser.add_argument("--salt", default="bisglycinate")
    parser.add_argument("--hydrate")
    parser.add_argument("--compound-mg", type=positive)
    parser.add_argument("--elemental-mg", type=positive)
    parser.add_argument("--units-per-serving", type=positive, default=1.0)
    parser.add_argument("--json", action="store_true")
    parser.set_defaults(run=_product)


def _product(arguments: argparse.Namespace) -> int:
    from magtitrate.facts import open_facts
    from magtitrate.formats.label import read_label
    from magtitrate.formats.label_text import label_json, label_text

    facts = open_facts()
    reading = read_label(
        salt=arguments.salt,
        hydrate=arguments.hydrate,
        compound_mg=arguments.compound_mg,
        elemental_mg=arguments.elemental_mg,
        units_per_serving=arguments.units_per_serving,
        facts=facts,
    )
    show(label_json(reading, facts) if arguments.json else label_text(reading, facts))
    return USED


def gauge(parser: argparse.ArgumentParser) -> None:
    """What `magtitrate gauge` takes."""
    parser.add_argument("serum", metavar='"1.9 mmol/L"')
    parser.add_argument("--ionized-calcium", metavar='"1.10 mmol/L"', help="where it was measured")
    parser.add_argument("--json", action="store_true", help="print JSON")
    parser.set_defaults(run=_gauge)


def _gauge(arguments: argparse.Namespace) -> int:
    from magtitrate.effects.toxicity import toxicity_gauge
    from magtitrate.facts import open_facts
    from magtitrate.formats.gauge_text import gauge_json, gauge_text
    from magtitrate.safety.one_value import rules_of_value
    from magtitrate.units import parse_quantity

    facts = open_facts()
    serum = parse_quantity("serum_magnesium", arguments.serum)
    calcium = arguments.ionized_calcium
    seen = toxicity_gauge(
        serum,
        facts,
        ionized_calcium_mmol_per_l=calcium and parse_quantity("ionized_calcium", calcium),
    )
    rules = rules_of_value("serum_magnesium", serum, facts)
    show(gauge_json(seen, rules) if arguments.json else gauge_text(seen, rules))
    return USED
