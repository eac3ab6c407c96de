"""Tokens of accounts, by which other programs work in their name."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table of tokens."""
    op.create_table(
        "tokens",
        sa.Column("mark", sa.String(16), primary_key=True),
        sa.Column("digest", sa.String(64), nullable=False, index=True),
        sa.Column("account", sa.String(64), sa.ForeignKey("accounts.name"), nullable=False),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("at", sa.String(32), nullable=False),
        sa.Column("expires_at", sa.String(32), nullable=False),
        sa.Column("used_at", sa.String(32), nullable=False, server_default=""),
    )
