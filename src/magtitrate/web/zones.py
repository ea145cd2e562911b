"""Which time zone does somebody mean who writes a city?"""

from __future__ import annotations

from difflib import get_close_matches
from zoneinfo import available_timezones

__all__ = ["ZONES", "zone_meant", "zones_near"]

ZONES = tuple(sorted(available_timezones()))


def zone_meant(text: str) -> str:
    """`Europe/Madrid` from `madrid`; the words themselves where none or several fit."""
    said = _plain(text)
    if text.strip() in ZONES:
        return text.strip()
    whole = [zone for zone in ZONES if _plain(zone) == said]
    cities = [zone for zone in ZONES if "/" in zone and _city(zone) == said]
    found = whole or cities
    return found[0] if len(found) == 1 else text.strip()


def zones_near(text: str) -> tuple[str, ...]:
    """At most three zones whose city is written like this, or nearly."""
    said = _plain(text)
    exact = [zone for zone in ZONES if "/" in zone and _city(zone) == said]
    if exact:
        return tuple(exact[:3])
    by_city = {_city(zone): zone for zone in ZONES if "/" in zone}
    return tuple(by_city[city] for city in get_close_matches(said, by_city, 3))


def _plain(text: str) -> str:
    return " ".join(text.replace("_", " ").split()).casefold()


def _city(zone: str) -> str:
    return _plain(zone.rpartition("/")[2])
