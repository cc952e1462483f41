"""A visit from the command line: opened, interruptible by Ctrl-C between frames, and always ended."""

from __future__ import annotations

import argparse
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import FrameType

from programmer.bootstrap import Application
from programmer.cli.command_names import typed_name
from programmer.cli.output import breaking, visible
from programmer.cli.records_warning import warn_of_lost_marks
from programmer.cli.words import became
from programmer.known_error import KnownError, LinkTrouble, RefusedError
from programmer.records.rows import IntentRow
from programmer.settings import Settings
from programmer.telemetry.attention import Attention, CancelWanted
from programmer.therapy.moments import moment_text
from programmer.therapy.outcome import outcome_word
from programmer.therapy.quantities import PumpTime
from programmer.visit.until_known import at_the_command_line
from programmer.visit.visit import SettledCommand, Visit

ONLY_IF_MEANT = "Nothing else was sent to this pump; give a command again only if it is still meant."
LEFT_UNREAD = "The pump was not read after the last command; this visit is recorded as left unresolved."
LEFT_STANDING = "The pump is left stopped and delivers nothing; this visit is recorded as left unresolved."


@contextmanager
def application(options: argparse.Namespace) -> Iterator[Application]:
    """The program's parts for one command; the records are closed afterwards."""
    settings = Settings(
        database=getattr(options, "database", ""),
        actor=getattr(options, "actor", ""),
        theme=getattr(options, "theme", "light"),
        library=getattr(options, "library", ""),
        keys=getattr(options, "keys", ""),
        pairing_code=getattr(options, "pairing_code", ""),
    )
    app = Application(settings)
    try:
        yield app
    finally:
        app.close()


def note_missing_records(app: Application) -> None:
    """Say so if there are no records yet where they are to be read from: it may be a slip of the pen."""
    place = app.database_url.removeprefix("sqlite:///")
    if "://" not in place and not place.startswith(":") and not Path(place).exists():
        print(
            f"programmer: There were no records at {place}; empty ones are made.", file=sys.stderr, flush=True
        )


@contextmanager
def visiting(
    app: Application,
    url: str,
    patient_id: bytes | None = None,
    begin: Callable[[Visit], object] = Visit.begin,
) -> Iterator[Visit]:
    """A visit that has begun: connected, settled, read. Ctrl-C cancels it where that is possible.

    What was settled is told also where the reading after it fails: the next visit would not find it open any more.
    STOP does not wait for what is only looked up in the records.
    """
    attention = Attention()
    visit = app.make_visit(url, attention, patient_id)
    at_once = begin is Visit.begin_to_stop
    with cancel_on_interrupt(attention):
        try:
            _begin(app, visit, begin)
            if not at_once:
                _tell_untold(visit)
                warn_of_lost_marks(app)
            yield visit
        except CancelWanted as cancelled:
            raise RefusedError(
                "Cancelled",
                "You pressed Ctrl-C before the pump was told to change anything",
                "The program in force runs on; start again when you are ready",
            ) from cancelled
        finally:
            if at_once:
                _tell_untold_if_readable(visit)
                warn_of_lost_marks(app)
            _end(visit)


def _begin(app: Application, visit: Visit, begin: Callable[[Visit], object]) -> None:
    try:
        begin(visit)
    except BaseException as failing:
        _tell_settled(visit.learned)
        told = begin is not Visit.begin_to_stop and _tell_untold_if_readable(visit)
        if isinstance(failing, LinkTrouble):
            _tell_open(open_commands(app))
        if visit.learned or told:
            # The error that follows may say "try again", and the same line again would find nothing open.
            print(f"programmer: {ONLY_IF_MEANT}", file=sys.stderr, flush=True)
        raise
    _tell_settled(visit.learned)


def open_commands(app: Application) -> tuple[IntentRow, ...]:
    """Commands to any pump whose outcome nobody knows, by the records; none where these cannot be read just now."""
    try:
        return tuple(history.intent for history in app.records.history().open_commands())
    except KnownError:
        return ()  # what goes wrong with the records is told where it stops something


def _tell_open(commands: tuple[IntentRow, ...]) -> None:
    """Nobody tries again at a silent pump without being told that something before is open still."""
    for intent in commands:
        asked = f" ({intent.asked})" if intent.asked else ""
        when = moment_text(PumpTime(intent.confirmed_utc_us))
        what = breaking(f"the {typed_name(intent.kind)} of {when} UTC{asked} to pump {intent.serial}")
        print(
            f"programmer: It is not known what became of {what}. {at_the_command_line((intent.kind,))}.",
            file=sys.stderr,
            flush=True,
        )


def _end(visit: Visit) -> None:
    failing = sys.exc_info()[1]
    try:
        if isinstance(failing, LinkTrouble):
            visit.link_lost(failing.what)
        else:
            visit.end()
            _tell_how_it_was_left(visit, failing)
    except KnownError as trouble:
        if failing is None:
            raise
        print(visible(f"programmer: {trouble}"), file=sys.stderr)


def _tell_how_it_was_left(visit: Visit, failing: BaseException | None) -> None:
    """Nobody leaves a pump that stands, whoever stopped it, or one that was not read, without being told so."""
    if failing is None and (visit.stands or visit.unread):
        print(
            f"programmer: {LEFT_STANDING if visit.stands else LEFT_UNREAD}",
            file=sys.stderr,
            flush=True,
        )


@contextmanager
def cancel_on_interrupt(attention: Attention) -> Iterator[None]:
    """While this lasts, Ctrl-C asks for Cancel instead of ending the program."""

    def ask(_number: int, _frame: FrameType | None) -> None:
        attention.ask_to_cancel()

    before = signal.signal(signal.SIGINT, ask)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def _tell_untold(visit: Visit) -> bool:
    """What killed visits knew: this one, once it has ended, counts as having told it. Whether there was anything."""
    untold = visit.untold()
    for command in untold:
        print(
            f"programmer: A visit that was cut off knew what it may have told nobody: {became(command)}.",
            file=sys.stderr,
            flush=True,
        )
    return bool(untold)


def _tell_untold_if_readable(visit: Visit) -> bool:
    """The same on the way out, where what goes wrong with the records must not hide what went wrong before."""
    with suppress(KnownError):
        return visit.session_open and _tell_untold(visit)
    return False


def _tell_settled(settled: tuple[SettledCommand, ...]) -> None:
    for command in settled:
        intent = command.intent
        when = moment_text(PumpTime(intent.confirmed_utc_us))
        word = outcome_word(command.outcome)
        print(
            f"programmer: An earlier {typed_name(intent.kind)} of {when} UTC was asked about: {word}.",
            file=sys.stderr,
            flush=True,
        )


def patient_id(app: Application, who: str | None) -> bytes | None:
    """The id of the patient with this name or hexadecimal id. Raises ``RefusedError`` for nobody or several."""
    if who is None:
        return None
    with app.records.unit_of_work() as work:
        patients = work.patients.all()
    matches = [patient for patient in patients if who in {patient.name, patient.id.hex()}]
    if len(matches) == 1:
        return matches[0].id
    why = "There is no patient of that name or id" if not matches else "Several patients have that name"
    raise RefusedError(
        f"The patient “{who}” was not found",
        why,
        "See programmer patients, and give the name in full or the id",
    )
