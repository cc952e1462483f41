"""The way to a pump."""

from dataclasses import replace
from pathlib import Path

import pytest

from programmer.records.rows import IntentKind
from programmer.simulator.tokens import TokenTable
from programmer.ui import phrases
from programmer.ui.history_thread import HistoryAnswer
from programmer.ui.viewmodels.connect_state import ConnectPhase, ConnectState, LinkKind
from programmer.ui.viewmodels.open_elsewhere import open_notices
from programmer.ui.viewmodels.story import PumpStory
from programmer.visit.notices import Notice, TaskProgress
from programmer.visit.tasks import Connect, EndVisit
from programmer.visit.until_known import until_it_tells
from tests.ui.pump_bench import PORT, Bench
from tests.unit.records.visit_rows import a_pump, a_session, an_intent


def state(bench: Bench) -> ConnectState:
    return bench.workstation.connect_page.state


def stop_the_pump(bench: Bench) -> None:
    bench.workstation.header.press_stop()
    bench.workstation.header.press_stop()
    bench.run(2)


def test_the_simulated_pump_ports_and_a_typed_address_can_be_chosen(bench: Bench) -> None:
    kinds = [link.kind for link in state(bench).links]
    assert kinds == [LinkKind.SIMULATED, LinkKind.PORT, LinkKind.TYPED]
    assert state(bench).links[1].key == PORT.url
    assert state(bench).link_key == "simulated:reference-20"


def test_the_speed_of_the_simulated_pump_goes_into_its_address(bench: Bench) -> None:
    bench.workstation.connect_page.choose_speed(60)
    bench.workstation.connect_page.connect_pump()
    assert bench.connects == [Connect("simulated:reference-20?speed=60", None)]


def test_an_empty_address_cannot_be_connected_to(bench: Bench) -> None:
    page = bench.workstation.connect_page
    page.choose_link("typed")
    assert not state(bench).connect.enabled
    page.type_url(" socket://127.0.0.1:45123 ")
    page.connect_pump()
    assert bench.connects == [Connect("socket://127.0.0.1:45123", None)]


def test_the_foot_says_what_is_being_connected(bench: Bench) -> None:
    bench.workstation.connect_page.connect_pump()
    assert bench.workstation.footer.state.footer.left == (
        f"Connecting to {bench.workstation.desk.story.url}",
    )


def test_connecting_twice_begins_one_visit(bench: Bench) -> None:
    bench.workstation.connect_page.connect_pump()
    assert state(bench).phase is ConnectPhase.CONNECTING
    bench.workstation.connect_page.connect_pump()
    assert len(bench.connects) == 1


def test_what_is_being_read_is_shown_while_it_is_read(bench: Bench) -> None:
    seen: list[float | None] = []
    counted: list[str] = []

    def look(notice: Notice) -> None:
        progress = state(bench).progress
        if isinstance(notice, TaskProgress) and progress is not None:
            seen.append(progress.share)
            counted.append(progress.steps[-1].aside)

    bench.on_notice = look
    bench.connect()
    assert seen == [1 / 6, 2 / 6, 3 / 6, 4 / 6, 5 / 6, 1.0]
    assert counted == ["", "", "", "", "", "1 of 1"], "of the log"
    assert state(bench).phase is ConnectPhase.CONNECTED


def test_a_silent_pump_is_told_with_its_remedy_and_tried_again(bench: Bench) -> None:
    bench.line.lose_all_requests()
    bench.workstation.connect_page.connect_pump()
    bench.run(4)
    trouble = state(bench).trouble
    assert trouble is not None
    assert trouble.what.startswith("Nothing answers at")
    assert "telemetry head" in trouble.remedy
    assert state(bench).try_again.enabled
    assert bench.workstation.footer.state.footer.left == ("No pump",)
    bench.line.lose_all_requests(False)
    bench.workstation.connect_page.try_again()
    bench.run(2)
    assert state(bench).phase is ConnectPhase.CONNECTED
    assert state(bench).trouble is None


def test_connecting_can_be_given_up(bench: Bench) -> None:
    def give_up(notice: Notice) -> None:
        if isinstance(notice, TaskProgress):
            bench.workstation.connect_page.cancel()

    bench.on_notice = give_up
    bench.workstation.connect_page.connect_pump()
    bench.run(1)
    assert state(bench).phase is ConnectPhase.CHOOSING
    assert state(bench).connect.enabled
    assert bench.workstation.footer.state.footer.left == ("No pump",)


def test_a_patient_can_be_added_without_a_pump_and_is_chosen_then(bench: Bench) -> None:
    page = bench.workstation.connect_page
    page.open_patient_form()
    assert not state(bench).form.add.enabled
    page.type_patient_name(" Ada Example ")
    page.type_born_year("61")
    assert "four digits" in state(bench).form.born_year.reason
    page.type_born_year("1961")
    page.type_patient_reason("spasticity")
    page.add_patient()
    assert state(bench).form.busy
    page.add_patient()
    bench.turn()
    chosen = [line for line in state(bench).patients if line.key == state(bench).patient_key]
    assert [line.name for line in chosen] == ["Ada Example"]
    assert chosen[0].line.replace("\u00a0", " ") == "born 1961 · spasticity"
    assert not state(bench).form.open
    with bench.records.unit_of_work() as work:
        assert [patient.name for patient in work.patients.all()] == ["Ada Example"]


def test_a_year_that_is_still_to_come_is_refused(bench: Bench) -> None:
    page = bench.workstation.connect_page
    page.open_patient_form()
    page.type_patient_name("Ada Example")
    page.type_born_year("2027")
    assert not state(bench).form.add.enabled


def test_a_pump_is_assigned_to_the_chosen_patient_only_after_the_question(bench: Bench) -> None:
    patient = bench.add_patient()
    page = bench.workstation.connect_page
    page.refresh()
    bench.turn()
    page.choose_patient(patient.id.hex())
    bench.connect()
    connected = state(bench).connected
    assert connected is not None
    assert connected.objection is not None
    assert connected.objection.remedy.startswith("If it is this patient's pump, assign it")
    assert not bench.workstation.pump.state.change_therapy.enabled
    page.confirm_assignment()
    bench.run(1)
    assert bench.workstation.header.state.header.patient == "Unidentified patient"
    page.ask_to_assign(patient.id.hex())
    page.confirm_assignment()
    bench.run(2)
    assert bench.workstation.header.state.header.patient == "Demo patient 0042"
    assert bench.workstation.pump.state.change_therapy.enabled


@pytest.mark.requirement("GIP-8.6", "GPCA-EC16", "OPCA-R8.1.0-1")
def test_another_patients_pump_is_objected_to(bench: Bench) -> None:
    test_a_pump_is_assigned_to_the_chosen_patient_only_after_the_question(bench)
    page = bench.workstation.connect_page
    page.disconnect_pump()
    bench.run(1)
    other = bench.add_patient("Another person")
    page.refresh()
    bench.turn()
    page.choose_patient(other.id.hex())
    bench.connect()
    connected = state(bench).connected
    assert connected is not None
    assert connected.objection is not None
    assert connected.objection.why == "It is Demo patient 0042's pump"
    assert not connected.assignment.offer.enabled
    bench.edit_dose("102")
    assert not bench.workstation.program.state.next.enabled


def test_a_stopped_pump_is_left_only_with_a_reason(bench: Bench) -> None:
    bench.connect()
    stop_the_pump(bench)
    page = bench.workstation.connect_page
    page.disconnect_pump()
    assert not bench.tasks(EndVisit)
    connected = state(bench).connected
    assert connected is not None
    assert "was stopped in this visit" in connected.disconnect.reasons[0]
    page.type_leaving_reason("pump is to be explanted today")
    page.disconnect_pump()
    bench.run(1)
    assert state(bench).phase is ConnectPhase.CHOOSING
    newest = bench.records.history().summaries()[0]
    assert newest.end is not None
    assert newest.end.note == "pump is to be explanted today"
    assert newest.end.end.value == "left unresolved"


def test_a_running_pump_is_let_go_without_a_word(bench: Bench) -> None:
    bench.connect()
    bench.workstation.connect_page.disconnect_pump()
    bench.run(1)
    assert state(bench).phase is ConnectPhase.CHOOSING
    assert bench.workstation.header.state.header.patient == "No patient"


def test_an_answer_that_a_newer_question_overtook_is_dropped(bench: Bench) -> None:
    page = bench.workstation.connect_page
    page.refresh()
    overtaken = list(bench.history.waiting)
    bench.add_patient()
    page.refresh()
    bench.turn()
    assert len(state(bench).patients) == 2
    for number, question in overtaken:
        bench.workstation.take_answer(HistoryAnswer(number, question))
    assert len(state(bench).patients) == 2


def test_what_became_of_an_earlier_command_is_announced(bench: Bench) -> None:
    bench.connect()
    bench.stage("102")
    bench.line.lose_all_replies()
    bench.workstation.program.confirm()
    bench.run(6)
    bench.workstation.connect_page.type_leaving_reason("the telemetry head broke")
    bench.workstation.connect_page.disconnect_pump()
    bench.run(1)
    bench.line.lose_all_replies(False)
    bench.connect()
    words = [f"{notice.headline} {notice.text}" for notice in state(bench).announcements]
    assert len(words) == 1
    assert words[0].startswith("Program change of ")
    assert "Confirmed by the pump" in words[0]


def test_what_an_open_command_of_before_asks_for_is_announced(bench: Bench) -> None:
    bench.connect()
    bench.stage("102")
    bench.line.lose_all_replies()
    bench.workstation.program.confirm()
    bench.run(6)
    bench.workstation.connect_page.type_leaving_reason("the telemetry head broke")
    bench.workstation.connect_page.disconnect_pump()
    bench.run(1)
    bench.site.pump.tokens = TokenTable(b"memory made anew")
    bench.line.lose_all_replies(False)
    bench.connect()
    (notice,) = state(bench).announcements
    assert notice.text.endswith("Ask the pump again, or close the command as not known, on the Program page.")


def left_open(bench: Bench) -> None:
    """A program change whose outcome is not known, and the visit closed over it."""
    bench.connect()
    bench.stage("102")
    bench.line.lose_all_replies()
    bench.workstation.program.confirm()
    bench.run(6)
    bench.workstation.connect_page.type_leaving_reason("the telemetry head broke")
    bench.workstation.connect_page.disconnect_pump()
    bench.run(1)


def test_after_a_restart_the_first_page_tells_which_pump_has_an_open_command(
    bench: Bench, tmp_path: Path
) -> None:
    left_open(bench)
    again = Bench(tmp_path, seed=17)
    again.workstation.start()
    again.turn()
    (notice,) = state(again).open_elsewhere
    (history,) = again.records.history().open_commands()
    sent = phrases.local_moment(history.intent.confirmed_utc_us, again.clock.local_offset_us())
    assert notice.headline == (
        f"Pump RF20-10432: it is not known what became of the program change of {sent}."
    )
    assert notice.text.startswith(
        "Connecting to that pump asks it first. Until the pump tells, reckon with both programs: "
    )
    assert "Of a pump that is gone for good a person closes it, on this page while no pump" in notice.text
    again.connect()
    assert not state(again).open_elsewhere
    (told,) = state(again).announcements
    assert told.headline == f"Program change of {sent}:"
    again.workstation.close()
    again.records.close()


def test_an_open_command_stays_told_after_its_visit_until_the_pump_has_told(bench: Bench) -> None:
    assert not state(bench).open_elsewhere
    left_open(bench)
    assert len(state(bench).open_elsewhere) == 1
    bench.line.lose_all_replies(False)
    bench.connect()
    bench.workstation.connect_page.disconnect_pump()
    bench.run(1)
    assert state(bench).phase is ConnectPhase.CHOOSING
    assert not state(bench).open_elsewhere


def test_open_commands_are_told_pump_by_pump_and_the_rest_is_counted() -> None:
    intents = [
        replace(an_intent(a_session(a_pump()), f"RF20-{number}", IntentKind.GIVE_BOLUS), asked="20 mcg")
        for number in (1, 2, 3, 4, 5, 5)
    ]
    notices = open_notices(intents, PumpStory(), 0)
    assert [notice.headline.partition(":")[0] for notice in notices] == [
        "Pump RF20-5",
        "Pump RF20-4",
        "Pump RF20-3",
        "Of 2 more pumps a command is open",
    ]
    assert notices[0].headline.count("single bolus of ") == 2
    assert notices[0].headline.count("(20 mcg)") == 2


@pytest.mark.requirement("IT-1")
@pytest.mark.parametrize("kind", IntentKind, ids=lambda kind: kind.value)
def test_an_open_command_of_another_pump_is_told_with_the_worst_of_its_kind(kind: IntentKind) -> None:
    (notice,) = open_notices([an_intent(a_session(a_pump()), "RF20-1", kind)], PumpStory(), 0)
    assert f". {until_it_tells((kind,))}. Of a pump that is gone" in notice.text
    assert "carried out" not in notice.text
