"""The window signs for a pump that is gone as the command line does: named, called in vain, and with a reason."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from programmer.records.rows import IntentHistory
from programmer.therapy.outcome import Uncertain
from programmer.ui.viewmodels.connect_state import GoneState
from programmer.ui.viewmodels.signing_for_gone import last_addresses
from programmer.ui.viewmodels.story import Contact
from programmer.ui.widgets.notice_bar import NoticeKind
from programmer.visit.gone_pump import sign_for_gone
from programmer.visit.notices import GoneSigned, TaskRefused
from programmer.visit.tasks import SignForGone
from tests.ui.pump_bench import Bench
from tests.ui.viewmodels.test_connect import left_open
from tests.unit.records.visit_rows import a_pump, a_session, an_end, an_intent

SERIAL = "RF20-10432"
LINK = "lossy:pump"
NOTE = "Explanted on Friday, seen on the table"


def state(bench: Bench) -> GoneState:
    return bench.workstation.connect_page.state.gone


def still_open(bench: Bench) -> tuple[IntentHistory, ...]:
    return bench.records.history().open_commands()


@pytest.fixture
def left(bench: Bench) -> Bench:
    """A bench whose pump has one open command and falls silent; the link to it is chosen."""
    left_open(bench)
    bench.turn()
    bench.line.lose_all_replies(False)
    bench.line.lose_all_requests()
    bench.workstation.connect_page.choose_link(LINK)
    return bench


def fill_in(bench: Bench, serial: str = SERIAL, note: str = NOTE) -> None:
    page = bench.workstation.connect_page
    page.open_gone_form()
    page.type_gone_serial(serial)
    page.type_gone_note(note)


def sign(bench: Bench) -> None:
    bench.workstation.connect_page.sign_for_gone()
    bench.run_until(lambda: not bench.workstation.desk.story.doing(SignForGone))
    bench.turn()


def test_where_no_command_is_open_nobody_can_be_signed_for(bench: Bench) -> None:
    fill_in(bench)
    bench.workstation.connect_page.sign_for_gone()
    assert state(bench) == GoneState()
    assert not bench.tasks(SignForGone)


@pytest.mark.requirement("IT-1")
def test_a_silent_pump_is_called_first_and_then_its_command_is_closed_as_the_command_line_closes_it(
    left: Bench,
) -> None:
    (before,) = still_open(left)
    fill_in(left, f" {SERIAL} ", f" {NOTE} ")
    assert state(left).serial.under == f"Reached last at {LINK}"
    assert state(left).closes.startswith("It stays not known what became of the program change of ")
    assert f"at {LINK}" in state(left).call
    requests = len(left.line.requests)
    sign(left)
    assert len(left.line.requests) > requests
    assert still_open(left) == ()
    record = left.records.history().session(before.intent.session_id)
    assert record is not None
    (history,) = record.intents
    asked_nobody = f"The pump was not asked: nothing answers at {LINK}"
    assert [row.outcome for row in history.outcomes][-2:] == [
        Uncertain(asked_nobody),
        Uncertain(f"{asked_nobody}, and it was signed that pump {SERIAL} is gone", NOTE),
    ]


def test_what_was_closed_is_told_with_its_reason_and_no_longer_as_open(left: Bench) -> None:
    fill_in(left)
    sign(left)
    page = left.workstation.connect_page.state
    assert page.gone == GoneState()
    assert not page.open_elsewhere
    (told,) = page.announcements
    assert told.kind is NoticeKind.CAUTION
    assert told.headline.startswith("Program change of ")
    assert told.text == (
        f"closed without a known outcome: {NOTE}. Pump {SERIAL} was not asked: nothing answers at {LINK}."
    )


@pytest.mark.requirement("IT-1")
def test_for_a_pump_that_answers_nobody_signs_and_what_was_typed_stays(left: Bench) -> None:
    left.line.lose_all_requests(False)
    fill_in(left)
    sign(left)
    assert len(still_open(left)) == 1
    trouble = state(left).trouble
    assert trouble is not None
    assert trouble.what == "Nothing was signed"
    assert trouble.why == f"Pump {SERIAL} answers at {LINK}, and what it can tell no signature replaces"
    assert trouble.remedy.startswith("Connect to it: it is asked first")
    assert (state(left).serial.text, state(left).note.text) == (SERIAL, NOTE)
    left.workstation.connect_page.open_gone_form()
    assert state(left).trouble is None


def test_over_a_link_that_cannot_be_opened_nobody_was_called_and_nothing_is_signed(left: Bench) -> None:
    left.line.break_after(0)
    fill_in(left)
    sign(left)
    trouble = state(left).trouble
    assert trouble is not None
    assert trouble.why.startswith(f"Pump {SERIAL} was not called: ")
    assert len(still_open(left)) == 1


@pytest.mark.parametrize(
    ("serial", "note", "why_not"),
    [
        ("", NOTE, "Type the serial number of the pump that is gone"),
        ("RF20-1043", NOTE, "No command to pump RF20-1043 is open in these records"),
        (SERIAL.lower(), NOTE, "No command to pump rf20-10432 is open in these records"),
        (SERIAL, " ", "Write why this command is closed without its outcome; it goes into the records"),
    ],
)
def test_it_takes_the_very_serial_number_and_a_reason(
    left: Bench, serial: str, note: str, why_not: str
) -> None:
    fill_in(left, serial, note)
    assert state(left).sign.why_not == why_not
    left.workstation.connect_page.sign_for_gone()
    assert not left.tasks(SignForGone)


def test_a_reason_that_would_pass_no_limit_closes_nothing(left: Bench) -> None:
    fill_in(left, note="gone")
    assert state(left).note.reason
    assert not state(left).sign.enabled


def test_the_simulated_pump_inside_the_program_proves_nothing_of_a_pump_outside_it(left: Bench) -> None:
    fill_in(left)
    page = left.workstation.connect_page
    assert state(left).sign.enabled
    page.choose_link("simulated:reference-20")
    assert state(left).sign.why_not == (
        f"Choose beside this the link on which that pump is called, at best {LINK}: it is not inside this program"
    )
    page.choose_link("typed")
    assert state(left).sign.why_not.startswith("An address is missing")


def test_while_it_is_called_nothing_else_is_begun(left: Bench) -> None:
    fill_in(left)
    page = left.workstation.connect_page
    page.sign_for_gone()
    assert (state(left).busy, state(left).sign.why_not) == (True, "The pump is being called")
    assert page.state.connect.why_not == "A pump is being called"
    page.sign_for_gone()
    assert len(left.tasks(SignForGone)) == 1


def test_what_was_typed_is_dropped_by_not_now(left: Bench) -> None:
    fill_in(left)
    left.workstation.connect_page.close_gone_form()
    assert state(left) == GoneState(offered=True)
    left.workstation.connect_page.open_gone_form()
    assert (state(left).serial.text, state(left).note.text) == ("", "")


def beside_a_pump(bench: Bench) -> None:
    bench.connect()


def with_a_lost_pump(bench: Bench) -> None:
    bench.connect()
    bench.line.lose_all_requests()
    bench.run(8)


@pytest.mark.parametrize("reach", [beside_a_pump, with_a_lost_pump])
def test_beside_a_pump_nobody_is_signed_for(bench: Bench, reach: Callable[[Bench], None]) -> None:
    reach(bench)
    fill_in(bench)
    assert not state(bench).offered
    bench.pump.submit(SignForGone(LINK, SERIAL, NOTE, ()))
    bench.run(1)
    refused = [one for one in bench.notices if isinstance(one, TaskRefused)]
    assert [one.error.why for one in refused] == ["A pump is connected"]
    assert not any(isinstance(one, GoneSigned) for one in bench.notices)


def test_the_address_of_a_pump_is_that_of_its_newest_visit(left: Bench) -> None:
    (newest,) = left.records.history().summaries()
    older = replace(newest, session=replace(newest.session, url="/dev/ttyUSB0"))
    other = replace(newest, pump=replace(newest.pump, serial="RF20-2"), session=older.session)
    assert last_addresses([newest, older, other]) == ((SERIAL, LINK), ("RF20-2", "/dev/ttyUSB0"))


@pytest.mark.requirement("IT-1")
def test_once_a_pump_answered_the_form_is_empty_again(left: Bench) -> None:
    fill_in(left)
    assert state(left).sign.enabled
    left.line.lose_all_requests(False)
    left.connect()
    left.workstation.connect_page.disconnect_pump()
    left.run(1)
    add_open_command(left)
    left.workstation.connect_page.refresh()
    left.turn()
    assert state(left) == GoneState(offered=True)
    left.workstation.connect_page.sign_for_gone()
    left.workstation.connect_page.open_gone_form()
    assert (state(left).serial.text, state(left).note.text) == ("", "")
    assert not left.tasks(SignForGone)


def test_an_attempt_to_connect_that_came_to_nothing_empties_the_form_as_well(left: Bench) -> None:
    fill_in(left)
    left.workstation.connect_page.connect_pump()
    assert state(left) == GoneState()
    left.run_until(lambda: left.workstation.desk.story.contact is Contact.NONE)
    assert state(left) == GoneState(offered=True)


def add_open_command(bench: Bench, serial: str = SERIAL) -> None:
    """Another program with the same records leaves a command open, and its visit ended."""
    with bench.records.unit_of_work() as work:
        pump = work.pumps.by_serial(serial) or a_pump(serial)
        if work.pumps.by_serial(serial) is None:
            work.pumps.add(pump)
        session = replace(a_session(pump), url=LINK)
        work.sessions.start(session)
        work.intents.add(an_intent(session, serial))
        work.sessions.end(an_end(session))
        work.commit()


def sign_elsewhere(bench: Bench) -> None:
    seen = still_open(bench)
    sign_for_gone(bench.context, SERIAL, seen, NOTE, f"nothing answers at {LINK}")


def test_once_the_commands_of_the_typed_pump_are_closed_elsewhere_the_form_is_empty_again(
    left: Bench,
) -> None:
    fill_in(left)
    sign_elsewhere(left)
    add_open_command(left, "RF20-2")
    left.workstation.connect_page.refresh()
    left.turn()
    assert state(left) == GoneState(offered=True)


def test_while_a_serial_number_is_typed_that_begins_with_another_ones_the_form_stays(left: Bench) -> None:
    add_open_command(left, SERIAL[:-1])
    left.workstation.connect_page.refresh()
    left.turn()
    fill_in(left)
    for typed in (SERIAL[:-2], SERIAL[:-1], SERIAL[:-1] + "9", SERIAL):
        left.workstation.connect_page.type_gone_serial(typed)
        assert (state(left).open, state(left).serial.text, state(left).note.text) == (True, typed, NOTE)


@pytest.mark.requirement("IT-1")
def test_a_command_that_nobody_was_shown_is_not_signed_for_and_stands_in_the_form_then(left: Bench) -> None:
    fill_in(left)
    assert ", and of the " not in state(left).closes
    add_open_command(left)
    sign(left)
    assert len(still_open(left)) == 2
    trouble = state(left).trouble
    assert trouble is not None
    assert (
        trouble.why
        == f"What is open or known of the commands to pump {SERIAL} has changed since it was shown"
    )
    assert ", and of the " in state(left).closes
    sign(left)
    assert still_open(left) == ()


def test_why_nothing_was_signed_stays_to_be_read_where_somebody_else_closed_the_commands(left: Bench) -> None:
    fill_in(left)
    sign_elsewhere(left)
    sign(left)
    left.turn()
    trouble = state(left).trouble
    assert trouble is not None
    assert trouble.why == f"No command to pump {SERIAL} is open in these records"
    assert (state(left).serial.text, state(left).note.text) == ("", "")
    left.workstation.connect_page.close_gone_form()
    assert state(left) == GoneState()


def test_the_form_names_the_link_that_is_called_whatever_is_chosen_meanwhile(left: Bench) -> None:
    fill_in(left)
    page = left.workstation.connect_page
    page.sign_for_gone()
    page.choose_link("simulated:reference-20")
    assert (
        state(left).call
        == f"It is being called at {LINK}. If it answers, nothing is signed: it can be asked."
    )
