"""The arguments of every command, in one place; the commands themselves are imported when they run."""

from __future__ import annotations

import argparse
import sys

from evaluator.commands import workbenchoptions
from evaluator.commands.options import LAYOUTS, Options

TYPE_CHECKING = False  # as in evaluator/__init__.py: no typing on the way to --help
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any, NoReturn


class _Parser(argparse.ArgumentParser):
    """argparse with the last word in the user's language."""

    lang = "en"

    def error(self, message: str) -> NoReturn:
        self.print_usage(sys.stderr)
        hint = f"用法不对：{message}。运行 {self.prog} --help 看说明。"
        self.exit(2, (hint if self.lang == "zh" else f"error: {message}. Run {self.prog} --help to see how.") + "\n")


def parse(arguments: Sequence[str], lang: str) -> argparse.Namespace:
    """The parsed arguments, with ``command`` and ``lang`` always set; exits with status 2 on misuse, as
    argparse does.
    """
    _Parser.lang = lang
    args = build(lang).parse_args(arguments)
    args.lang = args.lang or lang
    return args


def build(lang: str) -> argparse.ArgumentParser:
    """The parser of the whole command line with help in one language."""
    say = Options(lang).say
    parser = _Parser(
        prog="evaluator",
        description=say(
            "财政支出绩效自评：读目标、配完成值、按有出处的办法逐项打分、出自评表；审核他人填报的自评表。",
            "Year-end performance evaluation of public budgets: targets read, outcomes matched, every point cited.",
        ),
    )
    parser.add_argument("--lang", choices=("zh", "en"), help=say("输出语言", "language of messages"))
    parser.add_argument("--version", action="version", version=_version())
    _Commands(lang, parser).all()
    return parser


class _Commands(Options):
    """The commands one by one."""

    def __init__(self, lang: str, parser: argparse.ArgumentParser) -> None:
        super().__init__(lang)
        # A parent whose --lang does not erase one given before the command.
        self.shared = _Parser(add_help=False, argument_default=argparse.SUPPRESS)
        self.shared.add_argument("--lang", choices=("zh", "en"), help=self.say("输出语言", "language of messages"))
        self.commands = parser.add_subparsers(dest="command", required=True, metavar=self.say("命令", "COMMAND"))

    def all(self) -> None:
        """Add every command, in the order of the help."""
        for add in (
            self.demo,
            self.read,
            self.check,
            self.template,
            self.score,
            self.audit,
            self.selection,
            self.report,
            self.explain,
            self.rulebooks,
            self.target,
            lambda: workbenchoptions.serve(self.command, self.say),
            lambda: workbenchoptions.accounts(self.command, self.say),
            lambda: workbenchoptions.workspace(self.command, self.say),
            self.verify,
        ):
            add()

    def command(self, name: str, zh: str, en: str) -> Any:
        """The parser of one command."""
        return self.commands.add_parser(
            name, help=self.say(zh, en), description=self.say(zh, en), parents=[self.shared]
        )

    def demo(self) -> None:
        """The embedded example, as ``score`` would show it."""
        demo = self.command(
            "demo",
            "用赣州 2023 年十一张表（完成值为虚构）从头演示到尾",
            "the eleven Ganzhou forms with illustrative outcomes, start to end",
        )
        self.rules(demo)
        self.formats(demo)
        self.results(demo, "never")
        self.layout(demo)
        self.ordering(demo)

    def read(self) -> None:
        """Documents, not scored."""
        read = self.command("read", "读取文件，显示识别结果", "what was understood of documents")
        read.add_argument("files", nargs="+", metavar="FILE")
        self.reading(read)
        read.add_argument(
            "--doubts",
            metavar="DIR",
            help=self.say(
                "把扫描件待核的单元格写成图片和待填的表；填好后再运行一次即采用",
                "write the doubtful cells of scans as pictures with a sheet to correct; run again to take it back",
            ),
        )
        self.formats(read, "csv")

    def check(self) -> None:
        """Target forms, not scored."""
        check = self.command("check", "检查绩效目标表，只列疑点", "findings about target tables")
        check.add_argument("files", nargs="+", metavar="FILE")
        self.reading(check)
        self.rules(check)
        self.formats(check, "csv")
        check.add_argument(
            "--full",
            action="store_true",
            help=self.say("提示也逐条列出", "list every note instead of one line per kind"),
        )
        self.choosing(check)
        self.fail_on(check, "error")

    def template(self) -> None:
        """A form to fill in."""
        template = self.command("template", "生成待填的完成情况表（xlsx 或 csv）", "a form to fill in (xlsx, csv)")
        template.add_argument("targets", nargs="+", metavar="TARGETS")
        template.add_argument("-o", "--out", required=True, metavar="FILE")
        template.add_argument(
            "--one-sheet", action="store_true", help=self.say("所有表放在一个工作表里", "one sheet for all forms")
        )
        template.add_argument("--force", action="store_true", help=self.say("替换已有文件", "replace an existing file"))
        self.scans(template)
        self.rules(template)

    def score(self) -> None:
        """Outcomes against targets: documents, tables, or monitoring."""
        score = self.command("score", "按目标与完成情况打分", "score outcomes against targets")
        score.add_argument(
            "targets",
            metavar="TARGETS",
            help=self.say("目标表：文件、文件夹或通配符", "targets: a file, folder or pattern"),
        )
        score.add_argument(
            "actuals",
            metavar="ACTUALS",
            nargs="?",
            help=self.say(
                "完成情况：文件、文件夹、通配符或数据库地址；全由 --decisions 写明时可省",
                "outcomes: a file, folder, pattern or database; may be left out where --decisions state them",
            ),
        )
        score.add_argument(
            "--map",
            action="append",
            default=[],
            metavar="FIELD=HEADING",
            help=self.say("指明列名，如 actual=实际完成值", "name a column, such as actual=实际完成值"),
        )
        score.add_argument(
            "--decisions",
            metavar="FILE",
            help=self.say("人的决定：匹配、复核调整（toml）", "what persons decided: matches, adjustments (toml)"),
        )
        self.reading(score)
        score.add_argument("--table", help=self.say("数据库表名", "database table"))
        score.add_argument("--query", help=self.say("数据库查询", "database query"))
        score.add_argument(
            "--as-of",
            metavar="DAY",
            help=self.say(
                "年中监控：截至此日（如 2023-06-30）的完成率，不打分",
                "monitoring: completion as of this day (2023-06-30), without grading",
            ),
        )
        self.rules(score)
        self.formats(score)
        self.results(score, "error")
        self.layout(score)
        self.ordering(score)
        score.add_argument(
            "--budgets",
            metavar="FILE",
            help=self.say(
                "表的名称与预算（Parquet、Arrow；用于表格数据）", "names and budgets of forms (Parquet, Arrow tables)"
            ),
        )
        score.add_argument(
            "--engine",
            choices=("local", "dask"),
            default="local",
            help=self.say("表格数据在本机或在 Dask 集群上打分", "score tables here or on a Dask cluster"),
        )
        score.add_argument(
            "--scheduler",
            metavar="ADDRESS",
            help=self.say("已有 Dask 调度器的地址", "address of a running Dask scheduler"),
        )

    def audit(self) -> None:
        """Self-evaluations that others filled in."""
        audit = self.command("audit", "重算他人填报的自评表", "recompute self-evaluations that others filled in")
        audit.add_argument("files", nargs="+", metavar="FILE")
        self.reading(audit)
        self.rules(audit)
        self.formats(audit, "csv")
        self.results(audit, "error")
        audit.add_argument(
            "--previous",
            metavar="DIR",
            help=self.say("上一年度自评表所在文件夹", "folder of last year's self-evaluations"),
        )
        audit.add_argument(
            "--decisions",
            metavar="FILE",
            help=self.say(
                "复核得分（toml，或填好的复核工作底稿 xlsx）",
                "a reviewer's scores (toml, or working papers filled in, xlsx)",
            ),
        )
        audit.add_argument(
            "--ledger",
            metavar="FILE",
            help=self.say(
                "上一次的整改台账（xlsx）：已填写的整改情况按问题编号沿用",
                "the ledger of before (xlsx): what was written into it is kept, by the ids of findings",
            ),
        )
        audit.add_argument(
            "--selection",
            metavar="FILE",
            help=self.say(
                "抽查名单（select 写出）：只为名单中的项目写复核工作底稿",
                "the list that select wrote: working papers of these projects only",
            ),
        )
        audit.add_argument(
            "--suppressions", metavar="FILE", help=self.say("免报的疑点（toml）", "findings not to report again (toml)")
        )
        self.choosing(audit)

    def selection(self) -> None:
        """Projects for a review."""
        select = self.command(
            "select",
            "从自评表中选取抽查复核的项目",
            "choose the projects that a review looks at, from self-evaluations",
        )
        select.add_argument("files", nargs="+", metavar="FILE")
        self.reading(select)
        self.rules(select)
        select.add_argument(
            "--by",
            action="append",
            metavar="WAY[:N|:P%]",
            help=self.say(
                "选取方法，可用几次：amount 金额、risk 风险、department 各部门轮流、random 随机；默认 10%%",
                "how, any number of times: amount, risk, department (in turn), random; 10%% by default",
            ),
        )
        select.add_argument(
            "--seed",
            metavar="TEXT",
            help=self.say("随机选取的种子（默认随机产生并印出）", "seed of random (else one is made and printed)"),
        )
        select.add_argument(
            "--name",
            action="append",
            default=[],
            metavar="PROJECT",
            help=self.say("指定项目，可用几次", "a project by name, any number of times"),
        )
        select.add_argument(
            "-o", "--out", metavar="FILE", help=self.say("写入名单（xlsx、csv）", "write the list (xlsx, csv)")
        )
        select.add_argument("--force", action="store_true", help=self.say("替换已有文件", "replace an existing file"))

    def report(self) -> None:
        """Papers of a saved run."""
        report = self.command(
            "report", "从存下的评价写出一张自评表或一份报告", "one form, or a report in words, of a saved evaluation"
        )
        report.add_argument("runs", nargs="+", metavar="RUN", help=self.say("--out 写出的文件夹", "folder by --out"))
        report.add_argument("-o", "--out", required=True, metavar="FILE")
        report.add_argument(
            "--form",
            metavar="NAME",
            help=self.say(
                "哪个项目或部门；不写 --kind 时单独写出这张自评表（docx、xlsx）",
                "which project or department; without --kind this form alone, ready to hand in (docx, xlsx)",
            ),
        )
        report.add_argument(
            "--kind",
            choices=("project", "department", "bureau", "submissions", "review", "opinion", "evidence"),
            help=self.say(
                "种类：项目、部门整体、财政汇总、报送台账；审核后的复核报告、复核意见书、取证单",
                "a project, a whole department, a bureau's summary, who handed in (xlsx); of an audit: the report on a "
                "review, the opinion on one form, sheets of evidence",
            ),
        )
        report.add_argument(
            "--expected",
            metavar="FILE",
            help=self.say(
                "应报名单（部门、项目；xlsx、csv 等），用于财政汇总和报送台账",
                "the list of who has to hand in (部门, 项目), for the bureau's summary and for submissions",
            ),
        )
        report.add_argument(
            "--outline",
            metavar="ID|FILE",
            help=self.say(
                "提纲：project-conclusion-first、transfer 或自己的 .toml 文件",
                "outline: project-conclusion-first, transfer, or a .toml file of your own",
            ),
        )
        report.add_argument(
            "--texts",
            metavar="FILE",
            help=self.say(
                "从这份已填写的报告（docx）取回文字（默认取自被替换的文件）",
                "take over what was written into this report (docx; default: the file that is replaced)",
            ),
        )
        report.add_argument(
            "--layout",
            choices=LAYOUTS,
            help=self.say("自评表的表样（默认中央表样）", "layout of the form (default the central one)"),
        )
        report.add_argument(
            "--annotated", action="store_true", help=self.say("表下附说明", "with notes under the form")
        )
        report.add_argument("--force", action="store_true", help=self.say("替换已有文件", "replace an existing file"))

    def explain(self) -> None:
        """A kind of finding, or a score of a saved run."""
        explain = self.command("explain", "解释一种疑点，或一个得分是怎么来的", "a finding, or how a score came about")
        explain.add_argument("what", metavar="CODE|NAME|RUN")
        explain.add_argument("indicator", nargs="?", metavar="INDICATOR")
        explain.add_argument("--project", help=self.say("只看此项目", "only this project"))
        self.formats(explain)

    def rulebooks(self) -> None:
        """The commands about rulebooks: list, show, check, diff, suggest, cite."""
        books = self.command(
            "rules", "办法：列出、查看、检查、比较、选用、注明出处", "rulebooks: list, show, check, diff, suggest, cite"
        )
        actions = books.add_subparsers(dest="action", required=True, metavar=self.say("动作", "ACTION"))
        books.set_defaults(uncited=False, on=None)

        def action(name: str, zh: str, en: str) -> Any:
            made = actions.add_parser(name, help=self.say(zh, en), description=self.say(zh, en), parents=[self.shared])
            made.add_argument("names", nargs="*", metavar="ID|FILE")
            self.formats(made)
            return made

        action("list", "列出办法", "the rulebooks").add_argument(
            "--uncited",
            action="store_true",
            help=self.say("只列没有核过原文的条款", "the provisions that were not read in a text"),
        )
        action("show", "一部办法的条款", "the provisions of a rulebook").add_argument(
            "--on",
            metavar="DATE",
            help=self.say("当日适用的条款，如 2024-03-01", "what holds on this day (2024-03-01)"),
        )
        action("check", "检查自己写的办法", "what is wrong with a rulebook of your own")
        action("diff", "两部办法的不同", "where two rulebooks differ")
        action("suggest", "哪部办法与表上填报相符", "which rulebooks fit what forms print")
        cite = action(
            "cite", "核过原文后，另写一部办法注明条款出处", "a local book that cites a provision you have read"
        )
        cite.add_argument("--article", metavar="TEXT", help=self.say("条号，如 第十八条", "its place in the text"))
        cite.add_argument("--quote", metavar="TEXT", help=self.say("原文", "its words"))
        cite.add_argument("--checked-on", metavar="DATE", help=self.say("核对日期", "the day it was compared"))
        cite.add_argument("--out", metavar="FILE", help=self.say("写入的 .toml 文件", "the .toml file to write"))

    def target(self) -> None:
        """One expression, or a table of them."""
        target = self.command("target", "读一条指标值", "read one target expression")
        target.add_argument("text", nargs="?", metavar="TEXT")
        target.add_argument(
            "--stdin",
            action="store_true",
            help=self.say(
                "从标准输入读 TSV（列名 indicator, target, unit_column, symbol_column）",
                "read TSV from standard input (header indicator, target, unit_column, symbol_column)",
            ),
        )
        target.add_argument("--indicator", default="", help=self.say("三级指标名称", "the indicator's name"))
        target.add_argument("--unit", default="", help=self.say("单位列", "the unit column"))
        target.add_argument("--symbol", default="", help=self.say("符号列", "the symbol column"))
        self.formats(target)

    def verify(self) -> None:
        """A saved run."""
        verify = self.command(
            "verify", "重做一次存下的评价，看结果是否相同", "run a saved evaluation again and compare"
        )
        verify.add_argument("saved", metavar="RUN")
        verify.add_argument(
            "--inputs",
            metavar="DIR",
            help=self.say(
                "表格数据所在的文件夹（默认当前文件夹）", "where the tables of a run of tables stand (default: here)"
            ),
        )


def _version() -> str:
    from evaluator import __version__

    return f"evaluator {__version__}"
