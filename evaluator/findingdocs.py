"""The pages of ``docs/findings``, one per kind, made from the docstrings: ``python -m evaluator.findingdocs DIR``.

The pages are never edited: the docstring is the page, and a test fails when the two differ.
"""

from __future__ import annotations

import inspect
import re
import sys
from pathlib import Path

from evaluator.findings import figures_of, kinds, severity_label
from targets.kinds.finding import Kind

_FIELD = re.compile(r"(查什么|为什么|示例|改法|依据|另见|Figures)\s*[:：]\s*(.*)")
_STAGES = {
    "T": "目标与文件",
    "A": "完成情况",
    "R": "办法",
    "E": "评价",
    "S": "审核",
}


def page(kind: type[Kind]) -> str:
    """One page: code and name, severity, the docstring under fixed headings, both messages and remedies."""
    title, fields = _parsed(kind)
    lines = [f"# {kind.code} {kind.name}", "", title, ""]
    lines += [f"默认级别：{severity_label(kind.severity, 'zh')}（{kind.severity.value}）", ""]
    for name, text in fields:
        lines += [f"## {name}", "", text, ""]
    lines += ["## 提示语", "", f"- {kind.zh}", f"- {kind.en}", ""]
    lines += ["## 处理", "", f"- {kind.remedy_zh}", f"- {kind.remedy_en}", ""]
    figures = figures_of(kind)
    if figures:
        lines += ["## 数据", "", "`figures` 中的名称：" + "、".join(f"`{name}`" for name in figures), ""]
    return "\n".join(lines)


def _parsed(kind: type[Kind]) -> tuple[str, list[tuple[str, str]]]:
    """The first line of the docstring and its fields in order; lines between belong to the field above."""
    text = inspect.getdoc(kind) or ""
    first, *rest = text.splitlines()
    fields: list[tuple[str, str]] = []
    for line in rest:
        found = _FIELD.match(line.strip())
        if found and found[1] == "Figures":
            break
        if found:
            fields.append((found[1], found[2]))
        elif line.strip() and fields:
            fields[-1] = (fields[-1][0], f"{fields[-1][1]}\n{line.strip()}")
        elif line.strip():
            fields.append(("说明", line.strip()))
    return first, fields


def index() -> str:
    """The list of all findings with links, by stage."""
    lines = ["# 疑点一览", "", "每一种疑点一页，由程序生成；`evaluator explain 代码或名称` 显示同样的内容。", ""]
    for letter, stage in _STAGES.items():
        lines += [f"## {letter} {stage}", "", "| 代码 | 名称 | 级别 | 内容 |", "|---|---|---|---|"]
        for kind in kinds().values():
            if kind.code.startswith(letter):
                title = _parsed(kind)[0].rstrip("。")
                label = severity_label(kind.severity, "zh")
                lines.append(f"| {kind.code} | [{kind.name}]({kind.name}.md) | {label} | {title} |")
        lines.append("")
    return "\n".join(lines)


def pages() -> dict[str, str]:
    """Every file of the folder by name, with its text."""
    made = {f"{name}.md": page(kind) for name, kind in kinds().items()}
    return {"README.md": index(), **made}


def main(folder: Path) -> None:
    """Write all pages, and remove those of findings that are no more."""
    folder.mkdir(parents=True, exist_ok=True)
    made = pages()
    for old in folder.glob("*.md"):
        if old.name not in made:
            old.unlink()
    for name, text in made.items():
        (folder / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
