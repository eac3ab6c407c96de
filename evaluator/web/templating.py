"""The templates, and how dates, sizes and readings are shown in them."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from jinja2 import Environment, PackageLoader, StrictUndefined

from evaluator.auditing.worklist import DECISIONS
from evaluator.language import pick
from evaluator.web.events import Event, Key
from targets.kinds.location import Location
from targets.language.explanation import remarks, sentence
from targets.language.reading import Reading


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """Why a form was refused, its place on the page and the words in it; ``since`` are events that came before it,
    ``wanted`` what was to be recorded in their place.
    """

    message: str
    place: str
    words: Mapping[str, str]
    since: Sequence[Event] = ()
    wanted: Mapping[Key, Any] | None = None


def kept_by(refused: Refused | None) -> Callable[..., str]:
    """``kept(place, name, otherwise)`` of the templates: what was typed there, else what the page would show."""

    def kept(place: str, name: str, otherwise: object = "") -> str:
        if refused is not None and refused.place == place and name in refused.words:
            return refused.words[name]
        return str(otherwise or "")

    return kept


def environment() -> Environment:
    """The templates of the workbench; every text is escaped."""
    found = Environment(
        loader=PackageLoader("evaluator.web"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    found.filters["moment"] = moment
    found.filters["clock"] = clock
    found.filters["size"] = size
    found.filters["part"] = part
    found.filters["place"] = place_of
    found.filters["told"] = told
    found.filters["about"] = about
    found.filters["code"] = code_of
    return found


def translator(lang: str) -> Callable[[str, str], str]:
    """``t(zh, en)`` of the templates."""
    return lambda zh, en: pick(lang, zh, en)


def moment(iso: str, lang: str) -> str:
    """A time on record as an office writes it, in the time of this computer: ``2023年12月31日 15:04``."""
    at = datetime.fromisoformat(iso).astimezone()
    return pick(lang, f"{at.year}年{at.month}月{at.day}日 {at:%H:%M}", f"{at:%Y-%m-%d %H:%M}")


def clock(iso: str) -> str:
    """The time of day of a time on record, in the time of this computer: ``15:04``."""
    return f"{datetime.fromisoformat(iso).astimezone():%H:%M}"


def size(number: int) -> str:
    """Bytes in the unit a person reads: ``1.2 MB``."""
    if number < 1024:
        return f"{number} B"
    return f"{number / 1024:.0f} KB" if number < 1 << 20 else f"{number / (1 << 20):.1f} MB"


def place_of(at: Location) -> str:
    """The place as the query of an address; empty for a document as a whole."""
    if at.table is None or at.row is None:
        return ""
    known = {"file": at.file, "table": at.table, "row": at.row, "column": at.column}
    return urlencode({name: value for name, value in known.items() if value is not None})


def reading_words(reading: Reading, lang: str) -> str:
    """A reading in one sentence."""
    return pick(lang, *sentence(reading))


def reading_remarks(reading: Reading, lang: str) -> list[str]:
    """The doubts of a reading in words."""
    return [pick(lang, zh, en) for zh, en in remarks(reading)]


def told(value: object, lang: str) -> str:
    """A value on record in words: nothing, a text, or its parts."""
    if value is None or value == "":
        return pick(lang, "（空）", "(nothing)")
    if isinstance(value, dict):
        if set(value) == {"away"}:
            return pick(lang, *(("收起", "put away") if value["away"] else ("在首页", "at hand")))
        if "sha256" in value:
            return pick(lang, f"文件 {str(value['sha256'])[:8]}", f"file {str(value['sha256'])[:8]}")
        if set(value) <= {"decision", "by"}:
            said = pick(lang, *_DECIDED.get(str(value.get("decision")), ("", "")))
            return said + (f"（{value['by']}）" if value.get("by") else "")
        parts = [f"{pick(lang, *_FIELDS.get(name, (name, name)))} {text or '—'}" for name, text in value.items()]
        return "；".join(parts)
    return str(value)


def about(event: Event, lang: str) -> str:
    """The subject of an event in words; indicators are named by their id here."""
    kind = pick(lang, *_KINDS.get(event.kind, (event.kind, event.kind)))
    subject = event.subject
    if subject.startswith("["):
        parts = json.loads(subject)
        if event.kind == "evidence":
            parts = parts[1:]  # its indicator is named beside it
        if event.kind in ("finding", "review", "doubt"):
            parts = parts[:-1]  # the digest says nothing to a person
        subject = " / ".join(part for part in parts if part)
    elif event.kind == "settings":
        subject = pick(lang, *_FIELDS.get(subject, (subject, subject)))
    elif event.kind == "document":
        subject = subject.partition("/")[2]
    return f"{kind} {subject}"


def code_of(event: Event) -> str:
    """The code of the finding that an event is about; empty for other events."""
    return str(json.loads(event.subject)[0]) if event.kind in ("finding", "review", "doubt") else ""


def part(name: str, lang: str) -> str:
    """The name of one part of a decision: ``实际完成值``."""
    return pick(lang, *_FIELDS.get(name, (name, name)))


_DECIDED = {**DECISIONS, "right": ("核对无误", "checked, right")}
_KINDS = {
    "settings": ("设置", "setting"),
    "document": ("资料", "document"),
    "target": ("指标值识别", "reading"),
    "match": ("匹配", "match"),
    "outcome": ("完成情况", "outcome"),
    "evidence": ("佐证材料", "evidence"),
    "assignment": ("分工", "assignment"),
    "money": ("预算执行", "execution"),
    "adjustment": ("得分调整", "adjustment"),
    "finding": ("疑点处理", "finding"),
    "review": ("复核", "second look"),
    "doubt": ("疑点核对", "doubt"),
    "shelf": ("收起或放回", "put away or brought back"),
}
_FIELDS = {
    "points": ("分", "points"),
    "to": ("交给", "given to"),
    "title": ("名称", "title"),
    "year": ("年度", "year"),
    "department": ("部门", "department"),
    "rulebook": ("办法", "rulebook"),
    "previous": ("上年的评价", "last year's evaluation"),
    "read_as": ("识别为", "read as"),
    "id": ("指标编号", "indicator"),
    "actual": ("实际完成值", "outcome"),
    "level": ("完成等级", "level"),
    "share": ("得分系数", "share"),
    "deduction": ("扣分", "deduction"),
    "evidence": ("佐证材料", "evidence"),
    "reason": ("偏差原因", "reason"),
    "initial": ("年初预算数", "opening budget"),
    "full_year": ("全年预算数", "full-year budget"),
    "executed": ("全年执行数", "executed"),
}
