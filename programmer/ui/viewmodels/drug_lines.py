"""What the drug library says of the drugs of a program: which library it is, its badge, and what to watch for."""

from __future__ import annotations

from fractions import Fraction

from programmer.therapy.drug_library import DrugLibrary, LibraryInForce, NoLibrary
from programmer.therapy.limits import Limit, Situation, Violation
from programmer.therapy.limits.daily import worst_day
from programmer.therapy.notation import concentration_text, duration_text
from programmer.therapy.programs import PumpProgram, dose_per_day
from programmer.therapy.quantities import Seconds
from programmer.ui import phrases

WITH = " with "


def library_lines(drugs: LibraryInForce) -> tuple[str, ...]:
    """The library in force: the shipped one first, then the clinic's own laid over it."""
    if isinstance(drugs, NoLibrary):
        return ("No drug library in force",)
    return tuple(f"Drug library: {identity.line}" for identity in drugs.identities)


def library_word(drugs: LibraryInForce) -> str:
    """The library in the foot of the window: ``Drug library 1 (9f3c…e1aa)``, the clinic's own by the clinic's name."""
    if isinstance(drugs, NoLibrary):
        return "No drug library"
    identity = drugs.identities[-1]
    name = identity.sha256.hex()
    whose = "Drug library" if identity.clinic is None else f"Drug library of {identity.clinic},"
    return f"{whose} {identity.version} ({name[:4]}…{name[-4:]})"


def loosened_word(drugs: LibraryInForce) -> str:
    """``2 hard limits loosened``; empty where a clinic has loosened none."""
    count = len(drugs.loosened)
    if not count:
        return ""
    return f"{count:,} hard limit{'' if count == 1 else 's'} loosened"


def fill_words(drugs: LibraryInForce, program: PumpProgram) -> str:
    """Every drug in the reservoir as it must be written: ``HYDROmorphone 10 mg/mL with bupivacaine 7.5 mg/mL``."""
    return WITH.join(
        f"{drugs.shown_name(drug.name)} {concentration_text(drug.concentration)}" for drug in program.drugs
    )


def badge_words(drugs: LibraryInForce, program: PumpProgram, situation: Situation) -> str:
    """``labelled``, or why this is outside of any labelling."""
    if isinstance(drugs, NoLibrary):
        return "not checked"
    badges = [_badge(drugs, drug.name, situation) for drug in program.drugs]
    if len(program.drugs) > 1:
        badges.append("compounded")
    outside = [badge for badge in dict.fromkeys(badges) if badge != "labelled"]
    return ", ".join(outside) or "labelled"


def _badge(drugs: DrugLibrary, name: str, situation: Situation) -> str:
    entry = drugs.entry(name)
    if entry is None:
        return "not in the library"
    return "off-label" if entry.off_label or not entry.is_for(situation.row) else "labelled"


def watch_words(drugs: LibraryInForce, present: PumpProgram, proposed: PumpProgram) -> list[str]:
    """For how long to watch, and for what, where a drug begins or is given more of."""
    words = []
    for drug in proposed.drugs:
        entry = drugs.entry(drug.name)
        if entry is not None and _is_more(present, proposed, drug.name):
            watch = entry.monitoring.value
            if isinstance(watch, Seconds):
                words.append(f"Watch for at least {duration_text(watch)} after more {entry.shown.word}")
            words.append(phrases.without_stop(entry.overdose.word))
    return words


def loss_words(drugs: LibraryInForce, present: PumpProgram, proposed: PumpProgram) -> list[str]:
    """What less of a drug, or its end, can mean."""
    return [
        phrases.without_stop(drugs.loss(drug.name))
        for drug in present.drugs
        if _daily(proposed, drug.name) < _daily(present, drug.name)
    ]


def withdrawal_words(
    drugs: LibraryInForce, present: PumpProgram, proposed: PumpProgram, passed: tuple[Violation, ...]
) -> list[str]:
    """How withdrawal shows and what to do; a limit of the step down that is passed says it already."""
    told = {one.subject for one in passed if one.limit in {Limit.STEP_DOWN, Limit.STEP_DOWN_AMOUNT}}
    return [
        f"Withdrawal: {phrases.without_stop(entry.withdrawal.word)}"
        for drug in present.drugs
        if (entry := drugs.entry(drug.name)) is not None
        and entry.shown.word not in told
        and _daily(proposed, drug.name) < _daily(present, drug.name)
    ]


def _is_more(present: PumpProgram, proposed: PumpProgram, name: str) -> bool:
    """As scheduled, or with every bolus that the patient may ask for."""
    most = worst_day(proposed)[name] > worst_day(present).get(name, Fraction(0))
    return most or _daily(proposed, name) > _daily(present, name)


def _daily(program: PumpProgram, name: str) -> Fraction:
    shares = [program.share(drug) for drug in program.drugs if drug.name == name]
    return dose_per_day(program.mode) * sum(shares, Fraction(0))
