"""How often outcomes find their indicator when their names were changed: ``python benchmarks/matching.py [ROUNDS
[SEED]]``.

Takes real indicator names (``indicator_names.tsv``), changes them as people do (words moved, dropped, added, other
widths and numbering) and as they must not be taken (another measure, another number, a neighbour, a negation),
matches them and prints for each kind of change how many were matched rightly, left pending, or matched wrongly.
Wanted: of the first sort at least 97 % found, of all at most 0.1 % wrong.
"""

from __future__ import annotations

import csv
import random
import re
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable
from pathlib import Path

from rapidfuzz.distance import Levenshtein

from actuals.matching.matching import match
from actuals.matching.names import name_key
from actuals.outcome import Outcome
from actuals.sources.table import OutcomeTable
from targets.kinds.location import Location
from targets.language.reading import Reading, ReadingKind
from targets.model.form import Category, Form, FormKind, Indicator

# Words of the field, longest first, for cutting names; what none of them covers is cut into twos.
WORDS = sorted(
    "家庭经济困难 家庭经济困难学生 建档立卡 学生 教师 学校 教育 督导 工作站 检查 覆盖率 完成率 及时率 "  # noqa: SIM905  words read better without quotes
    "合格率 达标率 满意度 培训 考试 教研 活动 资助 高考 入学 高中 学前教育 义务教育 中小学 人均 补助 标准 "
    "成本 经费 招商 外出 次数 人数 数量 场次 场地 项目 工程 改造 建设 设备 购置 安装 药品 化妆品 医疗器械 "
    "抽验 抽检 不良反应 监管 人员 企业 服务 对象 群众 农村 贫困 人口 救助 临时 临时救助 低保 特困 保障 "
    "发放 资金 到位率 到位 执行 预算 质量 水平 提高 提升 开展 组织 完成 全年 全区 各学校 每月 公示 时间 "
    "名单 政策 享受 申请 程序 审核 过程 科学 合规率 创业担保贷款 金融机构 满意 宣传 安全 隐患 排查 处置率 "
    "警示标志 设置 铁路 沿线 环境 整治 管理 机制 健全性 社会 效益 影响 程度 村庄 美丽宜居 自然村庄 验收 "
    "通过率 户用 卫生厕所 森林 火灾 发生率 受害率 基层 医疗 卫生 机构 国家 基本药物 制度 实施 图书馆 读者 "
    "讲座 知晓率 参与 委托 业务 报告 保障率 控制率 完工率 安全率 结余率 发放率 兑付率 参保率 增长率 "
    "回收率 拨付率 死亡率 成活率 就业率 兑现率 使用率 利用率 支付率 意愿率 及时性 合规性 规范性 完整性 "
    "额度 足额 按时 支出 村干部 干部 年度 污染 优良 监测 脱贫 受益 比例 比赛 评比 设计 作业 学科 作用 "
    "市场 维护 公平 时长 支付 贴息 贷款 周期 空气 改善 市民 物业费 安置 小区 亩均 收入 比重 较".split(),
    key=len,
    reverse=True,
)
ADDED = "全年 累计 本年 实际 项目 全区 本级 相关 市级 已 年度 情况 工作 所有 辖区 单位".split()  # noqa: SIM905
MEASURES = (
    "完成率 达标率 合格率 及时率 覆盖率 到位率 通过率 发放率 参与率 知晓率 增长率 准确率 优良率 满意度 认可度".split()  # noqa: SIM905  words read better without quotes
)
COUNTS = "人数 次数 数量 场次 期数 成本".split()  # noqa: SIM905


def words(name: str) -> list[str]:
    """The name cut into words by longest match; its numbering stays with the first word."""
    head = re.match(r"[★*]*(?:指标\d*[:：.、]?)?", name)
    position = head.end() if head else 0
    found: list[str] = []
    while position < len(name):
        word = next((w for w in WORDS if name.startswith(w, position)), None)
        if word is None:
            plain = re.match(r"\d+(?:\.\d+)?%?|[A-Za-z]+|[^\w]+|\w{1,2}", name[position:])
            word = plain.group() if plain else name[position]
        found.append(word)
        position += len(word)
    if found and head:
        found[0] = head.group() + found[0]
    return found


def reordered(name: str, rng: random.Random) -> str | None:
    parts = words(name)
    if len(parts) < 3:
        return None
    a, b = rng.sample(range(len(parts)), 2)
    parts[a], parts[b] = parts[b], parts[a]
    return "".join(parts)


def dropped(name: str, rng: random.Random) -> str | None:
    parts = words(name)
    if len(parts) < 3:
        return None
    del parts[rng.randrange(len(parts))]
    return "".join(parts)


def added(name: str, rng: random.Random) -> str | None:
    parts = words(name)
    parts.insert(rng.randrange(len(parts) + 1), rng.choice(ADDED))
    return "".join(parts)


def dropped_and_added(name: str, rng: random.Random) -> str | None:
    shorter = dropped(name, rng) if len(words(name)) > 4 else None
    return added(shorter, rng) if shorter else None


def reordered_and_dropped(name: str, rng: random.Random) -> str | None:
    moved = reordered(name, rng) if len(words(name)) > 4 else None
    return dropped(moved, rng) if moved else None


def respelled(name: str, rng: random.Random) -> str | None:
    wide = "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" and rng.random() < 0.5 else c for c in name)
    spaced = "".join(c + (" " if rng.random() < 0.15 else "") for c in wide)
    return rng.choice(("指标1：", "1、", "（3）", "★", "②", "指标12:", "2. ", "")) + spaced


def one_sign_lost(name: str, rng: random.Random) -> str | None:
    if len(name) < 8:
        return None
    n = rng.randrange(len(name))
    return name[:n] + name[n + 1 :]


def other_measure(name: str, rng: random.Random) -> str | None:
    for family in (MEASURES, COUNTS):
        for measure in family:
            if measure in name:
                return name.replace(measure, rng.choice([m for m in family if m != measure]), 1)
    return None


def other_number(name: str, rng: random.Random) -> str | None:
    found = re.search(r"\d+", name)
    if not found or re.match(r"^(?:指标)?\d", name) or re.search(r"(?:19|20)\d\d|[<>≥≤]", name):
        return None
    return name[: found.start()] + str(int(found.group()) + rng.randint(1, 9)) + name[found.end() :]


def negated(name: str, rng: random.Random) -> str | None:
    found = re.search(r"完成率|合格率|达标率|到位率|及时率", name)
    return name[: found.start()] + rng.choice("未不") + name[found.start() :] if found else None


def replaced(name: str, rng: random.Random) -> str | None:
    groups = (
        "教师 学生 家长",
        "小学 中学 幼儿园",
        "农村 城镇",
        "药品 化妆品 医疗器械",
        "高中 学前教育 义务教育",
        "企业 群众 个人",
    )
    for group in groups:
        for word in group.split():
            if word in name:
                return name.replace(word, rng.choice([w for w in group.split() if w != word]))
    return None


SAME: dict[str, Callable[[str, random.Random], str | None]] = {
    "respelled": respelled,
    "words reordered": reordered,
    "word dropped": dropped,
    "word added": added,
    "dropped and added": dropped_and_added,
    "reordered and dropped": reordered_and_dropped,
    "one sign lost": one_sign_lost,
}
PLAIN = ("respelled", "words reordered", "word dropped", "word added", "neighbours by number")
"""The changes that must be found; the other ones of SAME are two changes at once, or signs lost inside a word."""
OTHER: dict[str, Callable[[str, random.Random], str | None]] = {
    "other measure": other_measure,
    "other number": other_number,
    "negated": negated,
    "word replaced": replaced,
}


def form_of(title: str, names: list[str]) -> Form:
    """A form with these indicator names and nothing else."""
    reading = Reading(text="", kind=ReadingKind.MISSING)
    rows = tuple(
        Indicator(
            id=f"{title}/{n}",
            level1="",
            level2="",
            name=name,
            target="",
            reading=reading,
            category=Category.OUTPUT,
            at=Location(file=title),
        )
        for n, name in enumerate(names)
    )
    return Form(file=title, index=0, kind=FormKind.PROJECT_TARGETS, at=Location(file=title), project=title, rows=rows)


def load() -> dict[str, list[str]]:
    """Form → its indicator names; names that are one name after normalising are kept once."""
    forms: dict[str, list[str]] = defaultdict(list)
    with (Path(__file__).parent / "indicator_names.tsv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
            if name_key(row["name"]) not in map(name_key, forms[row["form"]]):
                forms[row["form"]].append(row["name"])
    return dict(forms)


def outcomes_of(title: str, stated: list[tuple[int, str]]) -> OutcomeTable:
    """A table of outcomes whose actual value says which row it is meant for."""
    outcomes = (
        Outcome(at=Location(file="b", row=n), project=title, name=name, actual=str(row))
        for n, (row, name) in enumerate(stated)
    )
    return OutcomeTable(source="b", outcomes=tuple(outcomes))


def measure(rounds: int, seed: int) -> tuple[dict[str, Counter[str]], list[tuple[str, str, str]]]:
    """Verdicts for each kind of change, and the wrong matches (kind, stated, matched)."""
    rng = random.Random(seed)
    verdicts: dict[str, Counter[str]] = defaultdict(Counter)
    wrong: list[tuple[str, str, str]] = []

    def judge(kind: str, names: list[str], stated: list[tuple[int, str]], same: bool) -> None:
        keys = [name_key(name) for name in names]
        kept = []
        for row, name in stated:
            owner = keys.index(name_key(name)) if name_key(name) in keys else None
            typo = kind in ("word replaced", "other measure") and any(
                n != row and Levenshtein.distance(name_key(name), key, score_cutoff=1) < 2 for n, key in enumerate(keys)
            )
            if (owner is None and not typo) or (owner == row and same):
                kept.append((row, name))  # a change that makes it another row's very name proves nothing
        matching = match([form_of("t", names)], outcomes_of("t", kept))
        found = {matched.outcome.name: place[1] for place, matched in matching.by_indicator.items()}
        for row, name in kept:
            got = found.get(name)
            if got is None:
                verdicts[kind]["pending"] += 1
            elif got == row and same:
                verdicts[kind]["right"] += 1
            else:
                verdicts[kind]["wrong"] += 1
                wrong.append((kind, name, names[got]))

    for _ in range(rounds):
        for names in load().values():
            for kind, change in SAME.items():
                stated = [(n, new) for n, name in enumerate(names) if (new := change(name, rng))]
                judge(kind, names, stated, same=True)  # the whole form comes back changed
                chosen = rng.sample(stated, min(1, len(stated)))
                judge(kind, names, chosen, same=True)  # one line alone, the others not handed in
                for row, name in chosen:  # its own indicator was struck from the form
                    others = [other for n, other in enumerate(names) if n != row]
                    judge(f"{kind}, indicator gone", others, [(-1, name)], same=False)
            for kind, change in OTHER.items():
                stated = [(-1, new) for name in names if (new := change(name, rng))]
                for one in stated:
                    judge(kind, names, [one], same=False)
            for row, name in enumerate(names):  # neighbours that differ in one number, and a third of the kind
                if rng.random() < 0.2:
                    family = [f"第{n}批{name}" for n in "一二"]
                    stated = [(len(names) + n, new) for n, one in enumerate(family) if (new := added(one, rng))]
                    judge("neighbours by number", [*names, *family], stated, same=True)
                    judge(
                        "a third neighbour",
                        [*names[:row], *names[row + 1 :], *family],
                        [(-1, f"第三批{name}")],
                        same=False,
                    )
    return verdicts, wrong


def main() -> int:
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 3
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else 1
    start = time.perf_counter()
    verdicts, wrong = measure(rounds, seed)
    took = time.perf_counter() - start
    print(f"{'change':38}{'n':>8}{'right':>9}{'pending':>9}{'wrong':>9}")
    total: Counter[str] = Counter()
    plain: Counter[str] = Counter()
    harder: Counter[str] = Counter()
    for kind, counts in verdicts.items():
        n = counts.total()
        print(f"{kind:38}{n:8}{counts['right'] / n:9.2%}{counts['pending'] / n:9.2%}{counts['wrong'] / n:9.2%}")
        total += counts
        if kind in PLAIN:
            plain += counts
        elif kind in SAME:
            harder += counts
    print(f"\nfound after one change: {plain['right'] / plain.total():.2%} of {plain.total()} (wanted: 97 %)")
    print(f"found after two changes or lost signs: {harder['right'] / harder.total():.2%} of {harder.total()}")
    print(f"wrong of all: {total['wrong'] / total.total():.3%} of {total.total()} (wanted: at most 0.1 %)")
    print(f"{took:.1f} s, {rounds} rounds, seed {seed}")
    for kind, name, matched in sorted(set(wrong))[:40]:
        print(f"wrong ({kind}): {name} -> {matched}")
    return 0 if plain["right"] >= 0.97 * plain.total() and total["wrong"] <= 0.001 * total.total() else 1


if __name__ == "__main__":
    raise SystemExit(main())
