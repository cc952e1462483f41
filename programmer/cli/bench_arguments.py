"""What can be written after the commands of the bench: the demonstration, the simulated pump and the training."""

from __future__ import annotations

from programmer.cli.parsers import Command, StrictParser
from programmer.cli.shared_arguments import add_common, add_json, add_listen, add_listen_or_pty, add_theme


def _demo(demo: StrictParser) -> None:
    add_common(demo)
    demo.add_argument(
        "--out", metavar="DIR", default="out", help="where report and pictures go (default: out)"
    )
    add_theme(demo)


def _simulate(simulate: StrictParser) -> None:
    add_common(simulate)
    add_listen_or_pty(simulate)
    _add_speed(simulate)
    simulate.add_argument(
        "--bps", type=int, metavar="N", help="a line of N bits per second (8N1); default: no limit"
    )
    simulate.add_argument("--seed", type=int, metavar="N", help="make the pump's random numbers repeatable")
    simulate.add_argument("--serial", metavar="SERIAL", help="make it another pump: its serial number")
    _add_scenario(simulate)


def _add_scenario(simulate: StrictParser) -> None:
    simulate.add_argument(
        "--scenario", metavar="FILE", help="a scenario, see docs/scenarios.md, or the name of a shipped one"
    )
    simulate.add_argument(
        "--until", metavar="TIME", help="run the scenario to this time without a link, such as '400 min'"
    )
    simulate.add_argument(
        "--at", action="append", default=[], metavar="TIME", help="tell totals at this time too; repeatable"
    )
    simulate.add_argument("--json", action="store_true", help="with --until: print JSON")
    simulate.add_argument("--plot", metavar="FILE.svg", help="with --until: draw the run into this file")


def _train(train: StrictParser) -> None:
    add_common(train)
    train.add_argument("name", metavar="NAME", nargs="?", help="which one; without it they are listed")
    add_json(train)
    train.add_argument(
        "--answer",
        action="append",
        default=[],
        metavar="KEY=VALUE",
        help="answer a question and be judged without a terminal and without a link; repeatable",
    )
    train.add_argument("--conduct", metavar="FILE", help="what you do to the pump, as a [[timeline]]")
    add_listen(train)
    _add_speed(train)


def _add_speed(command: StrictParser) -> None:
    command.add_argument("--speed", type=int, default=1, metavar="N", help="run therapy N times as fast")


BENCH = {
    "demo": Command("a scripted visit to a simulated pump", _demo),
    "simulate": Command("a simulated pump as a process of its own", _simulate),
    "train": Command("training scenarios: list them, or start one", _train),
}
