"""Tables of patients, pumps, and whose pump is whose."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from programmer.records.sql.tables.base import STRICT, Base
from programmer.records.sql.tables.columns import WHOLE, flag, reference, words


class StoredPatient(Base):
    """A ``PatientRow``."""

    __tablename__ = "patients"

    name: Mapped[str] = words("name")
    born_year: Mapped[int | None] = mapped_column(
        WHOLE, CheckConstraint("born_year BETWEEN 1800 AND 9999", name="born_year_has_four_digits")
    )
    reason: Mapped[str] = words("reason")


class StoredPump(Base):
    """A ``PumpRow``."""

    __tablename__ = "pumps"
    __table_args__ = (UniqueConstraint("serial"), STRICT)

    serial: Mapped[str] = words("serial")
    model: Mapped[str] = words("model")
    simulated: Mapped[int] = flag("simulated")


class StoredAssignment(Base):
    """An ``AssignmentRow``."""

    __tablename__ = "assignments"
    __table_args__ = (Index(None, "pump_id"), STRICT)

    pump_id: Mapped[bytes] = reference("pump_id", "pumps")
    patient_id: Mapped[bytes] = reference("patient_id", "patients")
