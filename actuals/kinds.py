"""Kinds of findings about outcomes (A): 1 reading, 2 units and values, 3 matching, 4 evidence.

The figures a kind needs are those its templates name. Kinds that speak of one outcome's text use ``text`` (the
outcome as typed), ``target`` (the target as printed) and ``detail`` (a number or a word that proves it).
"""

from __future__ import annotations

from targets.kinds.finding import Kind, Severity


class OutcomeMissing(Kind, code="A101", name="outcome-missing", severity=Severity.ERROR):
    """查什么：指标没有实际完成值。
    为什么：没有完成值就不能评分，绝不按 0 分处理。
    示例：指标“客商满意度”（≥90%）一行的“实际完成值”为空。
    改法：补填实际完成值；确不适用的，填“不适用”并在偏差原因栏说明理由。
    依据：docs/outcomes.md “缺报”。

    An indicator with no outcome: it is left pending and never scored as zero. Figures: ``target``.
    """

    zh = "没有填报实际完成值（目标“{target}”），该指标待定，不按 0 分处理"
    en = "no outcome was stated (target “{target}”); the indicator is pending and not scored as zero"
    remedy_zh = "补填实际完成值；确不适用的，填“不适用”并在偏差原因栏说明理由"
    remedy_en = "state the outcome; if the indicator does not apply, write 不适用 and give the reason"


class OutcomeUnreadable(Kind, code="A102", name="outcome-unreadable", severity=Severity.ERROR):
    """查什么：完成值读不成目标所要求的数、日期或等次。
    为什么：读不懂的不猜。
    示例：目标“≥10 次”，完成值“见附件”。
    改法：按目标的计量单位填写一个数，例如“12 次”；日期写成“2023年12月31日”。
    依据：docs/outcomes.md “完成值的写法”。

    Text that cannot be read as what the target asks for. Figures: ``text``, ``target``, ``detail``.
    """

    zh = "完成值“{text}”无法按目标“{target}”的要求读取"
    en = "the outcome “{text}” cannot be read as what the target “{target}” asks for"
    remedy_zh = "按目标的计量单位填写一个数，例如“12 次”；日期写成“2023年12月31日”"
    remedy_en = "write one number in the unit of the target, such as “12 次”; a date as 2023-12-31"


class OutcomeNotQuantified(Kind, code="A103", name="outcome-not-quantified", severity=Severity.WARNING):
    """查什么：定量目标只填了“完成”“达成预期指标”之类的文字。
    为什么：没有数就无法核对完成程度。
    示例：目标“≤ 30 万元”，完成值“完成”。
    改法：填写实际数值并附佐证材料。
    依据：docs/outcomes.md “完成值的写法”。

    A verbal outcome for a quantitative target. Figures: ``text``, ``target``, ``detail``.
    """

    zh = "定量目标“{target}”的完成值是文字“{text}”，没有数值或日期"
    en = "the target “{target}” asks for a figure or a day, the outcome is the wording “{text}”"
    remedy_zh = "填写实际数值并附佐证材料"
    remedy_en = "state the number reached and name the evidence"


class OutcomeRepeatsTarget(Kind, code="A104", name="outcome-repeats-target", severity=Severity.WARNING):
    """查什么：完成值带有“≥”等比较符号，或照抄目标。
    为什么：那是承诺，不是结果。
    示例：目标“≥266 米”，完成值“≥266 米”。
    改法：填写实际达到的数值，不带 ≥、≤、以上等字样。
    依据：docs/outcomes.md “完成值的写法”。

    The outcome carries a comparator or copies the target's text. Figures: ``text``, ``target``, ``detail``.
    """

    zh = "完成值“{text}”照抄目标“{target}”或带比较符号，不是实际结果"
    en = "the outcome “{text}” repeats the target “{target}” or carries a comparator"
    remedy_zh = "填写实际达到的数值，不带 ≥、≤、以上等字样"
    remedy_en = "state the value reached, without a comparator"


class LevelUnknown(Kind, code="A105", name="level-unknown", severity=Severity.WARNING):
    """查什么：定性指标的完成情况没有写明办法规定的等级。
    为什么：等级决定得分区间，不能代填。
    示例：目标“显著提高”，完成值“有一定进展”。
    改法：在“完成等级”栏选择：达成、部分达成或未达成。
    依据：docs/outcomes.md “完成等级”。

    A qualitative outcome that names none of the rulebook's levels. Figures: ``text``, ``target``, ``detail``.
    """

    zh = "完成情况“{text}”没有写明办法规定的任何等级（目标“{target}”）"
    en = "the outcome “{text}” names none of the rulebook's levels (target “{target}”)"
    remedy_zh = "在“完成等级”栏选择：达成、部分达成或未达成"
    remedy_en = "choose a level: 达成, 部分达成 or 未达成"


class OutcomeWordsUnknown(Kind, code="A106", name="outcome-words-unknown", severity=Severity.WARNING):
    """查什么：完成值中有没读懂、也不在无关词表里的词。
    为什么：没读懂的词可能改变这个数，不能当作没有看见；含数字、否定、进度、比较的，该项待定。
    示例：目标“≥12次”，完成值“开展法律援助12次”。
    改法：按目标的计量单位只写一个数，说明写到备注或原因栏。
    依据：docs/outcomes.md “每个词都有着落”。

    Words of an outcome that nobody knows; between carets in ``detail``. Figures: ``text``, ``target``, ``detail``.
    """

    zh = "完成值“{detail}”中 ^ ^ 之间的词没有读懂，按其余部分读取（目标“{target}”）"
    en = "the words between ^ ^ in the outcome “{detail}” were not understood; the rest was read (target “{target}”)"
    remedy_zh = "只写一个数和单位，说明写到备注或原因栏"
    remedy_en = "write one number and its unit, and put explanations into the reason column"


class OutcomeApproximate(Kind, code="A107", name="outcome-approximate", severity=Severity.WARNING):
    """查什么：完成值是约数（约、左右、近），采用的是所写的数。
    为什么：约数可能不到目标，得分要以确切的数为准。
    示例：目标“≥500人”，完成值“约500人”。
    改法：填写确切的数。
    依据：docs/outcomes.md “每个词都有着落”。

    An outcome that is not exact; scored by the number as written. Figures: ``text``, ``target``, ``detail``.
    """

    zh = "完成值“{text}”是约数（{detail}），按所写的数计分（目标“{target}”）"
    en = "the outcome “{text}” is not exact ({detail}); it was scored by the number as written (target “{target}”)"
    remedy_zh = "填写确切的数"
    remedy_en = "state the exact number"


class OutcomeComputed(Kind, code="A108", name="outcome-computed", severity=Severity.NOTE):
    """查什么：完成值由几个数算出：合计、差额、占比，或几部分写成的时长、金额。
    为什么：算法要让人看见。
    示例：“2小时45分”读作 165 分钟；“抽检200个，190个合格”读作 95%。
    改法：核对算式；如不是此意，改写为一个数。
    依据：docs/outcomes.md “由几个数算出的完成值”。

    An outcome added up, subtracted or divided from several figures. Figures: ``text``, ``target``, ``detail``.
    """

    zh = "完成值“{text}”按 {detail} 读取（目标“{target}”）"
    en = "the outcome “{text}” was read as {detail} (target “{target}”)"
    remedy_zh = "核对算式；如不是此意，改写为一个数"
    remedy_en = "check the arithmetic; write one number if something else is meant"


class OutcomeAssumed(Kind, code="A109", name="outcome-assumed", severity=Severity.WARNING):
    """查什么：完成值没有写明期间、分母，或写的是相反的指标，按最可能的意思换算。
    为什么：采用了一种假定，须让人核对。
    示例：目标“每月1次”，完成值“12次”，按全年 12 次读取；目标“合格率≥98%”，完成值“不合格率1%”，按 99% 读取。
    改法：按目标的口径填写，例如“每月1次”“合格率99%”。
    依据：docs/outcomes.md “按假定换算”。

    A period, a denominator or the opposite measure that was assumed. Figures: ``text``, ``target``, ``detail``.
    """

    zh = "完成值“{text}”没有按目标“{target}”的口径填写，按 {detail} 读取"
    en = "the outcome “{text}” does not state what the target “{target}” asks for; it was read as {detail}"
    remedy_zh = "按目标的口径填写"
    remedy_en = "state the outcome in the terms of the target"


class DirectionAssumed(Kind, code="A110", name="direction-assumed", severity=Severity.WARNING):
    """查什么：目标只写一个数，指标词表里没有这个指标是以多为好还是以少为好，而完成值与目标不同。
    为什么：方向决定得分；按“不少于”读取只是约定。
    示例：指标“服务强度”，目标“80”，完成值“75”。
    改法：在目标里写明“≥”或“≤”。
    依据：docs/outcomes.md “指标的方向”；办法的 bare.otherwise。

    A bare target of a measure whose direction nobody knows, where it decides the score. Figures: ``text``, ``target``.
    """

    zh = "目标“{target}”没有写明“≥”或“≤”，也不知道该指标以多为好还是以少为好；完成值“{text}”按“不少于”计分"
    en = "the target “{target}” states no comparator and its measure no direction; “{text}” was scored as at least"
    remedy_zh = "在目标里写明“≥”或“≤”"
    remedy_en = "write ≥ or ≤ in the target"


class OutcomeUnitMissing(Kind, code="A201", name="outcome-unit-missing", severity=Severity.NOTE):
    """查什么：完成值只有数，没有单位，按目标的单位读取。
    为什么：采用了一种读法，须让人知道。
    示例：目标“≥100 次”，完成值“120”。
    改法：写明单位，例如“120 次”。
    依据：docs/outcomes.md “单位换算”。

    A bare number read in the target's unit. Figures: ``text``, ``target``, ``detail``.
    """

    zh = "完成值“{text}”没有单位，按目标“{target}”的单位（{detail}）读取"
    en = "the outcome “{text}” has no unit and was read in that of the target “{target}” ({detail})"
    remedy_zh = "写明单位，例如“120 次”"
    remedy_en = "write the unit, such as “120 次”"


class OutcomeUnitMismatch(Kind, code="A202", name="outcome-unit-mismatch", severity=Severity.ERROR):
    """查什么：完成值的单位不能换算成目标的单位。
    为什么：人数不能与金额比较。
    示例：目标“≥1500 人”，完成值“320 万元”。
    改法：按目标的计量单位重新填写。
    依据：docs/outcomes.md “单位换算”。

    A unit that cannot be converted to the target's. Figures: ``text``, ``target``, ``detail``.
    """

    zh = "完成值“{text}”的单位不能换算为目标“{target}”的单位（{detail}）"
    en = "the unit of the outcome “{text}” cannot be converted to that of the target “{target}” ({detail})"
    remedy_zh = "按目标的计量单位重新填写"
    remedy_en = "state the outcome in the unit of the target"


class PercentOver100(Kind, code="A203", name="percent-over-100", severity=Severity.WARNING):
    """查什么：覆盖率、合格率、满意度等占比超过 100%。
    为什么：部分不能大于整体。
    示例：满意度目标“90%”，完成值“290%”（扫描把“≥90%”认成“290%”）。
    改法：核对分子、分母和小数点后更正。
    依据：docs/outcomes.md “超过 100% 的比率”。

    A share of a whole above 100 % as an outcome; growth and completion rates are none. Figures: ``text``,
    ``target``, ``detail``.
    """

    zh = "占比类完成值“{text}”超过 100%（目标“{target}”）"
    en = "the outcome “{text}” is a share above 100 % (target “{target}”)"
    remedy_zh = "核对分子、分母和小数点后更正"
    remedy_en = "check numerator, denominator and decimal point"


class MagnitudeSuspect(Kind, code="A204", name="magnitude-suspect", severity=Severity.ERROR):
    """查什么：完成值是目标的一千倍以上，或不到千分之一，且单位有一方没写或写法不同。
    为什么：多半是元与万元、个与万之差；按原样计分不是满分就是零分。
    示例：目标“≤100万元”，完成值“1000000”。
    改法：写明单位后重新打分。
    依据：docs/outcomes.md “单位换算”。

    A figure a thousand times its target, or a thousandth: the unit is in doubt. Figures: ``text``, ``target``, ``detail``.
    """

    zh = "完成值“{text}”与目标“{target}”相差千倍以上，单位存疑（可能是 {detail}）"
    en = "the outcome “{text}” is a thousand times the target “{target}” or a thousandth of it; the unit is in doubt ({detail})"
    remedy_zh = "写明单位后重新打分"
    remedy_en = "write the unit and score again"


class OutcomeDateImplausible(Kind, code="A205", name="outcome-date-implausible", severity=Severity.WARNING):
    """查什么：完成日期早于目标所在年度，或晚两年以上。
    为什么：多半是年份写错。
    示例：目标“2023年12月31日前”，完成值“2022年12月20日”。
    改法：核对年份。
    依据：docs/outcomes.md “完成值的写法”。

    A day in a year before the target's, or two or more years behind it. Figures: ``text``, ``target``, ``detail``.
    """

    zh = "完成日期“{text}”的年份（{detail}）与目标“{target}”不符"
    en = "the year ({detail}) of the outcome “{text}” does not go with the target “{target}”"
    remedy_zh = "核对年份"
    remedy_en = "check the year"


class OutcomeUnmatched(Kind, code="A301", name="outcome-unmatched", severity=Severity.WARNING):
    """查什么：填报的结果不属于任何指标。
    为什么：不采用，但也不丢弃，列入 unused.csv。
    示例：填报了“图书采购册数”，绩效目标表中没有这个指标。
    改法：核对项目名称和指标名称，或用 --decisions 指定对应的指标。
    依据：docs/outcomes.md “匹配”。

    An outcome that belongs to no indicator; returned as unused. Figures: ``project``, ``name``, ``text``,
    ``detail``.
    """

    zh = "“{project}”填报的“{name}”（完成值“{text}”）不属于任何指标：{detail}"
    en = "the outcome “{text}” stated for “{name}” of “{project}” belongs to no indicator: {detail_en}"
    remedy_zh = "核对项目名称和指标名称，或用 --decisions 指定对应的指标"
    remedy_en = "check project and indicator names, or settle it in a decisions file (--decisions)"


class OutcomeAmbiguous(Kind, code="A302", name="outcome-ambiguous", severity=Severity.ERROR):
    """查什么：一条结果与两个以上指标差不多相近，或者最相近的也不够相近。
    为什么：列出候选，绝不猜测。
    示例：填报“满意度”，同一项目有“教师满意度”和“学生满意度”。
    改法：改用与目标表完全一致的指标名称，或在 --decisions 文件中指定。
    依据：docs/outcomes.md “匹配”。

    An outcome that fits two or more indicators about equally, or its best one weakly: listed, never guessed.
    Figures: ``name``, ``text``, ``candidates``.
    """

    zh = "填报的“{name}”（完成值“{text}”）对应哪个指标不明确，候选：{candidates}；该结果待定"
    en = (
        "it is not clear which indicator “{name}” (outcome “{text}”) belongs to, candidates: {candidates}; left pending"
    )
    remedy_zh = "改用与目标表完全一致的指标名称，或在 --decisions 文件中指定"
    remedy_en = "use the indicator's exact name, or settle it in a decisions file (--decisions)"


class MatchUncertain(Kind, code="A303", name="match-uncertain", severity=Severity.NOTE):
    """查什么：结果按名称相似度对应到指标，不是按编号或完全相同的名称。
    为什么：请人复核一次。
    示例：填报“教师培训期数（全区）”，对应指标“开展全区教师培训期数”。
    改法：确认无误后可在 --decisions 文件中固定下来。
    依据：docs/outcomes.md “匹配”。

    Matched by similarity and not by id or name. Figures: ``name``, ``matched``, ``similarity`` (0 to 100).
    """

    zh = "填报的“{name}”按名称相似度 {similarity} 对应到指标“{matched}”"
    en = "“{name}” was matched to the indicator “{matched}” by similarity {similarity} of 100"
    remedy_zh = "确认无误后可在 --decisions 文件中固定下来"
    remedy_en = "confirm it once in a decisions file (--decisions)"


class OutcomeDuplicated(Kind, code="A304", name="outcome-duplicated", severity=Severity.WARNING):
    """查什么：同一指标填报了两次以上。
    为什么：内容相同只采用一次；内容不同不能代为选择，待定（错误）。
    示例：“教师培训人数”先填“1530 人”，后填“1620 人”。
    改法：保留正确的一行，删除其余各行。
    依据：docs/outcomes.md “匹配”。

    The same indicator stated twice: used once if identical, otherwise pending and an error. Figures: ``name``,
    ``values``, ``places``.
    """

    zh = "指标“{name}”填报了不止一次（{places}）：{values}"
    en = "the indicator “{name}” was stated more than once ({places}): {values}"
    remedy_zh = "保留正确的一行，删除其余各行"
    remedy_en = "keep the right row and delete the others"


class TargetChanged(Kind, code="A305", name="target-changed", severity=Severity.WARNING):
    """查什么：填报表所依据的目标与现在的目标表不一致。
    为什么：目标在填报后改过，或者填报人改了目标。
    示例：填报表上目标为“≥10 次”，目标表为“≥12 次”。
    改法：核对目标是否经批准调整，必要时重新生成填报表。
    依据：docs/outcomes.md “编号”。

    The target the outcome was stated for is not the target of the form. Figures: ``stated``, ``target``.
    """

    zh = "填报表上的目标“{stated}”与目标表的目标“{target}”不一致，按目标表评价"
    en = "the outcome was stated for the target “{stated}”, the form says “{target}”; the form's target is used"
    remedy_zh = "核对目标是否经批准调整，必要时重新生成填报表"
    remedy_en = "check whether the target was changed with approval; write a new template if so"


class DecisionUnused(Kind, code="A306", name="decision-unused", severity=Severity.WARNING):
    """查什么：决定文件中的一条没有用上。
    为什么：名称可能已经改变，旧决定不应悄悄失效。
    示例：决定文件指定“满意度”对应“学生满意度”，但填报表中已没有“满意度”。
    改法：删除该条，或改正名称。
    依据：docs/outcomes.md “决定文件”。

    A decision that applied to nothing. Figures: ``name``, ``indicator_name``, ``detail``.
    """

    zh = "决定文件中关于“{name}”（指标“{indicator_name}”）的决定没有用上：{detail}"
    en = "the decision on “{name}” (indicator “{indicator_name}”) was not used: {detail_en}"
    remedy_zh = "删除该条，或改正名称"
    remedy_en = "delete the entry or correct its names"


class DecisionApplied(Kind, code="A307", name="decision-applied", severity=Severity.NOTE):
    """查什么：按决定文件确定了对应关系。
    为什么：由人决定的，须写明是谁、为什么。
    示例：李某决定“满意度”对应“学生满意度”，因为只调查了学生。
    改法：无需处理。
    依据：docs/outcomes.md “决定文件”。

    A match that rests on a person's decision. Figures: ``name``, ``matched``, ``who``, ``why``.
    """

    zh = "“{name}”对应指标“{matched}”，由{who}决定：{why}"
    en = "“{name}” belongs to the indicator “{matched}” as decided by {who}: {why}"
    remedy_zh = "无需处理"
    remedy_en = "nothing to do"


class ExecutionUnmatched(Kind, code="A308", name="execution-unmatched", severity=Severity.WARNING):
    """查什么：预算执行数不属于任何一张表，或同一张表有两套不同的数。
    为什么：不采用，列入 unused.csv。
    示例：填报了“图书采购”项目的执行数，目标表中没有这个项目。
    改法：核对项目名称，每张表只填一套执行数。
    依据：docs/outcomes.md “预算执行数”。

    Execution figures that belong to no form, or a second, different set. Figures: ``project``, ``fund``,
    ``detail``.
    """

    zh = "“{project}”的预算执行数（{fund}）没有采用：{detail}"
    en = "the execution figures of “{project}” ({fund}) were not used: {detail_en}"
    remedy_zh = "核对项目名称，每张表只填一套执行数"
    remedy_en = "check the project's name; state one set of figures for each form"


class EvidenceMissing(Kind, code="A401", name="evidence-missing", severity=Severity.NOTE):
    """查什么：办法要求佐证材料而没有填写。
    为什么：完成值须有据可查。
    示例：完成值“12 期”，“佐证材料”栏为空。
    改法：在“佐证材料”栏写明材料名称，如签到表、验收单、问卷汇总。
    依据：docs/outcomes.md “佐证材料”。

    Points claimed with no evidence named, where the rulebook asks for it. Figures: ``text``.
    """

    zh = "完成值“{text}”没有写明佐证材料"
    en = "no evidence is named for the outcome “{text}”"
    remedy_zh = "在“佐证材料”栏写明材料名称，如签到表、验收单、问卷汇总"
    remedy_en = "name the evidence, such as attendance lists, acceptance records or survey results"


class ReadingCorrected(Kind, code="A309", name="reading-corrected", severity=Severity.NOTE):
    """查什么：指标值的读法由人更正过。
    为什么：印出的原文不变，按另一种读法打分，须写明是谁、为什么。
    示例：原文“≥90”按“≥90%”读，李某更正，因为原文漏印百分号。
    改法：无需处理。
    依据：docs/outcomes.md “决定文件”。

    A target whose reading a person put right; the printed text stays. Figures: ``text``, ``read_as``, ``who``, ``why``.
    """

    zh = "指标值“{text}”按“{read_as}”读，由{who}更正：{why}"
    en = "the target “{text}” is read as “{read_as}”, put right by {who}: {why}"
    remedy_zh = "无需处理"
    remedy_en = "nothing to do"


class OutcomeCorrected(Kind, code="A310", name="outcome-corrected", severity=Severity.NOTE):
    """查什么：填报的内容由人改成了另一个。
    为什么：打分按改后的内容，须写明原来是什么、谁改的。
    示例：填报“12 期”，李某改为“10 期”。
    改法：无需处理。
    依据：docs/outcomes.md “决定文件”。

    Something handed in that a person replaced. Figures: ``before``, ``after``, ``who``, ``why``.
    """

    zh = "填报的“{before}”由{who}改为“{after}”：{why}"
    en = "“{before}” as handed in was changed to “{after}” by {who}: {why}"
    remedy_zh = "无需处理"
    remedy_en = "nothing to do"


KINDS: tuple[type[Kind], ...] = (
    OutcomeMissing,
    OutcomeUnreadable,
    OutcomeNotQuantified,
    OutcomeRepeatsTarget,
    LevelUnknown,
    OutcomeWordsUnknown,
    OutcomeApproximate,
    OutcomeComputed,
    OutcomeAssumed,
    DirectionAssumed,
    OutcomeUnitMissing,
    OutcomeUnitMismatch,
    PercentOver100,
    MagnitudeSuspect,
    OutcomeDateImplausible,
    OutcomeUnmatched,
    OutcomeAmbiguous,
    MatchUncertain,
    OutcomeDuplicated,
    TargetChanged,
    DecisionUnused,
    DecisionApplied,
    ExecutionUnmatched,
    ReadingCorrected,
    OutcomeCorrected,
    EvidenceMissing,
)
