"""How does another simulator run this body: SBML Level 3, from the one declaration?

One species per pool, one reaction per flux, a rate rule per follower, an assignment rule
per named part and per output; meals, doses, sweat and drips are events. Amounts are mmol
and time is hours. Nothing is written by hand, so nothing can differ from the engine.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Protocol
from xml.sax.saxutils import escape, quoteattr

from magtitrate.body.expr import Array, Expr, ordered
from magtitrate.body.model import BodyModel

__all__ = ["HappensThen", "sbml_text"]

NAMESPACE = "http://www.sbml.org/sbml/level3/version1/core"
MATH = "http://www.w3.org/1998/Math/MathML"
TIME = "http://www.sbml.org/sbml/symbols/time"

_OPERATOR = {
    "add": "plus",
    "sub": "minus",
    "mul": "times",
    "div": "divide",
    "exp": "exp",
    "log": "ln",
    "sqrt": "root",
    "cos": "cos",
    "sin": "sin",
}


class HappensThen(Protocol):
    """A stretch between two events (`engine.reference.Stretch`), one lane of it."""

    @property
    def from_h(self) -> float: ...
    @property
    def jumps(self) -> Sequence[tuple[int, Array]]: ...
    @property
    def inputs(self) -> Mapping[str, Array]: ...


def sbml_text(
    model: BodyModel,
    theta: Array,
    start: Array,
    stretches: Sequence[HappensThen],
    *,
    name: str = "magtitrate",
) -> str:
    """The whole of one body's run as an SBML document.

    Args:
        theta: of one body, (param,).
        start: its state at the first stretch, (state,).
        stretches: what happens, in order; the first begins at hour 0.
    """
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        f'<sbml xmlns="{NAMESPACE}" level="3" version="1">',
        f"<model id={quoteattr(_id(name))} name={quoteattr(name)} substanceUnits='mmol' "
        "timeUnits='hour' extentUnits='mmol' volumeUnits='litre'>",
        *_units(),
        "<listOfCompartments>",
        '<compartment id="body" spatialDimensions="3" size="1" constant="true"/>',
        "</listOfCompartments>",
        *_species(model, start),
        *_parameters(model, theta, start, stretches),
        *_rules(model),
        *_reactions(model),
        *_events(model, stretches),
        "</model>",
        "</sbml>",
    ]
    return "\n".join(lines) + "\n"


def _units() -> Iterator[str]:
    yield "<listOfUnitDefinitions>"
    yield (
        '<unitDefinition id="hour"><listOfUnits><unit kind="second" exponent="1" scale="0" '
        'multiplier="3600"/></listOfUnits></unitDefinition>'
    )
    yield (
        '<unitDefinition id="mmol"><listOfUnits><unit kind="mole" exponent="1" scale="-3" '
        'multiplier="1"/></listOfUnits></unitDefinition>'
    )
    yield "</listOfUnitDefinitions>"


def _species(model: BodyModel, start: Array) -> Iterator[str]:
    yield "<listOfSpecies>"
    for pool in model.pools:
        amount = _number(float(start[model.place(pool.name)]))
        yield (
            f'<species id="{pool.name}" name={quoteattr(pool.meaning)} compartment="body" '
            f'initialAmount="{amount}" hasOnlySubstanceUnits="true" boundaryCondition="false" '
            'constant="false"/>'
        )
    yield "</listOfSpecies>"


def _parameters(
    model: BodyModel, theta: Array, start: Array, stretches: Sequence[HappensThen]
) -> Iterator[str]:
    yield "<listOfParameters>"
    for name, value in zip(model.parameter_names, theta, strict=True):
        yield _parameter(name, float(value), constant=True)
    for follower in model.followers:
        yield _parameter(follower.name, float(start[model.place(follower.name)]), constant=False)
    first = stretches[0].inputs if stretches else {}
    for name in model.inputs:
        value = float(first[name].flat[0]) if name in first else 0.0
        yield _parameter(name, value, constant=False)
    for name in (*(part.name for part in _named(model)), *(f"output_{o}" for o in model.outputs)):
        yield f'<parameter id="{_id(name)}" constant="false"/>'
    yield "</listOfParameters>"


def _parameter(name: str, value: float, *, constant: bool) -> str:
    return (
        f'<parameter id="{_id(name)}" value="{_number(value)}" '
        f'constant="{"true" if constant else "false"}"/>'
    )


def _named(model: BodyModel) -> list[Expr]:
    formulas = [*model.all_rates, *(output.formula for output in model.outputs.values())]
    return [node for node in ordered(formulas) if node.op == "named"]


def _rules(model: BodyModel) -> Iterator[str]:
    yield "<listOfRules>"
    for part in _named(model):
        yield f'<assignmentRule variable="{_id(part.name)}">{_math(part.args[0])}</assignmentRule>'
    for name, output in model.outputs.items():
        yield f'<assignmentRule variable="output_{name}">{_math(output.formula)}</assignmentRule>'
    for follower in model.followers:
        yield f'<rateRule variable="{follower.name}">{_math(follower.rate)}</rateRule>'
    yield "</listOfRules>"


def _reactions(model: BodyModel) -> Iterator[str]:
    pools = {pool.name for pool in model.pools}
    yield "<listOfReactions>"
    for number, flux in enumerate(model.fluxes):
        read = {n.name for n in ordered([flux.rate]) if n.op == "amount" and n.name in pools}
        modifiers = sorted(_below(flux.rate, pools) | read - {flux.source, flux.sink})
        yield (
            f'<reaction id="flux_{number}" name={quoteattr(flux.name)} reversible="false" '
            'fast="false">'
        )
        yield f"<listOfReactants>{_reference(flux.source)}</listOfReactants>"
        yield f"<listOfProducts>{_reference(flux.sink)}</listOfProducts>"
        modifiers = [m for m in modifiers if m not in (flux.source, flux.sink)]
        if modifiers:
            inner = "".join(f'<modifierSpeciesReference species="{m}"/>' for m in modifiers)
            yield f"<listOfModifiers>{inner}</listOfModifiers>"
        yield f"<kineticLaw>{_math(flux.rate)}</kineticLaw></reaction>"
    yield "</listOfReactions>"


def _below(rate: Expr, pools: set[str]) -> set[str]:
    """Pools that the formula itself names, outside of its named parts."""
    if rate.op == "named":
        return set()
    if rate.op == "amount":
        return {rate.name} & pools
    return set().union(*(_below(arg, pools) for arg in rate.args)) if rate.args else set()


def _reference(species: str) -> str:
    return f'<speciesReference species="{species}" stoichiometry="1" constant="true"/>'


def _events(model: BodyModel, stretches: Sequence[HappensThen]) -> Iterator[str]:
    known: dict[str, float] = {}
    found = []
    for number, stretch in enumerate(stretches):
        changes = [
            (model.states[state], float(added.flat[0]), True) for state, added in stretch.jumps
        ]
        for name in model.inputs:
            value = float(stretch.inputs[name].flat[0]) if name in stretch.inputs else 0.0
            if number and known.get(name) != value:
                changes.append((name, value, False))
            known[name] = value
        together = _joined(changes)
        if together:
            found.append(_event(number, stretch.from_h, together))
    if found:
        yield "<listOfEvents>"
        yield from found
        yield "</listOfEvents>"


def _joined(changes: list[tuple[str, float, bool]]) -> dict[str, tuple[float, bool]]:
    """One assignment per variable: what is added at one instant adds up."""
    found: dict[str, tuple[float, bool]] = {}
    for name, value, adds in changes:
        before = found[name][0] if adds and name in found else 0.0
        if not adds or value:
            found[name] = (before + value, adds)
    return found


def _event(number: int, hour: float, changes: Mapping[str, tuple[float, bool]]) -> str:
    # At hour 0 the trigger must be seen to change, so it begins as false.
    trigger = f"<apply><geq/>{_time()}<cn> {_number(hour)} </cn></apply>"
    assigned = []
    for name, (value, adds) in changes.items():
        term = f"<cn> {_number(value)} </cn>"
        if adds:
            term = f"<apply><plus/><ci> {name} </ci>{term}</apply>"
        assigned.append(
            f'<eventAssignment variable="{name}"><math xmlns="{MATH}">{term}</math>'
            "</eventAssignment>"
        )
    return (
        f'<event id="event_{number}" useValuesFromTriggerTime="false">'
        f'<trigger initialValue="false" persistent="true"><math xmlns="{MATH}">{trigger}</math>'
        f"</trigger><listOfEventAssignments>{''.join(assigned)}</listOfEventAssignments></event>"
    )


def _time() -> str:
    return f'<csymbol encoding="text" definitionURL="{TIME}"> t </csymbol>'


def _math(formula: Expr) -> str:
    return f'<math xmlns="{MATH}">{_content(formula)}</math>'


def _content(node: Expr) -> str:
    match node.op:
        case "number":
            return f"<cn> {_number(node.value)} </cn>"
        case "time":
            return _time()
        case "parameter" | "amount" | "given" | "named":
            return f"<ci> {_id(node.name)} </ci>"
        case "square":
            return f"<apply><power/>{_content(node.args[0])}<cn> 2 </cn></apply>"
        case "softplus":
            return _softplus(_content(node.args[0]))
    inner = "".join(_content(arg) for arg in node.args)
    return f"<apply><{_OPERATOR[node.op]}/>{inner}</apply>"


def _softplus(x: str) -> str:
    """(x + |x|)/2 + ln(1 + e^-|x|), which does not overflow."""
    size = f"<apply><abs/>{x}</apply>"
    larger = f"<apply><divide/><apply><plus/>{x}{size}</apply><cn> 2 </cn></apply>"
    rest = f"<apply><exp/><apply><minus/>{size}</apply></apply>"
    tail = f"<apply><ln/><apply><plus/><cn> 1 </cn>{rest}</apply></apply>"
    return f"<apply><plus/>{larger}{tail}</apply>"


def _number(value: float) -> str:
    text = repr(float(value))
    return text if "e" not in text else f"{text.split('e')[0]}e{int(text.split('e')[1])}"


def _id(name: str) -> str:
    found = re.sub(r"\W", "_", escape(name))
    return found if not found[0].isdigit() else f"_{found}"
