"""What can be written after the commands that read, program and stop a pump."""

from __future__ import annotations

from programmer.cli.parsers import Command, StrictParser
from programmer.cli.shared_arguments import (
    URL_HELP,
    add_common,
    add_json,
    add_pairing_code,
    add_patient,
    add_url,
)


def _to_a_pump(command: StrictParser) -> None:
    add_common(command)
    add_url(command)
    add_json(command)


def _program(program: StrictParser) -> None:
    _to_a_pump(program)
    _add_file(program)
    program.add_argument(
        "--yes", action="store_true", help="confirm without being asked; passes no limit of the drug library"
    )
    program.add_argument(
        "--reason",
        default="",
        metavar="TEXT",
        help="why soft limits of the drug library are passed, in a few words (10 letters or more); recorded",
    )
    add_patient(program)


def _preview(preview: StrictParser) -> None:
    _to_a_pump(preview)
    _add_file(preview)
    preview.add_argument(
        "--hours", default="72", metavar="N", help="how far to look ahead, 1 to 720 (default: 72)"
    )
    add_patient(preview)


def _add_file(command: StrictParser) -> None:
    command.add_argument("file", metavar="FILE.toml", help="the program, see docs/program-file.md")


def _resume(resume: StrictParser) -> None:
    _to_a_pump(resume)
    add_patient(resume)


def _settle(settle: StrictParser) -> None:
    _to_a_pump(settle)
    settle.add_argument(
        "--sign", metavar="REASON", help="close what the pump can no longer tell, for this reason"
    )
    settle.add_argument(
        "--pump-gone",
        metavar="SERIAL",
        help="with --sign: that pump was exchanged, explanted or is dead; it is called at URL once more, and where it "
        "does not answer, its open commands are closed without it",
    )


def _pair(pair: StrictParser) -> None:
    add_common(pair)
    pair.add_argument("url", metavar="URL", nargs="?", help=f"{URL_HELP}; without it the pairings are listed")
    add_json(pair)
    what = pair.add_mutually_exclusive_group()
    add_pairing_code(what)
    what.add_argument(
        "--forget",
        metavar="SERIAL",
        help="trust that pump no more; its fingerprint, or 8 digits or more of its beginning, will do as well",
    )


def _conformance(conformance: StrictParser) -> None:
    add_common(conformance)
    conformance.add_argument("url", metavar="URL", help=URL_HELP)
    conformance.add_argument(
        "--bench", action="store_true", help="also stop, program and resume it; on a simulated pump only"
    )
    add_json(conformance)
    add_pairing_code(conformance)


PUMP = {
    "interrogate": Command("read everything the pump knows", _to_a_pump),
    "program": Command("stage, verify, read back, confirm, commit", _program),
    "preview": Command("what a program will do at pump and tip; nothing is sent", _preview),
    "stop": Command("suspend delivery; the program stays", _to_a_pump),
    "resume": Command("take delivery up again", _resume),
    "settle": Command("ask about commands whose outcome is not known", _settle),
    "pair": Command("make a pump and this workstation known to each other; list or forget pumps", _pair),
    "conformance": Command(
        "is this device an ITP/1 pump? a line for each clause, then the verdict", _conformance
    ),
}
