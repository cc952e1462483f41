"""The top of the window and the STOP button's machine."""

from dataclasses import replace

import pytest

from programmer.known_error import KnownError
from programmer.resources_location import resource_path
from programmer.telemetry.statistics import LinkStatistics
from programmer.therapy.alarms import Priority
from programmer.therapy.quantities import MICROSECONDS_PER_DAY, PumpTime
from programmer.ui.widgets.stop_button_state import StopPhase
from programmer.visit.notices import Notice, RecordsFailed, StatusRead, StopBegun, StopNotSent, ThreadBroke
from tests.support.trusted import stranger
from tests.ui.pump_bench import Bench


def phase(bench: Bench) -> StopPhase:
    return bench.workstation.header.state.stop.phase


def press_twice(bench: Bench) -> None:
    bench.workstation.header.press_stop()
    bench.workstation.header.press_stop()


def link(bench: Bench) -> str:
    return bench.workstation.header.state.header.link.replace("\u00a0", " ")


def test_without_a_pump_stop_says_that_there_is_none(bench: Bench) -> None:
    bench.workstation.header.press_stop()
    assert phase(bench) is StopPhase.UNAVAILABLE
    assert link(bench) == "No pump"
    assert bench.workstation.header.state.header.patient == "No patient"


@pytest.mark.requirement("OPCA-R6.5.0-1")
def test_the_header_says_who_what_and_how_long(bench: Bench) -> None:
    bench.connect()
    header = bench.workstation.header.state.header
    assert header.patient == "Unidentified patient"
    assert header.pump.split() == ["Reference", "20", "RF20-10432"]
    assert link(bench) == "Ready · < 1 ms"
    assert header.reservoir.replace("\u00a0", " ") == "20 mL · refill in 99 days"
    assert header.battery.replace("\u00a0", " ") == "4 years 1 month"
    assert not header.stale


def test_no_days_are_told_of_a_program_that_was_not_read(bench: Bench) -> None:
    bench.connect()
    other = replace(bench.site.pump.status(), program_hash=b"x" * 32)
    bench.workstation.take_notice(StatusRead(other, LinkStatistics(), bench.clock.utc_us()))
    assert "days" not in bench.workstation.header.state.header.reservoir


def test_the_first_press_only_arms_and_says_what_loss_of_this_drug_means(bench: Bench) -> None:
    bench.connect()
    bench.workstation.header.press_stop()
    assert phase(bench) is StopPhase.ARMED
    assert "baclofen can kill" in bench.workstation.header.state.stop.detail
    bench.run(1)
    assert bench.site.pump.status().dose_rate.value == 90_000
    assert 0.7 < bench.workstation.header.state.stop_time_left < 0.9


def test_a_press_after_six_seconds_only_arms_again(bench: Bench) -> None:
    bench.connect()
    bench.workstation.header.press_stop()
    bench.run(6)
    assert phase(bench) is StopPhase.READY
    bench.workstation.header.press_stop()
    assert phase(bench) is StopPhase.ARMED
    bench.run(1)
    assert bench.site.pump.status().dose_rate.value == 90_000


def test_a_press_after_six_seconds_arms_again_even_if_nothing_was_drawn_meanwhile(bench: Bench) -> None:
    bench.connect()
    bench.workstation.header.press_stop()
    bench.clock.wait_us(6_000_000)
    bench.workstation.header.press_stop()
    assert phase(bench) is StopPhase.ARMED


def test_the_second_press_is_not_confirmed_until_the_pump_says_so(bench: Bench) -> None:
    bench.connect()
    seen: list[tuple[StopPhase, str]] = []

    def look(notice: Notice) -> None:
        if isinstance(notice, StopBegun):
            stop = bench.workstation.header.state.stop
            seen.append((stop.phase, stop.words))

    bench.on_notice = look
    bench.workstation.header.press_stop()
    bench.workstation.header.press_stop()
    assert phase(bench) is StopPhase.SENDING
    bench.run(2)
    stop = bench.workstation.header.state.stop
    assert seen == [(StopPhase.SENDING, "Stopping, not confirmed")]
    assert stop.phase is StopPhase.STOPPED
    assert stop.words.startswith("Stopped ")
    assert stop.detail == "confirmed by the pump"


@pytest.mark.requirement("IT-7")
def test_a_pump_that_is_found_stopped_is_shown_so(bench: Bench) -> None:
    bench.site.pump.stop(b"somebody else's STOP")
    bench.connect()
    assert phase(bench) is StopPhase.STOPPED
    alarms = bench.workstation.banner.state.alarms
    assert [line.key for line in alarms if line.priority >= Priority.MEDIUM] == ["stopped"]


def test_a_stop_whose_answer_is_lost_is_not_known_and_offered_again_after_a_reading(bench: Bench) -> None:
    bench.connect()
    bench.line.lose_all_replies()
    bench.workstation.header.press_stop()
    bench.workstation.header.press_stop()
    bench.run_until(lambda: "not known" in bench.workstation.header.state.stop.detail)
    assert any(line.priority is Priority.HIGH for line in bench.workstation.banner.state.alarms)
    assert bench.workstation.header.state.stop.detail == "last STOP not known, sent no more"
    assert phase(bench) is StopPhase.READY
    bench.line.lose_all_replies(False)
    bench.run(10)
    assert phase(bench) is StopPhase.STOPPED
    assert bench.workstation.header.state.stop.detail == "confirmed by the pump"


def test_stop_can_be_pressed_again_while_the_last_one_is_not_known(bench: Bench) -> None:
    bench.connect()
    bench.line.lose_all_requests()
    press_twice(bench)
    bench.run_until(lambda: "not known" in bench.workstation.header.state.stop.detail)
    bench.line.lose_all_requests(False)
    press_twice(bench)
    bench.run(4)
    assert phase(bench) is StopPhase.STOPPED
    assert bench.site.pump.status().dose_rate.value == 0
    assert not bench.workstation.desk.story.unsettled


def test_a_stop_that_was_done_counts_although_the_next_one_could_not_be_sent(bench: Bench) -> None:
    bench.connect()
    bench.line.lose_all_replies()
    press_twice(bench)
    bench.run_until(lambda: "not known" in bench.workstation.header.state.stop.detail)
    press_twice(bench)
    bench.run_until(lambda: phase(bench) is StopPhase.READY)
    assert bench.workstation.header.state.stop.detail == "last STOP not carried out"
    bench.line.lose_all_replies(False)
    bench.run(10)
    assert phase(bench) is StopPhase.STOPPED
    assert not any(line.key == "stop-not-done" for line in bench.workstation.banner.state.alarms)
    assert bench.workstation.desk.story.stopped_by_us


def test_the_button_says_that_a_stop_goes_out_at_once_and_is_repeated_in_this_session(bench: Bench) -> None:
    bench.connect()
    bench.run(2)
    assert bench.workstation.header.state.stop.detail == "sent at once"
    bench.workstation.header.press_stop()
    assert "repeated until the pump confirms, in this session" in bench.workstation.header.state.stop.detail
    bench.workstation.header.press_stop()
    stop = bench.workstation.header.state.stop
    assert (stop.words, stop.detail) == ("Stopping, not confirmed", "repeated in this session")


def test_without_a_session_the_button_says_what_to_do(bench: Bench) -> None:
    assert bench.workstation.header.state.stop.detail == "connect to a pump first"
    bench.trust, known = stranger(5), bench.trust
    bench.workstation.connect_page.connect_pump()
    assert bench.workstation.header.state.stop.detail == "once the pump is read"
    bench.run(1)
    assert bench.workstation.header.state.stop.detail == "pair with the pump first"
    assert phase(bench) is StopPhase.UNAVAILABLE
    bench.trust = known
    bench.workstation.connect_page.give_up_pairing()
    bench.connect()
    assert phase(bench) is StopPhase.READY


def test_the_manual_explains_whatever_the_button_says_before_and_after_a_stop_that_is_not_known(
    bench: Bench,
) -> None:
    said = {bench.workstation.header.state.stop.detail}
    bench.workstation.header.changed.connect(
        lambda state: said.add(state.stop.detail) if state.stop.phase is not StopPhase.ARMED else None
    )
    bench.connect()
    bench.line.lose_all_replies()
    press_twice(bench)
    bench.run(12)
    manual = resource_path("manual", "index.html").read_text(encoding="utf-8")
    assert "last STOP not known, sent no more" in said
    assert {words for words in said if words not in manual} == set()


def test_with_a_lost_link_stop_calls_the_pump_and_keeps_nothing_for_later(bench: Bench) -> None:
    bench.connect()
    bench.line.lose_all_requests()
    bench.run(8)
    assert bench.workstation.header.state.stop.detail == "calls the pump first"
    bench.workstation.header.press_stop()
    assert "nothing is kept to be sent later" in bench.workstation.header.state.stop.detail
    bench.workstation.header.press_stop()
    assert bench.workstation.header.state.stop.detail == "sent if the pump answers now"
    bench.run_until(lambda: phase(bench) is StopPhase.READY)
    assert bench.workstation.header.state.stop.detail == "last STOP not carried out"
    bench.line.lose_all_requests(False)
    bench.run(10)
    assert bench.workstation.desk.story.live
    assert bench.site.pump.status().dose_rate.value == 90_000


def test_a_stop_that_never_came_is_offered_again(bench: Bench) -> None:
    bench.connect()
    bench.line.lose_all_requests()
    bench.workstation.header.press_stop()
    bench.workstation.header.press_stop()
    bench.run(12)
    bench.line.lose_all_requests(False)
    bench.run(10)
    assert phase(bench) is StopPhase.READY
    assert bench.site.pump.status().dose_rate.value == 90_000
    assert bench.workstation.header.state.stop.detail == "last STOP not carried out"


def test_a_stop_that_failed_is_the_first_alarm_until_stop_is_pressed_again(bench: Bench) -> None:
    bench.connect()
    error = KnownError("Disk full", "no room", "Make room, then press STOP again")
    bench.workstation.take_notice(RecordsFailed(error))
    bench.workstation.take_notice(StopBegun())
    bench.workstation.take_notice(StopNotSent(error))
    line = bench.workstation.banner.state.by_urgency()[0]
    assert line.priority is Priority.HIGH
    assert line.words == "STOP was not carried out: Disk full. Make room, then press STOP again"
    bench.run(5)
    assert bench.workstation.banner.state.by_urgency()[0].key == "stop-not-done"
    assert any("was not carried out: Disk full" in why for why in bench.workstation.leaving.state.reasons)
    bench.workstation.header.press_stop()
    bench.workstation.header.press_stop()
    assert not any(line.key == "stop-not-done" for line in bench.workstation.banner.state.alarms)
    bench.run(2)
    assert phase(bench) is StopPhase.STOPPED


@pytest.mark.requirement("GIP-4.13", "GPCA-EC18", "IT-1", "OPCA-R6.7.0-6")
def test_a_lost_link_says_since_when_and_that_alarms_are_not_known(bench: Bench) -> None:
    bench.connect()
    bench.line.lose_all_requests()
    bench.run(8)
    header = bench.workstation.header.state.header
    assert header.link.startswith("Lost ")
    assert header.stale
    assert "ago" in header.reservoir
    lost = next(line for line in bench.workstation.banner.state.alarms if line.key == "link-lost")
    assert lost.priority is Priority.MEDIUM
    assert "alarm state unknown since" in lost.words
    assert phase(bench) is StopPhase.READY
    bench.line.lose_all_requests(False)
    bench.run(6)
    assert link(bench).startswith("Ready")
    assert not bench.workstation.banner.state.alarms


def test_arming_can_be_dropped(bench: Bench) -> None:
    bench.connect()
    bench.workstation.header.press_stop()
    bench.workstation.header.drop_stop()
    assert phase(bench) is StopPhase.READY


@pytest.mark.requirement("OPCA-R6.5.0-11")
def test_the_pumps_own_alarms_are_on_the_banner(bench: Bench) -> None:
    bench.connect()
    bench.site.pump.advance_to(PumpTime(bench.site.pump.now.value + 101 * MICROSECONDS_PER_DAY))
    bench.run(2)
    assert any(line.words == "Low reservoir" for line in bench.workstation.banner.state.alarms)


@pytest.mark.requirement("OPCA-R7.4.0-3")
@pytest.mark.expected_log("the pump's thread broke")
def test_a_broken_thread_is_an_urgent_alarm_and_takes_stop_away(bench: Bench) -> None:
    bench.connect()
    bench.workstation.take_notice(ThreadBroke("trace"))
    assert phase(bench) is StopPhase.UNAVAILABLE
    assert bench.workstation.banner.state.alarms[0].key == "thread-broke"
    assert bench.workstation.banner.state.alarms[0].priority is Priority.HIGH


def test_the_foot_says_what_this_is_and_when_it_was_heard_last(bench: Bench) -> None:
    bench.connect()
    footer = bench.workstation.footer.state.footer
    assert footer.left[0] == "Simulated pump — not a patient"
    assert footer.left[2].replace("\u00a0", " ") in {"last contact 0 s ago", "last contact 1 s ago"}
    assert "J. Clinician" in footer.right
    assert any("not a certified medical device" in words for words in bench.workstation.footer.state.about)
