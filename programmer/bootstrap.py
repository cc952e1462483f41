"""Where the program is put together: the only file that knows every room."""

from __future__ import annotations

import getpass
import platform
from collections.abc import Callable
from datetime import date, timedelta
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

import platformdirs

from programmer import __version__
from programmer.clock import Clock, SystemClock
from programmer.device.implant.driver import ImplantDriver
from programmer.keystore.keys_at_rest import KeysAtRest, open_keystore
from programmer.known_error import RefusedError, UsageError
from programmer.randomness import Randomness, SystemRandomness
from programmer.records.ports import Records
from programmer.records.rows import PatientRow, Provenance
from programmer.resources_location import resource_path
from programmer.settings import Settings
from programmer.telemetry.attention import Attention
from programmer.telemetry.byte_channel import ByteChannel
from programmer.telemetry.exchange import Exchange, FrameSeen
from programmer.telemetry.noise.keys import new_key_pair
from programmer.telemetry.pairing_code import MistypedCode, PairingCode
from programmer.telemetry.statistics import LinkStatistics
from programmer.telemetry.transceiver import Transceiver
from programmer.telemetry.trust import Trust, TrustInMemory
from programmer.therapy.drug_library import (
    DrugLibrary,
    LibraryDamaged,
    LibraryInForce,
    NoLibrary,
    load_library,
)
from programmer.therapy.drug_library.drug_words import DrugWords
from programmer.training import TrainingRoom
from programmer.visit.context import VisitContext
from programmer.visit.gone_pump import close_for_gone
from programmer.visit.notices import GoneSigned
from programmer.visit.register import add_patient, corrected_patient
from programmer.visit.tasks import AddPatient, CorrectIndication, SignForGone
from programmer.visit.visit import Visit

if TYPE_CHECKING:
    from programmer.conformance.trial import Trial
    from programmer.simulator.training_room import SimulatedRoom

APPLICATION = "intrathecal-programmer"
SIMULATED_SCHEME = "simulated"
MAX_SPEED = 100_000


class Application:
    """The parts of one running program. ``close`` lets go of the records; visits are ended by who began them."""

    def __init__(
        self, settings: Settings, clock: Clock | None = None, randomness: Randomness | None = None
    ) -> None:
        self.settings = settings
        self.clock = clock or SystemClock()
        self.randomness = randomness or SystemRandomness()
        self.provenance = Provenance(
            actor=settings.actor or _signed_in(),
            workstation=platform.node() or "unnamed workstation",
            program_version=__version__,
        )
        self.watch_link: Callable[[FrameSeen], None] | None = None
        self.count_link: Callable[[LinkStatistics], None] | None = None
        self.tap_line: Callable[[ByteChannel], ByteChannel] | None = None
        self._records: Records | None = None
        self._drugs: LibraryInForce | None = None

    @property
    def database_url(self) -> str:
        """Where the records are."""
        return self.settings.database or default_database_url()

    @property
    def records(self) -> Records:
        """The store, opened when it is first needed. Raises ``KnownError`` if it cannot be."""
        if self._records is None:
            from programmer.records.sql import open_records

            self._records = open_records(self.database_url, self.provenance, self.clock, self.randomness)
        return self._records

    @property
    def context(self) -> VisitContext:
        """What visits need from outside."""
        return VisitContext(self.clock, self.randomness, self.records, self.drugs())

    def make_visit(
        self, url: str, attention: Attention, expected_patient: bytes | None = None, pairing_code: str = ""
    ) -> Visit:
        """A visit over this link; nothing is opened yet. ``pairing_code`` is used where a pairing is missing.

        Raises ``UsageError`` for an address or a code that is none.
        """
        return Visit(self.make_driver(url, attention, pairing_code), self.context, expected_patient)

    def make_driver(self, url: str, attention: Attention, pairing_code: str = "") -> ImplantDriver:
        """A driver over this link, without a visit and without records. Raises ``UsageError``."""
        typed = pairing_code or self.settings.pairing_code
        code = read_pairing_code(typed) if typed else None
        exchange = Exchange(self.randomness, self._trust_for(url), self.watch_link)
        channel = self._channel(url)
        line = channel if self.tap_line is None else self.tap_line(channel)
        return ImplantDriver(Transceiver(line, exchange, self.clock, attention, self.count_link), code)

    def make_trial(self, url: str, *, bench: bool, pairing_code: str = "") -> Trial:
        """A trial of the device at this link, clause by clause; nothing is opened yet. Raises ``UsageError``."""
        from programmer.conformance.trial import Trial

        typed = pairing_code or self.settings.pairing_code
        code = read_pairing_code(typed) if typed else None
        trust = self._trust_for(url)
        return Trial(self._channel(url), self.clock, self.randomness, trust, code, bench)

    @cached_property
    def trust(self) -> KeysAtRest:
        """This workstation's keys and pairings, where they rest; nothing is read before one is needed."""
        file = Path(self.settings.keys) if self.settings.keys else None
        return open_keystore(file, data_folder() / "keys", self.randomness)

    @cached_property
    def _at_hand(self) -> Trust:
        """What the pumps inside this program are paired with: it ends with the program, as they do."""
        return TrustInMemory(new_key_pair(self.randomness))

    def _trust_for(self, url: str) -> Trust:
        return self._at_hand if _is_simulated(url) else self.trust

    @property
    def training(self) -> TrainingRoom:
        """The simulated pumps inside this program, for who trains with them."""
        return self._room

    @cached_property
    def _room(self) -> SimulatedRoom:
        from programmer.simulator.training_room import SimulatedRoom  # a pump at a port does not wait for it

        return SimulatedRoom(self.clock, self.randomness)

    def drugs(self) -> LibraryInForce:
        """The drug library, read once; or why there is none, so that reading and STOP go on without it."""
        if self._drugs is None:
            try:
                self._drugs = read_library(self.settings.library, self.clock)
            except RefusedError as trouble:
                self._drugs = NoLibrary(trouble.what, trouble.why, trouble.remedy)
        return self._drugs

    def required_drugs(self) -> DrugLibrary:
        """The drug library, for whatever must not go on without. Raises ``RefusedError`` if there is none."""
        drugs = self.drugs()
        if isinstance(drugs, NoLibrary):
            raise RefusedError(drugs.what, drugs.why, drugs.remedy)
        return drugs

    def register_patient(self, task: AddPatient) -> PatientRow:
        """Bring a person into the records. Raises ``KnownError`` if they cannot be written."""
        return add_patient(self.context, task)

    def correct_indication(self, task: CorrectIndication) -> PatientRow:
        """Record what is known of a patient's indication. Raises ``KnownError`` if the records cannot be written."""
        return corrected_patient(self.context, task)

    def sign_for_gone(self, task: SignForGone, attention: Attention) -> GoneSigned:
        """Call a pump that is said to be gone, and close its open commands. Raises ``KnownError``."""
        return close_for_gone(self.context, self.make_driver(task.url, attention), task)

    def close(self) -> None:
        """Let go of the records."""
        records, self._records = self._records, None
        if records is not None:
            records.close()

    def _channel(self, url: str) -> ByteChannel:
        if _is_simulated(url):
            return self._simulated(url)
        from programmer.telemetry.links.serial_link import SerialLink

        return SerialLink(url)

    def _simulated(self, url: str) -> ByteChannel:
        """A line to the pump of that address, such as ``simulated:reference-20?speed=60``."""
        from programmer.telemetry.links.memory_link import MemoryLink

        parts = urlsplit(url)
        speed = _speed(url, _only_speed(url, parts.query)) if parts.query else None
        return MemoryLink(url, self._room.line(url, parts.path, speed, self._at_hand), self.clock)


def _is_simulated(url: str) -> bool:
    return url.split(":", 1)[0] == SIMULATED_SCHEME


def read_pairing_code(text: str) -> PairingCode:
    """The pairing code that somebody has typed. Raises ``UsageError`` for a slip of the pen."""
    try:
        return PairingCode.read(text)
    except MistypedCode as trouble:
        raise UsageError(
            "The pairing code cannot be right",
            str(trouble).rstrip("."),
            "Read it off the pump again: six groups of five letters and digits; it was not used up. A pump that is "
            "paired with this workstation needs none",
        ) from trouble


def _only_speed(url: str, query: str) -> str:
    """What is given as speed, once; any other parameter would be ignored in silence, and is refused."""
    given = parse_qs(query, keep_blank_values=True)
    values = given.pop("speed", ["1"])
    if given or len(values) > 1:
        wrong = next(iter(given), "speed")
        raise UsageError(
            f"{url} is no simulated pump",
            f"{wrong} is given twice"
            if wrong == "speed"
            else f"It has no parameter {wrong!r}; speed is the only one",
            "Write, for example, simulated:reference-20?speed=60",
        )
    return values[0]


def _speed(url: str, text: str) -> int:
    if not text.isascii() or not text.isdigit() or not 1 <= int(text) <= MAX_SPEED:
        raise UsageError(
            f"{url} is no simulated pump",
            f"A speed is a whole number from 1 to {MAX_SPEED}, not {text!r}",
            "Write, for example, simulated:reference-20?speed=60",
        )
    return int(text)


def read_library(clinic: str = "", clock: Clock | None = None) -> DrugLibrary:
    """The drug library of this program, with the file of a clinic laid over it.

    Raises ``RefusedError`` for a file that cannot be read, is damaged, was altered after it was sealed, or is dated
    after today.
    """
    shipped = library_bytes(resource_path("drugs.toml"))
    try:
        library = load_library(shipped)
    except LibraryDamaged as trouble:
        raise _library_refused("The drug library of this program", trouble, _INSTALL_AGAIN) from trouble
    if not clinic:
        return library
    try:
        return load_library(shipped, library_bytes(Path(clinic)), day_here(clock or SystemClock()))
    except LibraryDamaged as trouble:
        raise _library_refused(f"The drug library {clinic}", trouble, _SEAL_AGAIN) from trouble


def day_here(clock: Clock) -> date:
    """Today at this workstation."""
    return _EPOCH + timedelta(days=(clock.utc_us() + clock.local_offset_us()) // _MICROSECONDS_PER_DAY)


def library_bytes(file: Path) -> bytes:
    """What stands in a library file. Raises ``RefusedError`` if it cannot be read."""
    try:
        return file.read_bytes()
    except OSError as trouble:
        raise RefusedError(
            f"The drug library {file} cannot be read",
            trouble.strerror or str(trouble),
            f"Check its name and rights. {_NOTHING_MEANWHILE}",
        ) from trouble


_EPOCH = date(1970, 1, 1)
_MICROSECONDS_PER_DAY = 86_400_000_000
_NOTHING_MEANWHILE = "Nothing can be programmed until then; interrogating and STOP work as ever"
_INSTALL_AGAIN = f"Install this program again. {_NOTHING_MEANWHILE}"
_SEAL_AGAIN = f"Have it checked, and seal it with programmer library --seal. {_NOTHING_MEANWHILE}"


def _library_refused(subject: str, trouble: LibraryDamaged, remedy: str) -> RefusedError:
    return RefusedError(f"{subject} is not used", f"The reason: {trouble}", remedy)


def default_database_url() -> str:
    """Where the operating system expects this user's records."""
    return f"sqlite:///{data_folder() / 'records.sqlite'}"


def data_folder() -> Path:
    """Where the operating system expects what this user's program keeps."""
    return Path(platformdirs.user_data_dir(APPLICATION, appauthor=False))


def log_folder() -> Path:
    """Where the account of a bug is left."""
    return Path(platformdirs.user_log_dir(APPLICATION, appauthor=False))


def _signed_in() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        # A process without a name, as in a bare container; the workstation still tells where it was.
        return "unnamed user"


def play_demonstration(application: Application, out: Path, say: Callable[[str], None]) -> Path:
    """Play the scripted visit in the real window, and write the report of it. Returns the report's file.

    Raises ``KnownError`` if the script does not come to its end or something cannot be written.
    """
    from PySide6.QtWidgets import QApplication

    from programmer.reports.pdf import write_pdf
    from programmer.reports.session_report import session_report
    from programmer.ui.demonstration import Demonstration
    from programmer.ui.qt_messages import log_qt_messages
    from programmer.ui.window import open_window

    log_qt_messages()
    qt = QApplication.instance() or QApplication([APPLICATION])
    _ = application.records  # a database that cannot be opened ends the demonstration here, with its reason
    run = open_window(application)
    try:
        Demonstration(run.window, out, say).play()
    finally:
        run.window.close_at_once("the demonstration is over")
        run.wait_for_the_end()
        qt.processEvents()
    history = application.records.history()
    record = history.session(history.summaries()[0].session.id)
    if record is None:
        raise RuntimeError("the session of the demonstration is not in the records")
    report = out / "report.pdf"
    write_pdf(session_report(record, DrugWords(application.drugs())), report)
    return report
