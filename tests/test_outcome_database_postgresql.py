"""Outcomes from PostgreSQL: a server of the tests' own, in a temporary folder, where PostgreSQL is installed."""

from __future__ import annotations

import pytest

from actuals.sources.sheet import read_outcomes
from targets.errors import InputError


@pytest.fixture(scope="module")
def server(postgresql: str) -> str:
    """The address of a running server without a database's tables."""
    return postgresql


@pytest.fixture(scope="module")
def address(server: str) -> str:
    """The server with two tables of outcomes, one in a schema of its own; numeric columns as departments keep them."""
    import sqlalchemy

    engine = sqlalchemy.create_engine(server)
    with engine.begin() as connection:
        for statement in (
            'create table results ("项目名称" text, "三级指标" text, "实际完成值" numeric(12,3), "年份" integer)',
            "insert into results values ('甲', '培训人数', 1500.250, 2023), ('甲', '培训期数', 12, 2022), "
            "('甲', '新建面积', null, 2023)",
            "create schema year2023",
            'create table year2023.results ("项目名称" text, "三级指标" text, "实际完成值" text)',
            "insert into year2023.results values ('乙', '按时完成率', '100%')",
        ):
            connection.execute(sqlalchemy.text(statement))
    engine.dispose()
    return server


def stated(address: str, **what: str) -> list[tuple[str, str, str]]:
    return [(o.project, o.name, o.actual) for o in read_outcomes(address, **what).outcomes]


def test_a_table(address: str) -> None:
    assert sorted(stated(address, table="results")) == [
        ("甲", "培训人数", "1500.25"),
        ("甲", "培训期数", "12"),
        ("甲", "新建面积", ""),
    ]


def test_a_table_in_a_schema(address: str) -> None:
    assert stated(address, table="year2023.results") == [("乙", "按时完成率", "100%")]


def test_a_query(address: str) -> None:
    query = 'select "项目名称", "三级指标", "实际完成值" from results where "年份" = 2022'
    assert stated(address, query=query) == [("甲", "培训期数", "12")]


def test_places_name_the_database_without_its_password(address: str) -> None:
    outcome = read_outcomes(address, table="results").outcomes[0]
    assert outcome.at.file.endswith("#results")
    assert "geheim" not in outcome.at.file


@pytest.mark.parametrize(
    ("what", "sentence"),
    [
        ({"table": "nothing"}, "there is no table"),
        ({"query": "select nothing"}, "reading failed"),
    ],
)
def test_misuse_is_one_sentence_without_the_password(address: str, what: dict[str, str], sentence: str) -> None:
    with pytest.raises(InputError, match=sentence) as raised:
        read_outcomes(address, **what)
    assert "geheim" not in raised.value.zh + raised.value.en
    assert "\n" not in raised.value.en


def test_a_server_that_is_not_there(server: str) -> None:
    with pytest.raises(InputError, match="reading failed"):
        read_outcomes(server.replace("host=", "host=/nowhere"), table="results")
