"""The context of every page: settings, files, database, studies, background work, templates."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from jinja2 import Environment
from sqlalchemy import Engine, RowMapping
from starlette.exceptions import HTTPException
from starlette.requests import Request

from evaluator.auditing.saving import save_audit
from evaluator.keeping.chain import RECORD
from evaluator.keeping.saving import save_run
from evaluator.language import LANGUAGES
from evaluator.officialforms.layouts import LAYOUTS
from evaluator.web.accounts import Account
from evaluator.web.archives import archive_path, write_archive
from evaluator.web.audited import Audited, Audits, inputs_head
from evaluator.web.dispositions import decided, looks
from evaluator.web.events import Record, listed, one, record, record_json
from evaluator.web.evidence import packed
from evaluator.web.jobs import Job, Jobs, Work
from evaluator.web.sessions import API
from evaluator.web.settings import Settings
from evaluator.web.store import connect
from evaluator.web.studies import Studies, Study
from evaluator.web.summaries import write_summary
from evaluator.web.templating import environment
from evaluator.web.workspace import Workspace
from targets.errors import InputError
from targets.forms import Progress

STUDY = "study"
AUDIT = "audit"
"""The names of the background work that makes a study or an audit."""
_AT_ONCE = 8
DOWNLOADS = "zip "
"""The beginning of the names of the work that packs an archive; layout and language follow."""


@dataclass(frozen=True, slots=True)
class Bench:
    """One workbench; handlers find it with ``bench_of``."""

    settings: Settings
    workspace: Workspace
    engine: Engine
    studies: Studies
    audits: Audits
    jobs: Jobs
    templates: Environment

    def study(self, evaluation: str) -> Study | Job:
        """The study of an evaluation as it stands now, or how far the work on it is.

        While others go on deciding it may be of a later event than the one that was last when this was called: what
        belongs together is in the study itself (``study.record``).
        """
        row = one(self.engine, evaluation)
        head = 0 if row is None else int(row["head"])
        known = self.studies.fresh(evaluation, head)
        if known is not None:
            return known
        settled = self.studies.settled(record(self.engine, evaluation))
        if settled is not None:
            write_summary(self.engine, settled)
            return settled
        job = self.jobs.await_end(evaluation, STUDY, head, self.settings.patience)
        return self.studies.fresh(evaluation, head) or job

    def sum_up(self, rows: Sequence[RowMapping]) -> None:
        """Have the studies of some evaluations made in the background, a few at a time, for their summaries; wait a
        moment for them.
        """
        self.jobs.await_all([(row["id"], STUDY, row["head"]) for row in rows[:_AT_ONCE]], self.settings.patience)

    def audited(self, evaluation: str) -> Audited | Job:
        """The audit as its documents stand now, or how far the work on it is."""
        seq = inputs_head(record(self.engine, evaluation))
        known = self.audits.known(evaluation, seq)
        if known is not None:
            return known
        job = self.jobs.await_end(evaluation, AUDIT, seq, self.settings.patience)
        return self.audits.known(evaluation, seq) or job


def open_bench(settings: Settings) -> Bench:
    """Open workspace and database. Raises InputError where either cannot be used."""
    workspace = Workspace(settings.workspace)
    engine = connect(settings.database or workspace.database)
    studies, audits = Studies(workspace), Audits(workspace)

    def make(evaluation: str, seq: int, progress: Progress) -> None:
        # What has been overtaken meanwhile need not be made; its summary may be lacking all the same.
        study = studies.fresh(evaluation, seq) or studies.make(record(engine, evaluation), progress)
        write_summary(engine, study)

    def make_audit(evaluation: str, seq: int, progress: Progress) -> None:
        audits.make(record(engine, evaluation, until=seq), progress)

    works: dict[str, Work] = {STUDY: make, AUDIT: make_audit}
    for lang in LANGUAGES:
        works[f"{DOWNLOADS}{AUDIT} {lang}"] = _packing_audit(workspace, engine, audits, lang)
        for layout in LAYOUTS:
            works[f"{DOWNLOADS}{layout} {lang}"] = _packing(workspace, engine, studies, layout, lang)
    return Bench(settings, workspace, engine, studies, audits, Jobs(engine, works), environment())


def _packing(workspace: Workspace, engine: Engine, studies: Studies, layout: str, lang: str) -> Work:
    def pack(evaluation: str, seq: int, progress: Progress) -> None:
        until = record(engine, evaluation, until=seq)
        run = studies.make(until, progress).run
        if run is not None:
            place = archive_path(workspace.root, evaluation, seq, layout, lang)
            beside = {RECORD: record_json(until), **dict(packed(until, run.forms, workspace))}
            write_archive(
                lambda folder: save_run(run, folder, lang=lang, force=False, layout=layout, beside=beside), place
            )

    return pack


def _packing_audit(workspace: Workspace, engine: Engine, audits: Audits, lang: str) -> Work:
    def pack(evaluation: str, seq: int, progress: Progress) -> None:
        until = record(engine, evaluation, until=seq)
        made = audits.make(until, progress)
        if made.audit is not None:
            audit, (first, second) = made.audit, decided(looks(made, until))
            beside = {RECORD: record_json(until)}
            write_archive(
                lambda folder: save_audit(
                    audit, folder, lang=lang, force=False, decided=first, second=second, beside=beside
                ),
                archive_path(workspace.root, evaluation, seq, AUDIT, lang),
            )

    return pack


def bench_of(request: Request) -> Bench:
    """The workbench that a request came to."""
    found = request.app.state.bench
    if not isinstance(found, Bench):
        raise TypeError("the application has no workbench")
    return found


def visible(request: Request, *, away: bool = False) -> list[RowMapping]:
    """The evaluations and audits that this person may see, newest first; those that were put away if asked for."""
    return listed(bench_of(request).engine, away=away, departments=departments_of(request))


def departments_of(request: Request) -> tuple[str, ...] | None:
    """The departments whose evaluations this person may see; None for all."""
    account = account_at(request)
    return None if account is None or account.sees_all else tuple(filter(account.sees, account.departments))


def page_path(request: Request) -> str:
    """The address of the page that is asked for; for other programs that of the page with the same rights."""
    return request.url.path.removeprefix(API)


def account_at(request: Request) -> Account | None:
    """Whose browser it is; None in a workbench without accounts, and before the login."""
    found = getattr(request.state, "account", None)
    return found if isinstance(found, Account) else None


def department_given(request: Request, department: str) -> str:
    """The department that something is to belong to. Raises InputError for one that this person may not see."""
    account = account_at(request)
    if account is None or account.sees(department):
        return department
    if not department and len(account.departments) == 1:
        return account.departments[0]
    if not account.departments:
        raise InputError(
            "您的账号还没有可看的部门；请管理员为您设置", "your account may see no department yet; ask an administrator"
        )
    named = "、".join(account.departments)
    raise InputError(f"部门须是您可看的部门之一（{named}）", f"the department must be one that you may see ({named})")


def evaluation_of(request: Request) -> tuple[RowMapping, Record]:
    """The evaluation that a path names, with its record; not found (404) for anything else.

    One place for what a person may see: with accounts, another department's evaluation is not found either. An audit is
    found below ``/audits/`` only, an evaluation only elsewhere.
    """
    bench = bench_of(request)
    row = one(bench.engine, request.path_params["evaluation"])
    if row is None or (row["kind"] == "audit") != page_path(request).startswith("/audits/"):
        raise HTTPException(404)
    account = account_at(request)
    if account is not None and not account.sees(row["department"]):
        raise HTTPException(404)
    return row, record(bench.engine, row["id"])
