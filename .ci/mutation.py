"""Change the therapy room in one small way after another, and count the changes that no test notices.

    ./run mutation                                     everything that has not been judged yet
    ./run mutation "programmer.therapy.quantities*"    the mutants so named, again
    ./run mutation --afresh                            everything from the beginning
    ./run mutation --report                            no run: only say again what is known

mutmut works in a copy, ``out/mutation``: the checkout is only read. A run may be broken off and goes on where it was.
What a changed test could notice now is tried again; what was noticed before is taken to be noticed still, so that a
score to be published wants ``--afresh``. The survivors are written to ``out/mutation/survivors.md``, each with the
judgement that ``docs/safety/mutation.md`` has of the same change, or with none yet.
"""

from __future__ import annotations

import argparse
import contextlib
import difflib
import hashlib
import json
import os
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[1]
COPY = REPOSITORY / "out" / "mutation"
COPIED = ("programmer", "tests", "resources", "pyproject.toml")
RESULTS = COPY / "mutants"
TESTS_SEEN = COPY / "tests-seen"
SURVIVORS = COPY / "survivors.md"
JUDGED = REPOSITORY / "docs" / "safety" / "mutation.md"

# mutmut's exit codes: those of pytest, and its own
NOT_RUN = {None: "not run", 2: "broken off"}
UNNOTICED = {0: "survived", 5: "never reached", 33: "never reached"}
BY_A_TEST = (1, 3)
NOTICED = dict.fromkeys(BY_A_TEST, "noticed") | dict.fromkeys((36, 24, -24, 152, 255), "too slow")


@dataclass(frozen=True, slots=True)
class Mutant:
    """One small change, named by mutmut, and what came of it."""

    name: str
    source: str
    exit_code: int | None

    @property
    def fate(self) -> str:
        """In a word or two what came of it."""
        if self.exit_code is None:
            return NOT_RUN[None]
        return (NOT_RUN | UNNOTICED | NOTICED).get(self.exit_code, f"ended with {self.exit_code}")

    @property
    def run(self) -> bool:
        """Whether the tests have had their say."""
        return self.exit_code not in NOT_RUN

    @property
    def survived(self) -> bool:
        """Whether no test noticed it; an end that mutmut cannot explain is no proof that one did."""
        return self.run and self.exit_code not in NOTICED


# ---- the copy ---------------------------------------------------------------------------------------------------


def bring_up_to_date(afresh: bool) -> None:
    """Make the copy what the checkout is; files that are as they were keep their time, by which mutmut knows them."""
    if afresh and COPY.exists():
        shutil.rmtree(COPY)
    COPY.mkdir(parents=True, exist_ok=True)
    for name in COPIED:
        _mirror(REPOSITORY / name, COPY / name)
    for name in ("tests", "resources"):
        shutil.rmtree(
            RESULTS / name, ignore_errors=True
        )  # mutmut copies them anew, and would keep deleted ones
    _forget_survivors_of_other_tests()


def _mirror(source: Path, target: Path) -> None:
    if source.is_file():
        if not target.is_file() or source.read_bytes() != target.read_bytes():
            shutil.copyfile(source, target)
        return
    target.mkdir(exist_ok=True)
    wanted = {each.name for each in source.iterdir() if each.name != "__pycache__"}
    for each in target.iterdir():
        if each.name not in wanted:
            shutil.rmtree(each) if each.is_dir() else each.unlink()
    for name in sorted(wanted):
        _mirror(source / name, target / name)


def _forget_survivors_of_other_tests() -> None:
    print_of_tests = hashlib.sha256()
    for path in sorted((COPY / "tests").rglob("*.py")):
        print_of_tests.update(path.read_bytes())
    seen = TESTS_SEEN.read_text(encoding="utf-8") if TESTS_SEEN.exists() else ""
    if print_of_tests.hexdigest() != seen:
        for path in RESULTS.rglob("*.meta"):
            _forget_survivors(path)
        # Which test reaches which function: of one that is new, mutmut would know the new tests alone.
        (RESULTS / "mutmut-stats.json").unlink(missing_ok=True)
        TESTS_SEEN.write_text(print_of_tests.hexdigest(), encoding="utf-8")


def _forget_survivors(path: Path) -> None:
    known = json.loads(path.read_text(encoding="utf-8"))
    codes = known["exit_code_by_key"]
    known["exit_code_by_key"] = {name: code if code in BY_A_TEST else None for name, code in codes.items()}
    path.write_text(json.dumps(known), encoding="utf-8")


# ---- the run and its result -------------------------------------------------------------------------------------


def run_mutmut(names: list[str], processes: int) -> int:
    """Let mutmut work in the copy, and return its exit code; Ctrl-C ends it in order."""
    command = [sys.executable, "-m", "mutmut", "run", "--max-children", str(processes), *names]
    settings = {
        "QT_QPA_PLATFORM": "offscreen",
        "PROGRAMMER_HYPOTHESIS": "unshrunk",
        "PYTHONPATH": str(Path(__file__).parent),
        "PYTEST_PLUGINS": "fastest_first",
    }
    with subprocess.Popen(command, cwd=COPY, env={**os.environ, **settings}) as process:
        while True:
            with contextlib.suppress(KeyboardInterrupt):
                return process.wait()


def mutants(pattern: str) -> list[Mutant]:
    """Everything that mutmut has made of the files whose module begins like this."""
    found = []
    for path in sorted(RESULTS.rglob("*.meta")):
        source = str(path.relative_to(RESULTS).with_suffix(""))
        codes = json.loads(path.read_text(encoding="utf-8"))["exit_code_by_key"]
        found += [
            Mutant(name, source, code)
            for name, code in codes.items()
            if (COPY / source).exists() and name.startswith(pattern)
        ]
    return found


def score(of: list[Mutant]) -> float:
    """The share that the tests noticed of all that were run, in per cent."""
    run = [each for each in of if each.run]
    return 100 * sum(not each.survived for each in run) / len(run) if run else 0.0


def report(of: list[Mutant]) -> Iterator[str]:
    """Say module by module how many were noticed."""
    for source in sorted({each.source for each in of}):
        those = [each for each in of if each.source == source]
        yield f"{score(those):5.1f} %  {source}: {_counted(those)}"
    yield f"{score(of):5.1f} %  of all: {_counted(of)}"


def _counted(of: list[Mutant]) -> str:
    fates = Counter(each.fate for each in of)
    return ", ".join([f"{len(of)} mutants", *(f"{count} {fate}" for fate, count in sorted(fates.items()))])


# ---- the survivors ----------------------------------------------------------------------------------------------


def changed_lines(mutant: Mutant) -> tuple[str, str]:
    """Return the lines that were taken out and those that stand in their place, each on one line."""
    from mutmut.mutation.diff_apply import get_diff_for_mutant

    lines = get_diff_for_mutant(mutant.name, path=mutant.source).splitlines()[2:]
    before = " ".join(line[1:].strip() for line in lines if line.startswith("-"))
    after = " ".join(line[1:].strip() for line in lines if line.startswith("+"))
    return before, after


def survivors_told(of: list[Mutant]) -> Iterator[str]:
    """Write each survivor as a row of a table, by module, ready to be judged."""
    survivors = [each for each in of if each.survived]
    judged = judgements()
    for source in sorted({each.source for each in survivors}):
        yield f"\n### `{source}`\n"
        yield "| in | before | after | judgement |"
        yield "| --- | --- | --- | --- |"
        for each in survivors:
            if each.source == source:
                before, after = changed_lines(each)
                told = " | ".join(f"`{_in_a_cell(text)}`" for text in _around_the_change(before, after))
                yield f"| {_function(each)} | {told} | {judged.get((source, _function(each), told), '')} |"


def judgements() -> dict[tuple[str, str, str], str]:
    """What was judged before, by source, function and change."""
    found: dict[tuple[str, str, str], str] = {}
    source = ""
    for line in JUDGED.read_text(encoding="utf-8").splitlines():
        if line.startswith("### `"):
            source = line.strip("# `")
        elif line.startswith("| ") and source:
            function, told, judgement = _cells(line)
            found[source, function, told] = judgement
    return found


def _cells(row: str) -> tuple[str, str, str]:
    function, rest = row.removeprefix("| ").split(" | ", maxsplit=1)
    told, judgement = rest.removesuffix(" |").rsplit(" | ", maxsplit=1) if " | " in rest else (rest, "")
    return function, told, judgement.strip()


def _function(mutant: Mutant) -> str:
    function = mutant.name.rpartition(".")[2].partition("__mutmut_")[0]
    return function.removeprefix("x_").removeprefix("xǁ").replace("ǁ", ".")


def _around_the_change(before: str, after: str, margin: int = 40) -> tuple[str, str]:
    """Cut both texts down to where they differ, with a little of what stands around it."""
    blocks = difflib.SequenceMatcher(None, before, after, autojunk=False).get_opcodes()
    differing = [block for block in blocks if block[0] != "equal"]
    if not differing:
        return before, after
    _, first_before, _, first_after, _ = differing[0]
    _, _, last_before, _, last_after = differing[-1]
    return (
        before[max(0, first_before - margin) : last_before + margin],
        after[max(0, first_after - margin) : last_after + margin],
    )


def _in_a_cell(text: str) -> str:
    return text.replace("|", "\\|").replace("`", "'")


# ---- the command ------------------------------------------------------------------------------------------------


def arguments() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(prog="./run mutation", description=__doc__.split("\n\n")[0])
    parser.add_argument("names", nargs="*", help="mutants, by name; * stands for anything")
    parser.add_argument("--afresh", action="store_true", help="forget all results first")
    parser.add_argument("--report", action="store_true", help="run nothing, say what is known")
    parser.add_argument("--processes", type=int, default=os.cpu_count() or 1, help="how many at a time")
    parser.add_argument(
        "--at-least", type=float, default=0.0, metavar="PERCENT", help="fail below this score"
    )
    return parser.parse_args()


def main() -> int:
    """Run, report, and fail if mutmut did or the score is too low."""
    wish = arguments()
    if not wish.report:
        bring_up_to_date(wish.afresh)
        ended = run_mutmut(wish.names, wish.processes)
        if ended:
            return ended
    prefix = wish.names[0].split("*")[0] if len(wish.names) == 1 else ""
    known = mutants(prefix)
    if not known:
        sys.stderr.write("There are no mutants of that name; mutmut has made none yet\n")
        return 1
    sys.stdout.writelines(f"{line}\n" for line in report(known))
    with contextlib.chdir(COPY):  # mutmut finds its files from there
        SURVIVORS.write_text("\n".join(survivors_told(known)) + "\n", encoding="utf-8")
    sys.stdout.write(f"The survivors: {SURVIVORS.relative_to(REPOSITORY)}\n")
    return 0 if score(known) >= wish.at_least else 1


if __name__ == "__main__":
    sys.exit(main())
