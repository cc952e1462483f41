"""``programmer settle`` says what became of every command that was open, and what still is."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from programmer.clock import SystemClock
from programmer.settings import SIMULATED_PUMP_URL as PUMP
from programmer.simulator.tokens import TokenTable
from programmer.simulator.training_room import SimulatedRoom
from programmer.telemetry.transceiver import Patience, Transceiver
from tests.support.process_bench import Stranger
from tests.unit.cli.conftest import Command
from tests.unit.cli.killed import BOLUS, a_line_that_swallows, given_and_killed
from tests.unit.records.visit_rows import a_pump, a_session, an_end, an_intent, open_store

pytestmark = pytest.mark.usefixtures("room")
NOTE = "Pump read, runs 90 mcg per day, patient well"


@pytest.fixture
def silence(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A link that works, and nobody at its other end; what is waited for there is waited for a shorter time."""
    for asking in (Transceiver.identify, Transceiver.open_session):
        monkeypatch.setattr(asking, "__defaults__", (Patience(attempts=2, each_us=20_000),))
    nobody = Stranger(lambda _block: b"")
    yield nobody.url
    nobody.close()


def make_its_memory_anew(room: SimulatedRoom) -> None:
    """The pump can tell no more what became of any command."""
    bench = room.bench(PUMP)
    assert bench is not None
    bench._site.pump.tokens = TokenTable(b"memory made anew")


def test_where_nothing_was_open_nothing_is_told(command: Command) -> None:
    ran = command("settle", PUMP)
    assert (ran.code, ran.out, ran.err) == (0, "Nothing is open.\n", "")
    assert json.loads(command("settle", PUMP, "--json").out) == {"settled": [], "signed": [], "open": []}


def test_what_connecting_settled_is_said_with_its_evidence(command: Command) -> None:
    given_and_killed(command, *BOLUS)
    ran = command("settle", PUMP)
    assert ran.code == 0
    first, last = ran.out.splitlines()
    assert first.startswith("The bolus of ")
    assert " UTC (20 mcg of baclofen over 30 min) was confirmed by the pump at " in first
    assert first.endswith("(its log entry 2).")
    assert last == "Nothing is open."


@pytest.mark.parametrize(
    ("swallowed", "line", "outcome", "evidence"),
    [
        ("", BOLUS, "confirmed", {"at", "log_sequence"}),
        ("give_bolus", BOLUS, "failed", {"reason", "proof"}),
        ("", ("resume", PUMP), "refused", {"reason"}),
    ],
    ids=["confirmed", "not applied", "refused"],
)
def test_json_tells_what_connecting_settled_whatever_it_was(
    swallowed: str,
    line: tuple[str, ...],
    outcome: str,
    evidence: set[str],
    command: Command,
) -> None:
    if swallowed:
        with a_line_that_swallows(swallowed):
            given_and_killed(command, *line)
    else:
        given_and_killed(command, *line)
    words = json.loads(command("settle", PUMP, "--json").out)
    (told,) = words["settled"]
    assert (told["command"], told["outcome"]) == (line[0], outcome)
    assert set(told) == {"command", "confirmed_utc", "outcome", *evidence}
    assert (words["signed"], words["open"]) == ([], [])


def test_what_the_pump_cannot_tell_is_told_as_open_and_then_as_signed(
    command: Command, room: SimulatedRoom
) -> None:
    given_and_killed(command, *BOLUS)
    make_its_memory_anew(room)
    still = command("settle", PUMP, "--json")
    assert still.code == 5
    words = json.loads(still.out)
    (left,) = words["open"]
    assert (left["command"], left["outcome"], words["settled"]) == ("bolus", "uncertain", [])
    assert (
        " is still open: The pump has another memory than the one that was given the command"
        in command("settle", PUMP).out
    )

    signed = command("settle", PUMP, "--json", "--sign", NOTE)
    assert signed.code == 0
    words = json.loads(signed.out)
    (closed,) = words["signed"]
    assert (closed["command"], closed["outcome"], closed["signed"]) == ("bolus", "uncertain", NOTE)
    assert (words["settled"], words["open"]) == ([], [])


@pytest.mark.parametrize(
    "line",
    [("refill", PUMP, "--volume", "18 mL", "--yes"), ("set-clock", PUMP, "--yes"), ("acknowledge", PUMP)],
    ids=["refill", "set-clock", "acknowledge"],
)
def test_while_a_command_is_open_nothing_is_shown_as_if_it_could_be_sent(
    line: tuple[str, ...], command: Command, room: SimulatedRoom
) -> None:
    given_and_killed(command, *BOLUS)
    make_its_memory_anew(room)
    ran = command(*line)
    assert (ran.code, ran.out) == (5, "")
    assert "programmer: Nothing but STOP and reading is possible now. " in ran.err


def test_a_reason_that_would_pass_no_limit_closes_no_command(command: Command, room: SimulatedRoom) -> None:
    given_and_killed(command, *BOLUS)
    make_its_memory_anew(room)
    for reason in ("x", " ", "aaaaaaaaaaaa", "two\nlines of a good reason"):
        ran = command("settle", PUMP, "--sign", reason)
        assert (ran.code, ran.out) == (3, "")
        assert ran.err.startswith("programmer: Nothing was signed. A reason ")
    assert command("settle", PUMP, "--sign", NOTE).out.endswith(
        f" was closed without a known outcome: {NOTE}.\nNothing is open.\n"
    )


SERIAL = "RF20-10432"
ELSEWHERE = "SIM-0003"


@pytest.mark.requirement("IT-1")
def test_for_a_pump_that_answers_nobody_signs_as_if_it_were_gone(command: Command) -> None:
    given_and_killed(command, *BOLUS)
    ran = command("settle", PUMP, "--sign", NOTE, "--pump-gone", SERIAL)
    assert (ran.code, ran.out) == (3, "")
    assert ran.err.startswith(f"programmer: Nothing was signed. Pump {SERIAL} answers at {PUMP}, ")
    (told,) = json.loads(command("settle", PUMP, "--json").out)["settled"]
    assert told["outcome"] == "confirmed"


@pytest.mark.parametrize(
    ("line", "why"),
    [
        (("--pump-gone", SERIAL), "A reason is missing"),
        (("--pump-gone", SERIAL, "--sign", "gone"), "of 10 letters or more"),
        (
            ("--pump-gone", "RF20-99999", "--sign", NOTE),
            "No command to pump RF20-99999 is open in these records",
        ),
        (("--pump-gone", SERIAL, "--sign", NOTE), f"Pump {SERIAL} was not called: "),
    ],
    ids=["no reason", "too short a reason", "another serial number", "no link"],
)
def test_a_pump_is_signed_as_gone_only_by_name_with_a_reason_and_over_a_link_that_works(
    line: tuple[str, ...], why: str, command: Command
) -> None:
    given_and_killed(command, *BOLUS)
    ran = command("settle", "socket://127.0.0.1:1", *line)
    assert (ran.code, ran.out) == (3, "")
    assert ran.err.startswith("programmer: Nothing was signed. ")
    assert why in ran.err
    assert json.loads(command("sessions", "--json").out)[0]["open_commands"] == 1


def test_the_commands_of_a_pump_that_is_gone_are_closed_and_it_is_told_that_it_was_not_asked(
    command: Command, silence: str
) -> None:
    given_and_killed(command, *BOLUS)
    ran = command("settle", silence, "--sign", NOTE, "--pump-gone", SERIAL)
    assert (ran.code, ran.err) == (0, "")
    closed, not_asked = ran.out.splitlines()
    assert closed.endswith(f" was closed without a known outcome: {NOTE}.")
    assert not_asked == f"Pump {SERIAL} was not asked: nothing answers at {silence}."
    (row,) = json.loads(command("sessions", "--json").out)
    assert (row["open_commands"], row["outcome"]["outcome"], row["outcome"]["signed"]) == (
        0,
        "uncertain",
        NOTE,
    )
    assert row["outcome"]["reason"].startswith("The pump was not asked: ")
    assert "  closed as not known  " in command("sessions").out


def left_open_elsewhere(folder: Path, *, ended: bool) -> None:
    """A command of just now to a pump outside this program, in the records of the command line."""
    records = open_store(folder / "records.sqlite", SystemClock())
    pump = a_pump(ELSEWHERE)
    now_us = SystemClock().utc_us()
    session = replace(a_session(pump, started_utc_us=now_us), url="socket://127.0.0.1:45123")
    with records.unit_of_work() as work:
        work.pumps.add(pump)
        work.sessions.start(session)
        work.intents.add(replace(an_intent(session, ELSEWHERE), confirmed_utc_us=now_us))
        if ended:
            work.sessions.end(an_end(session))
        work.commit()
    records.close()


@pytest.mark.requirement("IT-1")
def test_the_pump_inside_the_program_says_nothing_of_one_outside_it(command: Command, tmp_path: Path) -> None:
    left_open_elsewhere(tmp_path, ended=True)
    ran = command("settle", PUMP, "--sign", NOTE, "--pump-gone", ELSEWHERE)
    assert (ran.code, ran.out) == (3, "")
    assert ran.err == (
        f"programmer: Nothing was signed. {PUMP} is inside this program, and pump {ELSEWHERE} is not: it was "
        "reached at socket://127.0.0.1:45123. Call it over the link on which it was reached before.\n"
    )
    assert json.loads(command("sessions", "--json").out)[0]["open_commands"] == 1


@pytest.mark.requirement("IT-1")
def test_nobody_signs_for_a_command_that_may_be_under_way_in_another_program(
    command: Command, tmp_path: Path
) -> None:
    left_open_elsewhere(tmp_path, ended=False)
    ran = command("settle", "socket://127.0.0.1:1", "--sign", NOTE, "--pump-gone", ELSEWHERE)
    assert (ran.code, ran.out) == (3, "")
    assert ran.err.endswith(
        " s ago, and a command of it may be under way. Sign once that visit has ended, or two minutes after its "
        "program was cut off.\n"
    )


def test_json_tells_what_was_closed_for_a_pump_that_is_gone(command: Command, silence: str) -> None:
    given_and_killed(command, *BOLUS)
    words = json.loads(command("settle", silence, "--json", "--sign", NOTE, "--pump-gone", SERIAL).out)
    (closed,) = words["signed"]
    assert (words["settled"], words["open"]) == ([], [])
    assert (closed["command"], closed["outcome"], closed["signed"]) == ("bolus", "uncertain", NOTE)
    assert closed["reason"].endswith(f", and it was signed that pump {SERIAL} is gone")


def test_who_asks_a_silent_pump_is_told_what_to_do_about_one_that_is_gone(
    command: Command, silence: str
) -> None:
    assert "--pump-gone" not in command("settle", silence).err
    given_and_killed(command, *BOLUS)
    asked = command("settle", silence)
    assert asked.code == 5
    assert asked.err.endswith(
        "; for a pump that is gone for good, settle URL --sign REASON --pump-gone SERIAL.\n"
    )
    assert "--pump-gone" not in command("settle", "socket://127.0.0.1:1").err


@pytest.mark.requirement("IT-1")
def test_settle_that_asked_nobody_never_ends_as_if_what_is_open_was_not_applied(
    command: Command, silence: str
) -> None:
    assert command("settle", silence).code == 4
    given_and_killed(command, *BOLUS)
    for url in (silence, "socket://127.0.0.1:1"):
        assert command("settle", url).code == 5
    with a_line_that_swallows("connect"):
        assert command("settle", PUMP).code == 5
    assert command("settle", PUMP).code == 0


def test_settle_that_was_told_everything_and_then_lost_the_link_ends_as_link_trouble(
    command: Command,
) -> None:
    given_and_killed(command, *BOLUS)
    with a_line_that_swallows("read_program"):
        ran = command("settle", PUMP, "--json")
    assert ran.code == 4
    words = json.loads(ran.out)
    assert (words["settled"][0]["command"], words["open"]) == ("bolus", [])
