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


class StruckText(Kind, code="T512", name="struck-text", severity=Severity.WARNING):
    """单元格里有划去的文字（删除线），没有读。

    为什么：划去的是作废的内容；留下的才是现在的值。
    示例：“≥90%”划去，旁边写着“≥95%”；整行划去的指标。
    改法：删去作废的文字；若删除线是误加的，去掉它。
    依据：docs/documents.md“改变含义的标记”。
    Figures: ``removed``（划去的文字）.
    """

    zh = "有划去的文字“{removed}”，未读"
    en = "“{removed}” is struck out and was not read"
    remedy_zh = "删去作废的文字；若删除线是误加的，去掉它"
    remedy_en = "delete what no longer holds; take the line off if it was struck by mistake"


class HiddenText(Kind, code="T513", name="hidden-text", severity=Severity.NOTE):
    """文档里有隐藏的文字，没有读。

    为什么：看表的人和打印稿都看不到隐藏的文字。
    示例：Word 字体设为“隐藏”的旧值；格式为 `;;;` 的单元格。
    改法：不需要时删去，需要时取消隐藏。
    依据：docs/documents.md“改变含义的标记”。
    Figures: ``removed``（隐藏的文字）.
    """

    zh = "有隐藏的文字“{removed}”，未读"
    en = "“{removed}” is hidden and was not read"
    remedy_zh = "不需要时删去，需要时取消隐藏"
    remedy_en = "delete it if it is not needed, unhide it if it is"


class FootnoteMark(Kind, code="T514", name="footnote-mark", severity=Severity.NOTE):
    """上标的数字或符号看作注码，不算数值的一部分。

    为什么：“1462¹ 人”是 1462 人，不是 14621 人；面积、体积单位后的上标和 10 的乘方照读。
    示例：完成值后的注码 ①、[2]、*。
    改法：核对读到的值；若是乘方，请改写成普通数字。
    依据：docs/documents.md“改变含义的标记”。
    Figures: ``removed``（注码）.
    """

    zh = "上标“{removed}”看作注码，未读进数值"
    en = "the raised “{removed}” was taken for the mark of a note, not for a part of the value"
    remedy_zh = "核对读到的值；若是乘方，请改写成普通数字"
    remedy_en = "check the value that was read; write a power in ordinary digits"


class CellComment(Kind, code="T515", name="cell-comment", severity=Severity.NOTE):
    """单元格或文字带有批注。

    为什么：批注可能更正数值；本软件只读单元格本身，不采用批注。
    示例：完成值旁批注“应为1520人”。
    改法：需要时把更正写进单元格。
    依据：docs/documents.md“批注”。
    Figures: ``text``（批注）.
    """

    zh = "带有批注“{text}”，没有采用"
    en = "a comment says “{text}”; it was not used"
    remedy_zh = "若批注更正了数值，把它写进单元格"
    remedy_en = "if it corrects the value, write the value into the cell"


class PictureNotRead(Kind, code="T516", name="picture-not-read", severity=Severity.WARNING):
    """内容是图片，没有读。

    为什么：本软件不做文字识别，不猜。
    示例：指标值处贴了一张截图；工作表里只有一张表格的照片。
    改法：把图片上的内容录入单元格。
    依据：docs/documents.md“扫描件”。
    Figures: ``near``（旁边的文字，可以为空）.
    """

    zh = "这里是图片，没有文字可读"
    en = "here is a picture; it holds no text that can be read"
    remedy_zh = "把图片上的内容录入单元格"
    remedy_en = "type what the picture shows into the cells"


class TextBoxOverSheet(Kind, code="T517", name="text-box", severity=Severity.NOTE):
    """工作表上浮着一个文本框，它的文字不属于任何单元格。

    为什么：文本框盖在表上，看起来像单元格的内容，但位置不可靠，没有读进任何一栏。
    示例：盖在“指标值”上的文本框“≥1500 人”。
    改法：把文字写进单元格。
    依据：docs/documents.md“文本框”。
    Figures: ``text``（文字）、``cell``（左上角所在的单元格）.
    """

    zh = "文本框“{text}”（在 {cell} 处）没有读进任何一栏"
    en = "the text box “{text}” (at {cell}) was not read into any cell"
    remedy_zh = "若它是表的内容，把文字写进单元格"
    remedy_en = "if it belongs to the form, write its text into the cell"


KINDS: tuple[type[Kind], ...] = (
    StruckText,
    HiddenText,
    FootnoteMark,
    CellComment,
    PictureNotRead,
    TextBoxOverSheet,
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
