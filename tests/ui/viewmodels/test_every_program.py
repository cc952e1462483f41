"""The Pump page, the header and a stored visit say what a pump does, whatever its program."""

from fractions import Fraction

import pytest

from programmer.therapy.programs import PumpProgram
from programmer.therapy.quantities import PumpTime
from programmer.ui.viewmodels.pump_state import PumpState
from programmer.ui.widgets.notice_bar import NoticeKind
from tests.support.programs_of_every_kind import (
    BRIDGED,
    EVERY_KIND,
    MIXTURE,
    PATIENT,
    PERIODIC,
    PRIMED,
    SINGLE,
    TOKEN,
    WEEKLY,
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
    return {plain(fact.label): plain(fact.value) for fact in state.program}


def test_a_bridge_under_way_stands_in_amber_with_what_is_left_and_the_old_drug(bench: Bench) -> None:
    """12 h of 0.2 mL per day are 0.1 mL of 0.316 mL."""
    state = running(bench, BRIDGED, 12)
    notice = state.notices[0]
    assert notice.kind is NoticeKind.CAUTION
    said = plain(notice.headline)
    assert said.startswith("Bridge: ")
    assert said.endswith("0.216 mL still to push, old drug baclofen 500 mcg/mL.")
    assert plain(state.figure.aside) == "now at 100 mcg per day"
    assert told(state)["It gives the old baclofen 500 mcg/mL"] == "100 mcg per day"
    assert told(state)["Bridge under way"] == "0.216 mL left"
    assert "after what opens it" in state.figure.label


def test_a_bridge_that_is_over_is_not_spoken_of(bench: Bench) -> None:
    state = running(bench, BRIDGED, 48)
    assert not [notice for notice in state.notices if "ridge" in notice.headline]
    assert "after what opens it" not in state.figure.label


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
    assert found["Most patient boluses"] == "4 per 24 h, 2 per 8 h 0 min"
    assert found["Taken in the last 24 h"] == "1 of 4"
    assert found["Lockout"].startswith("until ")
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
    """2,000 mcg of 10 mg/mL are 4,000 mcg of 20 mg/mL; with 4 boluses 2,200 and 4,400 mcg."""
    state = running(bench, MIXTURE)
    found = told(state)
    assert plain(state.figure.under) == "HYDROmorphone 10 mg/mL"
    assert found["With bupivacaine 20 mg/mL"] == "4,000 mcg per day"
    assert found["Most HYDROmorphone in any 24 h"] == "2,200 mcg"
    assert found["Most bupivacaine in any 24 h"] == "4,400 mcg"


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
        assert ("Sun from 00:00", "150 mcg per day") in facts
    if program is BRIDGED:
        under_way = [plain(fact.value) for fact in record.pump_facts if fact.label == "Under way"]
        assert under_way[0].endswith("old drug baclofen 500 mcg/mL")
