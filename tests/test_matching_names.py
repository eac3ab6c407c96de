"""Names of indicators: one key for all writings of a name, and what tells two names apart."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from actuals.matching.names import name_key, without_numbering
from actuals.matching.similarity import MOVED, Weights, contains, veto

NUMBERED = (
    "★ 指标1：{}",
    "1、{}",
    "10. {}",
    "（一）{}",
    "(12){}",
    "①{}",
    "一、{}",
    "指标一：{}",
    "三级指标3 {}",
    "★1、（二）{}",
)


@pytest.mark.parametrize("writing", NUMBERED)
def test_a_number_before_a_name_is_none_of_it(writing: str) -> None:
    assert without_numbering(writing.format("培训人数")) == "培训人数"
    assert name_key(writing.format("培训人数")) == name_key("培训人数")


@pytest.mark.parametrize("name", ["1.5级以上道路", "123、号楼", "指标1.5", "★★★", "1、", "三公经费"])
def test_a_number_of_the_name_stays(name: str) -> None:
    assert without_numbering(name) == name


@pytest.mark.parametrize(
    "name", ["3~6岁儿童数", "3～6岁儿童数", "3—6岁儿童数", "3至6岁儿童数", " 3-6 岁儿童数 ", "３－６岁儿童数"]
)
def test_one_key_for_all_writings_of_a_range(name: str) -> None:
    assert name_key(name) == "3-6岁儿童数" != name_key("36岁儿童数")


def test_widths_case_and_signs_do_not_count() -> None:
    assert name_key("ＡＢＣ（甲、乙）培训") == name_key("abc甲乙培训") == "abc甲乙培训"
    assert name_key("1.5级") == "1.5级" != name_key("15级")
    assert name_key("***") == "***"
    assert without_numbering("1 、") == "1、"


@pytest.mark.parametrize(
    ("stated", "printed", "why"),
    [
        ("培训人数", "培训人数", ""),
        ("2023年培训人数", "培训人数", ""),
        ("培训5期人数", "培训6期人数", "number"),
        ("第一小学改造面积", "第二小学改造面积", "number"),
        ("培训人数", "培训合格率", "measure"),
        ("教师培训合格率", "教师培训满意度", "measure"),
        ("产品达标率", "产品不达标率", "negation"),
        ("学生对教师满意度", "教师对学生满意度", "direction"),
        ("甲路改造完成率", "乙路改造完成率", "replaced"),
        ("甲路道路改造工程完成率", "乙路道路改造工程完成率", "replaced"),
        ("满意度", "社会公众满意度", "weak"),
        ("教师合格率", "教师优秀率", "measure"),
        ("设备完好率", "设备健全率", "measure"),
        ("设备完好率", "设备完好可用率", ""),
        ("教师培训期数", "教师培训次数", "measure"),
        ("教师培训人数", "教师培训数", ""),
        ("教师培训", "教师培训人数", ""),
        ("教师培训", "教师培训满意度", ""),
        ("教师培训满意度", "教师培训", "measure"),
        ("全县教师培训", "教师培训满意度", "measure"),
        ("工程完成率", "工程未按期完成率", "negation"),
        ("开展教师培训完成率", "教师培训项目完成率", ""),
        ("开展教师培训完成率", "全县教师培训完成率", ""),
        ("开展满意度", "全县教师满意度", "weak"),
    ],
)
def test_what_tells_two_names_apart(stated: str, printed: str, why: str) -> None:
    assert veto(stated, printed, Fraction(1)) == why


def test_a_longer_name_is_weak_below_the_score_that_is_enough() -> None:
    assert veto("教师培训完成率", "全县教师培训完成率", Fraction(1)) == ""
    assert veto("教师培训完成率", "全县教师培训完成率", Fraction(0)) == "weak"
    assert veto("全县教师培训完成率", "教师培训完成率", Fraction(0)) == "weak"
    assert veto("开展教师培训完成率", "全县教师培训完成率", Fraction(0)) == "weak"
    for score, why in ((Fraction(3, 5), ""), (Fraction(599, 1000), "weak")):
        assert veto("教师培训完成率", "全县教师培训完成率", score) == why


def test_names_with_words_of_their_own_each_need_a_higher_score() -> None:
    for score, why in ((Fraction(13, 20), ""), (Fraction(649, 1000), "weak")):
        assert veto("甲教师业务培训课程完成率", "教师业务乙培训课程完成率", score) == why


def test_a_name_within_another() -> None:
    assert contains("培训人数", "人数") and contains("aab", "ab")
    assert not contains("人数", "人数") and not contains("培训课", "人数") and not contains("ab", "aa")


KEYS = ["教师培训人数", "教师培训期数", "学生资助人数", "道路改造面积", "群众满意度"]


def test_a_name_is_most_like_itself_and_moved_words_nearly() -> None:
    weights = Weights(KEYS)
    for key in KEYS:
        assert weights.likeness(key, key).score == 1
        assert weights.likeness(key, key).acceptable
        assert all(weights.likeness(key, other).score < 1 for other in KEYS if other != key)
    moved = weights.likeness("人数教师培训", "教师培训人数")
    assert MOVED <= moved.score < 1


def test_rare_signs_tell_more_than_common_ones() -> None:
    weights = Weights([f"教师培训{one}" for one in "甲乙丙丁戊己"] + ["道路改造"])
    assert weights.likeness("道路培训", "道路改造").score > weights.likeness("教师改造", "教师培训").score


@given(st.sampled_from(KEYS), st.sampled_from(KEYS))
def test_likeness_is_the_same_both_ways(one: str, other: str) -> None:
    weights = Weights(KEYS)
    assert weights.likeness(one, other).score == weights.likeness(other, one).score
    assert 0 <= weights.likeness(one, other).score <= 1
