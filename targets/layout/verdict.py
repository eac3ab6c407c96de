"""The total and the grade of a form, wherever they stand: in a row, a cell, the head or the title; ticks and boxes."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache

from targets.model.identity import normalised

_FULL, _EMPTY = "☑✓✔√■☒●◉🗹R", "□☐○◯口£❏▢"
_ALONE = re.compile(r"[\"“]?([优良中差])(?:秀|好|等|级|档)?[\"”]?(?:[(（][^()（）]{0,16}[)）])?")
_LABELLED = re.compile(
    r"(?:等级|等次|级别|档次|评级|评价结果|自评结果|自评结论|自评)(?:[(（][^)）]{0,12}[)）])?[:：为]\s*[\"“]?([优良中差])(?:秀|好|等|级)?(?![\w优良中差])"
)
_SCORED = re.compile(
    r"(?:自评|评价|绩效|综合|自我评价)?(?:总)?(?:得分|总分|评分|分数)(?:[(（]分[)）])?[:：为]\s*(\d{1,3}(?:\.\d+)?)\s*分?"
)
_TOKEN = re.compile(
    rf"(?P<full>[{_FULL}])|(?P<empty>[{_EMPTY}])|(?P<grade>[优良中差])(?:秀|好|等|级)?|(?P<space>\s+)|(?P<other>.)"
)
_BRACKETED = re.compile(rf"([优良中差])(?:秀|好|等|级)?\s*[(（【\[]\s*([{_FULL}{_EMPTY}]?)\s*[)）】\]]")
_REMARK = re.compile(r"[(（][^)）]*\d[^)）]*[)）]")


@dataclass(slots=True)
class Verdict:
    """The printed total and grade, the first that is found of each; ``unclear`` are ticks that nobody can assign."""

    points: str | None = None
    score: str | None = None
    grade: str | None = None
    unclear: list[str] = field(default_factory=list)

    def take_grade(self, text: str) -> bool:
        """Take the grade that a cell behind a label of grades states; False where it states none."""
        found = grade_in(text)
        if found is None:
            return False
        if found == "":
            self.unclear.append(" ".join(text.split()))
        else:
            self.grade = self.grade or found
        return True

    def take_score(self, text: str) -> bool:
        """Take the total score from a cell behind its label; False where it holds no number."""
        number = re.fullmatch(r"(\d{1,3}(?:\.\d+)?)分?", normalised(text))
        if number is None:
            return False
        self.score = self.score or text.strip().removesuffix("分").strip()
        return True

    def take_line(self, text: str) -> bool:
        """Take a total and a grade that stand in running text with their labels: 自评得分：98分 自评等级：优."""
        scored, graded = _SCORED.search(text), _LABELLED.search(text)
        if scored:
            self.score = self.score or scored.group(1)
        if re.search(r"等级|等次|级别|档次|评级|结论|评价结果", text) and _ticked(_REMARK.sub("", text)) is not None:
            return self.take_grade(text) or bool(scored)
        if graded:
            self.grade = self.grade or graded.group(1)
        return bool(scored or graded)


@lru_cache(maxsize=65536)
def grade_in(text: str) -> str | None:
    """The grade a text states: 优 … 差, ``""`` where marks are there and their side is not clear, None for no grade."""
    label = normalised(text)
    alone = _ALONE.fullmatch(label)
    if alone:
        word = label.strip('"“”')
        return word if len(word) <= 3 else alone.group(1)
    marked = _ticked(_REMARK.sub("", text))
    if marked is not None:
        return marked
    labelled = _LABELLED.search(text)
    return labelled.group(1) if labelled else None


def _ticked(text: str) -> str | None:
    """The grade that a mark belongs to, decided from the whole line; ``""`` where it is not clear, None without."""
    brackets = [(grade, sign) for grade, sign in _BRACKETED.findall(text)]
    if len(brackets) >= 2:
        ticked = [grade for grade, sign in brackets if sign and sign in _FULL]
        return ticked[0] if len(ticked) == 1 else ""
    tokens = [(m.lastgroup or "", m.group(0)) for m in _TOKEN.finditer(text)]
    parts = [(kind, sign[0]) for kind, sign in tokens if kind in ("full", "empty", "grade")]
    grades = [place for place, (kind, _) in enumerate(parts) if kind == "grade"]
    marks = [place for place, (kind, _) in enumerate(parts) if kind in ("full", "empty")]
    full = [place for place in marks if parts[place][0] == "full"]
    if not grades or not full or (len(grades) == 1 and len(parts) > 2):
        return None
    if len(full) != 1:
        return ""
    if len(marks) == len(grades):  # one box for each grade: all stand on one side, as the first and the last show
        step = 1 if parts[0][0] != "grade" else -1
        if parts[-1][0] == ("grade" if step == -1 else "x") or (step == 1 and parts[-1][0] != "grade"):
            return ""
        place = full[0] + step
        return parts[place][1] if 0 <= place < len(parts) and parts[place][0] == "grade" else ""
    if len(marks) > 1:
        return ""
    return _single(tokens)


def _single(tokens: list[tuple[str, str]]) -> str:
    """The grade beside the only mark of a line: that without a space between, or the only one it can belong to."""
    place = next(i for i, (kind, _) in enumerate(tokens) if kind == "full")
    before = _beside(tokens, place, -1)
    after = _beside(tokens, place, 1)
    if before is None or after is None:
        only = after if before is None else before
        return only[0] if only else ""
    if before[1] != after[1]:
        return before[0] if before[1] < after[1] else after[0]
    return ""


def _beside(tokens: list[tuple[str, str]], place: int, step: int) -> tuple[str, int] | None:
    """The nearest grade on one side and how much space lies between."""
    spaces = 0
    place += step
    while 0 <= place < len(tokens):
        kind, sign = tokens[place]
        if kind == "grade":
            return sign[0], spaces
        spaces += len(sign) if kind == "space" else 5
        place += step
    return None
