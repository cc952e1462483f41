"""Random lives of a pump: what it is made like, its programs, and what is done to it, all at whole seconds."""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from random import Random

from programmer.therapy.boluses import (
    BolusWindow,
    BridgeBolus,
    Opening,
    PatientBolus,
    PrimeExtent,
    PrimingBolus,
    SingleBolus,
)
from programmer.therapy.drugs import DrugFill
from programmer.therapy.programs import (
    Continuous,
    DaySchedule,
    DeliveryMode,
    MinimumRate,
    PeriodicBolus,
    PumpProgram,
    ScheduleStep,
    Stopped,
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
from tests.reference.motor import Machine
from tests.reference.told import DAY

NAMES = ("morphine", "bupivacaine", "clonidine")
ROUTINE = ("press",) * 8 + ("stop", "resume", "resume", "give", "write", "set_clock")
TROUBLE = (
    "stall",
    "recover",
    "recover",
    "occlude",
    "clear",
    "leak",
    "calibrate",
    "telemetry_on",
    "telemetry_off",
    "interrogate",
    "interrogate",
    "acknowledge",
)
SCANNER = (
    "enter_scanner",
    "leave_scanner",
    "leave_scanner",
    "memory_error",
    "reset",
    "resume",
    "resume",
    "write",
)
HANDS = (
    *("withdraw", "empty", "fill", "fill", "fill_pocket", "fill_catheter", "aspirate", "dye"),
    *("change_catheter", "trim", "refilled", "refilled"),
)
WITHHOLDING = (
    *("write",) * 5,
    *("stop", "stop", "resume", "resume", "resume", "give", "press", "reset", "memory_error"),
    *("telemetry_on", "telemetry_off", "stall", "recover", "set_clock", "interrogate", "acknowledge"),
)
HOUR = 3600


@dataclass(frozen=True, slots=True)
class Deed:
    """Something done or befalling at a second; which of the fields count, ``what`` says."""

    at: int
    what: str
    amount: int = 0
    drugs: tuple[DrugFill, ...] = ()
    program: PumpProgram | None = None
    bolus: SingleBolus | None = None
    filled: bool = True


@dataclass(frozen=True, slots=True)
class Life:
    """A pump and its time. ``exact``: nothing in it falls between two seconds."""

    machine: Machine
    program: PumpProgram
    reservoir: int
    in_path: tuple[DrugFill, ...] | None
    clock: int
    step: int
    until: int
    deeds: tuple[Deed, ...]
    samples: tuple[int, ...]


class Chance:
    """Draws lives from a seed; every time in them is a multiple of ``step``."""

    def __init__(self, seed: int, *, step: int, steps: int, exact: bool) -> None:
        self.random, self.step, self.steps, self.exact = Random(seed), step, steps, exact
        self._usual = self.drugs()

    def life(self, *, deeds: int) -> Life:
        """A whole life with so many deeds."""
        random = self.random
        until = self.steps * self.step
        program = self.program(self._usual)
        machine = self.machine()
        return Life(
            machine=machine,
            program=program,
            reservoir=self._reservoir(machine),
            in_path=random.choice((None, (), self.drugs())),
            clock=random.randrange(20_000) * DAY + self._time(0, DAY // self.step),
            step=self.step,
            until=until,
            deeds=tuple(sorted(self._deeds(deeds, machine), key=lambda deed: deed.at)),
            samples=tuple(sorted({self._time(1, self.steps) for _ in range(9)} | {until})),
        )

    def life_without_much(self, *, deeds: int) -> Life:
        """A life of weeks whose programs mostly give nothing. Its steps are hours."""
        kinds = [self.random.choice(WITHHOLDING) for _ in range(deeds)]
        machine = replace(self.machine(), flow_step=700, low_mark=0, empty_mark=0)
        plain = [self._deed(what, machine) for what in kinds]
        deeds_done = [
            replace(deed, program=self._hardly_a_program()) if deed.what == "write" else deed
            for deed in plain
        ]
        life = self.life(deeds=0)
        done = tuple(sorted(deeds_done, key=lambda deed: deed.at))
        return replace(life, machine=machine, program=self._hardly_a_program(), deeds=done)

    def _hardly_a_program(self) -> PumpProgram:
        """Stopped; a rate of 0, or one that is less than the pump's least step, with or without something beside it;
        or one that gives something after all."""
        drug, random = self._usual[0], self.random
        least = 700 * drug.concentration.value // 1_000_000  # ng per day of one step of 700 nL per day
        mode = random.choice(
            (
                *(
                    Stopped(),
                    Stopped(),
                    Continuous(NanogramsPerDay(0)),
                    Continuous(NanogramsPerDay(least - 1)),
                ),
                *(Continuous(NanogramsPerDay(least)), MinimumRate(NanogramsPerDay(1)), self._now_and_then()),
            )
        )
        if isinstance(mode, Stopped):
            return PumpProgram(drug, mode, self._usual[1:])
        opening = random.choice((None, None, self.single(), self._long_prime()))
        bolus = self.patient_bolus() if random.random() < 0.2 else None
        return PumpProgram(drug, mode, self._usual[1:], bolus, opening)

    def _now_and_then(self) -> DeliveryMode:
        """A week of which one day gives something, or an interval of hours."""
        if self.random.random() < 0.5:
            duration = self._time(1, 3)
            return PeriodicBolus(
                NanogramsPerDay(0),
                self._bolus_dose(),
                Seconds(duration),
                Seconds(duration + self._time(1, 99)),
            )
        nothing, something = (
            DaySchedule((ScheduleStep(SecondsOfDay(0), NanogramsPerDay(dose)),)) for dose in (0, 2_000_000)
        )
        return WeekSchedule((something, *(nothing,) * 6))

    def _long_prime(self) -> PrimingBolus:
        extent = self.random.choice(tuple(PrimeExtent))
        volume = Nanolitres(self.random.randrange(100, 20_000))
        return PrimingBolus(extent, volume, Seconds(self._time(1, 60)))

    def machine(self) -> Machine:
        """Small tubing and catheter, so that they are swept."""
        random = self.random
        return Machine(
            stroke=Fraction(0) if self.exact else Fraction(random.choice((0, 1, 37, 250, 1000))),
            low_mark=random.choice((0, 100_000)),
            empty_mark=random.choice((0, 0, 1_000, 60_000)),
            residual=random.choice((0, 5_000)),
            flow_step=random.choice((0, 0, 700)),
            tubing=random.choice((200, 3_000)),
            catheter=random.choice((800, 9_600)),
            mixing=random.choice((0, 400, 2_000)),
            stall_noticed_after=self._time(1, 60),
            motor_turns_after_scanner=self._time(1, 60),
            holds_in_telemetry=random.random() < 0.7,
            stalls_when_occluded=random.random() < 0.5,
            recovery_logged=random.random() < 0.5,
            min_flow=random.choice((0, 0, 9_000_000)),
            max_flow=random.choice((None, 8_000_000)),
        )

    def _reservoir(self, machine: Machine) -> int:
        if self.exact or self.random.random() < 0.4:
            return 15_000_000  # never low
        return machine.low_mark + self.random.randrange(1, 40_000)

    def _told(self, machine: Machine) -> int:
        """Nothing, less than the mark, or a little more."""
        above = machine.low_mark + self.random.randrange(60_000)
        return self.random.choice((0, machine.low_mark // 2, above, above, above, above))

    # ---- programs ---------------------------------------------------------------------------------------

    def drugs(self) -> tuple[DrugFill, ...]:
        """One to three drugs."""
        names = self.random.sample(NAMES, self.random.randint(1, 3))
        return tuple(
            DrugFill(name, NanogramsPerMillilitre(self.random.choice((1, 2, 5, 10)) * 1_000_000))
            for name in names
        )

    def program(self, drugs: tuple[DrugFill, ...] | None = None) -> PumpProgram:
        """A program of any kind, often with a patient bolus and an opening."""
        drugs = drugs or self.drugs()
        mode = self.mode()
        if isinstance(mode, Stopped):
            return PumpProgram(drugs[0], mode, drugs[1:])
        bolus = self.patient_bolus() if self.random.random() < 0.8 else None
        return PumpProgram(drugs[0], mode, drugs[1:], bolus, self.opening(drugs))

    def mode(self) -> DeliveryMode:
        """A mode of any kind but the minimum rate."""
        kind = self.random.randrange(12)
        if kind == 0:
            return Stopped()
        if kind < 3:
            return Continuous(self._dose())
        if kind < 6:
            return self._day()
        if kind < 8:
            return WeekSchedule(tuple(self._day() for _ in range(7)))
        duration = self._time(10, 40)
        interval = duration + self._time(1, 60)
        return PeriodicBolus(self._dose(), self._bolus_dose(), Seconds(duration), Seconds(interval))

    def _day(self) -> DaySchedule:
        later = self.random.sample(range(1, DAY // self.step), self.random.randint(0, 7))
        times = [0, *(time * self.step for time in sorted(later))]
        return DaySchedule(tuple(ScheduleStep(SecondsOfDay(time), self._dose()) for time in times))

    def patient_bolus(self) -> PatientBolus:
        """With short lockouts and few boluses, so that they refuse."""
        random = self.random
        window = None
        if random.random() < 0.4:
            window = BolusWindow(random.randint(1, 3), Seconds(self._time(1, 600)))
        duration, lockout = Seconds(self._time(10, 60)), Seconds(self._time(1, 120))
        return PatientBolus(self._bolus_dose(), duration, lockout, random.randint(1, 8), window)

    def single(self) -> SingleBolus:
        """A clinician's bolus."""
        return SingleBolus(self._bolus_dose(), Seconds(self._time(10, 120)))

    def opening(self, drugs: tuple[DrugFill, ...]) -> Opening | None:
        """Any opening, or none."""
        kind = self.random.randrange(8)
        if kind == 0:
            return self.single()
        if kind < 3:
            volume = Nanolitres(self.random.randrange(100, 20_000))
            extent = self.random.choice(tuple(PrimeExtent))
            return PrimingBolus(extent, volume, Seconds(self._time(20, 300)))
        if kind < 5:
            return self._bridge(drugs)
        return None

    def _bridge(self, drugs: tuple[DrugFill, ...]) -> BridgeBolus:
        old = self.random.choice((drugs, self.drugs()))
        path = self.random.choice((9_000, self.random.randrange(100, 10_000)))
        seconds = self.random.choice((5, 8, 10, 12, 15, 20)) * 60
        dose = path * DAY // seconds * old[0].concentration.value // 1_000_000
        if not self.exact:
            dose += self.random.randrange(1000)
        return BridgeBolus(old, NanogramsPerDay(dose), Nanolitres(path))

    def _dose(self) -> NanogramsPerDay:
        return NanogramsPerDay(self.random.choice((0, 97_000, 250_001, self.random.randrange(2_000_000))))

    def _bolus_dose(self) -> Nanograms:
        return Nanograms(self.random.randrange(1, 12_000))

    # ---- deeds ------------------------------------------------------------------------------------------

    def _deeds(self, count: int, machine: Machine) -> list[Deed]:
        kinds: tuple[str, ...] = ROUTINE
        kinds += self.random.choice(((), TROUBLE, SCANNER))
        kinds += self.random.choice(((), HANDS))
        deeds = [self._deed(self.random.choice(kinds), machine) for _ in range(count)]
        if not self.exact:
            return deeds
        # the last nanolitre would leave between two seconds: what is emptied is filled again at once
        fillings = [replace(deed, what="fill", amount=10_000_000) for deed in deeds if deed.what == "empty"]
        return deeds + [replace(filling, drugs=self.drugs()) for filling in fillings]

    def _deed(self, what: str, machine: Machine) -> Deed:
        random = self.random
        at = self._time(0, self.steps)
        amount = {
            "withdraw": random.randrange(1, 200_000),
            "fill": random.randrange(1, 300_000),
            "fill_pocket": random.randrange(1, 300_000),
            "fill_catheter": random.randrange(1, 15_000),
            "dye": random.randrange(1, 15_000),
            "aspirate": random.randrange(1, 15_000),
            "change_catheter": random.randrange(1, 40) * 250,
            "trim": random.randrange(1, 40) * 20,
            "refilled": 15_000_000 if self.exact else self._told(machine),
            "leak": random.choice((0, 50_000, 1_000_000)),
            "calibrate": random.choice((-80_000, 0, 33_333)),
            "set_clock": random.randrange(20_000) * DAY + self._time(0, DAY // self.step),
        }.get(what, 0)
        drugs = self.drugs() if what.startswith("fill") else ()
        program = self.program(random.choice((None, self._usual))) if what == "write" else None
        bolus = self.single() if what == "give" else None
        return Deed(at, what, amount, drugs, program, bolus, filled=random.random() < 0.7)

    def _time(self, least: int, most: int) -> int:
        return self.random.randint(least, most) * self.step
