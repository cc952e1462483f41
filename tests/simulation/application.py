"""One life of the programmer: its records, its attendant, and what it is told; no thread."""

from __future__ import annotations

from collections.abc import Callable

from programmer.randomness import Randomness
from programmer.records.rows import Provenance
from programmer.records.sql import SqlRecords, open_records
from programmer.telemetry.attention import Attention
from programmer.telemetry.trust import Trust
from programmer.visit.attendant import Attendant
from programmer.visit.context import VisitContext
from programmer.visit.notices import Notice
from programmer.visit.register import add_patient
from programmer.visit.visit import Visit
from tests.simulation.channel import Air, LossyChannel
from tests.simulation.clocks import PointedClock
from tests.simulation.disk import Disk
from tests.simulation.link import driver_over
from tests.support.library import shipped_library

PROVENANCE = Provenance("Dr. Okafor", "clinic-3", "0.1.0")


class Application:
    """Raises ``KnownError`` where the records cannot be opened: then there is no such life."""

    def __init__(
        self,
        disk: Disk,
        air: Air,
        clock: PointedClock,
        *,
        randomness: Randomness,
        trust: Trust,
        tell: Callable[[Notice], None],
    ) -> None:
        self._air = air
        self._clock = clock
        self._randomness = randomness
        self._trust = trust
        self._records: SqlRecords = open_records(str(disk.path), PROVENANCE, clock, randomness)
        self._context = VisitContext(clock, randomness, self._records, shipped_library())
        self.attendant = Attendant(
            self._make_visit, clock, tell, lambda wanted: add_patient(self._context, wanted)
        )

    def _make_visit(self, _url: str, attention: Attention, patient_id: bytes | None, _code: str) -> Visit:
        channel = LossyChannel(self._air, self._clock.wait_us)
        driver = driver_over(channel, self._clock, attention, self._randomness, self._trust)
        return Visit(driver, self._context, patient_id)

    def close(self) -> None:
        """The program ends in good order."""
        self._records.close()
