"""The command ``pair``: makes a pump and this workstation known to each other, and lists or forgets pumps."""

from __future__ import annotations

import argparse
from typing import Any

from programmer.bootstrap import Application, read_pairing_code
from programmer.cli.output import say, say_json
from programmer.cli.visiting import application, cancel_on_interrupt
from programmer.known_error import ExitCode, RefusedError, UsageError
from programmer.telemetry.attention import Attention, CancelWanted
from programmer.telemetry.trust import PairedPump
from programmer.therapy.moments import moment_text
from programmer.therapy.quantities import PumpTime


def run(options: argparse.Namespace) -> int:
    """Pair, list, or forget."""
    _require_sense(options)
    with application(options) as app:
        if options.url is not None:
            _pair(app, options)
        elif options.forget is not None:
            _forget(app, options)
        else:
            _list(app, as_json=options.json)
    return int(ExitCode.DONE)


def _pair(app: Application, options: argparse.Namespace) -> None:
    code = read_pairing_code(options.pairing_code)
    attention = Attention()
    driver = app.make_driver(options.url, attention)
    with cancel_on_interrupt(attention):
        try:
            driver.open()
            identity = driver.pair(code)
        except CancelWanted as cancelled:
            raise RefusedError(
                "The pairing was given up",
                "You pressed Ctrl-C; whether the pump took it is not known",
                "Try again; if the pump shows another code by now, use that",
            ) from cancelled
        finally:
            driver.disconnect()
    if options.json:
        say_json({"paired": identity.serial, "model": identity.model, "keys": app.trust.where})
    else:
        say(
            f"Paired with pump {identity.serial} ({identity.model}). "
            f"This workstation's keys are kept {app.trust.where}."
        )


def _list(app: Application, *, as_json: bool) -> None:
    pumps = app.trust.paired()
    if as_json:
        say_json({"keys": app.trust.where, "pumps": [_words(pump) for pump in pumps]})
        return
    for pump in pumps:
        say(
            f"{pump.serial:<16}  since {moment_text(PumpTime(pump.paired_utc_us))} UTC  {pump.fingerprint.hex()}"
        )
    if not pumps:
        say("This workstation is paired with no pump. See programmer pair --help.")


def _words(pump: PairedPump) -> dict[str, Any]:
    since = moment_text(PumpTime(pump.paired_utc_us))
    return {"serial": pump.serial, "fingerprint": pump.fingerprint.hex(), "paired_utc": since}


def _forget(app: Application, options: argparse.Namespace) -> None:
    """Every pairing of that serial number: a pump that was paired anew may stand there twice."""
    pumps = [pump for pump in app.trust.paired() if pump.serial == options.forget]
    if not pumps:
        raise RefusedError(
            f"Pump {options.forget} was not forgotten",
            "This workstation is not paired with a pump of that serial number",
            "See programmer pair for those it is paired with",
        )
    for pump in pumps:
        app.trust.forget(pump.fingerprint)
    if options.json:
        say_json({"forgotten": options.forget})
    else:
        say(
            f"Pump {options.forget} is trusted no more here. It still knows this workstation; to speak to it again "
            "it has to be paired anew."
        )


def _require_sense(options: argparse.Namespace) -> None:
    if (options.url is None) == bool(options.pairing_code):
        missing = "CODE" if options.url is not None else "URL"
        raise UsageError(
            "No pump was paired",
            f"To pair, both URL and --pairing-code CODE are needed; {missing} is missing",
            "Read the code off the pump and write: programmer pair URL --pairing-code CODE",
        )
    if options.url is not None and options.forget is not None:
        raise UsageError(
            "No pump was forgotten",
            "A pump is forgotten by its serial number, without URL",
            "Write: programmer pair --forget SERIAL",
        )
