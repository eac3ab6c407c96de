"""The vocabulary of targets: every spelling of signs, comparators, periods, ranks and dates, as tables.

``TABLE`` names the tokens in order of precedence. Numbers that are no values (第一方阵, PM2.5, 十四五, a document
number) are tokens of their own kind, ``SKIP``: they are seen and left alone.
"""

from __future__ import annotations

from targets.language import dates
from targets.language.comparators import ANY_BEFORE, SIGNS, TAILS, WORDS
from targets.language.number import CHINESE, MIXED, NUMBER, POWER, WITH_FRACTION
from targets.language.token import TokenKind

T = TokenKind

SPELLINGS = {
    "≥": "≧⩾≩⪖≮", "≤": "≦⩽≨⪕≯", ">": "＞﹥›〉", "<": "＜﹤‹〈", "=": "＝═﹦꞊", "%": "％﹪", "‰": "",
    "-": "－–—―−‐‑─﹣", "~": "～〜∼˜", "/": "／∕⁄", ":": "：∶﹕", ",": "，﹐", ";": "；﹔",
    "(": "（﹙【［[", ")": "）﹚】］]",
    "·": "・‧•∙⋅", "×": "✕✖", "*": "＊﹡∗", "+": "＋", "^": "＾", ".": "．", "±": "", "#": "＃", "!": "！", "?": "？",
    " ": "\u3000\xa0\t\r\n\v\f\x1c\x1d\x1e\x1f\x85\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008"
         "\u2009\u200a\u2028\u2029\u202f\u205f\u200b\ufeff\u200c\u200d\u2060",
}  # fmt: skip
PLAIN = {ord(c): sign for sign, spellings in SPELLINGS.items() for c in spellings}
PLAIN |= {
    ord(old): new for old, new in zip("萬億點兩負餘貳陸個", "万亿点两负余贰陆个", strict=True)
}  # traditional numerals
PLAIN |= {0xFF10 + i: str(i) for i in range(10)}
PLAIN |= {0xFF21 + i: chr(65 + i) for i in range(26)} | {0xFF41 + i: chr(97 + i) for i in range(26)}

_UP = r"前移|前进|增长(?!点|极)|增加(?!值)|提高|提升|上升|上涨|增幅|增速|涨幅|增收|扩大"
_DOWN = r"后移|下滑|负增长|下降|降低|减少|减排|缩短|压减|压缩|降幅|减幅|回落|缩小|节约(?!率)|节省(?!率)|减轻"
_LAST = (
    r"(?:上年度?同期|上年度?|上一年度?|去年同期|去年|往年|历年|上月|上季度?|上期|同期|基期|基准年?|年初|"
    r"前[一二三两]年(?:平均)?)"
)
_AFTER_YEAR = (
    r"$|[,;。的(]|[基增提扩降减缩压稳]|回落|回升|节约|节省|水平|数据|标准|相比|相较|上升|上涨|下降|持平|有所|明显|显著"
)
_BASE_YEAR = (
    rf"(?:(?:19|20)\d\d(?![\d.,]*\d)(?:\s*年度?(?:同期|[底末])?|同期|[底末]|(?=\s*(?:{_AFTER_YEAR})))"
    r"|“?十[二三四五]五”?(?:末|期末)?)"
)
"""A year to compare with; without 年 only where no unit can follow (介于12元与2023元之间 names an amount)."""
_BASE = rf"(?:{_LAST}|{_BASE_YEAR})"
_LEVEL = r"(?:的?(?:平均)?(?:水平|基数|数据|标准|数))?"

_HOTLINE = r"123(?:45|15|50|69|20|48|28|33|88|80|29|71)(?![\d.,]*\d)"
SURE_HOTLINE = (
    rf"{_HOTLINE}(?=[”\"]?\s*(?:市民|政务|政府|便民|公共|公益|热线|服务|平台|投诉|举报|消费|环保|卫生|健康|价格|司法|法律|法援|法网"
    r"|纳税|税务|工会|职工|人社|劳动|咨询|纪检|监督|电话|工单|接诉|接件|受理|办理|办结|办件|转办|来电|诉求|案件|网格"
    rf"|[、/和及]\s*{_HOTLINE}))|(?<=热线|电话|拨打|平台|接听){_HOTLINE}"
)
MAYBE_HOTLINE = rf"{_HOTLINE}(?!\s*(?:$|以[上下内]|之[内下间]|[及或]|左右|上下|[至到余多万亿千百十]|[^\w\s”\"]))"
"""A hotline by what stands beside it; and a number that may be one or an amount (12345元), which ``tokens`` settles."""

_SKIP = (
    r"[〔\[(（]\s*(?:19|20)\d\d\s*[〕\])）]\s*第?\s*\d+\s*号|第?\s*\d+\s*号(?:文件?|令|公告|楼|线|院|机|桥|路|标)?",
    r"[A-Za-z]+(?:/[A-Za-z]+)?[\s\-]?\d+(?:[.\-:]\d+)*(?:-\d{4})?(?![\d.]*\s*[%‰])[A-Za-z]*",
    r"\d+(?:\.\d+)?版|[2-6]G(?=[^\W\da-zA-Z])|[248]K(?=[^\W\da-zA-Z])|3D|[1-5]A级?(?![A-Za-z])|V\d+(?:\.\d+)*",
    r"\d{1,2}:\d\d\s*[-~至]+\s*\d{1,2}:\d\d|\d{1,2}:00(?!\d)|一次(?=验|交|通|合|审|办|成|抽|检)",
    r"7\s*天?\s*[×xX*]\s*24\s*(?:小时)?|24\s*小时(?=不间断|值班|值守|服务|在线|开放|待命|运行|监控)|365天(?=不)",
    rf"{SURE_HOTLINE}|{MAYBE_HOTLINE}",
    r"第[一二三四五六七八九十\d]+(?:人民|方(?!阵)|次(?:全国|会议|代表)|时间|一?年(?!度)|书记|产业|课堂|批|期|类|轮|阶段|步|项|款|条|章|者|位的)",
    r"[一二三四五六七八九两]年级|[一二三四五六七八九十\d]+级(?!\w?台|以上地震)|[一二三甲特]等(?:奖|乙)?",
    r"[三五十两]年(?:行动|规划|计划|攻坚|任务|目标)|九年(?:义务|一贯)|百年|十分(?!之|钟)|千年",
    r"“?十[二三四五]五”?|[一二三四五六七八九十]+(?:性|体化|站式|条龙|方面|系列|揽子|刀切|流|线|直|定|般|致|律|贯|旦|切|些|样|起|同|道|面|片|批(?!次)|点(?!\s*[零〇一二三四五六七八九])|手|带一路|网通办|网统管|窗|张网|张图|把手|码通)",
    r"一[人户村县企品事项校班车路河乡镇街卡生案区岗]一\w|[一两三四五六七八九]([人户村县企品事项校班车路河乡镇街卡生案区岗])一\w|一对一|点对点",
    r"三[公农保资产方支]|双一流|双百|两[癌会]|两不愁|三重一大|三支一扶|四好|四上|三无|五保|三免|二[维手]|半(?:导体|成品|径)",
    r"一日三餐|[进统逐专同唯单划]一(?:步)?|万(?:无一失|众|家|象)|千[家方]|百(?:姓|货|强|佳)|万分(?!之)",
    r"[一两三四五六七八九十]+(?:个|大)(?:维护|意识|确立|覆盖|中心(?!\d)|自信|结合|统一|全面|机制|体系|格局|振兴|方面|环节|重点)",
    r"(?:\d[\d,.]*\s*)?[百千万亿]{1,2}元(?:及?以上)?的?(?=[^\d,;。]{0,4}(?:项目|企业|工程|产业)[^\d,;。]{0,6}\d)",
    r"[一二两三四五六七八九十四]+类(?=[^\W\d])|[一二三四五六七八九十百]+(?:星级|星)?(?=品牌|工程)",
)
"""Numbers that are no values: document numbers, standards, versions, hotlines, grades, ordinals and set phrases."""

_COUNT = rf"(?:{NUMBER}|{CHINESE})"
_PERIOD_NAMES = r"半年|学年|学期|季度|季|月度?|周|星期|旬|天|日|年度?|届|小时"

STARTS = (
    "零〇一二两三四五六七八九十百千万亿半壹贰叁肆伍陆柒捌玖拾佰仟不低超高少大小满第进统逐专同唯单划点双甲特每次下翌全年度本当今人户村亩生车床校班日"
    "月周店师较比环相对与和在上去往历期基前优出排位名未绝至最起保多封突等提增扩升降减压缩控限应要须需必达严之以止为及或区左约近接力争努涨回节省"
    "分正负且并其到目此事学产婚空维总季内廿卅½¼¾将逼差几改优治整能品质转①-⒛❶-❿"
)
"""Characters that may begin a token other than wording; a run of others is wording at once. (A test holds this list
to the table.)"""

TABLE: tuple[tuple[TokenKind, str], ...] = (
    (T.WORD, rf"[^\W\d_a-zA-Z{STARTS}]+"),
    (
        T.COND,
        rf"(?:不足|不到|低于|超过|高于|少于|大于|小于|不满|满)\s*{_COUNT}\s*[万千百]?\w{{0,3}}?的\s*(?P<cond>[村户人镇县区校乡])?(?=[^,;]*(?:按|补|给|奖))",
    ),
    (T.NUMBER, rf"(?:[¥￥]|RMB|CNY)\s*(?P<money>{NUMBER})"),
    (T.SKIP, "|".join(f"(?:{pattern})" for pattern in _SKIP)),
    (
        T.MONTHLY,
        rf"(?:每个?(?P<monthly>月|季度|季|年)(?:最后一个月|末月|首月)?|次月|下个?月)\s*(?P<monthly_day>{dates.DAY})\s*[日号](?=\s*(?:之?以?前|[底末]|内|$|[,;。)]|发放|完成|支付|到账))",
    ),
    (T.PERIOD, rf"每个?(?P<each_n>[两二三四五六七八九十]|\d+)?(?P<each_of>个)?(?P<each>{_PERIOD_NAMES})(?!均)"),
    (
        T.PERIOD,
        rf"(?:一|1)\s*个?(?P<one>年度?|月|周|学期|学年|季度|天|日)(?:内|之内|中|里)?(?=\s*(?:开展|完成|{ANY_BEFORE})?\s*{_COUNT}\s*[次场期轮回批])",
    ),
    (
        T.PERIOD,
        rf"(?P<half_year>半年)(?=\s*(?:{ANY_BEFORE})?\s*{_COUNT}\s*[次场期轮回批])|(?P<all>全年度?|全学年|年度内|年内|本年度内?|当年内?)(?![底末])",
    ),
    (T.EACH_AVG, r"(?P<avg>[人户村亩生车床校班日月年周店师])均"),
    (
        T.BASE,
        rf"(?:较|比|同比|环比|相比|对比|相较于?|与|同|和)\s*(?P<base1>{_BASE}){_LEVEL}(?:相比较?|比较|比|同期)?",
    ),
    (T.BASE, rf"在?\s*(?P<base2>{_BASE}){_LEVEL}(?:的?基础上?|相比)|(?P<base3>同比|环比)"),
    (
        T.COMPARED,
        r"(?:(?P<above>高于|优于|高出)|(?P<below>低于|少于))(?P<than>市场(?:平均)?(?:价格?|水平)?|同[类行期](?:\w{0,4})?|全[国省市区县](?:平均)?(?:水平|数)?|平均(?:水平|数|值)?|上年度?)\s*(?=\d)",
    ),
    (T.DATE, rf"(?:{dates.DATE})(?:(?<=[日号\d ]){dates.CLOCK})?"),
    (T.RANKGROUP, r"(?:第[一二三1-3]|前[一二三列])\s*(?:方阵|梯队|序列|集团|等次|行列|阵营|档次|档)"),
    (T.RANK, rf"第\s*(?P<nth>{_COUNT})\s*(?:(?P<nth_unit>名|位)(?!次)|(?=\s*(?:$|[,;。)]|以内|以上|左右)))"),
    (
        T.RANK,
        rf"(?<![提之以目当])前\s*(?P<top>{_COUNT})\s*(?P<top_unit>名|位|%|强)?(?!\s*(?:季|年|个|期|月|天|周|次|轮|批|日|工))",
    ),
    (
        T.RANK,
        r"(?:排名|排位|位次|名次|排)\s*(?P<placed>\d+)\s*(?P<placed_unit>名|位)?(?=\s*(?:$|[,;。]|以内|以上))",
    ),
    *((T.CMP, pattern) for pattern, _ in SIGNS),
    *((T.CMP, pattern) for pattern, _, _ in WORDS),
    (T.DATE_TAIL, r"之前|以前|前(?!\s*\d|移|进)|为止|止"),
    (T.WITHIN, r"内(?!部|容|设|外|控|涝|审|科|网|陆|河|存|蒙)"),
    *((T.TAIL, pattern) for pattern, _ in TAILS),
    (T.BETWEEN, r"之间|区间"),
    (
        T.APPROX,
        r"左右|上下|大约|(?<![签预合条契节违简])约(?![束定谈])为?|大概|(?<![附最邻就临远])近(?=\s*\d|[百千万亿])"
        r"|将近|逼近|差不多|几乎|大致|约莫|上(?=[百千][人个家户次场件亩名万]|[万亿][人元亩户吨])|接近|基本达到|基本实现",
    ),
    (T.EXCLUSIVE, r"\(不含\)|不含本数"),
    (T.INCLUSIVE, r"\((?:包?含|含本数)\)"),
    (T.AMBITION, r"力争|争取|努力"),
    (
        T.DIRECTION,
        rf"(?P<up>{_UP})(?:率|幅度|幅)?(?:为|达到?|在|约)?|(?P<down>{_DOWN})(?:率|幅度|幅)?(?:为|达到?|在|约)?",
    ),
    (
        T.FRACTION,
        rf"(?:一|1)?(?P<share>[十百千]万|[十百千万亿])分之\s*(?P<share_of>{NUMBER}|{CHINESE}(?:点[零一二三四五六七八九]+)?)"
        r"|百分(?P<all_of>百)",
    ),
    (
        T.FRACTION,
        rf"(?:(?P<and>{CHINESE}|\d+)又)?(?P<whole>[二三四五六七八九])分之\s*(?P<part>[一二三四五六七八九])",
    ),
    (T.PM, r"±|\+/-|正负"),
    (T.NUMBER, rf"{POWER}|{MIXED}|{WITH_FRACTION}"),
    (T.NUMBER, NUMBER),
    (
        T.CHINESE,
        rf"(?:{CHINESE}[万亿]){{0,2}}(?:{CHINESE})?(?<=[^点])点[零〇一二三四五六七八九]+(?![十百千时分])|{CHINESE}亿{CHINESE}万(?:{CHINESE})?(?![分])|{CHINESE}[万亿](?:{CHINESE})(?![分])"
        rf"|[万亿](?=[人元亩户吨]以[上下])|(?<=[上超近])[万亿](?=[人元亩户吨])|半(?=个?(?:年|月|天|小时))|{CHINESE}",
    ),
    (T.TO, r"-+|~|至|到"),
    (T.SEP, r"[,;。、]|且|并且|同时|以及|其中"),
    (T.REMARK, r"\([^()]*\)?"),
    (T.SYMBOL, r"[①-⒛❶-❿]"),
    (T.SPACE, r"\s+"),
    (
        T.WORD,
        r"(?:改造|优化|治理|整治|能力|品质|质量|转型)(?:提升|提高)|节约|节省|提前|目前|当前|此前|事前|学前|产前|婚前|空前|全天候?|保持在?|维持在|总体[达为]?|不低|第|及时|等次",
    ),
    (T.WORD, r"[^\W\d_]|[“”‘’\"'《》<>〈〉!:/+.·&—…_\)]"),
    (T.SYMBOL, r"[\s\S]"),
)
"""The tokens in order of precedence: kind and pattern. Anything else is wording."""
