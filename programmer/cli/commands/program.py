"""The command ``program``: the same staged, verified, read-back write as in the window."""

from __future__ import annotations

import argparse
import sys
from functools import partial
from pathlib import Path

from programmer.cli.commands.library import loosened_words, warning
from programmer.cli.confirming import typed_yes
from programmer.cli.endings import Telling, finish
from programmer.cli.meant_anew import require_meant_anew
from programmer.cli.output import say, visible
from programmer.cli.program_file import read_program_file
from programmer.cli.refusals import checked_words, refusals_told
from programmer.cli.violation_words import Checked
from programmer.cli.visiting import application, patient_id, visiting
from programmer.cli.words import Words
from programmer.known_error import RefusedError
from programmer.records.rows import IntentKind
from programmer.therapy.boluses import BridgeBolus
from programmer.therapy.drug_library import DrugLibrary, Loosened
from programmer.therapy.drug_library.drug_words import DrugWords
from programmer.therapy.notation import plain_words
from programmer.therapy.program_words import program_words
from programmer.visit.aftermath import CommandSeen
from programmer.visit.comparison import ComparedLine, compare
from programmer.visit.foretold import to_notice
from programmer.visit.proposal import Proposal
from programmer.visit.staging import StagedProgram
from programmer.visit.twin import twin
from programmer.visit.visit import Visit


def run(options: argparse.Namespace) -> int:
    """Read the file before anything else; then stage, show, ask, commit, read again."""
    wanted = read_program_file(Path(options.file))
    with (
        application(options) as app,
        visiting(app, options.url, patient_id(app, options.patient)) as visit,
    ):
        require_meant_anew(visit, options, "The pump was not programmed")
        drugs = app.required_drugs()
        before = visit.interrogation
        checked = partial(Checked, wanted, before, drugs, visit.indication)
        with refusals_told(checked, as_json=options.json):
            proposal = visit.propose(wanted, options.reason)
        staged = visit.stage(proposal)
        lines = compare(before, staged.program, shown=DrugWords(drugs), drugs=drugs)
        notice = to_notice(twin(before, staged.program).proposed, before, DrugWords(drugs))
        page = _page(lines, staged, drugs, (*notice, *_whose_limits(checked(), proposal)))
        if options.json:
            print(visible(page), file=sys.stderr, flush=True)
        else:
            say(page)
        if not options.yes:
            _ask(visit, staged)
        outcome = visit.commit(staged)
        more = {
            **_more(lines, program_words(before.program), program_words(staged.program)),
            **_checked_by(staged, drugs),
            **checked_words(checked(), proposal.passed),
            "will_arrive": [plain_words(sentence) for sentence in notice],
        }
        seen = CommandSeen(IntentKind.COMMIT_PROGRAM, before.status, staged.proposal.sha256)
        telling = Telling(
            "The program is in force", "The new program", options.json, lambda: more, DrugWords(drugs)
        )
        return finish(visit, seen, outcome, telling)


def _page(
    lines: tuple[ComparedLine, ...], staged: StagedProgram, drugs: DrugLibrary, notice: tuple[str, ...]
) -> str:
    """Old beside new, as the pump read it back; then what it was checked against, what it passes, and where what
    arrives will not be what is meant."""
    rows: list[tuple[str, ...]] = [("", "in the pump", "proposed", "change")]
    rows += [(line.subject, line.present, line.proposed, line.change) for line in lines]
    widths = [max(len(row[column]) for row in rows) for column in range(4)]
    written = [_row(row, widths) for row in rows]
    proposal = staged.proposal
    return "\n".join(
        [
            *written,
            f"  staged, read back, checked twice: {staged.readback.sha256.hex()[:16]}",
            *(f"  checked by {identity.line}" for identity in drugs.identities),
            *([loud] if (loud := warning(_loosened(staged, drugs))) else []),
            *(f"! {sentence}".replace("\u00a0", " ") for sentence in proposal.passed_sentences),
            *([f"  passed for this reason: {proposal.reason}"] if proposal.reason else []),
            *(f"! {sentence}".replace("\u00a0", " ") for sentence in notice),
        ]
    )


def _whose_limits(checked: Checked, proposal: Proposal) -> tuple[str, ...]:
    """Where the indication is not known, whose limits are passed."""
    note = checked.note(proposal.passed)
    return (f"{note}.",) if note else ()


def _loosened(staged: StagedProgram, drugs: DrugLibrary) -> tuple[Loosened, ...]:
    """Looser hard limits of the drugs that the program gives, a bridge's old ones too."""
    opening = staged.program.opening
    given = (*staged.program.drugs, *(opening.old if isinstance(opening, BridgeBolus) else ()))
    names = {drug.name for drug in given}
    return tuple(one for one in drugs.loosened if one.name in names)


def _checked_by(staged: StagedProgram, drugs: DrugLibrary) -> Words:
    proposal = staged.proposal
    return {
        "limits_passed": [plain_words(sentence) for sentence in proposal.passed_sentences],
        "reason_for_passing": proposal.reason,
        "drug_library": [identity.line for identity in drugs.identities],
        "loosened_hard_limits": [loosened_words(one) for one in _loosened(staged, drugs)],
    }


def _row(row: tuple[str, ...], widths: list[int]) -> str:
    mark = "*" if row[3] or (row[1] != row[2] and row[0]) else " "
    cells = "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True))
    return f"{mark} {cells}".rstrip().replace("\u00a0", " ")


def _ask(visit: Visit, staged: StagedProgram) -> None:
    """Anything but the word yes drops what was staged."""
    if typed_yes(visit, "program the pump"):
        return
    visit.withdraw(staged)
    raise RefusedError(
        "The pump was not programmed",
        "You did not type the word yes",
        "The program in force runs on unchanged",
    )


def _more(lines: tuple[ComparedLine, ...], before: Words, after: Words) -> Words:
    changed = [line.subject.replace("\u00a0", " ") for line in lines if line.changed]
    return {"before": before, "after": after, "changed": changed}
