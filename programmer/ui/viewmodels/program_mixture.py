"""What the fields say is to be in the reservoir: the primary drug, and those that follow it in a mixture."""

from __future__ import annotations

from programmer.therapy.drugs import DrugFill
from programmer.therapy.notation import concentration_text
from programmer.therapy.programs import PumpProgram
from programmer.ui.viewmodels.program_draft import ProgramDraft
from programmer.ui.viewmodels.program_fields import (
    CONCENTRATION,
    ON_LABEL,
    FieldReader,
    concentration,
    other_keys,
)

NOT_CHOSEN = "its drug is still to be chosen"
TWICE = "a mixture names each drug once"


def read_drug(draft: ProgramDraft, present: PumpProgram, reader: FieldReader) -> DrugFill | None:
    """The primary drug: as it is in the pump unless another filling is being typed."""
    if not draft.new_fill:
        return present.drug
    return _read_fill(draft.drug, CONCENTRATION, ON_LABEL, reader)


def read_others(
    draft: ProgramDraft, present: PumpProgram, reader: FieldReader
) -> tuple[DrugFill, ...] | None:
    """The drugs that follow it; None while one of them cannot be read."""
    if not draft.new_fill:
        return present.others
    found: list[DrugFill | None] = []
    names = [draft.drug]
    for number in range(1, draft.others + 1):
        drug_key, concentration_key, label_key = other_keys(number)
        name = draft.text(drug_key)
        if not name or name in names:
            reader.reasons[drug_key] = TWICE if name else NOT_CHOSEN
        fill = _read_fill(name, concentration_key, label_key, reader) if name else None
        found.append(fill if name not in names else None)
        names.append(name)
    fills = tuple(fill for fill in found if fill is not None)
    return fills if len(fills) == len(found) else None


def chosen_names(draft: ProgramDraft) -> tuple[str, ...]:
    """The drugs that are chosen, each once, the primary first; their concentrations may still be wanting."""
    others = (draft.text(other_keys(number)[0]) for number in range(1, draft.others + 1))
    return tuple(name for name in dict.fromkeys((draft.drug, *others)) if name)


def _read_fill(name: str, key: str, label_key: str, reader: FieldReader) -> DrugFill | None:
    """A drug at a concentration that is typed twice: as it is meant, and as it stands on the label."""
    strength, label = reader.read(key, concentration), reader.read(label_key, concentration)
    if strength is None or label is None:
        return None
    if strength != label:
        reader.reasons[label_key] = (
            f"the label says {concentration_text(label)}, and {concentration_text(strength)} stands beside it"
        )
        return None
    return DrugFill(name, strength)
