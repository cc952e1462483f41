"""Drug libraries in force as rows, and back."""

from __future__ import annotations

from datetime import date

from programmer.records.sql.tables import StoredLibrary
from programmer.therapy.drug_library import LibraryIdentity


def stored_library(identity: LibraryIdentity, library_id: bytes) -> StoredLibrary:
    return StoredLibrary(
        id=library_id,
        name=identity.name,
        version=identity.version,
        dated=identity.date.isoformat(),
        sha256=identity.sha256,
        clinic=identity.clinic,
        signed_by=identity.signed_by,
    )


def library_of(stored: StoredLibrary) -> LibraryIdentity:
    return LibraryIdentity(
        name=stored.name,
        version=stored.version,
        date=date.fromisoformat(stored.dated),
        sha256=stored.sha256,
        clinic=stored.clinic,
        signed_by=stored.signed_by,
    )
