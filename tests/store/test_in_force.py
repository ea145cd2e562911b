"""Is a dose in force still allowed by what is known now, and does a stop last until it is asked?

What is expected is computed by hand from the rules: the ceilings of D-01, I-40, K-02 and K-06,
the gaps of the interaction table, and the pauses of S-08, S-11, S-12 and K-08.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from magtitrate.followup.controller import Said
from magtitrate.formats.diary_line import typed_line
from magtitrate.formats.follow_text import status_text
from magtitrate.store import validity as module
from magtitrate.store.adding import start
from magtitrate.store.check_in import CheckIn, check_in, decide
from magtitrate.store.ledger import Entry, entries_of, opened
from magtitrate.store.standing import stage_of
from magtitrate.store.status import status_of

BEGUN = datetime(2026, 11, 20, 9, tzinfo=UTC)
MADRID = "Europe/Madrid"
WELL = CheckIn(
    medicines="same", magnesium_sources="same", symptoms_now=(), sick_day="no",
    surgery_planned="no", new_conditions=(), product_same=True,
)  # fmt: skip
EACH = settings(max_examples=25)


@pytest.fixture(scope="module")
def text(root):
    """The cyclist's file."""
    return (root / "examples/cyclist.toml").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def begun(tmp_path_factory, root, facts):
    """The entries of a first check-in: 100 mg at 20:30 are in force."""
    folder = tmp_path_factory.mktemp("begun") / "record"
    start(folder, root / "examples/cyclist.toml", now=BEGUN, facts=facts)
    with opened(folder) as ledger:
        made = check_in(ledger, WELL, now=BEGUN, facts=facts)
        assert made.stage.daily_elemental_mg == 100.0
        return entries_of(ledger)


def also(entries, kind: str, body, day: float) -> tuple[Entry, ...]:
    """One more entry, written so many days after the beginning."""
    made = BEGUN + timedelta(days=day)
    more = replace(entries[-1], number=entries[-1].number + 1, made=made, kind=kind, body=body)
    return (*entries, more)


def line(entries, kind: str, day: float, at: str | None = None, **cells):
    """A line of labs or diary, of that moment or of the time that is told."""
    now = BEGUN + timedelta(days=day)
    told = {name: str(value) for name, value in cells.items()}
    return also(entries, "line", typed_line(kind, told, time=at, zone=MADRID, now=now).json(), day)


def person(entries, text: str, day: float, origin: str = "file"):
    """A new version of the person's file."""
    return also(entries, "person", {"text": text, "origin": origin}, day)


def asked(entries, day: float):
    """A later check-in that left the same dose."""
    last = next(e for e in reversed(entries) if e.kind == "decision")
    at = (BEGUN + timedelta(days=day)).isoformat()
    plan = {**last.body["plan"], "made_at": at}
    return also(entries, "decision", {**last.body, "at": at, "plan": plan}, day)


def taking(entries, *slots: tuple[float, float]):
    """The record with another dose in force: (clock hour, mg) of each intake."""
    (decision,) = (e for e in entries if e.kind == "decision")
    stage = {
        **decision.body["stage"],
        "daily_elemental_mg": sum(mg for _, mg in slots),
        "slots": [
            {"clock_h": hour, "units": mg / 100, "elemental_mg": mg, "meal": "with"}
            | {"weekdays": [], "why": ""}
            for hour, mg in slots
        ],
    }
    body = {**decision.body, "stage": stage}
    return tuple(replace(e, body=body) if e is decision else e for e in entries)


def with_medicine(text: str, name: str, clock: str) -> str:
    listed = text.replace('medicines = "none"', 'medicines = "listed"')
    return f'{listed}\n[[medicine]]\nname = "{name}"\nclock = ["{clock}"]\n'


def on_day(entries, day: float, facts):
    return status_of(entries, BEGUN + timedelta(days=day), facts)


# ---------------------------------------------------------------- the rules and limits of now

CHANGED = {
    "dolutegravir": (lambda t: with_medicine(t, "dolutegravir", "20:00"), "close to dolutegravir"),
    "levothyroxine": (lambda t: with_medicine(t, "levothyroxine", "21:00"), "thyroid hormone"),
    "ciprofloxacin": (lambda t: with_medicine(t, "ciprofloxacin", "20:00"), "antibiotic"),
    "jurisdiction": (lambda t: t.replace('"US"', '"EU"'), "at most 250 mg"),
    "spironolactone": (lambda t: with_medicine(t, "spironolactone", "08:00"), "at most 175 mg"),
    "albuminuria": (
        lambda t: t.replace("measured = 2026", 'albuminuria = "yes"\nmeasured = 2026'),
        "at most 200 mg",
    ),
    "kidney": (
        lambda t: t.replace("egfr_ml_per_min_1p73m2 = 104\nmeasured = 2026-10-30",
                            'status = "unknown"'),
        "at most 200 mg",
    ),
}  # fmt: skip


@pytest.fixture(scope="module")
def three_hundred(begun, text):
    """A person of the USA at 300 mg, 13:30 and 20:30, with a serum value that asks for it."""
    american = text.replace('jurisdiction = "EU"', 'jurisdiction = "US"')
    entries = tuple(
        replace(e, body={**e.body, "text": american}) if e.kind == "person" else e for e in begun
    )
    lab = {"analyte": "serum_magnesium", "value": "0.75", "unit": "mmol/L"}
    return american, line(taking(entries, (13.5, 100.0), (20.5, 200.0)), "lab", 0.0, **lab)


@pytest.mark.parametrize("what", CHANGED)
def test_a_dose_that_the_new_file_forbids_is_not_in_force(three_hundred, facts, what):
    """Amounts and gaps are held against what the file says now, with the rule's words (H-14)."""
    american, entries = three_hundred
    change, said = CHANGED[what]
    assert change(american) != american
    later = person(entries, change(american), 1.0)

    assert on_day(entries, 1.5, facts).stage is not None
    found = on_day(later, 1.5, facts)
    shown = status_text(found)
    assert found.stage is None
    assert any(said in sentence for sentence in found.against), found.against
    assert "Check in now." in shown
    assert "mg of elemental" not in shown
    assert not any("starting limit" in sentence for sentence in found.against)


def test_a_file_that_changes_nothing_leaves_the_dose_in_force(three_hundred, facts):
    """An hour of waking forbids no dose."""
    american, entries = three_hundred
    later = person(entries, american.replace('"06:45"', '"07:00"'), 1.0)

    assert on_day(later, 1.5, facts).against == ()


GAPS = {"levothyroxine": (4, 4), "ciprofloxacin": (2, 6), "moxifloxacin": (4, 8)}
"""Medicine -> hours of magnesium after it and before it, from the table (I-01, I-02, I-04)."""


@EACH
@given(name=st.sampled_from(sorted(GAPS)), quarter=st.integers(0, 95))
def test_a_dose_is_in_force_exactly_where_it_keeps_the_gap(begun, text, facts, name, quarter):
    """On the circular day, at every quarter of an hour of the medicine (H-12)."""
    after_h, before_h = GAPS[name]
    hour = quarter / 4
    kept = (20.5 - hour) % 24 >= after_h and (hour - 20.5) % 24 >= before_h
    clock = f"{quarter // 4:02}:{15 * (quarter % 4):02}"
    later = person(taking(begun, (20.5, 100.0)), with_medicine(text, name, clock), 1.0)

    assert (on_day(later, 1.5, facts).stage is not None) == kept


@EACH
@given(place=st.sampled_from(["EU", "US", "UK"]), mg=st.integers(0, 300), doses=st.integers(1, 3))
def test_a_dose_is_in_force_exactly_where_all_sources_fit(begun, text, facts, place, mg, doses):
    """The ceiling of the jurisdiction holds for the sum, with the 200 mg of one intake (D-01)."""
    slots = [(7.5, 100.0), (13.5, 100.0), (20.5, 100.0)][:doses]
    fits = 100.0 * doses + mg <= {"EU": 250, "US": 350, "UK": 350}[place]
    new = text.replace('jurisdiction = "EU"', f'jurisdiction = "{place}"')
    if mg:
        listed = new.replace('magnesium_sources = "none"', 'magnesium_sources = "listed"')
        source = f'name = "multivitamin"\nelemental_mg_per_day = {mg}\nclock = "17:00"'
        new = f"{listed}\n[[magnesium_source]]\n{source}\n"
    single = mg <= 200  # taken alone at 17:00
    found = on_day(person(taking(begun, *slots), new, 1.0), 1.5, facts)

    assert (found.stage is not None) == fits or not single


@pytest.mark.parametrize("product", [False, True])
def test_a_check_in_that_lowers_the_dose_says_so(three_hundred, facts, product):
    """What is stored as the dose from now on and its words are one (H-13)."""
    american, entries = three_hundred
    new = with_medicine(american, "dolutegravir", "20:00")
    if product:
        new = american.replace("compound_mg_per_unit = 709", "compound_mg_per_unit = 354.5")
        new = new.replace("elemental_mg_per_unit = 100", "elemental_mg_per_unit = 50")
    now = BEGUN + timedelta(days=2)
    made, _ = decide(
        person(entries, new, 1.9), now, facts, seed=0, unanswered=(), said=Said()
    )  # fmt: skip

    assert made.stage is not None
    assert made.stage.daily_elemental_mg < 300.0
    assert made.action == "step_down"
    assert "stays" not in made.why
    assert made.plan.adjustment.why == made.why


# ---------------------------------------------------------------- what stopped it since


def twice(entries, day: float):
    entries = line(entries, "stool", day, value=7)
    return line(entries, "stool", day + 1, value=7)


STOPS = {
    "overdose": (lambda e, d: line(e, "dose", d, value=20), "More than twice", 3.2),
    "sick day": (lambda e, d: line(e, "sick_day", d), "sick day", 2.2),
    "diarrhea": (lambda e, d: line(e, "symptom", d, item="diarrhea", value=6), "Diarrhea", 7.2),
    "liquid stools": (twice, "Diarrhea", 8.2),
    "bloating": (lambda e, d: line(e, "symptom", d, item="bloating", value=5), "half the", 7.2),
}  # fmt: skip
"""What stops or lowers, words of its rule, and after how many days the rule has forgotten it."""


@pytest.mark.parametrize("what", STOPS)
def test_what_stopped_the_dose_stops_it_until_it_is_asked(begun, facts, what):
    """It says what it was and of which day; a check-in that finds it over brings the dose back."""
    write, said, over = STOPS[what]
    entries = write(begun, 1.0)
    found = on_day(entries, 1.0 + over, facts)

    assert on_day(entries, 1.01, facts).stage is None or what == "liquid stools"
    assert found.stage is None
    assert not found.stops
    told = [sentence for sentence in found.against if said in sentence]
    day = "2026-11-22" if what == "liquid stools" else "2026-11-21"
    assert told
    assert told[0].startswith(f"On {day}: ")
    assert "Check in now." in status_text(found)
    assert "mg of elemental" not in status_text(found)
    if what not in ("diarrhea", "liquid stools"):  # half of it first: S-11, by the check-in
        again = on_day(asked(entries, 1.0 + over), 1.1 + over, facts)
        assert again.stage is not None


@EACH
@given(
    what=st.sampled_from(sorted(STOPS)),
    quarter=st.integers(1, 40),
    more=st.lists(st.integers(0, 60), min_size=1, max_size=3),
)
def test_time_alone_never_brings_a_dose_back(begun, facts, what, quarter, more):
    """Whenever it happened, and whenever one looks: no check-in, no dose."""
    write, _, _ = STOPS[what]
    day = quarter / 4
    entries = write(begun, day)
    after = day + (1.0 if what == "liquid stools" else 0.0)

    for quarters in more:
        assert on_day(entries, after + 0.01 + quarters / 4, facts).stage is None


HARMLESS = st.tuples(
    st.sampled_from([("stool", {"value": 4}), ("sleep", {"value": 7}), ("soreness", {"value": 2}),
                     ("dose", {"value": 1}), ("symptom", {"item": "fatigue", "value": 2})]),
    st.integers(1, 27),
)  # fmt: skip


@EACH
@given(lines=st.lists(HARMLESS, max_size=12, unique_by=lambda one: (one[0][0], one[1])))
def test_what_stops_nothing_leaves_the_dose_in_force(begun, facts, lines):
    """An ordinary diary asks for no check-in before its day."""
    entries = begun
    for (kind, cells), day in sorted(lines, key=lambda one: one[1]):
        entries = line(entries, kind, day - 0.5, **cells)

    assert on_day(entries, 27.0, facts).against == ()


def test_a_value_that_was_replaced_on_the_same_day_has_stopped_it(begun, facts):
    """Potassium of 6.2 at 08:00 and of 4.2 at 20:00: nobody has asked yet (L-09)."""
    value = {"analyte": "potassium", "unit": "mmol/L"}
    entries = line(begun, "lab", 2.1, "2026-11-22T08:00", value="6.2", **value)
    entries = line(entries, "lab", 2.9, "2026-11-22T20:00", value="4.2", **value)
    found = on_day(entries, 5, facts)

    assert not found.stops
    assert found.stage is None
    assert found.against[0].startswith("On 2026-11-22: Potassium")


def test_a_version_of_the_file_that_stopped_it_counts_too(begun, text, facts):
    """Chest pain in one version and not in the next: a file is no check-in."""
    ill = text.replace("symptoms_now = []", 'symptoms_now = ["chest_pain"]')
    entries = person(person(begun, ill, 1.0), text, 1.5)

    assert on_day(entries, 2.0, facts).stage is None
    assert "On 2026-11-21: " in on_day(entries, 2.0, facts).against[0]


def test_an_operation_that_has_passed_needs_a_check_in(begun, text, facts):
    """A clinician's plan stops a week before; the days after bring nothing back (C-09)."""
    planned = text.replace('surgery_planned = "no"', "surgery_planned = 2026-12-05")
    planned = planned.replace('mode = "self"', 'mode = "clinician"\nclinician = "Dr A. Example"')
    entries = tuple(
        replace(e, body={**e.body, "text": planned}) if e.kind == "person" else e for e in begun
    )

    assert on_day(entries, 2.0, facts).stage is not None
    assert on_day(entries, 10.0, facts).stops
    assert not on_day(entries, 20.0, facts).stops
    assert on_day(entries, 20.0, facts).stage is None


def test_what_was_taken_back_stops_nothing(begun, facts):
    """A line that was a mistake counts no more."""
    entries = line(begun, "sick_day", 1.0)
    back = also(entries, "withdrawn", {"number": entries[-1].number, "why": "a slip"}, 1.1)

    assert on_day(entries, 5, facts).stage is None
    assert on_day(back, 5, facts).stage is not None


def test_what_is_older_than_the_check_in_and_was_told_later_counts(begun, facts):
    """Diarrhea of the day before the check-in, written down the day after it."""
    entries = line(begun, "symptom", 1.0, "2026-11-19T12:00", item="diarrhea", value=6)

    assert on_day(entries, 8.0, facts).stage is None


def test_what_the_page_has_saved_counts_from_now(begun, text, facts):
    """Answers of today are not held against days on which they were not given yet."""
    newer = text.replace("confirmed = 2026-11-20", "confirmed = 2026-11-25").replace(
        "measured = 2026-10-30", "measured = 2026-11-24"
    )

    assert on_day(person(begun, newer, 0.0, origin=""), 5.2, facts).against == ()
    later = person(begun, newer.replace('sick_day = "no"', 'sick_day = "yes"'), 0.0, origin="")
    assert on_day(later, 5.2, facts).stage is None


@pytest.mark.parametrize("symptom", ["bloating", "loose_stool"])
def test_what_a_check_in_has_halved_is_in_force(begun, text, facts, symptom):
    """A rule that the decision has followed does not speak against its dose (S-12)."""
    halves = text.replace("divisible = false", "divisible = true").replace(
        "symptoms_now = []", f'symptoms_now = ["{symptom}"]'
    )
    now = BEGUN + timedelta(days=1)
    entries = person(begun, halves, 0.9)
    before = stage_of(next(e for e in entries if e.kind == "decision"))
    said = Said(felt=None, began=BEGUN, stage_began=before.since)
    made, body = decide(entries, now, facts, seed=0, unanswered=(), said=said)
    decided = also(entries, "decision", body, 1.0)

    assert on_day(entries, 0.95, facts).stage is None
    assert made.stage.daily_elemental_mg == 50.0
    for day in (1.0, 1.1, 9.0):
        assert on_day(decided, day, facts).stage == made.stage, on_day(decided, day, facts).against


def test_a_clock_that_was_set_back_breaks_nothing(begun, text, facts):
    """A moment before the check-in of that day can be asked about, with a newer file too."""
    assert on_day(person(begun, text, 0.5), -0.005, facts).decision is not None


def test_a_long_diary_is_looked_at_once_a_day(begun, facts, monkeypatch):
    """200 lines in four weeks ask the rules some thirty times."""
    calls = []
    asking = module.gate
    monkeypatch.setattr(
        module, "gate", lambda *given, **more: calls.append(1) or asking(*given, **more)
    )
    entries = begun
    for number in range(200):
        entries = line(entries, "soreness", 0.1 + number / 8, value=2)

    assert on_day(entries, 27, facts).stage is not None
    assert len(calls) < 35
