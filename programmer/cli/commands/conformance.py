"""The command ``conformance``: tells of a device, clause by clause, whether it is an ITP/1 pump."""

from __future__ import annotations

import argparse
from dataclasses import asdict
from typing import Any

from programmer.cli.output import say, say_json
from programmer.cli.visiting import application
from programmer.conformance.finding import Finding, Outcome, Report
from programmer.known_error import ExitCode, RefusedError


def run(options: argparse.Namespace) -> int:
    """Try every clause; 0 where none failed, 3 where one did."""
    with application(options) as app:
        trial = app.make_trial(options.url, bench=options.bench)
        try:
            report = trial.run()
        except KeyboardInterrupt as pressed:
            raise RefusedError(
                "The trial was given up",
                "You pressed Ctrl-C; what had been done on the bench was put back as far as that goes",
                "Start it again for a verdict",
            ) from pressed
    if options.json:
        say_json(_words(report))
    else:
        _tell(report)
    return int(ExitCode.DONE if report.conforms else ExitCode.REFUSED)


def _tell(report: Report) -> None:
    for finding in report.findings:
        say(_line(finding))
    for sentence in report.left:
        say(f"Left behind: {sentence}.")
    say(_verdict(report))


def _line(finding: Finding) -> str:
    line = f"{finding.clause:<5} {finding.outcome.value:<9}  {finding.title}"
    if finding.why:
        line += f" -- {finding.why}"
    if finding.outcome is Outcome.FAIL:
        line += f" -- sent {finding.sent} -- came {finding.came}"
    return line


def _verdict(report: Report) -> str:
    counts = (
        f"{report.count(Outcome.PASS)} clauses passed, {report.count(Outcome.FAIL)} failed, "
        f"{report.count(Outcome.NOT_TRIED)} were not tried, in {report.seconds} s"
    )
    device = report.pump or "This device"
    if report.conforms:
        return f"{device} CONFORMS to ITP/1 in everything that was tried: {counts}."
    failed = [finding.clause for finding in report.findings if finding.outcome is Outcome.FAIL]
    if failed:
        return f"{device} DOES NOT CONFORM to ITP/1 ({', '.join(failed)}): {counts}."
    return f"{device} was NOT SHOWN TO CONFORM to ITP/1, for lack of time: {counts}."


def _words(report: Report) -> dict[str, Any]:
    return {
        "pump": report.pump,
        "conforms": report.conforms,
        "passed": report.count(Outcome.PASS),
        "failed": report.count(Outcome.FAIL),
        "not_tried": report.count(Outcome.NOT_TRIED),
        "seconds": report.seconds,
        "left_behind": list(report.left),
        "clauses": [{**asdict(finding), "outcome": finding.outcome.value} for finding in report.findings],
    }
