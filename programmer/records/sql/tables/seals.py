"""The table of the seals: one for each commit, over its rows and over all seals before it."""

from __future__ import annotations

from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import Mapped

from programmer.records.sql.tables.base import STRICT, Base
from programmer.records.sql.tables.columns import exactly, words


class StoredSeal(Base):
    """``covers`` names the rows of one commit by table and arrival (``sealing.covers_text``).

    ``sha256`` is over the seal before this one, over this one and over those rows (``sealing.chained``).
    """

    __tablename__ = "seals"
    __table_args__ = (UniqueConstraint("sha256"), STRICT)

    covers: Mapped[str] = words("covers")
    sha256: Mapped[bytes] = exactly(32, "sha256")
