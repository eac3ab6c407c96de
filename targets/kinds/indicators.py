"""Kinds of findings about indicators and their targets: T1 reading, T2 units, T3 wording and measurability."""

from __future__ import annotations

from targets.kinds.finding import Kind, Severity


class ComparatorMissing(Kind, code="T101", name="comparator-missing", severity=Severity.NOTE):
    """指标值是一个裸数，没有写“≥”“≤”等比较关系。

    为什么：同一个数当作下限、上限还是相等，得分不同；采用了哪种读法必须写明。
    示例：`3 名`、`100%`、`20000 元`。
    改法：在指标值前写明 ≥、≤ 或 =。
    依据：本软件的检查规则（约定）：绩效目标应当明确、可衡量；裸数的读法由所用办法规定（成本、时限按不超过，其余按不低于）。
    Figures: ``text``（指标值）、``reading``、``reading_en``（采用的读法）.
    """

    zh = "指标值“{text}”没有比较符号，按“{reading}”读取"
    en = "the target “{text}” states no comparator; it is read as “{reading_en}”"
    remedy_zh = "在指标值前写明 ≥、≤ 或 ="
    remedy_en = "write ≥, ≤ or = before the number"


class TargetMissing(Kind, code="T102", name="target-missing", severity=Severity.ERROR):
    """指标有名称，指标值一格是空的。

    为什么：没有承诺就无从评分；绝不把下一行的指标值上移填补。
    示例：2023 年度表中“全区教学质量”一行只有名称。
    改法：补填指标值，并说明依据。
    依据：本软件的检查规则（约定）：指标值是绩效指标的组成部分。
    Figures: ``name``（指标名称）.
    """

    zh = "指标“{name}”没有指标值，不能评分"
    en = "the indicator “{name}” has no target and cannot be scored"
    remedy_zh = "补填指标值，并说明依据"
    remedy_en = "state the target and what it rests on"


class TargetUnreadable(Kind, code="T103", name="target-unreadable", severity=Severity.ERROR):
    """指标值既不是可读的数量，也不是已知的定性表述。

    为什么：读不懂的不猜，该指标待定。
    示例：`10/10万` 被录成日期，`44,561` 像日期序号。
    改法：按原始文件改正指标值。
    依据：本软件的读取规则（docs/expressions.md）。
    Figures: ``text``（指标值）、``detail``（原因或可能的原文）.
    """

    zh = "指标值“{text}”无法读取{detail}"
    en = "the target “{text}” cannot be read{detail}"
    remedy_zh = "按原始文件改正指标值"
    remedy_en = "correct the target from the original document"


class RowShifted(Kind, code="T104", name="row-shifted", severity=Severity.WARNING):
    """一行的单元格站错了列：名称在一级指标列，指标值在指标名称列等。

    为什么：按列号读会张冠李戴；这里按一级、二级指标的固定名称重新对位，并说明怎样读的。
    示例：“效益指标”一行整体右移一列；“教师教育教学水平”落在第一列。
    改法：对照原表核对这一行，在源文件中改正。
    依据：一级、二级指标名称按各地填报的官方表（据实务所见）。
    Figures: ``row``（原样）、``level1``、``level2``、``name``、``target``（读成的样子）.
    """

    zh = "这一行的单元格错位（{row}），读作：{level1} / {level2} / {name}，指标值 {target}"
    en = (
        "the cells of this row stand in the wrong columns ({row}); read as {level1} / {level2} / {name}, "
        "target {target}"
    )
    remedy_zh = "对照原表核对这一行，在源文件中改正"
    remedy_en = "compare the row with the original and correct the source file"


class LevelMisplaced(Kind, code="T105", name="level-misplaced", severity=Severity.WARNING):
    """二级指标名称写在一级指标列，或者反过来。

    为什么：级别决定分值归属；按名称归位，并提示核对。
    示例：“时效指标”写在一级指标列。
    改法：在源文件中把名称移到正确的列。
    依据：一级、二级指标名称按各地填报的官方表（据实务所见）。
    Figures: ``level``（名称）、``column``（所在列）、``belongs``（应在列）.
    """

    zh = "“{level}”写在{column}列，应在{belongs}列，已按名称归位"
    en = "“{level}” stands in the {column} column and belongs in the {belongs} column; it is read by its name"
    remedy_zh = "在源文件中把名称移到正确的列"
    remedy_en = "move the name to its column in the source file"


class BoundsIncluded(Kind, code="T106", name="bounds-included", severity=Severity.NOTE):
    """范围目标写明端点不算在内，打分时两端都算。

    为什么：范围只有一种读法，两端都算达到；结果恰好落在端点上时，与所写的意思不同，要让人看见。
    示例：`大于90小于100`，完成 90。
    改法：端点算在内的写“不低于…不超过…”；不算的，由人确认恰好在端点上的结果。
    依据：本软件的读取规则（docs/expressions.md）。
    Figures: ``text``（指标值）、``detail``（不算在内的端点）.
    """

    zh = "指标值“{text}”的端点不算在内{detail}，打分时按算在内处理"
    en = "the target “{text}” leaves its bounds out{detail}; they are scored as met"
    remedy_zh = "结果恰好在端点上的，由人确认"
    remedy_en = "have a person confirm an outcome that lies exactly on a bound"


class TextLeftOver(Kind, code="T107", name="text-left-over", severity=Severity.WARNING):
    """指标值里有读数没有用到的字，照读出的数打分。

    为什么：只有每个字都交代清楚，读法才没有疑问；没用到的字也许另有意思，要让人看见。
    示例：`共4段，厚5cm` 中的“厚”。
    改法：核对读法；多余的字移到指标说明，或按 docs/contributing/add-a-spelling.md 补充词表。
    依据：本软件的读取规则（docs/expressions.md）。
    Figures: ``text``（指标值）、``left``（没有用到的字）.
    """

    zh = "指标值“{text}”中的“{left}”没有用到，按其余部分打分"
    en = "“{left}” in the target “{text}” was not used; the rest is scored"
    remedy_zh = "核对读法；多余的字移到指标说明"
    remedy_en = "check how it was read; move what is no part of the target to its explanation"


class TextNotUnderstood(Kind, code="T108", name="text-not-understood", severity=Severity.ERROR):
    """指标值里有可能改变数值意思的字没有读懂，该行待定。

    为什么：否定、阶段、比较、条件或另一个数没有读懂时，只凭读出的数打分会错；绝不从没读懂的话里打分。
    示例：`≥10次（每次不少于20人）`；`比上年95%`。
    改法：把目标写成一个数一个单位；第二个条件另立一行指标，或由人确认读法。
    依据：本软件的读取规则（docs/expressions.md）。
    Figures: ``text``（指标值）、``left``（没有读懂的字）.
    """

    zh = "指标值“{text}”中的“{left}”没有读懂，可能改变数值的意思，该行待定"
    en = "“{left}” in the target “{text}” was not understood and may change its meaning; the row is pending"
    remedy_zh = "把目标写成一个数一个单位，其他条件另立一行，或由人确认读法"
    remedy_en = "write one number with one unit and give other conditions rows of their own, or confirm how it was read"


class UnitMissing(Kind, code="T201", name="unit-missing", severity=Severity.WARNING):
    """数值没有计量单位，表中也没有单位列，名称里也没写。

    为什么：没有单位就无法与完成值比较。
    示例：开展培训次数 `≥100`。
    改法：在数值后写明单位，例如“≥100 次”。
    依据：本软件的检查规则（约定）：指标应当具体、可衡量。
    Figures: ``text``（指标值）.
    """

    zh = "指标值“{text}”没有计量单位"
    en = "the target “{text}” has no unit"
    remedy_zh = "在数值后写明单位，例如“≥100 次”"
    remedy_en = "write the unit behind the number, such as “≥100 次”"


class UnitInverted(Kind, code="T202", name="unit-inverted", severity=Severity.WARNING):
    """比率的分子和分母写反了。

    为什么：按字面读意思相反；确认之前该行待定，不擅自改正。
    示例：每次招商引资成本 `≤1000 人/元`，意为 元/人。
    改法：改为“{likely}”，或确认原写法。
    依据：本软件的读取规则（docs/expressions.md）。
    Figures: ``text``（指标值）、``likely``（可能的写法）.
    """

    zh = "指标值“{text}”的分子分母写反了，可能应为“{likely}”，待人工确认"
    en = "the units of “{text}” stand upside down, “{likely}” may be meant; a person must confirm"
    remedy_zh = "改为“{likely}”，或确认原写法"
    remedy_en = "write “{likely}”, or confirm the text as it stands"


class UnitUnknown(Kind, code="T203", name="unit-unknown", severity=Severity.WARNING):
    """计量单位不在单位表中。

    为什么：不认识的单位只能与自己比较，不能换算。
    示例：`≥3 旮`。
    改法：改用通行单位，或检查是否错字。
    依据：targets/units.txt。
    Figures: ``text``（指标值）、``unit``（单位）.
    """

    zh = "指标值“{text}”的单位“{unit}”不在单位表中，只能与同名单位比较"
    en = "the unit “{unit}” of “{text}” is not known; it compares only with itself"
    remedy_zh = "改用通行单位，或检查是否错字"
    remedy_en = "use a common unit, or check for a misprint"


class UnitIndicatorMismatch(Kind, code="T204", name="unit-indicator-mismatch", severity=Severity.WARNING):
    """指标数的是一种东西，指标值量的是另一种。

    为什么：名称与指标值对不上，完成值无法填报。
    示例：“受益学生数”的指标值是 `≥95%`。
    改法：改正名称或指标值，使两者一致。
    依据：本软件的检查规则（约定）：指标应当与目标相关、可衡量。
    Figures: ``text``（指标值）、``counts``（名称所指）、``unit``（指标值的单位）.
    """

    zh = "名称说的是{counts}，指标值“{text}”的单位却是“{unit}”"
    en = "the name speaks of {counts}, the target “{text}” is measured in “{unit}”"
    remedy_zh = "改正名称或指标值，使两者一致"
    remedy_en = "correct the name or the target so that they agree"


class WordingUnmeasurable(Kind, code="T301", name="wording-unmeasurable", severity=Severity.NOTE):
    """定性指标值没有任何可衡量的内容。

    为什么：只能按等级给分，主观性大。
    示例：`显著提高`、`效果明显`。
    改法：写明数量、比例、时间或可核对的标准。
    依据：本软件的检查规则（约定）：定性指标也应可衡量。
    Figures: ``text``（指标值）.
    """

    zh = "指标值“{text}”没有可衡量的标准"
    en = "the target “{text}” states no measure"
    remedy_zh = "写明数量、比例、时间或可核对的标准"
    remedy_en = "state a number, a share, a date or something that can be checked"


class DirectionSuspect(Kind, code="T302", name="direction-suspect", severity=Severity.WARNING):
    """比较方向奖励了不该奖励的结果。

    为什么：成本越高越好、满意度越低越好，多半是笔误。
    示例：成本 `≥50 万元`，满意度 `≤90%`，逾期率 `≥100%`。
    改法：核对比较符号。
    依据：本软件的检查规则（约定）：指标应当反映绩效。
    Figures: ``text``（指标值）、``detail``（说明）.
    """

    zh = "指标值“{text}”的方向可疑：{detail}"
    en = "the direction of “{text}” is suspect: {detail}"
    remedy_zh = "核对比较符号"
    remedy_en = "check the comparator"


class PercentImplausible(Kind, code="T303", name="percent-implausible", severity=Severity.WARNING):
    """占整体的比率超过 100%，或像是符号误印；满意度、合格率等不足 1% 的，像是把小数当成了百分数。

    为什么：从不擅自改正，只给出可能的原文。
    示例：合格率 `290%`（扫描件的 `≥90%`）。
    改法：对照原始文件核对。
    依据：占整体的比率不可能超过 100%。
    Figures: ``text``（指标值）、``detail``（可能的原文）.
    """

    zh = "指标值“{text}”不合理{detail}"
    en = "the target “{text}” is implausible{detail}"
    remedy_zh = "对照原始文件核对"
    remedy_en = "compare with the original document"


class NameTargetConflict(Kind, code="T304", name="name-target-conflict", severity=Severity.WARNING):
    """指标名称里的数或比较词与指标值不一致。

    为什么：两处承诺不同，按哪一处评分有争议；评分以指标值为准。
    示例：名称“师生满意度大于 90%”，指标值 `≥90%`。
    改法：统一名称与指标值。
    依据：本软件的检查规则（约定）：指标应当明确。
    Figures: ``name``（名称）、``text``（指标值）、``says``（名称所说）.
    """

    zh = "名称说“{says}”，指标值是“{text}”，两者不一致"
    en = "the name says “{says}”, the target is “{text}”"
    remedy_zh = "统一名称与指标值"
    remedy_en = "make name and target agree"


class DuplicateIndicator(Kind, code="T305", name="duplicate-indicator", severity=Severity.WARNING):
    """同一张表、同一个一级指标下，同一指标出现两次。

    为什么：同一件事计两次分。
    示例：两行“培训人数”。
    改法：删去一处，或写明两者的区别。
    依据：本软件的检查规则（约定）：指标应当精简。
    Figures: ``name``（名称）、``other``（另一处）.
    """

    zh = "指标“{name}”重复，另一处在{other}"
    en = "the indicator “{name}” occurs twice, also at {other}"
    remedy_zh = "删去一处，或写明两者的区别"
    remedy_en = "delete one, or state how they differ"


class DuplicateAcrossCategories(Kind, code="T306", name="duplicate-across-categories", severity=Severity.WARNING):
    """同一指标出现在两个一级指标下。

    为什么：同一结果既算产出又算效益。
    示例：产出和效益下都有“培训覆盖率”。
    改法：只保留在合适的一级指标下。
    依据：本软件的检查规则（约定）：产出、效益指标分别反映不同内容。
    Figures: ``name``（名称）、``other``（另一个一级指标）.
    """

    zh = "指标“{name}”在“{other}”下也有一次"
    en = "the indicator “{name}” stands under “{other}” as well"
    remedy_zh = "只保留在合适的一级指标下"
    remedy_en = "keep it under one category"


class CategoryMissing(Kind, code="T307", name="category-missing", severity=Severity.WARNING):
    """办法要求的一级指标缺少一类。

    为什么：缺的一类分值无处安放。
    示例：没有满意度指标（此时为提示）。
    改法：补设该类指标，或说明不适用的理由。
    依据：所用办法的权重条款。
    Figures: ``category``（缺少的一级指标）.
    """

    zh = "缺少“{category}”"
    en = "there is no indicator under “{category}”"
    remedy_zh = "补设该类指标，或说明不适用的理由"
    remedy_en = "add such an indicator, or state why it does not apply"


class TextCopied(Kind, code="T308", name="text-copied", severity=Severity.WARNING):
    """指标提到的是别的项目的服务对象。

    为什么：多半是从别的项目复制而来，没有改。
    示例：学前教育项目里出现“高考入学…学生数”。
    改法：改成本项目的服务对象。
    依据：本软件的检查规则（约定）：指标应当与项目相关。
    Figures: ``name``（名称）、``foreign``（不属于本项目的对象）、``other``（像是来自哪里）.
    """

    zh = "指标“{name}”提到“{foreign}”，像是抄自{other}"
    en = "the indicator “{name}” speaks of “{foreign}” and seems copied from {other}"
    remedy_zh = "改成本项目的服务对象"
    remedy_en = "name the beneficiaries of this project"


class FormsConflict(Kind, code="T309", name="forms-conflict", severity=Severity.WARNING):
    """同一部门的两张表对同一指标定了不同的指标值。

    为什么：完成值只有一个，却要对两个目标。
    示例：部门表 `16 小时`，项目表 `≥16 小时`。
    改法：统一两张表的指标值。
    依据：部门整体目标应与项目目标衔接。
    Figures: ``text``（本表指标值）、``other_text``（另一张表的指标值）、``other``（另一张表）.
    """

    zh = "指标值“{text}”与{other}中的“{other_text}”不一致"
    en = "the target “{text}” differs from “{other_text}” in {other}"
    remedy_zh = "统一两张表的指标值"
    remedy_en = "make the two forms agree"


class SpendingIndicator(Kind, code="T310", name="spending-indicator", severity=Severity.WARNING):
    """产出指标只数花了多少钱。

    为什么：花钱不是产出，预算执行另有分值。
    示例：数量指标“资金支付率”。
    改法：改为反映产品或服务的数量、质量、时效。
    依据：本软件的检查规则（约定）：产出指标反映提供的产品和服务。
    Figures: ``name``（名称）.
    """

    zh = "产出指标“{name}”只反映资金支出"
    en = "the output indicator “{name}” only counts money paid out"
    remedy_zh = "改为反映产品或服务的数量、质量、时效"
    remedy_en = "measure goods or services instead"


KINDS: tuple[type[Kind], ...] = (
    ComparatorMissing,
    TargetMissing,
    TargetUnreadable,
    RowShifted,
    LevelMisplaced,
    BoundsIncluded,
    TextLeftOver,
    TextNotUnderstood,
    UnitMissing,
    UnitInverted,
    UnitUnknown,
    UnitIndicatorMismatch,
    WordingUnmeasurable,
    DirectionSuspect,
    PercentImplausible,
    NameTargetConflict,
    DuplicateIndicator,
    DuplicateAcrossCategories,
    CategoryMissing,
    TextCopied,
    FormsConflict,
    SpendingIndicator,
)
