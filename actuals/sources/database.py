"""A table or query of a database as text cells, through SQLAlchemy (extra ``sql``)."""

from __future__ import annotations

from actuals.sources.cells import CellTable, typed_rows
from targets.errors import InputError
from targets.kinds.location import Location


def read_database(address: str, *, table: str | None, query: str | None) -> tuple[str, CellTable]:
    """The address without its password, and the rows of ``table`` or ``query`` (exactly one of them).

    Tables are read in the order of the database; a query may sort. Raises InputError for a missing driver, an unknown
    table, a failing query or a database that cannot be reached.
    """
    try:
        import sqlalchemy
        import sqlalchemy.exc
    except ImportError as error:
        raise InputError(
            '读数据库需要 SQLAlchemy；请运行 pip install "evaluator[sql]"。',
            'reading a database needs SQLAlchemy; run pip install "evaluator[sql]".',
        ) from error
    if (table is None) == (query is None):
        raise InputError(
            "数据库地址须用 --table 表名 或 --query 查询语句 指明读什么（二者选一）。",
            "a database address needs either --table NAME or --query SQL.",
        )
    try:
        url = sqlalchemy.make_url(address)
    except sqlalchemy.exc.ArgumentError as error:
        raise InputError(
            "数据库地址写法不对；应为 sqlite:///文件.db 或 postgresql://用户@主机/库 的形式。",
            "not a database address; write it as sqlite:///file.db or postgresql://user@host/database.",
        ) from error
    shown = url.render_as_string(hide_password=True)
    if url.get_backend_name() == "sqlite" and url.database and url.database != ":memory:":
        from pathlib import Path

        if not Path(url.database).is_file():  # SQLite would create it
            raise InputError(
                f"找不到数据库文件 {url.database}；请检查路径。",
                f"no such database file: {url.database}; check the path.",
            )
    try:
        # No pool: a connection ends with its block, also when the query fails.
        engine = sqlalchemy.create_engine(url, poolclass=sqlalchemy.NullPool)
        with engine.connect() as connection:
            if query is not None:
                statement = sqlalchemy.text(query)
                result = connection.execute(statement)
            else:
                schema, _, name = (table or "").rpartition(".")
                described = sqlalchemy.Table(
                    name, sqlalchemy.MetaData(), schema=schema or None, autoload_with=connection
                )
                result = connection.execute(sqlalchemy.select(described))
            names = list(result.keys())
            rows = [names, *(tuple(row) for row in result)]
    except sqlalchemy.exc.NoSuchTableError as error:
        raise InputError(f"{shown}：没有名为“{table}”的表。", f"{shown}: there is no table “{table}”.") from error
    except (sqlalchemy.exc.SQLAlchemyError, ImportError) as error:
        cause = str(getattr(error, "orig", None) or error).splitlines()[0]
        raise InputError(
            f"{shown}：读取失败（{cause}）；请检查地址、表名或查询语句。",
            f"{shown}: reading failed ({cause}); check address, table or query.",
        ) from error
    source = f"{shown}#{table}" if table else shown
    return source, typed_rows(rows, lambda n: Location(file=source, row=n))
