"""One program of each kind for what the Reference 20 holds, and the simulated pump that runs it."""

from __future__ import annotations

from fractions import Fraction

from programmer.clock import ManualClock
from programmer.randomness import SeededRandomness
from programmer.simulator.site import PumpSite, default_factory_state
from programmer.therapy.boluses import (
    BolusWindow,
    BridgeBolus,
    PatientBolus,
    PrimeExtent,
    PrimingBolus,
    SingleBolus,
)
from programmer.therapy.drugs import DrugFill
from programmer.therapy.programs import (
    Continuous,
    DaySchedule,
    MinimumRate,
    PeriodicBolus,
    PumpProgram,
    ScheduleStep,
    WeekSchedule,
)
from programmer.therapy.quantities import (
    Nanograms,
    NanogramsPerDay,
    NanogramsPerMillilitre,
    Nanolitres,
    Seconds,
    SecondsOfDay,
)

BACLOFEN_500 = DrugFill("baclofen", NanogramsPerMillilitre(500_000))
BACLOFEN_2000 = DrugFill("baclofen", NanogramsPerMillilitre(2_000_000))
HYDROMORPHONE = DrugFill("hydromorphone", NanogramsPerMillilitre(10_000_000))
BUPIVACAINE = DrugFill("bupivacaine", NanogramsPerMillilitre(20_000_000))


def micrograms(dose: int) -> NanogramsPerDay:
    """So many mcg per day."""
    return NanogramsPerDay(dose * 1000)


def day(*steps: tuple[int, int]) -> DaySchedule:
    """Steps as hour and mcg per day."""
    return DaySchedule(
        tuple(ScheduleStep(SecondsOfDay(hour * 3600), micrograms(dose)) for hour, dose in steps)
    )


WEEK = WeekSchedule((*[day((0, 100), (7, 200))] * 5, *[day((0, 150))] * 2))
EVERY_FOUR_HOURS = PeriodicBolus(micrograms(48), Nanograms(10_000), Seconds(600), Seconds(4 * 3600))
ON_REQUEST = PatientBolus(
    Nanograms(5_000), Seconds(300), Seconds(3 * 3600), 4, BolusWindow(2, Seconds(8 * 3600))
)
BRIDGE = BridgeBolus((BACLOFEN_500,), micrograms(100), Nanolitres(316_000))

MINIMUM_RATE = PumpProgram(BACLOFEN_500, MinimumRate(micrograms(24)))
WEEKLY = PumpProgram(BACLOFEN_500, WEEK)
PERIODIC = PumpProgram(BACLOFEN_500, EVERY_FOUR_HOURS)
MIXTURE = PumpProgram(
    HYDROMORPHONE,
    Continuous(micrograms(2000)),
    (BUPIVACAINE,),
    PatientBolus(Nanograms(50_000), Seconds(300), Seconds(3 * 3600), 4),
)
PATIENT = PumpProgram(BACLOFEN_500, Continuous(micrograms(90)), patient_bolus=ON_REQUEST)
SINGLE = PumpProgram(
    BACLOFEN_500, Continuous(micrograms(90)), opening=SingleBolus(Nanograms(20_000), Seconds(1200))
)
PRIMED = PumpProgram(
    BACLOFEN_500,
    Continuous(micrograms(90)),
    opening=PrimingBolus(PrimeExtent.PUMP_AND_CATHETER, Nanolitres(316_000), Seconds(1138)),
)
BRIDGED = PumpProgram(BACLOFEN_2000, EVERY_FOUR_HOURS, opening=BRIDGE)

EVERY_KIND = {
    "minimum rate": MINIMUM_RATE,
    "week": WEEKLY,
    "periodic": PERIODIC,
    "mixture": MIXTURE,
    "patient": PATIENT,
    "single": SINGLE,
    "primed": PRIMED,
    "bridged": BRIDGED,
}

TOKEN = b"somebody else's."


class RunningPump:
    """A simulated pump into which a program was put; time passes by ``wait``."""

    def __init__(self, program: PumpProgram) -> None:
        self.clock = ManualClock()
        self.site = PumpSite(default_factory_state(), self.clock, SeededRandomness(8))
        self.pump = self.site.pump
        self.pump.install(program, TOKEN)

    def wait(self, hours: Fraction | int) -> None:
        """Let that much time pass."""
        self.clock.wait_us(int(hours * 3_600_000_000))
        self.site.tick()
