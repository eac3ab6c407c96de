"""复核工作底稿 as a reviewer handed them back: the reviewer's columns, wherever they stand now."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from actuals.statements import Statement
from evaluator.auditing.handedback import Sheet, sheets_of
from targets.errors import InputError
from targets.kinds.location import Location
from targets.model.amounts import in_points

_NEEDED = ("编号", "复核得分")
_STATED = {"score": "复核得分", "actual": "复核完成值", "evidence": "证据编号", "reason": "备注"}


def read_working_papers(path: Path) -> tuple[Statement, ...]:
    """The reviews of every sheet, as ``evaluator.auditing.reviewers.read_reviews`` gives them, with ``actual`` and
    ``evidence`` beside; a row whose columns for the reviewer are all empty is none.

    Raises InputError for a file that cannot be read or holds no working paper, a score that is no number of points, and
    entries without the name of the reviewer.
    """
    papers = sheets_of(path, _NEEDED)
    if not papers:
        raise InputError(
            f"{path.name} 里没有复核工作底稿（表头须有“编号”和“复核得分”）。",
            f"{path.name} holds no working paper (headings 编号 and 复核得分).",
        )
    return tuple(review for sheet in papers for review in _reviews(path, sheet))


def _reviews(path: Path, sheet: Sheet) -> Iterator[Statement]:
    who, date = sheet.beside("复核人"), sheet.beside("复核日期")
    place = {"file": sheet.beside("来源文件"), "form": sheet.beside("来源表序")}
    for at, row in sheet.rows:
        stated = {name: row.get(heading, "") for name, heading in _STATED.items()}
        if not row["编号"] or not any(stated.values()):
            continue
        name = row.get("三级指标", "")
        score = in_points(stated["score"])
        if stated["score"] and (score is None or score < 0):
            raise InputError(
                f"{path.name} 工作表“{sheet.name}”：“{name}”的复核得分“{stated['score']}”不是得分。",
                f"{path.name}, sheet {sheet.name!r}: the review score {stated['score']!r} is no number of points.",
            )
        if not who:
            raise InputError(
                f"{path.name} 工作表“{sheet.name}”：“{name}”已填写复核内容，未填写复核人。",
                f"{path.name}, sheet {sheet.name!r}: {name!r} was reviewed and there is no name of the reviewer "
                "(复核人).",
            )
        where = {"id": row["编号"], **{key: text for key, text in place.items() if text}}
        yield _review(path, at, where, stated, (who, date))


def _review(
    path: Path, at: Location, where: Mapping[str, str], stated: Mapping[str, str], by: tuple[str, str]
) -> Statement:
    return Statement(
        table="review",
        at=Location(file=path.name, row=at.row, sheet=at.sheet),
        where=where,
        stated=stated,
        who=by[0],
        why=stated["reason"],
        date=by[1],
    )
