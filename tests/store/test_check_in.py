"""Does a check-in ask anew, decide on what is known, and keep everything it decided from?"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from datetime import UTC, datetime, timedelta

import pytest

from magtitrate.errors import InputError
from magtitrate.formats.follow_text import decision_text, status_text
from magtitrate.store.adding import put_person
from magtitrate.store.carry import export, import_from
from magtitrate.store.check_in import CheckIn, asked_of
from magtitrate.store.dialog import answers_of, asked
from magtitrate.store.ledger import FILE, opened
from magtitrate.store.replay import replay
from magtitrate.store.standing import case_of, decisions, stage_of
from magtitrate.store.status import status_of
from magtitrate.titrate import titrate

BEGUN = datetime(2026, 11, 20, 9, tzinfo=UTC)
QUESTIONS = (
    "medicines", "magnesium_sources", "symptoms_now", "sick_day", "surgery_planned",
    "new_conditions", "product_same",
)  # fmt: skip


def daily(on, folder, first: int, last: int, *, units: int = 1) -> None:
    """Doses at 20:30 of these days, written down on the day after."""
    for day in range(first, last):
        at = datetime(2026, 11, 20, 20, 30) + timedelta(days=day)  # noqa: DTZ001 - typed local
        on.add(
            folder, "dose", value=units, time=at.isoformat(timespec="minutes"),
            now=BEGUN + timedelta(days=day + 1), confirmed=True,
        )  # fmt: skip


def status(on, folder, facts, day: float):
    return status_of(on.entries(folder), BEGUN + timedelta(days=day), facts)


@pytest.fixture
def low(cyclist, on):
    """The cyclist with a serum magnesium that leaves room for more."""
    on.add(
        cyclist, "lab", analyte="serum_magnesium", value="0.80", unit="mmol/L",
        time="2026-11-20T08:00",
    )  # fmt: skip
    return cyclist


# ---------------------------------------------------------------- the answers


@pytest.mark.parametrize("question", QUESTIONS)
def test_an_answer_that_is_missing_is_never_carried_over(cyclist, on, question):
    """A check-in without one of its answers holds, and says which (H-41)."""
    decision = on.ask(cyclist, **{question: None})

    assert decision.action == "hold"
    assert decision.stage is None
    assert len(decision.unanswered) == 1
    body = on.entries(cyclist)[-1].body
    assert "Not answered" in decision_text(body, decision.number)


def test_with_every_answer_the_first_plan_starts(cyclist, on):
    """One stage, at the starting dose, with its clock times."""
    decision = on.ask(cyclist)

    assert decision.action == "start"
    assert decision.stage.daily_elemental_mg == 100.0
    assert sum(slot.elemental_mg for slot in decision.stage.slots) == 100.0


def test_the_answers_become_a_new_version_of_the_persons_file(cyclist, on):
    """Each check-in dates the answers; older versions stay."""
    on.ask(cyclist)
    on.ask(cyclist, day=3, sick_day="yes")

    texts = [e.body["text"] for e in on.entries(cyclist) if e.kind == "person"]
    assert "confirmed = 2026-11-23" in texts[-1]
    assert 'sick_day = "yes"' in texts[-1]
    assert 'sick_day = "no"' in texts[0]


def test_another_product_needs_the_new_file(cyclist, on):
    """A plan is bound to its product, and a new pack is asked about (H-27)."""
    on.ask(cyclist)

    with pytest.raises(InputError, match="another product"):
        on.ask(cyclist, day=3, product_same=False)


def test_a_changed_product_makes_the_plan_invalid(cyclist, on, root, tmp_path, facts):
    """The same number of capsules of another strength is another dose (H-27)."""
    on.ask(cyclist)
    text = (root / "examples/cyclist.toml").read_text(encoding="utf-8")
    text = text.replace("compound_mg_per_unit = 709", "compound_mg_per_unit = 1418")
    text = text.replace("elemental_mg_per_unit = 100", "elemental_mg_per_unit = 200")
    (tmp_path / "new.toml").write_text(text, encoding="utf-8")
    with opened(cyclist) as ledger:
        put_person(
            ledger, tmp_path / "new.toml", now=BEGUN + timedelta(days=2), facts=facts,
            confirmed=False,
        )  # fmt: skip

    found = status(on, cyclist, facts, 2)
    assert found.stage is None
    assert "another product" in status_text(found)


def test_doses_keep_the_product_of_their_day(cyclist, on, root, tmp_path, facts):
    """What was swallowed before a change of product is not counted in the new strength."""
    on.add(cyclist, "dose", value=1, time="2026-11-20T20:30", now=BEGUN + timedelta(days=1))
    text = (root / "examples/cyclist.toml").read_text(encoding="utf-8")
    text = text.replace("compound_mg_per_unit = 709", "compound_mg_per_unit = 1418")
    text = text.replace("elemental_mg_per_unit = 100", "elemental_mg_per_unit = 200")
    (tmp_path / "new.toml").write_text(text, encoding="utf-8")
    now = BEGUN + timedelta(days=3)
    with opened(cyclist) as ledger:
        put_person(ledger, tmp_path / "new.toml", now=now, facts=facts, confirmed=False)
    on.add(cyclist, "dose", value=1, time="2026-11-22T20:30", now=now)

    from magtitrate.store.standing import case_of

    doses = case_of(on.entries(cyclist), now, facts).record.doses
    assert [dose.elemental_mg for dose in doses] == pytest.approx([100.0, 200.0])


# ---------------------------------------------------------------- up, down, stop


def test_a_step_comes_at_a_check_in_and_never_by_itself(cyclist, on, facts):
    """A plan shows the way; who forgets to check in stays where they are."""
    on.ask(cyclist)

    found = status(on, cyclist, facts, 20)
    assert found.stage.daily_elemental_mg == 100.0


@pytest.mark.parametrize(("day", "action", "mg"), [(3, "hold", 100.0), (8, "step_up", 200.0)])
def test_a_step_up_needs_its_time(low, on, day, action, mg):
    """After three days it is held, after a week of doses without trouble it may rise."""
    on.ask(low)
    daily(on, low, 0, day)

    decision = on.ask(low, day=day)

    assert (decision.action, decision.stage.daily_elemental_mg) == (action, mg)


def test_checking_in_often_does_not_begin_the_wait_anew(low, on):
    """The days of a dose count from when it began, however often one asks."""
    on.ask(low)
    for day in (2, 4, 6):
        assert on.ask(low, day=day).action == "hold"

    assert on.ask(low, day=8).action == "step_up"


def test_doses_that_were_not_taken_carry_no_rise(low, on):
    """Two days of eight say nothing of the dose."""
    on.ask(low)
    daily(on, low, 0, 2)

    decision = on.ask(low, day=8)

    assert decision.action == "hold"
    assert "2 of 8 days" in decision.why


@pytest.mark.parametrize(
    ("symptoms", "actions"),
    [(("diarrhea",), {"stop"}), (("fainting",), {"refer"}), (("bloating",), {"stop"})],
)
def test_symptoms_lower_or_stop_at_once(cyclist, on, symptoms, actions):
    """One day after the start is not too soon."""
    on.ask(cyclist)

    assert on.ask(cyclist, day=1, symptoms_now=symptoms).action in actions


def test_an_emergency_is_told_when_it_is_written_down(cyclist, on):
    """Nobody has to check in to hear it."""
    on.ask(cyclist)

    added = on.add(cyclist, "symptom", item="fainting", value=5)

    assert added.stops
    assert added.stops[0].code.startswith("S-01")


def test_after_a_stop_symptom_the_plan_is_not_shown_as_valid(cyclist, on, facts):
    """Until the next check-in the answer is none."""
    on.ask(cyclist)
    on.add(cyclist, "symptom", item="diarrhea", value=6, now=BEGUN + timedelta(days=2))

    text = status_text(status(on, cyclist, facts, 2))
    assert "Take none" in text
    assert "100 mg of elemental" not in text


def test_an_expired_plan_is_never_shown_as_a_dose(cyclist, on, facts):
    """28 days later it says stop and ask, not the old dose (H-30)."""
    on.ask(cyclist)

    assert status(on, cyclist, facts, 28).stage is not None
    late = status(on, cyclist, facts, 29.5)
    assert late.stage is None
    assert "expired" in status_text(late)
    assert "mg of elemental" not in status_text(late)


def test_who_does_not_want_to_go_on_stops(cyclist, on):
    """A decision of the person needs no reason."""
    on.ask(cyclist)

    assert on.ask(cyclist, day=5, goes_on="no").action == "stop"


# ---------------------------------------------------------------- stay as you are


def new_day(root, old: str, new: str) -> str:
    """The cyclist's file with another day, answered on the next day."""
    text = (root / "examples/cyclist.toml").read_text(encoding="utf-8")
    assert old in text
    return text.replace(old, new).replace("confirmed = 2026-11-20", "confirmed = 2026-11-21")


def test_who_stays_as_they_are_keeps_their_times(cyclist, on, root, facts):
    """A better meal elsewhere moves nothing: the decision and its plan show the old times."""
    first = on.ask(cyclist)
    swapped = new_day(root, 'phytate = "low"', 'phytate = "high"').replace(
        'clock = "13:30"\nshare = 0.35', 'clock = "13:30"\nshare = 0.35\nphytate = "low"'
    )
    second = on.ask(cyclist, day=1, person=swapped)
    case = case_of(on.entries(cyclist), BEGUN + timedelta(days=1), facts)
    alone = titrate(case.record, case.goal, facts).plan

    assert second.action == "hold"
    assert alone.regimen.steps[0].slots[0].clock_h != first.stage.slots[0].clock_h
    assert second.stage.slots == first.stage.slots
    assert second.plan.regimen.steps[0].slots == first.stage.slots
    assert "What changes" not in second.why


def test_diarrhea_halves_the_dose_once_and_lets_it_rise_after_its_weeks(cyclist, on):
    """S-11: 100 mg, a pause, then 50 mg at each look for four weeks, and never 25."""
    on.ask(cyclist)
    on.ask(cyclist, day=1, symptoms_now=("diarrhea",))
    doses = {}
    for day in (10, 14, 18, 25, 38):
        stage = on.ask(cyclist, day=day, confirmed=True).stage
        doses[day] = 0 if stage is None else stage.daily_elemental_mg

    assert doses[10] == doses[14] == doses[18] == doses[25] > 0
    assert doses[38] >= doses[25]


@pytest.mark.parametrize(("day", "answered"), [(0, True), (8, False), (27, False), (60, False)])
def test_a_file_with_the_answers_of_the_last_plan_answers_nothing(cyclist, on, root, day, answered):
    """Nobody was asked since: the plan holds, and says what was not answered (H-41)."""
    on.ask(cyclist)
    text = (root / "examples/cyclist.toml").read_text(encoding="utf-8")
    silent = dict.fromkeys(
        ("medicines", "magnesium_sources", "symptoms_now", "sick_day", "surgery_planned",
         "new_conditions", "product_same")
    )  # fmt: skip
    made = on.ask(cyclist, day=day, person=text.replace('"20:30"', '"20:15"'), **silent)

    assert (made.unanswered == ()) is answered
    assert (made.stage is not None) is answered


@pytest.mark.parametrize(
    ("kidney", "falls"),
    [
        ("egfr_ml_per_min_1p73m2 = 70\nmeasured = 2026-11-27", True),
        ('creatinine = "1.45 mg/dL"\nmeasured = 2026-11-27', True),
        ("egfr_ml_per_min_1p73m2 = 98\nmeasured = 2026-11-27", False),
        # A slip of the pen that is corrected for the same day is no fall.
        ("egfr_ml_per_min_1p73m2 = 70\nmeasured = 2026-10-30", False),
    ],
)
def test_a_fall_of_egfr_does_not_hide_in_a_new_file(cyclist, on, root, kidney, falls):
    """From 104 by a third within a month (K-07), as if both were laboratory lines."""
    on.ask(cyclist)
    old = "egfr_ml_per_min_1p73m2 = 104\nmeasured = 2026-10-30"
    file = new_day(root, old, kidney).replace("2026-11-21", "2026-11-28")
    made = on.ask(cyclist, day=8, person=file, confirmed=True)
    later = on.ask(cyclist, day=9, confirmed=True)

    for decision in (made, later):
        assert ("K-07" in [reason.code for reason in decision.plan.reasons]) is falls
        assert (decision.stage is None) is falls


@pytest.mark.parametrize(
    ("told", "heard"),
    [
        ({"symptoms_now": ("chest_pain",)}, lambda made: made.plan.emergency),
        ({"sick_day": "yes"}, lambda made: made.stage is None),
        ({"new_conditions": ("myasthenia_gravis",)}, lambda made: made.action in ("stop", "refer")),
    ],
)
def test_what_is_answered_beside_a_new_file_is_heard(cyclist, on, root, told, heard):
    """A new version of the person's file passes over nothing that is told with it."""
    on.ask(cyclist)
    file = new_day(root, '"20:30"', '"19:30"')

    assert heard(on.ask(cyclist, day=1, person=file, **told))
    assert on.ask(cyclist, day=1, person=file).plan.provenance


@pytest.mark.parametrize(
    ("said", "here"),
    [
        ('symptoms_now = ["chest_pain"]', {"symptoms_now": ()}),
        ('sick_day = "yes"', {"sick_day": "no"}),
        ("", {"medicines": "none"}),
    ],
)
def test_an_answer_does_not_undo_what_the_file_beside_it_says(cyclist, on, root, said, here):
    """Nothing is written, and the one of both that is meant has to be said."""
    on.ask(cyclist)
    before = on.entries(cyclist)
    key = said.partition(" =")[0]
    text = "\n".join(
        said if key and line.startswith(f"{key} =") else line
        for line in new_day(root, '"20:30"', '"19:30"').splitlines()
    )
    if "medicines" in here:
        text = text.replace('medicines = "none"', 'medicines = "listed"')
        text += '\n[[medicine]]\nname = "raltegravir"\nclock = ["08:00"]\n'
    silent = dict.fromkeys(("medicines", "symptoms_now", "sick_day", "surgery_planned"))

    with pytest.raises(InputError, match="answered twice"):
        on.ask(cyclist, day=1, person=text, **silent | here)
    assert on.entries(cyclist) == before


@pytest.mark.parametrize(("hours", "over"), [(0.1, False), (47, False), (49, True)])
def test_a_sick_day_is_not_over_because_the_next_answer_says_no(cyclist, on, hours, over):
    """K-08: 48 hours of normal eating and drinking, however the sick day was told."""
    on.ask(cyclist)
    on.ask(cyclist, day=1, sick_day="yes")
    later = on.ask(cyclist, day=1 + hours / 24, confirmed=True)

    assert (later.stage is not None) is over
    assert ("K-08" in [reason.code for reason in later.plan.reasons]) is not over


def test_times_that_cannot_stay_are_told_with_the_reason(cyclist, on, root):
    """Supper moved: the dose that went with it is told to move, and why."""
    first = on.ask(cyclist)
    second = on.ask(cyclist, day=1, person=new_day(root, '"20:30"', '"18:00"'))

    assert first.stage.slots[0].clock_h == 20.5
    assert second.action == "hold"
    assert second.stage.slots[0].clock_h != 20.5
    assert "What changes is the time, from 100 mg at 20:30 to 100 mg at " in second.why
    assert "there is no meal at 20:30 any more" in second.why


# ---------------------------------------------------------------- at a terminal


def test_the_questions_are_asked_one_by_one(cyclist, on, facts):
    """Return alone is no answer; what cannot be read is asked again."""
    typed = iter(["same", "", "none", "perhaps", "no", "no", "none", "yes"])
    shown = []
    questions = asked_of(on.entries(cyclist), BEGUN, facts)
    given = asked(questions, facts, ask=lambda prompt: next(typed), say=shown.append)

    answers = answers_of(given)
    assert answers == CheckIn(
        medicines="same", symptoms_now=(), sick_day="no", surgery_planned="no",
        new_conditions=(), product_same=True,
    )  # fmt: skip
    assert len(shown) == 2


def test_symptoms_of_the_last_time_are_shown_and_silence_keeps_them(cyclist, on, facts):
    """`same` answers them again; return alone answers nothing and ends nothing."""
    prompts, shown = [], []

    def typing(word):
        def ask(prompt: str) -> str:
            prompts.append(prompt)
            return word

        return ask

    last = {"symptoms": ("loose_stool",)}
    kept = asked(("symptoms_now",), facts, ask=typing("same"), say=shown.append, **last)
    silent = asked(("symptoms_now",), facts, ask=typing(""), say=shown.append, **last)

    assert "Last time: loose stool; still so?" in prompts[0]
    assert kept == {"symptoms_now": ("loose_stool",)}
    assert silent == {}
    assert "still counts" in shown[-1]


def test_a_symptom_that_nobody_answered_for_is_still_there(cyclist, on, facts):
    """Chest pain at the last check-in stays an emergency when the next one does not ask."""
    on.ask(cyclist, symptoms_now=("chest_pain",))
    later = on.ask(cyclist, day=1, symptoms_now=None)
    well = on.ask(cyclist, day=2)

    assert "symptoms_now" in later.unanswered
    assert later.plan.emergency
    assert not well.plan.emergency


def test_the_end_of_the_input_leaves_the_rest_unanswered(cyclist, on, facts):
    """A closed terminal answers nothing."""

    def closed(prompt: str) -> str:
        raise EOFError

    assert asked(asked_of(on.entries(cyclist), BEGUN, facts), facts, ask=closed, say=print) == {}


def test_a_woman_is_asked_about_pregnancy_and_a_man_is_not(cyclist, on, root, tmp_path, facts):
    """Of every female of 12 to 55."""
    from magtitrate.store.adding import start

    text = (root / "examples/cyclist.toml").read_text(encoding="utf-8")
    (tmp_path / "she.toml").write_text(
        text.replace('sex = "male"', 'sex = "female"\npregnancy = "no"'), encoding="utf-8"
    )
    start(tmp_path / "hers", tmp_path / "she.toml", now=BEGUN, facts=facts)

    assert "pregnancy" in asked_of(on.entries(tmp_path / "hers"), BEGUN, facts)
    assert "pregnancy" not in asked_of(on.entries(cyclist), BEGUN, facts)
    silent = on.ask(tmp_path / "hers")
    assert (silent.action, silent.unanswered) == ("hold", ("pregnancy",))
    assert on.ask(tmp_path / "hers", pregnancy="no").plan.verdict.doses


@pytest.mark.parametrize(
    ("age", "asked"), [(12, True), (11.9, False), (55, True), (55.9, True), (56, False)]
)
def test_the_check_in_asks_of_the_ages_of_the_rule(facts, age, asked):
    """Whoever rule G-03 would hold is asked, birthdays between included; a man is not."""
    from magtitrate.safety.pregnancy import is_asked_about_pregnancy, pregnancy_ages

    assert pregnancy_ages(facts) == (12, 56)
    assert is_asked_about_pregnancy("female", age, facts) is asked
    assert is_asked_about_pregnancy("female", None, facts)
    assert is_asked_about_pregnancy(None, age, facts) is asked
    assert not is_asked_about_pregnancy("male", age, facts)


# ---------------------------------------------------------------- replay, export, import


@pytest.fixture
def lived(low, on):
    """A record with three decisions."""
    cyclist = low
    on.ask(cyclist)
    daily(on, cyclist, 0, 8)
    on.ask(cyclist, day=8)
    on.add(
        cyclist, "lab", analyte="serum_magnesium", value="2.0", unit="mg/dL",
        time="2026-12-12T08:00", now=BEGUN + timedelta(days=23),
    )  # fmt: skip
    on.ask(cyclist, day=24, symptoms_now=("bloating",))
    return cyclist


def test_every_decision_comes_out_again(lived, on, facts):
    """Same version, facts and engine: same decision, to the last digit."""
    done = replay(on.entries(lived), facts)

    assert len(done) == 3
    assert [one.differences for one in done] == [(), (), ()]
    assert not any(one.broken for one in done)


def test_a_decision_that_was_tampered_with_shows(lived, on, facts):
    """A stored plan that does not follow from its inputs is found."""
    from dataclasses import replace

    entries = list(on.entries(lived))
    place = next(n for n, e in enumerate(entries) if e.kind == "decision")
    body = {**entries[place].body, "action": "step_up"}
    entries[place] = replace(entries[place], body=body)

    first = replay(tuple(entries), facts)[0]
    assert first.broken
    assert first.differences == ("action: step_up -> start",)


def test_with_other_facts_the_changed_ones_are_named(lived, on, facts, tmp_path):
    """A difference that a fact explains is told with the fact, and is no failure."""
    import shutil

    from magtitrate.facts import Facts

    folder = tmp_path / "facts"
    shutil.copytree(facts.folder, folder)
    file = folder / "parameters/utility.toml"
    text = file.read_text(encoding="utf-8")
    head, tail = text.split('name = "utility.per_intake"')
    value = tail.split("value = ")[1].split("\n")[0]
    file.write_text(
        head + 'name = "utility.per_intake"' + tail.replace(f"value = {value}", "value = 0.9", 1),
        encoding="utf-8",
    )

    done = replay(on.entries(lived), Facts(folder=folder))
    assert any(one.differences for one in done)
    assert not any(one.broken for one in done)
    assert done[0].facts_changed == ("parameter:utility.per_intake",)


def test_an_export_brings_everything_back(lived, on, facts, tmp_path):
    """Every entry with its chain; and files that the other commands read."""
    with opened(lived) as ledger:
        names = export(ledger, tmp_path / "out")
    how, count = import_from(
        tmp_path / "new", tmp_path / "out", now=BEGUN, facts=facts, confirmed=False
    )

    assert on.entries(tmp_path / "new") == on.entries(lived)
    assert (how, count) == ("restored", len(on.entries(lived)))
    assert {"person.toml", "labs.csv", "diary.csv", "entries.jsonl", "README.txt"} <= set(names)


def test_the_exported_files_say_the_same_as_the_record(lived, on, facts, tmp_path):
    """Labs and doses read from the files are those of the record."""
    from magtitrate.formats.opened import open_case
    from magtitrate.store.standing import case_of

    with opened(lived) as ledger:
        export(ledger, tmp_path / "out")
    out, now = tmp_path / "out", BEGUN + timedelta(days=24)
    read = open_case(
        out / "person.toml", labs=out / "labs.csv", diary=out / "diary.csv",
        now=now.isoformat(), facts=facts,
    ).record  # fmt: skip

    kept = case_of(on.entries(lived), now, facts).record
    assert [(d.time_h, d.elemental_mg) for d in read.doses] == [
        (d.time_h, d.elemental_mg) for d in kept.doses
    ]
    assert [(o.time_h, o.value) for o in read.observations] == [
        (o.time_h, o.value) for o in kept.observations
    ]


def test_importing_twice_adds_nothing(lived, on, facts, tmp_path):
    """What a record has already is passed over, also from plain files."""
    with opened(lived) as ledger:
        export(ledger, tmp_path / "out")
    before = on.entries(lived)
    now = BEGUN + timedelta(days=25)
    import_from(lived, tmp_path / "out", now=now, facts=facts, confirmed=False)
    (tmp_path / "out/entries.jsonl").unlink()
    import_from(lived, tmp_path / "out", now=now, facts=facts, confirmed=False)

    assert on.entries(lived) == before


def test_a_changed_export_is_refused(lived, facts, tmp_path):
    """One digit changed by hand, and nothing is restored."""
    with opened(lived) as ledger:
        export(ledger, tmp_path / "out")
    file = tmp_path / "out/entries.jsonl"
    file.write_text(file.read_text(encoding="utf-8").replace('"2.0"', '"3.0"'), encoding="utf-8")

    with pytest.raises(InputError, match="changed"):
        import_from(tmp_path / "new", tmp_path / "out", now=BEGUN, facts=facts, confirmed=False)
    assert not (tmp_path / "new").exists()


def test_the_export_of_another_record_is_refused(lived, on, facts, tmp_path, root):
    """Two people's records are never joined (H-21)."""
    from magtitrate.store.adding import start

    start(tmp_path / "other", root / "examples/thyroid.toml", now=BEGUN, facts=facts)
    with opened(tmp_path / "other") as ledger:
        export(ledger, tmp_path / "out")
    before = on.entries(lived)

    for keep in (True, False):
        if not keep:
            (tmp_path / "out/entries.jsonl").unlink()
        with pytest.raises(InputError):
            import_from(
                lived, tmp_path / "out", now=BEGUN + timedelta(days=25), facts=facts,
                confirmed=True,
            )  # fmt: skip
    assert on.entries(lived) == before


def test_an_export_never_writes_over_anything(lived, tmp_path):
    """A folder that holds something is left as it is."""
    (tmp_path / "mine.txt").write_text("mine", encoding="utf-8")

    with opened(lived) as ledger, pytest.raises(InputError, match="empty"):
        export(ledger, tmp_path)


# ---------------------------------------------------------------- killed


@pytest.mark.parametrize("after_s", [0.2, 0.6, 1.0, 1.4, 2.0, 3.0])
def test_killed_during_a_check_in_the_old_plan_stays_or_the_new_one_is_whole(
    cyclist, on, facts, after_s
):
    """Killed at any step, the record opens, and a decision is there with all its inputs (H-30)."""
    on.ask(cyclist)
    before = on.entries(cyclist)
    words = [
        sys.executable, "-m", "magtitrate", "follow", str(cyclist), "check-in", "--now",
        (BEGUN + timedelta(days=9)).isoformat(), "--medicines", "same", "--magnesium-sources",
        "same", "--symptoms-now", "none", "--sick-day", "no", "--surgery-planned", "no",
        "--new-conditions", "none", "--product-same", "yes",
    ]  # fmt: skip
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    asking = subprocess.Popen(words, stdout=subprocess.DEVNULL, env=environment)
    try:
        asking.wait(timeout=after_s)
    except subprocess.TimeoutExpired:
        asking.send_signal(signal.SIGKILL)
        asking.wait()

    after = on.entries(cyclist)
    assert after[: len(before)] == before
    if len(after) > len(before):
        assert after[-1].kind == "decision"
        assert stage_of(after[-1]) is not None
        assert len(decisions(after)) == 2
    assert [path.name for path in cyclist.iterdir() if path.name == FILE] == [FILE]
