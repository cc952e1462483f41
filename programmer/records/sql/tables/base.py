"""What every table has: the order of arrival, an id, and who wrote the row, where, with what and when."""

from __future__ import annotations

from typing import Any

from sqlalchemy import CheckConstraint, LargeBinary, MetaData, Text
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from programmer.records.sql.tables.columns import WHOLE

# Constraints need names: without one, a later migration could not drop them.
NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "pk": "pk_%(table_name)s",
}

STRICT = {"sqlite_strict": True}


class Base(DeclarativeBase):
    """A row that is written once.

    ``arrival`` counts the rows of the table in the order in which they were stored. It orders them where the
    workstation's clock may have been set back between two rows. The names other tables refer to are the ``id``.
    """

    metadata = MetaData(naming_convention=NAMING)
    __table_args__: Any = STRICT

    arrival: Mapped[int] = mapped_column(WHOLE, primary_key=True, sort_order=-2)
    id: Mapped[bytes] = mapped_column(
        LargeBinary, CheckConstraint("length(id) = 16", name="id_is_16_bytes"), unique=True, sort_order=-1
    )
    actor: Mapped[str] = mapped_column(Text, sort_order=100)
    workstation: Mapped[str] = mapped_column(Text, sort_order=101)
    program_version: Mapped[str] = mapped_column(Text, sort_order=102)
    recorded_utc_us: Mapped[int] = mapped_column(
        WHOLE, CheckConstraint("recorded_utc_us >= 0", name="recorded_utc_us_not_negative"), sort_order=103
    )
