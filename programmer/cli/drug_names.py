"""Drugs' names in a sentence for people, as the drug library in force has them: HYDROmorphone."""

from __future__ import annotations

import re

from programmer.therapy.drug_library import DrugLibrary, LibraryInForce


def as_shown(text: str, drugs: LibraryInForce) -> str:
    """The same with every drug's generic name as it must be written; as it is where there is no library."""
    if not isinstance(drugs, DrugLibrary):
        return text
    names = "|".join(re.escape(name) for name in sorted(drugs.entries, key=len, reverse=True))
    return re.sub(rf"(?<![\w-])({names})(?![\w-])", lambda name: drugs.shown_name(name[0]), text)
