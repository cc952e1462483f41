"""Tables of the drug libraries that were ever in force, and of the programs they were in force for."""

from __future__ import annotations

from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import Mapped

from programmer.records.sql.tables.base import STRICT, Base
from programmer.records.sql.tables.columns import count, exactly, reference, words


class StoredLibrary(Base):
    """A ``LibraryIdentity``; its seal names it. ``dated`` is an ISO date, ``clinic`` null for the shipped one."""

    __tablename__ = "drug_libraries"
    __table_args__ = (UniqueConstraint("sha256"), STRICT)

    name: Mapped[str] = words("name")
    version: Mapped[str] = words("version")
    dated: Mapped[str] = words("dated")
    sha256: Mapped[bytes] = exactly(32, "sha256")
    clinic: Mapped[str | None] = words("clinic")
    signed_by: Mapped[str] = words("signed_by")


class StoredProgramLibrary(Base):
    """That a library was in force when a program was kept; ``place`` 0 is the shipped one, 1 the clinic's own."""

    __tablename__ = "program_libraries"
    __table_args__ = (UniqueConstraint("program_id", "place"), STRICT)

    program_id: Mapped[bytes] = reference("program_id", "programs")
    place: Mapped[int] = count("place")
    library_id: Mapped[bytes] = reference("library_id", "drug_libraries")
