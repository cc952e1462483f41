"""./run simulate-faults: runs by the thousand on every core; counts what struck where, and fails on a violation."""

from __future__ import annotations

import argparse
import gc
import multiprocessing
import os
import signal
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from multiprocessing.context import ForkProcess
from multiprocessing.queues import Queue
from multiprocessing.synchronize import Event
from queue import Empty
from typing import TextIO

from tests.simulation.exhaustive import Case, drawn_pair, single_faults
from tests.simulation.run import Verdict, Violation
from tests.simulation.trial import Trials, trials

_YEAR_US = 365.25 * 86_400e6
_TWICE_EVERY = 20
"""Every so manieth run is made twice, and its two logs must be one."""
_BATCH = 25
_LEAP = 7_919


@dataclass
class Tally:
    """What several runs amount to."""

    runs: int = 0
    twice: int = 0
    points: int = 0
    lives: int = 0
    pump_us: int = 0
    struck: Counter[tuple[str, str]] = field(default_factory=Counter)
    outcomes: Counter[str] = field(default_factory=Counter)
    failures: list[tuple[str, list[str]]] = field(default_factory=list)

    def add(self, name: str, verdict: Verdict) -> None:
        self.runs += 1
        self.points += verdict.points
        self.lives += verdict.lives
        self.pump_us += verdict.pump_us
        self.struck += verdict.struck
        self.outcomes += verdict.outcomes
        if verdict.violations:
            self.failures.append((name, [str(one) for one in verdict.violations]))

    def merge(self, other: Tally) -> None:
        self.runs += other.runs
        self.twice += other.twice
        self.points += other.points
        self.lives += other.lives
        self.pump_us += other.pump_us
        self.struck += other.struck
        self.outcomes += other.outcomes
        self.failures += other.failures


@dataclass(frozen=True)
class Share:
    """What one process does: every ``of``-th of ``amount`` runs from ``first`` on, until ``seconds`` are over."""

    kind: str
    first: int
    amount: int | None
    seconds: float | None
    number: int
    of: int

    def numbers(self, stopped: Event) -> Iterator[int]:
        end = time.monotonic() + (self.seconds if self.seconds is not None else 10**9)
        number = self.number
        while (
            (self.amount is None or number < self.amount) and time.monotonic() < end and not stopped.is_set()
        ):
            yield self.first + number
            number += self.of


def _runs(share: Share, made: Trials, stopped: Event) -> Iterator[tuple[str, Callable[[], Verdict]]]:
    """The runs of a share, each with a name by which it can be repeated."""
    if share.kind == "seeds":
        for seed in share.numbers(stopped):
            yield f"--replay {seed}", lambda seed=seed: made.seed(seed)  # type: ignore[misc]
        return
    singles = single_faults(made)
    for number in share.numbers(stopped):
        if share.kind == "exhaustive" and number >= len(singles):
            return
        # In leaps, so that a trial that is cut short has tried some of every visit.
        place = number * _LEAP % len(singles) if share.kind == "exhaustive" else number
        case = _case(share.kind, singles, place)
        yield (
            f"--{share.kind} --replay {place} ({case})",
            lambda case=case: made.visit(case.visit, case.script),  # type: ignore[misc]
        )


def _case(kind: str, singles: tuple[Case, ...], number: int) -> Case:
    return singles[number] if kind == "exhaustive" else drawn_pair(singles, number)


def _work(share: Share, results: Queue[Tally], stopped: Event) -> None:
    tally = Tally()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with trials() as made:
        gc.collect()
        gc.freeze()
        gc.disable()
        for name, run in _runs(share, made, stopped):
            verdict = run()
            if tally.runs % _TWICE_EVERY == 0:
                tally.twice += 1
                if run().log_hash != verdict.log_hash:
                    verdict.violations.append(Violation("I17", "the same seed gave another log", 0))
            tally.add(name, verdict)
            if tally.runs % _BATCH == 0:
                gc.collect()
            if verdict.violations:
                # At once: the others may go on for an hour.
                _told(tally.failures)
                break
    results.put(tally)


def simulate(kind: str, first: int, amount: int | None, seconds: float | None, processes: int) -> Tally:
    """Share the runs between processes. Each ends with its first violation, and all of them with Ctrl-C."""
    context = multiprocessing.get_context("fork")
    results: Queue[Tally] = context.Queue()
    stopped = context.Event()
    shares = [Share(kind, first, amount, seconds, number, processes) for number in range(processes)]
    workers = [context.Process(target=_work, args=(share, results, stopped)) for share in shares]
    for worker in workers:
        worker.start()
    signal.signal(signal.SIGINT, lambda _signal, _frame: stopped.set())
    total = Tally()
    for _ in workers:
        total.merge(_next(results, workers))
    for worker in workers:
        worker.join()
    return total


def _next(results: Queue[Tally], workers: list[ForkProcess]) -> Tally:
    """Of whichever process ends next. Raises ``RuntimeError`` if one has died without telling its part."""
    while True:
        try:
            return results.get(timeout=1)
        except Empty:
            if any(worker.exitcode for worker in workers):
                for worker in workers:
                    worker.terminate()
                raise RuntimeError("a process of the trial has died: its traceback stands above") from None


def replay(kind: str, number: int) -> Verdict:
    """The same run once more, with its log in words."""
    with trials() as made:
        if kind == "seeds":
            return made.seed(number, trace=True)
        singles = single_faults(made)
        case = _case(kind, singles, number)
        return made.visit(case.visit, case.script, trace=True)


def _report(kind: str, tally: Tally, took: float) -> Iterator[str]:
    yield f"{tally.runs:,} runs ({kind}), {tally.twice:,} of them twice with the same log"
    yield f"{tally.runs / took:.1f} runs per second, {took:.0f} s"
    yield f"{tally.points:,} points at which every invariant was checked, {tally.lives:,} lives of the programmer"
    yield f"{tally.pump_us / _YEAR_US:.2f} pump-years"
    yield "commands in the records: " + ", ".join(
        f"{count:,} {word}" for word, count in sorted(tally.outcomes.items())
    )
    yield from _coverage(tally.struck)


def _coverage(struck: Counter[tuple[str, str]]) -> Iterator[str]:
    phases = sorted({phase for _, phase in struck})
    width = max((len(fault) for fault, _ in struck), default=0)
    yield ""
    columns = {phase: max(10, len(phase)) + 2 for phase in phases}
    yield " " * width + "".join(f"{phase:>{columns[phase]}}" for phase in phases)
    for fault in sorted({fault for fault, _ in struck}):
        yield f"{fault:<{width}}" + "".join(f"{struck[fault, phase]:>{columns[phase]},}" for phase in phases)


def _arguments(given: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="run simulate-faults", description=__doc__)
    kind = parser.add_mutually_exclusive_group()
    kind.add_argument(
        "--exhaustive", action="store_true", help="every single fault at every place of every visit"
    )
    kind.add_argument("--pairs", action="store_true", help="pairs of such faults, drawn by their number")
    parser.add_argument("--seeds", type=int, metavar="N", help="at most so many runs")
    parser.add_argument("--seconds", type=float, metavar="S", help="begin no run after so many seconds")
    parser.add_argument("--first-seed", type=int, default=0, metavar="K")
    parser.add_argument("--processes", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--replay", type=int, metavar="SEED", help="repeat one run and print its log")
    wanted = parser.parse_args(given)
    for name in ("seeds", "processes"):
        if getattr(wanted, name) is not None and getattr(wanted, name) < 1:
            parser.error(f"--{name} is at least 1")
    return wanted


def main(given: list[str]) -> int:
    """0 if every invariant held, 1 if not."""
    wanted = _arguments(given)
    kind = "exhaustive" if wanted.exhaustive else "pairs" if wanted.pairs else "seeds"
    if wanted.replay is not None:
        verdict = replay(kind, wanted.replay)
        _say("\n".join(verdict.trace))
        _say(f"log {verdict.log_hash}")
        return _told([(f"--replay {wanted.replay}", [str(one) for one in verdict.violations])])
    if kind != "exhaustive" and wanted.seeds is None and wanted.seconds is None:
        wanted.seconds = 30.0
    begin = time.monotonic()
    tally = simulate(kind, wanted.first_seed, wanted.seeds, wanted.seconds, wanted.processes)
    _say("\n".join(_report(kind, tally, time.monotonic() - begin)))
    return _told(tally.failures)


def _say(text: str, to: TextIO | None = None) -> None:
    (to or sys.stdout).write(f"{text}\n")


def _told(failures: list[tuple[str, list[str]]]) -> int:
    for name, violations in failures:
        if not violations:
            continue
        _say(f"\nVIOLATION: ./run simulate-faults {name}", sys.stderr)
        _say("\n".join(violations), sys.stderr)
    return 1 if any(violations for _, violations in failures) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
