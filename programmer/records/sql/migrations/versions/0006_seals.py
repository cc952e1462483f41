"""Seal each commit; what was written before is sealed as it stands (``opening``)."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_WHOLE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Make the table of seals."""
    op.create_table(
        "seals",
        sa.Column("arrival", _WHOLE, primary_key=True),
        sa.Column(
            "id", sa.LargeBinary, sa.CheckConstraint("length(id) = 16", name="id_is_16_bytes"), nullable=False
        ),
        sa.Column("covers", sa.Text, nullable=False),
        sa.Column(
            "sha256",
            sa.LargeBinary,
            sa.CheckConstraint("length(sha256) = 32", name="sha256_is_32_bytes"),
            nullable=False,
        ),
        sa.Column("actor", sa.Text, nullable=False),
        sa.Column("workstation", sa.Text, nullable=False),
        sa.Column("program_version", sa.Text, nullable=False),
        sa.Column(
            "recorded_utc_us",
            _WHOLE,
            sa.CheckConstraint("recorded_utc_us >= 0", name="recorded_utc_us_not_negative"),
            nullable=False,
        ),
        sa.UniqueConstraint("sha256"),
        sa.UniqueConstraint("id"),
        sqlite_strict=True,
    )
