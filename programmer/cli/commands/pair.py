"""The command ``pair``: makes a pump and this workstation known to each other, and lists or forgets pumps."""

from __future__ import annotations

import argparse
from typing import Any

from programmer.bootstrap import Application, read_pairing_code
from programmer.cli.output import say, say_json
from programmer.cli.visiting import application, cancel_on_interrupt
from programmer.device.implant.driver import ImplantDriver
from programmer.known_error import ExitCode, RefusedError, UsageError
from programmer.telemetry.attention import Attention, CancelWanted
from programmer.telemetry.link_troubles import NotAuthentic, NotPaired, PairingFailed
from programmer.telemetry.pairing_code import PairingCode
from programmer.telemetry.trust import PairedPump
from programmer.therapy.moments import moment_text
from programmer.therapy.pump import PumpIdentity
from programmer.therapy.quantities import PumpTime

_LEAST_OF_FINGERPRINT = 8


def run(options: argparse.Namespace) -> int:
    """Pair, list, or forget."""
    _require_sense(options)
    code = read_pairing_code(options.pairing_code) if options.url is not None else None
    # Without the code, so that it is used where it is needed and nowhere else.
    with application(argparse.Namespace(**{**vars(options), "pairing_code": ""})) as app:
        if code is not None:
            _pair(app, options, code)
        elif options.forget is not None:
            _forget(app, options)
        else:
            _list(app, as_json=options.json)
    return int(ExitCode.DONE)


def _pair(app: Application, options: argparse.Namespace, code: PairingCode) -> None:
    """Pair where that is still to be done: a code is good for few attempts, and one that is not needed takes none."""
    attention = Attention()
    driver = app.make_driver(options.url, attention)
    with cancel_on_interrupt(attention):
        try:
            identity, already = _paired(driver, code)
        except CancelWanted as cancelled:
            raise RefusedError(
                "The pairing was given up",
                "You pressed Ctrl-C; whether the pump took it is not known",
                "Try again; if the pump shows another code by now, use that",
            ) from cancelled
        finally:
            driver.disconnect()
    if options.json:
        words = {"paired": identity.serial, "model": identity.model, "already": already}
        say_json({**words, "keys": app.trust.where})
        return
    pump = f"pump {identity.serial} ({identity.model})"
    said = f"Paired already with {pump}; the code was not used" if already else f"Paired with {pump}"
    say(f"{said}. This workstation's keys are kept {app.trust.where}.")


def _paired(driver: ImplantDriver, code: PairingCode) -> tuple[PumpIdentity, bool]:
    """The pump, and whether it was paired before: then a session proves it, and no pairing is tried."""
    try:
        return driver.connect(), True
    except (NotPaired, NotAuthentic, PairingFailed):
        # Either no longer knows the other as it was: just what pairing anew is for.
        driver.open()
        return driver.pair(code), False


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
    pump = _meant(app, options.forget)
    app.trust.forget(pump.fingerprint)
    if options.json:
        say_json({"forgotten": pump.serial, "fingerprint": pump.fingerprint.hex()})
    else:
        say(
            f"Pump {pump.serial} is trusted no more here. It still knows this workstation; to speak to it again "
            "it has to be paired anew."
        )


def _meant(app: Application, typed: str) -> PairedPump:
    """The one pump of that serial number, or whose fingerprint begins so. Raises ``RefusedError`` for none or several.

    A serial number may stand there twice: two makers may give the same, and a pump may have got a new key.
    """
    begins = typed.casefold() if len(typed) >= _LEAST_OF_FINGERPRINT else None
    pumps = [
        pump
        for pump in app.trust.paired()
        if pump.serial == typed or (begins is not None and pump.fingerprint.hex().startswith(begins))
    ]
    if len(pumps) == 1:
        return pumps[0]
    if not pumps:
        raise RefusedError(
            f"Pump {typed} was not forgotten",
            "This workstation is not paired with a pump of that serial number, or whose fingerprint begins so",
            "See programmer pair for those it is paired with",
        )
    known = ", ".join(pump.fingerprint.hex() for pump in pumps)
    raise RefusedError(
        "No pump was forgotten",
        f"{typed} may mean any of {len(pumps)} pumps that this workstation knows; their fingerprints: {known}",
        "Give the fingerprint of the one instead, or enough of its beginning",
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
            "A pump is forgotten by its serial number or fingerprint, without URL",
            "Write: programmer pair --forget SERIAL",
        )
