"""Which drug libraries were in force for which program, on their tables."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import BindParameter, Select, bindparam, select
from sqlalchemy.orm import Session

from programmer.records.rows import ProgramRow
from programmer.records.sql.mapping.libraries import library_of, stored_library
from programmer.records.sql.repositories.repository import Repository
from programmer.records.sql.tables import StoredLibrary, StoredProgramLibrary
from programmer.therapy.drug_library import LibraryIdentity

LibrariesById = dict[bytes, tuple[LibraryIdentity, ...]]
LibraryQuestion = Select[bytes, StoredLibrary]

_BY_SEAL = select(StoredLibrary).where(StoredLibrary.sha256 == bindparam("seal"))


class SqlLibraries(Repository):
    """The libraries of programs; each library is stored once."""

    def keep(self, program: ProgramRow) -> None:
        """Say which libraries were in force. The program must be stored already.

        Raises ``ValueError`` for a seal that is known with other words: one of the two would be a lie.
        """
        for place, identity in enumerate(program.library):
            self._keep(
                StoredProgramLibrary(
                    id=self._stamper.new_id(),
                    program_id=program.id,
                    place=place,
                    library_id=self._id_of(identity),
                )
            )

    def _id_of(self, identity: LibraryIdentity) -> bytes:
        known = self._session.scalar(_BY_SEAL, {"seal": identity.sha256})
        if known is None:
            known = stored_library(identity, self._stamper.new_id())
            self._keep(known)
        elif library_of(known) != identity:
            raise ValueError("a drug library with this seal is in the records with other words")
        return known.id


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
    for program_id, stored in session.execute(question, asked):
        found[program_id] = (*found.get(program_id, ()), library_of(stored))
    return found
