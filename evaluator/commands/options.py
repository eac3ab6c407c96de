"""Options that several commands of the command line share, with their help in one language."""

from __future__ import annotations

TYPE_CHECKING = False  # as in evaluator/__init__.py: no typing on the way to --help
if TYPE_CHECKING:
    from typing import Any

FORMATS = ("table", "json")
SORTS = ("total", "budget", "execution", "pending", "findings", "name")
LAYOUTS = ("central", "sichuan", "2016")
SEVERITIES = ("error", "warning", "note", "never")


class Options:
    """Adds options to the parser of a command; each method is one group of them."""

    def __init__(self, lang: str) -> None:
        self.lang = lang

    def say(self, zh: str, en: str) -> str:
        """One of two texts that stand side by side."""
        return zh if self.lang == "zh" else en

    def formats(self, to: Any, *more: str) -> None:
        """Options for printing results."""
        to.add_argument(
            "--format", choices=(*FORMATS, *more), default="table", help=self.say("输出格式", "output format")
        )

    def rules(self, to: Any) -> None:
        """Which rulebook."""
        to.add_argument(
            "--rules",
            metavar="ID|FILE",
            default=None,
            help=self.say(
                "办法（默认 mof-2021-101；score 可用逗号比较几个）",
                "rulebook (default mof-2021-101; several, with commas, compare under score)",
            ),
        )

    def results(self, to: Any, fail_on: str) -> None:
        """Where results go, and what the exit status says."""
        to.add_argument("--out", metavar="DIR", help=self.say("结果存入此文件夹", "save the results in this folder"))
        to.add_argument(
            "--force", action="store_true", help=self.say("替换已有的结果", "replace results already there")
        )
        to.add_argument(
            "--force-foreign",
            dest="force",
            action="store_const",
            const="foreign",
            help=self.say(
                "同上，并删除文件夹里不是本程序写的文件", "the same, and delete what else lies in that folder"
            ),
        )
        to.add_argument(
            "--full", action="store_true", help=self.say("逐项打印每张自评表", "print every scorecard line by line")
        )
        self.fail_on(to, fail_on)

    def fail_on(self, to: Any, default: str) -> None:
        """From which severity on the exit status is 1."""
        to.add_argument(
            "--fail-on",
            choices=SEVERITIES,
            default=default,
            help=self.say("有此级别以上的疑点时退出码为 1", "exit with 1 on findings of this severity or above"),
        )

    def reading(self, to: Any) -> None:
        """Options for reading documents."""
        to.add_argument("--jobs", type=int, default=1, help=self.say("同时读几个文件", "how many files at once"))
        to.add_argument(
            "--no-cache",
            action="store_true",
            help=self.say(
                "每个文件都重新读，不用也不存读过的结果", "read every file anew, neither use nor keep readings"
            ),
        )
        self.scans(to)

    def scans(self, to: Any) -> None:
        """Pages that are pictures."""
        to.add_argument(
            "--scans",
            action="store_true",
            help=self.say(
                "识别扫描件（需 evaluator[scan]；没有把握的单元格待人确认）",
                "recognise pages that are pictures (needs evaluator[scan]; doubtful cells wait to be confirmed)",
            ),
        )

    def layout(self, to: Any) -> None:
        """Options for the look of official forms."""
        to.add_argument(
            "--forms",
            choices=LAYOUTS,
            default=LAYOUTS[0],
            help=self.say("自评表的表样（默认中央表样）", "layout of the official forms (default the central one)"),
        )
        to.add_argument(
            "--pdf",
            action="store_true",
            help=self.say(
                "报告和自评表另存 PDF（报告需要 WeasyPrint，自评表需要 LibreOffice）",
                "report and official forms as PDF too (the report needs WeasyPrint, the forms LibreOffice)",
            ),
        )

    def ordering(self, to: Any) -> None:
        """The order of the ranking."""
        to.add_argument(
            "--sort",
            choices=SORTS,
            help=self.say("排名按此列排序（默认按总分）", "order of the ranking (default by total)"),
        )
        to.add_argument("--reverse", action="store_true", help=self.say("倒序：末位在前", "the last ones first"))
        to.add_argument(
            "--top", type=int, metavar="N", help=self.say("排名只列前 N 个", "only the first N of the ranking")
        )

    def choosing(self, to: Any) -> None:
        """Which findings are listed."""
        to.add_argument(
            "--select",
            action="append",
            default=[],
            metavar="CODE|NAME",
            help=self.say("只列这些疑点，逗号分隔", "only these findings, separated by commas"),
        )
        to.add_argument(
            "--ignore",
            action="append",
            default=[],
            metavar="CODE|NAME",
            help=self.say("不列这些疑点，逗号分隔", "leave these findings out, separated by commas"),
        )
