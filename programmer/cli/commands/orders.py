"""The commands ``bolus``, ``cancel-bolus``, ``acknowledge``, ``set-clock`` and ``refill``, beside the program."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from functools import partial

from programmer.cli.confirming import typed_yes
from programmer.cli.endings import Telling, finish
from programmer.cli.meant_anew import require_meant_anew
from programmer.cli.option_values import not_understood
from programmer.cli.output import say, visible
from programmer.cli.refusals import checked_words, refusals_told
from programmer.cli.violation_words import Checked
from programmer.cli.visiting import application, patient_id, visiting
from programmer.known_error import RefusedError
from programmer.records.rows import IntentKind
from programmer.therapy.boluses import SingleBolus
from programmer.therapy.drug_library import LibraryInForce
from programmer.therapy.drug_library.drug_words import DrugWords
from programmer.therapy.moments import moment_text
from programmer.therapy.notation import (
    NotAQuantity,
    plain_words,
    read_duration,
    read_mass,
    read_volume,
    volume_text,
)
from programmer.therapy.outcome import Outcome
from programmer.therapy.quantities import Nanolitres
from programmer.visit.aftermath import CommandSeen
from programmer.visit.alarm_words import ALARMS
from programmer.visit.bolus_proposal import BolusProposal
from programmer.visit.visit import Visit

Order = Callable[[Visit, LibraryInForce, argparse.Namespace], int]


def run(options: argparse.Namespace) -> int:
    """Understand what was typed before anything else; then show, ask, send, and read the pump again."""
    order = _ORDERS[options.command](options)
    with application(options) as app, visiting(app, options.url, patient_id(app, options.patient)) as visit:
        return order(visit, app.drugs(), options)


# ---- boluses --------------------------------------------------------------------------------------------------


def _bolus(options: argparse.Namespace) -> Order:
    bolus = _typed_bolus(options)

    def order(visit: Visit, drugs: LibraryInForce, options: argparse.Namespace) -> int:
        require_meant_anew(visit, options, "The bolus was not sent")
        found = visit.interrogation
        checked = partial(Checked, found.program, found, drugs, visit.indication, bolus)
        with refusals_told(checked, as_json=options.json):
            proposal = visit.propose_bolus(bolus, options.reason)
        _confirmed(visit, options, bolus_page(proposal, checked()), "give the bolus")
        more = {
            "asked": plain_words(proposal.text),
            "limits_passed": [plain_words(sentence) for sentence in proposal.passed_sentences],
            "reason_for_passing": proposal.reason,
            **checked_words(checked(), proposal.passed),
        }
        telling = Telling("The bolus has begun", "The bolus", options.json, lambda: more, DrugWords(drugs))
        return _carried_out(visit, IntentKind.GIVE_BOLUS, telling, lambda: visit.orders.give_bolus(proposal))

    return order


def bolus_page(proposal: BolusProposal, checked: Checked) -> list[str]:
    """What will be given, in the words of the drug library, and which limits that passes."""
    note = checked.note(proposal.passed)
    return [
        f"Single bolus now: {proposal.text}",
        *(f"! {sentence}" for sentence in proposal.passed_sentences),
        *([f"  passed for this reason: {proposal.reason}"] if proposal.reason else []),
        *([f"! {note}."] if note else []),
    ]


def _typed_bolus(options: argparse.Namespace) -> SingleBolus:
    try:
        return SingleBolus(read_mass(options.dose), read_duration(options.over))
    except (NotAQuantity, ValueError) as trouble:
        typed = f"--dose {options.dose} --over {options.over}"
        remedy = 'Write, for example, --dose "20 mcg" --over "30 min"'
        raise not_understood(typed, str(trouble), remedy) from trouble


def _cancel_bolus(_options: argparse.Namespace) -> Order:
    """Asks nobody back: it only ever takes away."""

    def order(visit: Visit, drugs: LibraryInForce, options: argparse.Namespace) -> int:
        seen = visit.status
        telling = Telling("The bolus is cut", "Cancelling the bolus", options.json, shown=DrugWords(drugs))
        return _carried_out(visit, IntentKind.CANCEL_BOLUS, telling, lambda: visit.orders.cancel_bolus(seen))

    return order


# ---- alarms, clock, refill ------------------------------------------------------------------------------------


def _acknowledge(_options: argparse.Namespace) -> Order:
    def order(visit: Visit, drugs: LibraryInForce, options: argparse.Namespace) -> int:
        visit.require_programmable()
        seen = visit.status
        words = [ALARMS[kind] for kind in seen.latched_alarms]
        _tell(options, [f"! {one}" for one in words])
        telling = Telling(
            "The alarms that are over have ended",
            "The acknowledgement",
            options.json,
            lambda: {"acknowledged": words},
            DrugWords(drugs),
        )
        return _carried_out(visit, IntentKind.ACKNOWLEDGE, telling, lambda: visit.orders.acknowledge(seen))

    return order


def _set_clock(_options: argparse.Namespace) -> Order:
    def order(visit: Visit, drugs: LibraryInForce, options: argparse.Namespace) -> int:
        require_meant_anew(visit, options, "The pump's clock was not set")
        seen = visit.status
        page = [f"The pump's clock shows {moment_text(seen.pump_time, seconds=True)}"]
        _confirmed(visit, options, page, "set it to the clock of this workstation")
        telling = Telling(
            "The pump's clock is set", "Setting the clock", options.json, shown=DrugWords(drugs)
        )
        return _carried_out(visit, IntentKind.SET_CLOCK, telling, lambda: visit.orders.set_clock(seen))

    return order


def _refill(options: argparse.Namespace) -> Order:
    volume = _typed_volume(options)

    def order(visit: Visit, drugs: LibraryInForce, options: argparse.Namespace) -> int:
        require_meant_anew(visit, options, "The pump was not told of the refill")
        seen, limits = visit.status, visit.interrogation.limits
        page = [f"Reservoir, as the pump has it: {volume_text(seen.reservoir)}; now: {volume_text(volume)}"]
        _confirmed(visit, options, page, "tell the pump so")
        telling = Telling(
            "The pump was told of the refill", "Telling the refill", options.json, shown=DrugWords(drugs)
        )
        return _carried_out(
            visit,
            IntentKind.TELL_REFILL,
            telling,
            lambda: visit.orders.tell_refill(volume, seen, limits),
        )

    return order


def _typed_volume(options: argparse.Namespace) -> Nanolitres:
    try:
        return read_volume(options.volume)
    except NotAQuantity as trouble:
        remedy = 'Write, for example, --volume "20 mL"'
        raise not_understood(f"--volume {options.volume}", str(trouble), remedy) from trouble


# ---- each of them ---------------------------------------------------------------------------------------------


def _confirmed(visit: Visit, options: argparse.Namespace, page: list[str], purpose: str) -> None:
    _tell(options, page)
    if not options.yes and not typed_yes(visit, purpose):
        raise RefusedError(
            "The pump was told nothing", "You did not type the word yes", "It goes on as it was"
        )


def _tell(options: argparse.Namespace, page: list[str]) -> None:
    text = _plain("\n".join(page))
    if options.json:
        print(visible(text), file=sys.stderr, flush=True)
    else:
        say(text)


def _carried_out(visit: Visit, kind: IntentKind, telling: Telling, act: Callable[[], Outcome]) -> int:
    seen = CommandSeen(kind, visit.status, visit.status.program_hash)
    return finish(visit, seen, act(), telling)


def _plain(text: str) -> str:
    return text.replace("\u00a0", " ")


_ORDERS: dict[str, Callable[[argparse.Namespace], Order]] = {
    "bolus": _bolus,
    "cancel-bolus": _cancel_bolus,
    "acknowledge": _acknowledge,
    "set-clock": _set_clock,
    "refill": _refill,
}
