"""Kills the programmer in mid-write, many times, and says how many kills fell where: ``./run kill-trials``."""

from __future__ import annotations

import argparse
import contextlib
import gc
import io
import os
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import partial
from multiprocessing import get_context
from pathlib import Path

from programmer.cli.main import run
from tests.trials.kill_plan import COMMANDS, Unharmed
from tests.trials.kill_trial import MORE, PROGRAM, KillTrials, Trial
from tests.trials.phase import Phase

_ENOUGH_FOR_EVERY_PHASE = 100
_HOMES = ("HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME")


def main(arguments: Sequence[str]) -> int:
    """0 if pump and records agreed in every trial, and (from 100 trials on) every phase was hit; else 1."""
    options = _options(arguments)
    with tempfile.TemporaryDirectory(prefix="kill-trials-") as home:
        for variable in _HOMES:
            os.environ[variable] = home
        trials = KillTrials(_warm_up(Path(home)))
        if options.replay is not None:
            usual = {command: trials.unharmed(command) for command in COMMANDS}
            _say(str(trial := trials.live(options.replay, usual)))
            return _tell_violations(trial)
        return _tell(*_live(trials, options))


def _options(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="kill-trials", description=__doc__)
    parser.add_argument("--trials", type=int, default=200, help="how many programmers are killed (200)")
    parser.add_argument(
        "--first-seed", type=int, default=1, help="each trial has a seed, this and the next (1)"
    )
    parser.add_argument("--seconds", type=float, default=float("inf"), help="begin no trial after that time")
    parser.add_argument("--at-once", type=int, default=6, help="how many trials run side by side (6)")
    parser.add_argument("--replay", type=int, metavar="SEED", help="the trial of this seed alone")
    return parser.parse_args(arguments)


def _warm_up(home: Path) -> Path:
    """Load whatever a programmer loads, so that its branches need not; return empty records to begin with."""
    template = home / "template.sqlite"
    for command in (
        ("sessions", f"--database={template}"),
        ("interrogate", "simulated:reference-20", "--json", f"--database={home / 'warm.sqlite'}"),
        *(
            (command, "simulated:reference-20", *MORE.get(command, ()), f"--database={home / 'warm.sqlite'}")
            for command in ("bolus", "refill", "set-clock", "stop")
        ),
        (
            "program",
            "simulated:reference-20",
            str(_program(home)),
            "--yes",
            f"--database={home / 'warm.sqlite'}",
        ),
    ):
        with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()) as said:
            code = run(command)
        if code:
            raise RuntimeError(said.getvalue())
    gc.freeze()  # what is here already needs no looking through, and so no copying, in any branch
    return template


def _program(home: Path) -> Path:
    file = home / "warm.toml"
    file.write_text(PROGRAM.format(dose=97))
    return file


def _live(trials: KillTrials, options: argparse.Namespace) -> tuple[list[Trial], float]:
    """Several side by side: most of a trial's time is waiting, and none of them may be cut off half way."""
    lived, began = [], time.monotonic()
    seeds = range(options.first_seed, options.first_seed + options.trials)
    # Forked, so that each worker is as warm as this process, and has no second thread either.
    with get_context("fork").Pool(options.at_once) as workers:
        usual = dict(zip(COMMANDS, workers.map(trials.unharmed, COMMANDS, chunksize=1), strict=True))
        begin = partial(_live_in_time, trials, usual, began + options.seconds)
        for trial in workers.imap_unordered(begin, seeds):
            if trial is not None:
                lived.append(trial)
                _tell_violations(trial)
    return lived, time.monotonic() - began


def _live_in_time(trials: KillTrials, usual: Mapping[str, Unharmed], until: float, seed: int) -> Trial | None:
    return trials.live(seed, usual) if time.monotonic() < until else None


def _tell(lived: list[Trial], took_s: float) -> int:
    phases = Counter(trial.phase for trial in lived)
    _say(f"{len(lived)} trials in {took_s:.1f} s, {len(lived) / took_s:.2f} a second")
    for phase in Phase:
        done = sum(trial.executed for trial in lived if trial.phase is phase)
        _say(f"  {phase.value:<42}{phases[phase]:>5}, executed by the pump in {done}")
    for command in COMMANDS:
        killed = [trial for trial in lived if trial.command == command]
        done = sum(trial.executed for trial in killed)
        _say(f"  {command:<42}{len(killed):>5}, executed by the pump in {done}")
    _say(f"restarts that were killed as well: {sum(trial.restarts_killed for trial in lived)}")
    wrong = [trial for trial in lived if trial.violations]
    missed = [phase.value for phase in Phase if phase is not Phase.OVER and not phases[phase]]
    if missed and len(lived) >= _ENOUGH_FOR_EVERY_PHASE:
        _say(f"no kill fell: {'; '.join(missed)}")
        return 1
    _say(f"violations: {len(wrong)}")
    return 1 if wrong else 0


def _tell_violations(trial: Trial) -> int:
    for violation in trial.violations:
        _say(f"VIOLATION, to be repeated with --replay {trial.seed}: {violation}\n  {trial}")
    return 1 if trial.violations else 0


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
