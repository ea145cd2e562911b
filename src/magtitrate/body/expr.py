"""How is the rate of a flux written, so that everything else can be derived from it?

A rate is a small expression: parameters, amounts, inputs and time, joined by + - * /,
integer powers and a few smooth functions. From the one expression come the number on
lanes, the exact derivative, the printed formula, and later SBML and C++. The set of
operations is closed on purpose: what is not in `OPERATIONS` cannot be said.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = [
    "OPERATIONS",
    "ZERO",
    "Array",
    "Expr",
    "amount",
    "cos",
    "derivative",
    "evaluate",
    "exp",
    "given",
    "leaves",
    "log",
    "named",
    "number",
    "ordered",
    "parameter",
    "sin",
    "softplus",
    "sqrt",
    "text",
    "time",
    "total",
]

Array = NDArray[np.float64]
Number = float | int


def _softplus(x: Any, out: Any = None) -> Any:
    """ln(1 + e^x) without overflow: the larger of x and 0, and ln(1 + e^-|x|)."""
    rest = np.log1p(np.exp(-np.abs(x)))
    return np.add(np.maximum(x, 0.0), rest, out=out)


def _logistic(x: Any, out: Any = None) -> Any:
    """1 / (1 + e^-x) without overflow, by the hyperbolic tangent."""
    return np.multiply(np.add(np.tanh(np.multiply(x, 0.5)), 1.0), 0.5, out=out)


OPERATIONS: dict[str, Callable[..., Any]] = {
    "add": np.add,
    "sub": np.subtract,
    "mul": np.multiply,
    "div": np.divide,
    "exp": np.exp,
    "log": np.log,
    "square": np.square,
    "sqrt": np.sqrt,
    "cos": np.cos,
    "sin": np.sin,
    "softplus": _softplus,
    "logistic": _logistic,
}
"""Every operation, as a function of lanes with an optional `out`."""


@dataclass(frozen=True, slots=True)
class Expr:
    """One node of a formula; equal formulas are equal values.

    Attributes:
        op: a leaf kind (`number`, `parameter`, `amount`, `given`, `time`), an operation, or
            `named` for a part that has a name of its own in print.
        args: the operands.
        name: of a parameter, an amount (pool or follower), a given input or a named part.
        value: of a number.
    """

    op: str
    args: tuple[Expr, ...] = ()
    name: str = ""
    value: float = 0.0
    _hash: int = field(init=False, repr=False, compare=False, default=0)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_hash", hash((self.op, self.args, self.name, self.value)))

    def __hash__(self) -> int:
        return self._hash

    def __add__(self, other: Expr | Number) -> Expr:
        return _add(self, _lift(other))

    def __radd__(self, other: Number) -> Expr:
        return _add(_lift(other), self)

    def __sub__(self, other: Expr | Number) -> Expr:
        return _sub(self, _lift(other))

    def __rsub__(self, other: Number) -> Expr:
        return _sub(_lift(other), self)

    def __mul__(self, other: Expr | Number) -> Expr:
        return _mul(self, _lift(other))

    def __rmul__(self, other: Number) -> Expr:
        return _mul(_lift(other), self)

    def __truediv__(self, other: Expr | Number) -> Expr:
        return _div(self, _lift(other))

    def __rtruediv__(self, other: Number) -> Expr:
        return _div(_lift(other), self)

    def __pow__(self, power: int) -> Expr:
        """A positive integer power, as squares and products."""
        if power < 1:
            raise ValueError("only positive integer powers belong to the closed set")
        if power == 1:
            return self
        half = Expr("square", (self ** (power // 2),))
        return half if power % 2 == 0 else half * self


def number(value: Number) -> Expr:
    """A number of the formula itself, never one about the world."""
    return Expr("number", value=float(value))


ZERO = number(0)
_ONE = number(1)


def parameter(name: str) -> Expr:
    """A row of theta, one value per lane."""
    return Expr("parameter", name=name)


def amount(name: str) -> Expr:
    """The content of a pool or the value of a follower."""
    return Expr("amount", name=name)


def given(name: str) -> Expr:
    """An input of the run, constant between two events (sweat rate, infusion)."""
    return Expr("given", name=name)


def time() -> Expr:
    """Hours since the run's midnight."""
    return Expr("time")


def named(name: str, x: Expr) -> Expr:
    """The same value, with a name under which formulas print it."""
    return Expr("named", (x,), name=name)


def exp(x: Expr) -> Expr:
    """e to the power of x."""
    return Expr("exp", (x,))


def log(x: Expr) -> Expr:
    """The natural logarithm."""
    return Expr("log", (x,))


def sqrt(x: Expr) -> Expr:
    """The square root."""
    return Expr("sqrt", (x,))


def cos(x: Expr) -> Expr:
    """The cosine, x in radians."""
    return Expr("cos", (x,))


def sin(x: Expr) -> Expr:
    """The sine, x in radians."""
    return Expr("sin", (x,))


def softplus(x: Expr) -> Expr:
    """ln(1 + e^x): a threshold with a smooth corner."""
    return Expr("softplus", (x,))


def total(terms: Iterable[Expr]) -> Expr:
    """The sum of the terms, added in their order."""
    result = ZERO
    for term in terms:
        result = result + term
    return result


def _lift(x: Expr | Number) -> Expr:
    return x if isinstance(x, Expr) else number(x)


def _both_numbers(a: Expr, b: Expr) -> bool:
    return a.op == "number" and b.op == "number"


def _add(a: Expr, b: Expr) -> Expr:
    if _both_numbers(a, b):
        return number(a.value + b.value)
    if a == ZERO:
        return b
    return a if b == ZERO else Expr("add", (a, b))


def _sub(a: Expr, b: Expr) -> Expr:
    if _both_numbers(a, b):
        return number(a.value - b.value)
    if a == b:
        return ZERO
    if a == ZERO:
        return _mul(number(-1), b)
    return a if b == ZERO else Expr("sub", (a, b))


def _mul(a: Expr, b: Expr) -> Expr:
    if _both_numbers(a, b):
        return number(a.value * b.value)
    if ZERO in (a, b):
        return ZERO
    if a == _ONE:
        return b
    return a if b == _ONE else Expr("mul", (a, b))


def _div(a: Expr, b: Expr) -> Expr:
    if _both_numbers(a, b):
        return number(a.value / b.value)
    if a == ZERO:
        return ZERO
    return a if b == _ONE else Expr("div", (a, b))


def derivative(expr: Expr, leaf: Expr) -> Expr:
    """The exact partial derivative of a formula by one of its leaves."""
    known: dict[Expr, Expr] = {}
    for node in ordered([expr]):
        known[node] = _ONE if node == leaf else _chain(node, known)
    return known[expr]


def _chain(node: Expr, slope: Mapping[Expr, Expr]) -> Expr:
    """One step of the chain rule; `slope` holds the derivatives of the operands."""
    if not node.args:
        return ZERO
    x = node.args[0]
    dx = slope[x]
    if node.op in ("add", "sub", "mul", "div"):
        y = node.args[1]
        dy = slope[y]
        match node.op:
            case "add":
                return dx + dy
            case "sub":
                return dx - dy
            case "mul":
                return dx * y + x * dy
            case _:
                return dx / y if dy == ZERO else (dx - node * dy) / y
    if dx == ZERO:
        return ZERO
    match node.op:
        case "named":
            return dx
        case "square":
            return 2 * x * dx
        case "exp":
            return node * dx
        case "log":
            return dx / x
        case "sqrt":
            return dx / (2 * node)
        case "cos":
            return -1 * sin(x) * dx
        case "sin":
            return cos(x) * dx
        case "softplus":
            return Expr("logistic", (x,)) * dx
        case "logistic":
            return node * (1 - node) * dx
    raise ValueError(f"no derivative of {node.op!r}")


def ordered(exprs: Iterable[Expr]) -> list[Expr]:
    """Every distinct node below these formulas, operands before what uses them."""
    seen: dict[Expr, None] = {}

    def visit(node: Expr) -> None:
        if node in seen:
            return
        for arg in node.args:
            visit(arg)
        seen[node] = None

    for expr in exprs:
        visit(expr)
    return list(seen)


def leaves(exprs: Iterable[Expr], op: str) -> tuple[str, ...]:
    """Names of all leaves of one kind below these formulas, in order of appearance."""
    return tuple(dict.fromkeys(node.name for node in ordered(exprs) if node.op == op))


def evaluate(exprs: Iterable[Expr], value_of: Callable[[Expr], Array | float]) -> list[Array]:
    """The values of some formulas on lanes, each shared part computed once.

    Args:
        value_of: the value of a leaf that is not a number, a scalar or (lane,).
    """
    exprs = list(exprs)
    known: dict[Expr, Any] = {}
    for node in ordered(exprs):
        if node.op == "number":
            known[node] = node.value
        elif not node.args:
            known[node] = value_of(node)
        elif node.op == "named":
            known[node] = known[node.args[0]]
        else:
            known[node] = OPERATIONS[node.op](*(known[arg] for arg in node.args))
    return [np.asarray(known[expr], dtype=float) for expr in exprs]


_SIGN = {"add": (" + ", 1), "sub": (" - ", 1), "mul": ("*", 2), "div": ("/", 2)}


def text(expr: Expr) -> str:
    """The formula as a physiologist would write it on a slide."""
    return _text(expr, 0)


def _text(expr: Expr, outer: int) -> str:
    if expr.op == "number":
        return f"{expr.value:g}"
    if expr.op == "time":
        return "t"
    if not expr.args or expr.op == "named":
        return f"[{expr.name}]" if expr.op == "amount" else expr.name
    if expr.op == "square":
        return f"{_text(expr.args[0], 3)}^2"
    if expr.op not in _SIGN:
        return f"{expr.op}({_text(expr.args[0], 0)})"
    sign, level = _SIGN[expr.op]
    tighter = level + (expr.op in ("sub", "div"))
    inside = f"{_text(expr.args[0], level)}{sign}{_text(expr.args[1], tighter)}"
    return f"({inside})" if level < outer else inside
