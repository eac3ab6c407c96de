"""Findings about rulebooks themselves: R1 form, R2 dates, R3 citations, R4 coverage and conflicts."""

from __future__ import annotations

from targets.kinds.finding import Kind, Severity


class KeyUnknown(Kind, code="R101", name="rulebook-key-unknown", severity=Severity.ERROR):
    """A key that no rulebook has: a misspelling would otherwise change nothing and be noticed by nobody.

    Figures: ``path`` the key path in the file, ``problem_zh``/``problem_en``. Example: ``cites = "main"`` for ``cite``.
    Remedy: correct the spelling or take the line out. Basis: docs/rulebooks.md, strict reading.
    """

    zh = "{path}：{problem_zh}"
    en = "{path}: {problem_en}"
    remedy_zh = "改正拼写或删去这一项"
    remedy_en = "correct the spelling or remove the key"


class ValueBad(Kind, code="R102", name="rulebook-value-bad", severity=Severity.ERROR):
    """A value that its key cannot hold: a share above 1, a text for a number, a missing parameter.

    Figures: ``path``, ``problem_zh``/``problem_en``. Example: ``share = 7`` for 70 %. Remedy: see the parameter's
    line in docs/rulebooks.md. Basis: strict reading.
    """

    zh = "{path}：{problem_zh}"
    en = "{path}: {problem_en}"
    remedy_zh = "按 docs/rulebooks.md 中该项的说明填写"
    remedy_en = "give the value as docs/rulebooks.md describes it"


class MethodUnknown(Kind, code="R103", name="rulebook-method-unknown", severity=Severity.ERROR):
    """A method that does not exist, or that does not fit the provision: books choose among named methods only.

    Figures: ``path``, ``use``, ``allowed``. Example: ``use = "proportionnal"``. Remedy: choose one of those listed.
    """

    zh = "{path}：没有适用于此处的方法“{use}”"
    en = "{path}: there is no method {use!r} for this provision"
    remedy_zh = "可选方法：{allowed}"
    remedy_en = "choose one of: {allowed}"


class NotInForce(Kind, code="R201", name="rulebook-not-in-force", severity=Severity.WARNING):
    """The book was not in force on any day of the year that is evaluated.

    Figures: ``book``, ``year``, ``since``, ``until``. Remedy: choose the book of that year, or state why this one is
    used.
    """

    zh = "办法 {book} 在 {year} 年不在施行期内（{since} 起，{until} 止）"
    en = "rulebook {book} was not in force in {year} (since {since}, until {until})"
    remedy_zh = "改用当年施行的办法（--rules），或在报告中说明为何采用此办法"
    remedy_en = "choose the book of that year (--rules), or say in the report why this one is used"


class CheckedBefore(Kind, code="R202", name="rulebook-checked-before", severity=Severity.NOTE):
    """The book was last compared with the texts in force before the evaluated year ended: something newer may exist.

    Figures: ``book``, ``year``, ``checked_on``. Remedy: look for newer texts, then set ``checked_on``.
    """

    zh = "办法 {book} 最近一次核对是 {checked_on}，未核对 {year} 年的规定"
    en = "rulebook {book} was last checked on {checked_on}, not for the year {year}"
    remedy_zh = "核对有无新规定，核对后更新 checked_on"
    remedy_en = "look for newer rules, then set checked_on"


class Unchecked(Kind, code="R203", name="rulebook-unchecked", severity=Severity.NOTE):
    """Nobody has recorded a comparison of the book with the texts in force.

    Figures: ``book``. Remedy: compare the provisions with the text, correct standing and citation, set ``checked_on``.
    """

    zh = "办法 {book} 没有与原文核对的记录"
    en = "rulebook {book} carries no record of having been compared with the texts"
    remedy_zh = "与原文核对后在办法文件中写明 checked_on"
    remedy_en = "compare it with the texts, then state checked_on in the book"


class DatesUnknown(Kind, code="R204", name="rulebook-dates-unknown", severity=Severity.NOTE):
    """The book does not say when it is in force, as for practices seen in forms and systems only.

    Figures: ``book``, ``year``. Remedy: state ``in_force`` once the instrument is known.
    """

    zh = "办法 {book} 没有载明施行日期，无法判断是否适用于 {year} 年"
    en = "rulebook {book} states no dates, so whether it applies to {year} is not known"
    remedy_zh = "查明依据后在办法文件中写明 in_force"
    remedy_en = "state in_force in the book once the instrument is known"


class CitationMissing(Kind, code="R301", name="rulebook-citation-missing", severity=Severity.ERROR):
    """A provision that is said to be cited or reported names no source, or a convention gives no reason.

    Figures: ``path``, ``problem_zh``/``problem_en``. Remedy: name the source, or call it a convention and give the
    reason.
    """

    zh = "{path}：{problem_zh}"
    en = "{path}: {problem_en}"
    remedy_zh = '写明 cite = "来源#条款"；属自定约定的写 standing = "convention" 和 reason'
    remedy_en = 'state cite = "source#article", or standing = "convention" with a reason'


class ProvisionMissing(Kind, code="R401", name="rulebook-provision-missing", severity=Severity.ERROR):
    """A book that extends no other leaves out a provision that every evaluation needs: nothing is settled in silence.

    Figures: ``path``. Remedy: add the provision, or extend a complete book.
    """

    zh = "缺少条款 {path}"
    en = "the provision {path} is missing"
    remedy_zh = "补上该条款，或以 extends 承接一部完整的办法"
    remedy_en = "add it, or extend a complete book"


class BandsGap(Kind, code="R402", name="rulebook-bands-gap", severity=Severity.ERROR):
    """Bands that leave a value out: an outcome could fall between them.

    Figures: ``path``, ``problem_zh``/``problem_en``. Example: grades that end at 60. Remedy: let the lowest band
    begin at 0.
    """

    zh = "{path}：{problem_zh}"
    en = "{path}: {problem_en}"
    remedy_zh = "补齐分档，最低一档从 0 起"
    remedy_en = "close the gap; the lowest band begins at 0"


class BandsOverlap(Kind, code="R403", name="rulebook-bands-overlap", severity=Severity.ERROR):
    """Bands that speak of one value twice, or stand out of order.

    Figures: ``path``, ``problem_zh``/``problem_en``. Remedy: order the bands, each beginning once.
    """

    zh = "{path}：{problem_zh}"
    en = "{path}: {problem_en}"
    remedy_zh = "调整分档，使其不重叠且按序排列"
    remedy_en = "put the bands in order, each value in one band only"


class OverrideDouble(Kind, code="R404", name="rulebook-override-double", severity=Severity.ERROR):
    """Two provisions speak of the same case: the last one never wins silently.

    Figures: ``path``, ``other``. Remedy: keep one, or narrow one by category or names.
    """

    zh = "{path} 与 {other} 规定了同一情形"
    en = "{path} and {other} settle the same case"
    remedy_zh = "只保留一条，或以 category、names、when 限定其中一条"
    remedy_en = "keep one, or narrow one by category, names or when"


class OverrideUnknown(Kind, code="R405", name="rulebook-override-unknown", severity=Severity.ERROR):
    """An override of a provision that the extended book does not have, or a provision that replaces one without
    saying so.

    Figures: ``path``, ``problem_zh``/``problem_en``. Remedy: name an existing provision in [[override]], or a new key.
    """

    zh = "{path}：{problem_zh}"
    en = "{path}: {problem_en}"
    remedy_zh = "用 evaluator rules show 查看可改写的条款；改写须写在 [[override]] 中"
    remedy_en = "see evaluator rules show for the provisions; changes stand in [[override]]"


KINDS: tuple[type[Kind], ...] = (
    KeyUnknown,
    ValueBad,
    MethodUnknown,
    NotInForce,
    CheckedBefore,
    Unchecked,
    DatesUnknown,
    CitationMissing,
    ProvisionMissing,
    BandsGap,
    BandsOverlap,
    OverrideDouble,
    OverrideUnknown,
)
