"""The command ``capture``: records a link into a file while the pump is read."""

from __future__ import annotations

import argparse
from pathlib import Path

from programmer import __version__
from programmer.bootstrap import Application
from programmer.cli.endings import warn
from programmer.cli.output import say
from programmer.cli.visiting import application, cancel_on_interrupt
from programmer.device.driver import no_progress
from programmer.device.implant.driver import ImplantDriver
from programmer.known_error import ExitCode, KnownError, RefusedError, UsageError
from programmer.telemetry.attention import Attention, CancelWanted
from programmer.telemetry.capture.recording import Recording
from programmer.telemetry.capture.tapped_channel import TappedChannel
from programmer.telemetry.link_troubles import NotPaired, PairingFailed
from programmer.visit.interrogation import interrogate

_POLL_US = 1_000_000
_LONGEST_S = 604_800


def run(options: argparse.Namespace) -> int:
    """Connect, read everything, then the status once a second, until the time is over or Ctrl-C."""
    _require_sense(options.seconds)
    file = Path(options.file)
    with application(options) as app:
        attention = Attention()
        app.make_driver(
            options.url, attention
        )  # an address or a code that is none is refused before a file is made
        recording = Recording(file, options.url, __version__, app.clock)
        with cancel_on_interrupt(attention):
            _record(app, options, attention, recording)
    if recording.trouble is not None:
        raise RefusedError(
            f"The capture {file} ends before the link did",
            f"It could not be written any further ({recording.trouble.strerror or recording.trouble})",
            "What stands in it can be read; make room and record again",
        )
    say(f"Recorded into {file}. It holds health data, and no keys. See programmer decode --help.")
    return int(ExitCode.DONE)


def _record(
    app: Application, options: argparse.Namespace, attention: Attention, recording: Recording
) -> None:
    """Whatever ends it, the file says so; where the pump was not paired, there is no file of its greeting alone."""
    why, introduced = "stopped by a bug of the program", True
    try:
        app.watch_link = recording.note_frame
        app.tap_line = lambda channel: TappedChannel(channel, recording)
        why = _read_until_over(app, app.make_driver(options.url, attention), options.seconds, recording)
    except CancelWanted:
        why = "stopped by the user"
    except KnownError as trouble:
        why, introduced = str(trouble).rstrip("."), not isinstance(trouble, NotPaired | PairingFailed)
        if introduced and Path(options.file).exists():
            warn(
                f"What came until then is recorded into {options.file}. It may hold health data, and holds no keys."
            )
        raise
    finally:
        recording.end(why)
        if not introduced:
            Path(options.file).unlink(missing_ok=True)  # or it stood in the way of the same line with a code


def _read_until_over(
    app: Application, driver: ImplantDriver, seconds: int | None, recording: Recording
) -> str:
    """Read the pump; return why that ended."""
    until_us = None if seconds is None else app.clock.monotonic_us() + seconds * 1_000_000
    try:
        driver.connect()
        interrogate(driver, app.clock, no_progress)
        log_to = _read_log(driver, 0)
        _read_counters(driver)
        while not recording.over:
            left_us = _POLL_US if until_us is None else until_us - app.clock.monotonic_us()
            if left_us <= 0:
                return "the time is over"
            driver.rest(min(left_us, _POLL_US))
            if driver.status().log.last_sequence > log_to:
                log_to = _read_log(driver, log_to)
        return "the file is full"
    finally:
        driver.disconnect()


def _read_log(driver: ImplantDriver, read_to: int) -> int:
    """Read the log from behind ``read_to`` to its end; return the last number that was read."""
    while events := driver.read_log(read_to + 1).events:
        read_to = events[-1].sequence
    return read_to


def _read_counters(driver: ImplantDriver) -> None:
    try:
        driver.link_counters()
    except RefusedError:
        # An older pump does not know them; its refusal is recorded.
        return


def _require_sense(seconds: int | None) -> None:
    if seconds is not None and not 0 <= seconds <= _LONGEST_S:
        raise UsageError(
            "Nothing was recorded",
            f"A link is recorded for 0 to {_LONGEST_S} seconds, not {seconds}",
            "Write, for example, --seconds 60, or leave it out and end with Ctrl-C",
        )
