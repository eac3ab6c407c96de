"""Texts of targets and outcomes made by rule, from the reader's own words: what a mutation of bytes hardly ever hits.

``phrase`` makes one, ``changed`` changes one of the lines of an input, ``words`` are the pieces for libFuzzer.
"""

from __future__ import annotations

import random
from functools import cache

from targets.language.quantity import MAGNITUDES, _table
from targets.language.spellings import SPELLINGS

SIGNS = (*"≥≤><=", ">=", "<=", "=>", "≥=", "≥≥", "≈", "±", *(c for sign in "≥≤><=-~/%" for c in SPELLINGS[sign]))
BEFORE = (
    *("不少于", "不低于", "不超过", "不得高于", "至少", "至多", "最多", "不足", "不到", "未达到", "大于", "小于"),
    *(
        "大于或等于",
        "小于等于",
        "等于",
        "超过",
        "突破",
        "达到",
        "应达到",
        "增长到",
        "降低至",
        "控制在",
        "力争",
        "争取达到",
    ),
    *("不亚于", "不晚于", "约", "近", "大概", "每", "每年", "每季度至少", "一年", "全年", "人均", "月均", "介于"),
)
AFTER = (
    *("以上", "及以上", "以下", "以内", "之内", "左右", "上下", "(不含)", "（含）", "之间", "内", "前", "以前", "底前"),
    *("以上(不含)", "完成", "达标", "余", "多", "半", "（预计）", "为止", "且", "，力争", "提高", "增长", "不等"),
)
CHANGES = (
    *(
        "较上年提高",
        "同比下降",
        "比2022年增长",
        "较基期减少",
        "环比上升",
        "在上年基础上增加",
        "高于全国平均水平",
        "降幅",
    ),
    *("由10天缩短到", "从3%提高到", "排名前", "第", "前", "位次", "不足5万的村按", "优于市场价", "次年", "力争前"),
)
JOINS = (
    "-",
    "~",
    "—",
    "至",
    "到",
    "～",
    ":",
    "：",
    "/",
    "、",
    "；",
    "，",
    "且",
    "±",
    " ",
    "每",
    "的",
    "其中",
    "x",
    "≤x≤",
    "或",
)
DATES = (
    *(
        "2023年12月31日前",
        "2023年12月底",
        "12月底前",
        "2月30日",
        "2月29日前",
        "年底前",
        "2023.07-2024.01",
        "1-12月",
        "9月前",
    ),
    *(
        "二〇二三年底",
        "第四季度",
        "上半年",
        "每月25日前",
        "次年3月",
        "2023年",
        "2023-12-31",
        "20231231",
        "当年12月中旬",
        "月底前",
    ),
    *(
        "十二月三十一日前",
        "2023年1月至12月",
        "13月",
        "2023年0月",
        "2023/2/29前",
        "本年度内",
        "6月下旬前",
        "44926",
        "今年年底",
    ),
)
SET_PHRASES = (
    *(
        "无",
        "不适用",
        "/",
        "—",
        "达成预期指标",
        "部分达成",
        "未达成预期指标",
        "有效提高",
        "基本完成",
        "应助尽助",
        "100%完成",
    ),
    *(
        "完成率100%",
        "已完成",
        "第一方阵",
        "全省前列",
        "零事故",
        "0起",
        "无投诉",
        "定性",
        "优良中低差",
        "优",
        "PM2.5≤35",
        "12345",
    ),
    *(
        "1人1次",
        "7×24小时",
        "一户一策",
        "三年行动",
        "百分之百",
        "三分之二",
        "千分之五",
        "万分之一点五",
        "十四五末",
        "*",
        "**",
    ),
)
NUMERALS = "零〇一二两三四五六七八九十百千万亿半点壹贰叁拾佰"
INDICATORS = (
    *(
        "",
        "培训人数",
        "满意度",
        "合格率（%）",
        "成本控制率",
        "完成时间",
        "每亩补助标准（元）",
        "投诉次数",
        "增长率",
        "不低于90%的覆盖率",
    ),
    *(
        "预算超支率",
        "工期",
        "单位成本",
        "下降幅度",
        "12月底前完成率",
        "培训天数",
        "排名",
        "万元产值能耗降低率",
        "事故起数",
    ),
)


@cache
def units() -> tuple[str, ...]:
    """Every spelling of a unit, and the magnitudes."""
    return (*sorted(_table().by_spelling), *MAGNITUDES, "窗口", "kWh", "m³", "X")


@cache
def words() -> tuple[str, ...]:
    """All pieces, for a dictionary."""
    return (*dict.fromkeys((*SIGNS, *BEFORE, *AFTER, *CHANGES, *JOINS, *DATES, *SET_PHRASES, *units())),)


def numeral(draw: random.Random) -> str:
    """A number as people write it, now and then one that nobody does."""
    what = draw.randrange(12)
    if what < 4:
        return str(draw.choice((0, 1, 2, 3, 5, 10, 12, 95, 99, 100, 101, 290, 1000, 2023, 44926, 99999)))
    if what < 6:
        return f"{draw.randrange(200)}.{draw.choice(('0', '5', '05', '95', '333', '00', '125'))}"
    if what == 6:
        return f"{draw.randrange(1, 999)},{draw.choice(('000', '050', '00', '0000', '500.5'))}"
    if what == 7:
        return "".join(draw.choice(NUMERALS) for _ in range(draw.randint(1, 6)))
    if what == 8:
        return "".join(draw.choice("０１２３４５６７８９．") for _ in range(draw.randint(1, 5)))
    if what == 9:
        return "9" * draw.choice((14, 15, 16, 18, 19, 20, 30, 31)) + draw.choice(("", ".5", ".000001"))
    if what == 10:
        return draw.choice(("-", "+", "－", "±")) + str(draw.randrange(100))
    return draw.choice(("", "0.0", "00", "0.000000001", "1e5", "1.2.3", "1,2", ".5", "5.", "½", "²", "①", "٣", "０"))


def quantity(draw: random.Random) -> str:
    """A number with its unit and denominators."""
    said = numeral(draw) + draw.choice(("", "", "", " ", "余", "多", "半", "万", "亿"))
    said += draw.choice((draw.choice(units()), "%", "%", "人", "万元", "次", "天", ""))
    for _ in range(draw.choice((0, 0, 0, 0, 1, 1, 2))):
        said += draw.choice(("/", "／", "每", "·", "、"))
        said += draw.choice(("", "", numeral(draw))) + draw.choice(units())
    return said


def phrase(draw: random.Random) -> str:
    """A text of a target or outcome."""
    what = draw.randrange(10)
    if what == 0:
        return draw.choice(DATES)
    if what == 1:
        return draw.choice(SET_PHRASES)
    said = "".join(draw.choice((*pool, "")) for pool in (CHANGES, BEFORE) if draw.random() < 0.4)
    if draw.random() < 0.5:
        said += draw.choice(SIGNS)
    said += quantity(draw)
    if draw.random() < 0.3:
        said += draw.choice(JOINS) + (quantity(draw) if draw.random() < 0.8 else draw.choice(DATES))
    if draw.random() < 0.3:
        said += draw.choice(AFTER)
    if draw.random() < 0.12:
        said += draw.choice(JOINS) + phrase(draw)
    return said


def varied(text: str, draw: random.Random) -> str:
    """A text with one to four pieces cut, doubled, replaced or put in."""
    for _ in range(draw.randint(1, 4)):
        at, to = sorted((draw.randint(0, len(text)), draw.randint(0, len(text))))
        piece = draw.choice((draw.choice(words()), numeral(draw), quantity(draw), text[at:to], ""))
        text = text[:at] + piece + text[draw.choice((at, min(at + 1, len(text)), to)) :]
        if len(text) > 520:
            return text[:520]
    return text


def changed(data: bytes, draw: random.Random) -> bytes:
    """Lines with cells between tabs: one of the cells said otherwise or anew, a row doubled, cut or moved."""
    rows = [line.split("\t") for line in data.decode("utf-8", "replace").split("\n")]
    for _ in range(draw.randint(1, 3)):
        row = draw.choice(rows)
        at = draw.randrange(len(row))
        what = draw.randrange(8)
        if what < 3:
            row[at] = phrase(draw)
        elif what < 6:
            row[at] = varied(row[at], draw)
        elif what == 6:
            row[at] = draw.choice((*INDICATORS, *SIGNS, *units(), draw.choice(draw.choice(rows))))
        elif len(rows) > 1 and draw.random() < 0.5:
            rows.remove(row)
        else:
            rows.insert(draw.randint(0, len(rows)), list(row))
    return "\n".join("\t".join(row) for row in rows[:12]).encode("utf-8", "replace")
