"""The conversations of the vectors in which the pump says no, or nothing at all."""

from __future__ import annotations

from programmer.device.implant.codes import Opcode, Status
from programmer.device.implant.messages.orders import (
    AcknowledgeAlarms,
    Checkpoint,
    TellRefill,
)
from programmer.device.implant.messages.programs import StageBegin, StageChunk
from programmer.telemetry.codes import LinkStatus
from programmer.telemetry.exchange import Paired
from programmer.telemetry.frames import RESPONSE, SECURED, Frame, FrameDecoder, encode_frame
from programmer.telemetry.handshakes import Greeting
from programmer.telemetry.hello import HelloRequest
from programmer.telemetry.noise.keys import fingerprint
from programmer.telemetry.pairing_code import PairingCode
from programmer.telemetry.wire import PayloadWriter
from programmer.therapy.alarms import AlarmKind
from programmer.therapy.boluses import SingleBolus
from programmer.therapy.canonical import encode_program
from programmer.therapy.quantities import Nanograms, Nanolitres, Seconds
from tests.conformance.asking import (
    BRIDGED,
    ORDINARY,
    OTHER_DRUG,
    STOPPED,
    TOO_FAST,
    TOO_MANY_STEPS,
    UNFOUNDED,
    Asking,
    stage_named,
)
from tests.conformance.conversation import Conversation
from tests.conformance.fixed import (
    CODE,
    PROGRAMMER,
    STRANGER,
    FixedRandomness,
    fixed_bytes,
    static_key,
    token,
)


def every_refusal() -> Conversation:
    """Each status of the pump within a session, in a situation that earns it."""
    held = Conversation(
        "every refusal",
        "Each status that a pump gives within a session",
        [
            "A-3",
            "A-4",
            "R-5",
            "W-2",
            "W-3",
            "W-4",
            "W-6",
            "W-7",
            "X-3",
            "X-7",
            "X-12",
            "X-14",
            "X-15",
            "X-16",
            "X-18",
        ],
    )
    held.open()
    ask = Asking(held)
    ask.expect(LinkStatus.UNKNOWN_REQUEST, 0x7E7E)
    ask.expect(LinkStatus.MALFORMED, Opcode.STATUS, b"\0")
    _refused_programs(ask)
    _refused_commands(ask)
    _refused_boluses(ask)
    ask.commit(LinkStatus.OK, ask.verify(LinkStatus.OK, BRIDGED), BRIDGED)
    ask.bolus(Status.BOLUS_OPENING)
    ask.verify(Status.BRIDGE_UNFINISHED, ORDINARY)
    held.do("the battery reaches its end of service")
    ask.verify(Status.ALARM_BLOCKS, BRIDGED)
    ask.expect(LinkStatus.OK, Opcode.TOKEN_STATUS, token(101))
    return held


def _refused_programs(ask: Asking) -> None:
    seen = ask.seen()
    ask.expect(Status.BAD_OFFSET, Opcode.PROGRAM_READ, PayloadWriter().u16(0xFFFF).done())
    ask.expect(Status.NO_STAGE, Opcode.STAGE_VERIFY, stage_named(0x1234))
    nothing = StageBegin(seen.active_hash, seen.state_rev, 0, bytes(32))
    ask.expect(Status.NOT_A_PROGRAM, Opcode.STAGE_BEGIN, nothing.encode())
    stage = ask.stage(ORDINARY)
    ask.commit(Status.NOT_VERIFIED, stage, ORDINARY)
    ask.expect(Status.BAD_OFFSET, Opcode.STAGE_CHUNK, StageChunk(stage, 0, b"other").encode())
    beginning = encode_program(ORDINARY)[:10]
    ask.expect(Status.BAD_OFFSET, Opcode.STAGE_CHUNK, StageChunk(stage, 0, beginning).encode())
    end = len(encode_program(ORDINARY))
    ask.expect(Status.BAD_OFFSET, Opcode.STAGE_CHUNK, StageChunk(stage, end, b"").encode())
    ask.expect(LinkStatus.OK, Opcode.STAGE_VERIFY, stage_named(stage))
    ask.commit(Status.HASH_DIFFERS, stage, ORDINARY, named=bytes(32))
    begin = StageBegin(seen.active_hash, seen.state_rev, 40, bytes(32)).encode()
    missing = int.from_bytes(ask.expect(LinkStatus.OK, Opcode.STAGE_BEGIN, begin), "little")
    ask.expect(LinkStatus.OK, Opcode.STAGE_CHUNK, StageChunk(missing, 0, beginning).encode())
    ask.expect(LinkStatus.OK, Opcode.STAGE_READ, PayloadWriter().u16(missing).u16(0).done())
    ask.expect(Status.HASH_DIFFERS, Opcode.STAGE_VERIFY, stage_named(missing))
    ask.verify(Status.REFUSED, TOO_FAST)
    ask.verify(Status.REFUSED, TOO_MANY_STEPS)
    ask.verify(Status.OTHER_DRUG, OTHER_DRUG)
    ask.verify(Status.BRIDGE_UNFOUNDED, UNFOUNDED)


def _refused_commands(ask: Asking) -> None:
    ask.resume(Status.CONFLICT, state_rev=99)
    ask.resume(Status.CANNOT_RESUME)
    ask.expect(Status.TOKEN_REUSED, Opcode.STOP, token(101))
    ask.expect(Status.NO_BOLUS, Opcode.BOLUS_CANCEL, ask.token())
    alarms = AcknowledgeAlarms(ask.token(), (AlarmKind.RESET,))
    ask.expect(Status.NOTHING_TO_END, Opcode.ALARM_ACKNOWLEDGE, alarms.encode())
    refill = TellRefill(ask.token(), ask.seen(), Nanolitres(20_000_001))
    ask.expect(Status.REFILL_TOO_LARGE, Opcode.REFILL, refill.encode())
    for status in (LinkStatus.OK, Status.CHECKPOINT_MADE):
        checkpoint = Checkpoint(ask.token(), fixed_bytes("session record", 16), fixed_bytes("chain", 32))
        ask.expect(status, Opcode.CHECKPOINT, checkpoint.encode())


def _refused_boluses(ask: Asking) -> None:
    unused = ask.token()
    ask.bolus(LinkStatus.MALFORMED, SingleBolus(Nanograms(900_000), Seconds(86_401)), unused)
    ask.expect(LinkStatus.OK, Opcode.TOKEN_STATUS, unused)
    ask.bolus(Status.BOLUS_TOO_FAST, SingleBolus(Nanograms(900_000), Seconds(1)))
    ask.bolus(LinkStatus.OK, token=unused)
    ask.expect(LinkStatus.MALFORMED, Opcode.BOLUS_CANCEL, unused + b"\0")
    ask.expect(LinkStatus.OK, Opcode.TOKEN_STATUS, unused)
    ask.bolus(Status.BOLUS_UNDER_WAY)
    ask.stop()
    ask.bolus(Status.BOLUS_STOPPED)
    ask.resume()
    ask.held.do("the pump believes its reservoir at its low mark")
    ask.bolus(Status.BOLUS_LOW_RESERVOIR)
    ask.held.do("the pump is refilled")
    ask.commit(LinkStatus.OK, ask.verify(LinkStatus.OK, STOPPED), STOPPED)
    ask.bolus(Status.BOLUS_TOO_SLOW, SingleBolus(Nanograms(1_000), Seconds(86_400)))


def before_a_session() -> Conversation:
    """Each status that a pump gives outside of a session."""
    held = Conversation(
        "before a session",
        "Each status that a pump gives in clear: other versions, strangers, no code, wrong proofs",
        ["S-4", "S-5", "S-7", "S-8", "P-4", "P-7", "V-1", "V-2"],
    )
    other = HelloRequest(
        fixed_bytes("nonce of a later age", 16), fingerprint(static_key(PROGRAMMER).public), 2, 3
    )
    held.forge(_clear(0x0505, 1, other.encode()), "VERSION", "S-5")
    turned = HelloRequest(other.nonce, other.fingerprint, 1, 0)
    held.forge(_clear(0x0505, 0, turned.encode()), "VERSION: the lowest is above the highest", "S-5")
    held.forge(_clear(0x0303, 0, b""), "OK: any counter will do in clear", "F-11")
    held.forge(_clear(0x2727, 2, bytes(48)), "NO_SESSION: nobody was greeted", "S-7")
    held.forge(_clear(0x0606, 3, b""), "NO_SESSION: not in clear", "S-8")
    held.forge(_clear(0x0303, 3, b"?"), "MALFORMED: more than its table says", "A-3")
    held.forge(_clear(0x7E7E, 3, b""), "NO_SESSION: an opcode that is in no table, in clear", "S-8")
    known = HelloRequest(other.nonce, other.fingerprint)
    held.forge(_clear(0x0505, 3, known.encode()), "OK: a nonce that only VERSION has answered", "S-4")
    held.take(held.carry(held.exchange.greet()))
    held.forge(_clear(0x2727, 4, bytes(48)), "PROOF_WRONG: not authentic", "S-7")
    held.take(held.carry(held.exchange.begin_session()))
    held.ask(Opcode.STATUS)
    held.do("the pump forgets every programmer")
    held.take(held.carry(held.exchange.greet()))
    held.take(held.carry(held.exchange.begin_session()))
    held.pair()
    held.do("the pump shows the pairing code")
    held.take(held.carry(held.exchange.greet()))
    held.forge(_clear(0x2828, 5, bytes(48)), "PROOF_WRONG: not authentic", "P-7")
    held.forge(_clear(0x2B2B, 6, bytes(64)), "NO_SESSION: nothing was begun", "P-7")
    return held


def greetings() -> Conversation:
    """What a greeting does to a session that is open, and what a late one does to a greeting."""
    held = Conversation(
        "greetings",
        "A stranger's greeting leaves a session alone; a new session ends the old one and its stage; late greetings",
        ["S-2", "S-3", "S-4", "S-6", "S-10", "S-17", "W-9"],
    )
    held.open()
    late, number = bytes.fromhex(held.steps[0]["line"]), held.exchange.session_number
    ask = Asking(held)
    stage = ask.stage(ORDINARY)
    asked = bytes.fromhex(held.steps[-2]["line"])
    unknown = HelloRequest(fixed_bytes("nonce of a stranger", 16), fingerprint(static_key(STRANGER).public))
    held.forge(_clear(0x0505, 1, unknown.encode()), "answered, and nothing else", "S-3")
    held.forge(_clear(0x0303, 2, b""), "OK: and the last request is still the greeting", "S-4")
    held.forge(_clear(0x0505, 1, unknown.encode()), "the stored answer", "S-4")
    held.forge(_clear(0x0505, 2, unknown.encode()), "a nonce of before in another frame", "S-4")
    ask.expect(LinkStatus.OK, Opcode.STAGE_VERIFY, stage_named(stage))
    held.open()
    assert held.exchange.session_number != number
    held.forge(asked, "NO_SESSION: of the session before", "S-10")
    held.forge(late, "a greeting of before", "S-4")
    ask.expect(Status.NO_STAGE, Opcode.STAGE_READ, PayloadWriter().u16(stage).u16(0).done())
    return held


def ends_of_greetings() -> Conversation:
    """What ends a greeting, and what ends the pairing that was begun with it."""
    held = Conversation(
        "ends of greetings",
        "PAIR_END ends a greeting, also where nothing was begun; PAIR_BEGIN and an authentic SESSION end a pairing",
        ["P-4", "P-5", "P-7", "S-6", "S-7"],
    )
    held.do("the pump shows the pairing code")
    held.take(held.carry(held.exchange.greet()))
    held.forge(_clear(0x2B2B, 1, bytes(64)), "NO_SESSION: nothing was begun, and the greeting is over", "P-5")
    held.take(held.carry(held.exchange.begin_session()))
    _begin_pairing(held)
    held.forge(_clear(0x2727, 2, bytes(48)), "PROOF_WRONG: not authentic, and the pairing goes on", "S-7")
    held.forge(_clear(0x2828, 3, bytes(47)), "PROOF_WRONG: not authentic, and the pairing is over", "P-5")
    held.take(held.carry(held.exchange.end_pairing()))
    held.forge(_clear(0x2828, 4, bytes(48)), "NO_SESSION: nobody is greeted, though a code is shown", "P-7")
    greeting = _begin_pairing(held)
    pump, mine = held.pump.keys.own.public, static_key(PROGRAMMER)
    handshake = greeting.session(True, mine, pump, FixedRandomness("the programmer, elsewhere"))
    held.forge(_clear(0x2727, 5, handshake.write()), "OK: authentic, and the pairing is over", "S-6")
    held.take(held.carry(held.exchange.end_pairing()))
    return held


def _begin_pairing(held: Conversation) -> Greeting:
    """Greet and begin a pairing; the greeting as both sides saw it."""
    held.take(held.carry(held.exchange.greet()))
    request, answer = (bytes.fromhex(step["payload"]) for step in held.steps[-2:])
    held.take(held.carry(held.exchange.begin_pairing(CODE)))
    return Greeting(request, answer[6:])


def wrong_codes() -> Conversation:
    """Three wrong proofs end a code; another one is good again."""
    held = Conversation(
        "wrong codes",
        "Three proofs with another code end the one that is shown; a new one is good for one pairing",
        ["P-4", "P-5", "P-7"],
        paired=False,
    )
    held.do("the pump shows the pairing code")
    other = PairingCode(fixed_bytes("another pairing code", 16))
    for _ in range(4):
        held.pair(other)
    held.pair()
    held.do("the pump shows the pairing code")
    assert isinstance(held.pair(), Paired)
    held.pair()
    return held


def what_is_not_believed() -> Conversation:
    """Frames that are sound and prove nothing: each changes nothing but a count."""
    held = Conversation(
        "what is not believed",
        "Sound frames that prove nothing, each way; every one changes nothing but a count",
        ["S-9", "S-10", "S-11", "S-14", "F-10", "A-6", "A-7", "E-3"],
    )
    held.open()
    held.ask(Opcode.STATUS)
    number = held.exchange.session_number
    replayed = bytes.fromhex(held.steps[-2]["line"])
    answered = bytes.fromhex(held.steps[-1]["line"])
    held.ask(0x0303)
    sealed = Frame(
        SECURED, Opcode.STOP, number, 3, fixed_bytes("no ciphertext", 16), fixed_bytes("no tag", 16)
    )
    held.forge(encode_frame(sealed), "TAG_WRONG", "S-11")
    held.forge(replayed, "REPLAYED", "S-14")
    held.forge(
        encode_frame(sealed._replace(counter=2)), "REPLAYED: the last counter with other bytes", "S-14"
    )
    held.forge(encode_frame(Frame(0, Opcode.STOP, number, 3, token(1))), "UNSECURED", "S-9")
    held.forge(encode_frame(sealed._replace(session=number ^ 1)), "OTHER_SESSION", "S-10")
    held.forge(encode_frame(Frame(RESPONSE, Opcode.STATUS, 0, 3, bytes(6))), "a response, to a pump", "F-10")
    pending = held.carry(held.exchange.request(Opcode.LINK_COUNTERS, b""))
    genuine = held.steps.pop()
    answer = sealed._replace(flags=RESPONSE | SECURED, opcode=Opcode.LINK_COUNTERS, counter=9)
    held.deceive(encode_frame(answer), "TAG_WRONG", "A-6")
    held.deceive(encode_frame(answer._replace(session=number ^ 1)), "OTHER_SESSION", "A-6")
    clear = Frame(RESPONSE, Opcode.LINK_COUNTERS, number, 9, bytes.fromhex("030000000303") + bytes(20))
    held.deceive(encode_frame(clear), "UNSECURED", "A-6")
    held.deceive(encode_frame(clear._replace(session=0)), "UNSECURED", "A-7")
    held.deceive(answered, "REPLAYED", "A-6")
    held.steps.append(genuine)
    held.take(pending)
    held.do("the pump sends an event")
    event = bytes.fromhex(held.steps[-1]["line"])
    held.deceive(event, "REPLAYED", "E-3")
    return held


def what_proves_nothing() -> Conversation:
    """Answers in clear by somebody else, each in the place of the pump's own, which is lost."""
    held = Conversation(
        "what proves nothing",
        "Somebody else answers the programmer in the pump's place: it says so and forgets the greeting",
        ["S-21", "S-22", "P-9", "V-4"],
    )
    held.do("the pump shows the pairing code")
    exchange = held.exchange
    held.lose(exchange.greet())
    later, unknown = bytearray(_last_answer(held)), bytearray(_last_answer(held))
    later[6 + _VERSION_AT] = 2
    unknown[6 + _FINGERPRINT_AT : 6 + _FINGERPRINT_AT + 16] = fingerprint(static_key(STRANGER).public)
    held.deceive(_told(0x0505, bytes(later)), "WRONG_VERSION", "S-22")
    held.lose(exchange.greet())
    unknown[: 6 + 16] = _last_answer(held)[: 6 + 16]
    held.deceive(_told(0x0505, bytes(unknown)), "UNKNOWN_PUMP", "S-21")
    held.lose(exchange.greet())
    held.deceive(_told(0x0F0F, b"\2\3"), "WRONG_VERSION", "V-4")
    held.take(held.carry(exchange.greet()))
    held.lose(exchange.begin_session())
    held.deceive(_told(0x2727, _last_answer(held)[:6] + bytes(48)), "NOT_PROVED", "S-22")
    held.take(held.carry(exchange.greet()))
    held.take(held.carry(exchange.begin_pairing(CODE)))
    held.lose(exchange.end_pairing())
    held.deceive(_told(0x2B2B, _last_answer(held)[:6] + bytes(40)), "NOT_PROVED", "P-9")
    return held


_VERSION_AT, _FINGERPRINT_AT = 16, 47


def _last_answer(held: Conversation) -> bytes:
    """The payload of what the pump has answered last in clear, and nobody has heard."""
    (frame,) = FrameDecoder().receive(bytes.fromhex(held.steps[-1]["line"]))
    assert isinstance(frame, Frame)
    return frame.payload


def _told(opcode: int, payload: bytes) -> bytes:
    return encode_frame(Frame(RESPONSE, opcode, 0, 77, payload))


def _clear(opcode: int, counter: int, payload: bytes) -> bytes:
    return encode_frame(Frame(0, opcode, 0, counter, payload))
