"""What a pump is told to do, read aloud, and what it says to that: stages, commands, their outcomes."""

from __future__ import annotations

from programmer.device.implant.aloud.figures import (
    Lines,
    alarms,
    bytes_told,
    count,
    mass_text,
    moment,
    volume_text,
)
from programmer.device.implant.aloud.names import status_name
from programmer.device.implant.codes import LIMIT_CODES
from programmer.device.implant.messages.coding import word_of
from programmer.device.implant.messages.commands import Commit, Done, Resume, Stop, TokenAnswer
from programmer.device.implant.messages.log import LogRequest
from programmer.device.implant.messages.orders import (
    AcknowledgeAlarms,
    Checkpoint,
    GiveBolus,
    Seen,
    SetClock,
    TellRefill,
)
from programmer.device.implant.messages.programs import StageBegin, StageChunk, decode_figures, step_words
from programmer.telemetry.wire import PayloadReader
from programmer.therapy.boluses import SingleBolus
from programmer.therapy.notation import duration_text


def small_numbers(payload: bytes, names: tuple[str, ...]) -> Lines:
    """Raises ``Malformed``, as all of these do."""
    reader = PayloadReader(payload)
    lines = [(name, str(reader.u16())) for name in names]
    reader.end()
    return lines


def stage_begin(payload: bytes) -> Lines:
    """A new program comes."""
    begin = StageBegin.decode(payload)
    return [
        *_seen(Seen(begin.active_hash, begin.state_rev)),
        ("length", count(begin.length, "byte")),
        ("new program", begin.sha256.hex()),
    ]


def stage_chunk(payload: bytes) -> Lines:
    """Some bytes of it."""
    chunk = StageChunk.decode(payload)
    return [
        ("stage", str(chunk.stage)),
        ("offset", count(chunk.offset, "byte")),
        ("part", bytes_told(chunk.part)),
    ]


def figures(body: bytes) -> Lines:
    """The pump's own arithmetic of a staged program."""
    sha256, told = decode_figures(body)
    days = "never" if told.days_to_alarm is None else count(told.days_to_alarm, "day")
    return [
        ("staged program", sha256.hex()),
        *((f"most {dose.name} in 24 h", mass_text(dose.nanograms)) for dose in told.doses),
        ("peak rate", f"{mass_text(told.peak_dose)} per day"),
        ("most boluses in 24 h", str(told.boluses_per_day)),
        ("reservoir", volume_text(told.reservoir)),
        ("to the low reservoir mark", days),
    ]


def violations(body: bytes) -> Lines:
    """Why the pump's limits do not allow a program."""
    reader = PayloadReader(body)
    lines = []
    for _ in range(reader.u8()):
        limit = word_of(reader.u8(), LIMIT_CODES, "a limit")
        lines.append((step_words(reader.u8()), limit.value.replace("-", " ")))
    reader.tail()
    return lines


def commit(payload: bytes) -> Lines:
    """Make the staged program the one in force."""
    command = Commit.decode(payload)
    return [
        ("token", command.token.hex()),
        ("stage", str(command.stage)),
        ("staged program", command.sha256.hex()),
        *_seen(Seen(command.active_hash, command.state_rev)),
    ]


def token(payload: bytes) -> Lines:
    """A command that is its token and nothing more, or the question what became of one."""
    return [("token", Stop.decode(payload).token.hex())]


def resume(payload: bytes) -> Lines:
    """Take delivery up again."""
    command = Resume.decode(payload)
    return [("token", command.token.hex()), *_seen(Seen(command.active_hash, command.state_rev))]


def bolus(payload: bytes) -> Lines:
    """Give a bolus now."""
    command = GiveBolus.decode(payload)
    return [("token", command.token.hex()), *_seen(command.seen), *bolus_lines(command.bolus)]


def bolus_lines(given: SingleBolus) -> Lines:
    """A bolus by its dose and duration."""
    return [("dose", mass_text(given.dose.value)), ("duration", duration_text(given.duration))]


def alarm_acknowledge(payload: bytes) -> Lines:
    """A person has seen these alarms."""
    command = AcknowledgeAlarms.decode(payload)
    return [("token", command.token.hex()), ("alarms", alarms(command.alarms))]


def clock_set(payload: bytes) -> Lines:
    """Set the pump's clock."""
    command = SetClock.decode(payload)
    return [
        ("token", command.token.hex()),
        ("state rev", str(command.state_rev)),
        ("pump time", moment(command.to)),
    ]


def refill(payload: bytes) -> Lines:
    """Tell what is in the reservoir."""
    command = TellRefill.decode(payload)
    return [
        ("token", command.token.hex()),
        *_seen(command.seen),
        ("volume", volume_text(command.volume)),
    ]


def checkpoint(payload: bytes) -> Lines:
    """Leave the mark of a visit in the log."""
    command = Checkpoint.decode(payload)
    return [
        ("token", command.token.hex()),
        ("session record", command.visit.hex()),
        ("chain SHA-256", command.sha256.hex()),
    ]


def log_request(payload: bytes) -> Lines:
    """Ask for records of the log."""
    request = LogRequest.decode(payload)
    return [("from log record", str(request.from_sequence)), ("at most", count(request.at_most, "record"))]


def done(body: bytes) -> Lines:
    """A command took effect."""
    return _done(Done.decode(body))


def token_answer(body: bytes) -> Lines:
    """What became of a token."""
    answer = TokenAnswer.decode(body)
    known = "done" if answer.done else "not known" if answer.refused is None else "refused"
    lines = [
        ("outcome", known),
        ("log epoch", answer.epoch.hex()),
        ("tokens reach back to log record", str(answer.reaches_back_to)),
    ]
    if answer.done is not None:
        return [*lines, *_done(answer.done)]
    return lines if answer.refused is None else [*lines, ("refused with", status_name(answer.refused))]


def _done(told: Done) -> Lines:
    return [
        ("took effect", moment(told.pump_time)),
        ("log record", str(told.sequence)),
        ("state rev", str(told.state_rev)),
        ("program in force", told.active_hash.hex()),
    ]


def _seen(seen: Seen) -> Lines:
    return [("program in force", seen.active_hash.hex()), ("state rev", str(seen.state_rev))]
