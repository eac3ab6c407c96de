"""The record of accounts, and a summary of each evaluation for lists over many."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the record of accounts and the summaries; what was put away before this stays away."""
    op.create_table(
        "account_events",
        sa.Column("seq", sa.Integer, primary_key=True),
        sa.Column("at", sa.String(32), nullable=False),
        sa.Column("who", sa.Text, nullable=False),
        sa.Column("account", sa.String(64), nullable=False),
        sa.Column("what", sa.String(16), nullable=False),
        sa.Column("before", sa.Text),
        sa.Column("after", sa.Text),
    )
    op.create_table(
        "summaries",
        sa.Column("evaluation", sa.String(16), sa.ForeignKey("evaluations.id"), primary_key=True),
        sa.Column("head", sa.Integer, nullable=False),
        sa.Column("content", sa.Text, nullable=False),
    )
