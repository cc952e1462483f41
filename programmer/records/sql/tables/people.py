"""Tables of patients, pumps, and whose pump is whose."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from programmer.records.sql.tables.base import STRICT, Base
from programmer.records.sql.tables.columns import WHOLE, choice, flag, reference, words
from programmer.therapy.drug_library import AgeGroup, Condition


class StoredPatient(Base):
    """A ``PatientRow`` without its indication, which may be corrected and has rows of its own."""

    __tablename__ = "patients"

    name: Mapped[str] = words("name")
    born_year: Mapped[int | None] = mapped_column(
        WHOLE, CheckConstraint("born_year BETWEEN 1800 AND 9999", name="born_year_has_four_digits")
    )
    reason: Mapped[str] = words("reason")


class StoredIndication(Base):
    """An ``IndicationRow``; null is what is not known."""

    __tablename__ = "indications"
    __table_args__ = (Index(None, "patient_id"), STRICT)

    patient_id: Mapped[bytes] = reference("patient_id", "patients")
    condition: Mapped[str | None] = choice("condition", (condition.value for condition in Condition))
    age: Mapped[str | None] = choice("age", (age.value for age in AgeGroup))


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
