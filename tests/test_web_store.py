"""The record of the workbench in SQLite and PostgreSQL alike: migrations, many writers, work taken up again."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

pytest.importorskip("starlette", reason="the extra web is not installed")
pytest.importorskip("alembic", reason="the extra web is not installed")

from sqlalchemy import Engine, create_engine, inspect, text

from evaluator.web.context import STUDY, open_bench
from evaluator.web.events import Change, Overtaken, append, create, listed, record, undoing
from evaluator.web.jobs import Job
from evaluator.web.settings import Settings
from evaluator.web.store import connect, metadata


@pytest.fixture(params=["sqlite", "postgresql"])
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    if request.param == "sqlite":
        engine = connect(f"sqlite:///{tmp_path / 'bench.sqlite'}")
    else:
        server = request.getfixturevalue("postgresql")
        admin = create_engine(server, isolation_level="AUTOCOMMIT")
        with admin.connect() as connection:
            connection.execute(text("drop database if exists bench"))
            connection.execute(text("create database bench"))
        admin.dispose()
        engine = connect(server.replace("/postgres?", "/bench?"))
    yield engine
    engine.dispose()


def outcome(subject: str, actual: str) -> Change:
    return Change(kind="outcome", subject=subject, after={"actual": actual})


def test_migrations_make_the_tables_the_program_knows(engine: Engine) -> None:
    found = inspect(engine)
    for table in metadata.tables.values():
        columns = {column["name"]: column["nullable"] for column in found.get_columns(table.name)}
        assert columns == {column.name: column.nullable for column in table.columns}, table.name
        key = found.get_pk_constraint(table.name)["constrained_columns"]
        assert sorted(key) == sorted(column.name for column in table.primary_key), table.name
    with engine.connect() as connection:
        assert connection.execute(text("select count(*) from alembic_version")).scalar_one() == 1


def test_a_database_is_brought_up_to_date_once_and_keeps_what_it_holds(engine: Engine) -> None:
    made = create(engine, kind="evaluation", title="甲", who="李某", settings={"year": "2023"})
    again = connect(engine.url.render_as_string(hide_password=False))
    assert [row["id"] for row in listed(again)] == [made]
    again.dispose()


def test_events_are_only_added_and_say_before_and_after(engine: Engine) -> None:
    made = create(engine, kind="evaluation", title="甲", who="李某", settings={})
    append(engine, made, who="李某", changes=[outcome("a", "1"), outcome("b", "2")])
    append(engine, made, who="王某", changes=[outcome("a", "3"), outcome("b", "2")])  # the second changes nothing
    found = record(engine, made)
    assert [(e.seq, e.who, e.subject, e.before, e.after) for e in found.events if e.kind == "outcome"] == [
        (2, "李某", "a", None, {"actual": "1"}),
        (3, "李某", "b", None, {"actual": "2"}),
        (4, "王某", "a", {"actual": "1"}, {"actual": "3"}),
    ]
    append(engine, made, who="王某", changes=[undoing(found.events[-1])])
    assert {s: e.after["actual"] for s, e in record(engine, made).of("outcome").items()} == {"a": "1", "b": "2"}
    assert {s: e.after["actual"] for s, e in record(engine, made, until=4).of("outcome").items()} == {
        "a": "3",
        "b": "2",
    }


def test_overtaken_writes_nothing_at_all(engine: Engine) -> None:
    made = create(engine, kind="evaluation", title="甲", who="李某", settings={})
    seen = record(engine, made).head
    append(engine, made, who="李某", changes=[outcome("a", "1")], seen=seen)
    with pytest.raises(Overtaken) as raised:
        append(engine, made, who="王某", changes=[outcome("b", "9"), outcome("a", "2")], seen=seen)
    assert [e.after for e in raised.value.since] == [{"actual": "1"}]
    assert list(record(engine, made).of("outcome")) == ["a"]
    append(engine, made, who="王某", changes=[outcome("a", "1")], seen=seen)  # says the same: no quarrel


def test_many_at_once_lose_nothing(engine: Engine) -> None:
    made = create(engine, kind="evaluation", title="甲", who="李某", settings={})
    troubles: list[BaseException] = []

    def write(name: str) -> None:
        try:
            for number in range(15):
                append(engine, made, who=name, changes=[outcome(f"{name}{number}", "1")], seen=1)
        except BaseException as trouble:
            troubles.append(trouble)

    threads = [threading.Thread(target=write, args=(name,)) for name in "abcd"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert troubles == []
    found = record(engine, made)
    assert len(found.of("outcome")) == 60
    assert [event.seq for event in found.events] == list(range(1, 62))


def test_work_cut_off_is_taken_up_again(tmp_path: Path) -> None:
    settings = Settings(workspace=tmp_path)
    bench = open_bench(settings)
    made = create(bench.engine, kind="evaluation", title="甲", who="李某", settings={})
    (tmp_path / "t.csv").write_text(
        "项目名称,甲\n预算部门,某局\n一级指标,二级指标,三级指标,指标值\n产出指标,数量指标,人数,≥2人\n", encoding="utf-8"
    )
    with (tmp_path / "t.csv").open("rb") as stream:
        kept = bench.workspace.keep(stream)
    after = {"sha256": kept.sha256, "size": kept.size}
    append(bench.engine, made, who="李某", changes=[Change(kind="document", subject="targets/t.csv", after=after)])
    head = record(bench.engine, made).head
    bench.jobs._record((made, STUDY, head), Job("waiting"))  # as a server leaves it that is switched off here
    bench.jobs._record((made, STUDY, head), Job("running", 0, 1, "t.csv"))
    bench.jobs.close()
    bench.engine.dispose()

    restarted = open_bench(settings)
    assert restarted.jobs.resume() == 1
    assert restarted.jobs.await_end(made, STUDY, head, 60.0).state == "done"
    study = restarted.studies.known(made, head)
    assert study is not None and study.run is not None and len(study.run.lines) == 1
    assert restarted.jobs.resume() == 0
    restarted.jobs.close()
    restarted.engine.dispose()


def test_a_fault_in_the_background_is_a_sentence(tmp_path: Path) -> None:
    bench = open_bench(Settings(workspace=tmp_path))
    made = create(bench.engine, kind="evaluation", title="甲", who="李某", settings={"rulebook": "no-such-book"})
    job = bench.study(made)
    assert isinstance(job, Job) and job.state == "failed" and job.error is not None
    assert "no-such-book" in job.error.en
    bench.jobs.close()
    bench.engine.dispose()


def test_one_study_asked_for_by_many_at_once_is_made_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    bench = open_bench(Settings(workspace=tmp_path))
    evaluation = create(bench.engine, kind="evaluation", title="甲", who="李某", settings={"year": "2023"})
    laid: list[str] = []
    barrier = threading.Barrier(4)
    lay = bench.workspace.laid_out
    monkeypatch.setattr(bench.workspace, "laid_out", lambda key, *more: (laid.append(key), lay(key, *more))[1])
    studies: list[object] = []

    def ask() -> None:
        known = record(bench.engine, evaluation)
        barrier.wait(20)
        studies.append(bench.studies.make(known))

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(laid) == 1
    assert len({id(study) for study in studies}) == 1
    bench.jobs.close()
    bench.engine.dispose()
