"""Which drug libraries were in force for which program, on their tables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy import BindParameter, Select, bindparam, select
from sqlalchemy.orm import Session

from programmer.records.rows import ProgramRow
from programmer.records.sql.mapping.libraries import library_of, stored_library
from programmer.records.sql.repositories.repository import Repository
from programmer.records.sql.tables import StoredLibrary, StoredProgramLibrary
from programmer.therapy.drug_library import LibraryIdentity

LibrariesById = dict[bytes, tuple[LibraryIdentity, ...]]
LibraryQuestion = Select[bytes, StoredLibrary]

_BY_SEAL = select(StoredLibrary).where(StoredLibrary.sha256.in_(bindparam("seals", expanding=True)))


class SqlLibraries(Repository):
    """The libraries of programs; each library is stored once."""

    def keep(self, program: ProgramRow) -> None:
        """Say which libraries were in force. The program must be stored already.

        Raises ``ValueError`` for a seal that is known with other words: one of the two would be a lie.
        """
        if not program.library:
            return
        known = self._known(program.library)
        self._keep(
            *(
                StoredProgramLibrary(
                    id=self._stamper.new_id(),
                    program_id=program.id,
                    place=place,
                    library_id=self._id_of(identity, known),
                )
                for place, identity in enumerate(program.library)
            )
        )

    def _known(self, identities: Sequence[LibraryIdentity]) -> dict[bytes, StoredLibrary]:
        """Those that have the seals of these, by seal."""
        found = self._session.scalars(_BY_SEAL, {"seals": [identity.sha256 for identity in identities]})
        return {stored.sha256: stored for stored in found}

    def _id_of(self, identity: LibraryIdentity, known: dict[bytes, StoredLibrary]) -> bytes:
        stored = known.get(identity.sha256)
        if stored is None:
            stored = known[identity.sha256] = stored_library(identity, self._stamper.new_id())
            self._keep(stored)
        elif library_of(stored) != identity:
            raise ValueError("a drug library with this seal is in the records with other words")
        return stored.id


def libraries_for(program_ids: Select[bytes] | BindParameter[bytes]) -> LibraryQuestion:
    """What ``libraries_of`` is to ask for these programs; to be built once, and asked often."""
    return (
        select(StoredProgramLibrary.program_id, StoredLibrary)
        .join(StoredLibrary, StoredLibrary.id == StoredProgramLibrary.library_id)
        .where(StoredProgramLibrary.program_id.in_(program_ids))
        .order_by(StoredProgramLibrary.program_id, StoredProgramLibrary.place)
    )


def libraries_of(
    session: Session, question: LibraryQuestion, asked: Mapping[str, object] | None
) -> LibrariesById:
    """The libraries of these programs by program, in their order; none for a program of before there were any.

    ``asked`` has a value for each parameter of the question.
    """
    found: LibrariesById = {}
    # Few libraries are in force for many programs.
    told: dict[bytes, LibraryIdentity] = {}
    for program_id, stored in session.execute(question, asked):
        identity = told.get(stored.id) or told.setdefault(stored.id, library_of(stored))
        found[program_id] = (*found.get(program_id, ()), identity)
    return found
