"""Changing therapy, from the first keystroke to the pump's own word."""

import pytest

from programmer.records.rows import IntentKind, IntentRow
from programmer.simulator.tokens import TokenTable
from programmer.therapy.outcome import Confirmed
from programmer.therapy.programs import DaySchedule, ScheduleStep
from programmer.therapy.quantities import NanogramsPerDay, PumpTime, SecondsOfDay
from programmer.ui.viewmodels.program_state import ProgramState, ProgramStep, ResultKind
from programmer.ui.widgets.stop_button_state import StopPhase
from programmer.visit.notices import Notice, TaskProgress, UnsettledChanged
from programmer.visit.tasks import CommitProgram, SignUnknown, StageProgram
from programmer.visit.visit import SettledCommand
from tests.ui.pump_bench import Bench

STAGE_LIFE_S = 600


def facts(bench: Bench) -> dict[str, str]:
    return {
        fact.label: fact.value.replace("\u00a0", " ") for fact in bench.workstation.program.state.edit.facts
    }


def step(bench: Bench) -> ProgramStep:
    return bench.workstation.program.state.step


def kind(bench: Bench) -> ResultKind | None:
    result = bench.workstation.program.state.result
    return None if result is None else result.kind


def may_train(bench: Bench) -> bool:
    """Whether the one page that an open command of a pump outside this program keeps shut is open."""
    return bench.workstation.ways.state.train.enabled


def press_stop_twice(bench: Bench) -> None:
    bench.workstation.header.press_stop()
    bench.workstation.header.press_stop()


def test_without_a_pump_there_is_nothing_to_edit(bench: Bench) -> None:
    state = bench.workstation.program.state
    assert state.empty_words
    assert not state.next.enabled


@pytest.mark.requirement("CRISYS-008")
def test_editing_begins_with_what_the_pump_runs(bench: Bench) -> None:
    bench.connect()
    state = bench.workstation.program.state
    assert (state.edit.mode_key, state.edit.dose.text) == ("continuous", "90")
    assert state.edit.difference == "The same as in the pump"
    assert not state.next.enabled


def test_a_typed_dose_shows_the_rate_and_all_that_follows(bench: Bench) -> None:
    bench.connect()
    bench.edit_dose("102")
    state = bench.workstation.program.state
    assert state.edit.dose.under.replace("\u00a0", " ") == "rate 0.204 mL per day"
    assert facts(bench)["Dose per day"] == "102 mcg per day"
    assert facts(bench)["Change"] == "+12 mcg per day, +13.3 %"
    assert facts(bench)["Volume per day"] == "0.204 mL per day"
    assert facts(bench)["Days to alarm"] == "88 (was 99)"
    assert state.next.enabled


@pytest.mark.requirement("CRISYS-051", "CRISYS-054-055", "OPCA-R5.1.0-2")
@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ("40,2", "A comma is not accepted"),
        (".5", "write 0.5"),
        ("-3", "is negative"),
        ("12.0005", "finer than"),
        ("0", "choose Stopped"),
        ("1", "Less than this pump can deliver"),
        ("99999", "More than this pump can deliver"),
    ],
)
def test_what_cannot_be_taken_is_kept_as_typed_and_refused_with_its_reason(
    bench: Bench, typed: str, reason: str
) -> None:
    bench.connect()
    bench.edit_dose(typed)
    state = bench.workstation.program.state
    assert state.edit.dose.text == typed
    assert reason in state.edit.dose.reason
    assert not state.next.enabled
    bench.workstation.program.stage()
    assert not bench.tasks(StageProgram)


@pytest.mark.requirement("GIP-8.10")
def test_a_slip_of_the_decimal_point_is_pointed_out(bench: Bench) -> None:
    bench.connect()
    bench.edit_dose("900")
    state = bench.workstation.program.state
    assert any("a decimal point may be misplaced" in words for words in state.edit.limits.soft)
    assert "at most 1 mcg" not in state.edit.dose.reason
    assert not state.next.enabled


@pytest.mark.requirement("GIP-1.5")
def test_less_drug_says_what_its_loss_can_do(bench: Bench) -> None:
    bench.connect()
    bench.edit_dose("60")
    assert any(
        "Abrupt loss of baclofen can kill" in words for words in bench.workstation.program.state.edit.consider
    )


def test_a_schedule_that_is_no_schedule_cannot_go_on(bench: Bench) -> None:
    bench.connect()
    page = bench.workstation.program
    page.choose_mode("day-schedule")
    page.take_schedule(None)
    assert page.state.edit.schedule.hint == "The steps of the day are not complete"
    assert not page.state.edit.schedule.reason
    assert not page.state.next.enabled


def test_a_schedule_names_the_step_that_the_pump_cannot_deliver(bench: Bench) -> None:
    bench.connect()
    page = bench.workstation.program
    page.choose_mode("day-schedule")
    steps = ((0, 380_000), (25_200, 1_000))
    page.take_schedule(
        DaySchedule(tuple(ScheduleStep(SecondsOfDay(at), NanogramsPerDay(dose)) for at, dose in steps))
    )
    assert page.state.edit.schedule.reason.startswith("Step 2, from 07:00: Less than this pump can deliver")
    ((number, reason),) = page.state.edit.schedule.step_reasons
    assert number == 2
    assert reason.startswith("Less than this pump can deliver")


@pytest.mark.requirement("CRISYS-008")
def test_reset_brings_back_what_the_pump_runs(bench: Bench) -> None:
    bench.connect()
    bench.edit_dose("102")
    bench.workstation.program.reset_to_pump()
    assert bench.workstation.program.state.edit.dose.text == "90"


def test_the_comparison_shows_what_the_pump_read_back(bench: Bench) -> None:
    bench.connect()
    bench.stage("102")
    shown = bench.workstation.program.state.compare
    assert shown is not None
    dose = next(row for row in shown.rows if row.what == "Dose per day")
    assert (dose.in_pump, dose.proposed, dose.changed) == (
        "90\u00a0mcg per day",
        "102\u00a0mcg per day",
        True,
    )
    assert shown.confirm.enabled
    assert bench.site.pump.active_hash != bench.workstation.desk.story.staged.readback.sha256  # type: ignore[union-attr]


def test_confirming_twice_sends_once_and_ends_with_the_pumps_word(bench: Bench) -> None:
    bench.connect()
    bench.stage("102")
    bench.workstation.program.confirm()
    assert step(bench) is ProgramStep.SENDING
    bench.workstation.program.confirm()
    bench.run(2)
    result = bench.workstation.program.state.result
    assert len(bench.tasks(CommitProgram)) == 1
    assert result is not None
    assert result.kind is ResultKind.CONFIRMED
    assert result.headline.startswith("Confirmed by the pump at ")
    assert [line.replace("\u00a0", " ") for line in result.lines[:2]] == [
        "Dose per day 90 → 102 mcg per day, baclofen 500 mcg/mL",
        "Unidentified patient, pump RF20-10432",
    ]
    assert result.trouble is None
    assert bench.workstation.header.state.header.reservoir.replace("\u00a0", " ").endswith(" 88 days")
    bench.workstation.program.finish()
    assert bench.workstation.program.state.edit.dose.text == "102"
    assert step(bench) is ProgramStep.EDIT


def test_back_withdraws_what_was_staged(bench: Bench) -> None:
    bench.connect()
    bench.stage("102")
    bench.workstation.program.back()
    bench.run(1.5)
    bench.workstation.program.confirm()
    assert step(bench) is ProgramStep.EDIT
    assert bench.workstation.program.state.edit.dose.text == "102"
    assert not bench.tasks(CommitProgram)


def test_stop_takes_the_comparison_away_at_once(bench: Bench) -> None:
    bench.connect()
    bench.stage("102")
    press_stop_twice(bench)
    bench.workstation.program.confirm()
    state = bench.workstation.program.state
    assert state.step is ProgramStep.EDIT
    assert state.trouble is not None
    assert state.trouble.why == "STOP was pressed"
    assert not bench.tasks(CommitProgram)


@pytest.mark.requirement("CRISYS-057-058")
def test_a_comparison_lapses_after_ten_minutes(bench: Bench) -> None:
    bench.connect()
    bench.stage("102")
    bench.clock.wait_us(STAGE_LIFE_S * 1_000_000)
    bench.workstation.program.confirm()
    state = bench.workstation.program.state
    assert state.step is ProgramStep.EDIT
    assert state.trouble is not None
    assert "ten minutes" in state.trouble.why
    assert not bench.tasks(CommitProgram)


def test_a_lost_link_takes_the_comparison_away(bench: Bench) -> None:
    bench.connect()
    bench.stage("102")
    bench.line.lose_all_requests()
    bench.run(8)
    state = bench.workstation.program.state
    assert state.step is ProgramStep.EDIT
    assert state.blocked[0].what == "The link to the pump is lost"
    assert not state.next.enabled


def test_stop_during_staging_gives_way_and_stops(bench: Bench) -> None:
    bench.connect()
    bench.edit_dose("102")

    def stop_in_the_middle(notice: Notice) -> None:
        if isinstance(notice, TaskProgress) and isinstance(notice.task, StageProgram):
            bench.on_notice = None
            press_stop_twice(bench)

    bench.on_notice = stop_in_the_middle
    bench.workstation.program.stage()
    bench.run_until(lambda: bench.workstation.header.state.stop.phase is StopPhase.STOPPED)
    state = bench.workstation.program.state
    assert state.step is ProgramStep.EDIT
    assert state.trouble is not None
    assert not bench.site.pump.status().dose_rate


def test_a_lost_reply_is_not_known_until_the_pump_is_asked(bench: Bench) -> None:
    bench.connect()
    bench.stage("102")
    bench.line.lose_all_replies()
    bench.workstation.program.confirm()
    bench.run_until(lambda: step(bench) is ProgramStep.RESULT)
    assert kind(bench) is ResultKind.UNCERTAIN
    assert not may_train(bench)
    result = bench.workstation.program.state.result
    assert result is not None
    assert [line.replace("\u00a0", " ") for line in result.lines] == [
        "90 mcg per day in force before; 102 mcg per day may be in force now"
    ]
    assert result.trouble is not None
    assert result.trouble.what != result.headline
    assert result.settle.commands[0].replace("\u00a0", " ").endswith("(90 → 102 mcg per day)")
    bench.workstation.program.finish()
    assert step(bench) is ProgramStep.RESULT
    assert any(line.key.startswith("unsettled") for line in bench.workstation.banner.state.alarms)

    bench.line.lose_all_replies(False)
    bench.run(20)
    assert kind(bench) is ResultKind.CONFIRMED
    assert may_train(bench)
    assert not any(line.key.startswith("unsettled") for line in bench.workstation.banner.state.alarms)


def test_a_command_that_never_came_is_shown_with_its_proof(bench: Bench) -> None:
    bench.connect()
    bench.stage("102")
    bench.line.lose_all_requests()
    bench.workstation.program.confirm()
    bench.run_until(lambda: step(bench) is ProgramStep.RESULT)
    bench.line.lose_all_requests(False)
    bench.run(20)
    result = bench.workstation.program.state.result
    assert result is not None
    assert result.kind is ResultKind.FAILED
    assert result.trouble is not None
    assert "memory of commands" in result.trouble.why
    assert bench.site.pump.status().dose_rate == NanogramsPerDay(90_000)


def test_while_a_command_is_open_nothing_else_can_be_sent(bench: Bench) -> None:
    bench.connect()
    bench.stage("102")
    bench.line.lose_all_replies()
    bench.workstation.program.confirm()
    bench.run_until(lambda: step(bench) is ProgramStep.RESULT)
    assert not bench.workstation.pump.state.change_therapy.enabled
    assert bench.workstation.header.state.stop.phase is StopPhase.READY


@pytest.mark.requirement("GIP-8.8")
def test_another_programmer_between_reading_and_sending_is_refused(bench: Bench) -> None:
    bench.connect()
    bench.stage("102")
    bench.site.pump.stop(b"another programmer")
    bench.workstation.program.confirm()
    bench.run(3)
    result = bench.workstation.program.state.result
    assert result is not None
    assert result.kind is ResultKind.REFUSED


def test_what_is_proposed_and_what_runs_are_there_to_be_drawn(bench: Bench) -> None:
    bench.connect()
    bench.edit_dose("102")
    day = bench.workstation.program.state.edit.day
    assert [one.rate for one in day.present] == [90_000]
    assert [one.rate for one in day.proposed] == [102_000]


def test_what_the_pump_can_never_tell_is_closed_with_a_note_and_stays_not_known(bench: Bench) -> None:
    bench.connect()
    bench.stage("102")
    bench.line.lose_all_replies()
    bench.workstation.program.confirm()
    bench.run_until(lambda: step(bench) is ProgramStep.RESULT)
    bench.site.pump.tokens = TokenTable(b"memory made anew")
    bench.line.lose_all_replies(False)
    bench.run(15)
    page = bench.workstation.program
    page.sign_unknown()
    assert not bench.tasks(SignUnknown)
    page.type_signature("reset")
    result = page.state.result
    assert result is not None
    assert not result.settle.sign.enabled
    assert result.settle.sign.why_not == (
        "A reason says why in a few words, of 10 letters or more, at least 4 of them different"
    )
    page.type_signature("the pump was reset; its program was read and is right")
    page.sign_unknown()
    bench.run(5)
    result = page.state.result
    assert result is not None
    assert result.kind is ResultKind.UNCERTAIN
    assert result.lines[0] == "Closed with the note: the pump was reset; its program was read and is right"
    assert result.lines[1] == "The pump was read since: it runs the new program"
    page.finish()
    assert step(bench) is ProgramStep.EDIT


def reconnect_with_an_open_command(bench: Bench) -> None:
    bench.connect()
    bench.stage("102")
    bench.line.lose_all_replies()
    bench.workstation.program.confirm()
    bench.run_until(lambda: step(bench) is ProgramStep.RESULT)
    bench.workstation.connect_page.type_leaving_reason("the telemetry head broke")
    bench.workstation.connect_page.disconnect_pump()
    bench.run(1)
    bench.site.pump.tokens = TokenTable(b"memory made anew")
    bench.line.lose_all_replies(False)
    bench.connect()


def test_a_command_found_open_stands_on_its_own_page_until_it_is_closed(bench: Bench) -> None:
    reconnect_with_an_open_command(bench)
    page = bench.workstation.program
    result = page.state.result
    assert result is not None
    assert result.kind is ResultKind.UNCERTAIN
    assert result.headline == "It is not known whether the pump runs the new program"
    assert result.settle.commands[0].startswith("Program change of ")
    assert result.settle.ask_again.enabled
    assert not may_train(bench)
    assert bench.workstation.ways.state.connect.enabled
    page.finish()
    page.stage()
    assert step(bench) is ProgramStep.RESULT
    assert not bench.tasks(StageProgram)[1:]

    bench.run(3)
    page.type_signature("its program was read and is right")
    page.sign_unknown()
    bench.run(5)
    result = page.state.result
    assert result is not None
    assert result.lines[0].endswith("Closed with the note: its program was read and is right")
    assert may_train(bench)
    page.finish()
    assert step(bench) is ProgramStep.EDIT


def test_a_command_found_open_shows_its_outcome_once_the_pump_has_told(bench: Bench) -> None:
    reconnect_with_an_open_command(bench)
    (one,) = bench.workstation.desk.story.inherited
    settled = SettledCommand(one.intent, Confirmed(PumpTime(1_795_168_805_000_000), 7))
    bench.workstation.take_notice(UnsettledChanged((), (settled,)))
    result = bench.workstation.program.state.result
    assert result is not None
    assert result.kind is ResultKind.CONFIRMED
    assert "Confirmed by the pump at" in result.lines[0]
    bench.workstation.program.finish()
    assert step(bench) is ProgramStep.EDIT


def notice(bench: Bench) -> tuple[str, str]:
    shown = bench.workstation.program.state.notice
    return ("", "") if shown is None else (shown.headline, shown.text)


@pytest.mark.requirement("CRISYS-056")
def test_the_previous_program_is_named_only_while_another_is_worked_on(bench: Bench) -> None:
    bench.connect()
    assert notice(bench) == ("", "")
    bench.edit_dose("102")
    assert notice(bench)[0] == "The pump still runs the previous program."
    bench.stage("102")
    assert notice(bench)[0] == "The pump still runs the previous program."
    bench.workstation.program.confirm()
    bench.run(2)
    bench.workstation.program.finish()
    assert step(bench) is ProgramStep.EDIT
    assert notice(bench) == ("", "")


def test_of_a_stopped_pump_it_is_said_that_it_stays_stopped(bench: Bench) -> None:
    bench.connect()
    press_stop_twice(bench)
    bench.run(2)
    words = (
        "Delivery is stopped and stays stopped.",
        "A new program does not start it; resume it on the Pump page.",
    )
    assert notice(bench) == words
    bench.stage("102")
    previous = "The previous program stays in the pump and delivers nothing."
    assert notice(bench) == (words[0], f"{previous} {words[1]}")


def test_while_a_command_is_open_nobody_claims_to_know_what_the_pump_runs(bench: Bench) -> None:
    bench.connect()
    intents = (an_open_commit(bench),)
    bench.workstation.take_notice(UnsettledChanged(intents))
    assert step(bench) is ProgramStep.EDIT
    assert notice(bench)[0] == "It is not known what the pump runs."
    assert not bench.workstation.program.state.edit.difference


def an_open_commit(bench: Bench) -> IntentRow:
    found = bench.workstation.desk.story.interrogation
    assert found is not None
    before = found.status.program_hash
    kind, now = IntentKind.COMMIT_PROGRAM, bench.clock.utc_us()
    return IntentRow(b"i", b"s", b"p", "RF20-10432", kind, b"t", b"e", 1, 1, before, b"other", now)


@pytest.mark.requirement("IT-3")
def test_a_large_change_of_one_step_is_named_although_the_day_comes_to_the_same(bench: Bench) -> None:
    """Against 90 mcg per day at all times; what is given more and less cancels out over the day."""
    bench.connect()
    page = bench.workstation.program
    page.choose_mode("day-schedule")
    steps = ((0, 135_000), (6, 45_000), (12, 90_000), (18, 111_000), (21, 69_000))
    page.take_schedule(
        DaySchedule(
            tuple(ScheduleStep(SecondsOfDay(hour * 3600), NanogramsPerDay(dose)) for hour, dose in steps)
        )
    )
    words = [text.replace("\u00a0", " ") for text in page.state.edit.consider]
    assert words == ["From 00:00: +50 %", "From 06:00: −50 %", "From 18:00: +23.3 %"]


def test_what_follows_counts_from_resuming_on_while_the_pump_is_stopped(bench: Bench) -> None:
    bench.connect()
    press_stop_twice(bench)
    bench.run(2)
    bench.edit_dose("102")
    assert facts(bench)["Days to alarm"] == "88 from resuming on"
    assert facts(bench)["Alarm date"].endswith(" if resumed now")


def test_a_program_confirmed_by_a_stopped_pump_says_that_it_is_still_stopped(bench: Bench) -> None:
    bench.connect()
    press_stop_twice(bench)
    bench.run(2)
    bench.stage("102")
    bench.workstation.program.confirm()
    bench.run(2)
    result = bench.workstation.program.state.result
    assert result is not None
    assert result.kind is ResultKind.CONFIRMED
    assert result.trouble is not None
    assert result.trouble.what == "The pump is still stopped. Resume delivery on the Pump page"


def test_a_result_is_dropped_once_the_pump_is_assigned(bench: Bench) -> None:
    bench.connect()
    bench.stage("102")
    bench.workstation.program.confirm()
    bench.run(2)
    patient = bench.add_patient()
    page = bench.workstation.connect_page
    page.refresh()
    bench.turn()
    page.ask_to_assign(patient.id.hex())
    page.confirm_assignment()
    bench.run(2)
    assert bench.workstation.program.state.result is None


def test_staging_and_sending_are_told_step_by_step_with_their_limit(bench: Bench) -> None:
    bench.connect()
    seen: list[tuple[str, ...]] = []
    waits: list[str] = []

    def note(state: ProgramState) -> None:
        if state.progress is not None:
            steps = tuple(f"{step.words}: {step.state.name}" for step in state.progress.steps)
            seen.append(steps)
            waits.extend(step.aside for step in state.progress.steps if step.aside)

    page = bench.workstation.program
    page.changed.connect(note)
    bench.stage("103")
    page.confirm()
    bench.run_until(lambda: step(bench) is ProgramStep.RESULT)

    assert (
        "Sent beside the program in force: CURRENT",
        "Verified by the pump: WAITING",
        "Read back from the pump: WAITING",
    ) in seen
    assert (
        "Sent beside the program in force: DONE",
        "Verified by the pump: DONE",
        "Read back from the pump: CURRENT",
    ) in seen
    assert seen[-1] == (
        "Confirmed by you: DONE",
        "Sent to the pump, its answer is awaited: CURRENT",
        "Confirmed by the pump: WAITING",
    )
    assert waits[-1].replace("\u00a0", " ") == "at most 2.5 s, then it is asked"
