"""The words of the language of targets: tables of spellings, and ``tokens`` which cuts a text into them.

A text is first made ``plain``: full-width signs and common misprints become one sign each, character for character,
so
that every token keeps its place in the printed text. Numbers that are no values (第一方阵, PM2.5, 十四五, a document
number) are tokens of their own kind, ``SKIP``: they are seen and left alone.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal
from typing import NamedTuple

from targets import dates
from targets.number import CHINESE, NUMBER, chinese, number
from targets.quantity import DIMENSIONS_OF_TIME, longest_unit, lookup
from targets.reading import Comparator

LONGEST = 500
"""Texts with more characters are refused."""

_SAME = {
    "≥": "≧⩾≩⪖", "≤": "≦⩽≨⪕", ">": "＞﹥›〉", "<": "＜﹤‹〈", "=": "＝═﹦꞊", "%": "％﹪", "‰": "",
    "-": "－–—―−‐‑─﹣", "~": "～〜∼˜", "/": "／∕⁄", ":": "：∶﹕", ",": "，﹐", ";": "；﹔",
    "(": "（﹙【［[", ")": "）﹚】］]",
    "·": "・‧•∙⋅", "×": "✕✖", "*": "＊﹡∗", "+": "＋", "^": "＾", ".": "．", "±": "", "#": "＃", "!": "！", "?": "？",
    " ": "\u3000\xa0\t\r\n\v\f\u2002\u2003\u2009\u200a\u200b\ufeff\u200c\u200d\u2060",
}  # fmt: skip
_PLAIN = {ord(c): sign for sign, spellings in _SAME.items() for c in spellings}
_PLAIN |= {0xFF10 + i: str(i) for i in range(10)}
_PLAIN |= {0xFF21 + i: chr(65 + i) for i in range(26)} | {0xFF41 + i: chr(97 + i) for i in range(26)}


def plain(text: str) -> str:
    """The text with one spelling for each sign and digit; as many characters as before."""
    return text if text.isascii() and text.isprintable() else text.translate(_PLAIN)


GE, GT, LE, LT, EQ = Comparator.GE, Comparator.GT, Comparator.LE, Comparator.LT, Comparator.EQ

SYMBOLS: tuple[tuple[str, Comparator], ...] = (
    (r"≥\s*=?|>\s*=|=\s*>|≥\s*≥", GE),
    (r"≤\s*=?|<\s*=|=\s*<", LE),
    (r">\s*>?", GT),
    (r"<\s*<?", LT),
    (r"=\s*=?", EQ),
)
"""Comparators as signs."""

_NOT = r"(?:不|未|不得|不能|不应|不可|不宜|不准|不许|绝不|不会)"
_OR_EQUAL = r"(?:或者?|、|/|且)?等于"
WORDS: tuple[tuple[str, Comparator, bool], ...] = (
    (rf"{_NOT}(?:少于|低于|小于|下于|短于)(?:{_OR_EQUAL})?|(?:大于|高于|多于){_OR_EQUAL}", GE, True),
    (r"至少|最少|最低(?!生活|工资|收入|限度|价|温)|起码|下限|保底|不下", GE, True),
    (
        rf"{_NOT}(?:高于|超过|大于|多于|超出|长于|超|突破|晚于|迟于)(?:{_OR_EQUAL})?|(?:小于|低于|少于){_OR_EQUAL}",
        LE,
        True,
    ),
    (r"至多|最多|最高(?!人民|检|法|水平|温|人)|上限|封顶|最长|最迟|最晚", LE, True),
    (r"不足(?!额)|不到(?!位|达|场)|不满(?!意)|未满|未达到?(?!标|成)|小于|低于|少于|短于", LT, True),
    (r"高于|大于|超过|多于|超出|突破(?!性|点|口)|优于|超(?=\s*\d)", GT, True),
    (r"等于", EQ, True),
    (r"(?:提高|提升|增加|增长|上升|增|升|扩大)(?:到|至)", GE, False),
    (r"(?:下降|降低|减少|压减|压缩|缩短|缩小|降|减|控制)(?:到|至)", LE, False),
    (r"(?:应|要|须|需|必须)?(?:达到|达至|达)(?!成|标|产|效|意|州|县|拉)", GE, False),
    (r"(?:严格)?(?:控制|限制|限定)在", LE, False),
)
"""Comparators as words before the number: pattern, meaning, and whether it outweighs a word after the number."""

TAILS: tuple[tuple[str, Comparator], ...] = (
    (r"(?:及|或|\(含\))?以上(?:\(含\)|\(含本数\))?|及其以上", GE),
    (r"(?:及|或|\(含\))?以下(?:\(含\)|\(含本数\))?|之下", LE),
    (r"以内(?:\(含\))?|之内|以里", LE),
)
"""Comparators as words after the number; all include the bound unless (不含) follows."""

_UP = r"增长(?!点|极)|增加(?!值)|提高|提升|上升|上涨|增幅|增速|涨幅|增收|扩大"
_DOWN = r"下降|降低|减少|减排|缩短|压减|压缩|降幅|减幅|回落|缩小|节约(?!率)|节省(?!率)|减轻"
_LAST = (
    r"(?:上年度?同期|上年度?|上一年度?|去年同期|去年|往年|历年|上月|上季度?|上期|同期|基期|基准年?|年初|"
    r"前[一二三两]年(?:平均)?)"
)
_BASE_YEAR = r"(?:(?:19|20)\d\d\s*年?度?(?:同期|[底末])?|“?十[二三四五]五”?(?:末|期末)?)"
_BASE = rf"(?:{_LAST}|{_BASE_YEAR})"
_LEVEL = r"(?:的?(?:平均)?(?:水平|基数|数据|标准|数))?"

_SKIP = (
    r"[〔\[(（]\s*(?:19|20)\d\d\s*[〕\])）]\s*第?\s*\d+\s*号|第?\s*\d+\s*号(?:文件?|令|公告|楼|线|院|机|桥|路|标)?",
    r"[A-Za-z]+(?:/[A-Za-z]+)?[\s\-]?\d+(?:[.\-:]\d+)*(?:-\d{4})?(?![\d.]*\s*[%‰])[A-Za-z]*",
    r"\d+(?:\.\d+)?版|[2-6]G(?=[^\W\da-zA-Z])|[248]K(?=[^\W\da-zA-Z])|3D|[1-5]A级?(?![A-Za-z])|V\d+(?:\.\d+)*",
    r"\d{1,2}:\d\d\s*[-~至]+\s*\d{1,2}:\d\d|\d{1,2}:00(?!\d)|一次(?=验|交|通|合|审|办|成|抽|检)",
    r"7\s*[×xX*]\s*24\s*(?:小时)?|24\s*小时(?=不间断|值班|值守|服务|在线|开放|待命|运行|监控)|365天(?=不)",
    r"12345|12315|12350|12369|12320|12348|12328|12333|12388|12380|12329|12371",
    r"第[一二三四五六七八九十\d]+(?:人民|方(?!阵)|次(?:全国|会议|代表)|时间|一?年(?!度)|书记|产业|课堂|批|期|类|轮|阶段|步|项|款|条|章|者|位的)",
    r"[一二三四五六七八九两]年级|[一二三四五六七八九十\d]+级(?!\w?台|以上地震)|[一二三甲特]等(?:奖|乙)?",
    r"[三五十两]年(?:行动|规划|计划|攻坚|任务|目标)|九年(?:义务|一贯)|百年|十分(?!之|钟)|千年",
    r"“?十[二三四五]五”?|[一二三四五六七八九十]+(?:性|体化|站式|条龙|方面|系列|揽子|刀切|流|线|直|定|般|致|律|贯|旦|切|些|样|起|同|道|面|片|批(?!次)|点|手|带一路|网通办|网统管|窗|张网|张图|把手|码通)",
    r"一[人户村县企品事项校班车路河乡镇街卡生案区岗]一\w|[一两三四五六七八九]([人户村县企品事项校班车路河乡镇街卡生案区岗])一\w|一对一|点对点",
    r"三[公农保资产方支]|双一流|双百|两[癌会]|两不愁|三重一大|三支一扶|四好|四上|三无|五保|三免|二[维手]|半(?:导体|成品|径)",
    r"[进统逐专同唯单划]一(?:步)?|万(?:无一失|众|家|象)|千[家方]|百(?:姓|货|强|佳)|万分(?!之)",
    r"[一两三四五六七八九十]+(?:个|大)(?:维护|意识|确立|覆盖|中心(?!\d)|自信|结合|统一|全面|机制|体系|格局|振兴|方面|环节|重点)",
    r"[一二两三四五六七八九十四]+类(?=[^\W\d])|[一二三四五六七八九十百]+(?:星级|星)?(?=品牌|工程)",
)
"""Numbers that are no values: document numbers, standards, versions, hotlines, grades, ordinals and set phrases."""

_COUNT = rf"(?:{NUMBER}|{CHINESE})"
_PERIOD_NAMES = r"半年|学年|学期|季度|季|月度?|周|星期|旬|天|日|年度?|届|小时"

_STARTS = (
    "零〇一二两三四五六七八九十百千万亿半壹贰叁肆伍陆柒捌玖拾佰仟不低超高少大小满第进统逐专同唯单划点双甲特每次下翌全年度本当今人户村亩生车床校班日"
    "月周店师较比环相对与和在上去往历期基前优出排位名未绝至最起保多封突等提增扩升降减压缩控限应要须需必达严之以止为及或区左约近接力争努涨回节省"
    "分正负且并其到目此事学产婚空维总季内"
)
"""Characters that may begin a token other than wording; a run of others is wording at once. (A test holds this list
to the table.)"""

_TABLE: tuple[tuple[str, str], ...] = (
    ("WORD", rf"[^\W\d_a-zA-Z{_STARTS}]+"),
    (
        "COND",
        rf"(?:不足|不到|低于|超过|高于|少于|大于|小于|不满|满)\s*{_COUNT}\s*[万千百]?\w{{0,3}}?的\s*(?P<cond>[村户人镇县区校乡])?(?=[^,;]*(?:按|补|给|奖))",
    ),
    ("SKIP", "|".join(f"(?:{pattern})" for pattern in _SKIP)),
    (
        "MONTHLY",
        rf"(?:每个?(?P<monthly>月|季度|季|年)|次月|下个?月)\s*(?P<monthly_day>{dates.DAY})\s*[日号](?=\s*(?:之?以?前|[底末]|内))",
    ),
    ("PERIOD", rf"每个?(?P<each_n>[两二三四五六七八九十]|\d+)?(?P<each_of>个)?(?P<each>{_PERIOD_NAMES})(?!均)"),
    (
        "PERIOD",
        rf"(?:一|1)\s*个?(?P<one>年度?|月|周|学期|学年|季度|天|日)(?:内|之内|中|里)?(?=\s*(?:至少|不少于|开展|完成|≥)?\s*{_COUNT}\s*[次场期轮回批])",
    ),
    (
        "PERIOD",
        rf"(?P<half_year>半年)(?=\s*(?:至少|不少于|≥)?\s*{_COUNT}\s*[次场期轮回批])|(?P<all>全年度?|全学年|年度内|年内|本年度内?|当年内?)(?![底末])",
    ),
    ("EACH_AVG", r"(?P<avg>[人户村亩生车床校班日月年周店师])均"),
    ("BASE", rf"(?:较|比|同比|环比|相比|对比|相较于?|与|同|和)\s*(?P<base1>{_BASE}){_LEVEL}(?:相比较?|比较|比|同期)?"),
    ("BASE", rf"在?\s*(?P<base2>{_BASE}){_LEVEL}(?:的?基础上?|相比)|(?P<base3>同比|环比)"),
    (
        "COMPARED",
        r"(?:(?P<above>高于|优于|高出)|(?P<below>低于|少于))(?P<than>市场(?:平均)?(?:价格?|水平)?|同[类行期](?:\w{0,4})?|全[国省市区县](?:平均)?(?:水平|数)?|平均(?:水平|数|值)?|上年度?)\s*(?=\d)",
    ),
    ("DATE", dates.DATE),
    ("RANKGROUP", r"(?:第[一二三1-3]|前[一二三列])\s*(?:方阵|梯队|序列|集团|等次|行列|阵营|档次|档)"),
    ("RANK", rf"第\s*(?P<nth>{_COUNT})\s*(?:(?P<nth_unit>名|位)(?!次)|(?=\s*(?:$|[,;。)]|以内|以上|左右)))"),
    (
        "RANK",
        rf"(?<![提之以目当])前\s*(?P<top>{_COUNT})\s*(?P<top_unit>名|位|%|强)?(?!\s*(?:季|年|个|期|月|天|周|次|轮|批|日|工))",
    ),
    ("RANK", r"(?:排名|排位|位次|名次|排)\s*(?P<placed>\d+)\s*(?P<placed_unit>名|位)?(?=\s*(?:$|[,;。]|以内|以上))"),
    *(("CMP", pattern) for pattern, _ in SYMBOLS),
    *(("CMP", pattern) for pattern, _, _ in WORDS),
    ("DATE_TAIL", r"之前|以前|前(?!\s*\d)|为止|止"),
    ("WITHIN", r"内(?!部|容|设|外|控|涝|审|科|网|陆|河|存|蒙)"),
    *(("TAIL", pattern) for pattern, _ in TAILS),
    ("BETWEEN", r"之间|区间"),
    ("APPROX", r"左右|上下|大约|(?<![签预合条契节违简])约(?![束定谈])为?|大概|近(?=\s*\d)|接近|基本达到|基本实现"),
    ("EXCLUSIVE", r"\(不含\)|不含本数"),
    ("INCLUSIVE", r"\((?:包?含|含本数)\)"),
    ("AMBITION", r"力争|争取|努力"),
    (
        "DIRECTION",
        rf"(?P<up>{_UP})(?:率|幅度|幅)?(?:为|达到?|在|约)?|(?P<down>{_DOWN})(?:率|幅度|幅)?(?:为|达到?|在|约)?",
    ),
    (
        "FRACTION",
        rf"(?P<share>百|千|万)分之\s*(?P<share_of>{NUMBER}|{CHINESE}(?:点[零一二三四五六七八九]+)?)|百分(?P<all_of>百)",
    ),
    ("FRACTION", r"(?P<whole>[二三四五六七八九十])分之\s*(?P<part>[一二三四五六七八九])"),
    ("PM", r"±|\+/-|正负"),
    ("NUMBER", NUMBER),
    ("CHINESE", rf"{CHINESE}[万亿](?:{CHINESE})(?![分])|半(?=个?(?:年|月|天|小时))|{CHINESE}"),
    ("TO", r"-+|~|至|到"),
    ("SEP", r"[,;。、]|且|并且|同时|以及|其中"),
    ("REMARK", r"\([^()]*\)?"),
    ("SPACE", r"\s+"),
    (
        "WORD",
        r"节约|节省|提前|目前|当前|此前|事前|学前|产前|婚前|空前|全天候?|保持在?|维持在|总体[达为]?|不低|第|及时|等次",
    ),
    ("WORD", r"[^\W\d_]|[“”‘’\"'《》<>〈〉!:/+.·&—…_\)]"),
    ("SYMBOL", r"[\s\S]"),
)
"""The tokens in order of precedence: kind and pattern. Anything else is wording."""

_CMP_PATTERNS: tuple[tuple[re.Pattern[str], Comparator, bool], ...] = (
    *((re.compile(p), c, True) for p, c in SYMBOLS),
    *((re.compile(p), c, strong) for p, c, strong in WORDS),
)
_TAIL_PATTERNS = tuple((re.compile(p), c) for p, c in TAILS)
_KINDS = [kind for kind, _ in _TABLE]
_MASTER = re.compile("|".join(f"(?P<T{i}>{pattern})" for i, (_, pattern) in enumerate(_TABLE)))


class Token(NamedTuple):
    """One token: its kind, its place in the text, and what it says (which fields are filled depends on the kind)."""

    kind: str
    start: int
    end: int
    text: str
    comparator: Comparator | None = None
    strong: bool = True
    value: Decimal | None = None
    unit: str | None = None
    per: str | None = None
    word: str = ""
    day: str | None = None
    flag: str = ""


_UNKNOWN = re.compile(r"[A-Za-zμ]{1,6}[²³]?(?![A-Za-z])|[^\W\d_a-zA-Z]{1,4}(?=\s*(?:$|[,;。()/]))")
_NO_UNIT = re.compile(
    r"[以左右之内前后至到余多及和的且与、为按倍数]|完成|覆盖|达标|通过|合格|及时|到位|全部|增长|下降|提高|控制|保障|落实|实现"
)
_EACH_THING = re.compile(r"每\s*(?P<n>\d+|[一两三四五六七八九十百千万]+)?\s*")
_MORE = re.compile(r"\s*(?P<magnitude>[十百千万亿]{0,2})[余多](?!\s*于)")
_FREE_CHINESE = (
    frozenset({"[occurrence]", "[people]", "[money]", "[percentage_point]", "[multiple]"}) | DIMENSIONS_OF_TIME
)


def tokens(text: str) -> list[Token]:
    """Cut a plain text into tokens, left to right, in time linear in its length. Spaces are left out, wording is
    joined."""
    found: list[Token] = []
    position = 0
    while position < len(text):
        match = _MASTER.match(text, position)
        if match is None or match.lastgroup is None:  # pragma: no cover - the last pattern takes anything
            break
        token = _token(text, match, found)
        position = token.end
        if token.kind == "WORD" and found and found[-1].kind == "WORD" and found[-1].end == token.start:
            last = found[-1]
            found[-1] = last._replace(end=token.end, text=last.text + token.text)
        elif token.kind != "SPACE":
            found.append(token)
    return found


def _token(text: str, match: re.Match[str], before: list[Token]) -> Token:
    """The token of one match, with what its kind reads out of it."""
    kind = _KINDS[int((match.lastgroup or "T0")[1:])]  # the outermost group closes last
    start, end, said = match.start(), match.end(), match[0]
    each = _each(text, start) if said[0] == "每" and kind in ("WORD", "SYMBOL") else None
    if each is not None:
        return each
    if kind == "NUMBER":
        return _quantity(text, start, end, number(said), _sign(text, start, before))
    if kind == "CHINESE":
        return _chinese(text, start, end, said, before)
    reader = _READERS.get(kind)
    token = Token(kind, start, end, said)
    return reader(token, match) if reader else token


def _sign(text: str, start: int, before: list[Token]) -> str:
    """``-`` where a minus stands right before a number and cannot be a range."""
    if start and text[start - 1] == "-" and before and before[-1].kind == "TO" and before[-1].text == "-":
        previous = before[-2].kind if len(before) > 1 else ""
        if previous in ("", "CMP", "DIRECTION", "TO", "SEP"):
            before.pop()
            return "-"
    return ""


def _quantity(text: str, start: int, end: int, value: Decimal | None, sign: str = "") -> Token:
    """quantity = NUMBER [余] [magnitude] unit ["/" denominators | 每 denominator]"""
    flag = ""
    if start and (
        text[start - 1].isdecimal() or (text[start - 1] in ".," and start > 1 and text[start - 2].isdecimal())
    ):
        flag = "malformed"
    if sign:
        start, value = start - 1, None if value is None else -value
    magnitude = ""
    if more := _MORE.match(text, end):
        end, flag, magnitude = more.end(), flag or "more", more["magnitude"]
    spelling, end = _unit(text, end)
    spelling = f"{magnitude}{spelling or ''}" or None
    per, end = _per(text, end, spelling)
    return Token("NUMBER", start, end, text[start:end], value=value, unit=spelling, per=per, flag=flag)


def _skip_spaces(text: str, position: int) -> int:
    while position < len(text) and text[position] == " ":
        position += 1
    return position


def _unit(text: str, end: int) -> tuple[str | None, int]:
    """unit = the longest spelling of units.txt | (unit) in brackets | a short word at the end that nobody knows"""
    at = _skip_spaces(text, end)
    if at >= len(text):
        return None, end
    if text[at] == "(":
        close = text.find(")", at)
        inner = text[at + 1 : close].strip() if close > 0 else ""
        return (inner, close + 1) if inner and lookup(inner) else (None, end)
    spelling = longest_unit(text, at)
    if spelling is not None:
        after = at + len(spelling)
        if spelling in ("生", "员", "区", "市", "位", "名", "分") and text[after : after + 1] in (
            "产",
            "活",
            "级",
            "别",
            "次",
            "之",
        ):
            pass
        if (
            spelling[-1].isascii()
            and spelling[-1].isalpha()
            and text[after : after + 1].isascii()
            and text[after : after + 1].isalpha()
        ):
            spelling = None
        else:
            slash = text[after : after + 1] == "/"
            other = longest_unit(text, after + 1) if slash else None
            if other and lookup(f"{spelling}/{other}"):
                spelling = f"{spelling}/{other}"
                after += 1 + len(other)
            return spelling, after
    unknown = _UNKNOWN.match(text, at)
    if unknown and not _NO_UNIT.match(text, at):
        return unknown[0], unknown.end()
    return None, end


def _per(text: str, end: int, unit: str | None) -> tuple[str | None, int]:
    """denominators = ("/" | 每) denominator {("·" | "*" | "." | "、" | "/") denominator}"""
    at = _skip_spaces(text, end)
    mark = text[at : at + 1]
    if mark not in ("/", "每"):
        return None, end
    start = _skip_spaces(text, at + 1)
    stop = _denominator(text, start, numbers=mark == "/")
    if stop is None:
        return None, end
    if unit is not None and text[start].isdecimal() and text[start:stop].endswith(unit):
        return None, end  # 12期/13期 are two quantities
    while True:
        mark_at = _skip_spaces(text, stop)
        joint = text[mark_at : mark_at + 1]
        if joint == "每":
            mark_at -= 1
        elif joint not in ("·", "*", ".", "、", "/", "×"):
            break
        following = _denominator(
            text, _skip_spaces(text, mark_at + 1 + (joint == "每")), numbers=False, known=joint != "/"
        )
        if following is None:
            break
        stop = following
    return text[start:stop].replace(" ", ""), stop


def _denominator(text: str, start: int, *, numbers: bool, known: bool = False) -> int | None:
    """denominator = [NUMBER] [magnitude] unit; returns where it ends, or None"""
    at = start
    digits = re.compile(NUMBER).match(text, at) if numbers else None
    if digits:
        at = digits.end()
    elif text[at : at + 1] in ("一", "每") and text[at + 1 : at + 2]:
        at += 1
    if text[at : at + 1] == "个" and (longer := longest_unit(text, at + 1)) and longer[0] not in "十百千万亿":
        return at + 1 + len(longer)
    spelling = longest_unit(text, at) if at < len(text) else None
    if spelling is not None:
        return at + len(spelling)
    if digits:
        return at
    unknown = None if known else _UNKNOWN.match(text, at)
    return unknown.end() if unknown and not _NO_UNIT.match(text, at) else None


def _chinese(text: str, start: int, end: int, said: str, before: list[Token]) -> Token:
    """A number in Chinese numerals, if what stands around it makes it one; wording otherwise."""
    value = number(said)
    token = _quantity(text, start, end, value)
    unit = lookup(token.unit) if token.unit else None
    led = not before or before[-1].kind in (
        "CMP",
        "PERIOD",
        "EACH",
        "APPROX",
        "DIRECTION",
        "TO",
        "SEP",
        "AMBITION",
        "PM",
    )
    if text[token.end : token.end + 1] in tuple("性式体型化制级等"):
        return Token("WORD", start, start + 1, text[start])
    closed = token.end >= len(text) or text[token.end] in " ,;。以左上下-~至" or token.per is not None
    if value is not None and unit is not None and (unit.dimension in _FREE_CHINESE or (led and closed)):
        return token
    if value is not None and led and end >= len(text) and (before or len(said) > 1 or start == 0):
        return token._replace(end=end, unit=None, per=None)
    if (
        value is not None
        and (unit or text[end : end + 1] in ("万", "亿"))
        and before
        and before[-1].kind in ("CMP", "TO")
    ):
        return token
    return Token("WORD", start, start + 1, text[start])


def _each(text: str, start: int) -> Token | None:
    """EACH = 每 [NUMBER] [个] unit: 每人, 每个村, 每百户"""
    match = _EACH_THING.match(text, start)
    if match is None:
        return None
    at = match.end()
    if (
        text[at : at + 1] in ("个", "名", "位", "所", "家")
        and (longer := longest_unit(text, at + 1))
        and longer[0] not in "十百千万亿"
    ):
        at += 1
    spelling = longest_unit(text, at) if at < len(text) else None
    if spelling is None:
        unknown = re.compile(r"[^\W\d_]{1,4}?(?=\s*\d)").match(text, at)
        if unknown is None:
            return None
        spelling = unknown[0]
    count = match["n"] or ""
    count = "" if count in ("一", "1") else count
    return Token("EACH", start, at + len(spelling), text[start : at + len(spelling)], per=count + spelling)


def _read_comparator(token: Token, match: re.Match[str]) -> Token:
    for pattern, comparator, strong in _CMP_PATTERNS:
        found = pattern.match(match.string, token.start)
        if found is not None and found.end() == token.end:
            return token._replace(comparator=comparator, strong=strong)
    return token


def _read_tail(token: Token, match: re.Match[str]) -> Token:
    for pattern, comparator in _TAIL_PATTERNS:
        if pattern.fullmatch(token.text):
            return token._replace(comparator=comparator)
    return token


def _read_period(token: Token, match: re.Match[str]) -> Token:
    if match["all"]:
        return token._replace(per="学年" if "学" in match["all"] else "年", flag="whole")
    name = match["each"] or match["one"] or match["half_year"]
    count = f"{match['each_n']}{match['each_of'] or ''}" if match["each_n"] else ""
    return token._replace(per=count + {"年度": "年", "月度": "月"}.get(name, name))


def _read_rank(token: Token, match: re.Match[str]) -> Token:
    said = match["nth"] or match["top"] or match["placed"]
    value = number(said)
    unit = match["nth_unit"] or match["top_unit"] or match["placed_unit"] or "名"
    if value is None:
        return token._replace(kind="WORD")
    comparator = LE if match["top"] else EQ
    return token._replace(value=value, unit="名" if unit == "强" else unit, comparator=comparator)


def _read_date(token: Token, match: re.Match[str]) -> Token:
    day = dates.iso(match)
    if day is None:
        return token._replace(kind="SYMBOL", flag="date")
    month_only = len(day) == (4 if day.startswith("--") else 7)
    whole = (month_only and "月" in token.text) or len(day) == 4 or "季" in token.text
    return token._replace(day=day, flag="whole" if whole and token.text[-1] not in "底末" else "")


def _read_base(token: Token, match: re.Match[str]) -> Token:
    said = match["base1"] or match["base2"] or {"同比": "上年同期", "环比": "上期"}.get(match["base3"], "")
    return token._replace(word=said.replace(" ", ""))


def _read_direction(token: Token, match: re.Match[str]) -> Token:
    return token._replace(word="up" if match["up"] else "down")


def _read_fraction(token: Token, match: re.Match[str]) -> Token:
    if match["all_of"]:
        return token._replace(kind="NUMBER", value=Decimal(100), unit="%")
    if match["whole"]:
        whole = chinese(match["whole"])
        return token._replace(kind="NUMBER", value=chinese(match["part"]), per=str(whole))
    value = number(match["share_of"])
    if value is None:
        return token._replace(kind="WORD")
    return token._replace(kind="NUMBER", value=value, unit={"百": "%", "千": "‰", "万": "‱"}[match["share"]])


def _read_compared(token: Token, match: re.Match[str]) -> Token:
    return token._replace(word="up" if match["above"] else "down", per=match["than"])


def _read_monthly(token: Token, match: re.Match[str]) -> Token:
    name = {"季": "季度", None: "月"}.get(match["monthly"], match["monthly"])
    return token._replace(per=name, day=f"---{int(match['monthly_day']):02}")


def _read_condition(token: Token, match: re.Match[str]) -> Token:
    return token._replace(per=match["cond"])


_READERS: dict[str, Callable[[Token, re.Match[str]], Token]] = {
    "CMP": _read_comparator,
    "TAIL": _read_tail,
    "PERIOD": _read_period,
    "RANK": _read_rank,
    "DATE": _read_date,
    "BASE": _read_base,
    "DIRECTION": _read_direction,
    "COMPARED": _read_compared,
    "FRACTION": _read_fraction,
    "MONTHLY": _read_monthly,
    "COND": _read_condition,
}
