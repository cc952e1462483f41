"""A simulated pump, its clock and programmers connected to it, for tests of everything above the line."""

from __future__ import annotations

from dataclasses import dataclass, replace

from programmer.clock import ManualClock
from programmer.device.driver import CommandDone, CommandRefused, StagedReadback, no_progress
from programmer.device.implant.driver import ImplantDriver
from programmer.randomness import SeededRandomness
from programmer.simulator.pump import FactoryState
from programmer.simulator.site import PumpSite, default_factory_state
from programmer.telemetry.attention import Attention
from programmer.telemetry.exchange import Exchange
from programmer.telemetry.transceiver import Transceiver
from programmer.therapy.canonical import encode_program
from programmer.therapy.programs import PumpProgram
from programmer.therapy.quantities import Nanolitres
from tests.support.lossy_line import LossyLine
from tests.support.trusted import trusted_by

SECOND = 1_000_000
HOUR = 3600 * SECOND
DAY = 24 * HOUR


def factory_state(
    fill: int | None = None, program: PumpProgram | None = None, serial: str = "RF20-10432", days: int = 1035
) -> FactoryState:
    """The usual simulated pump, with another fill (nL), program, serial or age (days)."""
    usual = default_factory_state(serial)
    filled = usual if fill is None else replace(usual, fill=Nanolitres(fill))
    programmed = filled if program is None else replace(filled, program=program)
    return replace(programmed, made_days_ago=days)


@dataclass
class Connection:
    """A programmer on a line of its own."""

    line: LossyLine
    driver: ImplantDriver


class Clinic:
    """One pump, one clock that only moves when told, and as many programmers as wanted."""

    def __init__(self, factory: FactoryState | None = None, seed: int = 1, speed: int = 1) -> None:
        self.clock = ManualClock()
        self.site = PumpSite(factory or factory_state(), self.clock, SeededRandomness(seed), speed)
        self._tokens = SeededRandomness(seed + 1000)
        self._seeds = seed + 2000

    def connect(self) -> Connection:
        """Another programmer, connected."""
        self._seeds += 1
        line = LossyLine(self.site.line(), self.clock)
        exchange = Exchange(SeededRandomness(self._seeds), trusted_by(self.site, seed=self._seeds))
        driver = ImplantDriver(Transceiver(line, exchange, self.clock, Attention()))
        driver.connect()
        return Connection(line, driver)

    def token(self) -> bytes:
        """A token never used before."""
        return self._tokens.token_bytes(16)

    def wait(self, driver: ImplantDriver, duration_us: int) -> None:
        """Let link time pass while the session is kept alive by reading the status every four seconds."""
        end = self.clock.monotonic_us() + duration_us
        while (left := end - self.clock.monotonic_us()) > 0:
            self.clock.wait_us(min(left, 4 * SECOND))
            driver.status()


def staged(driver: ImplantDriver, program: PumpProgram) -> StagedReadback:
    """Stage a program on the pump as it is now."""
    status = driver.status()
    found = driver.stage(encode_program(program), status.program_hash, status.state_rev, no_progress)
    assert isinstance(found, StagedReadback), found
    return found


def committed(driver: ImplantDriver, program: PumpProgram, token: bytes) -> CommandDone:
    """Stage and commit a program."""
    readback, status = staged(driver, program), driver.status()
    return done(driver.commit(readback, status.program_hash, status.state_rev, token))


def done(reply: CommandDone | CommandRefused) -> CommandDone:
    """The reply of a command that was done."""
    assert isinstance(reply, CommandDone), reply
    return reply


def refused(reply: object) -> str:
    """The reason of a command that was refused."""
    assert isinstance(reply, CommandRefused), reply
    return reply.reason
