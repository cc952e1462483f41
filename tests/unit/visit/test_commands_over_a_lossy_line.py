"""What is said of a command, what the pump really did, and what is remembered, for every way the line can fail.

Three columns for each row: what the programmer says at once, what it says when it has asked the pump later, and
what the pump's own memory holds. Where they differ, the programmer must have said "not known" and nothing else.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import dataclass

import pytest

from programmer.device.implant.codes import Opcode
from programmer.known_error import LinkTrouble
from programmer.telemetry.codes import LinkOpcode
from programmer.telemetry.frames import Frame, FrameDecoder
from programmer.therapy.outcome import Confirmed, Failed, Outcome, Refused, Uncertain
from programmer.visit.visit import Visit
from tests.support.lossy_line import LossyLine
from tests.unit.visit.bench import ANOTHER_MEMORY, OTHER_SERIAL, Bench, opcodes
from tests.unit.visit.command_cases import COMMANDS, COMMIT, STOP, CommandCase

Happens = Callable[[LossyLine, CommandCase], None]


@dataclass(frozen=True)
class Row:
    """``at_once`` and ``later`` are what is said; ``kept`` what the records hold in the end."""

    what: str
    happens: Happens
    at_once: type[Outcome]
    later: type[Outcome]
    done: bool
    kept: tuple[type[Outcome], ...]


# None, some, all but one and all of the five attempts of a request, and of the ten of STOP; and one beyond.
LOST = (0, 1, 4, 5, 6, 9, 10, 11)

ROWS = (
    Row("delivered", lambda _line, _case: None, Confirmed, Confirmed, True, (Confirmed,)),
    Row(
        "the request is lost once",
        lambda line, _case: line.lose_request(line.next_request),
        Confirmed,
        Confirmed,
        True,
        (Confirmed,),
    ),
    Row(
        "the request is damaged once",
        lambda line, _case: line.corrupt_request(line.next_request, 77),
        Confirmed,
        Confirmed,
        True,
        (Confirmed,),
    ),
    Row(
        "the request comes three times",
        lambda line, _case: line.duplicate_request(line.next_request, 3),
        Confirmed,
        Confirmed,
        True,
        (Confirmed,),
    ),
    Row(
        "the reply is lost once",
        lambda line, _case: line.lose_reply(line.next_reply),
        Confirmed,
        Confirmed,
        True,
        (Confirmed,),
    ),
    Row(
        "the reply is damaged once",
        lambda line, _case: line.corrupt_reply(line.next_reply, 99),
        Confirmed,
        Confirmed,
        True,
        (Confirmed,),
    ),
    Row(
        "the reply comes late, after the repetition",
        lambda line, _case: line.delay_reply(line.next_reply, 700_000),
        Confirmed,
        Confirmed,
        True,
        (Confirmed,),
    ),
    Row(
        "no request arrives",
        lambda line, _case: line.lose_all_requests(),
        Uncertain,
        Failed,
        False,
        (Uncertain, Failed),
    ),
    Row(
        "no reply arrives",
        lambda line, _case: line.lose_all_replies(),
        Uncertain,
        Confirmed,
        True,
        (Uncertain, Confirmed),
    ),
    Row(
        "the line breaks before the first byte",
        lambda line, _case: line.break_after(0),
        Failed,
        Failed,
        False,
        (Uncertain, Failed),
    ),
    Row(
        "the line breaks before the last two bytes of the frame",
        lambda line, case: line.break_after(case.frame - 2),
        Failed,
        Failed,
        False,
        (Uncertain, Failed),
    ),
    Row(
        # Its delimiter is the last byte of a frame and the first of the next: the question completes the command.
        "the line breaks before the last byte of the frame",
        lambda line, case: line.break_after(case.frame - 1),
        Confirmed,
        Confirmed,
        True,
        (Uncertain, Confirmed),
    ),
    Row(
        "the line breaks when the frame is through",
        lambda line, case: line.break_after(case.frame),
        Confirmed,
        Confirmed,
        True,
        (Uncertain, Confirmed),
    ),
    Row(
        "the line breaks in the middle of the reply",
        lambda line, case: line.break_after(case.frame + 20),
        Confirmed,
        Confirmed,
        True,
        (Uncertain, Confirmed),
    ),
)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.what)
@pytest.mark.parametrize("case", COMMANDS, ids=str)
def test_what_is_said_what_was_done_and_what_is_kept(case: CommandCase, row: Row) -> None:
    bench = Bench()
    visit = bench.begin()
    give = case.ready(bench, visit)
    row.happens(bench.line, case)

    assert type(give()) is row.at_once
    assert case.applied(bench) is row.done
    assert bool(visit.unsettled) is (row.at_once is Uncertain)

    _heal(bench.line)
    settled = visit.reconnect()
    assert [type(command.outcome) for command in settled] == ([row.later] if row.at_once is Uncertain else [])
    assert visit.unsettled == ()
    assert tuple(map(type, bench.outcomes())) == row.kept
    assert case.times_done(bench) == int(row.done)
    assert (visit.interrogation.canonical == bench.pump_program) is True


@pytest.mark.parametrize("case", COMMANDS, ids=str)
def test_the_frame_lengths_that_the_rows_count_with_are_the_real_ones(case: CommandCase) -> None:
    bench = Bench()
    give = case.ready(bench, bench.begin())
    before = len(bench.line.requests)
    give()
    assert len(bench.line.requests[before]) == case.frame


@pytest.mark.requirement("IT-1", "IT-2")
@pytest.mark.parametrize("case", COMMANDS, ids=str)
def test_cut_anywhere_nothing_is_said_that_is_not_so(case: CommandCase) -> None:
    """Both ways counted together: the request, the reply, the greeting and the question that follow.

    At every place beside the end of a frame, where what the pump or the programmer has got becomes another, and at
    every sixteenth byte within the frames, a different one for each of the eight commands: what lies within a frame
    is alike for who receives it, as the next test shows byte by byte.
    """
    bench = Bench()
    for byte in _places_to_cut(case):
        visit = bench.start_over()
        give = case.ready(bench, visit)
        bench.line.break_after(byte)
        _assert_true_now_and_later(case, bench, visit, give())


@pytest.mark.requirement("IT-1", "IT-2")
@pytest.mark.parametrize("case", COMMANDS, ids=str)
def test_cut_at_any_byte_a_frame_is_not_heard_and_the_next_one_is(case: CommandCase) -> None:
    """But for its last byte, which is that of the next frame as well."""
    conversation = _conversation(case)
    following = conversation[0]
    for frame in conversation:
        for byte in range(len(frame) - 1):
            assert _heard(frame[:byte]) == []
            assert _heard(frame[:byte] + following) == _heard(following)
        assert _heard(frame[:-1]) == []
        assert _heard(frame[:-1] + following) == _heard(frame) + _heard(following)
        assert len(_heard(frame)) == 1


@pytest.mark.parametrize("case", COMMANDS, ids=str)
def test_whichever_frames_are_lost_nothing_is_said_that_is_not_so(case: CommandCase) -> None:
    """So many requests and so many replies lost in the command and the asking that may follow.

    Every pair of numbers for STOP, which is repeated oftener; of the other seven commands, which share their way,
    each tries a third, so that two of them try each pair.
    """
    bench = Bench()
    pairs = list(itertools.product(LOST, LOST))
    if case is not STOP:
        pairs = pairs[COMMANDS.index(case) % 3 :: 3]
    for lost_requests, lost_replies in pairs:
        visit = bench.start_over()
        give = case.ready(bench, visit)
        line = bench.line
        line.lose_request(*range(line.next_request, line.next_request + lost_requests))
        line.lose_reply(*range(line.next_reply, line.next_reply + lost_replies))
        _assert_true_now_and_later(case, bench, visit, give())


@pytest.mark.requirement("GPCA-EC18", "IT-1")
@pytest.mark.parametrize("case", COMMANDS, ids=str)
def test_a_lost_reply_is_uncertain_even_though_the_pump_obeyed(case: CommandCase) -> None:
    bench = Bench()
    visit = bench.begin()
    give = case.ready(bench, visit)
    bench.line.lose_all_replies()
    outcome = give()
    assert isinstance(outcome, Uncertain)
    assert outcome.reason == (
        "No answer came; it may or may not have been done, and the pump cannot be asked: "
        "Nothing answers at lossy:pump"
    )
    assert case.applied(bench)
    bench.line.lose_all_replies(False)
    ((settled),) = visit.reconnect()
    record = [event for event in bench.site.pump.log.part(1, 99).events if event.kind is case.event][-1]
    assert settled.outcome == Confirmed(record.pump_time, record.sequence)


@pytest.mark.parametrize("case", COMMANDS, ids=str)
def test_what_never_arrived_has_failed_and_says_how_that_is_known(case: CommandCase) -> None:
    bench = Bench()
    give = case.ready(bench, bench.begin())
    bench.line.break_after(3)
    assert give() == Failed(
        "The pump did not carry the command out",
        "The pump does not know it, and its memory of commands reaches back to before it was given",
    )
    assert not case.applied(bench)


@pytest.mark.parametrize("case", COMMANDS, ids=str)
@pytest.mark.parametrize("arrives", [True, False], ids=["the command arrived", "the command did not arrive"])
def test_a_pump_with_a_new_memory_cannot_tell_and_it_stays_uncertain(
    case: CommandCase, arrives: bool
) -> None:
    bench = Bench()
    visit = bench.begin()
    _give_without_an_answer(bench, case, visit, arrives=arrives)
    bench.put_in_reach(bench.new_site())
    _heal(bench.line)
    (settled,) = visit.reconnect()
    assert settled.outcome == Uncertain(ANOTHER_MEMORY)
    assert len(visit.unsettled) == 1
    assert visit.settle()[0].outcome == settled.outcome
    assert len(visit.unsettled) == 1
    assert list(map(type, bench.outcomes())) == [Uncertain]


@pytest.mark.parametrize("case", COMMANDS, ids=str)
@pytest.mark.parametrize("arrives", [True, False], ids=["the command arrived", "the command did not arrive"])
def test_a_pump_that_was_given_too_many_commands_since_cannot_tell(case: CommandCase, arrives: bool) -> None:
    bench = Bench()
    visit = bench.begin()
    _give_without_an_answer(bench, case, visit, arrives=arrives)
    _heal(bench.line)
    other = bench.second_programmer()
    for _ in range(65):
        assert isinstance(other.stop(), Confirmed)
    (settled,) = visit.reconnect()
    assert settled.outcome == Uncertain(
        "The pump has been given so many commands since that it can no longer tell"
    )
    assert len(visit.unsettled) == 1


@pytest.mark.parametrize("case", COMMANDS, ids=str)
def test_a_table_of_tokens_that_has_moved_but_reaches_back_far_enough_is_still_a_proof(
    case: CommandCase,
) -> None:
    bench = Bench()
    other = bench.second_programmer()
    for _ in range(70):
        assert isinstance(other.stop(), Confirmed)
    bench.site.pump.resume(b"somebody else's.")
    visit = bench.begin()
    _give_without_an_answer(bench, case, visit, arrives=False)
    _heal(bench.line)
    assert [type(command.outcome) for command in visit.reconnect()] == [Failed]


@pytest.mark.parametrize("case", COMMANDS, ids=str)
def test_another_pump_proves_nothing_and_is_let_go_of(case: CommandCase) -> None:
    bench = Bench()
    visit = bench.begin()
    give = case.ready(bench, visit)
    bench.put_in_reach(bench.new_site(OTHER_SERIAL))
    bench.line.break_after(3)
    assert give() == Uncertain(f"Another pump answers now ({OTHER_SERIAL}); pump RF20-10432 must tell")
    assert not visit.driver.session_open
    assert len(visit.unsettled) == 1
    with pytest.raises(LinkTrouble, match="Another pump answers on this link"):
        visit.reconnect()
    assert not visit.driver.session_open
    assert list(map(type, bench.outcomes())) == [Uncertain]


@pytest.mark.parametrize("case", COMMANDS, ids=str)
def test_the_other_pump_is_never_given_the_command(case: CommandCase) -> None:
    bench = Bench()
    visit = bench.begin()
    give = case.ready(bench, visit)
    bench.put_in_reach(bench.new_site(OTHER_SERIAL))
    give()
    assert bench.site.pump.state_rev == 1
    assert bench.pump_runs


def test_what_the_pump_refuses_is_refused_also_when_it_is_asked_later() -> None:
    bench = Bench()
    visit = bench.begin()
    give = COMMIT.ready(bench, visit)
    bench.site.pump.stop(b"somebody else's.")
    bench.line.lose_all_replies()
    assert isinstance(give(), Uncertain)
    bench.line.lose_all_replies(False)
    (settled,) = visit.reconnect()
    assert settled.outcome == Refused(
        "The pump has changed since it was read: another programmer, STOP or an alarm came between"
    )
    assert not COMMIT.applied(bench)
    assert not bench.pump_runs


@pytest.mark.parametrize("case", COMMANDS, ids=str)
def test_a_command_that_arrives_after_its_session_was_ended_does_nothing(case: CommandCase) -> None:
    """The proof of "not applied" holds for ever: what is still in the air when it is given can no longer act."""
    bench = Bench()
    visit = bench.begin()
    give = case.ready(bench, visit)
    first = bench.line.next_request
    for repetition in range(10):
        bench.line.delay_request(first + repetition, 30_000_000)
    outcomes = [give(), *(command.outcome for command in visit.reconnect())]
    assert isinstance(outcomes[-1], Failed)
    for _ in range(40):
        visit.poll()
        visit.driver.rest(1_000_000)
    assert bench.clock.monotonic_us() > 31_000_000
    assert not case.applied(bench)


@pytest.mark.parametrize("case", COMMANDS, ids=str)
def test_after_silence_a_new_session_is_opened_before_the_pump_is_asked(case: CommandCase) -> None:
    bench = Bench()
    visit = bench.begin()
    give = case.ready(bench, visit)
    before = len(bench.line.requests)
    bench.line.break_after(case.frame)
    give()
    assert opcodes(bench.line.requests[before:]) == [
        case.opcode,
        LinkOpcode.HELLO,
        LinkOpcode.SESSION,
        LinkOpcode.IDENT,
        Opcode.TOKEN_STATUS,
    ]


def _give_without_an_answer(bench: Bench, case: CommandCase, visit: Visit, *, arrives: bool) -> None:
    give = case.ready(bench, visit)
    if arrives:
        bench.line.lose_all_replies()
    else:
        bench.line.lose_all_requests()
    assert isinstance(give(), Uncertain)
    assert case.applied(bench) is arrives


def _conversation(case: CommandCase) -> list[bytes]:
    """The frames of both ways, in turn: the command, its answer, and what a new session and its reading take."""
    bench = Bench()
    visit = bench.begin()
    give = case.ready(bench, visit)
    requests, replies = len(bench.line.requests), len(bench.line.replies)
    give()
    visit.reconnect()
    pairs = zip(bench.line.requests[requests:], bench.line.replies[replies:], strict=True)
    return [frame for pair in pairs for frame in pair]


def _places_to_cut(case: CommandCase) -> list[int]:
    """How many bytes pass before the line breaks."""
    end = case.frame * 2 + 120
    edges = itertools.accumulate(map(len, _conversation(case)), initial=0)
    beside = {edge + byte for edge in edges for byte in (-2, -1, 0, 1)}
    within = range(2 * COMMANDS.index(case), end, 2 * len(COMMANDS))
    return sorted(place for place in beside.union(within) if 0 <= place < end)


def _heard(received: bytes) -> list[Frame]:
    return [event for event in FrameDecoder().receive(received) if isinstance(event, Frame)]


def _heal(line: LossyLine) -> None:
    line.lose_all_requests(False)
    line.lose_all_replies(False)


def _assert_true_now_and_later(case: CommandCase, bench: Bench, visit: Visit, outcome: Outcome) -> None:
    """Whatever is said is so; and when the line is whole again, everything is known and done at most once."""
    _assert_true(outcome, case, bench)
    while True:
        try:
            later = visit.reconnect()
            break
        except LinkTrouble:
            continue
    for command in later:
        _assert_true(command.outcome, case, bench)
    assert visit.unsettled == ()
    assert case.times_done(bench) == int(case.applied(bench))


def _assert_true(outcome: Outcome, case: CommandCase, bench: Bench) -> None:
    """Confirmed and Failed are facts about the pump; Uncertain claims nothing."""
    match outcome:
        case Confirmed():
            assert case.applied(bench)
        case Failed() | Refused():
            assert not case.applied(bench)
        case Uncertain():
            pass
