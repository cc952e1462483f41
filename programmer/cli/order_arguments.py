"""What can be written after the commands that tell a pump something beside its program."""

from __future__ import annotations

from programmer.cli.parsers import Command, StrictParser
from programmer.cli.shared_arguments import add_common, add_json, add_patient, add_url, add_yes


def _order(command: StrictParser) -> None:
    add_common(command)
    add_url(command)
    add_json(command)
    add_patient(command)


def _confirmed(command: StrictParser) -> None:
    _order(command)
    add_yes(command)


def _bolus(bolus: StrictParser) -> None:
    _confirmed(bolus)
    bolus.add_argument("--dose", required=True, metavar="DOSE", help="of the primary drug, such as '20 mcg'")
    bolus.add_argument("--over", required=True, metavar="TIME", help="how long it lasts, such as '30 min'")
    bolus.add_argument(
        "--reason",
        default="",
        metavar="TEXT",
        help="why soft limits are passed, in a few words (10 letters or more); recorded",
    )


def _refill(refill: StrictParser) -> None:
    _confirmed(refill)
    refill.add_argument(
        "--volume", required=True, metavar="VOLUME", help="in the reservoir now, such as '20 mL'"
    )


ORDERS = {
    "bolus": Command("give a single bolus now, once", _bolus),
    "cancel-bolus": Command("cut the single bolus that is under way", _order),
    "acknowledge": Command("end the alarms that are over and only wait to be seen", _order),
    "set-clock": Command("set the pump's clock to that of this workstation", _confirmed),
    "refill": Command("tell the pump what is in its reservoir now", _refill),
}
