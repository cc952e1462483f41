"""What a pump answered in a capture, by what it was asked."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from programmer.device.implant.codes import Opcode
from programmer.device.implant.messages.identity import decode_identity, encode_identity
from programmer.simulator.replay.recorded_log import RecordedLog
from programmer.telemetry.capture.entries import Entry, FrameNoted
from programmer.telemetry.capture.reading import Unreadable
from programmer.telemetry.codes import LinkOpcode, LinkStatus
from programmer.telemetry.frames import RESPONSE, SECURED, Frame
from programmer.telemetry.welcome import Answer
from programmer.telemetry.wire import Malformed, PayloadReader

READ = frozenset(
    {
        Opcode.STATUS,
        Opcode.LIMITS,
        Opcode.CATHETER,
        Opcode.PROGRAM_READ,
        Opcode.TOKEN_STATUS,
        Opcode.LOG_READ,
        Opcode.LINK_COUNTERS,
    }
)
"""What may be answered from memory: it changes nothing. A command never is, whatever was recorded."""
_TAKEN = "taken"
_Asked = tuple[int, bytes]


@dataclass(slots=True)
class RecordedAnswers:
    """Answers in the order in which they were recorded, for each request by its opcode and payload; the last one
    is given again and again. ``identity`` is the pump's, marked as simulated; None if it was not recorded."""

    identity: bytes | None = None
    _answers: dict[_Asked, deque[Answer]] = field(default_factory=lambda: defaultdict(deque))
    _log: RecordedLog = field(default_factory=RecordedLog)

    @classmethod
    def of(cls, entries: Iterable[Entry | Unreadable]) -> RecordedAnswers:
        """Take what the recorded programmer believed; bytes of the line alone prove nothing."""
        recorded, asked = cls(), dict[tuple[int, int, int], bytes]()
        for entry in entries:
            frame = _frame(entry)
            if frame is None:
                continue
            if not frame.flags & RESPONSE:
                asked[frame.session, frame.counter, frame.opcode] = frame.payload
                continue
            counter, answer = _answer(frame)
            payload = asked.pop((frame.session, counter, frame.opcode), None)
            if payload is not None:
                recorded._keep((frame.opcode, payload), answer)
        return recorded

    def next(self, opcode: int, payload: bytes) -> Answer:
        """The next answer to that request; UNKNOWN_REQUEST to what was never asked, and to every command."""
        if opcode == LinkOpcode.IDENT and self.identity is not None and not payload:
            return Answer(LinkStatus.OK, self.identity)
        answers = self._answers.get((opcode, payload))
        if answers:
            return answers.popleft() if len(answers) > 1 else answers[0]
        if opcode == Opcode.LOG_READ:
            return self._log.answer(payload)
        return Answer(LinkStatus.UNKNOWN_REQUEST)

    def _keep(self, asked: _Asked, answer: Answer) -> None:
        opcode, payload = asked
        if opcode == LinkOpcode.IDENT and answer.status == LinkStatus.OK:
            self.identity = _marked(answer.body) or self.identity
        if opcode not in READ:
            return
        self._answers[asked].append(answer)
        if opcode == Opcode.LOG_READ and answer.status == LinkStatus.OK:
            self._log.keep(payload, answer.body)


def _frame(entry: Entry | Unreadable) -> Frame | None:
    """A frame that was sent, or believed, in clear."""
    if not isinstance(entry, FrameNoted) or entry.seen.frame is None or entry.seen.frame.flags & SECURED:
        return None
    return entry.seen.frame if entry.seen.outgoing or entry.seen.verdict == _TAKEN else None


def _answer(frame: Frame) -> tuple[int, Answer]:
    """Which request it answers, and how; -1 for an answer that is none: no request has that counter."""
    reader = PayloadReader(frame.payload)
    try:
        return reader.u32(), Answer(reader.u16(), reader.rest())
    except Malformed:
        return -1, Answer(LinkStatus.MALFORMED)


def _marked(body: bytes) -> bytes | None:
    """The same identity, and simulated; None for one that cannot be read."""
    try:
        return encode_identity(replace(decode_identity(body), simulated=True))
    except Malformed:
        return None
