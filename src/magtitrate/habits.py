"""How does this person live: what they eat, when they sleep, how they train?

Clock times are local hours of the day in [0, 24). A missing answer is `None`.
"""

from __future__ import annotations

from dataclasses import dataclass

from magtitrate.checks import clock, one_of, weekdays, within
from magtitrate.errors import InputError

__all__ = ["Day", "Diet", "Life", "Meal", "Training", "clock_text"]

PHYTATE = ("low", "medium", "high")
PATTERNS = ("mixed", "plant_rich", "low")


@dataclass(frozen=True, kw_only=True)
class Diet:
    """Magnesium and what travels with it, per day; from food and drink only.

    Attributes:
        magnesium_mg_per_day: elemental magnesium from food and water [mg/d].
        pattern: a dietary pattern where no number is known.
        phytate: usual phytate content of the meals.
    """

    magnesium_mg_per_day: float | None = None
    pattern: str | None = None
    calcium_mg_per_day: float | None = None
    phytate: str | None = None
    caffeine_mg_per_day: float | None = None
    alcohol_g_per_day: float | None = None

    def __post_init__(self) -> None:
        one_of("diet.pattern", self.pattern, PATTERNS)
        one_of("diet.phytate", self.phytate, PHYTATE)
        within("diet.magnesium_mg_per_day", self.magnesium_mg_per_day, 20, 2000)
        within("diet.calcium_mg_per_day", self.calcium_mg_per_day, 0, 6000)
        within("diet.caffeine_mg_per_day", self.caffeine_mg_per_day, 0, 3000)
        within("diet.alcohol_g_per_day", self.alcohol_g_per_day, 0, 600)


@dataclass(frozen=True, kw_only=True)
class Meal:
    """One usual meal: when, and which share of the day's magnesium it brings."""

    clock_h: float
    share: float
    phytate: str | None = None

    def __post_init__(self) -> None:
        clock("day.meal.clock", self.clock_h)
        within("day.meal.share", self.share, 0, 1)
        one_of("day.meal.phytate", self.phytate, PHYTATE)


@dataclass(frozen=True, kw_only=True)
class Day:
    """The usual day: waking, sleeping, meals."""

    wake_h: float | None = None
    sleep_h: float | None = None
    meals: tuple[Meal, ...] = ()

    def __post_init__(self) -> None:
        for name, value in (("day.wake", self.wake_h), ("day.sleep", self.sleep_h)):
            if value is not None:
                clock(name, value)
        total = sum(meal.share for meal in self.meals)
        if self.meals and not 0.5 <= total <= 1.001:
            raise InputError(
                "the shares of the meals must add up to 1, or a little less",
                field="day.meal.share",
                given=round(total, 3),
                accepted="a sum between 0.5 and 1",
            )
        if len({meal.clock_h for meal in self.meals}) < len(self.meals):
            raise InputError("two meals have the same clock time", field="day.meal.clock")


@dataclass(frozen=True, kw_only=True)
class Training:
    """A weekly training: weekdays, start, duration and sweat rate."""

    weekdays: tuple[str, ...]
    clock_h: float
    duration_h: float
    sweat_l_per_h: float | None = None
    heat: bool = False

    def __post_init__(self) -> None:
        weekdays("training.weekdays", self.weekdays)
        clock("training.clock", self.clock_h)
        within("training.duration_h", self.duration_h, 0, 24)
        within("training.sweat_l_per_h", self.sweat_l_per_h, 0, 5)


@dataclass(frozen=True, kw_only=True)
class Life:
    """Context that explains, and rarely moves, an estimate."""

    sleep_h: float | None = None
    stress_0_10: float | None = None
    fluid_l_per_day: float | None = None
    sodium_mg_per_day: float | None = None

    def __post_init__(self) -> None:
        within("life.sleep_h", self.sleep_h, 0, 24)
        within("life.stress_0_10", self.stress_0_10, 0, 10)
        within("life.fluid_l_per_day", self.fluid_l_per_day, 0, 20)
        within("life.sodium_mg_per_day", self.sodium_mg_per_day, 0, 30000)


def clock_text(clock_h: float) -> str:
    """An hour of the day as a clock shows it, `HH:MM`."""
    minutes = round(clock_h * 60) % (24 * 60)
    return f"{minutes // 60:02d}:{minutes % 60:02d}"
