"""What can be written after ``programmer calc``."""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from functools import partial
from typing import Any

from programmer.cli.parsers import Command, StrictParser, add_commands
from programmer.cli.shared_arguments import add_json

PUMP = "reference-20"


@dataclass(frozen=True, slots=True)
class Argument:
    """One option: its name, an example of its value (none for a plain switch), and what it means."""

    flag: str
    example: str
    meaning: str
    required: bool = True
    repeated: bool = False
    default: str | None = None

    def add_to(self, command: argparse.ArgumentParser) -> None:
        """Add this option to the parser of its calculation."""
        if not self.example:
            command.add_argument(self.flag, action="store_true", help=self.meaning)
            return
        words: dict[str, Any] = {
            "metavar": f'"{self.example}"',
            "help": self.meaning,
            "default": self.default,
        }
        if self.repeated:
            words["action"] = "append"
        command.add_argument(self.flag, required=self.required, **words)


@dataclass(frozen=True, slots=True)
class Calculation:
    """One calculation: what it finds and what it needs."""

    finds: str
    arguments: tuple[Argument, ...]


def _optional(flag: str, example: str, meaning: str, default: str | None = None) -> Argument:
    return Argument(flag, example, meaning, required=False, default=default)


_CONCENTRATION = Argument("--concentration", "500 mcg/mL", "concentration of the drug in the pump")
_PUMP = _optional("--pump", PUMP, f"the model whose range holds (default: {PUMP})")
_BOLUSES = (
    _optional("--max-per-day", "6", "the most boluses in any 24 hours"),
    _optional("--lockout", "3 h", "lockout from the end of a bolus"),
    _optional("--duration", "10 min", "how long a bolus lasts (default: 0 min)", "0 min"),
)

CALCULATIONS = {
    "rate": Calculation(
        "rate, dose or concentration from the other two",
        (
            _optional("--dose", "90 mcg/day", "dose per day"),
            _optional("--concentration", "500 mcg/mL", "concentration of the drug in the pump"),
            _optional("--rate", "0.18 mL/day", "flow"),
            _PUMP,
        ),
    ),
    "mixture": Calculation(
        "what every drug of a mixture gives",
        (
            Argument("--drug", "morphine 6 mg/day @ 20 mg/mL", "the primary: dose and true concentration"),
            Argument("--other", "clonidine @ 200 mcg/mL", "another drug in it, up to four", repeated=True),
            _PUMP,
        ),
    ),
    "catheter": Calculation(
        "what a trimmed catheter holds",
        (
            Argument("--length", "110 cm", "full length"),
            Argument("--trimmed", "30 cm", "length that was cut off"),
            Argument("--catheter-volume", "0.0026 mL/cm", "what each centimetre holds"),
        ),
    ),
    "prime": Calculation(
        "volume and time of a priming bolus",
        (
            _optional("--tubing", "0.140 mL", "volume of the tubing in the pump"),
            _optional("--catheter-length", "80 cm", "implanted length"),
            _optional("--catheter-volume", "0.0022 mL/cm", "what each centimetre holds"),
            _optional("--pump-primed", "", "the pump was primed before it was implanted: the catheter only"),
            _optional("--prime-rate", "1 mL/h", "flow (default: the fastest of the pump)"),
            _PUMP,
        ),
    ),
    "bridge": Calculation(
        "the bridge to a changed concentration",
        (
            Argument("--from", "500 mcg/mL", "concentration that is still in the path"),
            Argument("--to", "2000 mcg/mL", "concentration that was filled in"),
            Argument("--dose", "400 mcg/day", "dose that holds through the bridge"),
            _optional("--new-dose", "450 mcg/day", "dose that starts after it (default: the same)"),
            Argument("--path", "0.316 mL", "volume of tubing and catheter"),
            _PUMP,
        ),
    ),
    "refill": Calculation(
        "days and date to the low-reservoir alarm",
        (
            Argument("--fill", "20 mL", "volume in the reservoir after the refill"),
            Argument("--alarm", "2 mL", "level of the low-reservoir alarm"),
            Argument("--dose", "4.8 mg/day", "dose per day without boluses"),
            Argument("--concentration", "20 mg/mL", "concentration of the drug in the pump"),
            _optional("--bolus", "0.2 mg", "bolus that the patient may ask for"),
            *_BOLUSES,
            _optional("--stability-days", "90", "days the drug is stable in the pump"),
            _optional("--date", "2026-01-05", "day of the refill; without it no date is told"),
            _PUMP,
        ),
    ),
    "admixture": Calculation(
        "how to make a mixture from stock vials",
        (
            Argument("--total", "20 mL", "volume for the reservoir"),
            Argument("--drug", "morphine 6 mg/day @ 25 mg/mL", "dose and stock, up to five", repeated=True),
            _optional("--extra", "3 mL", "more, to fill the refill set (default: 0 mL)", "0 mL"),
            _optional("--rate", "0.5 mL/day", "flow, reached with diluent (default: undiluted)"),
            _PUMP,
        ),
    ),
    "expected": Calculation(
        "what should be in the reservoir",
        (
            Argument("--fill", "18 mL", "volume at the last refill"),
            Argument("--dose", "4.8 mg/day", "dose per day without boluses"),
            Argument("--concentration", "20 mg/mL", "concentration of the drug in the pump"),
            Argument("--elapsed", "30 days", "time since the last refill"),
            _optional("--bolus", "0.2 mg", "a bolus"),
            _optional("--boluses", "12", "how many were given"),
            _PUMP,
        ),
    ),
    "discrepancy": Calculation(
        "whether what is withdrawn is what should be there",
        (
            Argument("--filled", "18 mL", "volume at the last refill"),
            Argument("--expected", "3.0 mL", "volume that should be left"),
            Argument("--withdrawn", "1.9 mL", "volume that came out"),
            _optional("--tolerance", "14.5%", "tolerance of the pump's flow (default: 14.5%%)", "14.5%"),
            _optional("--absolute", "2 mL", "greatest difference (default: 2 mL)", "2 mL"),
            _PUMP,
        ),
    ),
    "residual": Calculation(
        "true concentration after a refill on a residual",
        (
            Argument("--fill", "18 mL", "volume filled in"),
            Argument("--concentration", "2000 mcg/mL", "its concentration"),
            Argument("--residual", "2.4 mL", "volume that could not be withdrawn"),
            Argument("--residual-concentration", "500 mcg/mL", "its concentration"),
        ),
    ),
    "window": Calculation(
        "the largest dose in any window of time",
        (
            Argument("--program", "FILE.toml", "a program file"),
            Argument("--window", "24 h", "length of the window"),
            _optional(
                "--pump", PUMP, "the model that must be able to deliver it (default: any that is known)"
            ),
        ),
    ),
    "boluses": Calculation("the most boluses that can begin in any 24 hours", _BOLUSES),
    "bolus": Calculation(
        "a bolus from any two of dose, rate and duration",
        (
            _CONCENTRATION,
            _optional("--dose", "50 mcg", "dose"),
            _optional("--rate", "1 mL/h", "flow"),
            _optional("--duration", "10 min", "duration"),
            _PUMP,
        ),
    ),
    "replace-by": Calculation(
        "the day by which a pump must be replaced",
        (Argument("--eri", "2026-03-01", "day of the elective replacement indicator, or unknown"),),
    ),
    "screening": Calculation(
        "volume of a baclofen test dose and the start it leads to",
        (
            Argument("--dose", "50 mcg", "test dose that worked"),
            Argument("--concentration", "50 mcg/mL", "concentration of the ampoule"),
            _optional("--beyond-8h", "", "its effect lasted beyond 8 h"),
        ),
    ),
}


def add_calculations(calc: StrictParser) -> None:
    """Add every calculation to the parser of ``calc``."""
    add_commands(
        calc,
        {
            name: Command(one.finds, partial(_fill, one), description=one.finds)
            for name, one in CALCULATIONS.items()
        },
        dest="calculation",
        metavar="NAME",
        required=True,
    )


def _fill(calculation: Calculation, command: StrictParser) -> None:
    add_json(command)
    for argument in calculation.arguments:
        argument.add_to(command)
