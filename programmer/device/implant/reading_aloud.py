"""Reads a frame aloud: what every message of the implant says, by name and value, each value with its unit."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from programmer.device.implant.aloud import greetings, log, orders, readings
from programmer.device.implant.aloud.figures import Lines, bytes_told, count
from programmer.device.implant.aloud.names import opcode_name, status_name
from programmer.device.implant.codes import Opcode, Status
from programmer.telemetry.codes import LinkOpcode, LinkStatus
from programmer.telemetry.frames import EVENT, RESPONSE, SECURED, Frame
from programmer.telemetry.wire import Malformed, PayloadReader

__all__ = ["describe", "opcode_name", "status_name"]

_Read = Callable[[bytes], Lines]


def describe(frame: Frame) -> list[tuple[str, str]]:
    """Names and values of what a frame says, in its order; empty for a message without content.

    Never raises: what cannot be read is said so, with its bytes. A secured frame is read once it has been opened.
    """
    if frame.flags & SECURED:
        length = count(len(frame.payload), "byte")
        return [("payload", f"{length}, secured: not to be read without the keys of its session")]
    if frame.flags & EVENT:
        return _read_or_say_why(_EVENTS.get(frame.opcode, _unknown), frame.payload)
    if frame.opcode == LinkOpcode.VERSION_NOTICE:
        return _read_or_say_why(greetings.version_notice, frame.payload)
    if frame.flags & RESPONSE:
        return _answer(frame.opcode, frame.payload)
    return _read_or_say_why(_REQUESTS.get(frame.opcode, _unknown), frame.payload)


def _answer(opcode: int, payload: bytes) -> Lines:
    reader = PayloadReader(payload)
    try:
        lines = [("in reply to", str(reader.u32()))]
        status = reader.u16()
    except Malformed as trouble:
        return _not_readable(payload, trouble)
    lines.append(("status", status_name(status)))
    read = (
        _ANSWERS.get(opcode, _unknown) if status == LinkStatus.OK else _REFUSALS.get(status, _nothing_behind)
    )
    return [*lines, *_read_or_say_why(read, reader.rest())]


def _read_or_say_why(read: _Read, payload: bytes) -> Lines:
    try:
        return read(payload)
    except Malformed as trouble:
        return _not_readable(payload, trouble)


def _not_readable(payload: bytes, trouble: Malformed) -> Lines:
    return [("not readable", str(trouble)), ("payload", bytes_told(payload))]


def _unknown(payload: bytes) -> Lines:
    return [("payload", bytes_told(payload))] if payload else []


def _nothing(payload: bytes) -> Lines:
    PayloadReader(payload).end()
    return []


def _nothing_behind(body: bytes) -> Lines:
    PayloadReader(body).tail()
    return []


def _numbers(*names: str) -> _Read:
    return partial(orders.small_numbers, names=names)


def _stage_answer(body: bytes) -> Lines:
    reader = PayloadReader(body)
    lines = [("stage", str(reader.u16()))]
    reader.tail()
    return lines


def _state_changed(payload: bytes) -> Lines:
    reader = PayloadReader(payload)
    lines = [("state rev", str(reader.u32()))]
    reader.tail()
    return lines


_EVENTS: dict[int, _Read] = {Opcode.EVENT: _state_changed}
_REQUESTS: dict[int, _Read] = {
    LinkOpcode.IDENT: _nothing,
    LinkOpcode.HELLO: greetings.hello_request,
    LinkOpcode.SESSION: greetings.handshake,
    LinkOpcode.PAIR_BEGIN: greetings.handshake,
    LinkOpcode.PAIR_END: greetings.handshake,
    Opcode.STATUS: _nothing,
    Opcode.LIMITS: _nothing,
    Opcode.CATHETER: _nothing,
    Opcode.PROGRAM_READ: _numbers("offset"),
    Opcode.STAGE_BEGIN: orders.stage_begin,
    Opcode.STAGE_CHUNK: orders.stage_chunk,
    Opcode.STAGE_VERIFY: _numbers("stage"),
    Opcode.STAGE_READ: _numbers("stage", "offset"),
    Opcode.STAGE_ABORT: _numbers("stage"),
    Opcode.COMMIT: orders.commit,
    Opcode.STOP: orders.token,
    Opcode.RESUME: orders.resume,
    Opcode.TOKEN_STATUS: orders.token,
    Opcode.LOG_READ: orders.log_request,
    Opcode.BOLUS: orders.bolus,
    Opcode.BOLUS_CANCEL: orders.token,
    Opcode.ALARM_ACKNOWLEDGE: orders.alarm_acknowledge,
    Opcode.CLOCK_SET: orders.clock_set,
    Opcode.REFILL: orders.refill,
    Opcode.CHECKPOINT: orders.checkpoint,
    Opcode.LINK_COUNTERS: _nothing,
}
_COMMANDS = (
    Opcode.COMMIT,
    Opcode.STOP,
    Opcode.RESUME,
    Opcode.BOLUS,
    Opcode.BOLUS_CANCEL,
    Opcode.ALARM_ACKNOWLEDGE,
    Opcode.CLOCK_SET,
    Opcode.REFILL,
    Opcode.CHECKPOINT,
)
_ANSWERS: dict[int, _Read] = {
    LinkOpcode.IDENT: readings.identity,
    LinkOpcode.HELLO: greetings.hello_answer,
    LinkOpcode.SESSION: greetings.handshake,
    LinkOpcode.PAIR_BEGIN: greetings.handshake,
    LinkOpcode.PAIR_END: greetings.handshake,
    Opcode.STATUS: readings.status,
    Opcode.LIMITS: readings.limits,
    Opcode.CATHETER: readings.catheter,
    Opcode.PROGRAM_READ: readings.piece,
    Opcode.STAGE_BEGIN: _stage_answer,
    Opcode.STAGE_CHUNK: _nothing_behind,
    Opcode.STAGE_VERIFY: orders.figures,
    Opcode.STAGE_READ: readings.piece,
    Opcode.STAGE_ABORT: _nothing_behind,
    Opcode.TOKEN_STATUS: orders.token_answer,
    Opcode.LOG_READ: log.log,
    Opcode.LINK_COUNTERS: readings.link_counters,
    **dict.fromkeys(_COMMANDS, orders.done),
}
_REFUSALS: dict[int, _Read] = {
    LinkStatus.VERSION: greetings.version_notice,
    Status.REFUSED: orders.violations,
}
