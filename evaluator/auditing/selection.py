"""Projects chosen for review: the largest, the riskiest, some of each department, at random with a seed, or by name.

Each way takes what it is asked for from the projects that the ways before it left. The same forms, ways and seed give
the same list.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from evaluator.auditing.run import Audit
from evaluator.findings import counts
from evaluator.scorecards.formjson import findings_by_form
from targets.errors import InputError
from targets.language.nothing import says_nothing
from targets.model.amounts import in_points, project_budget, shown

WAYS = {"amount": "金额", "risk": "风险", "department": "部门", "random": "随机"}
"""The ways of selecting and what they are called."""
DEFAULT_SHARE = 10
_WAY = re.compile(r"(?P<way>[a-z]+)(?::(?P<count>\d{1,6})(?P<share>%)?)?")
_SIGNALS = {
    "money-unspent-results-good": "执行率低而得分高",
    "full-score-target-missed": "未达目标得满分",
    "all-exactly-on-target": "各项完成值均等于目标值",
    "outcomes-copied": "完成值与其他表雷同",
    "evidence-missing": "无佐证材料",
}
"""Findings, notes among them, that are reasons to look closer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """One project that can be chosen: the position of its form, money in 万元 (None where unknown), what it claims, and
    its risks.
    """

    position: int
    file: str
    department: str
    project: str
    budget: Decimal | None
    total: str
    grade: str
    errors: int
    warnings: int
    signals: tuple[str, ...]

    @property
    def name(self) -> str:
        """Department and project."""
        return " / ".join(text for text in (self.department, self.project) if text)

    @property
    def risks(self) -> str:
        """The risks in words; nothing where none was found."""
        parts = [f"错误{self.errors}处"] if self.errors else []
        parts += [f"警告{self.warnings}处"] if self.warnings else []
        return "、".join((*parts, *self.signals))


@dataclass(frozen=True, slots=True)
class Way:
    """One way with the number of projects it takes, or their share in percent of all."""

    name: str
    count: int
    share: bool = False

    def number(self, of: int) -> int:
        """The projects to take, a share rounded up."""
        return -(-of * self.count // 100) if self.share else self.count

    def words(self, of: int) -> str:
        """The way as the list prints it."""
        size = f"{self.count}%（{self.number(of)}个）" if self.share else f"{self.count}个"
        return {
            "amount": f"按金额从大到小选取{size}",
            "risk": f"按风险（错误、警告、疑点迹象、金额依次比较）选取{size}",
            "department": f"各部门轮流、部门内按金额从大到小选取{size}",
            "random": f"随机选取{size}",
        }[self.name]


@dataclass(frozen=True, slots=True)
class Chosen:
    """A project of the list and why it is on it."""

    candidate: Candidate
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """The list, all that could be chosen, the ways, and the seed of the random one, the mark of invented data."""

    chosen: tuple[Chosen, ...]
    candidates: tuple[Candidate, ...]
    rule: str
    seed: str = ""
    mark: str = ""

    @property
    def money(self) -> tuple[Decimal, Decimal]:
        """The money of the chosen projects and of all, as far as it is known."""
        every = sum((one.budget for one in self.candidates if one.budget is not None), Decimal(0))
        some = (one.candidate.budget for one in self.chosen)
        return sum((one for one in some if one is not None), Decimal(0)), every


def way_of(text: str) -> Way:
    """``amount``, ``risk:5``, ``random:10%``. Raises InputError for anything else."""
    found = _WAY.fullmatch(text.strip().replace("：", ":").replace("％", "%"))
    way = (
        Way(found["way"], int(found["count"] or DEFAULT_SHARE), bool(found["share"] or not found["count"]))
        if found
        else None
    )
    if way is None or way.name not in WAYS or not way.count or (way.share and way.count > 100):
        raise InputError(
            f"--by {text}：请写 {'、'.join(WAYS)} 之一，可加数量或比例，如 amount:5、random:10%。",
            f"--by {text}: write one of {', '.join(WAYS)}, with a number or a share if wanted: amount:5, random:10%.",
        )
    return way


def candidates_of(done: Audit) -> tuple[Candidate, ...]:
    """The projects among the self-evaluations, in the order of the forms."""
    per_form, _ = findings_by_form(done.forms, done.notices)
    found = []
    for position, (form, own) in enumerate(zip(done.forms, per_form, strict=True)):
        claims = done.done.by_form[position]
        if not form.kind.has_outcomes or form.kind.of_department or not claims:
            continue
        errors, warnings, _ = counts(own)
        names = {one.name for one in own}
        signals = [words for name, words in _SIGNALS.items() if name in names]
        if in_points(form.total_score) == 100:
            signals.insert(0, "填报满分")
        evidence = [claim.row.evidence for claim in claims]
        if None not in evidence and all(says_nothing(text) for text in evidence) and "无佐证材料" not in signals:
            signals.append("无佐证材料")
        found.append(
            Candidate(
                position=position,
                file=form.file,
                department=form.department or "",
                project=form.project or form.title,
                budget=project_budget(form),
                total=form.total_score or "",
                grade=form.grade or "",
                errors=errors,
                warnings=warnings,
                signals=tuple(signals),
            )
        )
    return tuple(found)


def select(candidates: Sequence[Candidate], ways: Sequence[Way], names: Sequence[str], seed: str) -> Selection:
    """The projects named and those that the ways take in turn. Raises InputError for a name that fits none or several,
    and where nothing can be chosen.
    """
    if not candidates:
        raise InputError("没有项目自评表，无可选取的项目。", "there is no self-evaluation of a project to choose from.")
    chosen = [Chosen(_named(candidates, name), "指定") for name in names]
    chosen = list({one.candidate.position: one for one in chosen}.values())
    for way in ways:
        taken = {one.candidate.position for one in chosen}
        left = [one for one in candidates if one.position not in taken]
        some = _ORDERS[way.name](left, seed)[: way.number(len(candidates))]
        chosen += [Chosen(one, _reason(way, one)) for one in some]
    random = any(way.name == "random" for way in ways)
    rule = "；".join((*(["指定项目"] if names else []), *(way.words(len(candidates)) for way in ways)))
    return Selection(chosen=tuple(chosen), candidates=tuple(candidates), rule=rule, seed=seed if random else "")


def _named(candidates: Sequence[Candidate], name: str) -> Candidate:
    found = [one for one in candidates if name in (one.project, one.name)]
    found = found or [one for one in candidates if name in one.name]
    if len(found) != 1:
        zh, en = "没有这样的项目", "there is no such project"
        if found:
            zh = f"有 {len(found)} 个这样的项目，请写全部门和项目"
            en = f"{len(found)} projects fit; write department and project in full"
        raise InputError(f"--name {name}：{zh}。", f"--name {name}: {en}.")
    return found[0]


def _reason(way: Way, one: Candidate) -> str:
    if way.name == "amount":
        return "金额较大"
    if way.name == "risk":
        return f"风险：{one.risks or '未发现疑点'}"
    return "各部门轮流" if way.name == "department" else "随机"


Order = Callable[[Sequence[Candidate], str], list[Candidate]]


def _by_amount(left: Sequence[Candidate], _: str = "") -> list[Candidate]:
    return sorted(left, key=lambda one: (-(one.budget if one.budget is not None else Decimal(-1)), one.name, one.file))


def _by_risk(left: Sequence[Candidate], _: str) -> list[Candidate]:
    return sorted(_by_amount(left), key=lambda one: (-one.errors, -one.warnings, -len(one.signals)))


def _by_department(left: Sequence[Candidate], _: str) -> list[Candidate]:
    """The largest of each department, then the second of each, and so on."""
    turns: dict[str, int] = {}
    ranked = []
    for one in _by_amount(left):
        turns[one.department] = turns.get(one.department, 0) + 1
        ranked.append((turns[one.department], one))
    return [one for _, one in sorted(ranked, key=lambda pair: (pair[0], pair[1].department))]


def _at_random(left: Sequence[Candidate], seed: str) -> list[Candidate]:
    """In the order of digests of seed and name: the same on every machine, whatever the order of the files."""

    def key(one: Candidate) -> tuple[str, str]:
        return hashlib.sha256("\x1f".join((seed, one.department, one.project)).encode()).hexdigest(), one.file

    return sorted(left, key=key)


_ORDERS: dict[str, Order] = {
    "amount": _by_amount,
    "risk": _by_risk,
    "department": _by_department,
    "random": _at_random,
}


def share_of(part: Decimal, whole: Decimal) -> str:
    """A share in percent with two decimals; nothing of nothing."""
    return f"{part * 100 / whole:.2f}%" if whole else ""


def summed_up(found: Selection) -> str:
    """The sentence under the list: projects and money chosen of all."""
    some, every = found.money
    unknown = sum(one.budget is None for one in found.candidates)
    count, of = len(found.chosen), len(found.candidates)
    text = f"选取项目{count}个，占备选项目{of}个的{share_of(Decimal(count), Decimal(of))}"
    if every:
        text += f"；金额{shown(some)}万元，占{shown(every)}万元的{share_of(some, every)}"
    return text + (f"；{unknown}个备选项目金额不详，未计入" if unknown else "") + "。"
