"""``evaluator explain CODE|NAME|RUN [INDICATOR]``: what a finding means, or how a score came about."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from evaluator.findingdocs import sections
from evaluator.findings import kind_of, severity_label
from evaluator.language import pick
from evaluator.render import terminal
from targets.errors import InputError
from targets.kinds.catalogue import Part
from targets.kinds.finding import Kind
from targets.visible import visible


def run(args: argparse.Namespace) -> int:
    """A path is a saved run; anything else is the code or name of a finding."""
    path = Path(args.what)
    if path.exists():
        return _explain_run(path, args)
    if args.indicator:
        raise InputError(
            f"{args.what} 不存在；要解释得分，请给出 --out 写出的文件夹",
            f"{args.what} does not exist; to explain a score, name a folder written by --out",
        )
    kind = kind_of(args.what)
    if args.format == "json":
        print(json.dumps(_kind_object(kind, args.lang), ensure_ascii=False, indent=1))
    else:
        print(kind_text(kind, args.lang))
    return 0


def kind_text(kind: Kind, lang: str) -> str:
    """The page of a kind of finding from the catalogue, wholly in one language."""
    level = severity_label(kind.severity, lang)
    head = f"{kind.code} {kind.name}" + pick(lang, f"（{level}）", f" ({level})")
    said = (f"{heading}{pick(lang, '：', ': ')}{text}" for heading, text in sections(kind, lang))
    return "\n".join(map(terminal.wrapped, (head, "", kind.text(Part.WHAT, lang), "", *said)))


def _kind_object(kind: Kind, lang: str) -> dict[str, Any]:
    texts = {part.value: kind.text(part, lang) for part in Part if kind.text(part, lang)}
    head = {"code": kind.code, "name": kind.name, "severity": kind.severity.value}
    return {**head, **texts, "figures": sorted({*kind.figures, *kind.entry.further})}


def _explain_run(path: Path, args: argparse.Namespace) -> int:
    from evaluator.keeping.repeating import repeat
    from evaluator.verdict.derivations import execution_steps, line_steps, rating_steps, total_steps

    repeated = repeat(path)
    done, lang = repeated.run, args.lang
    for zh, en in repeated.differences():
        print(pick(lang, f"注意：{zh}", f"note: {en}"), file=sys.stderr)
    parts: list[dict[str, Any]] = []
    wanted = args.indicator
    forms = [p for p, form in enumerate(done.forms) if not args.project or args.project in form.title]
    if not forms:
        raise InputError(
            f"这次评价里没有名称含“{args.project}”的项目；名称见 summary.csv",
            f"no project of this run is called {args.project!r}; see summary.csv",
        )
    texts = done.lines.texts
    for position in forms:
        form = done.forms[position]
        if wanted is None:
            parts.append(
                {
                    "form": form.title,
                    "what": pick(lang, "预算执行率", "execution"),
                    "steps": execution_steps(done, position, lang),
                }
            )
            parts.append(
                {
                    "form": form.title,
                    "what": pick(lang, "总分与等级", "total and grade"),
                    "steps": total_steps(done, position, lang),
                }
            )
            continue
        here = [line for line, place in enumerate(texts["form"].tolist()) if place == position]
        names, ids = texts["indicator"], texts["id"]
        exact = [line for line in here if wanted in (names[line], ids[line])]
        parts.extend(
            {"form": form.title, "what": names[line], "steps": line_steps(done, line, lang)}
            for line in exact or [line for line in here if wanted in names[line]]
        )
    if wanted is None:
        parts.extend(
            {
                "form": rating.name(lang),
                "what": pick(lang, "部门评价", "department rating"),
                "steps": rating_steps(done, place, lang),
            }
            for place, rating in enumerate(done.ratings)
        )
    if not parts:
        raise InputError(
            f"这次评价里没有名称含“{wanted}”的指标；用 indicators.csv 里的名称或编号再试",
            f"no indicator of this run is called {wanted!r}; see indicators.csv",
        )
    if args.format == "json":
        print(json.dumps({"explained": parts}, ensure_ascii=False, indent=1))
        return 0
    for part in parts:
        print(visible(f"{part['form']} · {part['what']}"))
        if not part["steps"]:
            print("  " + pick(lang, "不适用，不参评", "does not apply: left out"))
        for number, step in enumerate(part["steps"], 1):
            print(terminal.wrapped(f"{number}. {step['label']}{pick(lang, '：', ': ')}{step['text']}", indent="  "))
        print()
    if done.illustrative:
        from evaluator.scorecards.scorecard import illustrative_note

        print(*illustrative_note(done, lang), sep="\n")
    return 0
