"""The conversations of the vectors, as they are held."""

from __future__ import annotations

from collections.abc import Callable

from programmer.device.driver import CommandDone, StagedReadback, no_progress
from programmer.device.implant.codes import Opcode
from programmer.device.implant.messages.log import LogRequest
from programmer.device.implant.messages.orders import (
    AcknowledgeAlarms,
    Checkpoint,
    SetClock,
    TellRefill,
)
from programmer.device.implant.messages.programs import StageChunk
from programmer.telemetry.codes import LinkStatus
from programmer.telemetry.exchange import Paired
from programmer.telemetry.wire import PayloadWriter
from programmer.therapy.alarms import AlarmKind
from programmer.therapy.canonical import encode_program
from programmer.therapy.quantities import Nanolitres, PumpTime
from tests.conformance.asking import (
    ORDINARY,
    WRITTEN,
    Asking,
    stage_named,
)
from tests.conformance.bench import MADE, SECOND
from tests.conformance.conversation import Conversation
from tests.conformance.fixed import fixed_bytes, token
from tests.conformance.held_back import (
    before_a_session,
    ends_of_greetings,
    every_refusal,
    greetings,
    what_is_not_believed,
    what_proves_nothing,
    wrong_codes,
)


def session() -> Conversation:
    """Greeting, session, a lost answer, an event, and the end of the session."""
    held = Conversation(
        "session",
        "Greeting and session; a lost answer and the same bytes again; an event; the end of the session by silence",
        [
            "S-2",
            "S-6",
            "S-12",
            "S-13",
            "S-15",
            "S-10",
            "K-4",
            "K-5",
            "K-6",
            "A-5",
            "A-6",
            "E-1",
            "E-2",
            "K-10",
        ],
    )
    held.open()
    held.ask(0x0303)
    held.do("one second passes")
    held.lose(held.exchange.request(Opcode.STATUS, b""))
    held.take(held.carry(held.exchange.repeat()))
    held.do("the pump sends an event")
    held.ask(Opcode.STATUS)
    held.do("five seconds pass")
    held.take(held.carry(held.exchange.request(Opcode.STATUS, b"")))
    held.take(held.carry(held.exchange.identify()))
    return held


def pairing() -> Conversation:
    """A pairing from the code to the first session."""
    held = Conversation(
        "pairing",
        "The pump shows a code; greeting, pairing, greeting, session",
        ["P-3", "P-5", "P-6", "P-7", "P-10", "S-7", "K-3", "K-4"],
        paired=False,
    )
    held.do("the pump shows the pairing code")
    assert isinstance(held.pair(), Paired)
    held.open()
    held.ask(Opcode.STATUS)
    return held


def program_write() -> Conversation:
    """A whole program write by the product's driver, as the visit does it."""
    held = Conversation(
        "program write",
        "A whole program write: everything is read, staged, verified, read back, committed and read again",
        ["W-1", "W-2", "W-3", "W-4", "W-5", "W-6", "W-7", "W-8", "W-11", "X-1", "X-2", "X-6", "R-5", "H-3"],
    )
    driver = held.driver()
    driver.connect()
    status, _ = driver.status(), (driver.limits(), driver.catheter())
    driver.read_program()
    driver.read_log(1)
    staged = driver.stage(encode_program(WRITTEN), status.program_hash, status.state_rev, no_progress)
    assert isinstance(staged, StagedReadback)
    held.do("one second passes")
    assert isinstance(driver.commit(staged, status.program_hash, status.state_rev, token(1)), CommandDone)
    driver.status()
    driver.read_program()
    driver.token_status(token(1))
    driver.read_log(2)
    return held


def every_command() -> Conversation:
    """Each command once with success, and what the log says of it."""
    held = Conversation(
        "every command",
        "Each command is done once; a repetition is not; the log names them all",
        [
            "X-2",
            "X-5",
            "X-6",
            "X-10",
            "X-12",
            "X-14",
            "X-15",
            "X-16",
            "X-17",
            "X-18",
            "X-19",
            "H-6",
            "W-3",
            "W-10",
        ],
    )
    held.open()
    ask = Asking(held)
    stage = ask.stage(ORDINARY, piece=20)
    again = StageChunk(stage, 0, encode_program(ORDINARY)[:20]).encode()
    ask.expect(LinkStatus.OK, Opcode.STAGE_CHUNK, again)
    ask.expect(LinkStatus.OK, Opcode.STAGE_VERIFY, stage_named(stage))
    ask.expect(LinkStatus.OK, Opcode.STAGE_READ, PayloadWriter().u16(stage).u16(20).done())
    ask.expect(LinkStatus.OK, Opcode.STAGE_ABORT, stage_named(stage))
    ask.stop(number=1)
    ask.stop(number=1)
    ask.resume()
    ask.bolus(LinkStatus.OK)
    held.do("one second passes")
    ask.expect(LinkStatus.OK, Opcode.STATUS)
    ask.expect(LinkStatus.OK, Opcode.BOLUS_CANCEL, ask.token())
    refill = TellRefill(ask.token(), ask.seen(), Nanolitres(18_000_000))
    ask.expect(LinkStatus.OK, Opcode.REFILL, refill.encode())
    clock = SetClock(ask.token(), ask.seen().state_rev, PumpTime(MADE.value + 3600 * SECOND))
    ask.expect(LinkStatus.OK, Opcode.CLOCK_SET, clock.encode())
    held.do("the pump starts anew")
    held.open()
    ask.expect(LinkStatus.OK, Opcode.STATUS)
    seen = AcknowledgeAlarms(ask.token(), (AlarmKind.RESET,))
    ask.expect(LinkStatus.OK, Opcode.ALARM_ACKNOWLEDGE, seen.encode())
    checkpoint = Checkpoint(ask.token(), fixed_bytes("session record", 16), fixed_bytes("chain", 32))
    ask.expect(LinkStatus.OK, Opcode.CHECKPOINT, checkpoint.encode())
    ask.expect(LinkStatus.OK, Opcode.TOKEN_STATUS, token(1))
    ask.expect(LinkStatus.OK, Opcode.TOKEN_STATUS, token(2))
    ask.expect(LinkStatus.OK, Opcode.LOG_READ, LogRequest(1).encode())
    ask.expect(LinkStatus.OK, Opcode.LOG_READ, LogRequest(3, 2).encode())
    ask.expect(LinkStatus.OK, Opcode.LINK_COUNTERS)
    return held


HELD: list[Callable[[], Conversation]] = [
    session,
    pairing,
    program_write,
    every_command,
    every_refusal,
    before_a_session,
    greetings,
    ends_of_greetings,
    wrong_codes,
    what_is_not_believed,
    what_proves_nothing,
]
