"""Chinese as offices write it: no id in the middle of a sentence, no private words, in every text that users see."""

import ast
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from evaluator.commands.cli import build

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("targets", "actuals", "rules", "evaluator")
CHINESE = re.compile(r"[\u4e00-\u9fff]")
ODD = {
    r"(?<![打复缩影漏误脚所])印(?=[ “{\d])": "填报",
    "改法": "处理建议",
    "错/警/提示": "错误/警告/提示",
    "据实务所见": "依据实务表样，未核对原文",
    "读作": "按……识别",
    "没有完成值": "未填报实际完成值",
    "加得起来": "表中各项得分之和与总分一致",
    "悄悄": "不加说明地",
    "读法": "识别方式、识别结果",
    "(?:读|认)不出": "不能识别",
    "[没未不]有?读懂|读懂": "未能识别",
    "多半": "可能",
    "张冠李戴": "错位",
    "分毫不差|一字不差": "完全相等、完全相同",
    "花完|花钱": "资金执行、资金支出",
    "照读": "予以采用",
    "没有?用上": "未采用、未生效",
    "不猜|猜测": "不作推测",
    "注码": "注释序号",
    "说明线": "须说明原因的界限",
    "交来": "报送",
}
"""What reads oddly, and how it should read."""
ID = re.compile(r"(?<![\w.{/])(?:score|points|execution|policy|rating|grades|bare)\.[a-z][a-z-]+(?![\w.(])")
"""The id of a provision."""
AT_THE_END = re.compile(r"[（(](?:条款 )?[^（）()]*$|条款 $")
"""Text before an id that stands apart: in brackets at the end of a sentence."""


def texts_of_catalogues() -> Iterator[tuple[str, str]]:
    for package in PACKAGES:
        for path in sorted((ROOT / package / "catalogue").glob("*.toml")):
            for part, value in tomllib.loads(path.read_text(encoding="utf-8")).items():
                if isinstance(value, dict) and "zh" in value:
                    yield f"{path.name} [{part}]", value["zh"]


def texts_of_books() -> Iterator[tuple[str, str]]:
    def inner(value: object, place: str) -> Iterator[tuple[str, str]]:
        if isinstance(value, dict):
            for key, one in value.items():
                if key != "quote":  # the words of a document are its own
                    yield from inner(one, f"{place}.{key}")
        elif isinstance(value, list):
            for one in value:
                yield from inner(one, place)
        elif isinstance(value, str) and CHINESE.search(value):
            yield place, value

    for path in sorted((ROOT / "rules" / "books").glob("*.toml")):
        yield from inner(tomllib.loads(path.read_text(encoding="utf-8")), path.name)


def texts_of_outlines() -> Iterator[tuple[str, str]]:
    for path in sorted((ROOT / "evaluator" / "reports" / "outlines").glob("*.toml")):
        for key, section in tomllib.loads(path.read_text(encoding="utf-8")).get("section", {}).items():
            for block in section.get("blocks", ()):
                for part in ("say", "gap", "hint", "caption"):
                    if part in block:
                        yield f"{path.name} {key}", block[part]


def texts_of_code() -> Iterator[tuple[str, str]]:
    """Chinese strings of the packages, docstrings left out; of an f-string its parts with {…} for what is filled in."""
    for package in PACKAGES:
        for path in sorted((ROOT / package).rglob("*.py")):
            tree = ast.parse(path.read_text(encoding="utf-8"))
            skipped = {id(n.value) for n in ast.walk(tree) if isinstance(n, ast.Expr)}
            for node in ast.walk(tree):
                if isinstance(node, ast.JoinedStr):
                    skipped |= {id(part) for part in node.values}
                    text = "".join(p.value if isinstance(p, ast.Constant) else "{…}" for p in node.values)
                elif isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in skipped:
                    text = node.value
                else:
                    continue
                if CHINESE.search(text) and id(node) not in skipped:
                    yield f"{path.relative_to(ROOT)}:{node.lineno}", text


def texts_of_pages() -> Iterator[tuple[str, str]]:
    for path in sorted((ROOT / "evaluator" / "web" / "templates").glob("*.html")):
        for found in re.finditer(r"\bt\(\s*[\"'](.*?)[\"'],", path.read_text(encoding="utf-8")):
            yield path.name, found[1]


def texts_of_guides() -> Iterator[tuple[str, str]]:
    for path in (ROOT / "README.zh-CN.md", *sorted((ROOT / "docs" / "guide").glob("*.zh.md"))):
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            yield f"{path.name}:{number}", line


def texts_of_help() -> Iterator[tuple[str, str]]:
    parser = build("zh")
    commands = next(dict(action.choices) for action in parser._actions if action.dest == "command")
    for name, command in commands.items():
        for action in command._actions:
            yield f"{name} {action.dest}", action.help or ""


SOURCES = {
    "catalogues": texts_of_catalogues,
    "books": texts_of_books,
    "outlines": texts_of_outlines,
    "code": texts_of_code,
    "pages": texts_of_pages,
    "guides": texts_of_guides,
    "help": texts_of_help,
}
# Words of the field in tables that readers look up; they are no sentences of ours.
READ_BY_THE_PROGRAM = (
    "targets/checks/wording.py", "targets/model", "targets/language", "targets/layout", "actuals/language",
    "actuals/sources", "actuals/matching",
)  # fmt: skip


@pytest.mark.parametrize("source", SOURCES)
def test_no_word_that_reads_oddly(source: str) -> None:
    found = [
        f"{place}: {text}: write {better}"
        for place, text in SOURCES[source]()
        if not place.startswith(READ_BY_THE_PROGRAM)
        for odd, better in ODD.items()
        if re.search(odd, text)
    ]
    assert not found, "\n".join(found)


@pytest.mark.parametrize("source", ["catalogues", "code", "outlines", "pages"])
def test_no_id_in_the_middle_of_a_sentence(source: str) -> None:
    wrong = [
        f"{place}: {text}"
        for place, text in SOURCES[source]()
        if CHINESE.search(text) and "evaluator rules" not in text  # a command to type is no sentence
        if any(not AT_THE_END.search(text[: found.start()]) for found in ID.finditer(text))
        or any(field in text and f"（条款 {field}）" not in text for field in ("{rule}", "{provision}"))
    ]
    assert not wrong, "\n".join(wrong)


def test_the_words_are_found() -> None:
    assert re.search(next(iter(ODD)), "总分印 99.69")
    assert not re.search(next(iter(ODD)), "逐项打印，另行印发")
    assert len(list(texts_of_catalogues())) > 500
    assert sum(1 for _ in texts_of_code()) > 500
    assert sum(1 for _ in texts_of_pages()) > 100
