"""Which kinds of trouble are raised, and how are they worded?

    MagtitrateError
    ├── InputError        a document or argument from outside
    │   └── UnitError     a unit text we do not know, or of the wrong kind
    ├── FactError         one of our own data files
    └── ModelError        parts that do not fit: unknown pool, missing parameter, shape

Not errors: a numerical outcome of one lane (`engine.trajectory.Outcome`), a failed
estimate (`Posterior.outcome`) and a clinical refusal (`plan.Verdict`) are answers.
"""

from __future__ import annotations

__all__ = ["FactError", "InputError", "MagtitrateError", "ModelError", "UnitError", "ended"]


class MagtitrateError(Exception):
    """Anything magtitrate raises on purpose."""


class InputError(MagtitrateError):
    """A document or argument from outside that cannot be used.

    The text is one paragraph: where, what was given, what is accepted, what to do.
    It never holds more of the user's file than the one value in question.
    """

    def __init__(
        self,
        problem: str,
        *,
        file: str | None = None,
        line: int | None = None,
        field: str | None = None,
        given: object = None,
        accepted: str | None = None,
        todo: str | None = None,
    ) -> None:
        self.problem = problem
        self.file = file
        self.line = line
        self.field = field
        self.given = given
        self.accepted = accepted
        self.todo = todo
        super().__init__(self.paragraph())

    def paragraph(self) -> str:
        where = ", ".join(
            part
            for part in (
                self.file or "",
                f"line {self.line}" if self.line is not None else "",
                self.field or "",
            )
            if part
        )
        text = f"{where}: {self.problem}" if where else self.problem
        text = ended(text)
        if self.given is not None:
            text += f" Given: {_shown(self.given)}."
        if self.accepted:
            text += f" Accepted: {ended(self.accepted)}"
        return f"{text} {ended(self.todo or 'Correct it and run again')}"

    def located(
        self, *, file: str | None = None, line: int | None = None, field: str | None = None
    ) -> InputError:
        """The same trouble with the place filled in by the reader that knows it."""
        return type(self)(
            self.problem,
            file=self.file or file,
            line=self.line if self.line is not None else line,
            field=self.field or field,
            given=self.given,
            accepted=self.accepted,
            todo=self.todo,
        )


def ended(text: str) -> str:
    """With one mark at its end: a question keeps its own."""
    return text if text.endswith("?") else text.rstrip(".") + "."


class UnitError(InputError):
    """A unit text that is unknown, missing, or of another kind than the quantity."""


class FactError(MagtitrateError):
    """One of our own fact files is wrong: our fault, exit code 1."""

    def __init__(
        self, problem: str, *, file: str = "", line: int | None = None, key: str = ""
    ) -> None:
        self.problem = problem
        self.file = file
        self.line = line
        self.key = key
        place = ", ".join(p for p in (file, f"line {line}" if line else "", key) if p)
        super().__init__(f"{place}: {problem}" if place else problem)


class ModelError(MagtitrateError):
    """Parts of the model that do not fit together: our fault, exit code 1."""


def _shown(value: object) -> str:
    text = repr(value) if isinstance(value, str) else str(value)
    return text if len(text) <= 80 else text[:77] + "..."
