"""What the records tell of a bolus, as the drug library in force writes it: HYDROmorphone, and its doses in mg."""

from __future__ import annotations

import re

from programmer.therapy.drug_library import DrugLibrary, LibraryInForce
from programmer.therapy.drug_library.drug_words import DrugWords
from programmer.therapy.notation import NO_BREAK, NotAQuantity, read_mass


def as_shown(text: str, drugs: LibraryInForce) -> str:
    """The same with every drug's generic name as it must be written, and an amount ``of`` it in its one unit.

    As it is where there is no library.
    """
    if not isinstance(drugs, DrugLibrary):
        return text
    words = DrugWords(drugs)
    names = "|".join(re.escape(name) for name in sorted(drugs.entries, key=len, reverse=True))

    def amount(found: re.Match[str]) -> str:
        return f"{_in_its_unit(found[1], found[3], words)}{found[2] or ''} of {found[3]}"

    told = re.sub(
        rf"(?<![\w.,])([0-9][0-9,.]*[ {NO_BREAK}]m?c?g)( per day)? of ({names})(?![\w-])", amount, text
    )
    return re.sub(rf"(?<![\w-])({names})(?![\w-])", lambda name: words(name[0]), told)


def _in_its_unit(mass: str, name: str, words: DrugWords) -> str:
    """``200 mcg`` of morphine as ``0.2 mg``; what cannot be read stays as it stands."""
    try:
        return words.mass(name, read_mass(mass.replace(",", "").replace(NO_BREAK, " ")).value)
    except NotAQuantity:
        return mass
