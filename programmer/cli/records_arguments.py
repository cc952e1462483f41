"""What can be written after the commands about records, patients and the drug library."""

from __future__ import annotations

from programmer.cli.parsers import Command, StrictParser
from programmer.cli.shared_arguments import add_common, add_json
from programmer.therapy.drug_library import AgeGroup, Condition

UNKNOWN = "unknown"


def _sessions(sessions: StrictParser) -> None:
    add_common(sessions)
    add_json(sessions)
    sessions.add_argument("--patient", metavar="WHO", help="of one patient only: name or id")


def _records(records: StrictParser) -> None:
    add_common(records)
    add_json(records)


def _patients(patients: StrictParser) -> None:
    add_common(patients)
    add_json(patients)
    which = patients.add_mutually_exclusive_group()
    which.add_argument("--add", metavar="NAME", help="add a patient")
    which.add_argument(
        "--change", metavar="WHO", help="correct condition or age group of a patient: name or id"
    )
    patients.add_argument("--born", type=int, metavar="YEAR", help="year of birth of the one to add")
    patients.add_argument("--reason", default="", metavar="TEXT", help="why the one to add has a pump")
    _add_indication(patients)


def _add_indication(patients: StrictParser) -> None:
    patients.add_argument(
        "--condition",
        choices=[*(condition.value for condition in Condition), UNKNOWN],
        help="what is treated; where it is not known, the strictest limits hold",
    )
    patients.add_argument(
        "--age",
        choices=[*(age.value for age in AgeGroup), UNKNOWN],
        help="age group; where it is not known, the strictest limits hold",
    )


def _assign(assign: StrictParser) -> None:
    add_common(assign)
    assign.add_argument(
        "serial", metavar="SERIAL", help="serial number of a pump that was interrogated before"
    )
    assign.add_argument("patient", metavar="WHO", help="name or id of the patient")


def _library(library: StrictParser) -> None:
    add_common(library)
    library.add_argument("drug", metavar="DRUG", nargs="?", help="one drug only, by its generic name")
    add_json(library)
    library.add_argument("--seal", metavar="FILE", help="check a library file and write its seal into it")
    library.add_argument("--name", metavar="NAME", help="who signs: name, profession, clinic")


RECORDS = {
    "sessions": Command("the history", _sessions),
    "records": Command("is every row of the records there as it was written?", _records),
    "patients": Command("list patients, add one, or correct an indication", _patients),
    "assign": Command("say whose pump a pump is", _assign),
    "library": Command("the drug library in force, or seal a clinic's own", _library),
}
