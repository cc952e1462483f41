"""The implant's driver: therapy in, messages out, and the pump's own words back."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from programmer.device.driver import (
    CommandDone,
    CommandRefused,
    CommandReply,
    LogPart,
    Progress,
    StagedReadback,
    TokenReport,
)
from programmer.device.implant.codes import ALL_STATUSES, Opcode, Status
from programmer.device.implant.messages.commands import Commit, Done, Resume, Stop, TokenAnswer
from programmer.device.implant.messages.identity import decode_catheter, decode_identity, decode_limits
from programmer.device.implant.messages.link_counters import LinkCounters
from programmer.device.implant.messages.log import LogAnswer, LogRequest
from programmer.device.implant.messages.orders import (
    AcknowledgeAlarms,
    Checkpoint,
    GiveBolus,
    Seen,
    SetClock,
    TellRefill,
)
from programmer.device.implant.messages.programs import (
    MAX_PIECE,
    Piece,
    StageBegin,
    StageChunk,
    decode_figures,
    decode_stage,
)
from programmer.device.implant.messages.status import decode_status
from programmer.device.implant.refusals import cannot_read, reason_for, unreadable
from programmer.telemetry.attention import Attention, CancelWanted
from programmer.telemetry.codes import LinkOpcode, LinkStatus
from programmer.telemetry.exchange import AnswerReceived
from programmer.telemetry.link_troubles import NotPaired
from programmer.telemetry.noise.keys import fingerprint
from programmer.telemetry.pairing_code import PairingCode
from programmer.telemetry.statistics import LinkStatistics
from programmer.telemetry.transceiver import USUAL, Patience, Transceiver
from programmer.telemetry.trust import PairedPump
from programmer.telemetry.wire import Malformed, PayloadWriter
from programmer.therapy.alarms import AlarmKind
from programmer.therapy.boluses import SingleBolus
from programmer.therapy.canonical import program_hash
from programmer.therapy.pump import Catheter, PumpIdentity, PumpLimits, PumpStatus
from programmer.therapy.quantities import Nanolitres, PumpTime

Read = TypeVar("Read")

# STOP is worth repeating for as long as the session can live, which is five seconds of silence.
_STOP_PATIENCE = Patience(attempts=10, each_us=500_000)
# A mark that is not left is no loss: nobody waits for it who wants to go.
_MARK_PATIENCE = Patience(attempts=3, each_us=500_000)


class ImplantDriver:
    """Speaks ITP/1 to one implant over one transceiver."""

    def __init__(self, transceiver: Transceiver, pairing_code: PairingCode | None = None) -> None:
        """``pairing_code`` is what the pump shows, as the user has read it; used only where a pairing is missing."""
        self._link = transceiver
        self._pairing_code = pairing_code

    @property
    def url(self) -> str:
        return self._link.url

    @property
    def statistics(self) -> LinkStatistics:
        return self._link.statistics

    @property
    def attention(self) -> Attention:
        return self._link.attention

    @property
    def session_open(self) -> bool:
        return self._link.session_open

    def connect(self) -> PumpIdentity:
        self._link.open()
        try:
            self._introduce()
            return self.identify()
        except BaseException:
            self._link.close()
            raise

    def _introduce(self) -> None:
        """Open a session; pair first where that is needed and a code was given."""
        try:
            self._link.open_session()
        except NotPaired:
            if self._pairing_code is None:
                raise
            self.pair(self._pairing_code)
            self._link.open_session()

    def pair(self, code: PairingCode) -> PumpIdentity:
        """Pair this workstation with the pump that shows this code, over an open link, and remember the pump.

        Raises ``LinkTrouble``, and what the place of the keys raises.
        """
        paired = self._link.pair(code)
        identity = _understand(
            "its identity", AnswerReceived(LinkStatus.OK, paired.identity), decode_identity
        )
        known_as = fingerprint(paired.public)
        self._link.trust.remember(PairedPump(known_as, paired.public, identity.serial, self._link.utc_us()))
        return identity

    def new_session(self) -> PumpIdentity:
        self._link.close()
        return self.connect()

    def open(self) -> None:
        """Open the link and no session: for who pairs. Raises ``LinkBroken``."""
        self._link.open()

    def disconnect(self) -> None:
        self._link.close()

    def rest(self, duration_us: int) -> None:
        self._link.rest(duration_us)

    def identify(self) -> PumpIdentity:
        """Within the session where one is open, so that the answer belongs to it; else as a stranger asks."""
        if self._link.session_open:
            return self._read(LinkOpcode.IDENT, b"", "its identity", decode_identity)
        return _understand("its identity", self._link.identify(), decode_identity)

    def limits(self) -> PumpLimits:
        return self._read(Opcode.LIMITS, b"", "its limits", decode_limits)

    def catheter(self) -> Catheter:
        return self._read(Opcode.CATHETER, b"", "its catheter", decode_catheter)

    def status(self) -> PumpStatus:
        return self._read(Opcode.STATUS, b"", "its status", decode_status)

    def read_program(self) -> tuple[bytes, bytes]:
        return self._read_pieces(Opcode.PROGRAM_READ, b"", "its program")

    def stage(
        self, canonical: bytes, active_hash: bytes, state_rev: int, progress: Progress
    ) -> StagedReadback | CommandRefused:
        total = len(range(0, len(canonical), MAX_PIECE)) + 3
        begin = StageBegin(active_hash, state_rev, len(canonical), program_hash(canonical))
        answer = self._link.request(Opcode.STAGE_BEGIN, begin.encode())
        if answer.status != LinkStatus.OK:
            return CommandRefused(reason_for(answer.status, answer.body))
        stage = _understand("the stage", answer, decode_stage)
        try:
            progress(1, total)
            return self._fill(stage, canonical, progress, total)
        except CancelWanted:
            self.abort_stage(stage)
            raise

    def _fill(
        self, stage: int, canonical: bytes, progress: Progress, total: int
    ) -> StagedReadback | CommandRefused:
        for number, offset in enumerate(range(0, len(canonical), MAX_PIECE), start=2):
            chunk = StageChunk(stage, offset, canonical[offset : offset + MAX_PIECE])
            answer = self._link.request(Opcode.STAGE_CHUNK, chunk.encode())
            if answer.status != LinkStatus.OK:
                return CommandRefused(reason_for(answer.status, answer.body))
            progress(number, total)
        return self._verify(stage, progress, total)

    def _verify(self, stage: int, progress: Progress, total: int) -> StagedReadback | CommandRefused:
        selector = PayloadWriter().u16(stage).done()
        answer = self._link.request(Opcode.STAGE_VERIFY, selector)
        if answer.status != LinkStatus.OK:
            return CommandRefused(reason_for(answer.status, answer.body))
        sha256, figures = _understand("the staged program", answer, decode_figures)
        progress(total - 1, total)
        canonical, _ = self._read_pieces(Opcode.STAGE_READ, selector, "the staged program")
        progress(total, total)
        return StagedReadback(stage, canonical, sha256, figures)

    def abort_stage(self, stage: int) -> None:
        self._link.request(Opcode.STAGE_ABORT, PayloadWriter().u16(stage).done())

    def commit(
        self, staged: StagedReadback, active_hash: bytes, state_rev: int, token: bytes
    ) -> CommandReply:
        command = Commit(token, staged.stage, staged.sha256, active_hash, state_rev)
        return self._command(Opcode.COMMIT, command.encode())

    def stop(self, token: bytes) -> CommandReply:
        return self._command(Opcode.STOP, Stop(token).encode(), _STOP_PATIENCE)

    def resume(self, active_hash: bytes, state_rev: int, token: bytes) -> CommandReply:
        return self._command(Opcode.RESUME, Resume(token, active_hash, state_rev).encode())

    def give_bolus(
        self, bolus: SingleBolus, active_hash: bytes, state_rev: int, token: bytes
    ) -> CommandReply:
        command = GiveBolus(token, Seen(active_hash, state_rev), bolus)
        return self._command(Opcode.BOLUS, command.encode())

    def cancel_bolus(self, token: bytes) -> CommandReply:
        return self._command(Opcode.BOLUS_CANCEL, Stop(token).encode())

    def acknowledge(self, alarms: tuple[AlarmKind, ...], token: bytes) -> CommandReply:
        return self._command(Opcode.ALARM_ACKNOWLEDGE, AcknowledgeAlarms(token, alarms).encode())

    def set_clock(self, to: PumpTime, state_rev: int, token: bytes) -> CommandReply:
        return self._command(Opcode.CLOCK_SET, SetClock(token, state_rev, to).encode())

    def tell_refill(
        self, volume: Nanolitres, active_hash: bytes, state_rev: int, token: bytes
    ) -> CommandReply:
        command = TellRefill(token, Seen(active_hash, state_rev), volume)
        return self._command(Opcode.REFILL, command.encode())

    def mark(self, visit: bytes, sha256: bytes, token: bytes) -> CommandReply:
        return self._command(Opcode.CHECKPOINT, Checkpoint(token, visit, sha256).encode(), _MARK_PATIENCE)

    def link_counters(self) -> LinkCounters:
        """What the pump's side of the link did not believe."""
        return self._read(Opcode.LINK_COUNTERS, b"", "the link", LinkCounters.decode)

    def take_hint(self) -> bool:
        return self._link.take_hint()

    def token_status(self, token: bytes) -> TokenReport:
        answer = self._read(Opcode.TOKEN_STATUS, Stop(token).encode(), "a command", TokenAnswer.decode)
        reply: CommandReply | None = None
        if answer.done is not None:
            reply = _done(answer.done)
        elif answer.refused is not None:
            reply = CommandRefused(reason_for(answer.refused))
        return TokenReport(reply, answer.epoch, answer.reaches_back_to)

    def read_log(self, from_sequence: int) -> LogPart:
        request = LogRequest(from_sequence).encode()
        answer = self._read(Opcode.LOG_READ, request, "its log", LogAnswer.decode)
        return LogPart(answer.position, answer.events)

    def _read(self, opcode: int, payload: bytes, what: str, decode: Callable[[bytes], Read]) -> Read:
        return _understand(what, self._link.request(opcode, payload), decode)

    def _read_pieces(self, opcode: Opcode, selector: bytes, what: str) -> tuple[bytes, bytes]:
        """Read piece by piece until whole; the pieces must agree about the whole, and the whole with its hash."""
        whole = b""
        while True:
            payload = selector + PayloadWriter().u16(len(whole)).done()
            piece = self._read(opcode, payload, what, Piece.decode)
            whole += piece.part
            if len(whole) >= piece.whole_length or not piece.part:
                break
        if len(whole) != piece.whole_length or program_hash(whole) != piece.sha256:
            raise unreadable(what, "its bytes do not have the checksum the pump names")
        return whole, piece.sha256

    def _command(self, opcode: Opcode, payload: bytes, patience: Patience = USUAL) -> CommandReply:
        answer = self._link.request(opcode, payload, patience)
        if answer.status not in ALL_STATUSES:
            # Of a newer pump, perhaps; whatever it means, it is not known to mean that nothing was done.
            raise unreadable("a command", f"it has the status {answer.status:#06x}, which is not known here")
        if answer.status != LinkStatus.OK:
            as_it_is = answer.status == Status.CANNOT_RESUME
            return CommandRefused(reason_for(answer.status, answer.body), as_it_is)
        return _done(_understand("a command", answer, Done.decode))


def _done(done: Done) -> CommandDone:
    return CommandDone(done.pump_time, done.sequence, done.state_rev, done.active_hash)


def _understand(what: str, answer: AnswerReceived, decode: Callable[[bytes], Read]) -> Read:
    if answer.status != LinkStatus.OK:
        raise cannot_read(what[:1].upper() + what[1:], answer.status, answer.body)
    try:
        return decode(answer.body)
    except Malformed as trouble:
        raise unreadable(what, str(trouble)) from trouble
