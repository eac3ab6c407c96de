"""Cells of forms told apart by their words: kinds of values, printed points, ticks and grades."""

from decimal import Decimal

import pytest

from targets.layout.values import ValueKind, points_of, value_kind
from targets.layout.verdict import Verdict, grade_in
from targets.model.vocabulary import is_total

K = ValueKind


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("", K.BLANK),
        ("——", K.BLANK),
        ("≥", K.SIGN),
        ("不低于", K.SIGN),
        ("正向", K.SIGN),
        ("定性", K.SIGN),
        ("10", K.NUMBER),
        ("1,000.50", K.NUMBER),
        ("10分", K.NUMBER),
        ("-3", K.NUMBER),
        ("1,00", K.QUANTITY),
        ("产出指标", K.LEVEL1),
        ("产出指标(50分)", K.LEVEL1),
        ("数量指标", K.LEVEL2),
        ("满意度指标", K.LEVEL2),
        ("优", K.GRADE),
        ("良好", K.GRADE),
        ("万元", K.UNIT),
        ("人次", K.UNIT),
        ("≥95%", K.COMPARED),
        ("=3", K.COMPARED),
        ("至少5场", K.COMPARED),
        ("达到95%", K.QUANTITY),
        ("95%", K.QUANTITY),
        ("12场次以上", K.QUANTITY),
        ("培训教师", K.WORDS),
        ("全年按计划完成各项工作任务并取得良好的社会效果和影响力", K.PROSE),
    ],
)
def test_the_kind_of_a_cell_follows_from_its_words(text: str, kind: ValueKind) -> None:
    assert value_kind(text) is kind


def test_a_text_is_prose_from_its_twenty_fifth_sign_on() -> None:
    assert value_kind("培" * 24) is K.WORDS
    assert value_kind("培" * 25) is K.PROSE
    assert value_kind("≥95%" + "的" * 20) is K.COMPARED
    assert value_kind("≥95%" + "的" * 21) is K.PROSE
    assert value_kind("9" + "的" * 23) is K.QUANTITY
    assert value_kind("9" + "的" * 24) is K.PROSE


@pytest.mark.parametrize(
    ("text", "points"),
    [
        ("10", "10"),
        ("10分", "10"),
        (" 9.5 ", "9.5"),
        ("", None),
        ("10%", None),
        ("10%以上", None),
        ("优", None),
        ("—", None),
    ],
)
def test_points_are_plain_numbers(text: str, points: str | None) -> None:
    assert points_of(text) == (None if points is None else Decimal(points))


@pytest.mark.parametrize(
    ("text", "grade"),
    [
        ("优", "优"),
        ("优秀", "优秀"),
        ('"优"', "优"),
        ("“良好”", "良好"),
        ("优（95分）", "优"),
        ("等级：优", "优"),
        ("自评等级:良好", "良"),
        ("自评得分：98分 自评等级：优", "优"),
        ("合格", None),
        ("", None),
        ("优 良 中 差", None),
        ("☑优 □良 □中 □差", "优"),
        ("□优 □良 □中 ☑差", "差"),
        ("优☑ 良□ 中□ 差□", "优"),
        ("优□ 良□ 中□ 差√", "差"),
        ("优□ 良√ 中□ 差□", "良"),
        ("优(√) 良( ) 中( ) 差( )", "优"),
        ("优( ) 良( ) 中(√) 差( )", "中"),
        ("优(√) 良(√) 中( ) 差( )", ""),
        ("优( ) 良( ) 中( ) 差( )", ""),
        ("√优", "优"),
        ("优 √", "优"),
        ("优√ 良 中 差", "优"),
        ("优 良√ 中 差", "良"),
        ("优 √良 中 差", "良"),
        ("优 良 中 差√", "差"),
        ("优  √ 良", "良"),
        ("优 √  良", "优"),
        ("优 √ 良", ""),
        ("☑优 ☑良 □中 □差", ""),
        ("优√ 良√", ""),
        ("√优 良 中 差", "优"),
        ("优(√) 良( )", "优"),
        ("优 良√", "良"),
        ("☑优 □良 □中 差□", ""),
    ],
)
def test_a_grade_is_the_word_or_the_ticked_one(text: str, grade: str | None) -> None:
    assert grade_in(text) == grade


def test_the_first_total_and_grade_of_a_form_stand() -> None:
    seen = Verdict()
    assert seen.take_line("自评得分：98分 自评等级：优")
    assert seen.take_score("97") and seen.take_grade("良") and seen.take_line("自评总分：96.5 等级：差")
    assert (seen.score, seen.grade, seen.unclear) == ("98", "优", [])


def test_what_is_no_total_and_no_grade_changes_nothing() -> None:
    seen = Verdict()
    assert not seen.take_score("约98") and not seen.take_score("1000")
    assert not seen.take_grade("详见附件") and not seen.take_line("项目已按期完成")
    assert (seen.score, seen.grade, seen.unclear) == (None, None, [])


def test_a_total_keeps_its_digits_and_a_line_may_hold_either() -> None:
    seen = Verdict()
    assert seen.take_score(" 98.50分 ") and seen.take_line("评价等级：良")
    assert (seen.score, seen.grade) == ("98.50", "良")
    ticked = Verdict()
    assert ticked.take_line("总得分：91分 评价结论：□优 ☑良 □中 □差")
    assert (ticked.score, ticked.grade) == ("91", "良")


def test_ticks_that_nobody_can_assign_are_kept_as_they_stand() -> None:
    seen = Verdict()
    assert seen.take_grade("优√  良√")
    assert (seen.grade, seen.unclear) == (None, ["优√ 良√"])


@pytest.mark.parametrize("front", ["", "自评", "评价", "绩效自评", "综合", "年度", "最终"])
@pytest.mark.parametrize("label", ["总分", "总得分", "合计", "总计", "合计得分", "得分合计", "总分合计", "合计分值"])
@pytest.mark.parametrize("tail", ["", "：", "（100分）"])
def test_the_row_of_the_total_is_known_by_any_of_its_names(front: str, label: str, tail: str) -> None:
    assert is_total(front + label + tail)


@pytest.mark.parametrize("text", ["总体目标", "总分值率", "得分", "项目合计", "合计表彰人数", "年度目标", "自评"])
def test_what_only_begins_like_a_total_is_none(text: str) -> None:
    assert not is_total(text)
