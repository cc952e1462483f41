"""A command typed before its writer knew of an earlier one sends nothing: the same line twice is not two doses."""

from __future__ import annotations

import json
import os
import pty
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from programmer.cli.visiting import LEFT_UNREAD, ONLY_IF_MEANT
from programmer.settings import SIMULATED_PUMP_URL as PUMP
from programmer.simulator.training_room import SimulatedRoom
from tests.support.process_bench import PROGRAM_97
from tests.unit.cli.conftest import Command, Ran
from tests.unit.cli.killed import (
    BOLUS,
    a_line_that_swallows,
    given_and_killed,
    killed_once_kept,
    killed_while_it_reads,
    pump,
)

pytestmark = pytest.mark.usefixtures("room")
NOT_SENT = re.compile(
    r"programmer: An earlier (?P<kind>\S+) of [^\n]* UTC was asked about: (?:confirmed|refused|not applied|not known)"
    r"\.\n"
    r"programmer: [^\n]*not [^\n]*\. Only now, on connecting, has the pump told what became of an earlier command: "
    r"the (?P=kind) of [^\n]* UTC was (?P<became>confirmed|refused|not applied)\. "
    r"If this is still meant, give the command again\.\n"
)


@pytest.fixture
def file(tmp_path: Path) -> str:
    """A program of 97 mcg per day."""
    written = tmp_path / "97.toml"
    written.write_text(PROGRAM_97)
    return str(written)


@contextmanager
def a_person_who_types(text: bytes) -> Iterator[None]:
    """A terminal on standard input, at which this has been typed."""
    hands, terminal = pty.openpty()
    os.write(hands, text)
    try:
        with os.fdopen(terminal, encoding="utf-8") as stdin, pytest.MonkeyPatch.context() as patch:
            patch.setattr(sys, "stdin", stdin)
            yield
    finally:
        os.close(hands)


def nothing_sent(ran: Ran, became: str) -> None:
    assert (ran.code, ran.out) == (3, "")
    said = NOT_SENT.fullmatch(ran.err)
    assert said is not None, ran.err
    assert said["became"] == became


@pytest.mark.requirement("IT-1")
def test_the_same_bolus_again_after_a_kill_is_not_a_second_bolus(
    command: Command, room: SimulatedRoom
) -> None:
    given_and_killed(command, *BOLUS)
    given = pump(room)
    assert given.bolus is not None
    nothing_sent(command(*BOLUS), "confirmed")
    assert pump(room).state_rev == given.state_rev
    rows = json.loads(command("sessions", "--json").out)
    assert [row["command"] for row in rows] == [None, "bolus"]


@pytest.mark.requirement("IT-1")
def test_a_bolus_that_was_not_applied_is_not_given_by_the_same_line_but_by_one_that_is_meant_anew(
    command: Command, room: SimulatedRoom
) -> None:
    with a_line_that_swallows("give_bolus"):
        given_and_killed(command, *BOLUS)
    nothing_sent(command(*BOLUS), "not applied")
    assert pump(room).bolus is None
    assert command(*BOLUS).code == 0
    assert pump(room).bolus is not None


def test_after_a_command_that_the_pump_refused_nothing_goes_out_unasked_either(
    command: Command, room: SimulatedRoom
) -> None:
    given_and_killed(command, "resume", PUMP)
    nothing_sent(command(*BOLUS), "refused")
    assert pump(room).bolus is None


@pytest.mark.parametrize(
    "line",
    [
        ("program", PUMP, "FILE", "--yes"),
        ("resume", PUMP),
        ("refill", PUMP, "--volume", "18 mL", "--yes"),
        ("set-clock", PUMP, "--yes"),
    ],
    ids=["program", "resume", "refill", "set-clock"],
)
def test_nothing_that_touches_therapy_is_sent_unasked_by_a_visit_that_has_just_learned(
    line: tuple[str, ...], command: Command, room: SimulatedRoom, file: str
) -> None:
    given_and_killed(command, "stop", PUMP)
    stopped = pump(room)
    nothing_sent(command(*[file if part == "FILE" else part for part in line]), "confirmed")
    assert pump(room).state_rev == stopped.state_rev


def test_stop_is_sent_whatever_was_just_learned(command: Command, room: SimulatedRoom) -> None:
    given_and_killed(command, *BOLUS)
    ran = command("stop", PUMP, "--json")
    assert ran.code == 0
    (told,) = json.loads(ran.out)["settled"]
    assert (told["command"], told["outcome"]) == ("bolus", "confirmed")
    assert pump(room).delivery.value == "stopped"


def test_a_person_at_a_terminal_is_asked_after_what_was_learned(
    command: Command, room: SimulatedRoom
) -> None:
    given_and_killed(command, "stop", PUMP)
    with a_person_who_types(b"yes\n"):
        ran = command("refill", PUMP, "--volume", "18 mL")
    assert ran.code == 0, ran.err
    learned, question = ran.err.splitlines()[:2]
    assert learned.startswith("programmer: An earlier stop of ")
    assert question.startswith("Type the word yes to tell the pump so")
    assert pump(room).reservoir.value == 18_000_000


def test_an_answer_that_lay_ready_in_a_pipe_is_no_person(
    command: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    given_and_killed(command, "stop", PUMP)
    (tmp_path / "pipe").write_text("yes\n")
    with (tmp_path / "pipe").open() as ready:
        monkeypatch.setattr(sys, "stdin", ready)
        nothing_sent(command(*BOLUS[:-1]), "confirmed")


def test_json_tells_that_nothing_was_sent_and_what_was_learned(command: Command) -> None:
    given_and_killed(command, *BOLUS)
    ran = command(*BOLUS, "--json")
    assert ran.code == 3
    words = json.loads(ran.out)
    assert words["outcome"] == "not sent"
    assert words["reason"].endswith(" UTC was confirmed")
    (told,) = words["settled"]
    assert set(told) == {"command", "confirmed_utc", "outcome", "at", "log_sequence"}
    assert (told["command"], told["outcome"]) == ("bolus", "confirmed")


def test_what_was_settled_is_told_although_the_pump_could_not_be_read_after_it(command: Command) -> None:
    given_and_killed(command, *BOLUS)
    with a_line_that_swallows("read_program"):
        ran = command(*BOLUS)
    assert ran.code == 4
    learned, warning, _error = ran.err.splitlines()
    assert learned.startswith("programmer: An earlier bolus of ")
    assert learned.endswith(" UTC was asked about: confirmed.")
    assert warning == f"programmer: {ONLY_IF_MEANT}"


NOBODY = "socket://127.0.0.1:1"
STILL_OPEN = re.compile(
    r"programmer: It is not known what became of the bolus of [^\n]* UTC \([^\n]*\) to pump RF20-10432\. "
    r"Until the pump tells, treat the bolus as given, and give no other\. [^\n]*\.\n"
)


@pytest.mark.requirement("IT-1")
@pytest.mark.parametrize(
    "line", [("bolus", NOBODY, *BOLUS[2:]), ("stop", NOBODY), ("interrogate", NOBODY), ("settle", NOBODY)]
)
def test_who_finds_no_pump_is_told_what_is_still_open_before_trying_again(
    line: tuple[str, ...], command: Command
) -> None:
    assert not STILL_OPEN.match(command(*line).err)
    given_and_killed(command, *BOLUS)
    ran = command(*line)
    assert (ran.code, ran.out) == (5 if line[0] == "settle" else 4, "")
    assert STILL_OPEN.match(ran.err), ran.err
    assert len(ran.err.splitlines()) == 2
    command("settle", PUMP)
    assert not STILL_OPEN.match(command(*line).err)


def test_settle_lists_what_is_open_also_where_no_pump_answers(command: Command) -> None:
    empty = command("settle", NOBODY, "--json")
    assert (empty.code, json.loads(empty.out)) == (4, {"settled": [], "signed": [], "open": []})
    given_and_killed(command, *BOLUS)
    ran = command("settle", NOBODY, "--json")
    assert ran.code == 5
    (one,) = json.loads(ran.out)["open"]
    assert (one["command"], one["pump"]) == ("bolus", "RF20-10432")


@pytest.mark.requirement("IT-1")
def test_a_stop_after_which_the_pump_falls_silent_is_told_as_left_unresolved(command: Command) -> None:
    with a_line_that_swallows("status", but_for=1):
        ran = command("stop", PUMP)
    assert ran.code == 0
    assert "Delivery is stopped, confirmed by the pump at" in ran.out
    assert ran.err.endswith(f"programmer: {LEFT_UNREAD}\n")
    assert json.loads(command("sessions", "--json").out)[0]["end"] == "left unresolved"


CUT_OFF = re.compile(
    r"programmer: A visit that was cut off knew what it may have told nobody: the (?P<kind>\S+) of [^\n]* UTC was "
    r"(?P<became>confirmed|refused|not applied)\.\n"
    r"programmer: [^\n]*not [^\n]*\. A visit that was cut off knew what became of an earlier command, and may have "
    r"told nobody: the (?P=kind) of [^\n]* UTC was (?P=became)\. If this is still meant, give the command again\.\n"
)


def held_back(ran: Ran) -> None:
    """Nothing was sent, because a visit that was killed knew more than it can have said."""
    assert (ran.code, ran.out) == (3, "")
    assert CUT_OFF.fullmatch(ran.err), ran.err


def line_of(kind: str, file: str) -> tuple[str, ...]:
    return BOLUS if kind == "bolus" else ("program", PUMP, file, "--yes")


@pytest.mark.requirement("IT-1")
@pytest.mark.parametrize("kind", ["bolus", "program"])
@pytest.mark.parametrize("kills", [1, 2, 3])
def test_however_often_the_line_is_killed_while_it_learns_it_is_held_back(
    kills: int, kind: str, command: Command, room: SimulatedRoom, file: str
) -> None:
    line = line_of(kind, file)
    given_and_killed(command, *line)
    given = pump(room)
    killed_once_kept(command, *line)
    for _ in range(1, kills):
        killed_while_it_reads(command, *line)
    held_back(command(*line))
    assert pump(room).state_rev == given.state_rev
    # This one has told it, and ended: the same line once more is meant anew.
    assert "cut off" not in command(*line).err


@pytest.mark.requirement("IT-1")
@pytest.mark.parametrize("kind", ["bolus", "program"])
def test_a_line_that_is_killed_between_the_pumps_word_and_its_own_is_not_done_again_by_the_same_line(
    kind: str, command: Command, room: SimulatedRoom, file: str
) -> None:
    line = line_of(kind, file)
    killed_once_kept(command, *line)
    given = pump(room)
    held_back(command(*line))
    assert pump(room).state_rev == given.state_rev


def test_who_reads_the_pump_in_between_is_told_and_then_the_line_is_meant_anew(command: Command) -> None:
    killed_once_kept(command, *BOLUS)
    read = command("interrogate", PUMP, "--json")
    assert re.search(r"A visit that was cut off knew .*: the bolus of .* UTC was confirmed\.\n", read.err)
    (told,) = json.loads(read.out)["settled"]
    assert (told["command"], told["outcome"]) == ("bolus", "confirmed")
    assert json.loads(command("interrogate", PUMP, "--json").out)["settled"] == []


def test_stop_goes_out_first_and_then_tells_what_a_visit_that_was_cut_off_knew(
    command: Command, room: SimulatedRoom
) -> None:
    killed_once_kept(command, *BOLUS)
    ran = command("stop", PUMP)
    assert (ran.code, pump(room).delivery.value) == (0, "stopped")
    assert "A visit that was cut off knew what it may have told nobody: the bolus of " in ran.err


def test_what_was_cut_off_by_a_person_at_a_terminal_is_asked_about_there(command: Command) -> None:
    killed_once_kept(command, "stop", PUMP)
    with a_person_who_types(b"no\n"):
        ran = command("refill", PUMP, "--volume", "18 mL")
    learned, question = ran.err.splitlines()[:2]
    assert learned.startswith(
        "programmer: A visit that was cut off knew what it may have told nobody: the stop of "
    )
    assert question.startswith("Type the word yes to tell the pump so")


def test_a_visit_whose_link_breaks_tells_and_ends_and_cuts_nothing_off(command: Command) -> None:
    killed_once_kept(command, *BOLUS)
    with a_line_that_swallows("read_program"):
        broken = command(*BOLUS)
    assert broken.code == 4
    assert f" UTC was confirmed.\nprogrammer: {ONLY_IF_MEANT}\n" in broken.err
    assert "cut off" not in command(*BOLUS).err
