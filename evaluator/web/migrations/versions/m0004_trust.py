"""Events as a chain of digests, sessions with their use, what was refused and fetched; departments that are seen."""

from __future__ import annotations

import json

import sqlalchemy as sa
from alembic import op

from evaluator.keeping.chain import link, start_of

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_EVENT = ("seq", "at", "who", "kind", "subject", "before", "after", "why", "undoes")
_ACCOUNT = ("at", "who", "account", "what", "before", "after")


def upgrade() -> None:
    """Chain what is on record. Everybody logs in anew; who saw all departments because none was named still does."""
    op.add_column("events", sa.Column("digest", sa.String(64), nullable=False, server_default=""))
    op.add_column("account_events", sa.Column("digest", sa.String(64), nullable=False, server_default=""))
    op.create_table(
        "heads", sa.Column("name", sa.String(32), primary_key=True), sa.Column("digest", sa.String(64), nullable=False)
    )
    op.drop_table("sessions")
    op.create_table(
        "sessions",
        sa.Column("digest", sa.String(64), primary_key=True),
        sa.Column("account", sa.String(64), sa.ForeignKey("accounts.name"), nullable=False),
        sa.Column("at", sa.String(32), nullable=False),
        sa.Column("seen_at", sa.String(32), nullable=False),
        sa.Column("address", sa.String(64), nullable=False, server_default=""),
        sa.Column("agent", sa.String(200), nullable=False, server_default=""),
    )
    op.create_table(
        "access_events",
        sa.Column("seq", sa.Integer, primary_key=True),
        sa.Column("at", sa.String(32), nullable=False),
        sa.Column("who", sa.Text, nullable=False),
        sa.Column("address", sa.String(64), nullable=False),
        sa.Column("what", sa.String(16), nullable=False),
        sa.Column("about", sa.Text, nullable=False, server_default=""),
    )
    connection = op.get_bind()
    connection.execute(sa.text("UPDATE accounts SET departments = '[\"*\"]' WHERE departments = '[]'"))
    _chain_events(connection)
    _chain_accounts(connection)


def _chain_events(connection: sa.Connection) -> None:
    query = sa.text(f"SELECT evaluation, {', '.join(_quoted(_EVENT))} FROM events ORDER BY evaluation, seq")  # noqa: S608
    previous, evaluation = "", ""
    for row in connection.execute(query).mappings().all():
        if row["evaluation"] != evaluation:
            evaluation = row["evaluation"]
            previous = start_of(evaluation)
        previous = link(previous, _plain(row, _EVENT))
        change = sa.text("UPDATE events SET digest = :digest WHERE evaluation = :evaluation AND seq = :seq")
        connection.execute(change, {"digest": previous, "evaluation": evaluation, "seq": row["seq"]})


def _chain_accounts(connection: sa.Connection) -> None:
    query = sa.text(f"SELECT seq, {', '.join(_quoted(_ACCOUNT))} FROM account_events ORDER BY seq")  # noqa: S608
    previous = start_of("accounts")
    for row in connection.execute(query).mappings().all():
        previous = link(previous, _plain(row, _ACCOUNT))
        change = sa.text("UPDATE account_events SET digest = :digest WHERE seq = :seq")
        connection.execute(change, {"digest": previous, "seq": row["seq"]})
    connection.execute(sa.text("INSERT INTO heads (name, digest) VALUES ('accounts', :digest)"), {"digest": previous})


def _quoted(names: tuple[str, ...]) -> list[str]:
    return [f'"{name}"' for name in names]


def _plain(row: sa.RowMapping, names: tuple[str, ...]) -> dict[str, object]:
    texts = ("before", "after")
    return {name: json.loads(row[name]) if name in texts and row[name] is not None else row[name] for name in names}
