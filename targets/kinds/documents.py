"""Kinds of findings about documents as files: T5."""

from __future__ import annotations

from targets.kinds.finding import Kind, Severity


class FormulaWithoutValue(Kind, code="T501", name="formula-without-value", severity=Severity.WARNING):
    """单元格里是公式，但文件没有存下计算结果。

    为什么：本软件不计算公式；没有结果就等于空白。
    示例：由程序生成、从未用 Excel 打开过的文件。
    改法：用 Excel 或 WPS 打开文件，保存一次再读。
    依据：docs/documents.md“公式”。
    Figures: ``count``（个数）、``cell``（第一个单元格）、``formula``（它的公式）.
    """

    zh = "有 {count} 个公式没有保存计算结果（如 {cell}：{formula}），按空白读取"
    en = "{count} formulas have no stored value (such as {cell}: {formula}); their cells are read as empty"
    remedy_zh = "用 Excel 或 WPS 打开文件，保存一次再读"
    remedy_en = "open the file in Excel or WPS, save it once and read it again"


class PageWithoutText(Kind, code="T502", name="page-without-text", severity=Severity.WARNING):
    """PDF 的一页没有可读的文字（扫描件或缺字符表）。

    为什么：本软件不做文字识别，不猜。
    示例：扫描的自评表。
    改法：提供 Word、Excel 或带文字的 PDF。
    依据：docs/documents.md“扫描件”。
    Figures: ``page``（页码）.
    """

    zh = "第 {page} 页没有可读取的文字（可能是扫描件），未读"
    en = "page {page} holds no readable text (a scan?) and was not read"
    remedy_zh = "提供 Word、Excel 或带文字的 PDF"
    remedy_en = "provide a Word or Excel file, or a PDF with text"


class MacrosPresent(Kind, code="T503", name="macros-present", severity=Severity.WARNING):
    """文件带有宏。

    为什么：宏从不运行；带宏的表格可能与打印稿不同。
    示例：.xlsm，或含 vbaProject.bin 的 .xlsx。
    改法：另存为不带宏的 .docx 或 .xlsx。
    依据：docs/documents.md“安全”。
    Figures: ``part``（所在部分）.
    """

    zh = "文件带有宏（{part}），没有运行"
    en = "the file holds macros ({part}); they were not run"
    remedy_zh = "另存为不带宏的 .docx 或 .xlsx"
    remedy_en = "save it without macros as .docx or .xlsx"


class ExternalLink(Kind, code="T504", name="external-link", severity=Severity.WARNING):
    """文件引用了外部的文件或网址。

    为什么：从不打开外部链接；引用的内容没有读。
    示例：引用另一个工作簿的公式，网络图片。
    改法：把引用的内容粘贴为数值。
    依据：docs/documents.md“安全”。
    Figures: ``link``（链接）、``count``（共几处）.
    """

    zh = "文件有 {count} 处外部链接（如 {link}），没有打开"
    en = "the file holds {count} external links (such as {link}); none was followed"
    remedy_zh = "把引用的内容粘贴为数值"
    remedy_en = "paste what is referred to as values"


class TrackedChanges(Kind, code="T505", name="tracked-changes", severity=Severity.NOTE):
    """Word 文件里有未接受的修订。

    为什么：按“接受全部修订”后的样子读取：插入的算，删除的不算。
    示例：被插入或删除的文字。
    改法：接受或拒绝修订后再报送。
    依据：docs/documents.md“修订”。
    Figures: ``inserted``（插入处数）、``deleted``（删除处数）.
    """

    zh = "文件有修订（插入 {inserted} 处、删除 {deleted} 处），按全部接受读取"
    en = "the file holds tracked changes ({inserted} insertions, {deleted} deletions); they are read as accepted"
    remedy_zh = "接受或拒绝修订后再报送"
    remedy_en = "accept or reject the changes before handing it in"


class HiddenContent(Kind, code="T506", name="hidden-content", severity=Severity.NOTE):
    """工作表是隐藏的。

    为什么：隐藏的表不在打印稿里，不读，但要让人知道。
    示例：隐藏的“上年数据”表。
    改法：需要读取时取消隐藏。
    依据：docs/documents.md“隐藏的工作表”。
    Figures: ``sheet``（工作表）.
    """

    zh = "工作表“{sheet}”是隐藏的，未读"
    en = "the sheet “{sheet}” is hidden and was not read"
    remedy_zh = "需要读取时取消隐藏"
    remedy_en = "unhide it if it is to be read"


class CellError(Kind, code="T507", name="cell-error", severity=Severity.WARNING):
    """单元格显示的是错误值。

    为什么：错误值不是数据。
    示例：`#REF!`、`#DIV/0!`。
    改法：改正公式后保存。
    依据：docs/documents.md“公式”。
    Figures: ``cell``（单元格）、``text``（错误值）.
    """

    zh = "单元格 {cell} 显示错误值 {text}"
    en = "cell {cell} shows the error {text}"
    remedy_zh = "改正公式后保存"
    remedy_en = "correct the formula and save the file"


class TextOverflow(Kind, code="T508", name="text-overflow", severity=Severity.WARNING):
    """PDF 里一个单元格的文字超出了单元格（行高或列宽不够）。

    为什么：文字画到了相邻的行里；能归位的已归位，但打印时可能已有几行被截去，从 PDF 上看不出来。
    示例：未调整行高就打印成 PDF 的工作簿。
    改法：提供原工作簿；或调整行高后重新打印。
    依据：docs/documents.md“PDF 中超出单元格的文字”。
    Figures: ``page``（页码）、``text``（读到的文字）.
    """

    zh = "第 {page} 页有文字超出单元格，可能不完整，读作“{text}”"
    en = "on page {page} a text is larger than its cell and may be cut; it is read as “{text}”"
    remedy_zh = "提供原工作簿，或调整行高后重新打印成 PDF"
    remedy_en = "provide the workbook itself, or print it again with higher rows"


class HiddenRows(Kind, code="T509", name="hidden-rows", severity=Severity.NOTE):
    """工作表里有隐藏的行（或被筛选掉的行），里面有内容。

    为什么：看表的人看不到隐藏的行，打印稿里也没有；不读，但要让人知道。
    示例：留着旧指标的隐藏行；筛选后保存的完成值表。
    改法：需要读取时取消隐藏或清除筛选；不需要时删去。
    依据：docs/documents.md“隐藏的内容”。
    Figures: ``rows``（行号）、``count``（行数）、``text``（第一行的内容）.
    """

    zh = "第 {rows} 行是隐藏的（共 {count} 行有内容，如“{text}”），未读"
    en = "{count} hidden rows with contents ({rows}, such as “{text}”) were not read"
    remedy_zh = "需要读取时取消隐藏或清除筛选；不需要时删去"
    remedy_en = "unhide them or clear the filter if they are to be read; delete them if not"


class HiddenColumn(Kind, code="T510", name="hidden-column", severity=Severity.NOTE):
    """工作表里有隐藏的列，没有读。

    为什么：看表的人看不到隐藏的列；同一栏目有可见的列，或者看不出它是什么栏目，以可见的为准。
    示例：可见的“实际完成值”之前，藏着一列上年的“实际完成值”。
    改法：不需要的列删去；需要的列取消隐藏。
    依据：docs/documents.md“隐藏的内容”。
    Figures: ``column``（列号）、``heading``（列标题或第一格）.
    """

    zh = "{column} 列“{heading}”是隐藏的，未读"
    en = "column {column} “{heading}” is hidden and was not read"
    remedy_zh = "不需要的列删去；需要的列取消隐藏"
    remedy_en = "delete the column if it is not needed, unhide it if it is to be read"


class HiddenColumnRead(Kind, code="T511", name="hidden-column-read", severity=Severity.NOTE):
    """采用了一列隐藏的内容：同一栏目没有可见的列。

    为什么：看表的人看不到这一列，却用它来读表，要让人知道。
    示例：“分值”列被隐藏的自评表。
    改法：取消隐藏，核对内容。
    依据：docs/documents.md“隐藏的内容”。
    Figures: ``column``（列号）、``heading``（列标题）.
    """

    zh = "{column} 列“{heading}”是隐藏的，没有可见的同类列，照读"
    en = "column {column} “{heading}” is hidden; no visible column has that heading, so it was read"
    remedy_zh = "取消隐藏，核对内容"
    remedy_en = "unhide the column and check what it holds"


KINDS: tuple[type[Kind], ...] = (
    HiddenRows,
    HiddenColumn,
    HiddenColumnRead,
    FormulaWithoutValue,
    PageWithoutText,
    MacrosPresent,
    ExternalLink,
    TrackedChanges,
    HiddenContent,
    CellError,
    TextOverflow,
)
