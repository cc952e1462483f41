"""Reading everything the pump knows, so that it all belongs to one moment."""

from __future__ import annotations

from dataclasses import dataclass

from programmer.clock import Clock
from programmer.delivery.state import BolusUnderWay
from programmer.device.driver import Progress, PumpDriver
from programmer.known_error import LinkTrouble
from programmer.therapy.canonical import NotCanonical, decode_program
from programmer.therapy.limits import LastDay
from programmer.therapy.programs import PumpProgram
from programmer.therapy.pump import Catheter, PumpIdentity, PumpLimits, PumpStatus

READING_STEPS = 5
"""How many steps a reading has; the log comes after them."""
_ATTEMPTS = 3


@dataclass(frozen=True, slots=True)
class Interrogation:
    """What one reading found. ``offset_us`` is the pump's clock minus UTC at that moment.

    ``before`` is what treated when the 24 hours before it began, by the records; None if they do not know.
    ``last_day`` is what was given once in these hours, by the pump's own log; ``waiting`` are the boluses that by the
    log wait for the one that runs.
    """

    identity: PumpIdentity
    limits: PumpLimits
    catheter: Catheter
    status: PumpStatus
    canonical: bytes
    program: PumpProgram
    read_utc_us: int
    offset_us: int
    before: PumpProgram | None = None
    last_day: LastDay = LastDay()  # noqa: RUF009 - frozen
    waiting: tuple[BolusUnderWay, ...] = ()


def interrogate(driver: PumpDriver, clock: Clock, progress: Progress) -> Interrogation:
    """Read all of it; start again if the pump changed while it was read.

    Raises ``LinkTrouble`` if it changes each time, or if its program is of a kind not known here.
    """
    for _ in range(_ATTEMPTS):
        found = _read_once(driver, clock, progress)
        if found is not None:
            return found
    raise LinkTrouble(
        "The pump kept changing while it was read",
        "Another programmer is at work on it, or its alarms come and go",
        "Make sure that nobody else programs this pump, then interrogate again",
    )


def _read_once(driver: PumpDriver, clock: Clock, progress: Progress) -> Interrogation | None:
    identity = driver.identify()
    progress(1, READING_STEPS)
    limits = driver.limits()
    progress(2, READING_STEPS)
    catheter = driver.catheter()
    progress(3, READING_STEPS)
    canonical, sha256 = driver.read_program()
    program = _decode(canonical)
    progress(4, READING_STEPS)
    status = driver.status()
    read_utc_us = clock.utc_us()
    progress(5, READING_STEPS)
    if status.program_hash != sha256:
        return None
    offset_us = status.pump_time.value - read_utc_us
    return Interrogation(identity, limits, catheter, status, canonical, program, read_utc_us, offset_us)


def _decode(canonical: bytes) -> PumpProgram:
    try:
        return decode_program(canonical)
    except NotCanonical as trouble:
        raise LinkTrouble(
            "The pump runs a program that this version cannot read",
            str(trouble).capitalize(),
            "Do not program this pump from here; update this program or use the one that wrote it",
        ) from trouble
