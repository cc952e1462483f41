"""The Pump page, the header and a stored visit say what a pump does, whatever its program."""

from dataclasses import replace
from fractions import Fraction
from math import isnan

import pytest

from programmer.therapy.drug_library import shortest_stability
from programmer.therapy.drugs import DrugFill
from programmer.therapy.programs import Continuous, PumpProgram
from programmer.therapy.quantities import NanogramsPerMillilitre, PumpTime
from programmer.ui.viewmodels.pump_state import PumpState
from programmer.ui.widgets.notice_bar import NoticeKind
from programmer.visit.comparison import refill_by
from tests.support.programs_of_every_kind import (
    BRIDGE,
    BRIDGED,
    EVERY_KIND,
    HYDROMORPHONE,
    MIXTURE,
    ON_REQUEST,
    PATIENT,
    PERIODIC,
    PRIMED,
    SINGLE,
    TOKEN,
    WEEKLY,
    micrograms,
)
from tests.ui.pump_bench import Bench


def running(bench: Bench, program: PumpProgram, hours: Fraction | int = 0) -> PumpState:
    """The page of a pump in which that program took effect so many hours ago."""
    bench.site.pump.install(program, TOKEN)
    bench.site.pump.advance_to(PumpTime(bench.site.pump.now.value + int(hours * 3_600_000_000)))
    bench.site.run_at(1)
    bench.connect()
    return bench.workstation.pump.state


def plain(text: str) -> str:
    return text.replace("\u00a0", " ")


def told(state: PumpState) -> dict[str, str]:
    return {plain(fact.label): plain(fact.value) for fact in (*state.now, *state.program)}


def test_a_bridge_under_way_stands_in_amber_with_what_is_left_and_the_old_drug(bench: Bench) -> None:
    """12 h of 0.2 mL per day are 0.1 mL of 0.316 mL."""
    state = running(bench, BRIDGED, 12)
    notice = state.notices[0]
    assert notice.kind is NoticeKind.CAUTION
    said = plain(notice.headline)
    assert said.startswith("Bridge: ")
    assert "0.216 mL still to push, old drug baclofen 500 mcg/mL, until " in said


def test_the_large_figure_of_a_bridge_is_what_it_gives_now_and_of_the_old_drug(bench: Bench) -> None:
    """The new baclofen 2,000 mcg/mL must not be read as what flows: for 1.08 days more it is the old 500 mcg/mL."""
    state = running(bench, BRIDGED, 12)
    assert plain(state.figure.label) == "Bridge under way"
    assert (state.figure.number, state.figure.unit) == ("100", "mcg per day")
    assert plain(state.figure.under) == "baclofen 500 mcg/mL, the old drug"
    assert plain(state.figure.aside) == "0.2 mL per day"
    found = told(state)
    assert found["Still to push"] == "0.216 mL"
    assert found["After it"].startswith("108 mcg per day of baclofen 2,000 mcg/mL, periodic bolus")
    assert found["Bridge ends"].endswith(", in 1 day 1 h")
    headline = plain(state.notices[0].headline)
    assert f", until {found['Bridge ends'].rpartition(', in ')[0]}" in headline


def test_the_large_figure_of_a_prime_is_what_is_still_to_push_and_no_dose(bench: Bench) -> None:
    state = running(bench, PRIMED)
    assert plain(state.figure.label) == "Priming bolus under way"
    assert (state.figure.number, state.figure.unit) == ("0.316", "mL still to push")
    assert plain(state.figure.under) == "It fills the path and counts as no dose"
    assert told(state)["After it"] == "90 mcg per day of baclofen 500 mcg/mL, continuous"
    assert told(state)["Priming bolus ends"].endswith("in 18 min 56 s")


def test_a_bridge_that_is_held_gives_nothing_and_has_no_end_yet(bench: Bench) -> None:
    bench.site.pump.install(BRIDGED, TOKEN)
    bench.site.pump.stop(b"another's stop  ")
    bench.connect()
    state = bench.workstation.pump.state
    assert plain(state.figure.label) == "Delivery stopped · bridge waits"
    assert state.figure.number == "0"
    assert plain(state.figure.aside) == "instead of 100 mcg per day"
    assert told(state)["Bridge ends"] == "waits until delivery is resumed"


MORPHINE_AFTER_BACLOFEN = PumpProgram(
    DrugFill("morphine", NanogramsPerMillilitre(20_000_000)), Continuous(micrograms(1000)), opening=BRIDGE
)


def test_what_was_delivered_and_what_is_drawn_name_their_drug_while_and_after_a_bridge(bench: Bench) -> None:
    state = running(bench, MORPHINE_AFTER_BACLOFEN, 12)
    assert "morphine delivered today" in [fact.label for fact in state.reservoir_facts]
    assert plain(state.plots.rate_of).startswith("baclofen until ")
    assert state.plots.rate_of.endswith(", then morphine")
    assert state.plots.delivered_of == "morphine"
    bench.site.pump.advance_to(PumpTime(bench.site.pump.now.value + 48 * 3_600_000_000))
    bench.workstation.pump.interrogate()
    bench.run(2)
    plots = bench.workstation.pump.state.plots
    assert plots.rate_of == "morphine"
    rows = list(plots.samples.rows(0, plots.count))
    # The doses of baclofen are gone from an axis that says morphine; the levels are still there.
    assert 100 not in [row[2] for row in rows]
    assert rows[-1][2] == 1000
    assert rows[0][0] < rows[-1][0]
    assert not isnan(rows[0][1])


def test_the_patient_gets_no_bolus_while_a_bridge_runs(bench: Bench) -> None:
    found = told(running(bench, replace(BRIDGED, patient_bolus=ON_REQUEST), 1))
    assert found["Next patient bolus"] == "none until the bridge is over"


def test_a_single_bolus_under_way_says_how_large_it_is_and_until_when(bench: Bench) -> None:
    found = told(running(bench, SINGLE))
    assert found["Single bolus under way"].startswith("20 mcg, until ")


def test_every_step_of_a_schedule_stands_on_the_page(bench: Bench) -> None:
    found = told(running(bench, WEEKLY))
    assert found["Mon, Tue, Wed, Thu, Fri from 07:00"] == "200 mcg per day"
    assert found["Sat, Sun from 00:00"] == "150 mcg per day"


FIVE_DRUGS = PumpProgram(
    HYDROMORPHONE,
    Continuous(micrograms(500)),
    tuple(
        DrugFill(name, NanogramsPerMillilitre(concentration))
        for name, concentration in (
            ("bupivacaine", 7_500_000),
            ("clonidine", 100_000),
            ("baclofen", 100_000),
            ("ziconotide", 2_000),
        )
    ),
)


@pytest.mark.requirement("CRISYS-018")
def test_the_refill_is_due_when_any_drug_of_a_mixture_keeps_no_longer(bench: Bench) -> None:
    """The level lasts much longer; the drug that keeps shortest beside ziconotide asks for the refill."""
    state = running(bench, FIVE_DRUGS)
    due = shortest_stability(FIVE_DRUGS.drugs, bench.context.drugs)
    assert due is not None
    assert state.alarm_title == f"Refill by: {due.shown} keeps no longer"
    assert plain(state.alarm_line).startswith(f"in {due.days} days if filled today, earlier if filled before")
    header = plain(bench.workstation.header.state.header.reservoir)
    assert header.endswith(f"refill in {due.days} days")
    levels = [fact.label for fact in state.reservoir_facts]
    assert "Low-reservoir alarm" in levels
    now = bench.site.pump.now
    in_comparison, _ = refill_by(now, FIVE_DRUGS, None, bench.context.drugs)
    assert state.alarm_date == in_comparison
    assert state.plots.refill_at is not None
    assert state.plots.refill_at - now.value / 1e6 < (due.days + 1) * 86_400


def test_a_bridge_that_is_over_is_not_spoken_of(bench: Bench) -> None:
    state = running(bench, BRIDGED, 48)
    assert not [notice for notice in state.notices if "ridge" in notice.headline]
    assert plain(state.figure.label).startswith("Mean dose per day")
    assert plain(state.figure.under) == "baclofen 2,000 mcg/mL"


def test_the_curve_of_a_bridge_goes_on_with_the_new_program(bench: Bench) -> None:
    """100 mcg per day of the old drug, then 48 mcg per day and boluses of 10 mcg in 10 min: 1,440 mcg per day more."""
    rates = [row[2] for row in running(bench, BRIDGED).plots.predicted[:40]]
    assert rates[0] == 100
    assert {48.0, 1488.0} <= set(rates)
    assert rates.index(100.0) < rates.index(48.0) < rates.index(1488.0)


def test_a_prime_shows_its_own_flow(bench: Bench) -> None:
    """316 microlitres in 1,138 s are 23.9916 mL per day."""
    state = running(bench, PRIMED)
    assert plain(state.notices[0].headline).startswith("Priming bolus: ")
    assert plain(state.figure.aside).endswith("23.9916 mL per day")


def test_a_stopped_bridge_is_taken_up_where_it_was(bench: Bench) -> None:
    bench.site.pump.install(BRIDGED, TOKEN)
    bench.site.pump.stop(b"another's stop  ")
    bench.connect()
    state = bench.workstation.pump.state
    assert "it waits until delivery is resumed" in state.notices[0].headline


def test_a_patient_bolus_shows_its_limits_what_was_taken_and_the_lockout(bench: Bench) -> None:
    bench.site.pump.install(PATIENT, TOKEN)
    bench.site.pump.press_button()
    bench.connect()
    found = told(bench.workstation.pump.state)
    assert found["Patient bolus"] == "5 mcg over 5 min"
    assert found["Most patient boluses"] == "4 per 24 h"
    assert found["Most in a window"] == "2 per 8 h 0 min"
    assert found["Taken in the last 24 h"] == "1 of 4"
    assert found["Next patient bolus"].startswith("locked out until ")
    assert found["Most baclofen in any 24 h"] == "110 mcg"
    assert "Patient bolus under way" in found


def test_the_curve_says_that_it_has_no_patient_boluses_in_it(bench: Bench) -> None:
    assert running(bench, PATIENT).plots.words == "without the patient's boluses"


@pytest.mark.requirement("CRISYS-018")
def test_the_alarm_counts_every_allowed_bolus_here_and_in_the_header(bench: Bench) -> None:
    """90 and 4 of 5 mcg a day: 0.22 mL; 18 mL last 81 days; a second is gone, and 81.8 stay 81."""
    state = running(bench, PATIENT)
    assert plain(state.alarm_line) == "in 81 days with the program in force, every allowed bolus taken"
    assert plain(bench.workstation.header.state.header.reservoir).endswith("81 days")


@pytest.mark.requirement("IT-4")
def test_a_periodic_bolus_says_how_many_a_day_it_makes(bench: Bench) -> None:
    found = told(running(bench, PERIODIC))
    assert found["Interval"] == "every 4 h 0 min = 6 per day"


def test_every_drug_of_a_mixture_is_there_as_it_must_be_written(bench: Bench) -> None:
    """2 mg of 10 mg/mL are 4 mg of 20 mg/mL; with 4 boluses 2.2 and 4.4 mg."""
    state = running(bench, MIXTURE)
    found = told(state)
    assert plain(state.figure.under) == "HYDROmorphone 10 mg/mL"
    assert found["With bupivacaine 20 mg/mL"] == "4 mg per day"
    assert found["Most HYDROmorphone in any 24 h"] == "2.2 mg"
    assert found["Most bupivacaine in any 24 h"] == "4.4 mg"


def test_a_single_bolus_that_was_given_no_longer_brings_the_alarm_nearer(bench: Bench) -> None:
    """20 mL less 0.04 mL and a day of 0.18 mL are 17.78 mL above the mark: 98 whole days of 0.18 mL."""
    assert plain(running(bench, SINGLE, 24).alarm_line).startswith("in 98 days")


@pytest.mark.parametrize("program", EVERY_KIND.values(), ids=EVERY_KIND)
def test_a_stored_visit_can_be_opened_whatever_the_program(bench: Bench, program: PumpProgram) -> None:
    running(bench, program)
    bench.workstation.connect_page.disconnect_pump()
    bench.run(1)
    history = bench.workstation.history
    history.refresh()
    bench.run(0.1)
    history.open_session(str(history.state.rows[0].key))
    bench.run(0.1)
    record = history.state.record
    assert record is not None
    facts = [(plain(fact.label), plain(fact.value)) for fact in record.program]
    assert [label for label, _ in facts][:1] == ["Drug"]
    assert any(label.startswith("Most ") for label, _ in facts)
    if program is WEEKLY:
        assert ("Sat, Sun from 00:00", "150 mcg per day") in facts
    if program is BRIDGED:
        under_way = [plain(fact.value) for fact in record.pump_facts if fact.label == "Under way"]
        assert under_way[0].endswith("old drug baclofen 500 mcg/mL")
