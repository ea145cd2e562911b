"""Which time zone does somebody mean who writes a city?"""

from __future__ import annotations

from functools import cache
from zoneinfo import available_timezones

from magtitrate.formats.suggest import folded, near_spelled

__all__ = ["zone_meant", "zones", "zones_near"]


@cache
def zones() -> tuple[str, ...]:
    """Every name of the zone database, in order; read from it when first asked for."""
    return tuple(sorted(available_timezones()))


def zone_meant(text: str) -> str:
    """`Europe/Madrid` from `madrid`; the words themselves where none or several fit."""
    said, name = folded(text), text.strip()
    if name in zones():
        return name
    whole = [zone for zone in zones() if folded(zone) == said]
    found = whole or _in_city(said)
    return found[0] if len(found) == 1 else name


def zones_near(text: str) -> tuple[str, ...]:
    """At most three zones whose city or whole name is written like this, or nearly."""
    same = _in_city(folded(text))
    if same:
        return same[:3]
    spelled = {_city(zone): zone for zone in zones() if "/" in zone}
    return tuple(near_spelled(text, spelled | {zone: zone for zone in zones()}))


def _in_city(said: str) -> tuple[str, ...]:
    return tuple(zone for zone in zones() if "/" in zone and _city(zone) == said)


def _city(zone: str) -> str:
    return folded(zone.rpartition("/")[2])
