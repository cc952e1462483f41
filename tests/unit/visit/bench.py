"""A visit to a simulated pump over a line with faults, with real records and a clock that is wound by hand."""

from __future__ import annotations

from collections.abc import Callable

from programmer.clock import ManualClock
from programmer.device.implant.driver import ImplantDriver
from programmer.randomness import SeededRandomness
from programmer.records.rows import IntentHistory, PatientRow, Provenance
from programmer.records.sql import SqlRecords, open_records
from programmer.simulator.site import DEFAULT_SERIAL, PumpSite, default_factory_state
from programmer.telemetry.attention import Attention
from programmer.telemetry.byte_channel import ByteChannel
from programmer.telemetry.exchange import Exchange
from programmer.telemetry.frames import SECURED, Frame, FrameDecoder, encode_frame
from programmer.telemetry.links.memory_link import Endpoint
from programmer.telemetry.secure_channel import Seal
from programmer.telemetry.transceiver import Transceiver
from programmer.therapy.drugs import DrugFill
from programmer.therapy.outcome import Outcome
from programmer.therapy.programs import Continuous, DeliveryMode, PumpProgram
from programmer.therapy.pump import Delivery
from programmer.therapy.quantities import NanogramsPerDay, NanogramsPerMillilitre
from programmer.visit.attendant import Attendant
from programmer.visit.context import VisitContext
from programmer.visit.notices import Notice
from programmer.visit.register import add_patient, corrected_patient
from programmer.visit.staging import StagedProgram
from programmer.visit.tasks import AddPatient
from programmer.visit.visit import Visit
from tests.support.library import shipped_library
from tests.support.lossy_line import LossyLine
from tests.support.trusted import stranger

PROVENANCE = Provenance("Dr. Okafor", "clinic-3", "0.1.0")
URL = "lossy:pump"
OTHER_SERIAL = "RF20-99999"
ANOTHER_MEMORY = (
    "The pump has another memory than the one that was given the command: made anew since, or another pump of this "
    "serial number; it cannot tell"
)
SECOND = 1_000_000


def micrograms(dose: int) -> NanogramsPerDay:
    """So many mcg per day."""
    return NanogramsPerDay(dose * 1000)


def a_program(mode: DeliveryMode | None = None, *, drug: str = "baclofen", per_ml: int = 500) -> PumpProgram:
    """97 mcg per day of what the simulated pump holds, unless told otherwise."""
    fill = DrugFill(drug, NanogramsPerMillilitre(per_ml * 1000))
    return PumpProgram(fill, Continuous(micrograms(97)) if mode is None else mode)


class Plug:
    """The far end of the line, where another pump can be put, and where a test can watch and change what passes.

    It holds the keys of the pump's session, as nobody between two honest sides can.
    """

    def __init__(self, site: PumpSite) -> None:
        self.on_request: Callable[[Frame], None] = lambda _frame: None
        self.on_reply: Callable[[Frame], Frame] = lambda frame: frame
        self._requests, self._replies = FrameDecoder(), FrameDecoder()
        self.put(site)

    def put(self, site: PumpSite) -> None:
        """From now on this pump is there."""
        self.site = site
        self.endpoint: Endpoint = site.line()

    def receive(self, incoming: bytes) -> bytes:
        for frame in _frames(self._requests, incoming):
            self.on_request(self.opened(frame, reply=False))
        replies = _frames(self._replies, self.endpoint.receive(incoming))
        return b"".join(self._changed(frame) for frame in replies)

    def tick(self) -> None:
        self.endpoint.tick()

    def _changed(self, frame: Frame) -> bytes:
        changed = self.on_reply(self.opened(frame, reply=True))
        seal = self._seal
        if not frame.flags & SECURED or seal is None:
            return encode_frame(changed)
        return encode_frame(seal.seal(changed))

    def opened(self, frame: Frame, *, reply: bool) -> Frame:
        """The frame as the pump or the programmer reads it."""
        seal = self._seal
        if not frame.flags & SECURED or seal is None:
            return frame
        mirror = Seal(seal.incoming, seal.outgoing) if reply else seal
        return mirror.open(frame) or frame

    @property
    def _seal(self) -> Seal | None:
        session = self.site._responder._session
        return None if session is None else session.seal


class Bench:
    """One workstation and one pump; ``begin`` connects them. ``url`` of the records may name a file."""

    def __init__(self, records_url: str = ":memory:", seed: int = 1) -> None:
        self.clock = ManualClock()
        self.randomness = SeededRandomness(seed)
        self._open_records(records_url)
        self.attention = Attention()
        self.trust = stranger(seed)
        self.site = self.new_site()
        self.plug = Plug(self.site)
        self.line = LossyLine(self.plug, self.clock, URL)
        self.notices: list[Notice] = []

    def _open_records(self, url: str) -> None:
        self.records: SqlRecords = open_records(url, PROVENANCE, self.clock, self.randomness)
        self.context = VisitContext(self.clock, self.randomness, self.records, shipped_library())

    def start_over(self) -> Visit:
        """A week later, with the same records: a pump fresh from the factory, a line without faults; connected.

        What was done before is then of no more interest to the visit, and does not have to be read each time.
        """
        self.clock.wait_us(7 * 86_400 * SECOND)
        self.plug = Plug(self.site)
        self.put_in_reach(self.new_site())
        self.line = LossyLine(self.plug, self.clock, URL)
        return self.begin()

    # ---- the pump ------------------------------------------------------------------------------------------

    def new_site(self, serial: str = DEFAULT_SERIAL) -> PumpSite:
        """Another pump, fresh from the factory."""
        site = PumpSite(default_factory_state(serial), self.clock, self.randomness)
        site.introduce(self.trust)
        return site

    def put_in_reach(self, site: PumpSite) -> None:
        """From now on this pump is at the other end of the line."""
        self.site = site
        site.introduce(self.trust)
        self.plug.put(site)

    @property
    def pump_runs(self) -> bool:
        """Whether the pump itself delivers."""
        return self.site.pump.status().delivery is Delivery.RUNNING

    @property
    def pump_program(self) -> bytes:
        """The program in the pump's own memory."""
        return self.site.pump.canonical

    def second_programmer(self) -> Visit:
        """Somebody else with a programmer, records and a line of their own; connected."""
        other = Bench(seed=2)
        other.clock, other.site = self.clock, self.site
        self.site.introduce(other.trust)
        other.records.close()
        other._open_records(":memory:")
        other.line = LossyLine(self.site.line(), self.clock, URL)
        return other.begin()

    # ---- the visit -----------------------------------------------------------------------------------------

    def driver(self, channel: ByteChannel | None = None, attention: Attention | None = None) -> ImplantDriver:
        """A driver over the line, or over another channel."""
        exchange = Exchange(self.randomness, self.trust)
        return ImplantDriver(
            Transceiver(channel or self.line, exchange, self.clock, attention or self.attention)
        )

    def visit(self, expected: PatientRow | None = None, channel: ByteChannel | None = None) -> Visit:
        """A visit that has not begun."""
        return Visit(self.driver(channel), self.context, None if expected is None else expected.id)

    def begin(self, expected: PatientRow | None = None) -> Visit:
        """A visit that has begun."""
        visit = self.visit(expected)
        visit.begin()
        return visit

    def attendant(self) -> Attendant:
        """An attendant whose notices come to ``notices``."""

        def make_visit(_url: str, attention: Attention, patient_id: bytes | None, _code: str) -> Visit:
            return Visit(self.driver(attention=attention), self.context, patient_id)

        return Attendant(
            make_visit,
            self.clock,
            self.notices.append,
            lambda wanted: add_patient(self.context, wanted),
            lambda wanted: corrected_patient(self.context, wanted),
        )

    def told(self) -> list[Notice]:
        """The notices since this was asked last."""
        told = self.notices[:]
        self.notices.clear()
        return told

    # ---- the records ---------------------------------------------------------------------------------------

    def patient(self, name: str = "Ada Byron") -> PatientRow:
        """A new patient in the records."""
        return add_patient(self.context, AddPatient(name, 1985, "spasticity"))

    def histories(self) -> tuple[IntentHistory, ...]:
        """Every command in the records with what became known of it, oldest first."""
        history = self.records.history()
        sessions = [history.session(summary.session.id) for summary in reversed(history.summaries())]
        return tuple(intent for session in sessions if session is not None for intent in session.intents)

    def outcomes(self) -> list[Outcome]:
        """What became known of the one command in the records, oldest first."""
        (history,) = self.histories()
        return [row.outcome for row in history.outcomes]

    def break_records(self, broken: bool = True) -> None:
        """From now on every transaction of the writer fails, as it does on a disk that became read-only."""
        connection = self.records._writer.raw_connection()
        connection.cursor().execute(f"PRAGMA query_only={'ON' if broken else 'OFF'}")
        connection.close()


def stage(visit: Visit, program: PumpProgram | None = None) -> StagedProgram:
    """Check and stage a program."""
    return visit.stage(visit.propose(program or a_program(), "asked for by a test"))


def opcodes(requests: list[bytes]) -> list[int]:
    """What was asked, in the order in which it was written to the line, repetitions included."""
    decoder = FrameDecoder()
    return [frame.opcode for written in requests for frame in _frames(decoder, written)]


def _frames(decoder: FrameDecoder, received: bytes) -> list[Frame]:
    return [event for event in decoder.receive(received) if isinstance(event, Frame)]
