"""The arguments of every command, in one place; the commands themselves are imported when they run."""

from __future__ import annotations

import argparse
import sys

TYPE_CHECKING = False  # as in evaluator/__init__.py: no typing on the way to --help
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any, NoReturn

FORMATS = ("table", "json")
SORTS = ("total", "budget", "execution", "pending", "findings", "name")
LAYOUTS = ("central", "sichuan", "2016")
SEVERITIES = ("error", "warning", "note", "never")


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

    def say(zh: str, en: str) -> str:
        return zh if lang == "zh" else en

    shared = _Parser(add_help=False)
    shared.add_argument("--lang", choices=("zh", "en"), help=say("输出语言", "language of messages"))
    parser = _Parser(
        prog="evaluator",
        description=say(
            "财政支出绩效自评：读目标、配完成值、按有出处的办法逐项打分、出自评表；审核他人填报的自评表。",
            "Year-end performance evaluation of public budgets: targets read, outcomes matched, every point cited.",
        ),
    )
    parser.add_argument("--lang", choices=("zh", "en"), help=say("输出语言", "language of messages"))
    parser.add_argument("--version", action="version", version=_version())
    commands = parser.add_subparsers(dest="command", required=True, metavar=say("命令", "COMMAND"))

    def command(name: str, zh: str, en: str) -> Any:
        return commands.add_parser(name, help=say(zh, en), description=say(zh, en), parents=[_inherit(shared)])

    def formats(to: Any, *more: str) -> None:
        to.add_argument("--format", choices=(*FORMATS, *more), default="table", help=say("输出格式", "output format"))

    def rules(to: Any) -> None:
        to.add_argument(
            "--rules",
            metavar="ID|FILE",
            default=None,
            help=say(
                "办法（默认 mof-2021-101；score 可用逗号比较几个）",
                "rulebook (default mof-2021-101; several, with commas, compare under score)",
            ),
        )

    def results(to: Any, fail_on: str) -> None:
        to.add_argument("--out", metavar="DIR", help=say("结果存入此文件夹", "save the results in this folder"))
        to.add_argument("--force", action="store_true", help=say("替换已有的结果", "replace results already there"))
        to.add_argument(
            "--full", action="store_true", help=say("逐项打印每张自评表", "print every scorecard line by line")
        )
        fail_on_argument(to, fail_on)

    def fail_on_argument(to: Any, default: str) -> None:
        to.add_argument(
            "--fail-on",
            choices=SEVERITIES,
            default=default,
            help=say("有此级别以上的疑点时退出码为 1", "exit with 1 on findings of this severity or above"),
        )

    def reading(to: Any) -> None:
        to.add_argument("--jobs", type=int, default=1, help=say("同时读几个文件", "how many files at once"))
        to.add_argument(
            "--no-cache",
            action="store_true",
            help=say("每个文件都重新读，不用也不存读过的结果", "read every file anew, neither use nor keep readings"),
        )

    def layout(to: Any) -> None:
        to.add_argument(
            "--forms",
            choices=LAYOUTS,
            default=LAYOUTS[0],
            help=say("自评表的表样（默认中央表样）", "layout of the official forms (default the central one)"),
        )
        to.add_argument(
            "--pdf",
            action="store_true",
            help=say(
                "报告和自评表另存 PDF（报告需要 WeasyPrint，自评表需要 LibreOffice）",
                "report and official forms as PDF too (the report needs WeasyPrint, the forms LibreOffice)",
            ),
        )

    def ordering(to: Any) -> None:
        to.add_argument(
            "--sort",
            choices=SORTS,
            help=say("排名按此列排序（默认按总分）", "order of the ranking (default by total)"),
        )
        to.add_argument("--reverse", action="store_true", help=say("倒序：末位在前", "the last ones first"))
        to.add_argument("--top", type=int, metavar="N", help=say("排名只列前 N 个", "only the first N of the ranking"))

    def choosing(to: Any) -> None:
        to.add_argument(
            "--select",
            action="append",
            default=[],
            metavar="CODE|NAME",
            help=say("只列这些疑点，逗号分隔", "only these findings, separated by commas"),
        )
        to.add_argument(
            "--ignore",
            action="append",
            default=[],
            metavar="CODE|NAME",
            help=say("不列这些疑点，逗号分隔", "leave these findings out, separated by commas"),
        )

    demo = command(
        "demo",
        "用赣州 2023 年十一张表（完成值为虚构）从头演示到尾",
        "the eleven Ganzhou forms with illustrative outcomes, start to end",
    )
    rules(demo)
    formats(demo)
    results(demo, "never")
    layout(demo)
    ordering(demo)

    read = command("read", "读文件，显示读懂了什么", "what was understood of documents")
    read.add_argument("files", nargs="+", metavar="FILE")
    reading(read)
    formats(read, "csv")

    check = command("check", "检查绩效目标表，只列疑点", "findings about target tables")
    check.add_argument("files", nargs="+", metavar="FILE")
    reading(check)
    rules(check)
    formats(check, "csv")
    check.add_argument(
        "--full", action="store_true", help=say("提示也逐条列出", "list every note instead of one line per kind")
    )
    choosing(check)
    fail_on_argument(check, "error")

    template = command("template", "生成待填的完成情况表（xlsx 或 csv）", "a form to fill in (xlsx, csv)")
    template.add_argument("targets", nargs="+", metavar="TARGETS")
    template.add_argument("-o", "--out", required=True, metavar="FILE")
    template.add_argument(
        "--one-sheet", action="store_true", help=say("所有表放在一个工作表里", "one sheet for all forms")
    )
    template.add_argument("--force", action="store_true", help=say("替换已有文件", "replace an existing file"))
    rules(template)

    score = command("score", "按目标与完成情况打分", "score outcomes against targets")
    score.add_argument(
        "targets", metavar="TARGETS", help=say("目标表：文件、文件夹或通配符", "targets: a file, folder or pattern")
    )
    score.add_argument(
        "actuals",
        metavar="ACTUALS",
        nargs="?",
        help=say(
            "完成情况：文件、文件夹、通配符或数据库地址；全由 --decisions 写明时可省",
            "outcomes: a file, folder, pattern or database; may be left out where --decisions state them",
        ),
    )
    score.add_argument(
        "--map",
        action="append",
        default=[],
        metavar="FIELD=HEADING",
        help=say("指明列名，如 actual=实际完成值", "name a column, such as actual=实际完成值"),
    )
    score.add_argument(
        "--decisions",
        metavar="FILE",
        help=say("人的决定：匹配、复核调整（toml）", "what persons decided: matches, adjustments (toml)"),
    )
    reading(score)
    score.add_argument("--table", help=say("数据库表名", "database table"))
    score.add_argument("--query", help=say("数据库查询", "database query"))
    score.add_argument(
        "--as-of",
        metavar="DAY",
        help=say(
            "年中监控：截至此日（如 2023-06-30）的完成率，不打分",
            "monitoring: completion as of this day (2023-06-30), without grading",
        ),
    )
    rules(score)
    formats(score)
    results(score, "error")
    layout(score)
    ordering(score)
    score.add_argument(
        "--budgets",
        metavar="FILE",
        help=say(
            "表的名称与预算（Parquet、Arrow；用于表格数据）", "names and budgets of forms (Parquet, Arrow tables)"
        ),
    )
    score.add_argument(
        "--engine",
        choices=("local", "dask"),
        default="local",
        help=say("表格数据在本机或在 Dask 集群上打分", "score tables here or on a Dask cluster"),
    )
    score.add_argument(
        "--scheduler", metavar="ADDRESS", help=say("已有 Dask 调度器的地址", "address of a running Dask scheduler")
    )

    audit = command("audit", "重算他人填报的自评表", "recompute self-evaluations that others filled in")
    audit.add_argument("files", nargs="+", metavar="FILE")
    reading(audit)
    rules(audit)
    formats(audit, "csv")
    results(audit, "error")
    audit.add_argument(
        "--previous", metavar="DIR", help=say("上一年度自评表所在文件夹", "folder of last year's self-evaluations")
    )
    audit.add_argument("--decisions", metavar="FILE", help=say("复核得分（toml）", "a reviewer's scores (toml)"))
    audit.add_argument(
        "--suppressions", metavar="FILE", help=say("免报的疑点（toml）", "findings not to report again (toml)")
    )
    choosing(audit)

    explain = command("explain", "解释一种疑点，或一个得分是怎么来的", "a finding, or how a score came about")
    explain.add_argument("what", metavar="CODE|NAME|RUN")
    explain.add_argument("indicator", nargs="?", metavar="INDICATOR")
    explain.add_argument("--project", help=say("只看此项目", "only this project"))
    formats(explain)

    books = command("rules", "办法：列出、查看、检查、比较", "rulebooks: list, show, check, diff")
    actions = books.add_subparsers(dest="action", required=True, metavar=say("动作", "ACTION"))
    books.set_defaults(uncited=False, on=None)

    def action(name: str, zh: str, en: str) -> Any:
        made = actions.add_parser(name, help=say(zh, en), description=say(zh, en), parents=[_inherit(shared)])
        made.add_argument("names", nargs="*", metavar="ID|FILE")
        formats(made)
        return made

    action("list", "列出办法", "the rulebooks").add_argument(
        "--uncited",
        action="store_true",
        help=say("只列没有核过原文的条款", "the provisions that were not read in a text"),
    )
    action("show", "一部办法的条款", "the provisions of a rulebook").add_argument(
        "--on", metavar="DATE", help=say("当日适用的条款，如 2024-03-01", "what holds on this day (2024-03-01)")
    )
    action("check", "检查自己写的办法", "what is wrong with a rulebook of your own")
    action("diff", "两部办法的不同", "where two rulebooks differ")

    target = command("target", "读一条指标值", "read one target expression")
    target.add_argument("text", nargs="?", metavar="TEXT")
    target.add_argument(
        "--stdin",
        action="store_true",
        help=say(
            "从标准输入读 TSV（列名 indicator, target, unit_column, symbol_column）",
            "read TSV from standard input (header indicator, target, unit_column, symbol_column)",
        ),
    )
    target.add_argument("--indicator", default="", help=say("三级指标名称", "the indicator's name"))
    target.add_argument("--unit", default="", help=say("单位列", "the unit column"))
    target.add_argument("--symbol", default="", help=say("符号列", "the symbol column"))
    formats(target)

    serve = command("serve", "在浏览器里工作（工作台）", "the workbench in a browser")
    serve.add_argument("--host", default="127.0.0.1", help=say("监听的地址（默认只限本机）", "address to listen on"))
    serve.add_argument("--port", type=int, default=8765, help=say("端口", "port"))
    serve.add_argument("--workspace", metavar="DIR", help=say("工作文件夹", "folder for files and database"))
    serve.add_argument(
        "--database",
        metavar="URL",
        help=say(
            "数据库地址，如 postgresql+psycopg://…（默认在工作文件夹里）", "database address (default: in the folder)"
        ),
    )
    serve.add_argument(
        "--allow-host",
        action="append",
        default=[],
        metavar="NAME",
        help=say("浏览器可以用来访问的主机名", "a host name that browsers may call it by"),
    )
    serve.add_argument("--no-browser", action="store_true", help=say("不自动打开浏览器", "do not open a browser"))

    people = command("accounts", "工作台的账号（第一个账号使它成为多人工作台）", "accounts of the workbench for a team")
    people.add_argument("action", choices=("list", "add", "password", "stop"))
    people.add_argument("name", metavar="NAME", nargs="?", help=say("账号名称", "name of the account"))
    people.add_argument(
        "--role",
        choices=("viewer", "officer", "auditor", "administrator"),
        help=say("角色（第一个账号为管理员）", "role (the first account is an administrator's)"),
    )
    people.add_argument(
        "--department",
        action="append",
        default=[],
        metavar="NAME",
        help=say("可看的部门，可多次给出（默认全部）", "a department to be seen, may be repeated (default all)"),
    )
    people.add_argument("--workspace", metavar="DIR", help=say("工作文件夹", "folder for files and database"))
    people.add_argument("--database", metavar="URL", help=say("数据库地址", "database address"))

    verify = command("verify", "重做一次存下的评价，看结果是否相同", "run a saved evaluation again and compare")
    verify.add_argument("saved", metavar="RUN")
    verify.add_argument(
        "--inputs",
        metavar="DIR",
        help=say("表格数据所在的文件夹（默认当前文件夹）", "where the tables of a run of tables stand (default: here)"),
    )
    return parser


def _inherit(shared: _Parser) -> _Parser:
    """A parent whose ``--lang`` does not erase one given before the command."""
    for action in shared._actions:
        action.default = argparse.SUPPRESS
    return shared


def _version() -> str:
    from evaluator import __version__

    return f"evaluator {__version__}"
