"""The page of a kind of finding in one language, as ``explain`` and the workbench show it, and the folder
``docs/findings`` with both: ``python -m evaluator.findingdocs DIR``.

Pages are made from the catalogue and never edited; a test fails when the two differ.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

from evaluator.findings import by_code, kinds, severity_label
from evaluator.language import pick
from targets.kinds.catalogue import Part
from targets.kinds.finding import Kind

_HEADINGS = {
    Part.WHEN: ("报出条件", "When it is found"),
    Part.WHY: ("为何提示", "Why it matters"),
    Part.EXAMPLE: ("示例", "Example"),
    Part.BASIS: ("依据", "Basis"),
    Part.MESSAGE: ("提示语", "Message"),
    Part.REMEDY: ("处理建议", "What to do"),
}
_STAGES = {
    "T": ("目标与文件", "Targets and documents"),
    "A": ("完成情况", "Outcomes"),
    "R": ("办法", "Rulebooks"),
    "E": ("评价", "Evaluation"),
    "S": ("审核", "Audit of self-evaluations"),
}
_FIGURES = re.compile(r"(?:\{[^}]*\})+")


def sections(kind: Kind, lang: str) -> tuple[tuple[str, str], ...]:
    """Headings and texts of a kind's page after its first sentence, for people: a figure that is filled in when the
    finding is made is shown as an ellipsis.
    """
    texts = ((pick(lang, *heading), kind.text(part, lang)) for part, heading in _HEADINGS.items())
    return tuple((heading, _FIGURES.sub("…", text)) for heading, text in texts if text)


def page(kind: Kind) -> str:
    """One Markdown page: code, name and severity, then the Chinese and the English text, then the names of figures."""
    lines = [f"# {kind.code} {kind.name}", ""]
    lines += [f"默认级别：{severity_label(kind.severity, 'zh')} · default severity: {kind.severity.value}", ""]
    for lang, language in (("zh", "中文"), ("en", "English")):
        lines += [f"## {language}", "", kind.text(Part.WHAT, lang), ""]
        for heading, text in sections(kind, lang):
            lines += [f"**{heading}**{pick(lang, '：', ': ')}{text}", ""]
    figures = sorted({*kind.figures, *kind.entry.further})
    if figures:
        lines += ["## figures", "", ", ".join(f"`{name}`" for name in figures), ""]
    return "\n".join(lines)


def index() -> str:
    """The list of all findings with links, by stage."""
    lines = ["# 疑点一览 · Findings", ""]
    lines += ["每一种疑点一页，由程序生成；`evaluator explain 代码或名称` 显示同样的内容。", ""]
    lines += ["One page for each kind of finding, made by a program; `evaluator explain CODE|NAME` shows the same.", ""]
    for letter, (zh, en) in _STAGES.items():
        lines += [f"## {letter} {zh} · {en}", "", "| 代码 code | 名称 name | 级别 severity | 内容 | what it says |"]
        lines.append("|---|---|---|---|---|")
        for kind in by_code():
            if kind.code.startswith(letter):
                level = f"{severity_label(kind.severity, 'zh')} {kind.severity.value}"
                said = " | ".join(kind.text(Part.WHAT, lang) for lang in ("zh", "en"))
                lines.append(f"| {kind.code} | [{kind.name}]({kind.name}.md) | {level} | {said} |")
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
