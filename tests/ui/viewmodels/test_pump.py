"""The pump as it is now."""

from dataclasses import replace
from math import isnan

import pytest

from programmer.telemetry.statistics import LinkStatistics
from programmer.therapy.drugs import DrugFill
from programmer.therapy.programs import DaySchedule, PumpProgram, ScheduleStep
from programmer.therapy.quantities import NanogramsPerDay, NanogramsPerMillilitre, PumpTime, SecondsOfDay
from programmer.ui.viewmodels.pump_state import PumpPhase, PumpState
from programmer.ui.widgets.notice_bar import NoticeKind
from programmer.ui.widgets.text_label import Tone
from programmer.visit.notices import StatusRead
from programmer.visit.tasks import Resume
from tests.ui.pump_bench import Bench


def state(bench: Bench) -> PumpState:
    return bench.workstation.pump.state


def stopped(bench: Bench) -> None:
    bench.connect()
    bench.workstation.header.press_stop()
    bench.workstation.header.press_stop()
    bench.run(2)


def plain(text: str) -> str:
    return text.replace("\u00a0", " ")


def test_without_a_pump_the_page_says_how_to_get_one(bench: Bench) -> None:
    assert state(bench).phase is PumpPhase.EMPTY
    assert "connect" in state(bench).empty_words


@pytest.mark.requirement("OPCA-R6.5.0-23", "OPCA-R6.8.0-9")
def test_a_live_pump_shows_dose_reservoir_and_alarm_date(bench: Bench) -> None:
    bench.connect()
    now = state(bench)
    assert now.phase is PumpPhase.LIVE
    assert now.headline.endswith("live")
    assert (now.figure.number, now.figure.unit) == ("90", "mcg per day")
    assert plain(now.figure.under) == "baclofen 500 mcg/mL"
    assert plain(now.figure.aside) == "0.18 mL per day"
    assert now.alarm_date.count(" ") == 3
    # A second of delivery has passed: a hundred whole days are no longer left, here as in the header.
    assert plain(now.alarm_line).startswith("in 99 days")
    assert plain(bench.workstation.header.state.header.reservoir).endswith("99 days")
    assert ("Alarms", "none active") in [(fact.label, fact.value) for fact in now.facts]
    assert ("Pump clock", "agrees") in [(fact.label, fact.value) for fact in now.facts]


def a_schedule() -> PumpProgram:
    steps = ((0, 380), (7, 190))
    mode = DaySchedule(
        tuple(ScheduleStep(SecondsOfDay(hour * 3600), NanogramsPerDay(dose * 1000)) for hour, dose in steps)
    )
    return PumpProgram(DrugFill("baclofen", NanogramsPerMillilitre(500_000)), mode)


def test_the_large_figure_of_a_schedule_is_the_dose_of_the_whole_day(bench: Bench) -> None:
    """7 h at 380 and 17 h at 190 mcg per day come to 245.4167 mcg; the rate of the moment stands under it."""
    bench.site.pump.install(a_schedule(), b"somebody else's.")
    bench.connect()
    figure = state(bench).figure
    assert plain(figure.label) == "Dose per day · day schedule, 2 steps"
    assert figure.number.endswith("245.417")
    rate = bench.site.pump.status().dose_rate.value // 1000
    assert plain(figure.aside) == f"now at {rate} mcg per day"


def test_samples_are_only_ever_appended(bench: Bench) -> None:
    bench.connect()
    first = state(bench).plots
    before = list(first.samples.rows(0, first.count))
    bench.run(5)
    then = state(bench).plots
    assert then.samples is first.samples
    assert then.count > first.count
    assert list(then.samples.rows(0, first.count)) == before


@pytest.mark.requirement("OPCA-R6.5.0-23", "OPCA-R6.7.0-6")
def test_a_lost_link_leaves_a_gap_and_what_was_read_is_stale(bench: Bench) -> None:
    bench.connect()
    bench.line.lose_all_requests()
    bench.run(8)
    bench.line.lose_all_requests(False)
    assert state(bench).phase is PumpPhase.STALE
    assert state(bench).figure.stale
    assert plain(state(bench).figure.label) == "Dose per day when last heard · continuous"
    assert "last heard" in state(bench).headline
    bench.run(6)
    plots = state(bench).plots
    levels = [row[1] for row in plots.samples.rows(0, plots.count)]
    assert sum(isnan(level) for level in levels) == 1


def test_the_calculated_curve_ends_at_the_alarm(bench: Bench) -> None:
    bench.connect()
    plots = state(bench).plots
    first, last = plots.predicted[0], plots.predicted[-1]
    assert plots.refill_at is not None
    assert last[0] == plots.refill_at
    assert abs(last[1] - 2.0) < 0.000_01
    assert first[1] > last[1]
    assert all(
        later[0] > earlier[0] for earlier, later in zip(plots.predicted, plots.predicted[1:], strict=False)
    )


@pytest.mark.requirement("IT-7")
def test_a_stopped_pump_will_reach_no_alarm_by_delivering(bench: Bench) -> None:
    stopped(bench)
    assert state(bench).phase is PumpPhase.STOPPED
    assert not state(bench).plots.predicted
    assert state(bench).figure.number == "0"
    assert plain(state(bench).figure.label) == "Delivery stopped · continuous"
    assert plain(state(bench).figure.aside) == "instead of 90 mcg per day"
    assert state(bench).resume.visible


def test_resuming_takes_a_question_and_an_answer(bench: Bench) -> None:
    stopped(bench)
    bench.workstation.pump.confirm_resume()
    assert not bench.tasks(Resume)
    bench.workstation.pump.ask_to_resume()
    assert "baclofen" in state(bench).resume.question
    bench.workstation.pump.confirm_resume()
    bench.workstation.pump.confirm_resume()
    assert len(bench.tasks(Resume)) == 1
    bench.run(2)
    assert state(bench).phase is PumpPhase.LIVE
    result = state(bench).resume.result
    assert result is not None
    assert result.headline.startswith("Delivery was resumed, confirmed by the pump at ")
    assert result.kind is NoticeKind.INFO


def resumed(bench: Bench) -> None:
    stopped(bench)
    bench.workstation.pump.ask_to_resume()
    bench.workstation.pump.confirm_resume()
    bench.run(2)
    assert state(bench).resume.result is not None


def test_a_resuming_that_was_taken_back_is_told_with_who_stopped_delivery(bench: Bench) -> None:
    resumed(bench)
    bench.site.pump.stop(b"somebody else")
    bench.run(2)
    assert state(bench).phase is PumpPhase.STOPPED
    result = state(bench).resume.result
    assert result is not None
    assert result.headline.endswith(", but the pump is stopped.")
    assert result.text.startswith("Delivery is stopped, by a programmer, since ")


def test_a_resuming_is_no_longer_told_after_the_next_command(bench: Bench) -> None:
    resumed(bench)
    bench.workstation.header.press_stop()
    bench.workstation.header.press_stop()
    assert state(bench).resume.result is None


def test_a_resuming_is_no_longer_told_once_the_pump_is_assigned(bench: Bench) -> None:
    resumed(bench)
    page = bench.workstation.connect_page
    patient = bench.add_patient()
    page.refresh()
    bench.turn()
    page.ask_to_assign(patient.id.hex())
    page.confirm_assignment()
    bench.run(2)
    assert state(bench).resume.result is None


def test_the_question_can_be_dropped(bench: Bench) -> None:
    stopped(bench)
    bench.workstation.pump.ask_to_resume()
    bench.workstation.pump.drop_resume()
    bench.workstation.pump.confirm_resume()
    assert not bench.tasks(Resume)


def test_a_question_put_to_another_state_of_the_pump_no_longer_stands(bench: Bench) -> None:
    stopped(bench)
    bench.workstation.pump.ask_to_resume()
    bench.site.pump.stop(b"another STOP")
    bench.run(2)
    bench.workstation.pump.confirm_resume()
    assert not bench.tasks(Resume)


def test_interrogating_again_reads_everything(bench: Bench) -> None:
    bench.connect()
    before = bench.workstation.desk.story.interrogation
    bench.workstation.pump.interrogate()
    assert not state(bench).interrogate.enabled
    bench.run(2)
    after = bench.workstation.desk.story.interrogation
    assert after is not before
    assert state(bench).interrogate.enabled


def test_an_open_command_can_be_closed_only_with_a_note_beside_a_reading(bench: Bench) -> None:
    bench.connect()
    bench.stage("102")
    bench.line.lose_all_replies()
    bench.workstation.program.confirm()
    bench.run(8)
    page = bench.workstation.pump
    assert state(bench).phase is PumpPhase.UNCERTAIN
    assert state(bench).settle.commands[0].startswith("Program change of ")
    page.type_signature("the pump was exchanged")
    assert not state(bench).settle.sign.enabled
    assert "fresh reading" in state(bench).settle.sign.why_not


def facts(bench: Bench) -> dict[str, str]:
    return {fact.label: plain(fact.value) for fact in state(bench).facts}


def test_the_alarms_on_the_page_are_those_of_the_banner_over_it(bench: Bench) -> None:
    stopped(bench)
    assert facts(bench)["Alarms"] == "Delivery is stopped: no drug is given"
    assert facts(bench)["Alarms"] in [line.words for line in bench.workstation.banner.state.alarms]


@pytest.mark.requirement("GIP-4.13", "GPCA-EC18")
def test_alarms_of_a_pump_out_of_reach_are_not_known(bench: Bench) -> None:
    bench.connect()
    bench.line.lose_all_requests()
    bench.run(8)
    assert facts(bench)["Alarms"].startswith("not known since ")


@pytest.mark.requirement("OPCA-R6.6.0-8")
@pytest.mark.parametrize("simulated", [False, True])
def test_the_pumps_clock_is_compared_by_the_newest_status(bench: Bench, simulated: bool) -> None:
    bench.site.pump.identity = replace(bench.site.pump.identity, simulated=simulated)
    bench.connect()
    ahead_us = 13_200 * 1_000_000
    bench.site.pump.advance_to(PumpTime(bench.site.pump.now.value + ahead_us))
    status = bench.site.pump.status()
    bench.workstation.take_notice(StatusRead(status, LinkStatistics(), bench.clock.utc_us()))
    clock = next(fact for fact in state(bench).facts if fact.label == "Pump clock")
    assert plain(clock.value) == "3 h 40 min ahead"
    assert clock.tone is not Tone.PLAIN
    words = [(plain(notice.headline), notice.text) for notice in state(bench).notices]
    # A simulated pump may run ahead on purpose: there the fact is enough.
    told = "The pump's clock is 3 h 40 min ahead of this workstation."
    assert words == ([] if simulated else [(told, "Schedules follow the pump's clock.")])
