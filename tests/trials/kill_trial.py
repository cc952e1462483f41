"""One trial: a pump, a programmer that is killed with ``kill -9``, one that comes after it, and the truth."""

from __future__ import annotations

import json
import shutil
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from random import Random

from programmer.known_error import ExitCode
from tests.trials.agreement import (
    BOLUS_NG,
    BOLUS_S,
    REFILL_NL,
    objections_to_bytes,
    objections_to_records,
    objections_to_restart,
    objections_to_truth,
    objections_to_words,
)
from tests.trials.branch import Branch
from tests.trials.kept import Kept, KeptIntent, kept
from tests.trials.kill_plan import COMMANDS, Aim, Unharmed, any_time, frame_of, measure, plan
from tests.trials.line import Kill, KillingLine, Rest
from tests.trials.phase import Phase, phase_of
from tests.trials.witness import Truth, Witness

PROGRAM = """
[drug]
name = "baclofen"
concentration = "500 mcg/mL"

[program]
mode = "continuous"
dose = "{dose} mcg/day"
"""
MORE = {
    "bolus": (
        *("--dose", f"{BOLUS_NG // 1000} mcg", "--over", f"{BOLUS_S // 60} min"),
        *("--reason", "asked for by a trial", "--yes"),
    ),
    "refill": ("--volume", f"{REFILL_NL // 1_000_000} mL", "--yes"),
    "set-clock": ("--yes",),
}
"""What is typed behind the address."""
_BEFORE = {"resume": "stop", "cancel-bolus": "bolus"}
"""What has to be done first, unharmed, so that there is something to do."""
_DOSES = (92, 104)
_RESTARTS_KILLED = 0.25
_MOST_RESTARTS_KILLED = 3
_SETTLES_FIRST = 0.3


@dataclass
class Trial:
    """What became of one trial."""

    seed: int
    command: str
    aim: Aim | None = None
    kill: Kill | None = None
    phase: Phase = Phase.OVER
    executed: bool = False
    restarts_killed: int = 0
    violations: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        became = "executed" if self.executed else "not executed"
        return f"seed {self.seed}: {self.command}, {self.kill}; {self.phase.value}; {became}"


class Place:
    """A pump of its own, a workstation's keys and records in a folder of their own."""

    def __init__(self, folder: Path, template: Path, seed: int) -> None:
        self._folder = folder
        self._database = folder / "records.sqlite"
        shutil.copyfile(template, self._database)
        self._own = (f"--keys={folder / 'keys.json'}",)
        self._records = f"--database={self._database}"
        self.pump = Branch("simulate", "--seed", str(seed))
        ready = json.loads(self.pump.line())
        self.url: str = ready["url"]
        paired = Branch("pair", self.url, "--pairing-code", ready["pairing_code"], *self._own)
        assert paired.wait() == ExitCode.DONE, paired.err
        self.witness = Witness(self.target, json.loads(self.pump.line())["pairing_code"])

    @property
    def target(self) -> tuple[str, int]:
        host, _, port = self.url.removeprefix("socket://").rpartition(":")
        return host, int(port)

    def begin(self, command: str, url: str, *more: str) -> Branch:
        """A programmer that runs this command at that end of a line."""
        return Branch(command, url, *more, *self._own, self._records)

    def command(self, command: str, url: str, dose: int) -> Branch:
        """A programmer that is told to do something about therapy, and asks nobody back."""
        if command != "program":
            return self.begin(command, url, *MORE.get(command, ()))
        file = self._folder / "program.toml"
        file.write_text(PROGRAM.format(dose=dose))
        return self.begin(command, url, str(file), "--yes")

    def kept(self) -> Kept:
        """What the records hold now."""
        return kept(self._database, self._folder)

    def truth(self, found: Kept) -> Truth:
        """What is so at the pump now."""
        return self.witness.look(tuple(intent.token for intent in found.intents))


@contextmanager
def _place(template: Path, seed: int) -> Iterator[Place]:
    with tempfile.TemporaryDirectory(prefix="killed-") as folder:
        place = Place(Path(folder), template, seed)
        try:
            yield place
        finally:
            place.pump.kill()


class KillTrials:
    """Trials on one machine, with empty records to begin with in the file ``template``."""

    def __init__(self, template: Path) -> None:
        self._template = template
        self._usual: Unharmed | None = None

    def unharmed(self, command: str) -> Unharmed:
        """How a command goes without a kill. Raises ``RuntimeError`` if anything is wrong even then."""
        trial = Trial(0, command)
        self._live(trial, Random(0))
        if trial.violations or self._usual is None:
            raise RuntimeError(f"{command} goes wrong unharmed: {'; '.join(trial.violations)}")
        return self._usual

    def live(self, seed: int, unharmed: Mapping[str, Unharmed]) -> Trial:
        """Live through the trial of that seed, its kill measured against how things go ``unharmed``."""
        random = Random(seed)
        command = random.choice(list(COMMANDS))
        self._usual = unharmed[command]
        aim, kill = plan(random, self._usual)
        trial = Trial(seed, command, aim, kill)
        self._live(trial, random)
        return trial

    def _live(self, trial: Trial, random: Random) -> None:
        dose = random.randint(*_DOSES)
        with _place(self._template, random.randrange(1 << 30)) as place:
            if trial.command in _BEFORE:
                first = place.command(_BEFORE[trial.command], place.url, dose)
                assert first.wait() == ExitCode.DONE, first.err
            before = place.kept()
            line = KillingLine(place.target, trial.kill)
            try:
                self._die(trial, place, line, dose, before)
                self._come_back(trial, place, line, random)
            finally:
                line.close()

    def _die(self, trial: Trial, place: Place, line: KillingLine, dose: int, before: Kept) -> None:
        began = time.monotonic_ns()
        branch = place.command(trial.command, line.url, dose)
        line.carry(branch)
        took_us = (time.monotonic_ns() - began) // 1000
        left = place.kept()
        known = len(before.intents)
        trial.phase = phase_of(line, trial.command, known, left)
        objections = trial.violations
        objections += objections_to_records(before, left)
        sent = frame_of(line.out, trial.command, response=False) is not None
        objections += objections_to_bytes(left, known, command_left=sent)
        if trial.kill is None:
            self._usual = measure(line, trial.command, took_us)
        self._words = branch, known

    def _come_back(self, trial: Trial, place: Place, line: KillingLine, random: Random) -> None:
        """Other programmers come after it; the last of them lives, and then all must agree."""
        if trial.kill is not None and self._usual is not None:
            self._kill_restarts(trial, place, random, self._usual.restart_us)
        if random.random() < _SETTLES_FIRST:
            settled = place.begin("settle", place.url)
            if settled.wait() != ExitCode.DONE:
                trial.violations.append(f"settle ended with {settled.code}: {settled.err.strip()}")
        found = place.kept()
        began = time.monotonic_ns()
        restart = place.begin("interrogate", place.url, "--json")
        restart.wait()
        if trial.kill is None and self._usual is not None:
            self._usual = replace(self._usual, restart_us=(time.monotonic_ns() - began) // 1000)
        self._judge(trial, place, restart, _open(found))
        if trial.kill is not None and trial.kill.rest is Rest.LATE:
            line.deliver_late()
            after = place.kept()
            trial.violations += objections_to_truth(after, place.truth(after), settled=True)
        self._go_on(trial, place)

    @staticmethod
    def _kill_restarts(trial: Trial, place: Place, random: Random, usual_us: int) -> None:
        while trial.restarts_killed < _MOST_RESTARTS_KILLED and random.random() < _RESTARTS_KILLED:
            before = place.kept()
            again = KillingLine(place.target, any_time(random, usual_us))
            try:
                again.carry(place.begin("interrogate", again.url, "--json"))
            finally:
                again.close()
            trial.violations += objections_to_records(before, place.kept())
            trial.restarts_killed += 1

    def _judge(self, trial: Trial, place: Place, restart: Branch, left_open: list[KeptIntent]) -> None:
        branch, known = self._words
        after = place.kept()
        truth = place.truth(after)
        mine = [intent.token for intent in after.intents[known:]]
        trial.executed = any(one.token in mine for one in truth.executed)
        objections = trial.violations
        objections += objections_to_truth(after, truth, settled=True)
        objections += objections_to_words(branch, trial.command, executed=trial.executed)
        objections += objections_to_restart(restart, left_open, after, truth)

    @staticmethod
    def _go_on(trial: Trial, place: Place) -> None:
        """Nothing of it stands in the way of the next command."""
        following = "resume" if trial.command == "stop" and trial.executed else "stop"
        branch = place.begin(following, place.url)
        if branch.wait() != ExitCode.DONE:
            trial.violations.append(f"{following} afterwards ended with {branch.code}: {branch.err.strip()}")
        after = place.kept()
        trial.violations += objections_to_truth(after, place.truth(after), settled=True)


def _open(found: Kept) -> list[KeptIntent]:
    return [one for one in found.intents if not any(kind != "uncertain" for kind, _ in one.outcomes)]
